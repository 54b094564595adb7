"""Measures of a generator by its samples: what it covers, how good they are, whether they are copies."""

import numpy as np


def mode_coverage(samples, centers, radius, least=1):
    """The share of the centres that are found, and the share of the samples that are good.

    samples: (M, d), M >= 1.  centers: (K, d).  A sample belongs to its nearest centre (ties to the lowest index) and
    is good if the distance is at most radius; a centre is found if at least `least` good samples belong to it.
    Returns coverage, quality (floats).

    >>> mode_coverage(np.array([[0.0], [0.5], [9.0]]), np.array([[0.0], [4.0]]), 0.5)
    (0.5, 0.6666666666666666)
    """
    distances = _distances(samples, centers)  # (M, K)
    owner, good = distances.argmin(axis=1), distances.min(axis=1) <= radius
    found = np.bincount(owner[good], minlength=len(centers)) >= least
    return float(found.mean()), float(good.mean())


def copying_score(fake, train, held_out):
    """The share of generated examples that lie nearer to a training example than to any held-out one; a tie is ½.

    fake: (M, d).  train, held_out: (N, d).  ½ is honest, 1 a photocopier.
    Raises ValueError if train and held_out are not equally many.  Source: Meehan, Chaudhuri and Dasgupta 2020, in
    whose test of data copying the same two distances are compared.

    >>> copying_score(np.array([[0.0], [3.0]]), np.array([[0.0]]), np.array([[2.0]]))
    0.5
    """
    if len(train) != len(held_out):
        raise ValueError(f"{len(train)} training and {len(held_out)} held-out examples: the larger set is nearer")
    to_train, to_held_out = (_distances(fake, known).min(axis=1) for known in (train, held_out))
    return float(np.mean((to_train < to_held_out) + 0.5 * (to_train == to_held_out)))


def _distances(A, B, block=256):
    """Euclidean distances (M, N) between the rows of A (M, d) and of B (N, d), exact to the last digits."""
    A, B = np.asarray(A, dtype=float), np.asarray(B, dtype=float)
    parts = [np.sqrt(np.sum((A[i : i + block, None] - B) ** 2, axis=2)) for i in range(0, len(A), block)]
    return np.concatenate(parts)
