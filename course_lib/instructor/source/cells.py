"""The cells of a lesson, and what can be cut out of them."""

from dataclasses import dataclass

import nbformat
from nbgrader.preprocessors import ClearSolutions

BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"

MARKERS = {  # what may stand behind `# %%`, by the kind of cell that it makes
    "code": {"tags", "tolerance"},
    "markdown": {"tags"},
    "setup": {"setup", "data", "tags", "tolerance"},
    "answer": {"exercise", "tags", "tolerance"},
    "test": {"test", "points", "tags", "tolerance"},
    "written": {"written", "points", "tags"},
}


@dataclass(frozen=True)
class Cell:
    """One cell of a lesson. `line` is the line of its marker in lesson.py, counted from 1."""

    kind: str  # markdown, code, setup, answer, test or written
    source: str
    line: int
    id: str
    exercise: str | None = None
    points: float | None = None
    tags: tuple[str, ...] = ()
    tolerance: float | None = None  # by which numbers that it shows may differ from run to run
    data: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def is_code(self) -> bool:
        return self.kind not in ("markdown", "written")

    @property
    def grade_id(self) -> str | None:
        """The nbgrader id: `relu` for an answer, in code or words, `test_relu` for a test, `setup` for the setup."""
        if self.kind == "test":
            return f"test_{self.exercise}"
        return "setup" if self.kind == "setup" else self.exercise


@dataclass(frozen=True)
class Segment:
    """A piece of a test cell that is either seen by students or hidden from them."""

    source: str
    hidden: bool


def split_test(source: str) -> list[Segment]:
    """Cut the source of a test cell at its hidden markers, which belong to no segment.

    >>> split_test("a = 1\\n### BEGIN HIDDEN TESTS\\nb = 2\\n### END HIDDEN TESTS")
    [Segment(source='a = 1', hidden=False), Segment(source='b = 2', hidden=True)]
    """
    segments: list[Segment] = []
    hidden, lines = False, list[str]()
    for line in [*source.splitlines(), None]:
        if line is None or line.strip() in (BEGIN_HIDDEN, END_HIDDEN):
            if any(kept.strip() for kept in lines):
                segments.append(Segment("\n".join(lines).strip("\n"), hidden))
            hidden, lines = line is not None and line.strip() == BEGIN_HIDDEN, []
        else:
            lines.append(line)
    return segments


def stub(answer_source: str) -> str:
    """The answer cell as students get it, by nbgrader's own preprocessor."""
    cell = nbformat.v4.new_code_cell(answer_source)
    ClearSolutions()._replace_solution_region(cell, "python")
    return cell.source
