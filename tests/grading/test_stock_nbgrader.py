"""Plain nbgrader grades the course too, and gives honest submissions the same points.

The class is the demo class of lesson 02 without its broken notebooks: a copied test cell and `schema_version: 4` abort
`nbgrader autograde` for everybody, and the others (truncated, missing, edited or skipped tests, a foreign kernel) are
what nbgrader does not claim to grade.
"""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from course_lib.instructor.grading.demo_class import HONEST, make_class
from course_lib.instructor.grading.grade_class import ClassRun, grade_class
from course_lib.instructor.grading.intake.submissions import find_submissions
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import Limits

pytestmark = pytest.mark.process

LESSON = "02_relu_networks"
STUDENTS = 10  # plain nbgrader takes five seconds for each


def nbgrader(folder, command):
    """Run a command of plain nbgrader in a course folder."""
    programs = Path(sys.executable).parent
    scratch = {"JUPYTER_CONFIG_DIR": str(folder / ".jupyter"), "JUPYTER_DATA_DIR": str(folder / ".jupyter")}
    done = subprocess.run(
        [programs / "nbgrader", command, LESSON],
        cwd=folder,
        env=os.environ | scratch | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def grade_with_stock(course, folder, submitted, students):
    """The points of some students by student and exercise, from nbgrader in a copy of the course."""
    folder.mkdir()
    shutil.copy(course.root / "nbgrader_config.py", folder)
    shutil.copytree(course.solutions / LESSON, folder / "solutions" / LESSON)
    for student in students:
        shutil.copytree(submitted / student, folder / "submitted" / student)
    for command in ("generate_assignment", "autograde", "generate_feedback"):
        nbgrader(folder, command)
    return scores(f"sqlite:///{folder}/gradebook.db")


def scores(db_url):
    with Gradebook(db_url) as gradebook:
        return {
            (entry.student.id, grade.cell.name.removeprefix("test_")): grade.auto_score
            for entry in gradebook.notebook_submissions(LESSON, LESSON)
            for grade in entry.grades
        }


@pytest.fixture(scope="module")
def both(course, tmp_path_factory):
    """The folder, and the points that nbgrader and we give to the same submissions."""
    folder = tmp_path_factory.mktemp("stock")
    lesson = course.lesson(LESSON)
    made = make_class(course, [lesson], folder / "submitted")
    honest = [entry.student for entry in made if entry.kind == HONEST][:STUDENTS]
    for entry in made:
        if entry.student not in honest:
            shutil.rmtree(folder / "submitted" / entry.student)
    with ThreadPoolExecutor(2) as pool:
        halves = pool.map(
            lambda part: grade_with_stock(course, folder / f"stock{part}", folder / "submitted", honest[part::2]),
            (0, 1),
        )
        stock = {key: points for half in halves for key, points in half.items()}
    results = Results(folder / "results")
    submissions = find_submissions(folder / "submitted", [LESSON])
    grade_class(ClassRun(submissions, {LESSON: lesson}, results, ProcessRunner(), Limits(), 2))
    return folder, stock, scores(results.db_url)


def test_nbgrader_and_the_grader_give_the_same_points(both):
    _, stock, ours = both

    assert len(stock) > 100
    assert set(stock.values()) > {0.0}
    assert stock == ours


def test_nbgrader_makes_feedback_of_every_submission(both):
    folder, stock, _ = both

    pages = {path.parent.parent.name for path in folder.glob(f"stock*/feedback/*/{LESSON}/{LESSON}.html")}

    assert pages == {student for student, _ in stock}


@pytest.mark.parametrize("wrong", [True, False], ids=["one wrong answer", "right answers"])
def test_validate_sees_by_the_line_whether_an_answer_passes(course, tmp_path, wrong):
    lesson = course.lesson(LESSON)
    notebook = nbformat.read(course.notebooks / LESSON / f"{LESSON}.ipynb", as_version=4)
    answers = {exercise.name: exercise.answer.source for exercise in lesson.exercises}
    answers |= {question.name: "In my own words." for question in lesson.questions}
    if wrong:
        answers["relu"] = "def relu(u):\n    return np.minimum(u, 0)"
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    nbformat.write(notebook, tmp_path / f"{LESSON}.ipynb")

    command = [Path(sys.executable).parent / "nbgrader", "validate", f"{LESSON}.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    if wrong:
        assert "VALIDATION FAILED ON 1 CELL(S)" in done.stdout
        assert 'check("relu")' in done.stdout
        assert "relu: relu(u)[0] is -2.0, expected 0.0." in done.stdout
    else:
        assert "Success! Your notebook passes all the tests." in done.stdout


def test_neither_release_nor_graded_folders_get_the_lessons_text(both):
    folder, _, _ = both

    made = [*folder.glob("stock*/notebooks/**/*"), *folder.glob("stock*/autograded/**/*")]

    assert made
    assert not [path for path in made if path.suffix == ".py"]
