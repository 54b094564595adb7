import numpy as np
import pytest

from course_lib import worlds


@pytest.mark.parametrize(("height", "width", "slip"), [(4, 12, 0.0), (3, 5, 0.3), (2, 3, 1.0)])
def test_a_cliff_is_a_world(height, width, slip):
    world = worlds.cliff(height, width, 20.0, slip)

    np.testing.assert_allclose(world.P.sum(axis=2), 1)
    assert np.all(world.P >= 0)
    assert world.terminal.tolist() == [False] * (height * width - 1) + [True]
    assert np.all(world.P[-1, :, -1] == 1)
    assert not world.R[-1].any()


def test_the_edge_leads_back_to_the_start():
    world = worlds.cliff(4, 6, 20.0)

    above_the_edge, down = 2 * 6 + 3, 2

    assert world.P[above_the_edge, down, world.start] == 1
    assert world.R[above_the_edge, down] == -20


def test_a_slip_is_one_of_the_four_moves():
    sure, slippery = worlds.cliff(3, 4, 20.0), worlds.cliff(3, 4, 20.0, 0.2)

    np.testing.assert_allclose(slippery.P[5], 0.8 * sure.P[5] + 0.05 * sure.P[5].sum(axis=0))
    np.testing.assert_allclose(slippery.R[5], 0.8 * sure.R[5] + 0.05 * sure.R[5].sum())


def test_a_random_world_is_a_world():
    world = worlds.random_world(6, 2, np.random.default_rng(0))

    np.testing.assert_allclose(world.P.sum(axis=2), 1)
    assert np.all((world.P > 0).sum(axis=2) <= 3)


def test_a_walk_ends_at_the_goal_or_at_its_limit():
    world, rng = worlds.cliff(3, 4), np.random.default_rng(0)
    up_right_down = np.eye(4)[[1, 1, 1, 2, 1, 1, 1, 2, 0, 0, 0, 0]]

    assert worlds.walk(world, up_right_down, rng).tolist() == [-1] * 5
    assert len(worlds.walk(world, np.eye(4)[[0] * 12], rng, limit=7)) == 7
    assert worlds.greedy_path(world, up_right_down) == [8, 4, 5, 6, 7, 11]
    assert len(worlds.greedy_path(world, np.eye(4)[[0] * 12], limit=9)) == 10


@pytest.mark.parametrize("seed", range(3))
def test_the_pole_obeys_lagrange_s_equations(seed):
    rng = np.random.default_rng(seed)
    state, force = 2 * rng.normal(size=(5, 4)), 10 * rng.normal(size=5)
    gravity, cart, pole, half, dt = rng.uniform(0.2, 2, size=5)

    moved = worlds.cartpole_step(state, force, gravity, cart, pole, half, dt)

    for (x, v, angle, turning), push, got in zip(state, force, moved, strict=True):
        couple = pole * half * np.cos(angle)
        masses = [[cart + pole, couple], [couple, 4 / 3 * pole * half**2]]
        drives = [push + pole * half * turning**2 * np.sin(angle), pole * gravity * half * np.sin(angle)]
        a, twist = np.linalg.solve(masses, drives)
        np.testing.assert_allclose(got, [x + dt * v, v + dt * a, angle + dt * turning, turning + dt * twist])


def test_energy_is_kept_as_the_step_vanishes():
    errors = []
    for steps in (50, 100, 200):
        state = np.array([[0.0, 0.3, 0.4, -0.5]])
        before = worlds.energy(state)
        for _ in range(steps):
            state = worlds.cartpole_step(state, np.zeros(1), dt=1 / steps)
        errors.append(abs(worlds.energy(state) - before)[0])

    np.testing.assert_allclose(np.divide(errors[:-1], errors[1:]), 2, rtol=0.3)


def test_without_a_force_the_common_momentum_stays():
    state = np.array([[0.0, 0.3, 0.4, -0.5]])

    def momentum(state):
        _, v, angle, turning = state[0]
        return 1.1 * v + 0.05 * turning * np.cos(angle)

    before = momentum(state)
    for _ in range(1000):
        state = worlds.cartpole_step(state, np.zeros(1), dt=1e-4)

    assert momentum(state) == pytest.approx(before, abs=1e-4)


def test_a_run_goes_on_until_all_have_fallen_and_who_has_fallen_stays():
    start = np.array([[0.0, 0, 0.2, 0.5], [0.0, 0, 0, 0]])

    states, actions, alive = worlds.run(lambda now: np.ones(len(now), dtype=int), start)

    assert states.shape == (len(actions), 2, 4)
    assert actions.shape == alive.shape
    assert alive.sum(axis=0).tolist() == [1, 9]
    np.testing.assert_array_equal(states[2, 0], states[-1, 0])
    assert np.all(np.diff(alive.astype(int), axis=0) <= 0)


def test_a_delay_shows_what_was():
    seen = []

    def policy(now):
        seen.append(now[0, 0])
        return np.zeros(1, dtype=int)

    states, _, _ = worlds.run(policy, np.array([[0.0, 1.0, 0, 0]]), limit=6, delay=2)

    np.testing.assert_array_equal(seen, states[[0, 0, 0, 1, 2, 3], 0, 0])


def test_who_pushes_to_one_side_lasts_nine_steps():
    starts = worlds.standing(np.random.default_rng(0), 200)

    assert np.all(np.abs(starts) <= 0.05)
    assert 9 < worlds.steps_balanced(np.zeros((2, 5)), starts).mean() < 10
