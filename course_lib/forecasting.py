"""A series, its next value, and what a forecast is worth: windows, a linear baseline, errors, three forecasters."""

import numpy as np


def windows(series, length, horizon=1):
    """Pieces of a series, and the value that comes `horizon` places after the last of each.

    series: (S,).  Returns X (M, length) and y (M,), M = S - length - horizon + 1, in order; X and y own their memory.
    Raises ValueError if there is no such piece.

    >>> X, y = windows([0, 1, 4, 9, 16], 2, horizon=2)
    >>> X.tolist(), y.tolist()
    ([[0, 1], [1, 4]], [9, 16])
    """
    series = np.asarray(series)
    count = len(series) - length - horizon + 1
    if count < 1:
        raise ValueError(f"{len(series)} values: too few for windows of {length} and a horizon of {horizon}")
    X = np.lib.stride_tricks.sliding_window_view(series, length)[:count].copy()
    return X, series[length + horizon - 1 :].copy()


def fit_linear(X, y):
    """Weights (length + 1,) of the least-squares forecast, the bias last.  X: (M, length).  y: (M,)."""
    return np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), y, rcond=None)[0]


def linear(weights, X):
    """What `fit_linear` forecasts.  X: (M, length).  Returns (M,)."""
    return np.asarray(X) @ weights[:-1] + weights[-1]


def rmse(forecast, y):
    """The root of the mean squared error, a float, in the units of y."""
    return float(np.sqrt(np.mean((np.asarray(forecast) - y) ** 2)))


class Forecaster:
    """f(x (T, 1)) gives (T, 1): row t is the forecast of the value after row t, linear in the `length` last ones.

    preparation: what is done to the series first: "nothing"; "smoothed", a mean over each value and its two
    neighbours; "centred", the mean of the whole series taken away.  Where there are not enough values before, the first
    one is repeated.  `fit` is called with a training series before.
    """

    PREPARATIONS = ("nothing", "smoothed", "centred")

    def __init__(self, preparation="nothing", length=9):
        if preparation not in self.PREPARATIONS:
            raise ValueError(f"no preparation {preparation!r}: there are {', '.join(self.PREPARATIONS)}")
        self.preparation, self.length, self.weights = preparation, length, np.zeros(length + 1)

    def fit(self, series):
        """Least squares on a series (S,).  Returns the forecaster."""
        prepared, _ = self._prepare(np.asarray(series, dtype=float))
        X, _ = windows(prepared, self.length)
        level = self._prepare(np.asarray(series, dtype=float))[1]
        self.weights = fit_linear(X, np.asarray(series, dtype=float)[self.length :] - level)
        return self

    def __call__(self, x):
        """x: (T, 1).  Returns (T, 1)."""
        prepared, level = self._prepare(np.asarray(x, dtype=float)[:, 0])
        padded = np.concatenate([np.full(self.length - 1, prepared[0]), prepared])
        X = np.lib.stride_tricks.sliding_window_view(padded, self.length)
        return (linear(self.weights, X) + level)[:, None]

    def _prepare(self, series):
        """The prepared series (T,), and the level that has to be added to a forecast again."""
        if self.preparation == "smoothed":
            ends = np.concatenate([series[:1], series, series[-1:]])
            return (ends[:-2] + ends[1:-1] + ends[2:]) / 3, 0.0
        if self.preparation == "centred":
            return series - series.mean(), series.mean()
        return series, 0.0
