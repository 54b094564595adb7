import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.checking.likenesses import likeness

EXPECTED = np.array([[1.0, -2.0, 3.5], [4.0, 0.5, -6.0], [0.25, 8.0, 9.0]])
POSITIVE = np.abs(EXPECTED) + 0.5


def close(a, b):
    return bool(np.allclose(a, b, rtol=1e-6, atol=1e-9))


def found(got, expected=EXPECTED):
    hint = likeness(np.asarray(got, dtype=float), np.asarray(expected, dtype=float), close)
    return hint and hint.partition(":")[0]


@pytest.mark.parametrize(
    ("hint", "got", "expected"),
    [
        ("all-zero", 0 * EXPECTED, EXPECTED),
        ("squared", POSITIVE**2, POSITIVE),
        ("root", np.sqrt(POSITIVE), POSITIVE),
        ("logarithm", np.log(POSITIVE), POSITIVE),
        ("exponential", np.exp(EXPECTED), EXPECTED),
        ("reciprocal", 1 / POSITIVE, POSITIVE),
        ("complement", 1 - EXPECTED, EXPECTED),
        ("absolute", np.abs(EXPECTED), EXPECTED),
        ("some-signs", EXPECTED * [[1, 1, -1]], EXPECTED),
        ("cut-above", np.minimum(EXPECTED, 3.0), EXPECTED),
        ("cut-below", np.maximum(EXPECTED, 0.0), EXPECTED),
        ("accumulated", np.cumsum(EXPECTED, 0), EXPECTED),
        ("accumulated", np.cumsum(EXPECTED, 1), EXPECTED),
        ("replaced", EXPECTED, np.cumsum(EXPECTED, 0)),
        ("same-for-all", np.tile(EXPECTED[:1], (3, 1)), EXPECTED),
        ("same-for-all", np.tile(EXPECTED[:, :1] + 1, (1, 3)), EXPECTED),
        ("offset-by-line", np.add(EXPECTED, [[1], [2], [3]]), EXPECTED),
        ("offset-by-line", np.add(EXPECTED, [1, 2, 3]), EXPECTED),
        ("scaled-by-line", EXPECTED * [[2], [3], [5]], EXPECTED),
        ("first-only", np.add(EXPECTED, [[0, 0, 0], [1, 2, 4], [3, 1, 1]]), EXPECTED),
        ("last-only", np.add(EXPECTED, [[1, 2, 4], [3, 1, 1], [0, 0, 0]]), EXPECTED),
        ("all-but-last", np.add(EXPECTED, [[0, 0, 0], [0, 0, 0], [3, 1, 1]]), EXPECTED),
        (None, np.add(EXPECTED, [[1, 2, 4], [3, 1, 1], [5, 2, 0.5]]), EXPECTED),
        (None, [1.0, 1.0], [1.0, 0.0]),
        (None, [[1, 0], [1, 0]], [[1, 0], [0, 1]]),  # labels agree by chance
        (None, [2.0], [1.0]),
    ],
)
def test_a_likeness_is_seen(hint, got, expected):
    assert found(got, expected) == hint


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.tuples(st.integers(1, 5), st.integers(1, 5)))
def test_random_numbers_are_like_nothing_but_themselves(seed, shape):
    rng = np.random.default_rng(seed)
    expected, got = rng.normal(size=shape), rng.normal(size=shape)

    assert found(got, expected) in (None, *(["cut-above", "cut-below"] if expected.size < 4 else []))


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_guessed_labels_are_told_nothing_about_functions_and_signs(seed):
    rng = np.random.default_rng(seed)
    expected, got = rng.integers(0, 3, 12).astype(float), rng.integers(0, 3, 12).astype(float)

    assert found(got, expected) in (None, "cut-above", "cut-below")
