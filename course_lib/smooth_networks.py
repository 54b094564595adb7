"""Small smooth networks with weights of one's choice: what tests look into, with finite differences beside."""

import torch
from torch import nn


def smooth_network(rng, shape, classes, hidden=5):
    """A network with tanh and a batch normalisation that has seen data, in evaluation mode and double precision.

    rng: numpy.random.Generator of all its weights and statistics.  shape: (C, H, W) of a picture.
    Takes x (N, C, H, W), gives logits (N, classes).  Its last weights carry a gradient, as in the midst of a training,
    and its first ones are frozen.
    """
    size = shape[0] * shape[1] * shape[2]
    model = nn.Sequential(
        nn.Flatten(), nn.Linear(size, hidden), nn.Tanh(), nn.BatchNorm1d(hidden), nn.Linear(hidden, classes)
    )
    model = model.double().eval()
    first, norm, last = model[1], model[3], model[4]
    drawn = {
        first.weight: rng.normal(size=(hidden, size)),
        first.bias: rng.normal(size=hidden),
        norm.weight: rng.uniform(0.5, 2, size=hidden) * rng.choice([-1.0, 1.0], size=hidden),
        norm.bias: rng.normal(size=hidden),
        norm.running_mean: rng.normal(size=hidden) / 2,
        norm.running_var: rng.uniform(0.2, 2, size=hidden),
        last.weight: rng.normal(size=(classes, hidden)),
        last.bias: rng.normal(size=classes),
    }
    with torch.no_grad():
        for weight, values in drawn.items():
            weight.copy_(torch.from_numpy(values))
    first.weight.requires_grad_(False)
    last.weight.grad = torch.full_like(last.weight, 0.125)
    return model


def linear_network(W, b, shape):
    """The logits W x + b of pictures of shape (C, H, W), as a network in double precision.  W: (K, C·H·W).  b: (K,)."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(shape[0] * shape[1] * shape[2], len(b))).double().eval()
    model[1].load_state_dict({"weight": torch.as_tensor(W), "bias": torch.as_tensor(b)})
    return model
