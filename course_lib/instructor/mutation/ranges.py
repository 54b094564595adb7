"""Faults that show in a range which a test may never reach, put around a right answer as those of `wrappers` are.

A result that lies on one side of its natural middle, numbers that are nearly equal or nearly zero, a row of equal
numbers, one column, two objects of a class alive at once. Most such answers are right for all random inputs.
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.instructor.mutation.wrappers import arrays_of, is_tensor, numbers, view, wrong_when

NEAR = 1e-3  # numbers closer than this are nearly equal


# A result on one side of its middle: handed to `wrappers.gives`


def never_negative(value: Any) -> Any:
    """The sizes of the numbers."""
    return abs(numbers(value))


def never_positive(value: Any) -> Any:
    """The sizes of the numbers, with a minus."""
    return -abs(numbers(value))


def at_least_half(value: Any) -> Any:
    """A share or its complement, whichever is larger."""
    return abs(numbers(value) - 0.5) + 0.5


def at_most_half(value: Any) -> Any:
    """A share or its complement, whichever is smaller."""
    return 0.5 - abs(numbers(value) - 0.5)


def never_zero(value: Any) -> Any:
    """Where a share is exactly 0, one per mille."""
    return numbers(value) + NEAR * (numbers(value) == 0)


def never_one(value: Any) -> Any:
    """Where a share is exactly 1, one per mille less."""
    return numbers(value) - NEAR * (numbers(value) == 1)


# Numbers that are nearly equal


def takes_small_for_zero(function: Callable) -> Callable:
    """Right, but numbers smaller than `NEAR` are taken for 0."""
    return _with_arguments(function, lambda _: lambda array: np.where(np.abs(array) < NEAR, 0, array))


def takes_near_for_equal(function: Callable) -> Callable:
    """Right, but numbers that differ by less than `NEAR` are taken for equal, in one argument and between them."""

    def levelled(values: np.ndarray) -> Callable[[np.ndarray], Any]:
        level: dict[float, float]
        level, last = {}, -np.inf
        for value in np.unique(values).tolist():  # in ascending order
            last = level[value] = last if value - last < NEAR else value
        return lambda array: np.reshape([level[value] for value in np.ravel(array).tolist()], np.shape(array))

    return _with_arguments(function, levelled)


def _with_arguments(function: Callable, changing: Callable[[np.ndarray], Callable[[np.ndarray], Any]]) -> Callable:
    """Hands on other floats: changing(all floats of the arguments) gives what makes another array of one."""

    @functools.wraps(function)
    def faulty(*arguments: Any, **options: Any) -> Any:
        found = [np.ravel(part) for value in arguments for part in _floats(value)]
        if not found:
            return function(*arguments, **options)
        change = changing(np.concatenate(found))
        return function(*(_changed(value, change) for value in arguments), **options)

    return faulty


def _floats(value: Any) -> list[np.ndarray]:
    """The finite floats, and arrays of such, of an argument: itself, or those in a list or tuple."""
    parts = value if isinstance(value, list | tuple) else [value]
    return [view(part) for part in parts if _is_floats(view(part))]


def _changed(value: Any, change: Callable[[np.ndarray], Any]) -> Any:
    """What `change` makes of it; the very object if that is the same: an answer may change it, or use its graph."""
    if isinstance(value, list | tuple):
        return type(value)(_changed(part, change) for part in value) if _floats(value) else value
    if not _is_floats(view(value)):
        return value
    new = change(view(value))
    if np.array_equal(new, view(value)):
        return value
    return value.new_tensor(new) if is_tensor(value) else np.asarray(new)[()]


# Degenerate arguments


def not_constant_row(function: Callable) -> Callable:
    """Wrong if all numbers of a row are equal, and there are several."""
    return _wrong_for(function, 2, lambda a: a.shape[-1] > 1 and (a == a[..., :1]).all(axis=-1).any())


def not_constant_column(function: Callable) -> Callable:
    """Wrong if all numbers of a column are equal, and there are several."""
    return _wrong_for(function, 2, lambda a: a.shape[-2] > 1 and (a == a[..., :1, :]).all(axis=-2).any())


def not_zero_row(function: Callable) -> Callable:
    """Wrong if a row holds nothing but zeros."""
    return _wrong_for(function, 2, lambda a: a.shape[-1] > 0 and (a == 0).all(axis=-1).any())


def not_equal_rows(function: Callable) -> Callable:
    """Wrong if two rows are equal."""

    def equal(array: np.ndarray) -> Any:
        rows = array.reshape(-1, array.shape[-1])
        return rows.size and len(np.unique(rows, axis=0)) < len(rows)

    return _wrong_for(function, 2, equal)


def not_one_column(function: Callable) -> Callable:
    """Wrong if a matrix has one column: one feature, one class."""
    return _wrong_for(function, 2, lambda a: a.shape[-1] == 1)


def not_one_row(function: Callable) -> Callable:
    """Wrong if a matrix has one row: a batch of one."""
    return _wrong_for(function, 2, lambda a: a.shape[0] == 1)


def not_one_entry(function: Callable) -> Callable:
    """Wrong if a vector has one entry."""
    return _wrong_for(function, 1, lambda a: a.shape == (1,))


def not_ties(function: Callable) -> Callable:
    """Wrong if a number stands twice in a vector."""
    return _wrong_for(function, 1, lambda a: a.ndim == 1 and len(np.unique(a)) < len(a))


def not_all_negative(function: Callable) -> Callable:
    """Wrong if no number of an array reaches 0: a maximum that begins at 0."""
    return _wrong_for(function, 1, lambda a: a.size and a.dtype.kind in "fi" and bool(np.all(a < 0)))


def not_all_zero(function: Callable) -> Callable:
    """Wrong if all numbers of an array are 0."""
    return _wrong_for(function, 1, lambda a: a.size and not a.any())


def not_number_zero(function: Callable, place: int) -> Callable:
    """Wrong if argument number `place`, a number, is 0: `if not epsilon` takes it for missing."""
    return wrong_when(function, lambda arguments: place < len(arguments) and _is_zero(arguments[place]))


def _wrong_for(function: Callable, axes: int, condition: Callable[[np.ndarray], Any]) -> Callable:
    """Wrong if the condition holds for an array with `axes` axes or more among the arguments."""
    return wrong_when(
        function, lambda arguments: any(condition(a) for b in arguments for a in arrays_of(b) if a.ndim >= axes)
    )


# Two objects at once


def last_object_for_all(cls: type[Any]) -> type:
    """All objects of the class are what the last one is: the state is kept on the class."""
    state: dict[str, Any] = {}

    def share(self: Any) -> None:
        state.clear()
        state.update(self.__dict__)
        object.__setattr__(self, "__dict__", state)

    return _after_init(cls, share)


def first_object_for_all(cls: type[Any]) -> type:
    """Every object that is made like the first one has its parts: they are made once."""
    first: dict[str, Any] = {}

    def share(self: Any) -> None:
        if not first:
            first.update(self.__dict__)
        if first.keys() == self.__dict__.keys():
            self.__dict__.update(first)

    return _after_init(cls, share)


def shared_containers(cls: type[Any]) -> type:
    """The lists, sets and dicts of an object are those of the first object."""
    first: dict[str, Any] = {}

    def share(self: Any) -> None:
        for name, value in vars(self).items():
            if isinstance(value, list | set | dict):
                vars(self)[name] = first.setdefault(name, value)

    return _after_init(cls, share)


def _after_init(cls: type[Any], share: Callable[[Any], None]) -> type:
    """The class, of which each object goes through `share` when it has been made."""
    made = cls.__init__

    @functools.wraps(made)
    def init(self: Any, *arguments: Any, **options: Any) -> None:
        made(self, *arguments, **options)
        if type(self) is cls:
            share(self)

    cls.__init__ = init
    return cls


def _is_floats(value: Any) -> bool:
    """A finite float, or an array of such."""
    return isinstance(value, float) or (
        isinstance(value, np.ndarray) and value.dtype.kind == "f" and bool(np.isfinite(value).all())
    )


def _is_zero(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and value == 0
