"""A lesson as a page of the book: what students get, with the outputs of the executed lesson.

The cells of both notebooks have the same ids. Prose and stubs come from the release, outputs from the solution; a test
gives way to what wrong answers are told, unless the book is for instructors.
"""

import html
import re

import nbformat
from nbformat import NotebookNode

from course_lib.instructor.bank.bank import Bank, read_bank
from course_lib.instructor.book.told import Told, told_of
from course_lib.instructor.source.course import Course
from course_lib.instructor.source.lesson import Lesson

LINK = re.compile(r"\]\((?P<to>\.\./[^)\s]+)\)")  # in prose, to another notebook


def lesson_page(course: Course, lesson: Lesson, *, solutions: bool = False) -> NotebookNode:
    """The notebook that becomes the page. solutions: with the answers and the tests, for instructors."""
    released = _read(course.notebooks / lesson.name / f"{lesson.name}.ipynb")
    executed = _read(course.solutions / lesson.name / f"{lesson.name}.ipynb")
    done = {cell.id: cell for cell in executed.cells}
    bank = read_bank(lesson)
    cells = [part for cell in released.cells for part in _page_cells(cell, done[cell.id], lesson, bank, solutions)]
    metadata = {"kernelspec": released.metadata.kernelspec, "language_info": {"name": "python"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def _read(path: object) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def _page_cells(
    cell: NotebookNode, done: NotebookNode, lesson: Lesson, bank: Bank, solutions: bool
) -> list[NotebookNode]:
    """What stands on the page in the place of a cell."""
    about = cell.metadata.get("nbgrader", {})
    name = about.get("grade_id", "")
    if cell.cell_type == "markdown":
        return [_prose(done.source if solutions and about.get("solution") else cell.source)]
    if name == "setup":
        return [_code(done, folded="Show what this lesson imports")]
    if about.get("solution"):
        return [_code(done if solutions else cell, asked=True)]
    if about.get("grade"):
        exercise = next(found for found in lesson.exercises if f"test_{found.name}" == name)
        told = [_prose(_told(told_of(exercise, bank)))] if told_of(exercise, bank) else []
        return [*told, _code(done, folded="Show the test")] if solutions else told
    return [_code(done)]


def _prose(source: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(LINK.sub(_to_page, source))


def _to_page(link: re.Match) -> str:
    """A link to another lesson's notebook leads to its page."""
    return f"]({link['to'].rpartition('/')[2].removesuffix('.ipynb')}.ipynb)"


def _code(cell: NotebookNode, *, folded: str = "", asked: bool = False) -> NotebookNode:
    """A cell of code with its outputs. folded: the line under which its source is hidden.  asked: it is an exercise."""
    made = nbformat.v4.new_code_cell(cell.source, outputs=cell.outputs)
    made.metadata["tags"] = [*(["hide-input"] if folded else []), *(["answer"] if asked else [])]
    pictured = [out for out in made.outputs if "image/png" in out.get("data", {})]
    made.metadata["mystnb"] = {
        **({"code_prompt_show": folded, "code_prompt_hide": folded.replace("Show", "Hide", 1)} if folded else {}),
        **({"image": {"alt": _alternative(pictured[0])}} if pictured else {}),
    }
    return made


def _alternative(output: NotebookNode) -> str:
    """What a picture shows, as the output tells those who do not see it."""
    return " ".join(output.data.get("text/plain", "").split())


def _told(told: list[Told]) -> str:
    """What wrong answers are told, as a list that unfolds."""
    rows = "\n".join(f"<dt>{html.escape(one.mistake)}</dt>\n<dd>\n\n{one.sentence}\n\n</dd>" for one in told)
    head = "What wrong answers are told"
    return f'<details class="told"><summary>{head}</summary>\n\n<dl>\n{rows}\n</dl>\n\n</details>'
