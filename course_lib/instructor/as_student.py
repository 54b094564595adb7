"""What `course` does for students, who have it from course_lib/lab/course.py, for an instructor who tries a lesson."""

import click

from course_lib.instructor.source.course import CourseNotFoundError, find_course
from course_lib.lab.progress import told


@click.command("progress")
def progress_command() -> None:
    """How far each lesson is, from the checks that have passed in the notebooks of this folder."""
    try:
        click.echo(told(find_course().notebooks))
    except CourseNotFoundError as error:
        raise click.UsageError(str(error)) from error
