"""The results of one submission as its student reads them: from its rows, its entry in the log and the gradebook."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import jinja2
from markupsafe import Markup

from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.records.given import Given, Grades
from course_lib.instructor.grading.records.lesson_help import Help, lesson_help
from course_lib.instructor.grading.records.results import Row
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.writing.formulas import line_to_html
from course_lib.instructor.writing.templates import page_templates

WORDS = {  # a status as a student reads it, where its own word says less
    Status.PASSED: "solved",
    Status.FAILED: "wrong",
    Status.TIMEOUT: "does not end",
    Status.MEMORY: "too much memory",
    Status.CRASHED: "ends the process",
    Status.MISSING: "not answered",
    Status.UNREADABLE: "cannot be read",
    Status.UNGRADED: "waits for your teacher",
    Status.INTERNAL: "not graded yet",
}


@dataclass(frozen=True)
class Shown:
    """What is known of a submission: its rows, its entry in the log, what the gradebook says."""

    rows: tuple[Row, ...]
    entry: dict
    grades: Grades


@dataclass(frozen=True)
class Line:
    """One exercise. found: the points that the tests gave, None if they could not.  lines: with "is it the hint?"."""

    exercise: str
    title: str
    word: str
    bar: str
    points: float | None
    max_points: float
    found: float | None
    is_by_hand: bool
    comment: str
    lines: list[tuple[str, bool]]
    help: Help | None


def results_part(shown: Shown, lesson: Lesson) -> str:
    """The part of a feedback page that holds the results."""
    common = _common([row["message"].splitlines() for row in shown.rows])
    entries = [_line(row, shown, lesson, common) for row in shown.rows]
    return environment().get_template("results.html.j2").render(
        title=Markup(line_to_html(lesson.title)),
        points=shown.grades.points,
        penalty=shown.grades.penalty,
        max_points=sum(entry.max_points for entry in entries),
        undecided=sum(entry.points is None for entry in entries),
        entries=entries,
        common=common,
        notes=shown.entry.get("repairs", []),
    )  # fmt: skip


@cache
def environment() -> jinja2.Environment:
    """Where the templates of the pages of students are found."""
    return page_templates(__package__)


def _common(said: list[list[str]]) -> list[str]:
    """The lines that are said of every exercise: they are told once."""
    return [line for line in said[0] if all(line in own for own in said)] if len(said) > 1 else []


def _line(row: Row, shown: Shown, lesson: Lesson, common: list[str]) -> Line:
    exercise, status = row["exercise"], Status(row["status"])
    found = float(row["points"]) if row["points"] else None
    given = shown.grades.given.get(exercise, Given(found))
    in_words = exercise in shown.entry.get("written", ())  # a person reads those, and no test finds anything
    helped = lesson_help(lesson).get(exercise)
    solved = status == Status.PASSED or given.points == float(row["max_points"])
    return Line(
        exercise=exercise,
        title=helped.question.title if helped and exercise not in helped.question.title else "",
        word=WORDS.get(status, status),
        bar=status.bar,
        points=given.points,
        max_points=float(row["max_points"]),
        found=None if in_words else found,
        is_by_hand=given.is_by_hand,
        comment=shown.grades.comments.get(exercise, ""),
        lines=[] if in_words and given.is_by_hand else list(_told(row, shown, common)),
        help=None if solved or status == Status.INTERNAL else helped,
    )


def _told(row: Row, shown: Shown, common: list[str]) -> Iterable[tuple[str, bool]]:
    """The lines of a message, each with whether it has the sentence of the hint."""
    hint = shown.entry.get("hint_texts", {}).get(row["exercise"])
    for line in row["message"].removeprefix(f"{row['exercise']}: ").splitlines():
        if line not in common:
            yield line, bool(hint) and hint.splitlines()[0] in line
