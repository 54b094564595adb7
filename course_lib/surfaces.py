"""Photographs of surfaces as grey pictures that stay pictures under attack, and a small network that names them."""

import torch
from torch import nn

from course_lib.datasets import textures

DEVIATIONS = 6  # how many standard deviations of a patch lie between black and white


class Centred(nn.Module):
    """Grey values in [0, 1] become deviations from the middle grey; a gradient passes through."""

    def forward(self, x):
        return DEVIATIONS * (x - 0.5)


def surface_tensors(rng, n_train=400, n_test=200):
    """The patches of `course_lib.datasets.textures` as grey pictures: x_train, y_train, x_test, y_test.

    x: (3 n, 1, 32, 32), float64 in [0, 1]: the mean of a patch is at 0.5, three standard deviations above it is white
    and three below it black; what lies further out (five pixels of a thousand) is cut.  y: (3 n,) int64, brick 0,
    grass 1, gravel 2; train from the left half of each photograph, test from the right half.

    >>> x, y, *_ = surface_tensors(np.random.default_rng(0), n_train=2, n_test=1)
    >>> x.shape, y.tolist()
    (torch.Size([6, 1, 32, 32]), [0, 0, 1, 1, 2, 2])
    """
    T_train, k_train, T_test, k_test = textures(rng, n_train, n_test)
    x_train, x_test = [torch.tensor(0.5 + T[:, None] / DEVIATIONS).clamp(0, 1) for T in (T_train, T_test)]
    return x_train, torch.tensor(k_train), x_test, torch.tensor(k_test)


def surface_cnn(seed):
    """Lesson 5's convolutional network for textures, in double precision; its first weights depend on the seed alone.

    Takes x (N, 1, 32, 32) with grey values in [0, 1] and gives logits (N, 3).
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Sequential(
            Centred(),
            nn.Conv2d(1, 8, 5, stride=2),
            nn.ReLU(),
            nn.Conv2d(8, 16, 3),
            nn.ReLU(),
            nn.AdaptiveMaxPool2d(1),
            nn.Flatten(),
            nn.Linear(16, 3),
        ).double()


def most_deceived(probabilities_before, probabilities_after, y, label, named):
    """The picture of class `label` that was named so surely and is now named `named` so surely: its number.

    probabilities: (N, K) tensors.  y: (N,).  The smaller of its two probabilities is the largest there is.

    >>> before = torch.tensor([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9]])
    >>> after = torch.tensor([[0.7, 0.3], [0.1, 0.9], [0.0, 1.0]])
    >>> most_deceived(before, after, torch.tensor([0, 0, 1]), 0, 1)
    1
    """
    sure = torch.minimum(probabilities_before[:, label], probabilities_after[:, named])
    return int(torch.where(y == label, sure, -1.0).argmax())
