"""From what became of the cells to the marks, and the notebook as it ran. Touches no result file."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from course_lib.instructor.grading.intake.answer_cells import is_stub
from course_lib.instructor.grading.intake.repair import Repaired
from course_lib.instructor.grading.intake.repairs import Repair
from course_lib.instructor.grading.intake.submissions import Submission
from course_lib.instructor.grading.marking.gate import checked
from course_lib.instructor.grading.marking.prepared import Prepared
from course_lib.instructor.grading.marking.safe_markdown import make_safe
from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.marking.verdict import Evidence, Verdict, judge
from course_lib.instructor.sandbox.runner import CellOutcome, RunCell
from course_lib.instructor.source.lesson import Exercise, Lesson
from course_lib.instructor.source.reference import reference

NOT_NEEDED = "Not run for grading: this cell is the lesson's own, and no answer uses it.\n"
MOST_NOTES = 50  # that a student is told of a notebook


@dataclass(frozen=True)
class Mark:
    """One exercise of one submission. `points` is None when the fault is ours and a person must decide.

    disturbed: the answer has got rid of the watch over what it calls.
    """

    exercise: str
    points: float | None
    max_points: float
    verdict: Verdict
    seconds: float = 0.0
    disturbed: bool = False


@dataclass(frozen=True)
class Marked:
    """A submission with its marks and with the notebook as it ran, its outputs in its cells.

    pieces: for each index of a test cell, its segments with their outcomes.  fault: the traceback of a fault of ours.
    """

    submission: Submission
    marks: tuple[Mark, ...]
    notebook: NotebookNode
    repairs: tuple[Repair, ...] = ()
    pieces: dict[int, list[tuple[RunCell, CellOutcome]]] = field(default_factory=dict)
    seconds: float = 0.0
    memory_bytes: int = 0
    fault: str | None = None


def judged(submission: Submission, lesson: Lesson, ready: Prepared, outcomes: list[CellOutcome]) -> Marked:
    """The marks that the outcomes of the cells make, and the notebook with what they showed."""
    notebook, by_cell = ready.repaired.notebook, {}
    for cell, outcome in zip(ready.cells, map(checked, outcomes), strict=True):
        by_cell.setdefault(cell.index, []).append((cell, outcome))
    for index, pieces in by_cell.items():
        notebook.cells[index].outputs = _outputs(pieces)
    for index in ready.idle:
        notebook.cells[index].outputs = [nbformat.v4.new_output("stream", name="stdout", text=NOT_NEEDED)]
    make_safe(notebook, {cell.source for cell in reference(lesson).released.cells})
    tests = {index: pieces for index, pieces in by_cell.items() if pieces[0][0].role == "test"}
    marks = _marks(lesson, ready.repaired, by_cell)
    notes = _some((*handed_in_so(submission), *ready.remarks, *ready.repaired.repairs))
    memory = max(outcome.memory_bytes for outcome in outcomes)
    return Marked(submission, marks, notebook, notes, tests, memory_bytes=memory)


def handed_in_so(submission: Submission) -> tuple[Repair, ...]:
    """What is told of how a submission was handed in."""
    return tuple(Repair("file", text) for text in submission.remarks)


def _some(notes: tuple[Repair, ...]) -> tuple[Repair, ...]:
    """Not too many of them; no number of others hides what a person should look at."""
    if len(notes) <= MOST_NOTES:
        return notes
    kept = [note for number, note in enumerate(notes) if number < MOST_NOTES or note.is_odd]
    left_out = f"{len(notes) - len(kept)} more remarks of this kind are left out."
    return (*kept, Repair("left-out", left_out))


def _marks(lesson: Lesson, repaired: Repaired, by_cell: dict) -> tuple[Mark, ...]:
    places = {cell.metadata.get("nbgrader", {}).get("grade_id"): n for n, cell in enumerate(repaired.notebook.cells)}
    stubs = {found.name: reference(lesson).released_source(found.name) for found in lesson.exercises}
    sources = {name: repaired.notebook.cells[places[name]].source for name in stubs}
    unwritten = frozenset(name for name in stubs if is_stub(sources[name], stubs[name]))
    return tuple(_mark(exercise, stubs, unwritten, repaired.gone, places, by_cell) for exercise in lesson.exercises)


def _mark(
    exercise: Exercise,
    stubs: dict[str, str],
    unwritten: frozenset[str],
    gone: frozenset[str],
    places: dict[str, int],
    by_cell: dict[int, list[tuple[RunCell, CellOutcome]]],
) -> Mark:
    answer_at, test_at = places[exercise.name], places[f"test_{exercise.name}"]
    evidence = Evidence(
        exercise=exercise.name,
        answered=exercise.name not in unwritten,
        answer=None if exercise.name in gone else by_cell[answer_at][0][1],
        segments=tuple(by_cell[test_at]),
        test_source=exercise.test.source,
        exercises=frozenset(stubs),
        stub=stubs[exercise.name],
        unwritten=unwritten,
    )
    verdict = judge(evidence)
    seconds = sum(outcome.seconds for index in (answer_at, test_at) for _, outcome in by_cell[index])
    points = exercise.points if verdict.status == Status.PASSED else 0.0
    disturbed = any(outcome.disturbed for _, outcome in by_cell[test_at])
    return Mark(exercise.name, points, exercise.points, verdict, seconds, disturbed)


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


def error_output(ename: str, evalue: str, traceback_lines: Iterable[str] = ()) -> NotebookNode:
    """An nbformat error output; without a traceback, its text is the message."""
    return nbformat.v4.new_output(
        "error", ename=ename, evalue=evalue, traceback=list(traceback_lines) or evalue.splitlines()
    )
