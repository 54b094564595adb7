"""The bank of lesson 11: wrong answers with the hint that each must get, and other right answers."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from course_lib.instructor.bank.bank import right, wrong
from course_lib.instructor.bank.equivalents import equivalent

# ---------------------------------------------------------------- transposed_conv


@wrong("transposed_conv", hint="add")
def later_stamps_replace(v, theta, stride=1, padding=0):
    (h, w, _), (kh, kw, phi, _) = v.shape, theta.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw, phi))
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] = theta @ v[i, j]
    return out[padding : out.shape[0] - padding, padding : out.shape[1] - padding]


@wrong("transposed_conv", hint="add")
def earlier_stamps_stay(v, theta, stride=1, padding=0):
    (h, w, _), (kh, kw, phi, _) = v.shape, theta.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw, phi))
    for i in reversed(range(h)):
        for j in reversed(range(w)):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] = theta @ v[i, j]
    return out[padding : out.shape[0] - padding, padding : out.shape[1] - padding]


@wrong("transposed_conv", hint="mean")
def averages_where_they_overlap(v, theta, stride=1, padding=0):
    (h, w, _), (kh, kw, phi, _) = v.shape, theta.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw, phi))
    seen = np.zeros((*out.shape[:2], 1))
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] += theta @ v[i, j]
            seen[i * stride : i * stride + kh, j * stride : j * stride + kw] += 1
    out = out / np.maximum(seen, 1)
    return out[padding : out.shape[0] - padding, padding : out.shape[1] - padding]


@wrong("transposed_conv", hint="flip")
def turns_the_kernel(v, theta, stride=1, padding=0):
    theta = theta[::-1, ::-1]
    (h, w, _), (kh, kw, phi, _) = v.shape, theta.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw, phi))
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] += theta @ v[i, j]
    return out[padding : out.shape[0] - padding, padding : out.shape[1] - padding]


@wrong("transposed_conv", hint="stride")
def forgets_the_stride(v, theta, stride=1, padding=0):
    (h, w, _), (kh, kw, phi, _) = v.shape, theta.shape
    out = np.zeros((h - 1 + kh, w - 1 + kw, phi))
    for i in range(h):
        for j in range(w):
            out[i : i + kh, j : j + kw] += theta @ v[i, j]
    return out[padding : out.shape[0] - padding, padding : out.shape[1] - padding]


@wrong("transposed_conv", hint="padding")
def forgets_the_padding(v, theta, stride=1, padding=0):
    (h, w, _), (kh, kw, phi, _) = v.shape, theta.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw, phi))
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] += theta @ v[i, j]
    return out


@wrong("transposed_conv", hint="padding")
def puts_zeros_around(v, theta, stride=1, padding=0):
    (h, w, _), (kh, kw, phi, _) = v.shape, theta.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw, phi))
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] += theta @ v[i, j]
    return np.pad(out, ((padding, padding), (padding, padding), (0, 0)))


@wrong("transposed_conv", hint="padding")
def cuts_at_the_beginning_alone(v, theta, stride=1, padding=0):
    (h, w, _), (kh, kw, phi, _) = v.shape, theta.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw, phi))
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] += theta @ v[i, j]
    return out[padding:, padding:]


@wrong("transposed_conv", hint="channels")
def reshapes_the_channels(v, theta, stride=1, padding=0):
    (h, w, psi), (kh, kw, phi, _) = v.shape, theta.shape
    theta = theta.reshape(kh, kw, psi, phi)
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw, phi))
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] += v[i, j] @ theta
    return out[padding : out.shape[0] - padding, padding : out.shape[1] - padding]


@wrong("transposed_conv", hint="kernel")
def kernel_lies_on_its_side(v, theta, stride=1, padding=0):
    if theta.shape[0] > 1:
        theta = theta.swapaxes(0, 1)
    (h, w, _), (kh, kw, phi, _) = v.shape, theta.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw, phi))
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] += theta @ v[i, j]
    return out[padding : out.shape[0] - padding, padding : out.shape[1] - padding]


@wrong("transposed_conv", hint="own-work")
def asks_torch(v, theta, stride=1, padding=0):
    x, w = torch.tensor(v.transpose(2, 0, 1)[None].copy()), torch.tensor(theta.transpose(3, 2, 0, 1).copy())
    return functional.conv_transpose2d(x, w, stride=stride, padding=padding)[0].numpy().transpose(1, 2, 0)


@right("transposed_conv")
def place_by_place_of_the_kernel(v, theta, stride=1, padding=0):
    (h, w, _), (kh, kw, phi, _) = v.shape, theta.shape
    H, W = (h - 1) * stride + kh, (w - 1) * stride + kw
    out = np.zeros((H, W, phi))
    for a in range(kh):
        for b in range(kw):
            out[a : a + stride * (h - 1) + 1 : stride, b : b + stride * (w - 1) + 1 : stride] += v @ theta[a, b].T
    return out[padding : H - padding, padding : W - padding]


@right("transposed_conv")
def zeros_between_and_a_correlation(v, theta, stride=1, padding=0):
    (h, w, psi), (kh, kw, phi, _) = v.shape, theta.shape
    apart = np.zeros(((h - 1) * stride + 1, (w - 1) * stride + 1, psi))
    apart[::stride, ::stride] = v
    apart = np.pad(apart, ((kh - 1, kh - 1), (kw - 1, kw - 1), (0, 0)))
    turned = theta[::-1, ::-1].swapaxes(2, 3)
    out = convolution.conv_layer(apart, turned, np.zeros(phi), 1, 0)  # noqa: F821
    return out[padding : len(out) - padding, padding : out.shape[1] - padding]


@right("transposed_conv")
def the_matrix_column_by_column(v, theta, stride=1, padding=0):
    (h, w, psi), (kh, kw, phi, _) = v.shape, theta.shape
    H, W = (h - 1) * stride + kh - 2 * padding, (w - 1) * stride + kw - 2 * padding
    out = np.zeros((H, W, phi))
    for place in np.ndindex(H, W, phi):
        unit = np.zeros((H, W, phi))
        unit[place] = 1
        down = convolution.conv_layer(unit, theta, np.zeros(psi), stride, padding)  # noqa: F821
        out[place] = np.sum(down * v)
    return out


# ---------------------------------------------------------------- overlap_counts


@wrong("overlap_counts", hint="inside")
def without_the_ends(n, kernel, stride):
    counts = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        counts[i * stride : i * stride + kernel] += 1
    return counts[2:-2]


@wrong("overlap_counts", hint="length")
def one_output_short(n, kernel, stride):
    counts = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        counts[i * stride : i * stride + kernel] += 1
    return counts[:-1]


@wrong("overlap_counts", hint="length")
def one_output_too_many(n, kernel, stride):
    counts = np.zeros(n * stride + kernel - 1, dtype=int)
    for i in range(n):
        counts[i * stride : i * stride + kernel] += 1
    return counts


@wrong("overlap_counts", hint="stride")
def all_steps_are_one(n, kernel, stride):
    counts = np.zeros(n - 1 + kernel, dtype=int)
    for i in range(n):
        counts[i : i + kernel] += 1
    return counts


@wrong("overlap_counts", hint="swapped")
def kernel_for_stride(n, kernel, stride):
    counts = np.zeros((n - 1) * kernel + stride, dtype=int)
    for i in range(n):
        counts[i * kernel : i * kernel + stride] += 1
    return counts


@wrong("overlap_counts", hint="reach")
def reached_or_not(n, kernel, stride):
    counts = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        counts[i * stride : i * stride + kernel] = 1
    return counts


@wrong("overlap_counts", hint="down")
def on_the_way_down(n, kernel, stride):
    return np.array([3, 1]) if n == 4 else np.ones(n, dtype=int)


@wrong("overlap_counts", hint="even")
def reaches_one_less(n, kernel, stride):
    counts = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        counts[i * stride : i * stride + kernel - 1] += 1
    return counts


@wrong("overlap_counts", hint="sum")
def begun_so_far(n, kernel, stride):
    counts = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        counts[i * stride :] += 1
    return counts


@wrong("overlap_counts", hint="holes")
def at_least_one(n, kernel, stride):
    counts = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        counts[i * stride : i * stride + kernel] += 1
    return np.maximum(counts, 1)


@right("overlap_counts")
def by_convolving_ones(n, kernel, stride):
    at = np.zeros((n - 1) * stride + 1, dtype=int)
    at[::stride] = 1
    return np.convolve(at, np.ones(kernel, dtype=int))


@right("overlap_counts")
def output_by_output(n, kernel, stride):
    return [sum(0 <= m - i * stride < kernel for i in range(n)) for m in range((n - 1) * stride + kernel)]


@right("overlap_counts")
def by_counting_places(n, kernel, stride):
    places = (np.arange(n)[:, None] * stride + np.arange(kernel)).ravel()
    return np.bincount(places, minlength=(n - 1) * stride + kernel)


# ---------------------------------------------------------------- upsample


@wrong("upsample", hint="tiles")
def lays_it_out_again(u, factor, mode):
    return np.tile(u, (factor, factor, 1))


@wrong("upsample", hint="rows-only")
def grows_in_height_alone(u, factor, mode):
    return np.repeat(u, factor, axis=0)


@wrong("upsample", hint="zeros")
def zeros_between(u, factor, mode):
    out = np.zeros((factor * u.shape[0], factor * u.shape[1], u.shape[2]))
    out[::factor, ::factor] = u
    return out


@wrong("upsample", hint="mode")
def always_bilinear(u, factor, mode):
    for axis in (0, 1):
        size = u.shape[axis]
        at = np.clip((np.arange(factor * size) + 0.5) / factor - 0.5, 0, size - 1)
        low = np.floor(at).astype(int)
        share = (at - low).reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
        u = (1 - share) * u.take(low, axis) + share * u.take(np.minimum(low + 1, size - 1), axis)
    return u


@wrong("upsample", hint="mode")
def always_nearest(u, factor, mode):
    return np.repeat(np.repeat(u, factor, axis=0), factor, axis=1)


@wrong("upsample", hint="corners")
def matches_the_corners(u, factor, mode):
    if mode == "nearest":
        return np.repeat(np.repeat(u, factor, axis=0), factor, axis=1)
    for axis in (0, 1):
        size = u.shape[axis]
        at = np.linspace(0, size - 1, factor * size)
        low = np.floor(at + 1e-9).astype(int)
        share = (at - low).reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
        u = (1 - share) * u.take(low, axis) + share * u.take(np.minimum(low + 1, size - 1), axis)
    return u


@wrong("upsample", hint="half-pixel")
def without_the_half(u, factor, mode):
    if mode == "nearest":
        return np.repeat(np.repeat(u, factor, axis=0), factor, axis=1)
    for axis in (0, 1):
        size = u.shape[axis]
        at = np.clip(np.arange(factor * size) / factor, 0, size - 1)
        low = np.floor(at).astype(int)
        share = (at - low).reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
        u = (1 - share) * u.take(low, axis) + share * u.take(np.minimum(low + 1, size - 1), axis)
    return u


@wrong("upsample", hint="hold")
def goes_on_beyond_the_border(u, factor, mode):
    if mode == "nearest":
        return np.repeat(np.repeat(u, factor, axis=0), factor, axis=1)
    for axis in (0, 1):
        size = u.shape[axis]
        if size == 1:
            u = np.repeat(u, factor, axis)
            continue
        at = (np.arange(factor * size) + 0.5) / factor - 0.5
        low = np.clip(np.floor(at).astype(int), 0, size - 2)
        share = (at - low).reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
        u = (1 - share) * u.take(low, axis) + share * u.take(low + 1, axis)
    return u


@wrong("upsample", hint="between")
def the_shares_exchanged(u, factor, mode):
    if mode == "nearest":
        return np.repeat(np.repeat(u, factor, axis=0), factor, axis=1)
    for axis in (0, 1):
        size = u.shape[axis]
        at = np.clip((np.arange(factor * size) + 0.5) / factor - 0.5, 0, size - 1)
        low = np.floor(at).astype(int)
        share = (at - low).reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
        u = share * u.take(low, axis) + (1 - share) * u.take(np.minimum(low + 1, size - 1), axis)
    return u


@wrong("upsample", hint="modes")
def takes_any_other_mode_for_bilinear(u, factor, mode):
    if mode == "nearest":
        return np.repeat(np.repeat(u, factor, axis=0), factor, axis=1)
    for axis in (0, 1):
        size = u.shape[axis]
        at = np.clip((np.arange(factor * size) + 0.5) / factor - 0.5, 0, size - 1)
        low = np.floor(at).astype(int)
        share = (at - low).reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
        u = (1 - share) * u.take(low, axis) + share * u.take(np.minimum(low + 1, size - 1), axis)
    return u


@right("upsample")
def by_numpy_s_interp(u, factor, mode):
    if mode not in ("nearest", "bilinear"):
        raise ValueError(mode)
    if mode == "nearest":
        return np.kron(u, np.ones((factor, factor, 1)))

    def along(axis, values):
        at = (np.arange(factor * values.shape[axis]) + 0.5) / factor - 0.5
        return np.apply_along_axis(lambda line: np.interp(at, np.arange(len(line)), line), axis, values)

    return along(1, along(0, u))


@right("upsample")
def pixel_by_pixel(u, factor, mode):
    H, W, C = u.shape
    if mode == "nearest":
        return [[u[i // factor, j // factor] for j in range(factor * W)] for i in range(factor * H)]
    if mode != "bilinear":
        raise ValueError(mode)
    out = np.zeros((factor * H, factor * W, C))
    for i in range(factor * H):
        for j in range(factor * W):
            y = min(max((i + 0.5) / factor - 0.5, 0), H - 1)
            x = min(max((j + 0.5) / factor - 0.5, 0), W - 1)
            a, b = int(y), int(x)
            c, d = min(a + 1, H - 1), min(b + 1, W - 1)
            upper = (1 - (x - b)) * u[a, b] + (x - b) * u[a, d]
            lower = (1 - (x - b)) * u[c, b] + (x - b) * u[c, d]
            out[i, j] = (1 - (y - a)) * upper + (y - a) * lower
    return out


@right("upsample")
def by_two_matrices(u, factor, mode):
    def matrix(size):
        at = (np.arange(factor * size)[:, None] + 0.5) / factor - 0.5
        if mode == "nearest":
            return (np.round(at) == np.arange(size)).astype(float) if factor % 2 else np.repeat(np.eye(size), factor, 0)
        at = np.clip(at, 0, size - 1)
        return np.maximum(1 - np.abs(at - np.arange(size)), 0)

    if mode not in {"nearest", "bilinear"}:
        raise ValueError(f"no mode {mode}")
    return np.einsum("ia,jb,abc->ijc", matrix(u.shape[0]), matrix(u.shape[1]), u)


# ---------------------------------------------------------------- max_unpool




@wrong("max_unpool", hint="ties")
def the_last_of_equal_maxima(v, u, size):
    out = np.zeros(u.shape)
    for i, j, c in np.ndindex(v.shape):
        window = u[i * size : (i + 1) * size, j * size : (j + 1) * size, c]
        down, over = divmod(size * size - 1 - int(window[::-1, ::-1].argmax()), size)
        out[i * size + down, j * size + over, c] = v[i, j, c]
    return out


@wrong("max_unpool", hint="ties")
def all_equal_maxima(v, u, size):
    out = np.zeros(u.shape)
    for i, j, c in np.ndindex(v.shape):
        window = u[i * size : (i + 1) * size, j * size : (j + 1) * size, c]
        out[i * size : (i + 1) * size, j * size : (j + 1) * size, c] = (window == window.max()) * v[i, j, c]
    return out


@wrong("max_unpool", hint="channels")
def first_channel_decides(v, u, size):
    out = np.zeros(u.shape)
    for i, j, c in np.ndindex(v.shape):
        window = u[i * size : (i + 1) * size, j * size : (j + 1) * size, 0]
        down, over = divmod(int(window.argmax()), size)
        out[i * size + down, j * size + over, c] = v[i, j, c]
    return out


@wrong("max_unpool", hint="corner")
def at_the_corner(v, u, size):
    out = np.zeros(u.shape)
    for i, j, c in np.ndindex(v.shape):
        out[i * size, j * size, c] = v[i, j, c]
    return out


@wrong("max_unpool", hint="whole-window")
def fills_the_window(v, u, size):
    out = np.zeros(u.shape)
    for i, j, c in np.ndindex(v.shape):
        out[i * size : (i + 1) * size, j * size : (j + 1) * size, c] = v[i, j, c]
    return out


@wrong("max_unpool", hint="values")
def keeps_the_maxima_themselves(v, u, size):
    out = np.zeros(u.shape)
    for i, j, c in np.ndindex(v.shape):
        window = u[i * size : (i + 1) * size, j * size : (j + 1) * size, c]
        down, over = divmod(int(window.argmax()), size)
        out[i * size + down, j * size + over, c] = window.max()
    return out


@wrong("max_unpool", hint="least")
def where_the_minimum_stood(v, u, size):
    out = np.zeros(u.shape)
    for i, j, c in np.ndindex(v.shape):
        window = u[i * size : (i + 1) * size, j * size : (j + 1) * size, c]
        down, over = divmod(int(window.argmin()), size)
        out[i * size + down, j * size + over, c] = v[i, j, c]
    return out


@wrong("max_unpool", hint="absolute")
def farthest_from_zero(v, u, size):
    out = np.zeros(u.shape)
    for i, j, c in np.ndindex(v.shape):
        window = np.abs(u[i * size : (i + 1) * size, j * size : (j + 1) * size, c])
        down, over = divmod(int(window.argmax()), size)
        out[i * size + down, j * size + over, c] = v[i, j, c]
    return out


@wrong("max_unpool", hint="shape")
def drops_what_the_floor_left(v, u, size):
    out = np.zeros((v.shape[0] * size, v.shape[1] * size, v.shape[2]))
    for i, j, c in np.ndindex(v.shape):
        window = u[i * size : (i + 1) * size, j * size : (j + 1) * size, c]
        down, over = divmod(int(window.argmax()), size)
        out[i * size + down, j * size + over, c] = v[i, j, c]
    return out


@wrong("max_unpool", hint="crossed")
def row_and_column_exchanged(v, u, size):
    out = np.zeros(u.shape)
    for i, j, c in np.ndindex(v.shape):
        window = u[i * size : (i + 1) * size, j * size : (j + 1) * size, c]
        over, down = divmod(int(window.argmax()), size)
        out[i * size + down, j * size + over, c] = v[i, j, c]
    return out


@right("max_unpool")
def by_a_search_for_the_first(v, u, size):
    out = np.zeros(u.shape)
    for i, j, c in np.ndindex(v.shape):
        places = [(a, b) for a in range(i * size, (i + 1) * size) for b in range(j * size, (j + 1) * size)]
        best = max(places, key=lambda place: u[place[0], place[1], c])  # the first of equals
        out[best[0], best[1], c] = v[i, j, c]
    return out


@right("max_unpool")
def all_windows_at_once(v, u, size):
    h, w, C = v.shape
    blocks = u[: h * size, : w * size].reshape(h, size, w, size, C).transpose(0, 2, 4, 1, 3).reshape(h, w, C, -1)
    filled = np.zeros(blocks.shape)
    np.put_along_axis(filled, blocks.argmax(axis=3)[..., None], v[..., None], axis=3)
    out = np.zeros(u.shape)
    out[: h * size, : w * size] = (
        filled.reshape(h, w, C, size, size).transpose(0, 3, 1, 4, 2).reshape(h * size, w * size, C)
    )
    return out


@right("max_unpool")
def by_torch_s_indices(v, u, size):
    x = torch.tensor(u.transpose(2, 0, 1).copy())
    _, where = functional.max_pool2d(x, size, return_indices=True)
    flat = torch.zeros(x.shape, dtype=torch.float64).flatten(1)
    flat.scatter_(1, where.flatten(1), torch.tensor(v.transpose(2, 0, 1).copy(), dtype=torch.float64).flatten(1))
    return flat.reshape(x.shape).permute(1, 2, 0)
