import numpy as np
import pytest
import torch

from course_lib.initialization import initial_weights, mean_squares, weight_variance


@pytest.mark.parametrize(("kind", "variance"), [("deck", 1 / 200), ("xavier", 2 / 500), ("he", 2 / 200)])
def test_weights_are_normal_with_the_promised_variance(kind, variance):
    A = initial_weights(300, 200, kind, np.random.default_rng(0)) / np.sqrt(variance)

    assert A.shape == (300, 200)
    assert abs(A.mean()) < 0.025  # 6 standard errors of 60 000 numbers
    assert abs(A.var() - 1) < 0.04  # 7 of them
    assert abs(np.mean(A**4) - 3) < 0.3  # 7 again; uniform numbers have 1.8


@pytest.mark.parametrize(("kind", "torchs"), [("xavier", "xavier_normal_"), ("he", "kaiming_normal_")])
def test_variances_are_torch_s(kind, torchs):
    torch.manual_seed(0)
    A = getattr(torch.nn.init, torchs)(torch.empty(400, 150, dtype=torch.float64))

    assert A.var().item() == pytest.approx(weight_variance(400, 150, kind), rel=0.04)


def test_another_kind_is_refused():
    with pytest.raises(ValueError, match="no kind 'lecun'"):
        initial_weights(2, 2, "lecun", np.random.default_rng(0))


@pytest.mark.parametrize(
    ("kind", "activation", "after_ten"),
    [("deck", lambda u: u, 1), ("deck", lambda u: np.maximum(u, 0), 2.0**-10), ("he", lambda u: np.maximum(u, 0), 1)],
)
def test_each_relu_halves_the_mean_square_and_he_makes_up_for_it(kind, activation, after_ten):
    rng = np.random.default_rng(1)
    weights = [initial_weights(500, 500, kind, rng) for _ in range(10)]

    sizes = mean_squares(rng.normal(size=(200, 500)), weights, activation)

    # Random layers of 500 units scatter by a factor of 1.4; 1 and 2⁻¹⁰ are far apart.
    assert after_ten / 4 < sizes[10] / sizes[0] < 4 * after_ten


def test_what_counts_is_the_mean_square_and_not_the_variance():
    rng = np.random.default_rng(2)
    X = rng.uniform(1, 2, size=(2000, 100))  # mean square 7/3, variance 1/12

    sizes = mean_squares(X, [initial_weights(400, 100, "deck", rng)], lambda u: u)

    assert sizes[1] == pytest.approx(7 / 3, rel=0.2)
