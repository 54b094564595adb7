"""Who handed in a notebook that no system named: read from what differs between the paths of all of them.

ada/02_relu_networks/02_relu_networks.ipynb                       nbgrader's folders
ben/deep_learning_course/notebooks/02_relu_networks/x.ipynb       a whole course folder
class/section1/cleo/02_relu_networks/02_relu_networks.ipynb       groups of students
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from course_lib.instructor.grading.intake.names import result_name

OURS = frozenset({"deep_learning_course", "notebooks", "submitted"})  # folders that the course and nbgrader make
Folders = tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """Where a file lies. folders: those above the lesson's.  loose: no folder of the lesson's name holds it."""

    folders: Folders
    lesson: str
    file: str
    loose: bool = False


@dataclass(frozen=True)
class Person:
    """Whose folder it is. name: as in the results.  depth: how many folders stand above the one that tells it."""

    name: str
    depth: int


def place_of(name: str, lessons: Iterable[str]) -> Place | None:
    """Where a file of a lesson lies: in a folder of the lesson's name, or as LESSON.ipynb in another one.

    >>> place_of("ada/02_relu_networks/x.ipynb", ["02_relu_networks"])
    Place(folders=('ada',), lesson='02_relu_networks', file='x.ipynb', loose=False)
    """
    *folders, file = name.split("/")
    by_name = {lesson.lower(): lesson for lesson in lessons}
    if len(folders) > 1 and folders[-1].lower() in by_name:
        return Place(tuple(folders[:-1]), by_name[folders[-1].lower()], file)
    stem, _, suffix = file.lower().rpartition(".")
    if folders and suffix == "ipynb" and stem in by_name:
        return Place(tuple(folders), by_name[stem], file, loose=True)
    return None


def people(places: Iterable[Place]) -> dict[Folders, Person]:
    """The person behind each `folders` of these places. Folders of which it cannot be told are left out.

    Folders of ours and those that all paths have in common tell nobody. Of the rest the first tells who it is; if that
    holds several notebooks of one lesson more often than the last does, in half of the first ones, these are groups of
    students, and the last tells.
    """
    lessons: dict[Folders, set[str]] = defaultdict(set)
    for place in places:
        lessons[place.folders].add(place.lesson)
    telling = {folders: _telling(folders) for folders in lessons}
    telling = {folders: levels for folders, levels in telling.items() if levels}
    if len(telling) == 1:
        return {folders: _person(folders, levels[0]) for folders, levels in telling.items() if len(levels) == 1}
    while telling and _have_one_first(telling.values()):
        telling = {folders: levels[1:] for folders, levels in telling.items()}
    at = -1 if _are_groups(telling, lessons) else 0
    return {folders: _person(folders, levels[at]) for folders, levels in telling.items()}


def _telling(folders: Folders) -> list[tuple[int, str]]:
    """The folders that are not ours, each with how many stand above it."""
    return [(depth, folder) for depth, folder in enumerate(folders) if folder.lower() not in OURS]


def _person(folders: Folders, level: tuple[int, str]) -> Person:
    depth, folder = level
    return Person(result_name(folder), depth)


def _have_one_first(all_levels: Iterable[list[tuple[int, str]]]) -> bool:
    """Do all paths begin with the same folder, and does each have another one below it?"""
    all_levels = list(all_levels)
    return all(len(levels) > 1 for levels in all_levels) and len({levels[0] for levels in all_levels}) == 1


def _are_groups(telling: dict[Folders, list[tuple[int, str]]], lessons: dict[Folders, set[str]]) -> bool:
    """Are the first folders groups of students, and the last ones the students?"""
    if {len(levels) > 1 for levels in telling.values()} != {True} or len(set(map(len, telling.values()))) > 1:
        return False
    by_first, by_last = _shared(telling, lessons, 0), _shared(telling, lessons, -1)
    firsts = {levels[0] for levels in telling.values()}
    holding_several = {telling[folders][0] for folders in by_first}
    return len(by_last) < len(by_first) and 2 * len(holding_several) >= len(firsts)


def _shared(telling: dict[Folders, list[tuple[int, str]]], lessons: dict[Folders, set[str]], at: int) -> set[Folders]:
    """The folders that have a lesson in common with others, of the same name at one level."""
    named: dict[tuple[str, str], set[Folders]] = defaultdict(set)
    for folders, levels in telling.items():
        for lesson in lessons[folders]:
            named[levels[at][1], lesson].add(folders)
    return {folders for found in named.values() if len(found) > 1 for folders in found}
