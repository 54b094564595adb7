"""A question and an exam, drawn from a seed: what one gets depends on the seed and on one's name alone."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from course_lib.exam.difficulty import Difficulty, difficulty
from course_lib.exam.families.family import Family, Values
from course_lib.exam.known_families import known_families

MOST_DRAWS = 10_000
VERSION = 1  # of exam.json


class ExamError(Exception):
    """What is asked for cannot be written, or what is there is no exam: why, in a sentence."""


@dataclass(frozen=True)
class Asked:
    """A question as the command asks for it."""

    family: str
    points: int


@dataclass(frozen=True)
class Question:
    """A question as a student gets it. draws: how many it took."""

    id: str
    family: str
    points: int
    parameters: Values
    key: Values
    statement: str
    latex: str
    solution: list[str]
    difficulty: Difficulty
    draws: int = 0

    def as_json(self) -> dict[str, Any]:
        """As it stands in exam.json."""
        told = {name: value for name, value in vars(self).items() if name != "draws"}
        return told | {"difficulty": self.difficulty.columns()}


@dataclass(frozen=True)
class Exam:
    """The exam of one student."""

    name: str
    seed: int
    student: str
    questions: tuple[Question, ...]

    @property
    def student_seed(self) -> int:
        return student_seed(self.seed, self.student)

    @property
    def points(self) -> int:
        return sum(question.points for question in self.questions)

    def as_json(self) -> dict[str, Any]:
        """As it stands in exam.json."""
        told = {"exam": self.name, "seed": self.seed, "student": self.student, "student_seed": self.student_seed}
        return {"version": VERSION, **told, "questions": [question.as_json() for question in self.questions]}


def student_seed(seed: int | str, student: str) -> int:
    """The seed of one student's exam.  seed: of the exam, or the word "practice", which no exam has."""
    return int(hashlib.sha256(f"{seed}/{student}".encode()).hexdigest()[:12], 16)


def draw_exam(name: str, seed: int, student: str, asked: Sequence[Asked]) -> Exam:
    """The exam of a student. Raises ExamError if a family's rules cannot be met."""
    own = student_seed(seed, student)
    questions = (draw_question(one, seed, own, number) for number, one in enumerate(asked, 1))
    return Exam(name, seed, student, tuple(questions))


def draw_question(asked: Asked, seed: int, own: int, number: int) -> Question:
    """Question `number` of the student whose seed is `own`: the first draw that keeps all rules.

    What a class has in common is drawn from the exam's seed alone. Raises ExamError after MOST_DRAWS.
    """
    family = known_families()[asked.family]
    settings = family.settings(np.random.default_rng([seed, number]))
    rng, broken = np.random.default_rng([own, number]), Counter[str]()
    for draws in range(1, MOST_DRAWS + 1):
        parameters = family.draw(rng, settings)
        try:
            key = family.key(parameters)
        except ValueError as error:
            broken[f"there is a key ({error})"] += 1
            continue
        found = difficulty(parameters, key, None)
        failed = first_broken(family, parameters, key, found)
        if failed is None:
            found = replace(found, zones=family.zones(parameters))
            return make_question(f"q{number}", asked, parameters, key, found, draws)
        broken[failed] += 1
    rule, times = broken.most_common(1)[0]
    message = f"q{number}, {asked.family}: none of {MOST_DRAWS} draws keeps the rules; {times} break this: {rule}"
    raise ExamError(message)


def first_broken(family: Family, parameters: Values, key: Values, found: Difficulty) -> str | None:
    """The first rule that a question breaks, in words; None if it keeps all."""
    fewest, most = family.digits
    if found.largest > family.largest:
        return f"no number is larger than {family.largest}"
    if not fewest <= found.digits <= most:
        return f"there are {fewest} to {most} digits"
    return next((rule for rule, holds in family.rules(parameters, key) if not holds), None)


def make_question(
    identity: str, asked: Asked, parameters: Values, key: Values, found: Difficulty, draws: int = 0
) -> Question:
    """A question with its texts."""
    family = known_families()[asked.family]
    parts = "; ".join(f"{name}: {what}" for name, what in family.asks.items())
    return Question(
        identity,
        asked.family,
        asked.points,
        parameters,
        key,
        f"{family.statement(parameters)} Answer with {parts}.",
        family.latex(parameters),
        family.solution(parameters, key),
        found,
        draws,
    )
