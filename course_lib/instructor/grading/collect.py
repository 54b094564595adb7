"""From the zip (or unpacked folder) that Moodle or Canvas exports to submissions as nbgrader lays them out.

The notebooks that count are copied to `into`/{student}/{lesson}/{lesson}.ipynb; everything else is told, not touched.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from course_lib.instructor.grading.archive import Member, MemberError, members, shown
from course_lib.instructor.grading.handed_in import CANVAS_FILE, MOODLE_FILE, MOODLE_FOLDER, HandedIn, handed_in
from course_lib.instructor.grading.results import write_atomically
from course_lib.instructor.grading.submissions import Submission, UnreadableNotebookError, parse_notebook
from course_lib.instructor.lesson import Lesson

MOST_NOTEBOOKS = 50  # of one student, that are looked at
TIMESTAMP = "timestamp.txt"


@dataclass(frozen=True)
class Found:
    """A notebook that a student handed in for a lesson, still where it came from."""

    member: Member
    by: HandedIn
    lesson: str
    remarks: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[tuple[int, int], datetime, str]:
        return self.by.order, self.member.modified, self.member.name


@dataclass
class Collection:
    """What a zip or folder holds. remarks: a line for each file that does not count, or not as it is.

    found: by student and lesson, the one that counts last.  students: everybody who handed in anything, and its origin.
    told: what each student is told about files that do not count.
    """

    found: dict[tuple[str, str], list[Found]] = field(default_factory=lambda: defaultdict(list))
    students: dict[str, HandedIn] = field(default_factory=dict)
    timestamps: dict[tuple[str, str], bytes] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    told: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def tell(self, name: str, reason: str, student: str | None = None) -> None:
        """Tell why a file does not count, or not as it is: the instructor, and the student in the feedback."""
        self.remarks.append(f"{shown(name)}: {reason}")
        if student is not None:
            self.told[student].append(f"{shown(name.split('/')[-1])}: {reason}.")


def is_export(source: Path) -> bool:
    """Is this a zip, or a folder in which somebody unpacked what Moodle or Canvas exports?"""
    if not source.is_dir():
        return source.is_file()
    return any(
        MOODLE_FOLDER.fullmatch(path.name)
        or (path.is_file() and (MOODLE_FILE.fullmatch(path.name) or CANVAS_FILE.fullmatch(path.name)))
        for path in source.iterdir()
    )


def collect(source: Path, lessons: list[Lesson], wanted: list[str] | None = None) -> Collection:
    """Look through a zip or folder for notebooks of the lessons of a course, of all or of the wanted ones.

    Raises ArchiveError.
    """
    inside, remarks = members(source)
    collection, seen = Collection(), defaultdict(int)
    names = [lesson.name for lesson in lessons]
    for remark in remarks:
        by = handed_in(remark.name, names)
        if by is not None:
            collection.students.setdefault(by.student, by)
        collection.tell(remark.name, remark.said, by.student if by else None)
    wanted = names if wanted is None else wanted
    for member in inside:
        by = handed_in(member.name, names)
        if by is None:
            if not member.name.endswith(TIMESTAMP):
                collection.tell(member.name, "left out: not named as Moodle, Canvas or nbgrader name submissions")
            continue
        collection.students.setdefault(by.student, by)
        if by.file == TIMESTAMP and by.lesson:
            collection.timestamps[by.student, by.lesson] = member.read()[:1000]
        elif not by.file.lower().endswith(".ipynb"):
            collection.tell(member.name, _no_notebook(by.file), by.student)
        elif seen[by.student] >= MOST_NOTEBOOKS:
            collection.tell(member.name, f"left out: more than {MOST_NOTEBOOKS} notebooks of one student", by.student)
        else:
            seen[by.student] += 1
            _place(member, by, lessons, wanted, collection)
    for attempts in collection.found.values():
        attempts.sort(key=lambda found: found.order)
    return collection


def submissions_of(collection: Collection, into: Path, student: str | None = None) -> list[Submission]:
    """Copy what counts to `into`, and give the submissions in order of lesson and student.

    A lesson counts as handed out if anybody handed it in; who handed in something else is missing.
    """
    made = []
    for lesson in sorted({lesson for _, lesson in collection.found}):
        for name in sorted(collection.students):
            if student in (None, name):
                made.append(_submission(collection, name, lesson, into))
    return made


def _submission(collection: Collection, student: str, lesson: str, into: Path) -> Submission:
    attempts = collection.found.get((student, lesson), [])
    said = tuple(collection.told.get(student, ()))
    if not attempts:
        return Submission(student, lesson, None, said, collection.students[student].lms_id)
    last, path = attempts[-1], into / student / lesson / f"{lesson}.ipynb"
    write_atomically(path, last.member.read())
    stamp = collection.timestamps.get((student, lesson))
    path.with_name(TIMESTAMP).unlink(missing_ok=True)
    if stamp is not None:
        write_atomically(path.with_name(TIMESTAMP), stamp)
    remarks = list(last.remarks)
    if len(attempts) > 1:
        others = ", ".join(shown(found.member.name.split("/")[-1]) for found in attempts[:-1])
        chosen = shown(last.member.name.split("/")[-1])
        remarks.append(f"Handed in {len(attempts)} times: {chosen}, the last one, was graded, not {others}.")
    if last.by.late:
        remarks.append("Canvas marks it as late.")
    return Submission(student, lesson, path, (*remarks, *said), last.by.lms_id)


def _no_notebook(file: str) -> str:
    if file.lower().endswith((".zip", ".7z", ".rar", ".tar", ".gz", ".tgz")):
        return "left out: an archive inside is not opened, the notebook itself is needed"
    return "left out: no notebook"


def _place(member: Member, by: HandedIn, lessons: list[Lesson], wanted: list[str], collection: Collection) -> None:
    """Find the lesson of a notebook, or tell why there is none."""
    try:
        lesson, told = _lesson_of(member.read(), by, lessons, wanted)
    except MemberError as error:
        collection.tell(member.name, f"refused: {error}", by.student)
        return
    if lesson is None:
        collection.tell(member.name, f"left out: {told}", by.student)
        return
    if lesson not in wanted:
        collection.tell(member.name, f"left out: it is of {lesson}, which was not asked for", by.student)
        return
    collection.found[by.student, lesson].append(Found(member, by, lesson, (told,) if told else ()))


def _lesson_of(content: bytes, by: HandedIn, lessons: list[Lesson], wanted: list[str]) -> tuple[str | None, str]:
    """The lesson that a notebook is of: told by its folder, its cells or its name, else the one that is wanted.

    Returns the lesson and a remark, or None and the reason.
    """
    if by.lesson is not None:
        return by.lesson, ""
    named = [lesson.name for lesson in lessons if by.file.lower().startswith(lesson.name.lower())]
    counts = _graded_cells(content, lessons)
    best = [name for name, count in counts.items() if count == max(counts.values())]
    if len(best) > 1:
        best = [name for name in best if name in named] or best
    if len(best) == 1:
        odd = by.file != f"{best[0]}.ipynb"
        return best[0], f"The notebook is named {shown(by.file)}, expected {best[0]}.ipynb." if odd else ""
    if best:
        return None, f"its cells are of several lessons ({', '.join(best)}): name it after the lesson"
    if len(named) == 1:
        return named[0], ""
    if len(wanted) == 1:
        return wanted[0], f"Nothing in {shown(by.file)} tells its lesson: it was taken for {wanted[0]}."
    return None, "nothing in it tells its lesson: name it after the lesson, or choose one with --lesson"


def _graded_cells(content: bytes, lessons: list[Lesson]) -> dict[str, int]:
    """For each lesson of which graded cells are in the notebook, how many."""
    try:
        notebook, _ = parse_notebook(content)
    except UnreadableNotebookError:
        return {}
    ids = {_grade_id(cell) for cell in notebook.cells}
    own = {lesson.name: {cell.grade_id for cell in lesson.cells} - {"setup", None} for lesson in lessons}
    return {name: len(ids & known) for name, known in own.items() if ids & known}


def _grade_id(cell) -> str | None:
    """The nbgrader id of a cell of which nothing is certain."""
    for key in ("metadata", "nbgrader", "grade_id"):
        cell = cell.get(key) if isinstance(cell, dict) else None
    return cell if isinstance(cell, str) else None
