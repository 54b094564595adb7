"""Who of a roster handed in what: by numbers where the names agree with them, else by names that nobody else has."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from course_lib.instructor.grading.intake.handed_in import CANVAS, MOODLE, Sender
from course_lib.instructor.grading.intake.names import folder_name, shown
from course_lib.instructor.grading.intake.roster import GRADEBOOK, WORKSHEET, Enrolled, Roster

Senders = Mapping[str, Sender | None]
TRIED_WITH = {"student", "user", "participant", "test student", "test user"}  # accounts that are numbered, and no teams


@dataclass(frozen=True)
class Enrolment:
    """What a roster says of those who handed in, who are named as in the results without it.

    people: who is whom.  teams: whose name is a team's, and who is in it, () if nothing tells.  absent: who handed in
    nothing, as far as that is known.  remarks: contradictions, and who is unknown.  trusted: the numbers of the roster
    are of this assignment, as far as the names tell.
    """

    people: dict[str, Enrolled] = field(default_factory=dict)
    teams: dict[str, tuple[Enrolled, ...]] = field(default_factory=dict)
    absent: tuple[Enrolled, ...] = ()
    remarks: list[str] = field(default_factory=list)
    trusted: bool = True

    @property
    def names(self) -> dict[str, str]:
        """By which name the results know those whom the roster names."""
        return {student: person.student for student, person in self.people.items() if person.student != student}


def enrolment(roster: Roster | None, senders: Senders) -> Enrolment:
    """Hold a roster against those who handed in. Without one, teams are still known by their names."""
    if roster is None:
        moodles = [student for student, sender in senders.items() if sender and sender.system == MOODLE]
        return Enrolment(teams=dict.fromkeys(moodles, ()) if are_teams(senders) else {})
    remarks = [f"the roster: {remark}" for remark in roster.remarks]
    teams = _teams(roster, senders)
    alone = {student: sender for student, sender in senders.items() if student not in teams}
    people, trusted = _by_number(roster, alone, remarks)
    people |= _by_name(roster, {student: alone[student] for student in alone if student not in people}, people, remarks)
    for student in senders:
        if student not in people and student not in teams:
            remarks.append(f"{shown(student)} is not in the roster: graded under this name")
    for student, members in teams.items():
        if not members:
            remarks.append(f"{shown(student)} is a team, and the roster does not say who is in it")
    here = {person.student for person in people.values()} | {one.student for some in teams.values() for one in some}
    unknown = any(not members for members in teams.values())
    absent = () if unknown else tuple(person for person in roster.people if person.student not in here)
    return Enrolment(people, teams, absent, remarks, trusted)


def are_teams(senders: Senders) -> bool:
    """Are those who handed in at Moodle teams? Those in none have no number, or all are called alike, as Team A.

    Moodle numbers teams and people by themselves, so that a team's number is also somebody's.
    """
    moodles = [sender for sender in senders.values() if sender and sender.system == MOODLE]
    if any(not sender.number for sender in moodles):
        return True
    stems = {_stem(sender.name) for sender in moodles}
    return len(moodles) > 1 and len(stems) == 1 and not stems & {None, *TRIED_WITH}


def _stem(name: str) -> str | None:
    """What stands before the number or letter of a team; None if a name does not end in such."""
    stem = name.strip().rstrip("0123456789")
    if stem == name.strip():
        stem, _, letter = name.strip().rpartition(" ")
        if len(letter) != 1:
            return None
    return stem.strip(" -").casefold() or None


def _teams(roster: Roster, senders: Senders) -> dict[str, tuple[Enrolled, ...]]:
    """Those who are teams, each with its members; none where the roster does not tell them."""
    members: dict[str, list[Enrolled]] = defaultdict(list)
    for person in roster.people:
        for group in person.groups:
            members[_plain(group)].append(person)
    names = {name for person in roster.people for name in _spellings(person.name)}
    all_teams, found = are_teams(senders), {}
    for student, sender in senders.items():
        name = _plain(sender.name if sender else student)
        if name in names:
            continue
        if sender and sender.system == MOODLE and not sender.number and roster.tells_groups and name not in members:
            found[student] = tuple(person for person in roster.people if not person.groups)
        elif name in members:
            found[student] = tuple(members[name])
        elif all_teams and sender and sender.system == MOODLE:
            found[student] = ()
    return found


def _by_number(roster: Roster, senders: Senders, remarks: list[str]) -> tuple[dict[str, Enrolled], bool]:
    """Who has a number of the roster, if the names that belong to the numbers are mostly the same; whether they are."""
    known = {person.number or person.id: person for person in roster.people if person.number or person.id}
    strange = {WORKSHEET: CANVAS, GRADEBOOK: MOODLE}.get(roster.kind)  # whose numbers it does not tell
    named = {student: sender for student, sender in senders.items() if sender}
    found = {
        student: known[sender.number]
        for student, sender in named.items()
        if sender.number in known and not sender.anonymous and sender.system != strange
    }
    other = [student for student, person in found.items() if not _agree(named[student], person)]
    moodles = any(sender.system == MOODLE for sender in named.values())
    if other and moodles and 2 * len(other) >= len(found):  # Canvas numbers people once for all
        remarks.append(
            f"the roster's numbers are not of this assignment: {len(other)} of {len(found)} belong to other names, as "
            f"{named[other[0]].number} to {shown(found[other[0]].name)} there and {shown(other[0])} here. "
            "Names alone were compared"
        )
        return {}, False
    here = {_plain(sender.name) for sender in named.values()}
    for student in other:
        person, name = found[student], named[student].name
        told = f"number {named[student].number} is {shown(person.name)} in the roster, {shown(name)} here"
        others = any(name_ in here for name_ in _spellings(person.name)) or any(
            _agree(named[student], one) for one in roster.people
        )
        if others and moodles:
            del found[student]
        remarks.append(
            f"{told}: {'taken for the same person' if student in found else 'graded as nobody of the roster'}"
        )
    return found, True


def _by_name(roster: Roster, senders: Senders, taken: dict[str, Enrolled], remarks: list[str]) -> dict[str, Enrolled]:
    """Who has a name that nobody else has, there and here."""
    used = {person.student for person in taken.values()}
    numbers_count = any(senders) and roster.kind == WORKSHEET and bool(taken)
    found: dict[str, Enrolled] = {}
    for student, sender in senders.items():
        own = [person for person in roster.people if person.student not in used and _is_called(student, sender, person)]
        if len(own) > 1:
            remarks.append(f"{shown(student)} may be any of {len(own)} people of this name in the roster")
        elif own and numbers_count and sender and sender.number and sender.number != own[0].number:
            remarks.append(f"{shown(student)} has the number {own[0].number} in the roster: graded as nobody of it")
        elif own:
            found[student] = own[0]
    count = Counter(person.student for person in found.values())
    for student, person in list(found.items()):
        if count[person.student] > 1:
            remarks.append(f"{shown(student)} is one of {count[person.student]} who may be {shown(person.student)}")
            del found[student]
    return found


def _is_called(student: str, sender: Sender | None, person: Enrolled) -> bool:
    if sender is not None and not sender.anonymous:
        return _agree(sender, person, sure=True)
    keys = {person.student, person.username, person.id, person.name, person.email, person.email.partition("@")[0]}
    return sender is None and student in {folder_name(key) for key in keys if key}


def _agree(sender: Sender, person: Enrolled, sure: bool = False) -> bool:
    """May this be the person's name in an LMS? sure: a name that is not told does not agree.

    Where a group was chosen, Moodle puts its name and a dash before the student's.
    """
    names = _spellings(person.name)
    if sender.anonymous or not names:
        return not sure
    pieces = sender.name.split("-")
    return any(_plain("-".join(pieces[n:])) in names for n in range(len(pieces)))


def _spellings(name: str) -> set[str]:
    """A name as it may be written: each of its words may come first, and signs and accents of spacing do not count."""
    words = name.replace(",", " ").split()
    return {_plain("".join(words[n:] + words[:n])) for n in range(len(words))} - {""}


def _plain(name: str) -> str:
    normal = unicodedata.normalize("NFC", name).casefold()
    return "".join(letter for letter in normal if unicodedata.category(letter)[0] in "LMN")
