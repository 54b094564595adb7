"""A bound for the length of a gradient, which keeps a training from being thrown off a cliff."""

import numpy as np


def clip_gradients(grads, max_norm):
    """Gradients scaled down together, if they are longer than max_norm together.

    grads: a list of arrays of any shapes.  max_norm: a positive number.  Returns a list of new arrays, and the norm of
    all entries together before, a float.  Source: Pascanu, Mikolov and Bengio 2013.

    >>> clip_gradients([np.array([3.0]), np.array([[0.0, -4.0]])], 1.0)
    ([array([0.6]), array([[ 0. , -0.8]])], 5.0)
    """
    grads = [np.asarray(grad, dtype=float) for grad in grads]
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads)))
    factor = max_norm / norm if norm > max_norm else 1.0
    return [grad * factor for grad in grads], norm
