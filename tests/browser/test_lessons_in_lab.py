"""Every lesson in JupyterLab: it runs from top to bottom, and its figures move with the kernel.

What a lesson shows beyond that follows below, lesson by lesson.
"""

from pathlib import Path

import pytest
from exported import moves, readout

from course_lib.figures.adversarial_examples import Attack, DecisionBoundary
from course_lib.figures.binary_classification import Intervals, MovingLine, Neighbours
from course_lib.figures.convolutional_networks import FeatureMaps, KernelOverPicture, SlidingWindow
from course_lib.figures.relu_networks import Approximator, Zones
from course_lib.instructor.source.course import find_course

COURSE = find_course(Path(__file__))
pytestmark = pytest.mark.runs_lesson
LIT = 'circle[fill="#F0E442"]'


@pytest.fixture(scope="module")
def solved(lab, request):
    """The executed notebook of a lesson, run again from top to bottom in a fresh kernel."""
    notebook = lab.open(f"solutions/{request.param}/{request.param}.ipynb")
    notebook.run_all()
    return notebook


def of_lesson(*numbers):
    """For tests of some lessons, all of them if none is named; those of one lesson share its run."""
    return pytest.mark.parametrize("solved", COURSE.chosen(numbers), indirect=True, scope="module")


@of_lesson()
def test_every_cell_runs_without_an_error(solved):
    assert solved.errors() == []


@of_lesson("01")
def test_the_line_follows_the_mouse_and_walks_downhill(solved):
    line = solved.figure(MovingLine().alt)
    before = readout(line)
    handle = line.get_by_role("slider", name="A point of the line")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    solved.page.mouse.move(x, y)
    solved.page.mouse.down()
    solved.page.mouse.move(x - 40, y + 30, steps=6)
    solved.page.mouse.up()
    dragged = readout(line)
    line.get_by_role("button", name="One step downhill").click()

    assert len({before, dragged, readout(line)}) == 3


@of_lesson("01")
def test_more_test_examples_shrink_the_interval(solved):
    intervals = solved.figure(Intervals().alt)
    slider = intervals.get_by_role("slider", name="Test examples M")
    slider.focus()
    widths = []

    for key in ("Home", "End"):
        solved.page.keyboard.press(key)
        widths.append(float(readout(intervals).split("Mean width: ")[1].rstrip(".")))

    assert widths[0] > 20 * widths[1]


@of_lesson("01")
def test_coins_for_labels_are_chosen_from_the_list(solved):
    neighbours = solved.figure(Neighbours().alt)

    neighbours.get_by_role("combobox").select_option("coin")

    assert readout(neighbours).startswith("k = 1: e_a = 0 on 80 training people, e_t = 0.4")


def lit_neurons(figure):
    """Where the active neurons stand in the drawing."""
    return figure.locator(LIT).evaluate_all(
        "(circles) => circles.map((c) => [c.getAttribute('cx'), c.getAttribute('cy')])"
    )


@of_lesson("02")
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


@of_lesson("02")
def test_the_point_follows_the_arrow_keys_and_the_notebook_stays_put(solved):
    zones = solved.figure(Zones().alt)
    active_cell = solved.active_cell()
    zones.get_by_role("slider").focus()
    before = zones.get_by_role("slider").get_attribute("aria-valuetext")

    for key in ("ArrowUp", "ArrowRight", "ArrowUp", "ArrowRight"):
        solved.page.keyboard.press(key)

    assert zones.get_by_role("slider").get_attribute("aria-valuetext") != before
    assert solved.active_cell() == active_cell


@of_lesson("02")
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


@of_lesson("05")
def test_the_next_window_of_the_slide_gives_minus_9(solved):
    window = solved.figure(SlidingWindow().alt)
    window.get_by_role("slider", name="Window").focus()

    solved.page.keyboard.press("ArrowRight")

    assert "= -9." in readout(window)


@of_lesson("05")
def test_a_kernel_of_the_list_fills_the_nine_weights(solved):
    kernel = solved.figure(KernelOverPicture().alt)

    kernel.get_by_role("combobox").first.select_option("sharpen")

    assert kernel.get_by_label("weight in row 2, column 2").input_value() == "5"
    assert readout(kernel).startswith("The weights add up to 1;")


@of_lesson("05")
def test_the_trained_network_reads_a_digit_that_is_pushed_around(solved):
    maps = solved.figure(FeatureMaps().alt)
    before = maps.locator("svg").nth(2).screenshot()
    maps.get_by_role("slider", name="Right").focus()

    solved.page.keyboard.press("ArrowRight")

    assert readout(maps).startswith("It says 3")
    assert maps.locator("svg").nth(2).screenshot() != before


@of_lesson("05")
def test_the_bar_of_the_training_says_how_much_is_read_right(solved):
    shown = solved.show("test_train").inner_text().replace("\u2007", " ")

    assert "epoch 3: 100%" in shown
    assert "right=" in shown


@of_lesson("06")
def test_a_larger_epsilon_raises_the_loss(solved):
    attack = solved.figure(Attack().alt)
    attack.get_by_role("slider", name="ε").focus()
    losses = []

    for key in ("Home", "End"):
        solved.page.keyboard.press(key)
        losses.append(float(readout(attack).rsplit("before, ", 1)[1].removesuffix(" after.")))

    assert losses[1] > losses[0] + 1


@of_lesson("06")
def test_tilting_moves_the_boundary(solved):
    boundary = solved.figure(DecisionBoundary().alt)
    before = readout(boundary)
    boundary.get_by_role("slider", name="Tilt").focus()

    solved.page.keyboard.press("End")

    assert readout(boundary) != before


@of_lesson("06")
def test_the_bar_of_a_training_says_how_much_is_read_right(solved):
    [training] = [n for n, cell in enumerate(solved.cells()) if "\nstandard_net, robust_net = " in cell["source"]]
    shown = solved.show(training).inner_text().replace("\u2007", " ")

    assert "ε = 0.1: 100%" in shown
    assert "right=" in shown


# The last, as it leaves the figures moved.
@of_lesson()
def test_every_figure_moves(solved):
    figures = solved.figures()

    assert len(figures) >= 2, "a lesson has at least two things to move"
    for alt in figures:
        figure = solved.figure(alt)
        controls = figure.locator("input[type=range], .fig-handle")
        assert not controls.count() or moves(solved.page, figure, controls.first), alt
