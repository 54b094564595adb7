"""Inputs that random numbers never are: what hidden tests add to them."""

import numpy as np

TINY = 5e-4  # small, and by no means 0
SPECK = 2.0**-40  # nearer to 0 than np.isclose can tell
HAIR = 2.0**-20  # 1 + HAIR is another number than 1, in float32 too, and np.isclose takes them for equal


def edge_vectors():
    """Vectors of floats: one entry, zeros only, negative numbers with a tie, and numbers that are nearly equal or 0.

    The last one is for who compares with a tolerance where the question has none.
    """
    return [
        np.array([0.5]),
        np.zeros(3),
        np.array([-2.0, -2.0, -1.0]),
        np.array([TINY, 1.0, -TINY / 2, 0.0, 1.0 + TINY, 0.5]),
        np.array([SPECK, 1.0, 0.0, -SPECK, 1.0 + HAIR, 1.0 - HAIR]),
    ]


def edge_tables(columns):
    """Tables (N, columns) of floats.

    One has a row of zeros, a constant row, two equal rows, and two rows that are nearly equal, with an entry that is
    nearly 0. The others are a single row of zeros, constant columns, and negative numbers.
    """
    rising = np.linspace(-TINY, 3, columns)
    nearly = np.append(rising[:-1], rising[-1] + TINY)
    table = np.array([np.zeros(columns), np.full(columns, 2.0), np.full(columns, 2.0), rising, nearly])
    return [table, table[:1], table[1:3], -1 - table]
