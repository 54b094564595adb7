"""To learn from each step: Q-learning imagines the best next action, SARSA takes the one that it will really do."""

import numpy as np


def td_update(Q, s, a, r, s2, a2, done, alpha, gamma):
    """A new table in which Q[s, a] has moved by alpha towards r + γ · next.

    next: 0 if done, max Q[s2] if a2 is None (Q-learning), else Q[s2, a2] (SARSA).  Q: (S, A).  Returns (S, A).

    >>> td_update(np.array([[1.0, 2.0], [3.0, 5.0]]), 0, 0, 1.0, 1, None, False, 0.5, 0.5).tolist()
    [[2.25, 2.0], [3.0, 5.0]]
    """
    new = np.array(Q, dtype=float)
    new[s, a] += alpha * (_target(Q, r, s2, a2, done, gamma) - Q[s, a])
    return new


def q_learning(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng):
    """Q (S, A) of an agent that begins with zeros and learns from each step of its episodes.

    P: (S, A, S).  R: (S, A).  terminal: (S,) bool.  An episode ends in a terminal state or after 1000 steps.
    """
    return learn(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng)[0]


def learn(P, R, terminal, start, episodes, alpha, gamma, epsilon, rng, sarsa=False):
    """Q (S, A) of Q-learning or SARSA, and the return of each episode without discount, (episodes,)."""
    Q, returns = np.zeros(R.shape), np.zeros(episodes)
    reach = P.cumsum(axis=2)

    def act(state):
        return int(rng.integers(R.shape[1]) if rng.random() < epsilon else Q[state].argmax())

    for episode in range(episodes):
        state, action, steps = start, None, 0
        while not terminal[state] and steps < 1000:
            a = act(state) if action is None else action
            to = min(int(np.searchsorted(reach[state, a], rng.random(), side="right")), len(Q) - 1)
            action = act(to) if sarsa else None
            target = _target(Q, R[state, a], to, action, terminal[to], gamma)
            Q[state, a] += alpha * (target - Q[state, a])
            returns[episode] += R[state, a]
            state, steps = to, steps + 1
    return Q, returns


def audit_log(Q0, log, alpha, gamma):
    """What each record (s, a, r, s2, done, written) of a Q-learning agent's log did; Q0: (S, A), where it began.

    Returns a list of "ok", "bootstraps", "undiscounted", "other": the first that fits, to 1e-9.
    """
    Q, verdicts = np.array(Q0, dtype=float), []
    for s, a, r, s2, done, written in log:
        future = Q[s2].max()
        kinds = {
            "ok": r + (0 if done else gamma * future),
            **({"bootstraps": r + gamma * future} if done else {"undiscounted": r + future}),
        }
        fits = (name for name, goal in kinds.items() if abs(Q[s, a] + alpha * (goal - Q[s, a]) - written) <= 1e-9)
        verdicts.append(next(fits, "other"))
        Q[s, a] = written
    return verdicts


def _target(Q, r, s2, a2, done, gamma):
    """r + γ · next, as td_update says."""
    if done:
        return r
    return r + gamma * (Q[s2].max() if a2 is None else Q[s2, a2])
