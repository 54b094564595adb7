"""Figures of lesson 01: a line with its margin and its loss, intervals that shrink, and k neighbours."""

import numpy as np
import traitlets

from course_lib import datasets
from course_lib.widgets import Figure


def people(seed, n):
    """n adults and children as traits hold them: [[age, weight], ...] and [+1 or -1, ...]."""
    X, y = datasets.adults_and_children(np.random.default_rng(seed), n)
    return np.round(X, 1).tolist(), y.tolist()


class MovingLine(Figure):
    """A neuron f = w · (age, weight) + b that is moved by hand: its line, its margin, its errors and its hinge loss.

    people: [[age, weight], ...].  labels: +1 adult, -1 child.  w: two weights (per year, per kilogram).  b: the bias.
    clouds: the laws from which people are drawn, for the real error: {"label", "mean", "covariance"} each.
    """

    script = "binary_classification/moving_line.js"
    height = 620
    people = traitlets.List().tag(sync=True)
    labels = traitlets.List().tag(sync=True)
    clouds = traitlets.List().tag(sync=True)
    w = traitlets.List([0.02, 0.025]).tag(sync=True)
    b = traitlets.Float(-2.2).tag(sync=True)
    bayes = traitlets.Float().tag(sync=True)
    alt = traitlets.Unicode(
        "Left: adults and children by age and weight, a line to move, its margin on both sides, crosses on its errors. "
        "Right: the hinge loss and the 0-1 error against the margin y f, with every person on the curve."
    ).tag(sync=True)

    @traitlets.default("people")
    def _people(self):
        return people(1, 60)[0]

    @traitlets.default("labels")
    def _labels(self):
        return people(1, 60)[1]

    @traitlets.default("clouds")
    def _clouds(self):
        return [
            {"label": label, "mean": list(cloud.mean), "covariance": cloud.covariance.tolist()}
            for label, cloud in [(-1, datasets.CHILDREN), (1, datasets.ADULTS)]
        ]

    @traitlets.default("bayes")
    def _bayes(self):
        return round(datasets.bayes_error(), 4)


class Intervals(Figure):
    """Fifty test sets of M examples each: their test errors with Wilson intervals, and how the width falls with M.

    error: e_r, known here because the figure makes the data.  exponent: log10 of M.  draw: which fifty test sets.
    """

    script = "binary_classification/intervals.js"
    height = 600
    error = traitlets.Float(0.2, min=0, max=1).tag(sync=True)
    exponent = traitlets.Float(2.0, min=1, max=4).tag(sync=True)
    draw = traitlets.Int(1, min=1).tag(sync=True)
    alt = traitlets.Unicode(
        "Left: the test errors of fifty test sets, each with its interval; those that miss the real error are crossed. "
        "Right: the width of the interval against the size M of the test set, falling like one over the root of M."
    ).tag(sync=True)


class Neighbours(Figure):
    """k nearest neighbours on adults and children: the decision map, and training and test error against k.

    people, labels: the training set.  others, other_labels: the test set.  k: odd.
    truth: "real" labels, or "coin" for labels drawn at random in both sets.
    """

    script = "binary_classification/neighbours.js"
    height = 620
    people = traitlets.List().tag(sync=True)
    labels = traitlets.List().tag(sync=True)
    others = traitlets.List().tag(sync=True)
    other_labels = traitlets.List().tag(sync=True)
    k = traitlets.Int(1, min=1).tag(sync=True)
    truth = traitlets.Enum(("real", "coin"), "real").tag(sync=True)
    bayes = traitlets.Float().tag(sync=True)
    alt = traitlets.Unicode(
        "Left: the plane of age and weight, coloured by what k nearest neighbours answer, with the training people. "
        "Right: training error and test error against k; at k = 1 the training error is 0."
    ).tag(sync=True)

    @traitlets.default("people")
    def _people(self):
        return people(54, 80)[0]

    @traitlets.default("labels")
    def _labels(self):
        return people(54, 80)[1]

    @traitlets.default("others")
    def _others(self):
        return people(1054, 400)[0]

    @traitlets.default("other_labels")
    def _other_labels(self):
        return people(1054, 400)[1]

    @traitlets.default("bayes")
    def _bayes(self):
        return round(datasets.bayes_error(), 4)
