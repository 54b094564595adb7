"""A full disk, a read-only one, a clock that jumps: one line, nothing half written, and --resume goes on."""

import csv
import json
import os
import random
import shutil
import subprocess
import sys
import time

import nbformat
import pytest
from click.testing import CliRunner
from grading_examples import COURSE, RIGHT, hand_in, submission

import course_lib
from course_lib.instructor.grading.grade_command import grade_command
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.writing.files import UNFINISHED

pytestmark = pytest.mark.process

STUDENTS = [f"student {number:02}" for number in range(8)]
PYTHON = [sys.executable, "-P", "-c"]
GRADE = "from course_lib.instructor.cli import main; main()"
DISK = 8 * 2**20  # bytes
# Of what the results of the class take. Where the room ends decides who fails: nbgrader, SQLite or a file of ours.
SHARES = {"nothing": 0.0, "a part of a gradebook": 0.2} | {f"{n} % of the class": n / 100 for n in (40, 55, 70, 85)}
TAKEN = """
import subprocess, sys
from pathlib import Path
disk, *grade = sys.argv[1:]
subprocess.run(grade, check=True, capture_output=True)
print(sum(path.stat().st_blocks * 512 for path in Path(disk).rglob("*") if path.is_file()))
"""
# Fill the disk, grade, say what is there, make room, and go on.
TWICE = """
import json, os, subprocess, sys
from pathlib import Path
disk, room, *grade = sys.argv[1:]
results, filler = Path(disk, "results"), Path(disk, "filler")
filler.write_bytes(bytes(int(room)))
first = subprocess.run(grade, capture_output=True, text=True)
found = {str(path.relative_to(disk)): path.read_bytes().hex() for path in results.rglob("*") if path.is_file()}
filler.unlink()
second = subprocess.run([*grade, "--resume"], capture_output=True, text=True)
rows = (results / "grades.csv").read_text()
log = (results / "log.jsonl").read_text().splitlines()
print(json.dumps([first.returncode, first.stderr, found, second.returncode, second.stderr, rows, len(log)]))
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of one lesson, and a class of it."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(COURSE / "solutions", root / "solutions")
    (root / "course_lib").mkdir()
    for student in STUDENTS:
        hand_in(root / "submitted", student, submission(**RIGHT))
    return root


def mounted(course, mount, *command):
    """Run a command where something is mounted, as these words of bubblewrap say."""
    environment = os.environ | {"PYTHONPATH": str(next(iter(course_lib.__path__))).rpartition("/")[0]}
    words = ["bwrap", "--dev-bind", "/", "/", *map(str, mount), "--", *map(str, command)]
    return subprocess.run(words, cwd=course, env=environment, capture_output=True, text=True, timeout=300)


def errors(stderr):
    """The lines of a command's stderr, without the progress bar."""
    return [line for line in stderr.splitlines() if line and not line.startswith("\r") and "notebook" not in line]


@pytest.fixture(scope="module")
def taken(course, tmp_path_factory):
    """The bytes that the results of the class take."""
    disk = tmp_path_factory.mktemp("disk")
    grade = [*PYTHON, GRADE, "grade", "submitted", "-o", disk / "results"]
    done = mounted(course, ["--size", DISK, "--tmpfs", disk], *PYTHON, TAKEN, disk, *grade)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.parametrize("share", SHARES.values(), ids=SHARES)
def test_a_full_disk_is_one_line_nothing_is_half_written_and_resume_goes_on(course, taken, tmp_path, share):
    disk, room = tmp_path / "disk", int(share * taken)
    disk.mkdir()
    grade = [*PYTHON, GRADE, "grade", "submitted", "-o", disk / "results"]

    done = mounted(course, ["--size", DISK, "--tmpfs", disk], *PYTHON, TWICE, disk, DISK - room, *grade)

    assert done.returncode == 0, done.stderr
    status, stderr, found, status_then, stderr_then, rows, graded = json.loads(done.stdout)
    assert (status, len(errors(stderr))) == (3, 1), stderr
    (line,) = errors(stderr)
    assert line.startswith("Error: ")
    assert "--resume" in line
    assert "No space left" in line or "disk is full" in line
    assert_whole({name: bytes.fromhex(content) for name, content in found.items()})
    assert (status_then, errors(stderr_then)) == (0, [])
    assert [row["status"] for row in csv.DictReader(rows.splitlines())] == ["passed"] * 3 * len(STUDENTS)
    assert graded == len(STUDENTS)  # nothing twice


def assert_whole(files):
    """No file of the results is half of one."""
    for name, content in files.items():
        assert not name.endswith(UNFINISHED)
        if name.endswith(".ipynb"):
            nbformat.validate(nbformat.reads(content.decode(), as_version=4))
        elif name.endswith(".html"):
            assert content.rstrip().endswith(b"</html>")
        elif name.endswith(".jsonl"):
            assert all(json.loads(line) for line in content.decode().splitlines())
            assert content in (b"", content.rstrip(b"\n") + b"\n")


@pytest.mark.parametrize("command", ["grade", "report"])
def test_results_that_cannot_be_written_are_one_line_and_stay_what_they_are(course, tmp_path, command):
    results = tmp_path / "results"
    arguments = ["submitted", "-o", results, "--student", STUDENTS[0]] if command == "grade" else [results]
    made = mounted(course, [], *PYTHON, GRADE, "grade", "submitted", "-o", results, "--student", STUDENTS[0])
    before = {path: path.read_bytes() for path in results.rglob("*") if path.is_file()}

    done = mounted(course, ["--ro-bind", results, results], *PYTHON, GRADE, command, *arguments)

    assert made.returncode == 0, made.stderr
    assert done.returncode == 3, done.stderr
    (line,) = errors(done.stderr)
    assert line.startswith(f"Error: {results} cannot be written")
    assert {path: path.read_bytes() for path in results.rglob("*") if path.is_file()} == before


def test_a_clock_that_jumps_changes_nothing(course, tmp_path, monkeypatch):
    chance, real = random.Random(0), time.time
    arguments = ["submitted", "-o", str(tmp_path / "results"), "--student", STUDENTS[0]]
    monkeypatch.chdir(course)
    monkeypatch.setattr(time, "time", lambda: real() + chance.choice([-1, 1]) * 400 * 86400)

    first = CliRunner().invoke(grade_command, arguments)
    again = CliRunner().invoke(grade_command, [*arguments, "--resume"])

    assert (first.exit_code, again.exit_code) == (0, 0), first.output + again.output
    assert [row["status"] for row in Results(tmp_path / "results").read_rows()] == ["passed"] * 3
    assert "0 of 1 notebooks graded" in again.output
    assert "1 were graded before" in again.output
