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
_exact: dict[str, str] = {}  # exercise -> reason
_by_result: dict[str, str] = {}  # exercise -> reason


def equivalent(exercise: str, *mutants: str, reason: str) -> None:
    """Record mutants of an exercise, as `course verify --mutants` names them, that are right answers for `reason`."""
    _collected.extend(Equivalent(exercise, mutant, reason) for mutant in mutants)


def judged_by_result(exercise: str, *, reason: str) -> None:
    """Say that the test of an exercise asks for what a training reaches and not how: `reason`.

    A changed training that reaches it is a right answer, so no mutants are made of its lines; the faults that no
    operator makes and the wrong answers of the bank are all that its test must refuse.
    """
    _by_result[exercise] = reason


def exact(exercise: str, *, reason: str) -> None:
    """Say that single precision is not enough for an exercise: `reason`."""
    _exact[exercise] = reason


def read_exact(lesson: Lesson) -> set[str]:
    """The exercises of a lesson for which single precision is not enough."""
    _exact.clear()
    read_bank(lesson)
    return set(_exact)


def read_judged_by_result(lesson: Lesson) -> set[str]:
    """The exercises of a lesson whose tests ask for a result alone."""
    _by_result.clear()
    read_bank(lesson)
    return set(_by_result)


def read_equivalents(lesson: Lesson) -> list[Equivalent]:
    """What answers.py of a lesson records. Raises BankError if it cannot be imported."""
    _collected.clear()
    read_bank(lesson)
    return list(_collected)
