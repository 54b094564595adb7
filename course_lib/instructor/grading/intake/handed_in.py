"""Who handed in a file, read from the name that Moodle or Canvas gave it.

Moodle, "Download all submissions", with and without "Download submissions in folders":

    Ada Lovelace_12345_assignsubmission_file_/02_relu_networks.ipynb
    Ada Lovelace_12345_assignsubmission_file_02_relu_networks.ipynb

Canvas, "Download Submissions"; LATE stands only in late ones, -1 in the second attempt, `anon_` in anonymous grading:

    lovelaceada_LATE_12345_67890_02_relu_networks-1.ipynb
"""

import re
import unicodedata
from dataclasses import dataclass

from course_lib.instructor.grading.intake.attempts import plain_name
from course_lib.instructor.grading.intake.names import result_name

MOODLE_FOLDER = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?P<plugin>[a-z]+)_?", re.DOTALL)
MOODLE_FILE = re.compile(
    r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?P<plugin>file|onlinetext)_(?P<file>.+)", re.DOTALL
)
CANVAS_FILE = re.compile(  # the last range: bytes of a name that is not in UTF-8
    r"(?P<name>[\w\udc80-\udcff]+?)_(?P<late>LATE_)?(?P<id>\d+)_(?P<upload>\d+)_(?P<file>.+)", re.DOTALL
)
CANVAS_ANONYMOUS = re.compile(
    r"(?P<first>LATE_)?anon_(?P<late>LATE_)?(?P<id>[A-Za-z0-9]+)_(?P<upload>\d+)_(?P<file>.+)"
)


@dataclass(frozen=True)
class HandedIn:
    """What a name says. student: as in the results.  file: the name that the student gave it.

    lms_id: the participant (Moodle) or the user (Canvas), "" if not told.
    order: Canvas' own, of the uploads of all students, then of those of one name; () where there is none.
    """

    student: str
    file: str
    lms_id: str = ""
    late: bool = False
    order: tuple[int, ...] = ()


def handed_in(name: str) -> HandedIn | None:
    """Read the path of a file in a zip or folder of submissions; None if neither of the two named it.

    >>> handed_in("Ada Lovelace_12_assignsubmission_file_/x.ipynb").student
    'Ada Lovelace_12'
    >>> handed_in("lovelaceada_LATE_34_567_x-1.ipynb")
    HandedIn(student='lovelaceada_34', file='x.ipynb', lms_id='34', late=True, order=(567, 1))
    """
    *folders, file = name.split("/")
    for folder in folders:
        found = MOODLE_FOLDER.fullmatch(folder)
        if found:
            return _moodle(found, file)
    if found := MOODLE_FILE.fullmatch(file):
        return _moodle(found, found["file"])
    if found := CANVAS_ANONYMOUS.fullmatch(file):
        return _canvas(found, f"anon_{found['id']}", "")
    if found := CANVAS_FILE.fullmatch(file):
        return _canvas(found, f"{found['name']}_{found['id']}", found["id"])
    return None


def _moodle(found: re.Match, file: str) -> HandedIn:
    return HandedIn(_student(f"{found['name'][:100]}_{found['id']}"), plain_name(file)[0], found["id"])


def _canvas(found: re.Match, student: str, lms_id: str) -> HandedIn:
    plain, attempt = plain_name(found["file"])
    order = (int(found["upload"][:18]), attempt)
    late = any(key in ("late", "first") and value for key, value in found.groupdict().items())
    return HandedIn(_student(student), plain, lms_id, late, order)


def _student(name: str) -> str:
    """The name as a folder can have it on any system; the number in it keeps two of one name apart."""
    safe = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", unicodedata.normalize("NFC", name)).strip(" .")
    return result_name(safe) or "_"
