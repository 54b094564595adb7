from fractions import Fraction

import numpy as np
import pytest
import torch

from course_lib.activations import (
    activation_gradient,
    elu,
    elu_derivative,
    leaky_relu,
    leaky_relu_derivative,
    relu,
    relu_backward,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    tanh_derivative,
)


@pytest.mark.parametrize("shape", [(), (3,), (2, 5), (2, 0)])
def test_relu_keeps_the_shape_and_equals_torch(shape):
    u = np.random.default_rng(0).normal(size=shape)

    np.testing.assert_array_equal(relu(u), torch.relu(torch.as_tensor(u)).numpy(), strict=True)


def test_relu_is_exact_on_fractions():
    assert relu([Fraction(-1, 3), Fraction(2, 3)]).tolist() == [0, Fraction(2, 3)]


def test_relu_does_not_change_its_argument():
    u = np.array([-1.0, 2.0])

    relu(u)

    np.testing.assert_array_equal(u, [-1.0, 2.0])


def test_the_derivative_at_zero_is_zero_as_in_torch():
    u = torch.tensor([-1.5, 0.0, 2.0], dtype=torch.float64, requires_grad=True)
    torch.relu(u).sum().backward()

    np.testing.assert_array_equal(relu_derivative(u.detach().numpy()), u.grad.numpy())


def test_relu_backward_matches_finite_differences_away_from_zero():
    rng = np.random.default_rng(1)
    u, grad_out, h = rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), 1e-6
    assert np.abs(u).min() > h

    numerical = grad_out * (relu(u + h) - relu(u - h)) / (2 * h)

    np.testing.assert_allclose(relu_backward(grad_out, u), numerical, atol=1e-8)


def test_relu_backward_refuses_shapes_that_would_broadcast():
    with pytest.raises(ValueError, match=r"grad_out has shape \(2, 1\) and u \(2, 2\)"):
        relu_backward(np.ones((2, 1)), np.ones((2, 2)))


OTHERS = {
    "sigmoid": (sigmoid, sigmoid_derivative, torch.sigmoid),
    "tanh": (np.tanh, tanh_derivative, torch.tanh),
    "leaky relu": (leaky_relu, leaky_relu_derivative, lambda u: torch.nn.functional.leaky_relu(u, 0.1)),
    "elu": (elu, elu_derivative, torch.nn.functional.elu),
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("shape", [(), (3,), (2, 5), (2, 0)])
def test_an_activation_and_its_derivative_equal_torch(name, shape):
    f, derivative, expected = OTHERS[name]
    u = 3 * np.random.default_rng(0).normal(size=shape)
    tensor = torch.tensor(u, requires_grad=True)
    out = expected(tensor)
    out.sum().backward()

    assert np.shape(f(u)) == np.shape(derivative(u)) == shape
    np.testing.assert_allclose(f(u), out.detach().numpy(), rtol=1e-12)
    np.testing.assert_allclose(derivative(u), tensor.grad.numpy(), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("name", OTHERS)
def test_a_derivative_matches_finite_differences(name):
    f, derivative, _ = OTHERS[name]
    u, h = np.array([-2.5, -0.3, 0.2, 1.7]), 1e-6

    np.testing.assert_allclose(derivative(u), (f(u + h) - f(u - h)) / (2 * h), rtol=1e-8)


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_overflows_far_out(name):
    f, derivative, _ = OTHERS[name]
    far = np.array([-1000.0, 1000.0])

    assert np.all(np.isfinite(f(far)))
    assert np.all(np.isfinite(derivative(far)))


@pytest.mark.parametrize("f", [leaky_relu_derivative, elu_derivative])
def test_derivatives_at_the_kink_are_torch_s(f):
    u = torch.zeros((), dtype=torch.float64, requires_grad=True)
    torch_f = torch.nn.functional.leaky_relu if f is leaky_relu_derivative else torch.nn.functional.elu
    torch_f(u, 0.3).backward()

    assert f(0.0, 0.3) == u.grad.item()


def test_small_slopes_keep_their_digits_where_the_curve_is_flat():
    np.testing.assert_allclose(sigmoid_derivative(40.0), np.exp(-40.0), rtol=1e-12)
    np.testing.assert_allclose(tanh_derivative(20.0), 4 * np.exp(-40.0), rtol=1e-12)


@pytest.mark.parametrize("alpha", [0.1, 0.5, 2.0])
@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "leaky", "elu"])
def test_activation_gradients_are_torch_s(name, alpha):
    functions = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "leaky": lambda u: torch.nn.functional.leaky_relu(u, alpha),
        "elu": lambda u: torch.nn.functional.elu(u, alpha),
    }
    u = torch.linspace(-30, 30, 24, dtype=torch.float64, requires_grad=True)

    [expected] = torch.autograd.grad(functions[name](u).sum(), u)

    np.testing.assert_allclose(activation_gradient(name, u.detach().numpy(), alpha), expected, atol=1e-13)


def test_an_unknown_activation_is_refused():
    with pytest.raises(ValueError, match="no activation 'swish'"):
        activation_gradient("swish", 0.0)
