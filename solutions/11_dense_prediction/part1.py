# %% [markdown]
# # Lesson 11: Dense prediction
#
# Below is a picture of two discs, one with horizontal stripes, one with vertical ones, under some noise. Beside it stands
# the truth: a class for each pixel. The rest is what four small networks make of it after the same training. One is
# blind to stripes. One knows that there are stripes, and cannot say where. Two get it right.
#
# **A classifier throws the place away on purpose. How do you get it back, and how do you know that you have?**
#
# **You will be able to**
#
# - take a map up again in three ways, and say why generated images are chequered;
# - count what a map of classes is worth, and name the score that sleeps;
# - weigh rare classes and leave pixels out of a loss, numerator and denominator;
# - build a U-Net, train it, and let it loose on images larger than any that it has seen;
# - find the line that spoils the labels in a pipeline that runs without an error.
#
# **Slides**: deck 000 «Segmentation sémantique» and «Interaction et deep learning»; deck 004 «Les réseaux « denses »»;
# deck 003 «Super-résolution».
#
# | | exercise | points |
# |---|---|---|
# | 11.1 | `transposed_conv`: the matrix of a layer, transposed | 3 |
# | 11.2 | `overlap_counts`: where chequers come from | 1 |
# | 11.3 | `upsample`: half a pixel matters | 2 |
# | 11.4 | `max_unpool`: back to where the maximum stood | 2 |
# | 11.5 | `confusion_matrix`: count the pixels | 2 |
# | 11.6 | `iou_and_dice`: scores that do not sleep | 2 |
# | 11.7 | `class_weights`: rare classes speak up | 1 |
# | 11.8 | `pixel_cross_entropy`: who is in the mean? | 3 |
# | 11.9 | `UNet`: what and where | 3 |
# | 11.10 | `train_segmenter`: to 0.8 | 3 |
# | 11.11 | `sliding_window`: large images | 2 |
# | 11.12 | `faulty_steps`: which of nine spoil the labels? | 2 |
#
# It takes 120 to 180 minutes. Sections 2, 3 and 4 can be read one without the other. Run the next cell first.
#
# **Short of time?** Leave out 11.4, 11.7 and 11.12: the finale runs with the library's functions where yours are
# missing.

# %% setup=true
import zlib

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from course_lib import (
    convolution,
    notebook,
    pixel_losses,
    pixel_scores,
    scenes,
    segmenters,
    tiling,
    upsampling,
)
from course_lib.checks import (
    check_answer,
    check_close,
    check_equal,
    check_parts,
    check_shape,
    check_that,
    check_unchanged,
)
from course_lib.plots import dense_prediction as plots

notebook.prepare()
check, show_test, yours = notebook.tests_of("11_dense_prediction")
torch.set_num_threads(1)  # networks as small as ours gain nothing from more

X_train, k_train = scenes.stripes(np.random.default_rng(0), 200)  # X (N, 24, 24, 1), k (N, 24, 24)
X_test, k_test = scenes.stripes(np.random.default_rng(1), 100)

# %% tags=["nbval-ignore-output"]
networks = {
    "single pixels": segmenters.seeded(0, lambda: segmenters.pixelwise(1, 3)),
    "three 3×3 layers": segmenters.seeded(0, lambda: segmenters.plain(1, 3)),
    "pooling": segmenters.seeded(0, lambda: segmenters.WithoutSkips(1, 3)),
    "pooling and skips": segmenters.seeded(0, lambda: segmenters.UNet(1, 3)),
}
for network in networks.values():
    segmenters.train_segmenter(
        network, segmenters.as_batch(X_train), torch.tensor(k_train), torch.Generator().manual_seed(0)
    )
said = {name: segmenters.predicted_classes(network, X_test) for name, network in networks.items()}
plots.plot_maps(X_test[:2], k_test[:2], {name: maps[:2] for name, maps in said.items()})

# %% [markdown]
# ## 1 · Sharp or wise
#
# Deck 000 sets two rows of names side by side. LeNet, AlexNet, VGG and ResNet say «cat» for a whole picture. FPN,
# SegNet, U-Net and PSP say it for each pixel: *semantic segmentation* (segmentation sémantique). Deck 004 calls such
# networks dense: image in, image out. Denoising was one of them (lesson 10); so are optical flow and colourisation.
#
# A classifier could do it: slide it over the image and ask what stands in the middle of each window. **Question.** What
# does that cost? A picture of 512 × 512 has 262 144 windows, and two that are neighbours share nearly all their pixels,
# so that nearly everything is computed again and again. Leave the window away, let the convolutions run over the whole
# image, and each intermediate result is computed once. (It was lesson 5's rule: a convolution does the same at every
# place.)
#
# But a classifier pools. Each pooling makes the map coarser, on purpose: «a cat, no matter where». The four networks
# above differ in this alone. Their score, explained in section 3, is 1 for a perfect map:

# %% tolerance=0.12
for name, maps in said.items():
    _, _, mean_iou = pixel_scores.iou_and_dice(pixel_scores.confusion_matrix(k_test, maps, 3))
    print(f"{name:18} mean IoU {mean_iou:.2f}")

# %% [markdown]
# - *Single pixels* (1 × 1 convolutions) see that a pixel is not ground. A stripe of +1 or −1 looks alike in both discs,
#   so that nothing tells class 1 from class 2.
# - *Three 3 × 3 layers* see 7 × 7 pixels at full resolution: enough for stripes of period 4.
# - *Pooling* twice knows what, and not where: its map is made of blocks of 4 × 4, in which a stripe of 2 is lost.
# - *Pooling and skips* has both. It is a U-Net, and you will write it.
#
# **A surprise.** The plain network is at least as good as the U-Net here. Why then pool at all? Because the field of
# three layers is 7 pixels, and questions may need more. Below, large and small discs have the same grey, and only their
# size tells them apart. From the inside of a disc, its size is seen by a wide field alone.

# %% tolerance=0.12
rng = np.random.default_rng(0)
X_discs, k_discs = scenes.discs(rng, 200)
X_other, k_other = scenes.discs(rng, 100)
for name, dilations in [("three layers, field 7", (1, 1, 1)), ("dilations 1, 2, 4, field 15", (1, 2, 4))]:
    network = segmenters.seeded(0, lambda dilations=dilations: segmenters.plain(1, 3, dilations=dilations))
    segmenters.train_segmenter(
        network, segmenters.as_batch(X_discs), torch.tensor(k_discs), torch.Generator().manual_seed(0)
    )
    iou, _, _ = pixel_scores.iou_and_dice(
        pixel_scores.confusion_matrix(k_other, segmenters.predicted_classes(network, X_other), 3)
    )
    print(f"{name:28} IoU of the large discs {iou[1]:.2f}, of the small ones {iou[2]:.2f}")

# %% [markdown]
# Both networks have the same number of weights. The second one has *holes* in its kernels (dilation, convolution à
# trous): its taps stand 1, 2 and 4 pixels apart. So there are three ways to a wide field: more layers, pooling, and
# dilation. Move them:

# %%
from course_lib.figures.dense_prediction import FieldAndDetail

FieldAndDetail()

# %% [markdown]
# ## 2 · Three ways up
#
# What was pooled has to become large again. Each of these ways is some convolution's or pooling's mirror image.
#
# A convolution is linear, so it is a matrix (lesson 5). In one dimension, kernel $(a,b,c)$, stride 2, five pixels:
#
# $$\begin{pmatrix}a&b&c&0&0\\0&0&a&b&c\end{pmatrix}\begin{pmatrix}u_0\\\vdots\\u_4\end{pmatrix}=\begin{pmatrix}v_0\\v_1\end{pmatrix}.$$
#
# It goes from 5 to 2. Its *transpose* goes from 2 to 5: $v_0$ times the kernel is written at place 0, $v_1$ times the
# kernel is **added** at place 2. That is a transposed convolution, and you have met it: the gradient of a convolution by
# its input is just this (lesson 5, `conv_backward`).
#
# ### 11.1 Transposed convolution
#
# `transposed_conv(v, theta, stride=1, padding=0)` takes v (h, w, ψ) and theta (kh, kw, φ, ψ), the *same* array with which
# lesson 5's `conv_layer` goes from φ to ψ channels. It returns (H, W, φ) with $H=(h-1)\cdot\text{stride}+k_h-2\cdot\text{padding}$,
# W alike. In pictures: v[i, j] times the kernel is added at the rows i·stride to i·stride + kh − 1, columns alike; at
# the end `padding` rows and columns are cut from each side. No bias, no flip. Sizes of at least 1 are promised.
#
# <details><summary>Nudge</summary>
#
# Stamp by hand: v = (1, 10), kernel (1, 2, 3), stride 2. Which place gets two stamps?
#
# </details>
# <details><summary>Pointer</summary>
#
# Make zeros of the *uncut* size. For one v[i, j] (ψ numbers) and one place of the kernel, theta[a, b] (φ, ψ), the share is
# `theta[a, b] @ v[i, j]`: φ numbers. Add with `+=`, cut at the end.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# One row, one channel, v = (2, −1), kernel (1, 0, 4, 5), stride 3: the stamps (2, 0, 8, 10) at 0 and (−1, 0, −4, −5) at 3
# give 2, 0, 8, 9, 0, −4, −5. With padding 1 the first and the last are cut.
#
# </details>


# %% exercise="transposed_conv" minutes=15 difficulty=3
def transposed_conv(v, theta, stride=1, padding=0):
    """The transpose of the map u -> conv_layer(u, theta, 0, stride, padding), applied to v.

    v: (h, w, psi).  theta: (kh, kw, phi, psi).  Returns (H, W, phi), H = (h - 1)·stride + kh - 2·padding, W alike.
    """
    ### BEGIN SOLUTION
    (h, w, _), (kh, kw, phi, _) = v.shape, theta.shape
    H, W = (h - 1) * stride + kh, (w - 1) * stride + kw
    out = np.zeros((H, W, phi))
    for i in range(h):
        for j in range(w):
            out[i * stride : i * stride + kh, j * stride : j * stride + kw] += theta @ v[i, j]
    return out[padding : H - padding, padding : W - padding]
    ### END SOLUTION


# %% test="transposed_conv" points=3
check_answer(
    transposed_conv,
    forbids=[
        "course_lib.upsampling.transposed_conv",
        "course_lib.convolution.conv_backward",
        "torch.nn.functional.conv_transpose1d",
        "torch.nn.functional.conv_transpose2d",
        "torch.conv_transpose1d",
        "torch.conv_transpose2d",
        "torch.nn.ConvTranspose1d",
        "torch.nn.ConvTranspose2d",
        "torch.nn.grad.conv2d_input",
        "torch.nn.functional.fold",
        "torch.autograd.grad",
        "torch.autograd.functional.vjp",
        "torch.func.vjp",
        "torch.Tensor.backward",
    ],
)


def torch_s(v, theta, stride=1, padding=0):
    """By torch, whose axes stand elsewhere."""
    x = torch.tensor(np.ascontiguousarray(v.transpose(2, 0, 1)[None]))
    weight = torch.tensor(np.ascontiguousarray(theta.transpose(3, 2, 0, 1)))
    return functional.conv_transpose2d(x, weight, stride=stride, padding=padding)[0].numpy().transpose(1, 2, 0)


row, kernel = np.array([[[1.0], [10.0]]]), np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1, 1)
check_close(
    "one row, stride 2",
    check_unchanged(transposed_conv, row, kernel, 2, 0),
    np.array([1.0, 2, 13, 20, 30]).reshape(1, 5, 1),
    confusions={
        "add: where two stamps overlap, both count.": np.array([1.0, 2, 10, 20, 30]).reshape(1, 5, 1),
        "add: where two stamps overlap, both count. ": np.array([1.0, 2, 3, 20, 30]).reshape(1, 5, 1),
        "mean: where two stamps overlap they are added, not averaged.": np.array([1.0, 2, 6.5, 20, 30]).reshape(1, 5, 1),
        "flip: the kernel is stamped as it is.": np.array([3.0, 2, 31, 20, 10]).reshape(1, 5, 1),
        "stride: the next stamp stands `stride` places further.": np.array([1.0, 12, 23, 30]).reshape(1, 4, 1),
    },
)
v = np.array([[[1.0, -2.0], [0.5, 3.0], [-1.0, 0.25]], [[2.0, 1.0], [-0.5, -3.0], [4.0, 1.5]]])
theta = (np.arange(36.0) % 7 - 3 + np.arange(36.0) / 8).reshape(3, 2, 3, 2)
whole = torch_s(v, theta, 2, 0)
check_close(
    "three channels out of two, stride 2, padding 1,",
    check_unchanged(transposed_conv, v, theta, 2, 1),
    torch_s(v, theta, 2, 1),
    confusions={
        "padding: going up, padding is cut away.": whole,
        "padding: going up, padding is cut away, not put around.": np.pad(whole, ((1, 1), (1, 1), (0, 0))),
        "padding: cut from each side, not from one.": whole[1:, 1:],
        "padding: cut from each side, not from one. ": whole[2:, 2:],
        "padding: cut from each side, not from one.  ": whole[:-2, :-2],
        "channels: theta[a, b] is (φ, ψ): the sum goes over ψ.": torch_s(
            v, theta.reshape(3, 2, 2, 3).transpose(0, 1, 3, 2), 2, 1
        ),
        "flip: the kernel is stamped as it is. ": torch_s(v, theta[::-1, ::-1], 2, 1),
        "kernel: its first axis goes down, its second to the right.": torch_s(v, theta.transpose(1, 0, 2, 3), 2, 1),
    },
)
### BEGIN HIDDEN TESTS
from course_lib.edge_cases import edge_tables
from course_lib.fresh import fresh_generator

rng = fresh_generator("transposed_conv")
for h, w, kh, kw, phi, psi, stride, padding in [
    (3, 4, 3, 3, 2, 3, 1, 1), (1, 1, 2, 3, 1, 2, 2, 0), (4, 2, 2, 4, 3, 1, 3, 0), (2, 5, 4, 3, 1, 1, 2, 1),
    (3, 3, 1, 1, 2, 2, 2, 0), (5, 1, 3, 5, 2, 2, 2, 2), (2, 2, 3, 3, 1, 4, 4, 1), (3, 2, 5, 4, 2, 3, 1, 0),
]:  # fmt: skip
    v = rng.normal(size=(psi, w, h)).T
    theta = rng.normal(size=(psi, phi, kw, kh)).T
    told = f"of v {v.shape}, theta {theta.shape}, stride {stride}, padding {padding}"
    up = check_unchanged(transposed_conv, v, theta, stride, padding)
    check_close(f"the result {told}", up, torch_s(v, theta, stride, padding), atol=1e-10)
for table in [*edge_tables(3), *edge_tables(1)]:
    v, theta = table[:, :, None], rng.normal(size=(2, 3, 2, 1))
    check_close(f"the result of v = {table.tolist()}", check_unchanged(transposed_conv, v, theta), torch_s(v, theta), atol=1e-10)
    v, theta = rng.normal(size=(2, 3, 1)), table[:, :, None, None]
    check_close(f"the result of theta = {table.tolist()}", check_unchanged(transposed_conv, v, theta, 2), torch_s(v, theta, 2), atol=1e-10)
### END HIDDEN TESTS

# %% [markdown]
# Up and down again, is that back where we were? And what *is* promised?

# %%
my_transposed_conv = yours(transposed_conv, upsampling.transposed_conv)
rng = np.random.default_rng(0)
u, theta, nothing = rng.normal(size=(7, 7, 1)), rng.normal(size=(3, 3, 1, 2)), np.zeros(2)
down = convolution.conv_layer(u, theta, nothing, 2, 0)
again = my_transposed_conv(down, theta, 2, 0)
print(f"u {u.shape} → {down.shape} → {again.shape}; the same numbers: {np.allclose(u, again)}")
v = rng.normal(size=down.shape)
print(f"⟨conv u, v⟩ = {np.sum(down * v):.6f}    ⟨u, transposed v⟩ = {np.sum(u * my_transposed_conv(v, theta, 2, 0)):.6f}")
turned = theta[::-1, ::-1].transpose(0, 1, 3, 2)  # both signs of deck 004 meet (lesson 5, E38)
as_convolution = convolution.conv_layer(v, turned, np.zeros(1), 1, 2)
print("stride 1: the transpose of a correlation is one with the turned kernel:",
      np.allclose(my_transposed_conv(v, theta, 1, 0), as_convolution))  # fmt: skip

# %% [markdown]
# It is no inverse, although many call it «deconvolution». All that it promises is $\langle\mathrm{conv}\,u,v\rangle=\langle
# u,\mathrm{transposed}\,v\rangle$ for all $u$ and $v$: it is the *adjoint*.
#
# It has a flaw that one sees. Click inputs and watch their stamps; then look at the bars below.

# %%
from course_lib.figures.dense_prediction import Stamps

Stamps()

# %% [markdown]
# ### 11.2 Where chequers come from
#
# `overlap_counts(n, kernel, stride)`: along one axis, unpadded, how many of the $n$ inputs of a transposed convolution
# reach each of its $m=(n-1)\cdot\text{stride}+\text{kernel}$ outputs? An integer array (m,). If the stride is larger than
# the kernel, there are holes, counted 0.
#
# <details><summary>Nudge</summary>
#
# It is the transposed convolution of ones with a kernel of ones.
#
# </details>
# <details><summary>Pointer</summary>
#
# Input i reaches the outputs i·stride to i·stride + kernel − 1. `counts[a:b] += 1`.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# Three inputs, kernel 2, stride 3: 1 1 0 1 1 0 1 1, with two holes. Two inputs, kernel 5, stride 1: 1 2 2 2 2 1.
#
# </details>


# %% exercise="overlap_counts" minutes=5 difficulty=1
def overlap_counts(n, kernel, stride):
    """How many of n inputs reach each output of a transposed convolution.  Returns ((n - 1)·stride + kernel,) ints."""
    ### BEGIN SOLUTION
    counts = np.zeros((n - 1) * stride + kernel, dtype=int)
    for i in range(n):
        counts[i * stride : i * stride + kernel] += 1
    return counts
    ### END SOLUTION


# %% test="overlap_counts" points=1
check_answer(overlap_counts, forbids=["course_lib.upsampling.overlap_counts", "course_lib.upsampling.transposed_conv"])
check_equal(
    "the counts of 4 inputs, kernel 3, stride 2",
    check_unchanged(overlap_counts, 4, 3, 2),
    [1, 1, 2, 1, 2, 1, 2, 1, 1],
    confusions={
        "inside: the ends count too.": [2, 1, 2, 1, 2],
        "length: m = (n − 1)·stride + kernel.": [1, 1, 2, 1, 2, 1, 2, 1],
        "length: m = (n − 1)·stride + kernel. ": [1, 1, 2, 1, 2, 1, 2, 1, 1, 0],
        "stride: the next input begins `stride` outputs further.": [1, 2, 3, 3, 2, 1],
        "swapped: kernel is how far an input reaches, stride how far they stand apart.": [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1],
        "reach: do they reach it, yes or no, is another question.": [1] * 9,
        "down: these are the outputs of a layer that goes down.": [3, 1],
        "even: an input reaches `kernel` outputs, the last one too.": [1, 1, 1, 1, 1, 1, 1, 1, 0],
        "sum: these are sums over the inputs so far.": [1, 1, 2, 2, 3, 3, 4, 4, 4],
    },
)
check_equal("the counts of 3 inputs, kernel 2, stride 3", overlap_counts(3, 2, 3), [1, 1, 0, 1, 1, 0, 1, 1],
            hint="holes: with a stride larger than the kernel, nobody reaches some outputs.")  # fmt: skip
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("overlap_counts")
for n, kernel, stride in [(1, 1, 1), (1, 4, 2), (5, 2, 2), (3, 7, 2), (6, 4, 2), (2, 1, 4), *rng.integers(1, 9, size=(12, 3)).tolist()]:
    weight = torch.ones(1, 1, kernel, dtype=torch.float64)
    right = functional.conv_transpose1d(torch.ones(1, 1, n, dtype=torch.float64), weight, stride=stride)[0, 0]
    check_equal(f"the counts of {n} inputs, kernel {kernel}, stride {stride}", check_unchanged(overlap_counts, n, kernel, stride), right.long().numpy())
### END HIDDEN TESTS

# %%
my_overlap_counts = yours(overlap_counts, upsampling.overlap_counts)
for kernel, stride in [(3, 2), (4, 2), (2, 3)]:
    print(f"kernel {kernel}, stride {stride}:", *my_overlap_counts(7, kernel, stride))

# %% [markdown]
# With kernel 3 and stride 2 every second pixel gets twice as much, before a single weight is learned; in two dimensions
# that is a chessboard, and generated images show it (Odena, Dumoulin and Olah 2016). A kernel that the stride divides is
# even inside. The other cure is to enlarge without weights first, and to convolve then.
#
# ### 11.3 Half a pixel matters
#
# `upsample(u, factor, mode)` takes u (H, W, C) and an integer factor of at least 1 to (factor·H, factor·W, C).
#
# - "nearest": out[i, j] = u[i // factor, j // factor].
# - "bilinear": the *centres* of pixels are matched. A pixel is a small square, and row i of the result has its centre at
#   row $(i+\frac12)/\text{factor}-\frac12$ of u. Hold that inside $[0,H-1]$ and interpolate linearly between the two
#   neighbours; rows and columns alike. (Torch calls it `align_corners=False`.)
# - Another mode is a `ValueError`.
#
# <details><summary>Nudge</summary>
#
# Do the rows first and the columns afterwards: the same code, twice.
#
# </details>
# <details><summary>Pointer</summary>
#
# `np.clip`, then `np.floor` for the lower neighbour, and `np.minimum(low + 1, H - 1)` for the upper one. The share of the
# upper one is the coordinate minus the lower neighbour.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# One column (0, 4), factor 2: the rows 0 to 3 stand at −¼, ¼, ¾, 1¼, held at 0, ¼, ¾, 1: the values are 0, 1, 3, 4. With
# matched *corners* they would be 0, 4/3, 8/3, 4.
#
# </details>


# %% exercise="upsample" minutes=12 difficulty=2
def upsample(u, factor, mode):
    """An image `factor` times as high and wide; mode "nearest" or "bilinear".  u: (H, W, C)."""
    ### BEGIN SOLUTION
    if mode == "nearest":
        return np.repeat(np.repeat(u, factor, axis=0), factor, axis=1)
    if mode != "bilinear":
        raise ValueError(f"mode is {mode!r}: it must be 'nearest' or 'bilinear'")

    def stretched(u):
        size = len(u)
        at = np.clip((np.arange(factor * size) + 0.5) / factor - 0.5, 0, size - 1)
        low = np.floor(at).astype(int)
        share = (at - low)[:, None, None]
        return (1 - share) * u[low] + share * u[np.minimum(low + 1, size - 1)]

    return stretched(stretched(u).swapaxes(0, 1)).swapaxes(0, 1)
    ### END SOLUTION


# %% test="upsample" points=2
check_answer(
    upsample,
    forbids=[
        "course_lib.upsampling.upsample",
        "torch.nn.functional.interpolate",
        "torch.nn.functional.upsample",
        "torch.nn.functional.grid_sample",
        "torch.nn.Upsample",
        "torch.nn.UpsamplingNearest2d",
        "torch.nn.UpsamplingBilinear2d",
        "scipy.ndimage.zoom",
        "scipy.ndimage.map_coordinates",
        "skimage.transform.resize",
        "skimage.transform.rescale",
    ],
)


def torch_s(u, factor, mode, corners=False):
    """By torch, whose axes stand elsewhere."""
    x = torch.tensor(np.ascontiguousarray(u.transpose(2, 0, 1)[None]))
    options = {"align_corners": corners} if mode == "bilinear" else {}
    return functional.interpolate(x, scale_factor=factor, mode=mode, **options)[0].numpy().transpose(1, 2, 0)


u = np.array([[[0.0, 1.0], [4.0, -3.0], [-2.0, 5.0]], [[9.0, 2.0], [1.0, 0.5], [-6.0, 7.0]]])
nearest = torch_s(u, 3, "nearest")
check_close(
    "nearest, factor 3,",
    check_unchanged(upsample, u, 3, "nearest"),
    nearest,
    confusions={
        "tiles: each pixel grows; the image is not laid out again and again.": np.tile(u, (3, 3, 1)),
        "rows-only: columns too.": np.repeat(u, 3, axis=0),
        "zeros: the new pixels are copies, no zeros.": np.stack(
            [np.kron(u[..., c], np.diag([1.0, 0, 0])) for c in (0, 1)], axis=2
        ),
        "mode: `mode` says which of the two.": torch_s(u, 3, "bilinear"),
    },
)
first = u[:1, :2]
check_close(
    "bilinear, factor 3, of two pixels",
    check_unchanged(upsample, first, 3, "bilinear"),
    torch_s(first, 3, "bilinear"),
    confusions={
        "corners: match the centres of the pixels, not the corners of the image.": torch_s(first, 3, "bilinear", True),
        "half-pixel: a pixel has its centre at + ½.": np.array([0, 4 / 3, 8 / 3, 4, 4, 4, 1, -1 / 3, -5 / 3, -3, -3, -3])
        .reshape(2, 6)
        .T.reshape(1, 6, 2)
        .repeat(3, axis=0),
        "hold: hold the coordinate inside of the image: nothing is known beyond.": np.stack(
            [np.linspace(-4 / 3, 16 / 3, 6), np.linspace(7 / 3, -13 / 3, 6)], axis=1
        )[None].repeat(3, axis=0),
        "mode: `mode` says which of the two. ": torch_s(first, 3, "nearest"),
    },
    hint="between: which two neighbours, and with which shares?",
)
check_close("bilinear, factor 2,", check_unchanged(upsample, u, 2, "bilinear"), torch_s(u, 2, "bilinear"),
            hint="between: which two neighbours, and with which shares?")  # fmt: skip


def refuses(mode):
    """Whether another mode is a ValueError."""
    try:
        upsample(u, 2, mode)
    except ValueError:
        return True
    return False


check_that(refuses("cubic"), "modes: another mode is a ValueError.", "upsample(u, 2, 'cubic') raised no ValueError")
### BEGIN HIDDEN TESTS
from course_lib.edge_cases import edge_tables
from course_lib.fresh import fresh_generator

rng = fresh_generator("upsample")
images = [rng.normal(size=(C, W, H)).T for H, W, C in [(1, 1, 1), (1, 4, 2), (5, 1, 3), (3, 4, 1), (4, 3, 3)]]
for u in [*images, *(table[:, :, None] for table in [*edge_tables(3), *edge_tables(1)])]:
    for factor in (1, 2, 3, 5):
        for mode in ("nearest", "bilinear"):
            check_close(f"{mode}, factor {factor}, of {u.tolist()},", check_unchanged(upsample, u, factor, mode), torch_s(u, factor, mode), atol=1e-10)
check_that(refuses("Nearest") and refuses(""), "modes: another mode is a ValueError.", "another mode raised no ValueError")
### END HIDDEN TESTS

# %% [markdown]
# Half a pixel sounds like nothing. Take a label map down to a quarter and up again, once with matching centres and once
# moved by one pixel, as a kernel of 2 with a row too many does (deck 004's «taille constante», lesson 5):

# %%
my_upsample = yours(upsample, upsampling.upsample)
up = my_upsample(k_test[0][1::4, 1::4, None].astype(float), 4, "nearest")[..., 0].astype(int)
for name, maps in [("centres matched", up), ("one pixel off", np.roll(up, 1, axis=(0, 1)))]:
    _, _, mean_iou = pixel_scores.iou_and_dice(pixel_scores.confusion_matrix(k_test[0], maps, 3))
    print(f"{name:16} mean IoU {mean_iou:.2f}")
print("and 7 pixels, pooled by 2 and doubled:", 7, "→", 7 // 2, "→", 2 * (7 // 2))

# %% [markdown]
# The last line is the floor in the size formulas (lesson 5): what goes up by 2 may not come back to where it was. A U-Net
# therefore resizes to the size of what waits for it.
#
# ### 11.4 Back to where the maximum stood
#
# SegNet's way up remembers *where* each maximum was. `max_unpool(v, u, size)`: u (H, W, C) is what was pooled, with
# windows size × size and stride size, floored; v has the shape (H//size, W//size, C). The result has the shape of u: zeros,
# except that v[i, j, c] stands where window (i, j) of channel c had its maximum. Ties: the first in reading order. What the
# floor left over stays 0. v and u may be negative.
#
# <details><summary>Nudge</summary>
#
# Each channel has its own maximum, and its own place.
#
# </details>
# <details><summary>Pointer</summary>
#
# `window.argmax()` counts in reading order and takes the first of equals; `divmod(place, size)` makes row and column of
# it.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# u = (−5, −2, −7) in one row and size 1 gives v back. The 2 × 2 window (3, 8 | 8, 1) and v = −4: −4 stands in the first
# row, second column.
#
# </details>


# %% exercise="max_unpool" minutes=8 difficulty=2
def max_unpool(v, u, size):
    """Each v[i, j, c] where window (i, j) of channel c of u had its maximum; zeros elsewhere.  Shape of u."""
    ### BEGIN SOLUTION
    out = np.zeros(u.shape)
    for i, j, c in np.ndindex(v.shape):
        window = u[i * size : (i + 1) * size, j * size : (j + 1) * size, c]
        down, right = divmod(int(window.argmax()), size)
        out[i * size + down, j * size + right, c] = v[i, j, c]
    return out
    ### END SOLUTION


# %% test="max_unpool" points=2
check_answer(
    max_unpool,
    forbids=[
        "course_lib.upsampling.max_unpool",
        "course_lib.convolution.max_pool_backward",
        "torch.nn.functional.max_unpool2d",
        "torch.nn.MaxUnpool2d",
        "torch.autograd.grad",
        "torch.Tensor.backward",
    ],
)
one = np.array([[1.0, -2, 5, 5], [4, 0, 5, 3], [-7, -3, -1, -1], [-9, -3, -6, -2], [8, 8, 8, 8]])
two = np.array([[0.0, 3, 0, -1], [2, 1, -5, 2], [6, -1, 9, 7], [5, 7, -2, 0], [1, 9, 3, 0]])
v = np.array([[[10.0, -20], [30, 40]], [[-50, 60], [70, -80]]])
at = {0: [(1, 0), (0, 2), (2, 1), (2, 2)], 1: [(0, 1), (1, 3), (3, 1), (2, 2)]}
last = {0: [(1, 0), (1, 2), (3, 1), (2, 3)], 1: at[1]}
least = {0: [(0, 1), (1, 3), (3, 0), (3, 2)], 1: [(0, 0), (1, 2), (2, 1), (3, 2)]}


def placed(places, values=v):
    """The values at these places, zeros elsewhere."""
    out = np.zeros((5, 4, 2))
    for c in places:
        for place, value in zip(places[c], values[..., c].ravel(), strict=True):
            out[*place, c] = value
    return out


u = np.stack([one, two], axis=2)
check_close(
    "the result",
    check_unchanged(max_unpool, v, u, 2),
    placed(at),
    confusions={
        "ties: the first of equal maxima, in reading order.": placed(last),
        "ties: one of equal maxima gets it, not all of them.": (u == v.repeat(2, 0).repeat(2, 1)[[0, 1, 2, 3, 3]]) * 0.0
        + np.pad(
            (u[:4] == u[:4].reshape(2, 2, 2, 2, 2).max(axis=(1, 3)).repeat(2, 0).repeat(2, 1))
            * v.repeat(2, 0).repeat(2, 1),
            ((0, 1), (0, 0), (0, 0)),
        ),
        "channels: each channel has its own maximum.": placed({0: at[0], 1: at[0]}),
        "corner: where the maximum stood, not at the corner of the window.": placed(
            {c: [(0, 0), (0, 2), (2, 0), (2, 2)] for c in (0, 1)}
        ),
        "whole-window: v stands at one place, with zeros around.": np.pad(
            v.repeat(2, 0).repeat(2, 1), ((0, 1), (0, 0), (0, 0))
        ),
        "values: the values of v, not those of u.": placed(at, u[:4].reshape(2, 2, 2, 2, 2).max(axis=(1, 3))),
        "least: the largest of a window, not the smallest.": placed(least),
        "absolute: the largest, not the one farthest from 0.": placed(
            {0: [(1, 0), (0, 2), (3, 0), (3, 2)], 1: [(0, 1), (1, 2), (3, 1), (2, 2)]}
        ),
        "shape: the shape of u, with what the floor left over.": placed(at)[:4],
        "crossed: divmod by the width of a window gives the row first.": placed(
            {0: [(0, 1), (0, 2), (3, 0), (2, 2)], 1: [(1, 0), (1, 3), (3, 1), (2, 2)]}
        ),
    },
)
### BEGIN HIDDEN TESTS
from course_lib.edge_cases import edge_tables
from course_lib.fresh import fresh_generator

rng = fresh_generator("max_unpool")


def scattered(v, u, size):
    """By torch's indices of the maxima."""
    x = torch.tensor(np.ascontiguousarray(u.transpose(2, 0, 1)))
    _, where = functional.max_pool2d(x, size, return_indices=True)
    out = torch.zeros(x.shape, dtype=torch.float64).flatten(1)
    return out.scatter(1, where.flatten(1), torch.tensor(np.ascontiguousarray(v.transpose(2, 0, 1))).flatten(1)).reshape(x.shape).numpy().transpose(1, 2, 0)


images = [rng.integers(-2, 3, size=(C, W, H)).T + 0.0 for H, W, C in [(4, 6, 2), (7, 5, 1), (3, 3, 3), (1, 2, 2), (9, 7, 2)]]
for u in [*images, *(table[:, :, None] for table in [*edge_tables(4), *edge_tables(1)])]:
    for size in (1, 2, 3):
        if size <= min(u.shape[:2]):
            v = rng.normal(size=(u.shape[2], u.shape[1] // size, u.shape[0] // size)).T
            check_close(f"the result for u = {u.tolist()}, size {size},", check_unchanged(max_unpool, v, u, size), scattered(v, u, size))
### END HIDDEN TESTS
