"""Who reads what: the pattern of a sequence model that can only be called."""

import numpy as np


def influence(f, T, D, rng, tries=40):
    """Which row of its argument each row of a model's result depends on, found by experiment.

    f: maps a float array (T, D) to an array (T, K), always the same for the same array.  rng: numpy.random.Generator.
    Returns (T, T) bool: [t, s] is True if row t of the result moved by more than 1e-9 when row s was redrawn.
    A dependence that shows in half of all tries is missed with a probability of 2^-tries.

    >>> influence(lambda x: np.cumsum(x, axis=0), 3, 1, np.random.default_rng(0)).astype(int)
    array([[1, 0, 0],
           [1, 1, 0],
           [1, 1, 1]])
    """
    found = np.zeros((T, T), dtype=bool)
    for _ in range(tries):
        x = rng.normal(size=(T, D))
        before = np.array(f(x.copy()), dtype=float)
        for s in range(T):
            changed = x.copy()
            changed[s] = rng.normal(size=D)
            found[:, s] |= np.any(np.abs(np.asarray(f(changed)) - before) > 1e-9, axis=1)
    return found


def reads_ahead(pattern):
    """Does any row depend on a later one?  pattern: (T, T) bool, row = output, column = input.

    >>> reads_ahead(np.tri(3, dtype=bool)), reads_ahead(np.eye(3, k=1, dtype=bool))
    (False, True)
    """
    return bool(np.triu(pattern, k=1).any())
