"""Who handed in a file, read from the name that Moodle or Canvas gave it.

Moodle, "Download all submissions", with and without "Download submissions in folders"; the number is of the student in
this assignment, or of the team where teams hand in, and those in no team have none:

    Ada Lovelace_12345_assignsubmission_file_/02_relu_networks.ipynb
    Ada Lovelace_12345_assignsubmission_file_02_relu_networks.ipynb
    Default group_assignsubmission_file/02_relu_networks.ipynb

Canvas, "Download Submissions"; LATE stands only in late ones, -1 in the second attempt, `anon_` in anonymous grading.
Who wrote a text or gave a link has no number of an upload:

    lovelaceada_LATE_12345_67890_02_relu_networks-1.ipynb
    lovelaceada_12345_text.html
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from course_lib.instructor.grading.intake.attempts import plain_name
from course_lib.instructor.grading.intake.names import folder_name
from course_lib.instructor.writing.plain_text import SHAPES_WORDS

MOODLE, CANVAS = "moodle", "canvas"
TEXT, LINK = "a text", "a link"  # what can be handed in instead of a file
MOODLE_FOLDER = re.compile(r"(?P<name>.+?)(_(?P<id>\d+))?_assignsubmission_(?P<plugin>[a-z]+)_?", re.DOTALL)
MOODLE_FILE = re.compile(
    r"(?P<name>.+?)(_(?P<id>\d+))?_assignsubmission_(?P<plugin>file|onlinetext)_(?P<file>.+)", re.DOTALL
)
CANVAS_ANONYMOUS = re.compile(
    r"(?P<first>LATE_)?anon_(?P<late>LATE_)?(?P<id>[A-Za-z0-9]+)_"
    r"((?P<upload>\d+)_(?P<file>.+)|(?P<instead>text|link)\.html)",
    re.DOTALL,
)
CANVAS_INSTEAD = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<id>\d+)_(?P<instead>text|link)\.html", re.DOTALL)
INSTEAD = {"onlinetext": TEXT, "text": TEXT, "link": LINK}


@dataclass(frozen=True)
class Sender:
    """Who handed in, as an LMS says it. name: in its spelling.  number: its own of them, "" if it tells none.

    Canvas numbers users, Moodle the participants (or teams) of one assignment. upload: Canvas' number of the file.
    anonymous: the number is a code of this assignment.
    """

    system: str
    name: str
    number: str = ""
    upload: str = ""
    anonymous: bool = False


@dataclass(frozen=True)
class HandedIn:
    """What a name says. student: as in the results.  file: the name that the student gave it.

    given: the same with what the system or a browser put behind it, as -1.  late: Canvas marks it so.
    order: Canvas' own, of the uploads of all students, then of those of one name; () where there is none.
    instead: TEXT or LINK, if it is what the student handed in instead of a file.
    """

    student: str
    file: str
    sender: Sender | None = None
    late: bool = False
    order: tuple[int, ...] = ()
    given: str = ""
    instead: str = ""


def handed_in(name: str, lessons: Iterable[str] = (), digits: int | None = None) -> HandedIn | None:
    """Read the path of a file in a zip or folder of submissions; None if neither of the two named it.

    Where numbers stand in a name in Canvas, what tells which are Canvas' own is the name of a lesson behind them, then
    the length of the numbers of other uploads, `digits`; if neither does, there is no number.

    >>> handed_in("Ada Lovelace_12_assignsubmission_file_/x.ipynb").student
    'Ada Lovelace_12'
    >>> found = handed_in("lovelaceada_LATE_34_567_x-1.ipynb")
    >>> found.student, found.sender.number, found.late, found.order, found.file, found.given
    ('lovelaceada_34', '34', True, (567, 1), 'x.ipynb', 'x-1.ipynb')
    """
    *folders, file = name.split("/")
    for folder in folders:
        found = MOODLE_FOLDER.fullmatch(folder)
        if found:
            return _moodle(found, file)
    if found := MOODLE_FILE.fullmatch(file):
        return _moodle(found, found["file"])
    if found := CANVAS_ANONYMOUS.fullmatch(file):
        late = bool(found["first"] or found["late"])
        sender = Sender(CANVAS, "anon", found["id"], found["upload"] or "", anonymous=True)
        return _canvas(sender, f"anon_{found['id']}", late, found["file"], found["instead"])
    if (found := CANVAS_INSTEAD.fullmatch(file)) and _is_canvas_name(found["name"]):
        sender = Sender(CANVAS, found["name"], found["id"])
        return _canvas(sender, f"{found['name']}_{found['id']}", bool(found["late"]), None, found["instead"])
    return _canvas_upload(readings(file), [lesson.lower() for lesson in lessons], digits)


def readings(file: str) -> list[tuple[Sender, bool, str]]:
    """All ways in which Canvas may have named a file: whose it is, whether it is late, and the student's own name.

    There are several where numbers stand in the name of the student or at the beginning of that of the file.
    """
    parts = file.split("_")
    found = []
    for at in range(1, len(parts) - 2):
        number, upload, rest = parts[at], parts[at + 1], "_".join(parts[at + 2 :])
        late = at > 1 and parts[at - 1] == "LATE"
        name = "_".join(parts[: at - late])
        if _is_number(number) and _is_number(upload) and upload[0] != "0" and rest and _is_canvas_name(name):
            found.append((Sender(CANVAS, name, number, upload), late, rest))
    return found


def _canvas_upload(found: list[tuple[Sender, bool, str]], lessons: list[str], digits: int | None) -> HandedIn | None:
    if not found:
        return None
    of_a_lesson = [reading for reading in found if reading[2].lower().startswith(tuple(lessons))] if lessons else []
    alike = [reading for reading in of_a_lesson or found if len(reading[0].upload) == digits]
    likely = next((some for some in (alike, of_a_lesson, found) if len(some) == 1), None)
    sender, late, file = (likely or found)[0]
    student = f"{sender.name}_{sender.number}"
    if likely is None:
        sender = Sender(CANVAS, sender.name)
    return _canvas(sender, student, late, file, None)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _is_canvas_name(name: str) -> bool:
    """May Canvas have made this of a name? It keeps what Ruby takes for parts of words: letters, marks, digits, _."""
    return bool(name) and all(
        letter in SHAPES_WORDS
        or "\udc80" <= letter <= "\udcff"  # a byte of a name that is not in UTF-8
        or unicodedata.category(letter)[0] in "LM"
        or unicodedata.category(letter) in ("Nd", "Nl", "Pc")
        for letter in name
    )


def _moodle(found: re.Match, file: str) -> HandedIn:
    sender = Sender(MOODLE, found["name"], found["id"] or "")
    student = "_".join(filter(None, (found["name"][:100], found["id"])))
    instead = INSTEAD.get(found["plugin"], "") if file.lower().endswith((".html", ".htm")) else ""
    return HandedIn(folder_name(student), plain_name(file)[0], sender, given=file, instead=instead)


def _canvas(sender: Sender, student: str, late: bool, file: str | None, instead: str | None) -> HandedIn:
    given = file or f"{instead}.html"
    plain, attempt = plain_name(given)
    order = (int(sender.upload[:18]), attempt) if sender.upload else (0, attempt)
    return HandedIn(folder_name(student), plain, sender, late, order, given, INSTEAD.get(instead or "", ""))
