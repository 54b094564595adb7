"""Exact numbers: whole numbers and fractions, as ints and as texts such as "-7/3" that JSON can hold.

An exact number is an int or a text that `Fraction` reads: "2/6" is "1/3", and "4" is 4. A float is none, whatever its
value, as it has been rounded on the way.
"""

import re
from fractions import Fraction

LONGEST = 60  # characters of a text: the longest number of a lesson has 9
_READ = re.compile(r"[-+]?(\d+(/\d+)?|\d*\.\d+|\d+\.)(e[-+]?\d{1,2})?", re.IGNORECASE)


class NotExactError(ValueError):
    """A value that is no exact number. is_float: it is one that has been rounded, or may have been."""

    def __init__(self, seen, is_float=False):
        super().__init__(seen)
        self.is_float = is_float


def number(value):
    """An exact number as a Fraction. Raises NotExactError.

    >>> number("2/6"), number(-4), number("0.5")
    (Fraction(1, 3), Fraction(-4, 1), Fraction(1, 2))
    """
    if isinstance(value, Fraction | int) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, float | complex):
        raise NotExactError(f"{value!r}, a float", is_float=True)
    raise NotExactError(f"of type {type(value).__name__}, no number")


def numbers(value):
    """The same for numbers in lists or tuples of any depth: Fractions in lists. Raises NotExactError.

    >>> numbers((1, ["1/2"]))
    [Fraction(1, 1), [Fraction(1, 2)]]
    """
    return [numbers(item) for item in value] if isinstance(value, list | tuple) else number(value)


def text(value):
    """An exact number as a text in lowest terms; lists of them as lists of texts. Raises NotExactError.

    >>> text(Fraction(2, 6)), text([Fraction(4), "3/6"])
    ('1/3', ['4', '1/2'])
    """
    return [text(item) for item in value] if isinstance(value, list | tuple) else str(number(value))


def plain(value):
    """The same, but whole numbers are ints: as exact numbers stand in JSON. Raises NotExactError.

    >>> plain([Fraction(2, 6), Fraction(4), "10/5"])
    ['1/3', 4, 2]
    """
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    found = number(value)
    return found.numerator if found.denominator == 1 else str(found)


def flat(value):
    """All exact numbers in lists of any depth, in their order, as Fractions. Raises NotExactError.

    >>> flat([[1, "1/2"], [2]])
    [Fraction(1, 1), Fraction(1, 2), Fraction(2, 1)]
    """
    return [one for item in value for one in flat(item)] if isinstance(value, list | tuple) else [number(value)]


def shape(value):
    """How many items a value has along each of its axes: () for one number. Raises ValueError if rows differ.

    >>> shape(3), shape([[1, 2, 3], [4, 5, 6]])
    ((), (2, 3))
    """
    if not isinstance(value, list | tuple):
        return ()
    inner = {shape(item) for item in value}
    if len(inner) > 1:
        raise ValueError("its rows have different lengths")
    return (len(value), *(inner.pop() if inner else ()))


def _from_text(value):
    told = value.strip()
    if len(told) > LONGEST or not _READ.fullmatch(told):
        raise NotExactError(f"{told[:LONGEST]!r}, which is no number")
    try:
        return Fraction(told)
    except (ValueError, ZeroDivisionError) as error:
        raise NotExactError(f"{told!r}, which is no number") from error
