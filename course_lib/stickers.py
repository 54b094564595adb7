"""One change of a few pixels for all pictures, a sticker: what it may be, and how many digits it has misread."""

import numpy as np
import torch

from course_lib.adversarial import accuracy
from course_lib.crowds import train_crowd
from course_lib.digit_networks import digit_tensors

SIDE, PIXELS, LARGEST = 8, 8, 0.5
NETWORKS, KEPT = 24, 450


def fault_of(sticker):
    """What is wrong with a sticker, in words; "" if nothing is.

    sticker: (8, 8) numbers of at most `LARGEST` in size, of which at most `PIXELS` are not 0.

    >>> fault_of(np.full((8, 8), 0.1))
    'it changes 64 pixels: it may change 8'
    """
    sticker = np.asarray(sticker)
    if sticker.shape != (SIDE, SIDE):
        return f"its shape is {sticker.shape}: it must be ({SIDE}, {SIDE})"
    if sticker.dtype.kind not in "iuf" or not np.isfinite(sticker).all():
        return "it holds something that is no finite number"
    if np.abs(sticker.astype(float)).max() > LARGEST + 1e-6:  # float32 may round
        return f"it changes a pixel by {np.abs(sticker.astype(float)).max():g}: it may change each by {LARGEST:g}"
    changed = np.count_nonzero(sticker)
    return f"it changes {changed} pixels: it may change {PIXELS}" if changed > PIXELS else ""


def sticker():
    """A blot in the middle, two pixels high: something to begin with.  Returns (8, 8)."""
    change = np.zeros((SIDE, SIDE))
    change[3:5, 2:6] = LARGEST
    return change


def stuck(X, sticker):
    """The pictures X (N, 64) with the sticker (8, 8) added to each and cut to [0, 1].  Returns a tensor like X.

    >>> stuck(torch.full((1, 64), 0.75), np.eye(8) / 2)[0, :2]
    tensor([1.0000, 0.7500])
    """
    change = torch.as_tensor(np.asarray(sticker, dtype=float), dtype=X.dtype)
    return (X + change.reshape(1, SIDE * SIDE)).clamp(0, 1)


def strangers(rng, count=NETWORKS, held_out=False):
    """Networks that nobody has seen before, and digits that they have not seen.

    rng: numpy.random.Generator or a seed.  held_out: they learn all training digits, and the held-out ones are
    returned; else the last 450 training digits are kept from them, for who is still choosing.
    Returns a list of networks, X (450, 64), k (450,).
    """
    X, k, X_test, k_test = digit_tensors()
    if not held_out:
        X, k, X_test, k_test = X[:-KEPT], k[:-KEPT], X[-KEPT:], k[-KEPT:]
    return train_crowd(X, k, np.random.default_rng(rng), count), X_test, k_test


def score(sticker, rng=0, held_out=False):
    """How many digits wear the sticker and are misread, in per cent: the mean over `NETWORKS` strangers.

    sticker: (8, 8), without a fault by `fault_of`.  rng, held_out: as `strangers` takes them.
    Raises ValueError if the sticker has a fault.
    """
    if fault_of(sticker):
        raise ValueError(fault_of(sticker))
    networks, X, k = strangers(rng, held_out=held_out)
    return 100 * float(np.mean([1 - accuracy(network, stuck(X, sticker), k) for network in networks]))
