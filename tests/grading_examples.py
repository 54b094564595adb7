"""Submissions of a small lesson, for the tests of the grader."""

import json
import warnings
import zipfile
from copy import deepcopy
from pathlib import Path

import nbformat
from click.testing import CliRunner

from course_lib.instructor.cli import main
from course_lib.instructor.grading.grade_class import ClassRun, grade_class
from course_lib.instructor.grading.intake.submissions import find_submissions
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import Limits, RunnerError
from course_lib.instructor.source.lesson import read_lesson
from course_lib.instructor.source.reference import reference

COURSE = Path(__file__).parent / "grading_course"
NAME = "01_numbers"
RIGHT = {
    "double": "def double(x):\n    return x + x",
    "quadruple": "def quadruple(x):\n    return 4 * x",
    "mean": "def mean(x):\n    return sum(x) / len(x)",
}


def lesson():
    """The lesson 01_numbers: exercises double (2 points), quadruple (1) and mean (1.5)."""
    return read_lesson(COURSE / "solutions" / NAME)


def course(*arguments, code=0):
    """What `course` with these arguments did; its exit status is checked."""
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exit_code == code, done.output
    return done


def submission(**answers):
    """The released notebook with these answers; the others are not written."""
    notebook = deepcopy(reference(lesson()).released)
    for exercise, source in answers.items():
        cell(notebook, exercise).source = source
    return notebook


def cell(notebook, grade_id):
    """The first cell with this nbgrader id."""
    return next(found for found in notebook.cells if found.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def ids(notebook):
    """The nbgrader ids of a notebook, in order."""
    marks = [found.metadata.get("nbgrader", {}) for found in notebook.cells]
    return [mark["grade_id"] for mark in marks if mark]


def hand_in(folder, student, notebook, name=NAME):
    """Write a notebook (or any text) where the grader looks for it; returns its path."""
    path = Path(folder) / student / NAME / f"{name}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(notebook if isinstance(notebook, str) else json.dumps(notebook), encoding="utf-8")
    return path


def contents(folder):
    """The bytes of every file in a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def old_notebook(*sources):
    """A notebook in nbformat 3."""
    cells = [{"cell_type": "code", "language": "python", "input": s, "outputs": [], "metadata": {}} for s in sources]
    worksheet = {"cells": cells, "metadata": {}}
    return nbformat.from_dict({"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [worksheet]})


def make_zip(path, *contents):
    """Write a zip of (name or ZipInfo, content)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # duplicate names
        for name, content in contents:
            made.writestr(name, content)
    return path


def grade(submitted, folder, runner=None):
    """Grade a folder of submissions of the small lesson into `folder`."""
    submissions = find_submissions(submitted, [NAME])
    limits = Limits(cell_seconds=10)
    with runner or ProcessRunner() as runner:
        return grade_class(ClassRun(submissions, {NAME: lesson()}, Results(folder), runner, limits, 2))


class BrokenRunner:
    """A runner that fails, as ours may."""

    def run(self, cells, limits, data, beside, seed):
        raise RunnerError("no kernel today")

    def stop(self):
        """Nothing runs."""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        """Nothing is to be closed."""


RIGHTS = json.dumps(submission(**RIGHT))
STUBS = json.dumps(submission())
MOODLE = "{}_{}_assignsubmission_file_/{}"  # how Moodle names a file: the student, a number, the file
