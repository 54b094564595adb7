"""Activations, each as a forward and a backward function, on arrays of any shape."""

import numpy as np


def relu(u):
    """The positive part [u]₊ = max(u, 0), element by element.

    u: any shape, numbers or fractions.  Returns the same shape.  Source: deck 000, «Du neurone au réseau».

    >>> relu([-2.0, 0.0, 3.0])
    array([0., 0., 3.])
    """
    return np.maximum(u, 0)


def relu_derivative(u):
    """1 where u > 0 and 0 elsewhere: at 0 the value is 0, as in torch.

    u: any shape.  Returns the same shape, as floats.

    >>> relu_derivative([-2.0, 0.0, 3.0])
    array([0., 0., 1.])
    """
    return (np.asarray(u) > 0).astype(float)


def relu_backward(grad_out, u):
    """Gradient of the loss with respect to u, for out = relu(u).

    grad_out, u: the same shape.  Returns that shape.
    Raises ValueError if the shapes differ.  Source: deck 000, «Back propagation» (relu').

    >>> relu_backward([5.0, 6.0], [-1.0, 2.0])
    array([0., 6.])
    """
    grad_out, u = np.asarray(grad_out), np.asarray(u)
    if grad_out.shape != u.shape:
        raise ValueError(f"grad_out has shape {grad_out.shape} and u {u.shape}: they must be equal")
    return grad_out * relu_derivative(u)
