"""The trusted process that grades one notebook: it has the cells run in a candidate, and runs the tests itself."""

import contextlib
import io
import json
import linecache
import os
import resource
import signal
import socket
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from course_lib.checks import CheckError, ForbiddenError, declared_hints, refuse_forbidden
from course_lib.instructor.grading.channel import Channel
from course_lib.instructor.grading.job import Examination, Job, Progress
from course_lib.instructor.grading.link import Gone, Link
from course_lib.instructor.grading.outputs import Outputs
from course_lib.instructor.grading.runner import (
    CellError,
    CellOutcome,
    RunCell,
    RunnerError,
    RunStatus,
    after_failure,
    overtime,
)
from course_lib.instructor.grading.wire import NotDataError
from course_lib.instructor.grading.written import Written
from course_lib.instructor.names import free_names
from course_lib.own_work import forbidden_name

EXAMINER_BYTES = 2**30  # of memory for the lesson's setup, its tests, and what answers give back to them
REPORT_SECONDS = 20.0  # a keeper that has been told to end its candidate says so within this time


class _Overdue(BaseException):
    """The time of a cell is over."""


def limit_memory(size: int) -> None:
    """Let this process take so many bytes of memory more than it has: then it gets a MemoryError."""
    with open("/proc/self/status", encoding="ascii") as status:
        now = next(1024 * int(line.split()[1]) for line in status if line.startswith("VmData:"))
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (now + size, hard))


class Examiner:
    """Examines one job.

    fork_candidate: asks the zygote for a candidate, given the two sockets that it gets.  tell: takes word of where it
    is, for a watch from outside: this process can neither outlive a lack of memory nor stop a long call of C.
    """

    def __init__(self, job: Job, fork_candidate: Callable[[bytes, list[int]], None], tell: Callable[[Progress], None]):
        self.job, self.fork_candidate, self.tell = job, fork_candidate, tell
        self.limits = job.limits
        self.deadline = time.monotonic() + job.limits.submission_seconds - job.spent
        self.setup_names: dict = {}
        self.done: list[RunCell] = []  # what a new candidate must run to stand where the last one stood
        self.unread: list[tuple[str, bool]] = []  # cells that `written` has not read yet, and whether they got through
        self.candidate: _Candidate | None = None
        self.namespaces: dict[str, dict] = {}  # of each test
        self.peak = 0

    def examine(self) -> Examination:
        """Run everything. Raises RunnerError for what is no fault of the student."""
        signal.signal(signal.SIGALRM, _overdue)
        outcomes, failed = [], set()
        with _files_here(self.job.files):
            self.setup_names = self._own_setup()
            try:
                for place, cell in enumerate(self.job.cells):
                    outcome = CellOutcome("skipped") if after_failure(cell, failed) else self.job.given.get(place)
                    outcomes.append(outcome or self._run(place, cell))
                    outcome = outcomes[-1]
                    if cell.role == "test" and outcome.status != "ok":
                        failed.add(cell.exercise)
            finally:
                self._drop()
        outcomes[-1:] = [replace(outcome, memory_bytes=self.peak) for outcome in outcomes[-1:]]
        return Examination(outcomes, declared_hints())

    def _own_setup(self) -> dict:
        names = {"__name__": "__main__"}
        if self.job.setup:
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(compile(self.job.setup, "<setup>", "exec"), names)
            except Exception as error:
                raise RunnerError(f"the lesson's setup cell raises {type(error).__name__}: {error}") from error
        return names

    def _run(self, place: int, cell: RunCell) -> CellOutcome:
        """Run a cell where it belongs, with a candidate in which all cells so far have run."""
        outputs, begun = Outputs(self.limits.text_bytes, self.limits.rich_bytes), time.monotonic()
        try:
            self._stand(place)
            with self._time_of_a_cell(place):
                self.candidate.link.output = outputs.add_safely
                error = self._test(cell, outputs) if cell.role == "test" else self._cell(cell)
        except (Gone, _Overdue, MemoryError) as stopped:
            return replace(self._stopped(stopped), outputs=outputs.collected, seconds=time.monotonic() - begun)
        status: RunStatus = "ok" if error is None else "error"
        return CellOutcome(status, outputs.collected, error, time.monotonic() - begun)

    def _cell(self, cell: RunCell) -> CellError | None:
        error = self.candidate.link.run_cell(cell.source)
        self.done.append(cell)
        self.unread.append((cell.source, error is None))
        return error

    def _test(self, cell: RunCell, outputs: Outputs) -> CellError | None:
        """Run a segment of a test here; the student's names in it stand for what is in the candidate."""
        names = self._names_of(cell.exercise)
        filename = f"<test of {cell.exercise}{', hidden' if cell.hidden else ''}>"
        linecache.cache[filename] = (len(cell.source), None, cell.source.splitlines(keepends=True), filename)
        try:
            with contextlib.redirect_stdout(_Printed(outputs)):
                exec(compile(cell.source, filename, "exec"), names)
        except NotDataError as error:
            raise RunnerError(f"the test of {cell.exercise}: {error}") from error
        except Exception as error:  # whatever a test or an answer raises is the outcome
            if isinstance(error, MemoryError) and not hasattr(error, "course_told"):
                raise  # it is this process that has no more
            return _described(error)
        return None

    def _names_of(self, exercise: str) -> dict:
        """The namespace of a test: setup, its own names, and for the exercises what stands for the student's answers.

        Nothing else comes from the notebook: whatever it calls `range` or `np`, a test has Python's and the lesson's.
        """
        if exercise not in self.namespaces:
            segments = [cell.source for cell in self.job.cells if cell.role == "test" and cell.exercise == exercise]
            names = dict(self.setup_names)
            link = self.candidate.link
            link.forbids, link.refuse = (), refuse_forbidden
            for name in sorted(free_names("\n".join(segments)) & self.job.exercises):
                names.pop(name, None)
                with contextlib.suppress(KeyError):
                    names[name] = link.get(name)
            self.namespaces[exercise] = names
        return self.namespaces[exercise]

    def _forbidden(self, exercise: str, forbids: tuple[str, ...]) -> str | None:
        """The first forbidden name that the answer to an exercise refers to in its source, or None."""
        while self.unread:
            self._written.read(*self.unread.pop(0))
        names = self._written.names
        return forbidden_name(names[exercise], forbids) if exercise in names else None

    @cached_property
    def _written(self) -> Written:
        return Written(self.setup_names, self.job.beside)

    @contextmanager
    def _time_of_a_cell(self, place: int) -> Iterator[None]:
        """Raise _Overdue in what runs here when the time of a cell or of the notebook is over.

        place: of the cell that has what becomes of this process meanwhile.
        """
        left = min(self.limits.cell_seconds, self.deadline - time.monotonic())
        if left <= 0:
            raise _Overdue
        self.tell(Progress(os.getpid(), place, left))
        signal.setitimer(signal.ITIMER_REAL, left, 0.5)  # again, should it be swallowed
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            self.tell(Progress(os.getpid()))

    def _is_over(self) -> bool:
        """Is the time of the whole notebook over?"""
        return time.monotonic() >= self.deadline

    def _stand(self, place: int) -> None:
        """Have a candidate in which all cells so far have run. Raises _Overdue; after the deadline none is started."""
        while self.candidate is None:
            if self._is_over():
                raise _Overdue
            self.candidate = _Candidate(self.job, self.fork_candidate, self._forbidden)
            for cell in list(self.done):
                try:
                    with self._time_of_a_cell(place):
                        self.candidate.link.run_cell(cell.source)
                except (Gone, _Overdue):  # it kills now what it did not kill before: go on without it
                    if self._is_over():
                        raise _Overdue from None
                    self._drop()
                    self.done.remove(cell)
                    break

    def _stopped(self, stopped: BaseException) -> CellOutcome:
        """What became of a cell after which the candidate is no more."""
        report = self._drop()
        if isinstance(stopped, _Overdue):
            return overtime(self.limits, whole=self._is_over())
        if isinstance(stopped, MemoryError):
            text = f"comparing what the answer gave back takes more than {EXAMINER_BYTES / 2**30:.3g} GB of memory"
            return CellOutcome("memory", error=CellError("OutOfMemory", text))
        if report["reason"] == "memory":
            used = f"{self.limits.memory_bytes / 2**30:.3g} GB"
            error = CellError("OutOfMemory", f"the cell was stopped: it used more than {used} of memory")
            return CellOutcome("memory", error=error)
        if report["reason"] == "processes":
            error = CellError("TooManyProcesses", "the cell was stopped: it started too many processes")
            return CellOutcome("crashed", error=error)
        text = "the cell ended the process that runs the notebook"
        return CellOutcome("crashed", error=CellError("KernelDied", text if not str(stopped) else str(stopped)))

    def _drop(self) -> dict:
        """End the candidate, if there is one. Says how it ended."""
        if self.candidate is None:
            return {}
        candidate, self.candidate = self.candidate, None
        report = candidate.end()
        self.namespaces.clear()
        self.peak = max(self.peak, report.get("memory", 0))
        return report


class _Candidate:
    """A candidate process: the link to it and the line to its keeper."""

    def __init__(self, job: Job, fork_candidate: Callable, forbidden: Callable):
        limits, self.job = job.limits, job
        mine, channel = socket.socketpair()
        self.line, line = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        allowance = {
            "memory_bytes": limits.memory_bytes,
            "cpu_seconds": int(limits.submission_seconds * max(2, job.threads)) + 60,
            "threads": job.threads,
            "processes": limits.processes,
            "file_bytes": limits.file_bytes,
            "tmp_bytes": limits.file_bytes,
        }
        request = json.dumps(job.needs | {"allowance": allowance}).encode()
        with channel, line:
            fork_candidate(request, [channel.fileno(), line.fileno()])
        self.folder = None if job.sandboxed else tempfile.mkdtemp(prefix="course-grade-")
        self.link = Link(Channel(mine), lambda message: None, forbidden)
        self.link.begin({"text_bytes": limits.text_bytes, "folder": self.folder or "/tmp/work"}, job.beside | job.files)

    def end(self) -> dict:
        """Have the keeper end the candidate with all its processes. Raises RunnerError if that is not certain."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        self.line.settimeout(REPORT_SECONDS)
        try:
            with contextlib.suppress(OSError):
                self.line.shutdown(socket.SHUT_WR)
            packet = self.line.recv(2**16)
        except OSError as error:
            raise RunnerError(f"the keeper of a candidate does not answer: {error}") from error
        finally:
            self.line.close()
            self.link.close()
            if self.folder:
                import shutil

                shutil.rmtree(self.folder, ignore_errors=True)
        if not packet:
            raise RunnerError("the keeper of a candidate has ended")
        report = json.loads(packet)
        if report["reason"] == "internal":
            raise RunnerError(report["detail"])
        killed = os.WIFSIGNALED(report["status"]) and os.WTERMSIG(report["status"]) == signal.SIGKILL
        if report["reason"] == "ended" and killed and self.job.sandboxed:
            raise RunnerError("a candidate was killed from outside")  # nothing inside can kill it
        return report


class _Printed(io.TextIOBase):
    """A stdout for tests: what they print is an output like any other."""

    def __init__(self, outputs: Outputs):
        self.outputs = outputs

    def write(self, text: str) -> int:
        self.outputs.add_safely({"msg_type": "stream", "content": {"name": "stdout", "text": text}})
        return len(text)


def _overdue(*_) -> None:
    raise _Overdue


def _described(error: Exception) -> CellError:
    """An exception as an outcome tells it."""
    told = getattr(error, "course_told", None)
    if told is not None:
        return told
    if isinstance(error, CheckError):
        name = "ForbiddenError" if isinstance(error, ForbiddenError) else "CheckError"
        return CellError(name, str(error), tuple(error._render_traceback_()))
    lines = traceback.format_exception_only(error)
    return CellError(type(error).__name__, str(error), tuple(line.rstrip("\n") for line in lines))


@contextmanager
def _files_here(files: dict[str, bytes]) -> Iterator[None]:
    """Work in a folder that holds the files of the lesson."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="course-examiner-") as folder:
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)
