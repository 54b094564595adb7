"""Attention of one query over three tokens, with weights that are powers of 2 (deck 004)."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import numpy as np

from course_lib import exact
from course_lib.exact_steps import attention, powers_of_two, weighted
from course_lib.exam.exact_text import linear, said, tex, tex_matrix, tex_row, wrapped
from course_lib.exam.families.family import Family, Values, several


class Attention(Family):
    """Scores, weights and output of one query."""

    name = "attention"
    title = "Attention over three tokens"
    largest = 99
    digits = (35, 43)
    room = 40
    asks: ClassVar[Mapping[str, str]] = {
        "scores": "the three scores",
        "weights": "the three weights",
        "output": "the two numbers of the output",
    }

    def draw(self, rng: np.random.Generator, settings: Values) -> Values:
        """See Family."""
        query, rows = several(rng, -3, 3, 4), several(rng, -3, 3, 40, 4)
        dots = [sum(q * k for q, k in zip(query, row, strict=True)) for row in rows]
        keys = [row for row, dot in zip(rows, dots, strict=True) if dot % 2 == 0 and abs(dot) <= 8][:3]
        return {"query": query, "keys": keys, "values": several(rng, -9, 9, 3, 2)}

    def key(self, parameters: Values) -> Values:
        """See Family."""
        scores, weights, output = attention(**parameters)
        return {"scores": exact.plain(scores), "weights": exact.plain(weights), "output": exact.plain(output)}

    def rules(self, parameters: Values, key: Values) -> Iterator[tuple[str, bool]]:
        """See Family."""
        scores = key["scores"]
        yield "there are three tokens with distinct scores", len(scores) == len(set(scores)) == 3
        within = max(map(abs, scores)) <= 4 and max(scores) - min(scores) <= 4
        yield "the scores are within 4", within
        yield "the output is no row of values", key["output"] not in parameters["values"]
        yield "the query has two numbers that are not 0", sum(q != 0 for q in parameters["query"]) >= 2

    def statement(self, parameters: Values) -> str:
        """See Family."""
        query, keys, values = (said(parameters[name]) for name in ("query", "keys", "values"))
        return (
            f"One query q = {query} attends to three tokens with the keys k = {keys} and the values v = {values}, one "
            "row a token. The score of a token is q · k / √d with d = 4; the weights are the softmax of ln 2 times "
            "the scores, so that each is in proportion to 2 to the power of its score. Give scores, weights, and the "
            "output, the sum of the values, each times its weight."
        )

    def latex(self, parameters: Values) -> str:
        """See Family."""
        query, keys, values = (
            tex_row(parameters["query"]),
            tex_matrix(parameters["keys"]),
            tex_matrix(parameters["values"]),
        )
        return (
            "A query attends to three tokens, whose keys and values are the rows of $K$ and $V$:\n\n"
            f"$$q={query},\\qquad K={keys},\\qquad V={values}.$$\n\n"
            "The score of token $i$ is $s_i=q\\cdot k_i/\\sqrt d$ with $d=4$. The weights are "
            "$\\mathrm{softmax}(s\\ln 2)$, in proportion to $2^{s_i}$. Give the scores, the weights, and the output: "
            "the "
            "sum of the values, each times its weight."
        )

    def solution(self, parameters: Values, key: Values) -> list[str]:
        """See Family."""
        scores, weights, output = key["scores"], key["weights"], key["output"]
        dots = ", ".join(f"${tex(2 * score)}/2={score}$" for score in scores)
        powers = ":".join(str(2 ** (score - min(scores))) for score in scores)
        columns = zip(*parameters["values"], strict=True)
        sums = [
            "+".join(rf"{tex(w)}\cdot{wrapped(v)}" for w, v in zip(weights, column, strict=True)) for column in columns
        ]
        return [
            rf"$\sqrt4=2$, so the scores are {dots}.",
            f"The powers of 2 stand as ${powers}$: divided by their sum, the weights are ${tex_row(weights)}$.",
            f"First number of the output: ${sums[0]}={linear([(output[0], '')])}$.",
            f"Second number: ${sums[1]}={linear([(output[1], '')])}$.",
        ]

    def follow(self, name: str, parameters: Values, written: Values) -> Any:
        """See Family. The weights from the scores, the output from the weights."""
        scores = written.get("scores")
        if name == "weights" and scores and all(s.denominator == 1 and abs(s) < 100 for s in scores):
            return powers_of_two(scores)
        if name == "output" and "weights" in written:
            return weighted(written["weights"], parameters["values"])
        return None


FAMILY = Attention()
