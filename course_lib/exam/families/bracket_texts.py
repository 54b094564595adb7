"""How the functions of the exam's form are written: shared by the families that ask of one."""

from collections.abc import Sequence

import numpy as np

from course_lib.exam.exact_text import linear
from course_lib.exam.families.family import Values, whole
from course_lib.exam_family import DECK

Network = Sequence[int]


def same_signs(rng: np.random.Generator) -> Values:
    """Whether p and q of all students of a class have the same sign: 8 zones for all of them, or 9."""
    return {"same signs": bool(rng.random() < 0.5)}


def drawn(rng: np.random.Generator, settings: Values, largest: int) -> list[int]:
    """A network whose p and q have the signs that its class has."""
    a1, a2, b1, b2 = (whole(rng, 1, 9) for _ in range(4))
    sign = 1 if rng.random() < 0.5 else -1
    p = sign * whole(rng, 2, largest)
    q = (sign if settings["same signs"] else -sign) * whole(rng, 2, largest)
    return [a1, a2, p, b1, b2, q, whole(rng, 2, largest)]


def is_decks(network: Network) -> bool:
    """Is it the network of the slide?"""
    return tuple(network) == DECK


def brackets(network: Network, in_tex: bool = True) -> tuple[str, str]:
    """What the two hidden units of the second layer take in."""
    a1, a2, p, b1, b2, q, _ = network
    names = (
        ("[x_1]_+", "[x_2]_+", "[-x_1]_+", "[-x_2]_+") if in_tex else ("[x1]₊", "[x2]₊", "[-x1]₊", "[-x2]₊")  # of x
    )
    first = linear([(a1, names[0]), (-a2, names[1]), (p, "")], in_tex)
    return first, linear([(-b1, names[2]), (b2, names[3]), (-q, "")], in_tex)


def plain(network: Network) -> str:
    """g in plain text."""
    first, second = brackets(network, in_tex=False)
    return f"g(x) = [{first}]₊ + [{second}]₊{_behind(network, ' ')}"


def in_latex(network: Network) -> str:
    """g in LaTeX."""
    first, second = brackets(network)
    return rf"g(x)=\left[{first}\right]_++\left[{second}\right]_+{_behind(network, '')}"


def _behind(network: Network, gap: str) -> str:
    r = network[-1]
    return f"{gap}{'-' if r > 0 else '+'}{gap}{abs(r)}" if r else ""
