"""Losses and what they are made of, each with its gradient. N examples, K classes; logarithms are natural.

A loss ends the computation, so its `_gradient` takes nothing from above; `softmax_backward` stands inside a network.
"""

import numpy as np


def hinge_loss(y, f):
    """The hinge loss, summed over the examples: Σ relu(1 − y f).

    y: (N,) labels −1 or +1.  f: (N,) scores.  Returns a float.
    Raises ValueError if the shapes differ.  Source: deck 000, «Fonction de perte».

    >>> hinge_loss([1, -1, 1], [3.0, 0.0, -2.0])
    4.0
    """
    y, f = _same_shape("y", y, "f", f)
    return float(np.maximum(1 - y * f, 0).sum())


def hinge_loss_gradient(y, f):
    """Gradient of the summed hinge loss with respect to the scores; 0 at the kink.

    y, f: (N,).  Returns (N,).  Raises ValueError if the shapes differ.

    >>> hinge_loss_gradient([1, -1, 1], [3.0, 0.0, -2.0])
    array([ 0.,  1., -1.])
    """
    y, f = _same_shape("y", y, "f", f)
    return np.where(y * f < 1, -y, 0.0)


def mean_squared_error(predictions, targets):
    """The mean of (ŷ − y)² over all values.

    predictions, targets: the same shape.  Returns a float.
    Raises ValueError if the shapes differ: (N, 1) and (N,) would broadcast to (N, N).  Source: deck 003, «MSE».

    >>> mean_squared_error([1.0, 4.0], [2.0, 2.0])
    2.5
    """
    predictions, targets = _same_shape("predictions", predictions, "targets", targets)
    return float(np.mean((predictions - targets) ** 2))


def mean_squared_error_gradient(predictions, targets):
    """Gradient of the mean squared error with respect to the predictions.

    predictions, targets: the same shape.  Returns that shape.  Raises ValueError if the shapes differ.

    >>> mean_squared_error_gradient([1.0, 4.0], [2.0, 2.0])
    array([-1.,  2.])
    """
    predictions, targets = _same_shape("predictions", predictions, "targets", targets)
    return 2 * (predictions - targets) / predictions.size


def softmax(Z):
    """Scores as probabilities: exp(z_k) / Σ_i exp(z_i) along each row, for scores of any size.

    Z: (N, K).  Returns (N, K), rows of sum 1.  Raises ValueError if Z is no matrix.  Source: deck 001, p. 15.

    >>> softmax([[0.0, 0.0], [1000.0, -1000.0]])
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    exponentials = np.exp(_below_maximum(Z))  # at most 1, and 1 at the largest score: no overflow, no 0/0
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def softmax_backward(grad_out, Z):
    """Gradient of the loss with respect to Z, for out = softmax(Z).

    grad_out, Z: (N, K).  Returns (N, K).  Raises ValueError if the shapes differ.

    >>> softmax_backward([[1.0, 0.0]], [[0.0, 0.0]])
    array([[ 0.25, -0.25]])
    """
    grad_out, Z = _same_shape("grad_out", grad_out, "Z", Z)
    probabilities = softmax(Z)  # (N, K)
    return probabilities * (grad_out - (grad_out * probabilities).sum(axis=1, keepdims=True))


def cross_entropy(Z, k):
    """The mean cross-entropy of the classes k, from scores (logits): log Σ_i exp(z_i) − z_k. Finite for finite Z.

    Z: (N, K).  k: (N,) class numbers in 0..K−1.  Returns a float.
    Raises ValueError if the shapes do not fit or a target is no class.  Source: deck 001, p. 26.

    >>> cross_entropy([[1000.0, -1000.0]], [1])
    2000.0
    """
    Z, k = _scores_and_classes(Z, k)
    shifted = _below_maximum(Z)  # (N, K)
    return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(k)), k]))


def cross_entropy_gradient(Z, k):
    """Gradient of the mean cross-entropy with respect to the scores: (softmax(Z) − one-hot(k)) / N.

    Z: (N, K).  k: (N,) class numbers in 0..K−1.  Returns (N, K).
    Raises ValueError if the shapes do not fit or a target is no class.

    >>> cross_entropy_gradient([[0.0, 0.0]], [0])
    array([[-0.5,  0.5]])
    """
    Z, k = _scores_and_classes(Z, k)
    grad_Z = softmax(Z)  # (N, K)
    grad_Z[np.arange(len(k)), k] -= 1
    return grad_Z / len(k)  # the loss is a mean over the batch


def entropy(p):
    """H(p) = −Σ p log p, with 0 log 0 = 0.

    p: (K,) probabilities.  Returns a float.  Raises ValueError if p is no vector or has a negative entry.
    Source: deck 001, p. 27.

    >>> round(entropy([0.5, 0.5, 0.0]), 6)
    0.693147
    """
    p = _distribution("p", p)
    seen = p > 0
    return float(-np.sum(p[seen] * np.log(p[seen])))


def entropy_gradient(p):
    """Gradient of H with respect to each p_k, taken as a free variable: −log p − 1.

    p: (K,) positive.  Returns (K,).  Raises ValueError if an entry is not positive.

    >>> entropy_gradient([1.0, np.exp(-2)])
    array([-1.,  1.])
    """
    p = _distribution("p", p)
    if np.any(p == 0):
        raise ValueError("the entropy has no gradient where p is 0")
    return -np.log(p) - 1


def kl_divergence(p, q):
    """KL(p‖q) = Σ p log(p/q): 0 where p is 0, infinite where q is 0 and p is not. Not symmetric.

    p, q: (K,) probabilities.  Returns a float.
    Raises ValueError if the shapes differ or an entry is negative.  Source: deck 001, p. 27.

    >>> round(kl_divergence([1.0, 0.0], [0.5, 0.5]), 6), kl_divergence([0.5, 0.5], [1.0, 0.0])
    (0.693147, inf)
    """
    p, q = _same_shape("p", _distribution("p", p), "q", _distribution("q", q))
    seen = p > 0
    if np.any(q[seen] == 0):
        return float("inf")
    return float(np.sum(p[seen] * (np.log(p[seen]) - np.log(q[seen]))))


def kl_divergence_gradient(p, q):
    """Gradient of KL(p‖q) with respect to each q_k, taken as a free variable: −p/q.

    p, q: (K,), q positive.  Returns (K,).  Raises ValueError if the shapes differ or q has a zero.

    >>> kl_divergence_gradient([0.25, 0.75], [0.5, 0.5])
    array([-0.5, -1.5])
    """
    p, q = _same_shape("p", _distribution("p", p), "q", _distribution("q", q))
    if np.any(q == 0):
        raise ValueError("the divergence has no gradient where q is 0")
    return -p / q


def _below_maximum(Z):
    """Z minus the largest score of each row: softmax and cross-entropy do not change, and exp cannot overflow."""
    Z = np.asarray(Z, dtype=float)
    if Z.ndim != 2 or Z.shape[1] == 0:
        raise ValueError(f"Z has shape {Z.shape}: it must be (N, K), a row of scores for each example")
    return Z - Z.max(axis=1, keepdims=True)


def _scores_and_classes(Z, k):
    Z, k = np.asarray(Z, dtype=float), np.asarray(k)
    if Z.ndim != 2 or k.shape != Z.shape[:1] or not len(k):
        raise ValueError(f"Z has shape {Z.shape} and k {k.shape}: they must be (N, K) and (N,), with N > 0")
    if k.dtype.kind not in "iu" or k.min() < 0 or k.max() >= Z.shape[1]:
        raise ValueError(f"the targets k must be whole numbers from 0 to {Z.shape[1] - 1}")
    return Z, k


def _distribution(name, p):
    p = np.asarray(p, dtype=float)
    if p.ndim != 1 or np.any(p < 0):
        raise ValueError(f"{name} has shape {p.shape}: it must be (K,), without negative entries")
    return p


def _same_shape(one_name, one, other_name, other):
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    if one.shape != other.shape:
        raise ValueError(f"{one_name} has shape {one.shape} and {other_name} {other.shape}: they must be equal")
    return one, other
