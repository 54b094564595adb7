"""`course explain`: why an exercise of a student has the points that it has, for the instructor who is asked.

The notebook is run once more, in the sandbox, from what was graded (autograded/), and so is the reference answer: the
same test on the same inputs. What is told here holds hidden tests: it is not for students.
"""

import pickle
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from course_lib.checking.values import UnusableValueError, as_array, plain
from course_lib.fresh import FIXED_SEED
from course_lib.instructor.bank.trial import needed_answers
from course_lib.instructor.grading.grading_run import read_lessons
from course_lib.instructor.grading.intake.companions import find_companions
from course_lib.instructor.grading.intake.names import shown
from course_lib.instructor.grading.intake.notebook_file import UnreadableNotebookError
from course_lib.instructor.grading.marking.prepared import prepared
from course_lib.instructor.grading.marking.status import NOT_RUN, Status
from course_lib.instructor.grading.options import WrongUsageError, running_here
from course_lib.instructor.grading.records.by_hand import by_hand
from course_lib.instructor.grading.records.database import DatabaseError
from course_lib.instructor.grading.records.fingerprint import of_lesson
from course_lib.instructor.grading.records.results import Results, Row
from course_lib.instructor.sandbox.bounded import OverBoundsError, bounded
from course_lib.instructor.sandbox.job import Job
from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.recorded import Call, Recording
from course_lib.instructor.sandbox.runner import CellError, CellOutcome, Limits, RunCell, RunnerError, first_to_fail
from course_lib.instructor.source.cells import split_test
from course_lib.instructor.source.course import Course, CourseNotFoundError, UnknownLessonError, find_course
from course_lib.instructor.source.lesson import Exercise, Lesson
from course_lib.instructor.writing.terminal import say


@dataclass(frozen=True)
class Asked:
    """What is to be explained. row: of grades.csv.  entry: of the log.  exercise: None where it is in words."""

    results: Results
    lesson: Lesson
    exercise: Exercise | None
    row: Row
    entry: dict

    @property
    def notebook(self) -> Path:
        """What was graded."""
        return self.results.autograded(self.row["student"], self.lesson.name)


@click.command("explain")
@click.argument("folder", metavar="RESULTS", type=click.Path(path_type=Path))
@click.argument("student")
@click.argument("exercise")
@click.option("--lesson", help="Of which lesson, if several have an exercise of this name.")
@click.option("--unsafe", is_flag=True, help="Run the student's code without a sandbox: it can do whatever you can.")
def explain_command(folder: Path, student: str, exercise: str, lesson: str | None, unsafe: bool) -> None:
    """Say why the EXERCISE of a STUDENT has the points that stand in RESULTS, for the instructor.

    What the student was told, their answer, what the test saw (hidden or not), and what the reference answer gives
    where theirs differs. The notebook and the test are run once more; nothing in RESULTS is changed.
    """
    try:
        asked = _asked(Results(folder), find_course(), student, exercise, lesson)
        say("\n".join(_of_the_row(asked)))
        if (
            asked.exercise is not None
            and asked.entry["file"] is not None
            and Status(asked.row["status"]) not in NOT_RUN
        ):
            with running_here(unsafe) as runner:
                say("\n".join(_of_the_test(asked, asked.exercise, runner)))
    except (CourseNotFoundError, UnknownLessonError, DatabaseError) as error:
        raise WrongUsageError(str(error)) from error
    except (RunnerError, UnreadableNotebookError, OverBoundsError) as error:
        raise WrongUsageError(f"the notebook of {shown(student)} cannot be run again: {error}") from error


def _asked(results: Results, course: Course, student: str, exercise: str, lesson: str | None) -> Asked:
    if not results.holds_grades():
        raise WrongUsageError(f"{results.folder} holds no results: a folder that `course grade` made was expected")
    rows = results.read_rows()
    own = [row for row in rows if row["student"] == student]
    if not own:
        known = sorted({row["student"] for row in rows})
        near = [name for name in known if student.casefold() in name.casefold()] or known
        raise WrongUsageError(f"there is no student {shown(student)!r} in the results: they have {_some(near)}")
    lessons = course.chosen([lesson]) if lesson else sorted({row["lesson"] for row in own})
    found = [row for row in own if row["exercise"] == exercise and row["lesson"] in lessons]
    if not found:
        known = [row["exercise"] for row in own if row["lesson"] in lessons]
        raise WrongUsageError(f"{shown(student)} has no exercise {shown(exercise)!r} in the results: {_some(known)}")
    if len(found) > 1:
        several = " and ".join(row["lesson"] for row in found)
        raise WrongUsageError(f"{exercise} is an exercise of {several}: choose one with --lesson")
    (row,) = found
    read = read_lessons(course, [row["lesson"]])[row["lesson"]]
    now = next((one for one in read.exercises if one.name == exercise), None)
    if now is None and exercise not in {question.name for question in read.questions}:
        raise WrongUsageError(f"{read.name} has no exercise {exercise} any more: it was graded by an earlier lesson")
    (entry,) = [one for one in results.read_log() if (one["student"], one["lesson"]) == (student, read.name)]
    return Asked(results, read, now, row, entry)


def _some(names: list[str]) -> str:
    return ", ".join(map(shown, names[:8])) + (", ..." if len(names) > 8 else "") if names else "nobody"


def _of_the_row(asked: Asked) -> list[str]:
    """What stands in the results."""
    row = asked.row
    points = f"{row['points']} of {row['max_points']} points" if row["points"] else f"of {row['max_points']} points"
    lines = [f"{shown(row['student'])}  {row['lesson']}  {row['exercise']}: {row['status']}, {points}"]
    key = row["student"], row["lesson"], row["exercise"]
    lines += [f"By hand: {given.points:g} points" for given in by_hand(asked.results) if given.key == key]
    lines += _block("The student was told:", row["message"] or "nothing: it passed")
    if asked.entry.get("fault"):
        lines += _block("The grader failed:", asked.entry["fault"])
    if asked.entry["mark"].get("lesson") != of_lesson(asked.lesson):
        lines.append("The lesson has changed since this was graded: what follows is by the lesson of today.")
    return lines


def _of_the_test(asked: Asked, exercise: Exercise, runner: ProcessRunner) -> list[str]:
    """What the test sees of the answer now, and of the reference answer."""
    ready = bounded(prepared, asked.notebook.absolute(), asked.lesson)
    file = Path(asked.entry["file"])
    beside = find_companions(file, asked.lesson).files if file.is_file() else {}
    name, test = exercise.name, [cell for cell in ready.cells if cell.exercise == exercise.name]
    cells = [cell for cell in ready.cells if cell.role != "test"]
    at = next((n for n, cell in enumerate(cells) if cell.index > test[0].index), len(cells))
    cells[at:at] = [RunCell(part.source, "test", name, index=test[0].index) for part in test]
    graded = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in ready.repaired.notebook.cells}
    lines = _block("Their answer:", graded[name].source)
    outcomes, theirs = _recorded(asked, name, runner, cells, beside)
    reference = _recorded(asked, name, runner, _reference_cells(asked.lesson, exercise), {})[1]
    refused = _refused(cells, outcomes)
    if refused is None:
        return [*lines, "The test passes now."]
    number, seen = refused
    lines += _block(f"The {'hidden' if test[number].hidden else 'visible'} test saw:", seen)
    lines += _block("at", theirs.at) if theirs.at else []
    return [*lines, *_difference(theirs.calls, reference.calls)]


def _refused(cells: list[RunCell], outcomes: list[CellOutcome]) -> tuple[int, str] | None:
    """At which of its pieces the test refused the answer, or a part of it failed, and what was seen; None if none."""
    own = [outcome for cell, outcome in zip(cells, outcomes, strict=True) if cell.role == "test"]
    for number, outcome in enumerate(own):
        failed = first_to_fail(outcome.parts)
        if failed is not None and failed.error is not None:
            return number, f"part «{failed.name}»: {_told(failed.error)}"
        if outcome.status not in ("ok", "skipped"):
            return number, _told(outcome.error) if outcome.error else outcome.status
    return None


def _recorded(
    asked: Asked, exercise: str, runner: ProcessRunner, cells: list[RunCell], beside: dict[str, bytes]
) -> tuple[list[CellOutcome], Recording]:
    """What became of these cells, all in sight, and what the test asked. With the seed and limits of the grade."""
    mark = asked.entry["mark"]
    files = {name: asked.lesson.path.with_name(name).read_bytes() for name in asked.lesson.setup.data}
    limits, seed = Limits(**mark.get("limits", {})), mark.get("seed", FIXED_SEED)
    found = runner.examine_job(
        Job(tuple(cells), limits, files, runner.threads, runner.sandboxed, beside, seed=seed, recorded=True)
    )
    return found.outcomes, found.recordings.get(exercise, Recording())


def _reference_cells(lesson: Lesson, exercise: Exercise) -> list[RunCell]:
    """The setup, the reference answers that the test needs, and the test."""
    needed = needed_answers(lesson, exercise.name, exercise.answer.source, exercise.test)
    return [
        RunCell(lesson.setup.source, "setup"),
        *(RunCell(cell.source, "student") for cell in needed),
        *(RunCell(part.source, "test", exercise.name) for part in split_test(exercise.test.source)),
    ]


def _told(error: CellError) -> str:
    if error.ename in ("CheckError", "ForbiddenError"):
        return "\n".join(error.traceback)
    return f"{error.ename}: {error.evalue}"


def _difference(theirs: list[Call], reference: list[Call]) -> list[str]:
    """The first call of which the reference makes something else; the last one if there is none."""
    pairs = list(zip(theirs, reference, strict=False))
    other = next((n for n, (one, two) in enumerate(pairs) if not _alike(one, two)), None)
    if not theirs:
        return ["The test has called nothing before."]
    number = len(theirs) - 1 if other is None else other
    own = theirs[number]
    which = "the first call that differs" if other is not None else "the last call; none before differs"
    lines = [f"Call {number + 1} of {own.name}, {which}:"]
    lines += [line for text in own.given for line in _block("  given", text)]
    lines += _block("  theirs", own.gave)
    lines += [line for text in own.after for line in _block("  theirs has changed what was given to", text)]
    return lines + (_block("  reference", reference[number].gave) if number < len(reference) else [])


def _alike(one: Call, two: Call) -> bool:
    """Did two calls come to the same, up to rounding?"""
    if one.after != two.after or (one.data is None) != (two.data is None):
        return False
    if one.data is None or two.data is None:
        return one.gave == two.gave
    return _same(pickle.loads(one.data), pickle.loads(two.data))  # data that the examiner has decoded, and no code


def _same(one: object, two: object) -> bool:
    if isinstance(one, tuple | list) and isinstance(two, tuple | list):
        return len(one) == len(two) and all(map(_same, one, two))
    try:
        a, b = as_array(one), as_array(two)
        return a.shape == b.shape and np.allclose(a, b, rtol=1e-6, atol=1e-9, equal_nan=True)
    except UnusableValueError:
        return plain(one) == plain(two)


def _block(title: str, text: str) -> list[str]:
    """A text under its title, or beside it if it has one line."""
    first, *rest = text.rstrip().splitlines() or [""]
    return [f"{title} {first}"] if not rest else [title, *(f"    {line}" for line in [first, *rest])]
