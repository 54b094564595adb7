"""The trusted process that grades one notebook: it has the cells run in a candidate, and runs the tests itself.

Hidden parts of tests run last, when all that a student will see has been shown. Where a hidden part stands, this
process and the candidate are copied, and the copies wait: so it finds both as they were at its test, and nothing that
it does can be seen by a cell or by another hidden part. A part that could not wait so, because the candidate had
threads, or was ended by a later cell, has the notebook run up to it once more, in a new candidate whose outputs count
for nothing.
"""

import contextlib
import io
import linecache
import os
import signal
import socket
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from course_lib.checking.own_work import forbidden_name
from course_lib.checks import CheckError, ForbiddenError, declared_hints, exercise_under_test, refuse_forbidden
from course_lib.fresh import use_seed
from course_lib.instructor.sandbox.job import Examination, Job, Progress
from course_lib.instructor.sandbox.kept_candidate import KeptCandidate
from course_lib.instructor.sandbox.link import Gone, Link
from course_lib.instructor.sandbox.outputs import LONGEST_ERROR, Outputs, bounded_error
from course_lib.instructor.sandbox.process_copy import ProcessCopy, end_like
from course_lib.instructor.sandbox.recorded import Recording
from course_lib.instructor.sandbox.runner import (
    PROCESS_ENDED,
    CellError,
    CellOutcome,
    PartOutcome,
    RunCell,
    RunnerError,
    RunStatus,
    overtime,
)
from course_lib.instructor.sandbox.wire import NotDataError
from course_lib.instructor.sandbox.written import Written
from course_lib.instructor.source.names import free_names
from course_lib.parts import Measure, measured, parts_so_far

EXAMINER_BYTES = 2**30  # of memory for the lesson's setup, its tests, and what answers give back to them
CELLS_OF_OUTPUT = 10  # a notebook may show so many times as much as a cell


class _Overdue(BaseException):
    """The time of a cell is over."""


class Examiner:
    """Examines one job.

    fork_candidate: asks the zygote for a candidate, given the two sockets that it gets.  tell: takes word of where it
    is, for a watch from outside: this process can neither outlive a lack of memory nor stop a long call of C.
    """

    def __init__(self, job: Job, fork_candidate: Callable[[bytes, list[int]], None], tell: Callable[[Progress], None]):
        self.job, self.fork_candidate, self.tell = job, fork_candidate, tell
        self.limits = job.limits
        self.deadline = time.monotonic() + job.limits.submission_seconds - job.spent
        self.hidden = job.hidden
        self.setup_names: dict = {}
        self.done: dict[int, RunCell] = {}  # by place: what a new candidate must run to stand where the last one stood
        self.unread: list[tuple[str, bool]] = []  # cells that `written` has not read yet, and whether they got through
        self.candidate: KeptCandidate | None = None
        self.stands_at = 0  # the cells before this place have run in the candidate
        self.namespaces: dict[str, dict] = {}  # of each test
        self.waiting: dict[str, ProcessCopy] = {}  # by exercise: for the hidden parts of its test
        self.outcomes: dict[int, CellOutcome] = {}  # by place
        self.failed: set[str] = set()  # exercises
        self.declared: dict[str, set[str]] = {}  # by the copies
        self.recordings: dict[str, Recording] = {}  # by exercise
        self.parts: dict[str, tuple[PartOutcome, ...]] = {}  # of tests, by exercise, as they stand
        self.measures: dict[str, Measure | None] = {}  # of open challenges, by exercise
        self.peak = 0
        self.text_left = CELLS_OF_OUTPUT * job.limits.text_bytes
        self.rich_left = CELLS_OF_OUTPUT * job.limits.rich_bytes

    def examine(self) -> Examination:
        """Run everything. Raises RunnerError for what is no fault of the student."""
        signal.signal(signal.SIGALRM, _overdue)
        use_seed(self.job.seed)
        with _files_here(self.job.files):
            self.setup_names = self._own_setup()
            try:
                for place, cell in enumerate(self.job.cells):
                    if place not in self.hidden:
                        self._settle(place, cell)
                    elif cell.exercise not in self.failed | self.waiting.keys():
                        self._have_copies_wait(place, cell)
                for place, cell in self.hidden.items():
                    if cell.exercise in self.waiting and self._still_waits(place, cell):
                        self._settle(place, cell)
                self._drop()
                for place, cell in self.hidden.items():
                    if place not in self.outcomes:
                        self._settle(place, cell)
            finally:
                self._drop()
        outcomes = [self.outcomes[place] for place in range(len(self.job.cells))]
        outcomes[-1:] = [replace(outcome, memory_bytes=self.peak) for outcome in outcomes[-1:]]
        self._declare(declared_hints())
        return Examination(outcomes, self.declared, self.recordings)

    def _settle(self, place: int, cell: RunCell) -> None:
        """Find what becomes of a cell."""
        if cell.role == "test" and cell.exercise in self.failed:
            outcome = CellOutcome("skipped")
        else:
            outcome = self.job.given.get(place) or self._run(place, cell)
        self.outcomes[place] = outcome
        if cell.role == "test" and outcome.status != "ok":
            self.failed.add(cell.exercise)

    def _declare(self, hints: dict[str, set[str]]) -> None:
        for exercise, ids in hints.items():
            self.declared.setdefault(exercise, set()).update(ids)

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
        text, rich = min(self.limits.text_bytes, self.text_left), min(self.limits.rich_bytes, self.rich_left)
        outputs, begun = Outputs(text, rich), time.monotonic()
        take = _drop_output if place in self.hidden else outputs.add_safely
        try:
            self._stand(place)
            for part in (*self._missing_parts(place, cell), cell):
                with self._time_of_a_cell(place):
                    self._link.output, self._link.disturbed = take, False
                    error = self._cell(place, part) if part.role != "test" else self._test_somewhere(part, take)
                if error is not None:
                    break
        except (Gone, _Overdue, MemoryError) as stopped:
            return replace(self._stopped(stopped), outputs=outputs.collected, seconds=time.monotonic() - begun)
        finally:
            self.text_left -= text - outputs.text_left
            self.rich_left -= rich - outputs.rich_left
        status: RunStatus = "ok" if error is None else "error"
        seconds, disturbed = time.monotonic() - begun, self._link.disturbed
        if cell.role != "test":
            return CellOutcome(status, outputs.collected, error, seconds, disturbed=disturbed)
        parts, measure = self.parts.get(cell.exercise, ()), self.measures.get(cell.exercise)
        return CellOutcome(status, outputs.collected, error, seconds, disturbed=disturbed, parts=parts, measure=measure)

    @property
    def _link(self) -> Link:
        """To the candidate that stands: `_stand` comes first."""
        if self.candidate is None:
            raise RunnerError("there is no candidate to ask")
        return self.candidate.link

    def _cell(self, place: int, cell: RunCell) -> CellError | None:
        error = self._link.run_cell(cell.source)
        self.done[place], self.stands_at = cell, place + 1
        self.unread.append((cell.source, error is None))
        return error

    def _missing_parts(self, place: int, cell: RunCell) -> list[RunCell]:
        """The parts of a test before this one, if its candidate is another than theirs."""
        if cell.role != "test" or cell.exercise in self.namespaces | self.waiting:
            return []
        return [part for part in self.job.cells[:place] if part.role == "test" and part.exercise == cell.exercise]

    def _test_somewhere(self, cell: RunCell, take: Callable[[dict], None]) -> CellError | None:
        """Run a segment of a test in the copy of this process that waits for it, or here."""
        waiting = self.waiting.get(cell.exercise)
        if waiting is None:
            return self._test(cell, take)
        try:
            error, parts, measure, declared, disturbed = waiting.ask(cell)
        except EOFError:
            end_like(waiting.end())
        self._declare(declared)
        self._link.disturbed |= disturbed
        self.parts[cell.exercise], self.measures[cell.exercise] = parts, measure
        return error

    def _have_copies_wait(self, place: int, cell: RunCell) -> None:
        """Copy this process and the candidate, as they are now, for the hidden parts of a test."""
        try:
            self._stand(place)
            with self._time_of_a_cell(place):
                connection = self._link.copy()
        except (Gone, _Overdue):
            self._drop()
            return
        if connection is not None:
            begin = partial(self._become_a_copy, connection)
            self.waiting[cell.exercise] = ProcessCopy(begin, told=(Gone, MemoryError, RunnerError))
            connection.close()

    def _still_waits(self, place: int, cell: RunCell) -> bool:
        """Is the copy of the candidate there? If a later cell has ended it, that is no fault of the hidden part."""
        try:
            with self._time_of_a_cell(place):
                return self.waiting[cell.exercise].ask(None)
        except (Gone, _Overdue):
            self.waiting.pop(cell.exercise).end()
            return False

    def _become_a_copy(self, connection: socket.socket) -> Callable:
        """What a copy of this process does with a hidden part: it has its own copy of the candidate to ask.

        Raises Gone if that is not there any more.
        """
        self._link.follow(connection)
        self._link.output = _drop_output

        def do(cell: RunCell | None) -> Any:
            if cell is None:
                return True
            error, name = self._test(cell, _drop_output), cell.exercise
            return error, self.parts.get(name, ()), self.measures.get(name), declared_hints(), self._link.disturbed

        return do

    def _test(self, cell: RunCell, take: Callable[[dict], None]) -> CellError | None:
        """Run a segment of a test here; the student's names in it stand for what is in the candidate."""
        names = self._names_of(cell.exercise)
        recording = self.recordings.setdefault(cell.exercise, Recording()) if self.job.recorded else None
        self._link.recording = recording
        filename = f"<test of {cell.exercise}{', hidden' if cell.hidden else ''}>"
        linecache.cache[filename] = (len(cell.source), None, cell.source.splitlines(keepends=True), filename)
        try:
            with contextlib.redirect_stdout(_Printed(take)):
                exec(compile(cell.source, filename, "exec"), names)
        except NotDataError as error:
            raise RunnerError(f"the test of {cell.exercise}: {error}") from error
        except Exception as error:  # whatever a test or an answer raises is the outcome
            self._note_parts(cell, filename)
            if isinstance(error, MemoryError) and not hasattr(error, "course_told"):
                raise  # it is this process that has no more
            if recording is not None:
                recording.ended(cell.source, error, filename)
            return _described(error)
        self._note_parts(cell, filename)
        return None

    def _note_parts(self, cell: RunCell, filename: str) -> None:
        """Keep what a test has measured and its parts have come to by the end of this segment, a file of this name."""
        before = {one.name: one for one in self.parts.get(cell.exercise, ()) if one.error is not None}
        under_test = exercise_under_test() == cell.exercise
        parts, self.measures[cell.exercise] = (parts_so_far(), measured()) if under_test else ([], None)
        self.parts[cell.exercise] = tuple(
            before.get(one.name)
            or PartOutcome(
                one.name, one.points, None if one.failure is None else _described(one.failure), cell.hidden, one.turn
            )
            for one in parts
        )
        recording = self.recordings.get(cell.exercise)
        first = next((one.failure for one in parts if one.turn == 1), None)
        if recording is not None and not recording.at and first is not None:
            recording.ended(cell.source, first, filename)

    def _names_of(self, exercise: str) -> dict:
        """The namespace of a test: setup, its own names, and for the exercises what stands for the student's answers.

        Nothing else comes from the notebook: whatever it calls `range` or `np`, a test has Python's and the lesson's.
        """
        if exercise not in self.namespaces:
            segments = [cell.source for cell in self.job.cells if cell.role == "test" and cell.exercise == exercise]
            names = dict(self.setup_names)
            link = self._link
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
        while self.candidate is None or self.stands_at < place:
            if self._is_over():
                raise _Overdue
            if self.candidate is None:
                self.candidate, self.stands_at = KeptCandidate(self.job, self.fork_candidate, self._forbidden), 0
            for at in [at for at in sorted(self.done) if self.stands_at <= at < place]:
                try:
                    with self._time_of_a_cell(place):
                        self._link.run_cell(self.done[at].source)
                except (Gone, _Overdue):  # it kills now what it did not kill before: go on without it
                    if self._is_over():
                        raise _Overdue from None
                    self._drop()
                    del self.done[at]
                    break
            else:
                self.stands_at = place

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
        return CellOutcome("crashed", error=CellError("KernelDied", str(stopped) or PROCESS_ENDED))

    def _drop(self) -> dict:
        """End the candidate, if there is one. Says how it ended."""
        if self.candidate is None:
            return {}
        for waiting in self.waiting.values():
            waiting.end()
        self.waiting.clear()
        candidate, self.candidate = self.candidate, None
        report = candidate.end()
        self.namespaces.clear()
        self.peak = max(self.peak, report.get("memory", 0))
        return report


class _Printed(io.TextIOBase):
    """A stdout for tests: what they print is an output like any other."""

    def __init__(self, take: Callable[[dict], None]):
        self.take = take

    def write(self, text: str) -> int:
        self.take({"msg_type": "stream", "content": {"name": "stdout", "text": text}})
        return len(text)


def _drop_output(message: dict) -> None:
    """Nobody sees what a hidden part shows."""


def _overdue(*_: object) -> None:
    raise _Overdue


def _described(error: Exception) -> CellError:
    """An exception as an outcome tells it."""
    told = getattr(error, "course_told", None)
    if told is not None:
        return told
    if isinstance(error, CheckError):
        name = "ForbiddenError" if isinstance(error, ForbiddenError) else "CheckError"
        identity, _, sentence = (error.hint or "").partition(":")
        hint = (identity[:40], sentence.strip()[:LONGEST_ERROR]) if identity else None
        return replace(_bounded(name, str(error), error._render_traceback_()), hint=hint)
    lines = traceback.format_exception_only(error)
    return _bounded(type(error).__name__, str(error), [line.rstrip("\n") for line in lines])


def _bounded(name: str, message: str, lines: list[str]) -> CellError:
    """An error of a size that can be told: what an answer gave may stand in it."""
    kept = bounded_error({"ename": name, "evalue": message, "traceback": lines})
    return CellError(kept.ename, kept.evalue, tuple(kept.traceback))


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
