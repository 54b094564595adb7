"""Points that a person gave in the form grader, and whether the program has changed its mind since."""

from dataclasses import dataclass

from nbgrader.api import Assignment, BaseCell, Comment, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Select, select

from course_lib.instructor.grading.intake.names import shown
from course_lib.instructor.grading.records.results import Results

CONFIRM = "graded by hand, please confirm"


@dataclass(frozen=True)
class ByHand:
    """Points for one exercise. changed: what the tests found has changed since a person gave them."""

    student: str
    lesson: str
    exercise: str
    points: float
    changed: bool

    @property
    def key(self) -> tuple[str, str, str]:
        """As a row of grades.csv is known."""
        return self.student, self.lesson, self.exercise

    def __str__(self) -> str:
        return f"{shown(self.student)} {self.lesson} {self.exercise}: {self.points:g} points, {CONFIRM}"


def of_submissions(asked: Select, table: type[Grade | Comment]) -> Select:
    """A query on the grades or comments of cells, which knows of each in whose submission of which lesson it stands."""
    return (
        asked.join(SubmittedNotebook, table.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
    )


def by_hand(results: Results) -> list[ByHand]:
    """All that a person gave, in order; [] if there is no gradebook."""
    if not (results.in_postgresql or results.gradebook.is_file()):
        return []
    asked = (
        select(
            SubmittedAssignment.student_id, Assignment.name, BaseCell.name, Grade.manual_score, Grade.needs_manual_grade
        )
        .join(Grade.cell)
        .where(Grade.manual_score.is_not(None))
    )
    with Gradebook(results.db_url) as gradebook:
        found = [
            ByHand(student, lesson, cell.removeprefix("test_"), points, bool(changed))
            for student, lesson, cell, points, changed in gradebook.db.execute(of_submissions(asked, Grade))
        ]
    return sorted(found, key=lambda given: given.key)
