"""Residual blocks: what a block passes on as it is, and the rest that it learns."""

import numpy as np

from course_lib.activations import relu, relu_backward


def residual(X, W1, W2):
    """Y = X + relu(X W1ᵀ) W2ᵀ.  X: (N, d).  W1: (h, d).  W2: (d, h).  Returns (N, d).

    Source: He et al. 2016; deck 004, «Réseaux résiduels».

    >>> residual([[1.0, -1.0]], [[2.0, 0.0]], [[0.0], [3.0]])
    array([[1., 5.]])
    """
    X = np.asarray(X)
    return X + relu(X @ np.transpose(W1)) @ np.transpose(W2)


def residual_backward(grad_out, X, W1, W2):
    """Gradients of `residual` with respect to X, W1 and W2; relu'(0) = 0.

    grad_out, X: (N, d).  W1: (h, d).  W2: (d, h).  Returns grad_X (N, d), grad_W1 (h, d), grad_W2 (d, h).

    >>> grad_X, grad_W1, grad_W2 = residual_backward([[1.0, 1.0]], [[1.0, -1.0]], [[2.0, 0.0]], [[0.0], [3.0]])
    >>> grad_X.tolist(), grad_W1.tolist(), grad_W2.tolist()
    ([[7.0, 1.0]], [[3.0, -3.0]], [[2.0], [2.0]])
    """
    grad_out, X, W1, W2 = (np.asarray(array) for array in (grad_out, X, W1, W2))
    hidden = X @ W1.T  # (N, h)
    grad_hidden = relu_backward(grad_out @ W2, hidden)  # (N, h)
    return grad_out + grad_hidden @ W1, grad_hidden.T @ X, grad_out.T @ relu(hidden)
