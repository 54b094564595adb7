"""Attention in NumPy: torch is the oracle, and its properties hold."""

import time

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from course_lib import attention


def numbers(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


def by_torch(X, memory, weights, heads, mask=None):
    """torch.nn.MultiheadAttention with these weights; True is forbidden there."""
    module = torch.nn.MultiheadAttention(X.shape[-1], heads, bias=False, batch_first=True, dtype=torch.float64)
    Wq, Wk, Wv, Wo = map(torch.tensor, weights)
    module.load_state_dict({"in_proj_weight": torch.cat([Wq, Wk, Wv]), "out_proj.weight": Wo})
    X, memory = torch.tensor(X)[None], torch.tensor(memory)[None]
    with torch.no_grad():
        forbidden = None if mask is None else ~torch.tensor(mask)
        return module(X, memory, memory, attn_mask=forbidden, need_weights=False)[0][0].numpy()


@settings(max_examples=50, deadline=None)
@given(
    n=st.integers(1, 6),
    m=st.integers(1, 6),
    d=st.integers(1, 5),
    d_v=st.integers(1, 4),
    scale=st.sampled_from([0.1, 1.0, 300.0]),
    seed=st.integers(0, 10_000),
)
def test_attention_is_torch_s_with_any_mask_and_any_size_of_scores(n, m, d, d_v, scale, seed):
    rng = np.random.default_rng(seed)
    Q, K, V = scale * rng.normal(size=(n, d)), rng.normal(size=(m, d)), rng.normal(size=(m, d_v))
    mask = rng.random(size=(n, m)) < 0.5

    for used in (None, mask):
        expected = torch.nn.functional.scaled_dot_product_attention(
            *map(torch.tensor, (Q, K, V)), attn_mask=None if used is None else torch.tensor(used)
        )
        np.testing.assert_allclose(attention.attention(Q, K, V, used), expected, rtol=1e-9, atol=1e-12)


def test_a_row_with_nothing_to_attend_is_zero_and_not_a_nan():
    mask = np.array([[True, False], [False, False]])

    result = attention.attention(numbers(0, 2, 3), numbers(1, 2, 3), numbers(2, 2, 4), mask)

    assert np.all(result[1] == 0)
    assert np.all(np.isfinite(result))


def test_a_masked_score_of_any_size_takes_no_part():
    Q, K, V = np.array([[1.0]]), np.array([[5000.0], [1.0], [2.0]]), numbers(0, 3, 2)

    result = attention.attention(Q, K, V, [[False, True, True]])

    np.testing.assert_allclose(result, attention.attention(Q, K[1:], V[1:]), rtol=1e-12)


def test_float32_stays_float32_and_arguments_stay_as_they_are():
    Q, K, V = (numbers(seed, 3, 4).astype(np.float32) for seed in range(3))
    before = Q.copy(), K.copy(), V.copy()

    result = attention.attention(Q, K, V, np.tri(3, dtype=bool))

    assert result.dtype == np.float32
    for now, then in zip((Q, K, V), before, strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize(("n", "d", "heads"), [(1, 4, 2), (5, 6, 3), (7, 8, 1), (3, 6, 6)])
def test_multi_head_attention_is_torch_s(n, d, heads):
    X, weights = numbers(n, n, d), numbers(d, 4, d, d)
    mask = attention.causal_mask(n)

    for used in (None, mask):
        got = attention.multi_head(X, *weights, heads, used)
        np.testing.assert_allclose(got, by_torch(X, X, weights, heads, used), rtol=1e-9, atol=1e-12)


def test_cross_attention_is_torch_s_and_takes_the_shape_of_the_queries():
    X, memory, weights = numbers(0, 3, 6), numbers(1, 5, 6), numbers(2, 4, 6, 6)

    got = attention.cross_attention(X, memory, *weights, heads=2)

    np.testing.assert_allclose(got, by_torch(X, memory, weights, 2), rtol=1e-9, atol=1e-12)


def test_axes_in_front_are_so_many_separate_attentions():
    X, weights = numbers(0, 4, 2, 5, 6), numbers(1, 4, 6, 6)

    together = attention.multi_head(X, *weights, heads=3)

    np.testing.assert_allclose(together[2, 1], attention.multi_head(X[2, 1], *weights, heads=3), rtol=1e-12)


def test_self_attention_is_equivariant():
    X, weights, order = numbers(0, 6, 4), numbers(1, 4, 4, 4), np.random.default_rng(2).permutation(6)

    shuffled = attention.multi_head(X[order], *weights, heads=2)

    np.testing.assert_allclose(shuffled, attention.multi_head(X, *weights, heads=2)[order], rtol=1e-12)


def test_behind_a_causal_mask_the_future_changes_nothing():
    X, weights = numbers(0, 6, 4), numbers(1, 4, 4, 4)
    changed = X.copy()
    changed[4:] += 10

    before, after = (attention.multi_head(tokens, *weights, 2, attention.causal_mask(6)) for tokens in (X, changed))

    np.testing.assert_array_equal(before[:4], after[:4])
    assert np.abs(before[4:] - after[4:]).min() > 0


def test_merging_undoes_splitting_and_a_head_is_a_block_of_columns():
    X = numbers(0, 5, 6)

    heads = attention.split_heads(X, 3)

    np.testing.assert_array_equal(heads[1], X[:, 2:4])
    np.testing.assert_array_equal(attention.merge_heads(heads), X)


def test_the_cost_is_what_the_products_take():
    n, d, heads = 5, 6, 3
    X, weights = numbers(0, n, d), numbers(1, 4, d, d)
    Q, K = (attention.split_heads(X @ W.T, heads) for W in weights[:2])
    shares = attention.attention_weights(Q, K)

    multiplications, memory = attention.attention_cost(n, d, heads)

    assert memory == shares.size
    assert multiplications == sum(X.shape[0] * W.size for W in weights) + 2 * shares.size * Q.shape[-1]


def test_shapes_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"Q has shape \(2, 3\) and K \(2, 4\)"):
        attention.attention(np.ones((2, 3)), np.ones((2, 4)), np.ones((2, 4)))
    with pytest.raises(ValueError, match="one value for each key"):
        attention.attention(np.ones((2, 3)), np.ones((2, 3)), np.ones((3, 4)))
    with pytest.raises(ValueError, match="6 columns cannot be split into 4 heads"):
        attention.split_heads(np.ones((2, 6)), 4)


def fastest(function, repeats=60):
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def test_multi_head_attention_is_not_three_times_slower_than_torch_on_one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1), torch.no_grad():
            for n, d, heads in [(5, 6, 3), (12, 64, 4), (27, 64, 4)]:
                X, weights = numbers(0, n, d), numbers(1, 4, d, d)
                module = torch.nn.MultiheadAttention(d, heads, bias=False, batch_first=True, dtype=torch.float64)
                tokens = torch.tensor(X)[None]

                ours = fastest(lambda X=X, W=weights, heads=heads: attention.multi_head(X, *W, heads))
                torchs = fastest(lambda m=module, t=tokens: m(t, t, t, need_weights=False))

                assert ours < 3 * torchs
    finally:
        torch.set_num_threads(threads)
