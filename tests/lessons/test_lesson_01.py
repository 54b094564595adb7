"""Lesson 01: the library's functions are the lesson's own, and what the lesson claims."""

import math
from pathlib import Path

import numpy as np
import pytest

from course_lib import classification, datasets, losses
from course_lib.figures.binary_classification import Neighbours

pytestmark = pytest.mark.slow

LESSON = Path(__file__).parents[2] / "solutions" / "01_binary_classification"


@pytest.mark.parametrize("seed", range(4))
def test_library_and_lesson_agree(answers, seed):
    rng = np.random.default_rng(seed)
    X, others, y = rng.normal(size=(12, 3)), rng.normal(size=(5, 3)), rng.choice([-1, 1], size=12)
    X[:, 2] = 4.0
    w, b, f = rng.normal(size=3), rng.normal(), np.round(rng.normal(size=12), 0)
    calls = [
        ("error_rate", (y, f)),
        ("perceptron", (X, w, b)),
        ("error_interval", (y, f)),
        ("hinge_gradient", (w, b, X, y)),
        ("train_linear", (X, y, 0.3, 8)),
        ("standardize", (X, others)),
        ("nearest_neighbor", (X, y, others)),
        ("selection_optimism", (np.abs(f), np.abs(w[0] * f))),
    ]

    for name, arguments in calls:
        mine, theirs = getattr(classification, name)(*arguments), answers[name](*arguments)
        for one, other in zip(_parts(mine), _parts(theirs), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-15, err_msg=name)
    assert losses.hinge_loss(y, f) == pytest.approx(answers["hinge_loss"](y, f), rel=1e-12)


@pytest.mark.parametrize("e_a", [0.0, 0.1, 0.25, 0.4])
@pytest.mark.parametrize("e_t", [0.0, 0.125, 0.3, 0.5])
def test_library_and_lesson_diagnose_alike(answers, e_a, e_t):
    assert classification.diagnose(e_a, e_t, 0.125) == answers["diagnose"](e_a, e_t, 0.125)


def test_the_hinge_loss_has_the_slide_s_values_and_stays_above_the_error():
    margins = np.linspace(-4, 4, 801)
    hinge = np.array([losses.hinge_loss([1], [margin]) for margin in margins])

    assert [losses.hinge_loss([1], [margin]) for margin in (-2, 0, 1, 2)] == [3, 1, 0, 0]
    assert np.all(hinge >= (margins <= 0))


def test_a_test_error_converges_to_the_real_error_when_the_weights_are_fixed():
    w, b = np.array([0.15, 0.06]), -6.0
    X, y = datasets.adults_and_children(np.random.default_rng(0), 400_000)

    e_t = classification.error_rate(y, X @ w + b)

    # Hoeffding: off by more than this with probability at most 1e-6
    assert abs(e_t - datasets.linear_error(w, b)) < math.sqrt(math.log(2e6) / 800_000)


def test_the_nearest_neighbour_learns_coins_by_heart_and_nothing_else():
    rng = np.random.default_rng(1)
    X, others = rng.normal(size=(2, 600, 4))
    coins, other_coins = rng.choice([-1, 1], size=(2, 600))

    e_a = classification.error_rate(coins, classification.nearest_neighbor(X, coins, X))
    e_t = classification.error_rate(other_coins, classification.nearest_neighbor(X, coins, others))

    assert e_a == 0
    assert abs(e_t - 0.5) < math.sqrt(math.log(2e6) / 1200)  # Hoeffding over the test coins: 1e-6


def test_an_interval_of_95_percent_holds_the_real_error_about_that_often():
    held = 0.0
    for errors in range(51):
        low, high = classification.error_interval(np.ones(50), np.where(np.arange(50) < errors, -1.0, 1.0))
        held += (low <= 0.2 <= high) * math.comb(50, errors) * 0.2**errors * 0.8 ** (50 - errors)

    assert 0.93 < held < 0.97  # exact: a sum over all outcomes


def test_the_test_error_is_a_u_over_k_that_5000_people_resolve_and_400_do_not():
    errors = Neighbours().test["real"]  # for k = 1, 3, 5, ...
    at = {2 * i + 1: error for i, error in enumerate(errors)}

    assert round(at[1], 3) == 0.087
    assert all(0.0645 <= at[k] <= 0.067 for k in (3, 5, 7, 9, 11))
    assert min(errors) == min(at[k] for k in (3, 5, 7, 9, 11))
    assert round(at[41], 3) == 0.091
    assert 0.49 < at[79] < 0.51
    fall, deviation = at[1] - min(errors), math.sqrt(at[1] * (1 - at[1]))
    assert round(fall, 3) in (0.022, 0.023)
    assert deviation / math.sqrt(5000) < 0.004
    assert fall / (deviation / math.sqrt(5000)) > 5
    assert fall < 2 * deviation / math.sqrt(400)


def test_a_hundred_tumours_choose_few_steps_and_promise_more_than_the_test_set_keeps():
    X, y, _ = datasets.breast_cancer()
    X, y, X_test, y_test = datasets.split(np.random.default_rng(0), X, y, 400)
    Z_learn, Z_valid = classification.standardize(X[:300], X[300:])
    learned, chosen = {}, {}
    for steps in (10, 30, 100, 300, 1000):
        w, b = classification.train_linear(Z_learn, y[:300], 0.1, steps)
        learned[steps] = classification.error_rate(y[:300], Z_learn @ w + b)
        chosen[steps] = classification.error_rate(y[300:], Z_valid @ w + b)
    Z, Z_test = classification.standardize(X, X_test)
    w, b = classification.train_linear(Z, y, 0.1, 10)

    assert sorted(learned.values(), reverse=True) == list(learned.values())
    assert chosen[10] == chosen[30] == min(chosen.values()) == 0.01
    assert {chosen[300], chosen[1000]} == {0.03, 0.04}
    low, high = classification.error_interval(np.ones(100), np.where(np.arange(100) < 1, -1.0, 1.0))
    assert low < 0.01 < 0.04 < high
    assert np.sum(y_test * (Z_test @ w + b) <= 0) == 7


def _parts(result):
    return result if isinstance(result, tuple) else (result,)
