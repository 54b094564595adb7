"""A lesson run from a fresh kernel, as it will be graded but for the hidden tests: `course check`."""

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from course_lib.checking.check_line import NotWrittenError, RefusedError
from course_lib.checking.lesson_tests import VisibleTest, check_line, visible_tests_of
from course_lib.checking.progress import NAME, read_passed

SECONDS_PER_CELL = 600
WORDS_MARK = "YOUR ANSWER HERE"  # as nbgrader writes it


class RehearsalError(Exception):
    """A notebook cannot be run. The message says why, in one line."""


@dataclass(frozen=True)
class Outcome:
    """What a check said. status: passed, wrong or missing.  before: has it passed when the student ran it?"""

    test: VisibleTest
    status: str
    said: str
    before: bool


@dataclass(frozen=True)
class Rehearsal:
    """What a run found.

    stopped: the other cells that ended in an exception, as (their number in the run, what Python said).
    unanswered: the names of the questions in words that have no answer yet; answered: of those that have one.
    """

    lesson: str
    seconds: float
    outcomes: tuple[Outcome, ...]
    stopped: tuple[tuple[int, str], ...]
    answered: tuple[str, ...]
    unanswered: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Has every check passed?"""
        return all(outcome.status == "passed" for outcome in self.outcomes)

    def __str__(self):
        points = sum(one.test.points for one in self.outcomes if one.status == "passed")
        most = sum(one.test.points for one in self.outcomes)
        width = max(len(one.test.exercise) for one in self.outcomes)
        lines = [
            f"{self.lesson}, run afresh from top to bottom in {self.seconds:.0f} s: as it will be graded, but for the"
            " tests that you do not see."
        ]
        lines += [f"  {one.status:7}  {one.test.exercise:{width}}  {one.test.worth}{one.said}" for one in self.outcomes]
        lines += [f"  in words {name}: written, a person will read it" for name in self.answered]
        lines += [f"  in words {name}: not written yet" for name in self.unanswered]
        lines += [f"  In [{number}]: {said}" for number, said in self.stopped]
        for one in self.outcomes:
            if one.before and one.status != "passed":
                lines.append(
                    f"  {one.test.exercise} has passed in your notebook and does not from a fresh start: it needs"
                    " something that stands further down, or in a cell that is gone or changed."
                )
        lines.append(f"{points:g} of {most:g} points. The file on the disk was run: save your notebook first.")
        return "\n".join(lines)


def rehearse(folder: Path, lesson: str, seconds_per_cell: int = SECONDS_PER_CELL) -> Rehearsal:
    """Run the notebook of a lesson in a copy of its folder. Raises RehearsalError, and MissingTestsError."""
    path, tests = folder / f"{lesson}.ipynb", visible_tests_of(lesson)
    book = read_notebook(path)
    lines = {cell.source.strip(): cell for cell in book.cells if cell.cell_type == "code"}
    checks = {name: lines.get(check_line(name)) or nbformat.v4.new_code_cell(check_line(name)) for name in tests}
    book.cells += [cell for cell in checks.values() if cell not in book.cells]
    begin = time.monotonic()
    _run(book, folder, seconds_per_cell)
    seconds = time.monotonic() - begin
    before = _passed_before(folder)
    outcomes = tuple(_outcome(test, checks[name], name in before) for name, test in tests.items())
    asked = list(checks.values())
    stopped = [(cell.execution_count, _told(_error(cell))) for cell in book.cells if _stops(cell, asked)]
    words = {mark["grade_id"]: cell.source for cell in book.cells if (mark := _words_mark(cell))}
    unanswered = [name for name, text in words.items() if text.strip() in ("", WORDS_MARK)]
    answered = [name for name in words if name not in unanswered]
    return Rehearsal(lesson, seconds, outcomes, tuple(stopped), tuple(answered), tuple(unanswered))


def read_notebook(path: Path) -> nbformat.NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError as error:
        raise RehearsalError(f"{path} is not there") from error
    except Exception as error:  # whatever a damaged file makes of its readers
        said = next(iter(str(error).splitlines()), type(error).__name__)
        raise RehearsalError(f"{path} is no notebook: {said}") from error


def _run(book: nbformat.NotebookNode, folder: Path, seconds_per_cell: int) -> None:
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".ipynb_checkpoints", NAME))
        client = NotebookClient(
            book,
            allow_errors=True,
            timeout=seconds_per_cell,
            interrupt_on_timeout=True,
            resources={"metadata": {"path": copy}},
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
        )
        try:
            client.execute()
        except DeadKernelError as error:
            raise RehearsalError("the kernel died on the way: a cell takes too much memory, or ends Python") from error


def _outcome(test: VisibleTest, cell: nbformat.NotebookNode, before: bool) -> Outcome:
    error = _error(cell)
    if error is None:
        return Outcome(test, "passed", "", before)
    status = "missing" if error.ename == NotWrittenError.__name__ else "wrong"
    return Outcome(test, status, "" if status == "missing" else f": {_told(error)}", before)


def _stops(cell: nbformat.NotebookNode, checks: list[nbformat.NotebookNode]) -> bool:
    """Does a cell end in an exception that no check tells of? The stub of a class ends its own."""
    error = _error(cell) if cell.cell_type == "code" and cell not in checks else None
    is_answer = cell.metadata.get("nbgrader", {}).get("solution")
    return error is not None and not (is_answer and error.ename == NotImplementedError.__name__)


def _error(cell: nbformat.NotebookNode) -> nbformat.NotebookNode | None:
    return next((output for output in cell.outputs if output.output_type == "error"), None)


def _told(error: nbformat.NotebookNode) -> str:
    """The first line of an exception. A check says its own; of what nobody has caught the kind is told too."""
    if error.ename == KeyboardInterrupt.__name__:
        return "it ran too long and was stopped"
    line = next(iter(error.evalue.splitlines()), "")
    if error.ename == RefusedError.__name__:
        return line
    return f"{error.ename}: {line}" if line else error.ename


def _words_mark(cell: nbformat.NotebookNode) -> dict | None:
    marks = cell.metadata.get("nbgrader", {})
    return marks if cell.cell_type == "markdown" and marks.get("grade") and marks.get("solution") else None


def _passed_before(folder: Path) -> dict[str, str]:
    try:
        return read_passed(folder / NAME) if (folder / NAME).is_file() else {}
    except (OSError, ValueError):  # `course progress` says so
        return {}
