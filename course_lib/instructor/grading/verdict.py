"""From what happened in the cells of an exercise to its status, its hint and the message to the student."""

import builtins
import re
from dataclasses import dataclass
from typing import Literal

from course_lib.checks import NOT_WRITTEN
from course_lib.instructor.grading.hints import hint_of, safe_hint
from course_lib.instructor.grading.runner import CellError, CellOutcome, RunCell

Status = Literal[
    "passed", "failed", "error", "timeout", "memory", "crashed", "missing", "forbidden", "unreadable", "internal"
]
ASK_A_PERSON = "The grader has failed here. This is not your fault: a person will look at it."
LONGEST_MESSAGE = 1_000


@dataclass(frozen=True)
class Verdict:
    """The outcome of one exercise. `hidden`: it failed in a hidden test."""

    status: Status
    hint: str = ""
    message: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Evidence:
    """What is known of one exercise once it has been run.

    answered: the answer cell is there and is not the stub.  answer: what became of it, None if it is gone.
    segments: the pieces of its test, each with its outcome.  exercises: the names of all exercises of the lesson.
    """

    exercise: str
    answered: bool
    answer: CellOutcome | None
    segments: tuple[tuple[RunCell, CellOutcome], ...]
    test_source: str
    exercises: frozenset[str]


def judge(evidence: Evidence) -> Verdict:
    """The verdict on one exercise: passed if every piece of its test ran without an error."""
    failure = next(((cell, outcome) for cell, outcome in evidence.segments if outcome.status != "ok"), None)
    if failure is None:
        return Verdict("passed")
    cell, outcome = failure
    if not evidence.answered:
        return Verdict("missing", message=f"{evidence.exercise}: {NOT_WRITTEN}.")
    if outcome.status != "error":
        return _stopped(evidence, cell, outcome)
    verdict = _of_error(evidence, cell, outcome.error)
    return _blame_the_answer(evidence, outcome.error) or _blame_another(evidence, cell, outcome.error) or verdict


def _stopped(evidence: Evidence, cell: RunCell, outcome: CellOutcome) -> Verdict:
    where = "in a hidden test" if cell.hidden else "in its test"
    reason = outcome.error.evalue if outcome.error else "the cell did not end"
    return Verdict(outcome.status, message=f"{evidence.exercise}: {where}, {reason}.", hidden=cell.hidden)


def _of_error(evidence: Evidence, cell: RunCell, error: CellError) -> Verdict:
    if error.ename in ("CheckError", "ForbiddenError"):
        status = "failed" if error.ename == "CheckError" else "forbidden"
        hint = hint_of(error.evalue)
        if not cell.hidden:
            return Verdict(status, hint[0] if hint else "", _short(error.evalue))
        hint = safe_hint(hint, evidence.test_source)
        return Verdict(status, hint[0] if hint else "", _hidden_message(evidence.exercise, hint), hidden=True)
    if error.ename == "NotImplementedError":
        return _not_written(evidence, cell, error)
    if cell.hidden:
        return Verdict("error", message=f"{evidence.exercise}: a hidden test ends in {_name(error)}.", hidden=True)
    return Verdict("error", message=_short(f"{evidence.exercise}: {_one_error(error)}"))


def _not_written(evidence: Evidence, cell: RunCell, error: CellError) -> Verdict:
    """An answer that was not finished, or that calls another exercise's answer which was not."""
    name, found, _ = error.evalue.partition(f": {NOT_WRITTEN}")
    other = name.split(".")[0]
    if found and other != evidence.exercise and other in evidence.exercises:
        message = f"{evidence.exercise}: its test needs {other}, which is {NOT_WRITTEN}."
        return Verdict("error", message=message, hidden=cell.hidden)
    return Verdict("missing", message=f"{evidence.exercise}: {NOT_WRITTEN}.", hidden=cell.hidden)


def _blame_the_answer(evidence: Evidence, error: CellError) -> Verdict | None:
    """If the name is not there because the answer cell itself did not get through, say that instead."""
    answer = evidence.answer
    if answer is None or answer.status == "ok" or error.ename != "NameError":
        return None
    said = _one_error(answer.error) if answer.error else "it did not end"
    status = "error" if answer.status in ("error", "skipped") else answer.status
    return Verdict(status, message=_short(f"{evidence.exercise}: the answer cell itself does not run: {said}"))


def _blame_another(evidence: Evidence, cell: RunCell, error: CellError) -> Verdict | None:
    """If the name of another exercise's answer is not there, say that."""
    found = re.fullmatch(r"name '(\w+)' is not defined", error.evalue) if error.ename == "NameError" else None
    if found is None or found[1] not in evidence.exercises - {evidence.exercise}:
        return None
    message = f"{evidence.exercise}: its test needs {found[1]}, whose answer cell does not run."
    return Verdict("error", message=message, hidden=cell.hidden)


def _hidden_message(exercise: str, hint: tuple[str, str] | None) -> str:
    lines = [f"{exercise}: a hidden test fails: it asks the same of other inputs."]
    if hint:
        lines.append(f"Hint ({hint[0]}): {hint[1]}" if hint[1] else f"Hint: {hint[0]}.")
    return "\n".join(lines)


def _one_error(error: CellError) -> str:
    return f"{error.ename}: {error.evalue}" if error.evalue else error.ename


def _name(error: CellError) -> str:
    """The class of an exception, if it can be shown: the answer may have made it up."""
    known = getattr(builtins, error.ename, None)
    is_error = isinstance(known, type) and issubclass(known, BaseException)
    return error.ename if is_error else "an error"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_MESSAGE else f"{text[:LONGEST_MESSAGE]}..."
