"""Figures of lesson 09: a network unrolled in time, how long states are remembered, a reader at work."""

import numpy as np
import traitlets

from course_lib import french_numbers
from course_lib.widgets import Figure


def normal_numbers(seed, rows, columns):
    """Normal numbers as traits hold them: rows of numbers with two decimals."""
    return np.round(np.random.default_rng(seed).normal(size=(rows, columns)), 2).tolist()


class Unrolled(Figure):
    """One unit over six steps: its states, the two streams of gradients into each, and the shared gradient that grows.

    cursor: how many steps have been gone back, 0 to 6.  weight: of the state before.  everywhere: a loss at each step,
    or at the last one alone.  inputs: of the six steps.
    """

    script = "sequences/unrolled.js"
    height = 620
    cursor = traitlets.Int(2, min=0, max=6).tag(sync=True)
    weight = traitlets.Float(0.8, min=-2.0, max=2.0).tag(sync=True)
    everywhere = traitlets.Bool(False).tag(sync=True)
    inputs = traitlets.List([1.0, -0.5, 0.25, 0.5, -1.0, 0.5]).tag(sync=True)
    alt = traitlets.Unicode(
        "Six copies of one unit in a row, joined by arrows. Behind the cursor each has the gradients that reach it "
        "from above and from the right; below, bars show what each step adds to the gradient of the shared weight."
    ).tag(sync=True)


class Memory(Figure):
    """What is left of earlier states in the last one: an RNN with tanh beside an LSTM, eight units, forty steps.

    scale: of the matrix from state to state.  size: of the inputs.  forget: the bias of the LSTM's forget gate.
    matrix (8, 8), inputs (41, 8), cell_inputs (32, 8), cell_states (32, 8): normal numbers, which both networks use.
    """

    script = "sequences/memory.js"
    height = 600
    scale = traitlets.Float(0.8, min=0.1, max=6.0).tag(sync=True)
    size = traitlets.Float(0.5, min=0.0, max=4.0).tag(sync=True)
    forget = traitlets.Float(0.0, min=-2.0, max=6.0).tag(sync=True)
    matrix = traitlets.List(normal_numbers(21, 8, 8)).tag(sync=True)
    inputs = traitlets.List(normal_numbers(22, 41, 8)).tag(sync=True)
    cell_inputs = traitlets.List(normal_numbers(23, 32, 8)).tag(sync=True)
    cell_states = traitlets.List(normal_numbers(24, 32, 8)).tag(sync=True)
    alt = traitlets.Unicode(
        "Two curves over forty steps on a log axis: how much the last state of a plain recurrent network, and the last "
        "cell of an LSTM, depends on each earlier one. The first falls or rises like a power, the second can stay."
    ).tag(sync=True)


class ReaderAtWork(Figure):
    """A network reads a number in letters: what it expects at each place, and how surprised it is.

    lines: [{"text": the line with "⏎" at its end, "logits": [places][K], in hundredths}, ...]: at place t for the
    character at t, after those before it.  alphabet: the K characters.  line: which one.  place: which character is to
    come next.  temperature: by which logits are divided.
    """

    script = "sequences/reader_at_work.js"
    height = 600
    lines = traitlets.List().tag(sync=True)
    alphabet = traitlets.Unicode("⏎" + french_numbers.ALPHABET[1:]).tag(sync=True)
    line = traitlets.Int(0, min=0).tag(sync=True)
    place = traitlets.Int(0, min=0).tag(sync=True)
    temperature = traitlets.Float(1.0, min=0.1, max=3.0).tag(sync=True)
    alt = traitlets.Unicode(
        "A number in letters with a bar under each character for its surprise in bits: high where a word begins, "
        "nearly 0 inside of words. Below, bars for the characters that the network expects at the marked place."
    ).tag(sync=True)

    @classmethod
    def of(cls, reader, numbers):
        """The figure of a `course_lib.readers` model that reads these numbers from 0 to 9999."""
        return cls(lines=[expectations(reader, n) for n in numbers])


def expectations(reader, n):
    """One number being read: {"text", "logits"} as `ReaderAtWork` takes them, the logits below their largest one."""
    from course_lib.readers import logits_of  # torch, not for those who only want the other figures

    text = french_numbers.in_words(n) + "\n"
    logits = logits_of(reader, french_numbers.encode("\n" + text[:-1])[None])[0]  # (places, K)
    below = np.maximum(logits - logits.max(axis=1, keepdims=True), -30)
    return {"text": text[:-1] + "⏎", "logits": np.round(100 * below).astype(int).tolist()}
