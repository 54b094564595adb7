"""How much of an earlier state is left in the last one: norms of products of Jacobians along a sequence."""

import numpy as np

from course_lib.activations import sigmoid


def memory_norms(H, Wh):
    """The spectral norm of ∂h_{T-1}/∂h_t for each t of a recurrent layer with tanh.

    H: (T, q), the states of one sequence.  Wh: (q, q).  Returns (T,); the last is 1.
    ∂h_t/∂h_{t-1} is diag(1 - h_t²) Wh.  Source: deck 001, p. 57, «gradient trop plat»; Pascanu et al. 2013.

    >>> memory_norms([[0.0], [0.5], [0.0]], [[-2.0]])
    array([3., 2., 1.])
    """
    H, Wh = np.asarray(H, dtype=float), np.asarray(Wh, dtype=float)
    product, norms = np.eye(len(Wh)), np.ones(len(H))
    for t in reversed(range(1, len(H))):
        product = product @ ((1 - H[t] ** 2)[:, None] * Wh)
        norms[t - 1] = np.linalg.norm(product, 2)
    return norms


def cell_norms(X, W, U, b):
    """The spectral norm of ∂c_{T-1}/∂c_t for each t of an LSTM that begins at zero, all ways through h included.

    X: (T, p).  W: (4q, p), U: (4q, q), b: (4q,), in the order i, f, g, o.  Returns (T,); the last is 1.

    >>> W, U, b = np.zeros((4, 1)), np.zeros((4, 1)), np.array([0.0, np.log(3), 0.0, 0.0])
    >>> cell_norms(np.zeros((3, 1)), W, U, b)  # the forget gate stands at 3/4
    array([0.5625, 0.75  , 1.    ])
    """
    X, W, U = (np.asarray(array, dtype=float) for array in (X, W, U))
    q = U.shape[1]
    h, c, steps = np.zeros(q), np.zeros(q), []
    for x in X:
        before = c
        a_i, a_f, a_g, a_o = np.split(W @ x + U @ h + b, 4)
        i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
        c = f * before + i * g
        h = o * np.tanh(c)
        # How c and o move with (h, c) before: rows of the blocks of U, each times the slope of its gate.
        U_i, U_f, U_g, U_o = np.split(U, 4)
        by_h = (
            (before * f * (1 - f))[:, None] * U_f + (g * i * (1 - i))[:, None] * U_i + (i * (1 - g**2))[:, None] * U_g
        )
        slope = o * (1 - np.tanh(c) ** 2)
        h_by_h = slope[:, None] * by_h + (np.tanh(c) * o * (1 - o))[:, None] * U_o
        steps.append(np.block([[h_by_h, np.diag(slope * f)], [by_h, np.diag(f)]]))  # (2q, 2q), order h, c
    product, norms = np.eye(2 * q), np.ones(len(X))
    for t in reversed(range(1, len(X))):
        product = product @ steps[t]
        norms[t - 1] = np.linalg.norm(product[q:, q:], 2)
    return norms
