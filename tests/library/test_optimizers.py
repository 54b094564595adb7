import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.optimizers import (
    adam_step,
    minibatches,
    momentum_step,
    nesterov_step,
    rmsprop_step,
    sgd_least_squares,
)

CURVATURE = np.array([[3.0, 1.0, 0.0], [1.0, 2.0, -0.5], [0.0, -0.5, 0.7]])
START = np.array([1.0, -2.0, 0.5])


def gradient(theta):
    return CURVATURE @ theta + np.sin(theta)


def torch_trajectory(make_optimizer, steps=25):
    """The weights of a torch optimiser after each step on the same function."""
    theta = torch.nn.Parameter(torch.tensor(START))
    optimizer, path = make_optimizer([theta]), []
    for _ in range(steps):
        optimizer.zero_grad()
        (0.5 * theta @ torch.tensor(CURVATURE) @ theta - torch.cos(theta).sum()).backward()
        optimizer.step()
        path.append(theta.detach().numpy().copy())
    return np.array(path)


def test_momentum_equals_torch():
    theta, V, path = START, np.zeros(3), []
    for _ in range(25):
        theta, V = momentum_step(theta, V, gradient(theta), 0.05, 0.8)
        path.append(theta)

    np.testing.assert_allclose(path, torch_trajectory(lambda p: torch.optim.SGD(p, 0.05, momentum=0.8)), rtol=1e-12)


def test_nesterov_equals_torch_which_stores_the_predicted_point():
    theta, V, path = START, np.zeros(3), []
    for _ in range(25):
        theta, V = nesterov_step(theta, V, gradient, 0.05, 0.8)
        path.append(theta - 0.8 * V)
    expected = torch_trajectory(lambda p: torch.optim.SGD(p, 0.05, momentum=0.8, nesterov=True))

    np.testing.assert_allclose(path, expected, rtol=1e-12)


def test_rmsprop_equals_torch_when_epsilon_is_zero():
    theta, U, path = START, np.zeros(3), []
    for _ in range(25):
        theta, U = rmsprop_step(theta, U, gradient(theta), 0.05, 0.9, 0.0)
        path.append(theta)

    expected = torch_trajectory(lambda p: torch.optim.RMSprop(p, 0.05, alpha=0.9, eps=0.0))
    np.testing.assert_allclose(path, expected, rtol=1e-12)


def test_rmsprop_has_its_epsilon_inside_the_root():
    theta, U = rmsprop_step([1.0], [4.0], [2.0], alpha=0.1, rho=0.5, epsilon=5.0)

    np.testing.assert_allclose([theta, U], [[1 - 0.2 / 3], [4.0]])


def test_adam_equals_torch():
    theta, m, v, path = START, np.zeros(3), np.zeros(3), []
    for t in range(1, 26):
        theta, m, v = adam_step(theta, m, v, gradient(theta), t, 0.05, 0.9, 0.999, 1e-3)
        path.append(theta)

    expected = torch_trajectory(lambda p: torch.optim.Adam(p, 0.05, betas=(0.9, 0.999), eps=1e-3))
    np.testing.assert_allclose(path, expected, rtol=1e-12)


@given(st.floats(-1e6, 1e6).filter(lambda g: abs(g) > 1e-6), st.floats(0.1, 0.99), st.floats(0.1, 0.999))
def test_the_first_step_of_adam_has_length_alpha_whatever_the_gradient(grad, beta1, beta2):
    theta, _, _ = adam_step(0.0, 0.0, 0.0, grad, 1, 0.25, beta1, beta2, 0.0)

    np.testing.assert_allclose(theta, -0.25 * np.sign(grad))


def test_nesterov_with_the_printed_sign_diverges_where_the_corrected_one_converges():
    alpha, beta, curvature = 0.2, 0.9, 1.0  # beyond 1/beta - 1 = 0.111
    right = wrong = np.array(1.0)
    V_right = V_wrong = np.array(0.0)
    for _ in range(300):
        right, V_right = nesterov_step(right, V_right, lambda theta: curvature * theta, alpha, beta)
        V_wrong = beta * V_wrong + alpha * curvature * (wrong + beta * V_wrong)
        wrong = wrong - V_wrong

    assert abs(right) < 1e-6
    assert abs(wrong) > 1e3


@given(st.integers(1, 200), st.integers(1, 50))
def test_minibatches_are_a_partition_into_full_batches_and_a_rest(n, batch_size):
    batches = minibatches(n, batch_size, np.random.default_rng(0))

    assert sorted(np.concatenate(batches).tolist()) == list(range(n))
    assert [len(batch) for batch in batches[:-1]] == [batch_size] * (len(batches) - 1)
    assert 0 < len(batches[-1]) <= batch_size


def test_minibatches_come_from_the_generator():
    first, same, other = (np.concatenate(minibatches(50, 7, np.random.default_rng(seed))) for seed in (0, 0, 1))

    np.testing.assert_array_equal(first, same)
    assert not np.array_equal(first, other)


def test_least_squares_steps_equal_torch_autograd():
    rng = np.random.default_rng(0)
    X, Y, theta = rng.normal(size=(6, 3)), rng.normal(size=6), rng.normal(size=3)
    indices = [4, 0, 4, 5]
    expected = torch.tensor(theta, requires_grad=True)
    for i in indices:
        ((torch.tensor(Y[i]) - expected @ torch.tensor(X[i])) ** 2).backward()
        expected = (expected - 0.1 * expected.grad).detach().requires_grad_()

    np.testing.assert_allclose(sgd_least_squares(theta, X, Y, indices, 0.1), expected.detach().numpy())


@pytest.mark.parametrize(
    "call",
    [
        lambda: momentum_step(np.ones(2), np.ones(1), np.ones(2), 0.1, 0.9),
        lambda: nesterov_step(np.ones(2), np.ones(2), lambda theta: theta[:1], 0.1, 0.9),
        lambda: rmsprop_step(np.ones((2, 1)), np.ones(2), np.ones(2), 0.1, 0.9, 0.0),
        lambda: adam_step(np.ones(2), np.ones(2), 0.0, np.ones(2), 1, 0.1, 0.9, 0.999, 0.0),
    ],
)
def test_shapes_that_would_broadcast_are_refused(call):
    with pytest.raises(ValueError, match="all must have one shape"):
        call()


def test_other_nonsense_is_refused():
    with pytest.raises(ValueError, match="t is 0"):
        adam_step(1.0, 0.0, 0.0, 1.0, 0, 0.1, 0.9, 0.999, 1e-8)
    with pytest.raises(ValueError, match="must be positive"):
        minibatches(5, 0, np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"theta \(2,\), X \(4, 3\)"):
        sgd_least_squares(np.ones(2), np.ones((4, 3)), np.ones(4), [0], 0.1)
