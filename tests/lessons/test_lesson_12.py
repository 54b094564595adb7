"""Lesson 12: the library's functions are the lesson's own, and what the lesson claims."""

import re
from pathlib import Path

import numpy as np
import pytest

from course_lib import (
    deep_q,
    exploration,
    planning,
    policy_gradients,
    returns,
    temporal_difference,
    worlds,
)

pytestmark = pytest.mark.slow

LESSON = Path(__file__).parents[2] / "solutions" / "12_reinforcement_learning"


def numbers(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


@pytest.mark.parametrize("seed", range(3))
def test_library_and_lesson_agree(answers, seed):
    rng = np.random.default_rng(seed)
    world, policy = worlds.random_world(5, 3, rng), rng.dirichlet(np.ones(3), size=5)
    Q, theta, frozen = numbers(seed, 5, 3), numbers(seed + 10, 3, 4), numbers(seed + 20, 3, 4)
    states, next_states = numbers(seed + 30, 7, 4), numbers(seed + 40, 7, 4)
    actions, rewards, over = rng.integers(3, size=7), rng.normal(size=7), rng.random(7) < 0.3
    log = [(0, 1, 1.0, 2, False, 0.5), (2, 0, -1.0, 3, True, Q[2, 0] + 0.5 * (-1 + 0.9 * Q[3].max() - Q[2, 0]))]

    for module, name, arguments in [
        (returns, "discounted_returns", (rewards, over, 0.9)),
        (planning, "evaluate_policy", (world.P, world.R, policy, 0.9)),
        (planning, "value_iteration", (world.P, world.R, 0.9, 0.1)),
        (temporal_difference, "td_update", (Q, 0, 1, 1.0, 2, None, False, 0.3, 0.9)),
        (temporal_difference, "td_update", (Q, 0, 1, 1.0, 2, 0, False, 0.3, 0.9)),
        (temporal_difference, "td_update", (Q, 0, 1, 1.0, 2, 0, True, 0.3, 0.9)),
        (deep_q, "dqn_gradient", (theta, frozen, states, actions, rewards, next_states, over, 0.9)),
        (policy_gradients, "policy_gradient", (theta, states, actions, rewards)),
        (policy_gradients, "best_baseline", (rewards, next_states[:, 0])),
        (worlds, "cartpole_step", (states, rewards, 9.0, 1.2, 0.3, 0.7, 0.05)),
        (worlds, "cartpole_step", (states, rewards)),
    ]:
        mine, theirs = getattr(module, name)(*arguments), answers[name](*arguments)
        pairs = zip(mine, theirs, strict=True) if isinstance(mine, tuple) else [(mine, theirs)]
        for one, other in pairs:
            np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)
    assert temporal_difference.audit_log(Q, log, 0.5, 0.9) == answers["audit_log"](Q, log, 0.5, 0.9)


def test_both_choose_as_often(answers):
    Q = np.tile([1.0, 3.0, 2.0, 3.0], (20000, 1))

    mine, theirs = (
        np.bincount(choose(Q, 0.4, np.random.default_rng(0)), minlength=4) / 20000
        for choose in (exploration.epsilon_greedy, answers["epsilon_greedy"])
    )

    np.testing.assert_allclose(mine, theirs, atol=0.03)


def test_both_agents_learn_the_same_world(answers):
    world = worlds.cliff(3, 4, 20.0)

    mine, theirs = (
        learn(world.P, world.R, world.terminal, world.start, 600, 0.2, 0.9, 0.3, np.random.default_rng(0))
        for learn in (temporal_difference.q_learning, answers["q_learning"])
    )

    np.testing.assert_allclose(mine[world.start].max(), theirs[world.start].max(), atol=0.01)


@pytest.mark.parametrize("seed", [3, 4])
def test_the_lesson_s_policy_balances_with_room_to_spare(answers, seed):
    theta = answers["train_cartpole"](np.random.default_rng(seed))

    assert worlds.steps_balanced(theta, worlds.standing(np.random.default_rng(9), 100)).mean() > 190


def number(printed, pattern):
    return float(re.search(pattern, printed, re.M).group(1))


def test_walks_agree_with_the_linear_system(printed):
    solved, walked, spread = re.search(r"solved (\S+), walked (\S+) ± (\S+)", printed).groups()

    assert abs(float(solved) - float(walked)) < 2 * float(spread)


def test_a_small_change_hides_a_large_error(printed):
    change, error = re.search(r"largest change is (\S+), and the largest error (\S+)", printed).groups()

    assert float(change) <= 0.01
    assert float(error) > 0.9


def test_who_never_tries_gets_stuck(printed):
    stuck = [float(share) for share in re.findall(r"(\S+) % never leave", printed)]

    assert 15 < stuck[0] < 30
    assert max(stuck[1:]) < 1


def test_q_learning_takes_the_edge_and_sarsa_earns_more(printed):
    (short, fell), (long, safe) = (
        map(float, re.search(rf"^{name} .*: (\d+) steps; it earned (-\d+)", printed, re.M).groups())
        for name in ("Q-learning", "SARSA")
    )

    assert short == 13 < long
    assert safe > fell + 15


def test_the_printed_vector_climbs(printed):
    before, down, up = re.search(r"loss (\S+); minus the gradient: (\S+); .* vector: (\S+)", printed).groups()

    assert float(down) < float(before) < float(up)


def test_the_best_baseline_is_not_the_mean_reward(printed):
    variances = [float(one) for one in re.findall(r"variance (\S+)$", printed, re.M)]

    assert variances == [5.06, 1.93, 1.4]


def test_energy_error_halves_with_the_step(printed):
    grown = [float(one) for one in re.findall(r"energy grew by (\S+) joules", printed)]

    np.testing.assert_allclose(np.divide(grown[:-1], grown[1:]), 2, rtol=0.2)


def test_delay_hurts_and_the_tables_do_not(printed):
    for harmless in ("as in training  ", "a pole 4 times as long", "a cart 5 times as heavy", "gravity 25"):
        assert number(printed, rf"^{harmless} +(\d+) of 200") > 190
    assert number(printed, r"^a delay of 4 steps.* (\d+) of 200") < 180
    assert number(printed, r"^a delay of 6 steps.* (\d+) of 200") < 30
    assert number(printed, r"^five times longer +(\d+) of 1000") < 800
