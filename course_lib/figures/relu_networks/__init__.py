"""Figures of lesson 02: the zones of a ReLU network, and ReLUs that approximate a function."""

import traitlets

from course_lib.widgets import Figure

# Deck 000's exam network, question 3: g(x) = 1ᵀ relu(A₂ relu(A₁ x) + b₂) - 10, as layers (outputs, inputs).
EXAM_WEIGHTS = [
    [[1, 0], [0, 1], [-1, 0], [0, -1]],
    [[1, -1, 0, 0], [0, 0, -1, 1]],
    [[1, 1]],
]
EXAM_BIASES = [[0, 0, 0, 0], [5, -5], [-10]]


class Zones(Figure):
    """The plane cut into zones by the hidden units of a ReLU network with two inputs and one output; a point to move.

    weights: matrices (outputs, inputs), biases: vectors, as nested lists; deck 000's exam network by default.
    point: where to begin, two integers.  reach: the plane is shown on [-reach, reach]².
    """

    script = "relu_networks/zones.js"
    height = 640
    weights = traitlets.List(EXAM_WEIGHTS).tag(sync=True)
    biases = traitlets.List(EXAM_BIASES).tag(sync=True)
    point = traitlets.List([9, -3]).tag(sync=True)
    reach = traitlets.Int(20).tag(sync=True)
    alt = traitlets.Unicode(
        "The plane, cut into the zones on which the network is affine, with the line g = 0 and a point to drag; "
        "beside it the network's drawing, with the neurons that are active at this point lit."
    ).tag(sync=True)


class Approximator(Figure):
    """A function on [0, 1] and the network of n ReLUs that joins n + 1 of its points; the error's decay with n.

    target: one of `TARGETS`.  relus: n, from 1 to 64.  kinks: the n + 1 abscissas, or [] for equal spacing.
    """

    TARGETS = ("sine", "kink", "step", "root", "square")
    script = "relu_networks/approximator.js"
    height = 560
    target = traitlets.Enum(TARGETS, "sine").tag(sync=True)
    relus = traitlets.Int(6, min=1, max=64).tag(sync=True)
    kinks = traitlets.List([]).tag(sync=True)
    alt = traitlets.Unicode(
        "Left: a function and the broken line of a one-layer ReLU network through some of its points, "
        "with kinks to drag. Right: the largest error against the number of ReLUs, both on log scales."
    ).tag(sync=True)
