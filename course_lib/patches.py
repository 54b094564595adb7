"""Images as sequences of patches, and back."""

import numpy as np


def patchify(img, patch):
    """An image as a sequence of square patches in reading order, each a row: pixels in reading order, channels last.

    img: (H, W, C), or (H, W) for one channel.  Returns (n_patches, patch·patch·C).
    Raises ValueError if patch does not divide H and W.  Source: deck 004, «ViT».

    >>> patchify([[1, 2, 3, 4], [5, 6, 7, 8]], patch=2).tolist()
    [[1, 2, 5, 6], [3, 4, 7, 8]]
    """
    img = np.asarray(img)
    height, width = img.shape[:2]
    rows, columns = _counts(height, width, patch)
    blocks = img.reshape(rows, patch, columns, patch, -1)  # (rows, patch, columns, patch, C)
    return blocks.swapaxes(1, 2).reshape(rows * columns, -1)


def unpatchify(patches, height, width, patch):
    """The image (height, width, C) whose patches these are.  patches: (n_patches, patch·patch·C).

    Raises ValueError if patch does not divide height and width, or the number of patches does not fit.

    >>> unpatchify([[1, 2, 5, 6], [3, 4, 7, 8]], height=2, width=4, patch=2)[:, :, 0].tolist()
    [[1, 2, 3, 4], [5, 6, 7, 8]]
    """
    patches = np.asarray(patches)
    rows, columns = _counts(height, width, patch)
    if len(patches) != rows * columns:
        raise ValueError(f"{len(patches)} patches: an image of {height} by {width} has {rows * columns}")
    blocks = patches.reshape(rows, columns, patch, patch, -1).swapaxes(1, 2)
    return blocks.reshape(height, width, -1)


def _counts(height, width, patch):
    if patch < 1 or height % patch or width % patch:
        raise ValueError(f"patches of {patch} by {patch} do not tile an image of {height} by {width}")
    return height // patch, width // patch
