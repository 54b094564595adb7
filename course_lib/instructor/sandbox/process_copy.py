"""Copies of processes as they are at one moment, which wait until they are asked to go on from there."""

import contextlib
import os
import signal
import socket
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from course_lib.instructor.sandbox import namespaces
from course_lib.instructor.sandbox.job import read_object, write_object
from course_lib.instructor.sandbox.runner import RunnerError


class ProcessCopy:
    """A fork of this process.

    begin: what the copy does when it is first asked; it gives the function that does each thing asked of it. What
    that raises is raised here: one of `told` as it is, anything else as a RunnerError.
    """

    def __init__(self, begin: Callable[[], Callable], told: tuple[type[BaseException], ...]):
        self.line, its = socket.socketpair()
        parent = os.getpid()
        self.process = os.fork()
        if self.process == 0:
            try:
                self.line.close()
                namespaces.end_with_parent(signal.SIGKILL)
                if os.getppid() == parent:
                    _serve(its, begin, told)
            finally:
                os._exit(0)
        its.close()

    def ask(self, asked: object) -> Any:
        """Have it do one thing, and return what comes of it.

        Raises EOFError if the copy ends meanwhile.
        """
        try:
            write_object(self.line, asked)
            fault, found = read_object(self.line)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise EOFError("the copy has ended") from error
        if fault:
            raise found
        return found

    def end(self) -> int:
        """End it. Returns how it ended, as os.waitpid tells."""
        self.line.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)
        return os.waitpid(self.process, 0)[1]


def end_like(status: int) -> NoReturn:
    """End as a copy of this process has ended, so that the same comes of it.  status: as os.waitpid tells."""
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        with contextlib.suppress(OSError):  # SIGKILL is what it is
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


def _serve(line: socket.socket, begin: Callable[[], Callable], told: tuple[type[BaseException], ...]) -> None:
    do = None
    while True:
        try:
            asked = read_object(line)
        except (EOFError, ConnectionResetError):
            return
        try:
            do = do or begin()
            answer = False, do(asked)
        except told as error:
            answer = True, error
        except Exception:
            answer = True, RunnerError(traceback.format_exc())
        write_object(line, answer)
