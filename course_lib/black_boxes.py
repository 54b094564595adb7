"""Sequence models of other people, to be called and not to be looked into: which row of a sequence does each read?"""

import numpy as np

PATTERNS = {
    "causal": lambda t, s: s <= t,
    "anticausal": lambda t, s: s >= t,
    "bidirectional": lambda t, s: True,
    "leaking": lambda t, s: s <= t + 1,
    "window": lambda t, s: t - 2 <= s <= t,
    "delayed": lambda t, s: s == t - 2,
    "before": lambda t, s: s < t,
    "own": lambda t, s: s == t,
    "nothing": lambda t, s: False,
}
WAYS = ("sum", "first", "last", "difference", "absolute", "negative", "product", "gated", "faint")


def pattern(name, T):
    """One of the PATTERNS as a matrix (T, T) bool: row t of the result reads column s of the argument.

    >>> pattern("delayed", 4).astype(int).tolist()
    [[0, 0, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0]]
    """
    return np.array([[PATTERNS[name](t, s) for s in range(T)] for t in range(T)])


class SequenceModel:
    """model(x (T, D)) gives (T, 2): row t depends on the rows s of x with reads[t, s], and on no other.

    reads: (T, T) bool.  way: how it reads them, one of WAYS:
    sum: a wave of each feature.  first, last: that feature alone.  difference: feature 0 less the last one (D ≥ 2).
    absolute, negative: sizes alone, or negative numbers alone.  product: the product of all rows that it reads.
    gated: its own row, and others only where its own feature 0 is positive.  faint: its own row, others a thousandth.
    Raises ValueError for another way, and for one that reads its own row where `reads` does not.
    """

    def __init__(self, reads, way="sum"):
        self.reads, self.way = np.array(reads, dtype=bool), way
        if way not in WAYS:
            raise ValueError(f"no way {way!r}: there are {', '.join(WAYS)}")
        if way == "gated" and not self.reads.diagonal().all():
            raise ValueError("a gated model reads its own row")

    def __call__(self, x):
        """x: (T, D).  Returns (T, 2)."""
        x = np.array(x, dtype=float)
        return np.array([self._row(x, t) for t in range(len(x))])

    def _row(self, x, t):
        read = [s for s in range(len(x)) if self.reads[t, s]]
        if self.way == "product":
            value = np.prod([self._feature(x[s]) for s in read]) if read else 1.0
        elif self.way == "gated":
            value = sum(self._feature(x[s]) for s in read if s == t or x[t, 0] > 0)
        elif self.way == "faint":
            value = sum((1.0 if s == t else 1e-3) * self._feature(x[s]) for s in read)
        else:
            value = sum((1 + 0.5 * s) * self._feature(x[s]) for s in read)
        return [0.5, value + t]

    def _feature(self, row):
        """What is read of a row (D,): a number."""
        if self.way == "first":
            return row[0]
        if self.way == "last":
            return row[-1]
        if self.way == "difference":
            return row[0] - row[-1]
        if self.way == "absolute":
            return np.abs(row).sum()
        if self.way == "negative":
            return np.minimum(row, 0).sum()
        if self.way == "product":
            return row.sum()
        return np.sum(np.sin(row + np.arange(len(row))))
