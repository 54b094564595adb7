"""Lesson 09: the library's functions are the lesson's own, and what the lesson claims."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from course_lib import (
    black_boxes,
    clipping,
    datasets,
    forecasting,
    french_numbers,
    gated,
    influence,
    memory,
    next_character,
    readers,
    recurrent,
)

pytestmark = pytest.mark.slow

LESSON = Path(__file__).parents[2] / "solutions" / "09_sequences"


def numbers(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


@pytest.mark.parametrize("seed", range(3))
def test_library_and_lesson_agree(answers, seed):
    X, h0, Wx, Wh, b, grad_H = numbers(seed, (2, 5, 3), (2, 4), (4, 3), (4, 4), (4,), (2, 5, 4))
    x, h, c, W, U, bias = numbers(seed + 10, (2, 3), (2, 4), (2, 4), (16, 3), (16, 4), (16,))
    other, logits = tuple(numbers(seed + 20, (2, 3), (2, 2), (2,))), numbers(seed + 30, (3, 4, 6))[0]
    targets = np.random.default_rng(seed).integers(-1, 6, size=(3, 4))

    for module, name, arguments in [
        (recurrent, "rnn", (X, h0, Wx, Wh, b)),
        (recurrent, "rnn_backward", (grad_H, X, h0, Wx, Wh, b)),
        (recurrent, "bidirectional", (X, (Wx, Wh, b), other)),
        (memory, "memory_norms", (np.tanh(X[0, :, :3]), Wh[:3, :3])),
        (gated, "lstm_step", (x, h, c, W, U, bias)),
        (gated, "gru_step", (x, h, W[:12], U[:12], bias[:12], bias[4:])),
        (next_character, "perplexity", (logits, targets)),
        (forecasting, "windows", (b, 2, 1)),
    ]:
        mine, theirs = getattr(module, name)(*arguments), answers[name](*arguments)
        pairs = zip(mine, theirs, strict=True) if isinstance(mine, tuple) else [(mine, theirs)]
        for one, two in pairs:
            np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-14)


def test_both_clip_alike(answers):
    grads = numbers(0, (3,), (2, 2))
    for bound in (0.5, 100.0):
        (mine, norm), (theirs, other) = (f(grads, bound) for f in (clipping.clip_gradients, answers["clip_gradients"]))
        assert norm == pytest.approx(other)
        for one, two in zip(mine, theirs, strict=True):
            np.testing.assert_allclose(one, two)


def test_both_draw_the_same_characters(answers):
    for temperature in (0, 0.5, 2.0):
        drawn = [
            f(np.array([0.5, 1.0, -1.0]), temperature, 50, np.random.default_rng(1))
            for f in (next_character.sample, answers["sample"])
        ]
        np.testing.assert_array_equal(*drawn)


def test_both_find_who_reads_whom(answers):
    for way in black_boxes.WAYS:
        model = black_boxes.SequenceModel(black_boxes.pattern("leaking", 5), way)
        found = [f(model, 5, 2, np.random.default_rng(0)) for f in (influence.influence, answers["influence"])]
        np.testing.assert_array_equal(*found)


def test_both_train_the_same_reader(answers):
    ids = torch.tensor(french_numbers.as_windows(french_numbers.text_of(range(100, 200)), 16))
    models = [
        f(readers.Reader(25, hidden=4), ids, torch.Generator().manual_seed(0), 5)
        for f in (readers.train_reader, answers["train_reader"])
    ]

    for one, two in zip(*(model.parameters() for model in models), strict=True):
        torch.testing.assert_close(one, two)


def test_a_root_and_nine_weights_do_better_than_nine_weights(answers):
    _, counts = datasets.sunspots()
    told = [answers["forecast"](counts[:end]) for end in range(229, 309)]

    assert forecasting.rmse(np.array(told), counts[229:]) / counts[:229].std() < 0.48


def number_behind(text, words):
    return float(re.search(rf"{re.escape(text)}\s+(\S+)", words).group(1))


def test_the_surprise_of_the_lesson_sits_where_words_begin(printed):
    words = re.search(r"a word begins: (\d+) %, with (\d+) % of all surprise", printed)
    assert int(words.group(1)) == 17
    assert int(words.group(2)) > 60


def test_a_reader_is_near_to_the_floor_and_bigrams_are_not(printed):
    assert number_behind("the GRU   perplexity", printed) < 1.45
    assert number_behind("bigrams   perplexity", printed) > 3.5
    assert number_behind("possible  perplexity", printed) == 1.341


def test_recurrent_networks_forget_and_attention_does_not(printed):
    """Ten is left out: there they scatter from seed to seed."""
    shares = {}
    for kind in ("RNN", "LSTM", "GRU", "attention"):
        shares[kind] = [int(n) for n in re.search(rf"\n{kind} +(\d+) % +(\d+) % +(\d+) %", printed).groups()]
    assert all(five > 90 for five, _, _ in shares.values())
    assert all(shares[kind][2] < 40 for kind in ("RNN", "LSTM", "GRU"))
    assert shares["attention"][2] > 90


def test_nine_weights_do_as_well_as_a_network(printed):
    linear = number_behind("linear in the last 9 years", printed)
    for cell in ("RNN", "GRU", "LSTM"):
        assert linear < number_behind(f"{cell:4} with 16 units", printed) + 0.06


def test_the_students_own_network_learns_numbers(printed):
    assert number_behind("numbers that it has not read:", printed) < 1.6


def test_who_reads_ahead_is_convicted(printed):
    assert "Ada reads what has been" in printed
    assert "Bea reads ahead" in printed
    assert "Cem reads ahead" in printed
    assert "your GRU and torch's give the same logits: True" in printed
