"""Tests in parts with points of their own: examiner, stock nbgrader, gradebook and notebook give the same points."""

import csv
import os
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from grading_examples import course
from nbgrader.api import Gradebook

from course_lib.instructor.bank.bank import read_bank
from course_lib.instructor.bank.proven import library, parts_of
from course_lib.instructor.bank.verification import verify
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.source.lesson import read_lesson
from course_lib.instructor.source.reference import reference

pytestmark = pytest.mark.process

COURSE, NAME = Path(__file__).parent.parent / "marks_course", "01_marks"
HEAD = "def softmax(z):\n    "
ANSWERS = {  # with the points of the parts
    "all": (HEAD + "e = np.exp(z - np.max(z))\n    return e / e.sum()", 3.5),
    "overflows": (HEAD + "with np.errstate(all='ignore'):\n        return np.exp(z) / np.sum(np.exp(z))", 2.5),
    "sorts": (HEAD + "e = np.exp(z - np.max(z))\n    return np.sort(e / e.sum())", 0.5),  # wrong in the hidden half
    "in_place": (HEAD + "z -= np.max(z)\n    return np.exp(z) / np.sum(np.exp(z))", 0),
    "raises": (
        HEAD + "if z[0] > 900:\n        raise ValueError('large')\n    return np.exp(z) / np.sum(np.exp(z))",
        2.5,
    ),
    "sees_more": (HEAD + "e = np.exp(z - np.max(z))\n    return e / e.sum() if z[0] != np.log(3.0) else z", 1.5),
    "nothing": (HEAD + "z *= 0\n    return z", 0),
    "stub": (None, 0),
    "ends": (
        HEAD + "if z[0] > 900:\n        import os\n        os._exit(3)\n    return np.exp(z) / np.sum(np.exp(z))",
        0,
    ),
}


def lesson():
    return read_lesson(COURSE / "solutions" / NAME)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The course, graded, in a folder of its own."""
    root = tmp_path_factory.mktemp("parts")
    shutil.copytree(COURSE, root, dirs_exist_ok=True)
    (root / "course_lib").mkdir(exist_ok=True)
    for student, (source, _) in ANSWERS.items():
        notebook = deepcopy(reference(lesson()).released)
        if source is not None:
            next(
                c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "softmax"
            ).source = source
        path = root / "submitted" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        course("grade", "submitted", "-o", "results", "--jobs", 2)
    return Results(root / "results")


def points_in(db_url):
    with Gradebook(db_url) as gradebook:
        return {entry.student.id: entry.score for entry in gradebook.assignment_submissions(NAME)}


def softmax_rows(results):
    return [row for row in results.read_rows() if row["exercise"] == "softmax"]


def test_the_rows_and_nbgraders_gradebook_have_the_sum_of_the_parts_that_passed(graded):
    expected = {student: points for student, (_, points) in ANSWERS.items()}

    assert {row["student"]: float(row["points"]) for row in softmax_rows(graded)} == expected
    assert points_in(graded.db_url) == expected


def test_the_row_says_which_parts_passed_and_nothing_of_what_is_hidden(graded):
    rows = {row["student"]: row for row in softmax_rows(graded)}
    told = {student: (row["status"], row["hint"]) for student, row in rows.items()}

    assert told == {
        "all": ("passed", ""), "overflows": ("failed", "nan"), "sorts": ("failed", "overflow"),
        "in_place": ("failed", "in-place"), "raises": ("error", "own-refusal"), "nothing": ("failed", "in-place"),
        "sees_more": ("failed", "order"), "stub": ("missing", ""), "ends": ("crashed", ""),
    }  # fmt: skip
    head = "softmax: {} of 3.5 points: «small scores» {} of 2, «large scores» {} of 1, «scores stay» {} of 0.5."
    assert rows["overflows"]["message"].startswith(head.format(2.5, 2, 0, 0.5) + "\nsoftmax: p[0] is nan, expected 1")
    assert rows["in_place"]["message"].startswith(head.format(0, 0, 0, 0))
    assert "ValueError: large" in rows["raises"]["message"]
    page = graded.feedback("sorts", NAME).read_text(encoding="utf-8")
    assert "«scores stay» 0.5 of 0.5" in page
    assert "z[::-1]" not in page


def test_what_was_measured_is_told_and_ranked_in_the_report(graded):
    measures = {entry["student"]: entry["measures"].get("softmax") for entry in graded.read_log()}
    measure = {"what": "scores of an example", "value": 2, "best": "largest"}
    report = graded.report.read_text(encoding="utf-8")
    places = report[report.index("The open challenge") : report.index("How hard, and how telling")]

    told = set(ANSWERS) - {"stub", "ends"}
    assert {student: found for student, found in measures.items() if found} == dict.fromkeys(told, measure)
    assert "scores of an example: 2" in graded.autograded("overflows", NAME).read_text(encoding="utf-8")
    assert places.count('data-head="Place">1</td>') == len(told)


def test_explain_tells_the_part_that_failed_first(graded, monkeypatch):
    monkeypatch.chdir(graded.folder.parent)

    visible, hidden = (course("explain", "results", student, "softmax") for student in ("raises", "sees_more"))

    assert "The visible test saw: part «large scores»: ValueError: large\n" in visible.stdout
    assert "with part('large scores', points=1):" in visible.stdout.replace('"', "'")
    assert "Call 2 of softmax, the first call that differs:\n  given array([1000.,    0.])" in visible.stdout
    assert "The hidden test saw:\npart «small scores»" in hidden.stdout.replace("    ", "")


def test_the_form_grader_reads_the_points_from_the_notebook_as_nbgrader_does(graded):
    notebook = nbformat.read(graded.autograded("overflows", NAME), as_version=4)
    test = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "test_softmax")

    assert [out.data["text/plain"] for out in test.outputs if out.output_type == "execute_result"] == ["2.5"]


def test_stock_nbgrader_gives_the_same_points(graded, tmp_path):
    programs = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    for student in ("all", "overflows", "nothing"):
        shutil.copytree(graded.folder.parent / "submitted" / student, tmp_path / "submitted" / student)
    source = tmp_path / "source" / NAME / f"{NAME}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(lesson().to_notebook(), source)
    for command in (["generate_assignment"], ["autograde"]):
        subprocess.run(
            [programs / "nbgrader", *command, NAME], cwd=tmp_path, env=environment, check=True, capture_output=True
        )

    stock = points_in(f"sqlite:///{tmp_path / 'gradebook.db'}")
    assert stock == {student: ANSWERS[student][1] for student in stock}
    assert len(stock) == 3


def test_canvas_gets_the_sum(graded):
    with (graded.folder / "canvas.csv").open(encoding="utf-8", newline="") as file:
        points = {row["Student"]: row[NAME] for row in csv.DictReader(file)}
    assert points["overflows"] == "2.5"


def test_the_bank_says_which_parts_a_wrong_answer_passes(tmp_path):
    folder = tmp_path / "solutions" / NAME
    shutil.copytree(COURSE / "solutions" / NAME, folder)
    right = verify(read_lesson(folder))
    bank = folder / "answers.py"
    bank.write_text(
        bank.read_text()
        .replace('hint="nan", passes=["small scores", "scores stay"]', 'hint="nan", passes=["small scores"]')
        .replace('@wrong("softmax", hint="ValueError", passes=["small scores", "large scores"])\n', "")
        .replace('@wrong("softmax", hint="in-place", passes=[])\n', "")
    )
    other = verify(read_lesson(folder))
    keys = [parts_of(one, read_bank(one), library())["softmax"] for one in (lesson(), read_lesson(folder))]

    assert right.errors == ()
    assert "overflows passes ['scores stay', 'small scores']" in keys[0]
    assert keys[0] != keys[1]  # so that `course verify --check` tries it again
    assert "no wrong answer of the bank fails the part 'scores stay'" in "\n".join(other.errors)
    assert "passes the parts ['scores stay', 'small scores'], expected ['small scores']" in "\n".join(other.errors)
