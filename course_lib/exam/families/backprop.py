"""Backpropagation by hand through a network of one hidden layer, in whole numbers (deck 003)."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import numpy as np

from course_lib import exact
from course_lib.exact_steps import backprop
from course_lib.exam.exact_text import linear, said, tex, tex_matrix, tex_row, wrapped
from course_lib.exam.families.family import Family, Values, either_sign, several, whole


class Backprop(Family):
    """Forward and backward through three hidden neurons."""

    name = "backprop"
    title = "Backpropagation by hand"
    largest = 400
    digits = (40, 50)
    room = 50
    asks: ClassVar[Mapping[str, str]] = {
        "output": "the output",
        "loss": "the loss",
        "w1": "the gradient of the loss with respect to W1, 3 × 2 numbers",
        "b1": "with respect to b1, 3 numbers",
        "w2": "with respect to w2, 3 numbers",
        "b2": "with respect to b2",
    }

    def draw(self, rng: np.random.Generator, settings: Values) -> Values:
        """See Family. The first layer is drawn until it wakes two neurons."""
        x = [either_sign(rng, 1, 4) for _ in range(2)]
        first = {"x": x, "w1": several(rng, -3, 3, 3, 2), "b1": several(rng, -4, 4, 3)}
        while not _wakes_two(first):
            first = {"x": x, "w1": several(rng, -3, 3, 3, 2), "b1": several(rng, -4, 4, 3)}
        w2 = [either_sign(rng, 1, 4) for _ in range(3)]
        return first | {"y": either_sign(rng, 1, 9), "w2": w2, "b2": whole(rng, -5, 5)}

    def key(self, parameters: Values) -> Values:
        """See Family."""
        output, loss, *grads = backprop(**parameters)
        found = [output, loss, *grads]
        return {name: exact.plain(value) for name, value in zip(self.asks, found, strict=True)}

    def rules(self, parameters: Values, key: Values) -> Iterator[tuple[str, bool]]:
        """See Family."""
        yield "two neurons are active, one is not, none is at 0", _wakes_two(parameters)
        yield "the output misses y by 2 at least", abs(key["output"] - parameters["y"]) >= 2
        yield "there is no 0 in x and w2", 0 not in [*parameters["x"], *parameters["w2"]]

    def statement(self, parameters: Values) -> str:
        """See Family."""
        x, y, w1, b1, w2, b2 = (said(parameters[name]) for name in ("x", "y", "w1", "b1", "w2", "b2"))
        return (
            "A network with three hidden neurons: h = [W1 x + b1]₊, output = w2 · h + b2, loss = (output - y)², with "
            f"the rows W1 = {w1}, b1 = {b1}, w2 = {w2}, b2 = {b2}. For the example x = {x}, y = {y}: give the output, "
            "the loss, and the gradients of the loss with respect to W1, b1, w2, b2."
        )

    def latex(self, parameters: Values) -> str:
        """See Family."""
        w1, b1 = tex_matrix(parameters["w1"]), tex_matrix(parameters["b1"])
        return (
            "A network with three hidden neurons,\n\n$$h=[W_1x+b_1]_+,\\qquad \\hat y=w_2\\cdot h+b_2,"
            "\\qquad \\mathrm{loss}=(\\hat y-y)^2,$$\n\nhas the parameters\n\n"
            f"$$W_1={w1},\\quad b_1={b1},\\quad w_2={tex_row(parameters['w2'])},\\quad "
            f"b_2={tex(parameters['b2'])}.$$\n\n"
            f"For the example $x={tex_row(parameters['x'])}$, $y={tex(parameters['y'])}$: give the output $\\hat y$, "
            "the "
            "loss, and the gradients of the loss with respect to $W_1$, $b_1$, $w_2$ and $b_2$."
        )

    def solution(self, parameters: Values, key: Values) -> list[str]:
        """See Family."""
        inner = _inner(parameters)
        hidden = [max(u, 0) for u in inner]
        products = "+".join(
            rf"{wrapped(w)}\cdot{h}" for w, h in zip(parameters["w2"], hidden, strict=True) if h
        )  # of those that are active
        last = linear([(parameters["b2"], "")]) if parameters["b2"] < 0 else f"+{parameters['b2']}"
        miss = key["output"] - parameters["y"]
        return [
            f"Forward: $W_1x+b_1={tex_row(inner)}$, so $h={tex_row(hidden)}$.",
            rf"The output is $\hat y={products}{last}={key['output']}$.",
            f"The loss is $({key['output']}-{wrapped(parameters['y'])})^2={tex(miss)}^2={key['loss']}$."
            if miss >= 0
            else f"The loss is $({key['output']}-{wrapped(parameters['y'])})^2=({tex(miss)})^2={key['loss']}$.",
            rf"Backward: $b_2$ gets $2(\hat y-y)={key['b2']}$.",
            f"$w_2$ gets ${key['b2']}\\cdot h={tex_row(key['w2'])}$.",
            f"$b_1$ gets ${key['b2']}\\cdot w_2$ where the neuron is active and 0 elsewhere: ${tex_row(key['b1'])}$.",
            f"$W_1$ gets, in each row, that times $x={tex_row(parameters['x'])}$: ${tex_matrix(key['w1'])}$.",
        ]

    def follow(self, name: str, parameters: Values, written: Values) -> Any:
        """See Family. loss and b2 from the output, w2 and b1 from b2, w1 from b1."""
        inner = _inner(parameters)
        if name in ("loss", "b2") and "output" in written:
            miss = written["output"] - parameters["y"]
            return miss**2 if name == "loss" else 2 * miss
        if name == "w2" and "b2" in written:
            return [written["b2"] * max(u, 0) for u in inner]
        if name == "b1" and "b2" in written:
            return [written["b2"] * w * (u > 0) for w, u in zip(parameters["w2"], inner, strict=True)]
        if name == "w1" and "b1" in written:
            return [[grad * u for u in parameters["x"]] for grad in written["b1"]]
        return None


def _inner(parameters: Values) -> list[int]:
    """What the hidden neurons take in."""
    rows = zip(parameters["w1"], parameters["b1"], strict=True)
    return [sum(w * u for w, u in zip(row, parameters["x"], strict=True)) + b for row, b in rows]


def _wakes_two(parameters: Values) -> bool:
    """Are two hidden neurons active and the third not, none of them at the kink?"""
    inner = _inner(parameters)
    return sum(u > 0 for u in inner) == 2 and 0 not in inner


FAMILY = Backprop()
