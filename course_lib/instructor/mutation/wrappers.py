"""Faults that no operator makes, put around a right answer: each takes the answer and gives a faulty one.

An answer that is wrapped keeps its name, its signature and its source (`functools.wraps`). Arrays are NumPy's or
torch's: a tensor is looked at, and changed, as the array that shares its memory.
"""

import copy
import functools
import json
import sys
from collections.abc import Callable
from typing import Any, cast

import numpy as np

QUESTION = "what did you see?"  # asked of a probe in the place of arguments
LARGEST = 700  # exp of more is an infinity in float64


def probe(function: Callable) -> Callable:
    """The answer itself, which remembers what it is called with. Called with QUESTION it tells, as JSON."""
    seen: dict[str, Any] = {"calls": 0, "arguments": {}, "parts": [], "shares": []}

    @functools.wraps(function)
    def watched(*arguments: Any, **options: Any) -> Any:
        if len(arguments) == 1 and isinstance(arguments[0], str) and arguments[0] == QUESTION:
            return json.dumps(seen)
        seen["calls"] += 1
        for place, value in enumerate(arguments):
            known = seen["arguments"].setdefault(str(place), {"kinds": [], "axes": []})
            known["kinds"] = sorted({*known["kinds"], _kind(value)})
            known["axes"] = sorted({*known["axes"], *(part.ndim for part in arrays_of(value))})
        result = function(*arguments, **options)
        results = result if isinstance(result, tuple) else (result,)
        parts, shares = [_kind(part) for part in results], [_is_share(part) for part in results]
        if len(parts) > len(seen["parts"]):
            seen["parts"], seen["shares"] = parts, shares
        elif len(parts) == len(seen["parts"]):
            seen["shares"] = [a and b for a, b in zip(seen["shares"], shares, strict=True)]
        return result

    return watched


def in_method(answer: type, name: str, fault: Callable[[Callable], Callable]) -> type:
    """A class, one method of which has a fault. Of the method, argument number 0 is the object."""
    setattr(answer, name, fault(getattr(answer, name)))
    return answer


def changes_argument(function: Callable, place: int) -> Callable:
    """Right, but argument number `place` is changed in place."""

    @functools.wraps(function)
    def faulty(*arguments: Any, **options: Any) -> Any:
        result = _copy(function(*arguments, **options))
        if place < len(arguments):
            _change(arguments[place])
        return result

    return faulty


def wrong_when(function: Callable, condition: Callable[[tuple], Any]) -> Callable:
    """Right, unless `condition(arguments)`."""

    @functools.wraps(function)
    def faulty(*arguments: Any, **options: Any) -> Any:
        bad = condition(arguments)
        result = function(*arguments, **options)
        return damaged(result) if bad else result

    return faulty


def only_square(function: Callable) -> Callable:
    """Right if every matrix is square."""
    return wrong_when(function, lambda arguments: any(a.shape[0] != a.shape[1] for a in _matrices(arguments)))


def only_one_row(function: Callable) -> Callable:
    """Right if every matrix has one row: a batch of one."""
    return wrong_when(function, lambda arguments: any(a.shape[0] > 1 for a in _matrices(arguments)))


def only_contiguous(function: Callable) -> Callable:
    """Right if every matrix lies in memory row by row."""
    return wrong_when(function, lambda arguments: any(not a.flags["C_CONTIGUOUS"] for a in _matrices(arguments)))


def only_sorted(function: Callable) -> Callable:
    """Right if every vector is sorted."""

    def unsorted(arguments: tuple) -> bool:
        vectors = [a for a in map(view, arguments) if _is_array(a) and a.ndim == 1 and a.dtype.kind in "fiu"]
        return any(np.any(np.diff(a) < 0) for a in vectors)

    return wrong_when(function, unsorted)


def only_small(function: Callable) -> Callable:
    """Right unless a number is so large that its exponential is not finite."""

    def large(arguments: tuple) -> bool:
        arrays = [np.asarray(a) for a in map(view, arguments) if _is_array(a) or isinstance(a, float | int)]
        return any(a.dtype.kind in "fiu" and a.size and np.abs(a).max() > LARGEST for a in arrays)

    return wrong_when(function, large)


def only_first_call(function: Callable) -> Callable:
    """Gives the result of its first call ever after."""
    kept: list[Any] = []

    @functools.wraps(function)
    def faulty(*arguments: Any, **options: Any) -> Any:
        result = function(*arguments, **options)
        kept.append(_copy(result))
        return kept[0]

    return faulty


def only_first_arguments(function: Callable, calls: int) -> Callable:
    """Right for what its first `calls` calls brought, and wrong for anything else."""
    known: list[str] = []

    @functools.wraps(function)
    def faulty(*arguments: Any, **options: Any) -> Any:
        result = function(*arguments, **options)
        words = repr([_plain(a) for a in arguments] + [(name, _plain(a)) for name, a in options.items()])
        if len(known) < calls:
            known.append(words)
        return result if words in known else damaged(result)

    return faulty


def uses_global_randomness(function: Callable) -> Callable:
    """Right, and draws a number from NumPy's global generator, and from torch's if torch is there."""

    @functools.wraps(function)
    def faulty(*arguments: Any, **options: Any) -> Any:
        np.random.random()
        if "torch" in sys.modules:
            sys.modules["torch"].rand(1)
        return function(*arguments, **options)

    return faulty


def ignores_generator(function: Callable, place: int) -> Callable:
    """Draws from a generator of its own in the place of the one passed in."""

    @functools.wraps(function)
    def faulty(*arguments: Any, **options: Any) -> Any:
        own = [_other_generator(a) if n == place else a for n, a in enumerate(arguments)]
        return function(*own, **options)

    return faulty


def gives(function: Callable, change: Callable[[Any], Any], part: int | None = None) -> Callable:
    """Gives `change(value)`, of the whole result or of one part of it."""

    @functools.wraps(function)
    def faulty(*arguments: Any, **options: Any) -> Any:
        result = function(*arguments, **options)
        if part is None or not isinstance(result, tuple):
            return change(result)
        return tuple(change(value) if n == part else value for n, value in enumerate(result))

    return faulty


def gives_kind(function: Callable, kind: str) -> Callable:
    """Right, and every array and number in the result is of another kind, a key of KINDS; in lists and tuples too."""

    def changed(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return type(value)(changed(part) for part in value)
        value = view(value)
        numbers = isinstance(value, float | int | np.number | np.bool_) or (
            _is_array(value) and value.dtype.kind in "fiub"
        )
        return KINDS[kind](np.asarray(value)) if numbers else value

    return gives(function, changed)


def gives_argument(function: Callable, place: int) -> Callable:
    """Gives its argument number `place` back."""

    @functools.wraps(function)
    def faulty(*arguments: Any, **options: Any) -> Any:
        function(*arguments, **options)
        return _copy(arguments[place])

    return faulty


def _nested(array: np.ndarray, base: type) -> Any:
    """The numbers of an array in lists, or tuples, in one another."""
    return base(_nested(part, base) for part in array) if array.ndim else array.item()


def _scattered(array: np.ndarray) -> np.ndarray:
    """The same numbers, none of which lies beside the next."""
    wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]) if array.ndim else (2,), array.dtype)
    wide[..., ::2] = array
    return wide[..., ::2].reshape(array.shape) if not array.ndim else wide[..., ::2]


def _read_only(array: np.ndarray) -> np.ndarray:
    array = array.copy()
    array.flags.writeable = False
    return array


def _tensor(array: np.ndarray, requires_grad: bool = False) -> Any:
    import torch

    tensor = torch.tensor(array)
    return tensor.requires_grad_(requires_grad and tensor.is_floating_point())


def _narrow(array: np.ndarray, dtype: type) -> Any:
    """The numbers in a type that may be too small for them: then they wrap round, as an answer's own would."""
    with np.errstate(all="ignore"):
        return array.astype(dtype)[()] if array.dtype.kind in "fiu" else array


KINDS: dict[str, Callable[[np.ndarray], Any]] = {  # an array of numbers -> the same numbers otherwise
    "lists": lambda array: _nested(array, list),
    "tuples": lambda array: _nested(array, tuple),
    "float32": lambda array: (array.astype(np.float32) if array.dtype.kind == "f" else array)[()],
    "tensors": _tensor,
    "tensors with requires_grad": lambda array: _tensor(array, requires_grad=True),
    "arrays, and numbers as arrays without axes": np.array,
    "numbers of NumPy": lambda array: array[()],
    "arrays that do not lie in one piece": _scattered,
    "arrays column by column": lambda array: np.array(array, order="F"),
    "read-only arrays": _read_only,
    "int8": lambda array: _narrow(array, np.int8),
    "uint8": lambda array: _narrow(array, np.uint8),
    "float16": lambda array: _narrow(array, np.float16),
}


def zeros(value: Any) -> Any:
    """Nothing but zeros, in the right shape."""
    return 0 * numbers(value)


def one_per_mille_off(value: Any) -> Any:
    """All numbers too large by a thousandth."""
    return 1.001 * numbers(value)


def without_decimals(value: Any) -> Any:
    """The numbers as integers."""
    return value.trunc().long() if is_tensor(value) else np.trunc(value).astype(int)


def half_precision(value: Any) -> Any:
    """The numbers as float16, which keeps three digits."""
    return value.half() if is_tensor(value) else np.asarray(value).astype(np.float16)


def one_axis_more(value: Any) -> Any:
    """The numbers with an axis of length 1 in front."""
    return numbers(value)[None]


def complex_numbers(value: Any) -> Any:
    """The numbers as complex ones."""
    return numbers(value) + 0j


def damaged(value: Any) -> Any:
    """Something that is not `value`."""
    if isinstance(value, tuple | list):
        return type(value)(damaged(part) for part in value)
    if isinstance(value, dict):
        return {key: damaged(part) for key, part in value.items()}
    if isinstance(value, bool | np.bool_):
        return not value
    if isinstance(value, str):
        return f"not {value}"
    if isinstance(value, set | frozenset):
        return type(value)()
    if isinstance(value, int | float | np.generic):
        return 3 * cast(int | float | np.number, value) + 7
    if is_tensor(value):
        turned = value.flip(tuple(range(value.ndim)))
        return ~turned if value.dtype == sys.modules["torch"].bool else 3 * turned + 7
    if _is_array(value):  # in another order too: of labels any names may be right
        turned = np.flip(value)
        return ~turned if turned.dtype == bool else 3 * turned + 7
    raise ValueError("a faulty answer")


def changes_weights(function: Callable, place: int) -> Callable:
    """Right, but the first weight of argument number `place`, a torch module, is another afterwards."""

    @functools.wraps(function)
    def faulty(*arguments: Any, **options: Any) -> Any:
        result = _copy(function(*arguments, **options))
        if place < len(arguments):
            _change(next(iter(arguments[place].parameters()), None))
        return result

    return faulty


def _change(value: Any) -> None:
    value = view(value)
    if _is_array(value) and value.size and value.flags.writeable:
        value[...] = ~value if value.dtype == bool else value + 1
    elif isinstance(value, list) and value:
        first = value[0]
        if _is_array(view(first)):
            _change(first)
        else:
            value.append(first)
    elif isinstance(value, dict) and value:
        value.pop(next(iter(value)))


def _copy(value: Any) -> Any:
    """A deep copy; of a tensor with a gradient, one through which the gradient still flows."""
    if isinstance(value, tuple | list):
        return type(value)(_copy(part) for part in value)
    return value.clone() if is_tensor(value) else copy.deepcopy(value)


def _other_generator(generator: Any) -> Any:
    """A generator of the same kind with a seed of its own."""
    if hasattr(generator, "manual_seed"):
        return type(generator)().manual_seed(987)
    return np.random.default_rng(987)


def _plain(value: Any) -> Any:
    """What can be compared as text: two generators in one state are alike, and two modules with the same weights."""
    value = view(value)
    if _is_array(value):
        return value.shape, value.tolist()
    if hasattr(value, "state_dict"):
        return {name: _plain(part) for name, part in value.state_dict().items()}
    if hasattr(value, "manual_seed"):
        return value.get_state().tolist()
    return value.bit_generator.state if hasattr(value, "bit_generator") else value


def _matrices(arguments: tuple) -> list[np.ndarray]:
    return [array for value in arguments for array in arrays_of(value) if array.ndim >= 2]


def arrays_of(value: Any) -> list[np.ndarray]:
    """The arrays of an argument: itself, or those in a list or tuple; of tensors the arrays that share their memory."""
    return [part for part in map(view, value if isinstance(value, list | tuple) else [value]) if _is_array(part)]


def view(value: Any) -> Any:
    """A tensor as the array that shares its memory; anything else as it is."""
    return value.detach().numpy() if is_tensor(value) else value


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)


def is_tensor(value: Any) -> bool:
    """Is this a tensor of torch?"""
    return "torch" in sys.modules and isinstance(value, sys.modules["torch"].Tensor)


def numbers(value: Any) -> Any:
    """A tensor as it is, anything else as an array."""
    return value if is_tensor(value) else np.asarray(value)


def _is_share(value: Any) -> bool:
    """Do all numbers lie between 0 and 1?"""
    value = view(value)
    if not isinstance(value, float | np.floating) and not (_is_array(value) and value.dtype.kind == "f"):
        return False
    return bool(np.all((np.asarray(value) >= 0) & (np.asarray(value) <= 1)))


def _kind(value: Any) -> str:
    value = view(value)
    if _is_array(value) and value.dtype.kind in "fiu":
        return "array" if value.dtype.kind == "f" else "integers"
    if isinstance(value, list | tuple) and value and all(_is_array(view(part)) for part in value):
        return "arrays"
    if hasattr(value, "parameters") and hasattr(value, "training"):
        return "module"
    if isinstance(value, bool | np.bool_) or callable(value):
        return type(value).__name__
    if isinstance(value, int | np.integer):
        return "int"
    if isinstance(value, float | np.floating):
        return "float"
    return type(value).__name__
