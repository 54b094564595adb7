import numpy as np
import pytest
import torch

from course_lib.next_character import bigrams, perplexity, sample, unigrams


def test_perplexity_is_that_of_torch_s_cross_entropy():
    rng = np.random.default_rng(0)
    logits, targets = rng.normal(size=(4, 5, 6)), rng.integers(-1, 6, size=(4, 5))

    theirs = torch.nn.functional.cross_entropy(
        torch.tensor(logits).flatten(0, 1), torch.tensor(targets).flatten(), ignore_index=-1
    )

    assert perplexity(logits, targets) == pytest.approx(theirs.exp().item())


def test_perplexity_stands_large_logits_and_refuses_nothing():
    assert perplexity(np.array([[[1000.0, 1000.0, -1000.0]]]), [[1]]) == pytest.approx(2)
    with pytest.raises(ValueError, match="padding"):
        perplexity(np.zeros((1, 2, 3)), [[-1, -1]])


@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.5])
def test_sample_follows_its_law(temperature):
    logits, n = np.array([0.5, -1.0, 2.0, -np.inf]), 20_000

    shares = np.bincount(sample(logits, temperature, n, np.random.default_rng(0)), minlength=4) / n

    p = torch.tensor(logits / temperature).softmax(0).numpy()
    assert np.all(np.abs(shares - p) <= 6 * np.sqrt(p * (1 - p) / n))  # each fails with a probability below 2e-9


def test_sample_at_the_ends_of_the_scale():
    rng = np.random.default_rng(0)
    assert sample([1.0, 3.0, 3.0], 0, 4, rng).tolist() == [1] * 4
    assert set(sample([1000.0, -1000.0], 0.01, 50, rng).tolist()) == {0}


def test_counting_models_are_logarithms_of_counts():
    ids = np.array([0, 1, 0, 2, 0, 1])
    np.testing.assert_allclose(np.exp(unigrams(ids, 4, 1)), [4, 3, 2, 1])
    np.testing.assert_allclose(np.exp(bigrams(ids, 3, 1)), [[1, 3, 2], [2, 1, 1], [2, 1, 1]])
