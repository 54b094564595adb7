"""Broken lines through points, exactly: the weights of h(x) = Σ w[k] [x − knots[k]]₊ + b.  Source: deck 000, Q5."""

from fractions import Fraction

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
