"""Principal components: the k directions in which a table varies most. N examples, D features."""

import numpy as np


def fit_pca(X, k):
    """The mean of X and the k orthonormal directions of largest variance, largest first, each up to its sign.

    X: (N, D).  1 <= k <= min(N, D).  Returns mean (D,), W (k, D).  The code of x is (x - mean) @ W.T.
    Source: deck 002, «AE» (réduction de la dimensionnalité); Pearson 1901.

    >>> mean, W = fit_pca([[0.0, 1.0], [4.0, 1.0]], 1)
    >>> mean.tolist(), np.abs(W).tolist()
    ([2.0, 1.0], [[1.0, 0.0]])
    """
    X = np.asarray(X, dtype=float)
    mean = X.mean(axis=0)
    return mean, np.linalg.svd(X - mean, full_matrices=False)[2][:k]


def rebuild(X, mean, W):
    """X through the code and back.  X: (N, D).  mean: (D,).  W: (k, D), orthonormal rows.  Returns (N, D)."""
    return mean + (X - mean) @ W.T @ W


def rebuilding_error(X, rebuilt):
    """What is lost of an example: the sum of squares over its features, in the mean.  X, rebuilt: (N, D).

    >>> rebuilding_error(np.zeros((2, 3)), np.ones((2, 3)))
    3.0
    """
    return float(np.mean(np.sum((np.asarray(X) - rebuilt) ** 2, axis=1)))
