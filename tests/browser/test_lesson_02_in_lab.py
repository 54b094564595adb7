"""Lesson 02 in JupyterLab: what a student does and sees. One JupyterLab serves all tests of this folder."""

from exported import readout

from course_lib.figures.relu_networks import Approximator, Zones

LESSON = "02_relu_networks/02_relu_networks.ipynb"
LIT = 'circle[fill="#F0E442"]'
WRONG_RELU = "def relu(u):\n    return np.minimum(u, 0)\n"


def lit_neurons(figure):
    """Where the active neurons stand in the drawing."""
    return figure.locator(LIT).evaluate_all(
        "(circles) => circles.map((c) => [c.getAttribute('cx'), c.getAttribute('cy')])"
    )


def test_every_cell_runs_without_an_error(solved):
    assert solved.errors() == []


def test_the_point_follows_the_mouse_and_lights_the_neurons(solved):
    zones = solved.figure(Zones().alt)
    lit, words = lit_neurons(zones), readout(zones)
    box = zones.get_by_role("slider").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    solved.page.mouse.move(x, y)
    solved.page.mouse.down()
    solved.page.mouse.move(x - 130, y + 60, steps=8)
    solved.page.mouse.up()

    assert readout(zones) != words
    assert lit_neurons(zones) != lit


def test_the_point_follows_the_arrow_keys_and_the_notebook_stays_put(solved):
    zones = solved.figure(Zones().alt)
    active_cell = solved.active_cell()
    zones.get_by_role("slider").focus()
    before = zones.get_by_role("slider").get_attribute("aria-valuetext")

    for key in ("ArrowUp", "ArrowRight", "ArrowUp", "ArrowRight"):
        solved.page.keyboard.press(key)

    assert zones.get_by_role("slider").get_attribute("aria-valuetext") != before
    assert solved.active_cell() == active_cell


def test_the_slider_adds_relus_and_lowers_the_error(solved):
    approximator = solved.figure(Approximator().alt)
    slider = approximator.get_by_role("slider", name="ReLUs")
    slider.focus()
    solved.page.keyboard.press("Home")
    picture = approximator.screenshot()

    for _ in range(12):
        solved.page.keyboard.press("ArrowRight")

    assert slider.input_value() == "13"
    assert readout(approximator).startswith("13 ReLUs")
    assert approximator.screenshot() != picture


def test_a_wrong_answer_is_told_its_mistake_in_a_few_lines_on_the_page(lab):
    notebook = lab.open(f"notebooks/{LESSON}")
    notebook.write("relu", WRONG_RELU)

    notebook.run("setup", "relu", "test_relu")

    seen = notebook.show("test_relu").inner_text()
    message, hint, *comparison = seen.splitlines()
    assert message.startswith("relu: relu(u)[0] is -2.0, expected 0")
    assert hint.startswith("Hint (")
    assert comparison[0] == "got:"
    assert set("".join(comparison).replace("got:", "").replace("expected:", "")) <= set("0123456789.-[] ")


def test_an_empty_answer_is_told_that_it_is_not_written_yet(lab):
    notebook = lab.open(f"notebooks/{LESSON}")

    notebook.run("setup", "relu", "test_relu")

    assert "not written yet" in notebook.show("test_relu").inner_text()


def test_a_right_answer_passes_without_a_word_of_complaint(lab):
    notebook = lab.open(f"notebooks/{LESSON}")
    notebook.write("relu", "def relu(u):\n    return np.maximum(u, 0)\n")

    notebook.run("setup", "relu", "test_relu")

    assert notebook.errors() == []


def test_the_figures_move_in_the_students_notebook_before_any_answer(lab):
    notebook = lab.open(f"notebooks/{LESSON}")
    figure_cells = [
        i for i, cell in enumerate(notebook.cells()) if cell["type"] == "code" and "Zones(" in cell["source"]
    ]

    notebook.run("setup", *figure_cells)

    figure = notebook.figure(Zones().alt)
    words = readout(figure)
    figure.get_by_role("slider").focus()
    notebook.page.keyboard.press("ArrowDown")
    assert readout(figure) != words
    assert notebook.errors() == []
