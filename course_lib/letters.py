"""Pages of noisy capital letters among which stands one F, and how often a kernel finds it."""

import numpy as np

_DRAWN = {
    "F": "##### #.... #.... ####. #.... #.... #....",
    "E": "##### #.... #.... ####. #.... #.... #####",
    "P": "####. #...# #...# ####. #.... #.... #....",
    "R": "####. #...# #...# ####. #.#.. #..#. #...#",
    "B": "####. #...# #...# ####. #...# #...# ####.",
    "H": "#...# #...# #...# ##### #...# #...# #...#",
    "L": "#.... #.... #.... #.... #.... #.... #####",
    "T": "##### ..#.. ..#.. ..#.. ..#.. ..#.. ..#..",
    "I": "..#.. ..#.. ..#.. ..#.. ..#.. ..#.. ..#..",
}
LETTERS = {name: np.array([[c == "#" for c in row] for row in drawn.split()], float) for name, drawn in _DRAWN.items()}

SOUGHT = "F"
ROWS, COLUMNS, SLOT, MARGIN = 4, 5, (11, 9), 6
NOISE, SHADE, INK = 0.3, 0.2, 0.1
LARGEST_SIDE, LARGEST_WEIGHT = 9, 1000.0


def pages(rng, count):
    """Pages with 20 letters each, one of them an F, the others drawn from the rest of `LETTERS`.

    rng: numpy.random.Generator.  Each letter stands somewhere in a slot of 11 by 9 pixels, its ink is 0.9 to 1.1 on
    paper of 0, from one side of the page to the other falls a shade of up to ±0.2, and over all lies normal noise of
    deviation 0.3.  Returns pages (count, 56, 57) and the middles of the F, (count, 2): row, column.

    >>> P, middles = pages(np.random.default_rng(0), 2)
    >>> P.shape, middles.tolist()
    ((2, 56, 57), [[42, 17], [31, 9]])
    """
    height, width = ROWS * SLOT[0] + 2 * MARGIN, COLUMNS * SLOT[1] + 2 * MARGIN
    letters = ROWS * COLUMNS
    shapes = np.stack(list(LETTERS.values()))  # (9, 7, 5), the F first
    h, w = shapes.shape[1:]
    which = rng.integers(1, len(shapes), size=(count, letters))
    where = rng.integers(letters, size=count)
    which[np.arange(count), where] = 0
    ink = rng.uniform(1 - INK, 1 + INK, size=(count, letters))
    corners = rng.integers(0, [SLOT[0] - h + 1, SLOT[1] - w + 1], size=(count, letters, 2))
    slots = np.indices((ROWS, COLUMNS)).reshape(2, -1).T  # (20, 2)
    corners += MARGIN + slots * SLOT
    down, right = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)
    shade = rng.uniform(-SHADE, SHADE, size=(count, 2, 1, 1))
    P = shade[:, 0] * down + shade[:, 1] * right + NOISE * rng.normal(size=(count, height, width))
    for page in range(count):
        for letter in range(letters):
            i, j = corners[page, letter]
            P[page, i : i + h, j : j + w] += ink[page, letter] * shapes[which[page, letter]]
    return P, corners[np.arange(count), where] + [h // 2, w // 2]


def letter_kernel():
    """The F itself as a kernel, a matched filter: where one begins.  Returns (7, 5)."""
    return LETTERS[SOUGHT].copy()


def fault_of(kernel):
    """What is wrong with a kernel, in words; "" if nothing is.

    kernel: (kh, kw) numbers, 1 to 9 along each side, of at most 1000 in size.

    >>> fault_of(np.ones((3, 12)))
    'its shape is (3, 12): each side may have 1 to 9 weights'
    """
    kernel = np.asarray(kernel)
    if kernel.ndim != 2 or not all(1 <= side <= LARGEST_SIDE for side in kernel.shape):
        return f"its shape is {kernel.shape}: each side may have 1 to {LARGEST_SIDE} weights"
    if kernel.dtype.kind not in "iuf" or not np.isfinite(kernel).all():
        return "it holds something that is no finite number"
    largest = np.abs(kernel.astype(float)).max()
    return f"a weight is {largest:g} in size: it may be {LARGEST_WEIGHT:g}" if largest > LARGEST_WEIGHT else ""


def responses(P, kernel):
    """The cross-correlation of each page with the kernel, where it fits.  (N, H, W), (kh, kw): (N, H-kh+1, W-kw+1).

    >>> responses(np.array([[[5.0, 1, 2, 4]]]), np.array([[1.0, -2]])).tolist()
    [[[3.0, -3.0, -6.0]]]
    """
    kernel = np.asarray(kernel, dtype=float)
    height, width = P.shape[1] - kernel.shape[0] + 1, P.shape[2] - kernel.shape[1] + 1
    out = np.zeros((len(P), height, width))
    for first in range(0, len(P), 50):  # what stays in the cache
        some, sums = P[first : first + 50], out[first : first + 50]
        for (i, j), weight in np.ndenumerate(kernel):
            if weight != 0:
                sums += weight * some[:, i : i + height, j : j + width]
    return out


def places_found(P, kernel):
    """The middle of the window with the largest response, on each page (N, H, W).  Returns (N, 2): row, column.

    >>> places_found(np.array([[[0.0, 0, 1, 0]]]), np.array([[-1.0, 2, -1]])).tolist()
    [[0, 2]]
    """
    kernel = np.asarray(kernel)
    maps = responses(P, kernel)
    best = maps.reshape(len(P), -1).argmax(axis=1)
    corners = np.stack(np.unravel_index(best, maps.shape[1:]), axis=1)
    return corners + np.array([kernel.shape[0] // 2, kernel.shape[1] // 2])


def score(kernel, rng=0, count=2000):
    """The share of fresh pages, in per cent, on which the largest response lies within one pixel of the F's middle.

    kernel: (kh, kw), without a fault by `fault_of`.  rng: numpy.random.Generator or a seed.
    Raises ValueError if the kernel has a fault.
    """
    if fault_of(kernel):
        raise ValueError(fault_of(kernel))
    P, middles = pages(np.random.default_rng(rng), count)
    return 100 * float(np.mean(np.abs(places_found(P, kernel) - middles).max(axis=1) <= 1))
