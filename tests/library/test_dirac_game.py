from itertools import pairwise

import numpy as np
import pytest
import torch
from torch.nn.functional import softplus

from course_lib.dirac_game import dirac_gan


@pytest.mark.parametrize("saturating", [False, True])
def test_each_step_descends_both_losses_at_once(saturating):
    trace = dirac_gan(1.5, 2.0, 0.25, 6, penalty=0.5, saturating=saturating)

    for (theta, psi), after in pairwise(trace):
        a, b = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (theta, psi))
        forger = -softplus(a * b) if saturating else softplus(-a * b)
        (by_theta,) = torch.autograd.grad(forger, a)
        (by_psi,) = torch.autograd.grad(softplus(a * b) + 0.25 * b**2, b)
        np.testing.assert_allclose(after, [theta - 0.25 * by_theta.item(), psi - 0.25 * by_psi.item()])


@pytest.mark.parametrize("rate", [0.1, 0.2])
def test_the_non_saturating_game_ends_on_an_orbit(rate):
    sizes = np.hypot(*dirac_gan(1.0, 0.0, rate, 6000)[-500:].T)

    np.testing.assert_allclose(sizes, np.sqrt(2 * rate), rtol=0.05)


def test_the_saturating_game_spirals_outwards():
    sizes = np.hypot(*dirac_gan(1.0, 0.0, 0.2, 300, saturating=True).T)

    assert sizes[-1] > 2 * sizes[0]


@pytest.mark.parametrize("saturating", [False, True])
def test_a_penalty_brings_both_home(saturating):
    assert np.hypot(*dirac_gan(1.0, 0.0, 0.2, 500, 1.0, saturating)[-1]) < 1e-6


def test_near_the_solution_a_step_adds_a_quarter_of_its_square():
    (a, b), (c, d) = dirac_gan(1e-4, 2e-4, 0.2, 1)

    assert (c**2 + d**2) / (a**2 + b**2) == pytest.approx(1 + 0.2**2 / 4, rel=1e-6)
