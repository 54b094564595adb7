"""Values as data: what may cross from an untrusted process, and nothing else.

A value becomes a tree of JSON with the bytes of its arrays beside it. Scalars stand for themselves, everything else
is a list that begins with a tag. The decoder makes only the types named here, of bounded size and depth, whatever it
is given: no class is looked up by its name, no code runs.
"""

import math
import re
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from course_lib.instructor.sandbox.channel import MOST_BYTES, ProtocolError
from course_lib.instructor.sandbox.refusals import DEEPEST, Budget, TooLargeError

LARGEST_INT = 2**4096
DTYPE = re.compile(r"[<>|=]?[biufcSUmM]\d{1,6}(\[\d{0,3}[a-zA-Z]{1,2}\])?")
CONSTANTS = {"Ellipsis": ..., "NotImplemented": NotImplemented}
TORCH_DTYPES = (
    "float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool", "complex64",
    "complex128",
)  # fmt: skip

Node = Any  # None, bool, int, float, str, or a list of a tag and what it needs
Content = bytes | bytearray | memoryview  # the arrays of a message, one after the other
Foreign = Callable[[Any], Any]  # not data -> its node (a list), data in its place, or raises NotDataError


class NotDataError(TypeError):
    """A value that is not data and cannot cross."""

    not_of_the_answer = True  # a test asks for what cannot be: `course_lib.parts` lets it through


class Encoder:
    """Makes nodes of values and collects the bytes of their arrays.

    exact: refuse subclasses of the types that cross; else they cross as plain data.
    """

    def __init__(self, foreign: Foreign, exact: bool = False):
        self.foreign, self.exact = foreign, exact
        self.parts: list[bytes] = []
        self.size = 0
        self.budget = Budget()

    @property
    def content(self) -> bytes:
        return b"".join(self.parts)

    def node(self, value: Any, depth: int = 0) -> Node:
        """The node of a value. Raises TooLargeError, and what `foreign` raises."""
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is str:
            self.budget.take(characters=len(value))
            return value
        if depth > DEEPEST:
            raise TooLargeError("depth")
        if kind is int:
            return value if -(2**53) < value < 2**53 else ["i", self._digits(value)]
        self.budget.take(parts=1)
        write = _WRITERS.get(kind)
        if write is None and kind is _torch("nn", "Parameter"):
            write = Encoder._tensor
        if write is None and not self.exact:
            write = next((how for base, how in _WRITERS.items() if isinstance(value, base)), None)
            if write is None and isinstance(value, int | float | str):
                return self._plain_scalar(value, depth)
        if write is None and _torch("Tensor") and isinstance(value, _torch("Tensor")):
            write = Encoder._tensor
            if self.exact and kind is not _torch("Tensor"):
                write = None
        node = write(self, value, depth) if write else None
        if node is None:
            node = self.foreign(value)
            return node if isinstance(node, list) else self.node(node, depth + 1)
        return node

    def _plain_scalar(self, value: int | float | str, depth: int) -> Node:
        if isinstance(value, int):
            return self.node(int.__int__(value), depth)
        if isinstance(value, float):
            return self.node(float.__float__(value), depth)
        return self.node(str.__str__(value), depth)

    def _digits(self, number: int) -> str:
        digits = _hexadecimal(number)
        self.budget.take(parts=1, characters=len(digits))
        return digits

    def _bytes(self, content: bytes) -> list[int]:
        start = self.size
        self.parts.append(content)
        self.size += len(content)
        return [start, len(content)]

    def _raw(self, value: Any, depth: int) -> list:
        self.budget.take(size=len(value))
        return ["b", self._bytes(bytes(value))]

    def _complex(self, value: Any, depth: int) -> list:
        return ["c", value.real, value.imag]

    def _fraction(self, value: Any, depth: int) -> list:
        return ["q", self._digits(value.numerator), self._digits(value.denominator)]

    def _range(self, value: Any, depth: int) -> list:
        self.budget.take(parts=_length(value))
        return ["n", *(self.node(part) for part in (value.start, value.stop, value.step))]

    def _constant(self, value: Any, depth: int) -> list:
        return ["k", "Ellipsis" if value is ... else "NotImplemented"]

    def _sequence(self, value: Any, depth: int) -> list | None:
        for base, tag in _SEQUENCES:
            if isinstance(value, base):
                self.budget.take(parts=base.__len__(value))
                return [tag, *(self.node(item, depth + 1) for item in base.__iter__(value))]
        return None

    def _dict(self, value: Any, depth: int) -> list:
        self.budget.take(parts=2 * dict.__len__(value))
        items = dict.items(value)
        return ["d", *([self.node(key, depth + 1), self.node(item, depth + 1)] for key, item in items)]

    def _array(self, value: Any, depth: int) -> list | None:
        array = np.asarray(value)
        if array.dtype.kind == "O":
            self.budget.take(parts=array.size)
            return ["o", list(array.shape), *(self.node(item, depth + 1) for item in array.ravel().tolist())]
        if not DTYPE.fullmatch(array.dtype.str):
            return None
        _shape(array.shape, array.itemsize)
        self.budget.take(size=array.nbytes)
        order: Literal["F", "C"] = "F" if array.flags.f_contiguous and not array.flags.c_contiguous else "C"
        content = self._bytes(array.tobytes(order=order))
        return ["a", array.dtype.str, list(array.shape), content, order, bool(array.flags.writeable)]

    def _scalar(self, value: Any, depth: int) -> list | None:
        array = np.asarray(value)
        if not DTYPE.fullmatch(array.dtype.str):
            return None
        self.budget.take(size=array.nbytes)
        return ["g", array.dtype.str, self._bytes(array.tobytes())]

    def _tensor(self, value: Any, depth: int) -> list | None:
        torch = sys.modules["torch"]
        dtype = str(value.dtype).removeprefix("torch.")
        if dtype not in TORCH_DTYPES or value.layout is not torch.strided or value.device.type == "meta":
            return None
        plain = value.detach().cpu().resolve_conj().resolve_neg()
        numbers = (plain.float() if dtype == "bfloat16" else plain).numpy()
        grad = None if not value.is_leaf or value.grad is None else self.node(value.grad, depth)
        is_parameter = isinstance(value, torch.nn.Parameter)
        return ["T", dtype, self._array(numbers, depth), bool(value.requires_grad), is_parameter, grad]


_SEQUENCES: tuple[tuple[type[Any], str], ...] = ((list, "l"), (tuple, "t"), (set, "s"), (frozenset, "z"))
_WRITERS: dict[type, Callable[[Encoder, Any, int], list | None]] = {
    list: Encoder._sequence, tuple: Encoder._sequence, set: Encoder._sequence, frozenset: Encoder._sequence,
    dict: Encoder._dict, bytes: Encoder._raw, complex: Encoder._complex, range: Encoder._range,
    Fraction: Encoder._fraction, type(...): Encoder._constant,
    type(NotImplemented): Encoder._constant, np.ndarray: Encoder._array, np.generic: Encoder._scalar,
}  # fmt: skip
_WRITERS |= dict.fromkeys(np.sctypeDict.values(), Encoder._scalar)


class Decoder:
    """Makes values of nodes. `foreign` makes what is not data of a node with another tag, or raises ProtocolError.

    budget: of the message, when several of its values are decoded.
    """

    def __init__(self, content: Content, foreign: Callable[[list], object], budget: Budget | None = None):
        self.content, self.foreign = memoryview(content), foreign
        self.budget = budget or Budget()

    def value(self, node: Node, depth: int = 0) -> Any:
        """The value of a node. Raises ProtocolError for anything that is not well formed."""
        if node is None or type(node) in (bool, int, float, str):
            return node
        if depth > DEEPEST or type(node) is not list or not node:
            raise ProtocolError("a value that is nested too deeply or has no tag")
        tag, rest = node[0], node[1:]
        read = _READERS.get(tag) if isinstance(tag, str) else None
        try:
            self.budget.take(parts=1)
            return self.foreign(node) if read is None else read(self, rest, depth)
        except (ValueError, TypeError, IndexError, OverflowError, ZeroDivisionError) as error:
            raise ProtocolError(f"a malformed {tag!r}: {type(error).__name__}") from error

    def _integer(self, rest: list, depth: int) -> int:
        return _integer(rest[0])

    def _raw(self, rest: list, depth: int) -> bytes:
        return bytes(self._slice(rest[0]))

    def _slice(self, place: list) -> memoryview:
        start, length = place
        if not (type(start) is type(length) is int and 0 <= start <= start + length <= len(self.content)):
            raise ProtocolError("bytes that are not there")
        self.budget.take(size=length)
        return self.content[start : start + length]

    def _complex(self, rest: list, depth: int) -> complex:
        return complex(float(rest[0]), float(rest[1]))

    def _fraction(self, rest: list, depth: int) -> Fraction:
        return Fraction(_integer(rest[0]), _integer(rest[1]))

    def _range(self, rest: list, depth: int) -> range:
        found = range(*(self.value(part, depth + 1) for part in rest[:3]))
        self.budget.take(parts=_length(found))
        return found

    def _constant(self, rest: list, depth: int) -> Any:
        return CONSTANTS[rest[0]] if rest[0] in CONSTANTS else self.foreign(["k", *rest])

    def _items(self, rest: list, depth: int) -> list:
        self.budget.take(parts=len(rest))
        return [self.value(item, depth + 1) for item in rest]

    def _tuple(self, rest: list, depth: int) -> tuple:
        return tuple(self._items(rest, depth))

    def _set(self, rest: list, depth: int) -> set:
        return set(self._items(rest, depth))

    def _frozenset(self, rest: list, depth: int) -> frozenset:
        return frozenset(self._items(rest, depth))

    def _dict(self, rest: list, depth: int) -> dict:
        self.budget.take(parts=2 * len(rest))
        return {self.value(key, depth + 1): self.value(item, depth + 1) for key, item in rest}

    def _array(self, rest: list, depth: int) -> np.ndarray:
        dtype, shape, place, order, writeable = rest
        numbers = self._numbers(dtype, place)
        array = numbers.reshape(_shape(shape, numbers.itemsize), order="F" if order == "F" else "C").copy("K")
        array.flags.writeable = bool(writeable)
        return array

    def _numbers(self, dtype: str, place: list) -> np.ndarray:
        if not DTYPE.fullmatch(dtype):
            raise ProtocolError(f"an array of {dtype!r}")
        content = self._slice(place)
        if np.dtype(dtype).kind == "b":  # a byte that is neither 0 nor 1 would be a strange truth
            return np.frombuffer(content, np.uint8) != 0
        return np.frombuffer(content, np.dtype(dtype))

    def _objects(self, rest: list, depth: int) -> np.ndarray:
        shape, items = _shape(rest[0], np.dtype(object).itemsize), self._items(rest[1:], depth)
        array = np.empty(len(items), dtype=object)
        for place, item in enumerate(items):  # one by one: as a list NumPy would look into them
            array[place] = item
        return array.reshape(shape)

    def _scalar(self, rest: list, depth: int) -> np.generic:
        return self._numbers(rest[0], rest[1]).reshape(1)[0]

    def _tensor(self, rest: list, depth: int) -> Any:
        import torch

        dtype, numbers, requires_grad, is_parameter, grad = rest
        if dtype not in TORCH_DTYPES or type(numbers) is not list or numbers[:1] != ["a"]:
            raise ProtocolError("a malformed tensor")
        array = self._array(numbers[1:], depth)
        array.flags.writeable = True
        kind = getattr(torch, dtype)
        if kind.itemsize > array.itemsize:
            self.budget.take(size=array.size * (kind.itemsize - array.itemsize))
        tensor = torch.from_numpy(array).to(kind)
        if is_parameter:
            tensor = torch.nn.Parameter(tensor, requires_grad=bool(requires_grad))
        elif requires_grad:
            tensor.requires_grad_(True)
        if grad is not None:
            given = self.value(grad, depth + 1)
            if not isinstance(given, torch.Tensor) or given.shape != tensor.shape:
                raise ProtocolError("a gradient of another shape")
            tensor.grad = given.detach().to(tensor.dtype)
        return tensor


_READERS: dict[str, Callable[[Decoder, list, int], Any]] = {
    "i": Decoder._integer, "b": Decoder._raw, "c": Decoder._complex, "q": Decoder._fraction, "n": Decoder._range,
    "k": Decoder._constant, "l": Decoder._items, "t": Decoder._tuple, "s": Decoder._set, "z": Decoder._frozenset,
    "d": Decoder._dict, "a": Decoder._array, "o": Decoder._objects, "g": Decoder._scalar, "T": Decoder._tensor,
}  # fmt: skip


def _torch(*path: str) -> Any:
    """A name in torch if torch has been imported, else None."""
    found = sys.modules.get("torch")
    for name in path:
        found = getattr(found, name, None)
    return found


def _hexadecimal(number: int) -> str:
    if not -LARGEST_INT < number < LARGEST_INT:
        raise TooLargeError("digits")
    return hex(number)


def _integer(text: object) -> int:
    if not isinstance(text, str) or len(text) > 1100:
        raise ProtocolError("a malformed integer")
    return int(text, 16)


def _shape(lengths: Sequence[int], itemsize: int) -> tuple[int, ...]:
    """A shape whose rows and columns could be filled, even where one of its lengths is 0: a test may sum over that."""
    if not all(type(length) is int and length >= 0 for length in lengths) or len(lengths) > 32:
        raise ProtocolError("a malformed shape")
    size = itemsize * math.prod(max(1, length) for length in lengths)
    if size > MOST_BYTES:
        raise TooLargeError("bytes", size)
    return tuple(lengths)


def _length(numbers: range) -> int:
    try:
        return len(numbers)
    except OverflowError:
        return sys.maxsize
