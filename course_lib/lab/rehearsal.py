"""A lesson run from a fresh kernel, as it will be graded but for the hidden tests: `course check`."""

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from course_lib.checking.check_line import NotWrittenError
from course_lib.checking.lesson_tests import VisibleTest, visible_tests_of
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
        lines += [
            f"  {one.status:7}  {one.test.exercise:{width}}  {_points(one.test)}{one.said}" for one in self.outcomes
        ]
        lines += [f"  in words {name}: written, a person will read it" for name in self.answered]
        lines += [f"  in words {name}: not written yet" for name in self.unanswered]
        lines += [f"  In [{number}] stops: {said}" for number, said in self.stopped]
        for one in self.outcomes:
            if one.before and one.status != "passed":
                lines.append(
                    f"  {one.test.exercise} has passed in your notebook and does not from a fresh start: it needs"
                    " something that stands further down, or in a cell that is gone or changed."
                )
        lines.append(f"{points:g} of {most:g} points. The file on the disk was run: save your notebook first.")
        return "\n".join(lines)


def rehearse(folder: Path, lesson: str) -> Rehearsal:
    """Run the notebook of a lesson in a copy of its folder. Raises RehearsalError, and MissingTestsError."""
    path, tests = folder / f"{lesson}.ipynb", visible_tests_of(lesson)
    book = read_notebook(path)
    lines = {cell.source.strip(): cell for cell in book.cells if cell.cell_type == "code"}
    checks = {name: lines.get(f'check("{name}")') or nbformat.v4.new_code_cell(f'check("{name}")') for name in tests}
    book.cells += [cell for cell in checks.values() if cell not in book.cells]
    begin = time.monotonic()
    _run(book, folder)
    seconds = time.monotonic() - begin
    before = _passed_before(folder)
    outcomes = tuple(_outcome(test, checks[name], name in before) for name, test in tests.items())
    stopped = [(cell.execution_count, _error(cell)) for cell in book.cells if _stops(cell, list(checks.values()))]
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


def _run(book: nbformat.NotebookNode, folder: Path) -> None:
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".ipynb_checkpoints", NAME))
        client = NotebookClient(
            book,
            allow_errors=True,
            timeout=SECONDS_PER_CELL,
            interrupt_on_timeout=True,
            resources={"metadata": {"path": copy}},
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
        )
        try:
            client.execute()
        except DeadKernelError as error:
            raise RehearsalError("the kernel died on the way: a cell takes too much memory, or ends Python") from error


def _outcome(test: VisibleTest, cell: nbformat.NotebookNode, before: bool) -> Outcome:
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if not errors:
        return Outcome(test, "passed", "", before)
    status = "missing" if errors[0].ename == NotWrittenError.__name__ else "wrong"
    return Outcome(test, status, "" if status == "missing" else f": {errors[0].evalue.splitlines()[0]}", before)


def _stops(cell: nbformat.NotebookNode, checks: list[nbformat.NotebookNode]) -> bool:
    """Does a cell end in an exception that no check tells of? The stub of a class ends its own."""
    if cell.cell_type != "code" or cell in checks or not _error(cell):
        return False
    return not (cell.metadata.get("nbgrader", {}).get("solution") and "NotImplementedError" in _error(cell))


def _error(cell: nbformat.NotebookNode) -> str:
    errors = [output for output in cell.outputs if output.output_type == "error"]
    return f"{errors[0].ename}: {errors[0].evalue.splitlines()[0] if errors[0].evalue else ''}" if errors else ""


def _words_mark(cell: nbformat.NotebookNode) -> dict | None:
    marks = cell.metadata.get("nbgrader", {})
    return marks if cell.cell_type == "markdown" and marks.get("grade") and marks.get("solution") else None


def _passed_before(folder: Path) -> dict[str, str]:
    try:
        return read_passed(folder / NAME) if (folder / NAME).is_file() else {}
    except (OSError, ValueError):  # `course progress` says so
        return {}


def _points(test: VisibleTest) -> str:
    return f"{test.points:g} point{'' if test.points == 1 else 's'}"
