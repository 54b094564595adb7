"""A release in Notebook 7: figures move, cards and the panel are shown. Pictures are left in build/screenshots/."""

from pathlib import Path

import pytest
from exported import readout
from lab_session import NotebookSeven
from students_work import so_far

from course_lib.figures.relu_networks import Zones

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
LESSON = "notebooks/02_relu_networks/02_relu_networks.ipynb"


@pytest.fixture(scope="module")
def notebook(chromium, tmp_path_factory):
    """Lesson 02, with the cells down to its first exercise and its first figure run."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with NotebookSeven(chromium, ROOT, tmp_path_factory.mktemp("seven")) as seven:
        notebook = seven.open(LESSON)
        before = len(seven.watched.faults)  # what Notebook 7 says of its own settings, before any cell has run
        figure = next(n for n, cell in enumerate(notebook.cells()) if "Zones(" in cell["source"])
        notebook.run("setup", figure)
        yield notebook
        assert seven.watched.faults[before:] == []


def test_the_panel_says_where_one_is(notebook):
    shown = notebook.show("setup")
    shown.screenshot(path=SCREENSHOTS / "notebook_7_panel.png")

    assert so_far(0, 0) in shown.inner_text()
    assert "Go on with Exercise 2.1: relu (3 min, difficulty 1 of 3)" in shown.inner_text()


def test_a_figure_moves(notebook):
    figure = notebook.figure(Zones().alt)
    before = readout(figure)
    figure.get_by_role("slider").focus()

    for key in ("ArrowUp", "ArrowRight", "ArrowUp", "ArrowRight"):
        notebook.page.keyboard.press(key)
    figure.screenshot(path=SCREENSHOTS / "notebook_7_figure.png")

    assert readout(figure) != before


@pytest.mark.parametrize(
    ("kind", "answer", "said"),
    [
        ("wrong", "def relu(u):\n    return np.minimum(u, 0)", "relu: relu(u)[0] is -2.0, expected 0.0."),
        ("right", "def relu(u):\n    return np.maximum(u, 0)", "✓ relu: passed, 2 points."),
    ],
)
def test_a_check_shows_its_card(notebook, kind, answer, said):
    notebook.write("relu", answer)
    notebook.run("relu", "test_relu")
    card = notebook.show("test_relu")
    card.screenshot(path=SCREENSHOTS / f"notebook_7_{kind}.png")

    assert card.inner_text().count(said) == 1  # not again as an error below the card
