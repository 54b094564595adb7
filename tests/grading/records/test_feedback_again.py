"""What a person decided in the form grader, and a penalty, reach the feedback page by `course report`."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from grading_examples import COURSE, NAME, RIGHT, grade, hand_in, submission
from nbgrader.api import Gradebook

from course_lib.instructor.grading.closing import close
from course_lib.instructor.grading.records.feedback import END
from course_lib.instructor.grading.records.feedback_again import follow_gradebook
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.source.course import Course

pytestmark = pytest.mark.process

WRONG = RIGHT | {"double": "def double(x):\n    return x**2"}
MOODLES = "{}_{}_assignsubmission_file_"


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Results of ada, who has one exercise wrong, of ben, who is right, and of cleo, who handed in nothing."""
    folder = tmp_path_factory.mktemp("class")
    hand_in(folder / "submitted", "ada", submission(**WRONG))
    hand_in(folder / "submitted", "ben", submission(**RIGHT))
    (folder / "submitted" / "cleo").mkdir()
    grade(folder / "submitted", folder / "results")
    close(Results(folder / "results"), Course(COURSE))
    return folder / "results"


@pytest.fixture
def results(first, tmp_path):
    """A copy of them, in which ada's answer was graded by hand."""
    shutil.copytree(first, tmp_path / "results", copy_function=shutil.copy2)
    results = Results(tmp_path / "results")
    with Gradebook(results.db_url) as gradebook:
        gradebook.find_grade("test_double", NAME, NAME, "ada").manual_score = 1.5
        gradebook.find_comment("double", NAME, NAME, "ada").manual_comment = "the idea is <right>"
        gradebook.db.commit()
    return results


def text_of(results, student):
    return results.feedback(student, NAME).read_text(encoding="utf-8")


def test_a_hand_grade_and_its_comment_stand_on_the_page_once_and_the_notebook_stays(results):
    before = text_of(results, "ada")
    close(results, Course(COURSE))
    after = text_of(results, "ada")

    assert "<strong>2.5</strong> of 4.5 points" in before
    assert "<strong>4</strong> of 4.5 points" in after
    assert "1.5 of 2, by hand" in after
    assert "the tests found 0 of 2" in after
    assert "the idea is &lt;right&gt;" in after
    assert after.partition(END)[2] == before.partition(END)[2] != ""
    assert after.partition("<!-- results")[0] == before.partition("<!-- results")[0]


def test_pages_in_which_nothing_changed_are_not_touched(results):
    os.utime(results.feedback("ben", NAME), (1, 1))
    close(results, Course(COURSE))

    assert results.feedback("ben", NAME).stat().st_mtime == 1


def test_a_penalty_is_taken_off_on_the_page(results):
    with Gradebook(results.db_url) as gradebook:
        gradebook.find_submission_notebook(NAME, NAME, "ben").late_submission_penalty = 1.0
        gradebook.db.commit()
    follow_gradebook(results, [Course(COURSE).lesson(NAME)], results.read_rows(), results.read_log())

    assert "<strong>3.5</strong> of 4.5 points" in text_of(results, "ben")
    assert "Handed in late: 1 point less" in text_of(results, "ben")


def test_what_is_taken_back_by_hand_is_gone(results):
    before = text_of(results, "ada")
    close(results, Course(COURSE))
    with Gradebook(results.db_url) as gradebook:
        gradebook.find_grade("test_double", NAME, NAME, "ada").manual_score = None
        gradebook.find_comment("double", NAME, NAME, "ada").manual_comment = None
        gradebook.db.commit()
    close(results, Course(COURSE))

    assert text_of(results, "ada") == before


def test_a_page_of_an_earlier_version_is_left_and_told(results):
    page = results.feedback("ada", NAME)
    page.write_text("<html><body>of another year", encoding="utf-8")
    closed = close(results, Course(COURSE))

    assert page.read_text(encoding="utf-8") == "<html><body>of another year"
    assert any("1 feedback page is of an earlier version" in remark for remark in closed.remarks)


def test_results_that_have_their_end_in_a_comment_are_written_whole(results):
    with Gradebook(results.db_url) as gradebook:
        gradebook.find_comment("double", NAME, NAME, "ada").manual_comment = f"{END} </section> \\1 <!-- results -->"
        gradebook.db.commit()
    close(results, Course(COURSE))
    once = text_of(results, "ada")
    close(results, Course(COURSE))

    assert text_of(results, "ada") == once
    assert once.count(END) == 1


def test_the_zip_that_goes_back_has_the_page_as_the_gradebook_says_it(tmp_path):
    """From Moodle's zip through the commands, as an instructor would."""
    shutil.copytree(COURSE, tmp_path / "course")
    (tmp_path / "course" / "course_lib").mkdir()
    path = hand_in(tmp_path / "one", "x", submission(**WRONG))
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as made:
        made.write(path, f"{MOODLES.format('Ada Lovelace', 7)}/{NAME}.ipynb")
    course = Path(sys.executable).with_name("course")
    run = {"cwd": tmp_path / "course", "check": True, "capture_output": True}
    subprocess.run([course, "grade", "../export.zip", "-o", "../results"], **run)
    results = Results(tmp_path / "results")
    with Gradebook(results.db_url) as gradebook:
        gradebook.find_grade("test_double", NAME, NAME, "Ada Lovelace_7").manual_score = 1.5
        gradebook.db.commit()

    subprocess.run([course, "report", "../results"], **run)

    with zipfile.ZipFile(results.folder / f"feedback_moodle_{NAME}.zip") as back:
        (name,) = back.namelist()
        assert "1.5 of 2, by hand" in back.read(name).decode("utf-8")
