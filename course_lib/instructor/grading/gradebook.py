"""nbgrader's gradebook of a results folder: may it be used, and making it. See `Results.db_url` for where it is."""

import logging
import os
from collections.abc import Iterable

from nbformat import NotebookNode
from nbgrader.api import Assignment, Gradebook, SubmittedAssignment
from nbgrader.preprocessors import GetGrades, SaveAutoGrades
from sqlalchemy import select

from course_lib.instructor.grading.database import LONGEST_NAME, check_database, make_tables, without_password
from course_lib.instructor.grading.results import UNFINISHED, Results, ResultsError, sqlite_url, write_atomically

# nbgrader logs a traceback of what the database refuses, and raises it: once is enough.
logging.getLogger("tornado.application").addHandler(logging.NullHandler())


def check_gradebook(results: Results) -> None:
    """Raise DatabaseError unless the gradebook can be written, with nothing changed."""
    if results.in_postgresql:
        check_database(results.db_url, known=results.remembered.is_file())


def check_names(results: Results, students: Iterable[str]) -> None:
    """Raise ResultsError if a student's name is too long for the gradebook."""
    longest = max(students, key=len, default="")
    if results.in_postgresql and len(longest) > LONGEST_NAME:
        raise ResultsError(
            f"nbgrader's tables in PostgreSQL take names of {LONGEST_NAME} letters, got {len(longest)}: {longest}"
        )


def make_gradebook(results: Results) -> None:
    """Make the gradebook if it is not there yet. Whatever kills us, there is none, or a whole one.

    A database is remembered before anything is written to it. Raises DatabaseError.
    """
    if results.in_postgresql:
        write_atomically(results.remembered, f"{without_password(results.db_url)}\n")
        make_tables(results.db_url)
    elif not results.gradebook.is_file():
        new = results.folder / f".gradebook.db{UNFINISHED}"
        new.unlink(missing_ok=True)
        make_tables(sqlite_url(new))
        os.replace(new, results.gradebook)


def submissions_in(results: Results) -> set[tuple[str, str]]:
    """The student and lesson of every submission in the gradebook."""
    asked = select(SubmittedAssignment.student_id, Assignment.name).join(SubmittedAssignment.assignment)
    with Gradebook(results.db_url) as gradebook:
        return {(student, lesson) for student, lesson in gradebook.db.execute(asked)}


class SaveGrades(SaveAutoGrades):
    """nbgrader's, in a gradebook that stays, and in one transaction.

    nbgrader makes a gradebook a notebook, which compiles all its queries again, and commits twice an exercise.
    """

    def __init__(self, gradebook: Gradebook, **options):
        super().__init__(**options)
        self.gradebook = gradebook

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """See SaveAutoGrades."""
        _take_names(self, resources)
        with self.gradebook as gradebook:  # closed, it can be used again
            gradebook.db.commit = gradebook.db.flush
            try:
                result = super(SaveAutoGrades, self).preprocess(nb, resources)
            finally:
                del gradebook.db.commit
            gradebook.db.commit()
        return result


class ShowGrades(GetGrades):
    """The same of GetGrades: scores into the cells, and the sum into the resources, for the template."""

    def __init__(self, gradebook: Gradebook, **options):
        super().__init__(**options)
        self.gradebook = gradebook

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """See GetGrades."""
        _take_names(self, resources)
        with self.gradebook:
            nb, resources = super(GetGrades, self).preprocess(nb, resources)
            found = self.gradebook.find_submission_notebook(self.notebook_id, self.assignment_id, self.student_id)
            penalty = found.late_submission_penalty or 0
            sums = {"score": found.score - penalty, "max_score": found.max_score, "late_penalty": penalty}
        resources["nbgrader"].update(sums)
        return nb, resources


def _take_names(step: SaveAutoGrades | GetGrades, resources: dict) -> None:
    names = resources["nbgrader"]
    step.notebook_id, step.assignment_id, step.student_id = names["notebook"], names["assignment"], names["student"]
