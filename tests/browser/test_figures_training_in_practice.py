"""Figures of lesson 08 in a browser, without a kernel: what they say and draw is what Python computes."""

import re
from itertools import product

import numpy as np
import pytest
from exported import check_fits_and_moves, readout, show

from course_lib import stopping
from course_lib.figures.training_in_practice import BatchOnALine, DropoutUnits, Patience

CURVE = [3.0, 2.0, 1.5, 1.6, 1.4, 1.3, 1.35, 1.4, 1.25, 1.3, 1.5, 1.6, 1.7]
FIGURES = {"batch": BatchOnALine, "units": DropoutUnits, "patience": Patience}


def test_the_statistics_are_those_of_the_batch(watched):
    values = [-1.0, 0.0, 0.5, 2.0, 2.5, 3.0, 4.0, -4.0]

    words = readout(show(watched, BatchOnALine(values=values)))

    mean, deviation = map(float, re.search(r"mean (\S+) and deviation (\S+) of this batch", words).groups())
    assert mean == pytest.approx(np.mean(values), rel=5e-3)
    assert deviation == pytest.approx(np.std(values), rel=5e-3)


@pytest.mark.parametrize(("evaluation", "moved"), [(False, 8), (True, 1)])
def test_one_point_moves_all_images_in_training_and_its_own_in_evaluation(watched, evaluation, moved):
    content = show(watched, BatchOnALine(evaluation=evaluation))

    content.locator(".fig-handle").nth(7).focus()
    watched.page.keyboard.press("ArrowRight")

    assert f"1 of the values was dragged, {moved} of the 8 images moved" in readout(content)


@pytest.mark.parametrize("p", [0.3, 0.5])
@pytest.mark.parametrize("rectified", [False, True])
def test_the_mean_over_the_masks_is_the_layer_if_it_is_linear(watched, p, rectified):
    inputs, weights = np.array([1, 2, 1.5]), np.array([1.2, -1.5, 1])

    def output(mask):
        total = 0.4 + np.sum(np.array(mask) * inputs * weights) / (1 - p)
        return max(total, 0) if rectified else total

    mean = sum(np.prod(np.where(mask, 1 - p, p)) * output(mask) for mask in product([0, 1], repeat=3))

    words = readout(show(watched, DropoutUnits(p=p, rectified=rectified)))

    found = re.search(r"Mean over the eight: (\S+)\. The layer in evaluation: (\S+)\.", words).groups()
    assert float(found[0]) == pytest.approx(mean, rel=5e-3)
    assert float(found[1]) == pytest.approx(0.1)
    assert ("They are equal" in words) is not rectified


@pytest.mark.parametrize("patience", [1, 2, 3, 5, 30])
def test_it_stops_where_the_library_does(watched, patience):
    best, last = stopping.early_stopping(CURVE, patience)

    words = readout(show(watched, Patience(losses=CURVE, patience=patience)))

    assert f"stops after epoch {last} and keeps epoch {best}," in words


@pytest.mark.parametrize("width", [840, 380])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fits_its_page_and_all_of_it_moves(watched, name, width):
    check_fits_and_moves(watched, FIGURES[name](), width)
