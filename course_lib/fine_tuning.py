"""Start from somebody else's network: its body as it is, and a new head."""

import copy

import torch
from torch import nn


def fine_tune(model, x, y, generator=None, steps=300, learning_rate=1e-2):
    """A copy of `model` whose last layer is trained anew, from zero, on the mean cross-entropy; the rest is frozen.

    model: nn.Sequential whose last layer is a Linear(F, K).  x: (N, …).  y: (N,) in 0..K-1.  generator: not needed,
    each step sees all examples.  Returns the copy in evaluation mode, in which the body is run here too, so that
    batch normalisation keeps its statistics and dropout drops nothing.  Source: deck 004, «Transfer learning».

    >>> model = nn.Sequential(nn.Linear(1, 2))
    >>> tuned = fine_tune(model, torch.tensor([[-1.0], [1.0]]), torch.tensor([0, 1]))
    >>> tuned(torch.tensor([[-3.0], [2.0]])).argmax(dim=1)
    tensor([0, 1])
    """
    tuned = copy.deepcopy(model).eval()
    head = tuned[-1]
    with torch.no_grad():
        features = tuned[:-1](x)  # (N, F)
    for weight in head.parameters():
        nn.init.zeros_(weight).requires_grad_(True)
    optimizer = torch.optim.Adam(head.parameters(), learning_rate)
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.cross_entropy(head(features), y).backward()
        optimizer.step()
    return tuned
