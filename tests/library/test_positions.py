import numpy as np
import pytest

from course_lib import positions


def test_the_first_frequency_is_one_and_the_others_fall():
    w = positions.frequencies(8)

    np.testing.assert_allclose(w, [1, 0.1, 0.01, 0.001])


def test_sines_and_cosines_stand_in_turn():
    P = positions.positional_encoding(7, 4)

    t = np.arange(7)
    np.testing.assert_allclose(P, np.stack([np.sin(t), np.cos(t), np.sin(t / 100), np.cos(t / 100)], axis=1))


@pytest.mark.parametrize("delta", [3, -7, 0, 2.5])
def test_one_matrix_moves_every_place(delta):
    w, t = positions.frequencies(8), np.linspace(-5, 40, 23)

    def codes(t):
        return np.stack([np.sin(np.outer(t, w)), np.cos(np.outer(t, w))], axis=-1).reshape(len(t), 8)

    np.testing.assert_allclose(codes(t) @ positions.shift_matrix(delta, 8).T, codes(t + delta), atol=1e-12)


def test_the_difference_of_two_codes_depends_on_the_place_its_length_and_the_dot_product_do_not():
    P = positions.positional_encoding(30, 8)
    differences = P[3:] - P[:-3]

    assert np.ptp(differences[:, 0]) > 1
    assert differences[[0, 5], 0].round(2).tolist() == [0.14, 1.95]
    np.testing.assert_allclose(np.linalg.norm(differences, axis=1), np.linalg.norm(differences[0]))
    np.testing.assert_allclose(np.sum(P[3:] * P[:-3], axis=1), np.sum(np.cos(3 * positions.frequencies(8))))


def test_a_code_is_as_long_as_the_root_of_half_its_width():
    np.testing.assert_allclose(np.linalg.norm(positions.positional_encoding(9, 512), axis=1), 16)


def test_an_odd_width_is_refused():
    with pytest.raises(ValueError, match="d is 5"):
        positions.positional_encoding(3, 5)
