"""How many parameters a convolutional network has, and its largest layer (deck 001, p. 21; deck 004, sizes)."""

from collections.abc import Iterator, Mapping
from math import prod
from typing import ClassVar

import numpy as np

from course_lib import accounting
from course_lib.exam.families.family import Family, Values, whole


class Parameters(Family):
    """Count parameters."""

    name = "parameters"
    title = "The parameters of a network"
    largest = 999_999
    digits = (27, 33)
    room = 45
    asks: ClassVar[Mapping[str, str]] = {
        "total": "the number of all weights and biases",
        "largest": "the number of weights and biases of the layer that has most",
    }

    def draw(self, rng: np.random.Generator, settings: Values) -> Values:
        """See Family."""
        height, width, channels = whole(rng, 16, 48), whole(rng, 16, 48), whole(rng, 2, 5)
        convs = [_conv(rng) for _ in range(2)]
        pool = {"layer": "pool", "kernel": 2, "stride": 2}
        dense = [{"layer": "dense", "units": whole(rng, *span)} for span in ((12, 64), (2, 12))]
        source = {"layer": "input", "height": height, "width": width, "channels": channels}
        return {"layers": [source, convs[0], pool, convs[1], *dense]}

    def key(self, parameters: Values) -> Values:
        """See Family."""
        counts = [int(count) for count in accounting.parameters(parameters["layers"])]
        return {"total": sum(counts), "largest": max(counts)}

    def rules(self, parameters: Values, key: Values) -> Iterator[tuple[str, bool]]:
        """See Family."""
        counts = accounting.parameters(parameters["layers"])
        yield "one layer alone has most", counts.count(max(counts)) == 1
        sizes = [shape[:2] for shape in accounting.shapes(parameters["layers"])[:4]]
        yield "each map has at least two rows and columns", min(map(min, sizes)) >= 2

    def statement(self, parameters: Values) -> str:
        """See Family."""
        return (
            f"A network, every layer with biases: {'; '.join(_told(layer) for layer in parameters['layers'])}. Sizes "
            "that do not come out whole are rounded down; the first dense layer takes all numbers of the maps in a "
            "row. How many parameters has it, and how many has the layer that has most?"
        )

    def latex(self, parameters: Values) -> str:
        """See Family."""
        rows = "\n".join(f"{n}. {_told(layer)}" for n, layer in enumerate(parameters["layers"], 1))
        return (
            f"Every layer of this network has biases:\n\n{rows}\n\nSizes that do not come out whole are rounded down; "
            "the first dense layer takes all numbers of the maps in a row. How many parameters has the network, and "
            "how many has the layer that has most?"
        )

    def solution(self, parameters: Values, key: Values) -> list[str]:
        """See Family."""
        layers = parameters["layers"]
        shapes, counts = accounting.shapes(layers), accounting.parameters(layers)
        lines = []
        for n in range(1, len(layers)):
            before, after, layer = shapes[n - 1], shapes[n], layers[n]
            if layer["layer"] == "pool":
                lines.append(f"Layer {n + 1}, pooling: none. What comes out is {_size(after)}.")
            elif layer["layer"] == "conv":
                told = rf"{layer['channels']}\cdot({before[2]}\cdot{layer['kernel']}^2+1)"
                lines.append(f"Layer {n + 1}: ${told}={counts[n]}$. What comes out is {_size(after)}.")
            else:
                told = f"{_size(before)}, ${prod(before)}$ numbers" if len(before) == 3 else f"${before[0]}$ numbers"
                product = rf"{layer['units']}\cdot({prod(before)}+1)={counts[n]}"
                lines.append(f"Layer {n + 1} reads {told}: ${product}$.")
        return [*lines, f"Together ${key['total']}$; the largest layer has ${key['largest']}$ of them."]


def _conv(rng: np.random.Generator) -> Values:
    kernel = whole(rng, 2, 5)
    padding = whole(rng, 0, kernel // 2)
    return {"layer": "conv", "kernel": kernel, "stride": 1, "padding": padding, "channels": whole(rng, 4, 24)}


def _told(layer: Values) -> str:
    """A layer in words: the same in plain text and in Markdown."""
    if layer["layer"] == "input":
        return f"the input, {layer['height']} rows × {layer['width']} columns × {layer['channels']} channels"
    if layer["layer"] == "conv":
        around = f"padding {layer['padding']}" if layer["padding"] else "no padding"
        square = f"{layer['kernel']} × {layer['kernel']}"
        return f"a convolution to {layer['channels']} channels, kernel {square}, stride {layer['stride']}, {around}"
    if layer["layer"] == "pool":
        return f"a pooling over {layer['kernel']} × {layer['kernel']}, stride {layer['stride']}"
    return f"a dense layer of {layer['units']} neurons"


def _size(shape: tuple[int, ...]) -> str:
    return "$" + r"\times ".join(map(str, shape)) + "$"


FAMILY = Parameters()
