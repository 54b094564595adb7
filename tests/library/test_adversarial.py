import itertools

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from course_lib import adversarial, gradients
from course_lib.digit_networks import digit_cnn, digit_mlp, digit_tensors


@pytest.fixture(scope="module")
def digits():
    """Sixty held-out digits and their classes."""
    _, _, x, y = digit_tensors()
    return x[:60], y[:60]


@pytest.fixture(params=[digit_mlp, digit_cnn])
def model(request):
    return request.param(seed=3)


def loss(model, x, y):
    return functional.cross_entropy(model(x), y).item()


def test_no_corner_of_the_cube_hurts_a_linear_score_more():
    rng = np.random.default_rng(0)
    w, x, y = rng.normal(size=4), rng.normal(size=(3, 4)), np.array([1, -1, 1])

    margins = y * (adversarial.linear_attack(w, 0.5, x, y, 0.3) @ w + 0.5)

    for corner in itertools.product([-0.3, 0.3], repeat=4):
        assert np.all(margins <= y * ((x + corner) @ w + 0.5) + 1e-12)
    np.testing.assert_allclose(margins, y * (x @ w + 0.5) - 0.3 * np.abs(w).sum())


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"w has shape \(3,\)"):
        adversarial.linear_attack(np.ones(3), 0.0, np.ones((2, 4)), np.ones(2), 0.1)


def test_the_input_gradient_is_that_of_finite_differences():
    model = nn.Sequential(nn.Linear(5, 6), nn.Tanh(), nn.Linear(6, 3)).double()
    x, y = (
        torch.rand((4, 5), generator=torch.Generator().manual_seed(0), dtype=torch.float64),
        torch.tensor([0, 2, 1, 1]),
    )

    numeric = gradients.numerical_gradient(
        lambda u: functional.cross_entropy(model(torch.tensor(u)), y, reduction="sum").item(), x.numpy()
    )

    np.testing.assert_allclose(adversarial.input_gradient(model, x, y).numpy(), numeric, atol=1e-7)


def test_the_input_gradient_can_be_had_where_gradients_are_off(model, digits):
    with torch.no_grad():
        grad = adversarial.input_gradient(model, *digits)

    assert torch.equal(grad, adversarial.input_gradient(model, *digits))


def test_fgsm_raises_the_loss_inside_the_ball_and_the_range(model, digits):
    x, y = digits

    x_adv = adversarial.fgsm(model, x, y, 0.1)

    assert loss(model, x_adv, y) > loss(model, x, y)
    assert (x_adv - x).abs().max() <= 0.1 + 1e-6
    assert x_adv.min() >= 0
    assert x_adv.max() <= 1


def test_a_target_becomes_likelier(model, digits):
    x, y = digits
    target = (y + 1) % 10

    assert loss(model, adversarial.targeted_fgsm(model, x, target, 0.1), target) < loss(model, x, target)


def test_pgd_with_one_step_of_epsilon_is_fgsm(model, digits):
    one = adversarial.pgd(model, *digits, 0.1, 0.1, 1)

    torch.testing.assert_close(one, adversarial.fgsm(model, *digits, 0.1))


def test_pgd_starts_anywhere_in_the_ball_and_ends_in_it(model, digits):
    x, y = digits

    starts = [adversarial.pgd(model, x, y, 0.2, 0.05, 0, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2)]
    ends = adversarial.pgd(model, x, y, 0.2, 0.05, 7, torch.Generator().manual_seed(1))

    assert torch.equal(starts[0], starts[1])
    assert not torch.equal(starts[0], starts[2])
    for u in (*starts, ends):
        assert (u - x).abs().max() <= 0.2 + 1e-6
        assert 0 <= u.min() <= u.max() <= 1


def test_a_projection_is_the_nearest_allowed_point():
    rng = torch.Generator().manual_seed(4)
    x, x_adv = torch.rand(200, generator=rng), 3 * torch.rand(200, generator=rng) - 1
    candidates = torch.linspace(0, 1, 2001)[:, None]
    allowed = (candidates - x).abs() <= 0.25 + 1e-6

    distances = torch.where(allowed, (candidates - x_adv).abs(), torch.inf)
    nearest = candidates[:, 0][distances.argmin(dim=0)]

    torch.testing.assert_close(adversarial.project(x_adv, x, 0.25), nearest, atol=6e-4, rtol=0)


def test_a_step_on_adversarial_examples_lowers_their_loss(digits):
    x, y = digits
    model = digit_mlp(seed=5)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    x_adv = adversarial.fgsm(model, x, y, 0.1)
    before = loss(model, x_adv, y)

    returned = adversarial.adversarial_step(model, optimizer, x, y, 0.1)

    assert returned == pytest.approx(before)
    assert loss(model, x_adv, y) < before


def test_without_epsilon_an_adversarial_step_is_an_ordinary_one(digits):
    x, y = digits
    one, other = digit_mlp(seed=5), digit_mlp(seed=5)

    adversarial.adversarial_step(one, torch.optim.SGD(one.parameters(), lr=0.1), x, y, 0.0)
    functional.cross_entropy(other(x), y).backward()
    torch.optim.SGD(other.parameters(), lr=0.1).step()

    for mine, theirs in zip(one.parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(mine, theirs)


def test_the_table_counts_each_model_under_its_own_attack(digits):
    models = digit_mlp(seed=1), digit_mlp(seed=2)

    table = adversarial.accuracy_table(*models, *digits, lambda model, x, y: adversarial.fgsm(model, x, y, 0.05))

    for row, model in zip(table, models, strict=True):
        x_adv = adversarial.fgsm(model, *digits, 0.05)
        assert row.tolist() == [adversarial.accuracy(model, x, digits[1]) for x in (digits[0], x_adv)]


@pytest.mark.parametrize("decimals", [0, 1, 8])
def test_the_area_is_scikit_learn_s(decimals):
    from sklearn.metrics import roc_auc_score

    rng = np.random.default_rng(1)
    inside, outside = rng.normal(0.4, size=70).round(decimals), rng.normal(size=50).round(decimals)

    expected = roc_auc_score([1] * 70 + [0] * 50, [*inside, *outside])

    assert adversarial.auroc(inside, outside) == pytest.approx(expected, rel=1e-12)


def test_the_area_needs_scores_on_both_sides():
    with pytest.raises(ValueError, match="at least one score"):
        adversarial.auroc([], [1.0])
