"""What students get: a line in the place of each test, the text that this line runs, and a setup cell that explains."""

import re

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course_lib.checking.lesson_tests import Step, VisibleTest, written_tests
from course_lib.instructor.source.cells import Cell, split_test
from course_lib.instructor.source.lesson import Exercise, Lesson

NEEDS_THE_LIBRARY = """\
try:
    import course_lib
except ModuleNotFoundError:

    class MissingLibrary(Exception):
        def _render_traceback_(self):
            return [str(self)]

    raise MissingLibrary(
        "The course's library is missing here: unpack course.zip, run `%pip install FOLDER` with the folder that it"
        " made, and restart the kernel."
    ) from None
"""
GOES_ON = "raises-exception"  # the tag by which a notebook runs on where a cell raises
HINT = re.compile(r"<details>\s*<summary>(?P<title>.*?)</summary>\n(?P<text>.*?)\n</details>", re.DOTALL)
HINTS = re.compile(r"hint|nudge|pointer|worked", re.IGNORECASE)
HEADING = re.compile(r"^#+ ((?:Exercise )?\d+\.\d+\b.*)$", re.MULTILINE)


class ForStudents(NbGraderPreprocessor):
    """Puts `check("relu")` in the place of each test, as the last step of `nbgrader generate_assignment`.

    The setup cell is told what to say where the course's library is missing.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: dict, index: int) -> tuple[NotebookNode, dict]:
        """See nbconvert's Preprocessor."""
        marks = cell.metadata.get("nbgrader", {})
        if cell.cell_type != "code" or not marks:
            return cell, resources
        if marks["grade_id"] == "setup":
            cell.source = f"{NEEDS_THE_LIBRARY}\n{cell.source}"
        elif marks["grade"]:
            cell.source = check_line(marks["grade_id"].removeprefix("test_"))
            cell.metadata.tags = [*cell.metadata.get("tags", ()), GOES_ON]
        return cell, resources


def check_line(exercise: str) -> str:
    """What a student sees of a test."""
    return f'check("{exercise}")'


def visible_source(test: Cell) -> str:
    """The part of a test that students may read."""
    return "\n".join(part.source for part in split_test(test.source) if not part.hidden)


def tests_text(lesson: Lesson) -> str:
    """The file with the lesson's tests that students have in their library."""
    return written_tests(lesson.name, [_visible(lesson, exercise) for exercise in lesson.exercises])


def _visible(lesson: Lesson, exercise: Exercise) -> VisibleTest:
    above = lesson.cells[: lesson.cells.index(exercise.answer)]
    graded = max((n for n, cell in enumerate(above, 1) if cell.kind in ("answer", "test")), default=0)
    headings = HEADING.findall(_prose(above))
    found = HINT.finditer(_prose(above[graded:]))
    steps = tuple(Step(_plain(hint["title"]), hint["text"].strip()) for hint in found if HINTS.search(hint["title"]))
    heading = headings[-1].replace("`", "") if headings else exercise.name
    return VisibleTest(exercise.name, heading, exercise.points, steps, visible_source(exercise.test))


def _prose(cells: tuple[Cell, ...]) -> str:
    return "\n\n".join(cell.source for cell in cells if not cell.is_code)


def _plain(title: str) -> str:
    """ "Hint 1: a nudge" and "Nudge" are the same step."""
    return re.sub(r"^Hint \d+: ", "", title).strip().lower()
