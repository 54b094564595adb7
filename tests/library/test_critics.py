import numpy as np
import pytest
import torch
from scipy.spatial.distance import jensenshannon
from torch.nn.functional import binary_cross_entropy_with_logits as entropy

from course_lib.critics import gan_losses, optimal_discriminator


@pytest.mark.parametrize("saturating", [False, True])
def test_losses_and_gradient_are_torch_s(saturating):
    rng = np.random.default_rng(0)
    real, fake = rng.normal(scale=5, size=4), rng.normal(scale=5, size=7)
    r, f = torch.tensor(real), torch.tensor(fake, requires_grad=True)
    forger = -entropy(f, torch.zeros(7).double()) if saturating else entropy(f, torch.ones(7).double())
    forger.backward()

    loss_d, loss_g, grad_g = gan_losses(real, fake, saturating)

    assert loss_d == pytest.approx((entropy(r, torch.ones(4).double()) + entropy(f, torch.zeros(7).double())).item())
    assert loss_g == pytest.approx(forger.item())
    np.testing.assert_allclose(grad_g, f.grad.numpy())


def test_a_sure_critic_leaves_the_saturating_forger_nothing():
    slopes = [gan_losses(np.zeros(1), np.array([-10.0]), saturating)[2][0] for saturating in (True, False)]

    assert slopes == pytest.approx([-4.54e-5, -0.99995], rel=1e-3)


@pytest.mark.parametrize("saturating", [False, True])
def test_huge_logits_are_exact(saturating):
    loss_d, loss_g, grad_g = gan_losses(np.array([-1000.0]), np.array([1000.0, -1000.0]), saturating)

    assert loss_d == 1500
    assert loss_g == (-500 if saturating else 500)
    assert grad_g.tolist() == ([-0.5, 0] if saturating else [0, -0.5])


def laws(seed, K):
    rng = np.random.default_rng(seed)
    p, q = rng.exponential(size=(2, K)) * (rng.random((2, K)) < 0.7) + 1e-9
    return p / p.sum(), q / q.sum()


@pytest.mark.parametrize("seed", range(5))
def test_the_divergence_is_scipy_s_and_the_value_of_the_best_critic(seed):
    p, q = laws(seed, 6)

    D, js = optimal_discriminator(p, q)

    assert js == pytest.approx(jensenshannon(p, q) ** 2)
    assert -np.sum(p * np.log(D)) - np.sum(q * np.log(1 - D)) == pytest.approx(2 * np.log(2) - 2 * js)


def test_no_other_critic_has_a_smaller_loss():
    p, q = laws(7, 5)
    D, _ = optimal_discriminator(p, q)
    rng = np.random.default_rng(0)

    def loss(D):
        return -np.sum(p * np.log(D)) - np.sum(q * np.log(1 - D))

    for _ in range(50):
        assert loss(np.clip(D + rng.normal(scale=0.05, size=5), 1e-9, 1 - 1e-9)) > loss(np.clip(D, 1e-12, 1 - 1e-12))


def test_laws_that_do_not_meet_and_laws_that_are_equal():
    D, js = optimal_discriminator([1.0, 0, 0], [0, 0, 1.0])

    assert D.tolist() == [1, 0.5, 0]
    assert js == np.log(2)
    assert optimal_discriminator([0.25, 0.75], [0.25, 0.75])[1] == 0


def test_the_root_of_the_divergence_obeys_the_triangle_inequality():
    rng = np.random.default_rng(1)

    for p, q, r in rng.dirichlet(np.ones(3), size=(300, 3)):
        a, b, c = (optimal_discriminator(*pair)[1] ** 0.5 for pair in ((p, q), (p, r), (r, q)))
        assert a <= b + c + 1e-12
