"""Surfaces as pictures: grey values, the standardized patches behind them, and the network that takes them."""

import numpy as np
import torch

from course_lib.datasets import textures
from course_lib.surfaces import DEVIATIONS, most_deceived, surface_cnn, surface_tensors


def test_the_pictures_are_the_standardized_patches_in_grey():
    T, k, *_ = textures(np.random.default_rng(3), n_train=20, n_test=5)

    x, y, x_test, y_test = surface_tensors(np.random.default_rng(3), n_train=20, n_test=5)

    assert x.dtype == torch.float64
    assert (x.min() >= 0, x.max() <= 1) == (True, True)
    assert (x.shape, x_test.shape, y_test.tolist()) == ((60, 1, 32, 32), (15, 1, 32, 32), [0] * 5 + [1] * 5 + [2] * 5)
    inside = np.abs(T) < DEVIATIONS / 2
    assert inside.mean() > 0.99
    np.testing.assert_allclose(DEVIATIONS * (x[:, 0].numpy() - 0.5)[inside], T[inside], atol=1e-12)
    assert y.tolist() == k.tolist()


def test_a_seed_gives_a_network_and_leaves_the_random_state_alone():
    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(1)
    x = torch.rand((2, 1, 32, 32), generator=torch.Generator().manual_seed(0), dtype=torch.float64)

    logits = [surface_cnn(seed)(x) for seed in (4, 4, 5)]

    assert torch.equal(torch.rand(1), expected)
    assert logits[0].shape == (2, 3)
    assert torch.equal(logits[0], logits[1])
    assert not torch.equal(logits[0], logits[2])


def test_the_most_deceived_was_surely_one_and_is_surely_the_other():
    before = torch.tensor([[0.99, 0.01], [0.6, 0.4], [0.9, 0.1], [0.05, 0.95]])
    after = torch.tensor([[0.5, 0.5], [0.0, 1.0], [0.2, 0.8], [0.0, 1.0]])

    assert most_deceived(before, after, torch.tensor([0, 0, 0, 1]), 0, 1) == 2
