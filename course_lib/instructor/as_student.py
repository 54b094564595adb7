"""What `course` does for students, who have it from course_lib/lab/course.py, for an instructor who tries a lesson."""

import sys

import click

from course_lib.instructor.source.course import CourseNotFoundError, UnknownLessonError, find_course
from course_lib.lab.course import check_lesson
from course_lib.lab.progress import told


@click.command("progress")
def progress_command() -> None:
    """How far each lesson is, from the checks that have passed in the notebooks of this folder."""
    try:
        click.echo(told(find_course().notebooks))
    except CourseNotFoundError as error:
        raise click.UsageError(str(error)) from error


@click.command("check")
@click.argument("lesson")
def check_command(lesson: str) -> None:
    """Run the notebook of LESSON that stands among the students' afresh, as it will be graded but for hidden tests."""
    try:
        course = find_course()
        [name] = course.chosen([lesson])
    except (CourseNotFoundError, UnknownLessonError) as error:
        raise click.UsageError(str(error)) from error
    sys.exit(check_lesson(course.notebooks, name))
