"""Networks that tell pictures apart, and how they are trained: PyTorch, pictures as (N, C, H, W)."""

import torch
from torch import nn
from torch.nn.functional import cross_entropy


class LeNet(nn.Module):
    """LeNet-5 on pictures of 32 by 32 pixels, with ReLU and max-pooling: (N, 1, 32, 32) gives (N, 10) scores.

    Sizes as in deck 004, «LeNet5 (1998)», every kernel of the second convolution on all six maps: 61 706 parameters.
    `maps` keeps the two convolutions apart from the rest.
    """

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2, self.conv3 = nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5), nn.Conv2d(16, 120, 5)
        self.dense1, self.dense2 = nn.Linear(120, 84), nn.Linear(84, 10)

    def maps(self, x):
        """What the two convolutions show behind their ReLU: (N, 6, 28, 28) and (N, 16, 10, 10)."""
        first = torch.relu(self.conv1(x))
        return first, torch.relu(self.conv2(nn.functional.max_pool2d(first, 2)))

    def forward(self, x):
        second = nn.functional.max_pool2d(self.maps(x)[1], 2)  # (N, 16, 5, 5)
        hidden = torch.relu(self.conv3(second)).flatten(1)  # (N, 120)
        return self.dense2(torch.relu(self.dense1(hidden)))


def train(model, X, k, generator, epochs=2, batch_size=64, learning_rate=3e-3, progress=None):
    """Train in place with Adam on the mean cross-entropy; the rate falls in a straight line to 0.

    X: (N, ...) pictures as the model takes them.  k: (N,) int64 classes.  generator: torch.Generator of the order.
    progress: wraps the list of mini-batches of an epoch (tqdm, for example) and may have `set_postfix`.
    Returns the model, in evaluation mode.  Raises ValueError if X and k differ in length.
    """
    if len(X) != len(k):
        raise ValueError(f"X has {len(X)} pictures and k {len(k)} classes")
    steps = epochs * -(-len(X) // batch_size)
    optimizer = torch.optim.Adam(model.parameters(), learning_rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps)
    model.train()
    for _ in range(epochs):
        batches = torch.randperm(len(X), generator=generator).split(batch_size)
        for batch in progress(batches) if progress else batches:
            optimizer.zero_grad()
            loss = cross_entropy(model(X[batch]), k[batch])
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()


def accuracy(model, X, k):
    """The share of pictures whose largest score is that of their class.  X: (N, ...).  k: (N,).  Returns a float."""
    with torch.no_grad():
        return (model(X).argmax(dim=1) == k).float().mean().item()


def shifted_copies(X, pixels=2):
    """Each picture five times: as it is, and moved down, up, right and left; what comes in is 0.

    X: (N, C, H, W).  Returns (5 N, C, H, W), copy after copy.
    """
    padded = nn.functional.pad(X, (pixels,) * 4)
    H, W = X.shape[2:]
    corners = [(pixels, pixels), (0, pixels), (2 * pixels, pixels), (pixels, 0), (pixels, 2 * pixels)]
    return torch.cat([padded[:, :, i : i + H, j : j + W] for i, j in corners])
