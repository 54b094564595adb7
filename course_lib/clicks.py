"""Interactive segmentation: somebody clicks where a map is wrong, and the network gets the clicks as channels.

Images are (N, H, W, C), labels and maps (N, H, W) integers; the clicks of an image are a list of (row, column).
Source: deck 000, «Interaction et deep learning».
"""

import numpy as np
from scipy.ndimage import distance_transform_edt

RADIUS = 2  # pixels: a click is seen as a small disc


def with_clicks(X, k, clicks, classes=3):
    """The images with one more channel for each class: 1 around the clicks on pixels of this class, else 0.

    X: (N, H, W, C).  k: (N, H, W), of which the classes under the clicks are asked alone.  clicks: N lists of places.
    Returns (N, H, W, C + classes).  Raises ValueError if there are not as many lists as images.

    >>> told = with_clicks(np.zeros((1, 5, 5, 1)), np.full((1, 5, 5), 2), [[(0, 0)]])
    >>> told.shape, told.sum(axis=(0, 1, 2))
    ((1, 5, 5, 4), array([0., 0., 0., 6.]))
    """
    if not len(X) == len(k) == len(clicks):
        raise ValueError(f"{len(X)} images, {len(k)} label maps and {len(clicks)} lists of clicks")
    channels = np.zeros((*k.shape, classes))
    down, right = np.mgrid[: k.shape[1], : k.shape[2]]
    for told, labels, places in zip(channels, k, clicks, strict=True):
        for i, j in places:
            told[(down - i) ** 2 + (right - j) ** 2 <= RADIUS**2, labels[i, j]] = 1
    return np.concatenate([X, channels], axis=3)


def random_clicks(rng, k, most=3):
    """From none to `most` clicks for each image, anywhere: what a network that is to listen is trained with."""
    return [rng.integers(k.shape[1:], size=(rng.integers(most + 1), 2)).tolist() for _ in k]


def next_clicks(k, said, clicks):
    """The clicks and, for each image, one more: in the middle of the widest place where its map is wrong.

    k, said: (N, H, W).  An image without an error gets none.  Returns N lists.

    >>> next_clicks(np.ones((1, 3, 5), dtype=int), np.zeros((1, 3, 5), dtype=int), [[]])
    [[(1, 1)]]
    """
    return [[*places, *_widest(wrong)] for places, wrong in zip(clicks, k != said, strict=True)]


def _widest(wrong):
    depth = distance_transform_edt(np.pad(wrong, 1))[1:-1, 1:-1]  # beyond the border nothing is wrong
    i, j = np.unravel_index(depth.argmax(), depth.shape)
    return [(int(i), int(j))] if wrong.any() else []
