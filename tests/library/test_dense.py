from itertools import pairwise

import numpy as np
import pytest
import torch

from course_lib.dense import (
    collapse,
    count_parameters,
    layer,
    layer_backward,
    mlp,
    mlp_backward,
    mlp_gradients,
    mlp_states,
)

SIZES = [(3, 2), (2, 4, 1), (5, 3, 3, 2)]


def random_network(sizes, seed=0):
    rng = np.random.default_rng(seed)
    weights = [rng.normal(size=(d_out, d_in)) for d_in, d_out in pairwise(sizes)]
    biases = [rng.normal(size=d_out) for d_out in sizes[1:]]
    return weights, biases, rng.normal(size=(6, sizes[0]))


def numerical_gradient(loss, array, h=1e-6):
    grad = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        up, down = array.copy(), array.copy()
        up[index] += h
        down[index] -= h
        grad[index] = (loss(up) - loss(down)) / (2 * h)
    return grad


def test_layer_equals_neuron_by_neuron():
    (A,), (b,), U = random_network((3, 2))

    out = layer(A, b, U)

    assert out.shape == (6, 2)
    for i, u in enumerate(U):
        for j in range(2):
            assert out[i, j] == pytest.approx(sum(A[j, k] * u[k] for k in range(3)) + b[j])


@pytest.mark.parametrize(
    ("shape_A", "shape_b", "shape_U", "message"),
    [
        ((2,), (2,), (5, 3), "A has shape"),
        ((2, 3), (2,), (5, 2), r"U has shape \(5, 2\): for A \(2, 3\) it must be \(B, 3\)"),
        ((2, 3), (2,), (3,), "U has shape"),
        ((2, 3), (3,), (5, 3), r"b has shape \(3,\): for A \(2, 3\) it must be \(2,\)"),
        ((2, 3), (2, 1), (5, 3), "b has shape"),
    ],
)
def test_layer_says_which_shape_does_not_fit(shape_A, shape_b, shape_U, message):
    with pytest.raises(ValueError, match=message):
        layer(np.ones(shape_A), np.ones(shape_b), np.ones(shape_U))


@pytest.mark.parametrize("sizes", SIZES)
def test_mlp_equals_torch_in_float64(sizes):
    weights, biases, X = random_network(sizes)
    out = torch.as_tensor(X)
    for depth, (A, b) in enumerate(zip(weights, biases, strict=True)):
        out = torch.nn.functional.linear(torch.relu(out) if depth else out, torch.as_tensor(A), torch.as_tensor(b))

    np.testing.assert_allclose(mlp(weights, biases, X), out.numpy(), atol=1e-12)


def test_mlp_without_biases_is_positively_homogeneous():
    weights, biases, X = random_network((2, 4, 1))
    biases = [np.zeros_like(b) for b in biases]

    np.testing.assert_allclose(mlp(weights, biases, 3 * X), 3 * mlp(weights, biases, X))
    np.testing.assert_array_equal(mlp(weights, biases, np.zeros((1, 2))), [[0.0]])


def test_mlp_states_start_with_the_input_and_end_with_the_output():
    weights, biases, X = random_network((5, 3, 3, 2))

    states = mlp_states(weights, biases, X)

    assert [state.shape for state in states] == [(6, 5), (6, 3), (6, 3), (6, 2)]
    np.testing.assert_array_equal(states[0], X)
    np.testing.assert_array_equal(states[-1], mlp(weights, biases, X))


def test_mlp_wants_one_bias_for_each_matrix():
    with pytest.raises(ValueError, match="2 weight matrices and 1 biases"):
        mlp([np.ones((1, 1))] * 2, [np.ones(1)], np.ones((1, 1)))
    with pytest.raises(ValueError, match="0 weight matrices"):
        mlp([], [], np.ones((1, 1)))


def test_layer_backward_matches_finite_differences():
    (A,), (b,), U = random_network((3, 2))
    grad_out = np.random.default_rng(5).normal(size=(6, 2))

    grad_A, grad_b, grad_U = layer_backward(grad_out, A, U)

    for grad, loss, at in [
        (grad_A, lambda A: (grad_out * layer(A, b, U)).sum(), A),
        (grad_b, lambda b: (grad_out * layer(A, b, U)).sum(), b),
        (grad_U, lambda U: (grad_out * layer(A, b, U)).sum(), U),
    ]:
        np.testing.assert_allclose(grad, numerical_gradient(loss, at), atol=1e-7, strict=True)


def test_layer_backward_of_an_empty_batch_is_zero():
    grad_A, grad_b, grad_U = layer_backward(np.zeros((0, 2)), np.ones((2, 3)), np.zeros((0, 3)))

    np.testing.assert_array_equal(grad_A, np.zeros((2, 3)))
    np.testing.assert_array_equal(grad_b, np.zeros(2))
    assert grad_U.shape == (0, 3)


def test_layer_backward_says_which_shape_does_not_fit():
    with pytest.raises(ValueError, match=r"grad_out has shape \(6, 3\)"):
        layer_backward(np.ones((6, 3)), np.ones((2, 3)), np.ones((6, 3)))
    with pytest.raises(ValueError, match="U has shape"):
        layer_backward(np.ones((6, 2)), np.ones((2, 3)), np.ones((6, 4)))


@pytest.mark.parametrize("sizes", SIZES)
def test_mlp_backward_matches_finite_differences(sizes):
    weights, biases, X = random_network(sizes, seed=3)
    grad_out = np.random.default_rng(7).normal(size=(6, sizes[-1]))

    grads_w, grads_b, grad_X = mlp_backward(grad_out, weights, biases, X)

    def loss_with(parameters, depth, value, X=X):
        changed = [*parameters[:depth], value, *parameters[depth + 1 :]]
        arguments = (changed, biases) if parameters is weights else (weights, changed)
        return (grad_out * mlp(*arguments, X)).sum()

    for parameters, grads in [(weights, grads_w), (biases, grads_b)]:
        for depth, at in enumerate(parameters):
            numerical = numerical_gradient(lambda v, p=parameters, d=depth: loss_with(p, d, v), at)
            np.testing.assert_allclose(grads[depth], numerical, atol=1e-6, strict=True)
    numerical = numerical_gradient(lambda X: (grad_out * mlp(weights, biases, X)).sum(), X)
    np.testing.assert_allclose(grad_X, numerical, atol=1e-6, strict=True)


@pytest.mark.parametrize("sizes", SIZES)
def test_mlp_gradients_equal_torch_in_float64(sizes):
    weights, biases, X = random_network(sizes, seed=4)
    k = np.random.default_rng(8).integers(sizes[-1], size=6)
    parameters = [[torch.tensor(array, requires_grad=True) for array in arrays] for arrays in (weights, biases)]
    out = torch.as_tensor(X)
    for depth, (A, b) in enumerate(zip(*parameters, strict=True)):
        out = torch.nn.functional.linear(torch.relu(out) if depth else out, A, b)
    expected = torch.nn.functional.cross_entropy(out, torch.as_tensor(k))
    expected.backward()

    loss, *grads = mlp_gradients(weights, biases, X, k)

    assert loss == pytest.approx(expected.item(), abs=1e-12)
    for mine, theirs in zip(grads, parameters, strict=True):
        for grad, tensor in zip(mine, theirs, strict=True):
            np.testing.assert_allclose(grad, tensor.grad.numpy(), atol=1e-12, strict=True)


def test_mlp_gradients_stand_large_scores():
    loss, grads_w, _ = mlp_gradients([np.array([[1000.0], [-1000.0]])], [np.zeros(2)], [[1.0]], np.array([1]))

    assert loss == 2000.0
    np.testing.assert_array_equal(grads_w[0], [[1.0], [-1.0]])


def test_collapse_is_one_layer_that_does_what_two_do():
    (A1, A2), (b1, b2), U = random_network((3, 4, 2))

    M, c = collapse(A1, b1, A2, b2)

    np.testing.assert_allclose(layer(M, c, U), layer(A2, b2, layer(A1, b1, U)))
    with pytest.raises(ValueError, match="no two layers in a row"):
        collapse(A2, b2, A1, b1)


@pytest.mark.parametrize("sizes", SIZES)
def test_parameters_are_counted_as_they_are_stored(sizes):
    weights, biases, _ = random_network(sizes)

    assert count_parameters(sizes) == sum(part.size for part in (*weights, *biases))
