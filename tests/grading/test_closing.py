"""What stands at the end of grading: nbgrader finds its way, and the instructor knows what comes next."""

import os
from pathlib import Path

import pytest
from grading_examples import COURSE, NAME, RIGHT, grade, hand_in, submission
from nbgrader.apps import NbGraderAPI
from traitlets.config.loader import PyFileConfigLoader

from course_lib.instructor.grading.closing import Closed, close
from course_lib.instructor.grading.records.penalties import Penalties
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.source.course import Course

pytestmark = pytest.mark.process


@pytest.fixture
def results(tmp_path):
    """Results of ada, who is right, and of ben, who handed in nothing."""
    hand_in(tmp_path / "submitted", "ada", submission(**RIGHT))
    (tmp_path / "submitted" / "ben").mkdir()
    grade(tmp_path / "submitted", tmp_path / "results")
    return Results(tmp_path / "results")


def test_the_form_grader_finds_the_lesson_and_its_submissions_from_the_results_folder(results, monkeypatch):
    close(results, Course(COURSE))
    monkeypatch.chdir(results.folder)
    config = PyFileConfigLoader("nbgrader_config.py", path=str(results.folder)).load_config()
    config.CourseDirectory.root = str(results.folder)

    api = NbGraderAPI(config=config)

    found = {entry["name"]: entry for entry in api.get_assignments()}
    assert found[NAME]["max_score"] == 4.5
    assert (found[NAME]["status"], found[NAME]["num_submissions"]) == ("released", 1)  # ben handed in nothing
    assert (api.exchange_missing, api.course_id) == (False, "course")
    assert {entry["student"]: entry["score"] for entry in api.get_submissions(NAME)} == {"ada": 4.5, "ben": 0}


class CountedResults(Results):
    reads = 0

    def read_rows(self):
        self.reads += 1
        return super().read_rows()


def test_grades_are_read_once_for_report_and_summary(results):
    counted = CountedResults(results.folder)

    close(counted, Course(COURSE))

    assert counted.reads == 2  # the exports read them for themselves


def test_a_configuration_that_the_instructor_wrote_stays(results):
    (results.folder / "nbgrader_config.py").write_text("c = get_config()\n")

    close(results, Course(COURSE))

    assert (results.folder / "nbgrader_config.py").read_text() == "c = get_config()\n"


def test_results_of_a_lesson_that_is_gone_are_closed_without_comparing_its_answers(results, tmp_path):
    (tmp_path / "empty" / "solutions").mkdir(parents=True)

    closed = close(results, Course(tmp_path / "empty"))

    assert (closed.people, closed.penalties.late) == (1, 0)
    assert results.report.is_file()


def test_the_next_steps_name_what_there_is_to_do_and_no_more():
    results = Results(Path("r"))

    quiet = "\n".join(Closed(0, Penalties(0, 0.0), [Path("r/canvas.csv")]).next_steps(results))
    busy = "\n".join(Closed(2, Penalties(3, 0.0), [Path("r/canvas.csv")]).next_steps(results))

    assert f"open r{os.sep}report.html: nobody needs a person." in quiet
    assert "course report" not in quiet
    assert "late" not in quiet
    assert "2 need a person" in busy
    assert "course report r" in busy
    assert "3 late, penalty 0: no method set." in busy
    assert "canvas.csv in r." in busy
