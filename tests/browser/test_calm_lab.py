"""JupyterLab as `make lab` opens it: calm for students, whole for instructors.

Pictures are left in build/screenshots/ for whoever wants to look.
"""

import json
from pathlib import Path

import pytest
from lab_session import CourseLab, Notebook
from students_work import POINTS

from course_lib.instructor.source.course import find_course
from course_lib.lab.start_page import write_start_page

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
LESSON = "02_relu_networks/02_relu_networks.ipynb"
DRAWN = "() => jupyterapp.shell.currentWidget.content.widgets?.every((cell) => !cell.isPlaceholder()) ?? false"
OF_GRADING = ("Formgrader", "Assignment List", "Course List", "Create Assignment", "Validate")


def opened(lab):
    """What `make lab` shows when nobody has done anything: the page at the server's own first address."""
    lab.page.goto(f"http://127.0.0.1:{lab.port}/?token=tok")
    lab.page.wait_for_function("window.jupyterapp?.shell && window.jupyterapp.started.then(() => true)")
    lab.page.get_by_role("heading", name="Deep learning, from the first neuron to the transformer").first.wait_for()
    return lab.page


@pytest.fixture(scope="module")
def calm(chromium, tmp_path_factory):
    """A student's JupyterLab."""
    with CourseLab(chromium, ROOT, tmp_path_factory.mktemp("calm"), for_students=True) as lab:
        yield lab
        assert lab.watched.faults == []


@pytest.fixture(scope="module")
def lesson(calm):
    """A lesson in it beside the start page."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page = opened(calm)
    page.get_by_text("Minutes and difficulty of each exercise").nth(1).click()
    page.get_by_text("Exercise 2.2: layer (5 min, difficulty 1 of 3)").last.wait_for()
    page.screenshot(path=SCREENSHOTS / "calm_start.png")
    notebook = Notebook(page, Path(LESSON))
    page.wait_for_timeout(1000)
    page.screenshot(path=SCREENSHOTS / "calm_lesson.png")
    return notebook


@pytest.fixture(scope="module")
def whole(chromium, tmp_path_factory):
    """An instructor's JupyterLab."""
    with CourseLab(chromium, ROOT, tmp_path_factory.mktemp("whole"), for_students=False) as lab:
        lab.watched.forgiven = ("https://jupyterlab.github.io/",)  # the news
        yield lab


def commands(page, *beginnings):
    """The commands of JupyterLab that begin so."""
    return [name for name in page.evaluate("() => jupyterapp.commands.listCommands()") if name.startswith(beginnings)]


def listed(page, folder):
    """What the file browser lists in a folder."""
    page.evaluate("(path) => jupyterapp.commands.execute('filebrowser:go-to-path', { path })", folder)
    page.locator("#filebrowser .jp-DirListing-item").first.wait_for()
    page.wait_for_timeout(500)  # the list is drawn after it has been read
    return page.locator("#filebrowser .jp-DirListing-itemName").all_inner_texts()


def test_a_student_sees_no_tool_of_grading_no_debugger_and_no_news(calm, lesson):
    assert commands(calm.page, "nbgrader", "debugger", "jupytext") == []
    assert calm.page.locator("#jp-MainMenu").get_by_text("Nbgrader").count() == 0
    for name in OF_GRADING:
        assert calm.page.get_by_text(name, exact=True).count() == 0, name
    assert calm.page.get_by_title("Enable Debugger").count() == 0
    assert calm.page.locator(".Toastify__toast").count() == 0


def test_the_table_of_contents_stands_open_beside_a_lesson(calm, lesson):
    calm.page.locator(".jp-TableOfContents-content").get_by_text("Exercise 2.1: relu").wait_for()

    assert calm.page.locator("#filebrowser").is_hidden()
    assert lesson.panel.bounding_box()["width"] > 800


def test_the_file_browser_lists_notebooks_and_what_they_need(calm):
    folder = calm.work / "notebooks" / "01_binary_classification"
    for name in ("progress.json", "ages.csv"):
        (folder / name).write_text("{}")
    (folder / "__pycache__").mkdir()
    page = calm.page

    assert set(listed(page, "/")) == set(find_course(ROOT).lessons()) | {"start.md"}
    assert set(listed(page, "/01_binary_classification")) == {"01_binary_classification.ipynb", "ages.csv"}


def test_the_start_page_has_a_picture_a_bar_and_links_that_lead_to_the_exercise(calm):
    folder = calm.work / "notebooks"
    lessons = sorted(path.stem for path in folder.glob("*/*.ipynb"))
    kept = folder / "02_relu_networks" / "progress.json"
    kept.write_text(json.dumps({"lesson": "02_relu_networks", "passed": {"relu": "2026-11-29 20:15"}}))
    write_start_page(folder)
    page = opened(calm)
    page.evaluate("() => jupyterapp.commands.execute('docmanager:reload')")
    page.get_by_text("Go on with").first.wait_for()
    start = page.locator(".jp-MarkdownViewer")

    assert start.locator("table").count() == 0
    assert start.locator("img").evaluate_all("(all) => all.map((one) => one.naturalWidth > 100)") == [True] * len(
        lessons
    )
    bars = start.locator("progress").evaluate_all("(all) => all.map((one) => [one.value, one.max])")
    assert len(bars) == len(lessons)
    assert bars[1] == [2, float(POINTS)]
    page.screenshot(path=SCREENSHOTS / "start_after_one.png")

    start.get_by_role("link", name="Exercise 2.2: layer (5 min, difficulty 1 of 3)").first.click()
    panel = page.locator(".jp-NotebookPanel:visible")
    page.wait_for_function(DRAWN)
    page.wait_for_timeout(1500)  # the link is followed until nothing has moved for a second
    top = panel.bounding_box()["y"]

    assert top <= panel.get_by_role("heading", name="Exercise 2.2: layer").bounding_box()["y"] < top + 150
    kept.unlink()


def test_a_reader_who_scrolls_is_not_called_back_to_where_a_link_led(calm):
    page = opened(calm)
    page.evaluate(
        "() => void jupyterapp.commands.execute('rendermime:handle-local-link',"
        " { path: '03_gradient_descent/03_gradient_descent.ipynb', id: '#Summary' })"
    )
    panel = page.locator(".jp-NotebookPanel:visible")
    panel.get_by_role("heading", name="Lesson 3").wait_for()
    panel.hover()
    page.mouse.wheel(0, 200)
    page.wait_for_function(DRAWN)
    page.wait_for_timeout(1500)

    assert panel.locator(".jp-WindowedPanel-outer").evaluate("(outer) => outer.scrollTop") < 1000


def test_what_a_student_has_closed_stays_closed(calm):
    calm.page.evaluate("() => jupyterapp.shell.collapseLeft()")
    calm.page.wait_for_timeout(2000)  # the layout is written a second after it has changed

    opened(calm)

    assert calm.page.evaluate("() => jupyterapp.shell.leftCollapsed")


def test_an_instructor_has_the_whole_checkout_and_all_tools(whole):
    page = opened(whole)
    notebook = Notebook(page, Path("notebooks", LESSON))
    page.screenshot(path=SCREENSHOTS / "whole_lesson.png")

    assert commands(page, "nbgrader")
    assert commands(page, "debugger")
    assert page.locator("#jp-MainMenu").get_by_text("Nbgrader").count() == 1
    assert notebook.panel.get_by_text("Validate", exact=True).count() == 1
    assert set(listed(page, "/")) == {"notebooks", "solutions"}
