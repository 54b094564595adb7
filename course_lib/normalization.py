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


def batch_norm(X, gain, bias, running_mean, running_var, training, momentum=0.1, epsilon=1e-5):
    """Each column to mean 0 and variance 1 over the batch, then scaled and moved, as `torch.nn.BatchNorm1d` does.

    X: (N, D).  gain, bias, running_mean, running_var: (D,).  training: with the statistics of this batch (its biased
    variance), else with the running ones.  Returns Y (N, D) and the running mean and variance (D,): in training
    (1 - momentum) old + momentum batch (its unbiased variance), else unchanged.
    Raises ValueError in training with one example.  Source: Ioffe and Szegedy 2015; deck 004, «Batch normalization».

    >>> Y, mean, var = batch_norm([[1.0], [3.0]], [2.0], [5.0], [0.0], [1.0], training=True, epsilon=0)
    >>> Y.tolist(), mean.tolist(), var.tolist()
    ([[3.0], [7.0]], [0.2], [1.1])
    """
    X, running_mean, running_var = (np.asarray(array) for array in (X, running_mean, running_var))
    if not training:
        return _normalized(X, running_mean, running_var, epsilon) * gain + bias, running_mean, running_var
    if len(X) < 2:
        raise ValueError("a batch of one example has no variance to normalise with")
    Y = _normalized(X, X.mean(axis=0), X.var(axis=0), epsilon) * gain + bias
    running_mean = (1 - momentum) * running_mean + momentum * X.mean(axis=0)
    running_var = (1 - momentum) * running_var + momentum * X.var(axis=0, ddof=1)
    return Y, running_mean, running_var


def batch_norm_backward(grad_out, X, gain, epsilon=1e-5):
    """Gradients of batch normalisation in training mode: the mean and the variance depend on X too.

    grad_out, X: (N, D), N >= 2.  gain: (D,).  Returns grad_X (N, D), grad_gain (D,), grad_bias (D,).

    >>> grad_X, grad_gain, grad_bias = batch_norm_backward([[1.0], [0.0]], [[1.0], [3.0]], [2.0])
    >>> grad_gain.round(3).tolist(), grad_bias.tolist()
    ([-1.0], [1.0])
    """
    grad_out, X = np.asarray(grad_out), np.asarray(X)
    normalized = _normalized(X, X.mean(axis=0), X.var(axis=0), epsilon)  # (N, D)
    grad_normalized = grad_out * gain
    along = np.mean(grad_normalized * normalized, axis=0)  # (D,), what would only stretch the column
    grad_X = (grad_normalized - grad_normalized.mean(axis=0) - normalized * along) / np.sqrt(X.var(axis=0) + epsilon)
    return grad_X, np.sum(grad_out * normalized, axis=0), grad_out.sum(axis=0)


def _normalized(X, mean, variance, epsilon):
    return (X - mean) / np.sqrt(variance + epsilon)
