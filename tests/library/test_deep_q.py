import numpy as np
import pytest
import torch

from course_lib.deep_q import dqn_gradient, two_states
from course_lib.gradients import numerical_gradient


@pytest.mark.parametrize("seed", range(3))
def test_the_gradient_is_torch_s_and_that_of_differences(seed):
    rng = np.random.default_rng(seed)
    theta, frozen = rng.normal(size=(2, 3, 4))
    states, next_states = rng.normal(size=(2, 6, 4))
    rest = states, rng.integers(3, size=6), rng.normal(size=6), next_states, rng.random(6) < 0.4, 0.8

    loss, grad_theta = dqn_gradient(theta, frozen, *rest)

    moving = torch.tensor(theta, requires_grad=True)
    s, a, r, s2, over = (torch.tensor(array) for array in rest[:5])
    target = r + 0.8 * torch.where(over, 0.0, (s2 @ torch.tensor(frozen).T).amax(dim=1))
    by_torch = (target - (s @ moving.T)[torch.arange(6), a]).square().mean()
    by_torch.backward()
    assert loss == pytest.approx(by_torch.item())
    np.testing.assert_allclose(grad_theta, moving.grad.numpy())
    by_differences = numerical_gradient(lambda inside: dqn_gradient(inside, frozen, *rest)[0], theta)
    np.testing.assert_allclose(grad_theta, by_differences, atol=1e-7)


@pytest.mark.parametrize("gamma", [0.3, 0.5, 0.9])
def test_from_copy_to_copy_the_weight_is_multiplied_by_twice_gamma(gamma):
    trace = two_states(1.0, gamma, 0.5, 200, 50)

    np.testing.assert_allclose(trace[50::50] / trace[:-1:50], 2 * gamma)


def test_a_frozen_target_slows_the_runaway_and_does_not_stop_it():
    fresh, frozen = two_states(1.0, 0.9, 0.1, 400, 1)[-1], two_states(1.0, 0.9, 0.1, 400, 20)[-1]

    assert fresh > frozen > 1000
    assert two_states(1.0, 0.4, 0.1, 400, 1)[-1] < 1e-3
