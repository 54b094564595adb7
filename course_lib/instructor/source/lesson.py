"""A lesson.py read as a lesson: its cells, its exercises, and every fault in it at once.

A lesson is a py:percent text (jupytext). Each cell begins with a marker line:

    # %% [markdown]                    prose
    # %%                               code the student sees and runs, not graded
    # %% setup=true                    the first code cell: imports and shared data; locked
    # %% exercise="relu"               the answer cell of an exercise
    # %% test="relu" points=2          the test cell of that exercise
    # %% written="why" points=2        an answer in words, as a person would give full marks to; a person grades it

and may say behind its marker how its outputs are compared (outputs.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from course_lib.instructor.source.cells import MARKERS, Cell
from course_lib.instructor.source.faults import Fault, FaultyLessonError
from course_lib.instructor.source.identity import cell_ids
from course_lib.instructor.source.lint import faults_of
from course_lib.instructor.source.outputs import comparison_metadata

SOURCE_NAME = "lesson.py"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class Exercise:
    """What a student is asked to write: the cell that holds the answer and the cell that tests it."""

    name: str
    answer: Cell
    test: Cell

    @property
    def points(self) -> float:
        return self.test.points or 0.0


@dataclass(frozen=True)
class Question:
    """What a student is asked to answer in words, in the cell that holds a good answer here."""

    name: str
    cell: Cell

    @property
    def points(self) -> float:
        return self.cell.points or 0.0


@dataclass(frozen=True)
class Lesson:
    """A lesson without faults, as `read_lesson` returns it.

    earlier: digests of cells as they were released before, if anything remembers them; see `found_cells`.
    """

    path: Path  # of lesson.py
    cells: tuple[Cell, ...]
    earlier: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self.path.parent.name

    @property
    def setup(self) -> Cell:
        return next(cell for cell in self.cells if cell.kind == "setup")

    @property
    def exercises(self) -> list[Exercise]:
        """The exercises in the order of their answer cells."""
        tests = {cell.exercise: cell for cell in self.cells if cell.kind == "test"}
        answers = [cell for cell in self.cells if cell.kind == "answer"]
        return [Exercise(name, answer, tests[name]) for answer in answers if (name := answer.exercise)]

    @property
    def questions(self) -> list[Question]:
        """The questions to be answered in words, in their order."""
        written = [cell for cell in self.cells if cell.kind == "written"]
        return [Question(name, cell) for cell in written if (name := cell.exercise)]

    @property
    def asked(self) -> list[Exercise | Question]:
        """All that gives points: the exercises, then the questions."""
        return [*self.exercises, *self.questions]

    @property
    def title(self) -> str:
        """The first heading of the lesson."""
        return next(line[2:] for cell in self.cells for line in cell.source.splitlines() if line[:2] == "# ")

    def to_notebook(self) -> nbformat.NotebookNode:
        """A notebook with nbgrader's metadata, solutions and hidden tests, and without outputs."""
        notebook = nbformat.v4.new_notebook(
            cells=[_notebook_cell(cell) for cell in self.cells],
            metadata={"kernelspec": KERNELSPEC, "language_info": {"name": "python"}},
        )
        nbformat.validate(notebook)
        return notebook


def read_lesson(folder: Path) -> Lesson:
    """Read `folder`/lesson.py.

    Raises FaultyLessonError with every fault found, each with file, line and what to do.
    """
    path = Path(folder) / SOURCE_NAME
    if not path.is_file():
        raise FaultyLessonError([Fault(path, 1, "there is no such file: a lesson is a folder with a lesson.py")])
    cells = tuple(_read_cells(path))
    faults = faults_of(path, cells)
    if faults:
        raise FaultyLessonError(faults)
    return Lesson(path, cells)


def _read_cells(path: Path) -> Iterator[Cell]:
    text = path.read_text(encoding="utf-8")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"# %%( |$)", line)]
    cells = jupytext.reads(text, fmt="py:percent").cells
    if len(cells) != len(lines):
        raise FaultyLessonError(
            [Fault(path, 1, "every cell must begin with a line `# %%`: text stands before the first")]
        )
    kinds = [_kind(cell) for cell in cells]
    names = [_name(kind, cell.metadata) for kind, cell in zip(kinds, cells, strict=True)]
    ids = cell_ids(path.parent.name, names, [cell.source for cell in cells])
    for cell, kind, line, identity in zip(cells, kinds, lines, ids, strict=True):
        yield _read_cell(cell, kind, line, identity)


def _kind(cell: NotebookNode) -> str:
    if "written" in cell.metadata:
        return "written"
    if cell.cell_type == "markdown":
        return "markdown"
    for marker, kind in {"setup": "setup", "exercise": "answer", "test": "test"}.items():
        if marker in cell.metadata:
            return kind
    return "code"


def _name(kind: str, metadata: dict) -> str | None:
    names = {"setup": "setup", "answer": metadata.get("exercise"), "written": metadata.get("written")}
    return names.get(kind) if kind != "test" else f"test-{metadata.get('test')}"


def _read_cell(cell: NotebookNode, kind: str, line: int, identity: str) -> Cell:
    found = {key: value for key, value in cell.metadata.items() if key != "lines_to_next_cell"}
    return Cell(
        kind=kind,
        source=_in_words(cell) if kind == "written" else cell.source,
        line=line,
        id=identity,
        exercise=found.get("exercise") or found.get("test") or found.get("written"),
        points=found.get("points"),
        tags=tuple(found.get("tags", ())),
        tolerance=found.get("tolerance"),
        data=tuple(found.get("data", ())),
        unknown=tuple(found[key] if key == "title" else key for key in found if key not in MARKERS[kind]),
    )


def _in_words(cell: NotebookNode) -> str:
    """The text of a cell whose marker does not say that it is Markdown: it stands in comments."""
    if cell.cell_type == "markdown":
        return cell.source
    return "\n".join(line.removeprefix("#").removeprefix(" ") for line in cell.source.splitlines())


def _notebook_cell(cell: Cell) -> nbformat.NotebookNode:
    metadata = comparison_metadata(cell.tags, cell.tolerance)
    if cell.kind == "setup":
        metadata["jupyter"] = {"source_hidden": True}  # starts folded
    if cell.grade_id:
        metadata["nbgrader"] = {
            "schema_version": 3,
            "grade": cell.kind in ("test", "written"),
            "grade_id": cell.grade_id,
            "locked": cell.kind not in ("answer", "written"),
            "solution": cell.kind in ("answer", "written"),
            "task": False,
        }
        if cell.kind in ("test", "written"):
            metadata["nbgrader"]["points"] = cell.points
    make = nbformat.v4.new_code_cell if cell.is_code else nbformat.v4.new_markdown_cell
    return make(cell.source, id=cell.id, metadata=metadata)
