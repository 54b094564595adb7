"""Recurrent cells with gates: LSTM and GRU, one step each, with torch's order of the blocks.

x: (N, p).  States: (N, q).  Weights: (blocks · q, inputs), used as x @ W.T; block k is rows k·q to (k + 1)·q.
"""

import numpy as np

from course_lib.activations import sigmoid


def lstm_step(x, h, c, W, U, b):
    """One step of an LSTM (Long Short-Term Memory): gates i, f, o and a candidate g decide what the cell keeps.

    x: (N, p).  h, c: (N, q).  W: (4q, p).  U: (4q, q).  b: (4q,).  Blocks in the order i, f, g, o.
    Returns the new h and c, (N, q) each.  Source: deck 001, p. 57; Hochreiter and Schmidhuber 1997, with the forget
    gate of Gers et al. 2000.

    >>> b = np.array([100.0, 100.0, 0.0, 100.0])  # all gates open, a candidate of 0: the cell stays
    >>> h, c = lstm_step([[1.0]], [[0.0]], [[2.0]], np.zeros((4, 1)), np.zeros((4, 1)), b)
    >>> c.item()
    2.0
    """
    a = np.asarray(x) @ np.transpose(W) + np.asarray(h) @ np.transpose(U) + b  # (N, 4q)
    i, f, g, o = np.split(a, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def gru_step(x, h, W, U, b, c):
    """One step of a GRU: a reset gate r for what the candidate n sees, an update gate z between h and n.

    x: (N, p).  h: (N, q).  W: (3q, p).  U: (3q, q).  b, c: (3q,), the biases beside W and U.  Blocks r, z, n.
    Returns (N, q).  The reset gate stands after the product with U, as in torch.  Source: Cho et al. 2014.

    >>> gru_step([[0.0]], [[4.0]], np.zeros((3, 1)), np.zeros((3, 1)), np.zeros(3), np.zeros(3))
    array([[2.]])
    """
    h = np.asarray(h, dtype=float)
    a_r, a_z, a_n = np.split(np.asarray(x) @ np.transpose(W) + b, 3, axis=1)
    s_r, s_z, s_n = np.split(h @ np.transpose(U) + c, 3, axis=1)
    r, z = sigmoid(a_r + s_r), sigmoid(a_z + s_z)
    n = np.tanh(a_n + r * s_n)
    return (1 - z) * n + z * h
