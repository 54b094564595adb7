from fractions import Fraction

import numpy as np
import pytest
import torch

from course_lib.activations import relu, relu_backward, relu_derivative


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
