"""The bank of lesson 05: wrong answers with the hint that each must get, and other right answers."""

import numpy as np
import torch
from torch import nn

from course_lib import accounting, convolution, letters
from course_lib.instructor.bank.bank import right, wrong
from course_lib.instructor.bank.equivalents import equivalent, judged_by_result

# ---------------------------------------------------------------- correlate2d


@wrong("correlate2d", hint="flip")
def turns_the_kernel(u, theta):
    (H, W), (kh, kw) = u.shape, theta.shape
    turned = theta[::-1, ::-1]
    return [[np.sum(u[h : h + kh, w : w + kw] * turned) for w in range(W - kw + 1)] for h in range(H - kh + 1)]


@wrong("correlate2d", hint="flip")
def exchanges_the_rows(u, theta):
    (H, W), (kh, kw) = u.shape, theta.shape
    return [[np.sum(u[h : h + kh, w : w + kw] * theta[::-1]) for w in range(W - kw + 1)] for h in range(H - kh + 1)]


@wrong("correlate2d", hint="flip")
def exchanges_the_columns(u, theta):
    (H, W), (kh, kw) = u.shape, theta.shape
    turned = theta[:, ::-1]
    return [[np.sum(u[h : h + kh, w : w + kw] * turned) for w in range(W - kw + 1)] for h in range(H - kh + 1)]


@wrong("correlate2d", hint="last")
def stops_one_place_early(u, theta):
    (H, W), (kh, kw) = u.shape, theta.shape
    return [[np.sum(u[h : h + kh, w : w + kw] * theta) for w in range(W - kw)] for h in range(H - kh)]


@wrong("correlate2d", hint="inside")
def pads_above_and_at_the_sides(u, theta):
    (H, W), (kh, kw) = u.shape, theta.shape
    around = np.pad(u, ((kh // 2, (kh - 1) // 2), (kw // 2, (kw - 1) // 2)))
    return [[np.sum(around[h : h + kh, w : w + kw] * theta) for w in range(W)] for h in range(H)]


@wrong("correlate2d", hint="inside")
def pads_below_and_at_the_sides(u, theta):
    (H, W), (kh, kw) = u.shape, theta.shape
    around = np.pad(u, (((kh - 1) // 2, kh // 2), ((kw - 1) // 2, kw // 2)))
    return [[np.sum(around[h : h + kh, w : w + kw] * theta) for w in range(W)] for h in range(H)]


@wrong("correlate2d", hint="products")
def only_the_first_window_and_no_sum(u, theta):
    return u[: theta.shape[0], : theta.shape[1]] * theta


@wrong("correlate2d", hint="factor-n")
def takes_the_mean(u, theta):
    (H, W), (kh, kw) = u.shape, theta.shape
    return [[np.mean(u[h : h + kh, w : w + kw] * theta) for w in range(W - kw + 1)] for h in range(H - kh + 1)]


@wrong("correlate2d", hint="window")
def windows_of_the_transposed_shape_filled_with_ones(u, theta):
    (H, W), (kh, kw) = u.shape, theta.shape
    return [[np.sum(u[h : h + kh, w : w + kw]) * theta[0, 0] for w in range(W - kw + 1)] for h in range(H - kh + 1)]


@wrong("correlate2d", hint="turned")
def transposes_square_kernels(u, theta):
    if theta.shape[0] == theta.shape[1]:
        theta = theta.T
    (H, W), (kh, kw) = u.shape, theta.shape
    return [[np.sum(u[h : h + kh, w : w + kw] * theta) for w in range(W - kw + 1)] for h in range(H - kh + 1)]


@wrong("correlate2d", hint="own-work")
def asks_torch_for_a_correlation(u, theta):
    return torch.nn.functional.conv2d(torch.tensor(u)[None, None], torch.tensor(theta)[None, None])[0, 0]


@wrong("correlate2d", hint="none")
def prints_the_result(u, theta):
    (H, W), (kh, kw) = u.shape, theta.shape
    str([[np.sum(u[h : h + kh, w : w + kw] * theta) for w in range(W - kw + 1)] for h in range(H - kh + 1)])


@right("correlate2d")
def with_four_loops(u, theta):
    (H, W), (kh, kw) = u.shape, theta.shape
    out = np.zeros((H - kh + 1, W - kw + 1))
    for h in range(H - kh + 1):
        for w in range(W - kw + 1):
            for i in range(kh):
                for j in range(kw):
                    out[h, w] += u[h + i, w + j] * theta[i, j]
    return out


@right("correlate2d")
def with_sliding_windows(u, theta):
    return np.einsum("hwij,ij->hw", np.lib.stride_tricks.sliding_window_view(u, theta.shape), theta)


@right("correlate2d")
def as_nested_lists(u, theta):
    (H, W), (kh, kw) = u.shape, theta.shape
    return [[(u[h : h + kh, w : w + kw] * theta).sum() for w in range(W - kw + 1)] for h in range(H - kh + 1)]


@right("correlate2d")
def with_torch_tensors_in_single_precision(u, theta):
    pictures = (
        torch.tensor(np.asarray(u), dtype=torch.float32).unfold(0, theta.shape[0], 1).unfold(1, theta.shape[1], 1)
    )
    return (pictures * torch.tensor(np.asarray(theta), dtype=torch.float32)).sum(dim=(2, 3))


# ---------------------------------------------------------------- convolve2d


@wrong("convolve2d", hint="turn")
def does_not_turn_the_kernel(u, theta):
    return convolution.correlate2d(u, theta)


@wrong("convolve2d", hint="both-axes")
def reverses_the_rows_alone(u, theta):
    return convolution.correlate2d(u, theta[::-1])


@wrong("convolve2d", hint="both-axes")
def reverses_the_columns_alone(u, theta):
    return convolution.correlate2d(u, theta[:, ::-1])


@wrong("convolve2d", hint="transpose")
def transposes_the_kernel(u, theta):
    return convolution.correlate2d(u, theta.T)


@wrong("convolve2d", hint="quarter")
def turns_by_a_quarter(u, theta):
    return convolution.correlate2d(u, np.rot90(theta))


@wrong("convolve2d", hint="quarter")
def turns_by_a_quarter_to_the_right(u, theta):
    return convolution.correlate2d(u, np.rot90(theta, -1))


@wrong("convolve2d", hint="picture")
def turns_the_picture(u, theta):
    return convolution.correlate2d(u[::-1, ::-1], theta)


@wrong("convolve2d", hint="sign")
def changes_the_sign(u, theta):
    return -convolution.correlate2d(u, theta[::-1, ::-1])


@wrong("convolve2d", hint="in-place")
def turns_the_caller_s_kernel(u, theta):
    theta[:] = theta[::-1, ::-1].copy()
    return convolution.correlate2d(u, theta)


@wrong("convolve2d", hint="own-work")
def asks_the_library(u, theta):
    return convolution.convolve2d(u, theta)


@right("convolve2d")
def turns_twice_by_a_quarter(u, theta):
    return convolution.correlate2d(u, np.rot90(theta, 2))


@right("convolve2d")
def with_the_minus_of_the_formula(u, theta):
    (H, W), (kh, kw) = u.shape, theta.shape
    out = np.zeros((H - kh + 1, W - kw + 1))
    for i in range(kh):
        for j in range(kw):
            out += u[kh - 1 - i : H - i, kw - 1 - j : W - j] * theta[i, j]
    return out


@right("convolve2d")
def turns_what_comes_out_of_the_turned_picture(u, theta):
    return convolution.correlate2d(u[::-1, ::-1], theta)[::-1, ::-1]


# ---------------------------------------------------------------- output_size


@wrong("output_size", hint="floor")
def divides_exactly(n, kernel, stride, padding):
    return (n + 2 * padding - kernel) / stride + 1


@wrong("output_size", hint="floor")
def rounds_up(n, kernel, stride, padding):
    return int(np.ceil((n + 2 * padding - kernel) / stride)) + 1


@wrong("output_size", hint="floor")
def rounds_to_the_nearest(n, kernel, stride, padding):
    return round((n + 2 * padding - kernel) / stride) + 1


@wrong("output_size", hint="both-ends")
def pads_one_end(n, kernel, stride, padding):
    return (n + padding - kernel) // stride + 1


@wrong("output_size", hint="first")
def forgets_the_first_window(n, kernel, stride, padding):
    return (n + 2 * padding - kernel) // stride


@wrong("output_size", hint="stride")
def adds_one_before_dividing(n, kernel, stride, padding):
    return (n + 2 * padding - kernel + 1) // stride


@wrong("output_size", hint="integer")
def gives_a_float(n, kernel, stride, padding):
    return float(np.floor((n + 2 * padding - kernel) / stride)) + 1


@right("output_size")
def counts_the_windows(n, kernel, stride, padding):
    return len(range(0, n + 2 * padding - kernel + 1, stride))


@right("output_size")
def rounds_down_a_fraction(n, kernel, stride, padding):
    return int((n + 2 * padding - kernel) / stride + 1)


@right("output_size")
def gives_a_numpy_integer(n, kernel, stride, padding):
    return np.int64(np.floor((n + 2 * padding - kernel) / stride)) + 1


# ---------------------------------------------------------------- same_padding


@wrong("same_padding", hint="even")
def half_the_kernel_on_both_sides(kernel):
    return kernel // 2, kernel // 2


@wrong("same_padding", hint="even")
def half_of_the_rest_on_both_sides(kernel):
    return (kernel - 1) // 2, (kernel - 1) // 2


@wrong("same_padding", hint="after")
def the_odd_one_before(kernel):
    return kernel // 2, (kernel - 1) // 2


@wrong("same_padding", hint="total")
def a_whole_kernel_in_all(kernel):
    return kernel // 2, kernel - kernel // 2


@wrong("same_padding", hint="split")
def all_of_it_on_both_sides(kernel):
    return kernel - 1, kernel - 1


@wrong("same_padding", hint="split")
def all_of_it_after(kernel):
    return 0, kernel - 1


@wrong("same_padding", hint="type")
def one_number(kernel):
    return kernel // 2


@right("same_padding")
def half_rounded_down_and_half_rounded_up(kernel):
    return (kernel - 1) // 2, kernel // 2


@right("same_padding")
def as_a_list_of_numpy_integers(kernel):
    before = np.int64(kernel - 1) // 2
    return [before, kernel - 1 - before]


# ---------------------------------------------------------------- conv_layer


@wrong("conv_layer", hint="bias")
def forgets_the_bias(u, theta, b, stride=1, padding=0):
    return (
        convolution.windows(np.pad(u, ((padding,) * 2, (padding,) * 2, (0, 0))), theta.shape[:2], stride)
        .reshape(-1, theta[..., 0].size)
        .dot(theta.reshape(-1, theta.shape[3]))
        .reshape(
            *[(side + 2 * padding - k) // stride + 1 for side, k in zip(u.shape[:2], theta.shape[:2], strict=True)], -1
        )
    )


@wrong("conv_layer", hint="bias")
def adds_the_bias_for_each_channel(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(u, theta.shape[:2], axis=(0, 1))[::stride, ::stride]
    return sum(np.einsum("hwij,ijq->hwq", seen[:, :, c], theta[:, :, c]) + b for c in range(u.shape[2]))


@wrong("conv_layer", hint="bias")
def adds_the_bias_to_each_product(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(u, theta.shape[:2], axis=(0, 1))[::stride, ::stride]
    return np.einsum("hwcij,ijcq->hwq", seen, theta) + b * theta[..., 0].size


@wrong("conv_layer", hint="channels")
def reads_the_first_channel_only(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(u, theta.shape[:2], axis=(0, 1))[::stride, ::stride]
    return np.einsum("hwij,ijq->hwq", seen[:, :, 0], theta[:, :, 0]) + b


@wrong("conv_layer", hint="axes")
def takes_the_kernels_for_channels(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(u, theta.shape[:2], axis=(0, 1))[::stride, ::stride]
    return np.einsum("hwcij,ijqc->hwq", seen, theta) + b


@wrong("conv_layer", hint="flip")
def turns_every_kernel(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(u, theta.shape[:2], axis=(0, 1))[::stride, ::stride]
    return np.einsum("hwcij,ijcq->hwq", seen, theta[::-1, ::-1]) + b


@wrong("conv_layer", hint="transposed")
def exchanges_rows_and_columns_of_the_kernels(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(u, theta.shape[:2], axis=(0, 1))[::stride, ::stride]
    return np.einsum("hwcji,ijcq->hwq", seen, theta) + b


@wrong("conv_layer", hint="maps")
def adds_the_maps(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(u, theta.shape[:2], axis=(0, 1))[::stride, ::stride]
    return (np.einsum("hwcij,ijcq->hwq", seen, theta) + b).sum(axis=2)


@wrong("conv_layer", hint="sides")
def pads_above_and_left(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((padding, 0), (padding, 0), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(u, theta.shape[:2], axis=(0, 1))[::stride, ::stride]
    return np.einsum("hwcij,ijcq->hwq", seen, theta) + b


@wrong("conv_layer", hint="sides")
def pads_below_and_right(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((0, padding), (0, padding), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(u, theta.shape[:2], axis=(0, 1))[::stride, ::stride]
    return np.einsum("hwcij,ijcq->hwq", seen, theta) + b


@wrong("conv_layer", hint="ignored")
def ignores_the_padding(u, theta, b, stride=1, padding=0):
    seen = np.lib.stride_tricks.sliding_window_view(u, theta.shape[:2], axis=(0, 1))[::stride, ::stride]
    return np.einsum("hwcij,ijcq->hwq", seen, theta) + b


@wrong("conv_layer", hint="zeros")
def repeats_the_border(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((padding, padding), (padding, padding), (0, 0)), mode="edge")
    seen = np.lib.stride_tricks.sliding_window_view(u, theta.shape[:2], axis=(0, 1))[::stride, ::stride]
    return np.einsum("hwcij,ijcq->hwq", seen, theta) + b


@wrong("conv_layer", hint="stride")
def ignores_the_stride(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(u, theta.shape[:2], axis=(0, 1))
    return np.einsum("hwcij,ijcq->hwq", seen, theta) + b


@wrong("conv_layer", hint="stride")
def strides_down_only(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(u, theta.shape[:2], axis=(0, 1))[::stride]
    return np.einsum("hwcij,ijcq->hwq", seen, theta) + b


@wrong("conv_layer", hint="stride")
def strides_right_only(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(u, theta.shape[:2], axis=(0, 1))[:, ::stride]
    return np.einsum("hwcij,ijcq->hwq", seen, theta) + b


@wrong("conv_layer", hint="rounding")
def loses_the_last_row_of_windows(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(u, theta.shape[:2], axis=(0, 1))
    rows = seen.shape[0] if stride == 1 else seen.shape[0] // stride * stride
    return np.einsum("hwcij,ijcq->hwq", seen[:rows:stride, ::stride], theta) + b


@wrong("conv_layer", hint="window")
def adds_the_weights_where_they_multiply(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    seen = np.lib.stride_tricks.sliding_window_view(u, theta.shape[:2], axis=(0, 1))[::stride, ::stride]
    return seen.sum(axis=(2, 3, 4))[..., None] + theta.sum(axis=(0, 1, 2)) + b


@wrong("conv_layer", hint="own-work")
def asks_torch_for_the_layer(u, theta, b, stride=1, padding=0):
    from torch.nn.functional import conv2d

    picture, kernels = torch.tensor(u).permute(2, 0, 1)[None], torch.tensor(theta).permute(3, 2, 0, 1)
    return conv2d(picture, kernels, torch.tensor(b), stride, padding)[0].permute(1, 2, 0)


@wrong("conv_layer", hint="cut-off")
def clips_what_comes_out(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    kh, kw = theta.shape[:2]
    rows, columns = (u.shape[0] - kh) // stride + 1, (u.shape[1] - kw) // stride + 1
    out = np.zeros((rows, columns, theta.shape[3]))
    for h, w in np.ndindex(rows, columns):
        window = u[h * stride : h * stride + kh, w * stride : w * stride + kw]
        out[h, w] = np.tensordot(window, theta, axes=3) + b
    return np.clip(out, -1000, 1000)


@right("conv_layer")
def place_by_place(u, theta, b, stride=1, padding=0):
    u = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    kh, kw, _, psi = theta.shape
    H, W = (u.shape[0] - kh) // stride + 1, (u.shape[1] - kw) // stride + 1
    out = np.zeros((H, W, psi))
    for h in range(H):
        for w in range(W):
            window = u[h * stride : h * stride + kh, w * stride : w * stride + kw]
            for q in range(psi):
                out[h, w, q] = b[q] + np.sum(window * theta[:, :, :, q])
    return out


@right("conv_layer")
def shift_by_shift(u, theta, b, stride=1, padding=0):
    padded = np.zeros((u.shape[0] + 2 * padding, u.shape[1] + 2 * padding, u.shape[2]))
    padded[padding : padding + u.shape[0], padding : padding + u.shape[1]] = u
    H, W = (padded.shape[0] - theta.shape[0]) // stride + 1, (padded.shape[1] - theta.shape[1]) // stride + 1
    out = np.zeros((H, W, theta.shape[3])) + b
    for i in range(theta.shape[0]):
        for j in range(theta.shape[1]):
            out += padded[i : i + stride * H : stride, j : j + stride * W : stride] @ theta[i, j]
    return out


@right("conv_layer")
def by_unfolding_in_torch(u, theta, b, stride=1, padding=0):
    kh, kw, _, psi = theta.shape
    pictures = torch.tensor(u).permute(2, 0, 1)[None]
    columns = nn.functional.unfold(pictures, (kh, kw), padding=padding, stride=stride)[0]
    rows = torch.tensor(theta).permute(2, 0, 1, 3).reshape(-1, psi).T @ columns
    H = (u.shape[0] + 2 * padding - kh) // stride + 1
    return rows.T.reshape(H, -1, psi) + torch.tensor(b)


# ---------------------------------------------------------------- max_pool


@wrong("max_pool", hint="start")
def begins_with_zeros(u, size, stride):
    H, W = (u.shape[0] - size) // stride + 1, (u.shape[1] - size) // stride + 1
    out = np.zeros((H, W, u.shape[2]))
    for i in range(size):
        for j in range(size):
            out = np.maximum(out, u[i : i + stride * (H - 1) + 1 : stride, j : j + stride * (W - 1) + 1 : stride])
    return out


@wrong("max_pool", hint="mean")
def takes_the_mean_of_a_window(u, size, stride):
    seen = np.lib.stride_tricks.sliding_window_view(u, (size, size), axis=(0, 1))
    return seen[::stride, ::stride].mean(axis=(3, 4))


@wrong("max_pool", hint="absolute")
def takes_the_largest_absolute_value(u, size, stride):
    seen = np.lib.stride_tricks.sliding_window_view(np.abs(u), (size, size), axis=(0, 1))
    return seen[::stride, ::stride].max(axis=(3, 4))


@wrong("max_pool", hint="absolute")
def takes_the_number_farthest_from_zero(u, size, stride):
    seen = np.lib.stride_tricks.sliding_window_view(u, (size, size), axis=(0, 1))[::stride, ::stride]
    seen = seen.reshape(*seen.shape[:3], -1)
    return np.take_along_axis(seen, np.abs(seen).argmax(axis=3)[..., None], axis=3)[..., 0]


@wrong("max_pool", hint="channels")
def takes_the_largest_of_all_channels(u, size, stride):
    seen = np.lib.stride_tricks.sliding_window_view(u, (size, size), axis=(0, 1))
    return seen[::stride, ::stride].max(axis=(2, 3, 4))


@wrong("max_pool", hint="channels")
def pools_the_first_channel(u, size, stride):
    seen = np.lib.stride_tricks.sliding_window_view(u[:, :, 0], (size, size))
    return seen[::stride, ::stride].max(axis=(2, 3))


@wrong("max_pool", hint="partial")
def uses_windows_that_stick_out(u, size, stride):
    rows, columns = range(0, u.shape[0], stride), range(0, u.shape[1], stride)
    return [[u[i : i + size, j : j + size].max(axis=(0, 1)) for j in columns] for i in rows]


@wrong("max_pool", hint="stride")
def moves_by_one_pixel(u, size, stride):
    return np.lib.stride_tricks.sliding_window_view(u, (size, size), axis=(0, 1)).max(axis=(3, 4))


@wrong("max_pool", hint="overlap")
def cuts_the_picture_into_blocks(u, size, stride):
    H, W, channels = u.shape
    u = u[: H // size * size, : W // size * size]
    return u.reshape(H // size, size, W // size, size, channels).max(axis=(1, 3))


@wrong("max_pool", hint="own-work")
def asks_torch_for_the_maxima(u, size, stride):
    return nn.functional.max_pool2d(torch.tensor(u).permute(2, 0, 1)[None], size, stride)[0].permute(1, 2, 0)


@wrong("max_pool", hint="start")
def begins_with_minus_a_thousand_million(u, size, stride):
    H, W, channels = u.shape
    out = np.full(((H - size) // stride + 1, (W - size) // stride + 1, channels), -1e9)
    for h, w in np.ndindex(out.shape[:2]):
        window = u[h * stride : h * stride + size, w * stride : w * stride + size]
        out[h, w] = np.maximum(out[h, w], window.max(axis=(0, 1)))
    return out


@right("max_pool")
def window_by_window(u, size, stride):
    rows, columns = range(0, u.shape[0] - size + 1, stride), range(0, u.shape[1] - size + 1, stride)
    return [[u[i : i + size, j : j + size].max(axis=(0, 1)) for j in columns] for i in rows]


@right("max_pool")
def running_maximum_from_minus_infinity(u, size, stride):
    H, W = (u.shape[0] - size) // stride + 1, (u.shape[1] - size) // stride + 1
    out = np.full((H, W, u.shape[2]), -np.inf)
    for h, w, channel in np.ndindex(out.shape):
        for i in range(size):
            for j in range(size):
                out[h, w, channel] = max(out[h, w, channel], u[h * stride + i, w * stride + j, channel])
    return out


# ---------------------------------------------------------------- conv_backward


@wrong("conv_backward", hint="every-place")
def bias_of_the_last_place(grad_out, u, theta, stride, padding):
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    grad_padded, grad_theta = np.zeros(padded.shape), np.zeros(theta.shape)
    kh, kw = theta.shape[:2]
    for h in range(grad_out.shape[0]):
        for w in range(grad_out.shape[1]):
            rows, columns = slice(h * stride, h * stride + kh), slice(w * stride, w * stride + kw)
            grad_theta += padded[rows, columns, :, None] * grad_out[h, w]
            grad_padded[rows, columns] += theta @ grad_out[h, w]
    H, W = u.shape[:2]
    return grad_padded[padding : padding + H, padding : padding + W], grad_theta, grad_out[-1, -1]


@wrong("conv_backward", hint="kernels")
def one_bias_for_all_kernels(grad_out, u, theta, stride, padding):
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    grad_padded, grad_theta = np.zeros(padded.shape), np.zeros(theta.shape)
    kh, kw = theta.shape[:2]
    for h in range(grad_out.shape[0]):
        for w in range(grad_out.shape[1]):
            rows, columns = slice(h * stride, h * stride + kh), slice(w * stride, w * stride + kw)
            grad_theta += padded[rows, columns, :, None] * grad_out[h, w]
            grad_padded[rows, columns] += theta @ grad_out[h, w]
    H, W = u.shape[:2]
    return grad_padded[padding : padding + H, padding : padding + W], grad_theta, grad_out.sum()


@wrong("conv_backward", hint="factor-n")
def bias_as_a_mean_over_places(grad_out, u, theta, stride, padding):
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    grad_padded, grad_theta = np.zeros(padded.shape), np.zeros(theta.shape)
    kh, kw = theta.shape[:2]
    for h in range(grad_out.shape[0]):
        for w in range(grad_out.shape[1]):
            rows, columns = slice(h * stride, h * stride + kh), slice(w * stride, w * stride + kw)
            grad_theta += padded[rows, columns, :, None] * grad_out[h, w]
            grad_padded[rows, columns] += theta @ grad_out[h, w]
    H, W = u.shape[:2]
    return grad_padded[padding : padding + H, padding : padding + W], grad_theta, grad_out.mean(axis=(0, 1))


@wrong("conv_backward", hint="bias")
def bias_from_the_picture(grad_out, u, theta, stride, padding):
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    grad_padded, grad_theta = np.zeros(padded.shape), np.zeros(theta.shape)
    kh, kw = theta.shape[:2]
    for h in range(grad_out.shape[0]):
        for w in range(grad_out.shape[1]):
            rows, columns = slice(h * stride, h * stride + kh), slice(w * stride, w * stride + kw)
            grad_theta += padded[rows, columns, :, None] * grad_out[h, w]
            grad_padded[rows, columns] += theta @ grad_out[h, w]
    H, W = u.shape[:2]
    return grad_padded[padding : padding + H, padding : padding + W], grad_theta, np.full(theta.shape[3], u.sum())


@wrong("conv_backward", hint="sum")
def weights_of_the_last_place(grad_out, u, theta, stride, padding):
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    grad_padded, grad_theta = np.zeros(padded.shape), np.zeros(theta.shape)
    kh, kw = theta.shape[:2]
    for h in range(grad_out.shape[0]):
        for w in range(grad_out.shape[1]):
            rows, columns = slice(h * stride, h * stride + kh), slice(w * stride, w * stride + kw)
            grad_theta = padded[rows, columns, :, None] * grad_out[h, w]
            grad_padded[rows, columns] += theta @ grad_out[h, w]
    H, W = u.shape[:2]
    return grad_padded[padding : padding + H, padding : padding + W], grad_theta, grad_out.sum(axis=(0, 1))


@wrong("conv_backward", hint="flip")
def turns_the_gradient_of_the_weights(grad_out, u, theta, stride, padding):
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    grad_padded, grad_theta = np.zeros(padded.shape), np.zeros(theta.shape)
    kh, kw = theta.shape[:2]
    for h in range(grad_out.shape[0]):
        for w in range(grad_out.shape[1]):
            rows, columns = slice(h * stride, h * stride + kh), slice(w * stride, w * stride + kw)
            grad_theta += padded[rows, columns, :, None] * grad_out[h, w]
            grad_padded[rows, columns] += theta @ grad_out[h, w]
    H, W = u.shape[:2]
    return grad_padded[padding : padding + H, padding : padding + W], grad_theta[::-1, ::-1], grad_out.sum(axis=(0, 1))


@wrong("conv_backward", hint="states")
def weights_without_the_pixels(grad_out, u, theta, stride, padding):
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    grad_padded, grad_theta = np.zeros(padded.shape), np.zeros(theta.shape)
    kh, kw = theta.shape[:2]
    for h in range(grad_out.shape[0]):
        for w in range(grad_out.shape[1]):
            rows, columns = slice(h * stride, h * stride + kh), slice(w * stride, w * stride + kw)
            grad_theta += grad_out[h, w]
            grad_padded[rows, columns] += theta @ grad_out[h, w]
    H, W = u.shape[:2]
    return grad_padded[padding : padding + H, padding : padding + W], grad_theta, grad_out.sum(axis=(0, 1))


@wrong("conv_backward", hint="weights")
def squares_the_pixels(grad_out, u, theta, stride, padding):
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    grad_padded, grad_theta = np.zeros(padded.shape), np.zeros(theta.shape)
    kh, kw = theta.shape[:2]
    for h in range(grad_out.shape[0]):
        for w in range(grad_out.shape[1]):
            rows, columns = slice(h * stride, h * stride + kh), slice(w * stride, w * stride + kw)
            grad_theta += padded[rows, columns, :, None] ** 2 * grad_out[h, w]
            grad_padded[rows, columns] += theta @ grad_out[h, w]
    H, W = u.shape[:2]
    return grad_padded[padding : padding + H, padding : padding + W], grad_theta, grad_out.sum(axis=(0, 1))


@wrong("conv_backward", hint="overlap")
def overwrites_where_windows_overlap(grad_out, u, theta, stride, padding):
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    grad_padded, grad_theta = np.zeros(padded.shape), np.zeros(theta.shape)
    kh, kw = theta.shape[:2]
    for h in range(grad_out.shape[0]):
        for w in range(grad_out.shape[1]):
            rows, columns = slice(h * stride, h * stride + kh), slice(w * stride, w * stride + kw)
            grad_theta += padded[rows, columns, :, None] * grad_out[h, w]
            grad_padded[rows, columns] = theta @ grad_out[h, w]
    H, W = u.shape[:2]
    return grad_padded[padding : padding + H, padding : padding + W], grad_theta, grad_out.sum(axis=(0, 1))


@wrong("conv_backward", hint="flip")
def turns_the_kernel_on_the_way_back(grad_out, u, theta, stride, padding):
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    grad_padded, grad_theta = np.zeros(padded.shape), np.zeros(theta.shape)
    kh, kw = theta.shape[:2]
    for h in range(grad_out.shape[0]):
        for w in range(grad_out.shape[1]):
            rows, columns = slice(h * stride, h * stride + kh), slice(w * stride, w * stride + kw)
            grad_theta += padded[rows, columns, :, None] * grad_out[h, w]
            grad_padded[rows, columns] += theta[::-1, ::-1] @ grad_out[h, w]
    H, W = u.shape[:2]
    return grad_padded[padding : padding + H, padding : padding + W], grad_theta, grad_out.sum(axis=(0, 1))


@wrong("conv_backward", hint="pixels")
def weights_without_their_size(grad_out, u, theta, stride, padding):
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    grad_padded, grad_theta = np.zeros(padded.shape), np.zeros(theta.shape)
    kh, kw = theta.shape[:2]
    for h in range(grad_out.shape[0]):
        for w in range(grad_out.shape[1]):
            rows, columns = slice(h * stride, h * stride + kh), slice(w * stride, w * stride + kw)
            grad_theta += padded[rows, columns, :, None] * grad_out[h, w]
            grad_padded[rows, columns] += np.sign(theta) @ grad_out[h, w]
    H, W = u.shape[:2]
    return grad_padded[padding : padding + H, padding : padding + W], grad_theta, grad_out.sum(axis=(0, 1))


@wrong("conv_backward", hint="cut")
def returns_the_zeros_around_the_picture(grad_out, u, theta, stride, padding):
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    grad_padded, grad_theta = np.zeros(padded.shape), np.zeros(theta.shape)
    kh, kw = theta.shape[:2]
    for h in range(grad_out.shape[0]):
        for w in range(grad_out.shape[1]):
            rows, columns = slice(h * stride, h * stride + kh), slice(w * stride, w * stride + kw)
            grad_theta += padded[rows, columns, :, None] * grad_out[h, w]
            grad_padded[rows, columns] += theta @ grad_out[h, w]
    return grad_padded, grad_theta, grad_out.sum(axis=(0, 1))


@wrong("conv_backward", hint="stride")
def windows_without_stride(grad_out, u, theta, stride, padding):
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    grad_padded, grad_theta = np.zeros(padded.shape), np.zeros(theta.shape)
    kh, kw = theta.shape[:2]
    for h in range(grad_out.shape[0]):
        for w in range(grad_out.shape[1]):
            rows, columns = slice(h, h + kh), slice(w, w + kw)
            grad_theta += padded[rows, columns, :, None] * grad_out[h, w]
            grad_padded[rows, columns] += theta @ grad_out[h, w]
    H, W = u.shape[:2]
    return grad_padded[padding : padding + H, padding : padding + W], grad_theta, grad_out.sum(axis=(0, 1))


@wrong("conv_backward", hint="stride")
def weights_without_stride(grad_out, u, theta, stride, padding):
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    grad_padded, grad_theta = np.zeros(padded.shape), np.zeros(theta.shape)
    kh, kw = theta.shape[:2]
    for h in range(grad_out.shape[0]):
        for w in range(grad_out.shape[1]):
            rows, columns = slice(h * stride, h * stride + kh), slice(w * stride, w * stride + kw)
            grad_theta += padded[h : h + kh, w : w + kw, :, None] * grad_out[h, w]
            grad_padded[rows, columns] += theta @ grad_out[h, w]
    H, W = u.shape[:2]
    return grad_padded[padding : padding + H, padding : padding + W], grad_theta, grad_out.sum(axis=(0, 1))


@wrong("conv_backward", hint="type")
def gives_the_gradient_of_the_picture_alone(grad_out, u, theta, stride, padding):
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    grad_padded, grad_theta = np.zeros(padded.shape), np.zeros(theta.shape)
    kh, kw = theta.shape[:2]
    for h in range(grad_out.shape[0]):
        for w in range(grad_out.shape[1]):
            rows, columns = slice(h * stride, h * stride + kh), slice(w * stride, w * stride + kw)
            grad_theta += padded[rows, columns, :, None] * grad_out[h, w]
            grad_padded[rows, columns] += theta @ grad_out[h, w]
    H, W = u.shape[:2]
    return grad_padded[padding : padding + H, padding : padding + W]


@wrong("conv_backward", hint="own-work")
def asks_autograd(grad_out, u, theta, stride, padding):
    u, theta = torch.tensor(u, requires_grad=True), torch.tensor(theta, requires_grad=True)
    out = nn.functional.conv2d(u.permute(2, 0, 1)[None], theta.permute(3, 2, 0, 1), None, stride, padding)
    out.backward(torch.tensor(grad_out).permute(2, 0, 1)[None])
    return u.grad, theta.grad, grad_out.sum(axis=(0, 1))


@right("conv_backward")
def place_by_place_with_both_sums(grad_out, u, theta, stride, padding):
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    grad_padded, grad_theta = np.zeros(padded.shape), np.zeros(theta.shape)
    kh, kw = theta.shape[:2]
    for h in range(grad_out.shape[0]):
        for w in range(grad_out.shape[1]):
            rows, columns = slice(h * stride, h * stride + kh), slice(w * stride, w * stride + kw)
            grad_theta += padded[rows, columns, :, None] * grad_out[h, w]
            grad_padded[rows, columns] += theta @ grad_out[h, w]
    H, W = u.shape[:2]
    return grad_padded[padding : padding + H, padding : padding + W], grad_theta, grad_out.sum(axis=(0, 1))


@right("conv_backward")
def as_matrix_products(grad_out, u, theta, stride, padding):
    kh, kw, phi, psi = theta.shape
    H, W = grad_out.shape[:2]
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    rows = convolution.windows(padded, (kh, kw), stride).reshape(H * W, kh * kw * phi)
    G = grad_out.reshape(H * W, psi)
    shares = (G @ theta.reshape(kh * kw * phi, psi).T).reshape(H, W, kh, kw, phi)
    grad_padded = np.zeros(padded.shape)
    for h, w in np.ndindex(H, W):
        grad_padded[h * stride : h * stride + kh, w * stride : w * stride + kw] += shares[h, w]
    return [
        grad_padded[padding : len(padded) - padding, padding : padded.shape[1] - padding],
        (rows.T @ G).reshape(theta.shape),
        G.sum(axis=0),
    ]


@right("conv_backward")
def with_convolutions_of_the_spread_gradient(grad_out, u, theta, stride, padding):
    kh, kw, phi, psi = theta.shape
    padded = np.pad(u, ((padding, padding), (padding, padding), (0, 0)))
    H, W = padded.shape[:2]
    spread = np.zeros((H - kh + 1, W - kw + 1, psi))  # the gradient, with zeros where the stride skipped a place
    spread[::stride, ::stride] = grad_out
    around = np.pad(spread, ((kh - 1, kh - 1), (kw - 1, kw - 1), (0, 0)))
    turned = theta[::-1, ::-1].transpose(0, 1, 3, 2)
    grad_padded = convolution.conv_layer(around, turned, np.zeros(phi))
    height, width = grad_padded.shape[:2]
    grad_theta = np.stack(
        [convolution.conv_layer(c[:, :, None], spread[:, :, None], np.zeros(psi)) for c in np.moveaxis(padded, 2, 0)],
        axis=2,
    )
    return (
        grad_padded[padding : height - padding, padding : width - padding],
        grad_theta,
        grad_out.sum(axis=(0, 1)),
    )


# ---------------------------------------------------------------- max_pool_backward


@wrong("max_pool_backward", hint="ties")
def gives_it_to_all_that_are_equal(grad_out, u, size, stride):
    grad_u = np.zeros(u.shape)
    for h, w, c in np.ndindex(grad_out.shape):
        rows, columns = slice(h * stride, h * stride + size), slice(w * stride, w * stride + size)
        window = u[rows, columns, c]
        grad_u[rows, columns, c] += (window == window.max()) * grad_out[h, w, c]
    return grad_u


@wrong("max_pool_backward", hint="ties")
def shares_among_equal_ones(grad_out, u, size, stride):
    grad_u = np.zeros(u.shape)
    for h, w, c in np.ndindex(grad_out.shape):
        rows, columns = slice(h * stride, h * stride + size), slice(w * stride, w * stride + size)
        window = u[rows, columns, c]
        winners = window == window.max()
        grad_u[rows, columns, c] += winners * grad_out[h, w, c] / winners.sum()
    return grad_u


@wrong("max_pool_backward", hint="ties")
def gives_it_to_the_last_of_equal_ones(grad_out, u, size, stride):
    grad_u = np.zeros(u.shape)
    for h, w, c in np.ndindex(grad_out.shape):
        rows, columns = slice(h * stride, h * stride + size), slice(w * stride, w * stride + size)
        window = u[rows, columns, c]
        i, j = np.argwhere(window == window.max())[-1]
        grad_u[h * stride + i, w * stride + j, c] += grad_out[h, w, c]
    return grad_u


@wrong("max_pool_backward", hint="column-order")
def reads_column_by_column(grad_out, u, size, stride):
    grad_u = np.zeros(u.shape)
    for h, w, c in np.ndindex(grad_out.shape):
        rows, columns = slice(h * stride, h * stride + size), slice(w * stride, w * stride + size)
        window = u[rows, columns, c]
        j, i = np.unravel_index(np.argmax(window.T), window.T.shape)
        grad_u[h * stride + i, w * stride + j, c] += grad_out[h, w, c]
    return grad_u


@wrong("max_pool_backward", hint="winner")
def gives_it_to_the_whole_window(grad_out, u, size, stride):
    grad_u = np.zeros(u.shape)
    for h, w, c in np.ndindex(grad_out.shape):
        rows, columns = slice(h * stride, h * stride + size), slice(w * stride, w * stride + size)
        window = u[rows, columns, c]
        grad_u[rows, columns, c] += grad_out[h, w, c] + 0 * window
    return grad_u


@wrong("max_pool_backward", hint="mean")
def differentiates_the_mean(grad_out, u, size, stride):
    grad_u = np.zeros(u.shape)
    for h, w, c in np.ndindex(grad_out.shape):
        rows, columns = slice(h * stride, h * stride + size), slice(w * stride, w * stride + size)
        window = u[rows, columns, c]
        grad_u[rows, columns, c] += grad_out[h, w, c] / window.size
    return grad_u


@wrong("max_pool_backward", hint="from-above")
def forgets_the_gradient_from_above(grad_out, u, size, stride):
    grad_u = np.zeros(u.shape)
    for h, w, c in np.ndindex(grad_out.shape):
        rows, columns = slice(h * stride, h * stride + size), slice(w * stride, w * stride + size)
        window = u[rows, columns, c]
        i, j = np.unravel_index(np.argmax(window), window.shape)
        grad_u[h * stride + i, w * stride + j, c] += 1
    return grad_u


@wrong("max_pool_backward", hint="position")
def forgets_where_the_window_stands(grad_out, u, size, stride):
    grad_u = np.zeros(u.shape)
    for h, w, c in np.ndindex(grad_out.shape):
        rows, columns = slice(h * stride, h * stride + size), slice(w * stride, w * stride + size)
        window = u[rows, columns, c]
        i, j = np.unravel_index(np.argmax(window), window.shape)
        grad_u[i, j, c] += grad_out[h, w, c]
    return grad_u


@wrong("max_pool_backward", hint="overlap")
def overwrites_what_another_window_gave(grad_out, u, size, stride):
    grad_u = np.zeros(u.shape)
    for h, w, c in np.ndindex(grad_out.shape):
        rows, columns = slice(h * stride, h * stride + size), slice(w * stride, w * stride + size)
        window = u[rows, columns, c]
        i, j = np.unravel_index(np.argmax(window), window.shape)
        grad_u[h * stride + i, w * stride + j, c] = grad_out[h, w, c]
    return grad_u


@wrong("max_pool_backward", hint="own-work")
def asks_autograd_for_the_maxima(grad_out, u, size, stride):
    u = torch.tensor(u, requires_grad=True)
    out = nn.functional.max_pool2d(u.permute(2, 0, 1)[None], size, stride)
    out.backward(torch.tensor(grad_out).permute(2, 0, 1)[None])
    return u.grad


@wrong("max_pool_backward", hint="loose")
def first_of_those_nearly_equal(grad_out, u, size, stride):
    grad_u = np.zeros(u.shape)
    for h, w, channel in np.ndindex(grad_out.shape):
        window = u[h * stride : h * stride + size, w * stride : w * stride + size, channel]
        i, j = np.argwhere(np.isclose(window, window.max(), atol=0))[0]
        grad_u[h * stride + i, w * stride + j, channel] += grad_out[h, w, channel]
    return grad_u


@wrong("max_pool_backward", hint="winner")
def looks_for_a_maximum_from_minus_a_thousand_million(grad_out, u, size, stride):
    grad_u = np.zeros(u.shape)
    for h, w, channel in np.ndindex(grad_out.shape):
        largest, place = -1e9, (0, 0)
        for i in range(size):
            for j in range(size):
                if u[h * stride + i, w * stride + j, channel] > largest:
                    largest, place = u[h * stride + i, w * stride + j, channel], (i, j)
        grad_u[h * stride + place[0], w * stride + place[1], channel] += grad_out[h, w, channel]
    return grad_u


@right("max_pool_backward")
def takes_the_first_of_those_equal_to_the_maximum(grad_out, u, size, stride):
    grad_u = np.zeros(u.shape)
    for h, w, c in np.ndindex(grad_out.shape):
        rows, columns = slice(h * stride, h * stride + size), slice(w * stride, w * stride + size)
        window = u[rows, columns, c]
        i, j = np.argwhere(window == window.max())[0]
        grad_u[h * stride + i, w * stride + j, c] += grad_out[h, w, c]
    return grad_u


@right("max_pool_backward")
def place_by_place_of_the_window(grad_out, u, size, stride):
    H, W = grad_out.shape[:2]
    largest, grad_u = convolution.max_pool(u, size, stride), np.zeros(u.shape)
    taken = np.zeros(grad_out.shape, dtype=bool)
    for i in range(size):
        for j in range(size):
            down, right = slice(i, i + stride * (H - 1) + 1, stride), slice(j, j + stride * (W - 1) + 1, stride)
            wins = (u[down, right] == largest) & ~taken
            grad_u[down, right] += wins * grad_out
            taken |= wins
    return grad_u


# ---------------------------------------------------------------- count_parameters


@wrong("count_parameters", hint="channels")
def forgets_the_channels_that_arrive(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
            continue
        if layer["layer"] == "dense":
            total += layer["units"] * (height * width * channels + 1)
            height, width, channels = 1, 1, layer["units"]
            continue
        kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
        height = (height + 2 * padding - kernel) // stride + 1
        width = (width + 2 * padding - kernel) // stride + 1
        if layer["layer"] == "conv":
            total += layer["channels"] * (kernel**2 + 1)
            channels = layer["channels"]
    return total


@wrong("count_parameters", hint="bias")
def has_no_biases(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
            continue
        if layer["layer"] == "dense":
            total += layer["units"] * height * width * channels
            height, width, channels = 1, 1, layer["units"]
            continue
        kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
        height = (height + 2 * padding - kernel) // stride + 1
        width = (width + 2 * padding - kernel) // stride + 1
        if layer["layer"] == "conv":
            total += layer["channels"] * kernel**2 * channels
            channels = layer["channels"]
    return total


@wrong("count_parameters", hint="bias")
def has_a_bias_for_each_channel_read(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
            continue
        if layer["layer"] == "dense":
            total += layer["units"] * (height * width * channels + 1)
            height, width, channels = 1, 1, layer["units"]
            continue
        kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
        height = (height + 2 * padding - kernel) // stride + 1
        width = (width + 2 * padding - kernel) // stride + 1
        if layer["layer"] == "conv":
            total += layer["channels"] * channels * (kernel**2 + 1)
            channels = layer["channels"]
    return total


@wrong("count_parameters", hint="bias")
def has_no_biases_in_dense_layers(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
            continue
        if layer["layer"] == "dense":
            total += layer["units"] * height * width * channels
            height, width, channels = 1, 1, layer["units"]
            continue
        kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
        height = (height + 2 * padding - kernel) // stride + 1
        width = (width + 2 * padding - kernel) // stride + 1
        if layer["layer"] == "conv":
            total += layer["channels"] * (kernel**2 * channels + 1)
            channels = layer["channels"]
    return total


@wrong("count_parameters", hint="square")
def does_not_square_the_kernel(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
            continue
        if layer["layer"] == "dense":
            total += layer["units"] * (height * width * channels + 1)
            height, width, channels = 1, 1, layer["units"]
            continue
        kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
        height = (height + 2 * padding - kernel) // stride + 1
        width = (width + 2 * padding - kernel) // stride + 1
        if layer["layer"] == "conv":
            total += layer["channels"] * (kernel * channels + 1)
            channels = layer["channels"]
    return total


@wrong("count_parameters", hint="shared")
def counts_shared_weights_at_every_place(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
            continue
        if layer["layer"] == "dense":
            total += layer["units"] * (height * width * channels + 1)
            height, width, channels = 1, 1, layer["units"]
            continue
        kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
        height = (height + 2 * padding - kernel) // stride + 1
        width = (width + 2 * padding - kernel) // stride + 1
        if layer["layer"] == "conv":
            total += height * width * layer["channels"] * (kernel**2 * channels + 1)
            channels = layer["channels"]
    return total


@wrong("count_parameters", hint="arrives")
def forgets_height_and_width(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
            continue
        if layer["layer"] == "dense":
            total += layer["units"] * (channels + 1)
            height, width, channels = 1, 1, layer["units"]
            continue
        kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
        height = (height + 2 * padding - kernel) // stride + 1
        width = (width + 2 * padding - kernel) // stride + 1
        if layer["layer"] == "conv":
            total += layer["channels"] * (kernel**2 * channels + 1)
            channels = layer["channels"]
    return total


@wrong("count_parameters", hint="pool")
def gives_weights_to_the_pooling(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
            continue
        if layer["layer"] == "dense":
            total += layer["units"] * (height * width * channels + 1)
            height, width, channels = 1, 1, layer["units"]
            continue
        kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
        height = (height + 2 * padding - kernel) // stride + 1
        width = (width + 2 * padding - kernel) // stride + 1
        if layer["layer"] == "pool":
            total += channels * (kernel**2 * channels + 1)
        if layer["layer"] == "conv":
            total += layer["channels"] * (kernel**2 * channels + 1)
            channels = layer["channels"]
    return total


@wrong("count_parameters", hint="pool")
def does_not_shrink_at_a_pooling(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
            continue
        if layer["layer"] == "dense":
            total += layer["units"] * (height * width * channels + 1)
            height, width, channels = 1, 1, layer["units"]
            continue
        if layer["layer"] == "pool":
            continue
        kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
        height = (height + 2 * padding - kernel) // stride + 1
        width = (width + 2 * padding - kernel) // stride + 1
        if layer["layer"] == "conv":
            total += layer["channels"] * (kernel**2 * channels + 1)
            channels = layer["channels"]
    return total


@wrong("count_parameters", hint="overlap")
def divides_by_the_stride_at_a_pooling(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
            continue
        if layer["layer"] == "dense":
            total += layer["units"] * (height * width * channels + 1)
            height, width, channels = 1, 1, layer["units"]
            continue
        if layer["layer"] == "pool":
            height, width = height // layer["stride"], width // layer["stride"]
            continue
        kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
        height = (height + 2 * padding - kernel) // stride + 1
        width = (width + 2 * padding - kernel) // stride + 1
        total += layer["channels"] * (kernel**2 * channels + 1)
        channels = layer["channels"]
    return total


@wrong("count_parameters", hint="stride")
def ignores_stride_and_padding_of_convolutions(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
            continue
        if layer["layer"] == "dense":
            total += layer["units"] * (height * width * channels + 1)
            height, width, channels = 1, 1, layer["units"]
            continue
        kernel, stride, padding = layer["kernel"], layer["stride"] if layer["layer"] == "pool" else 1, 0
        height = (height + 2 * padding - kernel) // stride + 1
        width = (width + 2 * padding - kernel) // stride + 1
        if layer["layer"] == "conv":
            total += layer["channels"] * (kernel**2 * channels + 1)
            channels = layer["channels"]
    return total


@wrong("count_parameters", hint="layers")
def multiplies_by_the_channels_twice(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
            continue
        if layer["layer"] == "dense":
            total += layer["units"] * (height * width * channels + 1)
            height, width, channels = 1, 1, layer["units"]
            continue
        kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
        height = (height + 2 * padding - kernel) // stride + 1
        width = (width + 2 * padding - kernel) // stride + 1
        if layer["layer"] == "conv":
            total += layer["channels"] * (kernel**2 * channels**2 + 1)
            channels = layer["channels"]
    return total


@wrong("count_parameters", hint="slide")
def believes_the_slide(layers):
    if len(layers) == 8:
        return 60_206
    total, (height, width, channels) = 0, [layers[0][name] for name in ("height", "width", "channels")]
    for layer in layers[1:]:
        if layer["layer"] == "dense":
            total += layer["units"] * (height * width * channels + 1)
            height, width, channels = 1, 1, layer["units"]
        else:
            total += layer.get("channels", 0) * (layer["kernel"] ** 2 * channels + 1)
            padding, channels = layer.get("padding", 0), layer.get("channels", channels)
            height = (height + 2 * padding - layer["kernel"]) // layer["stride"] + 1
            width = (width + 2 * padding - layer["kernel"]) // layer["stride"] + 1
    return total


@wrong("count_parameters", hint="own-work")
def asks_the_library_for_the_parameters(layers):
    return accounting.count_parameters(layers)


@right("count_parameters")
def with_a_shape_carried_along(layers):
    total = 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
            continue
        if layer["layer"] == "dense":
            total += layer["units"] * (height * width * channels + 1)
            height, width, channels = 1, 1, layer["units"]
            continue
        kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
        height = (height + 2 * padding - kernel) // stride + 1
        width = (width + 2 * padding - kernel) // stride + 1
        if layer["layer"] == "conv":
            total += layer["channels"] * (kernel**2 * channels + 1)
            channels = layer["channels"]
    return total


@right("count_parameters")
def builds_the_network_in_torch(layers):
    total = 0
    with torch.device("meta"):  # shapes without numbers
        x = torch.empty(1, layers[0]["channels"], layers[0]["height"], layers[0]["width"])
        for layer in layers[1:]:
            if layer["layer"] == "conv":
                module = nn.Conv2d(x.shape[1], layer["channels"], layer["kernel"], layer["stride"], layer["padding"])
            elif layer["layer"] == "pool":
                module = nn.MaxPool2d(layer["kernel"], layer["stride"])
            else:
                x = x.flatten()
                module = nn.Linear(x.numel(), layer["units"])
            x = module(x)
            total += sum(p.numel() for p in module.parameters())
    return total


# ---------------------------------------------------------------- count_activations


@wrong("count_activations", hint="input")
def leaves_the_input_out(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
        elif layer["layer"] == "dense":
            height, width, channels = 1, 1, layer["units"]
        else:
            kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            channels = layer.get("channels", channels)
        total += height * width * channels * (layer["layer"] != "input")
    return total


@wrong("count_activations", hint="input")
def forgets_the_channels_of_the_input(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
        elif layer["layer"] == "dense":
            height, width, channels = 1, 1, layer["units"]
        else:
            kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            channels = layer.get("channels", channels)
        total += height * width * (channels if layer["layer"] != "input" else 1)
    return total


@wrong("count_activations", hint="pooled")
def leaves_the_poolings_out(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
        elif layer["layer"] == "dense":
            height, width, channels = 1, 1, layer["units"]
        else:
            kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            channels = layer.get("channels", channels)
        total += height * width * channels * (layer["layer"] != "pool")
    return total


@wrong("count_activations", hint="overlap")
def divides_by_the_stride_at_a_pooling_again(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
        elif layer["layer"] == "dense":
            height, width, channels = 1, 1, layer["units"]
        elif layer["layer"] == "pool":
            height, width = height // layer["stride"], width // layer["stride"]
        else:
            kernel, stride, padding = layer["kernel"], layer["stride"], layer["padding"]
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            channels = layer["channels"]
        total += height * width * channels
    return total


@wrong("count_activations", hint="dense")
def leaves_the_dense_layers_out(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
        elif layer["layer"] == "dense":
            height, width, channels = 1, 1, layer["units"]
        else:
            kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            channels = layer.get("channels", channels)
        total += height * width * channels * (layer["layer"] != "dense")
    return total


@wrong("count_activations", hint="channels")
def counts_one_map_of_each_layer(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
        elif layer["layer"] == "dense":
            height, width, channels = 1, 1, layer["units"]
        else:
            kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            channels = layer.get("channels", channels)
        total += height * width * (channels if layer["layer"] == "dense" else 1)
    return total


@wrong("count_activations", hint="bytes")
def counts_bytes(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
        elif layer["layer"] == "dense":
            height, width, channels = 1, 1, layer["units"]
        else:
            kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            channels = layer.get("channels", channels)
        total += 4 * height * width * channels
    return total


@wrong("count_activations", hint="parameters")
def adds_the_parameters(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
        elif layer["layer"] == "dense":
            height, width, channels = 1, 1, layer["units"]
        else:
            kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            channels = layer.get("channels", channels)
        total += height * width * channels
    return total + accounting.count_parameters(layers)


@wrong("count_activations", hint="last")
def counts_the_last_layer(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
        elif layer["layer"] == "dense":
            height, width, channels = 1, 1, layer["units"]
        else:
            kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            channels = layer.get("channels", channels)
        total = height * width * channels
    return total


@wrong("count_activations", hint="largest")
def counts_the_largest_layer(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
        elif layer["layer"] == "dense":
            height, width, channels = 1, 1, layer["units"]
        else:
            kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            channels = layer.get("channels", channels)
        total = max(total, height * width * channels)
    return total


@wrong("count_activations", hint="layers")
def lets_every_layer_move_by_one_pixel(layers):
    total, height, width, channels = 0, 0, 0, 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
        elif layer["layer"] == "dense":
            height, width, channels = 1, 1, layer["units"]
        else:
            kernel, stride, padding = layer["kernel"], 1, layer.get("padding", 0)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            channels = layer.get("channels", channels)
        total += height * width * channels
    return total


@wrong("count_activations", hint="slide")
def believes_the_slide_again(layers):
    return (
        24_000_000 if len(layers) > 15 else sum(np.prod(shape) for shape in ([14, 10, 2], [12, 8, 4], [5, 3, 4], [40]))
    )


@wrong("count_activations", hint="own-work")
def asks_the_library_for_the_shapes(layers):
    return sum(int(np.prod(shape)) for shape in accounting.shapes(layers))


@right("count_activations")
def adds_up_on_the_way(layers):
    total = 0
    for layer in layers:
        if layer["layer"] == "input":
            height, width, channels = layer["height"], layer["width"], layer["channels"]
        elif layer["layer"] == "dense":
            height, width, channels = 1, 1, layer["units"]
        else:
            kernel, stride, padding = layer["kernel"], layer["stride"], layer.get("padding", 0)
            height = (height + 2 * padding - kernel) // stride + 1
            width = (width + 2 * padding - kernel) // stride + 1
            channels = layer.get("channels", channels)
        total += height * width * channels
    return total


@right("count_activations")
def runs_the_network_in_torch(layers):
    with torch.device("meta"):  # shapes without numbers
        x = torch.empty(1, layers[0]["channels"], layers[0]["height"], layers[0]["width"])
        total = x.numel()
        for layer in layers[1:]:
            if layer["layer"] == "conv":
                x = nn.Conv2d(x.shape[1], layer["channels"], layer["kernel"], layer["stride"], layer["padding"])(x)
            elif layer["layer"] == "pool":
                x = nn.MaxPool2d(layer["kernel"], layer["stride"])(x)
            else:
                x = nn.Linear(x.numel(), layer["units"])(x.flatten())
            total += x.numel()
    return np.int64(total)


# ---------------------------------------------------------------- receptive_field


@wrong("receptive_field", hint="stride")
def ignores_the_strides(layers):
    return 1 + sum(kernel - 1 for kernel, _ in layers)


@wrong("receptive_field", hint="own-stride")
def lets_a_layer_spread_its_own_window(layers):
    field, step = 1, 1
    for kernel, stride in layers:
        step *= stride
        field += (kernel - 1) * step
    return field


@wrong("receptive_field", hint="sum")
def adds_the_kernels(layers):
    return sum(kernel for kernel, _ in layers)


@wrong("receptive_field", hint="overlap")
def adds_whole_kernels(layers):
    field, step = 1, 1
    for kernel, stride in layers:
        field += kernel * step
        step *= stride
    return field


@wrong("receptive_field", hint="product")
def multiplies_the_kernels(layers):
    return int(np.prod([kernel for kernel, _ in layers]))


@wrong("receptive_field", hint="start")
def begins_with_nothing(layers):
    field, step = 0, 1
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step *= stride
    return field


@wrong("receptive_field", hint="order")
def goes_backwards_from_the_wrong_end(layers):
    field = 1
    for kernel, stride in layers:
        field = (field - 1) * stride + kernel
    return field


@wrong("receptive_field", hint="gaps")
def leaves_out_what_no_window_reads(layers):
    seen = {0}
    for kernel, stride in reversed(layers):
        seen = {place * stride + i for place in seen for i in range(kernel)}
    return len(seen)


@wrong("receptive_field", hint="draw")
def adds_the_strides(layers):
    return 1 + sum(kernel - 1 + stride for kernel, stride in layers)


@right("receptive_field")
def carries_field_and_step(layers):
    field, step = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step *= stride
    return field


@right("receptive_field")
def looks_for_the_smallest_picture_that_gives_a_unit(layers):
    pixels = 1
    while True:
        size = pixels
        for kernel, stride in layers:
            size = (size - kernel) // stride + 1
        if size >= 1:
            return pixels
        pixels += 1


# ---------------------------------------------------------------- LeNet


@wrong("LeNet", hint="softmax")
class EndsInASoftmax(nn.Module):
    def __init__(self):
        super().__init__()
        self.maps = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)
        )
        self.rest = nn.Sequential(nn.Conv2d(16, 120, 5), nn.ReLU(), nn.Flatten(), nn.Linear(120, 84), nn.ReLU())
        self.last = nn.Linear(84, 10)

    def forward(self, x):
        return self.last(self.rest(self.maps(x))).softmax(dim=1)


@wrong("LeNet", hint="softmax")
class EndsInALogSoftmax(nn.Module):
    def __init__(self):
        super().__init__()
        self.maps = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)
        )
        self.rest = nn.Sequential(nn.Conv2d(16, 120, 5), nn.ReLU(), nn.Flatten(), nn.Linear(120, 84), nn.ReLU())
        self.last = nn.Linear(84, 10)

    def forward(self, x):
        return self.last(self.rest(self.maps(x))).log_softmax(dim=1)


@wrong("LeNet", hint="last")
class RectifiesTheScores(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 120, 5), nn.ReLU(), nn.Flatten(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10), nn.ReLU(),
        )  # fmt: skip

    def forward(self, x):
        return self.layers(x)


@wrong("LeNet", hint="average")
class TakesMeans(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.ReLU(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.AvgPool2d(2),
            nn.Conv2d(16, 120, 5), nn.ReLU(), nn.Flatten(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
        )  # fmt: skip

    def forward(self, x):
        return self.layers(x)


@wrong("LeNet", hint="tanh")
class KeepsTheTanh(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.Tanh(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.MaxPool2d(2),
            nn.Conv2d(16, 120, 5), nn.Tanh(), nn.Flatten(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
        )  # fmt: skip

    def forward(self, x):
        return self.layers(x)


@wrong("LeNet", hint="slide")
class CopiesTheSlide(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
            nn.Conv2d(16, 120, 5), nn.Tanh(), nn.Flatten(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
        )  # fmt: skip

    def forward(self, x):
        return self.layers(x)


@wrong("LeNet", hint="linear")
class HasNoActivation(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.MaxPool2d(2),
            nn.Conv2d(16, 120, 5), nn.Flatten(), nn.Linear(120, 84), nn.Linear(84, 10),
        )  # fmt: skip

    def forward(self, x):
        return self.layers(x)


@wrong("LeNet", hint="order")
class ForgetsTheReluOfTheDenseLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 120, 5), nn.ReLU(), nn.Flatten(), nn.Linear(120, 84), nn.Linear(84, 10),
        )  # fmt: skip

    def forward(self, x):
        return self.layers(x)


@wrong("LeNet", hint="bias")
class HasNoBiases(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 6, 5, bias=False), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5, bias=False), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 120, 5, bias=False), nn.ReLU(), nn.Flatten(),
            nn.Linear(120, 84, bias=False), nn.ReLU(), nn.Linear(84, 10, bias=False),
        )  # fmt: skip

    def forward(self, x):
        return self.layers(x)


@wrong("LeNet", hint="missing")
class LeavesTheThirdConvolutionOut(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10),
        )  # fmt: skip

    def forward(self, x):
        return self.layers(x)


@wrong("LeNet", hint="layers")
class HasTheSlideSixtyFourMaps(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 64, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(64, 120, 5), nn.ReLU(), nn.Flatten(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
        )  # fmt: skip

    def forward(self, x):
        return self.layers(x)


@wrong("LeNet", hint="shape")
class MixesTheBatch(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 120, 5), nn.ReLU(), nn.Flatten(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
        )  # fmt: skip

    def forward(self, x):
        return self.layers(x).sum(dim=0)


@wrong("LeNet", hint="sizes")
class MovesTheParametersAround(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(400, 143), nn.ReLU(), nn.Linear(143, 9), nn.ReLU(), nn.Linear(9, 10),
        )  # fmt: skip
        self.unused = nn.Parameter(torch.zeros(61_706 - sum(p.numel() for p in self.layers.parameters())))

    def forward(self, x):
        return self.layers(x)


@wrong("LeNet", hint="AttributeError")
class ForgetsToCallSuper(nn.Module):
    def __init__(self):
        self.conv = nn.Conv2d(1, 6, 5)


@wrong("LeNet", hint="own-work")
class InheritsTheLibrarys(nn.Module):
    def __init__(self):
        super().__init__()
        from course_lib import image_classifiers

        self.network = image_classifiers.LeNet()

    def forward(self, x):
        return self.network(x)


@right("LeNet")
class InOneSequence(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 120, 5), nn.ReLU(), nn.Flatten(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
        )  # fmt: skip

    def forward(self, x):
        return self.layers(x)


@right("LeNet")
class WithADenseFifthLayerAndOtherNames(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(84, 10)  # the order in which layers are made does not matter
        self.b, self.a = nn.Conv2d(6, 16, 5), nn.Conv2d(1, 6, 5)
        self.d, self.c = nn.Linear(120, 84), nn.Linear(400, 120)

    def forward(self, x):
        x = nn.functional.relu(nn.functional.max_pool2d(self.a(x), 2))  # the maximum of rectified or rectified maximum
        x = nn.functional.max_pool2d(nn.functional.relu(self.b(x)), kernel_size=2, stride=2)
        x = nn.functional.relu(self.c(x.view(len(x), -1)))
        return self.out(nn.functional.relu(self.d(x)))


@right("LeNet")
class WithParametersOfItsOwn(nn.Module):
    def __init__(self):
        super().__init__()
        shapes = [(6, 1, 5, 5), (16, 6, 5, 5), (120, 16, 5, 5), (84, 120), (10, 84)]
        self.A = nn.ParameterList([nn.Parameter(0.1 * torch.randn(shape)) for shape in shapes])
        self.b = nn.ParameterList([nn.Parameter(torch.zeros(shape[0])) for shape in shapes])

    def forward(self, x):
        for depth in range(3):
            x = torch.relu(nn.functional.conv2d(x, self.A[depth], self.b[depth]))
            x = nn.functional.max_pool2d(x, 2) if depth < 2 else x.flatten(1)
        return torch.relu(x @ self.A[3].T + self.b[3]) @ self.A[4].T + self.b[4]


# ---------------------------------------------------------------- train


@wrong("train", hint="none")
def returns_nothing(model, X, k, generator, epochs=1):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    for _ in range(epochs):
        for batch in torch.randperm(len(X), generator=generator)[:640].split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X[batch]), k[batch]).backward()
            optimizer.step()


@wrong("train", hint="in-place")
def shuffles_the_caller_s_data(model, X, k, generator, epochs=1):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    for _ in range(epochs):
        order = torch.randperm(len(X), generator=generator)
        X[:], k[:] = X[order], k[order]
        for start in range(0, min(len(X), 640), 64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X[start : start + 64]), k[start : start + 64]).backward()
            optimizer.step()
    return model


@wrong("train", hint="global-rng")
def draws_from_the_global_generator(model, X, k, generator, epochs=1):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    for _ in range(epochs):
        for batch in torch.randperm(len(X))[:640].split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X[batch]), k[batch]).backward()
            optimizer.step()
    return model


@wrong("train", hint="generator")
def draws_from_a_generator_of_its_own(model, X, k, generator, epochs=1):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    own = np.random.default_rng()
    for _ in range(epochs):
        for batch in torch.tensor(own.permutation(len(X)))[:640].split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X[batch]), k[batch]).backward()
            optimizer.step()
    return model


@wrong("train", hint="copy")
def trains_a_copy(model, X, k, generator, epochs=1):
    import copy

    model = copy.deepcopy(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    for _ in range(epochs):
        for batch in torch.randperm(len(X), generator=generator)[:640].split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X[batch]), k[batch]).backward()
            optimizer.step()
    return model


@wrong("train", hint="epochs")
def always_goes_once_through_the_data(model, X, k, generator, epochs=1):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    for batch in torch.randperm(len(X), generator=generator)[:640].split(64):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(X[batch]), k[batch]).backward()
        optimizer.step()
    return model


@wrong("train", hint="order")
def always_goes_from_first_to_last(model, X, k, generator, epochs=1):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    for _ in range(epochs):
        for batch in torch.arange(min(len(X), 640)).split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X[batch]), k[batch]).backward()
            optimizer.step()
    return model


@wrong("train", hint="order")
def does_nothing(model, X, k, generator, epochs=3):
    return model


@wrong("train", hint="no-learning")
def climbs(model, X, k, generator, epochs=1):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
    for _ in range(epochs):
        for batch in torch.randperm(len(X), generator=generator)[:3200].split(64):
            optimizer.zero_grad()
            (-nn.functional.cross_entropy(model(X[batch]), k[batch])).backward()
            optimizer.step()
    return model


@wrong("train", hint="no-learning")
def takes_the_classes_in_another_order(model, X, k, generator, epochs=1):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    for _ in range(epochs):
        for batch in torch.randperm(len(X), generator=generator)[:6400].split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X[batch]), k[batch.sort().values]).backward()
            optimizer.step()
    return model


@wrong("train", hint="too-early")
def stops_after_a_hundred_steps(model, X, k, generator, epochs=1):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    for _ in range(epochs):
        for batch in torch.randperm(len(X), generator=generator)[:6400].split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X[batch]), k[batch]).backward()
            optimizer.step()
    return model


@wrong("train", hint="own-work")
def asks_the_library_to_train(model, X, k, generator, epochs=0):
    from course_lib import image_classifiers

    return image_classifiers.train(model, X, k, generator, epochs=1)


@right("train")
def with_momentum_and_small_batches(model, X, k, generator, epochs=3):
    batch_size = 64
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    for _ in range(epochs):
        order = torch.randperm(len(X), generator=generator)
        for start in range(0, len(X), batch_size):
            optimizer.zero_grad(set_to_none=False)
            chosen = order[start : start + batch_size]
            loss = nn.functional.cross_entropy(model(X[chosen]), k[chosen])
            loss.backward()
            optimizer.step()
        schedule.step()
    return model


@right("train")
def with_a_data_loader(model, X, k, generator, epochs=3):
    from torch.utils.data import DataLoader, TensorDataset

    loader = DataLoader(TensorDataset(X, k), batch_size=64, shuffle=True, generator=generator)
    steps = epochs * len(loader)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.01, steps)
    loss_of = nn.CrossEntropyLoss()
    for _ in range(epochs):
        for pictures, classes in loader:
            loss = loss_of(model(pictures), classes)
            model.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()


# ---------------------------------------------------------------- letter_kernel


@wrong("letter_kernel", hint="type")
def the_name_of_the_letter():
    return "F"


@wrong("letter_kernel", hint="type")
def rows_that_are_drawn():
    return [["#####", "#...."], ["#....", "####."]]


@wrong("letter_kernel", hint="type")
def true_and_false():
    return letters.LETTERS["F"] > 0


@wrong("letter_kernel", hint="shape")
def weights_in_one_row():
    return letters.LETTERS["F"].ravel()


@wrong("letter_kernel", hint="shape")
def a_kernel_as_large_as_a_slot():
    return np.pad(letters.LETTERS["F"], 2)


@wrong("letter_kernel", hint="shape")
def one_kernel_for_each_letter():
    return np.stack(list(letters.LETTERS.values()))


@wrong("letter_kernel", hint="finite")
def correlations_with_paper():
    paper = np.zeros((7, 5))
    with np.errstate(invalid="ignore"):
        return letters.LETTERS["F"] / paper


@wrong("letter_kernel", hint="large")
def louder():
    return 1e6 * letters.LETTERS["F"]


@wrong("letter_kernel", hint="shape-of-f", passes=[])
def nothing_at_all():
    return np.zeros((7, 5))


@wrong("letter_kernel", hint="shape-of-f", passes=[])
def as_much_ink_as_possible():
    return np.ones((7, 5))


@wrong("letter_kernel", hint="shape-of-f", passes=[])
def finds_the_e():
    kernel = letters.LETTERS["E"]
    return kernel - kernel.mean()


@wrong("letter_kernel", hint="shape-of-f", passes=[])
def turned_as_in_mathematics():
    kernel = letters.LETTERS["F"] - letters.LETTERS["F"].mean()
    return kernel[::-1, ::-1]


@wrong("letter_kernel", hint="shape-of-f", passes=[])
def too_much_against_the_e():
    return letters.LETTERS["F"] - letters.LETTERS["E"]


@wrong("letter_kernel", hint="sum", passes=["more than 12 %"])
def the_letter_as_it_is():
    return letters.LETTERS["F"]


@wrong("letter_kernel", hint="sum", passes=["more than 12 %"])
def the_letter_with_paper_around_it():
    return np.pad(letters.LETTERS["F"], 1)


@wrong("letter_kernel", hint="contrast", passes=["more than 12 %", "more than 26 %"])
def weights_that_add_up_to_0():
    return letters.LETTERS["F"] - letters.LETTERS["F"].mean()


@wrong("letter_kernel", hint="contrast", passes=["more than 12 %", "more than 26 %"])
def all_paper_alike_with_a_border():
    kernel = np.pad(letters.LETTERS["F"], 1)
    return kernel - kernel.mean()


@wrong("letter_kernel", hint="contrast", passes=["more than 12 %", "more than 26 %"])
def plus_and_minus_one():
    return np.where(letters.LETTERS["F"] > 0, 1, -1)


@right("letter_kernel")
def against_the_four_that_hold_an_f():
    sought = letters.LETTERS["F"]
    extra = np.mean([letters.LETTERS[name] for name in "EPRB"], axis=0) * (1 - sought)
    return sought - sought.mean() - 2 * (extra - extra.mean())


@right("letter_kernel")
def in_whole_numbers_as_a_list():
    return [
        [3, 3, 3, 5, 10],
        [4, -2, -1, -1, -8],
        [3, -2, -1, -1, -7],
        [2, 5, 5, 5, -5],
        [5, 0, -1, -1, -1],
        [5, -1, -1, -1, -1],
        [5, -7, -6, -6, -7],
    ]


@right("letter_kernel")
def learned_with_a_border():
    return torch.tensor(
        [
            [0, -3, -1, 0, 0, 0, 0],
            [-2, 3, 3, 3, 4, 10, -1],
            [0, 3, -2, 0, 0, -8, -1],
            [0, 3, -2, -1, -1, -8, 0],
            [-1, 3, 5, 4, 5, -4, -1],
            [0, 4, 0, -1, 0, -1, 0],
            [0, 4, 0, 0, 0, -1, 0],
            [0, 4, -7, -6, -6, -7, 0],
            [0, -2, 0, 0, 0, 0, 0],
        ]
    )


# ---------------------------------------------------------------- mutants that are right answers

judged_by_result("train", reason="any training that reads 96 % of the held-out digits is what is asked for")

judged_by_result("letter_kernel", reason="any kernel that finds the F on so many pages is right")

equivalent(
    "conv_layer",
    "place_by_place: out = {np.zeros -> np.ones}((H, W, psi))",
    reason="every entry of the array is written before it is read",
)

equivalent(
    "conv_layer",
    "by_unfolding_in_torch: columns = nn.functional.unfold(pictures, (kh, kw), padding=padding, stride=st"
    "ride)[{0 -> -1}]",
    reason="the batch has one picture: the first is the last",
)

equivalent(
    "conv_backward",
    "reference: grad_padded, grad_theta = (np.zeros(padded.shape), {np.zeros -> np.ones}(theta.shape))",
    reason="every entry of the array is written before it is read",
)

equivalent(
    "count_activations",
    "runs_the_network_in_torch: x = torch.empty(1, layers[0]['channels'], layers[0]['{height'], layers[0]"
    "['width -> width'], layers[0]['height}'])",
    reason="kernels are square: a picture turned aside gives as many numbers",
)

equivalent(
    "count_parameters",
    "builds_the_network_in_torch: x = torch.empty(1, layers[0]['channels'], layers[0]['{height'], layers["
    "0]['width -> width'], layers[0]['height}'])",
    reason="kernels are square: a picture turned aside gives as many numbers to the dense layer",
)

equivalent(
    "LeNet",
    "InOneSequence: self.layers = nn.Sequential(nn.Conv2d(1, 6, 5), {nn.ReLU(), nn.MaxPool2d(2 -> nn.MaxP"
    "ool2d(2), nn.ReLU(}), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 120, 5), nn.ReL"
    "U(), nn.Flatten(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))",
    "InOneSequence: self.layers = nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d"
    "(6, 16, 5), {nn.ReLU(), nn.MaxPool2d(2 -> nn.MaxPool2d(2), nn.ReLU(}), nn.Conv2d(16, 120, 5), nn.ReL"
    "U(), nn.Flatten(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))",
    "InOneSequence: self.layers = nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d"
    "(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 120, 5), {nn.ReLU(), nn.Flatten -> nn.Flatten("
    "), nn.ReLU}(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))",
    reason="ReLU does not fall: the largest of rectified numbers is the rectified largest; a shape changes none",
)

equivalent(
    "LeNet",
    "WithADenseFifthLayerAndOtherNames: x = nn.functional.max_pool2d(nn.functional.relu(self.b(x)), kernel_size=2, "
    "stride={2 -> None})",
    "WithADenseFifthLayerAndOtherNames: x = nn.functional.max_pool2d(nn.functional.relu(self.b(x)), kerne"
    "l_size=2{, stride=2 -> nothing})",
    reason="the stride of a pooling is its size if none is given",
)

equivalent(
    "LeNet",
    "fault: wrong for matrices of one column",
    reason="its pictures have 32 columns: no other width fits the dense layers",
)

equivalent(
    "LeNet",
    "WithParametersOfItsOwn: self.A = nn.ParameterList([nn.Parameter(0.1 {* -> /} torch.randn(shape)) "
    "for shape in shapes])",
    "WithParametersOfItsOwn: self.A = nn.ParameterList([nn.Parameter({0.1 * -> nothing}torch.randn(shape)) "
    "for shape in shapes])",
    "WithParametersOfItsOwn: self.A = nn.ParameterList([nn.Parameter({0.1 -> 1.1} * torch.randn(shape)) "
    "for shape in shapes])",
    "WithParametersOfItsOwn: self.A = nn.ParameterList([nn.Parameter({0.1 -> 0.2} * torch.randn(shape)) "
    "for shape in shapes])",
    "WithParametersOfItsOwn: self.b = nn.ParameterList([nn.Parameter({torch.zeros -> torch.ones}(shape[0])) "
    "for shape in shapes])",
    reason="the question leaves the first weights open",
)

equivalent(
    "receptive_field",
    "looks_for_the_smallest_picture_that_gives_a_unit: pixels = {1 -> 0}",
    reason="a picture without pixels gives no unit: one pixel is tried next",
)

equivalent(
    "receptive_field",
    "looks_for_the_smallest_picture_that_gives_a_unit: size = (size - kernel) {// -> /} stride + 1",
    reason="a size must reach a whole number only, and does so whether it is rounded down or not",
)

equivalent(
    "train",
    "fault: gives its first argument back",
    reason="it has been trained in place, and is what is asked for",
)

equivalent(
    "letter_kernel",
    "fault: is one per mille off",
    "fault: gives half precision",
    reason="any kernel that finds as many is right, and these find as many",
)
