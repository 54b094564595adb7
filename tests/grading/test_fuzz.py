"""Any text, output, name and metadata through `course grade`, from the folder to the files and the terminal.

COURSE_FUZZ=500 draws so many submissions, others each time; without it the same few are graded.
"""

import csv
import json
import os
import re
from html.parser import HTMLParser

import nbformat
import pytest
from click.testing import CliRunner
from grading_examples import NAME, RIGHT, lesson, submission
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook
from odd_fields import FIELDS, ODD

from course_lib.instructor.grading.closing import report_command
from course_lib.instructor.grading.grade_command import grade_command
from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.records.results import COLUMNS, Results

pytestmark = pytest.mark.process

MORE = os.environ.get("COURSE_FUZZ")
COUNT = int(MORE or 40)
HONEST = ("000 honest", "zzz honest")
PASSED = ["passed"] * 3
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
EVIL = st.sampled_from(
    ["a\rb", "\x1b[2J\x1b]0;x\x07", "=HYPERLINK(1)", "\u202egnp", "\ud800", "\x00", "<script>alert(1)</script>", "\x85",
     "\\begin{a}" * 200, "[" * 300, "'" * 99 + "\n", "\x1b[31m" * 99, "a\n\n\n,\"b\"", "{{ 1 }}{% if %}",
     "&#0;&amp;", "\ufeff"]
)  # fmt: skip
TEXT = st.text(st.characters(codec=None), max_size=60) | EVIL
NAMES = st.binary(min_size=1, max_size=40) | EVIL.map(lambda text: text.encode("utf-8", "surrogatepass")[:60])
KINDS = st.sampled_from(
    ["text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/svg+xml", "application/json", "a/b"]
) | TEXT  # fmt: skip


def cells_around(*cells):
    """A right notebook with these cells among its own."""
    notebook = submission(**RIGHT)
    notebook.cells[1:1] = cells
    return notebook


def shown(text, kind, metadata):
    code = f"display({{{kind!a}: {text!a}}}, metadata={metadata!a}, raw=True)"
    return cells_around(new_code_cell(code.replace("nan", "0").replace("inf", "0")))


def printed(text):
    return cells_around(new_code_cell(f"import sys\nprint({text!a})\nprint({text!a}, file=sys.stderr)"))


def written(text):
    return cells_around(new_markdown_cell(text), new_code_cell("# " + text))


def raised(text, name):
    code = f"def double(x):\n    raise type({name!a}.replace('\\0', '') , (Exception,), {{}})({text!a})"
    return submission(**RIGHT | {"double": code})


def answered(text):
    return submission(**RIGHT | {"double": f"def double(x):\n    return {text!a}"})


def described(metadata, field):
    notebook = json.loads(json.dumps(submission(**RIGHT)))
    notebook["metadata"]["x"] = notebook["cells"][0]["metadata"]["x"] = metadata
    notebook["metadata"]["kernelspec"] = field
    return notebook


def of_odd_cells(fields):
    notebook = json.loads(json.dumps(submission(**RIGHT)))
    return notebook | {"cells": [*fields, *notebook["cells"]]}


def damaged(place, text):
    whole = json.dumps(submission(**RIGHT))
    return whole[: place % len(whole)] + text + whole[place % len(whole) :]


# What is handed in, and the statuses that it must get, if they are certain.
SUBMISSIONS = st.one_of(
    st.builds(shown, TEXT, KINDS, ODD).map(lambda notebook: (notebook, PASSED)),
    TEXT.map(lambda text: (printed(text), PASSED)),
    TEXT.map(lambda text: (written(text), PASSED)),
    st.builds(described, ODD, ODD).map(lambda notebook: (notebook, PASSED)),
    st.builds(raised, TEXT, TEXT).map(lambda notebook: (notebook, ["error", "passed", "passed"])),
    TEXT.map(lambda text: (answered(text), None)),
    st.lists(FIELDS | ODD, min_size=1, max_size=4).map(lambda fields: (of_odd_cells(fields), None)),
    st.builds(damaged, st.integers(0, 10**6), TEXT).map(lambda text: (text, None)),
)


def drawn(strategy, count):
    """So many examples of a strategy."""
    found = []

    @settings(max_examples=count, derandomize=not MORE, database=None, phases=[Phase.generate], deadline=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(strategy)
    def take(example):
        found.append(example)

    take()
    return found


def folder_of(number, name):
    """The folder of a student: any bytes that a disk takes, and a number that tells them apart."""
    return os.fsdecode(b"%03d " % number + name.replace(b"/", b"_").replace(b"\0", b"_"))


@pytest.fixture(scope="module")
def graded(numbers_course, tmp_path_factory):
    """A class of them, graded: (what the command said, its results, what each number handed in)."""
    submitted, output = tmp_path_factory.mktemp("submitted"), tmp_path_factory.mktemp("results") / "new"
    examples = drawn(st.tuples(NAMES, SUBMISSIONS), COUNT)
    handed_in = {folder_of(number, name): found for number, (name, found) in enumerate(examples, 1)}
    handed_in |= {student: (submission(**RIGHT), PASSED) for student in HONEST}
    for student, (notebook, _) in handed_in.items():
        path = submitted / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        text = notebook if isinstance(notebook, str) else json.dumps(notebook)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(numbers_course.root)
        told = CliRunner().invoke(grade_command, [str(submitted), "-o", str(output)])
        again = CliRunner().invoke(report_command, [str(output)])
    return told, again, Results(output), {student[:3]: found for student, found in handed_in.items()}


def statuses(results):
    """The statuses of each student, by the number that begins the name."""
    found = {}
    order = [exercise.name for exercise in lesson().exercises]
    for row in sorted(results.read_rows(), key=lambda row: order.index(row["exercise"])):
        found.setdefault(row["student"].lstrip("'")[:3], []).append(row["status"])
    return found


def test_the_command_ends_as_it_should(graded):
    told, again, _, _ = graded

    assert (told.exit_code, again.exit_code) == (0, 0), (told.output[-2000:], told.exception, again.output)


def test_everybody_has_the_rows_that_are_right(graded):
    _, _, results, handed_in = graded
    found = statuses(results)

    assert set(found) == set(handed_in)
    for number, (notebook, expected) in handed_in.items():
        assert set(found[number]) <= set(Status) - {Status.INTERNAL}, (found[number], notebook)
        assert expected is None or found[number] == expected, (number, found[number], notebook)
    assert not [entry["fault"] for entry in results.read_log() if entry["fault"]]


def test_no_control_character_reaches_the_terminal(graded):
    told, again, _, _ = graded

    for text in (told.stdout, again.stdout, re.sub("\rgrading:", "", told.stderr), again.stderr):
        assert not CONTROLS.search(text), ascii(text)


def test_every_table_can_be_read(graded):
    _, _, results, handed_in = graded

    for path in results.folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file, strict=True)
        assert all(len(row) == len(head) for row in rows), path
        told = [row for row in rows if row[0].strip() != "Points Possible"]  # Canvas has a line of its own for that
        assert len(told) in (len(handed_in), 3 * len(handed_in)), path
        for field in (field for row in rows for field in row):
            assert not CONTROLS.search(field), ascii(field)
            assert not field.startswith(("=", "+", "-", "@", "\t", "\r")), field
    assert set(results.read_rows()[0]) == set(COLUMNS)


class Page(HTMLParser):
    """What a browser would do something with."""

    def __init__(self, text):
        super().__init__()
        self.dangers, self.policies = [], 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.policies += ("http-equiv", "Content-Security-Policy") in attrs
        handlers = [name for name, _ in attrs if name.startswith("on")]
        self.dangers += handlers + ([tag] if tag in ("iframe", "object", "embed", "form", "base") else [])


def test_every_page_and_notebook_can_be_read(graded):
    _, _, results, handed_in = graded
    pages, notebooks = (
        list(results.folder.glob("feedback/*/*/*.html")),
        list(results.folder.glob("autograded/*/*/*.ipynb")),
    )

    assert len(pages) == len(notebooks) == len(handed_in)
    for path in pages:
        text = path.read_text(encoding="utf-8")
        page = Page(text)
        assert (page.dangers, page.policies) == ([], 1), path
        assert "alert(1)</script>" not in text.replace("&lt;", "<") or "<script>alert(1)" not in text
        assert "\0" not in text
    for path in notebooks:
        nbformat.validate(nbformat.read(path, as_version=4))
    assert not Page(results.report.read_text(encoding="utf-8")).dangers


def test_the_gradebook_says_the_same(graded):
    _, _, results, _ = graded
    points = {}
    for row in results.read_rows():
        points[row["student"]] = points.get(row["student"], 0) + float(row["points"])

    with Gradebook(results.db_url) as gradebook:
        found = {entry.student.id: entry.score for entry in gradebook.assignment_submissions(NAME)}

    assert found == points
