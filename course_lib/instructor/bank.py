"""The bank of a lesson: wrong answers with the hint that each must get, and right answers that must pass.

answers.py beside a lesson.py holds them:

    @wrong("relu_backward", hint="mask")
    def masks_by_sign_of_grad_out(grad_out, u):
        return grad_out * (grad_out > 0)
"""

import ast
import importlib.util
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from course_lib.checks import NOT_WRITTEN
from course_lib.instructor.cells import Cell, stub
from course_lib.instructor.examined import ExaminedTrial, examine_answer
from course_lib.instructor.grading.runner import RunnerError
from course_lib.instructor.lesson import Exercise, Lesson
from course_lib.instructor.trial import Trial

BANK_NAME = "answers.py"

_collected: list[tuple[str, str, str | None, object]] = []  # what the decorators have met: exercise, kind, hint, answer


@dataclass(frozen=True)
class BankAnswer:
    """One answer of the bank. `source` defines it under the name of its exercise."""

    exercise: str
    name: str
    source: str
    kind: str  # right or wrong
    hint: str | None = None


@dataclass(frozen=True)
class Verification:
    """What `verify` found: how many answers it tried, and one line for each that did not behave."""

    lesson: str
    wrong: int
    right: int
    errors: tuple[str, ...]


class BankError(Exception):
    """A bank that cannot be read: its path and why."""


def wrong(exercise: str, *, hint: str) -> Callable:
    """Mark a function or class as a wrong answer to `exercise`, whose first failure must carry `hint`.

    For an answer that raises an error of its own, hint is the name of the exception's class.
    """
    return _collector(exercise, "wrong", hint)


def right(exercise: str) -> Callable:
    """Mark a function or class as a right answer to `exercise`."""
    return _collector(exercise, "right", None)


def _collector(exercise: str, kind: str, hint: str | None) -> Callable:
    def collect(answer):
        _collected.append((exercise, kind, hint, answer))
        return answer

    return collect


def read_bank(lesson: Lesson) -> list[BankAnswer]:
    """The answers of a lesson's bank, in their order. Raises BankError if there is none or it cannot be imported."""
    path = lesson.path.with_name(BANK_NAME)
    if not path.is_file():
        raise BankError(f"{path}: there is no bank: a lesson has an {BANK_NAME} beside its lesson.py")
    _collected.clear()
    spec = importlib.util.spec_from_file_location(f"course_bank_{lesson.name}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where `inspect` looks for the source of a class
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise BankError(f"{path}: cannot be imported: {type(error).__name__}: {error}") from error
    cells = {exercise.name: exercise.answer for exercise in lesson.exercises}
    for exercise, _, _, answer in _collected:
        if exercise not in cells:
            raise BankError(f"{path}: {answer.__name__}: {lesson.name} has no exercise {exercise!r}")
    try:
        return [
            BankAnswer(exercise, answer.__name__, _in_its_cell(answer, cells[exercise]), kind, hint)
            for exercise, kind, hint, answer in _collected
        ]
    except (OSError, SyntaxError) as error:  # `inspect` reads the file again
        raise BankError(f"{path}: was changed while it was read: run the command again ({error})") from error


def _in_its_cell(answer, cell: Cell) -> str:
    """An answer cell with this definition in it, under the name of its exercise and without its decorators.

    What the cell gives beside the definition (a training that uses it) stays as it is.
    """
    text = inspect.getsource(answer)
    definition = ast.parse(text).body[0]
    body = "\n".join(text.splitlines()[definition.lineno - 1 :])
    body = re.sub(rf"\b{re.escape(answer.__name__)}\b", cell.exercise, body)
    given = stub(cell.source)
    statements = ast.parse(given).body
    at = next(n for n, found in enumerate(statements) if getattr(found, "name", None) == cell.exercise)
    around = [
        [ast.get_source_segment(given, found) for found in part] for part in (statements[:at], statements[at + 1 :])
    ]
    return "\n\n\n".join(filter(None, ["\n".join(around[0]), body, "\n".join(around[1])]))


def verify(lesson: Lesson) -> Verification:
    """Run the tests of a lesson on every answer of its bank, on the reference answers and on the empty stubs."""
    bank = read_bank(lesson)
    errors = [f"{lesson.name} {line}" for line in (*_misnamed(bank), *_misjudged(lesson, bank))]
    kinds = [answer.kind for answer in bank]
    return Verification(lesson.name, kinds.count("wrong"), kinds.count("right"), tuple(errors))


def _misnamed(bank: list[BankAnswer]) -> Iterator[str]:
    seen = set()
    for answer in bank:
        if (answer.exercise, answer.name) in seen:
            yield f"{answer.exercise} {answer.name}: two answers have this name: name each for what it does"
        seen.add((answer.exercise, answer.name))


def _misjudged(lesson: Lesson, bank: list[BankAnswer]) -> Iterator[str]:
    for exercise in lesson.exercises:
        answers = [answer for answer in bank if answer.exercise == exercise.name]
        sources = [exercise.answer.source, stub(exercise.answer.source), *(answer.source for answer in answers)]
        try:
            reference, empty, *trials = _tried(lesson, exercise.name, sources)
        except RunnerError as error:
            yield f"{exercise.name}: the test cannot be run outside the student's process: {_one_line(str(error))}"
            continue
        triggered = {trial.hint for trial in trials}
        yield from _reference_and_stub(exercise, reference, empty)
        for answer, trial in zip(answers, trials, strict=True):
            what = f"{exercise.name} {answer.name}:"
            if answer.kind == "right" and not trial.passed:
                yield f"{what} a right answer is refused: {_one_line(trial.message)}"
            elif answer.kind == "wrong" and trial.passed:
                yield f"{what} a wrong answer passes, expected hint {answer.hint!r}"
            elif answer.kind == "wrong" and trial.hint != answer.hint:
                yield f"{what} got hint {trial.hint!r}, expected {answer.hint!r}: {_one_line(trial.message)}"
        declared = frozenset().union(*(trial.declared for trial in (reference, empty, *trials)))
        for hint in sorted(declared - triggered):
            yield f"{exercise.name}: no wrong answer of the bank triggers the hint {hint!r}"
        for kind in ("wrong", "right"):
            if kind not in {answer.kind for answer in answers}:
                yield f"{exercise.name}: the bank has no {kind} answer"


def _tried(lesson: Lesson, exercise: str, sources: list[str]) -> list[ExaminedTrial]:
    """The trials of several answers to one exercise, some at a time."""
    with ThreadPoolExecutor(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1) as pool:
        return list(pool.map(lambda source: examine_answer(lesson, exercise, source), sources))


def _reference_and_stub(exercise: Exercise, reference: Trial, empty: Trial) -> Iterator[str]:
    if not reference.passed:
        yield f"{exercise.name}: the reference answer is refused: {_one_line(reference.message)}"
    if NOT_WRITTEN not in empty.message:
        yield f"{exercise.name}: the empty stub says {_one_line(empty.message)!r}, expected {NOT_WRITTEN!r}"


def _one_line(message: str) -> str:
    return " | ".join(message.splitlines())
