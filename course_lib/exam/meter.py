"""What drawing without rules gives: how hard questions are that nobody has chosen."""

from collections.abc import Iterator

import numpy as np

from course_lib.exact import plain
from course_lib.exact_lines import solve_kinks
from course_lib.exam.difficulty import difficulty
from course_lib.exam.families.family import Values
from course_lib.exam.known_families import known_families

FREE = "zigzag, drawn freely"
REACH = 9


def raw_draws(name: str, count: int, rng: np.random.Generator) -> list[tuple[int, int, bool] | None]:
    """So many draws of a family before any is rejected: digits, largest number, and whether all its rules hold.

    None stands for a draw that has no answer. name: of a family, or FREE.

    >>> raw_draws("receptive", 2, np.random.default_rng(0))
    [(18, 212, True), (20, 444, True)]
    """
    return [_measured(*one) if one else None for one in _draws(name, count, rng)]


def _measured(parameters: Values, key: Values, holds: bool) -> tuple[int, int, bool]:
    found = difficulty(parameters, key, None)
    return found.digits, found.largest, holds


def _draws(name: str, count: int, rng: np.random.Generator) -> Iterator[tuple[Values, Values, bool] | None]:
    family = None if name == FREE else known_families()[name]
    for _ in range(count):
        parameters = _free_zigzag(rng) if family is None else family.draw(rng, family.settings(rng))
        try:
            key = {"w": plain(solve_kinks(**parameters))} if family is None else family.key(parameters)
        except ValueError:
            yield None
            continue
        rules = [] if family is None else [holds for _, holds in family.rules(parameters, key)]
        yield parameters, key, all(rules)


def _free_zigzag(rng: np.random.Generator) -> Values:
    """Three knots and four points in order, and values of alternating sign, as they fall."""
    places = np.arange(-REACH, REACH + 1)
    knots, points = (sorted(rng.choice(places, n, replace=False).tolist()) for n in (3, 4))
    values = (rng.integers(1, REACH + 1, size=4) * [1, -1, 1, -1]).tolist()
    return {"knots": knots, "points": points, "values": values}
