"""One claim of the lecture decks: what is printed, what holds, and a computation in which the two part, or meet."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

# What each verdict says of the printed sentence. AMBIG is never told as somebody's mistake.
VERDICTS = {
    "WRONG": "the text contradicts itself, arithmetic or its own definitions",
    "INEXACT": "a simplification, or history told in short",
    "INCONSISTENT": "two places of one deck that cannot both hold",
    "NOTATION": "a letter, a name or a convention; the reader who knows it reads on",
    "AMBIG": "a sign or a letter lost when the text was extracted, or a second reading, is possible",
    "OK": "it was run, and holds as it is printed",
}
DOUBTFUL = "AMBIG"


@dataclass(frozen=True)
class Erratum:
    """An entry of the table of errata, or of that of the claims that hold.

    `slide` is the heading of the slide, or its page, where `printed` stands. `verdict` is a key of VERDICTS, `nuance`
    limits it. `right` says what holds; of a doubtful entry, `doubt` says what else may have happened. `lesson` is the
    number of the lesson that tells it. `evidence` computes two things that are equal if the print is right,
    the printed one first, and `shows` is the sentence around them, with {printed} and {found}; history has neither.
    """

    id: str
    deck: str
    slide: str
    printed: str
    verdict: str
    right: str
    lesson: str
    evidence: Callable[[], tuple[Any, Any]] | None = None
    shows: str = ""
    nuance: str = ""
    doubt: str = ""

    @property
    def doubtful(self) -> bool:
        """Whether nobody may be said to have erred."""
        return self.verdict == DOUBTFUL

    @property
    def where(self) -> str:
        """Deck and slide, as a reader looks them up."""
        return f"deck {self.deck}, {self.slide}"

    @property
    def judged(self) -> str:
        """The verdict with what limits it."""
        return f"{self.verdict} ({self.nuance})" if self.nuance else self.verdict

    def told(self) -> str:
        """The evidence, run, as a sentence; empty for history."""
        if self.evidence is None:
            return ""
        printed, found = self.evidence()
        return self.shows.format(printed=in_words(printed), found=in_words(found))


def in_words(value: Any) -> str:
    """A number, a word, or lists and shapes of numbers, as they stand in a sentence.

    >>> in_words(Fraction(217, 4)), in_words(61706), in_words(-0.2955202), in_words((4, 3)), in_words(np.eye(2))
    ('217/4', '61,706', '−0.2955', '(4, 3)', '[[1, 0], [0, 1]]')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple):
        inside = ", ".join(map(in_words, value))
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    if isinstance(value, Fraction) and value.denominator != 1:
        text = str(value)
    else:
        text = f"{int(value):,}" if float(value).is_integer() else f"{float(value):.4g}"
    return f"−{text[1:]}" if text.startswith("-") else text


def same(one: Any, other: Any) -> bool:
    """Whether two sides of an evidence agree: equal words, or equal shapes with numbers equal up to rounding.

    >>> same((3, 4), [3, 4]), same([1.0, 2.0], [1.0]), same("a", "b"), same(Fraction(1, 2), 0.5)
    (True, False, False, True)
    """
    if isinstance(one, str) or isinstance(other, str):
        return bool(one == other)
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-9, atol=1e-12))
