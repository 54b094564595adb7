"""The grades as Moodle and Canvas import them, from the gradebook: with what a person decided, less late penalties.

`canvas.csv` (Grades, Import): Student, ID, SIS User ID, SIS Login ID, Section, and a column for each lesson; its
second row says the points possible.

`moodle.csv` (Grades, Import, CSV file): a row for each student and a column for each lesson. Moodle asks which column
names the student, and which lesson goes to which grade item.

`moodle_worksheet_LESSON.csv` (the assignment, Upload grading worksheet) for submissions that came from a Moodle zip:
Moodle needs Identifier, Grade and "Last modified (grade)", as they are called when the site is in English.
"""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from course_lib.instructor.grading.intake.submissions import Submission
from course_lib.instructor.grading.records.results import Results, Row, csv_text
from course_lib.instructor.writing.files import write_atomically
from course_lib.instructor.writing.plain_text import to_spreadsheet, visible

WORKSHEET_COLUMNS = (
    "Identifier", "Full name", "Email address", "Grade", "Maximum grade", "Last modified (grade)", "Feedback comments",
)  # fmt: skip


@dataclass(frozen=True)
class Pupil:
    """A student as the gradebook knows them, and their points by lesson: None where a person has yet to decide."""

    id: str
    lms_id: str
    first_name: str
    last_name: str
    email: str
    points: dict[str, float | None]

    @property
    def name(self) -> str:
        """As Canvas sorts it: last name, first name."""
        return ", ".join(filter(None, (self.last_name, self.first_name))) or self.id


def save_students(results: Results, submissions: list[Submission]) -> None:
    """Keep in nbgrader's gradebook by which number Moodle or Canvas knows a student. Names that are there stay."""
    known = {entry.student: entry.lms_id for entry in submissions if entry.lms_id}
    if not known:
        return
    with Gradebook(results.db_url) as gradebook:
        for student in gradebook.students:
            if student.id not in known:
                continue
            student.lms_user_id = known[student.id]
            if not student.last_name and not student.first_name:
                student.last_name = student.id.removesuffix(f"_{student.lms_user_id}")
        gradebook.db.commit()


def write_exports(results: Results) -> list[Path]:
    """Write the files for Moodle and Canvas beside grades.csv; which."""
    largest, pupils = _read(results)
    written = {"canvas.csv": _canvas(largest, pupils), "moodle.csv": _moodle(largest, pupils)}
    comments = _comments(results.read_rows())
    for lesson in largest:
        own = [pupil for pupil in pupils if pupil.lms_id and lesson in pupil.points]
        if own:
            written[f"moodle_worksheet_{lesson}.csv"] = _worksheet(lesson, largest[lesson], own, comments)
    for name, table in written.items():
        write_atomically(results.folder / name, csv_text(table[1:], table[0]))
    return [results.folder / name for name in written]


def _read(results: Results) -> tuple[dict[str, float], list[Pupil]]:
    """The points possible of each lesson that somebody handed in, and the students in order."""
    with Gradebook(results.db_url) as gradebook:
        points: dict[str, dict[str, float | None]] = defaultdict(dict)
        largest = {}
        for assignment in sorted(gradebook.assignments, key=lambda assignment: assignment.name):
            for entry in assignment.submissions:
                largest[assignment.name] = assignment.max_score
                score = max(0.0, entry.score - entry.late_submission_penalty)
                points[entry.student.id][assignment.name] = None if entry.needs_manual_grade else score
        pupils = [
            Pupil(
                found.id,
                found.lms_user_id or "",
                found.first_name or "",
                found.last_name or "",
                found.email or "",
                points[found.id],
            )
            for found in gradebook.students
        ]
    return largest, sorted(pupils, key=lambda pupil: (pupil.name, pupil.id))


def _canvas(largest: dict[str, float], pupils: list[Pupil]) -> list[list[str]]:
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *largest]
    possible = ["    Points Possible", "", "", "", "", *(f"{points:g}" for points in largest.values())]
    rows = [
        [
            guard(pupil.name),
            guard(pupil.lms_id),
            "",
            "" if pupil.lms_id else guard(pupil.id),
            "",
            *_points(largest, pupil),
        ]
        for pupil in pupils
    ]
    return [head, possible, *rows]


def _moodle(largest: dict[str, float], pupils: list[Pupil]) -> list[list[str]]:
    head = ["Username", "First name", "Last name", "Email address", *largest]
    rows = [
        [*map(guard, (pupil.id, pupil.first_name, pupil.last_name, pupil.email)), *_points(largest, pupil)]
        for pupil in pupils
    ]
    return [head, *rows]


def _worksheet(lesson: str, largest: float, pupils: list[Pupil], comments: dict) -> list[list[str]]:
    rows = [
        [
            f"Participant {pupil.lms_id}",
            guard(pupil.name),
            guard(pupil.email),
            *_points([lesson], pupil),
            f"{largest:g}",
            "-",
            guard(comments.get((pupil.id, lesson), "")),
        ]
        for pupil in pupils
    ]
    return [list(WORKSHEET_COLUMNS), *rows]


def _points(lessons, pupil: Pupil) -> list[str]:
    """The points as text; empty where there are none, which Moodle and Canvas leave as it was."""
    return ["" if pupil.points.get(lesson) is None else f"{pupil.points[lesson]:g}" for lesson in lessons]


def _comments(rows: list[Row]) -> dict[tuple[str, str], str]:
    """For each student and lesson, what was said about the exercises that are not solved."""
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        if row["status"] != "passed":
            said[row["student"], row["lesson"]].append(f"{row['exercise']}: {row['message'] or row['status']}")
    return {key: "\n".join(lines) for key, lines in said.items()}


def guard(text: str) -> str:
    """A text of a gradebook, which students and people have a say in, as a field of a table."""
    return to_spreadsheet(visible(text))
