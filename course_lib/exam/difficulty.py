"""How hard a question is, in numbers that anybody can work out again from its parameters and its key."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from course_lib.exact import NotExactError, number

SPREAD = 0.25  # of the median: by so much the digits of a class may differ


@dataclass(frozen=True)
class Difficulty:
    """numbers: that the key holds.  digits: written in parameters and key.  largest: numerator or denominator in size.

    zones: of the network, None where a question has none.
    """

    numbers: int
    digits: int
    largest: int
    zones: int | None

    def columns(self) -> dict[str, int | None]:
        """As it stands in exam.json and in summary.csv."""
        return asdict(self)


def difficulty(parameters: dict, key: dict, zones: int | None) -> Difficulty:
    """The difficulty of a question."""
    asked = list(_written(key))
    sizes = [size for one in (*_written(parameters), *asked) for size in one]
    return Difficulty(len(asked), sum(len(str(size)) for size in sizes), max(sizes), zones)


def uneven(found: Sequence[Difficulty], largest: int) -> list[str]:
    """In which respects the questions of a class are not equally hard, in words."""
    said = []
    if len({one.numbers for one in found}) > 1:
        said.append("their keys hold different counts of numbers")
    middle = median(one.digits for one in found)
    if any(abs(one.digits - middle) > SPREAD * middle for one in found):
        said.append(f"their digits differ by more than {SPREAD:.0%} from the median {middle:g}")
    if any(one.largest > largest for one in found):
        said.append(f"a number is larger than {largest}")
    if len({one.zones for one in found}) > 1:
        said.append("their networks have different counts of zones")
    return said


def _written(value: Any) -> Iterator[tuple[int, ...]]:
    """The exact numbers in a value, each as the sizes that are written for it: numerator, denominator if not 1."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _written(item)
        return
    try:
        found = number(value)
    except NotExactError:
        if isinstance(value, str):
            return  # a word
        raise
    yield (abs(found.numerator), *([found.denominator] if found.denominator > 1 else []))
