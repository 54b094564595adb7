import numpy as np
import pytest

from course_lib.exploration import epsilon_greedy, play_bandit


@pytest.mark.parametrize("epsilon", [0.0, 0.3, 1.0])
def test_each_action_is_taken_as_often_as_it_says(epsilon):
    values = np.array([-2.0, -1.0, -1.0, -5.0])
    actions = epsilon_greedy(np.tile(values, (40000, 1)), epsilon, np.random.default_rng(0))

    shares = np.bincount(actions, minlength=4) / 40000

    np.testing.assert_allclose(shares, epsilon / 4 + (1 - epsilon) * np.array([0, 0.5, 0.5, 0]), atol=0.02)


def test_the_generator_decides_and_the_table_stays():
    Q = np.random.default_rng(0).normal(size=(50, 3))
    before = Q.copy()

    one, same, other = (epsilon_greedy(Q, 0.5, np.random.default_rng(seed)) for seed in (1, 1, 2))

    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)
    np.testing.assert_array_equal(Q, before)


def test_who_never_tries_may_stay_wrong_for_ever():
    pulled = {e: play_bandit([0, 0.5], e, 400, 1000, np.random.default_rng(0)) for e in (0.0, 0.1)}

    stuck = {e: np.mean(np.all(arms[100:] == 0, axis=0)) for e, arms in pulled.items()}

    assert 0.15 < stuck[0.0] < 0.35
    assert stuck[0.1] == 0
