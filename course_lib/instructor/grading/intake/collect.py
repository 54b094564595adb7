"""From the zip (or unpacked folder) that Moodle or Canvas exports to submissions as nbgrader lays them out.

Other zips and folders are taken too, if their paths tell who handed in what: see `people`. The notebooks that count
are copied to `into`/{student}/{lesson}/{lesson}.ipynb; everything else is told, not touched.
"""

import contextlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from course_lib.instructor.grading.intake.archive import Member, MemberError, members
from course_lib.instructor.grading.intake.attempts import Attempt, choose, choose_in_folder
from course_lib.instructor.grading.intake.companions import LARGEST_COMPANIONS, MOST_COMPANIONS, is_companion
from course_lib.instructor.grading.intake.enrolment import Enrolment, enrolment
from course_lib.instructor.grading.intake.handed_in import MOODLE, HandedIn, Sender
from course_lib.instructor.grading.intake.names import shown
from course_lib.instructor.grading.intake.notebook_file import UnreadableNotebookError, parse_notebook
from course_lib.instructor.grading.intake.origins import Origins
from course_lib.instructor.grading.intake.people import Place
from course_lib.instructor.grading.intake.roster import Roster
from course_lib.instructor.grading.intake.site_times import SiteTime, all_at_once, site_time
from course_lib.instructor.grading.intake.submissions import MOST_NOTEBOOKS, Submission
from course_lib.instructor.sandbox.bounded import OverBoundsError, bounded
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.writing.files import write_atomically

Entry = TypeVar("Entry")
TIMESTAMP = "timestamp.txt"
NAME_IT = "put each into a folder of its own, named after its student, and all of these into one folder"


@dataclass(frozen=True)
class Found:
    """A notebook that a student handed in for a lesson, still where it came from. place: None if an LMS named it."""

    member: Member
    by: HandedIn
    place: Place | None = None
    remarks: tuple[str, ...] = ()

    @property
    def attempt(self) -> Attempt:
        """The same, to be chosen from."""
        name = self.by.given or self.member.name.split("/")[-1]
        return Attempt(name, self.member.read, self.member.modified, self.by.order)


@dataclass
class Collection:
    """What a zip or folder holds. remarks: a line for each file that does not count, or not as it is.

    found: by student and lesson.  students: everybody who handed in anything, and what an LMS calls them.
    told: what each student is told about files that do not count.  others: files nobody asks for, by student or "".
    companions: files that a notebook may want beside it, by name, by student and lesson, or "" where no folder tells.
    refused: notebooks of which nothing tells the student, or that fall on one name: by student or "", and by lesson.
    holders: who has a notebook of each lesson, asked for or not, if an LMS named it.
    strays: notebooks of a lesson of which hardly anybody has one here, by lesson: they are not graded unasked.
    zone: whose clocks the times of Moodle's zip show; None if they are not to be read.
    """

    lessons: dict[str, Lesson]
    found: dict[tuple[str, str], list[Found]] = field(default_factory=lambda: defaultdict(list))
    students: dict[str, Sender | None] = field(default_factory=dict)
    timestamps: dict[tuple[str, str], bytes] = field(default_factory=dict)
    companions: dict[tuple[str, str], dict[str, Member]] = field(default_factory=lambda: defaultdict(dict))
    remarks: list[str] = field(default_factory=list)
    told: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    others: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    holders: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    strays: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    enrolment: Enrolment = field(default_factory=Enrolment)
    zone: str | None = None

    def tell(self, name: str, reason: str, by: HandedIn | None = None) -> None:
        """Tell why a file does not count, or not as it is: the instructor, and the student in the feedback."""
        self.remarks.append(f"{shown(name)}: {reason}")
        if by is not None:
            self.told[by.student].append(f"{shown(by.given or name.split('/')[-1])}: {reason}.")

    def is_of(self, system: str) -> bool:
        """Did this LMS name anybody here?"""
        return any(sender is not None and sender.system == system for sender in self.students.values())

    def read_times(self, zone: str | None) -> str:
        """Take the times of Moodle's zip for when its files were handed in. Returns what there is to say of it."""
        times = [
            entry.member.modified
            for found in self.found.values()
            for entry in found
            if entry.by.sender is not None and entry.by.sender.system == MOODLE
        ]
        if not any(times):
            return ""
        if all_at_once(times):
            return "all the same, which tells nothing of when they were handed in"
        if zone is None:
            return "not read, as nothing tells their zone: name the site's by --timezone"
        self.zone = zone
        return f"read as clocks in {zone} show them"

    def is_stray(self, lesson: str) -> bool:
        """Have so few of those whom an LMS named a notebook of this lesson that it was not what they were asked for?"""
        count, most = len(self.holders[lesson]), max(map(len, self.holders.values()), default=0)
        return 0 < count < most and (count == 1 or 2 * count < most)

    @property
    def expected(self) -> Iterator[tuple[str, str]]:
        """The student and lesson of each submission that there will be: of every lesson that anybody handed in."""
        for lesson in sorted({lesson for _, lesson in self.found}):
            for student in sorted(self.students):
                gone = self.is_stray(lesson) and (student, lesson) not in self.found
                if (student, lesson) not in self.refused and not gone:
                    yield student, lesson

    def enrol(self, roster: Roster | None) -> None:
        """Know students as a roster does; two that are one from now on handed in what both did."""
        self.enrolment = enrolment(roster, self.students)
        names = self.enrolment.names
        self.students = {names.get(student, student): sender for student, sender in self.students.items()}
        for table in (self.told, self.others):
            for old in [student for student in table if student in names]:
                table[names[old]].extend(table.pop(old))
        for holders in self.holders.values():
            holders |= {names[old] for old in holders if old in names}
            holders -= names.keys()
        _rename(self.found, names)
        _rename(self.refused, names)
        for old, lesson in [key for key in self.companions if key[0] in names]:
            self.companions[names[old], lesson].update(self.companions.pop((old, lesson)))
        for old, lesson in [key for key in self.timestamps if key[0] in names]:
            self.timestamps[names[old], lesson] = self.timestamps.pop((old, lesson))


def _rename(table: dict[tuple[str, str], list[Entry]], names: dict[str, str]) -> None:
    """Have what is kept by student and lesson under the new names of students."""
    for old, lesson in [key for key in table if key[0] in names]:
        table[names[old], lesson].extend(table.pop((old, lesson)))


def collect(source: Path, lessons: list[Lesson], wanted: list[str] | None = None) -> Collection:
    """Look through a zip or folder for notebooks of the lessons of a course, of all or of the wanted ones.

    Raises ArchiveError.
    """
    inside, refused = members(source)
    collection = Collection({lesson.name: lesson for lesson in lessons})
    names = [*(member.name for member in inside), *(remark.name for remark in refused)]
    origins = Origins(names, list(collection.lessons))
    collection.students.update(dict.fromkeys(origins.students_of(source)))
    for remark in refused:
        by = origins.by(remark.name)
        if by is not None:
            collection.students.setdefault(by.student, by.sender)
        collection.tell(remark.name, remark.said, by)
    for member in inside:
        by = origins.by(member.name)
        if by is not None:
            collection.students.setdefault(by.student, by.sender)
        if member.name in origins.named or member.name in origins.places:
            place = origins.places.get(member.name)
            _take(member, by, place, list(collection.lessons) if wanted is None else wanted, collection)
        elif by is not None and _is_notebook(by.file):
            collection.tell(member.name, "left out: no folder above it is named after its lesson", by)
        else:
            collection.others[by.student if by else ""].append(member.name)
    if wanted is None or len(wanted) == len(lessons):
        _set_strays_aside(collection)
    _tell_of_the_others(collection)
    _refuse_what_falls_together(collection)
    return collection


def submissions_of(collection: Collection, into: Path, student: str | None = None) -> list[Submission]:
    """Copy what counts to `into`, and give the submissions in order of lesson and student.

    A lesson counts as handed out if anybody handed it in; who handed in something else is missing.
    """
    found = [
        _submission(collection, name, lesson, into) for name, lesson in collection.expected if student in (None, name)
    ]
    lessons = [name for name in dict.fromkeys(entry.lesson for entry in found) if not collection.is_stray(name)]
    return enrolled(found, collection.enrolment, lessons, student)


def enrolled(
    found: list[Submission], known: Enrolment, lessons: list[str], student: str | None = None
) -> list[Submission]:
    """The submissions with what a roster says of them, and one for each who handed in nothing of these lessons."""
    late = {person.student: person.late for person in known.people.values() if person.late}
    members = {name: tuple(person.student for person in team) for name, team in known.teams.items()}
    told = [
        replace(
            entry,
            remarks=(*entry.remarks, f"The list of the class says: {late[entry.student]}.")
            if entry.path and entry.student in late
            else entry.remarks,
            members=members.get(entry.student),
            late=late.get(entry.student, "") if entry.path else "",
        )
        for entry in found
    ]
    absent = [
        Submission(person.student, lesson, None, absent=True)
        for lesson in lessons
        for person in known.absent
        if student in (None, person.student)
    ]
    return [*told, *absent]


def _submission(collection: Collection, student: str, lesson: str, into: Path) -> Submission:
    found = collection.found.get((student, lesson), [])
    said, sender = tuple(dict.fromkeys(collection.told.get(student, ()))), collection.students[student]
    if sender is not None and sender.system == MOODLE and collection.is_stray(lesson):
        sender = replace(sender, number="")  # Moodle numbers people anew in the lesson's own assignment
    if not found:
        return Submission(student, lesson, None, said, sender)
    attempts = [entry.attempt for entry in found]
    if found[0].place is None:
        choice = choose(attempts, collection.lessons[lesson])
        last = found[choice.number]
        remarks = (*last.remarks, choice.remark) if choice.remark else last.remarks
    else:
        chosen, remarks = choose_in_folder(attempts, lesson, collection.lessons.__getitem__)
        if chosen is None:
            return Submission(student, lesson, None, (*remarks, *said), sender)
        choice, last = chosen, found[chosen.number]
    path = into / student / lesson / f"{lesson}.ipynb"
    is_moodles = last.by.sender is not None and last.by.sender.system == MOODLE
    when = site_time(last.member.modified, collection.zone) if is_moodles else SiteTime()
    stamp = when.stamp or collection.timestamps.get((student, lesson))
    beside = ({} if stamp is None else {TIMESTAMP: stamp}) | _beside(collection, student, lesson)
    _copy(path, {path.name: last.member.read(), **beside})
    if last.by.late:
        remarks = (*remarks, "Canvas marks it as late.")
    if sender is not None and last.by.sender is not None:
        sender = replace(sender, upload=last.by.sender.upload)
    remarks = (*remarks, *said, *filter(None, [when.unclear]))
    return Submission(student, lesson, path, remarks, sender, choice.of, when.unclear, clock=when.clock)


def _beside(collection: Collection, student: str, lesson: str) -> dict[str, bytes]:
    """The files that the notebook may want, a few more than it may have: `find_companions` says which it gets."""
    beside = {}
    found = collection.companions[student, ""] | collection.companions[student, lesson]
    for name in sorted(found)[: MOST_COMPANIONS + 1]:
        with contextlib.suppress(MemberError):
            beside[name] = found[name].read()[: LARGEST_COMPANIONS + 1]
    return beside


def _copy(path: Path, files: dict[str, bytes]) -> None:
    """Have these files, and none of an earlier run, in the folder of the notebook."""
    for old in path.parent.iterdir() if path.parent.is_dir() else ():
        if old.name not in files and old.is_file():
            old.unlink()
    for name, content in files.items():
        write_atomically(path.with_name(name), content)


def _is_notebook(name: str) -> bool:
    return name.lower().endswith(".ipynb")


def _take(member: Member, by: HandedIn | None, place: Place | None, wanted: list[str], collection: Collection) -> None:
    """Put a file that has a name or a place where it belongs, or tell why it does not count."""
    if by is None and place is not None and _is_notebook(member.name):
        collection.refused["", place.lesson].append(member.name)
        collection.tell(member.name, f"refused: nothing tells who handed it in: {NAME_IT}")
    elif by is None:
        collection.others[""].append(member.name)
    elif by.file == TIMESTAMP and place is not None:
        collection.timestamps[by.student, place.lesson] = member.read()[:1000]
    elif by.instead:
        collection.tell(member.name, f"left out: {by.instead} was handed in where a file, the notebook, is needed", by)
    elif not _is_notebook(by.file) and is_companion(by.file):
        if place is None or by.file not in collection.lessons[place.lesson].setup.data:
            collection.companions[by.student, place.lesson if place else ""][by.file] = member
    elif not _is_notebook(by.file):
        collection.tell(member.name, _no_notebook(by.file), by)
    elif sum(len(found) for (student, _), found in collection.found.items() if student == by.student) >= MOST_NOTEBOOKS:
        collection.tell(member.name, f"left out: more than {MOST_NOTEBOOKS} notebooks of one student", by)
    else:
        _place(member, by, place, wanted, collection)


def _no_notebook(file: str) -> str:
    if file.lower().endswith((".zip", ".7z", ".rar", ".tar", ".gz", ".tgz")):
        return "left out: an archive inside is not opened, the notebook itself is needed"
    return "left out: no notebook"


def _tell_of_the_others(collection: Collection) -> None:
    """Tell the files that nobody asks for: one by one, but those in a student's folder all at once."""
    for (student, lesson), files in collection.companions.items():
        if not any(found == (student, lesson or found[1]) for found in collection.found):
            for name, member in files.items():
                collection.tell(member.name, _no_notebook(name), HandedIn(student, name))
    for student, names in collection.others.items():
        if student:
            several = "1 other file was" if len(names) == 1 else f"{len(names)} other files were"
            collection.remarks.append(f"{shown(student)}: {several} not looked at, as {shown(names[0])}")
            continue
        for name in names:
            if not name.endswith(TIMESTAMP):
                collection.tell(name, "left out: not named as Moodle, Canvas or nbgrader name submissions")


def _set_strays_aside(collection: Collection) -> None:
    """Take out what is of another lesson than nearly all of an export: perhaps an old notebook, by mistake."""
    for student, lesson in [key for key in collection.found if collection.is_stray(key[1])]:
        for entry in collection.found.pop((student, lesson)):
            collection.strays[lesson].append(entry.member.name)
            reason = f"left out: it is of {lesson}, of which hardly anybody handed in one here"
            collection.tell(entry.member.name, reason, entry.by)


def _refuse_what_falls_together(collection: Collection) -> None:
    """Refuse notebooks of one lesson in several folders that would all be of one student whom no LMS named."""
    for (student, lesson), found in list(collection.found.items()):
        loose = [entry for entry in found if entry.place is not None and entry.place.loose]
        if len(loose) < len(found):
            for entry in loose:
                collection.tell(entry.member.name, "left out: there is one in the folder of the lesson", entry.by)
                found.remove(entry)
        folders = {
            entry.member.name.rpartition("/")[0]: entry.member.name for entry in found if entry.place is not None
        }
        if len(folders) + any(entry.place is None for entry in found) < 2:
            continue
        names = [entry.member.name for entry in found]
        collection.refused[student, lesson] = names
        told = " and ".join(shown(name) for name in names)
        collection.remarks.append(f"{told}: refused: all would be of {shown(student)}: {NAME_IT}")
        del collection.found[student, lesson]


def _place(member: Member, by: HandedIn, place: Place | None, wanted: list[str], collection: Collection) -> None:
    """Find the lesson of a notebook, or tell why there is none."""
    try:
        content = member.read()
    except MemberError as error:
        collection.tell(member.name, f"refused: {error}", by)
        return
    lessons = list(collection.lessons.values())
    lesson, told = (place.lesson, "") if place is not None else _lesson_of(content, by, lessons, wanted)
    if lesson is not None and by.sender is not None:
        collection.holders[lesson].add(by.student)
    if lesson is None:
        collection.tell(member.name, f"left out: {told}", by)
    elif lesson not in wanted:
        collection.tell(member.name, f"left out: it is of {lesson}, which was not asked for", by)
    else:
        collection.found[by.student, lesson].append(Found(member, by, place, (told,) if told else ()))


def _lesson_of(content: bytes, by: HandedIn, lessons: list[Lesson], wanted: list[str]) -> tuple[str | None, str]:
    """The lesson that a notebook is of: told by its cells or its name, else the one that is wanted.

    Returns the lesson and a remark, or None and the reason.
    """
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
        ids = bounded(_grade_ids, content)
    except (UnreadableNotebookError, OverBoundsError):
        return {}
    own = {lesson.name: {cell.grade_id for cell in lesson.cells} - {"setup", None} for lesson in lessons}
    return {name: len(ids & known) for name, known in own.items() if ids & known}


def _grade_ids(content: bytes) -> set[str | None]:
    notebook, _ = parse_notebook(content)
    return {_grade_id(cell) for cell in notebook.cells}


def _grade_id(cell: object) -> str | None:
    """The nbgrader id of a cell of which nothing is certain."""
    for key in ("metadata", "nbgrader", "grade_id"):
        cell = cell.get(key) if isinstance(cell, dict) else None
    return cell if isinstance(cell, str) else None
