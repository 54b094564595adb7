"""Whole numbers as the French write them: a text whose best possible perplexity is known.

A line is a number from 0 to 9999 in letters and a newline. Characters have numbers: their places in ALPHABET.
"""

from functools import cache

import numpy as np

ALPHABET = "\n -acdefghilmnopqrstuvxzé"
COUNT = 10_000  # 0 to 9999, all different
UNITS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf",
    "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
TENS = ("", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt")


def in_words(n):
    """A number from 0 to 9999 in letters.  Raises ValueError for another.

    >>> [in_words(n) for n in (71, 80, 81, 200, 2097)]
    ['soixante et onze', 'quatre-vingts', 'quatre-vingt-un', 'deux cents', 'deux mille quatre-vingt-dix-sept']
    """
    if not 0 <= n < COUNT:
        raise ValueError(f"{n}: there are the numbers from 0 to {COUNT - 1}")
    thousands, rest = divmod(n, 1000)
    if not thousands:
        return _below_1000(rest)
    head = "mille" if thousands == 1 else f"{UNITS[thousands]} mille"
    return f"{head} {_below_1000(rest)}" if rest else head


def _below_1000(n):
    hundreds, rest = divmod(n, 100)
    if not hundreds:
        return _below_100(rest)
    head = "cent" if hundreds == 1 else f"{UNITS[hundreds]} cent"
    if rest:
        return f"{head} {_below_100(rest)}"
    return head if hundreds == 1 else f"{head}s"


def _below_100(n):
    if n < 20:
        return UNITS[n]
    if n == 80:
        return "quatre-vingts"
    tens, unit = divmod(n, 10)
    unit += 10 * (tens in (7, 9))
    if unit in (1, 11) and tens < 8:
        return f"{TENS[tens]} et {UNITS[unit]}"
    return f"{TENS[tens]}-{UNITS[unit]}" if unit else TENS[tens]


@cache
def _all_lines():
    return {in_words(n): n for n in range(COUNT)}


def value_of(line):
    """The number that a line without its newline writes, None if it writes none.

    >>> value_of("quatre-vingt-un"), value_of("deux cent quanre")
    (81, None)
    """
    return _all_lines().get(line)


def encode(text):
    """The numbers of its characters, (len(text),) int64.  Raises ValueError for a character that is none of them."""
    return np.array([ALPHABET.index(character) for character in text], dtype=np.int64)


def decode(ids):
    """The text of these numbers.

    >>> decode(encode("dix-sept"))
    'dix-sept'
    """
    return "".join(ALPHABET[i] for i in ids)


def text_of(numbers):
    """Numbers in letters, a line each.

    >>> text_of([21, 80])
    'vingt et un\\nquatre-vingts\\n'
    """
    return "".join(in_words(n) + "\n" for n in numbers)


def split(rng, n_train):
    """All numbers in random order, cut in two: (n_train,) to learn from, the others to be tested on.

    rng: numpy.random.Generator.

    >>> train, test = split(np.random.default_rng(0), 2000)
    >>> train.shape, test.shape
    ((2000,), (8000,))
    """
    order = rng.permutation(COUNT)
    return order[:n_train], order[n_train:]


def as_windows(text, length):
    """A text cut into pieces of one length, the rest left out: (M, length) int64.

    >>> as_windows("un\\ndeux\\n", 4).shape
    (2, 4)
    """
    ids = encode(text)
    return ids[: len(ids) // length * length].reshape(-1, length)


@cache
def mean_length():
    """Characters of a line with its newline, on average over all numbers.

    >>> round(mean_length(), 2)
    31.38
    """
    return sum(map(len, _all_lines())) / COUNT + 1


def best_perplexity():
    """What no reader can be below: a line holds log 10000 of surprise, spread over its characters.

    >>> round(best_perplexity(), 3)
    1.341
    """
    return COUNT ** (1 / mean_length())
