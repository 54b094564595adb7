import numpy as np
import pytest
import torch
from scipy.stats import spearmanr

from course_lib.pooled_digits import pooled_cnn
from course_lib.sanity import explanation_similarity, randomized


@pytest.mark.parametrize("seed", range(6))
def test_the_similarity_is_scipy_s_of_the_absolute_values(seed):
    a, b = np.random.default_rng(seed).integers(-4, 5, size=(2, 3, 5)).astype(float)

    expected = spearmanr(np.abs(a).ravel(), np.abs(b).ravel()).statistic

    assert explanation_similarity(a, b) == pytest.approx(expected)


def test_the_similarity_sees_neither_sign_nor_scale():
    a = np.random.default_rng(0).normal(size=(4, 4))

    assert explanation_similarity(a, -3 * a) == pytest.approx(1)
    assert explanation_similarity(a, np.exp(np.abs(a))) == pytest.approx(1)


def test_a_constant_map_is_like_no_other():
    assert explanation_similarity([1.0, -1.0], [1.0, 2.0]) == 0
    assert explanation_similarity([1.0, -1.0], [2.0, 2.0]) == 0


@pytest.mark.parametrize("layers", range(6))
def test_layers_forget_from_the_output_on(layers):
    model = pooled_cnn(0).eval()
    for part in model:
        for weight in part.parameters():
            weight.data += 1
    state = torch.get_rng_state()

    fresh = randomized(model, layers)

    learnt = [n for n, part in enumerate(model) if hasattr(part, "reset_parameters")]
    same = [torch.equal(model[n].weight, fresh[n].weight) for n in learnt]
    assert same == [True] * (5 - layers) + [False] * layers
    assert not fresh.training
    assert torch.equal(torch.get_rng_state(), state)
