"""What one number behind five layers has seen of the input: its receptive field (deck 004)."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

import numpy as np

from course_lib.exam.exact_text import said
from course_lib.exam.families.family import Family, Values, several, whole

COUNT = 5


class Receptive(Family):
    """Work out a receptive field and the step between two."""

    name = "receptive"
    title = "The receptive field"
    largest = 200
    digits = (15, 18)
    share = 0.6
    room = 30
    asks: ClassVar[Mapping[str, str]] = {
        "field": "how many inputs in a row one output sees",
        "step": "by how many inputs the fields of two neighbouring outputs are apart",
    }

    def draw(self, rng: np.random.Generator, settings: Values) -> Values:
        """See Family."""
        kernels, strides = several(rng, 2, 19, COUNT), [1] * COUNT
        for place in rng.choice(COUNT - 1, 2, replace=False).tolist():
            strides[place] = whole(rng, 2, 5)
        return {"layers": [list(pair) for pair in zip(kernels, strides, strict=True)]}

    def key(self, parameters: Values) -> Values:
        """See Family."""
        field, step = 1, 1
        for kernel, stride in parameters["layers"]:
            field += (kernel - 1) * step
            step *= stride
        return {"field": field, "step": step}

    def rules(self, parameters: Values, key: Values) -> Iterator[tuple[str, bool]]:
        """See Family."""
        strides = [stride for _, stride in parameters["layers"]]
        yield "two strides are above 1", sum(stride > 1 for stride in strides) == 2
        yield "the last layer's stride is 1", strides[-1] == 1
        yield "the kernels are not all the same", len({kernel for kernel, _ in parameters["layers"]}) > 1

    def statement(self, parameters: Values) -> str:
        """See Family."""
        layers = "; ".join(f"{n}: {said(layer)}" for n, layer in enumerate(parameters["layers"], 1))
        return (
            f"A signal goes through five one-dimensional convolutions, each with its (kernel, stride): {layers}. How "
            "many inputs in a row does one output of the last layer see, and by how many inputs do the fields of two "
            "neighbouring outputs lie apart?"
        )

    def latex(self, parameters: Values) -> str:
        """See Family."""
        table = "\n".join(f"| {n} | {k} | {s} |" for n, (k, s) in enumerate(parameters["layers"], 1))
        return (
            "A signal goes through five one-dimensional convolutions:\n\n"
            f"| layer | kernel | stride |\n|---|---|---|\n{table}\n\n"
            "How many inputs in a row does one output of the last layer see (its *receptive field*), and by how many "
            "inputs do the fields of two neighbouring outputs lie apart?"
        )

    def solution(self, parameters: Values, key: Values) -> list[str]:
        """See Family."""
        lines, field, step = [], 1, 1
        for n, (kernel, stride) in enumerate(parameters["layers"], 1):
            wider = field + (kernel - 1) * step
            lines.append(
                f"Layer {n}: field ${field}+({kernel}-1)\\cdot{step}={wider}$, step "
                f"${step}\\cdot{stride}={step * stride}$."
            )
            field, step = wider, step * stride
        return lines


FAMILY = Receptive()
