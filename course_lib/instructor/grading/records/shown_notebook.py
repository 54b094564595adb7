"""The notebook of a submission as its student may see it, each cell with its place on the page.

Tests are shown as released, with short messages for what they said. The student's own cells are open, and the lesson's
are folded, section by section. What a result refers to is there: a question that was deleted is put back.
"""

from copy import deepcopy
from dataclasses import asdict, dataclass

import nbformat
from nbformat import NotebookNode

from course_lib.instructor.grading.marking.judged import Mark, Marked, error_output
from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.records.lesson_help import lesson_help, section_title
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.reference import reference
from course_lib.instructor.writing.plain_text import spelled

MOST_CHARACTERS = 20_000  # of printed text in one cell: a page must open
PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
UNDESCRIBED = "a picture without a description"
GOES_ON = "The lesson goes on"


@dataclass
class Place:
    """Where a cell stands. kind: lesson, answer, test or own.  exercise: of an answer.

    opens: the title of the fold that begins with it, `id` its anchor.  ends: it is the last of its fold.
    """

    kind: str
    exercise: str = ""
    opens: str = ""
    id: str = ""
    ends: bool = False


def shown_notebook(marked: Marked, lesson: Lesson) -> NotebookNode:
    """The notebook as it ran, for the page."""
    known, marks = reference(lesson), {mark.exercise: mark for mark in marked.marks}
    shown = []
    for index, cell in enumerate(deepcopy(marked.notebook.cells)):
        kind, exercise = _kind(cell)
        if kind == "test":
            cell.source = known.released_source(cell.metadata.nbgrader.grade_id)
            cell.outputs = _shown_test(marked, index, marks[exercise])
        elif cell.cell_type != "markdown":  # which was made plain when it was stored
            cell.source = spelled(cell.source)
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and len(output.text) > MOST_CHARACTERS:
                output.text = f"{output.text[:MOST_CHARACTERS]}\n... the rest is not shown ...\n"
            _describe_pictures(output)
        shown.append(cell)
    return _placed(shown, lesson)


def without_answers(lesson: Lesson) -> NotebookNode:
    """The lesson's own cells, for the page."""
    cells = [cell for cell in reference(lesson).released.cells if _kind(cell)[0] == "own"]
    return _placed(deepcopy(cells), lesson)


def _kind(cell: NotebookNode) -> tuple[str, str]:
    """What a cell is by its marks, with its exercise; "own" if they say nothing."""
    marks = cell.metadata.get("nbgrader", {})
    grade_id = marks.get("grade_id", "")
    if marks.get("solution"):
        return "answer", grade_id
    return ("test", grade_id.removeprefix("test_")) if marks.get("grade") else ("own", "")


def _placed(cells: list[NotebookNode], lesson: Lesson) -> NotebookNode:
    """A notebook of these cells and of what a result refers to, each with its place as its metadata."""
    known = reference(lesson)
    ours = {
        cell.source: cell.id for cell in (known.cell("setup"), *known.released.cells)
    }  # as it is graded, as released
    cells = _with_sections(cells, lesson)
    places = [_place(cell, ours) for cell in cells]
    anchors = {section.id for found in lesson_help(lesson).values() for section in (found.question, found.read)}
    for cell, place, before in zip(cells, places, [None, *places], strict=False):
        title = section_title(cell.source) if cell.cell_type == "markdown" else None
        if place.kind == "lesson" and (title or before is None or before.kind != "lesson"):
            place.opens = title or GOES_ON
            if (found := ours[cell.source]) in anchors:
                place.id = found
                anchors.remove(found)
    for place, after in zip(places, [*places[1:], None], strict=True):
        place.ends = place.kind == "lesson" and (after is None or after.kind != "lesson" or bool(after.opens))
    for cell, place in zip(cells, places, strict=True):
        cell.metadata = NotebookNode(asdict(place))
    return nbformat.v4.new_notebook(cells=cells)


def _place(cell: NotebookNode, ours: dict[str, str]) -> Place:
    kind, exercise = _kind(cell)
    if kind == "own" and cell.source in ours:
        return Place("lesson")
    return Place(kind, exercise if kind == "answer" else "")


def _with_sections(cells: list[NotebookNode], lesson: Lesson) -> list[NotebookNode]:
    """The cells, and before an answer what of its question and section is nowhere in the notebook."""
    there, all_of_it = {cell.source for cell in cells}, []
    for cell in cells:
        kind, exercise = _kind(cell)
        helped = lesson_help(lesson).get(exercise) if kind == "answer" else None
        for section in (helped.read, helped.question) if helped else ():
            if section.source not in there:
                there.add(section.source)
                all_of_it.append(nbformat.v4.new_markdown_cell(section.source))
        all_of_it.append(cell)
    return all_of_it


def _describe_pictures(output: NotebookNode) -> None:
    """Give a picture the words that stand beside it as its text alternative."""
    for kind in PICTURES:
        if kind in output.get("data", {}):
            words = output.data.get("text/plain", UNDESCRIBED)
            output.metadata.setdefault(kind, NotebookNode()).setdefault("alt", words)


def _shown_test(marked: Marked, index: int, mark: Mark) -> list[NotebookNode]:
    """What the visible segments showed, then the message. Nothing that a hidden segment showed."""
    pieces = marked.pieces.get(index, [])
    outputs = [output for cell, outcome in pieces if not cell.hidden for output in outcome.outputs]
    if mark.verdict.status != Status.PASSED:
        outputs.append(error_output(mark.verdict.status, mark.verdict.message))
    return outputs
