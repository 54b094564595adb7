"""Broken lines as networks of one input: h(x) = Σ w[k] [x − knots[k]]₊ + b, with a kink at each knot."""

import numpy as np


def interpolate(knots, values):
    """The broken line through points.  knots: (K,), increasing, K ≥ 2.  values: (K,).  Returns w (K − 1,), b a number.

    Raises ValueError if there are not as many values as knots, two at least, or if the knots do not increase.

    >>> interpolate([1.0, 3.0, 4.0], [5.0, 9.0, 6.0])
    (array([ 2., -5.]), np.float64(5.0))
    """
    knots, values = np.asarray(knots), np.asarray(values)
    if knots.ndim != 1 or knots.shape != values.shape or len(knots) < 2 or np.any(np.diff(knots) <= 0):
        raise ValueError(
            f"knots {knots.shape}, values {values.shape}: both must be (K,), K at least 2, knots increasing"
        )
    slopes = np.diff(values) / np.diff(knots)  # (K − 1,)
    return np.concatenate([slopes[:1], np.diff(slopes)]), values[0]


def zigzag():
    """Weights of a broken line with kinks at 0, 1, 2 that has the signs +, −, +, − at 0, 1, 2, 3.

    Returns w (3,), b.  Source: deck 000, Q5, where it goes through 1, −1, 1, −1.

    >>> zigzag()
    (array([-2.,  4., -4.]), np.float64(1.0))
    """
    w, b = interpolate(np.arange(4.0), np.array([1.0, -1.0, 1.0, -1.0]))
    return w, b
