"""Small torch networks that read 8 by 8 digits, and the loop that trains them with a progress bar."""

import builtins
import sys

import torch
from torch import nn
from tqdm.auto import tqdm

from course_lib.datasets import digits


def digit_tensors(shuffled_by=None):
    """The digits of `course_lib.datasets.digits` as tensors: x_train (1347, 64), y_train, x_test (450, 64), y_test.

    Grey values are float64 in [0, 1], classes int64: in double precision a short training ends alike on many machines.
    shuffled_by: as `digits` takes it.

    >>> x_train, y_train, x_test, y_test = digit_tensors()
    >>> x_train.shape, x_train.dtype, y_test.dtype
    (torch.Size([1347, 64]), torch.float64, torch.int64)
    """
    return tuple(map(torch.tensor, digits(shuffled_by=shuffled_by)))


def digit_mlp(seed, hidden=32, classes=10):
    """A network 64-hidden-classes with random weights that depend on the seed alone.  Takes x (N, 64)."""
    return _seeded(seed, lambda: [nn.Linear(64, hidden), nn.ReLU(), nn.Linear(hidden, classes)])


def digit_linear(seed, classes=10):
    """One linear layer.  Takes x (N, 64)."""
    return _seeded(seed, lambda: [nn.Linear(64, classes)])


def digit_cnn(seed, channels=12, classes=10):
    """Two convolutions of 3 by 3, a max-pooling after the first, and a linear layer.  Takes x (N, 64) too."""
    return _seeded(
        seed,
        lambda: [
            nn.Unflatten(1, (1, 8, 8)),
            nn.Conv2d(1, channels, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(16 * channels, classes),
        ],
    )


def transfer_cnn(seed, classes=5):
    """Two convolutions with batch normalisation, dropout, and a linear head: a body to borrow.  Takes x (N, 64)."""
    return _seeded(
        seed,
        lambda: [
            nn.Unflatten(1, (1, 8, 8)),
            nn.Conv2d(1, 12, 3, padding=1),
            nn.BatchNorm2d(12),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(12, 24, 3, padding=1),
            nn.BatchNorm2d(24),
            nn.ReLU(),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(384, classes),
        ],
    )


def fit(model, x, y, step, epochs=30, batch_size=64, learning_rate=5e-3, seed=0, title="training"):
    """Train `model` by step(model, optimizer, x_batch, y_batch) -> loss, with Adam; returns it in evaluation mode.

    In a notebook or a terminal a bar shows the epochs, the mean loss of the last one, and the share of x (N, …) that is
    read right by now.  seed: of the order of the examples.  Raises TypeError if a step returns no loss.
    """
    rng = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), learning_rate)
    with tqdm(range(epochs), desc=title, file=sys.stdout, disable=not _somebody_looks()) as bar:
        for _ in bar:
            model.train()
            batches = torch.randperm(len(x), generator=rng).split(batch_size)
            losses = [step(model, optimizer, x[batch], y[batch]) for batch in batches]
            if None in losses:
                raise TypeError("the training step returned None: it has to return its loss")
            model.eval()
            with torch.no_grad():
                right = (model(x).argmax(dim=1) == y).double().mean().item()
            bar.set_postfix(loss=f"{sum(losses) / len(losses):.3f}", right=f"{right:.1%}")
    return model


def _somebody_looks():
    return hasattr(builtins, "__IPYTHON__") or sys.stdout.isatty()


def _seeded(seed, layers):
    """A network of new layers in double precision; the global random state is left as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Sequential(*layers()).double()
