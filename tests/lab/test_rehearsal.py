"""`course check`: a student's notebook from a fresh kernel, and what it says of it."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from students_work import LESSON, POINTS, ROOT, lesson_in, work

from course_lib.checking.progress import NAME
from course_lib.checking.time_limit import VARIABLE
from course_lib.instructor.cli import main
from course_lib.lab.rehearsal import RehearsalError, rehearse

pytestmark = [pytest.mark.process, pytest.mark.slow]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of the lesson; the course is where we are."""
    monkeypatch.chdir(tmp_path)
    return lesson_in(tmp_path)


def test_what_counts_what_is_missing_and_what_worked_by_the_order_of_the_cells(folder):
    passed = dict.fromkeys(("relu", "layer", "collapse"), "2026-11-29 20:15")
    (folder / NAME).write_text(json.dumps({"passed": passed}))
    work(
        folder,
        relu="def relu(u):\n    return np.maximum(u, 0)",
        layer="def layer(A, b, U):\n    return product(U, A.T) + b",
        collapse="def collapse(A, b, A2, b2):\n    return A2 @ A, b2",
        ten_layers="All of it is one layer.",
        last=["product = np.matmul", "1 / 0"],
        gone=['check("mlp")'],
    )
    before = (folder / NAME).read_text()

    found = rehearse(folder, LESSON)

    status = {outcome.test.exercise: outcome.status for outcome in found.outcomes}
    assert status.pop("relu") == "passed"
    assert (status.pop("layer"), status.pop("collapse")) == ("wrong", "wrong")
    assert set(status.values()) == {"missing"}  # mlp too, whose line is gone
    [(_, stopped)] = found.stopped
    assert stopped == "ZeroDivisionError: division by zero"
    assert (found.answered, found.unanswered) == (("ten_layers",), ())
    text = str(found)
    assert "wrong    layer" in text
    assert "layer has passed in your notebook and does not from a fresh start" in text
    assert "relu has passed" not in text
    assert f"2 of {POINTS} points." in text
    assert not found.good
    assert (folder / NAME).read_text() == before


def test_an_answer_that_never_ends_and_an_exception_without_words_are_told(folder, monkeypatch):
    monkeypatch.setenv(VARIABLE, "1")  # of a check in a notebook: a whole run has its own
    work(folder, relu="def relu(u):\n    while True:\n        pass", last=["raise LookupError", 'check("gone")'])

    found = rehearse(folder, LESSON, seconds_per_cell=5)

    [relu] = [outcome for outcome in found.outcomes if outcome.test.exercise == "relu"]
    assert (relu.status, relu.said) == ("wrong", ": it ran too long and was stopped")
    bare, unknown = (said for _, said in found.stopped)
    assert bare == "LookupError"
    assert "has no exercise 'gone'" in unknown
    assert {outcome.status for outcome in found.outcomes if outcome is not relu} == {"missing"}


def test_the_command_of_students_and_that_of_instructors(folder):
    run = "import sys; from course_lib.lab.course import main; sys.argv[0] = 'course'; main()"

    students = subprocess.run([sys.executable, "-c", run, "check", "02"], cwd=ROOT, capture_output=True, text=True)
    unknown = subprocess.run([sys.executable, "-c", run, "check", "99"], cwd=ROOT, capture_output=True, text=True)
    instructors = CliRunner().invoke(main, ["check", "02"])

    assert students.returncode == instructors.exit_code == 1
    assert "missing  relu" in students.stdout
    assert "missing  relu" in instructors.output
    assert unknown.returncode == 2
    assert "there is no lesson '99': there are 01_binary_classification" in unknown.stderr


@pytest.mark.parametrize(
    ("source", "said"),
    [("{", "is no notebook"), (None, "is not there"), ("", "the kernel died on the way")],
)
def test_a_notebook_that_cannot_be_run_is_told_in_a_line(folder, source, said):
    path = folder / f"{LESSON}.ipynb"
    if source is None:
        path.unlink()
    elif source:
        path.write_text(source)
    else:
        work(folder, last=["import os; os._exit(1)"])

    with pytest.raises(RehearsalError, match=said) as error:
        rehearse(folder, LESSON)
    assert "\n" not in str(error.value)
