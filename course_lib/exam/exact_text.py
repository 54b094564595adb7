"""Exact numbers as they are written in a question: in plain text, and in LaTeX."""

from collections.abc import Sequence
from typing import Any

from course_lib.exact import number

THIN, NEW_ROW = r",\,", r"\\"


def said(value: Any) -> str:
    """A number, or lists of numbers in parentheses, in plain text.

    >>> said([[1, "-1/2"], [0, 3]])
    '((1, -1/2), (0, 3))'
    """
    if isinstance(value, list | tuple):
        return f"({', '.join(map(said, value))})"
    return str(number(value))


def tex(value: Any) -> str:
    """A number in LaTeX.

    >>> tex("-1/2")
    '-\\\\tfrac{1}{2}'
    """
    found = number(value)
    if found.denominator == 1:
        return str(found)
    return f"{'-' if found < 0 else ''}\\tfrac{{{abs(found.numerator)}}}{{{found.denominator}}}"


def tex_row(values: Sequence) -> str:
    """Numbers in LaTeX as they stand in a line: (1, 2)."""
    inside = (tex_row(value) if isinstance(value, list | tuple) else tex(value) for value in values)
    return f"({THIN.join(inside)})"


def tex_matrix(rows: Sequence) -> str:
    """A matrix in LaTeX, of a list of rows, or a column, of a list of numbers."""
    lines = ["&".join(map(tex, row if isinstance(row, list | tuple) else [row])) for row in rows]
    return f"\\begin{{pmatrix}}{NEW_ROW.join(lines)}\\end{{pmatrix}}"


def linear(terms: Sequence[tuple[Any, str]], in_tex: bool = True) -> str:
    """A sum of numbers times names, as one writes it: no 1 before a name, no term that is 0. The name "" is a number.

    >>> linear([(2, "x"), (-1, "y"), (0, "z"), (-3, "")])
    '2x-y-3'
    """
    text = ""
    for factor, name in terms:
        found = number(factor)
        if found:
            size = tex(abs(found)) if in_tex else str(abs(found))
            size = "" if abs(found) == 1 and name else size
            sign = "-" if found < 0 else "+" if text else ""
            gap = " " if text and not in_tex else ""
            text += f"{gap}{sign}{gap}{size}{name}"
    return text or "0"


def wrapped(value: Any) -> str:
    """A number in LaTeX as a factor: in parentheses if it is below 0."""
    return f"({tex(value)})" if number(value) < 0 else tex(value)
