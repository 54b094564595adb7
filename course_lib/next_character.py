"""Guessing the next character: how good a guess is, how to draw from it, and what counting alone achieves."""

import numpy as np

from course_lib.losses import softmax

PADDING = -1


def perplexity(logits, targets):
    """exp of the mean of -log softmax(logits) at the targets, over all places that are not padding.

    logits: (N, T, K).  targets: (N, T) in 0..K-1, or -1 for padding.  Returns a float: K if all logits are equal.
    Raises ValueError if nothing is counted.  Source: Jelinek et al. 1977.

    >>> round(perplexity(np.zeros((1, 3, 5)), [[0, 4, -1]]), 6)
    5.0
    """
    logits, targets = np.asarray(logits, dtype=float), np.asarray(targets)
    counted = targets != PADDING
    if not counted.any():
        raise ValueError("no place to count: all targets are padding")
    return float(np.exp(surprises(logits[counted], targets[counted]).mean()))


def surprises(logits, targets):
    """-log softmax(logits) at the targets, in nats.  logits: (M, K).  targets: (M,).  Returns (M,)."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=-1)) - np.take_along_axis(shifted, targets[:, None], axis=-1)[:, 0]


def sample(logits, temperature, n, rng):
    """n independent draws from softmax(logits / temperature); at temperature 0 the largest, ties to the lowest index.

    logits: (K,), -inf for what never comes.  rng: numpy.random.Generator.  Returns (n,) integers.
    Source: Ackley, Hinton and Sejnowski 1985, for the temperature.

    >>> sample([1.0, 3.0, 3.0], 0, 2, np.random.default_rng(0))
    array([1, 1])
    """
    logits = np.asarray(logits, dtype=float)
    if temperature == 0:
        return np.full(n, np.argmax(logits))
    with np.errstate(under="ignore"):
        return rng.choice(len(logits), size=n, p=softmax((logits - logits.max())[None] / temperature)[0])


def unigrams(ids, K, smoothing=0.5):
    """Logits from how often each character comes, whatever stands before it.  ids: (L,).  Returns (K,)."""
    return np.log(np.bincount(ids, minlength=K) + smoothing)


def bigrams(ids, K, smoothing=0.5):
    """Logits from how often each character follows each other.  ids: (L,).  Returns (K, K): row before, column after.

    >>> bigrams(np.array([0, 1, 0, 1, 1]), 2, smoothing=1).argmax(axis=1)
    array([1, 0])
    """
    counts = np.full((K, K), float(smoothing))
    np.add.at(counts, (ids[:-1], ids[1:]), 1)
    return np.log(counts)
