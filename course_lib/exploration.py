"""To try what is not known to be good: epsilon-greedy choices, and arms of a bandit that must be tried."""

import numpy as np


def epsilon_greedy(Q, epsilon, rng):
    """One action a row: any of the A with probability epsilon, else one of the best, equally often.

    Q: (N, A).  rng: numpy.random.Generator.  Returns (N,) int.

    >>> epsilon_greedy(np.array([[1.0, 3.0, 2.0]]), 0.0, np.random.default_rng(0)).tolist()
    [1]
    """
    ties = rng.random(Q.shape)
    best = np.where(Q.max(axis=1, keepdims=True) == Q, ties, -1.0).argmax(axis=1)
    anything = rng.integers(Q.shape[1], size=len(Q))
    return np.where(rng.random(len(Q)) < epsilon, anything, best)


def play_bandit(means, epsilon, pulls, runs, rng, choose=epsilon_greedy):
    """Pull arms with rewards N(mean, 1) and believe in the average of each so far, which begins at 0.

    means: (A,).  Returns the arms pulled, (pulls, runs).
    """
    Q, counts, pulled = np.zeros((runs, len(means))), np.zeros((runs, len(means))), []
    each = np.arange(runs)
    for _ in range(pulls):
        arm = choose(Q, epsilon, rng)
        reward = np.asarray(means)[arm] + rng.normal(size=runs)
        counts[each, arm] += 1
        Q[each, arm] += (reward - Q[each, arm]) / counts[each, arm]
        pulled.append(arm)
    return np.array(pulled)
