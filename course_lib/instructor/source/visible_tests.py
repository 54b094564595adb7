"""The text that `check("relu")` runs: the visible parts of a lesson's tests, with the steps of help for each."""

import re

from course_lib.checking.lesson_tests import Step, VisibleTest, written_tests
from course_lib.instructor.source.cells import Cell, split_test
from course_lib.instructor.source.effort import heading_of, heading_text
from course_lib.instructor.source.lesson import Exercise, Lesson

HINT = re.compile(r"<details>\s*<summary>(?P<title>.*?)</summary>\n(?P<text>.*?)\n</details>", re.DOTALL)
HINTS = re.compile(r"hint|nudge|pointer|worked", re.IGNORECASE)


def visible_source(test: Cell) -> str:
    """The part of a test that students may read."""
    return "\n".join(part.source for part in split_test(test.source) if not part.hidden)


def text_of_tests(lesson: Lesson) -> str:
    """The file with the lesson's tests that students have in their library."""
    return written_tests(lesson.name, [_visible(lesson, exercise) for exercise in lesson.exercises])


def _visible(lesson: Lesson, exercise: Exercise) -> VisibleTest:
    above = lesson.cells[: lesson.cells.index(exercise.answer)]
    graded = max((n for n, cell in enumerate(above, 1) if cell.kind in ("answer", "test")), default=0)
    place = heading_of(lesson.cells, exercise.answer)
    found = HINT.finditer(_prose(above[graded:]))
    steps = tuple(Step(_plain(hint["title"]), hint["text"].strip()) for hint in found if HINTS.search(hint["title"]))
    heading = heading_text(lesson.cells, place) if place else exercise.name
    return VisibleTest(exercise.name, heading, exercise.points, steps, visible_source(exercise.test))


def _prose(cells: tuple[Cell, ...]) -> str:
    return "\n\n".join(cell.source for cell in cells if not cell.is_code)


def _plain(title: str) -> str:
    """ "Hint 1: a nudge" and "Nudge" are the same step."""
    return re.sub(r"^Hint \d+: ", "", title).strip().lower()
