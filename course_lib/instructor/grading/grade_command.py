"""`course grade`: its options, and the processes that it needs, which start before anything else is imported."""

import sys
from pathlib import Path
from typing import Any

import click

from course_lib.instructor.grading.options import DEFAULT_GB, DEFAULT_SECONDS, Options, running


@click.command("grade")
@click.argument("submitted", type=click.Path(path_type=Path))
@click.option("-o", "--output", "output", required=True, type=click.Path(path_type=Path), help="Folder of the results.")
@click.option(
    "--db", metavar="postgresql://USER@HOST/NAME",
    help="Keep the gradebook in this database. Its password is read from PGPASSWORD or ~/.pgpass.",
)  # fmt: skip
@click.option(
    "--exam", type=click.Path(path_type=Path), metavar="FOLDER",
    help="Grade the exam that `course exam new` wrote into this folder, each student by the key of their own.",
)  # fmt: skip
@click.option("--lesson", help="Grade this lesson alone.")
@click.option("--student", help="Grade this student alone.")
@click.option("--jobs", type=click.IntRange(1), help="Notebooks at a time. Default: the number of cores.")
@click.option(
    "--timeout", type=click.FloatRange(0, min_open=True), default=DEFAULT_SECONDS, show_default=True,
    help="Seconds that one cell may take.",
)  # fmt: skip
@click.option(
    "--memory", type=click.FloatRange(0, min_open=True), default=DEFAULT_GB, show_default=True,
    help="GB that one notebook may use.",
)  # fmt: skip
@click.option("--scheduler", metavar="tcp://HOST:PORT", help="Grade on the workers of this Dask cluster.")
@click.option(
    "--seed", type=click.IntRange(0, 2**64 - 1), metavar="N",
    help="Draw the inputs of hidden tests from this seed. Default: the one in the results, seed.txt, or a new one.",
)  # fmt: skip
@click.option(
    "--roster", "rosters", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
    help="Who is in the class: Moodle's grading worksheet or participants, Canvas' gradebook, or a table with "
    "student,name,email,id,group. Several may be given; the results folder remembers them.",
)  # fmt: skip
@click.option(
    "--timezone", metavar="ZONE",
    help="Whose clocks Moodle's zip tells the time by, such as Europe/Paris. Default: this machine's.",
)  # fmt: skip
@click.option("--resume", is_flag=True, help="Grade what is missing in the results, and what has changed since.")
@click.option("--unsafe", is_flag=True, help="Run the students' code without a sandbox: it can do whatever you can.")
@click.option("--dry-run", is_flag=True, help="Change nothing: show whose grades in the results folder would change.")
def grade_command(
    submitted: Path,
    output: Path,
    db: str | None,
    exam: Path | None,
    lesson: str | None,
    student: str | None,
    rosters: tuple[Path, ...],
    dry_run: bool,
    **options: Any,
) -> None:
    """Grade SUBMITTED, a folder or a zip.

    A folder holds {student}/{lesson}/{lesson}.ipynb, as nbgrader lays it out. A zip (or a folder in which it was
    unpacked) is what Moodle or Canvas gives for "Download all submissions"; what counts of it is copied to
    submitted/ in the results folder, and a line tells each file that does not count.

    Writes gradebook.db, autograded/, feedback/, grades.csv, report.html and log.jsonl into the results folder.
    Submissions that were graded there before and are graded again are replaced, others stay. After an interruption
    of any kind, --resume grades the rest.

    With --db the gradebook is in PostgreSQL. The results folder remembers where, but for the password.

    Exit status: 0 when everything was graded, whatever the notebooks were like; 2 for wrong usage, with nothing
    changed; 3 when the grader itself failed at a notebook, whose rows say `internal`; 4 when a notebook was refused, as
    nothing tells whose it is, or set aside, as it is of another lesson than nearly all in a zip, and the others were
    graded. With --dry-run also 1: some grades would change.
    """
    how = Options(**options, rosters=rosters)
    with running(how) as (runner, jobs):
        from course_lib.instructor.grading.grading_run import Asked, grade  # it takes a second, as the runner does

        asked = Asked(submitted, output, db, lesson, student, dry_run, exam)
        sys.exit(grade(asked, how, runner, jobs))
