"""Nothing is lost: `kill -9` of any process of the grader at any moment, then --resume."""

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress

import nbformat
import psutil
import pytest
from grading_examples import COURSE, NAME, RIGHT, hand_in, submission
from nbgrader.api import Gradebook

import course_lib
from course_lib.instructor.grading.records.results import Results

pytestmark = pytest.mark.process

MOMENTS = 20
STUDENTS = [f"student {number:02}" for number in range(12)]
COMMAND = [sys.executable, "-P", "-c", "from course_lib.instructor.cli import main; main()", "grade"]
SLOW = "import time\ntime.sleep(0.25)"
WRONG = "def double(x):\n    return abs(x) + abs(x)"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of one lesson, and a class of it that takes a while."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(COURSE / "solutions", root / "solutions")
    (root / "course_lib").mkdir()
    for number, student in enumerate(STUDENTS):
        answers = RIGHT | {"double": WRONG} if number % 3 == 0 else RIGHT
        notebook = submission(**answers)
        notebook.cells.append(nbformat.v4.new_code_cell(SLOW, id="slow"))
        hand_in(root / "submitted", student, notebook)
    return root


def start(course, results):
    environment = os.environ | {"PYTHONPATH": str(next(iter(course_lib.__path__))).rpartition("/")[0]}
    command = [*COMMAND, "submitted", "-o", str(results), "--jobs", "2", "--resume"]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=course, env=environment, **pipes)


def finish(process):
    _, errors = process.communicate(timeout=300)
    return process.returncode, errors


def what_was_found(folder):
    """Everything in a results folder that does not tell the time."""
    results = Results(folder)
    with results.grades.open(encoding="utf-8", newline="") as file:
        rows = [{key: value for key, value in row.items() if key != "seconds"} for row in csv.DictReader(file)]
    with Gradebook(results.db_url) as gradebook:
        scores = {entry.student.id: entry.score for entry in gradebook.assignment_submissions(NAME)}
    files = {
        path.relative_to(folder): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.suffix in (".ipynb", ".html") and path.name != "report.html"
    }
    return rows, scores, files


def victim(command, chance, kills):
    """The command, or every fourth time one of its processes, for which it may need a while."""
    if 3 * kills["a process of it"] > kills["the command"] or command.poll() is not None:
        return command.pid
    deadline = time.monotonic() + 60
    while command.poll() is None and time.monotonic() < deadline:
        with suppress(psutil.NoSuchProcess):
            family = psutil.Process(command.pid).children(recursive=True)
            if family:
                time.sleep(chance.uniform(0, 1))
                return chance.choice(family).pid
        time.sleep(0.02)
    return command.pid


@pytest.mark.parametrize("seed", [1])
def test_whatever_is_killed_the_results_are_those_of_an_undisturbed_run(course, tmp_path, seed):
    chance = random.Random(seed)
    begun = time.monotonic()
    assert finish(start(course, tmp_path / "undisturbed"))[0] == 0
    length = time.monotonic() - begun
    results, command, kills = tmp_path / "disturbed", None, Counter()

    while sum(kills.values()) < MOMENTS:
        command = command or start(course, results)
        time.sleep(chance.uniform(0, 0.5 * length))
        target = victim(command, chance, kills)
        with suppress(ProcessLookupError):
            os.kill(target, signal.SIGKILL)
            kills["the command" if target == command.pid else "a process of it"] += 1
        if target == command.pid or command.poll() is not None:
            finish(command)
            command = None
    if command is not None:
        finish(command)
    status, errors = finish(start(course, results))

    assert status == 0, errors
    assert min(kills.values()) > 3
    assert what_was_found(results) == what_was_found(tmp_path / "undisturbed")
    log = [json.loads(line) for line in Results(results).log.read_text(encoding="utf-8").splitlines()]
    graded = Counter(entry["student"] for entry in log if entry["fault"] is None)
    assert graded == Counter(STUDENTS)
    assert not list(results.rglob(".*"))


def test_nothing_runs_on_after_the_command_was_killed(course, tmp_path):
    command = start(course, tmp_path / "results")
    deadline = time.monotonic() + 120
    while not (tmp_path / "results" / "log.jsonl").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)
    family = psutil.Process(command.pid).children(recursive=True)

    os.kill(command.pid, signal.SIGKILL)
    finish(command)
    gone, alive = psutil.wait_procs(family, timeout=20)

    assert gone
    assert not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]
