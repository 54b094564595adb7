"""Lesson 02: the library's functions are the lesson's own, and what the lesson claims about the slides is so."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from course_lib import activations, broken_lines, datasets, dense, exam_network
from course_lib.figures.relu_networks import EXAM_BIASES, EXAM_WEIGHTS
from course_lib.instructor.source.lesson import read_lesson

pytestmark = pytest.mark.slow

LESSON = Path(__file__).parents[2] / "solutions" / "02_relu_networks"
LATTICE = tuple(axis.ravel() for axis in np.meshgrid(np.arange(-40, 41), np.arange(-40, 41)))


def test_library_and_lesson_agree(answers):
    rng = np.random.default_rng(0)
    sizes = (3, 5, 4, 2)
    weights = [rng.normal(size=(d_out, d_in)) for d_in, d_out in pairwise(sizes)]
    biases = [rng.normal(size=d) for d in sizes[1:]]
    X = rng.normal(size=(7, 3))

    np.testing.assert_array_equal(answers["relu"](X), activations.relu(X))
    np.testing.assert_array_equal(answers["layer"](weights[0], biases[0], X), dense.layer(weights[0], biases[0], X))
    np.testing.assert_array_equal(answers["mlp"](weights, biases, X), dense.mlp(weights, biases, X))
    layers = weights[0], biases[0], weights[1], biases[1]
    for ours, librarys in zip(answers["collapse"](*layers), dense.collapse(*layers), strict=True):
        np.testing.assert_array_equal(ours, librarys)
    assert answers["count_parameters"](sizes) == dense.count_parameters(sizes)
    np.testing.assert_array_equal(answers["exam_g"](*LATTICE), exam_network.exam_g(*LATTICE))
    np.testing.assert_array_equal(answers["exam_zones"](*LATTICE), exam_network.exam_zones(*LATTICE))
    points = np.cumsum(rng.uniform(0.1, 1.0, size=8)), rng.normal(size=8)
    pairs = [(answers["interpolate"](*points), broken_lines.interpolate(*points))]
    pairs += [(answers["zigzag"](), broken_lines.zigzag())]
    for ours, librarys in pairs:
        np.testing.assert_allclose(ours[0], librarys[0])
        assert ours[1] == librarys[1]


def test_the_figure_shows_the_exams_network(answers):
    outputs = dense.mlp(EXAM_WEIGHTS, EXAM_BIASES, np.stack(LATTICE, axis=1))[:, 0]

    np.testing.assert_array_equal(outputs, answers["exam_g"](*LATTICE))


def test_row_8_alone_is_false_and_its_true_threshold_is_10(answers):
    g = answers["exam_g"](*LATTICE)
    false = [np.sum(np.sign(g[holds(*LATTICE)]) != sign) for _, sign, holds in answers["SLIDE_ROWS"]]
    third = (LATTICE[0] < 0) & (LATTICE[1] < 0)

    assert false == [0, 0, 0, 0, 0, 0, 0, 160, 0]
    np.testing.assert_array_equal((g > 0)[third], (LATTICE[0] - LATTICE[1] > 10)[third])


def test_the_sign_by_cases_is_the_sign_of_g(answers):
    signs = answers["exam_sign"](*LATTICE)

    assert signs.dtype.kind == "i"
    np.testing.assert_array_equal(signs, np.sign(answers["exam_g"](*LATTICE)))


def test_g_is_exact_on_fractions(answers):
    x1, x2 = np.array([Fraction(-1, 3)]), np.array([Fraction(-31, 3)])

    assert answers["exam_g"](x1, x2).tolist() == [0]


def test_there_are_eight_zones_and_fifteen_patterns_on_the_lattice(answers):
    inside = LATTICE[0] * LATTICE[1] != 0
    ids = answers["exam_zones"](*LATTICE)

    assert len(np.unique(ids[inside])) == 8
    assert len(np.unique(ids)) == 15


@pytest.mark.parametrize(("w", "values"), [((-2, 4, -4), [1, -1, 1, -1]), ((-1, 1, -1), [1, 0, 0, -1])])
def test_only_the_formula_of_q5_has_the_four_signs(w, values):
    assert [sum(w[k] * max(x - k, 0) for k in range(3)) + 1 for x in range(4)] == values


@pytest.mark.parametrize("neurons", [16, 32, 64])
def test_kinks_evenly_spread_along_the_horse_halve_the_largest_miss_when_they_double(neurons):
    outline = datasets.horse_outline()
    way = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(outline, axis=0).T))])

    def largest_miss(N):
        kinks = np.searchsorted(way, np.linspace(0, way[-1], N + 1))
        drawn = [np.interp(way, way[kinks], outline[kinks, j]) for j in (0, 1)]
        return np.hypot(*(np.array(drawn) - outline.T)).max()

    assert 1.7 < largest_miss(neurons) / largest_miss(2 * neurons) < 2.4  # and not 4, as on a smooth curve


def test_the_points_of_the_opening_table_are_those_of_the_tests():
    lesson = read_lesson(LESSON)
    table = [line.split("|") for line in lesson.cells[0].source.splitlines() if line.startswith("| 2.")]

    stated = [(cells[2].strip(" `"), int(cells[4])) for cells in table]

    assert stated == [(exercise.name, exercise.points) for exercise in lesson.exercises]
