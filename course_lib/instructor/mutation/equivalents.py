"""Mutants that are right answers, recorded with the reason.

answers.py of a lesson says:

    equivalent(
        "relu",
        "multiplies_by_a_mask: return u * (u > 0) -> return u * (u >= 0)",
        reason="at u = 0 the product is 0 either way",
    )
"""

from dataclasses import dataclass

from course_lib.instructor.bank import read_bank
from course_lib.instructor.lesson import Lesson


@dataclass(frozen=True)
class Equivalent:
    """A mutant that nothing can tell from a right answer, and why."""

    exercise: str
    mutant: str
    reason: str


_collected: list[Equivalent] = []


def equivalent(exercise: str, *mutants: str, reason: str) -> None:
    """Record mutants of an exercise, as `course verify --mutants` names them, that are right answers for `reason`."""
    _collected.extend(Equivalent(exercise, mutant, reason) for mutant in mutants)


def read_equivalents(lesson: Lesson) -> list[Equivalent]:
    """What answers.py of a lesson records. Raises BankError if it cannot be imported."""
    _collected.clear()
    read_bank(lesson)
    return list(_collected)
