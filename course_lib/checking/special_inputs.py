"""What is special about the input on which an answer failed: what no earlier input of the same test had.

A test calls an answer with one input after the other. Each call notes the traits of its arguments; the traits that it
has first are what it is special by, and the reason why a test has it. The sentences hold no number, so that they may be
shown of a hidden test too.
"""

from collections import deque
from contextlib import contextmanager

import numpy as np

from course_lib.checking.values import read_array

LARGEST = 10_000  # entries of an array that are looked at
LONGEST = 16  # entries of a list that are
REMEMBERED = 8  # calls whose results may still be checked

# What is more special stands first.
_NEW = (
    "empty: the first input in which something has no entry at all.",
    "not-finite: the first input in which there is an infinity or a nan in the input.",
    "one-row: the first input in which a table has a single row: does one axis go lost?",
    "one-column: the first input in which a table has a single column: does one axis go lost?",
    "one-entry: the first input in which an array has a single entry.",
    "axes: the first input in which an array has this number of axes.",
    "not-square: the first input in which a table has not as many rows as columns: are the two mixed up?",
    "wide: the first input in which a table has more columns than rows.",
    "tall: the first input in which a table has more rows than columns.",
    "all-zero: the first input in which all numbers of an array are zero.",
    "constant-row: the first input in which all numbers of a row are equal.",
    "constant-column: the first input in which all numbers of a column are equal.",
    "equal-rows: the first input in which two rows are equal.",
    "all-equal: the first input in which all numbers of an array are equal.",
    "number-zero: the first input in which a number that is passed in is zero.",
    "number-negative: the first input in which a number that is passed in is below zero.",
    "number-fraction: the first input in which a number that is passed in is not whole.",
    "all-negative: the first input in which all numbers of an array are below zero.",
    "all-positive: the first input in which no number of an array is zero or below.",
    "negative-input: the first input in which there are numbers below zero.",
    "zero-input: the first input in which there are numbers that are exactly zero.",
    "huge: the first input in which there are very large numbers: which step can overflow?",
    "large: the first input in which there are numbers of more than a hundred.",
    "tiny: the first input in which there are numbers that are small, but not zero.",
    "near: the first input in which two numbers are nearly equal, but not quite.",
    "ties: the first input in which two numbers of an array are equal.",
    "unsorted: the first input in which the numbers of an array are in no order.",
    "sorted: the first input in which the numbers of an array are in order.",
    "whole: the first input in which an array holds whole numbers alone.",
    "integers: the first input in which an array is one of integers: what becomes of decimals that are put into it?",
    "single-precision: the first input in which an array is one of single precision.",
    "strides: the first input in which an array does not lie row by row in memory, as a transposed one.",
    "none-input: the first input in which None is passed in.",
    "other-options: the first input in which this combination of arguments is passed in.",
)
SENTENCES = {text.partition(":")[0]: text for text in _NEW}
OTHER_SIZE = "other-size: the same kind of input in another size: is a size written into the answer?"


class Calls:
    """The calls of one test, and what the input of each is special by."""

    def __init__(self):
        self._seen, self._sizes = set(), set()
        self._last = deque(maxlen=REMEMBERED)  # of a call: its results, and the hints on its input
        self._inside = False

    @contextmanager
    def noted(self, arguments, options):
        """Note a call: its input now, before the answer can change it, and its result, which is to be passed on.

        A call inside of another is a part of it.
        """
        if self._inside:
            yield lambda result: None
            return
        hints, self._inside = self._look_at_input(arguments, options), True
        try:
            yield lambda result: self._last.append(([result], hints))
        finally:
            self._inside = False

    def _look_at_input(self, arguments, options):
        traits, sizes = {("other-options", (len(arguments), *sorted(options)))}, []
        for value in (*arguments, *options.values()):
            _look_at(value, traits, sizes)
        is_first, is_other = not self._sizes, tuple(sizes) not in self._sizes
        new = {trait for trait, _ in traits - self._seen}
        self._seen |= traits
        self._sizes.add(tuple(sizes))
        if is_first:
            return None, None
        special = next((sentence for trait, sentence in SENTENCES.items() if trait in new), None)
        return special, OTHER_SIZE if is_other else None

    def follow(self, result, others):
        """Note that a test goes on with these in the place of a result."""
        for results, _ in self._last:
            if any(result is one for one in results):
                results.extend(others)

    def of(self, value):
        """What the input that gave this value is special by, and a hint for when nothing else is known, or None."""
        interned = isinstance(value, bool | int | str)  # the same object wherever it comes from
        for results, hints in list(self._last)[-1:] if interned else reversed(self._last):
            if any(value is one for one in results):
                return hints
        return None, None


def _look_at(value, traits, sizes):
    """Add the traits of an argument, and of what it holds, and the sizes that it has."""
    if value is None:
        traits.add(("none-input", None))
    elif isinstance(value, list | tuple) and not (value and all(isinstance(item, int | float) for item in value)):
        sizes.append(len(value))
        if not value:
            traits.add(("empty", None))
        for item in value[:LONGEST]:
            _look_at(item, traits, sizes)
    elif not isinstance(value, bool | str) and not callable(value):
        array = np.array(value) if isinstance(value, list | tuple | int | float) else read_array(value)
        if array is not None and array.dtype.kind in "fiub":
            sizes.append(array.shape)
            traits.update([("axes", array.ndim)] if array.ndim else [])
            traits.update((trait, None) for trait, holds in _traits(array) if holds)
            lies_otherwise = isinstance(value, np.ndarray) and not value.flags.c_contiguous
            traits.update([("strides", None)] if lies_otherwise else [])


def _traits(array):
    """Pairs of a trait and whether an array, or a number, has it."""
    if array.ndim == 0:
        yield "number-zero", array == 0
        yield "number-negative", array < 0
        yield "number-fraction", array != np.rint(array)
        return
    yield "empty", array.size == 0
    if not 0 < array.size <= LARGEST:
        return
    numbers = array.astype(float)
    if array.ndim == 2:
        rows, columns = array.shape
        yield "one-row", rows == 1
        yield "one-column", columns == 1
        yield "not-square", rows != columns
        yield "wide", 1 < rows < columns
        yield "tall", rows > columns > 1
        yield "constant-row", columns > 1 and np.any(np.ptp(numbers, axis=1) == 0)
        yield "constant-column", rows > 1 and np.any(np.ptp(numbers, axis=0) == 0)
        yield "equal-rows", len(np.unique(numbers, axis=0)) < rows
    yield "one-entry", array.size == 1
    if not np.all(np.isfinite(numbers)):
        yield "not-finite", True
        return
    sizes = np.abs(numbers)
    yield "all-zero", not np.any(numbers)
    yield "all-equal", array.size > 1 and np.ptp(numbers) == 0
    yield "all-negative", np.all(numbers < 0)
    yield "all-positive", np.all(numbers > 0)
    yield "negative-input", np.any(numbers < 0)
    yield "zero-input", np.any(numbers == 0)
    yield "huge", np.any(sizes > 700)
    yield "large", np.any(sizes > 100)
    yield "tiny", np.any((sizes > 0) & (sizes < 1e-2))
    steps = np.diff(np.sort(numbers, axis=None))
    yield "near", np.any((steps > 0) & (steps < 1e-2))
    yield "ties", np.any(steps == 0)
    if array.ndim == 1 and array.size > 2:
        ordered = np.all(np.diff(numbers) >= 0)
        yield "sorted", ordered
        yield "unsorted", not ordered
    yield "whole", np.array_equal(numbers, np.rint(numbers))
    yield "integers", array.dtype.kind in "iu"
    yield "single-precision", array.dtype == np.float32
