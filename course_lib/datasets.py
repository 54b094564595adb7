"""Real data that needs no network, and seeded generators."""

import numpy as np


def digits(held_out=450, seed=0):
    """Handwritten digits of 8 by 8 pixels, from 43 people (UCI, in scikit-learn), split at random.

    held_out: how many of the 1797 are kept aside.  seed: of the split.
    Returns X_train (1797 - held_out, 64), k_train, X_test (held_out, 64), k_test: grey from 0 (paper) to 1 (ink),
    row by row, and the digits 0..9.  Raises ValueError if nothing is left on one side.

    >>> X_train, k_train, X_test, k_test = digits()
    >>> X_train.shape, k_test.shape, X_test.max()
    ((1347, 64), (450,), np.float64(1.0))
    """
    from sklearn.datasets import load_digits  # a second to import: only who needs it waits

    X, k = load_digits(return_X_y=True)
    if not 0 < held_out < len(X):
        raise ValueError(f"held_out is {held_out}: it must lie between 1 and {len(X) - 1}")
    order = np.random.default_rng(seed).permutation(len(X))
    test, train = order[:held_out], order[held_out:]
    return X[train] / 16, k[train], X[test] / 16, k[test]
