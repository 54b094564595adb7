"""How far each lesson is, as the checks have kept it beside the notebooks: `course progress`, and the start page."""

from dataclasses import dataclass
from pathlib import Path

from course_lib.checking.lesson_tests import MissingTestsError, visible_tests_of
from course_lib.checking.progress import NAME, Progress, progress_of, read_passed

STEPS = 10


@dataclass(frozen=True)
class Standing:
    """Where a student is in a lesson. following: the heading to go on with, "" if every check has passed.

    fault: why what was kept cannot be read, "" if it can.  last: when a check passed last, as text that sorts.
    """

    lesson: str
    progress: Progress
    following: str
    fault: str = ""
    last: str = ""

    @property
    def bar(self) -> str:
        """The share of the points as ten squares."""
        share = self.progress.points / self.progress.all_points if self.progress.all_points else 0
        return "▰" * int(STEPS * share) + "▱" * (STEPS - int(STEPS * share))

    @property
    def sentence(self) -> str:
        """Points, and what comes next."""
        points = f"{self.progress.points:g} of {self.progress.all_points:g} points"
        if not self.following:
            return f"{points}: every check has passed"
        return f"{points}, {'go on' if self.progress.exercises else 'begin'} with {self.following}"


def standings(notebooks: Path) -> list[Standing]:
    """Where a student is in each lesson of the folder of the notebooks that has tests, in order."""
    found = (standing_in(path.parent, path.stem) for path in sorted(notebooks.glob("*/*.ipynb")))
    return [one for one in found if one is not None]


def standing_in(folder: Path, lesson: str) -> Standing | None:
    """Where a student is in the lesson of this folder; None if the library has no tests of it."""
    try:
        tests = visible_tests_of(lesson)
    except MissingTestsError:
        return None
    path, fault, passed = folder / NAME, "", {}
    try:
        passed = read_passed(path) if path.is_file() else {}
    except (OSError, ValueError) as error:
        fault = f"{path} cannot be read: {error}"
    left = [test.heading for test in tests.values() if test.exercise not in passed]
    return Standing(
        lesson, progress_of(tests.values(), passed), left[0] if left else "", fault, max(passed.values(), default="")
    )


def overview(notebooks: Path) -> str:
    """What `course progress` prints: a line a lesson, and what could not be read."""
    found = standings(notebooks)
    if not found:
        return f"There is no lesson of the course in {notebooks}."
    width = max(len(one.lesson) for one in found)
    lines = [f"{one.lesson:{width}}  {one.bar}  {one.sentence}" for one in found]
    return "\n".join([*lines, *(one.fault for one in found if one.fault)])
