import numpy as np
import pytest
import torch

from course_lib.autoencoders import (
    linear_autoencoder_gradients,
    through,
    train_autoencoder,
    train_linear_autoencoder,
)
from course_lib.principal_components import fit_pca, rebuild, rebuilding_error


@pytest.mark.parametrize(("N", "p", "k"), [(1, 1, 1), (5, 3, 2), (2, 4, 4)])
def test_gradients_are_torch_s(N, p, k):
    rng = np.random.default_rng(N)
    X, E, D = (rng.normal(size=shape) for shape in ((N, p), (k, p), (p, k)))
    e, d = (torch.tensor(A, requires_grad=True) for A in (E, D))
    (torch.tensor(X) @ e.T @ d.T - torch.tensor(X)).square().sum(dim=1).mean().backward()

    loss, grad_E, grad_D = linear_autoencoder_gradients(X, E, D)

    assert loss == pytest.approx(rebuilding_error(X, X @ E.T @ D.T))
    np.testing.assert_allclose(grad_E, e.grad.numpy(), atol=1e-12)
    np.testing.assert_allclose(grad_D, d.grad.numpy(), atol=1e-12)


def test_descent_finds_the_subspace_of_pca_and_other_weights_from_another_start():
    X = np.random.default_rng(0).normal(size=(200, 5)) * [2, 1.2, 0.6, 0.3, 0.1]
    X -= X.mean(axis=0)
    mean, W = fit_pca(X, 2)

    (E, D), (other, _) = (train_linear_autoencoder(X, 2, seed, rate=0.05, steps=1500) for seed in (0, 1))

    directions, _ = np.linalg.qr(D)
    np.testing.assert_allclose(directions @ directions.T, W.T @ W, atol=2e-3)
    assert rebuilding_error(X, X @ E.T @ D.T) == pytest.approx(rebuilding_error(X, rebuild(X, mean, W)), abs=1e-4)
    assert np.abs(E - other).max() > 0.1


def test_a_seed_makes_an_autoencoder_and_leaves_the_global_state_alone():
    X, before = np.random.default_rng(0).random((40, 6)), torch.get_rng_state()

    one, again, other = (through(*train_autoencoder(X, 2, seed, steps=20), X=X) for seed in (0, 0, 1))

    np.testing.assert_array_equal(one, again)
    assert np.abs(one - other).max() > 0
    assert torch.equal(before, torch.get_rng_state())
