"""Attention in NumPy: a soft dictionary, its masks, its heads, and what it costs.

n queries look into m keys and values; arrays may carry further axes in front (heads, batch). Weights are (d, d), used
as X @ W.T. In a mask, True means "may attend".
"""

import numpy as np


def attention_weights(Q, K, mask=None):
    """How much each query takes of each value: softmax(Q Kᵀ / √d) along the keys.

    Q: (..., n, d).  K: (..., m, d).  mask: bool, broadcast to (..., n, m).  Returns (..., n, m); each row sums to 1, or
    is 0 where nothing may be attended.  Raises ValueError if the shapes do not fit.

    >>> attention_weights([[0.0, 0.0]], [[1.0, 2.0], [3.0, 4.0]])
    array([[0.5, 0.5]])
    """
    Q, K = np.asarray(Q), np.asarray(K)
    if Q.ndim < 2 or K.ndim < 2 or Q.shape[-1] != K.shape[-1]:
        raise ValueError(f"Q has shape {Q.shape} and K {K.shape}: they must be (..., n, d) and (..., m, d)")
    scores = (Q / Q.shape[-1] ** 0.5) @ np.swapaxes(K, -1, -2)  # (..., n, m)
    if mask is not None:
        np.copyto(scores, -np.inf, where=~np.asarray(mask, dtype=bool))
    largest = scores.max(axis=-1, keepdims=True)
    scores -= np.where(largest > -np.inf, largest, 0)  # a row with nothing to attend keeps its -inf
    shares = np.exp(scores, out=scores)  # exp(-inf) is 0
    total = shares.sum(axis=-1, keepdims=True)
    shares /= np.where(total > 0, total, 1)
    return shares


def attention(Q, K, V, mask=None):
    """Scaled dot-product attention: softmax(Q Kᵀ / √d) V.

    Q: (..., n, d).  K: (..., m, d).  V: (..., m, d_v).  mask: bool, broadcast to (..., n, m).  Returns (..., n, d_v); a
    row with nothing to attend is 0.  Raises ValueError if the shapes do not fit.
    Source: deck 004, «Query, Key, Value», with tokens as rows; Vaswani et al. 2017, section 3.2.1.

    >>> attention([[0.0]], [[1.0], [2.0]], [[10.0, 0.0], [20.0, 4.0]])
    array([[15.,  2.]])
    >>> attention([[0.0]], [[1.0], [2.0]], [[10.0, 0.0], [20.0, 4.0]], mask=[[False, True]])
    array([[20.,  4.]])
    """
    V = np.asarray(V)
    if V.ndim < 2 or V.shape[-2] != np.shape(K)[-2]:
        raise ValueError(f"K has shape {np.shape(K)} and V {V.shape}: one value for each key")
    return attention_weights(Q, K, mask) @ V


def split_heads(X, heads):
    """Columns as heads: the first d/heads columns are head 0, the next ones head 1, and so on.

    X: (..., n, d).  Returns (..., heads, n, d/heads).  Raises ValueError if heads does not divide d.

    >>> split_heads([[1, 2, 3, 4], [5, 6, 7, 8]], heads=2).tolist()
    [[[1, 2], [5, 6]], [[3, 4], [7, 8]]]
    """
    X = np.asarray(X)
    *front, n, d = X.shape
    if heads < 1 or d % heads:
        raise ValueError(f"{d} columns cannot be split into {heads} heads of one width")
    return np.swapaxes(X.reshape(*front, n, heads, d // heads), -3, -2)


def merge_heads(X):
    """The inverse of split_heads.  X: (..., heads, n, d/heads).  Returns (..., n, d).

    >>> merge_heads([[[1, 2], [5, 6]], [[3, 4], [7, 8]]]).tolist()
    [[1, 2, 3, 4], [5, 6, 7, 8]]
    """
    X = np.swapaxes(np.asarray(X), -3, -2)  # (..., n, heads, d/heads)
    return X.reshape(*X.shape[:-2], X.shape[-2] * X.shape[-1])


def cross_attention(X, memory, Wq, Wk, Wv, Wo, heads, mask=None):
    """Multi-head attention whose queries come from X, keys and values from memory.

    X: (..., n, d).  memory: (..., m, d).  Wq, Wk, Wv, Wo: (d, d).  mask: (n, m) bool.  Returns (..., n, d).
    Raises ValueError if heads does not divide d.  Source: deck 004, «Décodeur transformer».

    >>> eye = np.eye(2)
    >>> cross_attention([[0.0, 0.0]], [[1.0, 2.0], [3.0, 4.0]], eye, eye, eye, eye, heads=2)
    array([[2., 3.]])
    """
    X, memory = np.asarray(X), np.asarray(memory)
    Q, K, V = (split_heads(tokens @ np.transpose(W), heads) for tokens, W in ((X, Wq), (memory, Wk), (memory, Wv)))
    return merge_heads(attention(Q, K, V, mask)) @ np.transpose(Wo)


def multi_head(X, Wq, Wk, Wv, Wo, heads, mask=None):
    """Multi-head self-attention.  X: (..., n, d).  Wq, Wk, Wv, Wo: (d, d).  mask: (n, n) bool.  Returns (..., n, d).

    Raises ValueError if heads does not divide d.  Source: deck 004, «Multi head = multi canaux».

    >>> eye = np.eye(2)
    >>> multi_head([[1.0, 2.0], [3.0, 4.0]], 0 * eye, eye, eye, 2 * eye, heads=2)
    array([[4., 6.],
           [4., 6.]])
    """
    return cross_attention(X, X, Wq, Wk, Wv, Wo, heads, mask)


def causal_mask(T):
    """Who may attend to whom when nobody sees the future: (T, T) bool, row t is True up to column t.

    >>> causal_mask(3).astype(int).tolist()
    [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    """
    return np.tri(T, dtype=bool)


def attention_cost(n, d, heads):
    """Multiplications of multi_head on n tokens of width d, and how many attention weights it holds.

    Returns (multiplications, memory), integers.  The heads share the d columns, so they change only the memory.

    >>> attention_cost(n=10, d=4, heads=2)
    (1440, 200)
    """
    projections, scores, sums = 4 * n * d * d, n * n * d, n * n * d
    return projections + scores + sums, heads * n * n
