"""Q2 of the exam: the zones of g, and where the borders of its brackets meet the axes (deck 000)."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

import numpy as np

from course_lib import exact, exam_family
from course_lib.exam.exact_text import tex, tex_row
from course_lib.exam.families import bracket_texts
from course_lib.exam.families.family import Family, Values


class Zones(Family):
    """Count the zones, and find the corners of their borders."""

    name = "zones"
    title = "The zones of a small network"
    largest = 40
    digits = (16, 20)
    share = 0.6
    room = 50
    asks: ClassVar[Mapping[str, str]] = {
        "zones": "how many zones there are",
        "corners": "the two points where the borders of the brackets meet the half-axes, in order of x1, then of x2",
    }

    def settings(self, rng: np.random.Generator) -> Values:
        """See Family."""
        return bracket_texts.same_signs(rng)

    def draw(self, rng: np.random.Generator, settings: Values) -> Values:
        """See Family."""
        return {"network": bracket_texts.drawn(rng, settings, 40)}

    def key(self, parameters: Values) -> Values:
        """See Family."""
        network = parameters["network"]
        return {"zones": exam_family.count_zones(network), "corners": exact.plain(exam_family.corners(network))}

    def rules(self, parameters: Values, key: Values) -> Iterator[tuple[str, bool]]:
        """See Family."""
        yield "p and q are not 0", bool(parameters["network"][2] and parameters["network"][5])
        yield "the corners are not both whole", any(one.denominator > 1 for one in exact.flat(key["corners"]))
        yield "the network is not the deck's", not bracket_texts.is_decks(parameters["network"])

    def statement(self, parameters: Values) -> str:
        """See Family."""
        return (
            f"With [u]₊ = max(u, 0), let {bracket_texts.plain(parameters['network'])}, a network with six hidden "
            "units: they take in x1, x2, -x1, -x2 and what stands in the two brackets, and a unit is active where "
            "that is above 0. A zone is an open piece of the plane on which the same units are active: how many sets "
            "of active units occur on zones? The border of each bracket meets one half-axis away from the origin: at "
            "which point?"
        )

    def latex(self, parameters: Values) -> str:
        """See Family."""
        return (
            f"With $[u]_+=\\max(u,0)$, let\n\n$${bracket_texts.in_latex(parameters['network'])},$$\n\n"
            "a network with six hidden units. They take in $x_1$, $x_2$, $-x_1$, $-x_2$ and what stands in the two "
            "brackets, and a unit is active where that is above 0. A *zone* is an open piece of the plane on which "
            "the same units are active.\n\nHow many sets of active units occur on zones? The border of each bracket "
            "meets one half-axis away from the origin: at which point?"
        )

    def solution(self, parameters: Values, key: Values) -> list[str]:
        """See Family."""
        network = parameters["network"]
        a1, a2, p, b1, b2, q, _ = network
        first, second = bracket_texts.brackets(network)
        upper = exact.number(p) / (a2 if p > 0 else -a1)
        lower = exact.number(q) / (-b2 if q > 0 else b1)
        meets = rf"$x_2={tex(upper)}$ on the axis of $x_2$" if p > 0 else rf"$x_1={tex(upper)}$ on the axis of $x_1$"
        below = rf"$x_2={tex(lower)}$ on the axis of $x_2$" if q > 0 else rf"$x_1={tex(lower)}$ on the axis of $x_1$"
        rows = [_pieces(p > 0, q > 0, *quadrant) for quadrant in ((1, 1), (-1, 1), (-1, -1), (1, -1))]
        told = ", ".join(f"{count} where $x_1{_side(s1)}$, $x_2{_side(s2)}$" for count, s1, s2 in rows)
        return [
            f"The border of the first bracket is ${first}=0$. As ${p}{'>' if p > 0 else '<'}0$, it meets {meets}.",
            f"The border of the second is ${second}=0$. As ${-q}{'<' if q > 0 else '>'}0$, it meets {below}.",
            "The first bracket's border runs where $x_1>0$ and $x_2>0$, and parallel to an axis in the quadrant "
            f"$x_1{_side(-1 if p > 0 else 1)}$, $x_2{_side(1 if p > 0 else -1)}$. The second's runs where $x_1<0$ and "
            f"$x_2<0$, and parallel to an axis in the quadrant $x_1{_side(1 if q > 0 else -1)}$, "
            f"$x_2{_side(-1 if q > 0 else 1)}$.",
            f"The zones of the quadrants: {told}; together {key['zones']}, no two with the same active units.",
            f"In order the corners are ${tex_row(key['corners'][0])}$ and ${tex_row(key['corners'][1])}$.",
        ]


def _pieces(p_above: bool, q_above: bool, s1: int, s2: int) -> tuple[int, int, int]:
    """Into how many pieces the borders cut a quadrant, and which it is."""
    first = (s1, s2) in ((1, 1), (-1, 1) if p_above else (1, -1))
    second = (s1, s2) in ((-1, -1), (1, -1) if q_above else (-1, 1))
    return 2**first * 2**second, s1, s2


def _side(sign: int) -> str:
    return ">0" if sign > 0 else "<0"


FAMILY = Zones()
