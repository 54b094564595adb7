"""The weights that a network begins with: how large they must be for a signal to come through many layers."""

import numpy as np

KINDS = ("deck", "xavier", "he")


def weight_variance(outputs, inputs, kind):
    """The variance of the first weights of a layer: "deck" 1/inputs, "xavier" 2/(inputs + outputs), "he" 2/inputs.

    Raises ValueError for another kind.  Source: deck 004, «Xavier»; Glorot and Bengio 2010; He et al. 2015.

    >>> weight_variance(256, 64, "xavier")
    0.00625
    """
    if kind not in KINDS:
        raise ValueError(f"no kind {kind!r} of weights: there are {', '.join(KINDS)}")
    return {"deck": 1 / inputs, "xavier": 2 / (inputs + outputs), "he": 2 / inputs}[kind]


def initial_weights(outputs, inputs, kind, rng):
    """Independent normal weights of mean 0 and of the variance that `weight_variance` gives.

    rng: numpy.random.Generator.  Returns (outputs, inputs).  Raises ValueError for another kind.

    >>> initial_weights(2, 3, "he", np.random.default_rng(0)).round(2)
    array([[ 0.1 , -0.11,  0.52],
           [ 0.09, -0.44,  0.3 ]])
    """
    return np.sqrt(weight_variance(outputs, inputs, kind)) * rng.normal(size=(outputs, inputs))


def mean_squares(X, weights, activation):
    """How large the signal is after each layer of a network without biases: the mean square of its units.

    X: (N, d_0).  weights: list of (d_l, d_{l-1}).  activation: function of an array.
    Returns (L + 1,), that of X first.

    >>> mean_squares([[3.0, 4.0]], [2 * np.eye(2)], lambda u: u)
    array([12.5, 50. ])
    """
    X = np.asarray(X, dtype=float)
    sizes = [np.mean(X**2)]
    for A in weights:
        X = activation(X @ np.asarray(A).T)  # (N, d_l)
        sizes.append(np.mean(X**2))
    return np.array(sizes)
