"""Dropout layers of other people, some of them wrong."""

import copy

import numpy as np

PROMISES = ("rate", "scale", "evaluation", "shared", "fixed", "changes")


class DropoutLayer:
    """layer(X, p, rng, training) for X (N, D): dropout that keeps all its promises but those that it is told to break.

    breaks: names out of `PROMISES`. How each is broken:
    rate: "keeps" takes p for the probability to be kept, "half" always drops one half, "square" drops p².
    scale: a survivor is multiplied by 1 ("none"), by 1 - p ("keep") or by 1/p ("p") instead of by 1/(1 - p), or by 1 in
    every other column, from the first ("some").
    evaluation: X comes back times 1 - p ("scale") or times p ("p"), or dropped as in training ("drop").
    fixed: the mask comes from a seed ("seed") or from a copy of rng ("copy").
    changes: X is overwritten in "training", in "evaluation", or in "both".
    At p = ½ "keeps" and "half" are right, and so is the factor 1/p.  Raises ValueError for a name that is no promise.

    >>> DropoutLayer("scale")(np.ones((1, 4)), 0.5, np.random.default_rng(0), training=True)
    array([[1., 0., 0., 0.]])
    """

    def __init__(self, *breaks, rate="keeps", scale="none", evaluation="scale", fixed="seed", changes="training"):
        unknown = sorted(set(breaks) - set(PROMISES))
        if unknown:
            raise ValueError(f"{unknown}: no promises of dropout; there are {', '.join(PROMISES)}")
        self.breaks, self.rate, self.scale = frozenset(breaks), rate, scale
        self.evaluation, self.fixed, self.changes = evaluation, fixed, changes

    def __call__(self, X, p, rng, training):
        """X (N, D), 0 < p < 1, rng: numpy.random.Generator.  Returns (N, D).  Raises ValueError for another p."""
        if not 0 < p < 1:
            raise ValueError(f"p is {p}: these layers are for 0 < p < 1")
        given = np.asarray(X)
        out = self._trained(given, p, rng) if training else self._evaluated(given, p, rng)
        if "changes" in self.breaks and self.changes in ("both", "training" if training else "evaluation"):
            given[...] = given * (1 - p) if np.array_equal(out, given) else out
        return out

    def _trained(self, X, p, rng):
        return np.where(self._survives(X.shape, p, rng), X * self._factors(X.shape[1], p), 0.0)

    def _factors(self, columns, p):
        """What a survivor is multiplied by: a number, or one for each column."""
        right = 1 / (1 - p)
        if "scale" not in self.breaks:
            return right
        some = np.where(np.arange(columns) % 2 == 0, 1, right)
        return {"none": 1, "keep": 1 - p, "p": 1 / p, "some": some}[self.scale]

    def _evaluated(self, X, p, rng):
        if "evaluation" not in self.breaks:
            return X.copy()
        return self._trained(X, p, rng) if self.evaluation == "drop" else X * {"scale": 1 - p, "p": p}[self.evaluation]

    def _survives(self, shape, p, rng):
        """The mask, (N, D), True where an entry survives."""
        if "fixed" in self.breaks:
            rng = np.random.default_rng(1) if self.fixed == "seed" else copy.deepcopy(rng)
        dropped = {"keeps": 1 - p, "half": 0.5, "square": p**2}[self.rate] if "rate" in self.breaks else p
        rows = 1 if "shared" in self.breaks else shape[0]
        return np.broadcast_to(rng.random((rows, *shape[1:])) >= dropped, shape)
