"""Tasks run each in a fork of this process, several at once, with limits on time and memory."""

import contextlib
import os
import pickle
import resource
import selectors
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EXTRA_MEMORY = 4 << 30  # bytes of address space beyond what the warm process has
STATM = Path("/proc/self/statm")


@dataclass(frozen=True)
class Lost:
    """A task that gave no result: why."""

    reason: str


@dataclass(frozen=True)
class _Broken:
    """A task that raised: a fault of ours, which the caller is told."""

    told: str


@dataclass
class _Child:
    number: int
    pid: int
    received: bytearray
    deadline: float


def warm_up() -> None:
    """One thread for everything, before the first fork: a forked child hangs on the threads of its parent."""
    import threadpoolctl
    import torch

    threadpoolctl.threadpool_limits(1)
    torch.set_num_threads(1)


def run_all(tasks: Sequence[Callable[[], Any]], *, jobs: int, seconds: float) -> Iterator[tuple[int, Any]]:
    """The number and result of each task, as they are ready; a Lost for a task that died or took too long.

    Raises RuntimeError if a task raised.
    seconds: of processor time for each task. The clock on the wall gives it ten times that.
    """
    waiting = list(enumerate(tasks))[::-1]
    with selectors.DefaultSelector() as selector:
        try:
            while waiting or selector.get_map():
                while waiting and len(selector.get_map()) < jobs:
                    _start(selector, *waiting.pop(), seconds)
                yield from _finished(selector)
        finally:
            for key in list(selector.get_map().values()):
                _end(selector, key)


def _start(selector: selectors.BaseSelector, number: int, task: Callable[[], Any], seconds: float) -> None:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _run_and_exit(task, writing, seconds)
    os.close(writing)
    child = _Child(number, pid, bytearray(), time.monotonic() + 10 * seconds)
    selector.register(reading, selectors.EVENT_READ, child)


def _run_and_exit(task: Callable[[], Any], writing: int, seconds: float) -> None:
    """The child: never returns."""
    status = 1
    try:
        os.setsid()  # what it starts itself ends with it
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        _limit(seconds)
        answer = pickle.dumps(_result(task))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
        status = 0
    finally:
        os._exit(status)


def _result(task: Callable[[], Any]) -> Any:
    try:
        return task()
    except Exception:
        return _Broken(traceback.format_exc())


def _limit(seconds: float) -> None:
    cpu = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    if STATM.exists() and sys.platform == "linux":
        memory = int(STATM.read_text().split()[0]) * resource.getpagesize() + EXTRA_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _finished(selector: selectors.BaseSelector) -> Iterator[tuple[int, Any]]:
    """The results that have come; waits until something happens."""
    deadlines = [key.data.deadline for key in selector.get_map().values()]
    for key, _ in selector.select(max(0.0, min(deadlines) - time.monotonic())):
        part = os.read(key.fd, 1 << 20)
        if part:
            key.data.received += part
        else:
            yield key.data.number, _end(selector, key)
    for key in list(selector.get_map().values()):
        if time.monotonic() > key.data.deadline:
            _end(selector, key)
            yield key.data.number, Lost("took too long")


def _end(selector: selectors.BaseSelector, key: selectors.SelectorKey) -> Any:
    """End a child and what it has started; its result."""
    selector.unregister(key.fd)
    os.close(key.fd)
    with contextlib.suppress(ProcessLookupError):  # it has ended, and nothing of its session is left
        os.killpg(key.data.pid, signal.SIGKILL)
    _, status = os.waitpid(key.data.pid, 0)
    if key.data.received:
        result = pickle.loads(bytes(key.data.received))  # written by this program's own fork
        if isinstance(result, _Broken):
            raise RuntimeError(f"a trial could not be run:\n{result.told}")
        return result
    code = os.waitstatus_to_exitcode(status)
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return Lost("took too long")
    return Lost(f"ended with {signal.Signals(-code).name}" if code < 0 else "gave no result")
