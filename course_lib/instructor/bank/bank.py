"""The bank of a lesson: wrong answers with the hint that each must get, and right answers that must pass.

answers.py beside a lesson.py holds them:

    @wrong("relu_backward", hint="mask")
    def masks_by_sign_of_grad_out(grad_out, u):
        return grad_out * (grad_out > 0)
"""

import ast
import re
import sys
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field

from course_lib.instructor.source.lesson import Lesson

BANK_NAME = "answers.py"


@dataclass(frozen=True)
class BankAnswer:
    """One answer of the bank. `source` defines it under the name of its exercise.

    passes: the parts of its test that a wrong answer passes, and no others; None if the bank does not say.
    """

    exercise: str
    name: str
    source: str
    kind: str  # right or wrong
    hint: str | None = None
    line: int = field(default=1, compare=False)  # where it stands in answers.py
    passes: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Equivalent:
    """A mutant that nothing can tell from a right answer, and why."""

    exercise: str
    mutant: str
    reason: str


@dataclass(frozen=True)
class Claim:
    """What `wrong` or `right` says of the definition below it. `line`: where it stands in answers.py."""

    exercise: str
    kind: str
    hint: str | None
    line: int
    passes: tuple[str, ...] | None = None


@dataclass
class Bank:
    """What answers.py of a lesson holds.

    exact, judged_by_result: exercises (`bank.equivalents` tells which).
    """

    answers: list[BankAnswer] = field(default_factory=list)
    equivalents: list[Equivalent] = field(default_factory=list)
    exact: set[str] = field(default_factory=set)
    judged_by_result: set[str] = field(default_factory=set)
    claims: list[Claim] = field(default_factory=list)

    def of(self, exercise: str) -> list[BankAnswer]:
        """The answers to one exercise."""
        return [answer for answer in self.answers if answer.exercise == exercise]


being_read: ContextVar[Bank] = ContextVar("the bank whose answers.py is run at this moment")


class BankError(Exception):
    """A bank that cannot be read: its path and why."""


def wrong(exercise: str, *, hint: str, passes: Sequence[str] | None = None) -> Callable:
    """Say that a function or class is a wrong answer to `exercise`, whose first failure must carry `hint`.

    For an answer that raises an error of its own, hint is the name of the exception's class.
    passes: of a test in parts, the names of those that it passes: these and no others.
    """
    return _marker(exercise, "wrong", hint, sys._getframe(1).f_lineno, passes)


def right(exercise: str) -> Callable:
    """Say that a function or class is a right answer to `exercise`."""
    return _marker(exercise, "right", None, sys._getframe(1).f_lineno)


def _marker(exercise: str, kind: str, hint: str | None, line: int, passes: Sequence[str] | None = None) -> Callable:
    def claim(answer: Callable) -> Callable:
        told = None if passes is None else tuple(passes)
        being_read.get().claims.append(Claim(exercise, kind, hint, line, told))
        return answer

    return claim


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
    for claim in bank.claims:
        definition = definitions[claim.line]
        if claim.exercise not in exercises:
            raise BankError(f"{path}: {definition.name}: {lesson.name} has no exercise {claim.exercise!r}")
        source = _named_for(claim.exercise, definition, lines)
        bank.answers.append(
            BankAnswer(claim.exercise, definition.name, source, claim.kind, claim.hint, definition.lineno, claim.passes)
        )
    return bank


def _marked_definitions(text: str) -> dict[int, ast.FunctionDef | ast.ClassDef]:
    """The definitions of a text by the lines of their decorators."""
    found = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return {decorator.lineno: node for node in found for decorator in node.decorator_list}


def _named_for(exercise: str, definition: ast.FunctionDef | ast.ClassDef, lines: list[str]) -> str:
    """The source of a definition under the name of its exercise and without its decorators: an answer cell."""
    body = "\n".join(lines[definition.lineno - 1 : definition.end_lineno])
    return re.sub(rf"\b{re.escape(definition.name)}\b", exercise, body)
