"""Figures of lesson 11: stamps of a transposed convolution, field against detail, two masks."""

import traitlets

from course_lib.widgets import Figure


class Stamps(Figure):
    """A transposed convolution along one axis: the stamp of one input on the output, and how many stamps each gets.

    kernel, stride: of the layer.  chosen: the input whose stamp is shown, 0 to 6.
    """

    script = "dense_prediction/stamps.js"
    height = 560
    kernel = traitlets.Int(3, min=1, max=6).tag(sync=True)
    stride = traitlets.Int(2, min=1, max=4).tag(sync=True)
    chosen = traitlets.Int(2, min=0, max=6).tag(sync=True)
    alt = traitlets.Unicode(
        "Seven inputs in a row, below them the outputs of a transposed convolution with the stamp of one input. A bar "
        "for each output counts the inputs that reach it: with kernel 3 and stride 2 they alternate between 1 and 2."
    ).tag(sync=True)


class FieldAndDetail(Figure):
    """How wide a network sees and how fine it can still place: depth, poolings and dilation on sliders.

    layers: convolutions of 3 by 3.  poolings: of 2, spread evenly among them.  dilation: 1, 2 or 4, of all layers.
    """

    script = "dense_prediction/field_and_detail.js"
    height = 600
    layers = traitlets.Int(3, min=1, max=6).tag(sync=True)
    poolings = traitlets.Int(0, min=0, max=3).tag(sync=True)
    dilation = traitlets.Int(1, min=1, max=4).tag(sync=True)
    alt = traitlets.Unicode(
        "A scene of a large and a small disc. A square shows the field of one unit, a grid the blocks of pixels that "
        "share one place on the coarsest map. Pooling widens both; dilation and depth widen the field alone."
    ).tag(sync=True)


class TwoMasks(Figure):
    """Two discs of one size in a square of 100 by 100, the truth and what was predicted, with three scores.

    radius: of both.  truth, predicted: their centres.
    """

    script = "dense_prediction/two_masks.js"
    height = 600
    radius = traitlets.Float(20.0, min=3, max=40).tag(sync=True)
    truth = traitlets.List([45.0, 50.0]).tag(sync=True)
    predicted = traitlets.List([60.0, 50.0]).tag(sync=True)
    alt = traitlets.Unicode(
        "Left: two discs that overlap, to drag. Right: bars for accuracy, Dice and IoU. Small discs that do not even "
        "touch leave the accuracy near 1, while IoU and Dice are 0."
    ).tag(sync=True)
