"""Figures of lesson 01: a line with its margin and its loss, intervals that shrink, and k neighbours."""

import numpy as np
import traitlets

from course_lib import classification, datasets
from course_lib.widgets import Figure


def people(seed, n):
    """n adults and children as traits hold them: [[age, weight], ...] and [+1 or -1, ...]."""
    X, y = datasets.adults_and_children(np.random.default_rng(seed), n)
    return np.round(X, 1).tolist(), y.tolist()


def coins(seed, n):
    """n labels -1 or +1 that a fair coin decides, as a trait holds them."""
    return np.random.default_rng(seed).choice([-1, 1], size=n).tolist()


def errors_by_neighbours(people, labels, others, other_labels):
    """The error of the vote of k nearest neighbours for k = 1, 3, 5, ..., all from one sort of the distances.

    people (N, 2), labels (N,): those who vote.  others (M, 2), other_labels (M,): those who are asked about.
    Returns a list of the odd k up to N; equally near people vote in their order.
    """
    nearest = classification.squared_distances(others, people).argsort(axis=1, kind="stable")  # (M, N)
    votes = np.asarray(labels)[nearest].cumsum(axis=1)[:, ::2]  # (M, K): odd numbers of votes are never tied
    return np.mean(np.asarray(other_labels)[:, None] * votes <= 0, axis=0).round(4).tolist()


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

    people, labels: the training set.  coins: for each of them a label drawn at random.  k: odd.
    truth: "real" labels, or "coin" for labels drawn at random in both sets.
    tested: how many people the test error was counted on.  test: by truth, that error for k = 1, 3, 5, ...
    """

    script = "binary_classification/neighbours.js"
    height = 620
    people = traitlets.List().tag(sync=True)
    labels = traitlets.List().tag(sync=True)
    coins = traitlets.List().tag(sync=True)
    tested = traitlets.Int(5000, min=1).tag(sync=True)
    test = traitlets.Dict().tag(sync=True)
    k = traitlets.Int(1, min=1).tag(sync=True)
    truth = traitlets.Enum(("real", "coin"), "real").tag(sync=True)
    bayes = traitlets.Float().tag(sync=True)
    alt = traitlets.Unicode(
        "Left: the plane of age and weight, coloured by what k nearest neighbours answer, with the training people. "
        "Right: training error and test error against k; at k = 1 the training error is 0, and the test error falls "
        "from there to a lowest point and rises again."
    ).tag(sync=True)

    @traitlets.default("people")
    def _people(self):
        return people(54, 80)[0]

    @traitlets.default("labels")
    def _labels(self):
        return people(54, 80)[1]

    @traitlets.default("coins")
    def _coins(self):
        return coins(8, len(self.people))

    @traitlets.default("test")
    def _test(self):
        others, labels = people(1054, self.tested)
        flips = coins(1008, self.tested)
        return {
            "real": errors_by_neighbours(self.people, self.labels, others, labels),
            "coin": errors_by_neighbours(self.people, self.coins, others, flips),
        }

    @traitlets.default("bayes")
    def _bayes(self):
        return round(datasets.bayes_error(), 4)
