"""The smallest adversarial game: a forger that is one number, against a critic that is one number."""

import numpy as np

from course_lib.activations import sigmoid


def dirac_gan(theta, psi, learning_rate, steps, penalty=0.0, saturating=False):
    """The trace of the game: the data are the point 0, the forgeries the point θ, the critic's logit at x is ψx.

    Both take a gradient step at once, from the old pair; penalty: of ψ²/2 in the critic's loss.
    Returns (steps + 1, 2), rows (θ, ψ), the start first.  Source: Mescheder, Geiger and Nowozin 2018.

    >>> dirac_gan(1.0, 0.0, 0.5, 1).tolist()
    [[1.0, 0.0], [1.0, -0.25]]
    """
    trace = [(theta, psi)]
    for _ in range(steps):
        seen = psi * theta
        push = sigmoid(seen) if saturating else sigmoid(-seen)
        theta, psi = (
            theta + learning_rate * push * psi,
            psi - learning_rate * (sigmoid(seen) * theta + penalty * psi),
        )
        trace.append((theta, psi))
    return np.array(trace, dtype=float)
