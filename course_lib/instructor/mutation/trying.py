"""`course try`: what a student with an answer would read."""

from functools import partial
from pathlib import Path

import click

from course_lib.instructor.bank.trial import Trial, try_answer
from course_lib.instructor.mutation.pool import run_all, warm_up
from course_lib.instructor.source.course import Course
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.names import bound_names

TRY_SECONDS = 60.0


def try_file(course: Course, name: str, exercise: str, file: Path) -> Trial:
    """What the test of an exercise says of the answer in `file`, in a process of its own.

    Raises click.UsageError if the lesson has no such exercise, or the file no answer to it.
    """
    lesson, source = course.lesson(name), file.read_text(encoding="utf-8")
    check_exercise(lesson, exercise)
    _check_defined(file, source, exercise)
    warm_up()
    task = partial(try_answer, lesson, exercise, source)
    [(_, result)] = run_all([task], jobs=1, seconds=TRY_SECONDS)
    return result if isinstance(result, Trial) else Trial(False, f"{exercise}: the answer {result.reason}.")


def check_exercise(lesson: Lesson, exercise: str | None) -> None:
    """Raise click.UsageError if an exercise is named that the lesson does not have."""
    names = [found.name for found in lesson.exercises]
    if exercise is not None and exercise not in names:
        raise click.UsageError(f"{lesson.name} has no exercise {exercise!r}: it has {', '.join(names)}")


def _check_defined(file: Path, source: str, exercise: str) -> None:
    try:
        names = bound_names(source)
    except SyntaxError:  # the trial shows it as a student sees it
        return
    if exercise not in names:
        raise click.UsageError(
            f"{file} does not define {exercise!r}: it defines {', '.join(sorted(names)) or 'nothing'}"
        )
