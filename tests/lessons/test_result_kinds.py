"""The reference answer of every exercise gives its numbers in every kind that the checks accept, and in too small ones.

No test, visible or hidden, may end in an error of its own: it computes with what the checks accept.
"""

from pathlib import Path

import pytest

from course_lib.instructor.bank.bank import read_bank
from course_lib.instructor.bank.trial import try_answer
from course_lib.instructor.mutation.fault_kinds import wrapped
from course_lib.instructor.mutation.wrappers import KINDS
from course_lib.instructor.source.lesson import read_lesson

pytestmark = [pytest.mark.slow, pytest.mark.runs_lesson("checking", "instructor/bank", "instructor/mutation")]

SOLUTIONS = Path(__file__).parents[2] / "solutions"
LESSONS = {path.parent.name: read_lesson(path.parent) for path in sorted(SOLUTIONS.glob("*/lesson.py"))}
EXERCISES = [
    (name, exercise)
    for name, lesson in LESSONS.items()
    for exercise in lesson.exercises
    if exercise.name != "Value"  # a class whose methods give objects
]
TOO_SMALL = ("int8", "uint8", "float16")  # they may be refused, by a check
TENSORS = [kind for kind in KINDS if kind.startswith("tensors")]
TRAINED = ("train_digits", "train", "adversarial_step")  # a trial takes seconds: these kinds alone
FEW = ("lists", "float32", "tensors with requires_grad", "int8")


def fault(trial, kind, exercise, exact):
    """What is wrong with the verdict on the reference answer in this kind, if anything."""
    if exercise == "adversarial_step" and kind in TENSORS:
        return None if trial.hint == "number" else trial.message  # a float is asked for
    told = trial.message.startswith((f"{exercise}:", f"{exercise} "))  # by a check, and by no exception
    if trial.passed or (told and (kind in TOO_SMALL or (exact and kind == "float32"))):
        return None
    return trial.message


@pytest.mark.parametrize(
    ("lesson", "exercise"), EXERCISES, ids=[f"{name}-{exercise.name}" for name, exercise in EXERCISES]
)
def test_a_right_answer_in_any_kind_of_numbers_gets_the_verdict_of_the_checks(lesson, exercise):
    exact = exercise.name in read_bank(LESSONS[lesson]).exact
    faults = {}
    for kind in FEW if exercise.name in TRAINED else KINDS:
        source = wrapped(exercise, exercise.answer.source, f"faults.gives_kind({{}}, {kind!r})")
        found = fault(try_answer(LESSONS[lesson], exercise.name, source), kind, exercise.name, exact)
        if found:
            faults[kind] = found
    assert faults == {}
