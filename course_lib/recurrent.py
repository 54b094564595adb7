"""Recurrent networks: one layer that reads a sequence, forward and backward, from one side or from both.

X: (N, T, p), examples first, then time.  States: (N, q).  Weights: (outputs, inputs), used as x @ W.T.
"""

import numpy as np


def rnn(X, h0, Wx, Wh, b):
    """The states h_t = tanh(Wx x_t + Wh h_{t-1} + b) of a recurrent layer, the same weights at each t.

    X: (N, T, p).  h0: (N, q), the state before the first input.  Wx: (q, p).  Wh: (q, q).  b: (q,).
    Returns (N, T, q); h0 itself is not in it.  Raises ValueError if the shapes do not fit.
    Source: deck 001, p. 53-56: «un perceptron à chaque instant t».

    >>> rnn([[[1.0], [0.0], [0.0]]], [[0.0]], [[1.0]], [[0.5]], [0.0]).round(3).ravel()
    array([0.762, 0.363, 0.18 ])
    """
    X, h, Wx, Wh = (np.asarray(array, dtype=float) for array in (X, h0, Wx, Wh))
    _check_shapes(X, h, Wx, Wh)
    from_input = X @ Wx.T + b  # (N, T, q), for all t at once
    H = np.empty(from_input.shape)
    for t in range(X.shape[1]):
        h = np.tanh(from_input[:, t] + h @ Wh.T)
        H[:, t] = h
    return H


def _check_shapes(X, h0, Wx, Wh):
    if X.ndim != 3:
        raise ValueError(f"X has shape {X.shape}: it must be (N, T, p)")
    q = len(Wh)
    expected = {"h0": ((len(X), q), h0), "Wx": ((q, X.shape[2]), Wx), "Wh": ((q, q), Wh)}
    for name, (shape, array) in expected.items():
        if array.shape != shape:
            raise ValueError(f"{name} has shape {array.shape}: it must be {shape}")


def rnn_backward(grad_H, X, h0, Wx, Wh, b):
    """Gradients of a loss through time, given its derivative by each state as an output.

    grad_H: (N, T, q), the direct part of ∂loss/∂h_t at every t; what comes back from later states is added here.
    Other arguments as `rnn` takes them.  Returns the gradients by X, h0, Wx, Wh and b, in their shapes.
    Source: deck 003's backward pass, along time; Werbos 1990, «Backpropagation through time».

    >>> grads = rnn_backward([[[0.0], [1.0]]], [[[0.0], [0.0]]], [[0.0]], [[1.0]], [[0.5]], [0.0])
    >>> grads[1]  # two steps of slope 1, each times 0.5
    array([[0.25]])
    """
    grad_H, X, h0 = (np.asarray(array, dtype=float) for array in (grad_H, X, h0))
    Wx, Wh = np.asarray(Wx, dtype=float), np.asarray(Wh, dtype=float)
    H = rnn(X, h0, Wx, Wh, b)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)  # (N, T, q), h_{t-1} at place t
    grad_U = np.empty(H.shape)  # by what stands inside of tanh
    from_later = np.zeros(h0.shape)
    for t in reversed(range(X.shape[1])):
        grad_U[:, t] = (grad_H[:, t] + from_later) * (1 - H[:, t] ** 2)
        from_later = grad_U[:, t] @ Wh
    flat = grad_U.reshape(-1, len(Wh))  # (N·T, q): the weights are shared by all examples and all times
    return (
        grad_U @ Wx,
        from_later,
        flat.T @ X.reshape(len(flat), -1),
        flat.T @ before.reshape(len(flat), -1),
        flat.sum(axis=0),
    )


def bidirectional(X, forward, backward):
    """Two readers, one from each side, side by side at each place, both from a zero state.

    X: (N, T, p).  forward, backward: tuples (Wx, Wh, b) with q1 and q2 units.  Returns (N, T, q1 + q2): at place t the
    first have read x_0 … x_t, the others x_{T-1} … x_t.  Source: deck 002, BI-LSTM; Schuster and Paliwal 1997.

    >>> reader = ([[1.0]], [[1.0]], [0.0])
    >>> bidirectional([[[9.0], [0.0]]], reader, reader).round(2).tolist()
    [[[1.0, 1.0], [0.76, 0.0]]]
    """
    X = np.asarray(X, dtype=float)
    one, other = (np.zeros((len(X), len(weights[1]))) for weights in (forward, backward))
    return np.concatenate([rnn(X, one, *forward), rnn(X[:, ::-1], other, *backward)[:, ::-1]], axis=2)
