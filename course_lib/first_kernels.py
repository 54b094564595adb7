"""What a first kernel of a convolutional network answers to: edges of every direction, and plain ink."""

import numpy as np

DIRECTIONS = ("right", "upper right", "top", "upper left", "left", "lower left", "bottom", "lower right")


def edge_windows(size):
    """Windows that hold ink (1) on one side and paper (0) on the other, a soft edge through the middle.

    Returns (8, size, size): the ink lies towards `DIRECTIONS`, one after another, 45° apart.

    >>> edge_windows(3)[0].tolist()
    [[0.0, 0.5, 1.0], [0.0, 0.5, 1.0], [0.0, 0.5, 1.0]]
    """
    right = np.arange(size) - (size - 1) / 2
    up = -right[:, None]
    angles = np.arange(8) * np.pi / 4
    return np.array([np.clip(0.5 + np.cos(a) * right + np.sin(a) * up, 0, 1) for a in angles]).round(12)


def answers(kernels):
    """What each kernel makes of the eight edges, and of a window full of ink.

    kernels: (M, k, k).  Returns edges (M, 8), full (M,): sums of products, biases left out.

    >>> edges, full = answers(np.array([[[-1.0, 0, 1]] * 3]))
    >>> DIRECTIONS[edges[0].argmax()], float(edges[0].max()), float(full[0])
    ('right', 3.0, 0.0)
    """
    kernels = np.asarray(kernels, dtype=float)
    return np.einsum("mij,eij->me", kernels, edge_windows(kernels.shape[-1])), kernels.sum(axis=(1, 2))
