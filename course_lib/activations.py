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


def sigmoid(u):
    """σ(u) = 1 / (1 + e⁻ᵘ), without overflow for large |u|.

    u: any shape.  Returns the same shape, between 0 and 1.  Source: deck 001, p. 13.

    >>> sigmoid([-1000.0, 0.0, 1000.0])
    array([0. , 0.5, 1. ])
    """
    u = np.asarray(u, dtype=float)
    small = np.exp(-np.abs(u))  # between 0 and 1
    return np.where(u >= 0, 1.0, small) / (1 + small)


def sigmoid_derivative(u):
    """σ'(u) = σ(u) σ(-u), at most 1/4, and exact where 1 - σ(u) would round to 0.

    u: any shape.  Returns the same shape.

    >>> sigmoid_derivative(0.0)
    np.float64(0.25)
    """
    return sigmoid(u) * sigmoid(np.negative(u))


def tanh_derivative(u):
    """tanh'(u) = 1 - tanh²(u), written 4 σ'(2u), which keeps its digits where tanh(u) is near 1.

    u: any shape.  Returns the same shape.

    >>> tanh_derivative([0.0, 0.5])
    array([1.        , 0.78644773])
    """
    return 4 * sigmoid_derivative(2 * np.asarray(u, dtype=float))


def leaky_relu(u, slope=0.1):
    """u where u > 0, slope · u elsewhere.

    u: any shape.  slope: deck 004 takes 0.1, torch 0.01.  Source: deck 001, p. 14; deck 004, «L'intérêt du ReLU».

    >>> leaky_relu([-2.0, 3.0])
    array([-0.2,  3. ])
    """
    u = np.asarray(u)
    return np.where(u > 0, u, slope * u)


def leaky_relu_derivative(u, slope=0.1):
    """1 where u > 0, `slope` elsewhere: at 0 too, as in torch.  u: any shape.  Returns the same shape.

    >>> leaky_relu_derivative([-2.0, 3.0])
    array([0.1, 1. ])
    """
    return np.where(np.asarray(u) > 0, 1.0, slope)


def elu(u, alpha=1.0):
    """u where u > 0, α (eᵘ - 1) elsewhere.  u: any shape.  Source: deck 004, «L'intérêt du ReLU».

    >>> elu([-1000.0, 0.0, 3.0])
    array([-1.,  0.,  3.])
    """
    u = np.asarray(u, dtype=float)
    return np.where(u > 0, u, alpha * np.expm1(np.minimum(u, 0)))


def elu_derivative(u, alpha=1.0):
    """1 where u > 0, α eᵘ elsewhere.  u: any shape.  Returns the same shape.

    >>> elu_derivative([-1000.0, 0.0, 3.0], alpha=0.5)
    array([0. , 0.5, 1. ])
    """
    u = np.asarray(u, dtype=float)
    return np.where(u > 0, 1.0, alpha * np.exp(np.minimum(u, 0)))


def activation_gradient(name, u, alpha=0.1):
    """The derivative at u of the activation of this name: "sigmoid", "tanh", "relu", "leaky" or "elu".

    u: any shape.  alpha: the slope of "leaky" and the factor of "elu" where u <= 0; the others ignore it.
    Returns the same shape.  At 0 it is that of the left side: relu 0, leaky and elu alpha.
    Raises ValueError for another name.  Source: deck 004, «L'intérêt du ReLU».

    >>> activation_gradient("leaky", [-2.0, 0.0, 3.0], alpha=0.5)
    array([0.5, 0.5, 1. ])
    """
    gradients = {
        "sigmoid": lambda: sigmoid_derivative(u),
        "tanh": lambda: tanh_derivative(u),
        "relu": lambda: relu_derivative(u),
        "leaky": lambda: leaky_relu_derivative(u, alpha),
        "elu": lambda: elu_derivative(u, alpha),
    }
    if name not in gradients:
        raise ValueError(f"no activation {name!r}: there are {', '.join(gradients)}")
    return gradients[name]()
