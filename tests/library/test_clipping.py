import numpy as np
import pytest
import torch

from course_lib.clipping import clip_gradients


@pytest.mark.parametrize("max_norm", [0.5, 3.0, 100.0])
def test_clipping_is_torch_s_but_for_its_epsilon(max_norm):
    rng = np.random.default_rng(0)
    grads = [rng.normal(size=shape) for shape in [(3,), (2, 4), ()]]
    weights = [torch.nn.Parameter(torch.zeros(grad.shape, dtype=torch.float64)) for grad in grads]
    for weight, grad in zip(weights, grads, strict=True):
        weight.grad = torch.tensor(grad)

    theirs = torch.nn.utils.clip_grad_norm_(weights, max_norm).item()
    mine, norm = clip_gradients(grads, max_norm)

    assert norm == pytest.approx(theirs)
    for array, weight in zip(mine, weights, strict=True):
        np.testing.assert_allclose(array, weight.grad.numpy(), rtol=1e-5)


def test_clipping_bounds_the_length_and_keeps_the_direction():
    grads = [np.array([3.0, -1.0]), np.array([[-4.0]])]

    (one, other), norm = clip_gradients(grads, 2.0)

    np.testing.assert_allclose(np.sqrt(np.sum(one**2) + np.sum(other**2)), 2)
    np.testing.assert_allclose(one * norm / 2, grads[0])


def test_zeros_and_what_is_short_enough_stay():
    assert clip_gradients([np.zeros(2)], 1.0)[1] == 0.0
    [array], norm = clip_gradients([np.array([3.0, 4.0])], 5.0)
    np.testing.assert_array_equal(array, [3, 4])
    assert norm == 5.0
