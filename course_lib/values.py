"""What an answer gave, as plain data that can be compared: a fair reading of lists, numbers, arrays and tensors."""

import types

import numpy as np


class UnusableValueError(ValueError):
    """A value that cannot be compared. The text says what it is, `hint` ("id: sentence") what to do."""

    def __init__(self, seen, hint):
        super().__init__(seen)
        self.hint = hint


def refuse_nothing(value):
    """Raise UnusableValueError if a function forgot to return its result, or returned a way to it."""
    if value is None:
        raise UnusableValueError("None", "none: does every way through the function end in `return`?")
    if isinstance(value, types.GeneratorType | map | filter | zip):
        raise UnusableValueError(describe(value), "generator: make a list or an array of it.")
    if value is NotImplemented or value is ... or callable(value):
        raise UnusableValueError(describe(value), "type: return the value itself.")


def as_array(value):
    """A real array of numbers, (nested) lists of numbers, arrays or torch tensors; booleans become 0 and 1.

    Raises UnusableValueError if `value` is nothing of the kind.
    """
    refuse_nothing(value)
    try:
        array = np.array(_detached(value), subok=False)
        if array.dtype.kind == "O":  # fractions, for example
            array = array.astype(float)
    except (ValueError, TypeError):
        reason = "type: return numbers; do all rows have the same length?"
        raise UnusableValueError(f"{describe(value)} that makes no array", reason) from None
    if array.dtype.kind not in "fiub":
        raise UnusableValueError(f"{describe(value)}, not real numbers", "type: return real numbers.")
    return array.astype(int) if array.dtype.kind == "b" else array


def plain(value):
    """The same value in plain Python, so that lists equal tuples and 1 equals np.int64(1)."""
    value = _detached(value)
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple | range):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return frozenset(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def is_numeric(value):
    """Is this a real number, or an array, tensor or regular nested list of numbers (not empty)?"""
    try:
        array = np.asarray(_detached(value))
    except ValueError:  # rows of different lengths
        return False
    return array.size > 0 and (array.dtype.kind in "fiu" or (array.dtype.kind == "b" and array.ndim > 0))


def same(now, then):
    """Are two values equal in shape, type, order and every number?  A torch module: weights, gradients and mode.

    Of anything else (a random generator, an object of a student's class) nothing is asked.
    """
    if hasattr(now, "state_dict") and hasattr(now, "training"):
        return now.training == then.training and same(_module_state(now), _module_state(then))
    now, then = _detached(now), _detached(then)
    if type(now) is not type(then):
        return False
    if isinstance(now, np.ndarray):
        return now.dtype == then.dtype and np.array_equal(now, then, equal_nan=now.dtype.kind == "f")
    if isinstance(now, list | tuple):
        return len(now) == len(then) and all(map(same, now, then))
    if isinstance(now, dict):
        return list(now) == list(then) and all(same(now[key], then[key]) for key in now)
    return now == then if isinstance(now, int | float | complex | str | bytes | set | None) else True


def describe(value):
    """The type of a value with its article: "a float", "an ndarray"."""
    kind = type(value).__name__
    vowel = kind[0] in "aeiou" or kind == "ndarray"
    return f"{'an' if vowel else 'a'} {kind}"


def _detached(value):
    """Torch tensors as NumPy arrays, without importing torch."""
    if isinstance(value, list | tuple):
        return [_detached(item) for item in value]
    return value.detach().cpu().numpy() if hasattr(value, "detach") else value


def _module_state(module):
    gradients = {name: parameter.grad for name, parameter in module.named_parameters()}
    return {"state": dict(module.state_dict()), "gradients": gradients}
