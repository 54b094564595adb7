"""What the notebook of an exam calls, and the tests of lesson 14: has an answer the form that is asked for?

Nothing here knows whether it is right.

A form says how many numbers a part of an answer holds: [] is one number, [3, 2] three rows of two numbers, and a list
of forms is a list whose items have these forms.
"""

import functools
import sys
from fractions import Fraction

import numpy as np

from course_lib import exact
from course_lib.checking.values import UnusableValueError, plain, refuse_nothing
from course_lib.checks import CheckError, check_answer, check_that, check_unchanged

EXACT = "exact: write it as a fraction."
SHAPE = "shape: compare with what the question asks for."


def form_of(value):
    """The form of exact numbers in lists.

    >>> form_of(3), form_of([[1, 2], [3, 4], [5, 6]]), form_of([[1, 2], [3]])
    ([], [3, 2], [[2], [1]])
    """
    try:
        return list(exact.shape(value))
    except ValueError:
        return [form_of(item) for item in value]


def exactly(function):
    """The function, but each Fraction in what it returns is written as a text: plain data has floats in its place.

    >>> exactly(lambda: [Fraction(2, 6), {"b": Fraction(4)}])()
    ['1/3', {'b': '4'}]
    """

    @functools.wraps(function)
    def written(*arguments, **options):
        return _written(function(*arguments, **options))

    return written


def _written(value):
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, list | tuple):
        items = [_written(item) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    if isinstance(value, dict):
        return {name: _written(item) for name, item in value.items()}
    if isinstance(value, np.ndarray) and value.dtype == object:
        return _written(value.tolist())
    return value


def check_form(name, answer, form, row=None):
    """One part of an answer as Fractions in lists. Raises CheckError if it is not there, or has another form.

    answer: what the function of a question returned.  row: of the part, to look at it alone.
    """
    check_that(
        isinstance(answer, dict),
        "type: return a dict with a value for each name that the question asks for.",
        f"the answer is of type {type(answer).__name__}, no dict",
    )
    check_that(
        name in answer,
        "name: write the names as the question does, in quotes.",
        f"the answer has no {name!r}, but {', '.join(map(repr, answer)) or 'nothing'}"[:300],
    )
    value = plain(answer[name])
    if row is None:
        return _of_form(name, value, form)
    return _of_form(f"{name}[{row}]", _items(name, value, form[0])[row], form[1:])


def check_exact(name, value, form):
    """Exact numbers of this form as texts in lowest terms, which `check_equal` compares. Raises CheckError.

    >>> check_exact("p", ["2/6", 4], [2])
    ['1/3', '4']
    """
    try:
        refuse_nothing(value)
    except UnusableValueError as error:
        check_that(False, error.hint, f"{name} is {error}")
    return exact.text(_of_form(name, plain(value), form))


def _of_form(place, value, form):
    """A value as Fractions in lists, if it has this form. place: what it is, as it is told."""
    if form == []:
        return _number(place, value)
    length, inner = (form[0], [form[1:]] * form[0]) if isinstance(form[0], int) else (len(form), form)
    items = zip(_items(place, value, length), inner, strict=True)
    return [_of_form(f"{place}[{n}]", item, part) for n, (item, part) in enumerate(items)]


def _items(place, value, length):
    """The items of a list of this length."""
    is_list = isinstance(value, list | tuple)
    if not is_list or len(value) != length:
        seen = f"{place} has {f'{len(value)} items' if is_list else 'no list'}, expected {length} in a list"
        check_that(False, SHAPE, seen)
    return value


def _number(place, value):
    if isinstance(value, list | tuple | dict):
        check_that(False, SHAPE, f"{place} is of type {type(value).__name__}, expected a number")
    try:
        return exact.number(value)
    except exact.NotExactError as error:
        hint = EXACT if error.is_float else "type: write a whole number, or a fraction in quotes."
        check_that(False, hint, f'{place} is {error}; exact numbers are 3, "1/3" and Fraction(1, 3)')


def checks_of(forms):
    """`check("q1")` of an exam's notebook: it tells whether an answer has the right form.

    forms: for each question, the form of each of its names.
    """

    def check(question):
        names = sys._getframe(1).f_globals
        if question not in names:
            raise CheckError(f"{question} is not defined: run the cell that defines it, then this one again.")
        check_answer(names[question])
        answer = check_unchanged(exactly(names[question]))
        for name, form in forms[question].items():
            check_form(name, answer, form)
        print(f"{question}: the form is right. Whether the numbers are is told when the exam is graded.")

    return check
