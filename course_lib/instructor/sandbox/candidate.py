"""The process in which a student's cells run. Nothing that it says is trusted; see `examiner` for the other side."""

import builtins
import copy
import importlib
import inspect
import io
import operator
import os
import pickle
import random
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO

import numpy as np

from course_lib.checking.explained import explain
from course_lib.checking.unwritten import told, unwritten
from course_lib.checking.values import read_array, type_name
from course_lib.checks import CheckError
from course_lib.instructor.sandbox.channel import Channel, ClosedError, ProtocolError, TooLongError
from course_lib.instructor.sandbox.lines import CALLER, COPY, DOOR
from course_lib.instructor.sandbox.outputs import RICH_DROPPED
from course_lib.instructor.sandbox.randomness import random_states, set_random_states
from course_lib.instructor.sandbox.refusals import RefusalError, TooLargeError
from course_lib.instructor.sandbox.shell import CandidateShell, refuse_questions
from course_lib.instructor.sandbox.snapshots import snapshot
from course_lib.instructor.sandbox.usage_watch import UseWatch
from course_lib.instructor.sandbox.wire import Content, Decoder, Encoder, Node

SEED = 20_240_229  # of the global generators: the same notebook gets the same grade
MOST_ERROR_LINES, LONGEST_ERROR = 60, 4_000
SPECIAL = [
    "call",
    "len",
    "iter",
    "next",
    "getitem",
    "setitem",
    "float",
    "int",
    "index",
    "complex",
    "add",
    "radd",
    "sub",
    "rsub",
    "mul",
    "rmul",
    "truediv",
    "rtruediv",
    "floordiv",
    "rfloordiv",
    "mod",
    "rmod",
    "pow",
    "rpow",
    "matmul",
    "rmatmul",
    "neg",
    "pos",
    "abs",
    "enter",
    "exit",
]


def serve(connection: socket.socket, shell: CandidateShell, threads: int) -> int:
    """Do what the examiner asks until it closes the channel. Returns the exit status of the process."""
    candidate = _Here.candidate = Candidate(shell)
    _start_anew(threads)
    return candidate.serve(connection)


def _start_anew(threads: int) -> None:
    """What a fork must not inherit."""
    import torch

    torch.set_num_threads(threads)
    random.seed(SEED)
    np.random.seed(SEED)
    torch.default_generator.manual_seed(SEED)  # torch.manual_seed remembers the stack for devices that are not here
    refuse_questions()
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)


class _Here:
    """The candidate of this process, and of those that are forked from it."""

    candidate: "Candidate | None" = None


class Candidate:
    """The student's namespace, and the objects in it that the examiner holds by a handle."""

    def __init__(self, shell: CandidateShell):
        self.shell = shell
        self.objects: list[object] = []
        self.keys: dict[int, int] = {}
        self.text_bytes = 0
        self._own = threading.local()  # the channel of a further thread, or of a child process
        self._one_at_a_time = threading.Lock()
        os.register_at_fork(before=self.shell.flush_streams, after_in_child=self._after_fork)

    def serve(self, connection: socket.socket) -> int:
        """Do what is asked on a connection until it closes. Returns the exit status of the process."""
        self.main, self.process, self.thread = Channel(connection), os.getpid(), threading.get_ident()
        self.door, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with its:
                socket.send_fds(connection, [DOOR], [its.fileno()])
            while True:
                self.answer(*self.main.receive())
        except (OSError, ClosedError, ProtocolError):
            return 0

    def _copy(self) -> None:
        """Fork a copy of this process, which serves the examiner on a connection of its own: for hidden parts."""
        if len(os.listdir("/proc/self/task")) > 1:
            self._send(["threads"])
            return
        mine, its = socket.socketpair()
        if os.fork() == 0:
            status = 70
            try:
                for inherited in (self.main.connection, self.door, its):
                    inherited.close()
                status = self.serve(mine)
            finally:
                os._exit(status)
        mine.close()
        with its:
            socket.send_fds(self.door, [COPY], [its.fileno()])
        self._send(["copied"])

    def _after_fork(self) -> None:
        self._one_at_a_time = threading.Lock()  # a thread that had it is not here

    @property
    def channel(self) -> Channel:
        """Where this thread of this process speaks: no two share a channel."""
        process = os.getpid()
        if process == self.process and threading.get_ident() == self.thread:
            return self.main
        if getattr(self._own, "process", None) != process:
            mine, its = socket.socketpair()
            with its:
                socket.send_fds(self.door, [CALLER], [its.fileno()])
            self._own.process, self._own.channel = process, Channel(mine)
        return self._own.channel

    def answer(self, request: list, content: Content) -> None:
        """Handle one request."""
        kind = request[0]
        if kind == "begin":
            self._begin(request[1], self._decode(request[2], content))
        elif kind == "cell":
            self._cell(request[1])
        elif kind == "copy":
            self._copy()
        elif kind == "get":
            self._get(request[1])
        elif kind == "do":
            what, operands, options, details = request[1:]
            self._do(what, operands, options, details, content)

    def _begin(self, limits: dict, files: dict[str, bytes]) -> None:
        self.text_bytes = limits["text_bytes"]
        for folder in (os.environ["HOME"], limits["folder"]):
            os.makedirs(folder, exist_ok=True)
        os.chdir(limits["folder"])
        for name, text in files.items():
            with open(os.path.basename(name), "wb") as file:
                file.write(text)
        sys.path.insert(0, "")  # as in a notebook: a module in the working folder can be imported
        sys.stdout, sys.stderr = self.shell.stdout, self.shell.stderr
        self.shell.outlet.send = self._send_output

    def _send_output(self, message: dict) -> None:
        try:
            self.channel.send(["output", _as_json(message)])
        except TooLongError:
            data = {"data": {"text/plain": RICH_DROPPED}, "metadata": {}}
            self.channel.send(["output", {"msg_type": message["msg_type"], "content": data}])

    def _send(self, reply: list, content: bytes = b"") -> None:
        """Send an answer, or that it is more than the examiner takes."""
        try:
            self.channel.send(reply, content)
        except TooLongError as error:
            self.channel.send(["refused", "bytes", error.size])

    def _leave_if_forked(self, process: int) -> None:
        """End here if this is a child that the code of a request has forked and not ended: its parent answers."""
        if os.getpid() != process:
            self._flush()
            os._exit(0)

    def _cell(self, source: str) -> None:
        process, shell = os.getpid(), self.shell
        shell.take_error()
        self._allow_output()
        importlib.invalidate_caches()  # a cell may have written a module a moment ago
        result = shell.run_cell(source, store_history=False)
        raised, error = result.error_before_exec or result.error_in_exec, shell.take_error()
        if error is None and raised is not None:
            error = {"ename": type(raised).__name__, "evalue": str(raised), "traceback": []}
        if error is not None:
            error["unwritten"] = unwritten(raised) if raised is not None else ""
        self._leave_if_forked(process)
        self._flush()
        self._send(["done", _as_json(error and _bounded(error))])

    def _allow_output(self) -> None:
        self.shell.stdout.left = self.shell.stderr.left = self.text_bytes + 1  # one more: what is cut is told

    def _flush(self) -> None:
        self.shell.flush_streams()

    def _get(self, name: str) -> None:
        if name not in self.shell.user_ns:
            self.channel.send(["gone"])
            return
        encoder = Encoder(self._foreign)
        try:
            node = encoder.node(self.shell.user_ns[name])
        except Exception:  # too large for data, or it lies about itself
            node = self._handle(self.shell.user_ns[name])
        self._send(["value", node, {}], encoder.content)

    def _do(self, what: str, operands: Node, options: Node, details: dict, content: Content) -> None:
        """Call, read an attribute, add, ...; then send the value, what became of the operands, and the generators."""
        self._allow_output()
        encoder, process = Encoder(self._foreign), os.getpid()
        try:
            operands, options = self._operands(operands, options, content)
            if "random" in details:
                set_random_states(self._decode(details["random"], content))
            values = (*operands, *options.values())
            before, generators = [snapshot(value) for value in values], random_states(what)
            with UseWatch(details.get("forbids", ()), self.shell.user_ns, operands[0]) as watch:
                result = _OPERATIONS[what](*operands, **options)
            node = encoder.node(result)
            after = [snapshot(value) for value in values]
            encoder.foreign = _keep
            more: dict[str, Any] = {"changed": [
                None if then == now or now is None else encoder.node(now.value)
                for then, now in zip(before, after, strict=True)
            ]}  # fmt: skip
            if random_states(what) != generators:
                more["random"] = encoder.node(random_states(what).states)
            if watch.seen:
                more["used"] = watch.seen
            if watch.disturbed:
                more["disturbed"] = True
            reply = ["value", node, more]
        except (ClosedError, ProtocolError):
            raise
        except BaseException as error:  # whatever a student's code raises is an answer
            encoder, reply = Encoder(self._foreign), _told(error)
        self._leave_if_forked(process)
        self._flush()
        self._send(reply, encoder.content)

    def _operands(self, operands: Node, options: Node, content: Content) -> tuple[tuple, dict]:
        if operands == "pickled":
            return self._decode(options, content)
        return self._decode(operands, content), self._decode(options, content)

    def _decode(self, node: Node, content: Content) -> Any:
        return Decoder(content, lambda node: self._given(node, content)).value(node)

    def _given(self, node: list, content: Content) -> Any:
        """What the examiner sends that is no plain data."""
        if node[0] == "r":
            return self.objects[node[1]]
        if node[0] == "f":
            return _Caller(node[1], node[2])
        if node[0] == "p":
            start, length = node[1]
            return _Unpickler(io.BytesIO(content[start : start + length]), self).load()
        raise ProtocolError(f"an unknown tag {node[0]!r}")

    def _foreign(self, value: object) -> Any:
        """The array or number that NumPy reads in something of another library, else a node for what stays here."""
        array = read_array(value)
        if array is None:
            return self._handle(value)
        return array if array.ndim else array[()]

    def _handle(self, value: object) -> list:
        """A node for something that stays here."""
        with self._one_at_a_time:
            key = self.keys.get(id(value))
            if key is None:
                if os.getpid() != self.process:
                    raise RefusalError("another process")
                key = self.keys[id(value)] = len(self.objects)
                self.objects.append(value)
        kind = type(value)
        defined = {name for base in kind.__mro__ for name in vars(base)}  # hasattr would find what a metaclass has
        special = [name for name in SPECIAL if f"__{name}__" in defined]
        torch = sys.modules["torch"]
        sort = "type" if isinstance(value, type) else "module" if isinstance(value, torch.nn.Module) else "object"
        return ["h", key, type_name(value)[:80], sort, special]

    def call_back(self, key: int, operands: tuple, options: dict) -> Any:
        """Ask the examiner for the value of one of its own functions.

        Meanwhile the examiner may ask for something here: what calls is what answers.
        """
        encoder = Encoder(self._foreign)
        nodes = [encoder.node(operands), encoder.node(options)]
        self._flush()
        try:
            channel = self.channel
            channel.send(["callback", key, *nodes], encoder.content)
            while True:
                reply, content = channel.receive()
                if reply[0] == "return":
                    return self._decode(reply[1], content)
                if reply[0] == "throw":
                    raise _thrown(*reply[1:])
                self.answer(reply, content)
        except TooLongError as error:
            raise TooLargeError("bytes", error.size) from error
        except (ClosedError, ProtocolError) as error:
            if channel is self.main:
                raise
            raise RefusalError("nobody listens") from error


class _Caller:
    """What stands here for a function of the examiner. It can be pickled: for child processes that are forked."""

    def __init__(self, key: int, name: str):
        self.key, self.__name__, self.__qualname__ = key, name, name

    def __call__(self, *operands: Any, **options: Any) -> Any:
        if _Here.candidate is None:
            raise RefusalError("a new process")
        return _Here.candidate.call_back(self.key, operands, options)


class _Unpickler(pickle.Unpickler):
    """Reads what the examiner pickled; it names the objects that are here, and its own functions."""

    def __init__(self, file: BinaryIO, candidate: Candidate):
        super().__init__(file)
        self.candidate = candidate

    def persistent_load(self, pid: tuple) -> Any:
        return self.candidate._given(list(pid), b"")


class ExaminerError(Exception):
    """A function of the examiner has raised an exception that only the examiner knows."""


def _thrown(name: str, message: str, token: int) -> Exception:
    known = getattr(builtins, name, None)
    kind = known if isinstance(known, type) and issubclass(known, Exception) else ExaminerError
    try:
        error = kind(message)
    except TypeError:
        error = ExaminerError(message)
    vars(error)["course_token"] = token
    return error


def _told(error: BaseException) -> list:
    """The answer that an exception is: that the grader refuses something, or all that is known of it."""
    if isinstance(error, RefusalError):
        return ["refused", error.reason, error.got]
    return ["raised", *_described(error)]


def _bounded(error: dict) -> dict:
    """The error of a cell, of a size that can be sent."""
    lines = [str(line)[:LONGEST_ERROR] for line in error["traceback"]]
    if len(lines) > MOST_ERROR_LINES:
        lines = [*lines[: MOST_ERROR_LINES // 2], "...", *lines[-MOST_ERROR_LINES // 2 :]]
    return {**error, "evalue": error["evalue"][:LONGEST_ERROR], "traceback": lines}


def _described(error: BaseException) -> list:
    """The class, message and traceback of an exception, the examiner's number for it, whose stub it is, its meaning."""
    name, message, stub, meaning = type(error).__name__, "", unwritten(error), None
    try:
        message = told(error)
        meaning = _meaning(error)
        stack = traceback.TracebackException.from_exception(error, limit=-MOST_ERROR_LINES // 2)
        lines = [line[:LONGEST_ERROR] for line in stack.format(chain=False)]
    except Exception:  # an exception that cannot even be shown
        lines = []
    if isinstance(error, CheckError):
        lines = error.lines()
    token = getattr(error, "course_token", None)
    token = token if type(token) is int else None
    return [name[:200], message[:LONGEST_ERROR], lines[-MOST_ERROR_LINES:], token, stub, meaning]


def _meaning(error: BaseException) -> list | None:
    """What an exception of the answer means, if everybody meets it."""
    known = explain(error)
    if known is None:
        return None
    sentence, detail, source = (text[:LONGEST_ERROR] for text in (known.sentence, known.detail, known.source))
    return [known.id, sentence, detail, known.line, source]


def _as_json(value: object) -> Any:
    """Only what JSON knows: bytes of pictures are text in Jupyter's messages."""
    import base64

    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {str(key): _as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _keep(part: object) -> list:
    """The node of a part of an argument that is no data: it stays as it was."""
    return ["k", "NotImplemented"]


def _parameters(function: Callable) -> list[str]:
    return list(inspect.signature(function).parameters)


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "call": lambda function, *operands, **options: function(*operands, **options),
    "attribute": getattr, "set attribute": setattr, "iter": iter, "next": next, "len": len, "repr": repr,
    "float": float, "int": int, "complex": complex, "index": operator.index, "getitem": operator.getitem,
    "setitem": operator.setitem, "deepcopy": copy.deepcopy, "parameters": _parameters,
    "enter": lambda manager: type(manager).__enter__(manager),
    "exit": lambda manager, *error: type(manager).__exit__(manager, None, None, None),
    **{
        name: getattr(operator, name)
        for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "neg", "pos", "abs")
    },
}  # fmt: skip
