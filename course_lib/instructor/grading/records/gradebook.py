"""nbgrader's gradebook of a results folder: may it be used, and making it. See `Results.db_url` for where it is."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Assignment, BaseCell, Comment, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import SaveAutoGrades
from sqlalchemy import URL, select

from course_lib.instructor.grading.records.database import check_database, make_tables, without_password
from course_lib.instructor.grading.records.results import Results, sqlite_url
from course_lib.instructor.writing.files import UNFINISHED, write_atomically

# nbgrader logs a traceback of what the database refuses, and raises it: once is enough.
logging.getLogger("tornado.application").addHandler(logging.NullHandler())


def check_gradebook(results: Results) -> None:
    """Raise DatabaseError unless the gradebook can be written, with nothing changed."""
    if results.in_postgresql:
        check_database(results.db_url, known=results.remembered.is_file())


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
        try:
            make_tables(sqlite_url(new))
            os.replace(new, results.gradebook)
        finally:
            new.unlink(missing_ok=True)


def submissions_in(results: Results) -> set[tuple[str, str]]:
    """The student and lesson of every submission in the gradebook."""
    asked = select(SubmittedAssignment.student_id, Assignment.name).join(SubmittedAssignment.assignment)
    with Gradebook(results.db_url) as gradebook:
        return {(student, lesson) for student, lesson in gradebook.db.execute(asked)}


class ClassGradebook(Gradebook):
    """nbgrader's, for one submission after the other.

    It reads the grades and comments of a submission in two queries, where nbgrader takes one for each cell, and writes
    in one transaction, where nbgrader commits after each.
    """

    def __init__(self, db_url: URL):
        super().__init__(db_url)
        self.db.remove()
        self.db.configure(join_transaction_mode="rollback_only", expire_on_commit=False)
        self._found: dict[tuple, Grade | Comment] = {}

    @contextmanager
    def saving(self, lesson: str, student: str) -> Iterator[None]:
        """Open a submission, made if it is new, and commit at the end all that was changed."""
        with self, self._one_transaction():
            self.update_or_create_student(student)
            with self.db.no_autoflush:  # else SQLAlchemy warns of nbgrader's half-made submission
                self.update_or_create_submission(lesson, student)
            self._find_all(lesson, student)
            yield

    @contextmanager
    def _one_transaction(self) -> Iterator[None]:
        """What nbgrader commits is written, but not kept before the end: all of it or nothing."""
        with self.engine.begin() as connection:
            self.db.configure(bind=connection)
            try:
                yield
                self.db.flush()
            finally:
                self.db.remove()
                self.db.configure(bind=self.engine)

    def find_grade(self, grade_cell: str, notebook: str, assignment: str, student: str) -> Grade:
        """See Gradebook; of the submission that is open."""
        return self._found[Grade, assignment, student, grade_cell]

    def find_comment(self, solution_cell: str, notebook: str, assignment: str, student: str) -> Comment:
        """See Gradebook; of the submission that is open."""
        return self._found[Comment, assignment, student, solution_cell]

    def _find_all(self, lesson: str, student: str) -> SubmittedNotebook:
        notebook = self.find_submission_notebook(lesson, lesson, student)
        self._found = {}
        for kind in (Grade, Comment):
            asked = select(BaseCell.name, kind).join(kind.cell).where(kind.notebook_id == notebook.id)
            self._found |= {(kind, lesson, student, name): found for name, found in self.db.execute(asked)}
        return notebook


class SaveGrades(SaveAutoGrades):
    """nbgrader's, into a submission that is open for saving."""

    def __init__(self, gradebook: ClassGradebook, **options: Any):
        super().__init__(**options)
        self.gradebook = gradebook

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """See SaveAutoGrades."""
        _take_names(self, resources)
        return super(SaveAutoGrades, self).preprocess(nb, resources)


def _take_names(step: SaveAutoGrades, resources: dict) -> None:
    names = resources["nbgrader"]
    step.notebook_id, step.assignment_id, step.student_id = names["notebook"], names["assignment"], names["student"]
