"""The transformer in torch: equal to torch's own layers, causal, deaf to padding, and able to learn."""

import numpy as np
import pytest
import torch

from course_lib import attention, dates
from course_lib.transformer import EncoderBlock, MultiHeadAttention, Translator, VisionTransformer, greedy_decode


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def a_translator(**sizes):
    return Translator(dates.SOURCE.size, dates.TARGET.size, **sizes).eval()


def tokens(count, seed=0):
    return map(torch.tensor, dates.as_tokens(dates.pairs(np.random.default_rng(seed), count)))


def test_multi_head_attention_is_the_numpy_one():
    module, X, memory = MultiHeadAttention(6, 3).double(), torch.randn(1, 4, 6).double(), torch.randn(1, 5, 6).double()
    weights = [layer.weight.detach().numpy() for layer in (module.query, module.key, module.value, module.out)]
    mask = torch.rand(4, 5) < 0.6

    got = module(X, memory, mask).detach()

    expected = attention.cross_attention(X[0].numpy(), memory[0].numpy(), *weights, 3, mask.numpy())
    np.testing.assert_allclose(got[0], expected, atol=1e-12)


def test_the_weights_are_those_that_the_result_is_made_with():
    module, X = MultiHeadAttention(6, 2).double(), torch.randn(2, 4, 6).double()
    mask = torch.ones(4, 4, dtype=torch.bool).tril()

    weights = module.weights(X, mask=mask)

    values = module.value(X).unflatten(-1, (2, 3)).transpose(1, 2)
    torch.testing.assert_close(module.out((weights @ values).transpose(1, 2).flatten(2)), module(X, mask=mask))


def test_an_encoder_block_is_torch_s_pre_norm_layer():
    ours = EncoderBlock(8, 2, 12).double()
    torchs = torch.nn.TransformerEncoderLayer(
        8, 2, 12, dropout=0.0, batch_first=True, norm_first=True, dtype=torch.float64
    )
    queries_keys_values = [ours.attention.query.weight, ours.attention.key.weight, ours.attention.value.weight]
    torchs.load_state_dict(
        {
            "self_attn.in_proj_weight": torch.cat(queries_keys_values),
            "self_attn.in_proj_bias": torch.zeros(24),
            "self_attn.out_proj.weight": ours.attention.out.weight,
            "self_attn.out_proj.bias": torch.zeros(8),
            **{f"linear1.{name}": value for name, value in ours.feed[0].state_dict().items()},
            **{f"linear2.{name}": value for name, value in ours.feed[2].state_dict().items()},
            **{f"norm1.{name}": value for name, value in ours.attention_norm.state_dict().items()},
            **{f"norm2.{name}": value for name, value in ours.feed_norm.state_dict().items()},
        }
    )
    X, mask = torch.randn(3, 5, 8).double(), torch.ones(5, 5, dtype=torch.bool).tril()

    torch.testing.assert_close(ours(X), torchs(X))
    torch.testing.assert_close(ours(X, mask), torchs(X, ~mask))


def test_heads_that_do_not_divide_the_width_are_refused():
    with pytest.raises(ValueError, match="6 columns cannot be split into 4 heads"):
        MultiHeadAttention(6, 4)


def test_a_translation_does_not_see_its_own_future():
    model, (source, target) = a_translator(layers=2), tokens(3)
    changed = target.clone()
    changed[:, 6:] = dates.TARGET.encode("7")[0]

    with torch.no_grad():
        before, after = model(source, target), model(source, changed)

    torch.testing.assert_close(before[:, :6], after[:, :6], rtol=0, atol=0)
    assert (before[:, 6:] - after[:, 6:]).abs().max() > 0.01


def test_padding_behind_a_sentence_changes_nothing():
    model, (source, target) = a_translator(layers=2), tokens(1)
    longer = torch.nn.functional.pad(source, (0, 4), value=dates.PAD)

    torch.testing.assert_close(model(source, target), model(longer, target))


def test_cross_weights_are_shares_and_leave_out_the_padding():
    model, (source, target) = a_translator(layers=2, heads=4), tokens(5)

    weights = model.cross_weights(source, target)

    assert weights.shape == (2, 5, 4, 12, 27)
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 5, 4, 12))
    assert weights.transpose(0, 1).movedim(-1, 1)[source == dates.PAD].abs().max() == 0


def test_every_parameter_of_the_translator_gets_a_gradient():
    model, (source, target) = a_translator(layers=2), tokens(8)

    model(source, target[:, :-1]).log_softmax(-1).pow(2).sum().backward()

    assert all(parameter.grad.abs().max() > 0 for parameter in model.parameters())


def test_greedy_decoding_takes_the_likeliest_and_stops_each_sentence_at_its_own_stop():
    def counting(source, target):
        likeliest = (target[:, -1:] + source[:, :1]) % 7
        return torch.nn.functional.one_hot(likeliest.expand(target.shape), 7).float()

    rows = greedy_decode(counting, torch.tensor([[2], [3], [0]]), start=1, stop=0, max_length=5)

    assert rows == [[3, 5], [4], [1, 1, 1, 1, 1]]


@pytest.mark.slow
def test_a_small_translator_learns_sixteen_dates_by_heart():
    model, (source, target) = a_translator(d=32, heads=2, hidden=64, layers=1).train(), tokens(16)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)

    for _ in range(120):
        scores = model(source, target[:, :-1])
        loss = torch.nn.functional.cross_entropy(scores.flatten(0, 1), target[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    written = greedy_decode(model, source, dates.START, dates.STOP, 11)
    assert [dates.TARGET.decode(row) for row in written] == [dates.TARGET.decode(row) for row in target.tolist()]


def test_a_vision_transformer_gives_scores_and_shows_where_its_token_looks():
    model, patches = VisionTransformer(patches=16, size=4, classes=10, heads=4), torch.rand(3, 16, 4)

    weights = model.token_weights(patches)

    assert model(patches).shape == (3, 10)
    assert weights.shape == (3, 4, 17)
    torch.testing.assert_close(weights.sum(-1), torch.ones(3, 4))


def test_without_its_positions_a_vision_transformer_reads_a_bag_of_patches():
    model, patches = VisionTransformer(patches=16, size=4, classes=10).double(), torch.rand(2, 16, 4).double()
    order = torch.randperm(16)
    with_places = model(patches), model(patches[:, order])

    torch.nn.init.zeros_(model.places)

    torch.testing.assert_close(model(patches), model(patches[:, order]))
    assert (with_places[0] - with_places[1]).abs().max() > 1e-4
