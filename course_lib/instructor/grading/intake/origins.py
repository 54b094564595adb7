"""Who handed in each file of a zip or folder, told by Moodle, by Canvas, or by all the paths together."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from course_lib.instructor.grading.intake.handed_in import HandedIn, handed_in, readings
from course_lib.instructor.grading.intake.names import result_name
from course_lib.instructor.grading.intake.people import OURS, Place, people, place_of


class Origins:
    """Names of files, read together. named: what Moodle or Canvas named.  places: where the other ones of lessons lie.

    root: the folder in which each folder is a student's, None if there is no such.
    """

    def __init__(self, names: list[str], lessons: list[str]):
        digits = _digits_of_uploads(names)
        self.named = {name: by for name in names if (by := handed_in(name, lessons, digits))}
        self.places: dict[str, Place] = {}
        for name in names:
            place, by = place_of(name, lessons), self.named.get(name)
            if place is not None and (by is None or (by.order and not place.loose)):
                self.named.pop(name, None)  # in nbgrader's folders a name may look like one of Canvas
                self.places[name] = place
        self.persons = people(place for name, place in self.places.items() if name.lower().endswith(".ipynb"))
        roots = {folders[: person.depth] for folders, person in self.persons.items()}
        self.root = roots.pop() if len(roots) == 1 else None

    def by(self, name: str) -> HandedIn | None:
        """Who handed in this file, None if nothing tells."""
        if name in self.named:
            return self.named[name]
        *folders, file = name.split("/")
        if name in self.places and self.places[name].folders in self.persons:
            return HandedIn(self.persons[self.places[name].folders].name, file)
        depth = len(self.root or ())
        if self.root is None or len(folders) <= depth or tuple(folders[:depth]) != self.root:
            return None
        return HandedIn(result_name(folders[depth]), file) if _is_students(folders[depth]) else None

    def students_of(self, source: Path) -> Iterator[str]:
        """The students whose folders stand beside each other, also those with nothing in them."""
        if source.is_dir() and self.root is not None:
            for path in source.joinpath(*self.root).iterdir():
                if path.is_dir() and _is_students(path.name) and not handed_in(f"{path.name}/x"):
                    yield result_name(path.name)


def _digits_of_uploads(names: list[str]) -> int | None:
    """How many digits Canvas' numbers of uploads have, by the names that can be read in one way alone."""
    found = [readings(name.split("/")[-1]) for name in names]
    lengths = Counter(len(ways[0][0].upload) for ways in found if len(ways) == 1)
    return lengths.most_common(1)[0][0] if lengths else None


def _is_students(folder: str) -> bool:
    return not folder.startswith((".", "__")) and folder.lower() not in OURS
