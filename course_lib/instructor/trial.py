"""An answer put in the place of the reference answer, and the test of its exercise run on it.

`examine_answer` does it as the grader does, answer and test in two processes: the verdict that counts. `try_answer`
does it here and now, for those who try answers by the thousand and isolate them themselves.
"""

import linecache
import threading
import warnings
from dataclasses import dataclass, field

from course_lib.checks import CheckError
from course_lib.instructor.cells import Cell, split_test
from course_lib.instructor.grading.hints import hint_of
from course_lib.instructor.grading.process_runner import ProcessRunner
from course_lib.instructor.grading.runner import CellError, Limits, RunCell
from course_lib.instructor.lesson import Lesson
from course_lib.instructor.lint import bound_names, free_names
from course_lib.notebook import not_written_message

LIMITS = Limits(cell_seconds=120.0)


@dataclass(frozen=True)
class Trial:
    """What a test says of an answer: nothing (it passed), or a message and the id of its hint."""

    passed: bool
    message: str = ""
    hint: str | None = None  # of an exception that is no check: its class
    declared: frozenset[str] = field(default=frozenset(), compare=False)  # ids of the hints that the test can give


def examine_answer(lesson: Lesson, exercise: str, source: str) -> Trial:
    """Run the test of `exercise`, visible and hidden parts, with `source` as its answer cell.

    Other exercises that the test or the answer uses have their reference answers. The answer runs in a process of its
    own, which nothing confines, and the test in another, as they do when the answer is a student's.
    Raises RunnerError if the test asks for what cannot cross between them.
    """
    test = _test_of(lesson, exercise)
    cells = [RunCell(lesson.setup.source, "setup")]
    for cell in _needed_answers(lesson, exercise, source, test):
        cells.append(RunCell(source if cell.exercise == exercise else cell.source, "student", cell.exercise))
    cells += [RunCell(part.source, "test", exercise, part.hidden) for part in split_test(test.source)]
    data = [lesson.path.with_name(name) for name in lesson.setup.data]
    found = _runner().examine(cells, LIMITS, data)
    declared = frozenset(found.declared.get(exercise, ()))
    for outcome in found.outcomes:
        if outcome.status != "ok":
            return _failed(outcome.error, declared)
    return Trial(True, declared=declared)


def _failed(error: CellError, declared: frozenset[str]) -> Trial:
    if error.ename in ("CheckError", "ForbiddenError"):
        hint = hint_of(error.evalue)
        return Trial(False, error.evalue, hint[0] if hint else None, declared)
    if error.ename == "NotImplementedError":
        return Trial(False, error.evalue, error.ename, declared)
    return Trial(False, f"{error.ename}: {error.evalue}", error.ename, declared)


def try_answer(lesson: Lesson, exercise: str, source: str) -> Trial:
    """The same in this process, whose hints and global random state the test shares. Declared hints are not told."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a wrong answer may overflow: its hint is what is asked
        return _try_here(lesson, exercise, source)


def _try_here(lesson: Lesson, exercise: str, source: str) -> Trial:
    test = _test_of(lesson, exercise)
    namespace = {"__name__": "__main__"}
    _run(lesson.setup.source, f"<{lesson.name} setup>", namespace)
    try:
        for cell in _needed_answers(lesson, exercise, source, test):
            _run(source if cell.exercise == exercise else cell.source, f"<{lesson.name} {cell.exercise}>", namespace)
        for number, segment in enumerate(split_test(test.source)):
            _run(segment.source, f"<{lesson.name} test of {exercise}, part {number}>", namespace)
    except CheckError as error:
        return Trial(False, str(error), error.hint_id)
    except NotImplementedError as error:
        return Trial(False, not_written_message(error), NotImplementedError.__name__)
    except Exception as error:  # whatever an answer raises is what is asked here
        return Trial(False, f"{type(error).__name__}: {error}", type(error).__name__)
    return Trial(True)


class _Shared:
    """The one runner of this process, made when it is first asked for."""

    lock = threading.Lock()
    runner: ProcessRunner | None = None


def _runner() -> ProcessRunner:
    with _Shared.lock:
        if _Shared.runner is None:
            _Shared.runner = ProcessRunner(sandboxed=False)
        return _Shared.runner


def _test_of(lesson: Lesson, exercise: str) -> Cell:
    return next(found.test for found in lesson.exercises if found.name == exercise)


def _needed_answers(lesson: Lesson, exercise: str, source: str, test: Cell) -> list[Cell]:
    """The answer cells that a test needs, directly or through other answers, in the lesson's order."""
    defined_by = {name: cell for cell in _answers(lesson) for name in bound_names(cell.source)}
    needed, names = {exercise}, free_names(test.source) | free_names(source)
    while names:
        cell = defined_by.get(names.pop())
        if cell is not None and cell.exercise not in needed:
            needed.add(cell.exercise)
            names |= free_names(cell.source)
    return [cell for cell in _answers(lesson) if cell.exercise in needed]


def _answers(lesson: Lesson) -> list[Cell]:
    return [found.answer for found in lesson.exercises]


def _run(source: str, filename: str, namespace: dict) -> None:
    """Execute a cell, its source known to `inspect` and to tracebacks as in a notebook."""
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    exec(compile(source, filename, "exec"), namespace)
