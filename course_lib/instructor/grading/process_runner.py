"""The Runner that grades for real: candidates in a sandbox, examiners beside it, both forked from warm processes."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path

from course_lib.instructor.grading.job import Examination, Job, read_object, write_object
from course_lib.instructor.grading.runner import NO_FILES, CellOutcome, Limits, RunCell, RunnerError, StoppedError
from course_lib.instructor.grading.sandbox import PACKAGE, check_sandbox

ATTEMPTS = 3  # a process of ours that was killed costs nobody anything
START_SECONDS = 120


class ProcessRunner:
    """Runs submissions in processes; calls may come from several threads at once.

    threads: for the arithmetic of one submission.  sandboxed=False protects nothing: for answers of our own, and for
    an instructor who insists.  Raises SandboxError if there is no working sandbox.
    """

    def __init__(self, threads: int = 1, sandboxed: bool = True):
        if sandboxed:
            check_sandbox()
        self.threads, self.sandboxed = threads, sandboxed
        self._lock = threading.Lock()
        self._host: _Host | None = None
        self._stopped = False

    def run(
        self,
        cells: Sequence[RunCell],
        limits: Limits,
        data: Sequence[Path] = (),
        beside: Mapping[str, bytes] = NO_FILES,
    ) -> list[CellOutcome]:
        """See Runner.run."""
        return self.examine(cells, limits, data, beside).outcomes

    def examine(
        self,
        cells: Sequence[RunCell],
        limits: Limits,
        data: Sequence[Path] = (),
        beside: Mapping[str, bytes] = NO_FILES,
    ) -> Examination:
        """The outcomes of the cells, and what the checks have declared. Raises RunnerError or StoppedError."""
        files = {path.name: path.read_bytes() for path in data}
        return self.examine_job(Job(tuple(cells), limits, files, self.threads, self.sandboxed, dict(beside)))

    def examine_job(self, job: Job) -> Examination:
        """The same for a job. Raises RunnerError or StoppedError."""
        for _ in range(ATTEMPTS):
            host = None
            try:
                host = self._standing_host()
                return host.examine(job)
            except (OSError, EOFError) as error:
                self._drop(host)
                if self._stopped:
                    raise StoppedError from error
                fault = f"a process of the grader has ended: {type(error).__name__}: {error}"
            except RunnerError as error:
                fault = str(error)
        raise RunnerError(f"{ATTEMPTS} times: {fault}")

    def stop(self) -> None:
        """End all runs: `run` raises StoppedError."""
        self._stopped = True
        self.close()

    def close(self) -> None:
        """End all processes. The next run starts new ones."""
        with self._lock:
            if self._host is not None:
                self._host.end()
                self._host = None

    def __enter__(self) -> "ProcessRunner":
        self._standing_host()  # it takes seconds: the first run waits for it, others do what they can meanwhile
        return self

    def __exit__(self, *error) -> None:
        self.close()

    def _standing_host(self) -> "_Host":
        with self._lock:
            if self._stopped:
                raise StoppedError
            if self._host is None:
                self._host = _Host(self.sandboxed, self.threads)
            return self._host

    def _drop(self, host: "_Host | None") -> None:
        with self._lock:
            if host is not None and self._host is host:
                host.end()
                self._host = None


class _Host:
    """The host process and the socket for requests. Raises OSError if it does not start."""

    def __init__(self, sandboxed: bool, threads: int):
        self.requests, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        mode = "sandboxed" if sandboxed else "open"
        module = "course_lib.instructor.grading.host"
        program = [sys.executable, "-P", "-m", module, str(its.fileno()), mode, str(threads)]
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

    def examine(self, job: Job) -> Examination:
        """Have a job examined. Raises OSError or EOFError if a process ends on the way, RunnerError for our faults."""
        self._wait_until_ready()
        mine, its = socket.socketpair()
        with mine:
            with its:
                socket.send_fds(self.requests, [json.dumps(job.needs).encode()], [its.fileno()])
            write_object(mine, job)
            found = read_object(mine)
        if isinstance(found, str):
            raise RunnerError(found)
        return found

    def _wait_until_ready(self) -> None:
        with self._starting:
            if not self._ready and self.requests.recv(16) != b"ready":
                raise EOFError("the warm process of the grader has ended as it started")
            self._ready = True

    def end(self) -> None:
        self._finalizer()


def _end(process: subprocess.Popen, requests: socket.socket) -> None:
    requests.close()
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    process.wait()
