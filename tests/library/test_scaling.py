import numpy as np
import pytest
from scipy.optimize import nnls

from course_lib.datasets import digits
from course_lib.scaling import fit_power_law, learning_curve, squared_error


def best_of_a_fine_grid(n, loss):
    n = np.asarray(n, dtype=float) / np.min(n)
    return min(nnls(np.stack([n**-b, np.ones(len(n))], axis=1), loss)[1] ** 2 for b in np.linspace(0.01, 2, 801))


@pytest.mark.parametrize("b", [0.05, 0.3, 1.0, 1.9])
@pytest.mark.parametrize("c", [0.0, 0.2, 3.0])
def test_an_exact_law_is_found(b, c):
    n = np.array([10, 30, 100, 500, 2000.0])

    assert fit_power_law(n, c + 2 * n**-b) == pytest.approx((2, b, c), rel=1e-3, abs=1e-6)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("noise", [0.02, 0.5])
def test_no_fit_of_a_fine_grid_is_better(seed, noise):
    rng = np.random.default_rng(seed)
    n = np.sort(rng.lognormal(sigma=3, size=6))
    loss = np.abs(0.1 + (n / n[0]) ** -0.5 + noise * rng.normal(size=6))

    a, b, c = fit_power_law(n, loss)

    assert a >= 0
    assert c >= 0
    assert 0.01 <= b <= 2
    assert squared_error(n, loss, a, b, c) <= 1.001 * best_of_a_fine_grid(n, loss) + 1e-12


def test_rising_and_constant_losses_are_met_by_a_constant():
    a, b, c = fit_power_law([1, 2, 4, 8], [1.0, 2.0, 3.0, 4.0])

    assert (a, c) == pytest.approx((0, 2.5))
    assert 0.01 <= b <= 2
    assert squared_error([1, 2, 4, 8], [0.5] * 4, *fit_power_law([1, 2, 4, 8], [0.5] * 4)) < 1e-12


@pytest.mark.slow
def test_more_digits_mean_fewer_errors():
    """Twelve seeds, measured: 0.411 ± 0.061 for 20 digits, 0.164 ± 0.027 for 80, 0.088 ± 0.006 for 1280."""
    errors = learning_curve(*digits(), [20, 80, 1280], seeds=2).mean(axis=1)

    assert errors[0] > 0.2
    assert errors[0] > 1.5 * errors[1]
    assert errors[1] > 1.5 * errors[2]
    assert errors[2] < 0.11


@pytest.mark.slow
def test_what_the_last_digits_lack_is_other_hands():
    """Four seeds, measured: 0.038 on other digits of the same hands; 0.150 ± 0.006 after 320 digits of three hands,
    and 0.101 ± 0.014 (twelve seeds) after 320 of all ten."""
    X, k, X_test, k_test = digits()

    few, many = (
        learning_curve(*learnt, X_test, k_test, [320], seeds=2).mean()
        for learnt in [(X[960:1280], k[960:1280]), (X, k)]
    )
    same_hands, others = (learning_curve(*digits(shuffled_by=seed), [1280], seeds=2).mean() for seed in (0, None))

    assert few > 1.2 * many
    assert others > 1.5 * same_hands
