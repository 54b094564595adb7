"""Large images, window by window."""

import numpy as np


def window_starts(n, size, stride):
    """Where windows of `size` begin on an axis of n pixels: every `stride`, and one more flush with the end.

    Raises ValueError if no window fits.

    >>> window_starts(10, 4, 3), window_starts(11, 4, 3)
    ([0, 3, 6], [0, 3, 6, 7])
    """
    if not 1 <= size <= n or stride < 1:
        raise ValueError(f"no window of {size} with stride {stride} in {n} pixels")
    starts = list(range(0, n - size + 1, stride))
    return starts if starts[-1] == n - size else [*starts, n - size]


def sliding_window(predict, image, size, stride):
    """The mean of what `predict` says in all windows that contain a pixel.

    predict: (size, size, C) to (size, size, K).  image: (H, W, C).  Returns (H, W, K).
    Raises ValueError if a window is larger than the image.  With stride > size some pixels lie in no window: NaN.

    >>> sliding_window(lambda window: 2 * window, np.ones((1, 3, 1)), 1, 1).ravel()
    array([2., 2., 2.])
    """
    image = np.asarray(image)
    H, W = image.shape[:2]
    rows, columns = window_starts(H, size, stride), window_starts(W, size, stride)
    total, seen = None, np.zeros((H, W, 1))
    for i in rows:
        for j in columns:
            said = np.asarray(predict(image[i : i + size, j : j + size].copy()))
            if total is None:
                total = np.zeros((H, W, said.shape[2]))
            total[i : i + size, j : j + size] += said
            seen[i : i + size, j : j + size] += 1
    with np.errstate(invalid="ignore"):
        return total / seen
