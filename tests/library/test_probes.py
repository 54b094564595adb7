import numpy as np
import pytest
from sklearn.linear_model import Ridge

from course_lib.probes import linear_probe, probe_is_right


@pytest.mark.parametrize(("N", "D", "ridge"), [(20, 4, 0.5), (5, 9, 3.0), (1, 2, 1.0)])
def test_a_probe_is_sklearn_s_ridge(N, D, ridge):
    rng = np.random.default_rng(N)
    F, k = rng.normal(size=(N, D)) + 3, rng.integers(3, size=N)

    W, b = linear_probe(F, k, 3, ridge)

    fitted = Ridge(alpha=ridge).fit(F, np.eye(3)[k])
    np.testing.assert_allclose(W, fitted.coef_.reshape(3, D), atol=1e-9)
    np.testing.assert_allclose(b, fitted.intercept_, atol=1e-9)


def test_a_class_that_does_not_occur_gets_zeros():
    W, b = linear_probe(np.random.default_rng(0).normal(size=(6, 2)), [0, 2, 0, 2, 2, 0], 4, 1.0)

    assert not W[[1, 3]].any()
    assert not b[[1, 3]].any()


def test_shifted_features_change_b_alone():
    rng = np.random.default_rng(1)
    F, k = rng.normal(size=(9, 3)), rng.integers(2, size=9)

    W, b = linear_probe(F, k, 2, 0.7)
    moved_W, moved_b = linear_probe(F + 5, k, 2, 0.7)

    np.testing.assert_allclose(moved_W, W)
    np.testing.assert_allclose(moved_b, b - 5 * W.sum(axis=1))
    np.testing.assert_array_equal(probe_is_right(W, b, F, k), probe_is_right(moved_W, moved_b, F + 5, k))
