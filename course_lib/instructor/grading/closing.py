"""What is made once the notebooks are graded: late penalties, the files for Moodle and Canvas, the report."""

import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from course_lib.instructor.grading.intake.submissions import Submission
from course_lib.instructor.grading.lost import kept
from course_lib.instructor.grading.records.database import DatabaseError
from course_lib.instructor.grading.records.exports import remarks_on_exports, save_students, write_exports
from course_lib.instructor.grading.records.feedback_again import follow_gradebook
from course_lib.instructor.grading.records.gradebook import check_gradebook, make_gradebook, submissions_in
from course_lib.instructor.grading.records.lateness import remarks_on_lateness, save_timestamps
from course_lib.instructor.grading.records.penalties import CONFIG, Penalties, assign_penalties
from course_lib.instructor.grading.records.results import Results, ResultsError, Row
from course_lib.instructor.grading.records.written_answers import remarks_on_written, settle_written
from course_lib.instructor.grading.report.class_statistics import needs_a_person
from course_lib.instructor.grading.report.report import write_report
from course_lib.instructor.source.course import Course, CourseNotFoundError, UnknownLessonError, find_course
from course_lib.instructor.source.faults import FaultyLessonError
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.writing.files import write_atomically
from course_lib.instructor.writing.terminal import say

FORM_GRADER = """\
# So that nbgrader's form grader works in this folder: run `jupyter lab` here, then Nbgrader > Formgrader.
c = get_config()
c.CourseDirectory.source_directory = {source!r}
c.CourseDirectory.ignore = ["lesson.py", "answers.py"]
c.CourseDirectory.submitted_directory = {submitted!r}

# Nothing went through nbgrader's exchange: every lesson counts as handed out, and none is missed.
c.CourseDirectory.course_id = "course"
c.ExchangeFactory.list = "course_lib.instructor.grading.exchange.LessonsHere"

# What students wrote and printed is shown by an allow list: nothing of theirs runs in your browser.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {{
    "clean_html": "course_lib.instructor.grading.marking.safe_html.safe_html",
    "markdown2html": "course_lib.instructor.grading.marking.safe_html.markdown2html",
}}
"""
DATABASE = """\

from pathlib import Path

# The password is read from PGPASSWORD or ~/.pgpass.
c.CourseDirectory.db_url = Path(__file__).with_name("gradebook.url").read_text(encoding="utf-8").strip()
"""


@dataclass(frozen=True)
class Closed:
    """What there is to say at the end. people: notebooks that a person should look at.  remarks: on the exports."""

    people: int
    penalties: Penalties
    exports: list[Path]
    remarks: tuple[str, ...] = ()

    def next_steps(self, results: Results) -> list[str]:
        """What an instructor does now, in lines."""
        lines = [f"Next: open {results.report}"]
        if self.people:
            verb = "needs" if self.people == 1 else "need"
            lines[0] += f": {self.people} {verb} a person, and it says why."
            lines.append(f"      To give points by hand: jupyter lab in {results.folder}, Nbgrader > Formgrader; then")
            lines.append(f"      course report {results.folder}")
        else:
            lines[0] += ": nobody needs a person."
        if self.penalties.late:
            lines.append(f"      {self.penalties}.")
        lines.append(f"      Hand out {results.folder / 'feedback'}.")
        names = ", ".join(path.name for path in self.exports)
        lines.append(f"      Import the grades into your system: {names or 'nothing'} in {results.folder}.")
        return [*lines, *(f"Note: {remark}." for remark in self.remarks)]


def close(results: Results, course: Course, submissions: Sequence[Submission] = ()) -> Closed:
    """Assign penalties, write exports and report from what stands in the results folder.

    submissions: those that were just graded; when they were handed in, and by whom, goes into the gradebook.
    """
    save_students(results, submissions)
    save_timestamps(results, submissions)
    penalties = assign_penalties(results, course.root)
    settle_written(results)
    rows, log = results.read_rows(), results.read_log()
    lessons = _lessons(rows, course)
    older = follow_gradebook(results, lessons, rows, log)
    exports = write_exports(results)
    remarks = (
        *remarks_on_exports(results),
        *remarks_on_written(rows),
        *remarks_on_lateness(results),
        *_about_releases(results),
        *older,
    )
    write_report(results, rows, log, lessons, remarks)
    _write_config(results, course)
    return Closed(len(needs_a_person(rows, log)), penalties, exports, remarks)


def _about_releases(results: Results) -> list[str]:
    """For each lesson of which notebooks of an earlier release were handed in: how many."""
    count = Counter(entry["lesson"] for entry in results.read_log() if entry.get("earlier_release"))
    return [
        f"{lesson} has changed since it was handed out: {number} of its notebooks are of an earlier release, and were "
        "graded by the cells of today"
        for lesson, number in sorted(count.items())
    ]


def _write_config(results: Results, course: Course) -> None:
    """Let nbgrader find the lessons from the results folder; what the instructor wrote there stays."""
    path, log = results.folder / CONFIG, results.read_log()
    if not path.exists():
        where = {
            Path(entry["file"]).parents[2] for entry in log if entry["file"] and len(Path(entry["file"]).parts) > 3
        }
        submitted = where.pop() if len(where) == 1 else results.submitted
        text = FORM_GRADER.format(source=_from(results, course.solutions), submitted=_from(results, submitted))
        write_atomically(path, text + DATABASE if results.in_postgresql else text)


def _from(results: Results, path: Path) -> str:
    """A path as it is from the results folder."""
    return Path(os.path.relpath(path.resolve(), results.folder.resolve())).as_posix()


def _lessons(rows: list[Row], course: Course) -> list[Lesson]:
    """The lessons of the results as far as the course still has them."""
    lessons = []
    for name in sorted({row["lesson"] for row in rows}):
        try:
            lessons.append(course.lesson(name))
        except (UnknownLessonError, FaultyLessonError):  # graded once, and gone or being rewritten now
            continue
    return lessons


@click.command("report")
@click.argument("folder", type=click.Path(path_type=Path))
def report_command(folder: Path) -> None:
    """Write the report, the results in the feedback, and the files for Moodle and Canvas in FOLDER again.

    Run it after grades, due dates or extensions were changed in nbgrader's form grader. Nothing is graded.
    """
    results = Results(folder)
    if not results.holds_grades():
        raise click.UsageError(f"{folder} holds no results: a folder that `course grade` made was expected")
    try:
        course = find_course()
        check_gradebook(results)
        with kept(results), results.alone():
            make_gradebook(results)
            if not submissions_in(results) and results.read_rows():
                raise click.UsageError(f"the gradebook of {folder} is empty: `course grade --resume` fills it again")
            closed = close(results, course)
    except (CourseNotFoundError, DatabaseError, ResultsError) as error:
        raise click.UsageError(str(error)) from error
    say("\n".join(closed.next_steps(results)))
    sys.exit(0)
