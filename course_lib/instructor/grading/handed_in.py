"""Who handed in a file, read from the name that Moodle, Canvas or nbgrader gave it.

Moodle, "Download all submissions", with and without "Download submissions in folders":

    Ada Lovelace_12345_assignsubmission_file_/02_relu_networks.ipynb
    Ada Lovelace_12345_assignsubmission_file_02_relu_networks.ipynb

Canvas, "Download Submissions"; LATE stands only in late ones, -1 in the second attempt, `anon_` in anonymous grading:

    lovelaceada_LATE_12345_67890_02_relu_networks-1.ipynb

nbgrader, below any folder:

    ada/02_relu_networks/02_relu_networks.ipynb
"""

import re
from dataclasses import dataclass

MOODLE_FOLDER = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?P<plugin>[a-z]+)_?")
MOODLE_FILE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?P<plugin>file|onlinetext)_(?P<file>.+)")
CANVAS_FILE = re.compile(r"(?P<name>\w+?)_(?P<late>LATE_)?(?P<id>\d+)_(?P<upload>\d+)_(?P<file>.+)")
CANVAS_ANONYMOUS = re.compile(r"anon_(?P<late>LATE_)?(?P<id>[A-Za-z0-9]+)_(?P<upload>\d+)_(?P<file>.+)")
ATTEMPT = re.compile(r"(?P<stem>.*?)(?:-(?P<attempt>\d{1,3})|[ _]?\((?P<copy>\d{1,3})\))(?P<suffix>\.\w+)")


@dataclass(frozen=True)
class HandedIn:
    """What a name says. student: as in the results.  file: the name that the student gave it.

    lms: where it comes from.  lms_id: the participant (Moodle) or the user (Canvas), "" if not told.
    order: files of one student are sorted by it, the last one counts.
    """

    student: str
    file: str
    lms: str  # moodle, canvas or nbgrader
    lms_id: str = ""
    late: bool = False
    order: tuple[int, int] = (0, 0)
    lesson: str | None = None  # where the folder names it: nbgrader's layout


def handed_in(name: str, lessons: list[str]) -> HandedIn | None:
    """Read the path of a file in a zip or folder of submissions; None if it is named by none of the three.

    >>> handed_in("Ada Lovelace_12_assignsubmission_file_/x.ipynb", []).student
    'Ada Lovelace_12'
    >>> handed_in("lovelaceada_LATE_34_567_x-1.ipynb", [])  # doctest: +NORMALIZE_WHITESPACE
    HandedIn(student='lovelaceada_34', file='x.ipynb', lms='canvas', lms_id='34', late=True, order=(1, 567),
             lesson=None)
    """
    *folders, file = name.split("/")
    for folder in folders:
        found = MOODLE_FOLDER.fullmatch(folder)
        if found:
            return _moodle(found, file)
    if found := MOODLE_FILE.fullmatch(file):
        return _moodle(found, found["file"])
    by_name = {lesson.lower(): lesson for lesson in lessons}
    if len(folders) > 1 and folders[-1].lower() in by_name:
        return HandedIn(_safe(folders[-2]), file, "nbgrader", lesson=by_name[folders[-1].lower()])
    if found := CANVAS_ANONYMOUS.fullmatch(file):
        return _canvas(found, f"anon_{found['id']}", "")
    if found := CANVAS_FILE.fullmatch(file):
        return _canvas(found, f"{found['name']}_{found['id']}", found["id"])
    return None


def plain_name(file: str) -> tuple[str, int]:
    """A file's name without the mark of a second attempt or a second download, and the number in that mark.

    >>> plain_name("02_relu_networks-2.ipynb"), plain_name("02_relu_networks (1).ipynb")
    (('02_relu_networks.ipynb', 2), ('02_relu_networks.ipynb', 1))
    """
    found = ATTEMPT.fullmatch(file)
    if found is None:
        return file, 0
    return found["stem"] + found["suffix"], int(found["attempt"] or found["copy"])


def _moodle(found: re.Match, file: str) -> HandedIn:
    plain, attempt = plain_name(file)
    return HandedIn(_safe(f"{found['name'][:100]}_{found['id']}"), plain, "moodle", found["id"], order=(attempt, 0))


def _canvas(found: re.Match, student: str, lms_id: str) -> HandedIn:
    plain, attempt = plain_name(found["file"])
    order = (attempt, int(found["upload"][:18]))
    return HandedIn(_safe(student), plain, "canvas", lms_id, found["late"] is not None, order)


def _safe(student: str) -> str:
    """The name as a folder can have it on any system."""
    return re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", student).strip(" .") or "_"
