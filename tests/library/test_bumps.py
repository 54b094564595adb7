import numpy as np
import pytest
import torch

from course_lib.bumps import CENTERS, four_bumps, train_gan
from course_lib.generator_measures import mode_coverage


def test_the_data_are_four_narrow_bumps():
    x = four_bumps(4000, torch.Generator().manual_seed(0)).numpy()

    coverage, quality = mode_coverage(x, CENTERS[:, None], 0.6, least=800)
    assert (coverage, quality) == (1, 1)
    assert np.abs(x - CENTERS).min(axis=1).mean() == pytest.approx(0.1 * np.sqrt(2 / np.pi), rel=0.1)


@pytest.mark.parametrize("penalty", [0.0, 0.1])
def test_a_training_tells_its_losses_and_samples_and_a_seed_decides(penalty):
    one, again, other = (train_gan(seed, 1e-3, (0.5, 0.9), penalty, steps=8, watched=4) for seed in (0, 0, 1))

    assert one.steps.tolist() == [2, 4, 6, 8]
    assert one.samples.shape == (4, 1000)
    np.testing.assert_array_equal(one.samples, again.samples)
    assert np.abs(one.samples - other.samples).max() > 0


def test_the_first_losses_are_those_of_critics_that_cannot_decide():
    """A critic before its training leans to one side by accident, which the sum of its two means does not feel."""
    seen = [train_gan(seed, 1e-5, (0.5, 0.9), steps=2, watched=1) for seed in range(10)]

    assert np.ravel([training.loss_d for training in seen]) == pytest.approx(2 * np.log(2), abs=0.15)
    assert np.mean([training.loss_g for training in seen]) == pytest.approx(np.log(2), abs=0.1)
