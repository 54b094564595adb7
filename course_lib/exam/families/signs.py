"""Q1 of the exam: the value of g at six points, and where on a lattice it is below, at and above 0 (deck 000)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import numpy as np

from course_lib.exam.exact_text import linear, said, tex_row
from course_lib.exam.families import bracket_texts
from course_lib.exam.families.family import Family, Values, several
from course_lib.exam_family import lines, value

SIZE = 10
QUADRANTS = ((1, 1), (-1, 1), (-1, -1), (1, -1))


class Signs(Family):
    """Evaluate g, and count its signs."""

    name = "signs"
    title = "The signs of a small network"
    largest = 441
    digits = (35, 43)
    room = 50
    asks: ClassVar[Mapping[str, str]] = {
        "values": "g at the six points, in their order",
        "counts": "at how many points of the lattice g is negative, zero, positive",
    }

    def settings(self, rng: np.random.Generator) -> Values:
        """See Family."""
        return bracket_texts.same_signs(rng)

    def draw(self, rng: np.random.Generator, settings: Values) -> Values:
        """See Family."""
        points = several(rng, 1, 9, 6, 2)
        signs = [*QUADRANTS, *(QUADRANTS[one] for one in several(rng, 0, 3, 2))]
        turned = [[x1 * s1, x2 * s2] for (x1, x2), (s1, s2) in zip(points, signs, strict=True)]
        order = rng.permutation(6).tolist()
        network = bracket_texts.drawn(rng, settings, 12)
        return {"network": network, "points": [turned[n] for n in order], "size": SIZE}

    def key(self, parameters: Values) -> Values:
        """See Family."""
        network, size = parameters["network"], parameters["size"]
        values = [value(network, *point) for point in parameters["points"]]
        return {"values": values, "counts": _signs(_on_lattice(network, size))}

    def rules(self, parameters: Values, key: Values) -> Iterator[tuple[str, bool]]:
        """See Family."""
        inside = {(x1 > 0, x2 > 0) for x1, x2 in parameters["points"] if x1 and x2}
        yield "the points lie in all four open quadrants", len(inside) == 4
        yield "no two points are the same", len({tuple(point) for point in parameters["points"]}) == 6
        values = key["values"]
        yield "the values have both signs", min(values) < 0 < max(values)
        yield "no value stands there three times", max(Counter(values).values()) < 3
        below, zero, above = key["counts"]
        yield "g is 0 at three points of the lattice", zero >= 3
        yield "each sign has 5 % of the lattice", min(below, above) >= 0.05 * (2 * parameters["size"] + 1) ** 2
        yield "the network is not the deck's", not bracket_texts.is_decks(parameters["network"])

    def statement(self, parameters: Values) -> str:
        """See Family."""
        size, points = parameters["size"], ", ".join(map(said, parameters["points"]))
        return (
            f"With [u]₊ = max(u, 0), let {bracket_texts.plain(parameters['network'])}. Give g at the points (x1, x2) = "
            f"{points}. Then count: at how many of the points with whole coordinates from -{size} to {size} is g "
            "negative, zero, positive?"
        )

    def latex(self, parameters: Values) -> str:
        """See Family."""
        size, points = parameters["size"], ", ".join(f"${tex_row(point)}$" for point in parameters["points"])
        return (
            f"With $[u]_+=\\max(u,0)$, let\n\n$${bracket_texts.in_latex(parameters['network'])}.$$\n\n"
            f"Give $g$ at the six points $(x_1,x_2)=$ {points}.\n\n"
            f"Then count: at how many of the points with whole coordinates from $-{size}$ to ${size}$ is $g$ negative, "
            "zero, positive?"
        )

    def solution(self, parameters: Values, key: Values) -> list[str]:
        """See Family."""
        network, size = parameters["network"], parameters["size"]
        worked = []
        for point in parameters["points"]:
            *_, first, second, g = lines(network, *point)
            worked.append(
                f"At $x={tex_row(point)}$ the brackets are ${first}$ and ${second}$, so "
                f"$g={first}+{second}{linear([(-network[-1], '')]) if network[-1] < 0 else -network[-1]}={g}$."
            )
        for first, second in QUADRANTS:
            place = f"$x_1{_side(first)}$ and $x_2{_side(second)}$"
            counts = _signs(_on_lattice(network, size)[_axis(size, second)][:, _axis(size, first)])
            worked.append(
                f"Where {place}, $g(x)={_developed(network, first, second)}$: it is negative at {counts[0]}, zero at "
                f"{counts[1]} and positive at {counts[2]} points."
            )
        below, zero, above = key["counts"]
        return [*worked, f"Together: negative at {below}, zero at {zero}, positive at {above} points."]


def _on_lattice(network: Any, size: int) -> np.ndarray:
    """g on the lattice, rows x2 and columns x1, upwards."""
    a1, a2, p, b1, b2, q, r = network
    x = np.arange(-size, size + 1)
    up, down = np.maximum(x, 0), np.maximum(-x, 0)
    first = np.maximum(a1 * up[None, :] - a2 * up[:, None] + p, 0)
    return first + np.maximum(b2 * down[:, None] - b1 * down[None, :] - q, 0) - r


def _signs(values: np.ndarray) -> list[int]:
    return [int((values < 0).sum()), int((values == 0).sum()), int((values > 0).sum())]


def _axis(size: int, sign: int) -> np.ndarray:
    x = np.arange(-size, size + 1)
    return x >= 0 if sign > 0 else x < 0


def _side(sign: int) -> str:
    return r"\ge0" if sign > 0 else "<0"


def _developed(network: Any, first: int, second: int) -> str:
    """g in one quadrant, where each of [x1]₊, … is x1, −x1 or 0."""
    a1, a2, p, b1, b2, q, r = network
    one = [(a1 * (first > 0), "x_1"), (-a2 * (second > 0), "x_2"), (p, "")]
    two = [(b1 * (first < 0), "x_1"), (-b2 * (second < 0), "x_2"), (-q, "")]
    return rf"[{linear(one)}]_++[{linear(two)}]_+{'-' if r > 0 else '+'}{abs(r)}"


FAMILY = Signs()
