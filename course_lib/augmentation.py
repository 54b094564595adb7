"""More pictures out of few: changes of a picture that leave what it shows."""

import numpy as np


def augment(images, shift, rng):
    """Each image moved by its own (dy, dx), uniform on the integers -shift … shift; what comes in is 0.

    images: (N, H, W).  shift: 0 <= shift < min(H, W).  rng: numpy.random.Generator.  Returns the same shape.
    Source: deck 002, § 4 (fresh images in each epoch); deck 004, «Data augmentation».

    >>> augment(np.eye(3)[None], 1, np.random.default_rng(3))
    array([[[0., 0., 1.],
            [0., 0., 0.],
            [0., 0., 0.]]])
    """
    images = np.asarray(images)
    count, height, width = images.shape
    wide = np.pad(images, [(0, 0), (shift, shift), (shift, shift)])  # (N, H + 2 shift, W + 2 shift)
    corners = rng.integers(2 * shift + 1, size=(2, count))  # of the window that is kept
    rows = corners[0][:, None] + np.arange(height)  # (N, H)
    columns = corners[1][:, None] + np.arange(width)  # (N, W)
    return wide[np.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]]
