"""Weights that shrink while they learn: weight decay and the soft threshold of the Lasso."""

import numpy as np


def soft_threshold(v, width):
    """sign(v) · max(|v| - width, 0): nearer to 0 by `width`, and 0 for what was nearer than that.

    v: any shape.  width: not negative.  Returns the same shape.

    >>> soft_threshold([-3.0, 0.5, 2.0], 1.0)
    array([-2.,  0.,  1.])
    """
    return np.sign(v) * np.maximum(np.abs(v) - width, 0)


def shrink_step(theta, direction, learning_rate, decay, lasso):
    """A step with decoupled weight decay, v = θ (1 - α decay) - α direction, then the soft threshold of v at α lasso.

    theta, direction: the same shape; direction is the gradient, or what an optimiser makes of it.  α: learning_rate.
    Returns the same shape.  Source: Loshchilov and Hutter 2019 (decay); deck 001, p. 38 (Lasso, Ridge).

    >>> shrink_step([4.0, -1.0], [10.0, 0.0], learning_rate=0.1, decay=0.5, lasso=2.0)
    array([ 2.6 , -0.75])
    """
    theta, direction = np.asarray(theta), np.asarray(direction)
    return soft_threshold(theta * (1 - learning_rate * decay) - learning_rate * direction, learning_rate * lasso)
