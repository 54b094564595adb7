"""What changes between two results of the same class: who, by how much, on which exercise."""

import sys
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from course_lib.instructor.grading.intake.names import shown
from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.records.by_hand import CONFIRM, by_hand
from course_lib.instructor.grading.records.database import DatabaseError
from course_lib.instructor.grading.records.gradebook import check_gradebook
from course_lib.instructor.grading.records.results import Results, ResultsError, Row
from course_lib.instructor.writing.terminal import say

TELLING = ("points", "max_points", "status", "hint")  # the columns whose change is a change


@dataclass(frozen=True)
class Change:
    """An exercise of a student before and after; None where it has no row."""

    student: str
    lesson: str
    exercise: str
    before: Row | None
    after: Row | None

    @property
    def difference(self) -> float:
        """Points after minus points before; what is not decided or not there counts 0."""
        return _points(self.after) - _points(self.before)


def changes(old: list[Row], new: list[Row]) -> list[Change]:
    """The rows of grades.csv that differ, in order of lesson, student and exercise."""
    before, after = _by_exercise(old), _by_exercise(new)
    order = {key: number for number, key in enumerate(dict.fromkeys([*after, *before]))}  # as in NEW, then OLD
    found = [Change(*key, before.get(key), after.get(key)) for key in before.keys() | after.keys()]
    told = [change for change in found if _telling(change.before) != _telling(change.after)]
    return sorted(told, key=lambda change: (change.lesson, change.student, order[_key(change)]))


def table(found: list[Change], submissions: int, given: Collection[tuple[str, str, str]] = ()) -> str:
    """The changes as text: a block for each student and lesson, then the sum.

    submissions: how many were compared.  given: the student, lesson and exercise of points that a person gave.
    """
    if not found:
        return f"Nothing changes in {_count(submissions, 'submission')}."
    by_submission: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in found:
        by_submission[change.student, change.lesson].append(change)
    width = max(len(change.exercise) for change in found)
    lines = []
    for (student, lesson), own in by_submission.items():
        lines.append(f"{shown(student)}  {lesson}  {_signed(sum(change.difference for change in own))}")
        for change in own:
            confirm = f"  {CONFIRM}" if _key(change) in given else ""
            lines.append(f"  {change.exercise:{width}}  {_told(change)}{confirm}")
    return "\n".join([*lines, "", *_summary(by_submission, submissions)])


@contextmanager
def scratch_results() -> Iterator[Results]:
    """Results in a folder that is gone afterwards: for a dry run."""
    with tempfile.TemporaryDirectory(prefix="course-dry-run-") as folder:
        yield Results(Path(folder) / "results")


def tell_changes(old: Results, rows: list[Row]) -> bool:
    """Print what grading would change in `old`, given the rows that a dry run made; whether anything does."""
    graded = {(row["student"], row["lesson"]) for row in rows}
    before = [row for row in old.read_rows() if (row["student"], row["lesson"]) in graded]
    given = {given.key for given in by_hand(old)}
    now = [row for row in rows if not (row["status"] == Status.UNGRADED and _key_of(row) in given)]  # that grade stays
    kept = {_key_of(row) for row in rows} - {_key_of(row) for row in now}
    found = changes([row for row in before if _key_of(row) not in kept], now)
    say(table(found, len(graded), given))
    say(f"Dry run: {old.folder} was not changed. The same command without --dry-run grades into it.")
    return bool(found)


@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
def diff_command(old: Path, new: Path) -> None:
    """Compare two results folders OLD and NEW (or their grades.csv): whose grades differ, and on which exercise.

    Exit status: 0 when all grades are the same, 1 when some differ, 2 for wrong usage.
    """
    one, other = _results(old), _results(new)
    before, after = one.read_rows(), other.read_rows()
    found = changes(before, after)
    given = {given.key for results in (one, other) for given in by_hand(results)}
    say(table(found, len({(row["student"], row["lesson"]) for row in [*before, *after]}), given))
    sys.exit(1 if found else 0)


def _results(path: Path) -> Results:
    results = Results(path.parent if path.name == "grades.csv" else path)
    if not results.holds_grades():
        raise click.UsageError(f"{path} holds no results: a folder that `course grade` made was expected")
    try:
        check_gradebook(results)
    except (DatabaseError, ResultsError) as error:
        raise click.UsageError(str(error)) from error
    return results


def _key(change: Change) -> tuple[str, str, str]:
    return change.student, change.lesson, change.exercise


def _key_of(row: Row) -> tuple[str, str, str]:
    return row["student"], row["lesson"], row["exercise"]


def _by_exercise(rows: list[Row]) -> dict[tuple[str, str, str], Row]:
    return {_key_of(row): row for row in rows}


def _telling(row: Row | None) -> tuple | None:
    """What of a row counts. Points are numbers: 2 and 2.0 are the same."""
    if row is None:
        return None
    return tuple(float(row[name]) if name.endswith("points") and row[name] else row[name] for name in TELLING)


def _points(row: Row | None) -> float:
    return float(row["points"] or 0) if row else 0.0


def _told(change: Change) -> str:
    before, after = change.before, change.after
    if before is None or after is None:
        alone = [f"{_shown_points(row)}  {row['status']}" for row in (before, after) if row is not None]
        return f"only in {'NEW' if before is None else 'OLD'}: {' '.join(alone)}"
    points = [_shown_points(row) for row in (before, after)]
    told = [f"{_arrow(*points)} ({_signed(change.difference)})" if points[0] != points[1] else points[0]]
    told.append(_arrow(before["status"], after["status"]))
    if before["hint"] != after["hint"]:
        told.append("hint " + _arrow(before["hint"] or "none", after["hint"] or "none"))
    return "  ".join(told)


def _shown_points(row: Row) -> str:
    return f"{float(row['points']):g} of {float(row['max_points']):g}" if row["points"] else "undecided"


def _arrow(before: str, after: str) -> str:
    return before if before == after else f"{before} -> {after}"


def _signed(points: float) -> str:
    return f"{points:+g} point{'' if abs(points) == 1 else 's'}" if points else "same points"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _summary(by_submission: dict[tuple[str, str], list[Change]], submissions: int) -> list[str]:
    totals = [sum(change.difference for change in own) for own in by_submission.values()]
    gain, lose = sum(total > 0 for total in totals), sum(total < 0 for total in totals)
    lines = [
        f"{len(totals)} of {_count(submissions, 'submission')} change: "
        f"{gain} up, {lose} down, {len(totals) - gain - lose} with the same points."
    ]
    by_exercise: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for own in by_submission.values():
        for change in own:
            by_exercise[change.lesson, change.exercise].append(change)
    for (lesson, exercise), own in sorted(by_exercise.items(), key=lambda item: (-len(item[1]), item[0])):
        lines.append(
            f"  {lesson} {exercise}: {_count(len(own), 'student')}, {_signed(sum(change.difference for change in own))}"
        )
    return lines
