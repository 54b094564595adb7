"""The figures of lesson 03 in a browser: what they say is what Python computes."""

import re

import numpy as np
import pytest
from exported import readout, show

from course_lib import gradients, optimizers
from course_lib.figures.gradient_descent import LineSearch, NoisyEpoch, Trajectories

FUNCTIONS = {
    "parabola": (lambda u: u * u, lambda u: 2 * u),
    "zigzag": (
        lambda u: u * u + 0.25 if abs(u) <= 1 else 0.75 * u * u + abs(u) / 2,
        lambda u: 2 * u if abs(u) <= 1 else 1.5 * u + np.sign(u) / 2,
    ),
    "waves": (lambda u: u * u / 4 + np.cos(4 * u), lambda u: u / 2 - 4 * np.sin(4 * u)),
    "exp": (lambda u: np.exp(-u), lambda u: -np.exp(-u)),
}
VALLEYS = {
    "ravine": (lambda p: (p[0] ** 2 + 20 * p[1] ** 2) / 2, lambda p: np.array([p[0], 20 * p[1]])),
    "rosenbrock": (
        lambda p: (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2,
        lambda p: np.array([2 * (p[0] - 1) - 400 * p[0] * (p[1] - p[0] ** 2), 200 * (p[1] - p[0] ** 2)]),
    ),
}


OUTSIDE = """(plot) => {
    const inside = plot.querySelector("svg").getBoundingClientRect();
    const middles = [...plot.querySelectorAll("svg path[d*=a], .fig-handle")].map((dot) => dot.getBoundingClientRect())
        .map(({ x, y, width, height }) => [x + width / 2, y + height / 2]);
    return [middles.length, middles.filter(([x, y]) =>
        x < inside.left || x > inside.right || y < inside.top || y > inside.bottom)];
}"""


def number(words, pattern):
    return float(re.search(pattern + r"(-?[\d.]+(?:e[-+]?\d+)?)", words).group(1).rstrip("."))


@pytest.mark.parametrize("function", LineSearch.FUNCTIONS)
@pytest.mark.parametrize(("c", "steps"), [(0.0, 0), (0.0, 7), (0.3, 2), (0.6, 0)])
def test_the_line_search_takes_the_steps_of_the_library(watched, function, c, steps):
    F, grad_F = FUNCTIONS[function]
    u = 1.7
    for _ in range(steps):
        u, _step = gradients.backtracking_step(F, grad_F, u, c)
    u_new, _step = gradients.backtracking_step(F, grad_F, u, c)

    words = readout(show(watched, LineSearch(function=function, start=1.7, c=c, steps=steps)))

    assert number(words, r"at u = ") == pytest.approx(u, rel=1e-3, abs=1e-9)
    if "leads to" in words:
        assert number(words, r"leads to u = ") == pytest.approx(u_new, rel=1e-3, abs=1e-9)
    else:
        assert u_new == u


def test_the_line_search_begins_the_descent_that_opens_the_lesson(watched):
    content = show(watched, LineSearch(start=0.3))
    content.get_by_role("combobox", name="Function").select_option("zigzag")
    for _ in range(4):
        content.get_by_role("slider", name="Steps made").press("ArrowRight")

    assert number(readout(content), "at u = ") == pytest.approx(1.0625, abs=1e-3)
    assert number(readout(content), ", F = ") == pytest.approx(1.3779, abs=1e-3)
    assert number(readout(content), "After 30 steps u = ") == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("function", LineSearch.FUNCTIONS)
@pytest.mark.parametrize("start", [-2.4, 0.7, 2.4])
def test_a_descent_never_leaves_the_axes(watched, function, start):
    content = show(watched, LineSearch(function=function, start=start, steps=30))

    dots, outside = content.get_by_role("group", name="The descent", exact=True).evaluate(OUTSIDE)
    assert (dots, outside) == (31, [])
    dots, outside = content.get_by_role("group", name="The function and one step", exact=True).evaluate(OUTSIDE)
    assert dots >= 1
    assert outside == []


def run(method, grad, start, steps, alpha, beta):
    """The point that the library's optimiser reaches."""
    return route(method, grad, start, steps, alpha, beta)[-1]


def route(method, grad, start, steps, alpha, beta):
    """The points that the library's optimiser goes through."""
    theta, V, U, points = np.array(start), np.zeros(2), np.zeros(2), []
    for t in range(1, steps + 1):
        if method == "descent":
            theta = theta - alpha * grad(theta)
        elif method == "momentum":
            theta, V = optimizers.momentum_step(theta, V, grad(theta), alpha, beta)
        elif method == "nesterov":
            theta, V = optimizers.nesterov_step(theta, V, grad, alpha, beta)
        elif method == "rmsprop":
            theta, U = optimizers.rmsprop_step(theta, U, grad(theta), alpha, 0.9, 1e-8)
        else:
            theta, V, U = optimizers.adam_step(theta, V, U, grad(theta), t, alpha, beta, 0.999, 1e-8)
        points.append(theta)
    return points


@pytest.mark.parametrize("method", Trajectories.METHODS)
@pytest.mark.parametrize(("landscape", "exponent"), [("ravine", -1.4), ("rosenbrock", -3.2)])
def test_the_trajectories_end_where_the_library_ends(watched, method, landscape, exponent):
    F, grad = VALLEYS[landscape]
    figure = Trajectories(landscape=landscape, method=method, exponents={method: exponent}, momentum=0.7, steps=40)

    words = readout(show(watched, figure))

    expected = F(run(method, grad, [-2.0, 0.8], 40, 10**exponent, 0.7))
    assert number(words, r"after 40 steps: \w+ ") == pytest.approx(expected, rel=0.06)


@pytest.mark.parametrize(("exponent", "lost"), [(-1.05, False), (-0.9, True)])
def test_descent_is_lost_beyond_two_over_L(watched, exponent, lost):
    words = readout(show(watched, Trajectories(exponents={"descent": exponent}, steps=300)))

    assert "2/L = 0.1" in words
    assert ("lost after" in words) == lost


@pytest.mark.parametrize(("method", "limit"), [("momentum", 2 * 1.8 / 20), ("nesterov", 2 * 1.8 / 2.6 / 20)])
def test_the_limits_of_the_momenta_are_those_it_says(watched, method, limit):
    words = readout(show(watched, Trajectories(method=method, momentum=0.8)))
    name = {"momentum": "momentum", "nesterov": "Nesterov"}[method]
    _, grad = VALLEYS["ravine"]

    assert number(words, rf"{name} for α > ") == pytest.approx(limit, rel=0.01)
    assert np.abs(run(method, grad, [1.0, 1.0], 2000, 0.99 * limit, 0.8)).max() < 1e-6
    assert np.abs(run(method, grad, [1.0, 1.0], 2000, 1.01 * limit, 0.8)).max() > 1e3


def rates_told(words):
    """The rate of each method that is named with one."""
    return {name.lower(): float(rate) for name, rate in re.findall(r"(\w+) \(α = ([\d.e-]+)\)", words)}


def test_each_of_the_five_has_the_rate_that_stays_lowest_in_the_last_tenth(watched):
    F, grad = VALLEYS["ravine"]
    exponents = np.linspace(-4, 0.5, 91)

    told = rates_told(readout(show(watched, Trajectories(method="all", steps=50))))

    assert set(told) == set(Trajectories.METHODS)
    for method, rate in told.items():
        with np.errstate(over="ignore", invalid="ignore"):
            routes = [route(method, grad, [-2.0, 0.8], 50, 10**exponent, 0.8) for exponent in exponents]
            highest = [np.nan_to_num(max(map(F, points[-5:])), nan=np.inf) for points in routes]
        assert rate == pytest.approx(10 ** exponents[np.argmin(highest)], rel=0.06), method


def test_tuning_moves_only_what_is_shown_and_for_the_steps_that_are_shown(watched):
    content = show(watched, Trajectories(exponents={"descent": -3, "adam": -3}))
    tune, shown = content.get_by_role("button", name="Tune"), content.get_by_role("combobox", name="Show")

    tune.focus()
    watched.page.keyboard.press("Enter")
    assert number(readout(content), "^α = ") == pytest.approx(10**-1.05, rel=0.02)

    shown.select_option("all")
    assert rates_told(readout(content))["adam"] == pytest.approx(1e-3)
    tune.click()
    assert rates_told(readout(content))["adam"] > 0.01


def test_twice_the_best_rate_throws_three_out_of_the_bent_ravine_and_two_forgive_it(watched):
    figure = Trajectories(method="all", landscape="rosenbrock", start=[-1.2, 1], steps=300)
    before = readout(show(watched, figure))
    content = show(watched, figure)
    for _ in range(6):
        content.get_by_role("slider", name="All rates").press("ArrowRight")  # 0.05 · 6 = log10 of 2

    words = readout(content)
    assert "lost" not in before
    for name in ("descent", "momentum", "Nesterov"):
        assert re.search(rf"{name} \(α = [\d.]+\) is lost", words)
    for name in ("RMSprop", "Adam"):
        assert not re.search(rf"{name} \(α = [\d.]+\) is lost", words)

    content.get_by_role("button", name="Tune").click()
    assert readout(content) == before


def test_full_batches_are_full_gradients_and_single_steps_get_further_in_one_epoch(watched):
    figure = NoisyEpoch(batch_size=40, epochs=3, rate=0.2)
    X, y, theta = np.column_stack([np.ones(40), figure.x]), np.array(figure.y), np.array([-1.2, -0.6])
    for _ in range(3):
        theta = theta + 2 * 0.2 * X.T @ (y - X @ theta) / 40
    expected = np.mean((y - X @ theta) ** 2)

    words = readout(show(watched, figure))
    assert number(words, "batches of 40 lead to loss ") == pytest.approx(expected, rel=0.01)
    assert number(words, "full steps to ") == pytest.approx(expected, rel=0.01)

    words = readout(show(watched, NoisyEpoch()))
    assert number(words, "batches of 1 lead to loss ") < 0.2 * number(words, "full step to ")
    best = np.linalg.lstsq(X, y, rcond=None)[1][0] / 40
    assert number(words, "least possible is ") == pytest.approx(best, rel=0.01)


def test_the_keyboard_moves_the_start_and_another_shuffle_gives_another_path(watched):
    content = show(watched, Trajectories())
    before = readout(content)
    content.get_by_role("slider", name="Start").focus()
    watched.page.keyboard.press("ArrowRight")
    assert readout(content) != before

    content = show(watched, NoisyEpoch())
    before = readout(content)
    content.get_by_role("button", name="Shuffle again").click()
    assert readout(content) != before
