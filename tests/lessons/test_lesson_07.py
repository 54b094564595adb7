"""Lesson 07: the library's functions are the lesson's own, and what the lesson claims."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from course_lib import attention, dates, french_numbers, normalization, patches, positions, transformer
from course_lib.figures.transformers import attention_of

pytestmark = pytest.mark.slow

LESSON = Path(__file__).parents[2] / "solutions" / "07_transformers"


def numbers(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


@pytest.mark.parametrize("seed", range(3))
def test_library_and_lesson_agree(answers, seed):
    X, memory, weights = numbers(seed, 5, 6), numbers(seed + 10, 4, 6), numbers(seed + 20, 4, 6, 6)
    mask, img = np.tri(5, dtype=bool), numbers(seed + 30, 4, 6, 2)

    for mine, theirs in [
        (attention.attention(X, memory, memory), answers["attention"](X, memory, memory)),
        (attention.attention(X, X, X, ~mask), answers["attention"](X, X, X, ~mask)),
        (positions.positional_encoding(7, 6), answers["positional_encoding"](7, 6)),
        (positions.shift_matrix(-3, 6), answers["shift_matrix"](-3, 6)),
        (attention.split_heads(X, 3), answers["split_heads"](X, 3)),
        (attention.merge_heads(X.reshape(3, 5, 2)), answers["merge_heads"](X.reshape(3, 5, 2))),
        (attention.multi_head(X, *weights, 2, mask), answers["multi_head"](X, *weights, 2, mask)),
        (attention.attention_cost(5, 6, 3), answers["attention_cost"](5, 6, 3)),
        (attention.causal_mask(5), answers["causal_mask"](5)),
        (normalization.layer_norm(X, X[0], X[1]), answers["layer_norm"](X, X[0], X[1])),
        (attention.cross_attention(X, memory, *weights, 2), answers["cross_attention"](X, memory, *weights, 2)),
        (patches.patchify(img, 2), answers["patchify"](img, 2)),
        (patches.unpatchify(X[:4, :4], 4, 4, 2), answers["unpatchify"](X[:4, :4], 4, 4, 2)),
    ]:
        np.testing.assert_allclose(mine, theirs, rtol=1e-12, atol=1e-15)


def test_both_encoder_blocks_agree(answers):
    ours, theirs = transformer.EncoderBlock(6, 2, 10), answers["EncoderBlock"](6, 2, 10)
    theirs.load_state_dict(dict(zip(theirs.state_dict(), ours.state_dict().values(), strict=True)))
    X, mask = torch.randn(2, 5, 6), torch.ones(5, 5, dtype=torch.bool).tril()

    torch.testing.assert_close(ours(X, mask), theirs(X, mask))


def test_decoding_one_sentence_is_decoding_a_batch(answers):
    torch.manual_seed(3)
    model = transformer.Translator(dates.SOURCE.size, dates.TARGET.size, layers=1).eval()
    source, _ = (torch.tensor(tokens) for tokens in dates.as_tokens(dates.pairs(np.random.default_rng(0), 6)))

    batch = transformer.greedy_decode(model, source, dates.START, dates.STOP, 11)

    assert batch == [answers["greedy_decode"](model, sentence, dates.START, dates.STOP, 11) for sentence in source]


def test_the_translator_and_the_vision_transformer_have_learned(printed):
    """Below these bounds training is broken: other seeds gave 98.8 % and more, and 89.1 % to 94.7 % (deviation 1.2)."""
    translated = float(re.search(r"translated without a mistake: ([\d.]+)% of 1000", printed).group(1))
    right = float(re.search(r"right: ([\d.]+) % \(.*\) of 450", printed).group(1))

    assert translated >= 97
    assert right >= 86


def test_the_plain_network_beside_the_vision_transformer_is_not_told_apart_from_it(printed):
    """The lesson says that the intervals overlap and that the MLP has a seventh of the weights.

    Ten seeds gave the MLP 91.3 % to 92.2 % (deviation 0.3).
    """
    rows = re.findall(r"(ViT|MLP) +([\d,]+) weights: ([\d.]+) % \(([\d.]+) to ([\d.]+)\) right", printed)
    (_, vit_weights, *vit), (_, mlp_weights, *mlp) = rows
    (_, vit_low, vit_high), (mlp_share, mlp_low, mlp_high) = (list(map(float, told)) for told in (vit, mlp))

    assert round(int(vit_weights.replace(",", "")) / int(mlp_weights.replace(",", ""))) == 7
    assert mlp_share >= 90
    assert max(vit_low, mlp_low) < min(vit_high, mlp_high)


def test_which_of_the_two_is_ahead_depends_on_the_digits_asked(printed):
    """Of ten seeds none had the ViT behind in the middle third, or ahead in the last."""
    rows = re.findall(r"test digits +\d+ to \d+: ViT (\d+)%, MLP (\d+)%", printed)
    _, middle, last = [int(vit) - int(mlp) for vit, mlp in rows]

    assert middle >= 0 >= last


def test_the_writer_spells_and_knows_no_calendar(printed):
    """What the lesson's finale tells: far below bigrams, between the limits, dates at ½, weekdays by guessing."""
    rows = re.findall(
        r"(bigrams|your writer|possible, \w+ \w*calendar|possible, with a calendar) +perplexity +([\d.]+)", printed
    )
    told = {name: float(value) for name, value in rows}
    samples = re.findall(r"temperature ([\d.]+): +(\d+) % of the lines are dates.* (\d+) of these (\d+) with", printed)
    careful, lawful, bold = (int(share) for _, share, _, _ in samples)
    right, found = (sum(int(row[i]) for row in samples) for i in (2, 3))

    assert told["possible, with a calendar"] < told["possible, no calendar"] < told["your writer"] < 1.4
    assert told["your writer"] < told["bigrams"] / 2
    assert careful > lawful > bold
    assert careful >= 80
    most = max(int(row[3]) for row in samples)  # one noise for all temperatures: their lines are alike
    assert abs(right / found - 1 / 7) < 4 * (6 / 49 / most) ** 0.5


def test_the_small_writer_comes_near_to_the_limit_that_the_lesson_tells(printed):
    """Ten seeds gave 1.371 to 1.386."""
    bought, limit = map(float, re.search(r"perplexity ([\d.]+) for .* nobody can get below ([\d.]+)", printed).groups())

    assert limit == round(french_numbers.best_perplexity(), 3) == 1.341
    assert limit < bought < 1.4


def test_a_line_of_fifty_places_often_has_a_letter_of_one_percent():
    assert round(1 - 0.99**50, 1) == 0.4


def test_chance_strays_by_ten_weekdays_in_190():
    """Two standard deviations of a count that is right one time in seven."""
    assert round(2 * (190 * (1 / 7) * (6 / 7)) ** 0.5) == 10


def test_likeness_of_codes_does_not_simply_fall_with_the_distance():
    P = positions.positional_encoding(40, 8)

    for t in (0, 20):
        assert [round(float(P[t] @ P[t + apart] / 4), 2) for apart in (3, 6)] == [0.49, 0.95]


def test_the_literal_formula_compares_features(printed):
    assert "tokens as columns: scores of shape (3, 3)" in printed
    assert "W_q (3, 4) and Q (5, 4) do not multiply" in printed


def test_pairs_dominate_from_twice_the_width_on():
    for d in (64, 512):
        projections, everything = 4 * 2 * d * d * d, attention.attention_cost(2 * d, d, 8)[0]
        assert everything == 2 * projections


def test_the_figure_s_attention_is_the_model_s_while_it_writes():
    torch.manual_seed(1)
    model = transformer.Translator(dates.SOURCE.size, dates.TARGET.size, layers=1).eval()

    shown = attention_of(model, "le 3 mars 1998")

    heads, steps, columns = np.shape(shown["weights"])
    assert (heads, columns) == (4, len("le 3 mars 1998"))
    assert steps == len(shown["target"])
    assert shown["target"][-1] in ("stop", "...")
    np.testing.assert_allclose(np.sum(shown["weights"], axis=-1), 100, atol=columns / 2)
