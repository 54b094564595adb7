"""Normalisation of activations."""

import numpy as np


def layer_norm(X, gain, bias, epsilon=1e-5):
    """Each token to mean 0 and variance 1 over its own features, then scaled and moved.

    X: (..., d).  gain, bias: (d,).  Returns the shape of X.  The variance is biased (a mean square); epsilon
    stands inside the root.  Source: Ba, Kiros, Hinton 2016; deck 004 names it under «Batch normalization».

    >>> layer_norm([[1.0, 3.0]], gain=[1.0, 2.0], bias=[0.0, 5.0], epsilon=0)
    array([[-1.,  7.]])
    """
    X = np.asarray(X)
    centred = X - X.mean(axis=-1, keepdims=True)
    variance = np.mean(centred**2, axis=-1, keepdims=True)
    return centred / np.sqrt(variance + epsilon) * np.asarray(gain) + np.asarray(bias)
