"""Where the course is: its folders and its lessons."""

from dataclasses import dataclass
from pathlib import Path

from course_lib.instructor.source.lesson import SOURCE_NAME, Lesson, read_lesson

BOOK = Path("build", "book")  # in a course: the pages that `course book` makes


class CourseNotFoundError(Exception):
    """No folder from here upwards holds a course."""


class UnknownLessonError(Exception):
    """A lesson was named that the course does not have."""


@dataclass(frozen=True)
class Course:
    """A checkout of the course. `root` holds `solutions/` and `notebooks/`."""

    root: Path

    @property
    def solutions(self) -> Path:
        return self.root / "solutions"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    def lessons(self) -> list[str]:
        """The names of all lessons, in order."""
        return sorted(path.parent.name for path in self.solutions.glob(f"*/{SOURCE_NAME}"))

    def lesson(self, name: str) -> Lesson:
        """Read one lesson. Raises UnknownLessonError, or FaultyLessonError with every fault in it."""
        return read_lesson(self.solutions / self.chosen([name])[0])

    def chosen(self, names: list[str] | tuple[str, ...]) -> list[str]:
        """The named lessons, all of them if none is named. A lesson's number is enough: "02"."""
        lessons = self.lessons()
        chosen = []
        for name in names or lessons:
            matches = [lesson for lesson in lessons if lesson == name or lesson.split("_")[0] == name]
            if not matches:
                raise UnknownLessonError(f"there is no lesson {name!r}: the course has {', '.join(lessons) or 'none'}")
            chosen += matches
        return chosen


def find_course(start: Path | None = None) -> Course:
    """The course that holds `start` (the current folder if not given). Raises CourseNotFoundError."""
    start = Path(start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "solutions").is_dir() and (folder / "course_lib").is_dir():
            return Course(folder)
    raise CourseNotFoundError(f"no course here: neither {start} nor a folder above it holds solutions/ and course_lib/")
