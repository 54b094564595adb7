from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.gradients import (
    EndlessLoopError,
    backtracking_step,
    check_gradient,
    limit_calls,
    numerical_gradient,
)


def deck_counterexample(u):
    return u * u + Fraction(1, 4) if abs(u) <= 1 else Fraction(3, 4) * u * u + abs(u) / 2


def deck_counterexample_gradient(u):
    return 2 * u if abs(u) <= 1 else Fraction(3, 2) * u + Fraction(1 if u > 0 else -1, 2)


def test_central_differences_of_a_cubic_are_off_by_exactly_h_squared():
    u = np.array([[1.0, -2.0, 0.5]])

    np.testing.assert_allclose(numerical_gradient(lambda u: np.sum(u**3), u, h=0.5), 3 * u**2 + 0.25)


def test_numerical_gradient_takes_a_number_and_leaves_its_argument():
    u = np.array([1, 2])

    assert numerical_gradient(lambda u: u**2, 3.0) == pytest.approx(6.0)
    np.testing.assert_allclose(numerical_gradient(lambda u: u[0] * u[1], u), [2, 1])
    np.testing.assert_array_equal(u, [1, 2])


def test_numerical_gradient_refuses_what_has_no_gradient():
    with pytest.raises(ValueError, match="one number"):
        numerical_gradient(lambda u: u, np.ones(2))
    with pytest.raises(ValueError, match="positive"):
        numerical_gradient(np.sum, np.ones(2), h=0)


def test_check_gradient_is_small_for_a_right_gradient_and_large_for_a_wrong_one():
    x = np.array([0.5, -1.5, 2.0])

    assert check_gradient(lambda x: np.sum(np.sin(x)), np.cos, x) < 1e-9
    assert check_gradient(lambda x: np.sum(np.sin(x)), lambda x: -np.cos(x), x) > 0.5
    with pytest.raises(ValueError, match=r"shape \(1, 3\) where x has \(3,\)"):
        check_gradient(lambda x: np.sum(x**2), lambda x: 2 * x[None], x)


@pytest.mark.parametrize("c", [0.0, 0.5])
def test_equality_is_refused_by_the_deck_and_accepted_by_armijo(c):
    u_new, step = backtracking_step(lambda u: u * u, lambda u: 2 * u, 3.0, c)

    assert (u_new, step) == (0.0, 0.5)  # c = 0: F(-3) = F(3) at step 1; c = 0.5: equality at step 0.5


@given(st.tuples(st.floats(-3, 3), st.floats(-3, 3)), st.sampled_from([0.0, 1e-4, 0.3, 0.9]))
def test_the_accepted_step_satisfies_the_condition_and_twice_the_step_does_not(u, c):
    def F(u):
        return (1 - u[0]) ** 2 + 100 * (u[1] - u[0] ** 2) ** 2

    def grad_F(u):
        return np.array([2 * (u[0] - 1) - 400 * u[0] * (u[1] - u[0] ** 2), 200 * (u[1] - u[0] ** 2)])

    def enough(step):
        value = F(u - step * grad)
        return value < F(u) if c == 0 else value <= F(u) - c * step * np.sum(grad**2)

    u = np.array(u)
    grad = grad_F(u)
    u_new, step = backtracking_step(F, grad_F, u, c)

    np.testing.assert_array_equal(u_new, u - step * grad)
    assert step == 0 or (enough(step) and (step == 1 or not enough(2 * step)))


def test_at_a_zero_gradient_nothing_moves():
    u = np.zeros(3)
    u_new, step = backtracking_step(lambda u: np.sum(u**2), lambda u: 2 * u, u)

    assert step == 0.0
    np.testing.assert_array_equal(u_new, u)


def test_a_decrease_without_convergence_is_exact_on_fractions():
    u = Fraction(2)
    for k in range(1, 201):
        u, step = backtracking_step(deck_counterexample, deck_counterexample_gradient, u)

        assert step == 1
        assert u == (-1) ** k * (1 + Fraction(1, 2**k))


def test_armijo_brings_the_same_function_to_its_minimum():
    u = Fraction(2)
    for _ in range(30):
        u, _step = backtracking_step(deck_counterexample, deck_counterexample_gradient, u, c=Fraction(1, 10))

    assert u == 0


def test_a_wrong_gradient_ends_in_a_step_of_zero_not_in_a_loop_without_end():
    assert backtracking_step(lambda u: u * u, lambda u: -2 * u, 3.0) == (3.0, 0.0)


def test_c_must_be_a_share():
    with pytest.raises(ValueError, match="in \\[0, 1\\)"):
        backtracking_step(abs, np.sign, 1.0, c=1.0)


def test_a_limited_function_stops_a_loop_without_end():
    limited = limit_calls(abs, most=3)

    assert [limited(-1) for _ in range(3)] == [1, 1, 1]
    with pytest.raises(EndlessLoopError, match="called 3 times"):
        limited(-1)
