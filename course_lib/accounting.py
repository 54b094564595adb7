"""What a network costs before it is run: sizes, parameters, activations, multiplications, receptive fields.

A network is a list of small dictionaries, one for each layer, the input first:

    {"layer": "input", "height": 32, "width": 32, "channels": 1}
    {"layer": "conv", "kernel": 5, "stride": 1, "padding": 0, "channels": 6}   # channels: how many come out
    {"layer": "pool", "kernel": 2, "stride": 2}
    {"layer": "dense", "units": 84}                                            # takes all that there is, in a row

The kernels of "conv" and "pool" are square; a "conv" may have "groups": n, and then reads 1/n of the channels.
"""

from itertools import pairwise
from math import prod

from course_lib.convolution import output_size


def _input(side, channels):
    return {"layer": "input", "height": side, "width": side, "channels": channels}


def _conv(kernel, channels, stride=1, padding=0):
    return {"layer": "conv", "kernel": kernel, "stride": stride, "padding": padding, "channels": channels}


def _pool(kernel, stride):
    return {"layer": "pool", "kernel": kernel, "stride": stride}


def _dense(units):
    return {"layer": "dense", "units": units}


def _vgg(*blocks):
    """The input and 3×3 convolutions of a VGG network: blocks of (how many, channels), a pooling after each."""
    layers = [_input(224, 3)]
    for count, channels in blocks:
        layers += [_conv(3, channels, padding=1) for _ in range(count)] + [_pool(2, 2)]
    return [*layers, _dense(4096), _dense(4096), _dense(1000)]


# Deck 004, «LeNet5 (1998)», as the table draws it: every kernel of layer 3 reads all 6 maps.
LENET5 = [_input(32, 1), _conv(5, 6), _pool(2, 2), _conv(5, 16), _pool(2, 2), _conv(5, 120), _dense(84), _dense(10)]
# Deck 004, «AlexNet & Challenge ImageNet (2012)».
ALEXNET = [
    _input(227, 3),
    _conv(11, 96, stride=4),
    _pool(3, 2),
    _conv(5, 256, padding=2),
    _pool(3, 2),
    _conv(3, 384, padding=1),
    _conv(3, 384, padding=1),
    _conv(3, 256, padding=1),
    _pool(3, 2),
    _dense(4096),
    _dense(4096),
    _dense(1000),
]
# Deck 004, «Exemple: VGG16»; and its longer sister.
VGG16 = _vgg((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))
VGG19 = _vgg((2, 64), (2, 128), (4, 256), (4, 512), (4, 512))


def shapes(layers):
    """What comes out of each layer: (height, width, channels), or (units,) behind a dense layer.

    Raises ValueError if the first layer is no input, a later one is, or a layer is of no known kind.

    >>> shapes(LENET5)[:3], shapes(LENET5)[-1]
    ([(32, 32, 1), (28, 28, 6), (14, 14, 6)], (10,))
    """
    found = []
    for layer in layers:
        kind = layer["layer"]
        if (kind == "input") != (not found):
            raise ValueError("a network has one input, and it comes first")
        if kind == "input":
            found.append((layer["height"], layer["width"], layer["channels"]))
        elif kind in ("conv", "pool"):
            padding = layer.get("padding", 0)
            sides = [output_size(side, layer["kernel"], layer["stride"], padding) for side in found[-1][:2]]
            found.append((*sides, layer.get("channels", found[-1][2])))
        elif kind == "dense":
            found.append((layer["units"],))
        else:
            raise ValueError(f"a layer {kind!r}: known are input, conv, pool and dense")
    return found


def parameters(layers):
    """Weights and biases of each layer, a list of ints.

    >>> parameters(LENET5)
    [0, 156, 0, 2416, 0, 48120, 10164, 850]
    """
    counts = [0]
    for (before, _), layer in zip(pairwise(shapes(layers)), layers[1:], strict=True):
        if layer["layer"] == "conv":
            counts.append(layer["channels"] * (_weights_of_one(layer, before) + 1))
        else:
            counts.append(layer["units"] * (prod(before) + 1) if layer["layer"] == "dense" else 0)
    return counts


def multiplications(layers):
    """Multiplications of each layer in one forward pass of one example, biases and pooling left out: a list of ints.

    >>> multiplications(LENET5)
    [0, 117600, 0, 240000, 0, 48000, 10080, 840]
    """
    counts = [0]
    for (before, after), layer in zip(pairwise(shapes(layers)), layers[1:], strict=True):
        if layer["layer"] == "conv":
            counts.append(prod(after) * _weights_of_one(layer, before))
        else:
            counts.append(layer["units"] * prod(before) if layer["layer"] == "dense" else 0)
    return counts


def count_parameters(layers):
    """All weights and biases.

    >>> count_parameters(LENET5), count_parameters(ALEXNET), count_parameters(VGG16)
    (61706, 62378344, 138357544)
    """
    return sum(parameters(layers))


def count_activations(layers):
    """All numbers that a forward pass of one example keeps: the input and what comes out of each layer.

    >>> count_activations(LENET5), count_activations(VGG16)
    (9118, 15237608)
    """
    return sum(map(prod, shapes(layers)))


def receptive_field(layers):
    """How many pixels there are along one side, from the first to the last that a unit behind these layers depends on.

    layers: list of (kernel, stride), the first layer first.  Returns an int.  Source: deck 004, «Champ récepteur».

    >>> receptive_field([(3, 1), (3, 1), (3, 1)]), receptive_field([(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)])
    (7, 32)
    """
    field, step = 1, 1  # step: how many pixels apart two neighbouring units look
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step *= stride
    return field


def count_macs(layers):
    """All multiplications of one forward pass of one example, without biases and pooling; each comes with an addition.

    >>> count_macs(VGG16), count_macs(VGG19), count_macs(ALEXNET)
    (15470264320, 19632062464, 1135256096)
    """
    return sum(multiplications(layers))


def _weights_of_one(layer, before):
    """Weights of one kernel."""
    return layer["kernel"] ** 2 * before[2] // layer.get("groups", 1)
