"""Q3 of the exam: g as a network of three layers, any that computes it (deck 000)."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, ClassVar

import numpy as np

from course_lib.exact import flat, numbers
from course_lib.exam.exact_text import tex_matrix
from course_lib.exam.families import bracket_texts
from course_lib.exam.families.family import Family, Values
from course_lib.exam_family import corners, exam_network

REACH = 20  # of the lattice on which an answer is held against g: 41 × 41 points
NEAR = 10  # in it, both brackets have both signs: a wrong weight shows there
SMALL = 2**20  # of numbers with which a network is evaluated in whole numbers of 64 bits


class Mlp(Family):
    """Write g as a network."""

    name = "mlp"
    title = "A function as a network"
    largest = 40
    digits = (31, 38)
    room = 45
    asks: ClassVar[Mapping[str, str]] = {
        "weights": "the three matrices, of 4 × 2, 2 × 4 and 1 × 2 numbers, one row a neuron",
        "biases": "the three vectors, of 4, 2 and 1 numbers",
    }

    def settings(self, rng: np.random.Generator) -> Values:
        """See Family."""
        return bracket_texts.same_signs(rng)

    def draw(self, rng: np.random.Generator, settings: Values) -> Values:
        """See Family."""
        return {"network": bracket_texts.drawn(rng, settings, 40)}

    def key(self, parameters: Values) -> Values:
        """See Family."""
        weights, biases = exam_network(parameters["network"])
        return {"weights": weights, "biases": biases}

    def rules(self, parameters: Values, key: Values) -> Iterator[tuple[str, bool]]:
        """See Family."""
        a1, a2, p, b1, b2, q, _ = parameters["network"]
        yield "a1 is not a2, or b1 is not b2", a1 != a2 or b1 != b2
        yield "p and q are not of one size", abs(p) != abs(q)
        places = flat(corners(parameters["network"]))
        yield f"both borders meet an axis within {NEAR}, so that the lattice sees them", max(map(abs, places)) <= NEAR
        yield "the network is not the deck's", not bracket_texts.is_decks(parameters["network"])

    def statement(self, parameters: Values) -> str:
        """See Family."""
        return (
            f"With [u]₊ = max(u, 0), let {bracket_texts.plain(parameters['network'])}. Write g as a network g(x) = W3 "
            "[W2 [W1 x + c1]₊ + c2]₊ + c3 with 4, then 2 hidden neurons. Any weights and biases that compute g at all "
            "x are right."
        )

    def latex(self, parameters: Values) -> str:
        """See Family."""
        return (
            f"With $[u]_+=\\max(u,0)$, let\n\n$${bracket_texts.in_latex(parameters['network'])}.$$\n\n"
            "Write $g$ as a network with 4, then 2 hidden neurons,\n\n"
            "$$g(x)=W_3\\left[W_2[W_1x+c_1]_++c_2\\right]_++c_3.$$\n\n"
            "Any weights and biases that compute $g$ at all $x$ are right."
        )

    def solution(self, parameters: Values, key: Values) -> list[str]:
        """See Family."""
        weights, biases = key["weights"], key["biases"]
        first, second = bracket_texts.brackets(parameters["network"])
        told = [
            "The first layer gives $[x_1]_+$, $[x_2]_+$, $[-x_1]_+$, $[-x_2]_+$:",
            f"The second takes in ${first}$ and ${second}$:",
            "The last adds both brackets and the constant:",
        ]
        return [
            f"{line} $W_{n}={tex_matrix(weight)}$, $c_{n}={tex_matrix(bias)}$."
            for n, (line, weight, bias) in enumerate(zip(told, weights, biases, strict=True), 1)
        ]

    def right(self, name: str, parameters: Values, key: Values, written: Values) -> list[bool]:
        """Right if they compute g: with the other part as it was written, or as it is in the key.

        The key's second layer is tried in both orders of its neurons.
        """
        other = "biases" if name == "weights" else "weights"
        partners = [*([written[other]] if other in written else []), *_both_orders(other, numbers(key[other]))]
        expected = _values(key["weights"], key["biases"])
        for partner in partners:
            weights, biases = (written[name], partner) if name == "weights" else (partner, written[name])
            if np.array_equal(_values(weights, biases), expected):
                return [True]
        return [False]


def _both_orders(name: str, layers: list) -> list[list]:
    if name == "biases":
        first, second, third = layers
        return [layers, [first, second[::-1], third]]
    first, second, third = layers
    return [layers, [first, second[::-1], [third[0][::-1]]]]


def _values(weights: Sequence, biases: Sequence) -> np.ndarray:
    """What a network gives on the lattice, in exact numbers."""
    axis = np.arange(-REACH, REACH + 1)
    x = np.stack([part.ravel() for part in np.meshgrid(axis, axis)])  # (2, 1681)
    layers, scale = [_whole(weight, bias) for weight, bias in zip(weights, biases, strict=True)], 1
    is_small = all(abs(one) < SMALL for weight, bias, _ in layers for one in [*flat(weight), *flat(bias)])
    u: Any = x if is_small and np.prod([denominator for *_, denominator in layers]) < SMALL else x.astype(object)
    for n, (weight, bias, denominator) in enumerate(layers):
        u = np.array(weight, dtype=u.dtype) @ u + np.array(bias, dtype=u.dtype)[:, None] * scale
        scale *= denominator
        u = np.maximum(u, 0) if n < len(layers) - 1 else u
    found = np.frompyfunc(lambda one: Fraction(int(one), scale), 1, 1)(u[0]) if scale > 1 else u[0]
    return np.asarray(found, dtype=object)


def _whole(weight: Any, bias: Any) -> tuple[list, list, int]:
    """A layer's numbers times their common denominator, and that."""
    denominator = lcm(*(one.denominator for one in [*flat(weight), *flat(bias)]))
    rows = [[int(one * denominator) for one in row] for row in numbers(weight)]
    return rows, [int(one * denominator) for one in numbers(bias)], denominator


FAMILY = Mlp()
