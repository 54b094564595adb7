"""The demo class on a Dask cluster of two processes, one of which is killed on the way."""

import os
import signal

import pytest
from click.testing import CliRunner
from distributed import LocalCluster
from grading_examples import NAME, lesson

from course_lib.instructor.grading.demo_class import make_class
from course_lib.instructor.grading.grade_class import ClassRun, grade_class
from course_lib.instructor.grading.grade_command import grade_command
from course_lib.instructor.grading.intake.submissions import find_submissions
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.sandbox.cluster import ClusterRunner
from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import Limits, RunCell, StoppedError

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def submitted(numbers_course, tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    make_class(numbers_course, [lesson()], folder)
    return folder


def graded(submitted, folder, runner, progress=lambda marked: None):
    """The rows of the demo class, but for the seconds."""
    submissions = find_submissions(submitted, [NAME])
    with runner:
        grades = grade_class(ClassRun(submissions, {NAME: lesson()}, Results(folder), runner, Limits(), 2), progress)
    return [{name: value for name, value in row.items() if name != "seconds"} for row in grades.rows]


def test_a_class_gets_the_same_grades_though_a_worker_is_killed_on_the_way(cluster, submitted, tmp_path):
    seen, killed = [], []

    def kill_a_worker(marked):
        seen.append(marked.submission.student)
        if len(seen) == 5:
            killed.append(cluster.workers[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    there = graded(submitted, tmp_path / "cluster", ClusterRunner(cluster.scheduler_address), kill_a_worker)
    here = graded(submitted, tmp_path / "here", ProcessRunner())

    assert len(seen) == 30
    assert len(killed) == 1
    assert there == here


def test_a_worker_gets_the_files_of_the_lesson(cluster, tmp_path):
    table = tmp_path / "ages.csv"
    table.write_text("31")

    with ClusterRunner(cluster.scheduler_address) as runner:
        (outcome,) = runner.run([RunCell("print(open('ages.csv').read())", "student")], Limits(), [table])

    assert outcome.outputs[0].text == "31\n"


def test_a_runner_that_was_stopped_runs_nothing(cluster):
    with ClusterRunner(cluster.scheduler_address) as runner:
        runner.stop()
        with pytest.raises(StoppedError):
            runner.run([RunCell("1", "student")], Limits())


def test_a_scheduler_that_is_not_there_is_said_in_one_line(numbers_course, submitted, tmp_path, monkeypatch):
    monkeypatch.chdir(numbers_course.root)
    monkeypatch.setattr("course_lib.instructor.sandbox.cluster.CONNECT_SECONDS", 1)
    options = ["-o", str(tmp_path / "results"), "--scheduler", "tcp://127.0.0.1:9"]

    result = CliRunner().invoke(grade_command, [str(submitted), *options])

    assert result.exit_code == 2
    assert "there is no Dask scheduler at tcp://127.0.0.1:9" in result.stderr
