"""`course due`: when a lesson is due, in the time of a place, into nbgrader's gradebook."""

from pathlib import Path

import click
from nbgrader.api import Gradebook

from course_lib.instructor.grading.intake.moment import UnclearMomentError, read_moment
from course_lib.instructor.grading.intake.names import shown
from course_lib.instructor.grading.records.database import DatabaseError
from course_lib.instructor.grading.records.gradebook import check_gradebook, make_gradebook
from course_lib.instructor.grading.records.results import Results, ResultsError
from course_lib.instructor.source.course import CourseNotFoundError, UnknownLessonError, find_course


@click.command("due")
@click.argument("lesson")
@click.argument("time")
@click.argument("zone", default="UTC")
@click.option(
    "-o", "--output", "output", type=click.Path(path_type=Path), default=Path("results"), show_default=True,
    help="Folder of the results.",
)  # fmt: skip
def due_command(lesson: str, time: str, zone: str, output: Path) -> None:
    """Say when LESSON is due: at TIME, as clocks show it in ZONE.

    TIME is such as 2027-03-01T23:59 and ZONE such as Europe/Paris; without one it is UTC. A TIME may name its own zone,
    as in 2027-03-01T23:59+01:00. It is kept in the gradebook of the results; afterwards, run `course report`.
    """
    results = Results(output)
    try:
        (name,) = find_course().chosen([lesson])
        moment = read_moment(time, zone)
        if not results.holds_grades():
            raise click.UsageError(f"{shown(str(output))} holds no results: a folder of `course grade` was expected")
        check_gradebook(results)
        with results.alone():
            make_gradebook(results)
            with Gradebook(results.db_url) as gradebook:
                gradebook.update_or_create_assignment(name, duedate=moment)
    except UnclearMomentError as error:
        raise click.UsageError(f"{error}, got {shown(f'{time} {zone}')}") from error
    except (CourseNotFoundError, DatabaseError, ResultsError, UnknownLessonError) as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{name} is due on {moment:%Y-%m-%d at %H:%M:%S} UTC. Next: course report {shown(str(output))}")
