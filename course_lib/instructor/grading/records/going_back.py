"""What goes back to an LMS: the points of each student, under the name and number by which it knows them.

Points come from the gradebook, with what a person decided, less late penalties; numbers from the log, which has those
of the files, and from the roster. Of two that have one number, as after a change of name, the newest goes back.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from nbgrader.api import Gradebook, Student, SubmittedAssignment

from course_lib.instructor.grading.intake.handed_in import CANVAS, MOODLE, Sender
from course_lib.instructor.grading.intake.names import shown
from course_lib.instructor.grading.intake.roster import Enrolled
from course_lib.instructor.grading.records.class_list import class_list, numbers_in
from course_lib.instructor.grading.records.results import Results


@dataclass(frozen=True)
class Back:
    """The points of a student for a lesson. of: whose submission it was, the student's or the team's.

    sender: what the LMS calls them; None if it named nobody.  person: as a roster, or else the gradebook, knows them.
    enrolled: a roster does.  graded: whether there was a notebook, and when, as the log says it.
    """

    student: str
    lesson: str
    points: float
    of: str
    sender: Sender | None
    person: Enrolled
    enrolled: bool
    graded: tuple[bool, str]

    @property
    def name(self) -> str:
        """As Canvas sorts it: last name, first name."""
        return ", ".join(filter(None, reversed(self.person.first_and_last))) or self.student


@dataclass(frozen=True)
class GoingBack:
    """All that goes back. largest: the points possible of each lesson.  remarks: what does not, and why.

    teams: lessons in which teams handed in of which nothing tells the members.
    """

    largest: dict[str, float]
    backs: tuple[Back, ...]
    teams: frozenset[str]
    remarks: tuple[str, ...]


def going_back(results: Results) -> GoingBack:
    """Read what goes back. A grade that a person has yet to give, and one of who handed in nothing, is left out."""
    log = {(entry["student"], entry["lesson"]): entry for entry in results.read_log()}
    roster, numbers = class_list(results), numbers_in(results)
    people = {person.student: person for person in roster.people} if roster else {}
    backs, largest, teams = [], {}, set()
    with Gradebook(results.db_url) as gradebook:
        for assignment in sorted(gradebook.assignments, key=lambda assignment: assignment.name):
            for entry in assignment.submissions:
                lesson, student, told = (
                    assignment.name,
                    entry.student.id,
                    log.get((entry.student.id, assignment.name), {}),
                )
                largest[lesson] = assignment.max_score
                points = _points(entry)
                if points is None or told.get("absent"):
                    continue
                members = told.get("members")
                if members is not None and not members:
                    teams.add(lesson)
                sender = Sender(**told["lms"]) if told.get("lms") else None
                known = _as_in_gradebook(entry.student, sender)
                for one in [student] if members is None else members:
                    person = people.get(one, known if members is None else Enrolled(one))
                    number = numbers.get((one, lesson), "") if sender and sender.system == MOODLE else person.id
                    sent = _sender(sender, number, alone=members is None)
                    graded = told.get("file") is not None, told.get("graded", "")
                    backs.append(Back(one, lesson, points, student, sent, person, one in people, graded))
    newest, remarks = _newest(backs)
    return GoingBack(largest, newest, frozenset(teams), (*remarks, *_about(newest, teams)))


def _points(entry: SubmittedAssignment) -> float | None:
    """The points of a submission in the gradebook, None if nobody has given any where a person must."""
    if entry.needs_manual_grade:
        grades = [grade for notebook in entry.notebooks for grade in notebook.grades]
        if any(grade.manual_score is None and grade.auto_score is None for grade in grades):
            return None
    return max(0.0, entry.score - entry.late_submission_penalty)


def _sender(sender: Sender | None, number: str, alone: bool) -> Sender | None:
    """What the LMS calls a student: as its files say, if they are not a team's; else as the lesson's roster does."""
    if sender is None or (alone and sender.number) or sender.anonymous:
        return sender
    return replace(sender, number=number, upload=sender.upload if number == sender.number else "")


def _as_in_gradebook(student: Student, sender: Sender | None) -> Enrolled:
    name = ", ".join(filter(None, (student.last_name, student.first_name)))
    if student.last_name and not student.first_name:
        name = student.last_name
    return Enrolled(student.id, name or (sender.name if sender else ""), student.email or "")


def _newest(backs: list[Back]) -> tuple[tuple[Back, ...], list[str]]:
    """One grade for each lesson and number (or student), and a line for each that is left out."""
    by_number: dict[tuple[str, str, str], list[Back]] = defaultdict(list)
    for back in backs:
        number = back.sender.number if back.sender else ""
        by_number[back.lesson, "number" if number else "student", number or back.student].append(back)
    kept, remarks = [], []
    for (lesson, _, key), found in by_number.items():
        found.sort(key=lambda back: (back.graded, back.student))
        kept.append(found[-1])
        for old in found[:-1]:
            remarks.append(
                f"{lesson}: {shown(old.of)} and {shown(found[-1].of)} are one ({key}): the newer grade goes back"
            )
    return tuple(sorted(kept, key=lambda back: (back.lesson, back.name, back.student))), remarks


def _about(backs: Iterable[Back], teams: set[str]) -> list[str]:
    """What cannot go back as it should."""
    lines = [
        f"{lesson}: teams handed in, and Moodle's numbers are theirs, not their members': no worksheet was written. "
        "Grade again with --roster twice: who is in which group, and this assignment's worksheet"
        for lesson in sorted(teams)
    ]
    moodles = [back for back in backs if back.sender and back.sender.system == MOODLE and not back.enrolled]
    lessons = {back.lesson for back in moodles}
    if len(lessons) > 1:
        names = len({back.student for back in moodles})
        lines.append(
            f"Moodle numbers people anew in each assignment: {names} names of {len(lessons)} lessons cannot be joined, "
            "and one person may stand here several times. Grade with --roster and each assignment's worksheet"
        )
    unknown: dict[tuple[str, str], list[str]] = defaultdict(list)
    for back in backs:
        if back.sender and (back.sender.anonymous or not (back.sender.number or for_moodle([back]))):
            why = f"without a number of {back.sender.system.title()}"
            unknown[back.lesson, "anonymous to Canvas" if back.sender.anonymous else why].append(shown(back.student))
    return [*lines, *(f"{lesson}: {why}: {', '.join(names)}: give by hand" for (lesson, why), names in unknown.items())]


def of_system(backs: Iterable[Back], system: str) -> list[tuple[Back, Sender]]:
    """Those to whom the LMS gave a number that it reads again, each with what it calls them."""
    return [(back, sent) for back in backs if (sent := back.sender) and sent.system == system and sent.number]


def for_canvas(backs: Iterable[Back]) -> list[Back]:
    """Those whom Canvas can find: by its number, or by a folder's name as the login."""
    return [
        back
        for back in backs
        if back.sender is None or (back.sender.system == CANVAS and back.sender.number and not back.sender.anonymous)
    ]


def absent(results: Results) -> list[str]:
    """For each lesson, who handed in nothing and is known from the roster alone."""
    names: dict[str, list[str]] = defaultdict(list)
    for entry in results.read_log():
        if entry.get("absent"):
            names[entry["lesson"]].append(shown(entry["student"]))
    return [
        f"{lesson}: handed in nothing, and are left out of the files: {', '.join(found)}"
        for lesson, found in sorted(names.items())
    ]


def for_moodle(backs: Iterable[Back]) -> list[Back]:
    """Those whom Moodle can find without a number: by e-mail address or user name, or by a folder's name as that."""
    return [back for back in backs if back.sender is None or back.person.email or back.person.username]
