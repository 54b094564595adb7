"""Dropout, and a test of other people's dropout."""

import numpy as np


def dropout(X, p, rng, training):
    """In training each entry is set to 0 with probability p, and what survives is divided by 1 - p; else X.

    X: any shape.  p: the probability to be dropped.  rng: numpy.random.Generator.  Returns the same shape.
    Raises ValueError if p is outside of [0, 1].  Source: Srivastava et al. 2014; deck 001, p. 38, where the factor
    1 - p comes in evaluation; here it comes in training, as in torch.

    >>> dropout([[1.0, 2.0, 3.0, 4.0]], 0.5, np.random.default_rng(0), training=True)
    array([[2., 0., 0., 0.]])
    """
    if not 0 <= p <= 1:
        raise ValueError(f"p is {p}: it must be in [0, 1]")
    X = np.asarray(X)
    if not training or p == 0:
        return X.copy()
    survives = rng.random(X.shape) >= p  # random numbers lie in [0, 1): none survives p = 1
    return np.where(survives, X / (1 - p), 0.0) if p < 1 else np.zeros_like(X)


def dropout_faults(drop, rng):
    """Which promises of `dropout` does `drop` break?  drop(X, p, rng, training), X (N, D), 0 < p < 1.

    rng: numpy.random.Generator.  Returns a set of "rate", "scale", "evaluation", "shared", "fixed", "changes".

    >>> sorted(dropout_faults(lambda X, p, rng, training: X, np.random.default_rng(0)))
    ['fixed', 'rate', 'scale', 'shared']
    """
    p, X = 0.2, rng.uniform(1, 2, size=(20, 500)) * np.where(rng.random((20, 500)) < 0.5, -1, 1)
    inputs = [X.copy(), X.copy(), X.copy()]
    first, second = (np.array(drop(given, p, rng, training=True)) for given in inputs[:2])
    evaluated = np.array(drop(inputs[2], p, rng, training=False))
    dropped, survives = first == 0, first != 0
    broken = {
        # The share of 10 000 entries has deviation 0.004; rows that share a mask leave 500, and 0.018.
        "rate": abs(_share_dropped(drop, rng) - p) > 0.05,
        "scale": not np.allclose(first[survives], X[survives] / (1 - p)),
        "evaluation": not np.allclose(evaluated, X),
        "shared": bool(np.all(dropped == dropped[0])),
        "fixed": bool(np.all(dropped == (second == 0))),
        "changes": any(not np.array_equal(given, X) for given in inputs),
    }
    return {name for name, is_broken in broken.items() if is_broken}


def _share_dropped(drop, rng, p=0.2):
    """The share of zeros over a row so long that a mask shared by all rows does not matter."""
    return np.mean(np.asarray(drop(np.full((2, 20_000), -1.0), p, rng, training=True)) == 0)
