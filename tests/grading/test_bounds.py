"""What stands in one notebook costs that one alone: time, memory, and processes that end, in a class of honest ones."""

import json
import os
import signal
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from grading_examples import NAME, RIGHT, cell, hand_in, lesson, submission
from nbformat.v4 import new_code_cell, new_markdown_cell

from course_lib.instructor.grading.grade_class import ClassRun, grade_class
from course_lib.instructor.grading.intake.submissions import find_submissions
from course_lib.instructor.grading.records.documents import LARGEST_PAGE
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.grading.report.report import report_pages
from course_lib.instructor.sandbox.bounded import DESK, DeskError, OverBoundsError, Work, bounded, bounded_each
from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import Limits

pytestmark = pytest.mark.process

HONEST = ("aaa honest", "mmm honest", "zzz honest")
PASSED = ("passed",) * 3
SHOWN = "display({'text/html': '<b>x</b>', 'text/plain': 'x'}, raw=True)"


def with_text(text):
    notebook = submission(**RIGHT)
    notebook.cells.insert(1, new_markdown_cell(text))
    return notebook


def with_code(*sources):
    notebook = submission(**RIGHT)
    notebook.cells[1:1] = [new_code_cell(source) for source in sources]
    return notebook


def with_cells(cells):
    notebook = submission(**RIGHT)
    notebook.cells += cells
    return notebook


def with_answer(source):
    return submission(**RIGHT | {"double": source})


def with_metadata(text):
    return json.dumps(submission(**RIGHT)).replace('"metadata": {', f'"metadata": {{"x": {text}, ', 1)


def stub():
    return cell(submission(), "double").source


CALLED_BACK = "def quadruple(x):\n    return 4 * x"
# Each with the statuses that it may have. Where a notebook is honest but for its size, its answers keep their points.
COSTLY = {
    "markdown whose formulas never end": (with_text("\\begin{a}" * 30_000), {PASSED}),
    "markdown of brackets": (with_text("[" * 50_000), {PASSED}),
    "markdown of stars": (with_text("*a " * 16_000), {PASSED}),
    "markdown of deep quotes": (with_text(">" * 50_000), {PASSED}),
    "a table of pipes": (with_text("|a" * 20_000 + "\n" + "|-" * 20_000), {PASSED}),
    "sixty thousand tiny outputs": (with_code(f"for n in range(60_000):\n    {SHOWN}"), {PASSED}),
    "turns of stdout and stderr": (
        with_code("import sys\nfor n in range(20_000):\n    print(1)\n    print(2, file=sys.stderr)"),
        {PASSED},
    ),
    "four megabytes in each of forty cells": (
        with_code(*["display({'image/png': 'iVBORw0KGgo' + 'A' * 3_900_001}, raw=True)"] * 40),
        {PASSED},
    ),
    "colours in all that is printed": (with_code("print('\\x1b[31;1;4m' * 20_000)"), {PASSED}),
    "an error of a hundred megabytes": (
        with_answer("def double(x):\n    raise ValueError('x' * 100_000_000)"),
        {("error", "passed", "passed")},
    ),
    "a class whose name has ten megabytes": (
        with_answer("def double(x):\n    raise type('E' * 10_000_000, (Exception,), {})"),
        {("error", "passed", "passed")},
    ),
    "forty thousand stubs": (with_cells([new_code_cell(stub())] * 40_000), {("unreadable",) * 3}),
    "as many stubs as there may be": (with_cells([new_code_cell(stub())] * 1_900), {PASSED, ("unreadable",) * 3}),
    "a huge whole number in the metadata": (with_metadata("9" * 4_000), {PASSED}),
    "a number of a million digits": (with_metadata("9" * 1_000_000), {("unreadable",) * 3}),
    "metadata a thousand deep": (with_metadata('{"a":' * 1_000 + "1" + "}" * 1_000), {PASSED, ("unreadable",) * 3}),
    "metadata with three hundred thousand keys": (
        with_metadata("{" + ",".join(f'"{n}": 1' for n in range(300_000)) + "}"),
        {PASSED},
    ),
    "one key again and again": (with_metadata("{" + ",".join(['"a": [1]'] * 100_000) + "}"), {PASSED}),
    "a picture of eight megabytes in the text": (
        with_cells([new_markdown_cell("![](attachment:a.png)", attachments={"a.png": {"image/png": "A" * 8_000_000}})]),
        {PASSED},
    ),
    "a chain of a hundred thousand additions": (with_answer("def double(x):\n    return x" + "+x" * 100_000), None),
    "a chain of comparisons": (with_answer("def double(x):\n    return x" + "<x" * 50_000), None),
    "a chain of calls": (with_answer("def double(x):\n    return x" + ".a()" * 50_000), None),
    "nested lists": (with_answer("def double(x):\n    return " + "[" * 90_000 + "]" * 90_000), None),
    "lambdas in lambdas": (with_answer("double = " + "lambda x: " * 5_000 + "x"), None),
    "a hundred thousand lines of else": (
        with_answer("def double(x):\n    if x: pass\n" + "    elif x: pass\n" * 60_000),
        None,
    ),
    "quotes that never end": (with_answer("def double(x):\n    return 2 * x\n# " + "'\\" * 400_000), None),
    "half a megabyte of magics": (with_code("%time 1\n" * 60_000), None),
    "a code cell of a million characters": (with_code("x = 1\n" * 160_000), {PASSED, ("unreadable",) * 3}),
    "ten million characters of comments": (with_code(*["# x + y = z\n" * 80_000] * 10), {PASSED}),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The class with all of them: (its results, the statuses by student, how long it took)."""
    submitted = tmp_path_factory.mktemp("submitted")
    for student in HONEST:
        hand_in(submitted, student, submission(**RIGHT))
    for name, (notebook, _) in COSTLY.items():
        hand_in(submitted, name, notebook)
    results = Results(tmp_path_factory.mktemp("results") / "new")
    limits = Limits(cell_seconds=60, memory_bytes=700 * 2**20)
    before = psutil.Process().memory_info().rss
    with ProcessRunner() as runner:
        found = grade_class(ClassRun(find_submissions(submitted, [NAME]), {NAME: lesson()}, results, runner, limits, 2))
    memory = psutil.Process().memory_info().rss - before
    rows = {(row["student"], row["exercise"]): row["status"] for row in found.rows}
    exercises = [exercise.name for exercise in lesson().exercises]
    return results, {name: tuple(rows[name, one] for one in exercises) for name in (*HONEST, *COSTLY)}, memory


@pytest.mark.parametrize("name", COSTLY)
def test_a_costly_notebook_is_a_verdict_of_its_own(graded, name):
    results, statuses, _ = graded
    expected = COSTLY[name][1]

    entry = next(entry for entry in results.read_log() if entry["student"] == name)
    assert statuses[name] in expected if expected else "internal" not in statuses[name], entry
    assert entry["fault"] is None
    page = results.feedback(name, NAME).read_text(encoding="utf-8")
    assert len(page) <= LARGEST_PAGE
    nbformat.read(results.autograded(name, NAME), as_version=4)


def test_those_beside_them_keep_their_points(graded):
    _, statuses, _ = graded

    assert {statuses[student] for student in HONEST} == {PASSED}


def test_the_command_itself_takes_little_memory(graded):
    _, _, memory = graded

    assert memory < 500 * 2**20


def test_the_report_compares_what_can_be_compared(graded):
    results, _, _ = graded

    begun = time.process_time()
    report_pages(results, results.read_rows(), results.read_log(), [lesson()])

    assert time.process_time() - begun < 20


def test_a_page_that_cannot_be_made_has_the_results_and_says_so(graded):
    results, _, _ = graded

    page = results.feedback("ten million characters of comments", NAME).read_text(encoding="utf-8")

    assert "<strong>4.5</strong> of 4.5 points" in page
    assert "to show them was given up, as " in page
    assert len(page) < 1_000_000


@pytest.mark.parametrize(
    ("function", "arguments", "over"),
    [
        (bytearray, (2**33,), "memory"),
        (sum, (range(10**12),), "takes more than 1 s"),
        (os.kill, (0, 0), ""),
        (os.abort, (), "SIGABRT"),
        (os._exit, (7,), "status 7"),
        (bytes, (2**28,), "larger than 256 MB"),
    ],
)
def test_work_without_bounds_ends_in_a_sentence(function, arguments, over):
    work = Work(function, arguments, seconds=1)

    if not over:
        assert DESK.do(work) is None
        return
    with pytest.raises(OverBoundsError, match=over):
        DESK.do(work)


def test_a_fault_of_ours_is_told_with_its_traceback():
    with pytest.raises(DeskError, match="ZeroDivisionError"):
        bounded(divmod, 1, 0)


def test_those_that_share_a_process_with_one_without_bounds_are_done():
    found = dict(bounded_each(bytearray, [3, 2**34, 4]))

    assert found == {3: bytearray(3), 4: bytearray(4)}


def test_work_goes_on_when_the_warm_process_is_killed():
    bounded(abs, -1)
    for child in psutil.Process().children():
        if "grading.desk" in " ".join(child.cmdline()):
            child.send_signal(signal.SIGKILL)

    assert bounded(abs, -2) == 2


def test_a_class_is_found_wherever_the_command_stands(tmp_path, monkeypatch):
    bounded(abs, -1)  # the process is there, and stands elsewhere
    hand_in(tmp_path / "submitted", "ada", submission(**RIGHT))
    monkeypatch.chdir(tmp_path)

    with ProcessRunner() as runner:
        found = grade_class(
            ClassRun(
                find_submissions(Path("submitted"), [NAME]),
                {NAME: lesson()},
                Results(Path("results")),
                runner,
                Limits(),
                1,
            )
        )

    assert {row["status"] for row in found.rows} == {"passed"}
