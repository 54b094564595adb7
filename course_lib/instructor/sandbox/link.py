"""The examiner's end of the channel to a candidate: requests, answers, and calls back to the examiner's functions."""

import builtins
import contextlib
import io
import pickle
import re
import socket
import sys
import traceback
import types
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

import cloudpickle
import torch

from course_lib.checking.classics import CLASSICS
from course_lib.checking.explained import Explained
from course_lib.checks import noting_call, refuse_unasked_changes
from course_lib.instructor.sandbox.channel import Channel, ClosedError, ProtocolError
from course_lib.instructor.sandbox.lines import Lines
from course_lib.instructor.sandbox.proxies import SPECIAL, ClassHandle, Handle, as_generator, make_handle
from course_lib.instructor.sandbox.randomness import random_states, set_random_states
from course_lib.instructor.sandbox.recorded import Recording, keep_result
from course_lib.instructor.sandbox.refusals import REFUSED, SENTENCES, Budget, RefusalError
from course_lib.instructor.sandbox.runner import CellError
from course_lib.instructor.sandbox.snapshots import KEEP, carry_back, with_grad
from course_lib.instructor.sandbox.wire import Content, Decoder, Encoder, Node, NotDataError

MOST_ERRORS = 1_000  # of functions of the test, that are kept
MOST_LEFT_OVER = 1_000  # messages of other threads and processes that are waited for at the end of a call
LONGEST_MEANING, MOST_LINES = 500, 10**6  # of what an exception means, and of a cell
OURS = ("CheckError", "ForbiddenError", REFUSED)  # an answer that raises one of these has not been refused by a check

MEANINGS = frozenset(classic.id for classic in CLASSICS)


class StudentError(Exception):
    """An exception of the answer whose class is not one of Python's own."""


class LostCallerError(Exception):
    """The thread or process of the answer that called a function of the test is no more."""


class Gone(BaseException):
    """The candidate has ended, or talks nonsense."""


class Link:
    """Asks a candidate. `output` takes the messages that its cells send meanwhile.

    forbidden: what decides, from the source, whether an answer uses a forbidden name.
    recording: keeps the calls, if anybody asks for them.
    """

    def __init__(self, channel: Channel, output: Callable[[dict], None], forbidden: Callable):
        self.lines, self.output, self.forbidden = Lines(channel), output, forbidden
        self._turn = channel  # whom requests go to: the one that called last and waits
        self._budget = Budget()  # of the last message
        self.forbids: tuple[str, ...] = ()
        self.disturbed = False  # has an answer got rid of the watch over what it calls?
        self.refuse: Callable[[str], None] = lambda name: None
        self._handles: dict[tuple[int, bool], Handle] = {}
        self._functions: list[Callable] = []
        self._errors: list[Exception] = []
        self._random = random_states()
        self.recording: Recording | None = None

    def begin(self, limits: dict, files: dict[str, bytes]) -> None:
        """Tell a new candidate its limits and give it the files of the lesson."""
        encoder = Encoder(self._given)
        self._send(["begin", limits, encoder.node(files)], encoder.content)

    def run_cell(self, source: str) -> CellError | None:
        """Run a cell of the notebook. Returns the error that ended it."""
        reply, _ = self._ask(["cell", source])
        told = reply[1] if len(reply) == 2 and reply[0] == "done" else self._nonsense()
        if told is None:
            return None
        if not isinstance(told, dict):
            self._nonsense()
        lines = told.get("traceback")
        lines = [_clean(line) for line in lines[:200]] if isinstance(lines, list) else []
        name, message, stub = (_clean(told.get(key)) for key in ("ename", "evalue", "unwritten"))
        return CellError(name[:200], message[:4000], tuple(lines), stub[:200])

    def copy(self) -> socket.socket | None:
        """A connection to a copy of the candidate as it is now; None if it has threads, which no copy would have."""
        reply, _ = self._ask(["copy"])
        if reply == ["threads"]:
            return None
        return (self.lines.copy() if reply == ["copied"] else None) or self._nonsense()

    def follow(self, connection: socket.socket) -> None:
        """From now on ask the copy of the candidate at this connection, to which handles mean the same.

        Raises Gone if it is not there any more.
        """
        self.lines.close()
        self._turn = Channel(connection)
        self.lines = Lines(self._turn)
        with contextlib.suppress(KeyError):
            self.get("")

    def get(self, name: str) -> Any:
        """The value of a name in the notebook. Raises KeyError if it has none."""
        reply, content = self._ask(["get", name])
        if reply[0] == "gone":
            raise KeyError(name)
        value = self._value(reply[1], content, lineage=False) if reply[0] == "value" else self._nonsense()
        if isinstance(value, Handle):
            value.__name__ = name
        return value

    def do(self, what: str, *operands: Any, **options: Any) -> Any:
        """Have an operation done on handles and other values. Its result, or the exception that it raised."""
        if what != "call":
            return self._do(what, *operands, **options)
        with noting_call(operands[1:], options) as note:
            value = self._recorded_call(*operands, **options)
            note(value)
        return value

    def _recorded_call(self, *operands: Any, **options: Any) -> Any:
        if self.recording is None:
            return self._do("call", *operands, **options)
        name = operands[0].__dict__.get("__name__", repr(operands[0]))
        with self.recording.call(name, operands[1:], options) as call:
            value = self._do("call", *operands, **options)
            keep_result(call, value)
        return value

    def _do(self, what: str, *operands: Any, **options: Any) -> Any:
        details: dict = {"forbids": list(self.forbids)} if what == "call" and self.forbids else {}
        nodes, sent = self._encoded(what, operands, options, details)
        reply, content = self._ask(["do", what, *nodes, details], sent)
        if reply[0] == "raised":
            self._raise(*reply[1:])
        if reply[0] == "refused":
            self._refuse(*reply[1:])
        if reply[0] != "value":
            self._nonsense()
        more = reply[2] if len(reply) == 3 and isinstance(reply[2], dict) else self._nonsense()
        self.disturbed |= more.get("disturbed") is True
        if isinstance(more.get("used"), str) and more["used"] in self.forbids:
            self.refuse(more["used"])
        owner = next((part for part in operands if isinstance(part, Handle)), None)
        lineage = owner is not None and (owner._course_lineage or (what == "call" and isinstance(owner, ClassHandle)))
        value = self._value(reply[1], content, lineage, plain=what == "iter")
        self._carry_back([*operands, *options.values()], more, content)
        return value

    def forbidden_name(self, answer: Handle, forbids: Iterable[str]) -> str | None:
        """The first forbidden name that an answer uses, by its source; from now on its calls are watched too."""
        self.forbids = tuple(forbids)
        return self.forbidden(answer.__name__, self.forbids)

    def _encoded(self, what: str, operands: tuple, options: dict, details: dict) -> tuple[list, bytes]:
        encoder = Encoder(self._given, exact=True)
        if what == "call" and random_states() != self._random:
            self._random = random_states()
            details["random"] = encoder.node(self._random.states)
        start, values = encoder.size, [*operands, *options.values()]
        try:
            if _has_torch(values) and _has_function(values):
                raise NotDataError  # autograd runs through its functions: they go where the tensors are
            nodes = [["l", *map(encoder.node, operands)], encoder.node(options)]
        except NotDataError:
            encoder.parts, encoder.size = [encoder.content[:start]], start
            everything = self._pickled((list(operands), options), values)
            nodes = ["pickled", ["p", [start, len(everything)]]]
            encoder.parts.append(everything)
        return nodes, encoder.content

    def _given(self, value: object) -> list:
        """The node of what is no data."""
        if isinstance(value, Handle):
            return ["r", self._key(value)]
        if isinstance(value, types.FunctionType | types.MethodType) and _is_own(value):
            return ["f", self._register(value), value.__name__]
        raise NotDataError(f"a {type(value).__name__} is no plain data")

    def _key(self, handle: Handle) -> int:
        if handle._course_link is not self:
            raise NotDataError("a value of an answer that is not there any more")
        return handle._course_key

    def _register(self, function: Callable) -> int:
        self._functions.append(function)
        return len(self._functions) - 1

    def _pickled(self, value: object, parts: list) -> bytes:
        file = io.BytesIO()
        _Pickler(file, self, ships_functions=_has_torch(parts)).dump(value)
        return file.getvalue()

    def _ask(self, request: list, content: bytes = b"") -> tuple[list, Content]:
        self._send(request, content)
        while True:
            try:
                speaker, reply, received = self.lines.receive(self._turn)
            except (ClosedError, ProtocolError) as error:
                self._lost(error)
            if self._is_aside(speaker, reply, received):
                continue
            self._budget = Budget()
            if speaker is not self._turn:
                self._nonsense()
            if speaker is self.lines.main:
                self._hear_out()
            return reply, received

    def _is_aside(self, speaker: Channel, reply: object, content: Content) -> bool:
        """Deal with a message that is no answer: an output, or a call of one of the examiner's functions."""
        if not (isinstance(reply, list) and reply and isinstance(reply[0], str)):
            self._nonsense()
        if reply[0] == "output" and len(reply) == 2 and isinstance(reply[1], dict):
            self.output(reply[1])
        elif reply[0] == "callback" and len(reply) == 4:
            self._take_turn(speaker, *reply[1:], content)
        else:
            return False
        return True

    def _hear_out(self) -> None:
        """Before an answer counts: what other threads and processes have said until now."""
        try:
            for _ in range(MOST_LEFT_OVER):
                found = self.lines.left_over()
                if found is None:
                    return
                if not self._is_aside(*found):
                    self._nonsense()
        except (ClosedError, ProtocolError) as error:
            raise Gone(str(error)) from error

    def _lost(self, error: Exception) -> NoReturn:
        if self._turn is self.lines.main:
            raise Gone(str(error)) from error
        raise LostCallerError from error

    def _send(self, request: list, content: bytes = b"") -> None:
        try:
            self._turn.send(request, content)
        except ClosedError as error:
            self._lost(error)

    def close(self) -> None:
        """Close all connections to the candidate."""
        self.lines.close()

    def _take_turn(self, speaker: Channel, *call: Any) -> None:
        """Serve one who calls back, while whoever was asked before goes on with it."""
        outer, self._turn = self._turn, speaker
        if speaker is not outer:
            self.lines.mute(outer)
        try:
            self._call_back(*call)
        except LostCallerError:
            self.lines.leave(speaker)
        finally:
            self._turn = outer
            if speaker is not outer:
                self.lines.unmute(outer)

    def _call_back(self, key: Node, operands: Node, options: Node, content: Content) -> None:
        """Call one of the examiner's functions that were passed in."""
        self._budget = Budget()
        if type(key) is not int or not 0 <= key < len(self._functions):
            self._nonsense()
        operands, options = self._value(operands, content, False), self._value(options, content, False)
        if not isinstance(operands, tuple) or not isinstance(options, dict):
            self._nonsense()
        try:
            value = self._functions[key](*operands, **options)
            encoder = Encoder(self._given, exact=True)
            try:
                node = encoder.node(value)
            except NotDataError:
                encoder = Encoder(self._given)
                everything = self._pickled(value, [value])
                node, encoder.parts = ["p", [0, len(everything)]], [everything]
        except LostCallerError:
            raise
        except Exception as error:
            self._send(["throw", type(error).__name__, str(error)[:4000], self._kept(error)])
            return
        self._send(["return", node], encoder.content)

    def _kept(self, error: Exception) -> int:
        """The number of an error of ours, which may be raised here when it comes back. -1 if there are too many.

        What it passed through is forgotten: the frames hold all that the function was called with.
        """
        if len(self._errors) == MOST_ERRORS:
            return -1
        seen: BaseException | None = error
        while seen is not None:
            traceback.clear_frames(seen.__traceback__)
            seen = seen.__cause__ or seen.__context__
        error.__traceback__ = error.__cause__ = error.__context__ = None
        self._errors.append(error)
        return len(self._errors) - 1

    def _value(self, node: Node, content: Content, lineage: bool, plain: bool = False) -> Any:
        def foreign(node: Node) -> Any:
            return self._handle(node, lineage, plain)

        try:
            return Decoder(content, foreign, self._budget).value(node)
        except ProtocolError as error:
            raise Gone(str(error)) from error

    def _handle(self, node: list, lineage: bool, plain: bool) -> Any:
        """What stands for something in the candidate. plain: a generator does not become one here."""
        if node == ["k", "NotImplemented"]:
            return KEEP
        if node[0] != "h" or len(node) != 5:
            raise ProtocolError(f"an unknown tag {str(node[0])[:20]!r}")
        _, key, name, sort, special = node
        known = type(key) is int and key >= 0 and isinstance(name, str) and isinstance(special, list)
        if not known or not all(isinstance(word, str) for word in special):
            raise ProtocolError("a malformed handle")
        found = self._handles.get((key, lineage))
        if found is None:
            found = make_handle(self, key, name[:80], str(sort), SPECIAL & set(special), lineage)
            self._handles[key, lineage] = found
        return found if plain else as_generator(found)

    def _carry_back(self, values: list, more: dict, content: Content) -> None:
        changed = more.get("changed", [])
        if not isinstance(changed, list):
            self._nonsense()
        moved = [(old, node) for old, node in zip(values, changed, strict=False) if node is not None]
        moved = [(old, node) for old, node in moved if not isinstance(old, Handle)]
        for original, node in moved:
            now = self._value(node, content, False)
            try:
                carry_back(original, now)
            except (ValueError, TypeError, KeyError, RuntimeError, AttributeError, OverflowError) as error:
                raise Gone(f"an argument in no possible state: {error}") from error
        if "random" in more:
            states = self._value(more["random"], content, False)
            try:
                set_random_states(states)
            except (ValueError, TypeError, KeyError, RuntimeError, OverflowError) as error:
                raise Gone(f"random generators in no possible state: {error}") from error
            self._random = random_states()
        refuse_unasked_changes([original for original, _ in moved])

    def _raise(self, *told: Node) -> None:
        """Raise here what was raised there."""
        if len(told) != 6 or not isinstance(told[2], list):
            self._nonsense()
        name, message, lines, token, stub, meaning = told
        if type(token) is int and 0 <= token < len(self._errors):
            raise self._errors[token]
        name, message = _clean(name)[:200], _clean(message)[:4000]
        known = getattr(builtins, name, None)
        kind = known if isinstance(known, type) and issubclass(known, Exception) else StudentError
        try:
            error = kind(message)
        except TypeError:  # UnicodeDecodeError and others want more
            error = StudentError(message)
        shown = f"{name} of the answer itself" if name in OURS else name
        lines = tuple(_clean(line)[:4000] for line in lines[:100])
        told_as = CellError(shown, message, lines, _clean(stub)[:200], explained=_explained(meaning))
        raise _with_told(error, told_as)

    def _refuse(self, *told: Node) -> None:
        """Raise here that the grader does not take what the answer gave."""
        known = len(told) == 2 and isinstance(told[0], str) and told[0] in SENTENCES
        if not known or type(told[1]) is not int:
            self._nonsense()
        error = RefusalError(*told)
        raise _with_told(error, CellError(REFUSED, str(error)))

    def _nonsense(self) -> NoReturn:
        raise Gone("the process of the notebook does not answer as it should")


def _with_told(error: Exception, told: CellError) -> Exception:
    """The exception, with what an outcome tells of it."""
    vars(error)["course_told"] = told
    return error


def _explained(meaning: Node) -> Explained | None:
    """What a candidate says that an exception means: a classic, in plain words of some length at most."""
    if not isinstance(meaning, list) or len(meaning) != 5:
        return None
    identity, sentence, detail, line, source = meaning
    if not isinstance(identity, str) or identity not in MEANINGS or type(line) is not int:
        return None
    sentence, detail, source = (_clean(text)[:LONGEST_MEANING] for text in (sentence, detail, source))
    return Explained(identity, sentence, detail, max(0, min(line, MOST_LINES)), source)


class _Pickler(cloudpickle.Pickler):
    """Pickles what goes into the candidate; handles go as their numbers, functions as numbers to call back."""

    def __init__(self, file: io.BytesIO, link: Link, ships_functions: bool):
        super().__init__(file)
        self.link, self.ships_functions = link, ships_functions

    def persistent_id(self, value: object) -> tuple | None:
        if isinstance(value, Handle):
            return ("r", self.link._key(value))
        if not self.ships_functions and type(value) is types.FunctionType and _is_own(value):
            return ("f", self.link._register(value), value.__name__)
        return None

    def reducer_override(self, value: object) -> Any:
        if isinstance(value, torch.Tensor) and value.is_leaf and value.grad is not None:
            make, parts = value.__reduce_ex__(pickle.HIGHEST_PROTOCOL)[:2]
            return with_grad, (make, parts, value.grad)  # pickle would forget it
        return super().reducer_override(value)


def _is_own(function: Callable) -> bool:
    """Is this a function of the test, not one that the candidate can import?"""
    function = getattr(function, "__func__", function)
    found = sys.modules.get(function.__module__ or "")
    for name in function.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is not function


def _any(values: Iterable, holds: Callable[[object], bool]) -> bool:
    """Does something hold for one of these values, or for a part of a list or tuple among them?"""
    return any(_any(value, holds) if type(value) in (list, tuple) else holds(value) for value in values)


def _has_torch(values: Iterable) -> bool:
    kinds = (torch.Tensor, torch.nn.Module, torch.optim.Optimizer)
    return _any(values, lambda value: not isinstance(value, Handle) and isinstance(value, kinds))


def _has_function(values: Iterable) -> bool:
    return _any(values, lambda value: isinstance(value, types.FunctionType) and _is_own(value))


def _clean(text: object) -> str:
    """Text that can be written to a file."""
    text = text if isinstance(text, str) else ""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]", "?", text.encode("utf-8", "replace").decode())
