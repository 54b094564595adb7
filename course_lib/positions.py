"""Where a token stands, as a vector: sines and cosines of falling frequency."""

import numpy as np


def frequencies(d):
    """w_k = 10000^(-2k/d) for k = 0, …, d/2 - 1, in radians per place.  Returns (d/2,).

    Raises ValueError if d is odd: frequencies come in pairs of a sine and a cosine.

    >>> frequencies(4)
    array([1.  , 0.01])
    """
    if d < 2 or d % 2:
        raise ValueError(f"d is {d}: an encoding has an even number of columns")
    return 10000.0 ** (-np.arange(0, d, 2) / d)


def positional_encoding(T, d):
    """Row t is p(t) = [sin w_0 t, cos w_0 t, sin w_1 t, cos w_1 t, …].  Returns (T, d).

    Raises ValueError if d is odd.  Source: Vaswani et al. 2017, section 3.5; deck 004, «Positional encoding», counts k
    from 1.

    >>> positional_encoding(2, 2).round(4)
    array([[0.    , 1.    ],
           [0.8415, 0.5403]])
    """
    angles = np.arange(T)[:, None] * frequencies(d)  # (T, d/2)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(T, d)


def shift_matrix(delta, d):
    """The matrix M with M p(t) = p(t + delta) for every t: a rotation by w_k delta in each pair of columns.

    Returns (d, d).  Raises ValueError if d is odd.  Source: Vaswani et al. 2017, section 3.5.

    >>> np.allclose(shift_matrix(3, 8) @ positional_encoding(9, 8)[5], positional_encoding(9, 8)[8])
    True
    """
    M = np.zeros((d, d))
    even = np.arange(0, d, 2)
    angles = frequencies(d) * delta
    M[even, even] = M[even + 1, even + 1] = np.cos(angles)
    M[even, even + 1] = np.sin(angles)
    M[even + 1, even] = -np.sin(angles)
    return M
