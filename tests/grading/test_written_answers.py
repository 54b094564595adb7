"""Answers in words, graded by a person in the form grader: from lesson.py to the row, the exports and the page."""

import shutil
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from grading_examples import course
from lms_rules import table
from nbgrader.api import Gradebook

from course_lib.instructor.build.build import make_release
from course_lib.instructor.grading.intake.repair import repair
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.source.faults import FaultyLessonError
from course_lib.instructor.source.lesson import read_lesson
from course_lib.instructor.source.reference import reference
from course_lib.lab.handing_in import digest_of_file

pytestmark = pytest.mark.process

COURSE, NAME = Path(__file__).parent.parent / "marks_course", "01_marks"
STUB = "YOUR ANSWER HERE"


def lesson():
    return read_lesson(COURSE / "solutions" / NAME)


def cell(notebook, grade_id="why_shift"):
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def notebook_with(text):
    notebook = deepcopy(reference(lesson()).released)
    cell(notebook, "softmax").source = "def softmax(z):\n    e = np.exp(z - np.max(z))\n    return e / e.sum()"
    cell(notebook).source = text
    return notebook


def hand_in(root, student, text):
    path = root / "submitted" / student / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook_with(text), path)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The course, where we are; ada and ben have answered, cleo has not."""
    shutil.copytree(COURSE / "solutions", tmp_path / "solutions")
    (tmp_path / "course_lib").mkdir()
    monkeypatch.chdir(tmp_path)
    for student, text in {"ada": "Nothing overflows then.", "ben": "I <b>guess</b>.", "cleo": STUB}.items():
        hand_in(tmp_path, student, text)
    return Results(tmp_path / "results")


def rows(results):
    found = [row for row in results.read_rows() if row["exercise"] == "why_shift"]
    return {row["student"]: (row["status"], row["points"]) for row in found}


def exported(results):
    path = results.folder / "canvas.csv"
    return {row["Student"].strip(): row[NAME] for row in table(path)[1:]} if path.is_file() else {}


def give(results, student, points, comment=None):
    """What a person does in the form grader."""
    with Gradebook(results.db_url) as gradebook:
        grade = gradebook.find_grade("why_shift", NAME, NAME, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.find_comment("why_shift", NAME, NAME, student).manual_comment = comment
        gradebook.db.commit()


def test_the_cell_is_nbgraders_manually_graded_one_and_students_do_not_get_the_answer():
    full, released = cell(lesson().to_notebook()), cell(make_release(lesson()))

    marks = {"grade": True, "solution": True, "locked": False, "points": 2, "grade_id": "why_shift", "task": False}
    assert full.cell_type == released.cell_type == "markdown"
    assert full.source.startswith("The result does not change")
    assert released.source == STUB
    assert {key: released.metadata.nbgrader[key] for key in marks} == marks


def test_rows_wait_for_a_person_exports_leave_them_out_and_then_both_have_what_was_given(here):
    told = course("grade", "submitted", "-o", "results", "--jobs", 1).stdout
    before, sent = rows(here), exported(here)
    page = here.feedback("ben", NAME).read_text(encoding="utf-8")
    give(here, "ada", 1.5, "And the result?\nIt stays.")
    give(here, "ben", 2)

    after = course("report", "results").stdout

    assert before == {"ada": ("ungraded", ""), "ben": ("ungraded", ""), "cleo": ("missing", "0")}
    assert sent == {"cleo": "3.5"}
    assert f"{NAME}: without 2 ungraded answers in words: 2 students left out of the files that go back" in told
    assert "an answer in words, which a person will read" in page
    assert "<b>guess</b>" not in page
    assert rows(here) == {"ada": ("failed", "1.5"), "ben": ("passed", "2"), "cleo": ("missing", "0")}
    assert "ungraded" not in after
    files = {name: here.folder.parent / "submitted" / name / NAME / f"{NAME}.ipynb" for name in ("ada", "ben", "cleo")}
    logged = {entry["student"]: entry["digest"] for entry in here.read_log()}
    assert logged == {name: digest_of_file(path) for name, path in files.items()}  # as `course submit` prints it
    assert exported(here) == {"ada": "5", "ben": "5.5", "cleo": "3.5"}
    message = next(row["message"] for row in here.read_rows() if row["points"] == "1.5")
    assert message == "why_shift: 1.5 of 2 points, given by a person.\nAnd the result?\nIt stays."
    again = course("grade", "submitted", "-o", "results", "--dry-run").stdout
    assert "Nothing changes in 3 submissions." in again


def test_a_grade_stays_with_its_answer_and_another_answer_is_asked_about(here):
    course("grade", "submitted", "-o", "results", "--jobs", 1)
    give(here, "ada", 1.5)
    give(here, "ben", 1)
    hand_in(here.folder.parent, "ben", "Another answer.")

    told = course("grade", "submitted", "-o", "results", "--jobs", 1).stdout

    assert rows(here) == {"ada": ("failed", "1.5"), "ben": ("failed", "1"), "cleo": ("missing", "0")}
    assert f"ben {NAME} why_shift: 1 points, graded by hand, please confirm" in told
    assert "ada 01_marks why_shift" not in told


def test_what_students_do_to_the_cell_is_mended():
    doubled, gone, code = (notebook_with("It stays finite.") for _ in range(3))
    doubled.cells.append(deepcopy(cell(doubled)))
    cell(doubled).source = STUB
    gone.cells.remove(cell(gone))
    changed = cell(code)
    changed.cell_type, changed.outputs, changed.execution_count = "code", [], None

    found = {name: repair(notebook, lesson()) for name, notebook in (("2", doubled), ("0", gone), ("c", code))}

    assert {name: cell(one.notebook).source for name, one in found.items()} == {
        "2": "It stays finite.", "0": STUB, "c": "It stays finite.",
    }  # fmt: skip
    ids = [c.metadata.get("nbgrader", {}).get("grade_id") for c in found["2"].notebook.cells]
    assert ids.count("why_shift") == 1
    assert "The cell of the question why_shift was gone." in [note.text for note in found["0"].repairs]
    assert cell(found["c"].notebook).cell_type == "markdown"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('written="why_shift" points=2', 'written="why_shift"', "the question 'why_shift' needs points"),
        ('written="why_shift"', 'written="softmax"', "the question 'softmax' has the name of another cell"),
        ('written="why_shift"', 'written="why shift"', "cannot be an exercise"),
    ],
)
def test_a_question_that_could_not_be_graded_is_a_fault(tmp_path, old, new, message):
    shutil.copytree(COURSE / "solutions" / NAME, tmp_path / NAME)
    path = tmp_path / NAME / "lesson.py"
    path.write_text(path.read_text().replace(old, new))

    with pytest.raises(FaultyLessonError, match=message):
        read_lesson(path.parent)
