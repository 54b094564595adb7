"""A warm process of ours, as whoever started it sees it: it forks a child for each request."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO

from course_lib.instructor.sandbox.sandbox import PACKAGE

START_SECONDS = 120


class WarmProcess:
    """`python -m` a module of the instructor, with the socket for requests as its first argument.

    It ends with this object, or with this process. Raises OSError if it does not start.
    """

    def __init__(self, module: str, *arguments: str):
        self.requests, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        name = f"course_lib.instructor.{module}"
        program = [sys.executable, "-P", "-m", name, str(its.fileno()), *arguments]
        path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
        environment = os.environ | {"PYTHONPATH": path}
        with its:
            self.process = subprocess.Popen(
                program, pass_fds=[its.fileno()], stdin=subprocess.DEVNULL, start_new_session=True, env=environment
            )
        self._finalizer = weakref.finalize(self, _end, self.process, self.requests)
        self.requests.settimeout(START_SECONDS)
        self._starting = threading.Lock()
        self._ready = False

    @contextmanager
    def child(self, packet: bytes) -> Iterator[tuple[socket.socket, FileIO]]:
        """Have a child forked. The connection to it, and the pipe on which comes how it has ended.

        A pipe that closes without a word says that the warm process itself is dead. Raises OSError or EOFError.
        """
        self._wait_until_ready()
        mine, its = socket.socketpair()
        told, word = os.pipe()
        with mine, open(told, "rb", buffering=0) as ending:
            with its, open(word, "wb", buffering=0):
                socket.send_fds(self.requests, [packet], [its.fileno(), word])
            yield mine, ending

    def _wait_until_ready(self) -> None:
        with self._starting:
            if not self._ready and self.requests.recv(16) != b"ready":
                raise EOFError("a warm process of the grader has ended as it started")
            self._ready = True

    def end(self) -> None:
        """End it, and its children."""
        self._finalizer()


def _end(process: subprocess.Popen, requests: socket.socket) -> None:
    requests.close()
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    process.wait()
