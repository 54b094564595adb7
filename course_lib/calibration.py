"""Is it as sure as it says? Confidence against the share that is right, and a temperature that mends the first."""

import numpy as np
import torch
from torch import nn

from course_lib.datasets import mnist
from course_lib.losses import softmax


def reliability(probabilities, k, bins):
    """A reliability diagram as numbers, and the expected calibration error.

    probabilities: (N, K), rows that sum to 1.  k: (N,) classes.  An example's confidence is its largest probability,
    and it is right if the first largest is at its class.  Bin i takes those in (i/bins, (i + 1)/bins].
    Returns counts, confidence, accuracy (bins,), means of each bin and 0 in an empty one, and ece (float), the mean of
    |accuracy − confidence| over the bins, each weighted by its count.
    Source: Guo et al. 2017, section 2; Naeini et al. 2015.

    >>> counts, confidence, accuracy, ece = reliability([[0.75, 0.25], [0.25, 0.75]], [0, 0], 2)
    >>> counts.tolist(), confidence.tolist(), accuracy.tolist(), ece
    ([0, 2], [0.0, 0.75], [0.0, 0.5], 0.25)
    """
    probabilities = np.asarray(probabilities)
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == np.asarray(k)
    place = np.searchsorted(np.arange(bins) / bins, sure, side="left") - 1
    counts = np.bincount(place, minlength=bins)
    full = np.maximum(counts, 1)
    confidence = np.bincount(place, weights=sure, minlength=bins) / full
    accuracy = np.bincount(place, weights=right, minlength=bins) / full
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))


def mean_surprise(logits, k, temperature):
    """The mean of −log p of the true class when logits (N, K) are divided by a temperature.  Returns a float."""
    scaled = np.asarray(logits, dtype=float) / temperature
    scaled = scaled - scaled.max(axis=1, keepdims=True)
    log_p = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
    return float(-log_p[np.arange(len(log_p)), np.asarray(k)].mean())


def best_temperature(logits, k, low=0.05, high=20.0):
    """The temperature whose softmax(logits / T) is least surprised: a convex search in 1/T, by golden section.

    logits: (N, K).  k: (N,).  Returns a float between low and high.  Source: Guo et al. 2017, section 4.2.

    >>> round(best_temperature([[4.0, 0.0], [4.0, 0.0], [4.0, 0.0], [4.0, 0.0]], [0, 0, 0, 1]), 2)  # 4 / ln 3
    3.64
    """
    golden = (5**0.5 - 1) / 2
    left, right = 1 / high, 1 / low
    while right - left > 1e-7 * right:
        one, two = right - golden * (right - left), left + golden * (right - left)
        if mean_surprise(logits, k, 1 / one) < mean_surprise(logits, k, 1 / two):
            right = two
        else:
            left = one
    return 2 / (left + right)


def tempered(logits, temperature):
    """softmax(logits / T), (N, K)."""
    return softmax(np.asarray(logits, dtype=float) / temperature)


def small_mlp_logits(seed=0, n_train=1000, steps=1000):
    """Held-out logits of a network (784-128-10) that has learnt n_train MNIST digits by heart.

    steps: of Adam on batches of 64.  Returns logits (4000, 10), float64, and k (4000,).
    """
    X, k, X_test, k_test = mnist(held_out=4000)
    x, y = torch.tensor(X[:n_train].reshape(n_train, -1)).float(), torch.tensor(k[:n_train])
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    rng, optimizer = torch.Generator().manual_seed(seed), torch.optim.Adam(model.parameters(), 3e-3)
    for _ in range(steps):
        batch = torch.randint(n_train, (64,), generator=rng)
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
        optimizer.step()
    with torch.no_grad():
        logits = model(torch.tensor(X_test.reshape(len(X_test), -1)).float())
    return logits.double().numpy(), k_test
