"""Figures of lesson 01 in a browser, without a kernel: what they say is what Python computes."""

import re

import numpy as np
import pytest
from exported import OVERLAPPING_LABELS, moves, readout, show

from course_lib import classification as c
from course_lib import datasets
from course_lib.figures.binary_classification import Intervals, MovingLine, Neighbours, people
from course_lib.losses import hinge_loss


def number_after(words, text):
    return float(re.search(rf"{words} ([\d.]+\d|\d)", text).group(1))


@pytest.mark.parametrize(
    ("w", "b"), [([0.02, 0.025], -2.2), ([0.15, 0.06], -6.0), ([-0.1, 0.02], 0.5), ([0.001, -0.3], 12.0)]
)
def test_the_line_s_errors_and_loss_are_the_library_s(watched, w, b):
    figure = MovingLine(w=w, b=b)
    X, y = np.array(figure.people), np.array(figure.labels)
    f = X @ w + b

    words = readout(show(watched, figure))

    assert number_after("Wrong:", words) == np.sum(y * f <= 0)
    assert number_after("e_a =", words) == pytest.approx(c.error_rate(y, f), rel=0.01)
    assert number_after("sum", words) == pytest.approx(hinge_loss(y, f), rel=1e-3)
    assert number_after("margin below 1:", words) == np.sum(y * f < 1)
    assert number_after("e_r =", words) == pytest.approx(datasets.linear_error(w, b), rel=0.01)


def test_a_step_downhill_is_a_step_of_the_library_in_the_picture_s_units(watched):
    figure = MovingLine()
    X, y = np.array(figure.people), np.array(figure.labels)
    S = X / [10, 20] - [2.1, 2.6]  # the picture's units, about its centre
    v = np.array(figure.w) * [10, 20]
    middle = v @ [2.1, 2.6] + figure.b
    content = show(watched, figure)

    for _ in range(5):
        content.get_by_role("button", name="One step downhill").click()
        grad_v, grad_b = c.hinge_gradient(v, middle, S, y)
        v, middle = v - 0.2 * grad_v / len(y), middle - 0.2 * grad_b / len(y)

        assert number_after("sum", readout(content)) == pytest.approx(hinge_loss(y, S @ v + middle), rel=1e-3)

    content.get_by_role("button", name="Start again").click()
    assert "f = 0.02·age + 0.025·weight - 2.2" in readout(content)


def test_dragging_the_tip_away_keeps_the_line_and_shrinks_the_weights(watched):
    content = show(watched, MovingLine(w=[0.1, 0.0], b=-2.0))  # the line age = 20: the arrow points along the axis
    before = readout(content)
    content.get_by_role("slider", name="A point where f is 1").focus()

    for _ in range(4):
        watched.page.keyboard.press("ArrowRight")

    after = readout(content)
    slope, constant = (float(re.search(pattern, after).group(1)) for pattern in (r"f = ([\d.]+)", r"- ([\d.]+)\n"))
    assert slope < 0.1
    assert constant / slope == pytest.approx(20, rel=0.02)
    assert number_after("Wrong:", after) == number_after("Wrong:", before)


def uniforms(seed, count):
    """The numbers of the figure's generator (mulberry32), in Python."""
    word, state, numbers = 0xFFFFFFFF, (seed * 0x9E3779B9) & 0xFFFFFFFF, []
    for _ in range(count):
        state = (state + 0x6D2B79F5) & word
        t = ((state ^ (state >> 15)) * (state | 1)) & word
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & word)) & word
        numbers.append(((t ^ (t >> 14)) & word) / 2**32)
    return np.array(numbers)


@pytest.mark.parametrize(("error", "exponent"), [(0.2, 2.0), (0.05, 1.0), (0.4, 2.5)])
def test_fifty_intervals_are_wilson_s(watched, error, exponent):
    M = round(10**exponent)
    draws = np.array([uniforms(1000 + i, M) < error for i in range(1, 51)])
    ends = np.array([c.error_interval(np.ones(M), np.where(row, -1.0, 1.0)) for row in draws])

    words = readout(show(watched, Intervals(error=error, exponent=exponent)))

    assert number_after("between", words) == pytest.approx(draws.mean(axis=1).min(), rel=0.01)
    assert number_after("and", words) == pytest.approx(draws.mean(axis=1).max(), rel=0.01)
    held = np.sum((ends[:, 0] <= error) & (error <= ends[:, 1]))
    assert re.search(r"(\d+) of 50", words).group(1) == str(held)
    assert number_after("Mean width:", words) == pytest.approx(np.mean(ends[:, 1] - ends[:, 0]), rel=0.01)


def test_the_figure_s_generator_is_uniform():
    numbers = uniforms(1001, 20_000)

    # Kolmogorov-Smirnov: the largest distance exceeds this with probability 2 exp(-2 n d²) = 1e-6
    distance = np.abs(np.sort(numbers) - (np.arange(20_000) + 0.5) / 20_000).max()
    assert distance < np.sqrt(np.log(2e6) / 40_000)


@pytest.mark.parametrize("k", [1, 3, 15, 79])
def test_neighbours_vote_as_in_the_library(watched, k):
    figure = Neighbours(k=k)
    X, y = np.array(figure.people), np.array(figure.labels)
    others, other_labels = map(np.array, people(1054, figure.tested))

    words = readout(show(watched, figure))

    e_a = c.error_rate(y, c.neighbor_scores(X, y, X, k))
    e_t = c.error_rate(other_labels, c.neighbor_scores(X, y, others, k))
    assert number_after("e_a =", words) == pytest.approx(e_a, abs=0.002)
    assert number_after("e_t =", words) == pytest.approx(e_t, abs=0.002)


def test_one_neighbour_learns_coins_by_heart(watched):
    words = readout(show(watched, Neighbours(truth="coin", k=1)))

    assert number_after("e_a =", words) == 0
    assert 0.47 < number_after("e_t =", words) < 0.53  # a fixed draw of 5000 coins: nothing is left to chance


def test_moving_k_shows_that_the_test_error_falls_and_rises_again_by_more_than_its_noise(watched):
    figure = Neighbours()
    content = show(watched, figure)
    slider = content.get_by_role("slider", name="Neighbours k")
    slider.focus()
    errors = {}
    for _ in range(30):
        words = readout(content)
        errors[int(number_after("k =", words))] = number_after("e_t =", words)
        watched.page.keyboard.press("ArrowRight")

    lowest = min(errors, key=errors.get)

    assert 1 < lowest < 21
    for k in (1, 41):  # standard errors of a difference of independent test sets: here the people are the same
        noise = np.sqrt(sum(e * (1 - e) / figure.tested for e in (errors[k], errors[lowest])))
        assert errors[k] - errors[lowest] > 4 * noise
    assert max(errors[k] for k in (1, lowest, 41)) < 0.15  # the axis ends there


def test_an_error_above_the_axis_is_marked_on_its_upper_edge_and_said_in_words(watched):
    content = show(watched, Neighbours(k=79))

    assert number_after("e_t =", readout(content)) > 0.4
    plot = content.get_by_label("Training and test error against k")
    frame = plot.locator("rect").first.bounding_box()
    marks = [plot.locator("path").nth(i).bounding_box() for i in (-2, -1)]  # of e_a and e_t, drawn last
    for mark in marks:
        assert 0 <= mark["y"] - frame["y"] < 0.1 * frame["height"]
    assert marks[0]["y"] + marks[0]["height"] < marks[1]["y"] + 1  # neither hides the other


def test_the_axis_of_errors_fits_the_labels(watched):
    content = show(watched, Neighbours())
    scale = content.get_by_label("Training and test error against k")
    fine = scale.locator("text").all_text_contents()

    content.get_by_role("combobox").select_option("coin")

    assert "0.15" in fine
    assert "0.6" not in fine
    assert "0.6" in scale.locator("text").all_text_contents()


@pytest.mark.parametrize("figure", [MovingLine, Intervals, Neighbours])
@pytest.mark.parametrize("width", [380, 840])
def test_labels_stand_apart_and_every_control_moves(watched, figure, width):
    content = show(watched, figure(), width)

    assert content.locator(".fig").evaluate(OVERLAPPING_LABELS) == []
    controls = content.locator("input[type=range], .fig-handle")
    for i in range(controls.count()):
        assert moves(watched.page, content.locator(".fig"), controls.nth(i))
