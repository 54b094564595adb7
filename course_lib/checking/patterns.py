"""What is right in a wrong answer: for failures that no slip, no confusion and no hint of the author explains.

A pattern fits all values or none, and says nothing that is not so. Its sentence, `"id: sentence"`, holds no number and
no name, so that it may be shown of a hidden test too.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Difference:
    """Two real arrays of one shape that differ: what an answer gave, and what it should have given.

    equal(a, b): where two arrays are equal up to the tolerance of the check.
    """

    got: np.ndarray
    expected: np.ndarray
    equal: Callable[[np.ndarray, np.ndarray], np.ndarray]
    wrong: np.ndarray = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "wrong", ~self.equal(self.got, self.expected))

    def is_mended(self, values):
        """Are these what was expected?"""
        return bool(np.all(self.equal(values, self.expected)))


def describe_difference(difference):
    """The first pattern that fits the numbers of an answer, None if none does."""
    if not np.all(np.isfinite(difference.got)) or not np.all(np.isfinite(difference.expected)):
        return _some_right(difference)
    with np.errstate(all="ignore"):
        return next(filter(None, (pattern(difference) for pattern in PATTERNS)), None)


def describe_other(got, expected):
    """The first pattern that fits two values in plain Python that hold more than numbers, None if none does."""
    if isinstance(got, str) and isinstance(expected, str):
        if got.strip().casefold() == expected.strip().casefold():
            return "spelling: but for capital letters or blanks at an end this is right."
        return None
    if type(got) is not type(expected):
        return f"type: this is a {type(got).__name__}, a {type(expected).__name__} was asked."
    if isinstance(expected, dict):
        if got.keys() != expected.keys():
            return "keys: a dictionary with other keys was asked: which are missing, which are too many?"
        return _some_of([got[key] == expected[key] for key in expected])
    if isinstance(expected, set | frozenset):
        if got < expected:
            return "missing: all of it is right, but not all is there."
        return "extra: all is there, and something that should not be." if got > expected else None
    if isinstance(expected, list):
        if len(got) != len(expected):
            return "length: another number of entries was asked."
        if Counter(map(repr, got)) == Counter(map(repr, expected)):
            return "order: these are the right entries in the wrong places."
        return _some_of([one == other for one, other in zip(got, expected, strict=True)])
    return None


def _some_of(right):
    return "some-right: part of the entries is right: what have the wrong ones in common?" if any(right) else None


def _zeros(difference):
    if not np.any(difference.got):
        return "zeros: only zeros came back: does what is computed reach what is returned?"
    return None


def _constant(difference):
    if difference.got.size > 2 and np.ptp(difference.got) == 0 and np.ptp(difference.expected) > 0:
        return "constant: the same number stands everywhere: what should differ from entry to entry?"
    return None


def _half_way(difference):
    """The last step is missing, or there is one too many."""
    got, expected = difference.got, difference.expected
    if expected.size < 3 and np.array_equal(expected, np.rint(expected)):
        return None  # one whole number or two agree with such a step by chance
    if np.all(expected >= 0) and difference.is_mended(np.sqrt(np.maximum(got, 0))) and np.all(got >= 0):
        return "half-way: these are the squares of what was asked: is a square root missing?"
    if np.all(got >= 0) and difference.is_mended(np.square(got)):
        return "half-way: these are the square roots of what was asked."
    if difference.is_mended(np.exp(got)):
        return "half-way: these are the logarithms of what was asked."
    if np.all(got > 0) and difference.is_mended(np.log(got)):
        return "half-way: a logarithm is missing as the last step."
    if np.all(got != 0) and difference.is_mended(1 / got):
        return "half-way: these are one divided by what was asked: what is divided by what?"
    return None


def _some_signs(difference):
    if difference.got.size > 1 and np.all(difference.equal(np.abs(difference.got), np.abs(difference.expected))):
        return "some-signs: the sizes are right, but some signs are not."
    return None


def _nearly(difference):
    got, expected = difference.got, difference.expected
    if np.all(np.abs(got - expected) <= 0.02 * np.abs(expected)):
        return "nearly: this is close, but not equal: is something rounded, left out of a sum, or a step too coarse?"
    return None


def _magnitude(difference):
    """All of it is another order of magnitude, by no constant factor."""
    got, expected = np.abs(difference.got), np.abs(difference.expected)
    if np.all(expected > 0) and np.all(got > 10 * expected):
        return "magnitude: more than ten times too large: is a factor missing, or a mean, or is something added up?"
    if np.all(got > 0) and np.all(expected > 10 * got):
        return "magnitude: less than a tenth of what was asked: is a factor there twice, or a mean too many?"
    return None


def _other_side(difference):
    if np.all(difference.got * difference.expected < 0):
        return "other-side: below zero where it should be above, and the reverse: which term has the other sign?"
    return None


def _complement(difference):
    got = difference.got
    if np.all((got >= 0) & (got <= 1)) and np.any(difference.expected != got) and difference.is_mended(1 - got):
        return "complement: one minus each value would be right: is the opposite counted?"
    return None


def _one_sided(difference):
    got, expected = difference.got, difference.expected
    asked = expected[difference.wrong]
    if np.any(got < 0) and np.all(expected >= 0):
        return "negative: a number below zero came back where none is asked."
    if np.all(got >= 0) and np.all(asked < 0):
        return "positive: what should be below zero is not."
    if np.all(got <= 0) and np.all(asked > 0):
        return "positive: what should be above zero is not."
    return None


def _capped(difference):
    """From some height on all results are the same, and up to it all are right."""
    wrong, expected = difference.wrong, difference.expected
    if np.all(wrong) or np.count_nonzero(wrong) < 2 or np.ptp(difference.got[wrong]) > 0:
        return None
    end = difference.got[wrong][0]
    if np.all(expected[wrong] > end) and np.all(expected[~wrong] <= end):
        return "capped: large results are cut off, the others are right."
    if np.all(expected[wrong] < end) and np.all(expected[~wrong] >= end):
        return "capped: small results are cut off, the others are right."
    return None


def _by_rows(difference):
    return _by_lines(
        difference,
        1,
        "offset: each row is off by a number of its own: what is added or subtracted for a row?",
        "factor: each row is off by a factor of its own: by what is a row multiplied or divided?",
    )


def _by_columns(difference):
    return _by_lines(
        difference,
        0,
        "offset: each column is off by a number of its own: what is added or subtracted for a column?",
        "factor: each column is off by a factor of its own: by what is a column multiplied or divided?",
    )


def _by_lines(difference, axis, offset, factor):
    got, expected = difference.got, difference.expected
    if got.ndim != 2 or min(got.shape) < 2:
        return None
    if not np.all(np.any(difference.wrong, axis=axis)):
        return None
    if difference.is_mended(got - np.mean(got - expected, axis=axis, keepdims=True)):
        return offset
    factors = (np.sum(np.abs(values), axis=axis, keepdims=True) for values in (expected, got))
    factors = np.divide(*factors)
    return factor if np.all(np.abs(factors - 1) > 0.02) and difference.is_mended(got * factors) else None


def _scale(difference):
    got, expected = difference.got, difference.expected
    if np.unique(expected).size < 4 or np.ptp(got) == 0:
        return None
    factor, shift = np.polyfit(got.ravel(), expected.ravel(), 1)
    if difference.is_mended(factor * got + shift):
        return "scale: one factor and one added number would mend all: what is scaled, what is shifted?"
    return None


def _off_by_one(difference):
    got, expected = difference.got, difference.expected
    if got.dtype.kind not in "iu" or np.any(expected < 0) or not np.array_equal(expected, np.rint(expected)):
        return None  # no counts
    if np.max(expected) > 1 and np.unique((got - expected)[difference.wrong]).tolist() in ([1], [-1]):
        return "off-by-one: a count is off by one: which end is counted, and which is not?"
    return None


def _along_an_axis(difference):
    """Right but for one index along an axis, or right for one index alone."""
    wrong = difference.wrong
    for axis, length in enumerate(wrong.shape):
        somewhere = np.any(wrong, axis=tuple(other for other in range(wrong.ndim) if other != axis))
        if length > 2 and np.count_nonzero(somewhere) == 1:
            if somewhere[-1]:
                return "last: all is right but the end of an axis: is the last index reached?"
            if somewhere[0]:
                return "first: all is right but the beginning of an axis: what is different at the first index?"
            return "one-place: along an axis a single index is wrong: what is special about it?"
        if length > 3 and np.count_nonzero(~somewhere) == 1:
            if not somewhere[0]:
                return "only-first: the first index of an axis alone is right: what becomes of the next ones?"
            if not somewhere[-1]:
                return "only-last: the last index of an axis alone is right: is something overwritten on the way?"
    return None


def _places(difference):
    """Right inside and wrong at the border; the diagonal alone, or all but the diagonal."""
    right = ~difference.wrong
    if right.ndim < 2:
        return None
    if min(right.shape[:2]) > 3 and np.all(right[1:-1, 1:-1]) and not np.any(right[[0, -1], 1:-1]):
        return "border: the inside is right, the border is not: what lies beyond the edge?"
    if right.ndim == 2 and right.shape[0] == right.shape[1]:
        diagonal = np.eye(len(right), dtype=bool)
        if np.all(right[~diagonal]):
            return "diagonal: all is right but the diagonal."
        if np.array_equal(right, diagonal):
            return "diagonal: the diagonal alone is right."
    return None


def _kinds_of_values(difference):
    """Wrong for all expected values of one kind, and for no other."""
    expected = difference.expected
    if np.count_nonzero(~difference.wrong) < 2:
        return None
    for kind, told in (
        (expected == 0, "at-zero: what should be exactly zero is wrong, and all else is right."),
        (expected != 0, "only-zeros: what should be exactly zero is right, and nothing else."),
        (expected < 0, "below-zero: what should be below zero is wrong, and all else is right."),
        (expected > 0, "above-zero: what should be above zero is wrong, and all else is right."),
    ):
        if np.array_equal(difference.wrong, kind):
            return told
    return None


def _some_right(difference):
    right = ~difference.wrong & (difference.expected != 0)
    if np.count_nonzero(right) * 4 >= right.size:
        return "some-right: part of the values is right: what have the places of the wrong ones in common?"
    return None


PATTERNS = (
    _zeros,
    _constant,
    _half_way,
    _nearly,
    _complement,
    _some_signs,
    _off_by_one,
    _by_rows,
    _by_columns,
    _scale,
    _capped,
    _other_side,
    _one_sided,
    _magnitude,
    _kinds_of_values,
    _places,
    _along_an_axis,
    _some_right,
)
