"""Mutants that are right answers, recorded with the reason; and what else answers.py says to `course verify --mutants`.

answers.py of a lesson says:

    equivalent(
        "relu",
        "multiplies_by_a_mask: return u * (u > 0) -> return u * (u >= 0)",
        reason="at u = 0 the product is 0 either way",
    )
"""

from course_lib.instructor.bank.bank import Equivalent, being_read


def equivalent(exercise: str, *mutants: str, reason: str) -> None:
    """Record mutants of an exercise, as `course verify --mutants` names them, that are right answers for `reason`."""
    being_read.get().equivalents.extend(Equivalent(exercise, mutant, reason) for mutant in mutants)


def judged_by_result(exercise: str, *, reason: str) -> None:
    """Say that the test of an exercise asks for what an answer reaches and not how: `reason`.

    A changed training or a changed counter-example that reaches it is a right answer, so no mutants are made of its
    lines; the faults that no operator makes and the wrong answers of the bank are all that its test must refuse.
    """
    being_read.get().judged_by_result.add(exercise)


def exact(exercise: str, *, reason: str) -> None:
    """Say that single precision is not enough for an exercise: `reason`."""
    being_read.get().exact.add(exercise)
