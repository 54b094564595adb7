"""How far a student is in a lesson: kept beside the notebook, in a file that a person can read, and delete."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from course_lib.checking.lesson_tests import VisibleTest, check_line

NAME = "progress.json"
CHECK_LINE = json.dumps(check_line("|")).strip('"').partition("|")[0]  # as it begins in the file of a notebook


@dataclass(frozen=True)
class Progress:
    """How far a lesson is: points and exercises, those whose check has passed and all."""

    points: float
    all_points: float
    exercises: int
    all_exercises: int

    def __str__(self):
        return (
            f"{self.points:g} of {self.all_points:g} points, {self.exercises} of {self.all_exercises} exercises"
            " of this lesson"
        )


def progress_of(tests: Iterable[VisibleTest], passed: Iterable[str]) -> Progress:
    """How far a lesson with these tests is, given the names of the exercises whose check has passed."""
    tests, passed = list(tests), set(passed)
    done = [test for test in tests if test.exercise in passed]
    points = sum(test.points for test in done), sum(test.points for test in tests)
    return Progress(*points, len(done), len(tests))


class PassedChecks:
    """The exercises of a lesson whose check has passed, each with the minute in which it did.

    folder: where the notebook stands, None if that is not known: then nothing outlasts the kernel.
    fault: why the file could not be read or written, "" if it could. No cell fails for it.
    """

    def __init__(self, lesson: str, folder: Path | None):
        self.lesson, self.path, self.fault = lesson, folder and folder / NAME, ""
        self.passed = self._read()

    def note(self, exercise: str) -> None:
        """Keep that the check of an exercise has passed now, beside what another kernel has kept meanwhile."""
        self.passed = self._read() | self.passed | {exercise: datetime.now().isoformat(" ", "minutes")}
        if self.path is None:
            return
        kept = json.dumps({"lesson": self.lesson, "passed": self.passed}, indent=1)
        try:
            self.path.write_text(f"{kept}\n", encoding="utf-8")
            self.fault = ""
        except OSError as error:
            self.fault = f"What has passed cannot be kept in {NAME}: {error.strerror or error}."

    def _read(self) -> dict[str, str]:
        if self.path is None or not self.path.is_file():
            return {}
        try:
            return read_passed(self.path)
        except (OSError, ValueError) as error:
            self.fault = f"{NAME} beside the notebook cannot be read, and begins anew: {error}"
            return {}


def read_passed(path: Path) -> dict[str, str]:
    """What such a file holds. Raises OSError, and ValueError if it is no such file."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    passed = kept.get("passed") if isinstance(kept, dict) else None
    if not isinstance(passed, dict) or not all(isinstance(when, str) for when in passed.values()):
        raise ValueError('expected {"lesson": …, "passed": {"exercise": "when", …}}')
    return passed


def folder_of_notebook(lesson: str) -> Path | None:
    """The folder that the notebook of a lesson is worked in by a student: where the kernel was started.

    None if it is not there, as where a notebook is opened from elsewhere, or is the executed lesson.
    """
    path = Path.cwd() / f"{lesson}.ipynb"
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
    except (OSError, ValueError):  # a notebook that cannot be read is nobody's work
        return None
    return path.parent if CHECK_LINE in text else None
