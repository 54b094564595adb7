"""To make likely what went well: gradients of a softmax policy, the baseline of least variance, and a pole balanced."""

import numpy as np

from course_lib.losses import softmax
from course_lib.returns import discounted_returns
from course_lib.worlds import run, standing, with_one


def policy_gradient(theta, states, actions, advantages):
    """The mean of advantage · ∇ log π(a|s) for a policy with the logits theta @ s: the way up.

    theta: (A, D).  states: (N, D).  actions: (N,) int.  advantages: (N,).  Returns (A, D).
    Source: Williams 1992.

    >>> policy_gradient(np.zeros((2, 1)), np.ones((1, 1)), np.array([0]), np.array([2.0])).tolist()
    [[1.0], [-1.0]]
    """
    p = softmax(states @ theta.T)  # (N, A)
    score = np.eye(len(theta))[actions] - p
    return (score * advantages[:, None]).T @ states / len(states)


def best_baseline(theta, rewards):
    """The constant b for which (r(a) - b) ∇ log π(a) has the least total variance, for the bandit π = softmax(theta).

    theta, rewards: (A,).  Returns a float.  Source: Weaver and Tao 2001.

    >>> best_baseline(np.zeros(2), np.array([1.0, 3.0]))
    2.0
    """
    p = softmax(theta[None])[0]
    lengths = np.sum((np.eye(len(p)) - p) ** 2, axis=1)  # |∇ log π(a)|² for each action
    return float(np.sum(p * lengths * rewards) / np.sum(p * lengths))


def estimate_moments(theta, rewards, b):
    """Mean (A,) and total variance of (r(a) - b) ∇ log π(a) over the actions of a bandit, exactly."""
    p = softmax(theta[None])[0]
    each = (rewards - b)[:, None] * (np.eye(len(p)) - p)  # one row for each action
    mean = p @ each
    return mean, float(p @ np.sum((each - mean) ** 2, axis=1))


def train_cartpole(rng, updates=60, poles=32, gamma=0.99, rate=3.0):
    """A policy theta (2, 5) that balances poles, by REINFORCE with a baseline.  rng: numpy.random.Generator."""
    return learn_cartpole(rng, updates, poles, gamma, rate)[0]


def learn_cartpole(rng, updates=60, poles=32, gamma=0.99, rate=3.0, ascent=policy_gradient):
    """The policy of train_cartpole, and the mean number of steps of its poles before each update, (updates,)."""
    theta, lasted = np.zeros((2, 5)), []
    for _ in range(updates):
        states, actions, alive = run(_sampling(theta, rng), standing(rng, poles))
        lasted.append(alive.sum(axis=0).mean())
        rewards = alive.astype(float).T.reshape(-1)  # pole after pole
        ends = np.zeros(alive.T.shape, dtype=bool)
        ends[:, -1] = True
        returns = discounted_returns(rewards, ends.reshape(-1), gamma)
        lived = alive.T.reshape(-1)
        seen = with_one(states.transpose(1, 0, 2).reshape(-1, 4)[lived])
        returns = returns[lived]
        advantages = (returns - returns.mean()) / (returns.std() + 1e-8)
        theta = theta + rate * ascent(theta, seen, actions.T.reshape(-1)[lived], advantages)
    return theta, np.array(lasted)


def _sampling(theta, rng):
    """A policy that draws each action from softmax(theta @ state)."""
    return lambda state: (rng.random(len(state)) < softmax(with_one(state) @ theta.T)[:, 1]).astype(int)
