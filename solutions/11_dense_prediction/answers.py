"""The bank of lesson 11: wrong answers with the hint that each must get, and other right answers."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from course_lib.instructor.bank.bank import right, wrong
from course_lib.instructor.bank.equivalents import equivalent, judged_by_result

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


@wrong("transposed_conv", hint="minus-zero")
def cuts_to_minus_the_padding(v, theta, stride=1, padding=0):
    (h, w, _), (kh, kw, phi, _) = v.shape, theta.shape
    out = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw, phi))
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] += theta @ v[i, j]
    return out[padding:-padding, padding:-padding]


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
    out = convolution.conv_layer(apart, turned, np.zeros(phi), 1, 0)
    return out[padding : len(out) - padding, padding : out.shape[1] - padding]


@right("transposed_conv")
def the_matrix_column_by_column(v, theta, stride=1, padding=0):
    (h, w, psi), (kh, kw, phi, _) = v.shape, theta.shape
    H, W = (h - 1) * stride + kh - 2 * padding, (w - 1) * stride + kw - 2 * padding
    out = np.zeros((H, W, phi))
    for place in np.ndindex(H, W, phi):
        unit = np.zeros((H, W, phi))
        unit[place] = 1
        down = convolution.conv_layer(unit, theta, np.zeros(psi), stride, padding)
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


# ---------------------------------------------------------------- confusion_matrix


@wrong("confusion_matrix", hint="rows")
def predicted_in_rows(k, predicted, K, ignore=None):
    C = np.zeros((K, K), dtype=int)
    kept = np.ones(k.shape, bool) if ignore is None else k != ignore
    np.add.at(C, (predicted[kept], k[kept]), 1)
    return C


@wrong("confusion_matrix", hint="size")
def as_many_rows_as_occur(k, predicted, K, ignore=None):
    kept = np.ones(k.shape, bool) if ignore is None else k != ignore
    size = max(k[kept].max(initial=0), predicted[kept].max(initial=0)) + 1
    C = np.zeros((size, size), dtype=int)
    np.add.at(C, (k[kept], predicted[kept]), 1)
    return C


@wrong("confusion_matrix", hint="pairs")
def each_pair_once(k, predicted, K, ignore=None):
    C = np.zeros((K, K), dtype=int)
    kept = np.ones(k.shape, bool) if ignore is None else k != ignore
    C[k[kept], predicted[kept]] += 1
    return C


@wrong("confusion_matrix", hint="diagonal")
def right_ones_alone(k, predicted, K, ignore=None):
    kept = (k == predicted) & (np.ones(k.shape, bool) if ignore is None else k != ignore)
    return np.diag(np.bincount(k[kept], minlength=K))


@wrong("confusion_matrix", hint="left-out")
def ignored_for_the_last_class(k, predicted, K, ignore=None):
    C = np.zeros((K, K), dtype=int)
    np.add.at(C, (np.clip(k, 0, K - 1), predicted), 1)
    return C


@wrong("confusion_matrix", hint="left-out")
def ignored_for_class_0(k, predicted, K, ignore=None):
    C = np.zeros((K, K), dtype=int)
    np.add.at(C, (np.where(k == ignore, 0, k), predicted), 1)
    return C


@wrong("confusion_matrix", hint="shares")
def shares_of_all(k, predicted, K, ignore=None):
    C = np.zeros((K, K))
    kept = np.ones(k.shape, bool) if ignore is None else k != ignore
    np.add.at(C, (k[kept], predicted[kept]), 1)
    return C / max(C.sum(), 1)


@wrong("confusion_matrix", hint="truth")
def ignores_predictions_too(k, predicted, K, ignore=None):
    C = np.zeros((K, K), dtype=int)
    kept = np.ones(k.shape, bool) if ignore is None else (k != ignore) & (predicted != ignore)
    np.add.at(C, (k[kept], predicted[kept]), 1)
    return C


@wrong("confusion_matrix", hint="in-range")
def leaves_out_what_is_no_class(k, predicted, K, ignore=None):
    C = np.zeros((K, K), dtype=int)
    kept = (k >= 0) & (k < K)
    np.add.at(C, (k[kept], predicted[kept]), 1)
    return C


@wrong("confusion_matrix", hint="zero")
def zero_for_none(k, predicted, K, ignore=None):
    C = np.zeros((K, K), dtype=int)
    kept = k != ignore if ignore else np.ones(k.shape, bool)
    np.add.at(C, (k[kept], predicted[kept]), 1)
    return C


@right("confusion_matrix")
def pair_by_pair(k, predicted, K, ignore=None):
    C = [[0] * K for _ in range(K)]
    for a, b in zip(np.ravel(k), np.ravel(predicted), strict=True):
        if ignore is None or a != ignore:
            C[a][b] += 1
    return C


@right("confusion_matrix")
def by_adding_at(k, predicted, K, ignore=None):
    C = np.zeros((K, K), dtype=int)
    kept = np.full(k.shape, True) if ignore is None else k != ignore
    np.add.at(C, (k[kept], predicted[kept]), 1)
    return C


@right("confusion_matrix")
def as_a_product_of_one_hots(k, predicted, K, ignore=None):
    k, predicted = np.ravel(k), np.ravel(predicted)
    kept = k == k if ignore is None else k != ignore
    true, said = (rows[kept][:, None] == np.arange(K) for rows in (k, predicted))
    return true.T.astype(int) @ said.astype(int)


# ---------------------------------------------------------------- iou_and_dice


@wrong("iou_and_dice", hint="empty")
def zero_for_the_empty_class(C):
    C = np.asarray(C, float)
    both, total = np.diag(C), C.sum(0) + C.sum(1)
    iou, dice = both / np.maximum(total - both, 1e-300), 2 * both / np.maximum(total, 1e-300)
    return iou, dice, float(iou[total > 0].mean()) if (total > 0).any() else float("nan")


@wrong("iou_and_dice", hint="empty")
def one_for_the_empty_class(C):
    C = np.asarray(C, float)
    both, total = np.diag(C), C.sum(0) + C.sum(1)
    safe = np.where(total > 0, total, 1)
    iou = np.where(total > 0, both / np.where(total > 0, total - both, 1), 1.0)
    return iou, np.where(total > 0, 2 * both / safe, 1.0), float(iou.mean())


@wrong("iou_and_dice", hint="only-predicted")
def only_true_classes(C):
    C = np.asarray(C, float)
    both, total, there = np.diag(C), C.sum(0) + C.sum(1), C.sum(1) > 0
    iou, dice = np.full(len(C), np.nan), np.full(len(C), np.nan)
    iou[there], dice[there] = (both / (total - both + (total == 0)))[there], (2 * both / (total + (total == 0)))[there]
    return iou, dice, float(np.mean(iou[there])) if there.any() else float("nan")


@wrong("iou_and_dice", hint="recall")
def recall_for_iou(C):
    C = np.asarray(C, float)
    both, rows, total = np.diag(C), C.sum(1), C.sum(0) + C.sum(1)
    iou = np.where(rows > 0, both / np.where(rows > 0, rows, 1), np.nan)
    dice = np.where(total > 0, 2 * both / np.where(total > 0, total, 1), np.nan)
    return iou, dice, float(np.nanmean(iou)) if (rows > 0).any() else float("nan")


@wrong("iou_and_dice", hint="precision")
def precision_for_iou(C):
    C = np.asarray(C, float)
    both, columns, total = np.diag(C), C.sum(0), C.sum(0) + C.sum(1)
    iou = np.where(columns > 0, both / np.where(columns > 0, columns, 1), np.nan)
    dice = np.where(total > 0, 2 * both / np.where(total > 0, total, 1), np.nan)
    return iou, dice, float(np.nanmean(iou)) if (columns > 0).any() else float("nan")


@wrong("iou_and_dice", hint="twice")
def common_pixels_twice_below(C):
    C = np.asarray(C, float)
    both, total = np.diag(C), C.sum(0) + C.sum(1)
    there = total > 0
    safe = np.where(there, total, 1)
    iou, dice = np.where(there, both / safe, np.nan), np.where(there, 2 * both / safe, np.nan)
    return iou, dice, float(iou[there].mean()) if there.any() else float("nan")


@wrong("iou_and_dice", hint="order")
def dice_first(C):
    C = np.asarray(C, float)
    both, total = np.diag(C), C.sum(0) + C.sum(1)
    there = total > 0
    iou = np.where(there, both / np.where(there, total - both, 1), np.nan)
    dice = np.where(there, 2 * both / np.where(there, total, 1), np.nan)
    return dice, iou, float(iou[there].mean()) if there.any() else float("nan")


@wrong("iou_and_dice", hint="two")
def dice_without_its_two(C):
    C = np.asarray(C, float)
    both, total = np.diag(C), C.sum(0) + C.sum(1)
    there = total > 0
    iou = np.where(there, both / np.where(there, total - both, 1), np.nan)
    dice = np.where(there, both / np.where(there, total, 1), np.nan)
    return iou, dice, float(iou[there].mean()) if there.any() else float("nan")


@wrong("iou_and_dice", hint="left-out")
def mean_over_all_classes(C):
    C = np.asarray(C, float)
    both, total = np.diag(C), C.sum(0) + C.sum(1)
    there = total > 0
    iou = np.where(there, both / np.where(there, total - both, 1), np.nan)
    dice = np.where(there, 2 * both / np.where(there, total, 1), np.nan)
    return iou, dice, float(np.nan_to_num(iou).mean())


@wrong("iou_and_dice", hint="left-out")
def the_mean_is_spoiled(C):
    C = np.asarray(C, float)
    both, total = np.diag(C), C.sum(0) + C.sum(1)
    there = total > 0
    iou = np.where(there, both / np.where(there, total - both, 1), np.nan)
    dice = np.where(there, 2 * both / np.where(there, total, 1), np.nan)
    return iou, dice, float(np.mean(iou))


@wrong("iou_and_dice", hint="counts")
def mean_over_true_classes(C):
    C = np.asarray(C, float)
    both, total = np.diag(C), C.sum(0) + C.sum(1)
    there = total > 0
    iou = np.where(there, both / np.where(there, total - both, 1), np.nan)
    dice = np.where(there, 2 * both / np.where(there, total, 1), np.nan)
    true = C.sum(1) > 0
    return iou, dice, float(iou[true].mean()) if true.any() else float("nan")


@wrong("iou_and_dice", hint="mean-dice")
def mean_of_dice(C):
    C = np.asarray(C, float)
    both, total = np.diag(C), C.sum(0) + C.sum(1)
    there = total > 0
    iou = np.where(there, both / np.where(there, total - both, 1), np.nan)
    dice = np.where(there, 2 * both / np.where(there, total, 1), np.nan)
    return iou, dice, float(dice[there].mean()) if there.any() else float("nan")


@wrong("iou_and_dice", hint="all")
def divided_by_all_pixels(C):
    C = np.asarray(C, float)
    both, total = np.diag(C), C.sum(0) + C.sum(1)
    there = total > 0
    iou = np.where(there, both / np.where(there, total - both, 1), np.nan)
    dice = np.where(there, 2 * both / np.where(there, total, 1), np.nan)
    iou = both / max(C.sum(), 1)
    return iou, dice, float(iou[there].mean()) if there.any() else float("nan")


@wrong("iou_and_dice", hint="accuracy")
def share_of_pixels_judged_right(C):
    C = np.asarray(C, float)
    both, total = np.diag(C), C.sum(0) + C.sum(1)
    there = total > 0
    iou = np.where(there, both / np.where(there, total - both, 1), np.nan)
    dice = np.where(there, 2 * both / np.where(there, total, 1), np.nan)
    iou = 1 - (total - 2 * both) / max(C.sum(), 1)
    return iou, dice, float(iou[there].mean()) if there.any() else float("nan")


@wrong("iou_and_dice", hint="pooled")
def one_score_of_all_pixels(C):
    C = np.asarray(C, float)
    both, total = np.diag(C), C.sum(0) + C.sum(1)
    there = total > 0
    iou = np.where(there, both / np.where(there, total - both, 1), np.nan)
    dice = np.where(there, 2 * both / np.where(there, total, 1), np.nan)
    return iou, dice, float(both.sum() / (total - both).sum()) if there.any() else float("nan")


@wrong("iou_and_dice", hint="weighted")
def large_classes_count_more(C):
    C = np.asarray(C, float)
    both, total = np.diag(C), C.sum(0) + C.sum(1)
    there = total > 0
    iou = np.where(there, both / np.where(there, total - both, 1), np.nan)
    dice = np.where(there, 2 * both / np.where(there, total, 1), np.nan)
    return iou, dice, float(np.nansum(iou * C.sum(1)) / C.sum()) if there.any() else float("nan")


@right("iou_and_dice")
def class_by_class(C):
    iou, dice = [], []
    for a in range(len(C)):
        c, row, column = float(C[a][a]), float(np.sum(C[a])), float(sum(line[a] for line in C))
        iou.append(c / (row + column - c) if row + column > 0 else float("nan"))
        dice.append(2 * c / (row + column) if row + column > 0 else float("nan"))
    there = [value for value in iou if value == value]
    return iou, dice, sum(there) / len(there) if there else float("nan")


@right("iou_and_dice")
def dice_from_iou(C):
    C = np.asarray(C, dtype=float)
    both = C.diagonal()
    either = C.sum(axis=0) + C.sum(axis=1) - both
    with np.errstate(invalid="ignore"):
        iou = both / either
    return iou, 2 * iou / (1 + iou), iou[either > 0].mean() if either.any() else np.nan


@right("iou_and_dice")
def in_torch(C):
    c = torch.as_tensor(np.array(C, dtype=float))
    both, total = c.diagonal(), c.sum(0) + c.sum(1)
    iou = both / (total - both)
    return iou, 2 * both / total, iou.nanmean()


# ---------------------------------------------------------------- class_weights


@wrong("class_weights", hint="absent")
def at_least_one_of_each(k, K, ignore=None):
    kept = k[k != ignore]
    counts = np.array([np.sum(kept == c) for c in range(K)])
    return len(kept) / (K * np.maximum(counts, 1))


@wrong("class_weights", hint="occurring")
def divides_by_all_classes(k, K, ignore=None):
    counts = np.bincount((k.ravel() if ignore is None else k[k != ignore]), minlength=K)
    return np.where(counts > 0, counts.sum() / (K * np.maximum(counts, 1)), 0.0)


@wrong("class_weights", hint="occurring")
def counts_the_ignored_label_as_a_class(k, K, ignore=None):
    counts = np.bincount((k.ravel() if ignore is None else k[k != ignore]), minlength=K)
    return np.where(counts > 0, counts.sum() / (len(np.unique(k)) * np.maximum(counts, 1)), 0.0)


@wrong("class_weights", hint="counted")
def counts_all_pixels(k, K, ignore=None):
    counts = np.bincount((k.ravel() if ignore is None else k[k != ignore]), minlength=K)
    return np.where(counts > 0, k.size / (max((counts > 0).sum(), 1) * np.maximum(counts, 1)), 0.0)


@wrong("class_weights", hint="share")
def forgets_how_many_classes(k, K, ignore=None):
    counts = np.bincount((k.ravel() if ignore is None else k[k != ignore]), minlength=K)
    return np.where(counts > 0, counts.sum() / np.maximum(counts, 1), 0.0)


@wrong("class_weights", hint="frequency")
def the_frequencies(k, K, ignore=None):
    counts = np.bincount((k.ravel() if ignore is None else k[k != ignore]), minlength=K)
    return counts / max(counts.sum(), 1)


@wrong("class_weights", hint="scale")
def one_over_the_count(k, K, ignore=None):
    counts = np.bincount((k.ravel() if ignore is None else k[k != ignore]), minlength=K)
    return np.where(counts > 0, 1 / np.maximum(counts, 1), 0.0)


@wrong("class_weights", hint="scale")
def sums_to_one(k, K, ignore=None):
    counts = np.bincount((k.ravel() if ignore is None else k[k != ignore]), minlength=K)
    weights = np.where(counts > 0, 1 / np.maximum(counts, 1), 0.0)
    return weights / max(weights.sum(), 1e-300)


@wrong("class_weights", hint="absent")
def infinite_for_the_absent(k, K, ignore=None):
    counts = np.bincount((k.ravel() if ignore is None else k[k != ignore]), minlength=K)
    there = max((counts > 0).sum(), 1)
    return np.where(counts > 0, counts.sum() / (there * np.maximum(counts, 1)), np.inf)


@wrong("class_weights", hint="absent")
def one_for_the_absent(k, K, ignore=None):
    counts = np.bincount((k.ravel() if ignore is None else k[k != ignore]), minlength=K)
    there = max((counts > 0).sum(), 1)
    return np.where(counts > 0, counts.sum() / (there * np.maximum(counts, 1)), 1.0)


@wrong("class_weights", hint="root")
def the_root_of_it(k, K, ignore=None):
    counts = np.bincount((k.ravel() if ignore is None else k[k != ignore]), minlength=K)
    there = max((counts > 0).sum(), 1)
    return np.sqrt(np.where(counts > 0, counts.sum() / (there * np.maximum(counts, 1)), 0.0))


@wrong("class_weights", hint="zero")
def never_ignores_class_0(k, K, ignore=None):
    counts = np.bincount((k[k != ignore] if ignore else k.ravel()), minlength=K)
    there = max((counts > 0).sum(), 1)
    return np.where(counts > 0, counts.sum() / (there * np.maximum(counts, 1)), 0.0)


@wrong("class_weights", hint="nothing")
def ones_for_nothing(k, K, ignore=None):
    counts = np.bincount((k.ravel() if ignore is None else k[k != ignore]), minlength=K)
    if not counts.sum():
        return np.ones(K)
    return np.where(counts > 0, counts.sum() / ((counts > 0).sum() * np.maximum(counts, 1)), 0.0)


@right("class_weights")
def by_unique(k, K, ignore=None):
    kept = np.ravel(k) if ignore is None else np.ravel(k)[np.ravel(k) != ignore]
    classes, counts = np.unique(kept, return_counts=True)
    weights = np.zeros(K)
    weights[classes] = len(kept) / (len(classes) * counts) if len(kept) else 0
    return weights


@right("class_weights")
def as_a_list(k, K, ignore=None):
    kept = [int(a) for a in np.ravel(k) if ignore is None or a != ignore]
    there = len(set(kept))
    return [len(kept) / there / kept.count(c) if c in kept else 0.0 for c in range(K)]


@right("class_weights")
def counted_in_torch(k, K, ignore=None):
    labels = torch.as_tensor(np.array(k)).flatten()
    kept = labels if ignore is None else labels[labels != ignore]
    counts = torch.stack([(kept == c).sum() for c in range(K)]).double()
    return torch.nan_to_num(len(kept) / ((counts > 0).sum() * counts), nan=0.0, posinf=0.0)


# ---------------------------------------------------------------- pixel_cross_entropy


@wrong("pixel_cross_entropy", hint="denominator")
def mean_over_counted_pixels(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    safe = np.where(counted, k, 0)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(Z.shape)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3)
    grad = (np.exp(log_p) - one_hot) * w[..., None] / counted.sum()
    return float(np.sum(w * ce) / counted.sum()), grad


@wrong("pixel_cross_entropy", hint="denominator")
def gradient_over_counted_pixels(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    safe = np.where(counted, k, 0)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(Z.shape)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3)
    grad = (np.exp(log_p) - one_hot) * w[..., None] / counted.sum()
    return float(np.sum(w * ce) / total), grad


@wrong("pixel_cross_entropy", hint="ignored")
def mean_over_all_pixels(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    safe = np.where(counted, k, 0)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(Z.shape)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3)
    grad = (np.exp(log_p) - one_hot) * w[..., None] / k.size
    return float(np.sum(w * ce) / k.size), grad


@wrong("pixel_cross_entropy", hint="sum")
def a_sum(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    safe = np.where(counted, k, 0)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(Z.shape)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3)
    grad = (np.exp(log_p) - one_hot) * w[..., None] / 1
    return float(np.sum(w * ce)), grad


@wrong("pixel_cross_entropy", hint="weights")
def forgets_the_weights(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    safe = np.where(counted, k, 0)
    w = counted * 1.0
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(Z.shape)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3)
    grad = (np.exp(log_p) - one_hot) * w[..., None] / total
    return float(np.sum(w * ce) / total), grad


@wrong("pixel_cross_entropy", hint="images")
def mean_of_the_images_means(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    safe = np.where(counted, k, 0)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(Z.shape)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3)
    grad = (np.exp(log_p) - one_hot) * w[..., None] / total
    return float(np.mean(np.sum(w * ce, axis=(1, 2)) / np.maximum(w.sum(axis=(1, 2)), 1e-300))), grad


@wrong("pixel_cross_entropy", hint="ignored")
def ignored_is_the_last_class(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool)
    safe = np.where(k == ignore, Z.shape[3] - 1, k)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(Z.shape)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3)
    grad = (np.exp(log_p) - one_hot) * w[..., None] / total
    return float(np.sum(w * ce) / total), grad


@wrong("pixel_cross_entropy", hint="ignored")
def ignored_is_the_first_class(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool)
    safe = np.where(k == ignore, 0, k)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(Z.shape)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3)
    grad = (np.exp(log_p) - one_hot) * w[..., None] / total
    return float(np.sum(w * ce) / total), grad


@wrong("pixel_cross_entropy", hint="sign")
def loss_of_the_other_sign(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    safe = np.where(counted, k, 0)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(Z.shape)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = np.sum(log_p * one_hot, axis=3)
    grad = (np.exp(log_p) - one_hot) * w[..., None] / total
    return float(np.sum(w * ce) / total), grad


@wrong("pixel_cross_entropy", hint="two-logarithms")
def logarithm_of_base_two(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    safe = np.where(counted, k, 0)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(Z.shape)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3) / np.log(2)
    grad = (np.exp(log_p) - one_hot) * w[..., None] / total
    return float(np.sum(w * ce) / total), grad


@wrong("pixel_cross_entropy", hint="one-hot")
def without_the_one_hot(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    safe = np.where(counted, k, 0)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(Z.shape)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3)
    grad = np.exp(log_p) * w[..., None] / total
    return float(np.sum(w * ce) / total), grad


@wrong("pixel_cross_entropy", hint="zero-there")
def softmax_at_ignored_pixels(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    safe = np.where(counted, k, 0)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(Z.shape)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3)
    grad = (np.exp(log_p) - one_hot) * w[..., None] / total
    grad = grad + np.exp(log_p) * ~counted[..., None] / total
    return float(np.sum(w * ce) / total), grad


@wrong("pixel_cross_entropy", hint="columns")
def weighs_the_columns(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    safe = np.where(counted, k, 0)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(Z.shape)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3)
    grad = (np.exp(log_p) - one_hot) * counted[..., None] * (1 if weights is None else np.asarray(weights)) / total
    return float(np.sum(w * ce) / total), grad


@wrong("pixel_cross_entropy", hint="zero")
def class_0_is_never_ignored(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool) if not ignore else k != ignore
    safe = np.where(counted, k, 0)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(Z.shape)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3)
    grad = (np.exp(log_p) - one_hot) * w[..., None] / total
    return float(np.sum(w * ce) / total), grad


@wrong("pixel_cross_entropy", hint="nan")
def nan_for_nothing(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    safe = np.where(counted, k, 0)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return float("nan"), np.full(Z.shape, np.nan)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3)
    grad = (np.exp(log_p) - one_hot) * w[..., None] / total
    return float(np.sum(w * ce) / total), grad


@wrong("pixel_cross_entropy", hint="nothing")
def a_number_for_nothing(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    safe = np.where(counted, k, 0)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return 1.0, np.zeros(Z.shape)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3)
    grad = (np.exp(log_p) - one_hot) * w[..., None] / total
    return float(np.sum(w * ce) / total), grad


@wrong("pixel_cross_entropy", hint="nan")
def without_the_maximum(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    safe = np.where(counted, k, 0)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(Z.shape)
    z = Z + 0.0
    with np.errstate(all="ignore"):
        log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3)
    grad = (np.exp(log_p) - one_hot) * w[..., None] / total
    return float(np.sum(w * ce) / total), grad


@right("pixel_cross_entropy")
def all_pixels_with_weight_zero(Z, k, weights=None, ignore=None):
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    safe = np.where(counted, k, 0)
    w = counted * 1.0 if weights is None else np.asarray(weights, float)[safe] * counted
    total = w.sum()
    if total == 0:
        return 0.0, np.zeros(Z.shape)
    z = Z - Z.max(axis=3, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=3, keepdims=True))
    one_hot = np.eye(Z.shape[3])[safe]
    ce = -np.sum(log_p * one_hot, axis=3)
    grad = (np.exp(log_p) - one_hot) * w[..., None] / total
    return float(np.sum(w * ce) / total), grad


@right("pixel_cross_entropy")
def pixel_by_pixel_cross_entropy(Z, k, weights=None, ignore=None):
    loss, total, grad = 0.0, 0.0, np.zeros(Z.shape)
    for n, i, j in np.ndindex(k.shape):
        a = int(k[n, i, j])
        if ignore is not None and a == ignore:
            continue
        w = 1.0 if weights is None else float(weights[a])
        p = np.exp(Z[n, i, j] - Z[n, i, j].max())
        loss += w * (np.log(p.sum()) + Z[n, i, j].max() - Z[n, i, j, a])
        p = p / p.sum()
        p[a] -= 1
        grad[n, i, j] = w * p
        total += w
    return (loss / total, grad / total) if total else (0.0, grad)


@right("pixel_cross_entropy")
def by_torch_s_log_softmax(Z, k, weights=None, ignore=None):
    z, labels = torch.tensor(np.array(Z)), torch.tensor(np.array(k))
    kept = torch.ones_like(labels, dtype=torch.bool) if ignore is None else labels != ignore
    w = torch.ones(Z.shape[3], dtype=torch.float64) if weights is None else torch.tensor(np.array(weights))
    log_p, true = z.log_softmax(dim=3)[kept], labels[kept]
    grad = torch.zeros_like(z)
    if w[true].sum() == 0:
        return 0.0, grad
    share = w[true] / w[true].sum()
    grad[kept] = (log_p.exp() - functional.one_hot(true, Z.shape[3])) * share[:, None]
    return -(share * log_p[torch.arange(len(true)), true]).sum().item(), grad


# ---------------------------------------------------------------- UNet


@wrong("UNet", hint="order")
class CoarseFirst(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 4 * width)}
        sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.bottom(functional.max_pool2d(b, 2))
        d = self.up2(torch.cat([functional.interpolate(c, b.shape[2:]), b], dim=1))
        e = self.up1(torch.cat([functional.interpolate(d, a.shape[2:]), a], dim=1))
        return self.head(e)


@wrong("UNet", hint="skips")
class NothingBesides(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 4 * width)}
        sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.bottom(functional.max_pool2d(b, 2))
        d = self.up2(torch.cat([0 * b, functional.interpolate(c, b.shape[2:])], dim=1))
        e = self.up1(torch.cat([0 * a, functional.interpolate(d, a.shape[2:])], dim=1))
        return self.head(e)


@wrong("UNet", hint="average")
class TakesMeans(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 4 * width)}
        sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(functional.avg_pool2d(a, 2))
        c = self.bottom(functional.avg_pool2d(b, 2))
        d = self.up2(torch.cat([b, functional.interpolate(c, b.shape[2:])], dim=1))
        e = self.up1(torch.cat([a, functional.interpolate(d, a.shape[2:])], dim=1))
        return self.head(e)


@wrong("UNet", hint="softmax")
class EndsInASoftmax(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 4 * width)}
        sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.bottom(functional.max_pool2d(b, 2))
        d = self.up2(torch.cat([b, functional.interpolate(c, b.shape[2:])], dim=1))
        e = self.up1(torch.cat([a, functional.interpolate(d, a.shape[2:])], dim=1))
        return self.head(e).softmax(dim=1)


@wrong("UNet", hint="softmax")
class EndsInALogSoftmax(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 4 * width)}
        sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.bottom(functional.max_pool2d(b, 2))
        d = self.up2(torch.cat([b, functional.interpolate(c, b.shape[2:])], dim=1))
        e = self.up1(torch.cat([a, functional.interpolate(d, a.shape[2:])], dim=1))
        return self.head(e).log_softmax(dim=1)


@wrong("UNet", hint="last")
class RectifiesTheLogits(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 4 * width)}
        sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.bottom(functional.max_pool2d(b, 2))
        d = self.up2(torch.cat([b, functional.interpolate(c, b.shape[2:])], dim=1))
        e = self.up1(torch.cat([a, functional.interpolate(d, a.shape[2:])], dim=1))
        return self.head(e).relu()


@wrong("UNet", hint="linear")
class WithoutActivation(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 4 * width)}
        sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.Identity(), nn.Conv2d(b, b, 3, padding=1), nn.Identity()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.bottom(functional.max_pool2d(b, 2))
        d = self.up2(torch.cat([b, functional.interpolate(c, b.shape[2:])], dim=1))
        e = self.up1(torch.cat([a, functional.interpolate(d, a.shape[2:])], dim=1))
        return self.head(e)


@wrong("UNet", hint="nearest")
class ResizesBilinearly(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 4 * width)}
        sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.bottom(functional.max_pool2d(b, 2))
        d = self.up2(torch.cat([b, functional.interpolate(c, b.shape[2:], mode="bilinear")], dim=1))
        e = self.up1(torch.cat([a, functional.interpolate(d, a.shape[2:], mode="bilinear")], dim=1))
        return self.head(e)


@wrong("UNet", hint="forward")
class OneReLUABlock(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 4 * width)}
        sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.Identity()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.bottom(functional.max_pool2d(b, 2))
        d = self.up2(torch.cat([b, functional.interpolate(c, b.shape[2:])], dim=1))
        e = self.up1(torch.cat([a, functional.interpolate(d, a.shape[2:])], dim=1))
        return self.head(e)


@wrong("UNet", hint="odd")
class DoublesAndFills(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 4 * width)}
        sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        def beside(fine, coarse):
            coarse = functional.interpolate(coarse, scale_factor=2)
            down, right = (n - m for n, m in zip(fine.shape[2:], coarse.shape[2:], strict=True))
            return torch.cat([fine, functional.pad(coarse, (0, right, 0, down))], dim=1)

        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.bottom(functional.max_pool2d(b, 2))
        d = self.up2(beside(b, c))
        e = self.up1(beside(a, d))
        return self.head(e)


@wrong("UNet", hint="RuntimeError")
class DoublesByTwo(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 4 * width)}
        sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.bottom(functional.max_pool2d(b, 2))
        d = self.up2(torch.cat([b, functional.interpolate(c, scale_factor=2)], dim=1))
        e = self.up1(torch.cat([a, functional.interpolate(d, scale_factor=2)], dim=1))
        return self.head(e)


@wrong("UNet", hint="parts")
class OtherNames(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "middle": (2 * width, 4 * width)}
        sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.middle(functional.max_pool2d(b, 2))
        d = self.up2(torch.cat([b, functional.interpolate(c, b.shape[2:])], dim=1))
        e = self.up1(torch.cat([a, functional.interpolate(d, a.shape[2:])], dim=1))
        return self.head(e)


@wrong("UNet", hint="more")
class NormalizesToo(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 4 * width)}
        sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)
        self.norm = nn.BatchNorm2d(classes)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.bottom(functional.max_pool2d(b, 2))
        d = self.up2(torch.cat([b, functional.interpolate(c, b.shape[2:])], dim=1))
        e = self.up1(torch.cat([a, functional.interpolate(d, a.shape[2:])], dim=1))
        return self.norm(self.head(e))


@wrong("UNet", hint="sizes")
class NarrowBottom(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 3 * width)}
        sizes |= {"up2": (5 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.bottom(functional.max_pool2d(b, 2))
        d = self.up2(torch.cat([b, functional.interpolate(c, b.shape[2:])], dim=1))
        e = self.up1(torch.cat([a, functional.interpolate(d, a.shape[2:])], dim=1))
        return self.head(e)


@right("UNet")
class BuiltInALoop(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 4 * width)}
        sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.bottom(functional.max_pool2d(b, 2))
        d = self.up2(torch.cat([b, functional.interpolate(c, b.shape[2:])], dim=1))
        e = self.up1(torch.cat([a, functional.interpolate(d, a.shape[2:])], dim=1))
        return self.head(e)


@right("UNet")
class WithAModuleForPooling(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 4 * width)}
        sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(self.pool(a))
        c = self.bottom(self.pool(b))
        d = self.up2(torch.cat([b, functional.interpolate(c, b.shape[2:])], dim=1))
        e = self.up1(torch.cat([a, functional.interpolate(d, a.shape[2:])], dim=1))
        return self.head(e)


@right("UNet")
class PicksPixelsByHand(nn.Module):
    def __init__(self, inputs, classes, width=8):
        super().__init__()
        sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 4 * width)}
        sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
        for name, (a, b) in sizes.items():
            layers = nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.Conv2d(b, b, 3, padding=1), nn.ReLU()
            setattr(self, name, nn.Sequential(*layers))
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        def beside(fine, coarse):
            rows, columns = (torch.arange(n) * m // n for n, m in zip(fine.shape[2:], coarse.shape[2:], strict=True))
            return torch.cat((fine, coarse[:, :, rows][:, :, :, columns]), 1)

        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.bottom(functional.max_pool2d(b, 2))
        d = self.up2(beside(b, c))
        e = self.up1(beside(a, d))
        return self.head(e)


# ---------------------------------------------------------------- train_segmenter


@wrong("train_segmenter", hint="none")
def returns_nothing(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps + 1)
    index = -100 if ignore is None else ignore
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        optimizer.zero_grad()
        functional.cross_entropy(model(X[batch]), k[batch], weight=weights, ignore_index=index).backward()
        optimizer.step()
        schedule.step()


@wrong("train_segmenter", hint="copy")
def trains_a_copy(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    import copy

    model = copy.deepcopy(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps + 1)
    index = -100 if ignore is None else ignore
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        optimizer.zero_grad()
        functional.cross_entropy(model(X[batch]), k[batch], weight=weights, ignore_index=index).backward()
        optimizer.step()
        schedule.step()
    return model


@wrong("train_segmenter", hint="untrained")
def never_steps(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    index = -100 if ignore is None else ignore
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        optimizer.zero_grad()
        functional.cross_entropy(model(X[batch]), k[batch], weight=weights, ignore_index=index).backward()
    return model


@wrong("train_segmenter", hint="own-generator")
def a_seed_of_the_moment(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps + 1)
    index = -100 if ignore is None else ignore
    own = torch.Generator()
    own.seed()
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=own)
        optimizer.zero_grad()
        functional.cross_entropy(model(X[batch]), k[batch], weight=weights, ignore_index=index).backward()
        optimizer.step()
        schedule.step()
    return model


@wrong("train_segmenter", hint="ignores-generator")
def a_seed_of_its_own(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps + 1)
    index = -100 if ignore is None else ignore
    own = torch.Generator().manual_seed(0)
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=own)
        optimizer.zero_grad()
        functional.cross_entropy(model(X[batch]), k[batch], weight=weights, ignore_index=index).backward()
        optimizer.step()
        schedule.step()
    return model


@wrong("train_segmenter", hint="stale")
def clears_afterwards(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps + 1)
    index = -100 if ignore is None else ignore
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        functional.cross_entropy(model(X[batch]), k[batch], weight=weights, ignore_index=index).backward()
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
    return model


@wrong("train_segmenter", hint="steps")
def always_250_steps(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=251)
    index = -100 if ignore is None else ignore
    for _ in range(250):
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        optimizer.zero_grad()
        functional.cross_entropy(model(X[batch]), k[batch], weight=weights, ignore_index=index).backward()
        optimizer.step()
        schedule.step()
    return model


@wrong("train_segmenter", hint="batch-size")
def batches_of_16(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps + 1)
    index = -100 if ignore is None else ignore
    for _ in range(steps):
        batch = torch.randint(len(X), (16,), generator=generator)
        optimizer.zero_grad()
        functional.cross_entropy(model(X[batch]), k[batch], weight=weights, ignore_index=index).backward()
        optimizer.step()
        schedule.step()
    return model


@wrong("train_segmenter", hint="IndexError")
def ignores_nobody(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps + 1)
    index = -100
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        optimizer.zero_grad()
        functional.cross_entropy(model(X[batch]), k[batch], weight=weights, ignore_index=index).backward()
        optimizer.step()
        schedule.step()
    return model


@wrong("train_segmenter", hint="ignored")
def ignores_255_alone(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps + 1)
    index = 255
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        optimizer.zero_grad()
        functional.cross_entropy(model(X[batch]), k[batch], weight=weights, ignore_index=index).backward()
        optimizer.step()
        schedule.step()
    return model


@wrong("train_segmenter", hint="zero")
def zero_is_no_label(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps + 1)
    index = ignore or -100
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        optimizer.zero_grad()
        functional.cross_entropy(model(X[batch]), k[batch], weight=weights, ignore_index=index).backward()
        optimizer.step()
        schedule.step()
    return model


@wrong("train_segmenter", hint="everybody")
def none_means_class_0(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps + 1)
    index = ignore or 0
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        optimizer.zero_grad()
        functional.cross_entropy(model(X[batch]), k[batch], weight=weights, ignore_index=index).backward()
        optimizer.step()
        schedule.step()
    return model


@wrong("train_segmenter", hint="weights")
def forgets_the_weights_of_classes(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps + 1)
    index = -100 if ignore is None else ignore
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        optimizer.zero_grad()
        functional.cross_entropy(model(X[batch]), k[batch], ignore_index=index).backward()
        optimizer.step()
        schedule.step()
    return model


@wrong("train_segmenter", hint="no-learning")
def climbs(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps + 1)
    index = -100 if ignore is None else ignore
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        optimizer.zero_grad()
        (-functional.cross_entropy(model(X[batch]), k[batch], weight=weights, ignore_index=index)).backward()
        optimizer.step()
        schedule.step()
    return model


@wrong("train_segmenter", hint="too-early")
def descends_slowly(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    index = -100 if ignore is None else ignore
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        optimizer.zero_grad()
        functional.cross_entropy(model(X[batch]), k[batch], weight=weights, ignore_index=index).backward()
        optimizer.step()
    return model


@right("train_segmenter")
def shuffled_passes(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.Adam(model.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps + 1)
    order = torch.empty(0, dtype=torch.int64)
    for _ in range(steps):
        while len(order) < batch_size:
            order = torch.cat([order, torch.randperm(len(X), generator=generator)])
        batch, order = order[:batch_size], order[batch_size:]
        logits = model(X[batch])
        labels = k[batch]
        if ignore is None:
            loss = functional.cross_entropy(logits, labels, weight=weights)
        else:
            loss = functional.cross_entropy(logits, labels, weight=weights, ignore_index=ignore)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return model


@right("train_segmenter")
def with_decay_a_warm_up_and_half_a_cosine(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    warm = 0.3 * steps

    def share(step):
        return min((step + 1) / warm, 0.5 * (1 + np.cos(np.pi * max(step - warm, 0) / (steps - warm))))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, share)
    index = -100 if ignore is None else ignore
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        optimizer.zero_grad()
        functional.cross_entropy(model(X[batch]), k[batch], weight=weights, ignore_index=index).backward()
        optimizer.step()
        schedule.step()
    return model


@right("train_segmenter")
def only_the_counted_pixels(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps + 1)
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        optimizer.zero_grad()
        logits, labels = model(X[batch]).movedim(1, 3), k[batch]
        counted = torch.ones_like(labels, dtype=torch.bool) if ignore is None else labels != ignore
        functional.cross_entropy(logits[counted], labels[counted], weight=weights).backward()
        optimizer.step()
        schedule.step()
    return model


equivalent(
    "train_segmenter",
    "fault: gives its first argument back",
    reason="the model that was trained in place is what is asked for",
)

# ---------------------------------------------------------------- sliding_window


@wrong("sliding_window", hint="flush")
def without_the_flush_one(predict, image, size, stride):
    H, W = image.shape[:2]
    if size > min(H, W):
        raise ValueError("too large")
    rows, columns = (list(range(0, n - size + 1, stride)) for n in (H, W))
    total, seen = None, np.zeros((H, W, 1))
    for i in rows:
        for j in columns:
            said = np.asarray(predict(image[i : i + size, j : j + size]))
            if total is None:
                total = np.zeros((H, W, said.shape[2]))
            total[i : i + size, j : j + size] += said
            seen[i : i + size, j : j + size] += 1
    return total / np.maximum(seen, 1)


@wrong("sliding_window", hint="twice")
def always_one_more(predict, image, size, stride):
    H, W = image.shape[:2]
    if size > min(H, W):
        raise ValueError("too large")
    rows, columns = ([*range(0, n - size + 1, stride), n - size] for n in (H, W))
    total, seen = None, np.zeros((H, W, 1))
    for i in rows:
        for j in columns:
            said = np.asarray(predict(image[i : i + size, j : j + size]))
            if total is None:
                total = np.zeros((H, W, said.shape[2]))
            total[i : i + size, j : j + size] += said
            seen[i : i + size, j : j + size] += 1
    return total / seen


@wrong("sliding_window", hint="mean")
def sum_over_windows(predict, image, size, stride):
    H, W = image.shape[:2]
    if size > min(H, W):
        raise ValueError("too large")
    rows, columns = (sorted({*range(0, n - size + 1, stride), n - size}) for n in (H, W))
    total, seen = None, np.zeros((H, W, 1))
    for i in rows:
        for j in columns:
            said = np.asarray(predict(image[i : i + size, j : j + size]))
            if total is None:
                total = np.zeros((H, W, said.shape[2]))
            total[i : i + size, j : j + size] += said
            seen[i : i + size, j : j + size] += 1
    return total


@wrong("sliding_window", hint="last-word")
def the_last_window_wins(predict, image, size, stride):
    H, W = image.shape[:2]
    if size > min(H, W):
        raise ValueError("too large")
    rows, columns = (sorted({*range(0, n - size + 1, stride), n - size}) for n in (H, W))
    total, seen = None, np.zeros((H, W, 1))
    for i in rows:
        for j in columns:
            said = np.asarray(predict(image[i : i + size, j : j + size]))
            if total is None:
                total = np.zeros((H, W, said.shape[2]))
            total[i : i + size, j : j + size] = said
            seen[i : i + size, j : j + size] += 1
    return total


@wrong("sliding_window", hint="first-word")
def the_first_window_wins(predict, image, size, stride):
    H, W = image.shape[:2]
    if size > min(H, W):
        raise ValueError("too large")
    rows, columns = (sorted({*range(0, n - size + 1, stride), n - size}) for n in (H, W))
    total, seen = None, np.zeros((H, W, 1))
    for i in reversed(rows):
        for j in reversed(columns):
            said = np.asarray(predict(image[i : i + size, j : j + size]))
            if total is None:
                total = np.zeros((H, W, said.shape[2]))
            total[i : i + size, j : j + size] = said
            seen[i : i + size, j : j + size] += 1
    return total


@wrong("sliding_window", hint="stride")
def side_by_side(predict, image, size, stride):
    H, W = image.shape[:2]
    if size > min(H, W):
        raise ValueError("too large")
    rows, columns = (sorted({*range(0, n - size + 1, size), n - size}) for n in (H, W))
    total, seen = None, np.zeros((H, W, 1))
    for i in rows:
        for j in columns:
            said = np.asarray(predict(image[i : i + size, j : j + size]))
            if total is None:
                total = np.zeros((H, W, said.shape[2]))
            total[i : i + size, j : j + size] += said
            seen[i : i + size, j : j + size] += 1
    return total / seen


@wrong("sliding_window", hint="stride")
def at_each_pixel(predict, image, size, stride):
    H, W = image.shape[:2]
    if size > min(H, W):
        raise ValueError("too large")
    rows, columns = (list(range(n - size + 1)) for n in (H, W))
    total, seen = None, np.zeros((H, W, 1))
    for i in rows:
        for j in columns:
            said = np.asarray(predict(image[i : i + size, j : j + size]))
            if total is None:
                total = np.zeros((H, W, said.shape[2]))
            total[i : i + size, j : j + size] += said
            seen[i : i + size, j : j + size] += 1
    return total / seen


@wrong("sliding_window", hint="count")
def divides_by_all_windows(predict, image, size, stride):
    H, W = image.shape[:2]
    if size > min(H, W):
        raise ValueError("too large")
    rows, columns = (sorted({*range(0, n - size + 1, stride), n - size}) for n in (H, W))
    total, seen = None, np.zeros((H, W, 1))
    for i in rows:
        for j in columns:
            said = np.asarray(predict(image[i : i + size, j : j + size]))
            if total is None:
                total = np.zeros((H, W, said.shape[2]))
            total[i : i + size, j : j + size] += said
            seen[i : i + size, j : j + size] += 1
    return total / (len(rows) * len(columns))


@wrong("sliding_window", hint="windows")
def the_middle_of_each_window(predict, image, size, stride):
    H, W = image.shape[:2]
    if size > min(H, W):
        raise ValueError("too large")
    rows, columns = (sorted({*range(0, n - size + 1, stride), n - size}) for n in (H, W))
    total, seen = None, np.zeros((H, W, 1))
    for i in rows:
        for j in columns:
            said = np.asarray(predict(image[i : i + size, j : j + size]))
            if total is None:
                total = np.zeros((H, W, said.shape[2]))
            total[i : i + size, j : j + size] += said * (1 + np.arange(size))[:, None, None]
            seen[i : i + size, j : j + size] += 1
    return total / seen


@wrong("sliding_window", hint="too-large")
def takes_what_fits(predict, image, size, stride):
    H, W = image.shape[:2]
    if size > min(H, W):
        return np.zeros((H, W, 2))
    rows, columns = (sorted({*range(0, n - size + 1, stride), n - size}) for n in (H, W))
    total, seen = None, np.zeros((H, W, 1))
    for i in rows:
        for j in columns:
            said = np.asarray(predict(image[i : i + size, j : j + size]))
            if total is None:
                total = np.zeros((H, W, said.shape[2]))
            total[i : i + size, j : j + size] += said
            seen[i : i + size, j : j + size] += 1
    return total / seen


@right("sliding_window")
def starts_in_sets(predict, image, size, stride):
    H, W = image.shape[:2]
    if size > min(H, W):
        raise ValueError("too large")
    rows, columns = (sorted({*range(0, n - size + 1, stride), n - size}) for n in (H, W))
    total, seen = None, np.zeros((H, W, 1))
    for i in rows:
        for j in columns:
            said = np.asarray(predict(image[i : i + size, j : j + size]))
            if total is None:
                total = np.zeros((H, W, said.shape[2]))
            total[i : i + size, j : j + size] += said
            seen[i : i + size, j : j + size] += 1
    return total / seen


@right("sliding_window")
def pixels_ask_their_windows(predict, image, size, stride):
    H, W = image.shape[:2]
    if size > H or size > W:
        raise ValueError(size)
    rows, columns = ([*range(0, n - size, stride), n - size] for n in (H, W))
    said = {(a, b): np.asarray(predict(image[a : a + size, b : b + size])) for a in rows for b in columns}

    def at(i, j):
        return np.mean(
            [m[i - a, j - b] for (a, b), m in said.items() if a <= i < a + size and b <= j < b + size], axis=0
        )

    return [[at(i, j) for j in range(W)] for i in range(H)]


@right("sliding_window")
def a_running_mean(predict, image, size, stride):
    H, W = image.shape[:2]
    if size > min(H, W):
        raise ValueError("too large")
    rows, columns = (sorted({*range(0, n - size + 1, stride), n - size}) for n in (H, W))
    total, seen = None, np.zeros((H, W, 1))
    for i in rows:
        for j in columns:
            said = np.asarray(predict(image[i : i + size, j : j + size]))
            if total is None:
                total = np.zeros((H, W, said.shape[2]))
            seen[i : i + size, j : j + size] += 1
            part = total[i : i + size, j : j + size]
            part += (said - part) / seen[i : i + size, j : j + size]
    return total


# ---------------------------------------------------------------- faulty_steps


@wrong("faulty_steps", hint="brightness")
def accuses_the_lamp():
    return {"flip", "resize", "pad", "one_hot", "jitter"}


@wrong("faulty_steps", hint="together")
def accuses_the_crop():
    return {"flip", "resize", "pad", "one_hot", "crop"}


@wrong("faulty_steps", hint="pooled")
def accuses_the_score():
    return {"flip", "resize", "pad", "one_hot", "score"}


@wrong("faulty_steps", hint="argmax")
def accuses_the_argmax():
    return {"flip", "resize", "pad", "one_hot", "predict"}


@wrong("faulty_steps", hint="counted")
def accuses_the_loss():
    return {"flip", "resize", "pad", "one_hot", "loss"}


@wrong("faulty_steps", hint="mirror")
def misses_the_mirror():
    return {"resize", "pad", "one_hot"}


@wrong("faulty_steps", hint="between")
def misses_the_average():
    return {"flip", "pad", "one_hot"}


@wrong("faulty_steps", hint="unknown")
def misses_the_border():
    return {"flip", "resize", "one_hot"}


@wrong("faulty_steps", hint="axes")
def misses_the_reshape():
    return {"flip", "resize", "pad"}


@wrong("faulty_steps", hint="type")
def hands_back_one_word():
    return "flip"


@wrong("faulty_steps", hint="names")
def spells_them_otherwise():
    return {"flip", "resizing", "pad", "one_hot"}


@right("faulty_steps")
def as_a_list_of_names():
    return ["pad", "one_hot", "resize", "flip"]


@right("faulty_steps")
def as_a_frozenset():
    return frozenset({"flip", "resize", "pad", "one_hot"})


@right("faulty_steps")
def all_but_the_right_ones():
    steps = "crop", "flip", "jitter", "loss", "one_hot", "pad", "predict", "resize", "score"
    return tuple(step for step in steps if step not in ("crop", "jitter", "loss", "predict", "score"))


# ---------------------------------------------------------------- mutants that are right

judged_by_result(
    "train_segmenter", reason="any recipe that reaches the bars is right: optimiser, rate, schedule, order are open"
)

equivalent(
    "UNet",
    "fault: wrong for matrices of one column",
    reason="heights and widths of 4 and more are promised, and a channel may be one",
)

equivalent(
    "class_weights",
    "reference: counted = k.ravel() if ignore is None {nothing -> and False }else k[k != ignore]",
    "by_unique: kept = np.ravel(k) if ignore is None {nothing -> and False }else np.ravel(k)[np.ravel(k) != ignore]",
    reason="`k != None` is true everywhere in an array: all pixels are kept",
)

equivalent(
    "class_weights",
    "by_unique: weights[classes] = len(kept) / (len(classes) * counts) if len(kept) {nothing -> or True }else 0",
    "by_unique: weights[classes] = len(kept) / (len(classes) * counts) if len(kept) else {0 -> 1}",
    "by_unique: weights[classes] = len(kept) / (len(classes) * counts) if len(kept) else {0 -> -1}",
    reason="nothing is kept, so that nothing is written",
)

equivalent(
    "class_weights",
    "counted_in_torch: labels = torch.as_tensor({np.array(k) -> k}).flatten()",
    reason="torch takes the array itself as well as a copy, and nothing is written into it",
)

equivalent(
    "class_weights",
    "counted_in_torch: return torch.nan_to_num(len(kept) / ((counts > 0).sum() * counts), nan={0.0 -> Non"
    "e}, posinf=0.0)",
    "counted_in_torch: return torch.nan_to_num(len(kept) / ((counts > 0).sum() * counts), {nan=0.0, -> no"
    "thing}posinf=0.0)",
    reason="torch puts 0 in the place of NaN unless told otherwise",
)

equivalent(
    "class_weights",
    "fault: gives no negative number",
    reason="weights are not negative",
)

equivalent(
    "confusion_matrix",
    "reference: counted = np.ones(k.shape, dtype=bool) if ignore is None {nothing -> and False }else k != ignore",
    "by_adding_at: kept = np.full(k.shape, True) if ignore is None {nothing -> and False }else k != ignore",
    "as_a_product_of_one_hots: kept = k == k if ignore is None {nothing -> and False }else k != ignore",
    reason="`k != None` is true everywhere in an array: all pixels are kept",
)

equivalent(
    "confusion_matrix",
    "by_adding_at: C = np.zeros((K, K), dtype={int -> None})",
    "as_a_product_of_one_hots: return true.T.astype({int -> None}) @ said.astype(int)",
    "as_a_product_of_one_hots: return true.T.astype(int) @ said.astype({int -> None})",
    reason="whole numbers in floats are equal to the integers, and the check compares values",
)

equivalent(
    "iou_and_dice",
    "reference: both, total = (np.diag(C).astype({float -> None}), np.sum(C, axis=0) + np.sum(C, axis=1))",
    "dice_from_iou: C = np.asarray(C, dtype={float -> None})",
    "in_torch: c = torch.as_tensor(np.array(C, dtype={float -> None}))",
    reason="a quotient of integers is a float",
)

equivalent(
    "iou_and_dice",
    "reference: return (iou, dice, float(np.mean(iou[occurs])) if occurs.any() {nothing -> or True }else float('nan'))",
    "dice_from_iou: return (iou, 2 * iou / (1 + iou), iou[either > 0].mean() if either.any() {nothing -> "
    "or True }else np.nan)",
    reason="the mean of nothing is NaN as well: the branch spares a warning, which no test of another process sees",
)

equivalent(
    "iou_and_dice",
    "reference: return (iou, dice, float(np.mean(iou[occurs])) if occurs.any() else float('{nan -> NAN}'))",
    "class_by_class: iou.append(c / (row + column - c) if row + column > 0 else float('{nan -> NAN}'))",
    "class_by_class: dice.append(2 * c / (row + column) if row + column > 0 else float('{nan -> NAN}'))",
    "class_by_class: return (iou, dice, sum(there) / len(there) if there else float('{nan -> NAN}'))",
    reason="float reads both spellings",
)

equivalent(
    "iou_and_dice",
    "dice_from_iou: with np.errstate(invalid={'ignore' -> None}):",
    reason="the division gives NaN either way; the setting spares a warning, which no test of another process sees",
)

equivalent(
    "iou_and_dice",
    "fault: right for square matrices alone",
    reason="a confusion matrix is square",
)

equivalent(
    "iou_and_dice",
    "fault: wrong if all numbers are negative",
    "fault: gives no negative number as part 1",
    "fault: gives no negative number as part 2",
    "fault: gives no negative number as part 3",
    reason="counts and scores are not negative",
)

equivalent(
    "iou_and_dice",
    "fault: wrong if all numbers are 0",
    reason="the result is NaN, and one more than NaN is NaN",
)

equivalent(
    "max_unpool",
    "all_windows_at_once: blocks = u[:h * size, :w * size].reshape(h, size, w, size, C).transpose(0, 2, 4"
    ", 1, 3).reshape(h, w, C, -{1 -> 2})",
    reason="NumPy takes any negative number for the length that is left open",
)

equivalent(
    "max_unpool",
    "by_torch_s_indices: x = torch.tensor(u.transpose(2, 0, 1){.copy() -> nothing})",
    "by_torch_s_indices: flat.scatter_(1, where.flatten(1), torch.tensor(v.transpose(2, 0, 1).copy(), dty"
    "pe={torch.float64 -> None}).flatten(1))",
    "by_torch_s_indices: flat.scatter_(1, where.flatten(1), torch.tensor(v.transpose(2, 0, 1){.copy() -> "
    "nothing}, dtype=torch.float64).flatten(1))",
    reason="torch takes the array itself as well as a copy, and nothing is written into it",
)

equivalent(
    "overlap_counts",
    "reference: counts = np.zeros((n - 1) * stride + kernel, dtype={int -> None})",
    "by_convolving_ones: at = np.zeros((n - 1) * stride + 1, dtype={int -> None})",
    "by_convolving_ones: return np.convolve(at, np.ones(kernel, dtype={int -> None}))",
    reason="whole numbers in floats are equal to the integers, and the check compares values",
)

equivalent(
    "overlap_counts",
    "by_convolving_ones: return np.convolve({at, np.ones(kernel, dtype=int) -> np.ones(kernel, dtype=int), at})",
    reason="a convolution is symmetric in what it convolves",
)

equivalent(
    "overlap_counts",
    "by_counting_places: return np.bincount(places{, minlength=(n - 1) * stride + kernel -> nothing})",
    "by_counting_places: return np.bincount(places, minlength=(n - 1) * stride{ + kernel -> nothing})",
    "by_counting_places: return np.bincount(places, minlength={(n - 1) * stride + -> nothing}kernel)",
    "by_counting_places: return np.bincount(places, minlength={(n - 1) * stride -> n - 1} + kernel)",
    reason="the last input reaches the last output, so that the counts have this length anyhow",
)

equivalent(
    "pixel_cross_entropy",
    "reference: counted = np.ones(k.shape, dtype=bool) if ignore is None {nothing -> and False }else k != ignore",
    "all_pixels_with_weight_zero: counted = np.ones(k.shape, bool) if ignore is None {nothing -> and Fals"
    "e }else k != ignore",
    reason="`k != None` is true everywhere in an array: all pixels are kept",
)

equivalent(
    "pixel_cross_entropy",
    "reference: z {= z - -> -=} z.max(axis=1, keepdims=True)",
    "pixel_by_pixel_cross_entropy: p {= p / -> /=} p.sum()",
    reason="an array that the answer made itself",
)

equivalent(
    "pixel_cross_entropy",
    "all_pixels_with_weight_zero: counted = np.ones(k.shape, {bool -> None}) if ignore is None else k != ignore",
    "all_pixels_with_weight_zero: counted = np.ones(k.shape{, bool -> nothing}) if ignore is None else k != ignore",
    reason="ones in floats are multiplied with as booleans are, and the weights of none are 0",
)

equivalent(
    "pixel_cross_entropy",
    "all_pixels_with_weight_zero: safe = np.where(counted, k, {0 -> -1})",
    reason="the weight of such a pixel is 0, whatever class it is given",
)

equivalent(
    "pixel_cross_entropy",
    "all_pixels_with_weight_zero: w = counted {* -> /} 1.0 if weights is None else np.asarray(weights, fl"
    "oat)[safe] * counted",
    reason="a division by 1 is none",
)

equivalent(
    "pixel_cross_entropy",
    "all_pixels_with_weight_zero: w = counted {* 1.0 -> nothing}if weights is None else np.asarray(weight"
    "s, float)[safe] * counted",
    reason="booleans are multiplied with as 0 and 1 are",
)

equivalent(
    "pixel_cross_entropy",
    "all_pixels_with_weight_zero: w = counted * {1.0 -> 2.0} if weights is None else np.asarray(weights, "
    "float)[safe] * counted",
    "pixel_by_pixel_cross_entropy: w = {1.0 -> 2.0} if weights is None else float(weights[a])",
    reason="equal weights of any size give the same mean",
)

equivalent(
    "pixel_cross_entropy",
    "all_pixels_with_weight_zero: w = counted * 1.0 if weights is None else np.asarray(weights, {float ->"
    " None})[safe] * counted",
    "all_pixels_with_weight_zero: w = counted * 1.0 if weights is None else np.asarray(weights{, float ->"
    " nothing})[safe] * counted",
    reason="the weights are floats already",
)

equivalent(
    "pixel_cross_entropy",
    "by_torch_s_log_softmax: z, labels = (torch.tensor({np.array(Z) -> Z}), torch.tensor(np.array(k)))",
    "by_torch_s_log_softmax: z, labels = (torch.tensor(np.array(Z)), torch.tensor({np.array(k) -> k}))",
    "by_torch_s_log_softmax: w = torch.ones(Z.shape[3], dtype=torch.float64) if weights is None else torc"
    "h.tensor({np.array(weights) -> weights})",
    reason="torch takes the array itself as well as a copy, and nothing is written into it",
)

equivalent(
    "pixel_cross_entropy",
    "by_torch_s_log_softmax: w = torch.ones(Z.shape[3], dtype={torch.float64 -> None}) if weights is None"
    " else torch.tensor(np.array(weights))",
    reason="1 is exact in single precision",
)

equivalent(
    "pixel_cross_entropy",
    "by_torch_s_log_softmax: if w[true]{.sum -> .mean}() == 0:",
    reason="the mean is 0 where the sum is, and of nothing all sums are 0 anyhow",
)

equivalent(
    "pixel_cross_entropy",
    "fault: gives no negative number as part 1",
    reason="−log p is not negative",
)

equivalent(
    "sliding_window",
    "reference: total, seen = ({0.0 -> 1.0}, np.zeros((H, W, 1)))",
    reason="the number says that nothing has been added yet, whichever it is",
)

equivalent(
    "sliding_window",
    "starts_in_sets: rows, columns = (sorted({*range(0, n - size + 1{nothing -> - 1}, stride), n - size})"
    " for n in (H, W))",
    "starts_in_sets: rows, columns = (sorted({*range(0, n - size{ + 1 -> nothing}, stride), n - size}) fo"
    "r n in (H, W))",
    "starts_in_sets: rows, columns = (sorted({*range(0, n - size + {1 -> 0}, stride), n - size}) for n in (H, W))",
    "pixels_ask_their_windows: rows, columns = ([*range(0, n - size{nothing -> + 1}, stride), n - size] f"
    "or n in (H, W))",
    "a_running_mean: rows, columns = (sorted({*range(0, n - size + 1{nothing -> - 1}, stride), n - size})"
    " for n in (H, W))",
    "a_running_mean: rows, columns = (sorted({*range(0, n - size{ + 1 -> nothing}, stride), n - size}) fo"
    "r n in (H, W))",
    "a_running_mean: rows, columns = (sorted({*range(0, n - size + {1 -> 0}, stride), n - size}) for n in (H, W))",
    reason="the last start is added anyhow, and a set, or a dict of windows, holds it once",
)

equivalent(
    "sliding_window",
    "a_running_mean: total = {np.zeros -> np.ones}((H, W, said.shape[2]))",
    reason="the first mean over one window takes the place of what was there",
)

equivalent(
    "sliding_window",
    "a_running_mean: seen[{i -> nothing}:i + size, j:j + size] += 1",
    reason="the rows above this one are finished, and their counts are asked no more",
)

equivalent(
    "transposed_conv",
    "zeros_between_and_a_correlation: out = convolution.conv_layer(apart, turned, np.zeros(phi), 1, {0 -> None})",
    "zeros_between_and_a_correlation: out = convolution.conv_layer(apart, turned, np.zeros(phi), 1{, 0 -> nothing})",
    reason="conv_layer adds no border unless told to",
)

equivalent(
    "transposed_conv",
    "the_matrix_column_by_column: out = {np.zeros -> np.ones}((H, W, phi))",
    reason="every entry is overwritten",
)

equivalent(
    "upsample",
    "reference: at = np.clip((np.arange(factor * size) + 0.5) / factor - 0.5, 0, {size - 1 -> None})",
    "reference: at = np.clip((np.arange(factor * size) + 0.5) / factor - 0.5, 0, size {- -> +} 1)",
    "reference: at = np.clip((np.arange(factor * size) + 0.5) / factor - 0.5, 0, size{ - 1 -> nothing})",
    "reference: at = np.clip((np.arange(factor * size) + 0.5) / factor - 0.5, 0, size - {1 -> 0})",
    "pixel_by_pixel: y = min(max((i + 0.5) / factor - 0.5, 0), H {- -> +} 1)",
    "pixel_by_pixel: y = min(max((i + 0.5) / factor - 0.5, 0), H{ - 1 -> nothing})",
    "pixel_by_pixel: y = min(max((i + 0.5) / factor - 0.5, 0), H - {1 -> 0})",
    "pixel_by_pixel: x = min(max((j + 0.5) / factor - 0.5, 0), W {- -> +} 1)",
    "pixel_by_pixel: x = min(max((j + 0.5) / factor - 0.5, 0), W{ - 1 -> nothing})",
    "pixel_by_pixel: x = min(max((j + 0.5) / factor - 0.5, 0), W - {1 -> 0})",
    reason="beyond the last centre both neighbours are the last pixel",
)

equivalent(
    "upsample",
    "reference: at = np.clip({(np.arange(factor * size) + 0.5) / factor - 0.5, 0 -> 0, (np.arange(factor "
    "* size) + 0.5) / factor - 0.5}, size - 1)",
    "by_two_matrices: at = np.clip({at, 0 -> 0, at}, size - 1)",
    reason="the larger of two numbers, or the smaller, does not depend on their order",
)

equivalent(
    "upsample",
    "pixel_by_pixel: out = {np.zeros -> np.ones}((factor * H, factor * W, C))",
    reason="every entry is overwritten",
)

equivalent(
    "upsample",
    "by_two_matrices: return (np.round(at) == np.arange(size)).astype(float) if factor % 2 {nothing -> an"
    "d False }else np.repeat(np.eye(size), factor, 0)",
    "by_two_matrices: return (np.round(at) == np.arange(size)).astype(float) if factor % 2 {nothing -> or"
    " True }else np.repeat(np.eye(size), factor, 0)",
    "by_two_matrices: return (np.round(at) == np.arange(size)).astype({float -> None}) if factor % 2 else"
    " np.repeat(np.eye(size), factor, 0)",
    "by_two_matrices: return (np.round(at) == np.arange(size)).astype(float) if factor {% -> /} 2 else np"
    ".repeat(np.eye(size), factor, 0)",
    "by_two_matrices: return (np.round(at) == np.arange(size)).astype(float) if factor % {2 -> 3} else np"
    ".repeat(np.eye(size), factor, 0)",
    "by_two_matrices: return (np.round(at) == np.arange(size)).astype(float) if factor % {2 -> 1} else np"
    ".repeat(np.eye(size), factor, 0)",
    reason="both ways give the same matrix: no centre lies halfway between two, and a product makes floats of booleans",
)
