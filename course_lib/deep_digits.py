"""Deep narrow networks that read 8 by 8 digits, or do not: each factor of a training can be switched by itself."""

import torch
from torch import nn

WIDTH = 32


class DeepNetwork(nn.Module):
    """64 pixels to `WIDTH` units, depth - 2 layers of `WIDTH` units, 10 scores.  Takes x (N, 64), float64.

    depth: even.  weights: "torch" (its own first weights) or "he".  batch_norm: after each linear layer but the last.
    skip: the hidden layers form pairs, X + relu(X W1ᵀ + b1) W2ᵀ + b2, in the place of one ReLU after each layer.
    The same seed gives the same first weights.
    """

    def __init__(self, depth, seed, weights="torch", batch_norm=False, skip=False):
        super().__init__()
        self.skip = skip
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            layers = [nn.Linear(64 if layer == 0 else WIDTH, WIDTH) for layer in range(depth - 1)]
            self.last = nn.Linear(WIDTH, 10)
            if weights == "he":
                for layer in layers:
                    nn.init.kaiming_normal_(layer.weight)
                    nn.init.zeros_(layer.bias)
        self.layers = nn.ModuleList(layers)
        self.norms = nn.ModuleList(nn.BatchNorm1d(WIDTH) if batch_norm else nn.Identity() for _ in layers)
        self.double()

    def forward(self, x):
        """x: (N, 64).  Returns (N, 10)."""
        first, *hidden = (
            lambda x, layer=layer, norm=norm: norm(layer(x))
            for layer, norm in zip(self.layers, self.norms, strict=True)
        )
        x = first(x).relu()
        for one, other in zip(hidden[::2], hidden[1::2], strict=True):
            x = x + other(one(x).relu()) if self.skip else other(one(x).relu()).relu()
        return self.last(x)


def first_gradient(model, x, y):
    """The norm of the gradient of the mean cross-entropy by the first layer's weights.  Leaves no gradient behind."""
    loss = nn.functional.cross_entropy(model(x), y)
    return torch.autograd.grad(loss, model.layers[0].weight)[0].norm().item()


def train(model, x, y, epochs=6, batch_size=64, learning_rate=0.05, momentum=0.9, longest=5.0, seed=0, curve=None):
    """Train by descent with momentum on the mean cross-entropy; a gradient longer than `longest` is shortened to it.

    x: (N, 64).  y: (N,).  seed: of the order of the examples.  curve: a list to which the loss of each step is added,
    but for the batch that is left over at the end of an epoch, whose few examples say little.
    Returns the model, in evaluation mode.
    """
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.SGD(model.parameters(), learning_rate, momentum)
    model.train()
    for _ in range(epochs):
        for batch in torch.randperm(len(x), generator=generator).split(batch_size):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x[batch]), y[batch])
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), longest)
            optimizer.step()
            if curve is not None and len(batch) == batch_size:
                curve.append(loss.item())
    return model.eval()


@torch.no_grad()
def accuracy(model, x, y):
    """The share of x (N, 64) whose largest score is that of its class y (N,)."""
    return (model(x).argmax(dim=1) == y).double().mean().item()
