import numpy as np
import pytest

from course_lib import broken_lines, outlines
from course_lib.datasets import horse_outline

SQUARE = np.array([[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], dtype=float)


def test_the_drawing_is_that_of_the_network_with_a_neuron_for_each_piece():
    rng = np.random.default_rng(0)
    knots, points = np.array([0, 2.5, 7, 11, 16]), rng.normal(size=(5, 2))
    ways, off = outlines.misses(knots, points, SQUARE)
    wanted = np.stack([np.interp(ways, outlines.way_along(SQUARE), axis) for axis in SQUARE.T])

    drawn = []
    for values in points.T:
        w, b = broken_lines.interpolate(knots, values)
        drawn.append(np.maximum(ways[:, None] - knots[:-1], 0) @ w + b)

    np.testing.assert_allclose(off, np.hypot(*(np.array(drawn) - wanted)), atol=1e-9)


def test_no_miss_hides_between_the_points_of_the_outline():
    knots = np.array([0, 1.9, 2, 2.1, 4, 8, 12, 16])
    points = np.array([[0, 0], [1.9, 0], [2, 3], [2.1, 0], [4, 0], [4, 4], [0, 4], [0, 0]])

    ways, off = outlines.misses(knots, points, SQUARE)

    assert (ways[off.argmax()], off.max()) == (2, 3)


@pytest.mark.parametrize("given", ["far", [[1, 2], [3]], {"t": 1}, [object()]])
def test_what_is_no_array_of_numbers_is_an_empty_one(given):
    assert outlines.numbers(given).shape == (0,)


def test_the_horse_takes_88_kinks_where_it_misses_most():
    outline = horse_outline()

    kinks = outlines.with_kinks_where_it_misses(outline, outlines.MISS)
    way = outlines.way_along(outline)

    assert len(kinks) - 1 == 88
    assert outlines.misses(way[kinks], outline[kinks], outline)[1].max() <= outlines.MISS
