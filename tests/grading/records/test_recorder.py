import csv
import html
import json
import time
from copy import deepcopy

import nbformat
import pytest
from grading_examples import COURSE, NAME, RIGHT, BrokenRunner, cell, grade, hand_in, lesson, submission
from nbgrader.api import Gradebook

from course_lib.instructor.grading.grade_class import ClassRun, grade_class
from course_lib.instructor.grading.intake.submissions import find_submissions
from course_lib.instructor.grading.records.results import COLUMNS, Results, ResultsError
from course_lib.instructor.grading.report.report import report_pages
from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import Limits
from course_lib.instructor.source.reference import reference

pytestmark = pytest.mark.process

LOUD = (
    "def double(x):\n    import sys, warnings\n    warnings.warn('careful')\n    np.log(np.array([0.0]))\n"
    "    print('note', file=sys.stderr)\n    return x + x"
)
PEEKING = "def double(x):\n    print('I was asked', x)\n    return 2 * abs(x)"
DISPLAYED_PICTURES = nbformat.v4.new_code_cell(
    "for words in ({'text/plain': 'a \"red\" dot'}, {}):\n"
    "    __import__('IPython').display.display({'image/png': 'iVBORw0KGgo='} | words, raw=True)"
)
PASTED_PICTURE = nbformat.v4.new_markdown_cell("![](attachment:lost.png)")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A small class: (its results, the rows by student and exercise)."""
    submitted = tmp_path_factory.mktemp("submitted")
    pictured = submission(**RIGHT)
    pictured.cells.insert(1, DISPLAYED_PICTURES)
    hand_in(submitted, "right", pictured)
    odd = "def double(x):  # \0 \x1b[2J \u202e \udc80 \x85\n    return x + x"
    hand_in(submitted, "odd source", submission(**RIGHT | {"double": odd}))
    hand_in(submitted, "loud", submission(**RIGHT | {"double": LOUD}))
    hand_in(submitted, "peeking", submission(**RIGHT | {"double": PEEKING}))
    hand_in(
        submitted,
        "wrong",
        submission(double="def double(x):\n    return x**2", mean="def mean(x):\n    return np.mean(x)"),
    )
    hand_in(submitted, "truncated", json.dumps(submission(**RIGHT))[:1500])
    (submitted / "absent").mkdir()
    pasted = submission(**RIGHT)
    pasted.cells.insert(1, PASTED_PICTURE)
    cell(pasted, "test_mean").source = "pass"
    hand_in(submitted, "<b>odd name", pasted)
    results = Results(tmp_path_factory.mktemp("results") / "new")
    grades = grade(submitted, results.folder)
    assert grades.finished
    return results, {(row["student"], row["exercise"]): row for row in grades.rows}


def statuses(rows, student):
    return [rows[student, exercise.name]["status"] for exercise in lesson().exercises]


def test_every_student_has_a_row_for_every_exercise(graded):
    results, rows = graded

    assert len(rows) == 8 * 3
    assert statuses(rows, "right") == ["passed"] * 3
    assert statuses(rows, "wrong") == ["failed", "missing", "forbidden"]
    assert statuses(rows, "truncated") == ["unreadable"] * 3
    assert statuses(rows, "absent") == ["missing"] * 3
    with results.grades.open(encoding="utf-8", newline="") as file:
        assert tuple(next(csv.reader(file))) == COLUMNS


def test_what_is_written_to_stderr_costs_no_points(graded):
    _, rows = graded

    assert statuses(rows, "loud") == ["passed"] * 3


def test_the_gradebook_of_nbgrader_says_the_same_as_the_rows(graded):
    results, rows = graded

    with Gradebook(results.db_url) as gradebook:
        scores = {
            (submitted.student.id, grade.cell.name.removeprefix("test_")): grade.auto_score
            for submitted in gradebook.notebook_submissions(NAME, NAME)
            for grade in submitted.grades
        }
        assert gradebook.find_submission(NAME, "right").score == 4.5
        assert gradebook.find_submission(NAME, "right").needs_manual_grade is False

    assert scores == {key: float(row["points"]) for key, row in rows.items()}


def test_feedback_shows_nothing_of_a_hidden_test(graded):
    results, _ = graded

    page = results.feedback("peeking", NAME).read_text(encoding="utf-8")

    assert "I was asked [1. 3.]" in page
    assert "a hidden test fails" in page
    assert "the sign of x counts." in page
    for secret in ("secret", "31.25", "62.5", "HIDDEN", "21.5"):
        assert secret not in page


def test_what_nobody_sees_in_a_source_is_spelled_out_in_the_feedback(graded):
    results, _ = graded

    page = results.feedback("odd source", NAME).read_text(encoding="utf-8")

    assert r"# \x00 \x1b[2J \u202e ? \x85" in page
    assert not set("\0\x1b\u202e\x85") & set(page)


def test_pictures_in_the_feedback_have_words(graded):
    results, _ = graded

    page = results.feedback("right", NAME).read_text(encoding="utf-8")

    assert 'alt="a &quot;red&quot; dot"' in page
    assert 'alt="a picture without a description"' in page


def test_the_graded_notebook_holds_the_whole_test_for_the_form_grader(graded):
    results, _ = graded

    notebook = nbformat.read(results.autograded("peeking", NAME), as_version=4)

    nbformat.validate(notebook)
    assert "secret" in cell(notebook, "test_double").source
    assert cell(notebook, "test_double").outputs[-1].output_type == "error"


def test_what_was_repaired_stands_in_the_feedback_and_in_the_log(graded):
    results, _ = graded
    told = "The test cell test_mean had been edited: the lesson's own was run."

    entry = next(entry for entry in results.read_log() if entry["student"].startswith("%3Cb%3E"))

    assert told in html.unescape(results.feedback("%3Cb%3Eodd name", NAME).read_text(encoding="utf-8"))
    assert entry["repairs"] == [told]


def test_the_report_escapes_what_students_wrote(graded):
    results, _ = graded

    page = report_pages(results, results.read_rows(), results.read_log())["report.html"]

    assert "<b>odd" not in page
    assert "%3Cb%3Eodd name" in page


def test_grading_again_replaces_the_rows_of_the_same_submission_and_keeps_the_others(tmp_path):
    for student, answers in {"ada": {}, "ben": RIGHT}.items():
        hand_in(tmp_path / "first", student, submission(**answers))
    hand_in(tmp_path / "second", "ada", submission(**RIGHT))

    grade(tmp_path / "first", tmp_path / "results")
    grade(tmp_path / "second", tmp_path / "results")

    rows = Results(tmp_path / "results").read_rows()
    assert [(row["student"], row["status"]) for row in rows] == [("ada", "passed")] * 3 + [("ben", "passed")] * 3
    assert len(Results(tmp_path / "results").read_log()) == 2


def test_results_of_a_lesson_with_other_exercises_are_refused(tmp_path, monkeypatch):
    hand_in(tmp_path / "submitted", "ada", submission(**RIGHT))
    grade(tmp_path / "submitted", tmp_path / "results")
    with Gradebook(Results(tmp_path / "results").db_url) as gradebook:
        gradebook.db.delete(gradebook.find_source_cell("setup", NAME, NAME))
        gradebook.db.commit()

    with pytest.raises(ResultsError, match="another 01_numbers"):
        grade(tmp_path / "submitted", tmp_path / "results")


def test_a_fault_of_ours_costs_nobody_a_point(tmp_path):
    hand_in(tmp_path / "submitted", "ada", submission(**RIGHT))

    grades = grade(tmp_path / "submitted", tmp_path / "results", BrokenRunner())

    results = Results(tmp_path / "results")
    assert grades.internal
    assert [(row["status"], row["points"]) for row in grades.rows] == [("internal", "")] * 3
    assert "no kernel today" in results.read_log()[0]["fault"]
    with Gradebook(results.db_url) as gradebook:
        grades = gradebook.find_submission_notebook(NAME, NAME, "ada").grades
        assert all(grade.auto_score is None and grade.needs_manual_grade for grade in grades)


def test_an_interruption_keeps_what_was_graded_and_stops_what_runs(tmp_path):
    hand_in(tmp_path / "submitted", "ada", submission(**RIGHT))
    for student in ("ben", "cleo"):
        hand_in(tmp_path / "submitted", student, submission(double="import time\ntime.sleep(900)"))
    submissions = find_submissions(tmp_path / "submitted", [NAME])

    def press_ctrl_c(marked):
        raise KeyboardInterrupt

    begun, results = time.monotonic(), Results(tmp_path / "results")
    grades = grade_class(
        ClassRun(submissions, {NAME: lesson()}, results, ProcessRunner(), Limits(cell_seconds=900), 1), press_ctrl_c
    )

    assert (grades.finished, grades.graded, len(grades.rows)) == (False, 1, 3)
    assert time.monotonic() - begun < 600
    assert not list((tmp_path / "results").rglob(".*"))


def test_the_reference_is_what_students_get():
    known = reference(lesson())

    assert "HIDDEN" not in "".join(c.source for c in known.released.cells)
    assert "raise NotImplementedError" in known.released_source("double")
    assert deepcopy(known.cell("double")).metadata.nbgrader.checksum
    assert (COURSE / "solutions" / NAME / "offset.csv").is_file()


def test_results_are_read_anew_where_they_have_changed_and_nobody_else_sees_what_is_done_to_them(tmp_path):
    results = Results(tmp_path)
    assert (results.read_log(), results.read_rows()) == ([], [])
    row = dict.fromkeys(COLUMNS, "") | {"student": "ada"}
    for student in ("ada", "bob"):
        results.append_log({"student": student, "lesson": NAME, "rows": []})
        results.write_rows([row | {"student": student}])
        results.read_log()[0]["student"] = results.read_rows()[0]["student"] = "nobody"

    assert [entry["student"] for entry in results.read_log()] == ["ada", "bob"]
    assert results.read_rows() == [row | {"student": "bob"}]
