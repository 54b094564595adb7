"""Three steps of momentum, plain or Nesterov's, on a quadratic of two variables, exactly (deck 004)."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from course_lib import exact
from course_lib.exact_steps import exact_momentum, momentum_step
from course_lib.exam.exact_text import linear, said, tex, tex_row
from course_lib.exam.families.family import Family, Values, either_sign, whole

STEPS = 3
METHODS = ("momentum", "nesterov")
SHARES = (Fraction(1, 2), Fraction(1, 3), Fraction(2, 3), Fraction(1, 4), Fraction(3, 4))  # of alpha and beta


class Optimizer(Family):
    """Three steps of an optimizer by hand."""

    name = "optimizer"
    title = "Three steps of momentum"
    largest = 9999
    digits = (26, 32)
    room = 50
    asks: ClassVar[Mapping[str, str]] = {"thetas": "θ after the first, second and third step, two numbers each"}
    lines = frozenset({"thetas"})

    def draw(self, rng: np.random.Generator, settings: Values) -> Values:
        """See Family."""
        alpha, beta = (SHARES[whole(rng, 0, len(SHARES) - 1)] for _ in range(2))
        return {
            "method": METHODS[whole(rng, 0, 1)],
            "curvature": [whole(rng, 1, 8), whole(rng, 1, 8)],
            "theta": [either_sign(rng, 1, 40), either_sign(rng, 1, 40)],
            "alpha": exact.plain(alpha),
            "beta": exact.plain(beta),
            "steps": STEPS,
        }

    def key(self, parameters: Values) -> Values:
        """See Family."""
        return {"thetas": exact.plain(_path(parameters, parameters["method"]))}

    def rules(self, parameters: Values, key: Values) -> Iterator[tuple[str, bool]]:
        """See Family."""
        yield "the curvatures differ", parameters["curvature"][0] != parameters["curvature"][1]
        ends = zip(exact.numbers(key["thetas"][-1]), parameters["theta"], strict=True)
        yield "the last θ is within twice the first", all(abs(last) <= 2 * abs(first) for last, first in ends)
        other = next(method for method in METHODS if method != parameters["method"])
        yield "the method matters", exact.plain(_path(parameters, other)) != key["thetas"]

    def statement(self, parameters: Values) -> str:
        """See Family."""
        c, theta, alpha, beta = (said(parameters[name]) for name in ("curvature", "theta", "alpha", "beta"))
        at = "θ" if parameters["method"] == "momentum" else "θ - βV"
        return (
            f"Minimise F(θ) = ½ (c1 θ1² + c2 θ2²) with c = {c} by {_called(parameters)}: from V = (0, 0) and θ = "
            f"{theta}, {parameters['steps']} steps V ← βV + α∇F({at}), then θ ← θ - V, with α = {alpha} and β = "
            f"{beta}. Give θ after each step, exactly."
        )

    def latex(self, parameters: Values) -> str:
        """See Family."""
        (c1, c2), at = parameters["curvature"], r"\theta" if parameters["method"] == "momentum" else r"\theta-\beta V"
        quadratic = linear([(c1, r"\theta_1^2"), (c2, r"\theta_2^2")])
        return (
            f"$F(\\theta)=\\tfrac12\\left({quadratic}\\right)$ is minimised by {_called(parameters)}: from $V=(0,0)$ "
            f"and $\\theta={tex_row(parameters['theta'])}$, {parameters['steps']} steps of\n\n"
            f"$$V\\leftarrow\\beta V+\\alpha\\nabla F({at}),\\qquad \\theta\\leftarrow\\theta-V,\\qquad "
            f"\\alpha={tex(parameters['alpha'])},\\quad\\beta={tex(parameters['beta'])}.$$\n\n"
            "Give $\\theta$ after each step, exactly."
        )

    def solution(self, parameters: Values, key: Values) -> list[str]:
        """See Family."""
        lines = []
        theta, velocity = exact.numbers(parameters["theta"]), [Fraction(0), Fraction(0)]
        for n in range(1, parameters["steps"] + 1):
            before = theta, velocity
            theta, velocity = _step(parameters, theta, velocity)
            looked = "" if parameters["method"] == "momentum" else _ahead(parameters, *before)
            lines.append(f"Step {n}: {looked}$V={tex_row(velocity)}$ and $\\theta={tex_row(theta)}$.")
        return ["The gradient is $\\nabla F(\\theta)=(" + _gradient(parameters) + ")$.", *lines]

    def next_line(self, name: str, parameters: Values, above: list) -> Any:
        """See Family. V is the last difference of the rows that were written."""
        path = [exact.numbers(parameters["theta"]), *above]
        velocity = [Fraction(0)] * 2
        if len(path) > 1:
            velocity = [before - after for before, after in zip(path[-2], path[-1], strict=True)]
        return _step(parameters, path[-1], velocity)[0]


def _step(parameters: Values, theta: list, velocity: list) -> tuple[list, list]:
    curvature, alpha, beta = (exact.numbers(parameters[name]) for name in ("curvature", "alpha", "beta"))
    return momentum_step(curvature, theta, velocity, alpha, beta, parameters["method"] == "nesterov")


def _path(parameters: Values, method: str) -> list:
    told = {name: value for name, value in parameters.items() if name != "method"}
    return exact_momentum(**told, nesterov=method == "nesterov")


def _called(parameters: Values) -> str:
    return "momentum" if parameters["method"] == "momentum" else "Nesterov's momentum"


def _ahead(parameters: Values, theta: list, velocity: list) -> str:
    beta = exact.number(parameters["beta"])
    at = [t - beta * v for t, v in zip(theta, velocity, strict=True)]
    return f"ahead at $\\theta-\\beta V={tex_row(at)}$, "


def _gradient(parameters: Values) -> str:
    return ",\\,".join(linear([(c, rf"\theta_{n}")]) for n, c in enumerate(parameters["curvature"], 1))


FAMILY = Optimizer()
