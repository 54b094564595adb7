"""The grades as Moodle and Canvas import them, from the gradebook: with what a person decided, less late penalties.

`canvas.csv` (Grades, Import): Student, ID, SIS User ID, SIS Login ID, Section, and a column for each lesson; its
second row says the points possible.

`moodle.csv` (Grades, Import, CSV file): a row for each student and a column for each lesson. Moodle asks which column
names the student, and which lesson goes to which grade item. One unknown student, and it refuses the whole file.

`moodle_worksheet_LESSON.csv` (the assignment, Upload grading worksheet) for submissions that came from a Moodle zip:
Moodle needs Identifier, Grade and "Last modified (grade)", as they are called when the site is in English. It skips a
row whose date is older than what it knows, without a word, and shows the comments as HTML.

Both delete a grade where a cell is empty. So no cell ever is: where somebody has no grade in one of several lessons,
each lesson gets a file of its own, `canvas_LESSON.csv`, with those who have one.
"""

import html
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from nbgrader.api import Gradebook

from course_lib.instructor.grading.intake.handed_in import MOODLE, Sender
from course_lib.instructor.grading.intake.submissions import Submission
from course_lib.instructor.grading.records.by_hand import by_hand
from course_lib.instructor.grading.records.class_list import class_list
from course_lib.instructor.grading.records.feedback_zips import write_feedback_zips
from course_lib.instructor.grading.records.going_back import (
    Back,
    absent,
    for_canvas,
    for_moodle,
    going_back,
    of_system,
)
from course_lib.instructor.grading.records.results import Results, Row, csv_text
from course_lib.instructor.writing.files import write_atomically
from course_lib.instructor.writing.plain_text import to_spreadsheet, visible

WORKSHEET_COLUMNS = (
    "Identifier", "Full name", "Email address", "Grade", "Maximum grade", "Last modified (grade)", "Feedback comments",
)  # fmt: skip
OURS = ("canvas*.csv", "moodle*.csv", "feedback_*.zip")  # what is written here, and gone if it is not written again
Points = dict[str, dict[str, float]]  # by student and lesson
Table = list[list[str]]


def save_students(results: Results, submissions: Sequence[Submission]) -> None:
    """Keep in nbgrader's gradebook what a roster and the LMS say of students. Names that are there stay."""
    senders = {entry.student: entry.sender for entry in submissions if entry.sender}
    roster = class_list(results)
    people = {person.student: person for person in roster.people} if roster else {}
    if not senders and not people:
        return
    with Gradebook(results.db_url) as gradebook:
        for student in gradebook.students:
            sender, person = senders.get(student.id), people.get(student.id)
            if sender and sender.number:
                student.lms_user_id = sender.number
            if person and not student.email:
                student.email = person.email or None
            if not student.last_name and not student.first_name:
                named = person if person and person.name else None
                first, last = named.first_and_last if named else ("", sender.name if sender else "")
                student.first_name, student.last_name = first or None, last or None
        gradebook.db.commit()


def write_exports(results: Results) -> list[Path]:
    """Write the files for Moodle and Canvas beside grades.csv; which. Those of an earlier run are gone."""
    back = going_back(results)
    written: dict[str, Table] = {}
    written |= _tables("canvas", for_canvas(back.backs), back.largest, _canvas)
    written |= _tables("moodle", for_moodle(back.backs), back.largest, _moodle)
    comments = _comments(results.read_rows())
    for lesson in back.largest:
        own = [(entry, sender) for entry, sender in of_system(back.backs, MOODLE) if entry.lesson == lesson]
        if own and lesson not in back.teams:
            written[f"moodle_worksheet_{lesson}.csv"] = _worksheet(lesson, back.largest[lesson], own, comments)
    zips = write_feedback_zips(results, back)
    for path in (path for pattern in OURS for path in results.folder.glob(pattern)):
        if path.name not in written and path not in zips:
            path.unlink()
    for name, table in written.items():
        write_atomically(results.folder / name, csv_text(table[1:], table[0]))
    return [*(results.folder / name for name in written), *zips]


def remarks_on_exports(results: Results) -> tuple[str, ...]:
    """What the files for Moodle and Canvas do not hold, and why; first, what a person should confirm before."""
    asked = [str(given) for given in by_hand(results) if given.changed]
    return (*asked, *going_back(results).remarks, *absent(results))


def _tables(
    name: str, backs: list[Back], largest: dict[str, float], make: Callable[[dict[str, float], list[list[Back]]], Table]
) -> dict[str, Table]:
    """One table of all lessons if nobody lacks a grade in any, else one of each lesson."""
    by_student: dict[str, list[Back]] = defaultdict(list)
    for back in backs:
        by_student[back.student].append(back)
    lessons = {lesson: largest[lesson] for lesson in largest if any(back.lesson == lesson for back in backs)}
    if not lessons:
        return {}
    if all(len(own) == len(lessons) for own in by_student.values()):
        return {f"{name}.csv": make(lessons, _sorted(by_student.values()))}
    return {
        f"{name}_{lesson}.csv": make({lesson: points}, _sorted([back] for back in backs if back.lesson == lesson))
        for lesson, points in lessons.items()
    }


def _sorted(rows: Iterable[list[Back]]) -> list[list[Back]]:
    return sorted(rows, key=lambda own: (own[0].name, own[0].student))


def _canvas(largest: dict[str, float], rows: list[list[Back]]) -> Table:
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *largest]
    possible = ["    Points Possible", "", "", "", "", *(f"{points:g}" for points in largest.values())]
    return [head, possible, *([*_canvas_fields(own[0]), *_points(largest, own)] for own in rows)]


def _canvas_fields(back: Back) -> list[str]:
    number = back.sender.number if back.sender else back.person.id
    return [guard(back.name), guard(number), "", "" if number else guard(back.student), ""]


def _moodle(largest: dict[str, float], rows: list[list[Back]]) -> Table:
    """User names stand there if everybody has one, or nobody can be found otherwise: Moodle compares one column."""
    fields = [_moodle_fields(own[0]) for own in rows]
    heads = ["Username", "First name", "Last name", "Email address"]
    no_names = not all(row[0] for row in fields) and all(row[3] for row in fields)
    told = [n for n in range(len(heads)) if n or not no_names]
    lines = [[*(guard(line[n]) for n in told), *_points(largest, own)] for line, own in zip(fields, rows, strict=True)]
    return [[*(heads[n] for n in told), *largest], *lines]


def _moodle_fields(back: Back) -> list[str]:
    first, last = back.person.first_and_last
    folder = back.student if back.sender is None and not back.person.email else ""
    return [back.person.username or folder, first, last, back.person.email]


def _worksheet(lesson: str, largest: float, backs: list[tuple[Back, Sender]], comments: dict) -> Table:
    now = datetime.now().astimezone().isoformat(timespec="seconds")  # with its offset, as the site may be elsewhere
    rows = [
        [
            f"Participant {sender.number}",
            guard(" ".join(filter(None, back.person.first_and_last)) or back.student),
            guard(back.person.email),
            f"{back.points:g}",
            f"{largest:g}",
            now,
            guard(comments.get((back.of, lesson), "")),
        ]
        for back, sender in backs
    ]
    return [list(WORKSHEET_COLUMNS), *rows]


def _points(lessons: dict[str, float], own: list[Back]) -> list[str]:
    points = {back.lesson: back.points for back in own}
    return [f"{points[lesson]:g}" for lesson in lessons]


def _comments(rows: list[Row]) -> dict[tuple[str, str], str]:
    """For each student and lesson, what was said about the exercises that are not solved, as HTML, each thing once."""
    said: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row["status"] != "passed":
            message = (row["message"] or row["status"]).removeprefix(f"{row['exercise']}: ")
            said[row["student"], row["lesson"]][message].append(row["exercise"])
    return {key: "<br>".join(map(_as_html, _each_once(found))) for key, found in said.items()}


def _each_once(said: dict[str, list[str]]) -> list[str]:
    """What was said of which exercises; a line that is said of all of them stands alone at the end."""
    lines = {message: message.split("\n") for message in said}
    common = [line for line in next(iter(lines.values())) if all(line in own for own in lines.values())]
    common = common if len(said) > 1 else []
    told = {message: "\n".join(line for line in own if line not in common) for message, own in lines.items()}
    return [*(f"{', '.join(said[message])}: {text}" for message, text in told.items() if text), *common]


def _as_html(text: str) -> str:
    return html.escape(visible(text), quote=False).replace("\n", "<br>")


def guard(text: str) -> str:
    """A text of a gradebook, which students and people have a say in, as a field of a table."""
    return to_spreadsheet(visible(text))
