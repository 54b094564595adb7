"""The size of the maps behind each of four layers (deck 004, stride and padding)."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import numpy as np

from course_lib.exam.exact_text import said, tex_row
from course_lib.exam.families.family import Family, Values, whole

COUNT = 4


class Sizes(Family):
    """Follow the size of a map through four layers."""

    name = "sizes"
    title = "The sizes of the maps"
    largest = 99
    digits = (26, 32)
    room = 35
    asks: ClassVar[Mapping[str, str]] = {
        "sizes": "rows and columns behind each of the four layers, [rows, columns] for each"
    }
    lines = frozenset({"sizes"})

    def draw(self, rng: np.random.Generator, settings: Values) -> Values:
        """See Family."""
        return {
            "input": [whole(rng, 30, 99), whole(rng, 30, 99)],
            "layers": [_layer(rng) for _ in range(COUNT)],
        }

    def key(self, parameters: Values) -> Values:
        """See Family."""
        size, sizes = parameters["input"], []
        for layer in parameters["layers"]:
            size = [_behind(side, layer) for side in size]
            sizes.append(size)
        return {"sizes": sizes}

    def rules(self, parameters: Values, key: Values) -> Iterator[tuple[str, bool]]:
        """See Family."""
        yield "the input is not square", parameters["input"][0] != parameters["input"][1]
        yield "the last map has two rows and columns at least", min(key["sizes"][-1]) >= 2
        taken = [parameters["input"], *key["sizes"][:-1]]
        yield (
            "one division leaves a remainder",
            any(
                (side + 2 * padding - kernel) % stride
                for size, (kernel, stride, padding) in zip(taken, parameters["layers"], strict=True)
                for side in size
            ),
        )
        yield "two strides are above 1", sum(stride > 1 for _, stride, _ in parameters["layers"]) >= 2
        yield "no padding is as large as half its kernel", all(2 * p <= k for k, _, p in parameters["layers"])

    def statement(self, parameters: Values) -> str:
        """See Family."""
        rows, columns = parameters["input"]
        layers = "; ".join(f"{n}: {said(layer)}" for n, layer in enumerate(parameters["layers"], 1))
        return (
            f"A picture of {rows} rows and {columns} columns goes through four convolutions, each with its (kernel, "
            f"stride, padding), the same along both sides: {layers}. How many rows and columns are there behind each?"
        )

    def latex(self, parameters: Values) -> str:
        """See Family."""
        rows, columns = parameters["input"]
        table = "\n".join(f"| {n} | {k} | {s} | {p} |" for n, (k, s, p) in enumerate(parameters["layers"], 1))
        return (
            f"A picture of {rows} rows and {columns} columns goes through four convolutions, whose kernels are "
            "square:\n\n"
            f"| layer | kernel | stride | padding |\n|---|---|---|---|\n{table}\n\n"
            "How many rows and columns are there behind each?"
        )

    def solution(self, parameters: Values, key: Values) -> list[str]:
        """See Family."""
        lines, size = [], parameters["input"]
        for n, (layer, behind) in enumerate(zip(parameters["layers"], key["sizes"], strict=True), 1):
            kernel, stride, padding = layer
            worked = [
                rf"\lfloor({side}+2\cdot{padding}-{kernel})/{stride}\rfloor+1={after}"
                for side, after in zip(size, behind, strict=True)
            ]
            lines.append(f"Layer {n}: rows ${worked[0]}$, columns ${worked[1]}$, so ${tex_row(behind)}$.")
            size = behind
        return lines

    def next_line(self, name: str, parameters: Values, above: list) -> Any:
        """See Family."""
        size = above[-1] if above else parameters["input"]
        return [_behind(side, parameters["layers"][len(above)]) for side in size]


def _layer(rng: np.random.Generator) -> list[int]:
    kernel = whole(rng, 2, 7)
    return [kernel, whole(rng, 1, 3), whole(rng, 0, kernel // 2)]


def _behind(side: Any, layer: list[int]) -> int:
    kernel, stride, padding = layer
    return int((side + 2 * padding - kernel) // stride + 1)


FAMILY = Sizes()
