"""What a convolutional layer computes: the correlation of a small picture with a kernel (decks 000 and 004)."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import ClassVar

import numpy as np

from course_lib import exact
from course_lib.exam.exact_text import linear, said, tex_matrix, tex_row, wrapped
from course_lib.exam.families.family import Family, Values, several


class Convolution(Family):
    """Slide a kernel over a picture."""

    name = "convolution"
    title = "A kernel over a picture"
    largest = 99
    digits = (37, 46)
    room = 40
    asks: ClassVar[Mapping[str, str]] = {"correlation": "the 3 × 3 numbers, rows first"}

    def draw(self, rng: np.random.Generator, settings: Values) -> Values:
        """See Family."""
        image, kernel = several(rng, -6, 6, 4, 5), several(rng, -4, 4, 2, 3)
        return {"image": image, "kernel": kernel, "stride": 1, "padding": 0}

    def key(self, parameters: Values) -> Values:
        """See Family."""
        return {"correlation": _correlation(parameters["image"], parameters["kernel"])}

    def rules(self, parameters: Values, key: Values) -> Iterator[tuple[str, bool]]:
        """See Family."""
        turned = [row[::-1] for row in parameters["kernel"][::-1]]
        found, other = exact.flat(key["correlation"]), exact.flat(_correlation(parameters["image"], turned))
        yield (
            "it is another than the true convolution in more than half of its numbers",
            2 * sum(a != b for a, b in zip(found, other, strict=True)) > len(found),
        )
        yield "the result has both signs", min(found) < 0 < max(found)
        yield "the kernel has fewer than three zeros", exact.flat(parameters["kernel"]).count(Fraction(0)) < 3

    def statement(self, parameters: Values) -> str:
        """See Family."""
        return (
            f"The picture has the rows {said(parameters['image'])}, the kernel the rows {said(parameters['kernel'])}. "
            "The kernel slides over the picture as in a convolutional layer, stride 1 and padding 0, and is not "
            "turned round (correlation). Which 3 × 3 numbers come out?"
        )

    def latex(self, parameters: Values) -> str:
        """See Family."""
        return (
            f"A picture and a kernel:\n\n$$u={tex_matrix(parameters['image'])},\\qquad "
            f"k={tex_matrix(parameters['kernel'])}.$$\n\n"
            "The kernel slides over the picture as in a convolutional layer, stride 1 and padding 0, and is not "
            "turned round (correlation). Which $3\\times3$ numbers come out?"
        )

    def solution(self, parameters: Values, key: Values) -> list[str]:
        """See Family."""
        image, kernel, found = parameters["image"], parameters["kernel"], key["correlation"]
        lines = []
        for i, row in enumerate(found):
            pairs = [(kernel[a][c], image[i + a][c]) for a in range(2) for c in range(3)]
            worked = "+".join(rf"{wrapped(k)}\cdot{wrapped(u)}" for k, u in pairs if k)
            lines.append(
                f"Row {i + 1}: its first number is ${worked}={linear([(row[0], '')])}$; all three: ${tex_row(row)}$."
            )
        return lines


def _correlation(image: list, kernel: list) -> list[list[int]]:
    rows, columns = len(kernel), len(kernel[0])
    u, k = np.array(image), np.array(kernel)
    windows = np.lib.stride_tricks.sliding_window_view(u, (rows, columns))
    return np.einsum("ijac,ac->ij", windows, k).tolist()


FAMILY = Convolution()
