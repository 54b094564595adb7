"""What a family of questions is: how one is drawn, what its key is, how it is asked, solved and marked.

Parameters and keys are dicts of exact numbers as JSON holds them (ints, texts such as "1/3"), and lists of them; the
parameters may hold words too.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from course_lib.exact import numbers
from course_lib.exam_family import count_zones

Values = dict[str, Any]


class Family(ABC):
    """One family. A subclass stands in a module of its own, with an object of it as FAMILY.

    largest: no numerator and no denominator is larger in size.  digits: the fewest and the most that parameters and key
    may have together, at most a quarter apart, so that all students of any class are within ±25 % of its median.
    asks: for each name of the key, what it is, in words.  lines: the names whose rows build upon one another.
    share: of a class, that may have one key.  room: millimetres that a paper leaves to write.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    largest: ClassVar[int]
    digits: ClassVar[tuple[int, int]]
    asks: ClassVar[Mapping[str, str]]
    lines: ClassVar[frozenset[str]] = frozenset()
    share: ClassVar[float] = 0.3
    room: ClassVar[int] = 70

    def settings(self, rng: np.random.Generator) -> Values:
        """What all students of a class have in common, drawn from the seed of the exam alone."""
        return {}

    @abstractmethod
    def draw(self, rng: np.random.Generator, settings: Values) -> Values:
        """The parameters of a question, which may break its rules."""

    @abstractmethod
    def key(self, parameters: Values) -> Values:
        """The key. Raises ValueError if a question with these parameters has none."""

    @abstractmethod
    def rules(self, parameters: Values, key: Values) -> Iterator[tuple[str, bool]]:
        """What must hold, each rule in words and whether it does."""

    @abstractmethod
    def statement(self, parameters: Values) -> str:
        """The question in plain text."""

    @abstractmethod
    def latex(self, parameters: Values) -> str:
        """The question in Markdown with formulas in LaTeX."""

    @abstractmethod
    def solution(self, parameters: Values, key: Values) -> list[str]:
        """The worked solution, line by line, in Markdown with formulas in LaTeX."""

    def network(self, parameters: Values) -> Sequence[int] | None:
        """The network of which a question asks, in the exam's form; None if it does of none."""
        return parameters.get("network")

    def zones(self, parameters: Values) -> int | None:
        """The zones of that network."""
        network = self.network(parameters)
        return None if network is None else count_zones(network)

    def follow(self, name: str, parameters: Values, written: Values) -> Any:
        """What a part of the key must be if the parts that it builds upon are as they were written; None: of nothing.

        written: all parts that were written in the right form, in Fractions.
        """
        return None

    def next_line(self, name: str, parameters: Values, above: list) -> Any:
        """The same for the next row of a name in `lines`, below the rows that were written above it."""
        raise NotImplementedError

    def right(self, name: str, parameters: Values, key: Values, written: Values) -> list[bool]:
        """For each line of a part of the answer, whether it is as in the key, or as follows from what was written.

        A part that is not in `lines` is one line.
        """
        got, expected = written[name], numbers(key[name])
        if got == expected:
            return [True] * (len(expected) if name in self.lines else 1)
        if name not in self.lines:
            follows = self.follow(name, parameters, written)
            return [follows is not None and got == numbers(follows)]
        return [
            row == expected[n] or row == numbers(self.next_line(name, parameters, got[:n])) for n, row in enumerate(got)
        ]


def whole(rng: np.random.Generator, low: int, high: int) -> int:
    """A whole number from low to high, both included."""
    return int(rng.integers(low, high + 1))


def several(rng: np.random.Generator, low: int, high: int, *shape: int) -> Any:
    """Whole numbers from low to high, both included, in lists of this shape."""
    return rng.integers(low, high + 1, size=shape).tolist()


def either_sign(rng: np.random.Generator, low: int, high: int) -> int:
    """A whole number of a size from low to high, and of either sign."""
    return whole(rng, low, high) * (1 if rng.random() < 0.5 else -1)
