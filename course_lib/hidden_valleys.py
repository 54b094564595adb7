"""Problems that an optimiser has to go down without being told how steep they are, and how far it gets.

Each problem has a truth: how probable each of K classes is at each of N places. A linear model learns it from examples
that are drawn there, by the cross-entropy, in a unit of its own, which makes the gradients of one problem a hundred
times larger and of another a hundred times smaller. What counts is the Kullback-Leibler divergence that is left: the
cross-entropy without the entropy, which nobody can take away.
"""

from dataclasses import dataclass

import numpy as np

from course_lib.losses import softmax
from course_lib.optimizers import adam_step, momentum_step, nesterov_step, rmsprop_step

EXAMPLES, MOST_DECIMALS = 3200, 6
LIMITS = {"rate": (0, 1000), "beta": (0, 0.999), "rho": (0, 0.9999), "last": (1e-6, 1), "batch": (8, 400)}
OPTIMISERS = ("descent", "momentum", "nesterov", "rmsprop", "adam")
PLACES, FEATURES, CLASSES = 30, 6, 4


@dataclass
class Valleys:
    """P problems at once.  X: (P, N, D) features.  truth: (P, N, K) distributions.  units: (P, 1, 1) of the losses."""

    X: np.ndarray
    truth: np.ndarray
    units: np.ndarray

    def examples(self, size, rng):
        """Draw `size` examples of each problem: their features (P, size, D), and their classes (P, size, K) one-hot."""
        P, N, K = self.truth.shape
        places = rng.integers(N, size=(P, size))
        chances = np.take_along_axis(self.truth, places[:, :, None], axis=1)  # (P, size, K)
        below = rng.random((P, size, 1)) > chances.cumsum(axis=2)
        k = np.minimum(below.sum(axis=2), K - 1)
        return np.take_along_axis(self.X, places[:, :, None], axis=1), np.eye(K)[k]

    def gradient(self, A, U, drawn):
        """The gradient of each problem's loss by examples of `examples`.  A: (P, D, K).  Returns the same shape."""
        wrong = _softmax(U @ A) - drawn
        return self.units * (U.transpose(0, 2, 1) @ wrong) / U.shape[1]

    def entropy(self):
        """The mean entropy of the truth of each problem: (P,)."""
        return -np.mean(np.sum(self.truth * np.log(self.truth), axis=2), axis=1)

    def divergence(self, A):
        """The mean of KL(truth‖model) over the places of each problem, models A (P, D, K).  Returns (P,)."""
        Z = self.X @ A
        Z = Z - Z.max(axis=2, keepdims=True)
        logarithms = Z - np.log(np.exp(Z).sum(axis=2, keepdims=True))
        return np.mean(np.sum(self.truth * (np.log(self.truth) - logarithms), axis=2), axis=1)


def hidden_valleys(count, rng):
    """Draw `count` problems, with ravines (features up to ten times as large as others) and units from 1/100 to 100.

    rng: numpy.random.Generator.

    >>> hidden_valleys(3, np.random.default_rng(0)).truth.shape
    (3, 30, 4)
    """
    sizes = 10 ** rng.uniform(-0.5, 0.5, (count, 1, FEATURES))
    X = sizes * rng.normal(size=(count, PLACES, FEATURES))
    A = rng.normal(size=(count, FEATURES, CLASSES)) / (sizes.transpose(0, 2, 1) * np.sqrt(FEATURES))
    return Valleys(X, _softmax(X @ A), 10 ** rng.uniform(-2, 2, (count, 1, 1)))


def fault_of(settings):
    """What is wrong with settings, in words; "" if nothing is.

    settings: {name: value}, the optimiser one of `OPTIMISERS`, all others numbers within `LIMITS`.

    >>> fault_of({"rate": 2000})
    'rate is 2000: it must lie between 0 and 1000'
    """
    for name, value in settings.items():
        if name == "optimiser":
            if not isinstance(value, str) or value not in OPTIMISERS:
                return f"optimiser is {value!r}: it must be one of {', '.join(OPTIMISERS)}"
            continue
        if name not in LIMITS:
            return f"{name!r} is no setting: there are optimiser, {', '.join(LIMITS)}"
        low, high = LIMITS[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            return f"{name} is {value!r}: it must lie between {low} and {high}"
    batch = settings.get("batch", 8)
    return f"batch is {batch!r}: it must be a whole number" if batch != int(batch) else ""


def descend(problems, rng, optimiser="descent", rate=0.01, beta=0.9, rho=0.999, last=1.0, batch=8):
    """Models of all problems after `EXAMPLES` examples, drawn in batches: A (P, D, K), which begins at 0.

    rate: of the first step, which falls by one factor a step to rate · last.  beta: of momentum, Nesterov and Adam.
    rho: the decay of squares in RMSprop and Adam.  rng: numpy.random.Generator.
    """
    steps = int(EXAMPLES // batch)
    A = np.zeros((len(problems.X), FEATURES, CLASSES))
    memory = [np.zeros_like(A), np.zeros_like(A)]
    with np.errstate(all="ignore"):  # where a rate is too large, the numbers grow until they are none
        for t in range(1, steps + 1):
            U, drawn = problems.examples(int(batch), rng)

            def grad_fn(A, U=U, drawn=drawn):
                return problems.gradient(A, U, drawn)

            now = rate * last ** ((t - 1) / max(steps - 1, 1))
            if optimiser == "descent":
                A = A - now * grad_fn(A)
            elif optimiser == "momentum":
                A, memory[0] = momentum_step(A, memory[0], grad_fn(A), now, beta)
            elif optimiser == "nesterov":
                A, memory[0] = nesterov_step(A, memory[0], grad_fn, now, beta)
            elif optimiser == "rmsprop":
                A, memory[0] = rmsprop_step(A, memory[0], grad_fn(A), now, rho, 1e-16)
            else:
                A, *memory = adam_step(A, *memory, grad_fn(A), t, now, beta, rho, 1e-8)
    return A


def score(settings, rng, count=40):
    """How many decimals of the divergence settings take away: the mean of log₁₀(at the start / at the end).

    A problem on which nothing was won, or everything lost, counts 0.  settings: those that `fault_of` finds no fault
    with.  rng: numpy.random.Generator, which draws `count` problems.  Raises ValueError if the settings have a fault.
    """
    if fault_of(settings):
        raise ValueError(fault_of(settings))
    problems = hidden_valleys(count, rng)
    A = descend(problems, rng, **settings)
    with np.errstate(all="ignore"):
        left, first = problems.divergence(A), problems.divergence(np.zeros_like(A))
        won = np.log10(first / left)
    return float(np.mean(np.where(np.isfinite(left), np.clip(won, 0, MOST_DECIMALS), 0)))


def _softmax(Z):
    return softmax(Z.reshape(-1, Z.shape[-1])).reshape(Z.shape)
