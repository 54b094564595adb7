"""What the test of an exam's question calls: is a part of an answer right, by the key or by what was written above it?

Runs in the grader's examiner. What is wrong with an answer is a CheckError; all else that is raised here is our fault.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from course_lib.checks import CheckError, check_that
from course_lib.exact import numbers
from course_lib.exam.drawing import Question
from course_lib.exam.exact_text import said
from course_lib.exam.families.family import Family
from course_lib.exam.known_families import known_families
from course_lib.exam_form import check_form, form_of


class JudgingError(Exception):
    """A family failed at an answer: never the student's fault."""

    not_of_the_answer = True  # the parts of a test let it through


class Judged:
    """An answer, held against the key of its question. question: its family, parameters and key, as in exam.json."""

    def __init__(self, answer: Any, question: Mapping[str, Any]):
        self.answer, self.key, self.parameters = answer, question["key"], question["parameters"]
        self.family: Family = known_families()[question["family"]]
        self.written = dict(self._readable())

    def _readable(self) -> list[tuple[str, list]]:
        """The parts that were written in the right form."""
        found = []
        for name, value in self.key.items():
            try:
                found.append((name, check_form(name, self.answer, form_of(value))))
            except CheckError:
                continue
        return found

    def check(self, name: str, line: int | None = None) -> None:
        """Raise CheckError if a part is wrong, or this line of it, counted from 0."""
        place = name if line is None else f"{name}[{line}]"
        got = check_form(name, self.answer, form_of(self.key[name]), line)
        expected = numbers(self.key[name])
        expected = expected if line is None else expected[line]
        try:
            right = got == expected or self._follows(name, line)
        except Exception as error:
            raise JudgingError(f"{self.family.name}, {name}: {type(error).__name__}: {error}") from error
        check_that(
            right,
            "wrong: the worked solution shows how it is found.",
            f"{place} is {_short(said(got))}, which is neither right nor what follows from the rest of the answer; "
            f"right is {_short(said(expected))}",
        )

    def _follows(self, name: str, line: int | None) -> bool:
        """Is a part, or this line of it, right as the others were written? Not where one of its lines is unreadable."""
        if name not in self.written:
            return False
        right = self.family.right(name, self.parameters, self.key, self.written)
        return all(right) if line is None else right[line]


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}..."


def asked_for(question: Question) -> list[str]:
    """The names of a key in the order in which the question asks for them."""
    return list(known_families()[question.family].asks)


def shares(question: Question) -> list[tuple[str, int | None, Fraction]]:
    """What gives points in a question: a name of its key, or a line of it, and how many.

    All names share the points of the question equally, and the lines of a name those of that name.
    """
    family, found = known_families()[question.family], []
    for name in asked_for(question):
        lines = range(len(question.key[name])) if name in family.lines else [None]
        each = Fraction(question.points) / len(question.key) / len(lines)
        found += [(name, line, each) for line in lines]
    return found
