"""What lessons 3, 4 and 7 compute in floats, on exact numbers: softmax, attention, backpropagation, momentum.

Exact numbers come in as `course_lib.exact` reads them; Fractions in lists come out.
"""

from fractions import Fraction
from math import isqrt

from course_lib.exact import number, numbers


def exact_softmax(odds, label):
    """Softmax of the logits ln(odds), and the gradient of −ln p_label with respect to them.  odds: (K,), positive.

    A constant that is added to all logits changes nothing.  Returns p (K,), gradient (K,).  Source: deck 001, p. 26-27.

    >>> exact_softmax([2, 3, 5], 0)[0]
    [Fraction(1, 5), Fraction(3, 10), Fraction(1, 2)]
    """
    odds = numbers(odds)
    p = [one / sum(odds) for one in odds]
    return p, [share - (k == label) for k, share in enumerate(p)]


def attention(query, keys, values):
    """softmax(ln 2 · query keysᵀ / √d) values for one query.  query (d,), keys (n, d), values (n, m), d a square.

    Returns scores query·key / √d (n,), weights (n,), output (m,). The weights are exact where the scores are whole.
    Raises ValueError where one is not, or where d is no square.  Source: deck 004, «Attention».

    >>> attention([2], [[1], [0]], [[3], [6]])
    ([Fraction(2, 1), Fraction(0, 1)], [Fraction(4, 5), Fraction(1, 5)], [Fraction(18, 5)])
    """
    query, keys, values = numbers(query), numbers(keys), numbers(values)
    root = isqrt(len(query))
    if root**2 != len(query):
        raise ValueError(f"d = {len(query)} is no square")
    scores = [sum(a * b for a, b in zip(query, key, strict=True)) / root for key in keys]
    if any(score.denominator > 1 for score in scores):
        raise ValueError("a score is not whole: its power of 2 is no fraction")
    weights = powers_of_two(scores)
    return scores, weights, weighted(weights, values)


def exact_attention(query, keys, values):
    """The weights (n,) and the output (m,) of `attention`, without its scores."""
    return attention(query, keys, values)[1:]


def powers_of_two(scores):
    """The weights 2^score, divided by their sum.  scores: (n,), whole.  Returns (n,)."""
    powers = [Fraction(2) ** int(score) for score in scores]
    return [power / sum(powers) for power in powers]


def weighted(weights, values):
    """The sum of the rows of values (n, m), each times its weight (n,).  Returns (m,)."""
    return [sum(w * v for w, v in zip(weights, column, strict=True)) for column in zip(*values, strict=True)]


def backprop(x, y, w1, b1, w2, b2):
    """One example through h = relu(w1 x + b1), ŷ = w2·h + b2, and back from the loss (ŷ − y)².

    x (D,), w1 (H, D), b1 (H,), w2 (H,), y and b2 numbers; relu'(0) = 0.  Returns ŷ, loss, and the gradients with
    respect to w1, b1, w2, b2 in their shapes.  Source: deck 003.

    >>> backprop([2], 1, [[3]], [0], [1], 0)
    (Fraction(6, 1), Fraction(25, 1), [[Fraction(20, 1)]], [Fraction(10, 1)], [Fraction(60, 1)], Fraction(10, 1))
    """
    x, w1, b1, w2 = (numbers(value) for value in (x, w1, b1, w2))
    inner = [sum(w * u for w, u in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    hidden = [max(u, Fraction(0)) for u in inner]
    output = sum(w * h for w, h in zip(w2, hidden, strict=True)) + number(b2)
    grad_output = 2 * (output - number(y))
    grad_b1 = [grad_output * w if u > 0 else Fraction(0) for w, u in zip(w2, inner, strict=True)]
    grad_w1 = [[grad * u for u in x] for grad in grad_b1]
    grad_w2 = [grad_output * h for h in hidden]
    return output, (output - number(y)) ** 2, grad_w1, grad_b1, grad_w2, grad_output


def exact_backprop(x, y, w1, b1, w2, b2):
    """The loss and the gradients with respect to w1, b1, w2, b2 of `backprop`, without its ŷ."""
    return backprop(x, y, w1, b1, w2, b2)[1:]


def exact_momentum(curvature, theta, alpha, beta, steps, nesterov):
    """Gradient descent with momentum on F(θ) = ½ Σ c θ², V = 0 first; θ after each step, (steps, n).

    V ← βV + α∇F(θ), or with nesterov V ← βV + α∇F(θ − βV); θ ← θ − V.  Source: deck 004; where its text looks ahead
    to θ + βV, the sign is corrected here.

    >>> exact_momentum([1], [1], "1/2", "1/2", 2, nesterov=False)
    [[Fraction(1, 2)], [Fraction(0, 1)]]
    """
    curvature, theta = numbers(curvature), numbers(theta)
    alpha, beta = number(alpha), number(beta)
    velocity, path = [Fraction(0)] * len(theta), []
    for _ in range(steps):
        theta, velocity = momentum_step(curvature, theta, velocity, alpha, beta, nesterov)
        path.append(theta)
    return path


def momentum_step(curvature, theta, velocity, alpha, beta, nesterov):
    """One step of it: the new θ and V.  All Fractions; curvature, theta, velocity (n,)."""
    at = [t - beta * v for t, v in zip(theta, velocity, strict=True)] if nesterov else theta
    velocity = [beta * v + alpha * c * t for v, c, t in zip(velocity, curvature, at, strict=True)]
    return [t - v for t, v in zip(theta, velocity, strict=True)], velocity
