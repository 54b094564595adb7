"""Gradients by finite differences, and how long a step to take along them."""

from fractions import Fraction

import numpy as np

from course_lib.checks import CheckError


def numerical_gradient(F, u, h=1e-5):
    """Gradient of F at u by central differences: (F(u + h e_i) − F(u − h e_i)) / 2h in each coordinate i.

    F: function of an array like u, with one number as its value.  u: any shape.  Returns floats of u's shape.
    Raises ValueError if F(u) is not one number or h is not positive.  Source: deck 000, «La descente de gradient».

    >>> numerical_gradient(lambda u: u[0] ** 2 * u[1], [3.0, 2.0]).round(6)
    array([12.,  9.])
    """
    if not h > 0:
        raise ValueError(f"h is {h}: it must be positive")
    u = np.array(u, dtype=float)  # a copy: the argument stays as it is
    if np.size(F(u.copy())) != 1:
        raise ValueError("F must give one number")
    grad_u = np.zeros_like(u)
    for where in np.ndindex(u.shape):
        up, down = u.copy(), u.copy()
        up[where] += h
        down[where] -= h
        grad_u[where] = (np.squeeze(F(up)) - np.squeeze(F(down))) / (2 * h)
    return grad_u


def check_gradient(f, grad_f, x, h=1e-5):
    """How far a gradient is from central differences: the largest |a − n| / max(1, |a|, |n|) over the coordinates.

    f: function of an array like x, with one number as its value.  grad_f: its gradient, of x's shape.
    x: any shape.  Returns a float.  Raises ValueError if grad_f(x) has not the shape of x.

    >>> check_gradient(lambda x: np.sum(x**3), lambda x: 3 * x**2, np.array([1.0, -2.0])) < 1e-9
    True
    """
    x = np.array(x, dtype=float)
    analytic = np.asarray(grad_f(x.copy()), dtype=float)
    if analytic.shape != x.shape:
        raise ValueError(f"grad_f gives shape {analytic.shape} where x has {x.shape}: they must be equal")
    numeric = numerical_gradient(f, x, h)
    scale = np.maximum(1, np.maximum(np.abs(analytic), np.abs(numeric)))
    return float(np.max(np.abs(analytic - numeric) / scale, initial=0.0))


def backtracking_step(F, grad_F, u, c=0.0):
    """One step of gradient descent whose length λ is found by halving from 1.

    c = 0 halves while F(u − λ∇F) >= F(u), as in the deck; c > 0 (Armijo) while F(u − λ∇F) > F(u) − cλ‖∇F‖².
    F: function with one number as its value.  grad_F: its gradient, of u's shape.
    u: array of any shape, or a number, also a `fractions.Fraction`, on which the step is exact.
    Returns u_new and λ; (u, 0.0) at a zero gradient, and where rounding leaves no λ that decreases F.
    Raises ValueError if c is not in [0, 1).  Source: deck 000, «La descente de gradient».

    >>> backtracking_step(lambda u: u * u, lambda u: 2 * u, 3.0)
    (0.0, 0.5)
    """
    if not 0 <= c < 1:
        raise ValueError(f"c is {c}: it must be in [0, 1)")
    grad = grad_F(u)
    squared_norm = np.sum(np.square(grad))
    value = F(u)
    half = Fraction(1, 2) if isinstance(u, Fraction) else 0.5
    step = 2 * half
    while np.any(u - step * grad != u):
        value_new = F(u - step * grad)
        if value_new < value if c == 0 else value_new <= value - c * step * squared_norm:
            return u - step * grad, step
        step = step * half
    return u, 0.0


def limit_calls(F, most=2000):
    """F, until it has been called `most` times: then it raises EndlessLoopError, so that a loop without end is found.

    >>> limit_calls(abs, most=1)(-3)
    3
    """
    calls = 0

    def limited(*arguments):
        nonlocal calls
        calls += 1
        if calls > most:
            raise EndlessLoopError(most)
        return F(*arguments)

    return limited


class EndlessLoopError(CheckError):
    """A function was called more often than any search needs."""

    def __init__(self, most):
        message = f"F was called {most} times and no step was accepted."
        super().__init__(message, "endless: is it a step downhill, and what if the gradient is zero?")
