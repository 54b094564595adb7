"""The keys of all families found by another way than the generator's: enumeration, exact differences, other libraries.

`MISFITS[family](parameters, key)` gives what does not fit, in words; nothing of the generator is imported here.
"""

from fractions import Fraction
from itertools import pairwise, permutations, product
from math import isclose, log, prod

import numpy as np
import torch


def exact(value):
    return [exact(item) for item in value] if isinstance(value, list) else Fraction(value)


def g(network, x1, x2):
    a1, a2, p, b1, b2, q, r = network
    first = a1 * max(x1, 0) - a2 * max(x2, 0) + p
    second = -b1 * max(-x1, 0) + b2 * max(-x2, 0) - q
    return max(first, 0) + max(second, 0) - r


def signs(parameters, key):
    network, size = parameters["network"], parameters["size"]
    if key["values"] != [g(network, *point) for point in parameters["points"]]:
        yield "values"
    lattice = [g(network, *point) for point in product(range(-size, size + 1), repeat=2)]
    if key["counts"] != [sum(v < 0 for v in lattice), lattice.count(0), sum(v > 0 for v in lattice)]:
        yield "counts"
    quadrants = {(x1 > 0, x2 > 0) for x1, x2 in parameters["points"] if x1 and x2}
    values, (below, zero, above) = key["values"], key["counts"]
    if len(quadrants) < 4 or not min(values) < 0 < max(values) or max(map(values.count, values)) > 2:
        yield "points and values"
    if size != 10 or zero < 3 or min(below, above) < 0.05 * 441 or network == [1, 1, 5, 1, 1, 5, 10]:
        yield "rules of the lattice"


def zones(parameters, key):
    """Patterns on a fine lattice that is aslant, so that no border runs through its points."""
    a1, a2, p, b1, b2, q, _ = parameters["network"]
    x1, x2 = np.meshgrid(np.arange(-45.0137, 45, 0.097), np.arange(-45.0171, 45, 0.097))
    first = a1 * np.maximum(x1, 0) - a2 * np.maximum(x2, 0) + p
    second = -b1 * np.maximum(-x1, 0) + b2 * np.maximum(-x2, 0) - q
    if len(np.unique(sum((u > 0) * 2**n for n, u in enumerate((x1, x2, first, second))))) != key["zones"]:
        yield "zones"
    corners = exact(key["corners"])
    if p * q == 0 or all(type(one) is int for corner in key["corners"] for one in corner):
        yield "p and q are not 0, the corners are not both whole"
    inner = [
        (a1 * max(x, 0) - a2 * max(y, 0) + p, -b1 * max(-x, 0) + b2 * max(-y, 0) - q) for x, y in corners
    ]  # of both brackets at both corners
    if sorted(corners) != corners or any((x == 0) == (y == 0) for x, y in corners):
        yield "corners are two points of half-axes, sorted"
    if not any(inner[one][0] == 0 == inner[1 - one][1] for one in (0, 1)):
        yield "each corner is on the border of its bracket"


def mlp(parameters, key):
    u = np.array(list(product(range(-45, 46), repeat=2))).T
    expected = [g(parameters["network"], *point) for point in u.T.tolist()]
    for n, (weight, bias) in enumerate(zip(key["weights"], key["biases"], strict=True)):
        u = np.array(weight) @ u + np.array(bias)[:, None]
        u = np.maximum(u, 0) if n < 2 else u
    if u[0].tolist() != expected or [np.shape(w) for w in key["weights"]] != [(4, 2), (2, 4), (1, 2)]:
        yield "the network is not g"
    a1, a2, p, b1, b2, q, _ = parameters["network"]
    if (a1 == a2 and b1 == b2) or abs(p) == abs(q):
        yield "slopes and constants differ"


def determinant(rows):
    """By Leibniz' formula."""
    total = 0
    for order in permutations(range(len(rows))):
        inversions = sum(order[i] > order[j] for i in range(len(order)) for j in range(i + 1, len(order)))
        total += (-1) ** inversions * prod(rows[n][column] for n, column in enumerate(order))
    return total


def kinks(parameters, key):
    knots, points, values = (parameters[name] for name in ("knots", "points", "values"))
    rows = [[*(max(x - knot, 0) for knot in knots), 1] for x in points]
    if determinant(rows) == 0:
        yield "there is more than one solution"
    if [sum(w * u for w, u in zip([*key["w"], key["b"]], row, strict=True)) for row in rows] != values:
        yield "h goes through other points"
    if any(one != sorted(set(one)) for one in (knots, points)):
        yield "knots and points increase"
    if any(a * b >= 0 for a, b in pairwise(values)) or max(map(abs, values)) > 9:
        yield "the values alternate and are at most 9"
    if 0 in key["w"] or any(type(one) is not int or abs(one) > 20 for one in [*key["w"], key["b"]]):
        yield "the solution is whole, without 0, at most 20"


def parameters(parameters, key):
    """Counted by torch, whose layers find out for themselves how many inputs they have."""
    first, *rest = parameters["layers"]
    made, flat = [], False
    for layer in rest:
        if layer["layer"] == "conv":
            made.append(torch.nn.LazyConv2d(layer["channels"], layer["kernel"], layer["stride"], layer["padding"]))
        elif layer["layer"] == "pool":
            made.append(torch.nn.MaxPool2d(layer["kernel"], layer["stride"]))
        else:
            made += [] if flat else [torch.nn.Flatten()]
            made, flat = [*made, torch.nn.LazyLinear(layer["units"])], True
    torch.nn.Sequential(*made)(torch.zeros(1, first["channels"], first["height"], first["width"]))
    counts = [sum(one.numel() for one in layer.parameters()) for layer in made]
    if key != {"total": sum(counts), "largest": max(counts)}:
        yield "torch counts others"
    if [layer["layer"] for layer in parameters["layers"]] != ["input", "conv", "pool", "conv", "dense", "dense"]:
        yield "two convolutions, a pooling and two dense layers"
    if any(layer.get("channels", 2) < 2 for layer in parameters["layers"]):
        yield "channels are above 1 throughout"


def sizes(parameters, key):
    """The places of each window, one by one."""
    size, remainders = parameters["input"], []
    for (kernel, stride, padding), found in zip(parameters["layers"], key["sizes"], strict=True):
        places = [list(range(-padding, side + padding - kernel + 1, stride)) for side in size]
        remainders += [side + padding - kernel - one[-1] for side, one in zip(size, places, strict=True)]
        if found != [len(one) for one in places]:
            yield f"{found} behind {size}"
        size = found
    if not any(remainders) or parameters["input"][0] == parameters["input"][1] or min(size) < 2:
        yield "rules"


def receptive(parameters, key):
    """Which inputs two neighbouring outputs see, followed back one by one."""
    seen = [{0}, {1}]
    for kernel, stride in reversed(parameters["layers"]):
        seen = [{place * stride + n for place in one for n in range(kernel)} for one in seen]
    fields = [max(one) - min(one) + 1 for one in seen]
    if [key["field"], key["step"]] != [fields[0], min(seen[1]) - min(seen[0])]:
        yield f"{fields[0]}, {min(seen[1]) - min(seen[0])}"
    strides = [stride for _, stride in parameters["layers"]]
    if sum(stride > 1 for stride in strides) != 2 or strides[-1] != 1:
        yield "two strides are above 1, the last is 1"


def convolution(parameters, key):
    image, kernel = parameters["image"], parameters["kernel"]
    turned = [row[::-1] for row in kernel[::-1]]
    found, other = (
        [[sum(k[a][b] * image[i + a][j + b] for a in range(2) for b in range(3)) for j in range(3)] for i in range(3)]
        for k in (kernel, turned)
    )
    if key["correlation"] != found:
        yield "correlation"
    entries, others = ([entry for row in result for entry in row] for result in (found, other))
    if sum(a != b for a, b in zip(entries, others, strict=True)) <= 4 or not min(entries) < 0 < max(entries):
        yield "rules of the result"
    if sum(row.count(0) for row in kernel) > 2 or (parameters["stride"], parameters["padding"]) != (1, 0):
        yield "rules of the kernel"


def backprop(parameters, key):
    """Gradients as exact differences: the loss is quadratic in each parameter while no neuron changes its side."""
    step = Fraction(1, 1000)

    def loss(at):
        rows = zip(at["w1"], at["b1"], strict=True)
        inner = [sum(w * u for w, u in zip(row, at["x"], strict=True)) + b for row, b in rows]
        output = sum(w * max(u, 0) for w, u in zip(at["w2"], inner, strict=True)) + at["b2"]
        return output, (output - at["y"]) ** 2, inner

    def gradient(name, *place):
        values = []
        for sign in (1, -1):
            at = {one: exact(value) for one, value in parameters.items()}
            if not place:
                at[name] += sign * step
            elif len(place) == 1:
                at[name][place[0]] += sign * step
            else:
                at[name][place[0]][place[1]] += sign * step
            values.append(loss(at)[1])
        return (values[0] - values[1]) / (2 * step)

    output, value, inner = loss({one: exact(value) for one, value in parameters.items()})
    found = {
        "output": output,
        "loss": value,
        "w1": [[gradient("w1", i, j) for j in range(2)] for i in range(3)],
        "b1": [gradient("b1", i) for i in range(3)],
        "w2": [gradient("w2", i) for i in range(3)],
        "b2": gradient("b2"),
    }
    yield from (name for name, one in found.items() if exact(key[name]) != one)
    if sum(u > 0 for u in inner) != 2 or 0 in inner or abs(output - parameters["y"]) < 2:
        yield "two neurons are active and one is not, and the output misses y"
    if 0 in parameters["x"] or 0 in parameters["w2"]:
        yield "no 0 in x or w2"


def softmax(parameters, key):
    odds, label, p = parameters["odds"], parameters["label"], exact(key["p"])
    if sum(p) != 1 or any(p[i] * odds[j] != p[j] * odds[i] for i in range(3) for j in range(3)):
        yield "p"
    logits = torch.tensor([log(one) + float(Fraction(parameters["shift"])) for one in odds], dtype=torch.float64)
    logits.requires_grad_()
    loss = torch.nn.functional.cross_entropy(logits[None], torch.tensor([label]))
    loss.backward()
    if not np.allclose(logits.grad.numpy(), [float(one) for one in exact(key["gradient"])], atol=1e-12):
        yield "gradient"
    if not isclose(loss.item(), log(Fraction(key["loss"])), abs_tol=1e-12) or Fraction(key["loss"]) * p[label] != 1:
        yield "loss"
    if len(set(odds)) < 3 or np.gcd.reduce(odds) > 1 or odds[label] == max(odds) or parameters["shift"] == 0:
        yield "rules"


def attention(parameters, key):
    query, keys, values = (torch.tensor(parameters[name], dtype=torch.float64) for name in ("query", "keys", "values"))
    scores = keys @ query / 2
    weights = torch.softmax(scores * log(2), 0)
    for name, found in (("scores", scores), ("weights", weights), ("output", weights @ values)):
        if not np.allclose(found.numpy(), [float(one) for one in exact(key[name])], atol=1e-12):
            yield name
    if sum(exact(key["weights"])) != 1 or key["scores"] != [int(one) for one in key["scores"]]:
        yield "exact"
    if (
        len(set(key["scores"])) < 3
        or max(key["scores"]) - min(key["scores"]) > 4
        or key["output"] in parameters["values"]
    ):
        yield "rules"


def optimizer(parameters, key):
    """Without V: θ(t + 1) = θ(t) + β(θ(t) − θ(t − 1)) − αc at; at is θ(t), or for Nesterov the first two terms."""
    alpha, beta = Fraction(parameters["alpha"]), Fraction(parameters["beta"])

    def path(method):
        found = [exact(parameters["theta"])] * 2
        for _ in range(parameters["steps"]):
            ahead = [now + beta * (now - before) for before, now in zip(*found[-2:], strict=True)]
            at = ahead if method == "nesterov" else found[-1]
            found.append([a - alpha * c * t for a, c, t in zip(ahead, parameters["curvature"], at, strict=True)])
        return found[2:]

    if exact(key["thetas"]) != path(parameters["method"]) or path("momentum") == path("nesterov"):
        yield "thetas"
    if len(set(parameters["curvature"])) < 2 or parameters["steps"] != 3:
        yield "curvatures, steps"
    ends = zip(exact(key["thetas"])[-1], parameters["theta"], strict=True)
    if any(abs(last) > 2 * abs(first) for last, first in ends):
        yield "the last θ is within twice the first"


MISFITS = {
    "signs": signs,
    "zones": zones,
    "mlp": mlp,
    "kinks": kinks,
    "parameters": parameters,
    "sizes": sizes,
    "receptive": receptive,
    "convolution": convolution,
    "backprop": backprop,
    "softmax": softmax,
    "attention": attention,
    "optimizer": optimizer,
}
