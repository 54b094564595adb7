"""Dates without a digit, a text for a network to write: «mardi trois mars mille neuf cent quatre-vingt-dix-huit».

A line is a day of 1900 to 2099 with its weekday. Characters have numbers: those of LETTERS.
"""

import datetime
from functools import cache

from course_lib import dates
from course_lib.french_numbers import in_words

DAYS = ("premier", *map(in_words, range(2, 32)))
YEARS = tuple(in_words(year) for year in range(dates.FIRST.year, dates.LAST.year + 1))
LETTERS = dates.Tokenizer("".join(sorted({*" ".join(dates.WEEKDAYS + dates.MONTHS + DAYS + YEARS)})))
LENGTH = 71  # tokens of the longest line, START and STOP among them


def in_letters(date):
    """A date with its weekday, in letters.  date: datetime.date, 1900 to 2099.

    >>> in_letters(datetime.date(1998, 3, 3)), in_letters(datetime.date(2048, 5, 1))
    ('mardi trois mars mille neuf cent quatre-vingt-dix-huit', 'vendredi premier mai deux mille quarante-huit')
    """
    return f"{dates.WEEKDAYS[date.weekday()]} {_without_weekday(date)}"


def _without_weekday(date):
    return f"{DAYS[date.day - 1]} {dates.MONTHS[date.month - 1]} {YEARS[date.year - dates.FIRST.year]}"


@cache
def all_dates():
    """Every line without its weekday, and the datetime.date that it writes: a dict of 73 049, in order.

    >>> len(all_dates()), next(iter(all_dates()))
    (73049, 'premier janvier mille neuf cents')
    """
    days = range((dates.LAST - dates.FIRST).days + 1)
    return {_without_weekday(date): date for date in (dates.FIRST + datetime.timedelta(days=n) for n in days)}


def split(rng, held_out):
    """The lines of all days in random order, cut in two: those to learn from, and `held_out` to be tested on.

    rng: numpy.random.Generator.  Returns two lists of texts.

    >>> import numpy as np
    >>> learned, new = split(np.random.default_rng(0), 1000)
    >>> len(learned), len(new), set(learned) & set(new)
    (72049, 1000, set())
    """
    lines = [in_letters(date) for date in all_dates().values()]
    order = rng.permutation(len(lines))
    return [lines[i] for i in order[held_out:]], [lines[i] for i in order[:held_out]]


def read(line):
    """The date that a line writes, and whether its weekday is right; (None, False) if it writes none.

    >>> read("mardi trois mars mille neuf cent quatre-vingt-dix-huit")
    (datetime.date(1998, 3, 3), True)
    >>> read("lundi trente février deux mille")
    (None, False)
    """
    weekday, _, rest = line.partition(" ")
    date = all_dates().get(rest)
    if date is None or weekday not in dates.WEEKDAYS:
        return None, False
    return date, weekday == dates.WEEKDAYS[date.weekday()]
