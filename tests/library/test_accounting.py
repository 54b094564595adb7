"""The accounting of networks, against torch and against the numbers of the decks and papers."""

import numpy as np
import pytest
import torch
from torch import nn

from course_lib import accounting


def in_torch(layers):
    """The network of a list of dictionaries as torch modules without memory, and the shapes they give."""
    x, modules, shapes = (
        torch.zeros(1, layers[0]["channels"], layers[0]["height"], layers[0]["width"], device="meta"),
        [],
        [],
    )
    for layer in layers:
        if layer["layer"] == "conv":
            groups = layer.get("groups", 1)
            sizes = (x.shape[1], layer["channels"], layer["kernel"], layer["stride"], layer["padding"])
            modules.append(nn.Conv2d(*sizes, groups=groups, device="meta"))
        elif layer["layer"] == "pool":
            modules.append(nn.MaxPool2d(layer["kernel"], layer["stride"]))
        elif layer["layer"] == "dense":
            x = x.flatten(1)
            modules.append(nn.Linear(x.shape[1], layer["units"], device="meta"))
        if layer["layer"] != "input":
            x = modules[-1](x)
        shapes.append(tuple(x.shape[1:]))
    return modules, shapes


ODD = [
    {"layer": "input", "height": 13, "width": 9, "channels": 2},
    {"layer": "conv", "kernel": 4, "stride": 2, "padding": 1, "channels": 6},
    {"layer": "conv", "kernel": 2, "stride": 1, "padding": 0, "channels": 4, "groups": 2},
    {"layer": "pool", "kernel": 3, "stride": 1},
    {"layer": "dense", "units": 5},
]


@pytest.mark.parametrize("layers", [accounting.LENET5, accounting.ALEXNET, accounting.VGG16, accounting.VGG19, ODD])
def test_parameters_and_activations_are_those_of_torch(layers):
    modules, shapes = in_torch(layers)

    parameters = [sum(p.numel() for p in module.parameters()) for module in modules]

    assert accounting.parameters(layers) == [0, *parameters]
    assert accounting.count_activations(layers) == sum(int(np.prod(shape)) for shape in shapes)
    for mine, theirs in zip(accounting.shapes(layers), shapes, strict=True):
        assert mine == (theirs if len(mine) == 1 else (theirs[1], theirs[2], theirs[0]))


def test_the_three_networks_have_their_known_numbers_of_parameters():
    counts = [accounting.count_parameters(net) for net in (accounting.LENET5, accounting.ALEXNET, accounting.VGG16)]

    assert counts == [61_706, 62_378_344, 138_357_544]


def test_alexnet_in_two_halves_has_fewer_weights_and_multiplications():
    halves = [layer | {"groups": 2} if i in (3, 6, 7) else layer for i, layer in enumerate(accounting.ALEXNET)]

    assert accounting.count_parameters(halves) == 60_965_224
    assert sum(accounting.multiplications(halves)) == pytest.approx(0.724e9, rel=1e-3)
    assert sum(accounting.multiplications(accounting.ALEXNET)) == pytest.approx(1.135e9, rel=1e-3)


def test_the_multiplications_of_vgg_are_the_known_ones():
    assert sum(accounting.multiplications(accounting.VGG16)) == pytest.approx(15.47e9, rel=1e-3)
    assert sum(accounting.multiplications(accounting.VGG19)) == pytest.approx(19.63e9, rel=1e-3)


@pytest.mark.parametrize("layers", [[], [(3, 1)] * 3, [(5, 2), (4, 1), (2, 3)], [(1, 2), (3, 3), (2, 1)]])
def test_the_receptive_field_is_what_a_gradient_reaches(layers):
    u = torch.zeros(1, 1, 200, requires_grad=True)
    out = u
    for kernel, stride in layers:
        out = nn.functional.conv1d(out, torch.ones(1, 1, kernel), stride=stride)

    out[0, 0, 3].backward()

    reached = u.grad[0, 0].nonzero()[:, 0]
    assert accounting.receptive_field(layers) == int(reached.max() - reached.min()) + 1


@pytest.mark.parametrize(
    "layers", [[ODD[1]], [ODD[0], ODD[0]], [ODD[0], {"layer": "norm"}]], ids=["no input", "two inputs", "unknown kind"]
)
def test_a_list_that_is_no_network_is_refused(layers):
    with pytest.raises(ValueError, match=r"input|norm"):
        accounting.shapes(layers)
