"""What decides a grade decides the fingerprint, and nothing else does."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
from click.testing import CliRunner
from grading_examples import COURSE, NAME, RIGHT, hand_in, submission

from course_lib.instructor.grading.grade_command import grade_command
from course_lib.instructor.grading.intake.submissions import find_submissions
from course_lib.instructor.grading.records import fingerprint as module
from course_lib.instructor.grading.records.fingerprint import AFTERWARDS, change, fingerprint
from course_lib.instructor.sandbox.runner import Limits
from course_lib.instructor.source.lesson import read_lesson

pytestmark = pytest.mark.process

LIMITS, SEED = Limits(), 12


@pytest.fixture
def class_of_one(tmp_path):
    """A submission, its lesson in a folder of its own, and the log's entry of it, all passed in 5 s and 300 MB."""
    shutil.copytree(COURSE / "solutions", tmp_path / "solutions")
    hand_in(tmp_path / "submitted", "ada", submission(**RIGHT))
    (found,) = find_submissions(tmp_path / "submitted", [NAME])
    lesson = read_lesson(tmp_path / "solutions" / NAME)
    mark = json.loads(json.dumps(fingerprint(found, lesson, LIMITS, SEED)))
    return found, lesson, {"status": {"double": "passed"}, "seconds": 5.0, "memory_mb": 300, "mark": mark}


def now(found, lesson, limits=LIMITS, seed=SEED):
    return fingerprint(found, read_lesson(lesson.path.parent), limits, seed)


def test_what_has_not_changed_is_not_graded_again(class_of_one):
    found, lesson, entry = class_of_one
    (found.path.parent / "timestamp.txt").write_text("2027-03-01 12:00:00 UTC")  # lateness is reckoned afterwards
    os.utime(found.path, (0, 0))

    assert change(entry, now(found, lesson)) is None


@pytest.mark.parametrize(
    ("file", "reason"),
    [("notebook", "notebook"), ("helper.py", "notebook"), ("lesson.py", "lesson"), ("offset.csv", "lesson")],
)
def test_the_notebook_the_files_beside_it_and_the_lesson_with_its_data_decide(class_of_one, file, reason):
    found, lesson, entry = class_of_one
    folder = found.path.parent if reason == "notebook" else lesson.path.parent
    with (found.path if file == "notebook" else folder / file).open("a") as changed:
        changed.write("\n")

    assert change(entry, now(found, lesson)) == reason


def test_another_remark_another_grader_and_a_fault_of_ours_decide(class_of_one, monkeypatch):
    found, lesson, entry = class_of_one

    assert change(entry, now(replace(found, remarks=("another",)), lesson)) == "notebook"
    assert change(entry | {"status": {"double": "internal"}}, now(found, lesson)) == "internal"
    assert change(entry | {"mark": "of an older version"}, now(found, lesson)) == "notebook"
    monkeypatch.setattr(module, "grader", lambda: "another")
    assert change(entry, now(found, lesson)) == "grader"


def test_other_hidden_inputs_decide(class_of_one):
    found, lesson, entry = class_of_one

    assert change(entry, now(found, lesson, seed=SEED + 1)) == "seed"


@pytest.mark.parametrize(
    ("limit", "status", "again"),
    [
        ({"cell_seconds": 120.0}, "passed", False),
        ({"cell_seconds": 120.0}, "failed", False),
        ({"cell_seconds": 120.0}, "timeout", True),
        ({"memory_bytes": 2**33}, "memory", True),
        ({"memory_bytes": 2**33}, "passed", False),
        ({"cell_seconds": 30.0}, "passed", False),
        ({"cell_seconds": 4.0}, "passed", True),
        ({"memory_bytes": 2**28}, "passed", True),
        ({"memory_bytes": 2**29}, "passed", False),
    ],
)
def test_other_limits_matter_where_they_could_change_a_grade(class_of_one, limit, status, again):
    found, lesson, entry = class_of_one

    assert change(entry | {"status": {"double": status}}, now(found, lesson, replace(LIMITS, **limit))) == (
        "limits" if again else None
    )


def test_what_judges_imports_nothing_that_is_left_out_of_the_digest():
    code = "import sys, course_lib.instructor.grading.marking.marking; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    ours = {name.rpartition(".")[2] for name in loaded if name.startswith("course_lib.instructor.grading.")}
    assert not AFTERWARDS & ours
    here = {path.stem for path in (COURSE.parent.parent / "course_lib" / "instructor" / "grading").rglob("*.py")}
    assert here >= AFTERWARDS


def test_a_resumed_run_with_a_larger_limit_says_what_it_grades_again_and_why(in_course, tmp_path):
    slow = "def double(x):\n    import time\n    time.sleep(3)\n    return x + x"
    hand_in(tmp_path / "submitted", "ada", submission(**RIGHT))
    hand_in(tmp_path / "submitted", "ben", submission(**RIGHT | {"double": slow}))
    arguments = [str(tmp_path / "submitted"), "-o", str(tmp_path / "results"), "--jobs", "1"]
    CliRunner().invoke(grade_command, [*arguments, "--timeout", "2"])
    hand_in(tmp_path / "submitted", "cleo", submission())

    done = CliRunner().invoke(grade_command, [*arguments, "--timeout", "120", "--resume"])

    assert done.exit_code == 0, done.output
    assert "To be graded: 1 for the first time, 1 again as the limits have changed." in done.stdout
    assert "2 of 3 notebooks graded" in done.stdout
