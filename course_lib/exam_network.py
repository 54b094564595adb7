"""The function of the exam question that lesson 2 takes apart (deck 000, Q1 and Q2), and its zones."""

import numpy as np

from course_lib.activations import relu


def exam_g(x1, x2):
    """The exam's function.  x1, x2: arrays of one shape.  Returns that shape.  Source: deck 000, Q1.

    >>> exam_g(10, 3)
    np.int64(2)
    """
    return sum(relu(inner) for inner in _second_layer(x1, x2)) - 10


def exam_zones(x1, x2):
    """The zone of each point: a bit for each of the six hidden neurons that is active there.  Source: deck 000, Q2.

    x1, x2: arrays of one shape.  Returns integers of that shape.

    >>> exam_zones(np.array([6, 9]), np.array([3, 3]))
    array([19, 19])
    """
    inner = [x1, x2, np.negative(x1), np.negative(x2), *_second_layer(x1, x2)]
    return sum((np.asarray(u) > 0) * 2**neuron for neuron, u in enumerate(inner))


def _second_layer(x1, x2):
    """What the two neurons of the second layer take in."""
    right, up, left, down = (relu(u) for u in (x1, x2, np.negative(x1), np.negative(x2)))
    return right - up + 5, down - left - 5
