"""What comes out of a student's process, or stands in a student's notebook, made safe for pages and files."""

import json
import re

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from page_attacks import ATTACHMENTS, AWAY, DISPLAYED, WRITTEN

from course_lib.figures.relu_networks import Approximator
from course_lib.instructor.grading.marking.gate import MOST_OUTPUTS, checked, checked_outputs
from course_lib.instructor.grading.marking.safe_html import is_own_figure, safe_html
from course_lib.instructor.grading.marking.safe_markdown import make_safe, safe_markdown
from course_lib.instructor.sandbox.runner import CellError, CellOutcome
from course_lib.parts import Measure

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8BQDwAEgAF/pooBPQAAAABJRU5ErkJggg=="
FIGURE = Approximator().to_html()
ANYTHING_GOES = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
KINDS = st.sampled_from(
    ["text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg", "image/svg+xml",
     "application/json", "application/javascript", "application/vnd.jupyter.widget-view+json", "x"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "kept"),
    [
        (Measure("errors\n\x1b[31m", 1.5, "smallest"), ("errors", 1.5, "smallest")),
        (Measure("errors", float("nan"), "smallest"), None),
        (Measure("errors", float("inf"), "largest"), None),
        (Measure("errors", "<b>1</b>", "largest"), None),
        (Measure("errors", 1.0, "<script>"), None),
    ],
)
def test_a_measure_is_a_finite_number_on_one_line_or_none(measure, kept):
    found = checked(CellOutcome("ok", measure=measure)).measure

    if kept is None:
        assert found is None
    else:
        assert found.what.startswith(kept[0])
        assert found.what.isprintable()
        assert (found.value, found.best) == kept[1:]


def shown(data, metadata=None):
    output = nbformat.v4.new_output("display_data", data=data, metadata=metadata or {})
    return checked_outputs([output])[0]


@pytest.mark.parametrize("name", DISPLAYED)
def test_an_output_brings_nothing_that_runs_or_asks(name):
    output = shown(DISPLAYED[name])

    html = output.data.get("text/html", "")
    assert set(output.data) <= {"text/plain", "text/html", "image/png", "image/jpeg", "image/gif"}
    assert not re.search(
        r"<(script|iframe|style|meta|form|svg|embed|base|button|math)|\son\w+=|javascript:|url\(", html, re.I
    )
    assert AWAY not in html
    assert not re.search("onerror|<", output.data.get("image/png", "") + output.data.get("image/gif", ""))
    assert "isolated" not in json.dumps(output.metadata)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_text_cell_is_stored_without_anything_that_runs_or_asks(name):
    source = safe_markdown(WRITTEN[name])

    assert not re.search(r"<[a-zA-Z/!?]|\]\((javascript|&|<)|\]:\s*javascript|!\[|\\href", source), source


def test_markdown_that_means_no_harm_stays():
    for source in (
        "**a** `b` [c](https://example.org) $x < y$ and | t |",
        "- [x] done",
        "see [1](#results)",
        "x[0] = 1",
    ):
        assert safe_markdown(source) == source


def test_attached_pictures_stay_and_other_attachments_go():
    cell = nbformat.v4.new_markdown_cell("![here](attachment:ok.png) ![](attachment:a.svg) ![](attachment:c.png)")
    cell.attachments = {**ATTACHMENTS, "ok.png": {"image/png": PNG, "text/html": "x"}}
    notebook = nbformat.v4.new_notebook(cells=[cell, nbformat.v4.new_raw_cell("<script>x</script>")])

    make_safe(notebook, [])

    assert cell.attachments == {"ok.png": {"image/png": PNG}}
    assert "![here](attachment:ok.png)" in cell.source
    assert "! [](attachment:a.svg) ! [](attachment:c.png)" in cell.source
    assert notebook.cells[1].metadata.raw_mimetype == "text/plain"


def test_what_tables_and_text_need_stays():
    table = '<table border="1"><tbody><tr><th>a</th><td style="color:red">1</td></tr></tbody></table>'
    assert shown({"text/html": table}).data["text/html"] == table
    assert shown({"image/png": PNG}, {"image/png": {"width": 3, "alt": "a dot"}}).metadata == {
        "image/png": {"width": 3, "alt": "a dot"}
    }
    assert shown({"text/markdown": "**a**", "text/plain": "<Markdown object>"}).data == {"text/plain": "**a**"}


def test_a_figure_of_ours_stays_as_it_is_and_no_other_frame():
    assert shown({"text/html": FIGURE, "text/plain": "x"}).data["text/html"] == FIGURE
    forged = [
        FIGURE.replace("allow-scripts", "allow-scripts allow-same-origin"),
        FIGURE.replace("const source =", "alert(1); const source ="),
        FIGURE.replace("addEventListener", "addeventListener"),
        FIGURE + "<script>alert(1)</script>",
        FIGURE.replace('class="course-figure"', 'class="course-figure" onload="alert(1)"'),
        FIGURE.replace("const state = {", "const state = {&quot;a&quot;: alert(1), "),
        FIGURE.replace('title="', 'title="x" onload="alert(1)'),
    ]
    for text in forged:
        assert text != FIGURE
        assert not is_own_figure(text)
        assert not re.search(r"<(script|iframe)", shown({"text/html": text}).data.get("text/html", ""))


def test_what_cannot_be_read_in_a_moment_is_not_parsed():
    for text in ("<div>" * 30_000, "<b><p>" * 30_000, "<table><td>" * 30_000, "a" * 300_000, "<x></x>" * 20_000):
        assert "text/html" not in shown({"text/html": text, "text/plain": "x"}).data
        assert str(safe_html(text)).startswith("<pre>")


@ANYTHING_GOES
@given(st.lists(st.tuples(st.dictionaries(KINDS, ANYTHING), st.dictionaries(KINDS, ANYTHING)), max_size=3))
@pytest.mark.slow
def test_any_output_becomes_a_valid_notebook(bundles):
    outputs = [nbformat.from_dict({"output_type": "display_data", "data": d, "metadata": m}) for d, m in bundles]
    cell = nbformat.v4.new_code_cell("x", outputs=checked_outputs(outputs))

    notebook = nbformat.v4.new_notebook(cells=[cell])

    nbformat.validate(notebook)
    assert nbformat.reads(nbformat.writes(notebook).encode().decode(), as_version=4) == notebook


@ANYTHING_GOES
@given(st.text(st.characters(codec=None)), st.text(st.characters(codec=None)))
def test_any_error_can_be_told(name, text):
    outcome = checked(CellOutcome("error", error=CellError(name, text, (text,) * 500)))

    told = (outcome.error.ename + outcome.error.evalue + "".join(outcome.error.traceback)).encode().decode()
    assert not re.search("[\0\r\x07\x9b\u2028\u202e\x7f]", told)
    assert "\n" not in outcome.error.ename
    assert len(outcome.error.traceback) < 200


def test_the_number_of_outputs_is_bounded():
    many = [nbformat.v4.new_output("display_data", data={"text/plain": "x"}) for _ in range(MOST_OUTPUTS + 50)]

    assert len(checked_outputs(many)) == MOST_OUTPUTS + 1
