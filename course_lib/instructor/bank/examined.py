"""An answer put in the place of the reference answer, and its test run on it as the grader does: beside it."""

import threading
from dataclasses import dataclass, field, replace

from course_lib.checking.raised import explained_message
from course_lib.checking.unwritten import not_written_message
from course_lib.fresh import FIXED_SEED
from course_lib.instructor.bank.trial import Trial, is_stub_of, needed_answers
from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import CellError, Limits, RunCell, first_to_fail
from course_lib.instructor.source.cells import split_test
from course_lib.instructor.source.lesson import Lesson

LIMITS = Limits(cell_seconds=120.0)


@dataclass(frozen=True)
class ExaminedTrial(Trial):
    """A Trial, and the ids of the hints that the test can give.

    raised: what Python says of an exception that is no check; it does not tell where.
    """

    declared: frozenset[str] = field(default=frozenset(), compare=False)
    raised: str = field(default="", compare=False)


def examine_setup(lesson: Lesson) -> None:
    """Run the setup cell of a lesson alone. Raises RunnerError if it fails."""
    data = [lesson.path.with_name(name) for name in lesson.setup.data]
    _runner().examine([RunCell(lesson.setup.source, "setup")], LIMITS, data)


def examine_answer(
    lesson: Lesson, exercise: str, source: str, seed: int = FIXED_SEED, limits: Limits = LIMITS
) -> ExaminedTrial:
    """Run the test of `exercise`, visible and hidden parts, with `source` as its answer cell.

    Other exercises that the test or the answer uses have their reference answers. The answer runs in a process of its
    own, which nothing confines, and the test in another, as they do when the answer is a student's.
    seed: of the inputs of hidden tests.
    Raises RunnerError if the test asks for what cannot cross between them.
    """
    test = next(found.test for found in lesson.exercises if found.name == exercise)
    cells = [RunCell(lesson.setup.source, "setup")]
    for cell in needed_answers(lesson, exercise, source, test):
        cells.append(RunCell(source if cell.exercise == exercise else cell.source, "student", cell.exercise or ""))
    cells += [RunCell(part.source, "test", exercise, part.hidden) for part in split_test(test.source)]
    data = [lesson.path.with_name(name) for name in lesson.setup.data]
    found = _runner().examine(cells, limits, data, seed=seed)
    declared = frozenset(found.declared.get(exercise, ()))
    parts = found.outcomes[-1].parts
    passed = {part.name: part.error is None for part in parts}
    errors = [outcome.error for outcome in found.outcomes if outcome.status != "ok"]
    error = failed.error if (failed := first_to_fail(parts)) else next(iter(errors), None)
    trial = _failed(lesson, exercise, error, declared) if error else ExaminedTrial(True, declared=declared)
    return replace(trial, parts=passed)


def _failed(lesson: Lesson, exercise: str, error: CellError, declared: frozenset[str]) -> ExaminedTrial:
    if error.ename in ("CheckError", "ForbiddenError"):
        return ExaminedTrial(False, error.evalue, error.hint[0] if error.hint else None, declared=declared)
    if is_stub_of(lesson, error.unwritten):
        message = not_written_message(error.unwritten)
        return ExaminedTrial(False, message, error.ename, error.unwritten, declared=declared)
    words, known = f"{error.ename}: {error.evalue}", error.explained
    if known is not None:
        lines = (explained_message(exercise, error.ename, known), f"Hint ({known.id}): {known.sentence}")
        said = "\n".join([*lines, f"Python says: {words}"])
        return ExaminedTrial(False, said, error.ename, declared=declared, raised=words)
    return ExaminedTrial(False, words, error.ename, declared=declared, raised=words)


class _Shared:
    """The one runner of this process, made when it is first asked for."""

    lock = threading.Lock()
    runner: ProcessRunner | None = None


def _runner() -> ProcessRunner:
    with _Shared.lock:
        if _Shared.runner is None:
            _Shared.runner = ProcessRunner(sandboxed=False)
        return _Shared.runner
