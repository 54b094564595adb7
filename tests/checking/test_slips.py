import numpy as np
import pytest

from course_lib.checking.slips import diagnose_shape, diagnose_values

EXPECTED = np.array([[1.0, -2.0, 3.5], [4.0, 0.5, -6.0], [0.25, 8.0, 9.0]])


def close(a, b):
    return bool(np.allclose(a, b, rtol=1e-6, equal_nan=True))


def hint_id(hint):
    return hint and hint.partition(":")[0]


def without_the_last_row(values):
    return np.vstack([values[:-1], [[np.nan, 1, 1]]])


@pytest.mark.parametrize(
    ("hint", "slip"),
    [
        ("sign", lambda a: -a),
        ("factor-2", lambda a: 2 * a),
        ("factor-2", lambda a: a / 2),
        ("factor-2", lambda a: -2 * a),
        ("factor-n", lambda a: 7 * a),
        ("factor-n", lambda a: a / 3),
        ("factor", lambda a: 1.7 * a),
        ("transpose", lambda a: a.T),
        ("reversed", lambda a: a[::-1]),
        ("reversed", lambda a: a[:, ::-1]),
        ("offset", lambda a: a + 1),
        ("order", lambda a: a[[1, 0, 2]]),
        ("dtype", lambda a: a.astype(int)),
        ("nan", without_the_last_row),
        ("overflow", lambda a: np.where(a == 9, np.inf, a)),
        (None, lambda a: a + np.eye(3)),
        (None, lambda a: a**2),
        (None, np.zeros_like),
        (None, lambda a: 1.000004 * a),  # not 1 times too large
    ],
)
def test_a_slip_is_recognised_from_its_result(hint, slip):
    assert hint_id(diagnose_values(slip(EXPECTED), EXPECTED, close)) == hint


def test_half_precision_is_recognised_by_the_digits_of_the_numbers():
    expected = EXPECTED / 3
    assert hint_id(diagnose_values(expected.astype(np.float16).astype(float), expected, close)) == "dtype"
    assert hint_id(diagnose_values(expected.round(2), expected, close)) is None
    assert hint_id(diagnose_values(expected.round(0), expected, close)) is None


def test_a_vector_shifted_by_one_place_is_recognised():
    expected = np.array([1.0, 4.0, 9.0, 16.0, 30.0])
    assert hint_id(diagnose_values(np.append(expected[1:], 0), expected, close)) == "shift"


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        ([1, 1, 1, -1], [1, 1, -1, -1]),  # as if shifted
        ([1, -1, -1, 1, 1], [1, 1, -1, -1, 1]),  # as if reversed
        ([1, -1, 1, -1, -1], [-1, -1, 1, -1, 1]),  # as if reordered
        ([[1, -1], [1, 1]], [[1, 1], [-1, 1]]),  # as if transposed
        ([0, 2, 1, 1, 0, 2, 1], [0, 1, 2, 1, 0, 1, 2]),
    ],
)
def test_labels_that_agree_by_chance_are_given_no_hint(got, expected):
    assert diagnose_values(np.array(got), np.array(expected), close) is None


def test_a_mask_of_another_direction_is_recognised():
    mask = np.tri(4)
    assert hint_id(diagnose_values(mask.T, mask, close)) == "transpose"


@pytest.mark.parametrize("power", [1, 2])
def test_a_normalisation_along_the_wrong_axis_is_recognised(power):
    values = np.random.default_rng(0).uniform(1, 2, size=(4, 4))

    def normalise(axis):
        return values / np.sum(values**power, axis, keepdims=True) ** (1 / power)

    assert hint_id(diagnose_values(normalise(0), normalise(1), close)) == "axis"
    assert hint_id(diagnose_values(normalise(1), normalise(0), close)) == "axis"


def test_a_whole_number_that_is_one_off_is_not_called_rounded():
    assert diagnose_values(np.array(10_000.0), np.array(10_001.0), close) is None


@pytest.mark.parametrize("number", [1.7, 16384.0])
def test_a_single_wrong_number_is_not_called_a_factor(number):
    assert diagnose_values(np.array(number), np.array(1.0), close) is None


@pytest.mark.parametrize(
    ("hint", "got", "expected", "reduces"),
    [
        ("transpose", np.arange(6.0).reshape(3, 2), np.arange(6.0).reshape(3, 2).T, None),
        ("shape", np.ones((3, 1)), np.ones(3), None),
        ("shape", np.array(4.0), np.array([1.0, 3.0]), None),
        ("axis", np.ones(2), np.ones(3), np.ones((3, 2))),
        (None, np.ones(2), np.ones(3), None),
    ],
)
def test_a_wrong_shape_is_explained(hint, got, expected, reduces):
    assert hint_id(diagnose_shape(got, expected, close, reduces)) == hint
