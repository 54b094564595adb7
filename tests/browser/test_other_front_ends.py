"""A lesson where neither JupyterLab nor Notebook 7 shows it, as in VS Code, on Colab or in a terminal.

A front end chooses, of the forms in which something is shown, the richest that it knows. So what it can show is decided
by what stands in each form alone: HTML whose scripts may run, HTML whose scripts may not, and plain words.
"""

from pathlib import Path

import nbformat
import pytest
from lab_session import Watched
from nbclient import NotebookClient
from students_work import so_far

from course_lib.figures.relu_networks import Zones
from course_lib.instructor.source.course import find_course
from course_lib.instructor.source.reference import reference

LESSON = "02_relu_networks"
SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
CELLS = {
    "panel": None,
    "figure": "from course_lib.figures.relu_networks import Zones\n\nZones()",
    "unwritten": 'check("relu")',
    "wrong": 'def relu(u):\n    return np.minimum(u, 0)\n\ncheck("relu")',
    "again": 'check("relu")',
    "slip": 'def relu(u):\n    return u + np.ones(9)\n\ncheck("relu")',
    "right": 'def relu(u):\n    return np.maximum(u, 0)\n\ncheck("relu")',
    "compared": "compare()",
}
SAID = {  # in every form
    "panel": [so_far(2, 1), "Go on with Exercise 2.2: layer"],  # it has followed
    "figure": [Zones().alt],
    "unwritten": ["✗ relu: not passed yet", "relu: not written yet"],
    "wrong": ["✗ relu: not passed yet", "relu(u)[0] is -2.0, expected 0.0.", "Hint (negative-part)"],
    "again": ["✗ relu: not passed yet", "What happens to an entry depends on that entry alone."],
    "slip": ["✗ relu: not passed yet", "Hint (shapes)"],
    "right": ["✓ relu: passed, 2 points.", "Next: Exercise 2.2: layer", 'compare("relu")'],
    "compared": ["relu: yours and the library's", "return np.maximum(u, 0)", "course_lib/activations.py"],
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What each cell shows, as the forms of each thing shown, in a student's notebook."""
    folder = tmp_path_factory.mktemp("work")
    course = find_course()
    released = course.notebooks / LESSON / f"{LESSON}.ipynb"
    (folder / released.name).write_bytes(released.read_bytes())
    known = reference(course.lesson(LESSON))
    stub = known.released_source("relu")
    sources = CELLS | {"panel": known.released_source("setup"), "unwritten": f"{stub}\n\n{CELLS['unwritten']}"}
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources.values()])
    options = {"allow_errors": True, "store_widget_state": False, "extra_arguments": ["--IPKernelApp.log_level=ERROR"]}
    NotebookClient(book, resources={"metadata": {"path": str(folder)}}, **options).execute()
    forms = [[output.data for output in cell.outputs if "data" in output] for cell in book.cells]
    return dict(zip(sources, forms, strict=True))


@pytest.mark.parametrize("cell", CELLS)
def test_everything_is_said_in_plain_words(shown, cell):
    text = "\n".join(bundle["text/plain"] for bundle in shown[cell])

    assert [words for words in SAID[cell] if words not in text] == []
    assert "<" not in text.replace("<=", "").replace("<class", ""), "markup in plain words"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("cell", CELLS)
def test_everything_is_said_in_html_where_no_widget_is_known(chromium, shown, cell, scripts):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    forms = [bundle.get("text/html") or f"<pre>{bundle['text/plain']}</pre>" for bundle in shown[cell]]
    watched = Watched(chromium, width=700, height=900, java_script_enabled=scripts)
    page = watched.page
    page.set_content(f"<!doctype html><body>{''.join(forms)}")

    if cell == "figure" and scripts:
        content = page.locator("iframe").content_frame
        content.get_by_role("group", name=Zones().alt).wait_for()
        assert page.locator(".course-figure-words").is_hidden()  # the figure is there in its place
    else:
        text = page.locator("body").inner_text()
        assert [words for words in SAID[cell] if words not in text] == []
    page.screenshot(path=SCREENSHOTS / f"elsewhere_{cell}_{'with' if scripts else 'without'}_scripts.png")
    page.context.close()
    assert watched.faults == []


def test_cards_and_the_panel_need_no_script_and_a_figure_offers_all_three_forms(shown):
    for cell, bundles in shown.items():
        for bundle in bundles:
            if cell == "figure":
                assert {WIDGET_VIEW, "text/html", "text/plain"} <= set(bundle)
            else:
                assert WIDGET_VIEW not in bundle
                assert "<script" not in bundle.get("text/html", "")
