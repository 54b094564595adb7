"""Linear probes: what can be read off from hidden units by one linear layer, trained in closed form."""

import numpy as np


def linear_probe(features, k, classes, ridge):
    """The weights that minimise Σ_n ‖W f_n + b − onehot(k_n)‖² + ridge ‖W‖².

    features: (N, D).  k: (N,) classes in 0..classes − 1.  ridge: a number > 0; b is not penalised.
    Returns W (classes, D) and b (classes,), both 0 for a class that does not occur.
    Source: Alain and Bengio 2017, for the idea; Hoerl and Kennard 1970, for the penalty.

    >>> W, b = linear_probe(np.array([[-1.0], [1.0]]), [0, 1], 2, 2.0)
    >>> W[:, 0].tolist(), b.tolist()
    ([-0.25, 0.25], [0.5, 0.5])
    """
    features = np.asarray(features, dtype=float)
    onehot = np.eye(classes)[np.asarray(k)]  # (N, classes)
    mean, share = features.mean(axis=0), onehot.mean(axis=0)
    centred = features - mean  # (N, D): with the means gone, the best b is 0
    W = np.linalg.solve(centred.T @ centred + ridge * np.eye(features.shape[1]), centred.T @ (onehot - share)).T
    return W, share - W @ mean


def probe_is_right(W, b, features, k):
    """Whether the largest score W f + b of an example is that of its class.  Returns (N,) of True and False."""
    scores = np.asarray(features) @ W.T + b
    return scores.argmax(axis=1) == np.asarray(k)
