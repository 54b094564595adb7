"""Figures of lesson 05: a window that slides, a kernel over a picture, receptive fields, the maps of a trained net."""

import base64

import numpy as np
import traitlets

from course_lib.widgets import Figure


def pack(values, low, high):
    """Numbers between low and high as text, one byte each: 0 is `low`, 255 is `high`; what lies outside is cut.

    >>> pack([0.0, 1.0], 0, 1)
    'AP8='
    """
    shares = (np.asarray(values, dtype=float) - low) / (high - low)
    return base64.b64encode(np.clip(np.round(255 * shares), 0, 255).astype(np.uint8).tobytes()).decode()


class SlidingWindow(Figure):
    """A kernel that slides over a small picture of numbers; its products and their sum, one place after another.

    example: one of `EXAMPLES`, deck 004's.  place: how many windows have been computed, from 1.
    stride, padding: of both directions.  turned: whether the kernel is turned by 180°, as a convolution does.
    """

    EXAMPLES = ("edges", "small")
    script = "convolutional_networks/sliding_window.js"
    height = 560
    example = traitlets.Enum(EXAMPLES, "edges").tag(sync=True)
    place = traitlets.Int(1, min=1).tag(sync=True)
    stride = traitlets.Int(1, min=1, max=3).tag(sync=True)
    padding = traitlets.Int(0, min=0, max=2).tag(sync=True)
    turned = traitlets.Bool(False).tag(sync=True)
    alt = traitlets.Unicode(
        "A picture of numbers, a kernel lying on one window of it, and the result: the window's products are added to "
        "one number of the result. Step by step the window moves over the picture."
    ).tag(sync=True)


class KernelOverPicture(Figure):
    """A kernel of 3 by 3 numbers to edit, a photograph, and what the kernel makes of it.

    kernel: nine numbers, row by row.  turned: convolution instead of correlation.  at: [row, column] of the pixel of
    the result that is explained.  pixels: the picture as `pack` gives it, from 0 to 1, `side` by `side`.
    """

    script = "convolutional_networks/kernel_over_picture.js"
    height = 640
    pixels = traitlets.Unicode("").tag(sync=True)
    side = traitlets.Int(112).tag(sync=True)
    kernel = traitlets.List(traitlets.Float(), [1.0, 0, -1, 1, 0, -1, 1, 0, -1], minlen=9, maxlen=9).tag(sync=True)
    turned = traitlets.Bool(False).tag(sync=True)
    at = traitlets.List(traitlets.Int(), [40, 56], minlen=2, maxlen=2).tag(sync=True)
    alt = traitlets.Unicode(
        "A photograph, beside it the same photograph after a kernel of 3 by 3 weights, which can be edited: edges, "
        "blur, more contrast. A small square marks one window; below, its sum is written out."
    ).tag(sync=True)

    @classmethod
    def of(cls, picture, **traits):
        """The figure of a grey picture (side, side) with values from 0 to 1.  Raises ValueError if it is not square."""
        picture = np.asarray(picture)
        if picture.ndim != 2 or picture.shape[0] != picture.shape[1]:
            raise ValueError(f"the picture has shape {picture.shape}: it must be (side, side)")
        return cls(pixels=pack(picture, 0, 1), side=picture.shape[0], **traits)


class ReceptiveField(Figure):
    """A stack of layers along one axis, and the pixels that one unit of the last layer depends on.

    layers: list of [kernel, stride], the first layer first, at most five.  unit: which unit of the last layer.
    """

    script = "convolutional_networks/receptive_field.js"
    height = 560
    layers = traitlets.List([[3, 1], [3, 1], [3, 1]]).tag(sync=True)
    unit = traitlets.Int(2, min=0).tag(sync=True)
    alt = traitlets.Unicode(
        "Rows of dots, one row for each layer, the pixels at the bottom. One unit of the top row is marked, and from "
        "it a widening tree of edges leads down to all the pixels that it depends on."
    ).tag(sync=True)


LENET_SIZES = [6 * 25, 16 * 6 * 25, 120 * 16 * 25, 84 * 120, 10 * 84]  # weights of each layer, biases not counted


def in_running_order(network, pictures):
    """The layers of a module that have weights, in the order in which they run on these pictures (N, C, H, W)."""
    import torch  # not for those who only want to slide a window

    layers = []
    hooks = [
        module.register_forward_hook(lambda layer, _, __: layers.append(layer))
        for module in network.modules()
        if getattr(module, "weight", None) is not None
    ]
    try:
        with torch.no_grad():
            network(torch.as_tensor(np.asarray(pictures), dtype=torch.float32))
    finally:
        for hook in hooks:
            hook.remove()
    return layers


class FeatureMaps(Figure):
    """LeNet at work: a digit to push around or to write, the maps of both convolutions and the ten scores.

    weights: for each tensor of the network [low, high, values as `pack` gives them], in the order of its layers.
    digits: 32 by 32 pictures as `pack` gives them.  digit: which one.  right, down: how far it is moved, in pixels.
    """

    script = "convolutional_networks/feature_maps.js"
    height = 700
    weights = traitlets.List([]).tag(sync=True)
    digits = traitlets.List(traitlets.Unicode(), []).tag(sync=True)
    digit = traitlets.Int(3, min=0).tag(sync=True)
    right = traitlets.Int(0, min=-10, max=10).tag(sync=True)
    down = traitlets.Int(0, min=-10, max=10).tag(sync=True)
    alt = traitlets.Unicode(
        "A handwritten digit, six maps of 28 by 28 that the first convolution makes of it, sixteen maps of 10 by 10 of "
        "the second, and ten bars: what the network makes of it. When the digit moves, the maps move with it."
    ).tag(sync=True)

    @classmethod
    def of(cls, network, pictures, **traits):
        """The figure of a LeNet, whatever its layers are called, and pictures (N, 32, 32) with values from 0 to 1.

        Raises ValueError for a network whose layers with weights, in the order in which they run, are not LeNet's five.
        """
        layers = in_running_order(network, pictures[:1, None])
        sizes = [layer.weight.numel() for layer in layers]
        if sizes != LENET_SIZES:
            raise ValueError(f"LeNet's layers have {LENET_SIZES} weights without biases, these have {sizes}")
        tensors = [np.asarray(t.detach()) for layer in layers for t in (layer.weight, layer.bias)]
        weights = [[float(t.min()), float(t.max()), pack(t, t.min(), t.max())] for t in tensors]
        return cls(weights=weights, digits=[pack(picture, 0, 1) for picture in np.asarray(pictures)], **traits)
