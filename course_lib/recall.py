"""A task that asks for nothing but memory: at the end of a sequence, say the symbol that was read first."""

import torch
from torch import nn

from course_lib.readers import CELLS
from course_lib.transformer import Embedding, EncoderBlock

SYMBOLS = 8
WIDTH = 32


def batch(count, distance, generator):
    """Sequences of random symbols; the first of each is to be said after `distance` others.

    generator: torch.Generator.  Returns ids (count, distance + 1) and the first symbols (count,), int64.
    """
    ids = torch.randint(SYMBOLS, (count, distance + 1), generator=generator)
    return ids, ids[:, 0]


class RecallNetwork(nn.Module):
    """Reads symbols, and from its last place says one.  kind: "RNN", "LSTM", "GRU" or "attention"."""

    def __init__(self, kind, seed=0, longest=64):
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            if kind == "attention":
                self.table = Embedding(SYMBOLS, WIDTH, longest)
                self.body = EncoderBlock(WIDTH, 2, 2 * WIDTH)
            else:
                self.table = nn.Embedding(SYMBOLS, WIDTH)
                self.body = CELLS[kind](WIDTH, 2 * WIDTH, batch_first=True)
            self.scores = nn.Linear(WIDTH if kind == "attention" else 2 * WIDTH, SYMBOLS)

    def forward(self, ids):
        """ids: (B, T).  Returns (B, SYMBOLS)."""
        read = self.body(self.table(ids))
        return self.scores((read[0] if isinstance(read, tuple) else read)[:, -1])


def recalled(kind, distance, seed=0, steps=400):
    """The share of first symbols that a network says right after a training of so many steps of 32 sequences."""
    model, generator = RecallNetwork(kind, seed), torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(steps):
        ids, first = batch(32, distance, generator)
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(ids), first).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    ids, first = batch(500, distance, generator)
    with torch.no_grad():
        return float((model(ids).argmax(dim=1) == first).double().mean())
