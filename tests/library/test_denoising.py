import numpy as np
import pytest
import torch

from course_lib.denoising import (
    denoising_network,
    drawn_by_denoising,
    expected_error,
    linear_denoiser,
    nearest,
    remembered,
    train_denoiser,
)
from course_lib.principal_components import fit_pca

X = 1 + np.random.default_rng(0).normal(size=(40, 4)) @ np.random.default_rng(1).normal(size=(4, 4))


def test_no_other_affine_map_denoises_better():
    A, b = linear_denoiser(X, 0.7)
    best, rng = expected_error(A, b, X, 0.7), np.random.default_rng(2)

    for _ in range(50):
        assert expected_error(A + 0.05 * rng.normal(size=A.shape), b, X, 0.7) > best
        assert expected_error(A, b + 0.05 * rng.normal(size=b.shape), X, 0.7) > best


def test_the_expected_error_is_that_of_many_noises():
    A, b = linear_denoiser(X, 0.7)
    rng = np.random.default_rng(3)

    seen = [np.sum(((X + 0.7 * rng.normal(size=X.shape)) @ A.T + b - X) ** 2, axis=1).mean() for _ in range(4000)]

    assert np.mean(seen) == pytest.approx(expected_error(A, b, X, 0.7), rel=0.02)


def test_it_shrinks_each_component_by_its_variance():
    A, _ = linear_denoiser(X, 0.7)
    mean, W = fit_pca(X, 4)

    variances = np.var((X - mean) @ W.T, axis=0)
    np.testing.assert_allclose(W @ A @ W.T, np.diag(variances / (variances + 0.49)), atol=1e-12)


def test_a_single_example_is_the_answer_to_everything():
    A, b = linear_denoiser(X[:1], 0.5)

    np.testing.assert_array_equal(A, 0)
    np.testing.assert_array_equal(b, X[0])


def test_the_memory_goes_from_the_nearest_to_the_mean():
    noisy = X[:5] + 0.1

    np.testing.assert_allclose(remembered(noisy, X, 0.01), nearest(noisy, X), atol=1e-8)
    np.testing.assert_allclose(remembered(noisy, X, 1e4), np.tile(X.mean(axis=0), (5, 1)), rtol=1e-5)


def test_a_trained_layer_is_the_best_linear_denoiser():
    data = X / 4
    layer = denoising_network(0, size=4, hidden=8)[0].__class__(4, 4)

    train_denoiser(layer, torch.tensor(data, dtype=torch.float32), 0.3, torch.Generator().manual_seed(0), 3000, 64)

    A, b = (weight.detach().double().numpy() for weight in layer.parameters())
    best = expected_error(*linear_denoiser(data, 0.3), data, 0.3)
    assert expected_error(A, b, data, 0.3) < 1.1 * best


def test_the_generator_alone_decides_what_is_learned():
    data = torch.tensor(X, dtype=torch.float32)

    one, again, other = (
        train_denoiser(denoising_network(0, 4, 8), data, 0.3, torch.Generator().manual_seed(seed), 5, 8)[0].weight
        for seed in (0, 0, 1)
    )

    assert torch.equal(one, again)
    assert not torch.equal(one, other)


def test_a_walk_with_the_best_denoiser_draws_from_the_law_of_the_data():
    """For normal data the linear denoiser is the best there is: what is drawn before the last answer has S + σ²I."""
    A, b = linear_denoiser(X, 1.0)
    rng = np.random.default_rng(4)

    drawn = drawn_by_denoising(lambda u: u @ A.T + b, 4000, 1.0, rng, size=4, steps=400, rate=0.05)

    S = np.cov(X.T, bias=True)
    np.testing.assert_allclose(drawn.mean(axis=0), X.mean(axis=0), atol=0.25)
    np.testing.assert_allclose(np.cov(drawn.T), A @ (S + np.eye(4)) @ A.T, atol=0.12 * np.abs(S).max())
