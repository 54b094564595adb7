"""The slips that everybody makes, recognised from what an answer gave and what it should have given.

Each function takes two float arrays of one shape, or two shapes, and returns a hint `"id: sentence"` if its
slip explains the whole difference, else None. A hint names the mistake and where to look, never the answer.
"""

from itertools import combinations

import numpy as np


def diagnose_values(got, expected, close):
    """The first slip that turns `expected` into `got`, or None.  got, expected: arrays of one shape.

    `close(a, b)` says whether two arrays are equal up to the tolerance of the check.
    """
    hint = _first_slip(got, expected, close)
    return hint.replace("every value", "the value") if hint and expected.size == 1 else hint


def _first_slip(got, expected, close):
    for slip in (
        _not_finite,
        _truncated,
        _rounded,
        _factor,
        _transposed,
        _reversed,
        _wrong_axis,
        _offset,
        _shifted,
        _reordered,
    ):
        hint = slip(got, expected, close)
        if hint:
            return hint
    return None


def diagnose_shape(got, expected, close, reduces=None):
    """Why an array has the wrong shape.  `reduces`: the array whose axis was to be summed away, if any."""
    if got.ndim > 1 and got.T.shape == expected.shape and close(got.T, expected):
        return "transpose: these are the right numbers with rows and columns exchanged."
    if got.size == expected.size and close(got.reshape(expected.shape), expected):
        return "shape: these are the right numbers in another shape: look at keepdims, reshape and indexing by 0."
    if reduces is not None and got.shape in _reductions(np.shape(reduces)):
        return "axis: this is the shape of a reduction along the other axis."
    if got.ndim == 0:
        return "shape: one number came back where an array was asked: was everything summed?"
    return None


def _reductions(shape):
    return {shape[:axis] + shape[axis + 1 :] for axis in range(len(shape))}


def _not_finite(got, expected, close):
    if np.any(np.isnan(got) & ~np.isnan(expected)):
        return "nan: there is a nan (0/0, inf - inf, log of a negative number or 0 * inf): find where it begins."
    if np.any(np.isinf(got) & np.isfinite(expected)):
        return "overflow: there is an infinity: which exp or division can grow that large?"
    return None


def _truncated(got, expected, close):
    if got.dtype.kind in "iu" and not close(np.trunc(expected), expected) and close(got, np.trunc(expected)):
        return "dtype: the decimals are lost: an array of integers cuts off what is put into it."
    return None


def _rounded(got, expected, close):
    if np.array_equal(got, np.rint(got)) and np.array_equal(expected, np.rint(expected)):
        return None  # whole numbers have few digits anyway
    if np.allclose(got, expected, rtol=1e-2, atol=1e-2) and _digits_of(got, 11) and not _digits_of(got, 9):
        return "dtype: the numbers are rounded: float16 keeps three digits."
    return None


def _digits_of(values, bits):
    """Has no value more than this many binary digits?  A float16 has up to 11, and rarely less than 10."""
    mantissa, _ = np.frexp(values)
    return bool(np.all(np.ldexp(mantissa, bits) % 1 == 0))


def _factor(got, expected, close):
    ratio = _constant_ratio(got, expected, close)
    if ratio is None:
        return None
    if np.isclose(ratio, -1):
        return "sign: every value has the wrong sign."
    size, word = (abs(ratio), "large") if abs(ratio) > 1 else (1 / abs(ratio), "small")
    sign = " and the sign is wrong" if ratio < 0 else ""
    if np.isclose(size, 2):
        return f"factor-2: every value is twice too {word}{sign}."
    if np.isclose(size, round(size)) and size < (1000 if expected.size > 1 else 100):
        return f"factor-n: every value is {round(size)} times too {word}{sign}: sum or mean, and over what?"
    if np.count_nonzero(expected) > 1:
        return f"factor: every value is {size:.4g} times too {word}{sign}."
    return None


def _constant_ratio(got, expected, close):
    """The number r with got = r * expected, if there is one; nearly 1 it tells of rounding."""
    largest = np.argmax(np.abs(expected)) if expected.size else 0
    if not expected.size or not np.all(np.isfinite(expected)) or expected.flat[largest] == 0:
        return None
    ratio = float(got.flat[largest]) / float(expected.flat[largest])
    return ratio if ratio != 0 and abs(ratio - 1) > 0.02 and close(got / ratio, expected) else None


def _places_tell(got, expected):
    """Is it no chance that the right values stand in other places?  Labels of -1 and +1 do so after any mistake."""
    return np.unique(expected).size > 2 or np.count_nonzero(got != expected) > 5


def _transposed(got, expected, close):
    if not _places_tell(got, expected):
        return None
    for one, other in combinations(range(got.ndim), 2):
        turned = np.swapaxes(got, one, other)
        if turned.shape == expected.shape and close(turned, expected):
            return f"transpose: axes {one} and {other} are exchanged."
    return None


def _reversed(got, expected, close):
    if not _places_tell(got, expected):
        return None
    for axis in range(got.ndim):
        if got.shape[axis] > 1 and close(np.flip(got, axis), expected):
            return f"reversed: the values run backwards along axis {axis}."
    return None


def _wrong_axis(got, expected, close):
    """Normalised along the other axis: what is constant along one axis of `expected` is so along the other of `got`."""
    if got.ndim != 2 or min(got.shape) < 2:
        return None
    for power in (1, 2):
        for axis in (0, 1):
            wanted, other = np.sum(expected**power, axis), np.sum(expected**power, 1 - axis)
            here, there = np.sum(got**power, axis), np.sum(got**power, 1 - axis)
            moved = _constant(wanted) and not _constant(other) and _constant(there) and not _constant(here)
            if moved and np.isclose(wanted.flat[0], there.flat[0]):
                return f"axis: this is done along axis {1 - axis} where axis {axis} was asked."
    return None


def _constant(values):
    return bool(np.allclose(values, values.flat[0], rtol=1e-6, atol=1e-9))


def _offset(got, expected, close):
    if expected.size < 3:
        return None
    offset = float(got.flat[0]) - float(expected.flat[0])
    if np.isfinite(offset) and offset != 0 and close(got - offset, expected):
        return f"offset: every value is off by the same {offset:+.4g}: a term too many or too few."
    return None


def _shifted(got, expected, close):
    if got.ndim != 1 or got.size < 4 or not _places_tell(got, expected):
        return None
    if close(got[1:], expected[:-1]) or close(got[:-1], expected[1:]):
        return "shift: the right values stand one place too far: count the indices."
    return None


def _reordered(got, expected, close):
    if 2 < np.unique(expected).size >= got.size / 2 and close(np.sort(got, axis=None), np.sort(expected, axis=None)):
        return "order: these are the right values in the wrong places."
    return None
