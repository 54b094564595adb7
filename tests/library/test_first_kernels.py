"""Which edge a kernel answers to: known kernels, and turning a kernel turns its answer."""

import numpy as np
import pytest

from course_lib.first_kernels import DIRECTIONS, answers, edge_windows


@pytest.mark.parametrize("size", [3, 5])
def test_a_quarter_turn_of_the_window_is_two_directions_on(size):
    windows = edge_windows(size)

    np.testing.assert_allclose(np.rot90(windows, axes=(1, 2)), np.roll(windows, -2, axis=0), atol=1e-9)
    np.testing.assert_allclose(windows + np.roll(windows, 4, axis=0), 1, atol=1e-9)


@pytest.mark.parametrize(
    ("kernel", "direction"),
    [
        ([[1, 0, -1]] * 3, "left"),
        ([[1, 1, 1], [0, 0, 0], [-1, -1, -1]], "top"),
        ([[0, -1, -2], [1, 0, -1], [2, 1, 0]], "lower left"),
    ],
)
def test_an_edge_kernel_answers_to_its_edge_and_not_to_plain_ink(kernel, direction):
    edges, full = answers([kernel])

    assert DIRECTIONS[edges[0].argmax()] == direction
    assert full[0] == 0


def test_a_blur_answers_most_to_plain_ink():
    edges, full = answers([np.ones((5, 5)) / 25])

    assert full[0] == pytest.approx(1)
    np.testing.assert_allclose(edges, 0.5)
