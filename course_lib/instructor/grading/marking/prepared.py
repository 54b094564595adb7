"""From the file of a submission to the cells that are run: read, mended, and what need not run found."""

from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from course_lib.instructor.grading.intake.companions import find_companions
from course_lib.instructor.grading.intake.notebook_file import read_notebook
from course_lib.instructor.grading.intake.repair import Repaired, repair
from course_lib.instructor.grading.intake.repairs import Repair
from course_lib.instructor.grading.marking.idle_cells import idle_cells
from course_lib.instructor.sandbox.runner import RunCell
from course_lib.instructor.source.cells import split_test
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.reference import reference


@dataclass(frozen=True)
class Prepared:
    """A notebook that can be run. idle: the indices of its cells that need not.

    remarks: what the student is told of the file, before what was mended.  beside: the student's files, by name.
    """

    repaired: Repaired
    idle: frozenset[int]
    cells: tuple[RunCell, ...]
    remarks: tuple[Repair, ...] = ()
    beside: dict[str, bytes] = field(default_factory=dict)


def prepared(path: Path, lesson: Lesson) -> Prepared:
    """The notebook of this file, ready to be run. Raises UnreadableNotebookError."""
    notebook, remarks = read_notebook(path)
    repaired = repair(notebook, lesson)
    idle = idle_cells(repaired.notebook, lesson)
    companions = find_companions(path, lesson)
    cells = tuple(cells_to_run(repaired.notebook, idle))
    of_file = tuple(Repair("file", text) for text in (*companions.notes, *remarks))
    return Prepared(repaired, frozenset(idle), cells, of_file, companions.files)


def read_before(lessons: tuple[Lesson, ...]) -> None:
    """Read the cells of these lessons as they were handed out: what is in a text is kept, and most come back alike."""
    for lesson in lessons:
        idle_cells(repair(deepcopy(reference(lesson).released), lesson).notebook, lesson)


def cells_to_run(notebook: NotebookNode, idle: Collection[int] = ()) -> list[RunCell]:
    """The code cells of a repaired notebook but the idle ones, its tests cut into visible and hidden segments."""
    cells = []
    for index, cell in enumerate(notebook.cells):
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if cell.cell_type != "code" or index in idle:
            continue
        if cell.metadata.get("nbgrader", {}).get("grade"):
            exercise = grade_id.removeprefix("test_")
            hidden = False  # what follows a hidden part knows what came of it
            for segment in split_test(cell.source):
                hidden = hidden or segment.hidden
                cells.append(RunCell(segment.source, "test", exercise, hidden, index))
        else:
            cells.append(RunCell(cell.source, "setup" if grade_id == "setup" else "student", index=index))
    return cells
