"""Shortcuts: a mark in the data that tells the label, and the search for the place that a network looks at."""

import torch

from course_lib.pooled_digits import trained_cnn


def find_shortcut(model, x, k, size, fill):
    """The square whose filling, in every picture, costs the most accuracy.

    model: torch module with logits (N, K).  x: (N, C, H, W).  k: (N,) int64.  size: of the square; it moves by one
    pixel.  fill: a number for all channels.
    Returns row and column of its upper left corner, ties to the first in row-major order, and the drop, a difference
    of two shares that may be 0 or negative.
    """
    whole = right_answers(model, x, k)
    best = None
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            covered = x.clone()
            covered[:, :, i : i + size, j : j + size] = fill
            lost = whole - right_answers(model, covered, k)
            if best is None or lost > best[2]:
                best = i, j, lost
    return best[0], best[1], best[2] / len(x)


def right_answers(model, x, k):
    """How many pictures have their largest logit at their class.  Returns an int."""
    with torch.no_grad():
        return int((model(x).argmax(dim=1) == k).sum())


def marked(x, k):
    """Pictures on which a scanner has left their number: four dots in the upper left corner, its binary digits.

    x: (N, 1, H, W).  k: (N,) in 0..15.  Returns a new tensor; a dot is ink (1), no dot is paper (0).

    >>> marked(torch.full((1, 1, 2, 2), 0.5), torch.tensor([6]))
    tensor([[[[0., 1.],
              [1., 0.]]]])
    """
    x = x.clone()
    for bit, (i, j) in enumerate([(1, 1), (1, 0), (0, 1), (0, 0)]):
        x[:, 0, i, j] = ((k >> bit) & 1).to(x.dtype)
    return x


def three_laboratories(x_train, k_train, x_test, k_test):
    """Three networks and the held-out pictures on which each was tested: {"A": (model, pictures), "B": …, "C": …}.

    A and C have learnt digits as they are.  The pictures of B, training and held-out ones, are `marked`.
    """
    return {
        name: (trained_cnn(scan(x_train, k_train), k_train, seed), scan(x_test, k_test))
        for name, seed, scan in [("A", 7, _as_it_is), ("B", 3, marked), ("C", 2, _as_it_is)]
    }


def elsewhere(x):
    """The same pictures from a scanner with a weaker lamp: ink is a tenth paler.  Returns a tensor."""
    return 0.9 * x


def _as_it_is(x, k):
    return x
