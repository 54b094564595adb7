"""How much error a neuron has to admit to, if what it promises is to hold: many small worlds of which all is known.

In each world two groups of people differ in the first of `MEASUREMENTS` measurements, by an amount that is the world's
own, and in nothing else; 200 of them are given. A way to learn, to choose and to count is tried in all worlds at once.
"""

from math import sqrt

import numpy as np
from scipy.special import ndtr as normal_cdf

PEOPLE, MEASUREMENTS, RATE = 200, 30, 0.2
USUAL = {"learn": 100, "choose": 50, "steps": [5, 20, 60], "counted": "rest", "z": 1.96}
WORLDS_AT_ONCE = 250


def fault_of(settings):
    """What is wrong with a way to learn, to choose and to count, in words; "" if nothing is.

    settings: {name: value}, names as in `USUAL`, which has what is left out.

    >>> fault_of({"learn": 150, "choose": 60})
    '150 people learn and 60 choose: there are 200'
    """
    for name in settings:
        if name not in USUAL:
            return f"{name!r} is no setting: there are {', '.join(USUAL)}"
    learn, choose, steps, counted, z = {**USUAL, **settings}.values()
    for name, number, low, high in [("learn", learn, 2, 190), ("choose", choose, 0, 190)]:
        if not _whole(number, low, high):
            return f"{name} is {number!r}: it must be a whole number from {low} to {high}"
    if not isinstance(steps, list | tuple) or not 1 <= len(steps) <= 6 or not all(_whole(n, 1, 60) for n in steps):
        return f"steps is {steps!r}: it must be a list of one to six whole numbers from 1 to 60"
    if isinstance(z, bool) or not isinstance(z, int | float) or not 0 <= z <= 3:
        return f"z is {z!r}: it must lie between 0 and 3"
    if counted not in ("choose", "rest"):
        return f"counted is {counted!r}: errors are counted on those who «choose» or on the «rest»"
    if learn + choose > PEOPLE:
        return f"{learn} people learn and {choose} choose: there are {PEOPLE}"
    if len(steps) > 1 and choose == 0:
        return f"there are {len(steps)} numbers of steps, and nobody to choose among them"
    left = choose if counted == "choose" else PEOPLE - learn - choose
    return f"errors are counted on {left} people: there must be 10" if left < 10 else ""


def tried(settings, seed, worlds=2000):
    """What comes of it in each world.  settings: that `fault_of` finds no fault with.  seed: of the worlds.

    Returns bayes, real, promised, each (worlds,): the least error that there is, that of the neuron, and the upper end
    of the interval around the errors that were counted.  Raises ValueError if the settings have a fault.
    """
    if fault_of(settings):
        raise ValueError(fault_of(settings))
    learn, choose, steps, counted, z = {**USUAL, **settings}.values()
    place = slice(learn, learn + choose)
    judges = place if counted == "choose" else slice(learn + choose, PEOPLE)
    rng, found = np.random.default_rng(seed), []
    for start in range(0, worlds, WORLDS_AT_ONCE):
        W = min(WORLDS_AT_ONCE, worlds - start)
        apart = rng.uniform(0.5, 2.5, size=W)
        y = rng.choice([-1.0, 1.0], size=(W, PEOPLE))
        X = rng.normal(size=(W, PEOPLE, MEASUREMENTS))
        X[:, :, 0] += apart[:, None] * y
        neurons = _learned(X[:, :learn], y[:, :learn], steps)
        chosen = np.zeros(W, dtype=int)
        if choose:
            chosen = np.argmin([_errors(w, b, X[:, place], y[:, place]) for w, b in neurons], axis=0)
        w = np.stack([w for w, _ in neurons])[chosen, np.arange(W)]  # (W, D)
        b = np.stack([b for _, b in neurons])[chosen, np.arange(W)]
        real = sum(normal_cdf((side * b - w[:, 0] * apart) / np.linalg.norm(w, axis=1)) for side in (-1, 1)) / 2
        errors = _errors(w, b, X[:, judges], y[:, judges])
        found.append((normal_cdf(-apart), real, _upper_end(errors, judges.stop - judges.start, z)))
    return tuple(np.concatenate(one) for one in zip(*found, strict=True))


def cost_and_broken(settings, seed, worlds=2000):
    """What the promise costs, and how often it is broken, both in per cent.

    settings, seed: as `tried` takes them.  Returns cost, by how much the promise lies above the Bayes error on the mean
    over the worlds, and broken, the share of the worlds in which the real error lies above the promise.
    """
    bayes, real, promised = tried(settings, seed, worlds)
    return 100 * float(np.mean(promised - bayes)), 100 * float(np.mean(real > promised))


def _whole(number, low, high):
    """Whether it is a whole number from low to high."""
    return isinstance(number, int) and not isinstance(number, bool) and low <= number <= high


def _learned(X, y, steps):
    """A neuron for each number of steps, in each world.  X: (W, N, D).  y: (W, N).  Returns [(w (W, D), b (W,))]."""
    W, N, D = X.shape
    w, b, after = np.zeros((W, D)), np.zeros(W), {}
    for step in range(1, max(steps) + 1):
        pull = np.where(y * (np.matvec(X, w) + b[:, None]) < 1, y, 0)  # (W, N)
        w = w + RATE / N * np.vecmat(pull, X)
        b = b + RATE / N * pull.sum(axis=1)
        after[step] = w, b
    return [after[step] for step in steps]


def _errors(w, b, X, y):
    """The error of each world's neuron on people.  w: (W, D).  b: (W,).  X: (W, M, D).  y: (W, M).  Returns (W,)."""
    return np.mean(y * (np.matvec(X, w) + b[:, None]) <= 0, axis=1)


def _upper_end(e, M, z):
    """The upper end of Wilson's interval.  e: (W,) test errors on M people.  Returns (W,)."""
    return (e + z**2 / (2 * M) + z / sqrt(M) * np.sqrt(e * (1 - e) + z**2 / (4 * M))) / (1 + z**2 / M)
