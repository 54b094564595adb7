"""Many small digit networks trained side by side: each has first weights and an order of the examples of its own."""

import numpy as np
import torch
from torch.nn import functional

from course_lib.digit_networks import digit_mlp

EPOCHS, BATCH, RATE = 12, 128, 0.01


def train_crowd(X, k, rng, count):
    """`count` networks 64-32-10 that have learned the same digits, in less time than one after the other would take.

    X: (N, 64) float64 tensor.  k: (N,) classes.  rng: numpy.random.Generator, of first weights and orders.
    Returns a list of `digit_mlp`s in evaluation mode: Adam, 12 epochs, batches of 128.

    >>> crowd = train_crowd(torch.zeros(4, 64).double(), torch.arange(4), np.random.default_rng(0), 2)
    >>> len(crowd), crowd[0](torch.zeros(3, 64).double()).shape
    (2, torch.Size([3, 10]))
    """
    models = [digit_mlp(seed=int(rng.integers(2**31))) for _ in range(count)]
    names = list(models[0].state_dict())
    stacked = [torch.stack([model.state_dict()[name] for model in models]).requires_grad_(True) for name in names]
    A, a, B, b = stacked  # (M, 32, 64), (M, 32), (M, 10, 32), (M, 10)
    optimizer = torch.optim.Adam(stacked, RATE)
    for _ in range(EPOCHS):
        orders = torch.tensor(np.stack([rng.permutation(len(X)) for _ in models]))  # (M, N)
        for batch in orders.split(BATCH, dim=1):
            hidden = torch.relu(X[batch] @ A.transpose(1, 2) + a[:, None])
            scores = hidden @ B.transpose(1, 2) + b[:, None]  # (M, batch, 10)
            loss = functional.cross_entropy(scores.flatten(0, 1), k[batch].flatten(), reduction="sum")
            optimizer.zero_grad()
            (loss / batch.shape[1]).backward()
            optimizer.step()
    for number, model in enumerate(models):
        model.load_state_dict({name: W[number].detach() for name, W in zip(names, stacked, strict=True)})
        model.eval()
    return models
