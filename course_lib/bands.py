"""Four bands of [0, 4) with labels in turn: the exam's zigzag as a thing to be learned."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Bands:
    """Where the label changes, borders (3,), and the label of the first band, −1 or +1."""

    borders: tuple
    first: int

    def points(self, count, rng):
        """So many points, x (count,) in [0, 4), y (count,) −1/+1."""
        x = rng.uniform(0, 4, size=count)
        return x, self.first * (-1.0) ** np.searchsorted(self.borders, x, side="right")


def draw_bands(rng):
    """Four bands with borders at 1, 2, 3, each moved by at most 0.2; the first begins with either label."""
    borders = np.arange(1, 4) + rng.uniform(-0.2, 0.2, size=3)
    return Bands(tuple(borders.tolist()), int(rng.choice([-1, 1])))


def broken_line(x, w1, b1, w2, b2):
    """f(x) = Σ w2 relu(w1 x + b1) + b2.  x: (N,).  w1, b1, w2: (H,).  Returns (N,)."""
    return np.maximum(np.multiply.outer(x, w1) + b1, 0) @ w2 + b2


def accuracy(network, x, y):
    """The share of points whose label is the sign of the network (w1, b1, w2, b2); a score of 0 is an error."""
    return float(np.mean(y * broken_line(x, *network) > 0))


def learn_zigzag(x, y, rng):
    """Train 32 units with kinks at places of the data: Adam on the logistic loss.  x: (N,).  y: (N,) −1/+1.

    Returns w1 (32,), b1 (32,), w2 (32,), b2 a float.
    """
    kinks = rng.choice(x, 32)
    w1 = rng.choice([-1.0, 1.0], size=32)
    parameters = [w1, -w1 * kinks, 0.1 * rng.normal(size=32), np.zeros(1)]
    moments = [(np.zeros_like(p), np.zeros_like(p)) for p in parameters]
    for step in range(1, 501):
        gradients = logistic_gradients(x, y, *parameters)
        for n, gradient in enumerate(gradients):
            m, v = moments[n]
            m, v = 0.9 * m + 0.1 * gradient, 0.99 * v + 0.01 * gradient**2
            moments[n] = m, v
            rate = 0.05 * (1 - step / 501)
            parameters[n] = parameters[n] - rate * m / (1 - 0.9**step) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
    w1, b1, w2, b2 = parameters
    return w1, b1, w2, float(b2[0])


def logistic_gradients(x, y, w1, b1, w2, b2):
    """Gradients of the mean of ln(1 + exp(−y f(x))) by w1, b1, w2 (H,) and b2 (1,)."""
    u = np.multiply.outer(x, w1) + b1  # (N, H)
    hidden = np.maximum(u, 0)
    margin = np.clip(y * (hidden @ w2 + b2), -500, 500)
    grad_out = -y / (1 + np.exp(margin)) / len(x)  # (N,)
    grad_u = np.multiply.outer(grad_out, w2) * (u > 0)
    return x @ grad_u, grad_u.sum(axis=0), grad_out @ hidden, np.array([grad_out.sum()])
