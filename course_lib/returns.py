"""What a walk was worth: the discounted sum of the rewards that came after each step."""

import numpy as np


def discounted_returns(rewards, ends, gamma):
    """G_t = r_t + γ G_{t+1}, with G starting anew behind the end of each episode.

    rewards: (T,).  ends: (T,) bool, True at the last step of an episode.  0 <= gamma <= 1.  Returns (T,).

    >>> discounted_returns(np.array([1.0, 2.0, 4.0]), np.array([False, True, False]), 0.5).tolist()
    [2.0, 2.0, 4.0]
    """
    returns, later = np.zeros(len(rewards)), 0.0
    for t in reversed(range(len(rewards))):
        later = rewards[t] + (0.0 if ends[t] else gamma * later)
        returns[t] = later
    return returns
