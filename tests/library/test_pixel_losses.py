import numpy as np
import pytest
import torch
from sklearn.utils.class_weight import compute_class_weight
from torch.nn import functional

from course_lib.pixel_losses import class_weights, pixel_cross_entropy

RNG = np.random.default_rng(0)
Z = RNG.normal(size=(2, 3, 4, 5))
K = RNG.integers(5, size=(2, 3, 4))


@pytest.mark.parametrize("ignore", [None, 255, -1, 3])
@pytest.mark.parametrize("weights", [None, np.array([0.5, 2.0, 0.0, 1.0, 3.0])])
def test_loss_and_gradient_are_torch_s(weights, ignore):
    k = K.copy()
    if ignore is not None:
        k[0, 0, :3] = ignore
    z = torch.tensor(np.moveaxis(Z, 3, 1).copy(), requires_grad=True)
    theirs = functional.cross_entropy(
        z,
        torch.tensor(k),
        weight=None if weights is None else torch.tensor(weights),
        ignore_index=-100 if ignore is None else ignore,
    )
    theirs.backward()

    loss, grad = pixel_cross_entropy(Z, k, weights, ignore)

    assert loss == pytest.approx(theirs.item())
    np.testing.assert_allclose(grad, np.moveaxis(z.grad.numpy(), 1, 3), atol=1e-12)
    assert (grad[k == ignore] == 0).all()


def test_huge_logits_give_finite_losses():
    z = np.array([1000.0, -1000.0]).reshape(1, 1, 1, 2)

    assert pixel_cross_entropy(z, np.array([[[1]]]))[0] == pytest.approx(2000)
    assert pixel_cross_entropy(z, np.array([[[0]]]))[0] == pytest.approx(0)


def test_nothing_counted_is_no_loss():
    loss, grad = pixel_cross_entropy(Z, np.full(K.shape, 255), ignore=255)
    weightless, _ = pixel_cross_entropy(Z, np.zeros_like(K), weights=np.array([0.0, 1, 1, 1, 1]))

    assert (loss, weightless) == (0, 0)
    assert not grad.any()


@pytest.mark.parametrize("ignore", [None, 1])
def test_weights_are_scikit_learn_s_balanced_ones(ignore):
    counted = K[ignore != K] if ignore is not None else K.ravel()
    classes = np.unique(counted)

    weights = class_weights(K, 6, ignore)

    np.testing.assert_allclose(weights[classes], compute_class_weight("balanced", classes=classes, y=counted))
    assert set(np.flatnonzero(weights)) == set(classes)
    assert np.sum(weights * np.bincount(counted, minlength=6)) == pytest.approx(counted.size)


def test_nothing_counted_has_weights_of_zero():
    assert class_weights([7, 7], 3, ignore=7).tolist() == [0, 0, 0]
