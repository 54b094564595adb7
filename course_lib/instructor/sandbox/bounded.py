"""Work on what a student handed in, done in a process of its own with limits of time and memory.

Whatever stands in a file, no more than its own verdict depends on it: what takes too long, too much memory or the
process itself is an OverBoundsError, for which a sentence can be told. The time is that of the processor, so that a
busy machine makes no difference to anybody's grade.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.instructor.sandbox.job import STATUS, read_object, write_object
from course_lib.instructor.sandbox.warm_process import WarmProcess

SECONDS = 10  # of the processor: an honest notebook takes a tenth of one
MEMORY_BYTES = 2**30  # above what a process starts with
WAITED = 30  # times as long on the clock: something that waits for ever is ended too
ATTEMPTS = 3  # a process of ours that was killed costs nobody anything
AT_ONCE = 50  # pieces of work in one process, while all goes well
DO, PREPARE = b"do", b"prepare"


class OverBoundsError(Exception):
    """The work on what somebody handed in goes over a limit: which, as the end of a sentence."""


class DeskError(Exception):
    """The process that does the work has failed: never a student's fault."""


@dataclass(frozen=True)
class Work:
    """A call of a function of a module, with its limits."""

    function: Callable
    arguments: tuple
    seconds: int = SECONDS
    memory_bytes: int = MEMORY_BYTES


@dataclass(frozen=True)
class Done:
    """What a function gave. over: the limit that it went over, as the end of a sentence.  fault: a traceback."""

    value: Any = None
    error: Exception | None = None  # one of the course's own, which the caller knows
    over: str = ""
    fault: str = ""


class Desk:
    """Has work done by the children of a warm process, which is started when it is needed. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._warm: WarmProcess | None = None
        self._prepared: list[Work] = []

    def start(self) -> None:
        """Start the warm process, which takes a second, and do not wait for it."""
        self._standing()

    def prepare(self, function: Callable, *arguments: Any) -> None:
        """Have the warm process itself call a function of ours with nothing of a student's in it, once."""
        work = Work(function, arguments)
        if work not in self._prepared:
            warm = self._standing()
            self._prepared.append(work)
            _prepare(warm, work)

    def do(self, work: Work) -> Any:
        """The result of the work. Raises OverBoundsError, DeskError or an error of the course that it raises."""
        fault = ""
        for _ in range(ATTEMPTS):
            warm = self._standing()
            try:
                done = _done(warm, work)
            except (OSError, EOFError) as error:
                fault = f"{type(error).__name__}: {error}"
                self._drop(warm)
                continue
            if done is not None:
                return _result(done)
            fault = "it was killed from outside"
        raise DeskError(f"the process that reads what was handed in has ended {ATTEMPTS} times: {fault}")

    def _standing(self) -> WarmProcess:
        with self._lock:
            if self._warm is None:
                self._warm = WarmProcess("grading.desk")
                for work in self._prepared:
                    _prepare(self._warm, work)
            return self._warm

    def _drop(self, warm: WarmProcess) -> None:
        with self._lock:
            if self._warm is warm:
                warm.end()
                self._warm = None


DESK = Desk()


def bounded(function: Callable, *arguments: Any) -> Any:
    """What `function(*arguments)` gives, called in a process with limits. See `Desk.do` for what it raises.

    The process may stand in another folder: paths are absolute.
    """
    return DESK.do(Work(function, arguments))


def bounded_each(function: Callable, items: Sequence) -> Iterator[tuple[Any, Any]]:
    """Each item with what `function(item)` gives; those that go over a limit are left out.

    Many share a process. If it goes over a limit, each of them gets one of its own.
    """
    for start in range(0, len(items), AT_ONCE):
        some = items[start : start + AT_ONCE]
        try:
            yield from zip(some, bounded(_all, function, some), strict=True)
        except OverBoundsError:
            for item in some:
                try:
                    found = bounded(function, item)
                except OverBoundsError:
                    continue
                yield item, found


def _all(function: Callable, items: Sequence) -> list:
    return [function(item) for item in items]


def _prepare(warm: WarmProcess, work: Work) -> None:
    with warm.child(PREPARE) as (connection, _):
        write_object(connection, work)


def _done(warm: WarmProcess, work: Work) -> Done | None:
    """What became of the work; None if its process was killed by somebody else. Raises OSError or EOFError."""
    with warm.child(DO) as (connection, ending):
        try:
            child = read_object(connection)
            write_object(connection, work)
            return read_object(connection, WAITED * work.seconds)
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            return Done(over=_of_time(work))
        except (BrokenPipeError, ConnectionResetError, EOFError):
            word = ending.read(STATUS.size)
    if len(word) < STATUS.size:
        raise EOFError("the warm process has ended")
    (status,) = STATUS.unpack(word)
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        if name == "SIGXCPU":
            return Done(over=_of_time(work))
        return None if name == "SIGKILL" else Done(over=f"the process that works on it ends with {name}")
    return Done(over=f"the process that works on it ends with status {os.WEXITSTATUS(status)}")


def _of_time(work: Work) -> str:
    return f"it takes more than {work.seconds} s"


def _result(done: Done) -> Any:
    if done.over:
        raise OverBoundsError(done.over)
    if done.fault:
        raise DeskError(done.fault)
    if done.error is not None:
        raise done.error
    return done.value
