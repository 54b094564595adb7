"""A small network that ends in global average pooling, on digits as pictures, and hidden layers to look into."""

import torch
from torch import nn

from course_lib.datasets import digits
from course_lib.image_classifiers import train

FEATURES = 7  # the layers of `pooled_cnn` in front of its global average pooling


def digit_pictures(shuffled_by=None):
    """The digits of `course_lib.datasets.digits` as x_train (1347, 1, 8, 8), k_train, x_test (450, 1, 8, 8), k_test.

    shuffled_by: as `digits` takes it.

    >>> x_train, k_train, x_test, k_test = digit_pictures()
    >>> x_train.shape, x_train.dtype, k_test.dtype
    (torch.Size([1347, 1, 8, 8]), torch.float32, torch.int64)
    """
    X_train, k_train, X_test, k_test = map(torch.tensor, digits(shuffled_by=shuffled_by))
    return X_train.float().reshape(-1, 1, 8, 8), k_train, X_test.float().reshape(-1, 1, 8, 8), k_test


def pooled_cnn(seed, channels=(16, 32), classes=10):
    """Two convolutions with batch normalisation, a max-pooling between, global average pooling, a linear layer.

    Weights depend on the seed alone; the global random state is left as it was.  Takes x (N, 1, H, W).
    """
    first, second = channels
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Sequential(
            nn.Conv2d(1, first, 3, padding=1),
            nn.BatchNorm2d(first),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(first, second, 3, padding=1),
            nn.BatchNorm2d(second),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(second, classes),
        )


def trained_cnn(x, k, seed, epochs=20):
    """A `pooled_cnn` trained with Adam, whose rate falls from 0.01 in a straight line to 0; in evaluation mode."""
    generator = torch.Generator().manual_seed(seed)
    return train(pooled_cnn(seed), x, k, generator, epochs=epochs, batch_size=64, learning_rate=0.01)


def features(model, x):
    """What goes into the global average pooling of a `pooled_cnn`: (N, C, h, w)."""
    with torch.no_grad():
        return model[:FEATURES](x)
