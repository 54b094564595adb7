"""Q as a network, here of one linear layer: its loss, the gradient, and the frozen copy that gives the target."""

import numpy as np


def dqn_gradient(theta, frozen, states, actions, rewards, next_states, done, gamma):
    """The mean squared error of Q(s, a) = (theta @ s)[a] against a target from `frozen`, and its gradient by theta.

    theta, frozen: (A, D).  states, next_states: (N, D).  actions: (N,) int.  rewards: (N,).  done: (N,) bool.
    Returns loss (float), grad_theta (A, D).  Source: Mnih et al. 2015; deck 000, whose line is -½ of this gradient.

    >>> one = np.ones((1, 1))
    >>> dqn_gradient(one, one, one, np.array([0]), np.array([2.0]), one, np.array([False]), 0.5)
    (2.25, array([[-3.]]))
    """
    future = np.where(done, 0.0, np.max(next_states @ frozen.T, axis=1))
    chosen = np.eye(len(theta))[actions]  # (N, A)
    error = rewards + gamma * future - np.sum(chosen * (states @ theta.T), axis=1)
    return float(np.mean(error**2)), -2 / len(states) * (error[:, None] * chosen).T @ states


def two_states(w, gamma, rate, steps, period):
    """The weight of Q = w · feature in a world of two states, step by step.

    The features are 1 and 2, the first state leads to the second, that to itself, and all rewards are 0, so w = 0 is
    right.  Only the step from the first state is learned from, again and again.  period: how many steps the weight in
    the target stays frozen.  Returns (steps + 1,).  After Tsitsiklis and Van Roy 1997.

    >>> two_states(1.0, 0.75, 0.5, 2, 1).tolist()
    [1.0, 1.25, 1.5625]
    """
    trace = [w]
    for step in range(steps):
        if step % period == 0:
            frozen = w
        w = w + rate * (gamma * 2 * frozen - w)
        trace.append(w)
    return np.array(trace)
