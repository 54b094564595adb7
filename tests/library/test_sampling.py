"""Scores with noise: their largest is a draw."""

import pytest
import torch

from course_lib.sampling import with_noise


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_likeliest_of_noisy_scores_follows_the_softmax(temperature):
    scores, n = torch.tensor([1.0, -2.0, 0.5, 2.0], dtype=torch.float64), 40_000
    generator = torch.Generator().manual_seed(1)

    drawn = with_noise(scores.expand(n, 4), temperature, generator).argmax(dim=-1)

    wanted = torch.softmax(scores / temperature, dim=0)
    errors = (torch.bincount(drawn, minlength=4) / n - wanted).abs()
    assert torch.all(errors < 5 * torch.sqrt(wanted * (1 - wanted) / n))


def test_each_place_has_noise_of_its_own():
    generator = torch.Generator().manual_seed(0)

    first, second = (with_noise(torch.zeros(50, 5), 1.0, generator).argmax(dim=-1) for _ in range(2))

    assert len(first.unique()) == 5
    assert not torch.equal(first, second)


@pytest.mark.parametrize("temperature", [0.0, -1.0, float("nan")])
def test_a_temperature_that_is_not_above_0_is_refused(temperature):
    with pytest.raises(ValueError, match="above 0"):
        with_noise(torch.zeros(2), temperature, torch.Generator())
