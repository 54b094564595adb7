"""From one submission to its marks: read, repair, run, judge. Touches no result file."""

import threading
import time
import traceback
from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass, field, replace

import nbformat
from nbformat import NotebookNode

from course_lib.fresh import FIXED_SEED
from course_lib.instructor.cells import split_test
from course_lib.instructor.grading.answer_cells import is_stub
from course_lib.instructor.grading.companions import find_companions
from course_lib.instructor.grading.gate import checked
from course_lib.instructor.grading.idle_cells import idle_cells
from course_lib.instructor.grading.notebook_file import UnreadableNotebookError, read_notebook
from course_lib.instructor.grading.reference import reference
from course_lib.instructor.grading.repair import Repaired, repair
from course_lib.instructor.grading.runner import CellOutcome, Limits, RunCell, Runner, RunnerError, StoppedError
from course_lib.instructor.grading.safe_markdown import make_safe
from course_lib.instructor.grading.submissions import Submission
from course_lib.instructor.grading.verdict import ASK_A_PERSON, Evidence, Verdict, judge
from course_lib.instructor.lesson import Exercise, Lesson

_ALONE = threading.Lock()  # the ast module of Python 3.11 fails when two threads are in it at once
NOT_RUN = "Not run for grading: this cell is the lesson's own, and no answer uses it.\n"


@dataclass(frozen=True)
class Mark:
    """One exercise of one submission. `points` is None when the fault is ours and a person must decide."""

    exercise: str
    points: float | None
    max_points: float
    verdict: Verdict
    seconds: float = 0.0


@dataclass(frozen=True)
class Marked:
    """A submission with its marks and with the notebook as it ran, its outputs in its cells.

    pieces: for each index of a test cell, its segments with their outcomes.  fault: the traceback of a fault of ours.
    """

    submission: Submission
    marks: tuple[Mark, ...]
    notebook: NotebookNode
    repairs: tuple[str, ...] = ()
    pieces: dict[int, list[tuple[RunCell, CellOutcome]]] = field(default_factory=dict)
    seconds: float = 0.0
    memory_bytes: int = 0
    fault: str | None = None


def mark(submission: Submission, lesson: Lesson, runner: Runner, limits: Limits, seed: int = FIXED_SEED) -> Marked:
    """Grade one submission. A fault of ours makes `internal` marks; it never raises for what a student did.

    seed: of the inputs of hidden tests.
    """
    begun = time.monotonic()
    try:
        if submission.path is None:
            verdict = Verdict("missing", message=" ".join(("No notebook was handed in.", *submission.remarks)))
            return _without_notebook(submission, lesson, verdict)
        try:
            notebook, remarks = read_notebook(submission.path)
            repaired, idle = _repaired(notebook, lesson)
        except UnreadableNotebookError as error:
            message = f"The notebook cannot be read. {error}"
            return _without_notebook(submission, lesson, Verdict("unreadable", message=message))
        cells = cells_to_run(repaired.notebook, idle)
        data = [lesson.path.with_name(name) for name in lesson.setup.data]
        companions = find_companions(submission.path, lesson)
        ran = list(zip(cells, map(checked, runner.run(cells, limits, data, companions.files, seed)), strict=True))
        with _ALONE:
            marked = _marked(submission, lesson, repaired, [*companions.notes, *remarks], ran, idle)
        return replace(marked, seconds=time.monotonic() - begun)
    except StoppedError:
        raise
    except Exception:  # our fault, whatever it is: the class must still be graded
        return replace(internal(submission, lesson, traceback.format_exc()), seconds=time.monotonic() - begun)


def _repaired(notebook: NotebookNode, lesson: Lesson) -> tuple[Repaired, set[int]]:
    """The mended notebook, and which of its cells need not run. Raises UnreadableNotebookError."""
    try:
        with _ALONE:
            repaired = repair(notebook, lesson)
            return repaired, idle_cells(repaired.notebook, lesson)
    except (RecursionError, MemoryError):  # only a text can be so deep or so large
        raise UnreadableNotebookError("A cell is nested too deeply to be read.") from None


def internal(submission: Submission, lesson: Lesson, fault: str) -> Marked:
    """The marks of a submission at which the grader itself failed: no points, neither given nor refused."""
    return replace(_without_notebook(submission, lesson, Verdict("internal", message=ASK_A_PERSON)), fault=fault)


def _marked(
    submission: Submission,
    lesson: Lesson,
    repaired: Repaired,
    remarks: list[str],
    ran: list[tuple[RunCell, CellOutcome]],
    idle: set[int],
) -> Marked:
    """The marks that the outcomes of the cells make."""
    setup = ran[0][1]
    if setup.status != "ok":
        raise RunnerError(f"the lesson's setup cell ends in {setup.status}: {setup.error}")
    by_cell: dict[int, list[tuple[RunCell, CellOutcome]]] = {}
    for cell, outcome in ran:
        by_cell.setdefault(cell.index, []).append((cell, outcome))
    for index, pieces in by_cell.items():
        repaired.notebook.cells[index].outputs = _outputs(pieces)
    for index in idle:
        repaired.notebook.cells[index].outputs = [nbformat.v4.new_output("stream", name="stdout", text=NOT_RUN)]
    make_safe(repaired.notebook, {cell.source for cell in reference(lesson).released.cells})
    tests = {index: pieces for index, pieces in by_cell.items() if pieces[0][0].role == "test"}
    marks = [_mark(exercise, lesson, repaired, by_cell) for exercise in lesson.exercises]
    notes = (*submission.remarks, *remarks, *repaired.repairs)
    memory = max(outcome.memory_bytes for _, outcome in ran)
    return Marked(submission, tuple(marks), repaired.notebook, notes, tests, memory_bytes=memory)


def cells_to_run(notebook: NotebookNode, idle: Collection[int] = ()) -> list[RunCell]:
    """The code cells of a repaired notebook but the idle ones, its tests cut into visible and hidden segments."""
    cells = []
    for index, cell in enumerate(notebook.cells):
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if cell.cell_type != "code" or index in idle:
            continue
        if cell.metadata.get("nbgrader", {}).get("grade"):
            exercise = grade_id.removeprefix("test_")
            for segment in split_test(cell.source):
                cells.append(RunCell(segment.source, "test", exercise, segment.hidden, index))
        else:
            cells.append(RunCell(cell.source, "setup" if grade_id == "setup" else "student", None, False, index))
    return cells


def _mark(exercise: Exercise, lesson: Lesson, repaired: Repaired, by_cell: dict) -> Mark:
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): n for n, cell in enumerate(repaired.notebook.cells)}
    answer_at, test_at = cells[exercise.name], cells[f"test_{exercise.name}"]
    stubs = {found.name: reference(lesson).released_source(found.name) for found in lesson.exercises}
    sources = {name: repaired.notebook.cells[cells[name]].source for name in stubs}
    unwritten = frozenset(name for name in stubs if is_stub(sources[name], stubs[name]))
    evidence = Evidence(
        exercise=exercise.name,
        answered=exercise.name not in unwritten,
        answer=None if exercise.name in repaired.gone else by_cell[answer_at][0][1],
        segments=tuple(by_cell[test_at]),
        test_source=exercise.test.source,
        exercises=frozenset(stubs),
        stub=stubs[exercise.name],
        unwritten=unwritten,
    )
    verdict = judge(evidence)
    seconds = sum(outcome.seconds for index in (answer_at, test_at) for _, outcome in by_cell[index])
    points = exercise.points if verdict.status == "passed" else 0.0
    return Mark(exercise.name, points, exercise.points, verdict, seconds)


def _outputs(pieces: list[tuple[RunCell, CellOutcome]]) -> list[NotebookNode]:
    """The outputs of a cell as nbgrader reads them: any error or stderr in a test cell would cost its points.

    A warning on stderr is not a wrong answer, and a shown number is no partial credit.
    """
    outputs = []
    for cell, outcome in pieces:
        for output in outcome.outputs:
            if cell.role == "test" and output.output_type == "stream":
                output = nbformat.v4.new_output("stream", name="stdout", text=output.text)
            elif cell.role == "test" and output.output_type == "execute_result":
                output = nbformat.v4.new_output("display_data", data=output.data, metadata=output.metadata)
            outputs.append(output)
        if outcome.error is not None:
            outputs.append(error_output(outcome.error.ename, outcome.error.evalue, outcome.error.traceback))
    return outputs


def error_output(ename: str, evalue: str, traceback_lines=()) -> NotebookNode:
    """An nbformat error output; without a traceback, its text is the message."""
    return nbformat.v4.new_output(
        "error", ename=ename, evalue=evalue, traceback=list(traceback_lines) or evalue.splitlines()
    )


def _without_notebook(submission: Submission, lesson: Lesson, verdict: Verdict) -> Marked:
    """The marks of a submission that did not run, and the lesson's empty notebook with the reason in its tests."""
    points = None if verdict.status == "internal" else 0.0
    marks = tuple(Mark(found.name, points, found.points, verdict) for found in lesson.exercises)
    notebook = deepcopy(reference(lesson).full)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.outputs = [error_output(verdict.status, verdict.message)]
    return Marked(submission, marks, notebook, repairs=submission.remarks if submission.path else ())
