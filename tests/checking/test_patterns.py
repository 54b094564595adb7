"""What is right in a wrong answer, where no slip explains it."""

import inspect
import re

import numpy as np
import pytest

from course_lib.checking import patterns
from course_lib.checking.patterns import Difference, describe_difference, describe_other

EXPECTED = np.array([[1.5, -2.0, 3.5, 0.0], [4.0, 0.5, -6.0, 7.25], [0.25, 8.0, 9.0, -1.0]])
SHARES = np.array([0.125, 0.5, 0.25, 0.75, 1.0])
SQUARE = np.array([[2.0, 3.0, 5.0], [7.0, 11.0, 13.0], [17.0, 19.0, 23.0]])
WITH_ZEROS = EXPECTED * [[0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 1, 0]]
COUNTS = np.array([3, 0, 5, 12])


def told(got, expected):
    difference = Difference(np.asarray(got), np.asarray(expected), lambda a, b: np.isclose(a, b, equal_nan=True))
    return describe_difference(difference)


def changed(values, places, value):
    values = np.array(values)
    values[places] = value
    return values


@pytest.mark.parametrize(
    ("hint", "got", "expected"),
    [
        ("zeros", np.zeros((3, 4)), EXPECTED),
        ("zeros", 0.0, 2.5),
        ("constant", np.full((3, 4), 0.7), EXPECTED),
        ("half-way", SHARES**2, SHARES),
        ("half-way", SHARES**0.5, SHARES),
        ("half-way", np.log(SQUARE), SQUARE),
        ("half-way", np.exp(EXPECTED), EXPECTED),
        ("half-way", 1 / SQUARE, SQUARE),
        ("half-way", 0.6**2, 0.6),
        ("nearly", EXPECTED + 0.001 * EXPECTED**2, EXPECTED),
        ("nearly", 2.436, 2.433),
        ("magnitude", EXPECTED[1:] * [[11, 13, 17, 30], [12, 14, 16, 19]], EXPECTED[1:]),
        ("magnitude", 0.02, 4.75),
        ("other-side", -0.72, 0.312),
        ("other-side", -EXPECTED[1] * [0.3, 0.7, 0.4, 2], EXPECTED[1]),
        ("complement", 1 - SHARES, SHARES),
        ("complement", [0, 1, 1], [1, 0, 0]),
        ("some-signs", changed(EXPECTED, (0, 1), 2.0), EXPECTED),
        ("negative", 0.7 * SHARES**2 - 0.3, SHARES),
        ("positive", np.where(EXPECTED < 0, EXPECTED**2, EXPECTED), EXPECTED),
        ("positive", np.where(EXPECTED > 0, -(EXPECTED**2), EXPECTED), EXPECTED),
        ("capped", np.maximum(EXPECTED, 0), EXPECTED),
        ("capped", np.minimum(EXPECTED, 3), EXPECTED),
        ("capped", np.maximum(EXPECTED, -1.5), EXPECTED),
        ("offset", EXPECTED + np.array([[1], [2], [-3]]), EXPECTED),
        ("offset", EXPECTED + np.array([1, 2, -3, 0.5]), EXPECTED),
        ("factor", SQUARE * [[3], [2], [0.5]], SQUARE),
        ("factor", SQUARE * [3, 2, 0.5], SQUARE),
        ("scale", (SQUARE - 9) / 6.2, SQUARE),
        ("off-by-one", COUNTS + 1, COUNTS),
        ("off-by-one", 7, 8),
        ("last", changed(EXPECTED, np.s_[-1], 5.1), EXPECTED),
        ("first", changed(EXPECTED, np.s_[:, 0], 5.1), EXPECTED),
        ("one-place", changed(EXPECTED, np.s_[:, 1], 5.1), EXPECTED),
        ("only-first", changed(SHARES, np.s_[1:], SHARES[1:] * [1.1, 1.2, 1.3, 1.4]), SHARES),
        ("only-last", changed(SHARES, np.s_[:-1], SHARES[:-1] * [1.1, 1.2, 1.3, 1.4]), SHARES),
        ("diagonal", SQUARE + np.diag([0.5, 0.6, 0.8]), SQUARE),
        ("diagonal", np.where(np.eye(3), SQUARE, SQUARE * 1.1 + 0.3), SQUARE),
        ("at-zero", np.where(WITH_ZEROS == 0, 0.3, WITH_ZEROS), WITH_ZEROS),
        ("below-zero", np.where(EXPECTED < 0, 1.3 * EXPECTED, EXPECTED), EXPECTED),
        ("above-zero", np.where(EXPECTED > 0, 1.3 * EXPECTED**2, EXPECTED), EXPECTED),
        ("some-right", changed(EXPECTED, ([0, 0, 1], [0, 1, 3]), [0.9, -0.8, 0.7]), EXPECTED),
        (None, EXPECTED * EXPECTED + 0.1, EXPECTED),
        (None, 8.75, 4.75),
        (None, 4, 2),  # the square of a whole number, by chance
    ],
)
def test_a_pattern_is_recognised_from_its_result(hint, got, expected):
    assert (told(got, expected) or "").partition(":")[0] == (hint or "")


def test_the_border_of_a_picture_is_told():
    picture = np.arange(1.0, 31).reshape(5, 6)
    got = np.where(np.pad(np.ones((3, 4)), 1), picture, picture**2 + 0.5)
    assert told(got, picture).startswith("border:")


def test_infinities_and_nan_raise_nothing():
    got = np.array([1.0, np.inf, 3.0, np.nan])
    assert told(got, np.array([1.0, 2.0, 3.0, np.nan])).startswith("some-right:")
    assert told(np.array([np.inf]), np.array([1.0])) is None


@pytest.mark.parametrize(
    ("hint", "got", "expected"),
    [
        ("spelling", "Overfitting ", "overfitting"),
        ("type", ["a"], {"a": 1}),
        ("keys", {"a": 1}, {"b": 1}),
        ("some-right", {"a": 1, "b": 2}, {"a": 1, "b": 3}),
        ("missing", {1}, {1, 2}),
        ("extra", {1, 2}, {1}),
        ("length", ["a"], ["a", "b"]),
        ("order", ["b", "a"], ["a", "b"]),
        ("some-right", ["a", "c"], ["a", "b"]),
        (None, "ok", "overfitting"),
        (None, {1, 3}, {1, 2}),
        (None, ["x", "y"], ["a", "b"]),
    ],
)
def test_what_is_right_in_other_values(hint, got, expected):
    assert (describe_other(got, expected) or "").partition(":")[0] == (hint or "")


def test_no_sentence_holds_a_value():
    """But the kinds of `type`: they are what was asked, and no number."""
    source = re.sub(r'return f"type: .*', "", inspect.getsource(patterns))
    assert not re.search(r'return f"', source)
