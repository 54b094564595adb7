import numpy as np
import pytest
import torch

from course_lib import bands
from course_lib.bands import Bands


def test_labels_alternate_and_begin_as_they_are_told():
    x, y = Bands((0.9, 2.0, 3.1), -1).points(4000, np.random.default_rng(0))

    for low, high, label in [(0, 0.9, -1), (0.9, 2.0, 1), (2.0, 3.1, -1), (3.1, 4, 1)]:
        inside = (x >= low) & (x < high)
        assert set(y[inside]) == {label}
        assert np.mean(inside) == pytest.approx((high - low) / 4, abs=0.04)  # more than five deviations


def test_bands_begin_with_either_label_and_move_a_little():
    drawn = [bands.draw_bands(np.random.default_rng(seed)) for seed in range(40)]

    assert {one.first for one in drawn} == {-1, 1}
    assert np.abs(np.array([one.borders for one in drawn]) - [1, 2, 3]).max() <= 0.2


def test_a_score_of_zero_is_an_error():
    network = np.array([1.0]), np.array([-1.0]), np.array([2.0]), 0.0
    assert bands.accuracy(network, np.array([0.5, 2.0]), np.array([1.0, 1.0])) == 0.5


def test_gradients_are_torchs():
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 4, 7), rng.choice([-1.0, 1.0], 7)
    w1, b1, w2, b2 = rng.normal(size=5), rng.normal(size=5), rng.normal(size=5), rng.normal(size=1)

    weights = [torch.tensor(one, requires_grad=True) for one in (w1, b1, w2, b2)]
    hidden = torch.relu(torch.tensor(x)[:, None] * weights[0] + weights[1])
    torch.nn.functional.softplus(-torch.tensor(y) * (hidden @ weights[2] + weights[3])).mean().backward()

    for got, one in zip(bands.logistic_gradients(x, y, w1, b1, w2, b2), weights, strict=True):
        np.testing.assert_allclose(got, one.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_it_learns_bands_that_a_line_does_not(seed):
    rng = np.random.default_rng(seed)
    zigzag = bands.draw_bands(rng)
    x, y = zigzag.points(300, rng)
    new = zigzag.points(500, rng)
    slope, height = np.polyfit(x, y, 1)

    assert bands.accuracy(bands.learn_zigzag(x, y, rng), *new) > 0.95
    assert np.mean(new[1] * (slope * new[0] + height) > 0) < 0.75
