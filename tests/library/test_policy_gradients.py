import numpy as np
import pytest
import torch

from course_lib import worlds
from course_lib.policy_gradients import (
    best_baseline,
    estimate_moments,
    learn_cartpole,
    policy_gradient,
    train_cartpole,
)


@pytest.mark.parametrize("scale", [1.0, 500.0])
def test_the_gradient_is_torch_s(scale):
    rng = np.random.default_rng(0)
    theta, states = scale * rng.normal(size=(3, 2)), rng.normal(size=(7, 2))
    actions, advantages = rng.integers(3, size=7), rng.normal(size=7)

    weights = torch.tensor(theta, requires_grad=True)
    log_p = torch.log_softmax(torch.tensor(states) @ weights.T, dim=1)[torch.arange(7), torch.tensor(actions)]
    (log_p * torch.tensor(advantages)).mean().backward()

    np.testing.assert_allclose(policy_gradient(theta, states, actions, advantages), weights.grad.numpy(), atol=1e-12)


def test_its_mean_over_all_actions_is_the_gradient_of_the_mean_reward():
    theta, rewards = np.array([0.3, -1.0, 0.5]), np.array([1.0, -2.0, 4.0])
    logits = torch.tensor(theta, requires_grad=True)
    (torch.softmax(logits, 0) @ torch.tensor(rewards)).backward()

    for b in (0.0, 3.0, -100.0):
        np.testing.assert_allclose(estimate_moments(theta, rewards, b)[0], logits.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_no_other_baseline_leaves_less_variance(seed):
    theta, rewards = np.random.default_rng(seed).normal(size=(2, 5))
    b = best_baseline(theta, rewards)

    least = estimate_moments(theta, rewards, b)[1]

    for other in (b - 1e-3, b + 1e-3, b + 1, 0.0, rewards.mean()):
        assert estimate_moments(theta, rewards, other)[1] > least


def test_it_learns_to_balance():
    theta, lasted = learn_cartpole(np.random.default_rng(3))

    assert lasted[0] < 40
    assert worlds.steps_balanced(theta, worlds.standing(np.random.default_rng(1), 100)).mean() > 190


def test_a_generator_decides():
    one, same, other = (train_cartpole(np.random.default_rng(seed), updates=3) for seed in (0, 0, 1))

    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)
