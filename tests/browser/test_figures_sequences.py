"""Figures of lesson 09 in a browser, without a kernel: what they say and draw is what Python computes."""

import re

import numpy as np
import pytest
from exported import check_fits_and_moves, readout, show

from course_lib import memory, readers, recurrent
from course_lib.figures.sequences import Memory, ReaderAtWork, Unrolled, expectations
from course_lib.french_numbers import ALPHABET, in_words
from course_lib.losses import softmax


def reader_figure(**traits):
    figure = ReaderAtWork.of(readers.Reader(25, hidden=8), [81, 4280])
    for name, value in traits.items():
        setattr(figure, name, value)
    return figure


FIGURES = {"unrolled": Unrolled, "memory": Memory, "reader": reader_figure}


@pytest.mark.parametrize("weight", [-1.2, 0.8, 2.0])
@pytest.mark.parametrize("everywhere", [False, True])
def test_the_shared_gradient_is_that_of_the_library(watched, weight, everywhere):
    inputs = np.array(Unrolled().inputs)[None, :, None]
    grad_H = np.ones((1, 6, 1)) if everywhere else np.eye(6)[-1:, :, None]
    one = np.ones((1, 1))
    expected = recurrent.rnn_backward(grad_H, inputs, 0 * one, one, weight * one, np.zeros(1))[3].item()

    words = readout(show(watched, Unrolled(cursor=6, weight=weight, everywhere=everywhere)))

    assert float(re.search(r"so far: (\S+)\.$", words).group(1)) == pytest.approx(expected, rel=1e-3)


def test_going_back_step_by_step_adds_up(watched):
    inputs, one = np.array(Unrolled().inputs)[None, :, None], np.ones((1, 1))
    H = recurrent.rnn(inputs, 0 * one, one, 0.8 * one, np.zeros(1))[0, :, 0]
    last = (1 - H[5] ** 2) * H[4]

    for cursor, expected in [(0, 0.0), (1, last), (2, last + (1 - H[5] ** 2) * 0.8 * (1 - H[4] ** 2) * H[3])]:
        words = readout(show(watched, Unrolled(cursor=cursor)))
        assert float(re.search(r"so far: (\S+)\.$", words).group(1)) == pytest.approx(expected, rel=1e-3)


def told_size(words, network):
    """The number, or the power of ten, that stands behind the name of a network."""
    found = re.search(rf"{network} (about |less than )?(\S+) \(", words)
    if found.group(1) is None:
        return float(found.group(2))
    exponent = found.group(2)[2:].translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return 10.0 ** int(exponent)


@pytest.mark.parametrize(
    ("scale", "size", "forget"), [(0.8, 0.5, 0.0), (2.0, 0.2, 2.0), (6.0, 4.0, 6.0), (1.4, 0.0, -1.0)]
)
def test_what_is_left_is_what_the_library_says(watched, scale, size, forget):
    figure = Memory(scale=scale, size=size, forget=forget)
    X, factor = size * np.array(figure.inputs), scale / np.sqrt(8)
    Wh, b = factor * np.array(figure.matrix), np.zeros(32)
    b[8:16] = forget
    H = recurrent.rnn(X[None], np.zeros((1, 8)), np.eye(8), Wh, np.zeros(8))[0]
    cells = np.array(figure.cell_inputs) / np.sqrt(8), 0.2 * factor * np.array(figure.cell_states)

    words = readout(show(watched, figure))

    for network, expected in [("RNN", memory.memory_norms(H, Wh)[0]), ("LSTM", memory.cell_norms(X, *cells, b)[0])]:
        if expected < 1e-12:
            assert told_size(words, network) == 1e-12
        else:
            assert np.log10(told_size(words, network)) == pytest.approx(np.log10(expected), abs=0.51)


@pytest.mark.parametrize("temperature", [0.5, 1.0])
def test_the_surprise_of_a_line_is_that_of_the_network(watched, temperature):
    line = in_words(4280) + "\n"
    logits = np.array(expectations(readers.Reader(25, hidden=8), 4280)["logits"]) / 100
    p = softmax(logits / temperature)[np.arange(len(line)), [ALPHABET.index(character) for character in line]]

    words = readout(show(watched, reader_figure(line=1, place=3, temperature=temperature)))

    assert float(re.search(r"whole line: (\S+) bits", words).group(1)) == pytest.approx(-np.log2(p).sum(), rel=5e-3)
    assert float(re.search(r"surprise of (\S+) bits", words).group(1)) == pytest.approx(-np.log2(p[3]), rel=6e-2)
    assert f"After {line[:3]}:" in words


@pytest.mark.parametrize("width", [840, 380])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fits_its_page_and_all_of_it_moves(watched, name, width):
    check_fits_and_moves(watched, FIGURES[name](), width)
