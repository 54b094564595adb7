"""A release in which nothing is answered runs to its end: its figures are drawn, and no cell of ours fails."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from course_lib.checking.lesson_tests import check_line
from course_lib.instructor.source.course import find_course
from course_lib.instructor.source.outputs import without_views

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.runs_lesson]

COURSE = find_course(Path(__file__))
UNWRITTEN = "not written yet"


@pytest.fixture(scope="module", params=COURSE.lessons())
def ran(request):
    """A lesson, and its untouched release after *Run All*."""
    path = COURSE.notebooks / request.param / f"{request.param}.ipynb"
    book = nbformat.read(path, as_version=4)
    options = {"timeout": 900, "extra_arguments": ["--IPKernelApp.log_level=ERROR"]}
    NotebookClient(book, resources={"metadata": {"path": str(path.parent)}}, **options).execute()  # stops at an error
    return COURSE.lesson(request.param), book


def test_run_all_reaches_the_end_and_every_exercise_says_in_one_line_that_it_is_not_written(ran):
    lesson, book = ran
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    checks = {check_line(exercise.name) for exercise in lesson.exercises}

    assert all(cell.execution_count for cell in code if cell.source.strip())
    for cell in code:
        errors = [output for output in cell.outputs if output.output_type == "error"]
        is_answer = cell.metadata.get("nbgrader", {}).get("solution")  # the stub of a class raises in its own cell
        assert len(errors) == 1 if cell.source in checks else is_answer or not errors, cell.source
        for error in errors:
            assert UNWRITTEN in error.evalue
            assert error.traceback == [error.evalue]


def test_the_demonstrations_show_what_they_show_with_the_reference_answers(ran):
    lesson, book = ran
    executed = nbformat.read(COURSE.solutions / lesson.name / f"{lesson.name}.ipynb", as_version=4)
    demonstrations = {cell.id for cell in lesson.cells if cell.kind == "code"}

    shown, expected = (
        {cell.id: _kinds(cell.outputs) for cell in one.cells if cell.id in demonstrations} for one in (book, executed)
    )

    assert shown == expected


def _kinds(outputs):
    """In which forms something was shown; printed words, which say whose function was used, do not count."""
    return [sorted(output.data) for output in without_views(outputs) if output.output_type != "stream"]
