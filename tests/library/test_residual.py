import numpy as np
import pytest

from course_lib.gradients import numerical_gradient
from course_lib.residual import residual, residual_backward


@pytest.mark.parametrize(("N", "d", "h"), [(1, 1, 1), (4, 3, 5), (5, 6, 2)])
def test_residual_backward_matches_differences(N, d, h):
    rng = np.random.default_rng(N)
    X, W1, W2, grad_out = (rng.normal(size=shape) for shape in [(N, d), (h, d), (d, h), (N, d)])

    gradients = residual_backward(grad_out, X, W1, W2)

    for number, gradient in enumerate(gradients):

        def loss(value, number=number):
            arguments = [X, W1, W2]
            arguments[number] = value
            return np.sum(grad_out * residual(*arguments))

        expected = numerical_gradient(loss, [X, W1, W2][number])
        np.testing.assert_allclose(gradient, expected, rtol=1e-5, atol=1e-7)


def test_a_block_without_weights_passes_signal_and_gradient_on():
    X, W1, W2 = np.array([[1.0, -2.0]]), np.zeros((3, 2)), np.zeros((2, 3))

    np.testing.assert_array_equal(residual(X, W1, W2), X)
    np.testing.assert_array_equal(residual_backward(-X, X, W1, W2)[0], -X)
