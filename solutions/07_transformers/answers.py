"""The bank of lesson 07: wrong answers with the hint that each must get, and other right answers."""

import numpy as np
import torch

from course_lib import attention as reference
from course_lib import patches, positions, transformer
from course_lib.instructor.bank.bank import right, wrong
from course_lib.instructor.bank.equivalents import equivalent, exact, judged_by_result

# ---------------------------------------------------------------- attention


@wrong("attention", hint="scale")
def does_not_scale(Q, K, V, mask=None):
    scores = Q @ K.T
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True) @ V


@wrong("attention", hint="scale")
def divides_by_d(Q, K, V, mask=None):
    scores = Q @ K.T / Q.shape[1]
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True) @ V


@wrong("attention", hint="scale")
def root_of_the_number_of_queries(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(len(Q))
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True) @ V


@wrong("attention", hint="scale")
def root_of_the_number_of_keys(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(len(K))
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True) @ V


@wrong("attention", hint="axis")
def softmax_over_the_queries(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    shares = np.exp(scores - scores.max(axis=0))
    return shares / shares.sum(axis=0) @ V


@wrong("attention", hint="axis")
def softmax_over_everything(Q, K, V, mask=None):
    shares = np.exp(Q @ K.T / np.sqrt(Q.shape[1]))
    return shares / shares.sum() @ V


@wrong("attention", hint="normalise")
def exponentials_without_their_sum(Q, K, V, mask=None):
    return np.exp(Q @ K.T / np.sqrt(Q.shape[1])) @ V


@wrong("attention", hint="softmax")
def linear_attention_of_the_first_slide(Q, K, V, mask=None):
    return Q @ K.T / np.sqrt(Q.shape[1]) @ V


@wrong("attention", hint="mask")
def ignores_the_mask(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True) @ V


@wrong("attention", hint="mask-sense")
def masks_where_true(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    if mask is not None:
        scores = np.where(mask, -np.inf, scores)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True) @ V


@wrong("attention", hint="renormalise")
def masks_the_weights(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = shares / shares.sum(axis=1, keepdims=True)
    return (shares if mask is None else shares * mask) @ V


@wrong("attention", hint="infinity")
def masks_scores_with_zero(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    if mask is not None:
        scores = scores * mask
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True) @ V


@wrong("attention", hint="empty")
def infinity_minus_infinity(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True) @ V


@wrong("attention", hint="empty-row")
def masks_with_a_billion(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    if mask is not None:
        scores = np.where(mask, scores, -1e9)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True) @ V


@wrong("attention", hint="overflow")
def exponentials_that_overflow(Q, K, V, mask=None):
    shares = np.exp(Q @ K.T / np.sqrt(Q.shape[1]))
    if mask is not None:
        shares = shares * mask
    total = shares.sum(axis=1, keepdims=True)
    return shares / np.where(total > 0, total, 1) @ V


@wrong("attention", hint="largest")
def subtracts_the_largest_of_all_scores(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    if mask is not None:
        shares = shares * mask
    total = shares.sum(axis=1, keepdims=True)
    return shares / np.where(total > 0, total, 1) @ V


@wrong("attention", hint="each-row")
def subtracts_one_number_from_all_rows(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    shares = np.exp(scores - scores.max())
    total = shares.sum(axis=1, keepdims=True)
    return shares / np.where(total > 0, total, 1) @ V


@wrong("attention", hint="in-place")
def scales_its_argument(Q, K, V, mask=None):
    Q /= np.sqrt(Q.shape[1])
    shares = np.exp(Q @ K.T)
    return shares / shares.sum(axis=1, keepdims=True) @ V


@wrong("attention", hint="own-work")
def asks_the_library(Q, K, V, mask=None):
    return reference.attention(Q, K, V, mask)


@wrong("attention", hint="own-work")
def asks_torch(Q, K, V, mask=None):
    import torch.nn.functional as F

    return F.scaled_dot_product_attention(torch.tensor(Q), torch.tensor(K), torch.tensor(V)).numpy()


@wrong("attention", hint="small")
def leaves_small_weights_out(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    largest = scores.max(axis=1, keepdims=True)
    shares = np.exp(scores - np.where(np.isfinite(largest), largest, 0))
    shares[shares < 1e-6] = 0
    total = shares.sum(axis=1, keepdims=True)
    return shares / np.where(total > 0, total, 1) @ V


@wrong("attention", hint="infinity")
def minus_ten_thousand_for_what_is_masked(Q, K, V, mask=None):
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    if mask is not None:
        scores = np.where(mask, scores, -1e4)
    largest = scores.max(axis=1, keepdims=True)
    shares = np.exp(scores - np.where(np.isfinite(largest), largest, 0))
    shares = shares if mask is None else shares * mask.any(axis=1, keepdims=True)
    total = shares.sum(axis=1, keepdims=True)
    return shares / np.where(total > 0, total, 1) @ V


@right("attention")
def with_loops(Q, K, V, mask=None):
    import math

    result = []
    for i, query in enumerate(Q):
        allowed = [j for j in range(len(K)) if mask is None or mask[i][j]]
        scores = [sum(a * b for a, b in zip(query, K[j], strict=True)) / math.sqrt(len(query)) for j in allowed]
        largest = max(scores, default=0)
        shares = [math.exp(score - largest) for score in scores]
        row = [0.0] * V.shape[1]
        for share, j in zip(shares, allowed, strict=True):
            row = [total + share / sum(shares) * value for total, value in zip(row, V[j], strict=True)]
        result.append(row)
    return result


@right("attention")
def with_torch_softmax(Q, K, V, mask=None):
    scores = torch.tensor(Q) @ torch.tensor(K).T / Q.shape[1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~torch.tensor(mask), -torch.inf)
    return torch.nan_to_num(scores.softmax(dim=-1)) @ torch.tensor(V)


@right("attention")
def with_einsum(Q, K, V, mask=None):
    scores = np.einsum("id,jd->ij", Q, K) / np.sqrt(K.shape[1])
    mask = np.ones(scores.shape, dtype=bool) if mask is None else np.asarray(mask)
    smallest = np.finfo(float).min
    scores = scores - np.max(scores, axis=1, where=mask, initial=smallest, keepdims=True)
    shares = np.exp(scores, where=mask, out=np.zeros_like(scores))
    return np.einsum("ij,jv->iv", shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-300), V)


# ---------------------------------------------------------------- positional_encoding


@wrong("positional_encoding", hint="first")
def counts_from_one_like_the_slide(T, d):
    w = 10000.0 ** (-2 * np.arange(1, d // 2 + 1) / d)
    angles = np.outer(np.arange(T), w)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(T, d)


@wrong("positional_encoding", hint="exponent")
def exponent_without_the_two(T, d):
    angles = np.outer(np.arange(T), 10000.0 ** (-np.arange(d // 2) / d))
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(T, d)


@wrong("positional_encoding", hint="exponent")
def exponent_four_k(T, d):
    angles = np.outer(np.arange(T), 10000.0 ** (-4 * np.arange(d // 2) / d))
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(T, d)


@wrong("positional_encoding", hint="interleave")
def all_sines_first(T, d):
    angles = np.outer(np.arange(T), 10000.0 ** (-np.arange(0, d, 2) / d))
    return np.hstack([np.sin(angles), np.cos(angles)])


@wrong("positional_encoding", hint="swap")
def cosines_in_the_even_columns(T, d):
    angles = np.outer(np.arange(T), 10000.0 ** (-np.arange(0, d, 2) / d))
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(T, d)


@wrong("positional_encoding", hint="place")
def first_place_is_one(T, d):
    angles = np.outer(np.arange(1, T + 1), 10000.0 ** (-np.arange(0, d, 2) / d))
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(T, d)


@wrong("positional_encoding", hint="rising")
def multiplies_by_the_power(T, d):
    angles = np.outer(np.arange(T), 10000.0 ** (np.arange(0, d, 2) / d))
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(T, d)


@wrong("positional_encoding", hint="transpose")
def places_as_columns(T, d):
    angles = np.outer(np.arange(T), 10000.0 ** (-np.arange(0, d, 2) / d))
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(T, d).T


@wrong("positional_encoding", hint="own-work")
def takes_the_library_s_frequencies(T, d):
    angles = np.outer(np.arange(T), positions.frequencies(d))
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(T, d)


@right("positional_encoding")
def entry_by_entry(T, d):
    import math

    return [
        [(math.sin if i % 2 == 0 else math.cos)(t / 10000 ** ((i - i % 2) / d)) for i in range(d)] for t in range(T)
    ]


@right("positional_encoding")
def as_complex_numbers(T, d):
    turns = np.exp(1j * np.outer(np.arange(T), 1 / 10000 ** (2 * np.arange(d // 2) / d)))
    P = np.empty((T, d))
    P[:, ::2], P[:, 1::2] = turns.imag, turns.real
    return P


@right("positional_encoding")
def with_torch_and_logarithms(T, d):
    w = torch.exp(-np.log(10000) * torch.arange(0, d, 2, dtype=torch.float64) / d)
    angles = torch.arange(T, dtype=torch.float64)[:, None] * w
    return torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)


# ---------------------------------------------------------------- shift_matrix


@wrong("shift_matrix", hint="direction")
def turns_the_other_way(delta, d):
    M = np.zeros((d, d))
    for k, w in enumerate(positions.frequencies(d)):
        c, s = np.cos(w * delta), np.sin(w * delta)
        M[2 * k : 2 * k + 2, 2 * k : 2 * k + 2] = [[c, -s], [s, c]]
    return M


@wrong("shift_matrix", hint="identity")
def moves_nothing(delta, d):
    return np.eye(d)


@wrong("shift_matrix", hint="pairs")
def for_all_sines_first(delta, d):
    angles = positions.frequencies(d) * delta
    C, S = np.diag(np.cos(angles)), np.diag(np.sin(angles))
    return np.block([[C, S], [-S, C]])


@wrong("shift_matrix", hint="pairs")
def one_number_for_each_frequency(delta, d):
    return np.diag(np.cos(positions.frequencies(d) * delta))


@wrong("shift_matrix", hint="one-frequency")
def turns_all_pairs_alike(delta, d):
    c, s = np.cos(delta), np.sin(delta)
    return np.kron(np.eye(d // 2), [[c, s], [-s, c]])


@wrong("shift_matrix", hint="every")
def fitted_at_one_place(delta, d):
    p = positions.positional_encoding(40, d)
    return np.outer(p[5 + max(delta, -5)], p[5]) / (d / 2)


@wrong("shift_matrix", hint="negative")
def only_forwards(delta, d):
    M = np.zeros((d, d))
    for k, w in enumerate(positions.frequencies(d)):
        c, s = np.cos(w * delta), np.sin(w * abs(delta))
        M[2 * k : 2 * k + 2, 2 * k : 2 * k + 2] = [[c, s], [-s, c]]
    return M


@wrong("shift_matrix", hint="turn")
def forgets_a_sign(delta, d):
    M = np.zeros((d, d))
    for k, w in enumerate(positions.frequencies(d)):
        c, s = np.cos(w * delta), np.sin(w * delta)
        M[2 * k : 2 * k + 2, 2 * k : 2 * k + 2] = [[c, s], [s, c]]
    return M


@wrong("shift_matrix", hint="own-work")
def asks_the_library_for_it(delta, d):
    return positions.shift_matrix(delta, d)


@right("shift_matrix")
def by_a_matrix_exponential(delta, d):
    from scipy.linalg import expm

    slope = np.zeros((d, d))  # p'(t) = slope p(t)
    for k, w in enumerate(positions.frequencies(d)):
        slope[2 * k, 2 * k + 1], slope[2 * k + 1, 2 * k] = w, -w
    return expm(delta * slope)


@right("shift_matrix")
def with_block_diag(delta, d):
    from scipy.linalg import block_diag

    return block_diag(
        *([[np.cos(w * delta), np.sin(w * delta)], [-np.sin(w * delta), np.cos(w * delta)]] for w in
          positions.frequencies(d))
    )  # fmt: skip


@right("shift_matrix")
def by_fancy_indices(delta, d):
    angles, even = delta * 10000.0 ** (-np.arange(0, d, 2) / d), np.arange(0, d, 2)
    M = np.diag(np.repeat(np.cos(angles), 2))
    M[even, even + 1], M[even + 1, even] = np.sin(angles), -np.sin(angles)
    return M


# ---------------------------------------------------------------- split_heads


@wrong("split_heads", hint="reshape")
def split_by_reshape_alone(X, heads):
    return X.reshape(heads, X.shape[0], X.shape[1] // heads)


@wrong("split_heads", hint="axes")
def tokens_first(X, heads):
    return X.reshape(X.shape[0], heads, X.shape[1] // heads)


@wrong("split_heads", hint="width")
def heads_as_width(X, heads):
    return X.reshape(X.shape[0], X.shape[1] // heads, heads).transpose(1, 0, 2)


@wrong("split_heads", hint="last")
def columns_before_tokens(X, heads):
    return X.reshape(X.shape[0], heads, X.shape[1] // heads).transpose(1, 2, 0)


@wrong("split_heads", hint="blocks")
def every_third_column(X, heads):
    return X.reshape(X.shape[0], X.shape[1] // heads, heads).transpose(2, 0, 1)


@wrong("split_heads", hint="own-work")
def split_by_the_library(X, heads):
    return reference.split_heads(X, heads)


@right("split_heads")
def split_by_numpy_split(X, heads):
    return np.split(X, heads, axis=1)


@right("split_heads")
def split_by_slices(X, heads):
    width = X.shape[1] // heads
    return np.stack([X[:, h * width : (h + 1) * width] for h in range(heads)])


@right("split_heads")
def split_by_torch(X, heads):
    return torch.tensor(X).unflatten(1, (heads, -1)).transpose(0, 1)


# ---------------------------------------------------------------- merge_heads


@wrong("merge_heads", hint="reshape")
def merge_by_reshape_alone(X):
    heads, n, width = X.shape
    return X.reshape(n, heads * width)


@wrong("merge_heads", hint="blocks")
def interleaves_the_heads(X):
    heads, n, width = X.shape
    return X.transpose(1, 2, 0).reshape(n, heads * width)


@wrong("merge_heads", hint="side")
def adds_the_heads(X):
    return X.sum(axis=0)


@wrong("merge_heads", hint="side")
def one_head_below_the_other(X):
    return X.reshape(-1, X.shape[2])


@wrong("merge_heads", hint="order")
def last_head_first(X):
    return np.hstack(list(X[::-1]))


@wrong("merge_heads", hint="own-work")
def merge_by_the_library(X):
    return reference.merge_heads(X)


@right("merge_heads")
def merge_by_hstack(X):
    return np.hstack(list(X))


@right("merge_heads")
def merge_token_by_token(X):
    return [[number for head in X for number in head[token]] for token in range(X.shape[1])]


# ---------------------------------------------------------------- multi_head


@wrong("multi_head", hint="untransposed")
def multiplies_by_the_weights_as_they_are(X, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(X @ W, heads) for W in (Wq, Wk, Wv))
    return reference.merge_heads(reference.attention(Q, K, V, mask)) @ Wo


@wrong("multi_head", hint="untransposed")
def output_weights_untransposed(X, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(X @ W.T, heads) for W in (Wq, Wk, Wv))
    return reference.merge_heads(reference.attention(Q, K, V, mask)) @ Wo


@wrong("multi_head", hint="output")
def forgets_the_output_weights(X, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(X @ W.T, heads) for W in (Wq, Wk, Wv))
    return reference.merge_heads(reference.attention(Q, K, V, mask))


@wrong("multi_head", hint="heads")
def one_wide_head(X, Wq, Wk, Wv, Wo, heads, mask=None):
    return reference.attention(X @ Wq.T, X @ Wk.T, X @ Wv.T, mask) @ Wo.T


@wrong("multi_head", hint="scale")
def root_of_the_whole_width(X, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(X @ W.T, heads) for W in (Wq, Wk, Wv))
    scores = Q @ K.transpose(0, 2, 1) / np.sqrt(X.shape[1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    shares = np.exp(scores)
    return reference.merge_heads(shares / shares.sum(axis=-1, keepdims=True) @ V) @ Wo.T


@wrong("multi_head", hint="values")
def takes_the_tokens_for_values(X, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(tokens, heads) for tokens in (X @ Wq.T, X @ Wk.T, X))
    return reference.merge_heads(reference.attention(Q, K, V, mask)) @ Wo.T


@wrong("multi_head", hint="roles")
def exchanges_queries_and_keys(X, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(X @ W.T, heads) for W in (Wk, Wq, Wv))
    return reference.merge_heads(reference.attention(Q, K, V, mask)) @ Wo.T


@wrong("multi_head", hint="split")
def splits_by_reshape(X, Wq, Wk, Wv, Wo, heads, mask=None):
    n, d = X.shape
    Q, K, V = ((X @ W.T).reshape(heads, n, d // heads) for W in (Wq, Wk, Wv))
    return reference.merge_heads(reference.attention(Q, K, V, mask)) @ Wo.T


@wrong("multi_head", hint="split")
def splits_and_merges_by_reshape(X, Wq, Wk, Wv, Wo, heads, mask=None):
    n, d = X.shape
    Q, K, V = ((X @ W.T).reshape(heads, n, d // heads) for W in (Wq, Wk, Wv))
    return reference.attention(Q, K, V, mask).reshape(n, d) @ Wo.T


@wrong("multi_head", hint="merge")
def merges_by_reshape(X, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(X @ W.T, heads) for W in (Wq, Wk, Wv))
    return reference.attention(Q, K, V, mask).reshape(X.shape) @ Wo.T


@wrong("multi_head", hint="mask")
def forgets_the_mask(X, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(X @ W.T, heads) for W in (Wq, Wk, Wv))
    return reference.merge_heads(reference.attention(Q, K, V)) @ Wo.T


@wrong("multi_head", hint="mask-sense")
def turns_the_mask_round(X, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(X @ W.T, heads) for W in (Wq, Wk, Wv))
    return reference.merge_heads(reference.attention(Q, K, V, None if mask is None else ~mask)) @ Wo.T


@wrong("multi_head", hint="overflow")
def heads_whose_exponentials_overflow(X, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(X @ W.T, heads) for W in (Wq, Wk, Wv))
    shares = np.exp(Q @ K.transpose(0, 2, 1) / np.sqrt(Q.shape[2]))
    if mask is not None:
        shares = shares * mask
    return reference.merge_heads(shares / shares.sum(axis=-1, keepdims=True) @ V) @ Wo.T


@wrong("multi_head", hint="own-work")
def has_it_done_by_cross_attention(X, Wq, Wk, Wv, Wo, heads, mask=None):
    return reference.cross_attention(X, X, Wq, Wk, Wv, Wo, heads, mask)


@right("multi_head")
def head_by_head(X, Wq, Wk, Wv, Wo, heads, mask=None):
    width, result = X.shape[1] // heads, 0
    for h in range(heads):
        rows = slice(h * width, (h + 1) * width)
        Z = reference.attention(X @ Wq[rows].T, X @ Wk[rows].T, X @ Wv[rows].T, mask)
        result = result + Z @ Wo[:, rows].T
    return result


@right("multi_head")
def with_torch_functions(X, Wq, Wk, Wv, Wo, heads, mask=None):
    X = torch.tensor(X)
    Q, K, V = ((X @ torch.tensor(W).T).unflatten(1, (heads, -1)).transpose(0, 1) for W in (Wq, Wk, Wv))
    mask = None if mask is None else torch.tensor(mask)
    Z = torch.nn.functional.scaled_dot_product_attention(Q, K, V, attn_mask=mask)
    return Z.transpose(0, 1).flatten(1) @ torch.tensor(Wo).T


@right("multi_head")
def concatenates_the_heads(X, Wq, Wk, Wv, Wo, heads, mask=None):
    parts = [np.split(X @ W.T, heads, axis=1) for W in (Wq, Wk, Wv)]
    return np.hstack([reference.attention(q, k, v, mask) for q, k, v in zip(*parts, strict=True)]) @ Wo.T


# ---------------------------------------------------------------- attention_cost


@wrong("attention_cost", hint="narrow")
def every_head_is_d_wide(n, d, heads):
    return 4 * n * d * d + 2 * heads * n * n * d, heads * n * n


@wrong("attention_cost", hint="four")
def three_projections(n, d, heads):
    return 3 * n * d * d + 2 * n * n * d, heads * n * n


@wrong("attention_cost", hint="four")
def no_projections(n, d, heads):
    return 2 * n * n * d, heads * n * n


@wrong("attention_cost", hint="sums")
def scores_only(n, d, heads):
    return 4 * n * d * d + n * n * d, heads * n * n


@wrong("attention_cost", hint="tokens")
def projects_one_token(n, d, heads):
    return 4 * d * d + 2 * n * n * d, heads * n * n


@wrong("attention_cost", hint="double")
def counts_additions_too(n, d, heads):
    return 8 * n * d * d + 4 * n * n * d, heads * n * n


@wrong("attention_cost", hint="each-head")
def weights_of_one_head(n, d, heads):
    return 4 * n * d * d + 2 * n * n * d, n * n


@wrong("attention_cost", hint="pairs")
def one_weight_for_each_token(n, d, heads):
    return 4 * n * d * d + 2 * n * n * d, heads * n


@wrong("attention_cost", hint="count")
def projects_by_vectors(n, d, heads):
    return 4 * n * d + 2 * n * n * d, heads * n * n


@wrong("attention_cost", hint="integer")
def divides_without_rounding(n, d, heads):
    return 4 * n * d * d + 2 * heads * n * n * (d / heads), heads * n * n


@wrong("attention_cost", hint="type")
def returns_the_multiplications_alone(n, d, heads):
    return 4 * n * d * d + 2 * n * n * d


@wrong("attention_cost", hint="exact")
def counts_in_floats(n, d, heads):
    width = d / heads
    return int(4.0 * n * d * d + 2 * heads * width * float(n) * n), int(heads * float(n) * n)


@right("attention_cost")
def counted_product_by_product(n, d, heads):
    products = [(n, d, d)] * 4 + [(n, d // heads, n)] * heads + [(n, n, d // heads)] * heads
    return sum(a * b * c for a, b, c in products), sum(n * n for _ in range(heads))


@right("attention_cost")
def factored(n, d, heads):
    return [2 * n * d * (2 * d + n), heads * n**2]


# ---------------------------------------------------------------- causal_mask


@wrong("causal_mask", hint="future")
def upper_triangle(T):
    return np.triu(np.ones((T, T), dtype=bool))


@wrong("causal_mask", hint="itself")
def without_the_diagonal(T):
    return np.tri(T, k=-1, dtype=bool)


@wrong("causal_mask", hint="sense")
def true_where_forbidden(T):
    return ~np.tri(T, dtype=bool)


@wrong("causal_mask", hint="all")
def only_itself(T):
    return np.eye(T, dtype=bool)


@wrong("causal_mask", hint="rows")
def one_place_too_far(T):
    return np.tri(T, k=1, dtype=bool)


@wrong("causal_mask", hint="bool")
def ones_and_zeros(T):
    return np.tri(T)


@wrong("causal_mask", hint="own-work")
def mask_of_the_library(T):
    return reference.causal_mask(T)


@wrong("causal_mask", hint="rows")
def places_in_small_integers(T):
    places = np.arange(T).astype(np.uint8)
    return places[None, :] <= places[:, None]


@right("causal_mask")
def as_lists(T):
    return [[column <= row for column in range(T)] for row in range(T)]


@right("causal_mask")
def lower_triangle_of_torch(T):
    return torch.ones(T, T, dtype=torch.bool).tril()


@right("causal_mask")
def by_cumulating(T):
    return np.cumsum(np.eye(T), axis=1).T > 0


# ---------------------------------------------------------------- layer_norm


@wrong("layer_norm", hint="biased")
def divides_by_d_minus_one(X, gain, bias, epsilon=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    return (X - mean) / np.sqrt(X.var(axis=-1, keepdims=True, ddof=1) + epsilon) * gain + bias


@wrong("layer_norm", hint="inside")
def epsilon_outside_the_root(X, gain, bias, epsilon=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    return (X - mean) / (X.std(axis=-1, keepdims=True) + epsilon) * gain + bias


@wrong("layer_norm", hint="inside")
def forgets_epsilon(X, gain, bias, epsilon=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    return (X - mean) / X.std(axis=-1, keepdims=True) * gain + bias


@wrong("layer_norm", hint="root")
def divides_by_the_variance(X, gain, bias, epsilon=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    return (X - mean) / (X.var(axis=-1, keepdims=True) + epsilon) * gain + bias


@wrong("layer_norm", hint="gain")
def forgets_gain_and_bias(X, gain, bias, epsilon=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    return (X - mean) / np.sqrt(X.var(axis=-1, keepdims=True) + epsilon)


@wrong("layer_norm", hint="gain")
def forgets_the_gain(X, gain, bias, epsilon=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    return (X - mean) / np.sqrt(X.var(axis=-1, keepdims=True) + epsilon) + bias


@wrong("layer_norm", hint="bias")
def forgets_the_bias(X, gain, bias, epsilon=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    return (X - mean) / np.sqrt(X.var(axis=-1, keepdims=True) + epsilon) * gain


@wrong("layer_norm", hint="bias")
def bias_before_gain(X, gain, bias, epsilon=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    return ((X - mean) / np.sqrt(X.var(axis=-1, keepdims=True) + epsilon) + bias) * gain


@wrong("layer_norm", hint="mean")
def does_not_centre(X, gain, bias, epsilon=1e-5):
    return X / np.sqrt(X.var(axis=-1, keepdims=True) + epsilon) * gain + bias


@wrong("layer_norm", hint="token")
def normalises_over_the_batch(X, gain, bias, epsilon=1e-5):
    return (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + epsilon) * gain + bias


@wrong("layer_norm", hint="token")
def normalises_everything_together(X, gain, bias, epsilon=1e-5):
    return (X - X.mean()) / np.sqrt(X.var() + epsilon) * gain + bias


@wrong("layer_norm", hint="last")
def always_along_axis_one(X, gain, bias, epsilon=1e-5):
    mean = X.mean(axis=1, keepdims=True)
    return (X - mean) / np.sqrt(X.var(axis=1, keepdims=True) + epsilon) * gain + bias


@wrong("layer_norm", hint="in-place")
def centres_its_argument(X, gain, bias, epsilon=1e-5):
    X -= X.mean(axis=-1, keepdims=True)
    return X / np.sqrt(X.var(axis=-1, keepdims=True) + epsilon) * gain + bias


@wrong("layer_norm", hint="own-work")
def normalised_by_torch(X, gain, bias, epsilon=1e-5):
    return torch.nn.functional.layer_norm(
        torch.tensor(X), X.shape[-1:], torch.tensor(gain), torch.tensor(bias), epsilon
    )


@wrong("layer_norm", hint="zero-epsilon")
def takes_an_epsilon_of_zero_for_none(X, gain, bias, epsilon=1e-5):
    variance = X.var(axis=-1, keepdims=True)
    return (X - X.mean(axis=-1, keepdims=True)) / np.sqrt(variance + (epsilon or 1e-5)) * gain + bias


@wrong("layer_norm", hint="factor")
def leaves_what_hardly_varies(X, gain, bias, epsilon=1e-5):
    variance = X.var(axis=-1, keepdims=True)
    divisor = np.where(variance < 1e-8, np.sqrt(epsilon) or 1.0, np.sqrt(variance + epsilon))
    return (X - X.mean(axis=-1, keepdims=True)) / divisor * gain + bias


@right("layer_norm")
def token_by_token(X, gain, bias, epsilon=1e-5):
    tokens = X.reshape(-1, X.shape[-1])
    rows = []
    for x in tokens:
        mean = sum(x) / len(x)
        variance = sum((value - mean) ** 2 for value in x) / len(x)
        rows.append([g * (value - mean) / (variance + epsilon) ** 0.5 + b
                     for value, g, b in zip(x, gain, bias, strict=True)])  # fmt: skip
    return np.array(rows).reshape(X.shape)


@right("layer_norm")
def by_moments(X, gain, bias, epsilon=1e-5):
    mean, square = np.mean(X, axis=-1), np.mean(X**2, axis=-1)
    return bias + gain * (X - mean[..., None]) / np.sqrt(square - mean**2 + epsilon)[..., None]


@right("layer_norm")
def by_hand_in_torch(X, gain, bias, epsilon=1e-5):
    X = torch.tensor(X)
    variance, mean = torch.var_mean(X, dim=-1, keepdim=True, correction=0)
    return (X - mean) * torch.rsqrt(variance + epsilon) * torch.tensor(gain) + torch.tensor(bias)


# ---------------------------------------------------------------- EncoderBlock


@wrong("EncoderBlock", hint="post-norm")
class NormAfterTheSum(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        X = self.n1(X + self.a(X, mask=mask))
        return self.n2(X + self.f(X))


@wrong("EncoderBlock", hint="residual")
class WithoutSums(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        return self.f(self.n2(self.a(self.n1(X), mask=mask)))


@wrong("EncoderBlock", hint="residual")
class SumOfTheNormalised(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        X = self.n1(X)
        X = X + self.a(X, mask=mask)
        X = self.n2(X)
        return X + self.f(X)


@wrong("EncoderBlock", hint="batch")
class AttendsAcrossTheBatch(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = torch.nn.MultiheadAttention(d, heads)  # expects (n, B, d)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        Y = self.n1(X)
        X = X + self.a(Y, Y, Y, need_weights=False)[0]
        return X + self.f(self.n2(X))


@wrong("EncoderBlock", hint="mask-sense")
class MaskOfTheOtherSense(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = torch.nn.MultiheadAttention(d, heads, batch_first=True)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        Y = self.n1(X)
        X = X + self.a(Y, Y, Y, attn_mask=mask, need_weights=False)[0]
        return X + self.f(self.n2(X))


@wrong("EncoderBlock", hint="mask")
class DropsTheMask(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        X = X + self.a(self.n1(X))
        return X + self.f(self.n2(X))


@wrong("EncoderBlock", hint="norm")
class AttentionWithoutItsNorm(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        X = X + self.a(X, mask=mask)
        return X + self.f(self.n2(X))


@wrong("EncoderBlock", hint="norm")
class NetworkWithoutItsNorm(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        X = X + self.a(self.n1(X), mask=mask)
        return X + self.f(X)


@wrong("EncoderBlock", hint="second-sum")
class SecondSumBeginsWithX(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        return X + self.f(self.n2(X + self.a(self.n1(X), mask=mask)))


@wrong("EncoderBlock", hint="sequence")
class BothSublayersReadX(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        return X + self.a(self.n1(X), mask=mask) + self.f(self.n2(X))


@wrong("EncoderBlock", hint="relu")
class NetworkWithoutReLU(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        X = X + self.a(self.n1(X), mask=mask)
        return X + self.f(self.n2(X))


@wrong("EncoderBlock", hint="relu")
class NetworkWithGELU(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.GELU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        X = X + self.a(self.n1(X), mask=mask)
        return X + self.f(self.n2(X))


@wrong("EncoderBlock", hint="relu")
class NetworkWithLeakyReLU(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.LeakyReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        X = X + self.a(self.n1(X), mask=mask)
        return X + self.f(self.n2(X))


@wrong("EncoderBlock", hint="by-hand")
class SubtractsWhatItFinds(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        X = X - self.a(self.n1(X), mask=mask)
        return X + self.f(self.n2(X))


@wrong("EncoderBlock", hint="epsilon")
class NormsWithoutEpsilon(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.gains, self.biases = torch.nn.Parameter(torch.ones(2, d)), torch.nn.Parameter(torch.zeros(2, d))
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def norm(self, X, which):
        deviation, mean = torch.std_mean(X, dim=-1, keepdim=True, correction=0)
        return (X - mean) / deviation * self.gains[which] + self.biases[which]

    def forward(self, X, mask=None):
        X = X + self.a(self.norm(X, 0), mask=mask)
        return X + self.f(self.norm(X, 1))


@wrong("EncoderBlock", hint="scale")
class HeadsWithoutTheRoot(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.heads = heads
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.q, self.k, self.v, self.o = (torch.nn.Linear(d, d) for _ in range(4))
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        Y = self.n1(X)
        Q, K, V = (to(Y).unflatten(-1, (self.heads, -1)).transpose(1, 2) for to in (self.q, self.k, self.v))
        scores = Q @ K.transpose(-1, -2)
        if mask is not None:
            scores = scores.masked_fill(~mask, -torch.inf)
        X = X + self.o((scores.softmax(dim=-1) @ V).transpose(1, 2).flatten(2))
        return X + self.f(self.n2(X))


@wrong("EncoderBlock", hint="parts")
class FirstNormTwice(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        X = X + self.a(self.n1(X), mask=mask)
        return X + self.f(self.n1(X))


@wrong("EncoderBlock", hint="parts")
class QueriesForKeys(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.heads = heads
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.q, self.k, self.v, self.o = (torch.nn.Linear(d, d, bias=False) for _ in range(4))
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        Y = self.n1(X)
        Q, K, V = (to(Y).unflatten(-1, (self.heads, -1)).transpose(1, 2) for to in (self.q, self.q, self.v))
        Z = torch.nn.functional.scaled_dot_product_attention(Q, K, V, attn_mask=mask)
        X = X + self.o(Z.transpose(1, 2).flatten(2))
        return X + self.f(self.n2(X))


@wrong("EncoderBlock", hint="heads")
class OneHeadWhateverIsAsked(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, 1)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        X = X + self.a(self.n1(X), mask=mask)
        return X + self.f(self.n2(X))


@wrong("EncoderBlock", hint="parameters")
class LayersInAList(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.norms = [torch.nn.LayerNorm(d, dtype=torch.float64), torch.nn.LayerNorm(d, dtype=torch.float64)]
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        X = X + self.a(self.norms[0](X), mask=mask)
        return X + self.f(self.norms[1](X))


@wrong("EncoderBlock", hint="parameters")
class WithoutTheNetwork(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.norm = torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)

    def forward(self, X, mask=None):
        return X + self.a(self.norm(X), mask=mask)


@wrong("EncoderBlock", hint="attention")
class ValuesOfItselfOnly(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        itself = torch.eye(X.shape[1], dtype=torch.bool)
        X = X + self.a(self.n1(X), mask=itself)
        return X + self.f(self.n2(X))


@wrong("EncoderBlock", hint="equivariance")
class AddsPositions(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        places = torch.tensor(positions.positional_encoding(X.shape[1], X.shape[2]))
        X = X + self.a(self.n1(X + places), mask=mask)
        return X + self.f(self.n2(X))


@wrong("EncoderBlock", hint="in-place")
class AddsInPlace(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    @torch.no_grad()
    def forward(self, X, mask=None):
        X += self.a(self.n1(X), mask=mask)
        X += self.f(self.n2(X))
        return X


@wrong("EncoderBlock", hint="shape")
class MeanOfTheTokens(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.n1, self.n2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        X = X + self.a(self.n1(X), mask=mask)
        return (X + self.f(self.n2(X))).mean(dim=1)


@wrong("EncoderBlock", hint="own-work")
class TorchsWholeLayer(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.layer = torch.nn.TransformerEncoderLayer(d, heads, hidden, 0.0, batch_first=True, norm_first=True)

    def forward(self, X, mask=None):
        return self.layer(X, None if mask is None else ~mask)


@wrong("EncoderBlock", hint="parameters")
class OneNormForBoth(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.norm = torch.nn.LayerNorm(d)
        self.a = transformer.MultiHeadAttention(d, heads)
        self.f = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def forward(self, X, mask=None):
        X = X + self.a(self.norm(X), mask=mask)
        return X + self.f(self.norm(X))


@wrong("EncoderBlock", hint="dropout")
class WithDropout(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.norm_1, self.norm_2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.attention = transformer.MultiHeadAttention(d, heads)
        self.network = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))
        self.drop = torch.nn.Dropout(0.1)

    def forward(self, X, mask=None):
        X = X + self.drop(self.attention(self.norm_1(X), mask=mask))
        return X + self.drop(self.network(self.norm_2(X)))


@right("EncoderBlock")
class WithALayerForEachHead(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        width = d // heads
        self.norm_1, self.norm_2 = torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)
        self.heads = torch.nn.ModuleList(
            torch.nn.ModuleList(torch.nn.Linear(d, width) for _ in range(3)) for _ in range(heads)
        )
        self.merge = torch.nn.Linear(d, d)
        self.up, self.down = torch.nn.Linear(d, hidden), torch.nn.Linear(hidden, d)

    def forward(self, X, mask=None):
        Y, parts = self.norm_1(X), []
        for to_q, to_k, to_v in self.heads:
            scores = to_q(Y) @ to_k(Y).mT / to_q.out_features**0.5
            if mask is not None:
                scores = torch.where(mask, scores, -torch.inf)
            parts.append(torch.softmax(scores, dim=2) @ to_v(Y))
        X = X + self.merge(torch.cat(parts, dim=2))
        return X + self.down(self.up(self.norm_2(X)).clamp(min=0))


@right("EncoderBlock")
class WithTorchsAttention(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.before_attention = torch.nn.LayerNorm(d)
        self.attend = torch.nn.MultiheadAttention(d, heads, batch_first=True)
        self.feed = torch.nn.Sequential(
            torch.nn.LayerNorm(d), torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d)
        )

    def forward(self, X, mask=None):
        Y = self.before_attention(X)
        X = X + self.attend(Y, Y, Y, attn_mask=None if mask is None else ~mask)[0]
        return X + self.feed(X)


@right("EncoderBlock")
class WithOneBigProjection(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.heads = heads
        self.norms = torch.nn.ModuleList([torch.nn.LayerNorm(d), torch.nn.LayerNorm(d)])
        self.queries_keys_values, self.out = torch.nn.Linear(d, 3 * d), torch.nn.Linear(d, d)
        self.wide, self.narrow = torch.nn.Linear(d, hidden), torch.nn.Linear(hidden, d)

    def attend(self, X, mask):
        split = self.queries_keys_values(X).unflatten(-1, (3, self.heads, -1))  # (B, n, 3, heads, d_k)
        Q, K, V = split.permute(2, 0, 3, 1, 4)
        Z = torch.nn.functional.scaled_dot_product_attention(Q, K, V, attn_mask=mask)
        return self.out(Z.transpose(1, 2).flatten(2))

    def forward(self, X, mask=None):
        X = self.attend(self.norms[0](X), mask) + X
        return self.narrow(torch.relu(self.wide(self.norms[1](X)))) + X


@right("EncoderBlock")
class WithParametersAndHeadsOfTheirOwn(torch.nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        width = d // heads
        self.Wq, self.Wk, self.Wv = (torch.nn.Parameter(torch.randn(heads, d, width)) for _ in range(3))
        self.Wo = torch.nn.Parameter(torch.randn(heads, width, d))
        self.gains, self.biases = torch.nn.Parameter(torch.ones(2, d)), torch.nn.Parameter(torch.zeros(2, d))
        self.network = torch.nn.Sequential(torch.nn.Linear(d, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, d))

    def norm(self, X, which):
        variance, mean = torch.var_mean(X, dim=-1, keepdim=True, correction=0)
        return (X - mean) / (variance + 1e-5).sqrt() * self.gains[which] + self.biases[which]

    def forward(self, X, mask=None):
        Y = self.norm(X, 0)[:, None]  # (B, 1, n, d)
        scores = (Y @ self.Wq) @ (Y @ self.Wk).transpose(-1, -2) / self.Wq.shape[-1] ** 0.5  # (B, heads, n, n)
        if mask is not None:
            scores = scores.masked_fill(~mask, float("-inf"))
        X = X + (scores.softmax(-1) @ (Y @ self.Wv) @ self.Wo).sum(dim=1)
        return X + self.network(self.norm(X, 1))


# ---------------------------------------------------------------- cross_attention


@wrong("cross_attention", hint="asks")
def the_memory_asks_x(X, memory, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(Y @ W.T, heads) for Y, W in ((memory, Wq), (X, Wk), (X, Wv)))
    return reference.merge_heads(reference.attention(Q, K, V)) @ Wo.T


@wrong("cross_attention", hint="asks")
def the_memory_reads_itself(X, memory, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(memory @ W.T, heads) for W in (Wq, Wk, Wv))
    return reference.merge_heads(reference.attention(Q, K, V)) @ Wo.T


@wrong("cross_attention", hint="memory")
def x_reads_itself(X, memory, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(X @ W.T, heads) for W in (Wq, Wk, Wv))
    return reference.merge_heads(reference.attention(Q, K, V)) @ Wo.T


@wrong("cross_attention", hint="memory")
def x_reads_itself_and_the_memory(X, memory, Wq, Wk, Wv, Wo, heads, mask=None):
    both = np.vstack([X, memory])
    Q, K, V = (reference.split_heads(Y @ W.T, heads) for Y, W in ((X, Wq), (both, Wk), (both, Wv)))
    return reference.merge_heads(reference.attention(Q, K, V)) @ Wo.T


@wrong("cross_attention", hint="roles")
def exchanges_keys_and_values(X, memory, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(Y @ W.T, heads) for Y, W in ((X, Wq), (memory, Wv), (memory, Wk)))
    return reference.merge_heads(reference.attention(Q, K, V, mask)) @ Wo.T


@wrong("cross_attention", hint="heads")
def reads_with_one_head(X, memory, Wq, Wk, Wv, Wo, heads, mask=None):
    return reference.attention(X @ Wq.T, memory @ Wk.T, memory @ Wv.T, mask) @ Wo.T


@wrong("cross_attention", hint="output")
def reads_without_output_weights(X, memory, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(Y @ W.T, heads) for Y, W in ((X, Wq), (memory, Wk), (memory, Wv)))
    return reference.merge_heads(reference.attention(Q, K, V, mask))


@wrong("cross_attention", hint="untransposed")
def reads_with_untransposed_weights(X, memory, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(Y @ W, heads) for Y, W in ((X, Wq), (memory, Wk), (memory, Wv)))
    return reference.merge_heads(reference.attention(Q, K, V, mask)) @ Wo


@wrong("cross_attention", hint="mask")
def reads_behind_the_mask(X, memory, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(Y @ W.T, heads) for Y, W in ((X, Wq), (memory, Wk), (memory, Wv)))
    return reference.merge_heads(reference.attention(Q, K, V)) @ Wo.T


@wrong("cross_attention", hint="ValueError")
def keys_of_the_memory_values_of_x(X, memory, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(Y @ W.T, heads) for Y, W in ((X, Wq), (memory, Wk), (X, Wv)))
    return reference.merge_heads(reference.attention(Q, K, V, mask)) @ Wo.T


@wrong("cross_attention", hint="overflow")
def reads_with_one_largest_score(X, memory, Wq, Wk, Wv, Wo, heads, mask=None):
    Q, K, V = (reference.split_heads(Y @ W.T, heads) for Y, W in ((X, Wq), (memory, Wk), (memory, Wv)))
    scores = Q @ K.transpose(0, 2, 1) / np.sqrt(Q.shape[2])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    shares = np.exp(scores - scores.max())
    return reference.merge_heads(shares / shares.sum(axis=-1, keepdims=True) @ V) @ Wo.T


@wrong("cross_attention", hint="own-work")
def read_by_the_library(X, memory, Wq, Wk, Wv, Wo, heads, mask=None):
    return reference.cross_attention(X, memory, Wq, Wk, Wv, Wo, heads, mask)


@right("cross_attention")
def reads_head_by_head(X, memory, Wq, Wk, Wv, Wo, heads, mask=None):
    parts = [np.split(Y @ W.T, heads, axis=1) for Y, W in ((X, Wq), (memory, Wk), (memory, Wv))]
    return np.hstack([reference.attention(*part, mask) for part in zip(*parts, strict=True)]) @ Wo.T


@right("cross_attention")
def reads_with_einsum(X, memory, Wq, Wk, Wv, Wo, heads, mask=None):
    n, m, width = len(X), len(memory), X.shape[1] // heads
    Q, K, V = (X @ Wq.T).reshape(n, heads, width), (memory @ Wk.T).reshape(m, heads, width), memory @ Wv.T
    scores = np.einsum("nhw,mhw->hnm", Q, K) / width**0.5
    if mask is not None:
        scores = np.where(mask, scores, -1e30)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares = shares / shares.sum(axis=-1, keepdims=True)
    return np.einsum("hnm,mhw->nhw", shares, V.reshape(m, heads, width)).reshape(n, -1) @ Wo.T


# ---------------------------------------------------------------- greedy_decode


@wrong("greedy_decode", hint="start")
def hands_out_start(model, source, start, stop, max_length):
    target = [start]
    while len(target) <= max_length:
        token = int(model(source[None], torch.tensor([target]))[0, -1].argmax())
        if token == stop:
            break
        target.append(token)
    return target


@wrong("greedy_decode", hint="start")
def counts_start_as_written(model, source, start, stop, max_length):
    target = [start]
    while len(target) < max_length:
        token = int(model(source[None], torch.tensor([target]))[0, -1].argmax())
        if token == stop:
            break
        target.append(token)
    return target


@wrong("greedy_decode", hint="length")
def writes_one_too_few(model, source, start, stop, max_length):
    target = [start]
    while len(target) < max_length:
        token = int(model(source[None], torch.tensor([target]))[0, -1].argmax())
        if token == stop:
            break
        target.append(token)
    return target[1:]


@wrong("greedy_decode", hint="length")
def writes_one_too_many(model, source, start, stop, max_length):
    target = [start]
    for _ in range(max_length + 1):
        token = int(model(source[None], torch.tensor([target]))[0, -1].argmax())
        if token == stop:
            break
        target.append(token)
    return target[1:]


@wrong("greedy_decode", hint="last")
def reads_off_the_first_place(model, source, start, stop, max_length):
    target = [start]
    while len(target) <= max_length:
        token = int(model(source[None], torch.tensor([target]))[0, 0].argmax())
        if token == stop:
            break
        target.append(token)
    return target[1:]


@wrong("greedy_decode", hint="prefix")
def shows_the_last_token_alone(model, source, start, stop, max_length):
    target = [start]
    while len(target) <= max_length:
        token = int(model(source[None], torch.tensor([target[-1:]]))[0, -1].argmax())
        if token == stop:
            break
        target.append(token)
    return target[1:]


@wrong("greedy_decode", hint="begin")
def begins_with_zero(model, source, start, stop, max_length):
    target = [0]
    while len(target) <= max_length:
        token = int(model(source[None], torch.tensor([target]))[0, -1].argmax())
        if token == stop:
            break
        target.append(token)
    return target[1:]


@wrong("greedy_decode", hint="begin")
def begins_with_stop(model, source, start, stop, max_length):
    target = [stop]
    while len(target) <= max_length:
        token = int(model(source[None], torch.tensor([target]))[0, -1].argmax())
        if token == stop:
            break
        target.append(token)
    return target[1:]


@wrong("greedy_decode", hint="likeliest")
def takes_the_smallest(model, source, start, stop, max_length):
    target = [start]
    while len(target) <= max_length:
        token = int(model(source[None], torch.tensor([target]))[0, -1].argmin())
        if token == stop:
            break
        target.append(token)
    return target[1:]


@wrong("greedy_decode", hint="steps")
def samples(model, source, start, stop, max_length):
    generator = torch.Generator().manual_seed(0)
    target = [start]
    while len(target) <= max_length:
        scores = model(source[None], torch.tensor([target]))[0, -1]
        token = int(torch.multinomial((scores / 20).softmax(0), 1, generator=generator))
        if token == stop:
            break
        target.append(token)
    return target[1:]


@wrong("greedy_decode", hint="stop")
def hands_out_stop(model, source, start, stop, max_length):
    target = [start]
    while len(target) <= max_length:
        token = int(model(source[None], torch.tensor([target]))[0, -1].argmax())
        target.append(token)
        if token == stop:
            break
    return target[1:]


@wrong("greedy_decode", hint="end")
def never_stops(model, source, start, stop, max_length):
    target = [start]
    while len(target) <= max_length:
        target.append(int(model(source[None], torch.tensor([target]))[0, -1].argmax()))
    return target[1:]


@wrong("greedy_decode", hint="end")
def leaves_stop_out_and_goes_on(model, source, start, stop, max_length):
    target = [start]
    while len(target) <= max_length:
        target.append(int(model(source[None], torch.tensor([target]))[0, -1].argmax()))
    return [token for token in target[1:] if token != stop]


@wrong("greedy_decode", hint="ValueError")
def without_a_batch(model, source, start, stop, max_length):
    return [int(model(source, torch.tensor([start]))[-1].argmax())]


@wrong("greedy_decode", hint="again")
def sorts_start_out_at_the_end(model, source, start, stop, max_length):
    target = [start]
    while len(target) <= max_length:
        scores = model(source[None], torch.tensor([target]))
        token = int(scores[0, -1].argmax())
        if token == stop:
            break
        target.append(token)
    return [token for token in target if token != start]


@wrong("greedy_decode", hint="again")
def stops_if_it_begins_with_stop(model, source, start, stop, max_length):
    target = [start]
    while target[-1] != stop and len(target) <= max_length:
        scores = model(source[None], torch.tensor([target]))
        target.append(int(scores[0, -1].argmax()))
    return target[1:-1] if len(target) > 1 and target[-1] == stop else target[1:]


@wrong("greedy_decode", hint="length")
def writes_one_token_in_any_case(model, source, start, stop, max_length):
    target = [start]
    while True:
        scores = model(source[None], torch.tensor([target]))
        token = int(scores[0, -1].argmax())
        if token == stop:
            return target[1:]
        target.append(token)
        if len(target) > max_length:
            return target[1:]


@right("greedy_decode")
def grows_a_tensor(model, source, start, stop, max_length):
    target = torch.full((1, 1), start)
    with torch.no_grad():
        for _ in range(max_length):
            target = torch.cat([target, model(source.unsqueeze(0), target)[:, -1:].argmax(dim=-1)], dim=1)
            if target[0, -1] == stop:
                return target[0, 1:-1].tolist()
    return target[0, 1:].tolist()


@right("greedy_decode")
def calls_itself(model, source, start, stop, max_length):
    def rest(target):
        if len(target) > max_length:
            return []
        scores = model(source[None, :], torch.tensor(target)[None, :])[0][-1].tolist()
        token = scores.index(max(scores))
        return [] if token == stop else [token, *rest([*target, token])]

    return rest([start])


# ---------------------------------------------------------------- patchify


@wrong("patchify", hint="reshape")
def patches_by_reshape(img, patch):
    return img.reshape(-1, patch * patch * img.shape[2])


@wrong("patchify", hint="order")
def patches_column_by_column(img, patch):
    height, width, channels = img.shape
    blocks = img.reshape(height // patch, patch, width // patch, patch, channels)
    return blocks.transpose(2, 0, 1, 3, 4).reshape(-1, patch * patch * channels)


@wrong("patchify", hint="pixels")
def pixels_column_by_column(img, patch):
    height, width, channels = img.shape
    blocks = img.reshape(height // patch, patch, width // patch, patch, channels)
    return blocks.transpose(0, 2, 3, 1, 4).reshape(-1, patch * patch * channels)


@wrong("patchify", hint="last")
def channels_first(img, patch):
    height, width, channels = img.shape
    blocks = img.reshape(height // patch, patch, width // patch, patch, channels)
    return blocks.transpose(0, 2, 4, 1, 3).reshape(-1, patch * patch * channels)


@wrong("patchify", hint="flat")
def patches_as_squares(img, patch):
    height, width, channels = img.shape
    blocks = img.reshape(height // patch, patch, width // patch, patch, channels)
    return blocks.transpose(0, 2, 1, 3, 4).reshape(-1, patch, patch, channels)


@wrong("patchify", hint="one-axis")
def a_grid_of_patches(img, patch):
    height, width, channels = img.shape
    blocks = img.reshape(height // patch, patch, width // patch, patch, channels)
    return blocks.transpose(0, 2, 1, 3, 4).reshape(height // patch, width // patch, -1)


@wrong("patchify", hint="overlap")
def overlapping_patches(img, patch):
    height, width, _ = img.shape
    corners = [(i, j) for i in range(height - patch + 1) for j in range(width - patch + 1)]
    return np.stack([img[i : i + patch, j : j + patch].ravel() for i, j in corners])


@wrong("patchify", hint="channels")
def first_channel_only(img, patch):
    height, width, _ = img.shape
    corners = [(i, j) for i in range(0, height, patch) for j in range(0, width, patch)]
    return np.stack([img[i : i + patch, j : j + patch, 0].ravel() for i, j in corners])


@wrong("patchify", hint="own-work")
def patches_of_the_library(img, patch):
    return patches.patchify(img, patch)


@right("patchify")
def patches_by_slices(img, patch):
    height, width, _ = img.shape
    return [
        img[i : i + patch, j : j + patch].ravel().tolist()
        for i in range(0, height, patch)
        for j in range(0, width, patch)
    ]


@right("patchify")
def patches_by_windows(img, patch):
    windows = np.lib.stride_tricks.sliding_window_view(img, (patch, patch), axis=(0, 1))[::patch, ::patch]
    return np.moveaxis(windows, 2, -1).reshape(-1, patch * patch * img.shape[2])


# ---------------------------------------------------------------- unpatchify


@wrong("unpatchify", hint="reshape")
def image_by_reshape(patches, height, width, patch):
    return patches.reshape(height, width, -1)


@wrong("unpatchify", hint="order")
def fills_column_by_column(patches, height, width, patch):
    blocks = patches.reshape(width // patch, height // patch, patch, patch, -1)
    return blocks.transpose(1, 2, 0, 3, 4).reshape(height, width, -1)


@wrong("unpatchify", hint="pixels")
def transposes_each_patch(patches, height, width, patch):
    blocks = patches.reshape(height // patch, width // patch, patch, patch, -1)
    return blocks.transpose(0, 3, 1, 2, 4).reshape(height, width, -1)


@wrong("unpatchify", hint="last")
def takes_channels_first(patches, height, width, patch):
    blocks = patches.reshape(height // patch, width // patch, -1, patch, patch)
    return blocks.transpose(0, 3, 1, 4, 2).reshape(height, width, -1)


@wrong("unpatchify", hint="sides")
def width_before_height(patches, height, width, patch):
    blocks = patches.reshape(height // patch, width // patch, patch, patch, -1)
    return blocks.transpose(1, 3, 0, 2, 4).reshape(width, height, -1)


@wrong("unpatchify", hint="channels")
def leaves_channels_in_the_rows(patches, height, width, patch):
    blocks = patches.reshape(height // patch, width // patch, patch, patch, -1)
    return blocks.transpose(0, 2, 1, 3, 4).reshape(height, -1)


@right("unpatchify")
def image_patch_by_patch(patches, height, width, patch):
    channels = patches.shape[1] // patch**2
    img = np.zeros((height, width, channels))
    for number, row in enumerate(patches):
        i, j = divmod(number, width // patch)
        square = row.reshape(patch, patch, channels)
        img[i * patch : (i + 1) * patch, j * patch : (j + 1) * patch] = square
    return img


@right("unpatchify")
def image_by_stacking(patches, height, width, patch):
    squares = [row.reshape(patch, patch, -1) for row in patches]
    across = width // patch
    return np.vstack([np.hstack(squares[i : i + across]) for i in range(0, len(squares), across)])


# ---------------------------------------------------------------- mutants that are right answers

exact(
    "EncoderBlock",
    reason="the test puts the block in double precision, and asks what it adds to tokens a million times as large",
)

exact("EncoderBlock", reason="the block is put into double precision, and differences at 1e8 times X are looked at")

equivalent(
    "attention",
    "reference: largest = np.where(np.isfinite(largest), largest, {0 -> 1})",
    "reference: largest = np.where(np.isfinite(largest), largest, {0 -> -1})",
    reason="where all scores are -inf, so they are after any number is subtracted",
)

equivalent(
    "attention",
    "reference: return shares / np.where(total > {0 -> 1}, total, 1) @ V",
    "reference: return shares / np.where(total > 0, total, {1 -> 2}) @ V",
    "with_einsum: return np.einsum('ij,jv->iv', shares / np.maximum(shares.sum(axis=1, keepdims=True), {1"
    "e-300 -> 1.0}), V)",
    "with_einsum: return np.einsum('ij,jv->iv', shares / np.maximum(shares.sum(axis=1, keepdims=True), {1"
    "e -> 2e}-300), V)",
    reason="the largest share of a row is exp(0) = 1, so the sum is 1 or more, or it is 0 and all its shares are 0",
)

equivalent(
    "attention",
    "with_loops: scores = [sum((a * b for a, b in zip({query, K[j] -> K[j], query}, strict=True))) / math"
    ".sqrt(len(query)) for j in allowed]",
    reason="the inner product of two vectors is symmetric",
)

equivalent(
    "attention",
    "with_loops: largest = max(scores, default={0 -> None})",
    "with_loops: largest = max(scores, default={0 -> 1})",
    "with_loops: largest = max(scores, default{=0 -> =-1})",
    reason="the default is taken where there are no scores, and then nothing is subtracted from",
)

equivalent(
    "attention",
    "with_einsum: smallest = np.finfo({float -> None}).min",
    reason="NumPy takes None for float64, as it does everywhere",
)

equivalent(
    "attention",
    "with_einsum: scores {= scores - -> -=} np.max(scores, axis=1, where=mask, initial=smallest, keepdims=True)",
    reason="the scores are an array of the answer's own",
)

equivalent(
    "positional_encoding",
    "reference: frequencies = 10000.0 ** (-np.arange(0, d{nothing -> - 1}, 2) / d)",
    "with_torch_and_logarithms: w = torch.exp(-np.log(10000) * torch.arange(0, d{nothing -> - 1}, 2, "
    "dtype=torch.float64) / d)",
    reason="d is even: the last even number below d is below d - 1 too",
)

equivalent(
    "positional_encoding",
    "reference: P = {np.zeros -> np.ones}((T, d))",
    reason="every entry of the array is written",
)

equivalent(
    "positional_encoding",
    "reference: P[:, {0 -> nothing}::2] = np.sin(angles)",
    reason="a slice begins at 0 if nothing is said",
)

equivalent(
    "positional_encoding",
    "as_complex_numbers: turns = np.exp(1j * np.outer(np.arange(T), 1 / 10000 ** (2 * np.arange(d {// -> /} 2) / d)))",
    reason="d is even: half of it is the same number, and arange counts up to it",
)

equivalent(
    "positional_encoding",
    "with_torch_and_logarithms: angles = torch.arange(T, dtype={torch.float64 -> None})[:, None] * w",
    reason="integers times float64 are float64",
)

equivalent(
    "shift_matrix",
    "by_fancy_indices: angles, even = (delta * 10000.0 ** (-np.arange(0, d{nothing -> - 1}, 2) / d), np.a"
    "range(0, d, 2))",
    "by_fancy_indices: angles, even = (delta * 10000.0 ** (-np.arange(0, d, 2) / d), np.arange(0, d{nothi"
    "ng -> - 1}, 2))",
    reason="d is even: the last even number below d is below d - 1 too",
)

equivalent(
    "multi_head",
    "head_by_head: for h in range(heads{nothing -> + 1}):",
    reason="a head behind the last has no columns, and adds 0",
)

equivalent(
    "multi_head",
    "head_by_head: result {= result + -> +=} Z @ Wo[:, rows].T",
    reason="the result is an array of the answer's own",
)

equivalent(
    "EncoderBlock",
    "WithOneBigProjection: Z = torch.nn.functional.scaled_dot_product_attention({Q, K -> K, Q}, V, attn_mask=mask)",
    "WithOneBigProjection: Z = torch.nn.functional.scaled_dot_product_attention(Q, {K, V -> V, K}, attn_mask=mask)",
    reason="the rows of one big projection are learned: which of its thirds is for the queries is left open",
)

equivalent(
    "EncoderBlock",
    "WithParametersAndHeadsOfTheirOwn: self.gains, self.biases = (torch.nn.Parameter({torch.ones -> torch"
    ".zeros}(2, d)), torch.nn.Parameter(torch.zeros(2, d)))",
    "WithParametersAndHeadsOfTheirOwn: self.gains, self.biases = (torch.nn.Parameter(torch.ones(2, d)), t"
    "orch.nn.Parameter({torch.zeros -> torch.ones}(2, d)))",
    reason="with which parameters a new block begins is left open",
)

equivalent(
    "EncoderBlock",
    "WithParametersAndHeadsOfTheirOwn: self.gains, self.biases = (torch.nn.Parameter(torch.ones({2 -> 3},"
    " d)), torch.nn.Parameter(torch.zeros(2, d)))",
    "WithParametersAndHeadsOfTheirOwn: self.gains, self.biases = (torch.nn.Parameter(torch.ones(2, d)), t"
    "orch.nn.Parameter(torch.zeros({2 -> 3}, d)))",
    reason="a third row that nothing uses changes no result",
)

equivalent(
    "EncoderBlock",
    "WithParametersAndHeadsOfTheirOwn: return (X - mean) / (variance + {1e -> 2e}-05).sqrt() * self.gains"
    "[which] + self.biases[which]",
    reason="how small epsilon is, is left open",
)

equivalent(
    "EncoderBlock",
    "WithParametersAndHeadsOfTheirOwn: scores = Y @ self.Wq @ (Y @ self.Wk).transpose(-1, {- -> +}2) / se"
    "lf.Wq.shape[-1] ** 0.5",
    reason="of four axes, number 2 is number -2",
)

equivalent(
    "EncoderBlock",
    "WithParametersAndHeadsOfTheirOwn: scores = scores.masked_fill(~mask, float('-{inf -> INF}'))",
    reason="Python reads both as minus infinity",
)

equivalent(
    "layer_norm",
    "token_by_token: tokens = X.reshape(-{1 -> 2}, X.shape[-1])",
    reason="NumPy works out the length that is negative, whichever number that is",
)

equivalent(
    "cross_attention",
    "reads_with_einsum: scores = np.where(mask, scores, -{1e -> 2e}+30)",
    reason="either way a score that is masked is so far below the largest that its exponential is 0",
)

equivalent(
    "cross_attention",
    "reads_with_einsum: shares {= shares / -> /=} shares.sum(axis=-1, keepdims=True)",
    reason="the shares are an array of the answer's own",
)

equivalent(
    "cross_attention",
    "reads_with_einsum: return np.einsum('hnm,mhw->nhw', shares, V.reshape(m, heads, width)).reshape(n, -"
    "{1 -> 2}) @ Wo.T",
    reason="NumPy works out the length that is negative, whichever number that is",
)

equivalent(
    "greedy_decode",
    "reference: token = int(scores[{0 -> -1}, -1].argmax())",
    "grows_a_tensor: if target[{0 -> -1}, -1] == stop:",
    "grows_a_tensor: return target[{0 -> -1}, 1:-1].tolist()",
    "grows_a_tensor: return target[{0 -> -1}, 1:].tolist()",
    "calls_itself: scores = model(source[None, :], torch.tensor(target)[None, :])[{0 -> -1}][-1].tolist()",
    reason="one sentence is translated: the first is the last",
)

equivalent(
    "patchify",
    "reference: blocks = img.reshape(height // patch, patch, width // patch, {patch, channels -> channels, patch})",
    reason="the two last axes keep their order and are joined again",
)

equivalent(
    "patchify",
    "reference: return blocks.transpose(0, 2, 1, 3, 4).reshape(-{1 -> 2}, patch * patch * channels)",
    "patches_by_windows: return np.moveaxis(windows, 2, -1).reshape(-{1 -> 2}, patch * patch * img.shape[2])",
    reason="NumPy works out the length that is negative, whichever number that is",
)

equivalent(
    "unpatchify",
    "reference: blocks = patches.reshape(height // patch, width // patch, patch, {patch, -1 -> -1, patch})",
    reason="the two last axes keep their order and are joined again",
)

equivalent(
    "unpatchify",
    "reference: blocks = patches.reshape(height // patch, width // patch, patch, patch, -{1 -> 2})",
    "reference: return blocks.transpose(0, 2, 1, 3, 4).reshape(height, width, -{1 -> 2})",
    "image_by_stacking: squares = [row.reshape(patch, patch, -{1 -> 2}) for row in patches]",
    reason="NumPy works out the length that is negative, whichever number that is",
)

equivalent(
    "unpatchify",
    "image_patch_by_patch: img = {np.zeros -> np.ones}((height, width, channels))",
    reason="every entry of the array is written",
)

equivalent("greedy_decode", "fault: wrong if all numbers are negative", reason="tokens are numbered from 0")


# ---------------------------------------------------------------- writer_settings


@wrong("writer_settings", hint="rate")
def nothing_changed():
    return {}


@wrong("writer_settings", hint="rate")
def a_larger_model_and_the_rate_as_it_is():
    return {"d": 64, "hidden": 256, "steps": 30}


@wrong("writer_settings", hint="rate")
def a_rate_that_tears_the_weights_apart():
    return {"rate": 1.0}


@wrong("writer_settings", hint="steps", passes=["below 3"])
def a_better_rate_alone():
    return {"rate": 0.005}


@wrong("writer_settings", hint="steps", passes=["below 3"])
def the_whole_budget_in_large_batches():
    return {"rate": 0.01, "steps": 140}


@wrong("writer_settings", hint="last", passes=["below 3", "below 1.5"])
def batches_of_a_middle_size():
    return {"rate": 0.02, "steps": 200, "batch_size": 20}


@wrong("writer_settings", hint="settings")
def more_layers_than_there_are():
    return {"layers": 12, "rate": 0.02}


@wrong("writer_settings", hint="settings")
def a_setting_that_is_none_of_ours():
    return {"rate": 0.02, "dropout": 0.1}


@wrong("writer_settings", hint="settings")
def a_rate_that_is_no_number():
    return {"rate": float("nan")}


@wrong("writer_settings", hint="settings")
def half_a_head():
    return {"heads": 0.5}


@wrong("writer_settings", hint="settings")
def a_width_in_words():
    return {"d": "forty"}


@wrong("writer_settings", hint="divide")
def heads_of_unequal_width():
    return {"d": 20, "heads": 8}


@wrong("writer_settings", hint="budget")
def as_much_as_the_bounds_allow():
    return {"d": 128, "heads": 8, "hidden": 512, "layers": 3, "rate": 0.02, "steps": 400, "batch_size": 64}


@wrong("writer_settings", hint="type")
def settings_in_their_order():
    return [40, 2, 80, 1, 0.02, 0.2, 400, 8]


@right("writer_settings")
def small_steps_and_little_else():
    return {"rate": 0.02, "steps": 400, "batch_size": 11}


@right("writer_settings")
def wider_and_fewer_lines():
    return {"d": 40, "heads": 2, "hidden": 80, "rate": 0.024, "warm_up": 0.2, "steps": 400, "batch_size": 8}


@right("writer_settings")
def between_the_two():
    return {"d": 36, "heads": 2, "hidden": 72, "rate": 0.024, "warm_up": 0.2, "steps": 400, "batch_size": 9}


judged_by_result("writer_settings", reason="any settings that reach the bound are right")
