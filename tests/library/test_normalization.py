import numpy as np
import pytest
import torch

from course_lib.normalization import layer_norm


@pytest.mark.parametrize("shape", [(5,), (3, 4), (2, 3, 6)])
@pytest.mark.parametrize("epsilon", [1e-5, 0.5])
def test_layer_norm_is_torch_s(shape, epsilon):
    rng = np.random.default_rng(0)
    X, gain, bias = 3 * rng.normal(size=shape) + 2, rng.normal(size=shape[-1]), rng.normal(size=shape[-1])

    tensors = torch.tensor(gain), torch.tensor(bias)
    expected = torch.nn.functional.layer_norm(torch.tensor(X), shape[-1:], *tensors, epsilon)

    np.testing.assert_allclose(layer_norm(X, gain, bias, epsilon), expected, rtol=1e-10)


def test_a_token_of_equal_numbers_becomes_the_bias():
    np.testing.assert_array_equal(layer_norm(np.full((2, 3), 7.0), np.ones(3), [1, 2, 3]), [[1, 2, 3]] * 2)
