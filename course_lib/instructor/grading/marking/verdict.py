"""From what happened in the cells of an exercise to its status, its hint and the message to the student."""

import builtins
import re
from dataclasses import dataclass, replace

from course_lib.checking.raised import explained_message
from course_lib.checks import NOT_WRITTEN
from course_lib.instructor.grading.marking.hints import safe_hint
from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.sandbox.refusals import HIDDEN_SENTENCE, REFUSED
from course_lib.instructor.sandbox.runner import (
    PROCESS_ENDED,
    CellError,
    CellOutcome,
    PartOutcome,
    RunCell,
    first_to_fail,
)

ASK_A_PERSON = "The grader has failed here. This is not your fault: a person will look at it."
TESTS_FAULT = "JudgingError"  # the name of what a test raises that has failed itself
LONGEST_MESSAGE = 1_000


@dataclass(frozen=True)
class Verdict:
    """The outcome of one exercise. hint: its id.  sentence: of the hint, if it may be shown.

    hidden: it failed in a hidden test.  earned: the points of the parts of its test that passed, if it has not.
    """

    status: Status
    hint: str = ""
    message: str = ""
    hidden: bool = False
    sentence: str = ""
    earned: float = 0.0


@dataclass(frozen=True)
class Evidence:
    """What is known of one exercise once it has been run.

    answered: the answer cell is there and is not the stub.  answer: what became of it, None if it is gone.
    segments: the pieces of its test, each with its outcome.  exercises: the names of all exercises of the lesson.
    stub: the answer cell as it was handed out.  unwritten: the exercises whose answer cells are stubs.
    """

    exercise: str
    answered: bool
    answer: CellOutcome | None
    segments: tuple[tuple[RunCell, CellOutcome], ...]
    test_source: str
    exercises: frozenset[str]
    stub: str = ""
    unwritten: frozenset[str] = frozenset()


def judge(evidence: Evidence) -> Verdict:
    """The verdict on one exercise: passed if every piece of its test ran without an error."""
    fault = next((outcome.error for _, outcome in evidence.segments if _is_ours(outcome.error)), None)
    if fault is not None:
        return Verdict(Status.INTERNAL, message=_short(f"{evidence.exercise}: {ASK_A_PERSON} {_one_error(fault)}"))
    refused = _of_its_parts(evidence) or _of_its_pieces(evidence)
    if refused is None:
        return Verdict(Status.PASSED)
    if not evidence.answered:
        return Verdict(Status.MISSING, message=f"{evidence.exercise}: {NOT_WRITTEN}.")
    return refused


def _is_ours(error: CellError | None) -> bool:
    """Does a test say itself that it has failed, and not the answer? Whoever forges this gets a person to look."""
    return error is not None and error.ename == TESTS_FAULT


def _of_its_parts(evidence: Evidence) -> Verdict | None:
    """The verdict on the first part of a test that failed; None if none did."""
    parts = _parts(evidence)
    failed = first_to_fail(parts)
    if failed is None or failed.error is None:
        return None
    cell = replace(evidence.segments[-1][0], hidden=failed.hidden)
    return _with_parts(evidence, parts, _blamed(evidence, cell, failed.error))


def _of_its_pieces(evidence: Evidence) -> Verdict | None:
    """The verdict on the first piece of a test that did not run through; None if all did."""
    for cell, outcome in evidence.segments:
        if outcome.status == "error" and outcome.error is not None:
            return _blamed(evidence, cell, outcome.error)
        if outcome.status != "ok":
            return _stopped(evidence, cell, outcome)
    return None


def _parts(evidence: Evidence) -> tuple[PartOutcome, ...]:
    """The parts of a test that came to its end; () if it has none, or something outside of them stopped it."""
    *before, (_, last) = evidence.segments
    came_to_its_end = all(outcome.status == "ok" for _, outcome in before) and last.status in ("ok", "error")
    nothing_earned = all(part.error is not None for part in last.parts)
    return last.parts if came_to_its_end and (last.status == "ok") != nothing_earned else ()


def _with_parts(evidence: Evidence, parts: tuple[PartOutcome, ...], verdict: Verdict) -> Verdict:
    """The verdict on the first part that failed, and what each of them has come to."""
    if verdict.status == Status.MISSING and not any(part.error is None for part in parts):
        return verdict
    earned, possible = sum(part.points for part in parts if part.error is None), sum(part.points for part in parts)
    told = [f"«{part.name}» {part.points if part.error is None else 0:g} of {part.points:g}" for part in parts]
    head = f"{evidence.exercise}: {earned:g} of {possible:g} points: {', '.join(told)}."
    status = Status.ERROR if verdict.status == Status.MISSING else verdict.status
    return replace(verdict, status=status, message=_short(f"{head}\n{verdict.message}"), earned=earned)


def _blamed(evidence: Evidence, cell: RunCell, error: CellError) -> Verdict:
    """The verdict on an error, and on the answer cell or another exercise if that is what it comes from."""
    verdict = _of_error(evidence, cell, error)
    return _blame_the_answer(evidence, error) or _blame_another(evidence, cell, error) or verdict


def _stopped(evidence: Evidence, cell: RunCell, outcome: CellOutcome) -> Verdict:
    where = "in a hidden test" if cell.hidden else "in its test"
    reason = outcome.error.evalue if outcome.error else "the cell did not end"
    if cell.hidden and outcome.status == "crashed":
        reason = PROCESS_ENDED  # what is known of it may come from the process that died
    return Verdict(Status(outcome.status), message=f"{evidence.exercise}: {where}, {reason}.", hidden=cell.hidden)


def _of_error(evidence: Evidence, cell: RunCell, error: CellError) -> Verdict:
    if error.ename in ("CheckError", "ForbiddenError"):
        status = Status.FAILED if error.ename == "CheckError" else Status.FORBIDDEN
        if not cell.hidden:
            identity, sentence = error.hint or ("", "")
            return Verdict(status, identity, _short(error.evalue), sentence=_short(sentence))
        hint = safe_hint(error.hint, evidence.test_source)
        identity, sentence = hint or ("", "")
        return Verdict(status, identity, _hidden_message(evidence.exercise, hint), hidden=True, sentence=sentence)
    if error.unwritten:
        unwritten = _not_written(evidence, cell, error.unwritten)
        if unwritten:
            return unwritten
    if error.ename == REFUSED:
        said = f"in a hidden test, {HIDDEN_SENTENCE}" if cell.hidden else error.evalue  # which tells how much there was
        return Verdict(Status.ERROR, message=f"{evidence.exercise}: {said}.", hidden=cell.hidden)
    if cell.hidden:
        return Verdict(Status.ERROR, message=f"{evidence.exercise}: a hidden test ends in {_name(error)}.", hidden=True)
    return _raised(evidence.exercise, error)


def _raised(exercise: str, error: CellError) -> Verdict:
    """The verdict on an answer that ends in an exception: what it means, if that is known, and Python's own words."""
    known = error.explained
    if known is None:
        return Verdict(Status.ERROR, message=_short(f"{exercise}: {_one_error(error)}"))
    lines = (
        explained_message(exercise, error.ename, known),
        f"Hint ({known.id}): {known.sentence}",
        f"Python says: {_one_error(error)}",
    )
    return Verdict(Status.ERROR, known.id, _short("\n".join(lines)), sentence=known.sentence)


def _not_written(evidence: Evidence, cell: RunCell, name: str) -> Verdict | None:
    """The verdict if `name`, whose stub was called, is (a part of) what an exercise asks for; None if it is not."""
    exercise, _, method = name.partition(".")
    if exercise not in evidence.exercises or "<locals>" in name:
        return None
    if exercise != evidence.exercise:
        message = f"{evidence.exercise}: its test needs {exercise}, which is {NOT_WRITTEN}."
        return Verdict(Status.ERROR, message=message, hidden=cell.hidden)
    if not method:
        return Verdict(Status.MISSING, message=f"{exercise}: {NOT_WRITTEN}.", hidden=cell.hidden)
    known = not cell.hidden or re.search(rf"\bdef {re.escape(method)}\b", evidence.stub)
    which = f"its method {method}" if known else "one of its methods"  # a name may carry out what a test asked
    return Verdict(Status.ERROR, message=f"{exercise}: {which} is {NOT_WRITTEN}.", hidden=cell.hidden)


def _blame_the_answer(evidence: Evidence, error: CellError) -> Verdict | None:
    """If the name is not there because the answer cell itself did not get through, say that instead."""
    answer = evidence.answer
    if answer is None or answer.status == "ok" or error.ename != "NameError":
        return None
    if answer.error and answer.error.unwritten == evidence.exercise:  # a class whose stub stands in its body
        return Verdict(Status.MISSING, message=f"{evidence.exercise}: {NOT_WRITTEN}.")
    said = _one_error(answer.error) if answer.error else "it did not end"
    status = Status.ERROR if answer.status == "skipped" else Status(answer.status)
    return Verdict(status, message=_short(f"{evidence.exercise}: the answer cell itself does not run: {said}"))


def _blame_another(evidence: Evidence, cell: RunCell, error: CellError) -> Verdict | None:
    """If the name of another exercise's answer is not there, say that."""
    found = re.fullmatch(r"name '(\w+)' is not defined", error.evalue) if error.ename == "NameError" else None
    if found is None or found[1] not in evidence.exercises - {evidence.exercise}:
        return None
    why = f"which is {NOT_WRITTEN}" if found[1] in evidence.unwritten else "whose answer cell does not run"
    message = f"{evidence.exercise}: its test needs {found[1]}, {why}."
    return Verdict(Status.ERROR, message=message, hidden=cell.hidden)


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
