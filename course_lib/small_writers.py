"""Small language models of French numbers in letters, trained by settings that somebody chooses, within a budget.

A line is a number from 0 to 9999, START and STOP around it. Characters have numbers: those of LETTERS.
"""

import numbers

import numpy as np
import torch
from torch import nn

from course_lib import attention, dates, french_numbers, next_character
from course_lib.transformer import Embedding, EncoderBlock

LETTERS = dates.Tokenizer("".join(sorted({*french_numbers.ALPHABET} - {"\n"})))
LENGTH = 48  # tokens of the longest line, START and STOP among them
TEXTS = 9000  # to learn from; of the other thousand the first half is for who is choosing, the second for the judge

DEFAULTS = {
    "d": 32, "heads": 4, "hidden": 64, "layers": 1, "rate": 1e-3, "warm_up": 0.1, "steps": 100, "batch_size": 32,
}  # fmt: skip
LIMITS = {
    "d": (16, 128),
    "heads": (1, 8),
    "hidden": (1, 512),
    "layers": (1, 3),
    "rate": (0, 1),
    "warm_up": (0.01, 0.99),
    "steps": (1, 400),
    "batch_size": (1, 64),
}
FRACTIONS = ("rate", "warm_up")
BUDGET = 3_000_000_000
OF_A_WEIGHT = 10  # an attention weight, with its exponential, counts as so many multiplications


class Writer(nn.Module):
    """A decoder without an encoder.  Tokens (B, T) give scores (B, T, tokens) of what follows each."""

    def __init__(self, d, heads, hidden, layers):
        super().__init__()
        self.embedding = Embedding(LETTERS.size, d, LENGTH)
        self.blocks = nn.ModuleList(EncoderBlock(d, heads, hidden) for _ in range(layers))
        self.norm, self.scores = nn.LayerNorm(d), nn.Linear(d, LETTERS.size)

    def forward(self, tokens):
        """tokens: (B, T) int64, T up to LENGTH.  Returns (B, T, LETTERS.size)."""
        X = self.embedding(tokens)
        causal = torch.ones(tokens.shape[1], tokens.shape[1], dtype=torch.bool).tril()
        for block in self.blocks:
            X = block(X, causal)
        return self.scores(self.norm(X))


def lines(held_out=None):
    """Lines as tokens, (N, LENGTH) int64: those to learn from.  held_out: False, 500 others; True, again 500 others.

    >>> [len(lines(which)) for which in (None, False, True)]
    [9000, 500, 500]
    """
    learned, others = french_numbers.split(np.random.default_rng(7), TEXTS)
    half = len(others) // 2
    chosen = learned if held_out is None else others[half:] if held_out else others[:half]
    return LETTERS.batch([french_numbers.in_words(int(n)) for n in chosen], LENGTH, start=True, stop=True)


def complete(settings):
    """The settings with what they leave out: a dict with all names of `DEFAULTS`, whole numbers as int."""
    told = {**DEFAULTS, **settings}
    return {name: float(value) if name in FRACTIONS else int(value) for name, value in told.items()}


def work(settings):
    """How many multiplications all lines of a training take on their way forward, as 7.7 counts, an integer.

    An attention weight counts as `OF_A_WEIGHT` of them, and each line as the longest.

    >>> work({"steps": 1, "batch_size": 1}) == sum(attention.attention_cost(47, 32, 4)) + 9 * 4 * 47**2 + 47 * 32 * 155
    True
    """
    told, n = complete(settings), LENGTH - 1
    multiplications, weights = attention.attention_cost(n, told["d"], told["heads"])
    block = multiplications + OF_A_WEIGHT * weights + 2 * n * told["d"] * told["hidden"]
    line = told["layers"] * block + n * told["d"] * LETTERS.size
    return told["steps"] * told["batch_size"] * line


def out_of_bounds(settings):
    """Which setting has no such name, or lies outside of `LIMITS`, in words; "" if none does.

    >>> out_of_bounds({"layers": 4})
    'layers is 4: it must lie between 1 and 3'
    """
    for name, value in settings.items():
        if name not in LIMITS:
            return f"{name!r} is no setting: there are {', '.join(LIMITS)}"
        low, high = LIMITS[name]
        if isinstance(value, bool) or not isinstance(value, numbers.Real) or not low <= value <= high:
            return f"{name} is {value!r}: it must lie between {low} and {high}"
        if name not in FRACTIONS and value != int(value):
            return f"{name} is {value!r}: it must be a whole number"
    return ""


def fault_of(settings):
    """What is wrong with the settings of a training, in words; "" if nothing is.

    settings: {name: number}, names and numbers within `LIMITS`, heads that divide d, and no more work than `BUDGET`.

    >>> fault_of({"d": 20, "heads": 8})
    '20 columns cannot be split into 8 heads'
    """
    if out_of_bounds(settings):
        return out_of_bounds(settings)
    told = complete(settings)
    if told["d"] % told["heads"]:
        return f"{told['d']} columns cannot be split into {told['heads']} heads"
    if work(settings) > BUDGET:
        return f"{work(settings) / 1e9:.2f} billion multiplications: there may be {BUDGET / 1e9:g} billion"
    return ""


@torch.enable_grad()
def fit(settings, seed=0):
    """A writer that has learned, by Adam with a rate that warms up and cools down.  Lines come in random order.

    settings: those that `fault_of` finds no fault with.  Raises ValueError if it finds one.
    """
    if fault_of(settings):
        raise ValueError(fault_of(settings))
    told, rng = complete(settings), np.random.default_rng(seed)
    steps, batch_size = told["steps"], told["batch_size"]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Writer(told["d"], told["heads"], told["hidden"], told["layers"])
    optimizer = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98))
    tokens = lines()
    order = np.concatenate([rng.permutation(TEXTS) for _ in range(-(-steps * batch_size // TEXTS))])
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, steps, told["rate"], told["warm_up"])
        batch = torch.tensor(tokens[order[step * batch_size : (step + 1) * batch_size]])
        batch = batch[:, : int((batch != dates.PAD).sum(dim=1).max())]
        scores = model(batch[:, :-1])
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), batch[:, 1:].flatten(), ignore_index=dates.PAD)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return model


def rate_at(step, steps, rate, warm_up):
    """The rate of a step: up to `rate` in a straight line over a share `warm_up` of all, then down by half a cosine.

    >>> [round(rate_at(step, 5, 1.0, 0.4), 2) for step in range(5)]
    [0.5, 1.0, 0.93, 0.5, 0.07]
    """
    rising = max(1, round(warm_up * steps))
    if step < rising:
        return rate * (step + 1) / rising
    return rate * (1 + float(np.cos(np.pi * (step - rising + 0.5) / (steps - rising)))) / 2


def perplexity(model, tokens):
    """The perplexity per character of a writer, STOP among them.  tokens: (N, LENGTH).  Returns a float."""
    with torch.no_grad():
        scores = model(torch.tensor(tokens[:, :-1])).numpy()
    wanted = np.where(tokens[:, 1:] == dates.PAD, next_character.PADDING, tokens[:, 1:])
    return next_character.perplexity(scores, wanted)


def score(settings, seeds=(0, 1), held_out=False):
    """The perplexity per character on 500 numbers that no training has seen, the mean over one training for each seed.

    held_out: judged on 500 other numbers that nobody has chosen anything by.  Raises ValueError if `fault_of` finds
    a fault.
    """
    return float(np.mean([perplexity(fit(settings, seed), lines(held_out)) for seed in seeds]))
