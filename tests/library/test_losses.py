import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.gradients import numerical_gradient
from course_lib.losses import (
    cross_entropy,
    cross_entropy_gradient,
    entropy,
    entropy_gradient,
    hinge_loss,
    hinge_loss_gradient,
    kl_divergence,
    kl_divergence_gradient,
    mean_squared_error,
    mean_squared_error_gradient,
    softmax,
    softmax_backward,
)

SCORES = arrays(float, st.tuples(st.integers(1, 5), st.integers(1, 6)), elements=st.floats(-1000, 1000))
POSITIVE = arrays(float, 4, elements=st.floats(0.01, 1))


def example(n=5, classes=3, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, classes)), rng.integers(classes, size=n)


def test_the_hinge_loss_is_the_decks_at_margins_minus_2_0_1_and_2():
    values = [hinge_loss([1], [margin]) for margin in (-2.0, 0.0, 1.0, 2.0)]

    assert values == [3, 1, 0, 0]


@given(arrays(float, 6, elements=st.floats(-5, 5)))
def test_the_hinge_loss_is_never_below_the_number_of_errors(f):
    y = np.array([1, -1, 1, -1, 1, -1])

    assert hinge_loss(y, f) >= np.sum(y * f <= 0)


@pytest.mark.parametrize("n", [1, 7])
def test_the_gradients_of_hinge_and_squared_error_match_finite_differences(n):
    rng = np.random.default_rng(n)
    y, f = rng.choice([-1, 1], size=n), rng.normal(size=n)
    assert np.abs(1 - y * f).min() > 1e-3  # away from the kink

    for loss, gradient in [
        (lambda f: hinge_loss(y, f), hinge_loss_gradient(y, f)),
        (lambda f: mean_squared_error(f, y), mean_squared_error_gradient(f, y)),
    ]:
        np.testing.assert_allclose(gradient, numerical_gradient(loss, f), atol=1e-8)


def test_a_column_and_a_vector_are_refused_by_the_squared_error():
    with pytest.raises(ValueError, match=r"predictions has shape \(3, 1\) and targets \(3,\)"):
        mean_squared_error(np.ones((3, 1)), np.ones(3))


@given(SCORES)
def test_softmax_gives_probabilities_for_scores_of_any_size(Z):
    probabilities = softmax(Z)

    assert np.all(probabilities >= 0)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)


@given(SCORES, st.floats(-1000, 1000))
def test_softmax_does_not_see_a_constant_added_to_a_row(Z, constant):
    np.testing.assert_allclose(softmax(Z + constant), softmax(Z), atol=1e-12)


def test_softmax_of_two_scores_is_the_sigmoid_of_their_difference():
    Z, _ = example(classes=2)

    np.testing.assert_allclose(softmax(Z)[:, 1], 1 / (1 + np.exp(Z[:, 0] - Z[:, 1])))


@pytest.mark.parametrize("scale", [1, 1000])
def test_softmax_and_cross_entropy_equal_torch(scale):
    Z, k = example()
    tensor = torch.tensor(scale * Z, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(tensor, torch.tensor(k))
    loss.backward()

    np.testing.assert_allclose(softmax(scale * Z), torch.softmax(tensor, 1).detach().numpy(), atol=1e-15)
    np.testing.assert_allclose(cross_entropy(scale * Z, k), loss.item())
    np.testing.assert_allclose(cross_entropy_gradient(scale * Z, k), tensor.grad.numpy(), atol=1e-15)


@pytest.mark.parametrize(("n", "classes"), [(1, 2), (5, 3)])
def test_cross_entropy_gradient_matches_finite_differences(n, classes):
    Z, k = example(n, classes)

    expected = numerical_gradient(lambda Z: cross_entropy(Z, k), Z)

    np.testing.assert_allclose(cross_entropy_gradient(Z, k), expected, atol=1e-9)


def test_softmax_backward_matches_finite_differences():
    Z, _ = example()
    grad_out = np.random.default_rng(1).normal(size=Z.shape)

    expected = numerical_gradient(lambda Z: np.sum(grad_out * softmax(Z)), Z)

    np.testing.assert_allclose(softmax_backward(grad_out, Z), expected, atol=1e-9)


@pytest.mark.parametrize(
    ("Z", "k", "message"),
    [
        ([[1.0, 2.0]], [2], "from 0 to 1"),
        ([[1.0, 2.0]], [-1], "from 0 to 1"),
        ([[1.0, 2.0]], [0.0], "whole numbers"),
        ([[1.0, 2.0]], [0, 1], r"\(1, 2\) and k \(2,\)"),
        ([1.0, 2.0], [0], r"\(2,\)"),
    ],
)
def test_targets_that_are_no_classes_are_refused(Z, k, message):
    for function in (cross_entropy, cross_entropy_gradient):
        with pytest.raises(ValueError, match=message):
            function(Z, k)


def test_a_vector_is_no_batch_of_scores():
    with pytest.raises(ValueError, match=r"Z has shape \(3,\)"):
        softmax([1.0, 2.0, 3.0])


@given(POSITIVE, POSITIVE)
def test_the_divergence_is_not_negative_and_cross_entropy_is_entropy_plus_divergence(p, q):
    p, q = p / p.sum(), q / q.sum()

    assert kl_divergence(p, q) >= -1e-12
    assert kl_divergence(p, p) == 0
    np.testing.assert_allclose(-np.sum(p * np.log(q)), entropy(p) + kl_divergence(p, q))


def test_the_gradients_of_entropy_and_divergence_match_finite_differences():
    p, q = np.array([0.2, 0.5, 0.3]), np.array([0.6, 0.1, 0.3])

    np.testing.assert_allclose(entropy_gradient(p), numerical_gradient(entropy, p), atol=1e-8)
    np.testing.assert_allclose(
        kl_divergence_gradient(p, q), numerical_gradient(lambda q: kl_divergence(p, q), q), atol=1e-8
    )


def test_zeros_are_what_their_limits_are():
    assert entropy([1.0, 0.0]) == 0
    assert kl_divergence([1.0, 0.0], [0.5, 0.5]) == pytest.approx(np.log(2))
    assert kl_divergence([0.5, 0.5], [1.0, 0.0]) == np.inf
    assert kl_divergence([1.0, 0.0, 0.0], [1.0, 0.0, 0.0]) == 0


@pytest.mark.parametrize("function", [entropy, entropy_gradient])
def test_a_negative_probability_is_refused(function):
    with pytest.raises(ValueError, match="without negative"):
        function([-0.5, 1.5])


def test_gradients_that_do_not_exist_are_refused():
    with pytest.raises(ValueError, match="no gradient where p is 0"):
        entropy_gradient([0.0, 1.0])
    with pytest.raises(ValueError, match="no gradient where q is 0"):
        kl_divergence_gradient([0.5, 0.5], [0.0, 1.0])


def test_no_loss_changes_its_arguments():
    Z, k = example()
    before = Z.copy()

    softmax(Z), cross_entropy(Z, k), cross_entropy_gradient(Z, k), softmax_backward(Z, Z)

    np.testing.assert_array_equal(Z, before)
