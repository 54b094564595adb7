"""Convolution and pooling on one image, forward and backward.

An image u is (H, W, φ), channels last; the kernels of a layer are (kh, kw, φ, ψ), as in deck 000.  A "convolutional
layer" computes a cross-correlation, as everywhere in deep learning; `convolve2d` is the convolution of mathematics.
Forward, a layer gathers its windows as the rows of a matrix, so that one matrix product does all the work.  Backward,
it goes through the rows of the kernel, for all windows at once: whole windows would cost more memory than time.
"""

from itertools import islice

import numpy as np
from numpy.lib.stride_tricks import as_strided


def output_size(n, kernel, stride, padding):
    """How many windows of `kernel` fit into n pixels with `padding` zeros at both ends, every `stride` pixels.

    Returns an int.  Raises ValueError if no window fits.  Source: decks 000 and 004, which leave the floor out.

    >>> output_size(224, 3, 1, 1), output_size(6, 3, 2, 0)
    (224, 2)
    """
    if stride < 1 or padding < 0 or not 1 <= kernel <= n + 2 * padding:
        raise ValueError(f"no window of {kernel} with stride {stride} in {n} pixels with padding {padding}")
    return (n + 2 * padding - kernel) // stride + 1


def same_padding(kernel):
    """Zeros before and after that keep the size at stride 1; of an odd number, the odd one goes after.

    >>> same_padding(3), same_padding(2)
    ((1, 1), (0, 1))
    """
    if kernel < 1:
        raise ValueError(f"the kernel has {kernel} pixels: it needs one at least")
    return (kernel - 1) // 2, kernel // 2


def windows(u, kernel, stride=1):
    """The windows of an image, as a view that copies nothing.

    u: (H, W, φ).  kernel: (kh, kw).  Returns (H', W', kh, kw, φ): at [i, j] the window whose corner is pixel
    (i · stride, j · stride).  Raises ValueError if no window fits.

    >>> windows(np.arange(12.0).reshape(3, 4, 1), (2, 2))[1, 2, :, :, 0]
    array([[ 6.,  7.],
           [10., 11.]])
    """
    u = np.asarray(u)
    if u.ndim != 3:
        raise ValueError(f"the image has shape {u.shape}: it must be (H, W, φ)")
    (kh, kw), (down, right, across) = kernel, u.strides
    shape = (output_size(u.shape[0], kh, stride, 0), output_size(u.shape[1], kw, stride, 0), kh, kw, u.shape[2])
    return as_strided(u, shape, (stride * down, stride * right, down, right, across), writeable=False)


def correlate2d(u, theta):
    """Cross-correlation of an image without channels and a kernel, where the kernel fits ("valid").

    u: (H, W).  theta: (kh, kw).  Returns (H - kh + 1, W - kw + 1): Σ u[h + i, w + j] theta[i, j].
    Raises ValueError if the shapes do not fit.  Source: deck 004, «Convolution 2D»; deck 001, p. 44.

    >>> correlate2d([[1.0, 2.0, 3.0]], [[1.0, 0.0, -1.0]])
    array([[-2.]])
    """
    u, theta = np.asarray(u), np.asarray(theta)
    if u.ndim != 2 or theta.ndim != 2:
        raise ValueError(f"u has shape {u.shape}, theta {theta.shape}: both must have two axes")
    counts = [output_size(n, k, 1, 0) for n, k in zip(u.shape, theta.shape, strict=True)]
    return sum(theta[at] * place for at, place in _places(u, theta.shape, counts, 1))  # the picture, shifted


def convolve2d(u, theta):
    """The convolution of mathematics: the kernel is turned by 180° before it slides.

    u: (H, W).  theta: (kh, kw).  Returns (H - kh + 1, W - kw + 1).  Source: the formula of deck 004, «Convolution et
    couche entièrement connectée».

    >>> convolve2d([[1.0, 2.0, 3.0]], [[1.0, 0.0, -1.0]])
    array([[2.]])
    """
    return correlate2d(u, np.asarray(theta)[::-1, ::-1])


def conv_layer(u, theta, b, stride=1, padding=0):
    """A convolutional layer: ψ kernels slide over an image of φ channels.

    u: (H, W, φ).  theta: (kh, kw, φ, ψ).  b: (ψ,).  padding: rows and columns of zeros on each side.
    Returns (H', W', ψ).  Raises ValueError if the shapes do not fit.  Source: deck 000, «Le neurone convolutif».

    >>> conv_layer(np.ones((3, 3, 2)), np.ones((2, 2, 2, 1)), [0.5], padding=1)[:, :, 0]
    array([[2.5, 4.5, 4.5, 2.5],
           [4.5, 8.5, 8.5, 4.5],
           [4.5, 8.5, 8.5, 4.5],
           [2.5, 4.5, 4.5, 2.5]])
    """
    u, theta, b = np.asarray(u), np.asarray(theta), np.asarray(b)
    _require_fit(u, theta, b)
    seen = windows(_pad(u, padding), theta.shape[:2], stride)  # (H', W', kh, kw, φ)
    height, width = seen.shape[:2]
    rows = seen.reshape(height * width, -1)  # one window a row
    return (rows @ theta.reshape(rows.shape[1], -1) + b).reshape(height, width, -1)


def conv_backward(grad_out, u, theta, stride=1, padding=0):
    """Gradients of the loss for out = conv_layer(u, theta, b, stride, padding).

    grad_out: (H', W', ψ).  u: (H, W, φ).  theta: (kh, kw, φ, ψ).
    Returns grad_u (H, W, φ), grad_theta (kh, kw, φ, ψ), grad_b (ψ,).
    Raises ValueError if the shapes do not fit.  Source: deck 004, «Apprentissage des poids partagés».

    >>> u, theta = np.array([[[1.0], [2.0], [3.0]]]), np.array([[[[10.0]], [[20.0]]]])
    >>> grad_u, grad_theta, grad_b = conv_backward(np.array([[[1.0], [-1.0]]]), u, theta)
    >>> grad_u.ravel(), grad_theta.ravel(), grad_b
    (array([ 10.,  10., -20.]), array([-1., -1.]), array([0.]))
    """
    grad_out, u, theta = np.asarray(grad_out), np.asarray(u), np.asarray(theta)
    _require_fit(u, theta, np.zeros(theta.shape[-1]))
    padded, (kh, kw) = _pad(u, padding), theta.shape[:2]
    seen = windows(padded, (kh, kw), stride)  # (H', W', kh, kw, φ)
    if grad_out.shape != (*seen.shape[:2], theta.shape[3]):
        raise ValueError(f"grad_out has shape {grad_out.shape}, expected {(*seen.shape[:2], theta.shape[3])}")
    grad_rows = grad_out.reshape(-1, theta.shape[3])  # (H' W', ψ)
    kind = np.result_type(grad_out, u, theta)
    grad_padded, grad_theta = np.zeros(padded.shape, kind), np.zeros(theta.shape, kind)
    places = _places(grad_padded, (kh, kw), seen.shape[:2], stride)
    for i in range(kh):  # one row of the kernel on all windows at once
        rows = seen[:, :, i].reshape(len(grad_rows), -1)  # (H' W', kw φ)
        grad_theta[i] = (rows.T @ grad_rows).reshape(theta.shape[1:])  # a weight is shared: a sum over all windows
        shares = (grad_rows @ theta[i].reshape(rows.shape[1], -1).T).reshape(*seen.shape[:2], kw, -1)
        for (_, j), place in islice(places, kw):
            place += shares[:, :, j]  # a pixel lies in many windows: their shares add up
    H, W = u.shape[:2]
    grad_u = grad_padded[padding : padding + H, padding : padding + W]
    return grad_u, grad_theta, grad_rows.sum(axis=0)


def max_pool(u, size, stride):
    """The largest value in each window, channel by channel.

    u: (H, W, φ).  size, stride: numbers.  Returns (H', W', φ).
    Raises ValueError if no window fits.  Source: deck 000, «Pooling».

    >>> max_pool(np.array([[1, 4, 5, 8], [5, 3, 6, 8], [1, 2, 8, 9], [6, 3, 3, 2]])[:, :, None], 2, 2)[:, :, 0]
    array([[5, 8],
           [6, 9]])
    """
    u = np.asarray(u)
    counts = windows(u, (size, size), stride).shape[:2]
    places = (place for _, place in _places(u, (size, size), counts, stride))
    largest = next(places).copy()
    for place in places:
        np.maximum(largest, place, out=largest)
    return largest


def max_pool_backward(grad_out, u, size, stride):
    """Gradient of the loss with respect to u, for out = max_pool(u, size, stride).

    grad_out: (H', W', φ).  u: (H, W, φ).  Returns (H, W, φ).  Of equal maxima the first one in row-major order takes
    all, as in torch.  Raises ValueError if the shapes do not fit.

    >>> max_pool_backward(np.array([[[5.0]]]), np.array([[[1.0], [3.0]], [[3.0], [2.0]]]), 2, 2)[:, :, 0]
    array([[0., 5.],
           [0., 0.]])
    """
    grad_out, u = np.asarray(grad_out), np.asarray(u)
    largest = max_pool(u, size, stride)
    if grad_out.shape != largest.shape:
        raise ValueError(f"grad_out has shape {grad_out.shape}, expected {largest.shape}")
    grad_u = np.zeros(u.shape, np.result_type(grad_out, np.float32))
    waiting = np.ones(largest.shape, dtype=bool)  # windows whose maximum has not been met yet
    places = _places(u, (size, size), largest.shape[:2], stride)
    grad_places = _places(grad_u, (size, size), largest.shape[:2], stride)
    for (_, place), (_, grad_place) in zip(places, grad_places, strict=True):
        winners = waiting & (place == largest)
        grad_place += grad_out * winners
        waiting &= ~winners
    return grad_u


def _places(u, kernel, counts, stride):
    """For each place (i, j) of a window, in row-major order, the pixels that stand there: a view (H', W', …) of u."""
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            rows = slice(i, i + stride * (counts[0] - 1) + 1, stride)
            yield (i, j), u[rows, j : j + stride * (counts[1] - 1) + 1 : stride]


def _pad(u, padding):
    """The image with `padding` rows and columns of zeros on each side."""
    if not padding:
        return u
    H, W, channels = u.shape
    padded = np.zeros((H + 2 * padding, W + 2 * padding, channels), u.dtype)
    padded[padding : padding + H, padding : padding + W] = u
    return padded


def _require_fit(u, theta, b):
    if u.ndim != 3:
        raise ValueError(f"the image has shape {u.shape}: it must be (H, W, φ)")
    if theta.ndim != 4 or theta.shape[2] != u.shape[2]:
        raise ValueError(f"theta has shape {theta.shape}: for u {u.shape} it must be (kh, kw, {u.shape[2]}, ψ)")
    if b.shape != theta.shape[3:]:
        raise ValueError(f"b has shape {b.shape}: for theta {theta.shape} it must be ({theta.shape[3]},)")
