import numpy as np
import pytest

from course_lib.broken_lines import interpolate, zigzag


def network(knots, w, b, x):
    return np.maximum(np.asarray(x)[:, None] - knots, 0) @ w + b


def test_the_line_goes_through_its_points_and_straight_between_them():
    rng = np.random.default_rng(0)
    knots, values = np.sort(rng.uniform(-5, 5, size=9)), rng.normal(size=9)
    w, b = interpolate(knots, values)
    x = np.linspace(knots[0], knots[-1], 200)

    np.testing.assert_allclose(network(knots[:-1], w, b, x), np.interp(x, knots, values), atol=1e-9)


def test_the_zigzag_has_the_signs_of_the_question():
    w, b = zigzag()

    assert np.sign(network(np.arange(3.0), w, b, np.arange(4.0))).tolist() == [1, -1, 1, -1]


@pytest.mark.parametrize(("knots", "values"), [([1.0], [1.0]), ([1.0, 1.0], [2.0, 3.0]), ([1.0, 2.0], [1.0])])
def test_what_is_no_line_is_refused(knots, values):
    with pytest.raises(ValueError, match="K at least 2, knots increasing"):
        interpolate(knots, values)
