import itertools

import numpy as np
import pytest

from course_lib import planning, worlds


@pytest.mark.parametrize("seed", range(3))
def test_the_solved_value_is_where_sweeps_end(seed):
    rng = np.random.default_rng(seed)
    world, policy = worlds.random_world(5, 3, rng), rng.dirichlet(np.ones(3), size=5)
    V = np.zeros(5)
    for _ in range(400):
        V = np.sum(policy * planning.sweep(world.P, world.R, V, 0.9), axis=1)

    np.testing.assert_allclose(planning.evaluate_policy(world.P, world.R, policy, 0.9), V)


@pytest.mark.parametrize("seed", range(3))
def test_the_best_value_is_the_best_of_all_policies(seed):
    world = worlds.random_world(4, 3, np.random.default_rng(seed))
    values = [
        planning.evaluate_policy(world.P, world.R, np.eye(3)[list(policy)], 0.9)
        for policy in itertools.product(range(3), repeat=4)
    ]

    V, policy = planning.value_iteration(world.P, world.R, 0.9, 1e-10)

    np.testing.assert_allclose(V, np.max(values, axis=0), atol=1e-9)
    np.testing.assert_allclose(planning.evaluate_policy(world.P, world.R, np.eye(3)[policy], 0.9), V, atol=1e-8)


@pytest.mark.parametrize("tolerance", [3.0, 0.1, 0.01])
@pytest.mark.parametrize("gamma", [0.0, 0.5, 0.99])
def test_the_tolerance_is_a_guarantee(gamma, tolerance):
    for seed in range(5):
        world = worlds.random_world(6, 2, np.random.default_rng(seed))
        exact, _ = planning.value_iteration(world.P, world.R, gamma, 1e-11)

        V, _ = planning.value_iteration(world.P, world.R, gamma, tolerance)

        assert np.abs(V - exact).max() <= tolerance + 1e-9


def test_a_sweep_brings_two_guesses_nearer_by_gamma():
    rng = np.random.default_rng(1)
    world = worlds.random_world(6, 3, rng)
    for _ in range(20):
        U, V = rng.normal(size=(2, 6))
        after = [planning.sweep(world.P, world.R, guess, 0.7).max(axis=1) for guess in (U, V)]
        assert np.abs(after[0] - after[1]).max() <= 0.7 * np.abs(U - V).max() + 1e-12


@pytest.mark.parametrize("gamma", [1.0, -0.1, 2.0])
def test_a_discount_outside_its_range_is_refused(gamma):
    world = worlds.cliff(2, 3)

    with pytest.raises(ValueError, match="gamma"):
        planning.evaluate_policy(world.P, world.R, np.full((6, 4), 0.25), gamma)
    with pytest.raises(ValueError, match="gamma"):
        planning.value_iteration(world.P, world.R, gamma, 0.1)
