"""What stands in the examiner for an object that lives in a candidate.

A handle can be called, walked through, indexed, and its attributes read; what comes back is data or another handle.
It is never equal to anything but itself, has no order and no truth value: an answer must not be able to say of itself
that it is right. Operators work on instances of the student's classes, and on what these make.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, NoReturn, Protocol

from course_lib.instructor.sandbox.wire import NotDataError

BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul")
Method = Callable[..., Any]
READABLE = ("__name__", "__doc__", "__qualname__")


class Asks(Protocol):
    """What a handle needs of the examiner's end of the channel to its candidate."""

    def do(self, what: str, *operands: Any, **options: Any) -> Any:
        """Have an operation done in the candidate."""

    def forbidden_name(self, answer: "Handle", forbids: Iterable[str]) -> str | None:
        """The first forbidden name that an answer uses."""


class Handle:
    """An object of a candidate. Its class has the name of the object's class there."""

    __no_data__ = True  # the candidate has found no numbers in it: course_lib.checking.values does not look again

    def __init__(self, link: Asks, key: int, lineage: bool):
        self._course_link, self._course_key, self._course_lineage = link, key, lineage

    def _course_do(self, what: str, *operands: Any, **options: Any) -> Any:
        return self._course_link.do(what, self, *operands, **options)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_course_") or (name.startswith("__") and name not in READABLE):
            raise AttributeError(name)
        return self._course_do("attribute", name)

    def __setattr__(self, name: str, value: object) -> None:
        if name.startswith("_course_") or name in READABLE:
            object.__setattr__(self, name, value)
        else:
            self._course_do("set attribute", name, value)

    def __bool__(self) -> bool:
        raise TypeError(f"{type(self).__name__} is not a value that is true or false")

    def __repr__(self) -> str:
        return f"<a {type(self).__name__} of the answer>"

    def __deepcopy__(self, memo: dict) -> Any:
        return self._course_do("deepcopy")

    def __reduce__(self) -> NoReturn:
        raise NotDataError(f"a {type(self).__name__} of the answer stays in its process")

    def __forbidden_name__(self, forbids: Iterable[str]) -> str | None:
        return self._course_link.forbidden_name(self, forbids)


class ClassHandle(Handle):
    """A class of a candidate."""

    def __instancecheck__(self, value: object) -> NoReturn:
        raise NotDataError(
            "isinstance() with a class of the answer cannot be decided outside of its process: ask what it computes"
        )

    def __subclasscheck__(self, value: object) -> NoReturn:
        raise NotDataError(
            "issubclass() with a class of the answer cannot be decided outside of its process: ask what it computes"
        )


def _call(self: Handle, *operands: Any, **options: Any) -> Any:
    return self._course_do("call", *operands, **options)


def _signature(self: Handle) -> inspect.Signature:
    names = self._course_do("parameters")
    return inspect.Signature([inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in names])


def _module_class(self: Handle) -> type:
    """Of a torch module: so `isinstance(it, torch.nn.Module)` holds."""
    import torch

    return torch.nn.Module


def _operator(what: str) -> Method:
    return lambda self, other: self._course_do(what, other)


def _reflected(what: str) -> Method:
    return lambda self, other: self._course_link.do(what, other, self)


def _asking(what: str, *kinds: type) -> Method:
    """A method whose result must be of one of these types, as Python itself insists."""

    def method(self: Handle, *operands: Any) -> Any:
        value = self._course_do(what, *operands)
        if kinds and type(value) not in kinds:
            raise TypeError(f"{what} of a {type(self).__name__} gave a {type(value).__name__}")
        return value

    return method


def _iterate(self: Handle) -> Iterator:
    iterator = self._course_do("iter")
    while True:
        try:
            item = self._course_link.do("next", iterator)
        except StopIteration:
            return
        yield item


def _same(item: object) -> object:
    return item


def _same_truth(item: object) -> bool:
    return True


_METHODS: dict[str, Method] = {
    "len": _asking("len", int), "iter": _iterate, "getitem": _asking("getitem"), "setitem": _asking("setitem"),
    "float": _asking("float", float), "int": _asking("int", int), "index": _asking("index", int),
    "complex": _asking("complex", complex), "next": _asking("next"),
    "enter": _asking("enter"), "exit": lambda self, *error: bool(self._course_do("exit")),
}  # fmt: skip
_OPERATORS = (
    {name: _operator(name) for name in BINARY}
    | {f"r{name}": _reflected(name) for name in BINARY}
    | {name: _asking(name) for name in ("neg", "pos", "abs")}
)
SPECIAL = frozenset({"call", *_METHODS, *_OPERATORS})
_GENERATORS = {
    "map": lambda items: map(_same, items),
    "filter": lambda items: filter(_same_truth, items),
    "zip": lambda items: zip(items, strict=False),
    "generator": lambda items: (item for item in items),
}


def make_handle(link: Asks, key: int, name: str, sort: str, special: frozenset[str], lineage: bool) -> Handle:
    """A handle on an object of class `name`. lineage: it is an instance of a class of the answer, or made by one."""
    return _handle_class(name, sort, special, lineage)(link, key, lineage)


def as_generator(handle: Handle) -> Any:
    """A generator, map, filter or zip of the answer as one of ours, which takes its items there; else the handle."""
    kind = _GENERATORS.get(type(handle).__name__)
    return kind(iter(handle)) if kind and hasattr(type(handle), "__iter__") else handle


@lru_cache(maxsize=1024)
def _handle_class(name: str, sort: str, special: frozenset[str], lineage: bool) -> type[Handle]:
    methods: dict[str, Method | property] = {f"__{word}__": _METHODS[word] for word in special if word in _METHODS}
    if lineage:
        methods |= {f"__{word}__": _OPERATORS[word] for word in special if word in _OPERATORS}
    if "call" in special or sort == "type":
        methods |= {"__call__": _call, "__signature__": property(_signature)}
    if sort == "module":
        methods["__class__"] = property(_module_class)
    base = ClassHandle if sort == "type" else Handle
    return type(re.sub(r"\W", "_", name) or "object", (base,), methods)
