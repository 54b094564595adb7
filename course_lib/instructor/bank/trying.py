"""`course try`: what a student with an answer would read."""

from pathlib import Path

import click

from course_lib.instructor.bank.examined import examine_answer
from course_lib.instructor.bank.trial import Trial
from course_lib.instructor.sandbox.runner import Limits
from course_lib.instructor.source.course import Course
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.names import bound_names

LIMITS = Limits(cell_seconds=60.0)


def try_file(course: Course, name: str, exercise: str, file: Path) -> Trial:
    """What the test of an exercise says of the answer in `file`, as the grader and `course verify` judge it.

    Raises click.UsageError if the lesson has no such exercise, or the file no answer to it; RunnerError if the test
    cannot be run.
    """
    lesson, source = course.lesson(name), file.read_text(encoding="utf-8")
    check_exercise(lesson, exercise)
    try:
        names = bound_names(source)
    except SyntaxError as error:
        return Trial(False, f"SyntaxError: {error}", "SyntaxError")
    if exercise not in names:
        raise click.UsageError(
            f"{file} does not define {exercise!r}: it defines {', '.join(sorted(names)) or 'nothing'}"
        )
    return examine_answer(lesson, exercise, source, limits=LIMITS)


def check_exercise(lesson: Lesson, exercise: str | None) -> None:
    """Raise click.UsageError if an exercise is named that the lesson does not have."""
    names = [found.name for found in lesson.exercises]
    if exercise is not None and exercise not in names:
        raise click.UsageError(f"{lesson.name} has no exercise {exercise!r}: it has {', '.join(names)}")
