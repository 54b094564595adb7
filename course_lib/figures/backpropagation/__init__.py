"""Figures of lesson 04: a computational graph, the error of finite differences, gradients through depth."""

import traitlets

from course_lib.widgets import Figure


class Graph(Figure):
    """A computational graph to step through: values forward, then gradients backward.

    example: one of `EXAMPLES`: deck 003's graph, its exercise, a number that is used twice.
    step: how many steps have been made.  inputs: the numbers of the inputs, or [] for the example's own.
    """

    EXAMPLES = ("slide", "quadratic", "shared")
    script = "backpropagation/graph.js"
    height = 520
    example = traitlets.Enum(EXAMPLES, "slide").tag(sync=True)
    step = traitlets.Int(0, min=0).tag(sync=True)
    inputs = traitlets.List([]).tag(sync=True)
    alt = traitlets.Unicode(
        "A computational graph from its inputs on the left to the loss on the right. Step by step each node gets its "
        "value, from left to right, and then the derivative of the loss with respect to it, from right to left."
    ).tag(sync=True)


class StepError(Figure):
    """The error of finite differences against h, central and one-sided, both axes logarithmic.

    function: one of `FUNCTIONS`.  exponent: log10 of the h that is marked.  bits: 64 or 32, the precision of numbers.
    """

    FUNCTIONS = ("exp", "cube", "wave", "kink")
    script = "backpropagation/step_error.js"
    height = 540
    function = traitlets.Enum(FUNCTIONS, "exp").tag(sync=True)
    exponent = traitlets.Float(-2.0, min=-15, max=0).tag(sync=True)
    bits = traitlets.Enum((32, 64), 64).tag(sync=True)
    alt = traitlets.Unicode(
        "The relative error of a numerical derivative against the step h. Both curves fall with h, the central one "
        "twice as steeply, reach a lowest point, and rise again, ragged, where rounding takes over."
    ).tag(sync=True)


class GradientNorms(Figure):
    """The size of the gradient at each layer of a deep network with random weights, and of the signal.

    activation: one of `ACTIVATIONS`.  depth: layers.  scale: the variance of a weight is scale / inputs.
    """

    ACTIVATIONS = ("linear", "relu", "leaky", "tanh", "sigmoid")
    script = "backpropagation/gradient_norms.js"
    height = 540
    activation = traitlets.Enum(ACTIVATIONS, "sigmoid").tag(sync=True)
    depth = traitlets.Int(20, min=2, max=40).tag(sync=True)
    scale = traitlets.Float(1.0, min=0.2, max=4).tag(sync=True)
    alt = traitlets.Unicode(
        "The size of the gradient at each layer, from the first to the last, on a logarithmic axis, and the size of "
        "the signal. With sigmoids the gradient vanishes towards the first layer along a straight line."
    ).tag(sync=True)
