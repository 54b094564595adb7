"""What `course` does for students, who have it from course_lib/lab/course.py, for an instructor who tries a lesson."""

import sys
from pathlib import Path

import click

from course_lib.instructor.source.course import CourseNotFoundError, UnknownLessonError, find_course
from course_lib.lab.course import TO_HAND_IN, check_lesson, submit_lesson
from course_lib.lab.progress import overview


@click.command("progress")
def progress_command() -> None:
    """How far each lesson is, from the checks that have passed in the notebooks of this folder."""
    try:
        click.echo(overview(find_course().notebooks))
    except CourseNotFoundError as error:
        raise click.UsageError(str(error)) from error


@click.command("check")
@click.argument("lesson")
def check_command(lesson: str) -> None:
    """Run the notebook of LESSON that stands among the students' afresh, as it will be graded but for hidden tests."""
    sys.exit(check_lesson(*_chosen(lesson)))


@click.command("submit")
@click.argument("lesson")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=TO_HAND_IN, show_default=True)
def submit_command(lesson: str, output: Path) -> None:
    """Copy the notebook of LESSON that stands among the students' as it is handed in, and print its digest."""
    sys.exit(submit_lesson(*_chosen(lesson), output))


def _chosen(lesson: str) -> tuple[Path, str]:
    """The folder of the notebooks and the name of a lesson, or exit status 2 with one line."""
    try:
        course = find_course()
        [name] = course.chosen([lesson])
    except (CourseNotFoundError, UnknownLessonError) as error:
        raise click.UsageError(str(error)) from error
    return course.notebooks, name
