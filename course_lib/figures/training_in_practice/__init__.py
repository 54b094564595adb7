"""Figures of lesson 08: a batch on a line, units to drop by hand, a training that is stopped."""

import traitlets

from course_lib.widgets import Figure


class BatchOnALine(Figure):
    """Eight numbers of a batch, to be dragged, and what batch normalisation makes of them.

    values: the eight.  evaluation: with running statistics, which stay.  gain, bias: of the layer.
    """

    script = "training_in_practice/batch_on_a_line.js"
    height = 560
    values = traitlets.List([-1.5, -0.5, 0.0, 0.5, 1.0, 1.5, 2.5, 4.5]).tag(sync=True)
    evaluation = traitlets.Bool(False).tag(sync=True)
    gain = traitlets.Float(1.0).tag(sync=True)
    bias = traitlets.Float(0.0).tag(sync=True)
    alt = traitlets.Unicode(
        "Eight points on a line, and below them, joined by lines, the same points normalised. In training all eight "
        "images move when one point is dragged, in evaluation only its own."
    ).tag(sync=True)


class DropoutUnits(Figure):
    """A layer of three units whose mask is chosen by hand: its eight sub-networks, their mean, and the scaled layer.

    p: the probability to be dropped.  kept: which of the three units are kept.  rectified: with a ReLU behind the sum.
    """

    script = "training_in_practice/dropout_units.js"
    height = 560
    p = traitlets.Float(0.5, min=0.05, max=0.95).tag(sync=True)
    kept = traitlets.List([True, False, True]).tag(sync=True)
    rectified = traitlets.Bool(False).tag(sync=True)
    alt = traitlets.Unicode(
        "Left: three units, some of them dropped, joined to one output. Right: the output of each of the eight "
        "sub-networks as a bar, as wide as it is probable, with their mean and the output in evaluation."
    ).tag(sync=True)


class Patience(Figure):
    """A validation loss over the epochs, and where a training with some patience stops.

    losses: of the epochs.  patience: epochs without an improvement that it waits for.
    """

    script = "training_in_practice/patience.js"
    height = 470
    losses = traitlets.List([3.0, 2.0, 1.5, 1.6, 1.4, 1.3, 1.35, 1.4, 1.25, 1.3, 1.5, 1.6, 1.7]).tag(sync=True)
    patience = traitlets.Int(3, min=1, max=30).tag(sync=True)
    alt = traitlets.Unicode(
        "A loss that falls, wavers and rises over the epochs; marks at the best epoch so far and at the epoch at which "
        "the training stops, and a shaded part that it never sees."
    ).tag(sync=True)
