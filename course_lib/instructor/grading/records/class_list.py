"""roster.csv in a results folder: who is in the class, as rosters have told it, and Moodle's numbers for each lesson.

It is a roster itself, `student,name,email,id,group,username`, and may be mended by hand.
"""

import csv
from collections.abc import Iterable
from dataclasses import replace

from course_lib.instructor.grading.intake.roster import Enrolled, Roster, merged, read_roster
from course_lib.instructor.grading.records.results import Results, csv_text
from course_lib.instructor.writing.files import write_atomically
from course_lib.instructor.writing.plain_text import to_spreadsheet, visible

COLUMNS = ("student", "name", "email", "id", "group", "username")
NUMBER_IN = "participant in "  # and the lesson: the head of a column of Moodle's numbers


def class_list(results: Results) -> Roster | None:
    """The roster that the results remember, None if none was given. Raises RosterError."""
    return read_roster(results.roster) if results.roster.is_file() else None


def numbers_in(results: Results) -> dict[tuple[str, str], str]:
    """Moodle's number of a student in the assignment of a lesson, by student and lesson."""
    if not results.roster.is_file():
        return {}
    with results.roster.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["student"], head.removeprefix(NUMBER_IN)): number
        for row in rows
        for head, number in row.items()
        if head and head.startswith(NUMBER_IN) and number
    }


def remember(results: Results, roster: Roster, lessons: Iterable[str], moodles: bool) -> None:
    """Add a roster to what the results know. lessons: those of which its numbers are.

    moodles: the numbers are Moodle's.  Raises RosterError.
    """
    known = class_list(results)
    numbers = numbers_in(results)
    for person in roster.people:
        if number := person.number or (person.id if moodles else ""):
            numbers |= {(person.student, lesson): number for lesson in lessons}
    people = [replace(person, id="") if moodles else person for person in roster.people]
    everybody = merged([replace(roster, people=tuple(people)), *([known] if known else [])])
    heads = sorted({lesson for _, lesson in numbers})
    rows = [
        [*_fields(person), *(numbers.get((person.student, lesson), "") for lesson in heads)]
        for person in (everybody.people if everybody else ())
    ]
    head = [*COLUMNS, *(f"{NUMBER_IN}{lesson}" for lesson in heads)]
    write_atomically(results.roster, csv_text(rows, head))


def _fields(person: Enrolled) -> list[str]:
    told = (person.student, person.name, person.email, person.id, "; ".join(person.groups), person.username)
    return [to_spreadsheet(visible(text)) for text in told]
