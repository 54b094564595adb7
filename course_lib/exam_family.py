"""The functions to which the exam's g belongs, each as seven whole numbers, and what is known of them exactly.

network = (a1, a2, p, b1, b2, q, r), a1, a2, b1, b2 at least 1, p, q, r of any sign:

    g(x) = [a1 [x1]₊ − a2 [x2]₊ + p]₊ + [−b1 [−x1]₊ + b2 [−x2]₊ − q]₊ − r

Source: deck 000, Q1 to Q3, where it is (1, 1, 5, 1, 1, 5, 10). Of the six hidden units, x1, x2, −x1, −x2, first
bracket, second bracket, one is active where what it takes in is above 0.
"""

from fractions import Fraction
from itertools import pairwise

from course_lib.exact import number, numbers

DECK = (1, 1, 5, 1, 1, 5, 10)


def lines(network, x1, x2):
    """The seven lines by which g is worked out: [x1]₊, [x2]₊, [−x1]₊, [−x2]₊, first bracket, second bracket, g.

    >>> lines(DECK, 10, 3)
    [10, 3, 0, 0, 12, 0, 2]
    """
    a1, a2, p, b1, b2, q, r = network
    right, up, left, down = (max(u, 0) for u in (x1, x2, -x1, -x2))
    first, second = max(a1 * right - a2 * up + p, 0), max(b2 * down - b1 * left - q, 0)
    return [right, up, left, down, first, second, first + second - r]


def follow_through(network, x1, x2, lines):
    """Line by line, whether somebody's seven lines at a point are right given the lines above.  lines: 7 exact numbers.

    Lines 1 to 4 are as `lines` has them; 5 and 6 follow from the written 1 to 4, 7 from the written 5 and 6.
    Returns 7 bools.

    >>> follow_through(DECK, 10, 3, [10, 2, 0, 0, 13, 0, 3])
    [True, False, True, True, True, True, True]
    """
    a1, a2, p, b1, b2, q, r = network
    x1, x2, written = number(x1), number(x2), numbers(lines)
    right, up, left, down, first, second, _ = written
    due = [max(u, 0) for u in (x1, x2, -x1, -x2, a1 * right - a2 * up + p, b2 * down - b1 * left - q)]
    return [one == other for one, other in zip(written, [*due, first + second - r], strict=True)]


def value(network, x1, x2):
    """g at one point.

    >>> value(DECK, 10, 3)
    2
    """
    return lines(network, x1, x2)[-1]


def pattern(network, x1, x2):
    """Which of the six hidden units are active at a point, six bools."""
    a1, a2, p, b1, b2, q, _ = network
    right, up, left, down = (max(u, 0) for u in (x1, x2, -x1, -x2))
    taken_in = x1, x2, -x1, -x2, a1 * right - a2 * up + p, b2 * down - b1 * left - q
    return tuple(u > 0 for u in taken_in)


def count_zones(network):
    """How many patterns of the six units occur on an open piece of the plane. Source: deck 000, Q2.

    A vertical line sweeps over the plane. The order of the borders on it changes where x1 is 0 or where a border is
    vertical; between two such places one line meets all zones that there are.

    >>> count_zones(DECK), count_zones((1, 1, 5, 1, 1, -5, 10))
    (8, 9)
    """
    a1, _, p, b1, _, q, _ = network
    turns = sorted({Fraction(0), Fraction(-p, a1), Fraction(q, b1)})
    return len({pattern(network, x1, x2) for x1 in _between(turns) for x2 in _between(_met_at(network, x1))})


def _met_at(network, x1):
    """Where the vertical line at x1 meets a border, upwards."""
    a1, a2, p, b1, b2, q, _ = network
    upper = (a1 * max(x1, 0) + p) / a2
    lower = -(b1 * max(-x1, 0) + q) / b2
    return sorted({Fraction(0), *([upper] if upper > 0 else []), *([lower] if lower < 0 else [])})


def _between(places):
    """A point before, one behind and one between all neighbours of these places, in order."""
    middles = [(low + high) / 2 for low, high in pairwise(places)]
    return [places[0] - 1, *middles, places[-1] + 1]


def corners(network):
    """Where the border of each bracket meets a half-axis away from the origin: two points [x1, x2], sorted.

    Raises ValueError if p or q is 0: that border goes through the origin.

    >>> corners(DECK)
    [[Fraction(0, 1), Fraction(-5, 1)], [Fraction(0, 1), Fraction(5, 1)]]
    """
    a1, a2, p, b1, b2, q, _ = network
    if not (p and q):
        raise ValueError("with p or q = 0 a border meets no half-axis away from the origin")
    zero = Fraction(0)
    first = [zero, Fraction(p, a2)] if p > 0 else [Fraction(-p, a1), zero]
    second = [zero, Fraction(-q, b2)] if q > 0 else [Fraction(q, b1), zero]
    return sorted([first, second])


def exam_network(network):
    """Weights (4, 2), (2, 4), (1, 2) and biases (4,), (2,), (1,), as lists, of the ReLU network that computes g.

    There is no activation behind the last layer. Source: deck 000, Q3.
    """
    a1, a2, p, b1, b2, q, r = network
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[a1, -a2, 0, 0], [0, 0, -b1, b2]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [p, -q], [-r]]
