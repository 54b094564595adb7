"""The single writer of the gradebook and of the result files. Runs in the main thread alone."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.preprocessors import CheckCellMetadata, SaveAutoGrades, SaveCells

from course_lib.instructor.grading.feedback import FeedbackPage
from course_lib.instructor.grading.marking import Mark, Marked
from course_lib.instructor.grading.reference import reference
from course_lib.instructor.grading.results import Results, ResultsError, Row, write_atomically
from course_lib.instructor.lesson import Lesson


class Recorder:
    """Writes marked submissions into a results folder.

    Raises ResultsError if the folder has results of a lesson whose cells have changed since.
    """

    def __init__(self, results: Results, lessons: list[Lesson]):
        self.results = results
        self.lessons = {lesson.name: lesson for lesson in lessons}
        results.folder.mkdir(parents=True, exist_ok=True)
        self.rows = {(row["student"], row["lesson"], row["exercise"]): row for row in results.read_rows()}
        results.write_rows(list(self.rows.values()))
        results.log.touch()
        with _programs_on_path(), Gradebook(results.db_url):
            pass  # makes the tables: nbgrader stamps them by calling alembic by its name
        for lesson in lessons:
            self._save_lesson(lesson)
        self.page = FeedbackPage(results.db_url)

    def _save_lesson(self, lesson: Lesson) -> None:
        with Gradebook(self.results.db_url) as gradebook:
            gradebook.update_or_create_assignment(lesson.name)
        try:
            SaveCells().preprocess(deepcopy(reference(lesson).full), self._names(lesson.name))
        except RuntimeError as error:
            message = (
                f"{self.results.folder} holds grades of another {lesson.name}, with other exercises: name a new folder"
            )
            raise ResultsError(message) from error

    def record(self, marked: Marked) -> None:
        """Write everything about one submission: gradebook, notebook, feedback, rows, log."""
        student, lesson = marked.submission.student, marked.submission.lesson
        self._save_grades(marked)
        path = self.results.autograded(student, lesson)
        write_atomically(path, nbformat.writes(marked.notebook) + "\n")
        page = self.page.html(marked, reference(self.lessons[lesson]))
        write_atomically(self.results.feedback(student, lesson), page)
        for mark in marked.marks:
            self.rows[student, lesson, mark.exercise] = _row(student, lesson, mark)
        self.results.append_log(_log_entry(marked))

    def finish(self) -> list[Row]:
        """Write grades.csv. Returns all its rows, in order of lesson, student and exercise."""
        order = {
            (name, found.name): n for name, lesson in self.lessons.items() for n, found in enumerate(lesson.exercises)
        }
        rows = sorted(
            self.rows.values(),
            key=lambda row: (row["lesson"], row["student"], order.get((row["lesson"], row["exercise"]), 0)),
        )
        self.results.write_rows(rows)
        return rows

    def _names(self, lesson: str, student: str = "") -> dict:
        names = {"notebook": lesson, "assignment": lesson, "student": student, "db_url": self.results.db_url}
        return {"nbgrader": names}

    def _save_grades(self, marked: Marked) -> None:
        """Into nbgrader's gradebook, by nbgrader's own reading of the outputs; what it cannot know is added."""
        student, lesson = marked.submission.student, marked.submission.lesson
        with Gradebook(self.results.db_url) as gradebook:
            gradebook.update_or_create_student(student)
            with gradebook.db.no_autoflush:  # else SQLAlchemy warns of nbgrader's half-made submission
                gradebook.update_or_create_submission(lesson, student)
        CheckCellMetadata().preprocess(marked.notebook, {})
        SaveAutoGrades().preprocess(marked.notebook, self._names(lesson, student))
        with Gradebook(self.results.db_url) as gradebook:
            for mark in marked.marks:
                grade = gradebook.find_grade(f"test_{mark.exercise}", lesson, lesson, student)
                if mark.points is None:
                    grade.auto_score, grade.needs_manual_grade = None, True
                elif grade.auto_score != mark.points:
                    raise AssertionError(f"nbgrader reads {grade.auto_score} where {mark} was found")
            gradebook.db.commit()


def _row(student: str, lesson: str, mark: Mark) -> Row:
    return {
        "student": student,
        "lesson": lesson,
        "exercise": mark.exercise,
        "points": "" if mark.points is None else f"{mark.points:g}",
        "max_points": f"{mark.max_points:g}",
        "status": mark.verdict.status,
        "hint": mark.verdict.hint,
        "message": mark.verdict.message,
        "seconds": f"{mark.seconds:.3f}",
    }


def _log_entry(marked: Marked) -> dict:
    return {
        "student": marked.submission.student,
        "lesson": marked.submission.lesson,
        "file": str(marked.submission.path) if marked.submission.path else None,
        "graded": datetime.now(UTC).isoformat(timespec="seconds"),
        "status": {mark.exercise: mark.verdict.status for mark in marked.marks},
        "hidden": [mark.exercise for mark in marked.marks if mark.verdict.hidden],
        "repairs": list(marked.repairs),
        "seconds": round(marked.seconds, 3),
        "memory_mb": round(marked.memory_bytes / 2**20),
        "fault": marked.fault,
    }


@contextmanager
def _programs_on_path() -> Iterator[None]:
    """This Python's programs first on PATH."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before
