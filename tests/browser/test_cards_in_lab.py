"""A student's notebook in JupyterLab, from *Run All* on what was handed out to an answer that passes.

Pictures of the cards, in the light and in the dark, are left in build/screenshots/ for whoever wants to look.
"""

from pathlib import Path

import pytest
from students_work import EXERCISES, so_far

LESSON = "notebooks/02_relu_networks/02_relu_networks.ipynb"
SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
ANSWERS = {
    "wrong": "def relu(u):\n    return np.minimum(u, 0)",
    "the same again": None,
    "a slip": "def relu(u):\n    return u + np.ones(9)",
    "right": "def relu(u):\n    return np.maximum(u, 0)",
}


@pytest.fixture(scope="module")
def untouched(lab):
    """Lesson 02 after *Run All* on the release."""
    notebook = lab.open(LESSON)
    top = notebook.active_cell()
    notebook.run_all()  # answers as soon as one cell has raised; the others run on
    notebook.page.wait_for_function(
        """() => {
            const code = jupyterapp.shell.currentWidget.content.widgets.filter((cell) => cell.model.type === "code");
            return code.at(-1).model.executionCount > 0;
        }""",
        timeout=120_000,
    )
    return notebook, top


def picture(notebook, name, cell="test_relu"):
    """Take what a cell shows, such as the card of `relu`, in both themes; its text."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for theme, title in reversed(THEMES.items()):
        notebook.page.evaluate("(theme) => jupyterapp.commands.execute('apputils:change-theme', { theme })", title)
        notebook.page.wait_for_function(
            "(light) => document.body.dataset.jpThemeLight === light", arg=str(theme == "light").lower()
        )
        shown = notebook.show(cell)
        shown.screenshot(path=SCREENSHOTS / f"{name.replace(' ', '_')}_{theme}.png")
    return "\n".join(line for line in shown.inner_text().splitlines() if line.strip())


def test_run_all_reaches_the_end_and_draws_every_figure(untouched):
    notebook, _ = untouched
    checks = {number for number, cell in enumerate(notebook.cells()) if cell["source"].startswith("check(")}
    code = [number for number, cell in enumerate(notebook.cells()) if cell["type"] == "code"]

    assert {number for number, _, _ in notebook.errors()} == checks
    assert len(checks) == len(EXERCISES)
    assert notebook.outputs(code[-1])
    assert len(notebook.figures()) >= 2


def test_the_notebook_opens_at_the_top_and_its_setup_is_folded(untouched):
    notebook, top = untouched
    setup = notebook.number("setup")

    assert top == 0
    assert notebook.page.evaluate("(n) => jupyterapp.shell.currentWidget.content.widgets[n].inputHidden", setup)


def test_the_cards_of_an_answer_that_is_wrong_wrong_again_and_right(untouched):
    notebook, _ = untouched
    told = {}
    for name, source in ANSWERS.items():
        if source:
            notebook.write("relu", source)
        notebook.run("relu", "test_relu")
        told[name] = picture(notebook, name)

    assert told["wrong"].splitlines()[:2] == ["✗ relu: not passed yet", "relu: relu(u)[0] is -2.0, expected 0.0."]
    assert "one more step (1)" not in told["wrong"]
    assert "one more step (1): a nudge" in told["the same again"]
    assert "line 2 ends in a ValueError: return u + np.ones(9)" in told["a slip"]
    assert "What Python says" in told["a slip"]
    assert "operands could not be broadcast" not in told["a slip"]  # folded
    assert told["right"].splitlines()[0] == "✓ relu: passed, 2 points."
    assert not any(text.count("expected 0.0") > 1 for text in told.values())  # the error below the card is not shown


def test_the_card_of_a_right_answer_leads_to_the_next_exercise(untouched):
    notebook, _ = untouched
    notebook.write("relu", ANSWERS["right"])
    notebook.run("relu", "test_relu")

    notebook.show("test_relu").get_by_role("link", name="Exercise 2.2: layer (5 min, difficulty 1 of 3)").click()

    heading = notebook.panel.get_by_role("heading", name="Exercise 2.2: layer (5 min, difficulty 1 of 3)")
    heading.wait_for()
    notebook.page.wait_for_timeout(500)
    box = heading.bounding_box()
    assert 0 <= box["y"] < 1000


def test_the_panel_at_the_top_has_followed_and_leads_to_what_is_next(untouched):
    notebook, _ = untouched
    notebook.write("relu", ANSWERS["right"])
    notebook.run("relu", "test_relu")

    text = picture(notebook, "panel", "setup")
    notebook.show("setup").get_by_role("link", name="Exercise 2.2: layer (5 min, difficulty 1 of 3)").first.click()

    assert so_far(2, 1) in text
    assert "Go on with Exercise 2.2: layer (5 min, difficulty 1 of 3)" in text
    notebook.panel.get_by_role("heading", name="Exercise 2.2: layer (5 min, difficulty 1 of 3)").wait_for()


def test_an_answer_that_never_ends_and_one_that_prints_a_million_lines_leave_a_notebook_that_answers(untouched):
    notebook, _ = untouched
    notebook.write("relu", "checking.time_limit.SECONDS = 2\n\ndef relu(u):\n    while True:\n        u = u + 1")
    notebook.write("layer", "from course_lib import checking\nfor n in range(1_000_000):\n    print(n)")
    notebook.run("layer", "relu", "test_relu")
    printed = notebook.show("layer").inner_text()
    stopped = picture(notebook, "endless")
    notebook.write("relu", ANSWERS["right"])
    notebook.run("relu", "test_relu")

    assert "[Left out here: 998 000 lines (6 880 000 characters)." in printed
    assert "relu: it was still running after 2 seconds and has been stopped in line 4" in stopped
    assert "Hint (endless)" in stopped
    assert "✓ relu: passed, 2 points." in notebook.show("test_relu").inner_text()
