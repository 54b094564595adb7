"""Q5 of the exam: the weights of a broken line through four points (deck 000)."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import numpy as np

from course_lib import exact
from course_lib.exact_lines import solve, solve_kinks
from course_lib.exam.exact_text import linear, said, tex, tex_row
from course_lib.exam.families.family import Family, Values

DECK = {"knots": [0, 1, 2], "points": [0, 1, 2, 3], "values": [1, -1, 1, -1]}
REACH = 9
TRIED = 100  # values for the same knots and points: one in ten or so has a whole solution


class Kinks(Family):
    """Solve for the weights of a zigzag."""

    name = "kinks"
    title = "A zigzag through four points"
    largest = 20
    digits = (16, 20)
    room = 50
    asks: ClassVar[Mapping[str, str]] = {"w": "the weights w1, w2, w3", "b": "the bias b"}

    def draw(self, rng: np.random.Generator, settings: Values) -> Values:
        """See Family. Knots and points are mixed as they fall; the values begin with either sign.

        Of several values the first that promises a whole solution; whether it is one, the exact key tells.
        """
        knots, points = _increasing(rng, 3), _increasing(rng, 4)
        while not _decide(knots, points):
            knots, points = _increasing(rng, 3), _increasing(rng, 4)
        signs = np.array([1, -1, 1, -1]) * (1 if rng.random() < 0.5 else -1)
        some = rng.integers(1, 10, size=(TRIED, 4)) * signs
        matrix = np.maximum(np.subtract.outer(points, knots), 0)  # (4, 3)
        found = np.linalg.solve(np.column_stack([matrix, np.ones(4)]), some.T).T
        promising = np.abs(found - np.round(found)).max(axis=1) < 1e-6
        promising &= np.abs(found).max(axis=1) < self.largest + 0.5
        return {"knots": knots, "points": points, "values": some[promising.argmax()].tolist()}

    def key(self, parameters: Values) -> Values:
        """See Family."""
        *w, b = exact.plain(solve_kinks(parameters["knots"], parameters["points"], parameters["values"]))
        return {"w": w, "b": b}

    def rules(self, parameters: Values, key: Values) -> Iterator[tuple[str, bool]]:
        """See Family."""
        yield "the solution is whole", all(isinstance(one, int) for one in [*key["w"], key["b"]])
        yield "no weight is 0", 0 not in key["w"]
        yield "the question is not the deck's", parameters != DECK

    def statement(self, parameters: Values) -> str:
        """See Family."""
        terms = " + ".join(f"w{n} [{_shifted(knot, False)}]₊" for n, knot in enumerate(parameters["knots"], 1))
        pairs = zip(parameters["points"], parameters["values"], strict=True)
        through = ", ".join(f"h({said(x)}) = {said(value)}" for x, value in pairs)
        return f"With [u]₊ = max(u, 0), let h(x) = {terms} + b. Find w1, w2, w3 and b with which {through}."

    def latex(self, parameters: Values) -> str:
        """See Family."""
        terms = "+".join(f"w_{n}{_factor(knot)}" for n, knot in enumerate(parameters["knots"], 1))
        pairs = zip(parameters["points"], parameters["values"], strict=True)
        through = r",\quad ".join(f"h({tex(x)})={tex(value)}" for x, value in pairs)
        return (
            f"With $[u]_+=\\max(u,0)$, let\n\n$$h(x)={terms}+b.$$\n\n"
            f"Find $w_1$, $w_2$, $w_3$ and $b$ with which\n\n$${through}.$$"
        )

    def solution(self, parameters: Values, key: Values) -> list[str]:
        """See Family."""
        equations = []
        for x, value in zip(parameters["points"], parameters["values"], strict=True):
            terms = [(max(x - knot, 0), f"w_{n}") for n, knot in enumerate(parameters["knots"], 1)]
            equations.append(f"The point at ${tex(x)}$ asks for ${linear([*terms, (1, 'b')])}={tex(value)}$.")
        return [
            *equations,
            *_without_b(parameters),
            f"Solved from the equation with the fewest unknowns onwards, they give $w={tex_row(key['w'])}$; then the "
            f"first point gives $b={key['b']}$.",
            f"Test at ${tex(parameters['points'][-1])}$: {_tested(parameters, key)}.",
        ]

    def follow(self, name: str, parameters: Values, written: Values) -> Any:
        """The weights that go with a bias that was written, where the first point lies before all knots."""
        if name != "w" or "b" not in written or parameters["points"][0] > parameters["knots"][0]:
            return None
        rows = [
            [*(exact.number(max(x - knot, 0)) for knot in parameters["knots"]), value - written["b"]]
            for x, value in zip(parameters["points"][1:], parameters["values"][1:], strict=True)
        ]
        try:
            return solve(rows)
        except ValueError:
            return None


def _increasing(rng: np.random.Generator, count: int) -> list[int]:
    """So many whole places, no two the same, in order."""
    return sorted(rng.choice(np.arange(-REACH, REACH + 1), count, replace=False).tolist())


def _decide(knots: list[int], points: list[int]) -> bool:
    """Do the points decide about all weights: is there one behind each knot, and not too many behind the next?"""
    behind = all(point > knot for point, knot in zip(points[1:], knots, strict=True))
    return behind and all(point < knot for point, knot in zip(points, knots[1:], strict=False))


def _shifted(knot: int, in_tex: bool = True) -> str:
    return linear([(1, "x"), (-knot, "")], in_tex)


def _factor(knot: int) -> str:
    return f"[{_shifted(knot)}]_+"


def _without_b(parameters: Values) -> list[str]:
    """The equations of the other points, less that of the first."""
    knots, points, values = (parameters[name] for name in ("knots", "points", "values"))
    lines = []
    for x, value in zip(points[1:], values[1:], strict=True):
        behind = [max(x - knot, 0) - max(points[0] - knot, 0) for knot in knots]
        terms = [(factor, f"w_{n}") for n, factor in enumerate(behind, 1)]
        lines.append(f"Less the first equation, that at ${tex(x)}$ is ${linear(terms)}={tex(value - values[0])}$.")
    return lines


def _tested(parameters: Values, key: Values) -> str:
    x, total = parameters["points"][-1], parameters["values"][-1]
    parts = [f"{w}\\cdot{max(x - knot, 0)}" for w, knot in zip(key["w"], parameters["knots"], strict=True)]
    text = "".join(part if part.startswith("-") or n == 0 else f"+{part}" for n, part in enumerate(parts))
    return f"${text}{linear([(key['b'], '')]) if key['b'] < 0 else '+' + str(key['b'])}={tex(total)}$"


FAMILY = Kinks()
