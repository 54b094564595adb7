import numpy as np
import pytest
import torch
from torch.distributions import Normal, kl_divergence

from course_lib.datasets import digits
from course_lib.variational import VariationalAutoencoder, kl_to_standard, reparameterize, train_vae


def tables(seed, shape=(4, 3)):
    return np.random.default_rng(seed).normal(size=(3, *shape))


@pytest.mark.parametrize("seed", range(3))
def test_the_derivative_is_torch_s(seed):
    mu, log_var, epsilon = tables(seed)
    inside = torch.tensor(log_var, requires_grad=True)
    z = torch.tensor(mu) + (inside / 2).exp() * torch.tensor(epsilon)
    z.sum().backward()

    mine, slope = reparameterize(mu, log_var, epsilon)

    np.testing.assert_allclose(mine, z.detach().numpy())
    np.testing.assert_allclose(slope, inside.grad.numpy())


def test_what_is_drawn_has_the_mean_and_the_variance_that_were_asked_for():
    epsilon = np.random.default_rng(0).normal(size=(100_000, 1))

    z, _ = reparameterize(np.full_like(epsilon, 3.0), np.full_like(epsilon, np.log(4.0)), epsilon)

    assert z.mean() == pytest.approx(3, abs=0.05)
    assert z.var() == pytest.approx(4, rel=0.03)


@pytest.mark.parametrize("seed", range(3))
def test_the_divergence_is_torch_s(seed):
    mu, log_var, _ = tables(seed)
    theirs = kl_divergence(Normal(torch.tensor(mu), torch.tensor(log_var / 2).exp()), Normal(0.0, 1.0)).sum(dim=1)

    np.testing.assert_allclose(kl_to_standard(mu, log_var), theirs.numpy())


def test_both_stand_the_ends():
    ends = np.array([[1000.0, -1000.0]])

    assert all(np.isfinite(part).all() for part in reparameterize(0 * ends, ends, 1 + 0 * ends))
    np.testing.assert_allclose(kl_to_standard(np.zeros((1, 2)), np.array([[-1000.0, 0.0]])), [499.5])


def test_the_weights_of_a_model_depend_on_its_seed_alone():
    torch.manual_seed(3)
    before = torch.get_rng_state()

    one, again = (VariationalAutoencoder(5).encoder[0].weight for _ in range(2))

    assert torch.equal(one, again)
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.slow
def test_averaging_over_the_pixels_kills_the_code():
    """Seeds gave a KL of 2.1 to 2.3, and 2e-5 to 3e-5 for the mean."""
    X = digits()[0][:400]

    costs = [
        kl_to_standard(*train_vae(X, 0, pixels, steps=600).codes_of(X)).mean() for pixels in (torch.sum, torch.mean)
    ]

    assert costs[0] > 1
    assert costs[1] < 0.01
