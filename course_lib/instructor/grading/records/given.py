"""What the gradebook says of each exercise: the points, whether a person gave them, and what that person wrote."""

from collections import defaultdict
from dataclasses import dataclass, field

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Select, select


@dataclass(frozen=True)
class Given:
    """The grade of one exercise. points: None if a person has yet to give them.  is_by_hand: a person gave them."""

    points: float | None
    is_by_hand: bool = False


@dataclass
class Grades:
    """What the gradebook says of one submission. comments: by exercise.  penalty: for being late."""

    given: dict[str, Given] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    penalty: float = 0.0

    @property
    def points(self) -> float:
        """The sum, less the penalty: what goes back."""
        return max(0.0, sum(given.points or 0.0 for given in self.given.values()) - self.penalty)


def grades_in(
    gradebook: Gradebook, lesson: str | None = None, student: str | None = None
) -> dict[tuple[str, str], Grades]:
    """The grades of all submissions, or of one, by student and lesson."""
    found: dict[tuple[str, str], Grades] = defaultdict(Grades)
    kinds = Grade.auto_score, Grade.manual_score, Grade.extra_credit
    for who, what, penalty, cell, *grade in gradebook.db.execute(_of(Grade, kinds, lesson, student)):
        entry = found[who, what]
        entry.penalty = penalty or 0.0
        entry.given[cell.removeprefix("test_")] = _given(*grade)
    for who, what, _, cell, comment in gradebook.db.execute(_of(Comment, (Comment.manual_comment,), lesson, student)):
        if comment:
            found[who, what].comments[cell.removeprefix("test_")] = comment
    return found


def _of(kind: type[Grade] | type[Comment], columns: tuple, lesson: str | None, student: str | None) -> Select:
    penalty = SubmittedAssignment.late_submission_penalty
    asked = (
        select(SubmittedAssignment.student_id, Assignment.name, penalty, BaseCell.name, *columns)
        .select_from(kind)
        .join(kind.cell)
        .join(SubmittedNotebook, kind.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
    )
    asked = asked if lesson is None else asked.where(Assignment.name == lesson)
    return asked if student is None else asked.where(SubmittedAssignment.student_id == student)


def _given(auto: float | None, manual: float | None, extra: float | None) -> Given:
    points = auto if manual is None else manual
    if points is not None or extra:
        points = (points or 0.0) + (extra or 0.0)
    return Given(points, manual is not None or bool(extra))
