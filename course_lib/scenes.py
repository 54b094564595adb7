"""Painted scenes and mosaics of photographs: images with the class of each pixel, exactly.

Images are (n, side, side, 1), labels (n, side, side) integers.  rng is a numpy.random.Generator.
"""

from functools import cache

import numpy as np

TEXTURES = "brick", "grass", "gravel"


def stripes(rng, n, side=24, noise=0.3):
    """Two discs on a ground of 0, one with horizontal stripes (class 1), one with vertical ones (class 2).

    Radius 4 to 7, stripes of ±1 with period 4 and a random phase, painted in a random order; normal noise of this
    deviation lies over all.  No single pixel tells class 1 from class 2.  Returns X (n, side, side, 1), k.

    >>> X, k = stripes(np.random.default_rng(0), 2)
    >>> X.shape, k.shape, np.unique(k).tolist()
    ((2, 24, 24, 1), (2, 24, 24), [0, 1, 2])
    """
    X, k = np.zeros((n, side, side)), np.zeros((n, side, side), dtype=int)
    down, right = np.mgrid[:side, :side]
    for picture, labels in zip(X, k, strict=True):
        for kind in rng.permutation([1, 2]):
            inside = _disc(rng, side, rng.uniform(4, 7))
            phase = rng.integers(4)
            bands = np.where(((down if kind == 1 else right) + phase) % 4 < 2, 1.0, -1.0)
            picture[inside], labels[inside] = bands[inside], kind
    return (X + noise * rng.normal(size=X.shape))[..., None], k


def discs(rng, n, side=32, noise=0.3):
    """A large disc (radius 7 to 9, class 1) and four small ones (radius 2.5 to 3.5, class 2), all of the grey 1.

    Small ones do not touch the others as far as a few trials can avoid it.  Returns X (n, side, side, 1), k.

    >>> X, k = discs(np.random.default_rng(0), 3)
    >>> bool(X[k > 0].mean() > 0.9), X.shape
    (True, (3, 32, 32, 1))
    """
    X, k = np.zeros((n, side, side)), np.zeros((n, side, side), dtype=int)
    for picture, labels in zip(X, k, strict=True):
        labels[_disc(rng, side, rng.uniform(7, 9))] = 1
        for _ in range(4):
            radius = rng.uniform(2.5, 3.5)
            for _ in range(20):
                centre = rng.uniform(radius, side - 1 - radius, size=2)
                if not labels[_around(side, centre, radius + 1.5)].any():
                    labels[_around(side, centre, radius)] = 2
                    break
        picture[labels > 0] = 1
    return (X + noise * rng.normal(size=X.shape))[..., None], k


def specks(rng, n, side=24, noise=0.5):
    """One small disc (radius 2 to 3, grey 1, class 1) on a ground of 0: about 3 % of the pixels are foreground.

    Returns X (n, side, side, 1), k.

    >>> float(specks(np.random.default_rng(0), 500)[1].mean().round(2))
    0.03
    """
    k = np.zeros((n, side, side), dtype=int)
    for labels in k:
        labels[_disc(rng, side, rng.uniform(2, 3))] = 1
    return (k + noise * rng.normal(size=k.shape))[..., None], k


@cache
def textures():
    """The photographs brick, grass and gravel (in scikit-image), each with mean 0 and deviation 1.  (3, 512, 512).

    >>> textures().shape
    (3, 512, 512)
    """
    from skimage import data

    photographs = [getattr(data, name)().astype(float) for name in TEXTURES]
    return np.stack([(photograph - photograph.mean()) / photograph.std() for photograph in photographs])


def mosaics(rng, n, half, side=32):
    """Two of the three textures with a straight seam between them, at a random angle near the middle.

    half: "left" or "right", of the photographs: what is learned on one half is tested on the other.
    Returns X (n, side, side, 1), k with the numbers of TEXTURES.  Raises ValueError for another half.

    >>> X, k = mosaics(np.random.default_rng(0), 2, "left")
    >>> X.shape, [np.unique(labels).size for labels in k]
    ((2, 32, 32, 1), [2, 2])
    """
    if half not in ("left", "right"):
        raise ValueError(f"half is {half!r}: it must be 'left' or 'right'")
    photographs = textures()
    photographs = photographs[..., :256] if half == "left" else photographs[..., 256:]
    X, k = np.zeros((n, side, side)), np.zeros((n, side, side), dtype=int)
    down, right = np.mgrid[:side, :side] - (side - 1) / 2
    for picture, labels in zip(X, k, strict=True):
        angle, shift = rng.uniform(0, 2 * np.pi), rng.uniform(-side / 5, side / 5)
        beyond = np.cos(angle) * right + np.sin(angle) * down > shift
        for kind, where in zip(rng.permutation(3)[:2], (beyond, ~beyond), strict=True):
            i, j = (rng.integers(size - side + 1) for size in photographs.shape[1:])
            picture[where] = photographs[kind, i : i + side, j : j + side][where]
            labels[where] = kind
    return X[..., None], k


def _disc(rng, side, radius):
    """A disc that lies in the picture, as a mask."""
    return _around(side, rng.uniform(radius, side - 1 - radius, size=2), radius)


def _around(side, centre, radius):
    down, right = np.mgrid[:side, :side]
    return (down - centre[0]) ** 2 + (right - centre[1]) ** 2 <= radius**2


def patchwork(rng, height, width, regions=7):
    """A large picture of the three textures (right halves of the photographs): each pixel belongs to its nearest of
    `regions` random points.

    Returns image (height, width, 1), k (height, width).  Raises ValueError if it is higher than 512 or wider than 256.

    >>> image, k = patchwork(np.random.default_rng(0), 96, 128)
    >>> image.shape, np.unique(k).tolist()
    ((96, 128, 1), [0, 1, 2])
    """
    if height > 512 or width > 256:
        raise ValueError(f"{height} by {width} pixels: half a photograph has 512 by 256")
    points = rng.uniform(0, 1, size=(regions, 2)) * [height, width]
    kinds = rng.permutation(np.arange(regions) % 3)
    pixels = np.stack(np.mgrid[:height, :width], axis=2)
    k = kinds[np.argmin(np.sum((pixels[:, :, None] - points) ** 2, axis=3), axis=2)]
    ground = textures()[:, :height, 256 : 256 + width]
    return np.take_along_axis(ground, k[None], axis=0)[0][..., None], k
