"""A world that is known: what a policy is worth in it, and which policy is best.  P: (S, A, S).  R: (S, A)."""

import numpy as np


def evaluate_policy(P, R, policy, gamma):
    """The value of each state under a policy, from the linear system V = R_π + γ P_π V.

    policy: (S, A) probabilities.  Returns (S,).  Raises ValueError unless 0 <= gamma < 1.

    >>> evaluate_policy(np.ones((1, 2, 1)), np.array([[1.0, 3.0]]), np.array([[0.5, 0.5]]), 0.5).tolist()
    [4.0]
    """
    _refuse(gamma)
    P_pi = np.einsum("sa,sat->st", policy, P)
    R_pi = np.sum(policy * R, axis=1)
    return np.linalg.solve(np.eye(len(P)) - gamma * P_pi, R_pi)


def sweep(P, R, V, gamma):
    """Bellman's line: the values (S, A) of doing a in s and going on from V (S,)."""
    return R + gamma * P @ V


def value_iteration(P, R, gamma, tolerance):
    """The best values within tolerance in every state, and a policy that is greedy for them.

    Returns V (S,), policy (S,) int.  Raises ValueError unless 0 <= gamma < 1.  Source: deck 000, «Deep reinforcement
    learning», with the action a' of its own.

    >>> value_iteration(np.ones((1, 2, 1)), np.array([[1.0, 3.0]]), 0.5, 1e-9)[0].round(6).tolist()
    [6.0]
    """
    _refuse(gamma)
    V, left = np.zeros(len(P)), np.inf
    while left > tolerance:
        better = sweep(P, R, V, gamma).max(axis=1)
        left = np.max(np.abs(better - V)) * gamma / (1 - gamma)
        V = better
    return V, sweep(P, R, V, gamma).argmax(axis=1)


def _refuse(gamma):
    if not 0 <= gamma < 1:
        raise ValueError(f"gamma must be in [0, 1), got {gamma}")
