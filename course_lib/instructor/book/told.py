"""What the wrong answers of a bank are told: the commonest mistakes of an exercise, for readers without a kernel."""

import ast
import re
from dataclasses import dataclass

from course_lib.instructor.bank.bank import Bank
from course_lib.instructor.source.cells import split_test
from course_lib.instructor.source.lesson import Exercise

HINT = re.compile(r"(?P<id>[a-z][\w-]*): (?P<sentence>\S.*)", re.DOTALL)  # as a check writes a hint


@dataclass(frozen=True)
class Told:
    """A mistake, in the words of the bank's name for it, and what who makes it reads."""

    mistake: str
    sentence: str


def told_of(exercise: Exercise, bank: Bank) -> list[Told]:
    """What is told of each mistake that the visible part of a test knows, one answer a sentence, in the bank's order.

    A hint that hidden tests alone give stays where students do not see it.
    """
    sentences = _hints_of("\n".join(part.source for part in split_test(exercise.test.source) if not part.hidden))
    found: dict[str, Told] = {}
    for answer in bank.of(exercise.name):
        if answer.kind == "wrong" and answer.hint in sentences:
            sentence = sentences[answer.hint]
            found.setdefault(sentence, Told(answer.name.replace("_", " "), sentence))
    return list(found.values())


def _hints_of(test: str) -> dict[str, str]:
    """The sentence of each hint that a test writes down, the first of those with one id."""
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(test)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            hint = HINT.fullmatch(node.value.strip())
            if hint:
                found.setdefault(hint["id"], hint["sentence"])
    return found
