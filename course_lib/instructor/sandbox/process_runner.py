"""The Runner that grades for real: candidates in a sandbox, examiners beside it, both forked from warm processes."""

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import FileIO
from pathlib import Path

from course_lib.fresh import FIXED_SEED
from course_lib.instructor.sandbox.job import STATUS, Examination, Job, Progress, read_object, write_object
from course_lib.instructor.sandbox.runner import (
    NO_FILES,
    CellError,
    CellOutcome,
    Limits,
    RunCell,
    RunnerError,
    StoppedError,
    overtime,
)
from course_lib.instructor.sandbox.sandbox import check_sandbox
from course_lib.instructor.sandbox.warm_process import WarmProcess

ATTEMPTS = 3  # a process of ours that was killed costs nobody anything
GRACE_SECONDS = 3.0  # an examiner ends the time of a cell itself, but not while it is in one long call of C
FAULTS = {signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGABRT}  # how a process ends by itself


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
        seed: int = FIXED_SEED,
    ) -> list[CellOutcome]:
        """See Runner.run."""
        return self.examine(cells, limits, data, beside, seed).outcomes

    def examine(
        self,
        cells: Sequence[RunCell],
        limits: Limits,
        data: Sequence[Path] = (),
        beside: Mapping[str, bytes] = NO_FILES,
        seed: int = FIXED_SEED,
    ) -> Examination:
        """The outcomes of the cells, and what the checks have declared. Raises RunnerError or StoppedError."""
        files = {path.name: path.read_bytes() for path in data}
        return self.examine_job(Job(tuple(cells), limits, files, self.threads, self.sandboxed, dict(beside), seed=seed))

    def examine_job(self, job: Job) -> Examination:
        """The same for a job. Raises RunnerError or StoppedError.

        An examiner that ends is another's trouble neither: its job alone is tried again, and without the cell at
        which it ended if that was the fault of what it was given there.
        """
        attempts, begun, ends = 0, time.monotonic(), []
        while attempts < ATTEMPTS:
            host = None
            try:
                host = self._standing_host()
                return host.examine(job)
            except _EndedError as ended:
                ends.append(ended)
                outcome = ended.outcome(job.limits, before=ends[:-1])
                if ended.cell is not None and outcome is not None:
                    given = {**job.given, ended.cell: outcome}
                    job, attempts = replace(job, given=given, spent=time.monotonic() - begun), 0
                    continue
                fault = f"an examiner has ended: {ended}"
            except (OSError, EOFError) as error:
                self._drop(host)
                if self._stopped:
                    raise StoppedError from error
                fault = f"a process of the grader has ended: {type(error).__name__}: {error}"
            except RunnerError as error:
                fault = str(error)
            attempts += 1
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

    def __exit__(self, *error: object) -> None:
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


class _Host(WarmProcess):
    """The process that forks the examiners, with the zygote of their candidates."""

    def __init__(self, sandboxed: bool, threads: int):
        super().__init__("sandbox.host", "sandboxed" if sandboxed else "open", str(threads))

    def examine(self, job: Job) -> Examination:
        """Have a job examined. Raises OSError or EOFError if a process ends on the way, RunnerError for our faults."""
        with self.child(json.dumps(job.needs).encode()) as (connection, ending):
            found = _followed(connection, job, ending)
        if isinstance(found, str):
            raise RunnerError(found)
        return found


class _EndedError(Exception):
    """An examiner has ended before its time, and its host has not. overdue: because it was stopped here."""

    def __init__(self, status: int, cell: int | None, seconds: float | None, overdue: bool):
        self.fault = signal.Signals(os.WTERMSIG(status)) if os.WIFSIGNALED(status) else None
        super().__init__(self.fault.name if self.fault else f"exit status {os.WEXITSTATUS(status)}")
        self.cell, self.seconds, self.overdue = cell, seconds, overdue

    def outcome(self, limits: Limits, before: "list[_EndedError]") -> CellOutcome | None:
        """What became of the cell at which it ended; None if that is nothing that the cell can be blamed for."""
        if self.cell is None:
            return None
        if self.overdue:
            return overtime(limits, whole=self.seconds is not None and self.seconds < limits.cell_seconds)
        if self.fault in FAULTS and any((self.cell, self.fault) == (one.cell, one.fault) for one in before):
            text = f"the process that compares what the answer gave ends every time ({self.fault.name})"
            return CellOutcome("crashed", error=CellError("ExaminerDied", text))
        return None


def _followed(connection: socket.socket, job: Job, ending: FileIO) -> Examination | str:
    """What an examiner finds.

    Raises _EndedError if it ends, or is at a cell for too long and is ended here; EOFError if its host has ended.
    """
    at = Progress(0)
    try:
        write_object(connection, job)
        while True:
            found = read_object(connection, None if at.seconds is None else at.seconds + GRACE_SECONDS)
            if not isinstance(found, Progress):
                return found
            at = found
    except TimeoutError:
        os.kill(at.process, signal.SIGKILL)
        overdue = True
    except (BrokenPipeError, ConnectionResetError, EOFError):
        overdue = False
    word = ending.read(STATUS.size)
    if len(word) < STATUS.size:
        raise EOFError("the host of the examiners has ended")
    (status,) = STATUS.unpack(word)
    raise _EndedError(status, at.cell, at.seconds, overdue)
