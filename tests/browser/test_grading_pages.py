"""What a student wrote or showed, as the instructor and the student meet it: nothing of it runs, nothing of it asks."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from grading_examples import COURSE, NAME, RIGHT, hand_in, submission
from lab_session import TOKEN, Lab, Watched
from page_attacks import ATTACHMENTS, DISPLAYED, PRINTED, WRITTEN, displaying

from course_lib.instructor.grading.intake.names import result_name
from course_lib.instructor.grading.records.results import Results

WRITTEN_AS = "<img src=x onerror=window.top.ran=1>"
STUDENT = result_name(WRITTEN_AS)
FIGURE = "from course_lib.figures.relu_networks import Approximator\nApproximator()"
PRINTS = "print('seen: <b>bold</b> & <script>')"
SETTLE = 1_500  # milliseconds in which what is going to run has run


def attack():
    """A notebook that tries all of it, with right answers and a figure of ours."""
    notebook = submission(**RIGHT)
    shown = [displaying(bundle) for bundle in DISPLAYED.values()]
    for number, source in enumerate([*shown, FIGURE, PRINTS, PRINTED]):
        notebook.cells.append(nbformat.v4.new_code_cell(source, id=f"shown-{number}"))
    for number, source in enumerate(WRITTEN.values()):
        notebook.cells.append(nbformat.v4.new_markdown_cell(source, id=f"written-{number}"))
    attached = nbformat.v4.new_markdown_cell(" ".join(f"![](attachment:{name})" for name in ATTACHMENTS), id="attached")
    attached.attachments = ATTACHMENTS
    notebook.cells.append(attached)
    notebook.cells.append(nbformat.v4.new_raw_cell("<script>window.top.ran=1</script>", id="raw"))
    notebook.metadata.title = notebook.metadata.name = "</title><script>window.top.ran=1</script>"
    notebook.metadata.widgets = {
        "application/vnd.jupyter.widget-state+json": {"x": "</script><script>window.top.ran=1"}
    }
    for cell in notebook.cells:
        cell.metadata.tags = ['"><script>window.top.ran=1</script>']
    return notebook


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """The results of `course grade` over the attack, and a neighbour."""
    folder = tmp_path_factory.mktemp("class")
    shutil.copytree(COURSE, folder / "course")
    (folder / "course" / "course_lib").mkdir()
    hand_in(folder / "submitted", WRITTEN_AS, attack())
    hand_in(folder / "submitted", "honest", submission(**RIGHT))
    command = [Path(sys.executable).with_name("course"), "grade", "../submitted", "-o", "../results"]
    subprocess.run(command, cwd=folder / "course", check=True, capture_output=True)
    return Results(folder / "results")


@pytest.fixture
def reader(chromium):
    """Somebody who reads pages; requests beyond this machine, exceptions and complaints are in `faults`."""
    watched = Watched(chromium, width=1000, height=900)
    yield watched
    watched.page.context.close()


def ran(page):
    """What ran in this page, after everything was clicked that a student may have made clickable."""
    page.wait_for_timeout(SETTLE)
    for link in page.locator(".attack, a[href^=javascript], a[href^=data], [formaction]").all():
        link.click(force=True, no_wait_after=True)
    page.wait_for_timeout(SETTLE)
    return page.evaluate("window.ran ?? null")


def test_the_attack_works_where_nothing_is_sanitised(reader, tmp_path):
    """So that the other tests would see it."""
    (tmp_path / "page.html").write_text(DISPLAYED["script"]["text/html"] + DISPLAYED["onerror"]["text/html"])
    reader.page.goto((tmp_path / "page.html").as_uri())

    assert ran(reader.page) == ["script", "onerror"]


def test_nothing_runs_in_a_feedback_page_and_its_figure_moves(reader, results):
    path = results.feedback(STUDENT, NAME)
    reader.page.goto(path.as_uri())

    assert ran(reader.page) is None
    assert reader.page.url == path.as_uri()
    assert reader.page.title() == NAME
    assert reader.faults == []
    assert "seen: <b>bold</b> & <script>" in reader.page.inner_text("body")
    frame = reader.page.locator("iframe.course-figure")
    assert frame.count() == 1
    frame.scroll_into_view_if_needed()
    reader.page.frame_locator("iframe.course-figure").locator("svg").first.wait_for()


def test_the_policy_of_a_page_stops_a_script_that_got_through(reader, results, tmp_path):
    page = results.feedback(STUDENT, NAME).read_text(encoding="utf-8")
    evil = "".join(bundle.get("text/html", "") for bundle in list(DISPLAYED.values())[:4])
    (tmp_path / "page.html").write_text(page.replace("</body>", f"{evil}</body>"), encoding="utf-8")
    reader.page.goto((tmp_path / "page.html").as_uri())

    assert ran(reader.page) is None
    assert any("Content Security Policy" in fault for fault in reader.faults)


@pytest.fixture(scope="module")
def form_grader(results, chromium, tmp_path_factory):
    """The address of a JupyterLab that was started in the results folder."""
    lab = Lab(chromium, results.folder, tmp_path_factory.mktemp("form-grader"))
    try:
        yield lab.start(results.folder.resolve())
    finally:
        lab.stop()


@pytest.fixture(scope="module")
def older_results(results, tmp_path_factory):
    """The same in a folder whose nbgrader_config.py sanitises nothing, as one of an older course."""
    folder = tmp_path_factory.mktemp("older") / "results"
    shutil.copytree(results.folder, folder)
    lines = (folder / "nbgrader_config.py").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.startswith(("c = ", "c.CourseDirectory"))]
    (folder / "nbgrader_config.py").write_text("\n".join(kept), encoding="utf-8")
    return Results(folder)


@pytest.fixture(scope="module")
def older_form_grader(older_results, chromium, tmp_path_factory):
    """The address of a JupyterLab that was started there."""
    lab = Lab(chromium, older_results.folder, tmp_path_factory.mktemp("older-form-grader"))
    try:
        yield lab.start(older_results.folder.resolve())
    finally:
        lab.stop()


def _submission_page(results, reader, address, student):
    from nbgrader.api import Gradebook

    with Gradebook(results.db_url) as gradebook:
        found = gradebook.find_submission_notebook(NAME, NAME, student)
        reader.page.goto(f"{address}/formgrader/submissions/{found.id}/?token={TOKEN}")


def test_nothing_runs_in_the_form_grader(reader, results, form_grader):
    reader.forgiven = ["https://"]  # nbgrader's own page asks for MathJax and require.js
    _submission_page(results, reader, form_grader, STUDENT)

    assert ran(reader.page) is None
    assert "seen: <b>bold</b> & <script>" in reader.page.inner_text("body")
    assert reader.page.locator("iframe.course-figure").count() == 1


def test_nothing_of_a_students_runs_in_a_form_grader_that_sanitises_nothing(reader, older_results, older_form_grader):
    reader.forgiven = ["https://"]
    _submission_page(older_results, reader, older_form_grader, STUDENT)

    assert ran(reader.page) is None
    assert "seen: <b>bold</b> & <script>" in reader.page.inner_text("body")
