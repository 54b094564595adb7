"""Who is in the class, read from a file that an LMS exports or that an instructor wrote.

Moodle's grading worksheet         Identifier, Full name, Email address, Status, …     numbers of one assignment
Moodle's list of participants      First name, Last name, Email address, Groups, …     no numbers
Canvas' gradebook                  Student, ID, SIS Login ID, Section, …               numbers of users
a table of one's own               student, name, email, id, group (any of the last four may be missing)
"""

import contextlib
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from course_lib.instructor.grading.intake.names import folder_name, shown
from course_lib.instructor.writing.plain_text import from_spreadsheet

WORKSHEET, PARTICIPANTS, GRADEBOOK, OWN = "Moodle's worksheet", "Moodle's participants", "Canvas' gradebook", "a table"
EXPECTED = (
    "the first line names the columns: Moodle's grading worksheet (Identifier, Full name, …) or participants (First "
    "name, Last name, Email address), Canvas' gradebook (Student, ID, Section), or student,name,email,id,group"
)
LARGEST = 16 * 2**20  # bytes
_NUMBER = re.compile(r"(\d+)\s*$")


class RosterError(Exception):
    """A file that holds no roster, and why."""


@dataclass(frozen=True)
class Enrolled:
    """Someone of the class; what the file does not tell is "".

    student: by which the results know them.  number: Moodle's, of one assignment.
    id: Canvas', or the instructor's own.  groups: the teams they are in.  late: how late Moodle says that they were.
    modified: when they handed in, in Moodle's words; "-" if they did not.
    """

    student: str
    name: str = ""
    email: str = ""
    username: str = ""
    id: str = ""
    number: str = ""
    groups: tuple[str, ...] = ()
    late: str = ""
    modified: str = ""

    @property
    def first_and_last(self) -> tuple[str, str]:
        """The name in two parts; the last word is the last name where nothing tells."""
        if "," in self.name:
            last, _, first = self.name.partition(",")
            return first.strip(), last.strip()
        first, _, last = self.name.rpartition(" ")
        return first, last


@dataclass(frozen=True)
class Roster:
    """The people of a class. kind: of what file.  remarks: what is wrong in it, line by line.

    largest: the maximum grade of the assignment, if the file is its worksheet and tells it.
    """

    kind: str
    people: tuple[Enrolled, ...]
    remarks: tuple[str, ...] = ()
    largest: float | None = None

    @property
    def tells_groups(self) -> bool:
        """Does it say who is in which team?"""
        return any(person.groups for person in self.people)


def merged(rosters: list[Roster]) -> Roster | None:
    """What several rosters of one class say together; None if there is none.

    A person is known by the e-mail address, else by the name in the results. Of two rosters that name one, a table of
    one's own comes first, then the first that tells something.
    """
    people: dict[str, Enrolled] = {}
    ordered = sorted(rosters, key=lambda roster: roster.kind != OWN)
    for person in (person for roster in ordered for person in roster.people):
        key = (person.email or person.student).casefold()
        known = people.get(key)
        new = {} if known is None else {name: value for name, value in vars(person).items() if not vars(known)[name]}
        people[key] = person if known is None else replace(known, **new)
    kinds = [roster.kind for roster in rosters]
    kind = next((kind for kind in (WORKSHEET, GRADEBOOK, *kinds) if kind in kinds), OWN)
    if not rosters:
        return None
    largest = next((found.largest for found in rosters if found.largest is not None), None)
    remarks = tuple(line for found in rosters for line in found.remarks)
    return Roster(kind, tuple(people.values()), remarks, largest)


def read_roster(path: Path) -> Roster:
    """The roster in a file, whatever its encoding and separator. Raises RosterError."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise RosterError(f"the roster {shown(str(path))} cannot be read: {error.strerror}") from error
    if len(content) > LARGEST:
        raise RosterError(f"the roster {shown(str(path))} has more than {LARGEST // 2**20} MB: no class is so large")
    try:
        return parse_roster(_text(content))
    except (RosterError, csv.Error) as error:
        raise RosterError(f"{shown(str(path))} is no roster: {error}") from error


def parse_roster(text: str) -> Roster:
    """The roster in a text. Raises RosterError or csv.Error."""
    head, _, _ = text.partition("\n")
    separator = max(",;\t", key=head.count)
    lines = [
        [from_spreadsheet(field.strip()) for field in line]
        for line in csv.reader(io.StringIO(text), delimiter=separator)
    ]
    columns = [name.lower() for name in lines[0]] if lines else []
    kind = _kind(set(columns))
    rows = [dict(zip(columns, line, strict=False)) for line in lines[1:] if any(line)]
    people = [person for row in rows if (person := _READERS[kind](row)) is not None]
    if not people:
        raise RosterError("it names nobody")
    return replace(_with_one_name_each(kind, people), largest=_largest(rows))


def _largest(rows: list[dict[str, str]]) -> float | None:
    """The maximum grade that a worksheet tells, the same in each row."""
    with contextlib.suppress(ValueError):
        return float(rows[0].get("maximum grade", "").replace(",", "."))
    return None


def _kind(columns: set[str]) -> str:
    if "identifier" in columns:
        return WORKSHEET
    if {"student", "id", "section"} <= columns:
        return GRADEBOOK
    if "student" in columns:
        return OWN
    if {"first name", "last name"} <= columns:
        return PARTICIPANTS
    raise RosterError(f"{EXPECTED}; found {shown(', '.join(sorted(columns)), 100) or 'nothing'}")


def _of_worksheet(row: dict[str, str]) -> Enrolled | None:
    number = _NUMBER.search(row["identifier"])
    if number is None:
        return None
    name, email, status = row.get("full name", ""), row.get("email address", ""), row.get("status", "")
    modified = row.get("last modified (submission)", "")
    late = status.partition(" - ")[2] if modified not in ("", "-") else ""
    student = email or name or f"Participant_{number[1]}"
    return Enrolled(student, name, email, number=number[1], late=late, modified=modified)


def _of_participants(row: dict[str, str]) -> Enrolled | None:
    name = " ".join(filter(None, (row["first name"], row["last name"])))
    email, username = row.get("email address", ""), row.get("username", "")
    groups = _groups(row.get("groups", row.get("group", "")), ",;")
    return Enrolled(username or email or name, name, email, username, groups=groups) if name else None


def _of_gradebook(row: dict[str, str]) -> Enrolled | None:
    if not row["id"].isdecimal():  # the points possible, and Canvas' own notes, are no students
        return None
    login = row.get("sis login id", "")
    email = login if "@" in login else ""
    return Enrolled(login or f"{row['student']}_{row['id']}", row["student"], email, login, id=row["id"])


def _of_own(row: dict[str, str]) -> Enrolled | None:
    student = row["student"]
    groups = _groups(row.get("group", row.get("groups", "")), ";")
    name, username = row.get("name", ""), row.get("username", "")
    return (
        Enrolled(student, name, row.get("email", ""), username, row.get("id", ""), groups=groups) if student else None
    )


_READERS = {WORKSHEET: _of_worksheet, PARTICIPANTS: _of_participants, GRADEBOOK: _of_gradebook, OWN: _of_own}


def _groups(text: str, separators: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in re.split(f"[{separators}]", text))))


def _with_one_name_each(kind: str, people: list[Enrolled]) -> Roster:
    """The people by names that folders can have; those who have one in common get their numbers behind it."""
    named = [replace(person, student=folder_name(person.student)) for person in people]
    count = Counter(person.student for person in named)
    numbered = [
        replace(person, student=folder_name(f"{person.student}_{person.number or person.id}"))
        if count[person.student] > 1 and (person.number or person.id)
        else person
        for person in named
    ]
    count = Counter(person.student for person in numbered)
    remarks = [
        f"{shown(student)} stands there {times} times: nothing tells which one is meant"
        for student, times in count.items()
        if times > 1
    ]
    return Roster(kind, tuple(person for person in numbered if count[person.student] == 1), tuple(remarks))


def _text(content: bytes) -> str:
    marks = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    for encoding in (marks.get(content[:2], "utf-8-sig"), "cp1252"):
        try:
            return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1").replace("\r\n", "\n")
