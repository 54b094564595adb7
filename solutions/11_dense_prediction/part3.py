
# %% [markdown]
# ## 4 · What and where
#
# Now the network. Going down it learns *what* stands there, in coarser and coarser maps; going up, each map is laid beside
# the fine one of the same level, which still knows *where*. These are the skips (connexions) of the U-Net (Ronneberger,
# Fischer and Brox 2015).
#
# ### 11.9 U-Net
#
# `class UNet(torch.nn.Module)`, made by `UNet(inputs, classes, width=8)`; with w for width its parts are
#
# | attribute | what it is |
# |---|---|
# | `down1` | block, inputs → w |
# | `down2` | block, w → 2w |
# | `bottom` | block, 2w → 4w |
# | `up2` | block, 2w + 4w → 2w |
# | `up1` | block, w + 2w → w |
# | `head` | `Conv2d(w, classes, 1)` |
#
# A block is `nn.Sequential(Conv2d 3×3 with padding 1, ReLU, Conv2d 3×3 with padding 1, ReLU)`. And forward:
#
# - a = down1(x);  b = down2(a, max-pooled by 2);  c = bottom(b, max-pooled by 2);
# - d = up2(b beside c);  e = up1(a beside d);  the result is head(e): logits, no softmax.
#
# «b beside c» is `torch.cat([b, c], dim=1)`, the skip first, after c was resized to the height and width *of the skip*,
# "nearest". Heights and widths of 4 and more must work, odd ones too.
#
# <details><summary>Nudge</summary>
#
# Write a small function for the block, and print the shape after each line for x of 9 × 7.
#
# </details>
# <details><summary>Pointer</summary>
#
# `functional.interpolate(c, size=b.shape[2:])` resizes, "nearest" unless told otherwise. `functional.max_pool2d(a, 2)` is
# floored.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# Width 8, x of (1, 1, 9, 7): a is (1, 8, 9, 7), b (1, 16, 4, 3), c (1, 32, 2, 1). c resized is (1, 32, 4, 3), and beside b it
# has 48 channels. Twice the size of b would be 8 × 6, not 9 × 7.
#
# </details>


# %% exercise="UNet" minutes=15 difficulty=2
class UNet(torch.nn.Module):
    """(N, inputs, H, W) gives logits (N, classes, H, W), H and W of 4 at least: down twice, up twice, with skips."""

    ### BEGIN SOLUTION
    def __init__(self, inputs, classes, width=8):
        super().__init__()

        def block(before, after):
            return nn.Sequential(
                nn.Conv2d(before, after, 3, padding=1), nn.ReLU(), nn.Conv2d(after, after, 3, padding=1), nn.ReLU()
            )

        self.down1, self.down2 = block(inputs, width), block(width, 2 * width)
        self.bottom = block(2 * width, 4 * width)
        self.up2, self.up1 = block(6 * width, 2 * width), block(3 * width, width)
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.bottom(functional.max_pool2d(b, 2))
        d = self.up2(torch.cat([b, functional.interpolate(c, size=b.shape[2:])], dim=1))
        e = self.up1(torch.cat([a, functional.interpolate(d, size=a.shape[2:])], dim=1))
        return self.head(e)

    ### END SOLUTION


# %% test="UNet" points=3
check_answer(UNet, forbids=["course_lib.segmenters.UNet", "course_lib.segmenters.double_conv"])


def weights_of(seed, inputs, classes, width):
    """Weights of every part, none of them 0, by name."""
    generator = torch.Generator().manual_seed(seed)
    sizes = {"down1": (inputs, width), "down2": (width, 2 * width), "bottom": (2 * width, 4 * width)}
    sizes |= {"up2": (6 * width, 2 * width), "up1": (3 * width, width)}
    shapes = {"head.weight": (classes, width, 1, 1), "head.bias": (classes,)}
    for name, (before, after) in sizes.items():
        for place, channels in [(0, before), (2, after)]:
            shapes[f"{name}.{place}.weight"] = (after, channels, 3, 3)
            shapes[f"{name}.{place}.bias"] = (after,)
    return {
        name: torch.randn(shape, generator=generator) * (2 / max(np.prod(shape[1:]), 4)) ** 0.5
        for name, shape in shapes.items()
    }


def by_the_table(x, weights, pool=functional.max_pool2d, skip=1.0, skip_first=True, last=None, slope=0.0, **options):
    """What comes out, or what would come out after a known slip."""

    def block(name, x):
        for place in (0, 2):
            x = functional.conv2d(x, weights[f"{name}.{place}.weight"], weights[f"{name}.{place}.bias"], padding=1)
            x = functional.leaky_relu(x, slope)
        return x

    def beside(fine, coarse):
        coarse = functional.interpolate(coarse, size=fine.shape[2:], **options)
        return torch.cat([skip * fine, coarse] if skip_first else [coarse, skip * fine], dim=1)

    a = block("down1", x)
    b = block("down2", pool(a, 2))
    c = block("bottom", pool(b, 2))
    e = block("up1", beside(a, block("up2", beside(b, c))))
    logits = functional.conv2d(e, weights["head.weight"], weights["head.bias"])
    return last(logits) if last else logits


def network(weights, *sizes):
    """A network of the student's with these weights."""
    model = UNet(*sizes)
    shapes = {name: tuple(weight.shape) for name, weight in model.state_dict().items()}
    missing = sorted({name.split(".")[0] for name in set(weights) - set(shapes)})
    check_that(
        not missing,
        "parts: call the parts as in the table, each block a Sequential of convolution, ReLU, convolution, ReLU.",
        f"there are no such weights as expected in {', '.join(missing)}",
    )
    more = sorted(set(shapes) - set(weights))
    check_that(not more, "more: there are no other layers than those of the table.", f"{more} are too many")
    for name, weight in weights.items():
        check_that(
            shapes[name] == tuple(weight.shape),
            "sizes: compare inputs and outputs of each part with the table.",
            f"{name} has shape {shapes[name]}, expected {tuple(weight.shape)}",
        )
    model.load_state_dict(weights)
    return model


weights = weights_of(0, 2, 3, 4)
model = network(weights, 2, 3, 4)
x = torch.randn(3, 2, 8, 8, generator=torch.Generator().manual_seed(1))
check_close(
    "the logits of three images of 8 × 8",
    check_unchanged(model, x),
    by_the_table(x, weights),
    confusions={
        "order: the skip comes first.": by_the_table(x, weights, skip_first=False),
        "skips: the fine maps are laid beside the coarse ones.": by_the_table(x, weights, skip=0.0),
        "average: max-pooling, in this network.": by_the_table(x, weights, pool=functional.avg_pool2d),
        "softmax: logits: cross-entropy does the rest.": by_the_table(x, weights, last=lambda z: z.softmax(dim=1)),
        "softmax: logits, without a logarithm.": by_the_table(x, weights, last=lambda z: z.log_softmax(dim=1)),
        "last: nothing rectifies the logits.": by_the_table(x, weights, last=torch.relu),
        "linear: a ReLU stands after each convolution of a block.": by_the_table(x, weights, slope=1.0),
        "nearest: resize by the nearest pixel.": by_the_table(x, weights, mode="bilinear"),
        "nearest: resize by the nearest pixel. ": by_the_table(x, weights, mode="bilinear", align_corners=True),
    },
    rtol=1e-4,
    atol=1e-5,
    hint="forward: go through the table and the two lines below it, step by step.",
)
x = torch.randn(1, 2, 9, 7, generator=torch.Generator().manual_seed(2))
check_close(
    "the logits of an image of 9 × 7",
    check_unchanged(model, x),
    by_the_table(x, weights),
    rtol=1e-4,
    atol=1e-5,
    hint="odd: what was floored on the way down is not doubled back: resize to the size of the skip.",
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("UNet")
for inputs, classes, width, sizes in [(1, 2, 3, [(4, 5), (7, 12)]), (3, 5, 2, [(6, 6), (11, 9)]), (1, 1, 1, [(5, 4)])]:
    weights = weights_of(int(rng.integers(1000)), inputs, classes, width)
    model = network(weights, inputs, classes, width)
    for count, size in [(count, size) for size in sizes for count in (1, 2)]:
        x = torch.tensor(rng.normal(size=(count, inputs, *size[::-1])), dtype=torch.float32).transpose(2, 3)
        for x in (x, torch.zeros_like(x), -x.abs()):
            check_close(f"the logits of {tuple(x.shape)}", model(x), by_the_table(x, weights), rtol=1e-4, atol=1e-5)
x = torch.ones(1, 1, 4, 4)
one, two = (network(weights_of(seed, 1, 2, 8), 1, 2) for seed in (3, 4))
for seed, model in [(3, one), (4, two)]:
    check_close("the logits of one of two networks", model(x), by_the_table(x, weights_of(seed, 1, 2, 8)), rtol=1e-4, atol=1e-5)
### END HIDDEN TESTS

# %% [markdown]
# ### 11.10 To 0.8
#
# `train_segmenter(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None)` trains in place and returns
# the same object. X (N, C, H, W) is float32, k (N, H, W) int64. In each step: a random batch drawn from `generator` and from
# nothing else, the cross-entropy of all its pixels (with `weights`, a tensor (K,), and without the label `ignore`; None: every
# pixel counts), one step of an optimiser. Gradients that the model brings along must not count. `functional.cross_entropy`
# may be used here: it knows both, and expects classes on the second axis.
#
# You are judged on networks of single pixels first, and then the library's U-Net has to reach a mean IoU of **0.8** on
# stripes that it has not seen, within the 250 steps. Ours comes to 0.94; single pixels to 0.46, no skips to 0.5. Its bar
# lies where no cheaper network comes.
#
# <details><summary>Nudge</summary>
#
# It is lesson 10's loop without the noise. Which label can you name when nothing is to be ignored?
#
# </details>
# <details><summary>Pointer</summary>
#
# Adam whose rate rises to 1e-2 and falls to 0 again (`torch.optim.lr_scheduler.OneCycleLR`, `total_steps=steps + 1`).
# `ignore_index=-100` ignores nobody. Beware of `ignore or -100`: what if ignore is 0? Plain descent gets stuck one time
# in two.
#
# </details>
# <details><summary>Worked example, one step of another model</summary>
#
# ```python
# model, x, k = nn.Conv2d(1, 2, 1), torch.ones(4, 1, 3, 3), torch.zeros(4, 3, 3, dtype=torch.int64)
# optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
# optimizer.zero_grad()
# functional.cross_entropy(model(x), k, ignore_index=1).backward()
# optimizer.step()
# ```
#
# </details>


# %% exercise="train_segmenter" minutes=15 difficulty=2
def train_segmenter(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    """Train model in place on random batches, with pixel-wise cross-entropy.  Returns model.

    model: (B, C, H, W) to logits (B, K, H, W).  X: (N, C, H, W) float32.  k: (N, H, W) int64.
    generator: torch.Generator.  weights: (K,) tensor or None.  ignore: a label, or None.
    """
    ### BEGIN SOLUTION
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps + 1)
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        optimizer.zero_grad()
        functional.cross_entropy(
            model(X[batch]), k[batch], weight=weights, ignore_index=-100 if ignore is None else ignore
        ).backward()
        optimizer.step()
        schedule.step()
    return model
    ### END SOLUTION


# %% test="train_segmenter" points=3 tags=["nbval-ignore-output"]
check_answer(train_segmenter, forbids=["course_lib.segmenters.train_segmenter"], changes=["model", "generator"])
from course_lib import fresh


def pixels(stale=0.0, classes=3):
    """A network of single pixels, 2 channels to `classes`, with known weights and gradients left by somebody."""
    model = nn.Conv2d(2, classes, 1)
    start = torch.arange(2.0 * classes).sin().reshape(classes, 2, 1, 1) / 2
    model.load_state_dict({"weight": start, "bias": torch.zeros(classes)})
    for weight in model.parameters():
        weight.grad = torch.full_like(weight, stale)
    return model


def trained(X, k, seed, steps, batch_size=16, stale=0.0, **options):
    """A network of single pixels after its training."""
    model = pixels(stale)

    def training(X, k):
        return train_segmenter(model, X, k, torch.Generator().manual_seed(seed), steps, batch_size, **options)

    result = check_unchanged(training, X, k)
    check_that(
        result is not None, "none: does every way through the function end in `return model`?", "the result is None"
    )
    weights = [weight.detach().clone() for weight in result.parameters()]
    check_that(
        all(map(torch.equal, weights, model.parameters())),
        "copy: train the model that is passed in, in place, and return it.",
        "the model that was passed in does not have the weights of the one that was returned",
    )
    return model


def same(one, other):
    return all(torch.allclose(a, b, atol=1e-6) for a, b in zip(one.parameters(), other.parameters(), strict=True))


def toy(rng, n=40, rare=0.3):
    """Images (n, 2, 3, 5) in which the first channel tells class 1 from 0, the second class 2 from both, with noise."""
    k = rng.choice(3, size=(n, 3, 5), p=[0.7 - rare / 2, rare, 0.3 - rare / 2])
    means = np.array([[0.0, 0.0], [1.2, 0.0], [0.0, 3.0]])[k]
    X = np.moveaxis(means + 0.6 * rng.normal(size=means.shape), 3, 1).copy()
    return torch.tensor(X, dtype=torch.float32), torch.tensor(k)


X, k = toy(np.random.default_rng(0))
first = trained(X, k, 1, 20)
check_that(
    not any(map(torch.equal, first.parameters(), pixels().parameters())),
    "untrained: does an optimiser change the weights, all of them?",
    "after 20 steps some weights are what they were",
)
check_that(
    same(first, trained(X, k, 1, 20)),
    "own-generator: batches come from the generator that is passed in, and from nothing else.",
    "the same generator, twice, gave two different networks",
)
check_that(
    not same(first, trained(X, k, 2, 20)),
    "ignores-generator: draw batches from the generator that is passed in.",
    "two different generators gave the same network",
)
check_that(
    same(first, trained(X, k, 1, 20, stale=1e3)),
    "stale: clear the gradients before the first step, too.",
    "gradients that the model brought along changed the result",
)
check_that(
    not same(first, trained(X, k, 1, 40)),
    "steps: `steps` says how many steps there are.",
    "20 steps and 40 gave the same network",
)
check_that(
    not same(first, trained(X, k, 1, 20, batch_size=1)),
    "batch-size: `batch_size` says how many images a step has.",
    "batches of 16 and of 1 gave the same network",
)
for label, hint in [
    (255, "ignored: a pixel with the ignored label has no influence."),
    (2, "ignored: a pixel of an ignored class has no influence."),
    (0, "zero: class 0 may be ignored: ask whether ignore *is* None."),
]:
    marked = torch.where(torch.rand(k.shape, generator=torch.Generator().manual_seed(3)) < 0.3, label, k)
    moved = torch.where((marked == label)[:, None], X + 3, X)
    check_that(
        same(trained(X, marked, 1, 20, ignore=label), trained(moved, marked, 1, 20, ignore=label)),
        hint,
        f"pixels with the ignored label {label} changed the weights",
    )
everybody = torch.where((k == 0)[:, None], X + 3, X)
check_that(
    not same(first, trained(everybody, k, 1, 20)),
    "everybody: without `ignore` every pixel counts, those of class 0 too.",
    "without an ignored label, pixels of class 0 had no influence",
)


def recalls(rng, seed, weights):
    """The recall of each class after 300 steps, on other pixels; class 1 is rare and near class 0."""
    X, k = toy(rng, 60, 0.06)
    model = trained(X, k, seed, 300, weights=weights)
    X, k = toy(rng, 200, 0.06)
    with torch.no_grad():
        guesses = functional.conv2d(X, model.weight, model.bias).argmax(dim=1)
    return np.array([float((guesses[k == c] == c).float().mean()) for c in range(3)])


plainly = recalls(np.random.default_rng(4), 5, None)
weighted = recalls(np.random.default_rng(4), 5, torch.tensor([0.5, 5.0, 1.0]))
check_that(
    plainly[[0, 2]].min() > 0.9,
    "no-learning: clear, loss, backward, step, in each step; the classes stand on the second axis.",
    f"of two classes that a single pixel tells apart, {plainly[0]:.2f} and {plainly[2]:.2f} are found",
)
check_that(
    weighted[1] > plainly[1] + 0.15,
    "weights: `weights` belongs into the cross-entropy.",
    f"weights of 10 to 1 raise the recall of a rare class from {plainly[1]:.2f} to {weighted[1]:.2f}",
)


def reached(rng, seed):
    """The mean IoU on other stripes of a U-Net trained on these, by the defaults."""
    (X, k), (X_other, k_other) = scenes.stripes(rng, 200), scenes.stripes(rng, 100)
    model = segmenters.seeded(seed, lambda: segmenters.UNet(1, 3))
    X, k, generator = segmenters.as_batch(X), torch.tensor(k), torch.Generator().manual_seed(seed)
    check_unchanged(lambda: train_segmenter(model, X, k, generator))
    C = pixel_scores.confusion_matrix(k_other, segmenters.predicted_classes(model, X_other), 3)
    return pixel_scores.iou_and_dice(C)[2]


score = reached(np.random.default_rng(6), 0)
check_that(
    score >= 0.8,
    "too-early: it learns. Adam with a warm-up and a rate that falls, and all the steps?",
    f"the U-Net's mean IoU on other stripes is {score:.2f}, 0.8 is asked",
)
### BEGIN HIDDEN TESTS
rng = fresh.fresh_generator("train_segmenter")
X, k = toy(rng, 30)
X, k = X.transpose(2, 3), k.transpose(1, 2)
one, again, unlike = (trained(X, k, seed, 15, 8) for seed in (5, 5, 6))
check_that(
    same(one, again) and not same(one, unlike),
    "own-generator: batches come from the generator that is passed in, and from nothing else.",
    "on images that lie otherwise in memory the generator does not decide",
)
found = recalls(rng, 7, None)
check_that(found[[0, 2]].min() > 0.85, "no-learning: clear, loss, backward, step, in each step.", f"recalls {found.round(2).tolist()}")
### END HIDDEN TESTS

# %% [markdown]
# Your network, by your training:

# %% tolerance=0.12
my_UNet, my_train_segmenter = yours("UNet", segmenters.UNet), yours(train_segmenter, segmenters.train_segmenter)
unet = segmenters.seeded(0, lambda: my_UNet(1, 3, 8))
my_train_segmenter(
    unet, segmenters.as_batch(X_train), torch.tensor(k_train), torch.Generator().manual_seed(0), 250, 16, None, None
)
C = pixel_scores.confusion_matrix(k_test, segmenters.predicted_classes(unet, X_test), 3)
print(f"mean IoU on stripes that it has not seen: {pixel_scores.iou_and_dice(C)[2]:.2f}")

# %% [markdown]
# ## 5 · Large images
#
# A photograph from the air may have 20 000 × 20 000 pixels, and no memory holds its maps. So it is cut into windows. At the
# border of each the network sees zeros where the world goes on, and errs: seams. Windows that overlap hide them, since each
# pixel is then the mean of several opinions.
#
# ### 11.11 Window by window
#
# `sliding_window(predict, image, size, stride)`: image (H, W, C); predict takes (size, size, C) to (size, size, K). Along rows
# and columns alike windows start at 0, stride, 2·stride, … while they fit, and *one more flush with the border* if the last
# one does not reach it (never the same window twice). Each pixel of the result (H, W, K) is the mean of what the windows that
# contain it say there. 1 ≤ stride ≤ size is promised; if size > H or size > W: `ValueError`.
#
# <details><summary>Nudge</summary>
#
# A total and a count, both of the size of the image.
#
# </details>
# <details><summary>Pointer</summary>
#
# `starts = list(range(0, n - size + 1, stride))`, and `n - size` more if `starts[-1] != n - size`. K is known when predict has
# spoken once.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# n = 10, size = 4: with stride 3 the windows start at 0, 3, 6; with stride 4 at 0, 4 and, flush, 6. Pixels 6 and 7 lie in two
# of the latter.
#
# </details>


# %% exercise="sliding_window" minutes=10 difficulty=2
def sliding_window(predict, image, size, stride):
    """The mean of what predict says of each pixel, over the windows that contain it.  Returns (H, W, K)."""
    ### BEGIN SOLUTION
    H, W = image.shape[:2]
    if size > min(H, W):
        raise ValueError(f"no window of {size} in {H} by {W} pixels")

    def starts(n):
        regular = list(range(0, n - size + 1, stride))
        return regular if regular[-1] == n - size else [*regular, n - size]

    total, seen = 0.0, np.zeros((H, W, 1))
    for i in starts(H):
        for j in starts(W):
            said = predict(image[i : i + size, j : j + size])
            if np.ndim(total) == 0:
                total = np.zeros((H, W, said.shape[2]))
            total[i : i + size, j : j + size] += said
            seen[i : i + size, j : j + size] += 1
    return total / seen
    ### END SOLUTION


# %% test="sliding_window" points=2
check_answer(sliding_window, forbids=["course_lib.tiling.sliding_window", "course_lib.tiling.window_starts"])


def predict(window):
    """Two classes, of which the first depends on the place in the window as well."""
    size, base = len(window), np.asarray(window, dtype=float).sum(axis=2)
    ramp = np.arange(float(size * size)).reshape(size, size) ** 2
    return np.stack([base + ramp, base.sum() - ramp.T], axis=2)


def from_pixels(image, size, rows, columns, summed=False, chosen=slice(None)):
    """Pixel by pixel: the mean of what the windows with these corners say, or of those that are chosen."""
    H, W = image.shape[:2]
    out = np.zeros((H, W, 2))
    for i, j in np.ndindex(H, W):
        said = [
            predict(image[a : a + size, b : b + size])[i - a, j - b]
            for a in rows
            for b in columns
            if 0 <= i - a < size and 0 <= j - b < size
        ][chosen]
        out[i, j] = np.sum(said, axis=0) if summed or not said else np.mean(said, axis=0)
    return out


image = (np.arange(84.0) * 5 % 13 - 6).reshape(4, 7, 3)
check_close(
    "windows of 3, stride 2, on 4 by 7 pixels",
    check_unchanged(sliding_window, predict, image, 3, 2),
    from_pixels(image, 3, [0, 1], [0, 2, 4]),
    confusions={
        "flush: one more window, flush with the border.": from_pixels(image, 3, [0], [0, 2, 4]),
        "twice: never the same window twice.": from_pixels(image, 3, [0, 1], [0, 2, 4, 4]),
        "mean: the mean over the windows, not their sum.": from_pixels(image, 3, [0, 1], [0, 2, 4], summed=True),
        "last-word: the mean over the windows, not the last one's word.": from_pixels(
            image, 3, [0, 1], [0, 2, 4], chosen=slice(-1, None)
        ),
        "first-word: the mean over the windows, not the first one's word.": from_pixels(
            image, 3, [0, 1], [0, 2, 4], chosen=slice(1)
        ),
        "stride: windows start `stride` pixels apart.": from_pixels(image, 3, [0, 1], [0, 3, 4]),
        "stride: windows start `stride` pixels apart. ": from_pixels(image, 3, [0, 1], [0, 1, 2, 3, 4]),
        "count: divide by the number of windows that contain the pixel.": from_pixels(
            image, 3, [0, 1], [0, 2, 4], summed=True
        )
        / 6,
    },
    hint="windows: list their corners first, along rows and along columns.",
)


def refuses(size):
    """Whether a window that is too large is a ValueError."""
    try:
        sliding_window(predict, image, size, 1)
    except ValueError:
        return True
    return False


check_that(refuses(5) and refuses(8), "too-large: a window larger than the image is a ValueError.", "it was accepted")
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("sliding_window")
for H, W, C, size, stride in [(1, 1, 1, 1, 1), (5, 3, 2, 3, 1), (3, 8, 1, 3, 3), (9, 4, 1, 4, 3), (6, 6, 3, 2, 2), (7, 11, 2, 5, 4), (4, 2, 1, 1, 1), (10, 5, 1, 5, 2)]:
    image = rng.normal(size=(C, W, H)).T
    corners = [sorted({min(a * stride, n - size) for a in range(n)}) for n in (H, W)]
    for image in (image, np.zeros(image.shape)):
        check_close(f"windows of {size}, stride {stride}, on {H} by {W} pixels", check_unchanged(sliding_window, predict, image, size, stride), from_pixels(image, size, *corners), atol=1e-9)
### END HIDDEN TESTS
