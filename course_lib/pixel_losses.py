"""Cross-entropy over the pixels of maps, with weights of classes and a label that does not count."""

import numpy as np


def class_weights(k, K, ignore=None):
    """Weights with which all classes that occur count alike: n/(P·n_c), 0 for a class that does not occur.

    k: integers of any shape, in 0..K-1 or equal to `ignore`.  n: counted pixels; n_c: those of class c; P: classes that
    occur.  Returns (K,); zeros if nothing is counted.

    >>> class_weights([0, 0, 0, 2], 3).round(3).tolist()
    [0.667, 0.0, 2.0]
    """
    k = np.asarray(k).ravel()
    counts = np.bincount(k[np.ones(k.shape, bool) if ignore is None else k != ignore].astype(int), minlength=K)
    weights, occurs = np.zeros(K), counts > 0
    weights[occurs] = counts.sum() / (occurs.sum() * counts[occurs])
    return weights


def pixel_cross_entropy(Z, k, weights=None, ignore=None):
    """The weighted mean cross-entropy over the counted pixels, and its gradient.

    Z: (N, H, W, K) logits.  k: (N, H, W), in 0..K-1 or equal to `ignore`.  weights: (K,), None for ones.
    Returns loss (float) = Σ w_k·ce / Σ w_k, and grad_Z (N, H, W, K), 0 where k is ignored.  Both are 0 if nothing is
    counted or all that is has weight 0, where torch gives NaN.

    >>> loss, grad = pixel_cross_entropy(np.zeros((1, 1, 2, 2)), np.array([[[0, 255]]]), ignore=255)
    >>> round(loss, 4), grad.tolist()
    (0.6931, [[[[-0.5, 0.5], [0.0, 0.0]]]])
    """
    Z, k = np.asarray(Z, dtype=float), np.asarray(k)
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    z, true = Z[counted], k[counted].astype(int)  # (n, K), (n,)
    w = np.ones(len(true)) if weights is None else np.asarray(weights, dtype=float)[true]
    grad_Z = np.zeros(Z.shape)
    if not w.sum() > 0:
        return 0.0, grad_Z
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    rows = np.arange(len(true))
    grad = np.exp(log_p)
    grad[rows, true] -= 1
    grad_Z[counted] = grad * (w / w.sum())[:, None]
    return float(-(w @ log_p[rows, true]) / w.sum()), grad_Z
