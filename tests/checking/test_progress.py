"""What has passed is kept beside the notebook: the panel above a lesson, the file, what a restart leaves."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from students_work import POINTS, so_far

from course_lib.checking.lesson_tests import visible_tests_of
from course_lib.checking.progress import NAME, PassedChecks, folder_of_notebook, progress_of

ROOT = Path(__file__).resolve().parents[2]
LESSON = "02_relu_networks"
RELU = "Exercise 2.1: relu (3 min, difficulty 1 of 3)"
LAYER = "Exercise 2.2: layer (5 min, difficulty 1 of 3)"
RIGHT = "def relu(u):\n    return np.maximum(u, 0)"


@pytest.fixture
def kept(tmp_path):
    return PassedChecks(LESSON, tmp_path)


def test_a_person_can_read_what_is_kept_and_another_kernel_goes_on_from_it(kept, tmp_path):
    kept.note("relu")
    PassedChecks(LESSON, tmp_path).note("layer")
    kept.note("mlp")

    told = json.loads((tmp_path / NAME).read_text(encoding="utf-8"))

    assert told["lesson"] == LESSON
    assert list(told["passed"]) == ["relu", "layer", "mlp"]
    assert all(when[:2] == "20" and when[10] == " " for when in told["passed"].values())


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"passed": 3}', '{"passed": {"relu": 1}}', "\x00", "{" * 9000])
def test_a_file_that_is_none_of_ours_is_told_and_begun_anew(tmp_path, text):
    (tmp_path / NAME).write_text(text, encoding="utf-8")

    kept = PassedChecks(LESSON, tmp_path)
    told, before = kept.fault, kept.passed
    kept.note("relu")

    assert "begins anew" in told
    assert before == {}
    assert list(PassedChecks(LESSON, tmp_path).passed) == ["relu"]


def test_a_folder_that_takes_no_file_costs_no_cell(tmp_path):
    kept = PassedChecks(LESSON, tmp_path / "gone")
    kept.note("relu")

    assert list(kept.passed) == ["relu"]
    assert "cannot be kept in progress.json" in kept.fault


def test_nothing_is_kept_where_no_notebook_stands():
    kept = PassedChecks(LESSON, None)
    kept.note("relu")
    assert progress_of(visible_tests_of(LESSON).values(), kept.passed).exercises == 1


def test_an_exercise_that_the_lesson_no_longer_has_does_not_count():
    progress = progress_of(visible_tests_of(LESSON).values(), {"relu", "gone"})
    assert (progress.exercises, progress.points) == (1, 2)


@pytest.mark.parametrize(("folder", "found"), [("notebooks", True), ("solutions", False)])
def test_students_work_in_a_release_not_in_the_executed_lesson(monkeypatch, folder, found):
    monkeypatch.chdir(ROOT / folder / LESSON)
    assert (folder_of_notebook(LESSON) is not None) == found


def run(folder, *sources):
    """The outputs of the setup cell and of these cells, in a fresh kernel beside a student's notebook."""
    book = nbformat.read(folder / f"{LESSON}.ipynb", as_version=4)
    setup = next(cell for cell in book.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "setup")
    book.cells = [setup, *(nbformat.v4.new_code_cell(source) for source in sources)]
    options = {"resources": {"metadata": {"path": str(folder)}}, "extra_arguments": ["--IPKernelApp.log_level=ERROR"]}
    NotebookClient(book, allow_errors=True, **options).execute()
    return [cell.outputs for cell in book.cells]


def panels(outputs):
    found = (output.get("data", {}) for output in outputs)
    return [data["text/plain"] for data in found if 'aria-label="Where you are"' in data.get("text/html", "")]


@pytest.mark.process
def test_the_panel_follows_a_check_that_passes_and_is_there_after_a_restart(tmp_path):
    shutil.copytree(ROOT / "notebooks" / LESSON, tmp_path / LESSON)
    before, *_ = run(tmp_path / LESSON, 'check("relu")')
    during, *_ = run(tmp_path / LESSON, RIGHT, 'check("relu")')
    after, check = run(tmp_path / LESSON, f'{RIGHT}\ncheck("relu")')

    start = f"Where you are: {so_far(0, 0)}.\nGo on with {RELU}"
    further = f"Where you are: {so_far(2, 1)}.\nGo on with {LAYER}"
    assert panels(before) == [start]
    assert panels(during) == [further]  # where it stood
    assert panels(after) == [further]
    assert panels(check) == []


@pytest.mark.process
def test_a_notebook_from_elsewhere_has_no_panel_and_keeps_nothing(tmp_path):
    shutil.copytree(ROOT / "notebooks" / LESSON, tmp_path / LESSON)
    (tmp_path / LESSON / f"{LESSON}.ipynb").rename(tmp_path / LESSON / "copy.ipynb")
    book = nbformat.read(tmp_path / LESSON / "copy.ipynb", as_version=4)
    setup = next(cell for cell in book.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "setup")
    book.cells = [setup, *map(nbformat.v4.new_code_cell, (RIGHT, 'check("relu")'))]
    options = {"resources": {"metadata": {"path": str(tmp_path / LESSON)}}}
    NotebookClient(book, extra_arguments=["--IPKernelApp.log_level=ERROR"], **options).execute()

    assert panels(book.cells[0].outputs) == []
    assert f"So far 2 of {POINTS} points" in book.cells[2].outputs[0].data["text/plain"]
    assert not (tmp_path / LESSON / NAME).exists()
