"""Twenty printed sentences that one example each refutes, and what decides whether an example does.

`fault_of("E22", [Fraction(1, 5), 3])` is None if the example refutes the sentence. Else it is a Fault: "form" if it is
not what is asked for, "premise" if the sentence does not speak of it, "agrees" if print and truth agree on it; some
coincidences have a kind of their own. Any valid example counts; numbers come in any exact form, or as floats.
The sentences stand in lesson 14 and, with what holds, in `course_lib.errata`.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from course_lib.accounting import LENET5, VGG16, count_activations, count_parameters
from course_lib.exact import NotExactError, number
from course_lib.exam_family import DECK, value
from course_lib.positions import positional_encoding

LARGEST = 10**30


@dataclass(frozen=True)
class Fault:
    """Why an example refutes nothing. kind: "form", "premise", "agrees", or the name of a coincidence."""

    kind: str
    said: str


class _Fails(Exception):
    """Raised where an example fails."""


def fault_of(name, example):
    """Why an example does not refute the sentence of this id; None if it does.

    >>> fault_of("E41", [9, 5]), fault_of("E41", [9, 3]).kind
    (None, 'kernel')
    """
    try:
        CLAIMS[name](_listed(example))
    except _Fails as failed:
        return Fault(*failed.args)
    return None


def _listed(example):
    """Arrays as lists."""
    if isinstance(example, list | tuple):
        return [_listed(one) for one in example]
    return example.tolist() if isinstance(example, np.ndarray | np.generic) else example


def _want(holds, kind, said):
    if not holds:
        raise _Fails(kind, said)


def _number(told):
    try:
        found = Fraction(told) if isinstance(told, float) and math.isfinite(told) else number(told)
    except NotExactError as error:
        raise _Fails("form", f"a number is asked for, and this is {error}") from error
    _want(abs(found) < LARGEST and found.denominator < LARGEST, "form", "a number of fewer digits is asked for")
    return found


def _numbers(example, count=None):
    """A list of numbers, of so many if it is said, as Fractions."""
    is_list = isinstance(example, list)
    _want(
        is_list and len(example) == (count or len(example)),
        "form",
        f"a list of {f'{count} ' if count else ''}numbers is asked for",
    )
    return [_number(one) for one in example]


def _whole(example, count):
    found = _numbers(example, count)
    _want(all(one.denominator == 1 for one in found), "form", "whole numbers are asked for")
    return [int(one) for one in found]


def _differ(printed, right, said):
    _want(printed != right, "agrees", said)


def _is(right, told):
    """The check of a claim whose counter-example is the number that holds."""

    def check(example):
        _want(_number(example) == right, "count", told)

    return check


def _signs_of_g(example):
    x1, x2 = _whole(example, 2)
    _want(x1 < 0 and x2 < 0 and x1 - x2 > 5, "premise", f"the row does not speak of ({x1}, {x2})")
    g = value(DECK, x1, x2)
    _want(g <= 0, "agrees", f"g({x1}, {x2}) = {g}, which is positive as printed")


def _two_zigzags(example):
    x = _number(example)
    bent = [max(x - knot, Fraction(0)) for knot in range(3)]
    printed, right = (sum(w * u for w, u in zip(row, bent, strict=True)) + 1 for row in ((-1, 1, -1), (-2, 4, -4)))
    _differ(printed, right, f"at {x} both give {right}")


def _border_rows(example):
    rows, reach, row = _whole(example, 3)
    _want(0 <= row < rows and reach >= 1 and 2 * reach < rows, "premise", "0 ≤ h < H, 1 ≤ δ and 2δ < H must hold")
    printed = row < reach or row > rows - reach
    right = row - reach < 0 or row + reach > rows - 1
    _differ(printed, right, f"of row {row} slide and window say the same: {'border' if right else 'inside'}")


def _small_rests(example):
    power = _number(example)
    _want(power > 0, "premise", f"|h|^{power} does not go to 0 with h")
    _want(power <= 1, "agrees", f"|h|^{power} goes to 0 even when it is divided by |h|, as a gradient demands")


def _halving(example):
    u, before = _number(example), None
    _want(abs(u) < 10**6, "form", "a start of less than a million is asked for")
    for _ in range(30):
        slope = _ravine_slope(u)
        _want(abs(slope) > 1, "agrees", f"from there |∇F| falls to {float(abs(slope)):.3g}")
        before, step = u, Fraction(1)
        while _ravine(u - step * slope) >= _ravine(u):
            step /= 2
        u = before - step * slope
    _want(abs(_ravine_slope(u)) > 1, "agrees", "from there |∇F| falls to 1 or less")


def _ravine(u):
    return u * u + Fraction(1, 4) if abs(u) <= 1 else Fraction(3, 4) * u * u + abs(u) / 2


def _ravine_slope(u):
    return 2 * u if abs(u) <= 1 else Fraction(3, 2) * u + Fraction(1 if u > 0 else -1, 2)


def _outer_product(example):
    here, above = _whole(example, 2)
    _want(here > 0 and above > 0, "premise", "a layer has one unit at least")
    _want(here != above, "square", f"both shapes are ({here}, {here}): with as many units above as below nothing shows")


def _seed_of_backward(example):
    y, f = _numbers(example, 2)
    _want(abs(y) == 1, "premise", "y is −1 or +1")
    loss = max(1 - y * f, Fraction(0))
    _differ(loss, -y if loss > 0 else 0, f"loss and derivative are both {loss}")


def _last_layer(example):
    layers, t = _whole(example, 2)
    _want(1 <= t <= layers, "premise", "1 ≤ t ≤ z must hold")
    _want(t == layers, "agrees", f"DA[{t + 1}] is there: the indices run from 0 to {layers}")


def _noise(example):
    full, drawn = _numbers(example, 2)
    _want(full != drawn, "agrees", "with ∇V = ∇v the noise is 0, and the two steps are one")


def _dropped(example):
    p, a = _numbers(example, 2)
    _want(0 < p < 1, "premise", "0 < p < 1 must hold")
    _want(p != Fraction(1, 2), "half", "at p = ½ as many are dropped as stay, and nobody can tell")
    _want(a != 0, "agrees", "of a = 0 every multiple is 0")


def _flipped(example):
    is_pair = isinstance(example, list) and len(example) == 2
    _want(is_pair, "form", "two lists of numbers are asked for")
    f, g = map(_numbers, example)
    _want(1 <= len(f) <= len(g) <= 8, "premise", "1 ≤ len f ≤ len g ≤ 8 must hold")
    _want(f != f[::-1], "symmetric", "f is its own mirror image: correlation and convolution are the same")
    printed, right = (_slid(kernel, g) for kernel in (f, f[::-1]))
    _differ(printed, right, "both give the same numbers at every place")


def _slid(kernel, g):
    places = range(len(g) - len(kernel) + 1)
    return [sum(one * g[place + n] for n, one in enumerate(kernel)) for place in places]


def _frame(example):
    n, kernel = _whole(example, 2)
    _want(1 <= kernel <= n, "premise", "1 ≤ kernel ≤ n must hold")
    _want(kernel != 3, "kernel", "a row of zeros on every side is just what a kernel of 3 needs")


def _product_of_queries(example):
    n, d, d_k = _whole(example, 3)
    _want(min(n, d, d_k) > 0, "premise", "all three are 1 at least")
    _want(n != d, "square", f"W_q of shape ({d_k}, {d}) times Q of shape ({n}, {d}) exists, as Q is square")


def _moving_difference(example):
    d, shift, *times = _whole(example, 4)
    _want(d > 0 and d % 2 == 0 and d <= 64, "premise", "d is even, from 2 to 64")
    _want(min(times) >= 0 and min(times) + shift >= 0, "premise", "places are counted from 0")
    _want(max(*times, max(times) + shift) <= 10_000, "form", "places up to 10 000 are enough")
    codes = positional_encoding(max(*times, max(times) + shift) + 1, d)
    one, other = (codes[t + shift] - codes[t] for t in times)
    apart = float(np.abs(one - other).max())
    _want(apart > 1e-3, "agrees", f"the two differences are the same up to {apart:.1e}")


def _looking_ahead(example):
    rate, beta = _numbers(example, 2)
    _want(0 < beta < 1, "premise", "0 < β < 1 must hold")
    plus, minus = (_radius(float(rate), float(beta), sign) for sign in (1, -1))
    _want(minus < 1 - 1e-12, "premise", f"with θ − βV a step multiplies by {minus:.4g} in the long run")
    _want(plus > 1 + 1e-12, "agrees", f"with θ + βV a step multiplies by {plus:.4g} in the long run, no more than 1")


def _radius(rate, beta, sign):
    """The spectral radius of θ, V → θ − V', V' with V' = βV + αλ(θ + sign·βV)."""
    carried = beta * (1 + sign * rate)
    return float(np.abs(np.linalg.eigvals([[1 - rate, -carried], [rate, carried]])).max())


def _one_alpha(example):
    alpha = float(_number(example))
    _want(0.5 <= alpha < 1, "premise", "½ ≤ α < 1 must hold")
    theta, square, seen = 1.0, 0.0, 0.0
    for step in range(1, 201):
        square = alpha * square + (1 - alpha) * theta**2
        theta -= alpha * theta / math.sqrt(square + 1e-8)
        seen = max(seen, abs(theta)) if step >= 100 else seen
    _want(seen > 0.05, "agrees", f"from step 100 on |θ| is at most {seen:.2g}")


CLAIMS = {
    "E1": _signs_of_g,
    "E3": _two_zigzags,
    "E4": _is(3 * 480 * 340, "how many numbers does one pixel have, and how many pixels are there?"),
    "E5": _border_rows,
    "E6": _small_rests,
    "E7": _halving,
    "E9": _outer_product,
    "E10": _seed_of_backward,
    "E11": _last_layer,
    "E20": _noise,
    "E22": _dropped,
    "E23": _flipped,
    "E34": _is(count_parameters(LENET5[:4]) - count_parameters(LENET5[:3]), "16 maps, each of which reads all 6"),
    "E35": _is(count_parameters(LENET5), "the layer of 120 maps and all biases count"),
    "E42": _is(count_activations(VGG16), "every layer once, the input included; a ReLU works in place"),
    "E41": _frame,
    "E43": _product_of_queries,
    "E44": _moving_difference,
    "E46": _looking_ahead,
    "E47": _one_alpha,
}
