"""Figures of lesson 12 in a browser, without a kernel: what they say and draw is what Python computes."""

import re

import numpy as np
import pytest
from exported import check_fits_and_moves, readout, show

from course_lib import planning, worlds
from course_lib.deep_q import two_states
from course_lib.figures.reinforcement_learning import FrozenTarget, GridValues, PoleOnCart

THETA = np.array([[-0.1, -0.3, -1.0, -0.8, 0.0], [0.1, 0.3, 1.0, 0.8, 0.0]])
FIGURES = {"grid": GridValues, "frozen": FrozenTarget, "pole": lambda: PoleOnCart.of(THETA)}


def told(words, pattern):
    return float(re.search(pattern, words).group(1).replace("−", "-"))


@pytest.mark.parametrize(("gamma", "sweeps", "slip"), [(0.95, 4, 0.0), (0.9, 40, 0.1), (0.5, 12, 0.3)])
def test_the_grid_sweeps_as_the_library_does(watched, gamma, sweeps, slip):
    world = worlds.cliff(4, 8, 20.0, slip)
    V, change = np.zeros(32), 0.0
    for _ in range(sweeps):
        better = planning.sweep(world.P, world.R, V, gamma).max(axis=1)
        inside = np.r_[:25, 31]  # nobody ever stands in the cliff
        change, V = np.abs(better - V)[inside].max(), better

    words = readout(show(watched, GridValues(gamma=gamma, sweeps=sweeps, slip=slip)))

    assert told(words, r"start is worth (\S+);") == pytest.approx(V[world.start], rel=6e-4)
    assert told(words, r"changed (\S+) at most") == pytest.approx(change, rel=6e-3, abs=1e-3)


@pytest.mark.parametrize(("gamma", "slip", "steps"), [(0.95, 0.0, 9), (0.95, 0.1, 11), (0.3, 0.1, None)])
def test_a_slip_leads_away_from_the_edge_and_a_small_gamma_nowhere(watched, gamma, slip, steps):
    words = readout(show(watched, GridValues(gamma=gamma, sweeps=200, slip=slip)))

    assert (f"would take {steps} steps" if steps else "do not lead to the goal") in words


@pytest.mark.parametrize(("gamma", "period"), [(0.9, 50), (0.48, 1), (0.7, 7)])
def test_the_weight_runs_as_in_the_library(watched, gamma, period):
    words = readout(show(watched, FrozenTarget(gamma=gamma, period=period, rate=0.1)))

    last = two_states(1.0, gamma, 0.1, 400, period)[-1]
    assert told(words, r"steps w = (\S+) with") == pytest.approx(last, rel=6e-3, abs=1e-9)
    assert ("runs away" in words) is (gamma > 0.5)


@pytest.mark.parametrize(
    ("half_length", "cart", "delay"), [(0.5, 1.0, 0), (2.0, 1.0, 0), (0.5, 5.0, 2), (0.5, 1.0, 5), (0.25, 0.5, 8)]
)
def test_the_pole_lasts_as_long_as_in_the_library(watched, half_length, cart, delay):
    start = np.array([[0.0, 0.0, 0.04, 0.0]])
    lasted = worlds.steps_balanced(THETA, start, 600, delay, half_length=half_length, cart=cart)[0]

    words = readout(show(watched, PoleOnCart.of(THETA, half_length=half_length, cart=cart, delay=delay, limit=600)))

    assert told(words, r"(?:after|all) (\d+) steps") == lasted


def test_a_push_may_fell_it(watched):
    words = readout(show(watched, PoleOnCart.of(THETA, push=2.0)))

    assert 50 < told(words, r"falls after (\d+) steps") < 150


@pytest.mark.parametrize("width", [840, 380])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fits_its_page_and_all_of_it_moves(watched, name, width):
    check_fits_and_moves(watched, FIGURES[name](), width)
