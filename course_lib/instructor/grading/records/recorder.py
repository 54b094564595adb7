"""The single writer of the gradebook and of the result files. Runs in the main thread alone.

A submission is written to the gradebook, to its own files, and last to log.jsonl, with its rows: what stands there is
graded. Whatever kills the command, a half-written submission is written again by the next run.
"""

import time
from collections import defaultdict
from copy import deepcopy
from dataclasses import asdict
from datetime import UTC, datetime

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import SaveCells

from course_lib.instructor.grading.intake.found_cells import release_of
from course_lib.instructor.grading.intake.names import shown
from course_lib.instructor.grading.intake.notebook_file import is_regular
from course_lib.instructor.grading.intake.submissions import Submission
from course_lib.instructor.grading.marking.judged import ANOTHERS, Mark, Marked
from course_lib.instructor.grading.records.documents import Documents
from course_lib.instructor.grading.records.fingerprint import Fingerprint, change
from course_lib.instructor.grading.records.given import grades_in
from course_lib.instructor.grading.records.gradebook import ClassGradebook, SaveGrades, make_gradebook, submissions_in
from course_lib.instructor.grading.records.result_lines import Shown
from course_lib.instructor.grading.records.results import Results, ResultsError, Row
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.reference import reference
from course_lib.instructor.writing.files import write_atomically
from course_lib.instructor.writing.plain_text import visible
from course_lib.lab.handing_in import digest_of_file

KEPT = ("mark", "status", "seconds", "memory_mb")  # of the log, in memory
ROWS_SECONDS = 5.0  # grades.csv is never older than this


class Recorder:
    """Writes marked submissions into a results folder.

    Raises ResultsError if the folder has results of a lesson whose cells have changed since.
    """

    def __init__(self, results: Results, lessons: list[Lesson]):
        self.results = results
        self.lessons = {lesson.name: lesson for lesson in lessons}
        self.today = {lesson.name: release_of(reference(lesson)) for lesson in lessons}
        results.mend()
        self.rows = {(row["student"], row["lesson"], row["exercise"]): row for row in results.read_rows()}
        self.logged: dict[tuple[str, str], dict] = {}
        self.releases: dict[str, set[str]] = defaultdict(
            set
        )  # digests of the cells of each lesson that were graded here
        for entry in results.read_entries():
            self._remember(entry)
        self._write_rows()
        make_gradebook(results)
        self.gradebook = ClassGradebook(results.db_url)
        self.in_gradebook = submissions_in(results)
        for lesson in lessons:
            self._save_lesson(lesson)

    def _save_lesson(self, lesson: Lesson) -> None:
        with self.gradebook as gradebook:
            gradebook.update_or_create_assignment(lesson.name)
        try:
            SaveCells().preprocess(deepcopy(reference(lesson).full), self._names(lesson.name))
        except RuntimeError as error:
            message = (
                f"{self.results.folder} holds grades of another {lesson.name}, with other exercises: name a new folder"
            )
            raise ResultsError(message) from error

    def reason_to_grade(self, submission: Submission, now: Fingerprint) -> str | None:
        """Why the submission must be graded, as a key of REASONS; None if its grade stands. now: of what it is."""
        key = submission.student, submission.lesson
        if key not in self.logged or key not in self.in_gradebook:  # somebody may have emptied it, or restored an older
            return "missing"
        return change(self.logged[key], now)

    def save(self, marked: Marked) -> Shown:
        """Write the grades of one submission into the gradebook. Returns what is known of it now."""
        student, lesson = marked.submission.student, marked.submission.lesson
        self._save_grades(marked)
        rows = tuple(_row(marked.submission, found) for found in marked.marks)
        with self.gradebook as gradebook:
            return Shown(
                rows, _log_entry(marked, self.lessons[lesson]), grades_in(gradebook, lesson, student)[student, lesson]
            )

    def publish(self, marked: Marked, texts: Documents, fingerprint: Fingerprint | None = None) -> None:
        """Write the files and the log of one submission whose grades are saved. fingerprint: of what was graded."""
        student, lesson = marked.submission.student, marked.submission.lesson
        write_atomically(self.results.autograded(student, lesson), texts.notebook)
        write_atomically(self.results.feedback(student, lesson), texts.page)
        rows = [_row(marked.submission, found) for found in marked.marks]
        entry = _log_entry(marked, self.lessons[lesson]) | {
            "mark": dict(fingerprint or {}),
            "rows": rows,
            "release": self.today[lesson],
        }
        self.results.append_log(entry)
        self._remember(entry)
        if time.monotonic() - self._rows_written > ROWS_SECONDS:
            self._write_rows()

    def _remember(self, entry: dict) -> None:
        self.releases[entry["lesson"]].update((entry.get("release") or {}).values())
        self.logged[entry["student"], entry["lesson"]] = {key: entry[key] for key in KEPT if key in entry}
        for row in entry.get("rows", ()):
            self.rows[row["student"], row["lesson"], row["exercise"]] = row

    def _write_rows(self) -> list[Row]:
        """Replace grades.csv by all rows, in order of lesson, student and exercise."""
        order = {(name, found.name): n for name, lesson in self.lessons.items() for n, found in enumerate(lesson.asked)}
        rows = sorted(
            self.rows.values(),
            key=lambda row: (row["lesson"], row["student"], order.get((row["lesson"], row["exercise"]), 0)),
        )
        self.results.write_rows(rows)
        self._rows_written = time.monotonic()
        return rows

    def finish(self) -> list[Row]:
        """Write grades.csv. Returns all its rows, in order of lesson, student and exercise."""
        return self._write_rows()

    def _reworded(self, marked: Marked, written: set[str]) -> set[str]:
        """The questions whose answer in words is another than the one that was graded here before, if any was."""
        path = self.results.autograded(marked.submission.student, marked.submission.lesson)
        if not (written and path.is_file()):
            return set()
        before = _words_in(nbformat.read(path, as_version=4), written)
        return {name for name, text in _words_in(marked.notebook, written).items() if text != before[name]}

    def _names(self, lesson: str, student: str = "") -> dict:
        names = {"notebook": lesson, "assignment": lesson, "student": student, "db_url": self.results.db_url}
        return {"nbgrader": names}

    def _save_grades(self, marked: Marked) -> None:
        """Into nbgrader's gradebook, by nbgrader's own reading of the outputs; what it cannot know is added."""
        student, lesson = marked.submission.student, marked.submission.lesson
        with self.gradebook.saving(lesson, student):
            written = {question.name for question in self.lessons[lesson].questions}
            names = [mark.exercise for mark in marked.marks]
            cells = {name: name if name in written else f"test_{name}" for name in names}
            grades = {name: self.gradebook.find_grade(cell, lesson, lesson, student) for name, cell in cells.items()}
            reworded = self._reworded(marked, written)
            before = {name: (grade.auto_score, grade.needs_manual_grade) for name, grade in grades.items()}
            SaveGrades(self.gradebook).preprocess(marked.notebook, self._names(lesson, student))
            for mark in marked.marks:
                grade = grades[mark.exercise]
                if mark.points is None:
                    grade.auto_score, grade.needs_manual_grade = None, True
                elif grade.auto_score != mark.points:
                    raise AssertionError(f"nbgrader reads {grade.auto_score} where {mark} was found")
                if grade.manual_score is not None:  # nbgrader would ask for it again whatever the tests found
                    score, asked = before[mark.exercise]
                    grade.needs_manual_grade = asked or grade.auto_score != score or mark.exercise in reworded


def _words_in(notebook: NotebookNode, written: set[str]) -> dict[str, str]:
    """The answers in words in a notebook, by the names of their questions."""
    found = {cell.get("metadata", {}).get("nbgrader", {}).get("grade_id"): cell.source for cell in notebook.cells}
    return {name: found.get(name, "") for name in written}


def _row(submission: Submission, mark: Mark) -> Row:
    return {
        "student": submission.student,
        "lesson": submission.lesson,
        "exercise": mark.exercise,
        "points": "" if mark.points is None else f"{mark.points:g}",
        "max_points": f"{mark.max_points:g}",
        "status": mark.verdict.status,
        "hint": mark.verdict.hint,
        "message": visible("\n".join(filter(None, (mark.verdict.message, submission.unclear, _anothers(submission))))),
        "seconds": f"{mark.seconds:.3f}",
    }


def _anothers(submission: Submission) -> str:
    """What the rows say of questions that are another student's."""
    return ANOTHERS if submission.questions_of else ""


def _digest(submission: Submission) -> str | None:
    """What `course submit` told the student of this file, None if it is not there or cannot be read."""
    try:
        return digest_of_file(submission.path) if submission.path and is_regular(submission.path) else None
    except OSError:  # what cannot be read is told in its rows
        return None


def _log_entry(marked: Marked, lesson: Lesson) -> dict:
    questions = {question.name for question in lesson.questions}
    return {
        "student": marked.submission.student,
        "lesson": marked.submission.lesson,
        "file": shown(str(marked.submission.path), 4096) if marked.submission.path else None,
        "digest": _digest(marked.submission),
        "graded": datetime.now(UTC).isoformat(timespec="seconds"),
        "status": {mark.exercise: mark.verdict.status for mark in marked.marks},
        "hint_texts": {mark.exercise: mark.verdict.sentence for mark in marked.marks if mark.verdict.sentence},
        "hidden": [mark.exercise for mark in marked.marks if mark.verdict.hidden],
        "measures": {mark.exercise: asdict(mark.measure) for mark in marked.marks if mark.measure},
        "disturbed": [mark.exercise for mark in marked.marks if mark.disturbed],
        "repairs": [repair.text for repair in marked.repairs if repair.kind != "earlier-release"],
        "odd": [repair.text for repair in marked.repairs if repair.is_odd],
        "earlier_release": any(repair.kind == "earlier-release" for repair in marked.repairs),
        "written": [mark.exercise for mark in marked.marks if mark.exercise in questions],
        "lms": asdict(marked.submission.sender) if marked.submission.sender else None,
        "absent": marked.submission.absent,
        "members": marked.submission.members,
        "unclear": marked.submission.unclear,
        "questions_of": marked.submission.questions_of,
        "handed_in": marked.submission.handed_in,
        "clock": marked.submission.clock,
        "late": marked.submission.late,
        "seconds": round(marked.seconds, 3),
        "memory_mb": round(marked.memory_bytes / 2**20),
        "fault": marked.fault,
    }
