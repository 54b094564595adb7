import numpy as np
import pytest
import torch

from course_lib.favourite_pictures import maximize_activation
from course_lib.model_checks import check_model_unchanged
from course_lib.smooth_networks import linear_network, smooth_network


@pytest.mark.parametrize("seed", range(3))
def test_the_favourite_of_a_linear_score_is_its_weights_on_the_sphere(seed):
    W = np.random.default_rng(seed).normal(size=(3, 12))
    model = linear_network(W, np.zeros(3), (2, 2, 3))

    found = maximize_activation(model, torch.ones(2, 2, 3, dtype=torch.float64), 1, 400, 0.1, 2.0)

    np.testing.assert_allclose(found.flatten(), 2 * W[1] / np.linalg.norm(W[1]), atol=1e-3)


def test_one_step_has_its_length_and_raises_the_logit():
    model = smooth_network(np.random.default_rng(3), (1, 3, 2), 4)
    x = torch.from_numpy(np.random.default_rng(4).normal(size=(1, 3, 2)))

    moved = check_model_unchanged(maximize_activation, model, x, 3, 1, 1e-3, 100.0)

    assert np.linalg.norm(moved - x.numpy()) == pytest.approx(1e-3)
    with torch.no_grad():
        assert model(torch.from_numpy(moved)[None])[0, 3] > model(x[None])[0, 3]


def test_no_picture_is_longer_than_the_radius_but_a_start_without_steps():
    model = smooth_network(np.random.default_rng(5), (1, 2, 2), 2)
    x = torch.full((1, 2, 2), 5.0, dtype=torch.float64)

    assert maximize_activation(model, x, 0, 0, 1.0, 2.0).norm() == 10
    for steps in range(1, 5):
        assert maximize_activation(model, x, 0, steps, 1.0, 2.0).norm() <= 2 + 1e-12


def test_without_a_slope_the_picture_stays():
    x = torch.ones(1, 1, 2, dtype=torch.float64)

    assert torch.equal(
        maximize_activation(linear_network(np.zeros((1, 2)), np.ones(1), (1, 1, 2)), x, 0, 3, 1.0, 9.0), x
    )
