"""The reference layers of course_lib against torch, on one thread, in float64, at the sizes of the lessons.

    python benchmarks/layers.py [--rounds 30]

Ours and torch take turns in one run, so that a machine that is slow for a while is slow for both. A time is the median
over the rounds; a ratio is the median of the ratios of the pairs. Before it is timed, each pair must give equal
results. `max_pool_backward` begins with u and finds the maxima itself, so its peer is torch forward and backward.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from threadpoolctl import threadpool_limits
from torch.nn import functional

from course_lib import attention, convolution

BOUND = 3.0  # how much slower than torch a layer may be


@dataclass(frozen=True)
class Pair:
    """The same computation by course_lib and by torch; both give a tuple of arrays of equal shapes."""

    name: str
    size: str
    ours: Callable[[], tuple]
    torch: Callable[[], tuple]


def pairs() -> Iterator[Pair]:
    """Convolution, pooling and attention, forward and backward."""
    rng = np.random.default_rng(0)
    for size, kernel, channels, stride, padding in [
        ((28, 28, 1), 5, 6, 1, 2),  # LeNet-5's first layer
        ((14, 14, 6), 5, 16, 1, 0),  # its second
        ((32, 32, 16), 3, 32, 2, 1),
    ]:
        yield from _convolution(rng, size, kernel, channels, stride, padding)
    for size, window, stride in [((28, 28, 6), 2, 2), ((27, 27, 16), 3, 2)]:
        yield from _pooling(rng, size, window, stride)
    for n, d, heads in [(16, 64, 4), (64, 64, 4), (128, 128, 8)]:
        yield _attention(rng, n, d, heads)


def _convolution(rng, size, kernel, channels, stride, padding) -> Iterator[Pair]:
    u, b = rng.normal(size=size), rng.normal(size=channels)
    theta = rng.normal(size=(kernel, kernel, size[2], channels))
    image, bias = _channels_first(u).requires_grad_(), torch.tensor(b, requires_grad=True)
    weight = torch.tensor(theta.transpose(3, 2, 0, 1).copy(), requires_grad=True)
    out = functional.conv2d(image, weight, bias, stride, padding)
    grad = rng.normal(size=_channels_last(out).shape)
    grad_torch = _channels_first(grad)
    label = f"{_shape(size)}, {channels} kernels {kernel}×{kernel}, stride {stride}, padding {padding}"

    def backward():
        grads = torch.autograd.grad(out, (image, weight, bias), grad_torch, retain_graph=True)
        return _channels_last(grads[0]), grads[1].permute(2, 3, 1, 0), grads[2]

    @torch.no_grad()
    def forward():
        return (_channels_last(functional.conv2d(image, weight, bias, stride, padding)),)

    yield Pair("conv_layer", label, lambda: (convolution.conv_layer(u, theta, b, stride, padding),), forward)
    yield Pair("conv_backward", label, lambda: convolution.conv_backward(grad, u, theta, stride, padding), backward)


def _pooling(rng, size, window, stride) -> Iterator[Pair]:
    u = rng.normal(size=size)
    image = _channels_first(u).requires_grad_()
    grad = rng.normal(size=convolution.max_pool(u, window, stride).shape)
    grad_torch = _channels_first(grad)
    label = f"{_shape(size)}, windows {window}×{window}, stride {stride}"

    def backward():
        return (
            _channels_last(torch.autograd.grad(functional.max_pool2d(image, window, stride), image, grad_torch)[0]),
        )

    @torch.no_grad()
    def forward():
        return (_channels_last(functional.max_pool2d(image, window, stride)),)

    yield Pair("max_pool", label, lambda: (convolution.max_pool(u, window, stride),), forward)
    yield Pair("max_pool_backward", label, lambda: (convolution.max_pool_backward(grad, u, window, stride),), backward)


def _attention(rng, n, d, heads) -> Pair:
    X = rng.normal(size=(n, d))
    matrices = [rng.normal(size=(d, d)) / d**0.5 for _ in range(4)]
    layer = torch.nn.MultiheadAttention(d, heads, bias=False, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        layer.in_proj_weight.copy_(torch.tensor(np.concatenate(matrices[:3])))
        layer.out_proj.weight.copy_(torch.tensor(matrices[3]))
    tokens = torch.tensor(X)[None]

    @torch.no_grad()
    def forward():
        return (layer(tokens, tokens, tokens, need_weights=False)[0][0],)

    return Pair(
        "multi_head",
        f"{n} tokens of width {d}, {heads} heads",
        lambda: (attention.multi_head(X, *matrices, heads),),
        forward,
    )


def _channels_first(u: np.ndarray) -> torch.Tensor:
    return torch.tensor(u.transpose(2, 0, 1)[None].copy())  # (1, C, H, W)


def _channels_last(u: torch.Tensor) -> torch.Tensor:
    return u[0].permute(1, 2, 0)  # a view: (H, W, C)


def _shape(size) -> str:
    return "×".join(map(str, size))


def require_equal(pair: Pair) -> None:
    """Raises AssertionError if ours and torch's differ."""
    for got, expected in zip(pair.ours(), pair.torch(), strict=True):
        np.testing.assert_allclose(got, expected.detach().numpy(), rtol=1e-9, atol=1e-11, err_msg=pair.name)


def measure(pair: Pair, rounds: int) -> tuple[float, float, float]:
    """Median seconds of ours, of torch, and the median of ours / torch over the rounds."""
    calls = max(1, int(0.005 / _seconds(pair.torch, 3)))  # about 5 ms of torch's work a round
    both = [(_seconds(pair.ours, calls), _seconds(pair.torch, calls)) for _ in range(rounds)]
    ours, theirs = zip(*both, strict=True)
    ratios = [a / b for a, b in both]
    return statistics.median(ours), statistics.median(theirs), statistics.median(ratios)


def _seconds(call: Callable, calls: int) -> float:
    begun = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - begun) / calls


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    torch.set_num_threads(1)
    with threadpool_limits(limits=1):  # NumPy's matrix products
        show_table(rounds)


def show_table(rounds: int) -> None:
    """Measure each pair, and print a row for it."""
    print("| layer | size | ours, µs | torch, µs | ours / torch |")
    print("|---|---|---|---|---|")
    slow = []
    for pair in pairs():
        require_equal(pair)
        ours, theirs, ratio = measure(pair, rounds)
        print(f"| `{pair.name}` | {pair.size} | {1e6 * ours:.0f} | {1e6 * theirs:.0f} | {ratio:.2f} |", flush=True)
        slow += [f"{pair.name}, {pair.size}"] if ratio > BOUND else []
    if slow:
        print(f"\nmore than {BOUND:.0f} times slower than torch: " + "; ".join(slow))


if __name__ == "__main__":
    main()
