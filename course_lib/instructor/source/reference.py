"""A lesson as nbgrader keeps it: unwritten answers, all tests, checksums. Submissions are held against it."""

from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property, lru_cache

from nbformat import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

from course_lib.instructor.source.for_students import ForStudents
from course_lib.instructor.source.lesson import Lesson


@dataclass(frozen=True, eq=False)
class Reference:
    """`full` has the hidden tests, `released` is what students get: a line for each test. The same cells, in order."""

    lesson: Lesson
    full: NotebookNode
    released: NotebookNode

    def cell(self, grade_id: str) -> NotebookNode:
        """A copy of a graded cell with its hidden tests."""
        return deepcopy(self._graded[grade_id])

    def released_source(self, grade_id: str) -> str:
        """The source of a graded cell as students get it."""
        return self._released_sources[grade_id]

    def open_source(self, grade_id: str) -> str:
        """The source of a graded cell as it is without hidden tests: as tests were released when they were open."""
        return self._open_sources[grade_id]

    @cached_property
    def grade_ids(self) -> dict[str, str]:
        """The kind (setup, answer or test) of every graded cell, by its id, in the lesson's order."""
        return {cell.grade_id: cell.kind for cell in self.lesson.cells if cell.grade_id}

    @cached_property
    def by_cell_id(self) -> dict[str, str]:
        """The grade id of every graded cell, by its cell id."""
        return {cell.id: grade_id for grade_id, cell in self._graded.items()}

    @cached_property
    def _graded(self) -> dict[str, NotebookNode]:
        return _graded(self.full)

    @cached_property
    def _open_sources(self) -> dict[str, str]:
        opened, _ = ClearHiddenTests().preprocess(deepcopy(self.full), {})
        return {grade_id: cell.source for grade_id, cell in _graded(opened).items()}

    @cached_property
    def _released_sources(self) -> dict[str, str]:
        return {grade_id: cell.source for grade_id, cell in _graded(self.released).items()}


@lru_cache(maxsize=32)
def reference(lesson: Lesson) -> Reference:
    """Make the reference of a lesson by the same preprocessors as `nbgrader generate_assignment`."""
    full, resources = lesson.to_notebook(), dict[str, object]()
    for step in (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums):
        full, resources = step().preprocess(full, resources)
    released = deepcopy(full)
    for step in (ClearHiddenTests, ForStudents):
        released, resources = step().preprocess(released, resources)
    return Reference(lesson, full, released)


def _graded(notebook: NotebookNode) -> dict[str, NotebookNode]:
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
