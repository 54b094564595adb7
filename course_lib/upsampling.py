"""The way back up, from a small map to a large one: transposed convolution, interpolation, unpooling.

An image is (H, W, channels), channels last, and the kernels of a layer are (kh, kw, φ, ψ), as in `convolution`.
"""

import numpy as np

from course_lib.convolution import max_pool_backward


def transposed_conv(v, theta, stride=1, padding=0):
    """The transpose of the linear map u -> conv_layer(u, theta, 0, stride, padding), applied to v.

    v: (h, w, ψ).  theta: (kh, kw, φ, ψ), as `conv_layer` takes it from φ to ψ channels.
    Returns (H, W, φ) with H = (h - 1)·stride + kh - 2·padding, W alike.  Raises ValueError if the channels do not fit
    or nothing is left.  Source: deck 004, «Les réseaux denses»; Dumoulin and Visin 2016.

    >>> kernel = np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1, 1)
    >>> transposed_conv(np.array([[[1.0], [10.0]]]), kernel, stride=2)[0, :, 0]
    array([ 1.,  2., 13., 20., 30.])
    """
    v, theta = np.asarray(v), np.asarray(theta)
    if v.ndim != 3 or theta.ndim != 4 or v.shape[2] != theta.shape[3]:
        raise ValueError(f"v has shape {v.shape}, theta {theta.shape}: they must be (h, w, ψ) and (kh, kw, φ, ψ)")
    (h, w, _), (kh, kw, phi, _) = v.shape, theta.shape
    H, W = (h - 1) * stride + kh, (w - 1) * stride + kw
    if min(H, W) <= 2 * padding:
        raise ValueError(f"with padding {padding} nothing is left of {H} by {W}")
    out = np.zeros((H, W, phi), np.result_type(v, theta))
    for i in range(kh):
        for j in range(kw):  # one place of the kernel, for all of v at once
            out[i : i + stride * (h - 1) + 1 : stride, j : j + stride * (w - 1) + 1 : stride] += v @ theta[i, j].T
    return out[padding : H - padding, padding : W - padding]


def overlap_counts(n, kernel, stride):
    """How many of the n inputs of a transposed convolution reach each of its outputs, along one axis, unpadded.

    Returns (m,) integers, m = (n - 1)·stride + kernel.  Raises ValueError if an argument is below 1.
    Source: Odena, Dumoulin and Olah 2016.

    >>> overlap_counts(3, 3, 2)
    array([1, 1, 2, 1, 2, 1, 1])
    """
    if min(n, kernel, stride) < 1:
        raise ValueError(f"n = {n}, kernel = {kernel}, stride = {stride}: each must be 1 at least")
    counts = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        counts[i * stride : i * stride + kernel] += 1
    return counts


def upsample(u, factor, mode):
    """An image `factor` times as high and as wide.

    u: (H, W, C).  mode: "nearest", or "bilinear", with the centres of the pixels matched: row i of the result stands at
    row (i + ½)/factor - ½ of u, held inside of u (torch's align_corners=False).  Returns (factor·H, factor·W, C).
    Raises ValueError for another mode, or a factor below 1.

    >>> row = np.array([0.0, 4.0]).reshape(1, 2, 1)
    >>> upsample(row, 2, "bilinear")[0, :, 0], upsample(row, 2, "nearest")[0, :, 0]
    (array([0., 1., 3., 4.]), array([0., 0., 4., 4.]))
    """
    u = np.asarray(u)
    if mode not in ("nearest", "bilinear") or factor < 1:
        raise ValueError(f"mode {mode!r}, factor {factor}: a mode is 'nearest' or 'bilinear', a factor 1 at least")
    if mode == "nearest":
        return u.repeat(factor, axis=0).repeat(factor, axis=1)
    for axis in (0, 1):
        size = u.shape[axis]
        at = np.clip((np.arange(factor * size) + 0.5) / factor - 0.5, 0, size - 1)
        low = np.minimum(at.astype(int), max(size - 2, 0))
        share = (at - low).reshape([-1 if a == axis else 1 for a in range(u.ndim)])
        high = np.minimum(low + 1, size - 1)
        u = (1 - share) * u.take(low, axis=axis) + share * u.take(high, axis=axis)
    return u


def max_unpool(v, u, size):
    """Each value back to where the maximum of its window stood, and zeros elsewhere.

    u: (H, W, C), which was max-pooled with windows size × size and stride size.  v: (H//size, W//size, C).
    Returns (H, W, C).  Of equal maxima the first in row-major order.  Raises ValueError if the shapes do not fit.
    Source: Badrinarayanan, Kendall and Cipolla 2015 (SegNet, deck 000).

    >>> max_unpool(np.array([[[7.0]]]), np.array([[[1.0], [3.0]], [[3.0], [2.0]]]), 2)[:, :, 0]
    array([[0., 7.],
           [0., 0.]])
    """
    return max_pool_backward(v, u, size, size)  # a gradient goes back to the maximum, too: it is the same map
