"""Dates as the French write them, their ISO form, and both as numbered characters.

A pair is ("mardi 3 mars 1998", "1998-03-03"). Everything follows from the calendar and a seed.
"""

import datetime
from dataclasses import dataclass
from functools import cache

import numpy as np

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)
PAD, START, STOP = 0, 1, 2  # tokens that are no characters
SOURCE_LENGTH, TARGET_LENGTH = 27, 10  # characters of the longest: "dimanche 1er septembre 1901"


def _plain(date):
    day = "1er" if date.day == 1 else str(date.day)
    return f"{day} {MONTHS[date.month - 1]} {date.year}"


FORMATS = (
    _plain,
    lambda date: f"le {_plain(date)}",
    lambda date: f"{WEEKDAYS[date.weekday()]} {_plain(date)}",
    lambda date: f"{date.day}/{date.month}/{date.year}",
)


def in_french(date, form):
    """A date in one of the FORMATS.

    >>> [in_french(datetime.date(1998, 3, 1), form) for form in range(4)]
    ['1er mars 1998', 'le 1er mars 1998', 'dimanche 1er mars 1998', '1/3/1998']
    """
    return FORMATS[form](date)


def pairs(rng, count, held_out=False):
    """`count` pairs (French, ISO): a day of 1900 to 2099 and a format, drawn at random.

    rng: numpy.random.Generator.  held_out: days that are never drawn otherwise, one of ten, in any format.

    >>> pairs(np.random.default_rng(0), 2)
    [('vendredi 28 février 2070', '2070-02-28'), ('le 9 août 2027', '2027-08-09')]
    """
    days = _days(held_out)
    found = []
    for day, form in zip(rng.choice(days, size=count), rng.integers(len(FORMATS), size=count), strict=True):
        date = FIRST + datetime.timedelta(days=int(day))
        found.append((in_french(date, form), date.isoformat()))
    return found


@cache
def _days(held_out):
    order = np.random.default_rng(7).permutation((LAST - FIRST).days + 1)
    cut = len(order) // 10
    return np.sort(order[:cut] if held_out else order[cut:])


@dataclass(frozen=True)
class Tokenizer:
    """Characters as numbers from 3 on; 0 pads, 1 starts a sentence, 2 stops it."""

    characters: str

    @property
    def size(self):
        """How many tokens there are, the three special ones among them."""
        return len(self.characters) + 3

    def encode(self, text):
        """Text as a list of numbers.  Raises ValueError for a character that is not in the list.

        >>> TARGET.encode("10-")
        [5, 4, 3]
        """
        return [self.characters.index(character) + 3 for character in text]

    def decode(self, tokens):
        """Numbers as text, up to the first STOP; other special tokens are left out.

        >>> TARGET.decode([START, 5, 4, 3, STOP, 4])
        '10-'
        """
        text = ""
        for token in tokens:
            if token == STOP:
                break
            text += self.characters[token - 3] if token > STOP else ""
        return text

    def batch(self, texts, length, start=False, stop=False):
        """Texts as rows of one width, padded behind.  Returns (len(texts), length) int64.

        Raises ValueError if a text is too long.

        >>> TARGET.batch(["1-", "0"], 4, start=True, stop=True).tolist()
        [[1, 5, 3, 2], [1, 4, 2, 0]]
        """
        rows = np.full((len(texts), length), PAD)
        for row, text in zip(rows, texts, strict=True):
            tokens = [START] * start + self.encode(text) + [STOP] * stop
            if len(tokens) > length:
                raise ValueError(f"{text!r} has {len(tokens)} tokens: more than {length}")
            row[: len(tokens)] = tokens
        return rows


SOURCE = Tokenizer("".join(sorted({*"0123456789 /", *"".join(MONTHS + WEEKDAYS), *"le", *"er"})))
TARGET = Tokenizer("-0123456789")


def as_tokens(sentences):
    """Pairs as arrays for training: French (N, 27) padded; ISO (N, 12) between START and STOP.

    >>> source, target = as_tokens([("1/3/1998", "1998-03-01")])
    >>> source.shape, TARGET.decode(target[0])
    ((1, 27), '1998-03-01')
    """
    french, iso = zip(*sentences, strict=True)
    source = SOURCE.batch(french, SOURCE_LENGTH)
    return source, TARGET.batch(iso, TARGET_LENGTH + 2, start=True, stop=True)
