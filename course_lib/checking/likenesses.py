"""What a wrong answer is like, for when no slip explains the whole of it and the author of the test foresaw none.

Each function takes two float arrays of one shape that differ, and `close(a, b)`, which says whether two arrays are
equal up to the tolerance of the check. It returns a hint `"id: sentence"`, or None. A sentence says what is seen, and
only then where that may come from: it must be true of everybody who reads it.
"""

import numpy as np

ENOUGH = 3  # different values: a likeness of fewer may be chance


def likeness(got, expected, close):
    """The first likeness of `got` with `expected`, or None."""
    if expected.size < 2 or not (np.all(np.isfinite(got)) and np.all(np.isfinite(expected))):
        return None
    for look in (_nothing, _half_way, _absolute, _clipped, _accumulated, _same_for_all, _by_line, _in_part):
        hint = look(got, expected, close)
        if hint:
            return hint
    return None


def _nothing(got, expected, close):
    if np.all(got == 0) and np.unique(expected).size >= ENOUGH:
        return "all-zero: every value is 0: was the result ever written to?"
    return None


def _half_way(got, expected, close):
    """Another function of the right values, element by element: a step too few or too many."""
    if np.unique(expected).size < ENOUGH:
        return None
    with np.errstate(all="ignore"):
        for made, sentence in (
            (expected**2, "squared: these are the squares of the right values: is a root missing?"),
            (np.sqrt(expected), "root: these are the roots of the right values: is a square missing?"),
            (np.log(expected), "logarithm: these are the logarithms of the right values."),
            (np.exp(expected), "exponential: these are the exponentials of the right values."),
            (1 / expected, "reciprocal: these are the reciprocals of the right values: what is divided by what?"),
            (1 - expected, "complement: these are 1 minus the right values."),
        ):
            if np.all(np.isfinite(made)) and not close(made, expected) and close(got, made):
                return sentence
    return None


def _absolute(got, expected, close):
    if np.any(expected < 0) and np.unique(np.abs(expected)).size >= ENOUGH:
        if close(got, np.abs(expected)):
            return "absolute: every size is right and the negative values have lost their sign."
        flipped = got * expected < 0
        if close(np.abs(got), np.abs(expected)) and np.any(flipped):
            return "some-signs: every size is right, but some values have the wrong sign."
    return None


def _clipped(got, expected, close):
    """Right up to a bound, and the bound itself beyond it."""
    wrong = ~_right(got, expected, close)
    bounds = np.unique(got[wrong])
    if bounds.size != 1 or np.sum(wrong) < 2 or np.sum(~wrong) < 2:
        return None
    if np.all(expected[wrong] > bounds[0]) and np.all(expected[~wrong] <= bounds[0]):
        return "cut-above: large values are cut off at one value, where none should be."
    if np.all(expected[wrong] < bounds[0]) and np.all(expected[~wrong] >= bounds[0]):
        return "cut-below: small values are cut off at one value, where none should be."
    return None


def _accumulated(got, expected, close):
    for axis in range(expected.ndim):
        if expected.shape[axis] >= ENOUGH and np.unique(expected).size >= ENOUGH:
            if close(got, np.cumsum(expected, axis)):
                return "accumulated: each value holds those before it too: is a sum not begun anew?"
            if close(np.cumsum(got, axis), expected):
                return "replaced: each value holds its own part alone, and not those before it."
    return None


def _same_for_all(got, expected, close):
    for axis in range(expected.ndim):
        if expected.shape[axis] < 2 or np.unique(expected).size < ENOUGH:
            continue
        first = np.take(got, [0], axis)
        varies = not close(np.broadcast_to(np.take(expected, [0], axis), expected.shape), expected)
        if varies and np.array_equal(np.broadcast_to(first, got.shape), got):
            return f"same-for-all: along axis {axis} every value is the same, where each has its own."
    return None


def _by_line(got, expected, close):
    """Off by an own number, or by an own factor, in each line."""
    for axis in range(expected.ndim):
        if expected.shape[axis] < ENOUGH or expected.ndim < 2:
            continue
        offset = np.take(got - expected, [0], axis)
        if close(got - offset, expected):
            return f"offset-by-line: along axis {axis} all are off by the same, which differs from line to line."
        with np.errstate(all="ignore"):
            factor = np.sum(np.abs(got), axis, keepdims=True) / np.sum(np.abs(expected), axis, keepdims=True)
            if np.all(np.isfinite(factor)) and np.all(factor > 0) and close(got / factor, expected):
                return f"scaled-by-line: along axis {axis} all share a factor: what are they divided by?"
    return None


def _in_part(got, expected, close):
    """Right at one end of an axis and nowhere else.  A guess at labels may be that by chance."""
    if 2 * np.unique(expected).size < expected.size:
        return None
    right = _right(got, expected, close)
    for axis in range(expected.ndim):
        lines = np.all(np.moveaxis(right, axis, 0).reshape(expected.shape[axis], -1), axis=1)
        if lines.size < ENOUGH or np.unique(expected).size < ENOUGH:
            continue
        for place, word in ((0, "first"), (-1, "last")):
            others = np.delete(lines, place)
            if lines[place] and not np.any(others):
                return f"{word}-only: along axis {axis} the {word} is right, and no other."
            if not lines[place] and np.all(others):
                return f"all-but-{word}: along axis {axis} the {word} is wrong, and no other."
    return None


def _right(got, expected, close):
    """Which values are right, one by one."""
    pairs = zip(got.flat, expected.flat, strict=True)
    return np.array([close(np.array(a), np.array(b)) for a, b in pairs]).reshape(expected.shape)
