"""Softmax and cross-entropy of logits that are logarithms of whole numbers, exactly (deck 001, p. 15-16 and 27)."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import gcd
from typing import Any, ClassVar

import numpy as np

from course_lib import exact
from course_lib.exact_steps import exact_softmax
from course_lib.exam.exact_text import said, tex, tex_row
from course_lib.exam.families.family import Family, Values, several, whole


class Softmax(Family):
    """Probabilities, gradient and loss of three logits."""

    name = "softmax"
    title = "Softmax and its gradient"
    largest = 40
    digits = (29, 36)
    room = 40
    asks: ClassVar[Mapping[str, str]] = {
        "p": "the three probabilities",
        "gradient": "the gradient of the loss with respect to the three logits",
        "loss": "the number of which the loss is the natural logarithm",
    }

    def draw(self, rng: np.random.Generator, settings: Values) -> Values:
        """See Family."""
        odds = several(rng, 1, self.largest - 3, 3)
        while sum(odds) > self.largest:
            odds = several(rng, 1, self.largest - 3, 3)
        parts = several(rng, 2, self.largest, 2)
        while gcd(*parts) > 1:  # so that no shift is likelier than another
            parts = several(rng, 2, self.largest, 2)
        shift = Fraction(*parts) * (1 if rng.random() < 0.5 else -1)
        return {"odds": odds, "shift": exact.plain(shift), "label": whole(rng, 0, 2)}

    def key(self, parameters: Values) -> Values:
        """See Family."""
        p, gradient = exact_softmax(parameters["odds"], parameters["label"])
        loss = 1 / p[parameters["label"]]
        return {"p": exact.plain(p), "gradient": exact.plain(gradient), "loss": exact.plain(loss)}

    def rules(self, parameters: Values, key: Values) -> Iterator[tuple[str, bool]]:
        """See Family."""
        odds = parameters["odds"]
        yield "the odds are distinct", len(set(odds)) == 3
        yield "the odds have no common factor", gcd(*odds) == 1
        yield "the label is not the likeliest class", odds[parameters["label"]] < max(odds)
        yield "the shift is not 0", parameters["shift"] != 0

    def statement(self, parameters: Values) -> str:
        """See Family."""
        logits = ", ".join(f"ln {odds} + {said(parameters['shift'])}" for odds in parameters["odds"])
        return (
            f"The logits of classes 0, 1, 2 are {logits}. Give the probabilities p that softmax makes of them. The "
            f"right class is {parameters['label']}: give the gradient of the loss -ln p of that class with respect to "
            "the logits, and the number of which this loss is the natural logarithm."
        )

    def latex(self, parameters: Values) -> str:
        """See Family."""
        shift = tex(parameters["shift"])
        behind = shift if shift.startswith("-") else f"+{shift}"
        logits = r",\quad ".join(rf"z_{n}=\ln {odds}{behind}" for n, odds in enumerate(parameters["odds"]))
        label = parameters["label"]
        return (
            f"The logits of the classes 0, 1, 2 are\n\n$${logits}.$$\n\nGive the probabilities "
            f"$p=\\mathrm{{softmax}}(z)$. The right class is {label}: give the gradient of the loss $-\\ln p_{label}$ "
            "with respect to $z$, and the number of which this loss is the natural logarithm."
        )

    def solution(self, parameters: Values, key: Values) -> list[str]:
        """See Family."""
        odds, label, total = parameters["odds"], parameters["label"], sum(parameters["odds"])
        shift, sums = tex(parameters["shift"]), "+".join(map(str, odds))
        return [
            f"The constant ${shift}$ multiplies all exponentials by the same number: it changes no probability.",
            f"The exponentials stand as ${':'.join(map(str, odds))}$, and ${sums}={total}$, so "
            f"$p={tex_row(key['p'])}$.",
            f"The gradient is $p$, less 1 at the right class {label}: ${tex_row(key['gradient'])}$.",
            rf"The loss is $-\ln {tex(key['p'][label])}=\ln {tex(key['loss'])}$, so the number is "
            rf"${tex(key['loss'])}$.",
        ]

    def follow(self, name: str, parameters: Values, written: Values) -> Any:
        """See Family. Gradient and loss from the probabilities."""
        label, p = parameters["label"], written.get("p")
        if p is None or name == "p":
            return None
        if name == "gradient":
            return [share - (k == label) for k, share in enumerate(p)]
        return 1 / p[label] if p[label] else None


FAMILY = Softmax()
