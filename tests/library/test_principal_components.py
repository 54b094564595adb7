import numpy as np
import pytest
from sklearn.decomposition import PCA

from course_lib.datasets import digits
from course_lib.principal_components import fit_pca, rebuild, rebuilding_error


@pytest.mark.parametrize("k", [1, 3, 8])
def test_the_components_are_scikit_learn_s_up_to_their_signs(k):
    X = digits()[0]

    mean, W = fit_pca(X, k)

    theirs = PCA(k, svd_solver="full").fit(X)
    np.testing.assert_allclose(mean, theirs.mean_)
    np.testing.assert_allclose(np.abs(np.sum(W * theirs.components_, axis=1)), np.ones(k))


def test_no_other_plane_loses_less():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(30, 5)) * [3, 2, 1, 0.5, 0.2] + 4
    mean, W = fit_pca(X, 2)
    best = rebuilding_error(X, rebuild(X, mean, W))

    for _ in range(50):
        other = np.linalg.qr(rng.normal(size=(5, 2)))[0].T
        assert rebuilding_error(X, rebuild(X, mean, other)) > best


def test_all_components_lose_nothing():
    X = np.random.default_rng(1).normal(size=(7, 4))

    assert rebuilding_error(X, rebuild(X, *fit_pca(X, 4))) == pytest.approx(0, abs=1e-20)


def test_a_single_example_is_its_mean_and_has_a_direction():
    mean, W = fit_pca(np.array([[1.0, -2.0]]), 1)

    np.testing.assert_array_equal(mean, [1, -2])
    np.testing.assert_allclose(W @ W.T, [[1]])
