"""Which notebooks were handed in, in folders as nbgrader lays them out: {student}/{lesson}/{lesson}.ipynb."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from course_lib.instructor.grading.intake.archive import SILENTLY_IGNORED, modified, reader
from course_lib.instructor.grading.intake.attempts import Attempt, choose_in_folder
from course_lib.instructor.grading.intake.handed_in import Sender, handed_in
from course_lib.instructor.grading.intake.names import result_name, shown
from course_lib.instructor.grading.intake.people import OURS, place_of
from course_lib.instructor.source.lesson import Lesson

MOST_NOTEBOOKS = 50  # of one student, that are looked at


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one lesson. `path` is None if there is no notebook.

    student: as in the results.  sender: what Moodle or Canvas calls them, None if it did not come from there.
    attempts: of how many notebooks this one was chosen.  unclear: what is unknown about it, for the rows.
    absent: nothing at all came from them, but a roster names them.  members: of a team that handed in together, () if
    nothing tells who they are; None where it is one student.
    questions_of: of an exam, whose questions these are, if another student's.
    handed_in: the moment in UTC, "" if nothing tells.  clock: how Moodle's zip said it.  late: how the roster does.
    """

    student: str
    lesson: str
    path: Path | None
    remarks: tuple[str, ...] = ()
    sender: Sender | None = None
    attempts: int = 1
    unclear: str = ""
    absent: bool = False
    members: tuple[str, ...] | None = None
    handed_in: str = ""
    clock: str = ""
    late: str = ""
    questions_of: str = ""

    @property
    def lms_id(self) -> str:
        """The number by which Moodle or Canvas knows the student, "" if none is known."""
        return self.sender.number if self.sender else ""


def find_submissions(
    submitted: Path, lessons: list[str], student: str | None = None, read: Callable[[str], Lesson] | None = None
) -> list[Submission]:
    """The submissions in `submitted`/{student}/{lesson}/, in order of lesson and student.

    A lesson counts as handed out if anybody handed it in; whoever has a folder but no notebook of it is missing.
    `student`: look at this one alone; what the others handed in still decides what is missing.  `read`: gives a lesson
    by its name, to tell a notebook with answers from one as it was handed out.
    """
    students = sorted(path for path in submitted.iterdir() if path.is_dir() and _is_students(path, lessons))
    found = []
    for lesson in lessons:
        entries = [_submission(folder, lesson, read) for folder in students]
        if any(entry.path for entry in entries):
            found += [entry for entry in entries if student in (None, entry.student)]
    return found


def is_laid_out(submitted: Path, lessons: list[str]) -> bool:
    """Are the notebooks in a folder where `find_submissions` looks for them, none named by Moodle or Canvas?"""
    if any(handed_in(path.name) or handed_in(f"{path.name}/x") for path in submitted.iterdir()):
        return False
    for path in submitted.rglob("*"):
        name = path.relative_to(submitted).as_posix()
        if path.suffix.lower() != ".ipynb" or SILENTLY_IGNORED.search(name):
            continue
        place = place_of(name, lessons)
        if place is None:
            if handed_in(name):
                return False
            continue
        strictly = len(place.folders) == 1 and place.folders[0].lower() not in OURS
        if not strictly or (place.loose and _folder_of(path.parent, place.lesson) is None):
            return False
    return True


def _is_students(folder: Path, lessons: list[str]) -> bool:
    """Is this a student's folder? A hidden one is if it holds one of a lesson."""
    return not folder.name.startswith(".") or any(_folder_of(folder, lesson) for lesson in lessons)


def _submission(folder: Path, lesson: str, read: Callable[[str], Lesson] | None) -> Submission:
    """What the student with this folder handed in: the notebook of the right name, else the one that is there."""
    missing = partial(Submission, result_name(folder.name), lesson, None)
    try:
        inside = _folder_of(folder, lesson)
        notebooks = sorted(path for path in inside.iterdir() if path.suffix.lower() == ".ipynb") if inside else []
    except OSError as error:
        return missing((f"The folder cannot be read: {error.strerror}.",))
    if inside is None:
        return missing(("There is no folder of this lesson.",))
    if not notebooks:
        return missing(("The folder of this lesson holds no notebook.",))
    links = [path for path in notebooks if folder.resolve() not in path.resolve().parents]
    told = tuple(f"{shown(path.name)} is a link to a file elsewhere: it was not read." for path in links)
    files = [path for path in notebooks if path not in links and path.is_file()]
    if len(files) > MOST_NOTEBOOKS:
        files = sorted(sorted(files, key=_age)[:MOST_NOTEBOOKS])
        told = (
            *told,
            f"Of {len(notebooks)} notebooks here the {MOST_NOTEBOOKS} that were changed last were looked at.",
        )
    if not files:
        return missing(told) if links else Submission(result_name(folder.name), lesson, notebooks[0])
    attempts = [Attempt(path.name, reader(path), modified(path)) for path in files]
    chosen, remarks = choose_in_folder(attempts, lesson, read)
    path = None if chosen is None else files[chosen.number]
    return Submission(missing.args[0], lesson, path, (*remarks, *told), attempts=chosen.of if chosen else 1)


def _age(path: Path) -> tuple[bool, float]:
    """How long ago a file was changed; last of all those of which nothing tells."""
    when = modified(path)
    return when is None, 0.0 if when is None else -when.timestamp()


def _folder_of(folder: Path, lesson: str) -> Path | None:
    named = [path for path in sorted(folder.iterdir()) if path.is_dir() and path.name.lower() == lesson.lower()]
    return next((path for path in named if path.name == lesson), named[0] if named else None)
