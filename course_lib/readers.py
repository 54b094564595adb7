"""Networks in torch that read characters and guess the next one, and their training.

ids: (B, T) int64, numbers of characters.  A reader gives logits (B, T, K): at place t for the character at t + 1.
"""

import numpy as np
import torch
from torch import nn

from course_lib import french_numbers
from course_lib.next_character import perplexity, sample
from course_lib.transformer import Embedding, EncoderBlock

CELLS = {"RNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}


class Reader(nn.Module):
    """Characters as vectors, a recurrent layer that reads them in order, scores for the next character.

    K: how many characters.  cell: "RNN", "LSTM" or "GRU".  seed: of the first weights.
    """

    def __init__(self, K, cell="GRU", width=32, hidden=64, seed=0):
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.table = nn.Embedding(K, width)
            self.cell = CELLS[cell](width, hidden, batch_first=True)
            self.scores = nn.Linear(hidden, K)

    def forward(self, ids):
        """ids: (B, T).  Returns (B, T, K)."""
        return self.scores(self.cell(self.table(ids))[0])


class AttentionReader(nn.Module):
    """Characters with their places as vectors, an encoder block that may look back and not ahead, scores."""

    def __init__(self, K, d=64, heads=4, hidden=128, blocks=2, longest=64, seed=0):
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.table = Embedding(K, d, longest)
            self.blocks = nn.ModuleList(EncoderBlock(d, heads, hidden) for _ in range(blocks))
            self.norm, self.scores = nn.LayerNorm(d), nn.Linear(d, K)

    def forward(self, ids):
        """ids: (B, T), T at most `longest`.  Returns (B, T, K)."""
        causal = torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool).tril()
        X = self.table(ids)
        for block in self.blocks:
            X = block(X, causal)
        return self.scores(self.norm(X))


class CountingReader(Reader):
    """A reader that counts how often its weights have changed between two of its forward passes, in `changes`."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.register_buffer("seen", self.scores.weight.detach().clone())
        self.register_buffer("changes", torch.tensor(0))

    def forward(self, ids):
        """ids: (B, T).  Returns (B, T, K)."""
        self.count_change()
        return super().forward(ids)

    def count_change(self):
        """Look once more whether the weights are what they were, and return how often they have changed, an int."""
        now = self.scores.weight.detach()
        if not torch.equal(now, self.seen):
            self.changes += 1
            self.seen.copy_(now)
        return int(self.changes)


def train_reader(model, ids, generator, steps=300):
    """Train a reader in place on the mean cross-entropy of each next character, and return it.

    model: ids (B, T) -> logits (B, T, K).  ids: (M, T) windows of a text.  generator: torch.Generator, for the batches.
    steps: updates, each on 32 windows, by Adam with a rate that falls in a straight line and gradients clipped at 1.
    """
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = 1e-2 * (1 - step / steps)
        batch = ids[torch.randint(len(ids), (32,), generator=generator)]
        optimizer.zero_grad()
        loss_of(model, batch).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return model


def loss_of(model, ids):
    """The mean cross-entropy of each next character, a tensor.  ids: (B, T)."""
    return nn.functional.cross_entropy(model(ids)[:, :-1].flatten(0, 1), ids[:, 1:].flatten())


def logits_of(model, ids):
    """The logits of a reader as a float64 array (B, T, K), without a gradient.  ids: (B, T)."""
    with torch.no_grad():
        return model(torch.as_tensor(ids)).numpy().astype(float)


def held_out_perplexity(model, ids):
    """The perplexity of each next character in windows of a text that the model has not seen.  ids: (M, T)."""
    return perplexity(logits_of(model, ids)[:, :-1], np.asarray(ids)[:, 1:])


def write(model, rng, temperature=1.0, lines=5, longest=48, draw=sample):
    """Lines that a reader makes up, each from a newline on, character by character, until it ends the line.

    draw(logits (K,), temperature, n, rng): n numbers of characters.  Returns a list of texts without newlines.
    """
    written = [[french_numbers.ALPHABET.index("\n")] for _ in range(lines)]
    for _ in range(longest - 1):
        last = logits_of(model, np.array(written))[:, -1]  # (lines, K)
        for line, logits in zip(written, last, strict=True):
            line.append(int(draw(logits, temperature, 1, rng)[0]))
    return [french_numbers.decode(line[1:]).partition("\n")[0] for line in written]
