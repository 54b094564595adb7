"""The bank of a lesson: wrong answers with the hint that each must get, and right answers that must pass.

answers.py beside a lesson.py holds them:

    @wrong("relu_backward", hint="mask")
    def masks_by_sign_of_grad_out(grad_out, u):
        return grad_out * (grad_out > 0)
"""

import ast
import inspect
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, field

from course_lib.checks import NOT_WRITTEN
from course_lib.fresh import FIXED_SEED, fresh_generator
from course_lib.instructor.cells import stub
from course_lib.instructor.examined import ExaminedTrial, examine_answer
from course_lib.instructor.grading.runner import RunnerError
from course_lib.instructor.lesson import Exercise, Lesson
from course_lib.instructor.trial import Trial

BANK_NAME = "answers.py"
OTHER_SEEDS = (1, 2)  # of hidden inputs; `course verify --fair` tries thirty


@dataclass(frozen=True)
class BankAnswer:
    """One answer of the bank. `source` defines it under the name of its exercise."""

    exercise: str
    name: str
    source: str
    kind: str  # right or wrong
    hint: str | None = None


@dataclass(frozen=True)
class Equivalent:
    """A mutant that nothing can tell from a right answer, and why."""

    exercise: str
    mutant: str
    reason: str


@dataclass(frozen=True)
class Mark:
    """What `wrong` or `right` says of the definition below it. `line`: where it stands in answers.py."""

    exercise: str
    kind: str
    hint: str | None
    line: int


@dataclass
class Bank:
    """What answers.py of a lesson holds.

    exact, judged_by_result: exercises (`mutation.equivalents` tells which).
    """

    answers: list[BankAnswer] = field(default_factory=list)
    equivalents: list[Equivalent] = field(default_factory=list)
    exact: set[str] = field(default_factory=set)
    judged_by_result: set[str] = field(default_factory=set)
    marks: list[Mark] = field(default_factory=list)

    def of(self, exercise: str) -> list[BankAnswer]:
        """The answers to one exercise."""
        return [answer for answer in self.answers if answer.exercise == exercise]


being_read: ContextVar[Bank] = ContextVar("the bank whose answers.py is run at this moment")


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
    return _marker(exercise, "wrong", hint, inspect.currentframe().f_back.f_lineno)


def right(exercise: str) -> Callable:
    """Mark a function or class as a right answer to `exercise`."""
    return _marker(exercise, "right", None, inspect.currentframe().f_back.f_lineno)


def _marker(exercise: str, kind: str, hint: str | None, line: int) -> Callable:
    def mark(answer):
        being_read.get().marks.append(Mark(exercise, kind, hint, line))
        return answer

    return mark


def read_bank(lesson: Lesson) -> Bank:
    """The bank of a lesson, its answers in their order. Raises BankError if there is none or it cannot be run."""
    path = lesson.path.with_name(BANK_NAME)
    if not path.is_file():
        raise BankError(f"{path}: there is no bank: a lesson has an {BANK_NAME} beside its lesson.py")
    bank, text = Bank(), path.read_text(encoding="utf-8")
    token = being_read.set(bank)
    try:
        exec(compile(text, str(path), "exec"), {"__name__": f"course_bank_{lesson.name}"})
    except Exception as error:
        raise BankError(f"{path}: cannot be imported: {type(error).__name__}: {error}") from error
    finally:
        being_read.reset(token)
    lines, definitions = text.splitlines(), _marked_definitions(text)
    exercises = {exercise.name for exercise in lesson.exercises}
    for mark in bank.marks:
        definition = definitions[mark.line]
        if mark.exercise not in exercises:
            raise BankError(f"{path}: {definition.name}: {lesson.name} has no exercise {mark.exercise!r}")
        source = _named_for(mark.exercise, definition, lines)
        bank.answers.append(BankAnswer(mark.exercise, definition.name, source, mark.kind, mark.hint))
    return bank


def _marked_definitions(text: str) -> dict[int, ast.FunctionDef | ast.ClassDef]:
    """The definitions of a text by the lines of their decorators."""
    found = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return {decorator.lineno: node for node in found for decorator in node.decorator_list}


def _named_for(exercise: str, definition: ast.FunctionDef | ast.ClassDef, lines: list[str]) -> str:
    """The source of a definition under the name of its exercise and without its decorators: an answer cell."""
    body = "\n".join(lines[definition.lineno - 1 : definition.end_lineno])
    return re.sub(rf"\b{re.escape(definition.name)}\b", exercise, body)


def verify(lesson: Lesson) -> Verification:
    """Run the tests of a lesson on every answer of its bank, on the reference answers and on the empty stubs."""
    bank = read_bank(lesson)
    errors = [f"{lesson.name} {line}" for line in (*_misnamed(bank), *_misjudged(lesson, bank))]
    kinds = [answer.kind for answer in bank.answers]
    return Verification(lesson.name, kinds.count("wrong"), kinds.count("right"), tuple(errors))


def _misnamed(bank: Bank) -> Iterator[str]:
    seen = set()
    for answer in bank.answers:
        if (answer.exercise, answer.name) in seen:
            yield f"{answer.exercise} {answer.name}: two answers have this name: name each for what it does"
        seen.add((answer.exercise, answer.name))


def _misjudged(lesson: Lesson, bank: Bank) -> Iterator[str]:
    for exercise in lesson.exercises:
        answers = bank.of(exercise.name)
        sources = [exercise.answer.source, stub(exercise.answer.source), *(answer.source for answer in answers)]
        try:
            reference, empty, *trials = _tried(lesson, exercise.name, sources)
            refused = list(_refused_with_other_seeds(lesson, exercise, answers))
        except RunnerError as error:
            yield f"{exercise.name}: the test cannot be run outside the student's process: {_one_line(str(error))}"
            continue
        triggered = {trial.hint for trial in trials}
        yield from _reference_and_stub(exercise, reference, empty)
        yield from refused
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


def _refused_with_other_seeds(lesson: Lesson, exercise: Exercise, answers: list[BankAnswer]) -> Iterator[str]:
    """A line for each right answer that hidden inputs of other grading runs refuse."""
    if fresh_generator.__name__ not in exercise.test.source:
        return
    rights = {"the reference answer": exercise.answer.source}
    rights |= {answer.name: answer.source for answer in answers if answer.kind == "right"}
    for seed in OTHER_SEEDS:
        for name, trial in zip(rights, _tried(lesson, exercise.name, list(rights.values()), seed), strict=True):
            if not trial.passed:
                yield f"{exercise.name} {name}: refused with the seed {seed}: {_one_line(trial.message)}"


def _tried(lesson: Lesson, exercise: str, sources: list[str], seed: int = FIXED_SEED) -> list[ExaminedTrial]:
    """The trials of several answers to one exercise, some at a time."""
    with ThreadPoolExecutor(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1) as pool:
        return list(pool.map(lambda source: examine_answer(lesson, exercise, source, seed), sources))


def _reference_and_stub(exercise: Exercise, reference: Trial, empty: Trial) -> Iterator[str]:
    if not reference.passed:
        yield f"{exercise.name}: the reference answer is refused: {_one_line(reference.message)}"
    if NOT_WRITTEN not in empty.message:
        yield f"{exercise.name}: the empty stub says {_one_line(empty.message)!r}, expected {NOT_WRITTEN!r}"


def _one_line(message: str) -> str:
    return " | ".join(message.splitlines())
