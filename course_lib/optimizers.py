"""Optimisers, one step at a time: each takes the parameters and its memory, and returns both anew.

θ and everything that is kept for it (V, U, m, v) have one shape, which may be any; nothing is changed in place.
"""

import numpy as np


def minibatches(n, batch_size, rng):
    """One epoch: the indices 0..n−1 in random order, cut into batches; the last one may be smaller.

    n, batch_size: positive integers.  rng: numpy.random.Generator.  Returns a list of integer arrays.
    Raises ValueError if a size is not positive.  Source: deck 000, «Descente de gradient stochastique»; deck 002, §4.

    >>> [len(batch) for batch in minibatches(17, 5, np.random.default_rng(0))]
    [5, 5, 5, 2]
    """
    if n < 1 or batch_size < 1:
        raise ValueError(f"n is {n} and batch_size {batch_size}: both must be positive")
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def sgd_least_squares(theta, X, Y, indices, learning_rate):
    """Stochastic descent on (Y − ⟨θ, X⟩)²: one step for each index in turn.

    theta: (p,).  X: (N, p).  Y: (N,).  indices: any number of 0..N−1, repeats allowed.  Returns theta (p,).
    Raises ValueError if the shapes do not fit.  Source: deck 001, p. 32, the exercise.

    >>> sgd_least_squares([0.0, 0.0], [[1.0, 2.0]], [3.0], [0], learning_rate=0.1)
    array([0.6, 1.2])
    """
    theta, X, Y = (np.asarray(value, dtype=float) for value in (theta, X, Y))
    if X.ndim != 2 or theta.shape != X.shape[1:] or Y.shape != X.shape[:1]:
        raise ValueError(f"theta {theta.shape}, X {X.shape}, Y {Y.shape}: they must be (p,), (N, p), (N,)")
    for i in indices:
        theta = theta + 2 * learning_rate * (Y[i] - theta @ X[i]) * X[i]
    return theta


def momentum_step(theta, V, grad, alpha, beta):
    """Momentum: V ← βV + α∇, θ ← θ − V.

    theta, V, grad: one shape; V is 0 at the first step.  Returns theta and V.
    Raises ValueError if the shapes differ.  Source: deck 004, «Mieux gérer le pas du gradient».

    >>> momentum_step([1.0], [0.5], [4.0], alpha=0.1, beta=0.5)
    (array([0.35]), array([0.65]))
    """
    theta, V, grad = _one_shape(theta=theta, V=V, grad=grad)
    V = beta * V + alpha * grad
    return theta - V, V


def nesterov_step(theta, V, grad_fn, alpha, beta):
    """Nesterov's momentum: the gradient is taken at θ − βV, where the momentum alone would lead.

    theta, V: one shape; V is 0 at the first step.  grad_fn: the gradient as a function of such an array.
    Returns theta and V.  torch's `SGD(nesterov=True)` stores θ − βV in the place of θ.
    Raises ValueError if the shapes differ.  Source: deck 004, «Mieux gérer le pas du gradient», sign corrected.

    >>> nesterov_step([1.0], [0.5], lambda theta: 4 * theta, alpha=0.1, beta=0.5)
    (array([0.45]), array([0.55]))
    """
    theta, V = _one_shape(theta=theta, V=V)
    theta, V, grad = _one_shape(theta=theta, V=V, grad=grad_fn(theta - beta * V))
    V = beta * V + alpha * grad
    return theta - V, V


def rmsprop_step(theta, U, grad, alpha, rho, epsilon):
    """RMSprop: U ← ρU + (1 − ρ)∇², θ ← θ − α∇ / √(U + ε), coordinate by coordinate.

    theta, U, grad: one shape; U is 0 at the first step.  Returns theta and U.  (torch divides by √U + ε.)
    Raises ValueError if the shapes differ.  Source: deck 004, «Mieux gérer le pas du gradient».

    >>> rmsprop_step([1.0, 1.0], [0.0, 0.0], [2.0, -20.0], alpha=0.1, rho=0.75, epsilon=0.0)
    (array([0.8, 1.2]), array([  1., 100.]))
    """
    theta, U, grad = _one_shape(theta=theta, U=U, grad=grad)
    U = rho * U + (1 - rho) * grad**2
    return theta - alpha * grad / np.sqrt(U + epsilon), U


def adam_step(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    """Adam: momentum and RMSprop together, both corrected for having begun at 0.

    theta, m, v, grad: one shape; m and v are 0 at the first step, where t is 1.  Returns theta, m and v.
    Raises ValueError if the shapes differ or t < 1.  Source: deck 004; Kingma and Ba, 2015, algorithm 1.

    >>> theta, m, v = adam_step([1.0], [0.0], [0.0], [-5.0], 1, alpha=0.25, beta1=0.5, beta2=0.75, epsilon=0.0)
    >>> theta, m, v
    (array([1.25]), array([-2.5]), array([6.25]))
    """
    if t < 1:
        raise ValueError(f"t is {t}: the first step is t = 1")
    theta, m, v, grad = _one_shape(theta=theta, m=m, v=v, grad=grad)
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - alpha * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def _one_shape(**arrays):
    arrays = {name: np.asarray(value, dtype=float) for name, value in arrays.items()}
    if len({array.shape for array in arrays.values()}) > 1:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"{shapes}: all must have one shape")
    return tuple(arrays.values())
