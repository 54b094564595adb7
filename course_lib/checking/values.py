"""What an answer gave, as plain data: one rule for what is data, in a student's notebook and in the grader.

Data are numbers, strings, None, lists, tuples, sets and dicts of data, and anything that NumPy reads as an array of
numbers: arrays of any kind, tensors, data frames, deques, buffers, objects with `__array__`.
"""

import decimal
import fractions
import sys
from collections.abc import Hashable, Iterator, Mapping, Set

import numpy as np

CONTAINERS = (list, tuple, set, frozenset, dict)
SIMPLE = frozenset({bool, int, float, str, type(None)})  # as they are
SCALARS = frozenset({np.bool_, np.int32, np.int64, np.float64})  # those of NumPy that become numbers of Python
BASES = (*CONTAINERS, str, bytes, int, float, complex, np.ndarray)  # an object of a subclass is read as one of these
READABLE = "fiubcUSMmO"  # kinds of arrays: numbers, strings, dates and objects, and no records
ARRAY_PROTOCOLS = ("__array__", "__array_interface__", "__array_struct__", "__buffer__")


class UnusableValueError(ValueError):
    """A value that cannot be compared. The text says what it is, `hint` ("id: sentence") what to do."""

    def __init__(self, seen, hint):
        super().__init__(seen)
        self.hint = hint


class Unreadable:
    """What stands in plain data for an object that is no data: equal to nothing."""

    def __init__(self, value):
        self.kind = describe(value)

    def __repr__(self):
        return f"<{self.kind}>"


def refuse_nothing(value):
    """Raise UnusableValueError if a function forgot to return its result, or returned a way to it."""
    if value is None:
        raise UnusableValueError("None", "none: does every way through the function end in `return`?")
    if isinstance(value, Iterator):
        raise UnusableValueError(describe(value), "generator: make a list or an array of it.")
    if value is NotImplemented or value is ... or callable(value):
        raise UnusableValueError(describe(value), "type: return the value itself.")


def as_data(value):
    """The same value as a test may compute with it, and a copy of its own.

    An array, and what NumPy reads as one, is an array of bool, int64, float64, float32 or complex128; of one number
    that number, as Python's bool, int, float or complex, or np.float32. (float32 stays, as its precision decides what
    is close enough.) Lists, tuples, sets and dicts hold data again. An object that is no data is handed on as it is.
    """
    kind = type(value)
    if kind in SIMPLE:
        return value
    if isinstance(value, list | tuple):
        base = list if isinstance(value, list) else tuple
        items = list(base.__iter__(value))
        kinds = set(map(type, items))
        if len(kinds) == 1 and kinds <= SCALARS:
            return base(np.array(items).tolist())  # at once: one by one they take seconds
        return base(items) if kinds <= SIMPLE else base(map(as_data, items))
    if isinstance(value, dict):
        return {_hashable(key): as_data(item) for key, item in dict.items(value)}
    if isinstance(value, set | frozenset):
        return (set if isinstance(value, set) else frozenset)(map(_hashable, value))
    array = read_array(value)
    if array is not None:
        return array if array.ndim else _number(array)
    return _plain_scalar(value)


def read_array(value):
    """What NumPy reads as an array or as one number, as a new array of plain numbers, strings or dates; else None."""
    try:
        if isinstance(value, np.ndarray | np.generic):
            return _widened(np.array(value, subok=False)) if value.dtype.kind in READABLE else None
        if _is_tensor(value):
            return _widened(_from_tensor(value))
        if isinstance(value, decimal.Decimal | fractions.Fraction):
            return np.array(float(value))
        if _offers_numbers(value):
            array = _widened(np.array(np.asarray(value), subok=False))
            return array if array.dtype.kind in "fiub" else None
    except Exception:  # an object of a student's class may raise anything when it is read: then it is no data
        return None
    return None


def as_array(value):
    """A real array of anything that is data and holds nothing but numbers; booleans become 0 and 1.

    Raises UnusableValueError if `value` is nothing of the kind.
    """
    refuse_nothing(value)
    unreadable = UnusableValueError(
        f"{describe(value)} that makes no array", "type: return numbers; do all rows have the same length?"
    )
    try:
        array = _widened(np.array(_numbers(as_data(value))))
    except (ValueError, TypeError):
        raise unreadable from None
    if array.dtype.kind in "cUSMm":
        raise UnusableValueError(f"{describe(value)}, not real numbers", "type: return real numbers.")
    if array.dtype.kind not in "fiub":
        raise unreadable
    return array.astype(int) if array.dtype.kind == "b" else array


def plain(value):
    """The same value in plain Python, so that lists equal tuples and 1 equals np.int64(1)."""
    return _in_python(as_data(value))


def is_numeric(value):
    """Is this a real number, or an array, tensor or regular nested list of numbers (not empty)?"""
    try:
        array = np.asarray(as_data(value))
    except ValueError:  # rows of different lengths
        return False
    return array.size > 0 and (array.dtype.kind in "fiu" or (array.dtype.kind == "b" and array.ndim > 0))


def same(now, then):
    """Are two values equal in shape, type, order and every number?  A torch module: weights, gradients and mode.

    NaN is the same as NaN, and 0.0 as -0.0. Of anything else (a random generator, an object of a student's class)
    nothing is asked.
    """
    if hasattr(now, "state_dict") and hasattr(now, "training"):
        return now.training == then.training and same(_module_state(now), _module_state(then))
    if type(now) is not type(then):
        return False
    if _is_tensor(now):
        return now.dtype == then.dtype and same_array(_from_tensor(now), _from_tensor(then))
    if isinstance(now, np.ndarray | np.generic):
        return same_array(np.asarray(now), np.asarray(then))
    if isinstance(now, list | tuple):
        return len(now) == len(then) and all(map(same, now, then))
    if isinstance(now, dict):
        return list(now) == list(then) and all(same(now[key], then[key]) for key in now)
    if isinstance(now, int | float | complex | str | bytes | set | frozenset | None):
        return bool(now == then or (now != now and then != then))
    return True


def same_array(now, then):
    """Are two arrays equal in shape, type and every element, NaN to NaN and 0.0 to -0.0?"""
    if now.dtype != then.dtype or now.shape != then.shape:
        return False
    if now.dtype.names:
        return all(same_array(now[name], then[name]) for name in now.dtype.names)
    if now.dtype.kind == "O":
        return all(map(same, now.ravel().tolist(), then.ravel().tolist()))
    return bool(np.array_equal(now, then, equal_nan=now.dtype.kind in "fcmM"))


def describe(value):
    """The type of a value with its article: "a float", "an ndarray"."""
    kind = type_name(value)
    vowel = kind[:1] in tuple("aeiou") or kind == "ndarray"
    return f"{'an' if vowel else 'a'} {kind}"


def type_name(value):
    """The name of the type of a value: of a subclass of list, int, array or tensor that of its base."""
    kind = type(value)
    if not isinstance(value, bool | np.generic):
        kind = next((base for base in (*BASES, *_tensor_kinds()) if isinstance(value, base)), kind)
    return kind.__name__


def _widened(array):
    """Numbers of any size as those in which sums and products of a test do not overflow."""
    if array.dtype.kind == "O":
        array = _of_objects(array)
    if array.dtype.kind in "iu":
        large = array.dtype == np.uint64 and array.size and array.max() > np.iinfo(np.int64).max
        return array.astype(np.float64 if large else np.int64, copy=False)
    if array.dtype.kind == "f":
        single = array.dtype.itemsize == np.dtype(np.float32).itemsize
        return array.astype(np.float32 if single else np.float64, copy=False)
    return array.astype(np.complex128, copy=False) if array.dtype.kind == "c" else array


def _of_objects(array):
    """An array of objects: of numbers, an array of floats; else of data."""
    items = [as_data(item) for item in array.ravel().tolist()]
    if items and all(isinstance(item, int | float | np.float32) for item in items):
        return np.array(items, dtype=float).reshape(array.shape)
    objects = np.empty(len(items), dtype=object)
    for place, item in enumerate(items):
        objects[place] = item
    return objects.reshape(array.shape)


def _from_tensor(tensor):
    torch = sys.modules["torch"]
    tensor = tensor.detach().cpu().resolve_conj().resolve_neg()
    return (tensor.double() if tensor.dtype == torch.bfloat16 else tensor).numpy().copy()


def _offers_numbers(value):
    """Does NumPy ask this object for an array, or walk through it as through a list?"""
    kind = type(value)
    if callable(value) or isinstance(value, str | bytes | Mapping | Set | Iterator) or hasattr(kind, "__no_data__"):
        return False
    if any(hasattr(kind, name) for name in ARRAY_PROTOCOLS) or isinstance(value, memoryview | bytearray):
        return True
    return hasattr(kind, "__len__") and hasattr(kind, "__getitem__")


def _number(array):
    return array[()] if array.dtype == np.float32 else array.item()


def _hashable(value):
    """The data of an element of a set; if that is an array, the element itself."""
    data = as_data(value)
    return data if isinstance(data, Hashable) else value


def _plain_scalar(value):
    for base in (str, bytes, int, float, complex):
        if isinstance(value, base):
            return base.__add__(value, base()) if base in (str, bytes) else base.__pos__(value)
    return value


def _numbers(data):
    """Data with the number of everything that is one in the place of the thing. Raises TypeError for other objects."""
    if isinstance(data, list | tuple):
        return data if {bool, int, float}.issuperset(map(type, data)) else [_numbers(item) for item in data]
    if isinstance(data, str | bytes | int | float | complex | np.ndarray | np.generic):
        return data
    if data is not None and (hasattr(type(data), "__float__") or hasattr(type(data), "__index__")):
        return float(data)
    raise TypeError(f"{describe(data)} is no number")


def _in_python(data):
    if isinstance(data, np.ndarray | np.generic) and data.dtype.kind in READABLE:
        return _in_python(data.tolist()) if data.dtype.kind == "O" else data.tolist()
    if isinstance(data, list | tuple):
        return list(data) if SIMPLE.issuperset(map(type, data)) else [_in_python(item) for item in data]
    if isinstance(data, dict):
        return {key: _in_python(item) for key, item in data.items()}
    if isinstance(data, set | frozenset):
        return frozenset(data)
    known = isinstance(data, int | float | complex | str | bytes | None) or data is ... or data is NotImplemented
    return data if known else Unreadable(data)


def _tensor_kinds():
    """torch's tensors, if torch has been imported."""
    torch = sys.modules.get("torch")
    return (torch.Tensor,) if torch else ()


def _is_tensor(value):
    return isinstance(value, _tensor_kinds())


def _module_state(module):
    gradients = {name: parameter.grad for name, parameter in module.named_parameters()}
    return {"state": dict(module.state_dict()), "gradients": gradients}
