import numpy as np
import pytest
import torch

from course_lib.gradients import numerical_gradient
from course_lib.normalization import batch_norm, batch_norm_backward, layer_norm


@pytest.mark.parametrize("shape", [(5,), (3, 4), (2, 3, 6)])
@pytest.mark.parametrize("epsilon", [1e-5, 0.5])
def test_layer_norm_is_torch_s(shape, epsilon):
    rng = np.random.default_rng(0)
    X, gain, bias = 3 * rng.normal(size=shape) + 2, rng.normal(size=shape[-1]), rng.normal(size=shape[-1])

    tensors = torch.tensor(gain), torch.tensor(bias)
    expected = torch.nn.functional.layer_norm(torch.tensor(X), shape[-1:], *tensors, epsilon)

    np.testing.assert_allclose(layer_norm(X, gain, bias, epsilon), expected, rtol=1e-10)


def test_a_token_of_equal_numbers_becomes_the_bias():
    np.testing.assert_array_equal(layer_norm(np.full((2, 3), 7.0), np.ones(3), [1, 2, 3]), [[1, 2, 3]] * 2)


@pytest.mark.parametrize(("momentum", "epsilon"), [(0.1, 1e-5), (0.75, 0.1)])
def test_batch_norm_is_torch_s_in_training_and_after(momentum, epsilon):
    rng = np.random.default_rng(0)
    gain, bias, mean, var = rng.normal(size=(4, 3))
    layer = torch.nn.BatchNorm1d(3, eps=epsilon, momentum=momentum).double()
    layer.load_state_dict({**layer.state_dict(), **dict(zip(("weight", "bias", "running_mean", "running_var"),
                           map(torch.tensor, (gain, bias, mean, var**2)), strict=True))})  # fmt: skip
    var = var**2

    for N in (2, 5, 7):
        X = 2 * rng.normal(size=(N, 3)) + 1
        Y, mean, var = batch_norm(X, gain, bias, mean, var, True, momentum, epsilon)
        np.testing.assert_allclose(Y, layer(torch.tensor(X)).detach(), rtol=1e-10)
        np.testing.assert_allclose(mean, layer.running_mean, rtol=1e-10)
        np.testing.assert_allclose(var, layer.running_var, rtol=1e-10)

    Y, *kept = batch_norm(X[:1], gain, bias, mean, var, False, momentum, epsilon)
    np.testing.assert_allclose(Y, layer.eval()(torch.tensor(X[:1])).detach(), rtol=1e-10)
    np.testing.assert_array_equal(kept, [mean, var])


def test_a_constant_column_becomes_the_bias_and_one_example_is_refused():
    Y, *_ = batch_norm(np.full((4, 2), 7.0), [1, 2], [3, 4], np.zeros(2), np.ones(2), True)

    np.testing.assert_array_equal(Y, [[3, 4]] * 4)
    with pytest.raises(ValueError, match="one example"):
        batch_norm(np.ones((1, 2)), [1, 2], [3, 4], np.zeros(2), np.ones(2), True)


@pytest.mark.parametrize("N", [2, 3, 8])
@pytest.mark.parametrize("epsilon", [1e-5, 0.1])
def test_batch_norm_backward_matches_differences_and_its_symmetries(N, epsilon):
    rng = np.random.default_rng(N)
    X, grad_out, gain, bias = rng.normal(size=(N, 3)), rng.normal(size=(N, 3)), rng.normal(size=3), rng.normal(size=3)

    def loss(X, gain, bias):
        return np.sum(grad_out * batch_norm(X, gain, bias, np.zeros(3), np.ones(3), True, epsilon=epsilon)[0])

    grad_X, grad_gain, grad_bias = batch_norm_backward(grad_out, X, gain, epsilon)

    np.testing.assert_allclose(grad_X, numerical_gradient(lambda X: loss(X, gain, bias), X), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(grad_gain, numerical_gradient(lambda g: loss(X, g, bias), gain), rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(grad_bias, numerical_gradient(lambda b: loss(X, gain, b), bias), rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(grad_X.sum(axis=0), 0, atol=1e-9)  # adding a constant to a column changes nothing
