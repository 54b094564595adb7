"""Figures of lesson 11 in a browser, without a kernel: what they say and draw is what Python computes."""

import re

import numpy as np
import pytest
import torch
from exported import check_fits_and_moves, readout, show
from torch import nn

from course_lib.figures.dense_prediction import FieldAndDetail, Stamps, TwoMasks
from course_lib.pixel_scores import confusion_matrix, iou_and_dice
from course_lib.upsampling import overlap_counts

FIGURES = {"stamps": Stamps, "field": FieldAndDetail, "masks": TwoMasks}


@pytest.mark.parametrize(("kernel", "stride"), [(3, 2), (4, 2), (2, 3), (1, 1), (6, 4)])
def test_the_counts_are_the_library_s(watched, kernel, stride):
    words = readout(show(watched, Stamps(kernel=kernel, stride=stride)))

    told = [int(count) for count in re.search(r"Counts: ([\d ]+)\.", words).group(1).split()]
    assert told == overlap_counts(7, kernel, stride).tolist()
    assert ("holes" in words) is (stride > kernel)
    assert ("chequers" in words) is (stride < kernel and kernel % stride > 0)


@pytest.mark.parametrize(("layers", "poolings", "dilation"), [(3, 0, 1), (3, 2, 1), (4, 0, 2), (2, 2, 3), (6, 3, 1)])
def test_the_field_is_what_moves_a_unit(watched, layers, poolings, dilation):
    parts, done = [], 0
    for i in range(1, layers + 1):
        parts.append(nn.Conv2d(1, 1, 3, padding=dilation, dilation=dilation, bias=False))
        while done < poolings * i // layers:
            parts.append(nn.AvgPool2d(2))
            done += 1
    for part in parts:
        if isinstance(part, nn.Conv2d):
            nn.init.ones_(part.weight)
    x = torch.zeros(1, 1, 240, 240, dtype=torch.float64, requires_grad=True)
    out = nn.Sequential(*parts).double()(x)
    out[0, 0, out.shape[2] // 2, out.shape[3] // 2].backward()
    rows = torch.nonzero(x.grad[0, 0].sum(dim=1))[:, 0]

    words = readout(show(watched, FieldAndDetail(layers=layers, poolings=poolings, dilation=dilation)))

    field, block = map(int, re.search(r"field is (\d+) pixels wide, and places are known to (\d+)", words).groups())
    assert field == int(rows.max() - rows.min()) + 1
    assert block == 2**poolings


@pytest.mark.parametrize(
    ("radius", "truth", "predicted"), [(20, [45, 50], [60, 50]), (3, [20, 30], [70, 80]), (12, [40, 40], [40, 40])]
)
def test_the_scores_are_the_library_s(watched, radius, truth, predicted):
    down, right = np.mgrid[:100, :100] + 0.5
    k, said = (((right - x) ** 2 + (down - y) ** 2 <= radius**2).astype(int) for x, y in (truth, predicted))
    C = confusion_matrix(k, said, 2)
    iou, dice, _ = iou_and_dice(C)

    words = readout(show(watched, TwoMasks(radius=radius, truth=truth, predicted=predicted)))

    told = [float(value) for value in re.search(r"accuracy (\S+), Dice (\S+), IoU (\d\.\d+)", words).groups()]
    np.testing.assert_allclose(told, [np.trace(C) / C.sum(), dice[1], iou[1]], atol=6e-4)


@pytest.mark.parametrize("width", [840, 380])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fits_its_page_and_all_of_it_moves(watched, name, width):
    check_fits_and_moves(watched, FIGURES[name](), width)
