"""Broken lines through points, exactly: the weights of h(x) = Σ w[k] [x − knots[k]]₊ + b.  Source: deck 000, Q5."""

from fractions import Fraction

import numpy as np

from course_lib.exact import numbers


def solve_kinks(knots, points, values):
    """The weights w_1..w_K, b with which h goes through all points.  knots (K,), points and values (K + 1,).

    Returns K + 1 Fractions. Raises ValueError if there is not exactly one solution.

    >>> solve_kinks([0, 1, 2], [0, 1, 2, 3], [1, -1, 1, -1])
    [Fraction(-2, 1), Fraction(4, 1), Fraction(-4, 1), Fraction(1, 1)]
    """
    knots, points, values = numbers(knots), numbers(points), numbers(values)
    rows = [[*(max(x - k, Fraction(0)) for k in knots), Fraction(1), v] for x, v in zip(points, values, strict=True)]
    return solve(rows)


def pose_zigzag(rng):
    """A zigzag to be solved by hand, drawn with rng until its answer is nice: whole, and small.

    Returns three knots and four points, whole and increasing, and four values, whole, of alternating sign, 1 to 9 in
    size. There is exactly one solution; it is whole, and its weights are 1 to 20 in size.

    >>> pose_zigzag(np.random.default_rng(0))
    ([6, 7, 8], [5, 7, 8, 9], [6, -5, 3, -9])
    """
    while True:
        knots = rng.integers(-9, 9) + np.cumsum(rng.integers(1, 4, size=3))
        gaps = rng.integers(1, 3, size=4)  # the first point lies before the first knot, each other behind its own
        points = np.append(knots[0] - gaps[0], knots + gaps[1:])
        values = rng.integers(1, 10, size=4) * [1, -1, 1, -1] * rng.choice([-1, 1])
        question = knots.tolist(), points.tolist(), values.tolist()
        if np.all(points[1:3] <= knots[1:]) and _is_nice(solve_kinks(*question)):
            return question


def _is_nice(solution):
    return all(one.denominator == 1 for one in solution) and all(0 < abs(weight) <= 20 for weight in solution[:-1])


def solve(rows):
    """The solution of a linear system.  rows: (n, n + 1) Fractions, the right-hand side last.  Returns n Fractions.

    Raises ValueError if there is not exactly one solution.
    """
    rows = [list(row) for row in rows]
    for column in range(len(rows)):
        pivot = next((n for n in range(column, len(rows)) if rows[n][column] != 0), None)
        if pivot is None:
            raise ValueError("there is not exactly one solution")
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [entry / rows[column][column] for entry in rows[column]]
        for n, row in enumerate(rows):
            if n != column and row[column] != 0:
                rows[n] = [entry - row[column] * lead for entry, lead in zip(row, rows[column], strict=True)]
    return [row[-1] for row in rows]
