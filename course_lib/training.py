"""Training a multi-layer perceptron with NumPy alone, by stochastic gradient descent."""

from itertools import pairwise

import numpy as np

from course_lib.dense import mlp, mlp_gradients


def initial_mlp(sizes, rng):
    """Weights and biases to begin with: normal weights of variance 2 / inputs (He), biases 0.

    sizes: [d_0, …, d_L].  rng: numpy.random.Generator.  Returns lists of (d_l, d_{l-1}) and of (d_l,).
    Raises ValueError if there are fewer than two sizes.

    >>> weights, biases = initial_mlp([64, 16, 10], np.random.default_rng(0))
    >>> [A.shape for A in weights], [b.shape for b in biases]
    ([(16, 64), (10, 16)], [(16,), (10,)])
    """
    if len(sizes) < 2:
        raise ValueError(f"sizes is {sizes}: a network has at least an input and an output")
    weights = [np.sqrt(2 / inputs) * rng.normal(size=(outputs, inputs)) for inputs, outputs in pairwise(sizes)]
    return weights, [np.zeros(outputs) for outputs in sizes[1:]]


def train_mlp(X, k, rng, hidden=64, epochs=30, batch_size=32, learning_rate=0.5):
    """A network D-hidden-K trained on the mean cross-entropy; the rate falls in a straight line to 0.

    X: (N, D).  k: (N,) classes 0..K-1.  rng: numpy.random.Generator.  Returns weights, biases.
    Raises ValueError if X and k do not fit.  Source: deck 000, «Descente de gradient stochastique».

    >>> X, k = np.array([[-1.0], [1.0]]), np.array([1, 0])
    >>> weights, biases = train_mlp(X, k, np.random.default_rng(0), hidden=8)
    >>> accuracy(weights, biases, X, k)
    1.0
    """
    X, k = np.asarray(X, dtype=float), np.asarray(k)
    if X.ndim != 2 or k.shape != X.shape[:1]:
        raise ValueError(f"X has shape {X.shape} and k {k.shape}: they must be (N, D) and (N,)")
    weights, biases = initial_mlp([X.shape[1], hidden, int(k.max()) + 1], rng)
    for epoch in range(epochs):
        rate = learning_rate * (1 - epoch / epochs)
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads_w, grads_b = mlp_gradients(weights, biases, X[batch], k[batch])
            weights = [A - rate * grad for A, grad in zip(weights, grads_w, strict=True)]
            biases = [b - rate * grad for b, grad in zip(biases, grads_b, strict=True)]
    return weights, biases


def accuracy(weights, biases, X, k):
    """The share of examples whose largest score is that of their class.  X: (N, D).  k: (N,).  Returns a float.

    >>> accuracy([[[1.0], [-1.0]]], [[0.0, 0.0]], [[2.0], [-3.0], [1.0]], [0, 1, 1]).__round__(3)
    0.667
    """
    return float(np.mean(np.argmax(mlp(weights, biases, X), axis=1) == np.asarray(k)))
