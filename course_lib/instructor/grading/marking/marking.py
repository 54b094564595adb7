"""From one submission to its marks: read, repair, run, judge. Touches no result file.

All that is done with a student's bytes is done in processes with limits: see `bounded`.
"""

import time
import traceback
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

from course_lib.fresh import FIXED_SEED
from course_lib.instructor.grading.intake.notebook_file import UnreadableNotebookError
from course_lib.instructor.grading.intake.repairs import Repair
from course_lib.instructor.grading.intake.submissions import Submission
from course_lib.instructor.grading.marking.judged import Mark, Marked, error_output, handed_in_so, judged
from course_lib.instructor.grading.marking.prepared import Prepared, prepared
from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.marking.verdict import ASK_A_PERSON, Verdict
from course_lib.instructor.sandbox.bounded import OverBoundsError, bounded
from course_lib.instructor.sandbox.runner import CellOutcome, Limits, Runner, RunnerError, StoppedError
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.reference import reference


def mark(submission: Submission, lesson: Lesson, runner: Runner, limits: Limits, seed: int = FIXED_SEED) -> Marked:
    """Grade one submission. A fault of ours makes `internal` marks; it never raises for what a student did.

    seed: of the inputs of hidden tests.
    """
    begun = time.monotonic()
    try:
        if submission.path is None:
            verdict = Verdict(Status.MISSING, message=" ".join(("No notebook was handed in.", *submission.remarks)))
            return _without_notebook(submission, lesson, verdict)
        marked = _read_and_run(submission, submission.path, lesson, runner, limits, seed)
        return replace(marked, seconds=time.monotonic() - begun)
    except StoppedError:
        raise
    except Exception:  # our fault, whatever it is: the class must still be graded
        return replace(internal(submission, lesson, traceback.format_exc()), seconds=time.monotonic() - begun)


def _read_and_run(
    submission: Submission, path: Path, lesson: Lesson, runner: Runner, limits: Limits, seed: int
) -> Marked:
    try:
        ready = bounded(prepared, path.absolute(), lesson)
        data = [lesson.path.with_name(name) for name in lesson.setup.data]
        outcomes = runner.run(ready.cells, limits, data, ready.beside, seed)
        setup = outcomes[0]
        if setup.status != "ok":
            raise RunnerError(f"the lesson's setup cell ends in {setup.status}: {setup.error}")
        return _judged(submission, lesson, ready, outcomes)
    except UnreadableNotebookError as error:
        reason = str(error)
    except OverBoundsError as error:
        reason = f"To read it was given up: {error}."
    return unreadable(submission, lesson, f"The notebook cannot be read. {reason}")


def _judged(submission: Submission, lesson: Lesson, ready: Prepared, outcomes: list[CellOutcome]) -> Marked:
    """The marks. If what the cells showed is too much to be looked at, they are given without it."""
    try:
        return bounded(judged, submission, lesson, ready, outcomes)
    except OverBoundsError as error:
        text = f"What the cells showed is left out here: to read it was given up, as {error}."
        note = Repair("left-out", text)
    bare = [replace(outcome, outputs=[]) for outcome in outcomes]
    return bounded(judged, submission, lesson, replace(ready, remarks=(note, *ready.remarks)), bare)


def unreadable(submission: Submission, lesson: Lesson, message: str) -> Marked:
    """The marks of a submission whose notebook nobody can read."""
    return _without_notebook(submission, lesson, Verdict(Status.UNREADABLE, message=message))


def internal(submission: Submission, lesson: Lesson, fault: str) -> Marked:
    """The marks of a submission at which the grader itself failed: no points, neither given nor refused."""
    return replace(_without_notebook(submission, lesson, Verdict(Status.INTERNAL, message=ASK_A_PERSON)), fault=fault)


def _without_notebook(submission: Submission, lesson: Lesson, verdict: Verdict) -> Marked:
    """The marks of a submission that did not run, and the lesson's empty notebook with the reason in its tests."""
    points = None if verdict.status == Status.INTERNAL else 0.0
    marks = tuple(Mark(found.name, points, found.points, verdict) for found in lesson.asked)
    notebook = deepcopy(reference(lesson).full)
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
            cell.outputs = [error_output(verdict.status, verdict.message)]
    return Marked(submission, marks, notebook, repairs=handed_in_so(submission) if submission.path else ())
