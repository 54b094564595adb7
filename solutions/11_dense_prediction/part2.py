
# %% [markdown]
# ## 3 · Counting
#
# A map of classes is right at some pixels and wrong at others. **Question.** What is wrong with the share that is right?
#
# Here are scenes of which 3 % are foreground, and a «model» that answers «ground» everywhere:

# %%
X_specks, k_specks = scenes.specks(np.random.default_rng(0), 400)
asleep = np.zeros_like(k_specks)
_, _, mean_iou = pixel_scores.iou_and_dice(pixel_scores.confusion_matrix(k_specks, asleep, 2))
print(f"right at {np.mean(asleep == k_specks):.0%} of the pixels; mean IoU {mean_iou:.2f}")

# %% [markdown]
# Two masks to drag over each other. Make the object small, and watch which numbers care.

# %%
from course_lib.figures.dense_prediction import TwoMasks

TwoMasks()

# %% [markdown]
# ### 11.5 The confusion matrix
#
# Everything is read off one table. `confusion_matrix(k, predicted, K, ignore=None)` takes integers of one shape, whatever it
# is, and returns a (K, K) integer array: entry [a, b] counts the pixels of true class a that were predicted as b. Pixels
# with k == ignore are left out, where ignore may be 255, −1 or one of the classes; None leaves nobody out. What is
# *predicted* is in 0..K−1, and never a reason to leave a pixel out. Not all classes need to occur.
#
# <details><summary>Nudge</summary>
#
# Which pixels count? Select them first, in both arrays, and forget their places.
#
# </details>
# <details><summary>Pointer</summary>
#
# `np.add.at(C, (true, said), 1)` counts pairs, where `C[true, said] += 1` counts each pair once at most. Or number the
# pairs: K·true + said, and `np.bincount(..., minlength=K * K)`.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# k = (1, 1, 0, 9), predicted = (1, 0, 0, 1), K = 2, ignore = 9: one pixel of class 0 found, one of class 1 found, one of
# class 1 taken for 0. The rows are (1, 0) and (1, 1).
#
# </details>


# %% exercise="confusion_matrix" minutes=8 difficulty=2
def confusion_matrix(k, predicted, K, ignore=None):
    """Pixels of true class a predicted as b, counted at [a, b]; those with k == ignore are left out.  (K, K) ints."""
    ### BEGIN SOLUTION
    counted = np.ones(k.shape, dtype=bool) if ignore is None else k != ignore
    pairs = K * k[counted].astype(int) + predicted[counted]
    return np.bincount(pairs, minlength=K * K).reshape(K, K)
    ### END SOLUTION


# %% test="confusion_matrix" points=2
check_answer(
    confusion_matrix,
    forbids=["course_lib.pixel_scores.confusion_matrix", "sklearn.metrics.confusion_matrix", "pandas.crosstab"],
)
k = np.array([[0, 0, 1, 2], [1, 1, 255, 2]])
predicted = np.array([[0, 1, 1, 0], [2, 1, 0, 2]])
right = np.array([[1, 1, 0, 0], [0, 2, 1, 0], [1, 0, 1, 0], [0, 0, 0, 0]])
check_equal(
    "the matrix",
    check_unchanged(confusion_matrix, k, predicted, 4, 255),
    right,
    confusions={
        "rows: true classes are the rows.": right.T,
        "size: (K, K), whatever occurs.": right[:3, :3],
        "pairs: equal pairs are counted each time.": np.minimum(right, 1),
        "diagonal: what is taken for something else is counted, too.": np.diag(np.diag(right)),
        "left-out: an ignored pixel is no pixel of another class.": right + np.eye(4, dtype=int)[[3]].T @ np.eye(4, dtype=int)[[0]],
        "left-out: an ignored pixel is no pixel of another class. ": right + np.diag([1, 0, 0, 0]),
        "shares: counts, not shares.": right / 7,
        "shares: counts, not shares. ": right / [[2], [3], [2], [1]],
    },
)
k, predicted = np.array([0, 1, 1, 2, 2, 2, 0]), np.array([1, 1, 0, 1, 2, 0, 0])
check_equal(
    "the matrix that ignores class 1",
    check_unchanged(confusion_matrix, k, predicted, 3, 1),
    [[1, 1, 0], [0, 0, 0], [1, 1, 1]],
    confusions={
        "truth: only the true class is a reason to leave a pixel out.": [[1, 0, 0], [0, 0, 0], [1, 0, 1]],
        "truth: only the true class is a reason to leave a pixel out. ": [[1, 0, 0], [1, 0, 0], [1, 0, 1]],
        "in-range: one of the classes may be ignored, too.": [[1, 1, 0], [1, 1, 0], [1, 1, 1]],
    },
)
zero = check_unchanged(confusion_matrix, k, predicted, 3, 0)
check_equal(
    "the matrix that ignores class 0",
    zero,
    [[0, 0, 0], [1, 1, 0], [1, 1, 1]],
    confusions={"zero: class 0 may be ignored: ask whether ignore *is* None.": [[1, 1, 0], [1, 1, 0], [1, 1, 1]]},
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("confusion_matrix")


def by_loops(k, predicted, K, ignore):
    C = [[0] * K for _ in range(K)]
    for a, b in zip(k.ravel().tolist(), predicted.ravel().tolist(), strict=True):
        if ignore is None or a != ignore:
            C[a][b] += 1
    return C


for shape, K in [((5,), 2), ((3, 4), 3), ((2, 3, 5), 6), ((1, 1), 1), ((0,), 2), ((4, 1, 2), 3)]:
    k, predicted = (rng.integers(max(K - 1, 1), size=shape[::-1]).T for _ in range(2))
    predicted = np.where(rng.random(shape) < 0.2, K - 1, predicted)
    for ignore in (None, 255, -1, *range(K)):
        marked = k if ignore is None else np.where(rng.random(shape) < 0.3, ignore, k)
        told = f"for k = {marked.tolist()}, predicted {predicted.tolist()}, K = {K}, ignore = {ignore}"
        check_equal(f"the matrix {told}", check_unchanged(confusion_matrix, marked, predicted, K, ignore), by_loops(marked, predicted, K, ignore))
every = np.full((2, 2), 7)
check_equal("the matrix of nothing", check_unchanged(confusion_matrix, every, 0 * every, 2, 7), [[0, 0], [0, 0]])
### END HIDDEN TESTS

# %% [markdown]
# ### 11.6 Scores that do not sleep
#
# Of class a take the set of its true pixels and the set of those predicted so. With $c$ on the diagonal of the matrix, and
# the sums of row and column,
#
# $$\mathrm{IoU}=\frac{|\text{both}|}{|\text{either}|}=\frac c{\text{row}+\text{column}-c},\qquad
# \mathrm{Dice}=\frac{2c}{\text{row}+\text{column}}.$$
#
# The ground that both agree on stands in neither. Dice is the larger one: $\mathrm{Dice}=2\,\mathrm{IoU}/(1+\mathrm{IoU})$.
#
# **Question.** And a class that is in neither truth nor prediction? It is 0/0. Some libraries say 0, some 1, some leave it out.
# It is not a matter of taste, as you will see. We leave it out, and say so.
#
# `iou_and_dice(C)` takes a matrix (K, K) and returns iou (K,), dice (K,) and the mean IoU, a number. A class in neither
# truth nor prediction has NaN in both and is left out of the mean. One that is only true, or only predicted, has 0, and
# counts. If there is no class at all, the mean is NaN; no warning.
#
# <details><summary>Nudge</summary>
#
# Which sum is 0 exactly if the class occurs nowhere?
#
# </details>
# <details><summary>Pointer</summary>
#
# Fill arrays with NaN and write into `occurs = rows + columns > 0`. The mean of `iou[occurs]` warns if it is empty.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# C with rows (4, 1) and (0, 5): class 0 has IoU 4/(5 + 4 − 4) = 0.8 and Dice 8/9; class 1 has 5/(5 + 6 − 5) = 5/6 and
# 10/11.
#
# </details>


# %% exercise="iou_and_dice" minutes=8 difficulty=2
def iou_and_dice(C):
    """IoU (K,) and Dice (K,) of each class, NaN for one that occurs nowhere, and the mean IoU of the others."""
    ### BEGIN SOLUTION
    both, total = np.diag(C).astype(float), np.sum(C, axis=0) + np.sum(C, axis=1)
    occurs = total > 0
    iou, dice = np.full(len(C), np.nan), np.full(len(C), np.nan)
    iou[occurs] = both[occurs] / (total - both)[occurs]
    dice[occurs] = 2 * both[occurs] / total[occurs]
    return iou, dice, float(np.mean(iou[occurs])) if occurs.any() else float("nan")
    ### END SOLUTION


# %% test="iou_and_dice" points=2
check_answer(
    iou_and_dice,
    forbids=[
        "course_lib.pixel_scores.iou_and_dice",
        "sklearn.metrics.jaccard_score",
        "sklearn.metrics.f1_score",
        "sklearn.metrics.precision_recall_fscore_support",
    ],
)
NAMES = "iou", "dice", "the mean IoU"
C = np.array([[6, 2, 0, 0], [1, 3, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0]])
nan = float("nan")
iou, dice, mean_iou = check_parts(check_unchanged(iou_and_dice, C), *NAMES)
check_close(
    "iou",
    iou,
    [6 / 9, 3 / 7, nan, 0],
    confusions={
        "empty: a class that occurs nowhere has NaN.": [6 / 9, 3 / 7, 0, 0],
        "empty: a class that occurs nowhere has NaN. ": [6 / 9, 3 / 7, 1, 0],
        "only-predicted: a class that is only predicted has IoU 0.": [6 / 9, 3 / 7, nan, nan],
        "recall: what is predicted elsewhere counts, too: divide by either.": [6 / 8, 3 / 5, nan, nan],
        "precision: what is missed counts, too: divide by either.": [6 / 7, 3 / 5, nan, 0],
        "twice: in row + column the common pixels are counted twice.": [6 / 15, 3 / 10, nan, 0],
        "order: IoU comes before Dice.": [12 / 15, 6 / 10, nan, 0],
        "all: divide by either, not by all pixels.": [6 / 13, 3 / 13, 0, 0],
        "accuracy: the ground that both agree on stands in neither.": [10 / 13, 9 / 13, 1, 12 / 13],
    },
)
check_close(
    "dice",
    dice,
    [12 / 15, 6 / 10, nan, 0],
    confusions={
        "two: in Dice the common pixels count twice, above and below.": [6 / 15, 3 / 10, nan, 0],
        "two: in Dice the common pixels count twice, above and below. ": [12 / 9, 6 / 7, nan, 0],
        "empty: a class that occurs nowhere has NaN.  ": [12 / 15, 6 / 10, 0, 0],
        "empty: a class that occurs nowhere has NaN.   ": [12 / 15, 6 / 10, 1, 0],
    },
)
check_close(
    "the mean IoU",
    mean_iou,
    (6 / 9 + 3 / 7) / 3,
    confusions={
        "left-out: the class that occurs nowhere is left out of the mean.": (6 / 9 + 3 / 7) / 4,
        "left-out: the class that occurs nowhere is left out of the mean. ": (6 / 9 + 3 / 7 + 1) / 4,
        "left-out: one class that occurs nowhere must not spoil the mean.": nan,
        "counts: a class that is only predicted counts with 0.": (6 / 9 + 3 / 7) / 2,
        "pooled: the mean of the classes, not the score of all pixels.": 9 / (26 - 9),
        "mean-dice: the mean of the IoUs.": (12 / 15 + 6 / 10) / 3,
        "weighted: each class counts alike in the mean.": (8 * 6 / 9 + 5 * 3 / 7) / 13,
    },
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("iou_and_dice")


def by_sets(C):
    """Class by class, in plain Python."""
    C = np.asarray(C, dtype=float).tolist()
    iou, dice = [], []
    for a in range(len(C)):
        row, column, c = sum(C[a]), sum(line[a] for line in C), C[a][a]
        iou.append(c / (row + column - c) if row + column else nan)
        dice.append(2 * c / (row + column) if row + column else nan)
    there = [value for value in iou if value == value]
    return iou, dice, sum(there) / len(there) if there else nan


tables = [rng.integers(6, size=(K, K)) * (rng.random((K, K)) < 0.5) for K in (1, 2, 3, 4, 6) for _ in range(5)]
for C in [*tables, np.zeros((2, 2)), np.array([[0, 3], [0, 0]]), np.array([[0.5, 0.25], [0, 1e-4]]), rng.random((5, 3)).T @ rng.random((5, 3)), np.diag([0, 0, 4]), np.asfortranarray(tables[-1])]:
    for name, one, other in zip(NAMES, check_parts(check_unchanged(iou_and_dice, C), *NAMES), by_sets(C), strict=True):
        check_close(f"{name} of {np.asarray(C).tolist()}", one, other)
### END HIDDEN TESTS

# %% [markdown]
# Two models, three classes, four images each; class 2 is in no image. Model A says nothing of class 2; model B says it at a
# single pixel of one image. Per image, and then the mean, which of the two is better?

# %%
my_iou_and_dice = yours(iou_and_dice, pixel_scores.iou_and_dice)
A = [np.array([[80, 10, 0], [10, 20, 0], [0, 0, 0]])] * 4
B = [np.array([[82, 8, 0], [9, 21, 0], [0, 0, 0]])] * 3 + [np.array([[81, 8, 1], [9, 21, 0], [0, 0, 0]])]
for name, value in [("left out", None), ("counted as 0", 0.0), ("counted as 1", 1.0)]:
    means = []
    for images in (A, B):
        scores = [my_iou_and_dice(C)[0] for C in images]
        means.append(np.mean([np.nanmean(s if value is None else np.nan_to_num(s, nan=value)) for s in scores]))
    print(f"empty class {name:13} A {means[0]:.3f}  B {means[1]:.3f}  better: {'AB'[int(means[1] > means[0])]}")

# %% [markdown]
# The ranking hangs on the convention, and B is better at every class that exists. Add the matrices over all images first
# and take the score once; and say what you did with the empty class.
#
# ### 11.7 Rare classes speak up
#
# Where 3 % are foreground, a loss that is a mean over pixels hears the ground 32 times as loudly. `class_weights(k, K,
# ignore=None)` returns (K,) weights, $w_c=n/(P\,n_c)$: $n$ counted pixels, $n_c$ of them of class c, and $P$ classes that
# *occur*. A class that does not occur has weight 0. So $\sum_cn_cw_c=n$: the loss keeps its size, and each class has the
# same share of it. If nothing is counted: zeros.
#
# <details><summary>Nudge</summary>
#
# P is not K.
#
# </details>
# <details><summary>Pointer</summary>
#
# `np.bincount(..., minlength=K)` of the counted pixels, flattened; write into the places where the count is > 0.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# Six pixels of class 0, two of class 1, K = 2: the weights are 8/(2·6) = 2/3 and 8/(2·2) = 2, and 6·2/3 + 2·2 = 8.
#
# </details>


# %% exercise="class_weights" minutes=6 difficulty=1
def class_weights(k, K, ignore=None):
    """Balanced weights n/(P·n_c) of the classes, 0 for one that does not occur.  k: integers of any shape.  (K,)."""
    ### BEGIN SOLUTION
    counted = k.ravel() if ignore is None else k[k != ignore]
    counts = np.bincount(counted.astype(int), minlength=K)
    occurs = counts > 0
    weights = np.zeros(K)
    weights[occurs] = counts.sum() / (occurs.sum() * counts[occurs])
    return weights
    ### END SOLUTION


# %% test="class_weights" points=1
check_answer(
    class_weights,
    forbids=[
        "course_lib.pixel_losses.class_weights",
        "sklearn.utils.class_weight.compute_class_weight",
        "sklearn.utils.class_weight.compute_sample_weight",
    ],
)
k = np.array([[0, 0, 0, 2, 0], [255, 2, 0, 255, 255]])
check_close(
    "the weights",
    check_unchanged(class_weights, k, 4, 255),
    [7 / 10, 0, 7 / 4, 0],
    confusions={
        "occurring: P counts the classes that occur.": [7 / 20, 0, 7 / 8, 0],
        "counted: ignored pixels do not belong to n.": [10 / 10, 0, 10 / 4, 0],
        "occurring: P counts the classes that occur, and the ignored label is none.": [7 / 15, 0, 7 / 6, 0],
        "share: n/n_c, divided by the number of classes that occur.": [7 / 5, 0, 7 / 2, 0],
        "frequency: the rarer the class, the larger its weight.": [5 / 7, 0, 2 / 7, 0],
        "scale: Σ n_c w_c is n.": [1 / 5, 0, 1 / 2, 0],
        "scale: Σ n_c w_c is n, so that the weights do not sum to 1.": [2 / 7, 0, 5 / 7, 0],
        "absent: a class that does not occur has weight 0.": [7 / 10, np.inf, 7 / 4, np.inf],
        "absent: a class that does not occur has weight 0. ": [7 / 10, 1, 7 / 4, 1],
        "root: no root in this convention.": np.sqrt([7 / 10, 0, 7 / 4, 0]),
    },
)
check_close("the weights that ignore class 0", check_unchanged(class_weights, np.array([0, 1, 1, 1, 2]), 3, 0), [0, 4 / 6, 4 / 2],
            confusions={"zero: class 0 may be ignored: ask whether ignore *is* None.": [5 / 3, 5 / 9, 5 / 3]})  # fmt: skip
check_close("the weights of nothing", class_weights(np.full((2, 3), -1), 2, -1), [0, 0], hint="nothing: zeros if nothing is counted.")
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("class_weights")


def by_loops(k, K, ignore):
    kept = [a for a in k.ravel().tolist() if ignore is None or a != ignore]
    present = set(kept)
    return [len(kept) / (len(present) * kept.count(c)) if c in present else 0.0 for c in range(K)]


for shape, K in [((7,), 2), ((3, 4), 5), ((2, 3, 4), 3), ((1,), 1), ((6, 1), 4)]:
    k = rng.integers(max(K - 1, 1), size=shape[::-1]).T
    for ignore in (None, 255, -1, *range(K)):
        marked = k if ignore is None else np.where(rng.random(shape) < 0.4, ignore, k)
        told = f"for k = {marked.tolist()}, K = {K}, ignore = {ignore}"
        check_close(f"the weights {told}", check_unchanged(class_weights, marked, K, ignore), by_loops(marked, K, ignore))
### END HIDDEN TESTS

# %% [markdown]
# ### 11.8 Who is in the mean?
#
# Some pixels have no label: the border between two objects, a cloud, what the annotator could not tell. They bear a label of
# their own, often 255, and must not count. `pixel_cross_entropy(Z, k, weights=None, ignore=None)` takes logits Z (N, H, W, K)
# and labels k (N, H, W), and returns the loss, a float, and its gradient, of the shape of Z:
#
# $$L=\frac{\sum_pw_{k_p}\,\mathrm{ce}_p}{\sum_pw_{k_p}},\qquad \mathrm{ce}_p=\log\sum_c e^{Z_{p,c}}-Z_{p,k_p},$$
#
# both sums over the counted pixels of *all* images (torch's weighted mean). weights (K,) are ones if None; ignore may lie
# outside 0..K−1, or be one of the classes. The gradient at ignored pixels is exactly 0. Finite for logits of ±1000. If
# nothing is counted, or all that is has weight 0: (0.0, zeros), without a warning. (Torch gives NaN there.)
#
# <details><summary>Nudge</summary>
#
# Select the counted pixels, as in 11.5. What is left is the cross-entropy of lesson 3 with a weighted mean.
#
# </details>
# <details><summary>Pointer</summary>
#
# `Z[counted]` is (n, K), `k[counted]` (n,). The gradient of one pixel is softmax minus one-hot, times $w_{k_p}$, divided by
# what the loss is divided by. `grad_Z[counted] = ...` writes it back.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# Two pixels with equal logits for two classes: each has ce = log 2. With classes 0 and 1 and weights (1, 3) the loss is
# (1 + 3)·log 2/(1 + 3) = log 2. The gradient of the first is (−½, ½)/4, of the second (½, −½)·3/4.
#
# </details>


# %% exercise="pixel_cross_entropy" minutes=15 difficulty=3
def pixel_cross_entropy(Z, k, weights=None, ignore=None):
    """Weighted mean cross-entropy over the counted pixels, and its gradient.

    Z: (N, H, W, K) logits.  k: (N, H, W).  weights: (K,) or None.  Returns loss (float), grad_Z (N, H, W, K).
    """
    ### BEGIN SOLUTION
    counted = np.ones(k.shape, dtype=bool) if ignore is None else k != ignore
    z, true = Z[counted], k[counted].astype(int)  # (n, K), (n,)
    w = np.ones(len(true)) if weights is None else np.asarray(weights)[true]
    grad_Z = np.zeros(Z.shape)
    total = w.sum()
    if total == 0:
        return 0.0, grad_Z
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    grad = np.exp(log_p) - np.eye(Z.shape[3])[true]
    grad_Z[counted] = grad * w[:, None] / total
    return float(-np.sum(w * log_p[np.arange(len(true)), true]) / total), grad_Z
    ### END SOLUTION


# %% test="pixel_cross_entropy" points=3
check_answer(
    pixel_cross_entropy,
    forbids=[
        "course_lib.pixel_losses.pixel_cross_entropy",
        "course_lib.gradients.numerical_gradient",
        "course_lib.losses.cross_entropy",
        "torch.nn.functional.cross_entropy",
        "torch.nn.functional.nll_loss",
        "torch.nn.CrossEntropyLoss",
        "torch.nn.NLLLoss",
        "torch.autograd.grad",
        "torch.func.grad",
        "torch.Tensor.backward",
    ],
)


def torch_s(Z, k, weights=None, ignore=None, reduction="mean"):
    """Loss and gradient by torch, whose classes stand on the second axis."""
    z = torch.tensor(np.ascontiguousarray(np.moveaxis(Z, 3, 1)), requires_grad=True)
    loss = functional.cross_entropy(
        z,
        torch.tensor(np.ascontiguousarray(k)),
        weight=None if weights is None else torch.tensor(np.array(weights, dtype=float)),
        ignore_index=-100 if ignore is None else ignore,
        reduction=reduction,
    )
    loss.backward()
    return loss.item(), np.moveaxis(z.grad.numpy(), 1, 3)


Z = (np.arange(36.0) * 7 % 11 - 5).reshape(2, 3, 2, 3) / 2
k = np.array([[[0, 2], [255, 1], [255, 255]], [[2, 1], [1, 255], [0, 1]]])
weights = np.array([0.5, 1.0, 4.0])
loss, grad_Z = check_parts(check_unchanged(pixel_cross_entropy, Z, k, weights, 255), "the loss", "grad_Z")
right, right_grad = torch_s(Z, k, weights, 255)
total, total_grad = torch_s(Z, k, weights, 255, "sum")
unweighted, unweighted_grad = torch_s(Z, k, None, 255)
images = [torch_s(Z[i : i + 1], k[i : i + 1], weights, 255)[0] for i in (0, 1)]
last_class, last_class_grad = torch_s(Z, np.where(k == 255, 2, k), weights)
first_class, first_class_grad = torch_s(Z, np.where(k == 255, 0, k), weights)
check_close(
    "the loss",
    loss,
    right,
    confusions={
        "denominator: divide by the sum of the weights, not by the number of pixels.": total / 8,
        "ignored: ignored pixels do not belong to the denominator.": total / 12,
        "sum: divide by the sum of the weights.": total,
        "weights: each pixel has the weight of its class.": unweighted,
        "images: one mean over all pixels, not a mean of the means of images.": float(np.mean(images)),
        "images: one mean over all pixels, not a sum of the means of images.": float(np.sum(images)),
        "ignored: an ignored pixel is no pixel of the last class.": last_class,
        "ignored: an ignored pixel is no pixel of the first class.": first_class,
        "sign: −log p is not negative.": -right,
        "two-logarithms: a natural logarithm.": right / np.log(2),
    },
)
p = np.moveaxis(functional.softmax(torch.tensor(Z), dim=3).numpy(), 0, 0)
there = (k != 255)[..., None]
w = weights[np.where(k == 255, 0, k)][..., None] * there
check_close(
    "grad_Z",
    grad_Z,
    right_grad,
    confusions={
        "denominator: divide by the sum of the weights, not by the number of pixels. ": total_grad / 8,
        "ignored: ignored pixels do not belong to the denominator. ": total_grad / 12,
        "sum: divide by the sum of the weights. ": total_grad,
        "weights: each pixel has the weight of its class. ": unweighted_grad,
        "one-hot: softmax minus one-hot.": p * w / w.sum(),
        "zero-there: at an ignored pixel the gradient is 0.": right_grad + p * (~there) / w.sum(),
        "zero-there: at an ignored pixel the gradient is 0. ": right_grad + p * (~there),
        "sign: softmax minus one-hot. ": -right_grad,
        "columns: the weight of the true class, not of the column.": (p - np.eye(3)[np.where(k == 255, 0, k)]) * there * weights / w.sum(),
    },
)
check_close("the loss that ignores class 0", check_parts(check_unchanged(pixel_cross_entropy, Z, k % 3, weights, 0), "the loss", "grad_Z")[0],
            torch_s(Z, k % 3, weights, 0)[0],
            confusions={"zero: class 0 may be ignored: ask whether ignore *is* None.": torch_s(Z, k % 3, weights)[0]})  # fmt: skip
minus = np.where(k == 255, -1, k)
check_close("the loss that ignores −1", check_parts(check_unchanged(pixel_cross_entropy, Z, minus, None, -1), "the loss", "grad_Z")[0], unweighted,
            confusions={"ignored: Z[..., −1] is the last class, not nobody's.": torch_s(Z, np.where(k == 255, 2, k))[0]})  # fmt: skip
huge = np.array([1000.0, -1000.0, 0.0]).reshape(1, 1, 1, 3)
loss, grad_Z = check_parts(check_unchanged(pixel_cross_entropy, huge, np.array([[[1]]])), "the loss", "grad_Z")
check_close("the loss of logits ±1000", loss, 2000.0)
check_close("grad_Z of logits ±1000", grad_Z, np.array([1.0, -1.0, 0.0]).reshape(1, 1, 1, 3))
for told, labels, some in [("of nothing", np.full((2, 3, 2), 255), None), ("of weightless pixels", np.zeros((2, 3, 2), int), [0.0, 1.0, 1.0])]:
    loss, grad_Z = check_parts(check_unchanged(pixel_cross_entropy, Z, labels, some if some is None else np.array(some), 255), "the loss", "grad_Z")
    check_close(f"the loss {told}", loss, 0.0, hint="nothing: 0 and zeros if nothing is counted.")
    check_close(f"grad_Z {told}", grad_Z, np.zeros(Z.shape), hint="nothing: 0 and zeros if nothing is counted.")
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("pixel_cross_entropy")
for N, H, W, K in [(1, 1, 1, 2), (2, 3, 4, 4), (3, 1, 5, 3), (1, 4, 2, 6), (4, 2, 2, 2), (2, 2, 3, 1)]:
    Z = rng.normal(size=(K, W, H, N)).T * rng.choice([1, 30])
    for ignore in (None, 255, -1, 0, K - 1):
        k = rng.integers(K, size=(W, H, N)).T
        if ignore is not None:
            k = np.where(rng.random(k.shape) < 0.3, ignore, k)
        if ignore is not None and (k == ignore).all():
            continue
        for some in (None, rng.uniform(0.5, 3, size=K)):
            got = check_parts(check_unchanged(pixel_cross_entropy, Z, k, some, ignore), "the loss", "grad_Z")
            for name, one, other in zip(("the loss", "grad_Z"), got, torch_s(Z, k, some, ignore), strict=True):
                check_close(f"{name} for {Z.shape}, ignore = {ignore}, k = {k.tolist()}", one, other, atol=1e-9)
flat = np.zeros((1, 2, 2, 3))
for Z in (flat, flat - 1000, flat + 1000 * np.eye(3)[[0, 1, 2, 0]].reshape(1, 2, 2, 3)):
    got = check_parts(check_unchanged(pixel_cross_entropy, Z, np.array([[[0, 2], [2, 1]]]), np.array([0.0, 2.0, 1.0]), None), "the loss", "grad_Z")
    for name, one, other in zip(("the loss", "grad_Z"), got, torch_s(Z, np.array([[[0, 2], [2, 1]]]), [0.0, 2.0, 1.0]), strict=True):
        check_close(f"{name} of logits {Z.ravel().tolist()}", one, other, atol=1e-9)
### END HIDDEN TESTS

# %% [markdown]
# What weights buy, and what they cost: the specks again, three small layers trained with and without them.

# %% tolerance=0.15
my_class_weights = yours(class_weights, pixel_losses.class_weights)
X_more, k_more = scenes.specks(np.random.default_rng(1), 200)
balanced = my_class_weights(k_specks, 2, None)
for name, weights in [("without", None), ("balanced", torch.tensor(balanced, dtype=torch.float32))]:
    network = segmenters.seeded(0, lambda: segmenters.plain(1, 2, 8))
    segmenters.train_segmenter(
        network,
        segmenters.as_batch(X_specks),
        torch.tensor(k_specks),
        torch.Generator().manual_seed(0),
        steps=150,
        weights=weights,
    )
    C = pixel_scores.confusion_matrix(k_more, segmenters.predicted_classes(network, X_more), 2)
    recall, precision = pixel_scores.recall_and_precision(C)
    print(f"{name:8} weights: of the specks' pixels {recall[1]:.2f} found; of those called specks {precision[1]:.2f} are")

# %% [markdown]
# The row of the matrix gains what its column pays. Whether a missed pixel is worse than a false one is a question for
# the user of the map (a tumour? a tree?), not for the loss.
