import numpy as np
import pytest

from course_lib import planning, worlds
from course_lib.temporal_difference import audit_log, learn, q_learning, td_update


@pytest.mark.parametrize(
    ("a2", "done", "later"), [(None, False, -1.5), (0, False, -4.0), (None, True, 0), (0, True, 0)]
)
def test_one_entry_moves_towards_its_target(a2, done, later):
    Q = np.array([[0.5, -1.0], [2.0, -3.0], [-4.0, -1.5]])

    new = td_update(Q, 0, 1, 2.0, 2, a2, done, 0.25, 0.5)

    assert new[0, 1] == pytest.approx(0.75 * -1 + 0.25 * (2 + 0.5 * later))
    assert np.sum(new != Q) == 1
    assert Q[0, 1] == -1


@pytest.mark.parametrize("seed", range(2))
def test_it_learns_a_slippery_cliff(seed):
    world = worlds.cliff(4, 6, 20.0, 0.1)
    best = planning.value_iteration(world.P, world.R, 0.95, 1e-9)[0][world.start]

    Q = q_learning(world.P, world.R, world.terminal, world.start, 1500, 0.1, 0.95, 0.3, np.random.default_rng(seed))

    greedy = planning.evaluate_policy(world.P, world.R, np.eye(4)[Q.argmax(axis=1)], 0.95)[world.start]
    assert best - greedy < 0.1
    assert abs(Q[world.start].max() - best) < 0.5
    assert not Q[19:].any()


def test_a_world_without_an_end_is_left():
    P, R = np.ones((1, 2, 1)), np.ones((1, 2))

    Q = q_learning(P, R, np.array([False]), 0, 2, 0.5, 0.5, 0.5, np.random.default_rng(0))

    assert Q.max() == pytest.approx(2)


def test_sarsa_stays_away_from_the_edge_and_q_learning_falls():
    world = worlds.cliff()
    found = {}
    for sarsa in (False, True):
        Q, earned = learn(
            world.P, world.R, world.terminal, world.start, 2000, 0.1, 1.0, 0.1, np.random.default_rng(0), sarsa
        )
        found[sarsa] = len(worlds.greedy_path(world, Q)) - 1, earned[-500:].mean()

    assert found[False][0] == 13
    assert found[True][0] >= 15
    assert found[True][1] > found[False][1] + 15


def test_an_audit_finds_what_was_planted():
    rng, names = np.random.default_rng(0), []
    Q0 = rng.normal(size=(4, 3)) * 3
    Q, log = Q0.copy(), []
    for _ in range(60):
        s, s2, a, done, r = *(int(n) for n in rng.integers([4, 4, 3])), bool(rng.random() < 0.4), float(rng.normal())
        later = Q[s2].max()
        name = str(rng.choice(["ok", "bootstraps" if done else "undiscounted", "other"]))
        extra = {"ok": 0 if done else 0.8 * later, "bootstraps": 0.8 * later, "undiscounted": later, "other": 99}[name]
        Q[s, a] += 0.3 * (r + extra - Q[s, a])
        log.append((s, a, r, s2, done, Q[s, a]))
        names.append(name)

    assert audit_log(Q0, log, 0.3, 0.8) == names
    assert audit_log(Q0, [], 0.3, 0.8) == []
