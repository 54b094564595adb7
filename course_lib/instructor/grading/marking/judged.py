"""From what became of the cells to the marks, and the notebook as it ran. Touches no result file."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from course_lib.checks import NOT_WRITTEN
from course_lib.instructor.grading.intake.answer_cells import is_stub
from course_lib.instructor.grading.intake.repair import Repaired, is_empty
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
from course_lib.parts import Measure

NOT_NEEDED = "Not run for grading: this cell is the lesson's own, and no answer uses it.\n"
READ_BY_A_PERSON = "an answer in words, which a person will read"
ANOTHERS = "These are another student's questions: the answers were held against your own."
RANKED = (Status.PASSED, Status.FAILED, Status.ERROR)  # answers, of which a challenge ranks what it has measured
MOST_NOTES = 50  # that a student is told of a notebook


@dataclass(frozen=True)
class Mark:
    """One exercise or question of one submission. `points` is None when a person must decide.

    disturbed: the answer has got rid of the watch over what it calls.  measure: of it, in an open challenge.
    """

    exercise: str
    points: float | None
    max_points: float
    verdict: Verdict
    seconds: float = 0.0
    disturbed: bool = False
    measure: Measure | None = None


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
    notebook = ready.repaired.notebook
    by_cell: dict[int, list[tuple[RunCell, CellOutcome]]] = {}
    for cell, outcome in zip(ready.cells, map(checked, outcomes), strict=True):
        by_cell.setdefault(cell.index, []).append((cell, outcome))
    for index, pieces in by_cell.items():
        notebook.cells[index].outputs = _outputs(pieces)
    for index in ready.idle:
        notebook.cells[index].outputs = [nbformat.v4.new_output("stream", name="stdout", text=NOT_NEEDED)]
    make_safe(notebook, {cell.source for cell in reference(lesson).released.cells})
    tests = {index: pieces for index, pieces in by_cell.items() if pieces[0][0].role == "test"}
    marks = _marks(lesson, ready.repaired, by_cell) + _in_words(lesson, ready.repaired)
    for cell in notebook.cells:
        _show_partial_credit(cell, marks)
    notes = _some((*handed_in_so(submission), *ready.remarks, *ready.repaired.repairs))
    memory = max(outcome.memory_bytes for outcome in outcomes)
    return Marked(submission, marks, notebook, notes, tests, memory_bytes=memory)


def handed_in_so(submission: Submission) -> tuple[Repair, ...]:
    """What is told of how a submission was handed in."""
    told = tuple(Repair("file", text) for text in submission.remarks)
    return (Repair("another-student", ANOTHERS), *told) if submission.questions_of else told


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
    points = None if verdict.status == Status.INTERNAL else verdict.earned
    points = exercise.points if verdict.status == Status.PASSED else points
    disturbed = any(outcome.disturbed for _, outcome in by_cell[test_at])
    measure = by_cell[test_at][-1][1].measure if verdict.status in RANKED else None
    return Mark(exercise.name, points, exercise.points, verdict, seconds, disturbed, measure)


def _in_words(lesson: Lesson, repaired: Repaired) -> tuple[Mark, ...]:
    """What becomes of the answers in words: a person decides, but where there is none."""
    sources = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in repaired.notebook.cells}
    marks = []
    for question in lesson.questions:
        if is_empty(sources[question.name], reference(lesson).released_source(question.name)):
            missing = Verdict(Status.MISSING, message=f"{question.name}: {NOT_WRITTEN}.")
            marks.append(Mark(question.name, 0.0, question.points, missing))
        else:
            waits = Verdict(Status.UNGRADED, message=f"{question.name}: {READ_BY_A_PERSON}.")
            marks.append(Mark(question.name, None, question.points, waits))
    return tuple(marks)


def _show_partial_credit(cell: NotebookNode, marks: tuple[Mark, ...]) -> None:
    """Let nbgrader read the points of a test in parts as it reads partial credit: a number that the cell shows."""
    mark = next(
        (one for one in marks if cell.metadata.get("nbgrader", {}).get("grade_id") == f"test_{one.exercise}"), None
    )
    if mark is not None and mark.points and mark.points < mark.max_points:
        data = {"text/plain": repr(mark.points)}
        cell.outputs.append(nbformat.v4.new_output("execute_result", data=data))


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
