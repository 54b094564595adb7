# %% [markdown]
# # Lesson 13: Understanding networks
#
# Three laboratories have trained the same small network to read handwritten digits. Each has its own scanner, and each
# has tested its network on 450 digits from that scanner, by people whose hand the network had never seen. One of them
# has cheated, and nobody there knows it.
#
# **Which one, and how would you know?**
#
# **You will be able to**
#
# - ask a network which pixels speak for its answer, in four ways, and check that an explanation adds up;
# - tell an explanation of the network from a picture of its input, by taking away what the network has learnt;
# - find a shortcut in the data that no test accuracy shows;
# - say whether a network is as sure as it is right, and mend it if it is not;
# - give the cost of a computation with an interval, and use a power law to predict, and then look.
#
# **Slides**: deck 004 «Comprendre les architectures», «Une architecture optimale ?», «Modèles de fondation», «Le coût
# écologique du deep learning»; deck 000 «Explicabilité» and «Adversarial examples»; deck 003, applications.
#
# | | exercise | points |
# |---|---|---|
# | 13.1 | `saliency`: the slope of a logit | 2 |
# | 13.2 | `occlusion`: what if this were not there? | 2 |
# | 13.3 | `integrated_gradients`: an explanation that adds up | 3 |
# | 13.4 | `cam`: the same sum in another order | 1 |
# | 13.5 | `maximize_activation`: a favourite picture | 2 |
# | 13.6 | `explanation_similarity`: explain nothing, and compare | 2 |
# | 13.7 | `linear_probe`: what do hidden units know? | 2 |
# | 13.8 | `find_shortcut`: convict the cheat | 2 |
# | 13.9 | `reliability`: as sure as it is right? | 2 |
# | 13.10 | `count_macs`: what a forward pass costs | 2 |
# | 13.11 | `footprint`: a cost with an interval | 2 |
# | 13.12 | `fit_power_law`: what does more buy? | 3 |
#
# It takes 120 to 170 minutes. Sections 2 to 7, 8, 9, 10, 11 and 12 can be read one without the other. Run the next
# cell first.
#
# **Short of time?** Leave out 13.5, 13.7 and 13.10: the finale runs with the library's functions where yours are
# missing.

# %% setup=true
import numpy as np
import torch
from torch.nn import functional

from course_lib import (
    accounting,
    attribution,
    calibration,
    costs,
    datasets,
    favourite_pictures,
    gradients,
    notebook,
    pooled_digits,
    probes,
    sanity,
    scaling,
    shortcuts,
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
from course_lib.classification import told_share
from course_lib.model_checks import check_model_unchanged
from course_lib.plots import understanding_networks as plots
from course_lib.smooth_networks import linear_network, smooth_network

notebook.prepare()
check, show_test, yours = notebook.tests_of("13_understanding_networks")
torch.set_num_threads(1)  # networks as small as ours gain nothing from more

x_train, k_train, x_test, k_test = pooled_digits.digit_pictures()  # x (N, 1, 8, 8) in [0, 1], float32


# %% tolerance=3
def reads(network, x):
    """How many of the pictures x of the classes k_test are read right, in per cent, with the interval of 95 %."""
    with torch.no_grad():
        return told_share(network(x).argmax(dim=1).numpy() == k_test.numpy())


laboratories = shortcuts.three_laboratories(x_train, k_train, x_test, k_test)
for name, (network, x_own) in laboratories.items():
    print(f"laboratory {name}: {reads(network, x_own)} of its own digits right")

# %% [markdown]
# All three read strangers' hands, and nothing in these numbers is false. If you had to buy one, which would it be?
#
# The network is the same in each: two convolutions of 3 × 3 with batch normalisation and ReLU, a max-pooling between
# them, global average pooling, one linear layer. We shall ask network A a few questions first, to learn how to ask.
#
# ## 1 · Look at the weights
#
# The obvious way to understand a network is to open it. Deck 004 does so («Visualisation des filtres»): beside the
# first filters of AlexNet, coloured edges and waves, it shows those of a vision transformer, which look much the same.
# Here are the sixteen kernels of network A's first layer, and under them those of a network that has learnt nothing:

# %% tags=["nbval-ignore-output"]
network, x_own = laboratories["A"]
untrained = pooled_digits.pooled_cnn(seed=100).eval()
plots.plot_filters({"trained": network[0].weight, "random": untrained[0].weight})

# %% [markdown]
# Could you tell which is which without the words? A few trained ones look like edges; but then, so do some random ones.
# And the next layer has 32 × 16 kernels, whose inputs are no pixels any more. So turn the question round, and ask about
# the input.
#
# ## 2 · Ask the input
#
# The network gives ten numbers, its *logits*; the largest is its answer. What is explained in this lesson is always one
# logit $z_t(x)$ of a *target* class $t$. Why not the probability? Because a probability changes when another class
# does, and flattens where the network is sure: there its gradient is nearly 0, and explains nothing.
#
# How would $z_t$ change if a pixel became a little darker? That is a gradient, which lesson 6 used to attack. Its size
# at each pixel is called *saliency* (saillance):
#
# $$S_{ij}=\max_c\Big|\frac{\partial z_t}{\partial x_{cij}}\Big|.$$
#
# ### 13.1 Saliency
#
# `saliency(model, x, target)` takes x (N, C, H, W) and target (N,), a class number for each picture. It returns
# (N, H, W): the absolute value of the gradient of each picture's *own* target logit, the largest over the channels.
#
# The model comes in evaluation mode, so that pictures do not touch each other. You are a guest: its weights, their
# `.grad` and `requires_grad`, its mode, and x are left as they are found.
#
# <details><summary>Nudge</summary>
#
# N pictures, N numbers to explain, and only one backward pass. What single number has row n of its gradient equal to
# picture n's own gradient?
#
# </details>
# <details><summary>Pointer</summary>
#
# `model(x).gather(1, target[:, None])` picks each picture's logit, and the *sum* of these has the gradients you want.
# `torch.autograd.grad(number, leaf)[0]` with a leaf `x.detach().clone().requires_grad_(True)` touches nothing else.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# A picture of one pixel with two channels, and $z_0=3x_1-5x_2$: the gradient is (3, −5), the saliency is 5. The value
# of the pixel plays no part, since the logit is linear.
#
# </details>


# %% exercise="saliency" minutes=9 difficulty=2
def saliency(model, x, target):
    """|∂ logit of the target / ∂ x|, the largest over the channels.

    model: module, x (N, C, H, W) -> logits (N, K).  target: (N,) int64 classes.  Returns (N, H, W).
    The model's weights, gradients, flags and mode, and x, are left as they are.
    """
    ### BEGIN SOLUTION
    leaf = x.detach().clone().requires_grad_(True)
    logits = model(leaf).gather(1, target[:, None])
    (grad,) = torch.autograd.grad(logits.sum(), leaf)
    return grad.abs().amax(dim=1)
    ### END SOLUTION


# %% test="saliency" points=2
check_answer(saliency, forbids=["course_lib.attribution.saliency", "course_lib.attribution.logit_gradient"])
rng = np.random.default_rng(3)
model, x = smooth_network(rng, (3, 2, 4), 3), torch.from_numpy(rng.normal(size=(4, 3, 2, 4)))
target = torch.tensor([2, 0, 1, 0])


def slope_of(score):
    """The gradient by x of a number that is made of the logits, by finite differences."""
    return gradients.numerical_gradient(lambda u: score(model(torch.from_numpy(u))).sum().item(), x.numpy())


each = torch.arange(4)
g = slope_of(lambda z: z[each, target])
sizes = np.abs(g)
check_close(
    "the map",
    check_model_unchanged(saliency, model, x, target),
    sizes.max(axis=1),
    rtol=1e-5,
    atol=1e-7,
    confusions={
        "absolute: a pixel that speaks against the class counts as much as one that speaks for it.": g.max(axis=1),
        "absolute: take the absolute value of each channel before you look for the largest.": np.abs(g.max(axis=1)),
        "channels: the largest over the channels, not their sum.": sizes.sum(axis=1),
        "channels: the largest over the channels, not their mean.": sizes.mean(axis=1),
        "channels: the largest over all channels, not the first one.": sizes[:, 0],
        "target: each picture has a target of its own.": np.abs(slope_of(lambda z: z[:, 2])).max(axis=1),
        "all-logits: one logit for each picture, not the sum of all.": np.abs(slope_of(lambda z: z)).max(axis=1),
        "winner: explain the class that is asked for, not the one that wins.": np.abs(
            slope_of(lambda z: z.max(dim=1).values)
        ).max(axis=1),
        "probability: explain the logit, not the probability.": np.abs(
            slope_of(lambda z: z.softmax(dim=1)[each, target])
        ).max(axis=1),
        "loss: explain the logit, not the loss.": np.abs(
            slope_of(lambda z: functional.cross_entropy(z, target, reduction="sum"))
        ).max(axis=1),
        "input: the slope alone; the value of the pixel plays no part.": np.abs(g * x.numpy()).max(axis=1),
        "mean: the sum over the pictures, not their mean: each map is as if its picture were alone.": sizes.max(axis=1)
        / 4,
    },
)
### BEGIN HIDDEN TESTS
from course_lib.edge_cases import edge_tables
from course_lib.fresh import fresh_generator

rng = fresh_generator("saliency")
for shape, N in [((1, 3, 2), 1), ((2, 1, 5), 2), ((4, 2, 2), 5)]:
    net = smooth_network(rng, shape, 4)
    pictures = torch.from_numpy(rng.normal(size=(*shape, N))).permute(3, 0, 1, 2)  # no picture lies in one piece
    asked = torch.from_numpy(rng.integers(4, size=N))
    slopes = gradients.numerical_gradient(
        lambda u, net=net, asked=asked: net(torch.from_numpy(u)).gather(1, asked[:, None]).sum().item(),
        pictures.numpy(),
    )
    got = check_model_unchanged(saliency, net, pictures, asked)
    check_close(f"the map for {N} pictures of {shape}", got, abs(slopes).max(axis=1), rtol=1e-5, atol=1e-7)
for table in [*edge_tables(6), *edge_tables(2)]:
    for scale in (1.0, 1e4):
        net = linear_network(scale * table, np.zeros(len(table)), (2, 1, table.shape[1] // 2))
        pictures = torch.ones((len(table), 2, 1, table.shape[1] // 2), dtype=torch.float64)
        own = scale * abs(table).reshape(len(table), 2, 1, -1)
        check_close(
            f"the map of the linear score {(scale * table).tolist()}",
            check_model_unchanged(saliency, net, pictures, torch.arange(len(table))),
            own.max(axis=1),
        )
net = smooth_network(rng, (2, 3, 2), 4)
for value in (0.0, -1.5):  # empty pictures, and dark ones
    pictures = torch.full((3, 2, 3, 2), value, dtype=torch.float64)
    slopes = gradients.numerical_gradient(lambda u: net(torch.from_numpy(u))[:, 2].sum().item(), pictures.numpy())
    got = check_model_unchanged(saliency, net, pictures, torch.full((3,), 2))
    check_close(f"the map of pictures of {value}", got, abs(slopes).max(axis=1), rtol=1e-5, atol=1e-7)
net = pooled_digits.pooled_cnn(seed=5).eval()
check_close(
    "the map of digits", saliency(net, x_test[:7], k_test[:7]), attribution.saliency(net, x_test[:7], k_test[:7])
)
### END HIDDEN TESTS

# %% [markdown]
# One digit of each kind, and where network A's own answer is sensitive:

# %% tags=["nbval-ignore-output"]
shown = torch.tensor([int((k_test == digit).nonzero()[0]) for digit in range(10)])
my_saliency = yours(saliency, attribution.saliency)
plots.plot_maps({"digit": x_own[shown, 0], "saliency": my_saliency(network, x_own[shown], k_test[shown])})

# %% [markdown]
# There is something of the digit in it, but the strongest pixels are often paper. A derivative tells what an
# infinitely small change would do; and a network of ReLUs has other slopes one step further.
#
# ## 3 · What if this were not there?
#
# A better question is one that can be asked of the real world: cover a part of the picture, and look again. Where the
# logit falls most, something stood that mattered. This is *occlusion*, and it needs no gradient at all; a network
# behind a locked door can be asked as well.
#
# ### 13.2 Occlusion
#
# `occlusion(model, x, target, size, stride, fill)` takes one picture x (C, H, W) and one class, an int. For each place
# of a size × size square, with its upper left corner at row `i*stride` and column `j*stride`, it gives
#
# $$z_t(x)-z_t(x\text{ with the square set to \texttt{fill} in all channels}),$$
#
# a tensor (H', W') with $H'=\lfloor(H-\text{size})/\text{stride}\rfloor+1$ and $W'$ alike: positive where the square
# speaks for the class. The square always lies inside the picture.
#
# <details><summary>Nudge</summary>
#
# Every place begins with the picture as it was. What do you have to copy, and when?
#
# </details>
# <details><summary>Pointer</summary>
#
# `covered = x.clone(); covered[:, i*stride:i*stride+size, j*stride:j*stride+size] = fill`, then
# `model(covered[None])[0, target]`. `with torch.no_grad():` keeps torch from remembering it all.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# A strip of four pixels 1, 2, 3, 4 (H = 1, W = 4) and the logit $x_1+x_2-x_3+x_4=4$. With size 1, stride 2 and fill 0
# there are two places: without the 1 the logit is 3, without the 3 it is 7. The map is 1, −3.
#
# </details>


# %% exercise="occlusion" minutes=9 difficulty=2
def occlusion(model, x, target, size, stride, fill):
    """The fall of a logit when a square is filled, for each place of the square.

    x: one picture (C, H, W).  target: int.  size, stride: in pixels.  fill: a number.
    Returns (H', W') with H' = (H - size) // stride + 1.
    """
    ### BEGIN SOLUTION
    rows, columns = ((side - size) // stride + 1 for side in x.shape[1:])
    fall = torch.zeros(rows, columns, dtype=x.dtype)
    with torch.no_grad():
        whole = model(x[None])[0, target]
        for i in range(rows):
            for j in range(columns):
                covered = x.clone()
                covered[:, i * stride : i * stride + size, j * stride : j * stride + size] = fill
                fall[i, j] = whole - model(covered[None])[0, target]
    return fall
    ### END SOLUTION


# %% test="occlusion" points=2
check_answer(occlusion, forbids=["course_lib.attribution.occlusion"])
rng = np.random.default_rng(4)
model, x = smooth_network(rng, (2, 5, 8), 3), torch.from_numpy(rng.normal(size=(2, 5, 8)))
size, stride, fill, places = 3, 2, -0.75, [(i, j) for i in (0, 2) for j in (0, 2, 4)]
grid = np.mgrid[0:5, 0:8]


def hidden_pictures(value, channels=slice(None), size=size, places=places):
    """The pictures with a square of a value, one for each place (row, column) of its corner."""
    pictures = []
    for corner in places:
        away = grid - np.reshape(corner, (2, 1, 1))
        mask = np.all((away >= 0) & (away < size), axis=0)
        picture = x.numpy().copy()
        picture[channels] = np.where(mask, value, picture[channels])
        pictures.append(picture)
    return torch.from_numpy(np.array(pictures))


def falls(pictures, score=lambda z: z[:, 1]):
    with torch.no_grad():
        return (score(model(x[None])) - score(model(pictures))).reshape(2, 3)


spoilt = hidden_pictures(fill)
for n in range(1, 6):
    spoilt[n] = torch.where(spoilt[n - 1] == fill, fill, spoilt[n])
got = check_shape(
    "the map",
    check_model_unchanged(occlusion, model, x, 1, size, stride, fill),
    (2, 3),
    confusions={
        "axes: rows of the map are rows of the picture.": (3, 2),
        "stride: the square moves by stride, whatever its size.": (1, 2),
        "stride: the square moves by stride, not by one pixel.": (3, 6),
        "places: the last place is the last at which the whole square lies inside.": (1, 2),
        "places: the square must lie inside the picture altogether.": (3, 4),
        "picture: one number for each place, not one for each pixel.": (5, 8),
    },
)
check_close(
    "the map",
    got,
    falls(hidden_pictures(fill)),
    confusions={
        "sign: positive where the logit falls without the square.": -falls(hidden_pictures(fill)),
        "fill: set the square to `fill`, not to 0.": falls(hidden_pictures(0.0)),
        "fill: set the square to `fill`, not to the mean of the picture.": falls(hidden_pictures(x.mean().item())),
        "channels: fill the square in all channels.": falls(hidden_pictures(fill, channels=slice(0, 1))),
        "fresh: begin each place with the picture as it was.": falls(spoilt),
        "target: the logit of the class that is asked for.": falls(
            hidden_pictures(fill), lambda z: z.max(dim=1).values
        ),
        "target: the logit of the class that is asked for, not of the first.": falls(
            hidden_pictures(fill), lambda z: z[:, 0]
        ),
        "probability: explain the logit, not the probability.": falls(
            hidden_pictures(fill), lambda z: z.softmax(dim=1)[:, 1]
        ),
        "relative: a difference, and not a share of the logit.": falls(hidden_pictures(fill))
        / model(x[None])[0, 1].item(),
        "difference: the fall is z(x) minus what is left, not what is left.": -falls(hidden_pictures(fill))
        + model(x[None])[0, 1].item(),
        "corner: the corner stands at row i * stride.": falls(
            hidden_pictures(fill, places=[(i, j) for i in (0, 1) for j in (0, 1, 2)])
        ),
    },
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("occlusion")
for shape, side, move in [
    ((1, 3, 7), 1, 3),
    ((3, 6, 4), 2, 1),
    ((2, 4, 4), 4, 2),
    ((1, 7, 3), 3, 2),
    ((2, 1, 1), 1, 1),
]:
    net, value = smooth_network(rng, shape, 4), float(rng.normal())
    picture = torch.from_numpy(rng.normal(size=shape[::-1])).permute(2, 1, 0)  # does not lie in one piece
    for asked, seen in ((3, picture), (0, picture), (1, torch.zeros_like(picture))):
        right = []
        for top in range(0, shape[1] - side + 1, move):
            right.append([])
            for left in range(0, shape[2] - side + 1, move):
                inside = np.zeros(shape[1:], dtype=bool)
                inside[top : top + side, left : left + side] = True
                hidden = torch.from_numpy(np.where(inside, value, seen.numpy()))
                with torch.no_grad():
                    right[-1].append((net(seen[None]) - net(hidden[None]))[0, asked].item())
        got = check_model_unchanged(occlusion, net, seen, asked, side, move, value)
        check_close(f"the map of {shape} with size {side} and stride {move}", got, right)
flat = linear_network(np.array([[0.0, 0, 0, 0], [1e5, -2, 0, 5e-4]]), np.array([1.0, -1]), (1, 2, 2))
for value in (0.0, 1.0, -3.0):
    check_close(
        f"the map of a linear score with fill {value}",
        occlusion(flat, torch.ones(1, 2, 2, dtype=torch.float64), 1, 1, 1, value),
        (1 - value) * np.array([[1e5, -2], [0, 5e-4]]),
        rtol=1e-6,
        atol=1e-9,
    )
### END HIDDEN TESTS

# %% [markdown]
# Drag the square. Every number under the figure is what network A said when that square was filled:

# %% tags=["nbval-ignore-output"]
from course_lib.figures.understanding_networks import Occlusion

my_occlusion = yours(occlusion, attribution.occlusion)
Occlusion.of(network, x_own[shown], k_test[shown])

# %% [markdown]
# With 0, the value of paper, a square over empty paper changes nothing, *whatever the network does with
# empty paper*. With 1 the square is a blot of ink, and the network sees strokes where none were. With ½ it is
# neither. So an occlusion map answers «what if this were replaced by that?», and the *that* is a choice of yours. Say
# it when you show the map.
#
# Do the two explanations agree?

# %% tolerance=0.15
my_similarity = sanity.explanation_similarity
agree = []
for picture, digit in zip(x_own[:100], k_test[:100], strict=True):
    covered = my_occlusion(network, picture, int(digit), 2, 1, 0.0)
    pointed = my_saliency(network, picture[None], digit[None])[0]
    agree.append(my_similarity(covered, functional.avg_pool2d(pointed[None], 2, 1)[0]))
print(f"rank correlation of saliency and occlusion, mean of 100 digits: {np.mean(agree):.2f}")

# %% [markdown]
# Two pictures of «what matters», one network, one digit; 1 would be agreement, 0 none at all. Both are right: they
# answer different questions, an infinitely small one and a large one.
#
# ## 4 · An explanation that adds up
#
# If you owe somebody 100 euros and explain it by three bills, the bills had better sum to 100. Neither map above passes
# that test. Here is one that does. Choose a *baseline* $x'$, a picture that says nothing (empty paper, all 0), and
# walk from it straight to $x$. On the way the logit climbs from $z_t(x')$ to $z_t(x)$, and at each step each pixel's
# share in the climb is its slope times its own small move. Add the shares up, pixel by pixel:
#
# $$a_i=(x_i-x'_i)\int_0^1\frac{\partial z_t}{\partial x_i}\big(x'+\alpha(x-x')\big)\,d\alpha,\qquad
# \sum_i a_i=z_t(x)-z_t(x').$$
#
# The second formula, *completeness*, is the fundamental theorem of calculus. It holds for every differentiable network,
# whatever it has learnt, and so it checks our code rather than the network.
#
# ### 13.3 Integrated gradients
#
# `integrated_gradients(model, x, baseline, target, steps)` returns
#
# - the attributions (N, C, H, W), signed: $x-x'$ times the mean of the gradients at $x'+\alpha_k(x-x')$, with
#   $\alpha_k=(k+\frac12)/\text{steps}$ for k = 0 … steps − 1;
# - the gap (N,): the sum of a picture's attributions minus $z_t(x)-z_t(x')$.
#
# The baseline has the shape of x. For a linear logit the gap is 0; for a smooth one it shrinks like $1/\text{steps}^2$.
#
# <details><summary>Nudge</summary>
#
# Two loops hide in the formula: over the way, and over the pixels. Which one does autograd spare you?
#
# </details>
# <details><summary>Pointer</summary>
#
# In each step, a leaf at `baseline + alpha * (x - baseline)`, then the gradient as in 13.1, added to a sum. You may
# call
# `attribution.logit_gradient(model, x, target)`, which gives (N, C, H, W).
#
# </details>
# <details><summary>Worked example, on another function</summary>
#
# $z=x^2$ from $x'=1$ to $x=3$ with two steps: the way is visited at 1.5 and 2.5, the slopes are 3 and 5, their mean
# is 4. The attribution is $(3-1)\cdot4=8=3^2-1^2$: the gap is 0, since midpoints are exact for a parabola. With the
# left ends, 1 and 2, it would be 6.
#
# </details>


# %% exercise="integrated_gradients" minutes=12 difficulty=2
def integrated_gradients(model, x, baseline, target, steps):
    """What each entry of x adds to the logit of the target on the way from the baseline, and the completeness check.

    x, baseline: (N, C, H, W).  target: (N,) int64.  steps: gradients on the way, at its midpoints.
    Returns attributions (N, C, H, W), signed, and gap (N,).
    """
    ### BEGIN SOLUTION
    total = torch.zeros_like(x)
    for k in range(steps):
        total += attribution.logit_gradient(model, baseline + (k + 0.5) / steps * (x - baseline), target)
    attributions = (x - baseline) * total / steps
    with torch.no_grad():
        climbed = (model(x) - model(baseline)).gather(1, target[:, None])[:, 0]
    return attributions, attributions.sum(dim=(1, 2, 3)) - climbed
    ### END SOLUTION


# %% test="integrated_gradients" points=3
check_answer(integrated_gradients, forbids=["course_lib.attribution.integrated_gradients"])
rng = np.random.default_rng(6)
model, shape = smooth_network(rng, (2, 2, 3), 3), (3, 2, 2, 3)
x, baseline = (torch.from_numpy(rng.normal(size=shape)) for _ in range(2))
target, steps = torch.tensor([1, 2, 0]), 3


def summed(alphas, start=baseline, weights=None, goal=target):
    """The mean slope of the targets' logits at these shares of the way from a start to x, by finite differences."""
    weights = np.full(len(alphas), 1 / len(alphas)) if weights is None else weights
    slopes = [
        gradients.numerical_gradient(
            lambda u: model(torch.from_numpy(u)).gather(1, goal[:, None]).sum().item(),
            (start + a * (x - start)).numpy(),
        )
        for a in alphas
    ]
    return np.tensordot(weights, slopes, axes=1)


way, empty = (x - baseline).numpy(), torch.zeros(shape, dtype=torch.float64)
middles, mean_slope = [1 / 6, 1 / 2, 5 / 6], summed([1 / 6, 1 / 2, 5 / 6])
with torch.no_grad():
    rise = (model(x) - model(baseline)).gather(1, target[:, None])[:, 0].numpy()
    level = model(x).gather(1, target[:, None])[:, 0].numpy()
attributions, gap = check_parts(
    check_model_unchanged(integrated_gradients, model, x, baseline, target, steps), "the attributions", "the gap"
)
right = way * mean_slope
check_close(
    "the attributions",
    attributions,
    right,
    rtol=1e-5,
    atol=1e-7,
    confusions={
        "factor: multiply by x minus the baseline.": mean_slope,
        "factor: multiply by x minus the baseline, not by x.": x.numpy() * mean_slope,
        "path: the way begins at the baseline, not at 0.": way * summed(middles, empty),
        "path: the way begins at the baseline, and so does the factor.": x.numpy() * summed(middles, empty),
        "ends: visit the middles of the steps, not their beginnings.": way * summed([0, 1 / 3, 2 / 3]),
        "ends: visit the middles of the steps, not their ends.": way * summed([1 / 3, 2 / 3, 1]),
        "ends: visit the middles of the steps, from end to end comes one too many.": way * summed([0, 1 / 2, 1]),
        "ends: the trapezoidal rule is another one.": way
        * summed([0, 1 / 3, 2 / 3, 1], weights=[1 / 6, 1 / 3, 1 / 3, 1 / 6]),
        "mean: the mean of the gradients, not their sum.": 3 * right,
        "one-point: gradients along the whole way, not at x alone.": way * summed([1.0]),
        "absolute: attributions have signs, or they cannot add up.": np.abs(right),
        "target: each picture has a target of its own.": way * summed(middles, goal=torch.tensor([1, 1, 1])),
        "direction: from the baseline to x.": -right,
    },
)
check_close(
    "the gap",
    gap,
    right.sum(axis=(1, 2, 3)) - rise,
    rtol=1e-5,
    atol=1e-6,
    confusions={
        "gap: compare with the difference of the two logits.": right.sum(axis=(1, 2, 3)) - level,
        "gap: the sum of the attributions minus the difference of the logits, in this order.": rise
        - right.sum(axis=(1, 2, 3)),
        "gap: the gap keeps its sign.": np.abs(right.sum(axis=(1, 2, 3)) - rise),
        "gap: the sum of the attributions, not their mean.": right.mean(axis=(1, 2, 3)) - rise,
        "gap: what is missing, not what is there.": right.sum(axis=(1, 2, 3)),
    },
)
### BEGIN HIDDEN TESTS
from course_lib.edge_cases import edge_tables
from course_lib.fresh import fresh_generator

rng = fresh_generator("integrated_gradients")
for shape, N, count, even in [
    ((1, 2, 3), 1, 1, None),
    ((3, 1, 2), 4, 2, None),
    ((2, 3, 1), 2, 5, None),
    ((2, 3, 2), 2, 2, 0.0),  # empty pictures, and pictures of one colour
    ((1, 2, 3), 2, 3, 1.5),
]:
    net = smooth_network(rng, shape, 4)
    goal, start = (torch.from_numpy(rng.normal(size=(*shape, N))).permute(3, 0, 1, 2) for _ in range(2))
    goal = goal if even is None else torch.full_like(goal, even)
    asked = torch.from_numpy(rng.integers(4, size=N))
    finite = gradients.numerical_gradient
    slopes = sum(
        finite(
            lambda u, net=net, asked=asked: net(torch.from_numpy(u)).gather(1, asked[:, None]).sum().item(),
            ((2 * count - 2 * k - 1) * start + (2 * k + 1) * goal).numpy() / (2 * count),
        )
        for k in range(count)
    )
    shares = (goal - start).numpy() * slopes / count
    with torch.no_grad():
        logits = [net(u).gather(1, asked[:, None])[:, 0].numpy() for u in (goal, start)]
    got, missed = check_parts(
        check_model_unchanged(integrated_gradients, net, goal, start, asked, count), "the attributions", "the gap"
    )
    check_close(f"the attributions of {N} pictures of {shape}", got, shares, rtol=1e-5, atol=1e-6)
    remainder = shares.reshape(N, -1).sum(axis=1) - logits[0] + logits[1]
    check_close(f"the gap of {N} pictures of {shape}", missed, remainder, rtol=1e-5, atol=1e-5)
for table in edge_tables(4):
    net = linear_network(table, np.arange(len(table)) * 1.0, (1, 2, 2))
    goal = torch.from_numpy(1 + np.arange(4.0 * len(table))).reshape(-1, 1, 2, 2)
    got, missed = check_parts(
        check_model_unchanged(integrated_gradients, net, goal, -goal / 4, torch.arange(len(table)), 4), "a", "b"
    )
    check_close(f"the attributions of {table.tolist()}", got, 1.25 * goal.numpy() * table.reshape(-1, 1, 2, 2))
    check_close(f"the gap of {table.tolist()}, a linear score,", missed, np.zeros(len(table)), atol=1e-9)
### END HIDDEN TESTS

# %% [markdown]
# The gap tells how many steps are enough, and it would have told of every mistake that you could make above:

# %% tolerance=1
my_integrated_gradients = yours(integrated_gradients, attribution.integrated_gradients)
paper = torch.zeros_like(x_own[:50])
for steps in (1, 4, 16, 64):
    _, gap = my_integrated_gradients(network, x_own[:50], paper, k_test[:50], steps)
    print(f"{steps:3} steps: the gap is {gap.abs().mean():.2f} logits in the mean")

# %% [markdown]
# A network of ReLUs has kinks, so that the gap falls more slowly than for a smooth one. And note what completeness does
# *not* say: that the baseline was a good one. With empty paper as the baseline, paper gets no share at all, since
# $x_i=x'_i$ there: the empty middle of a 0 cannot be a reason. For whom is that a good explanation?
#
# ## 5 · The same sum in another order
#
# For some networks nothing needs to be approximated. Ours ends with maps $f_c$ of 4 × 4 pixels, their means, and a
# linear layer:
#
# $$z_t=\sum_c w_{tc}\Big(\frac1{hw}\sum_{ij}f_{cij}\Big)+b_t
# =\frac1{hw}\sum_{ij}\underbrace{\Big(\sum_c w_{tc}f_{cij}\Big)}_{M_{ij}}+b_t.$$
#
# Exchange the sums, and the logit is the mean of a map $M$, the *class activation map*. No gradient, no baseline, no
# choice.
#
# ### 13.4 Class activation maps
#
# `cam(features, weights, target)` is NumPy: features (N, C, h, w), weights (K, C), target (N,) ints. It returns M of
# each picture, (N, h, w), signed, without ReLU and without scaling.
#
# <details><summary>Nudge</summary>
#
# What does the bias do to the map? Nothing; so where does it go?
#
# </details>
# <details><summary>Pointer</summary>
#
# `weights[target]` is (N, C): the row of each picture. `np.einsum("nc,nchw->nhw", ...)` sums over c.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# Two maps of one row, (1, 2) and (0, 4), and the weights 3 and −1 of the target: M = (3, 6 − 4) = (3, 2). Its mean
# 2.5 is $3\cdot1.5-1\cdot2$.
#
# </details>


# %% exercise="cam" minutes=4 difficulty=1
def cam(features, weights, target):
    """Class activation maps.  features: (N, C, h, w).  weights: (K, C).  target: (N,) ints.  Returns (N, h, w)."""
    ### BEGIN SOLUTION
    return np.einsum("nc,nchw->nhw", weights[target], features)
    ### END SOLUTION


# %% test="cam" points=1
check_answer(cam, forbids=["course_lib.attribution.cam"])
rng = np.random.default_rng(7)
features, weights, target = rng.normal(size=(3, 4, 2, 3)), rng.normal(size=(5, 4)), np.array([4, 0, 2])
maps = np.array([sum(weights[t, c] * f[c] for c in range(4)) for f, t in zip(features, target, strict=True)])
spread = maps.max(axis=(1, 2), keepdims=True) - maps.min(axis=(1, 2), keepdims=True)
check_close(
    "the map",
    check_unchanged(cam, features, weights, target),
    maps,
    confusions={
        "relu: keep what speaks against the class: the map is signed.": np.maximum(maps, 0),
        "relu: keep the maps as they are, whatever their sign.": np.array(
            [sum(weights[t, c] * np.maximum(f[c], 0) for c in range(4)) for f, t in zip(features, target, strict=True)]
        ),
        "relu: a negative weight counts too.": np.einsum("nc,nchw->nhw", np.maximum(weights[target], 0), features),
        "scale: no scaling: the mean of the map has to be the logit.": maps / maps.max(axis=(1, 2), keepdims=True),
        "scale: do not stretch the map to [0, 1].": (maps - maps.min(axis=(1, 2), keepdims=True)) / spread,
        "mean: the sum over the channels, not their mean.": maps / 4,
        "mean: the map sums over channels; its mean over the places is taken by nobody here.": maps / 6,
        "target: each picture has a target of its own.": np.einsum("c,nchw->nhw", weights[4], features),
        "weights: each channel counts with its weight for the class.": features.sum(axis=1),
        "absolute: what speaks against the class is negative.": np.abs(maps),
    },
)
### BEGIN HIDDEN TESTS
from course_lib.edge_cases import edge_tables
from course_lib.fresh import fresh_generator

rng = fresh_generator("cam")
for N, C, h, w, K in [(1, 1, 1, 1, 1), (2, 3, 4, 1, 2), (5, 2, 1, 3, 4), (4, 6, 2, 2, 3)]:
    pictures = rng.normal(size=(w, h, C, N)).T
    rows, asked = rng.normal(size=(C, K)).T, rng.integers(K, size=N)
    right = [
        [[sum(rows[t] * f[:, i, j]) for j in range(w)] for i in range(h)] for f, t in zip(pictures, asked, strict=True)
    ]
    check_close(f"the map of {N} pictures", check_unchanged(cam, pictures, rows, asked), right)
for table in [*edge_tables(3), *edge_tables(1)]:
    for scale in (1.0, -1e5):
        pictures = np.repeat(table[:, :, None, None], 2, axis=3) * [1.0, -2.0]
        got = check_unchanged(cam, pictures, scale * table[::-1].copy(), np.arange(len(table)))
        along = scale * np.sum(table * table[::-1], axis=1)
        check_close(f"the map of {table.tolist()}", got, along[:, None, None] * [[1.0, -2.0]])
### END HIDDEN TESTS

# %% tolerance=0.1
my_cam = yours(cam, attribution.cam)
maps = my_cam(
    pooled_digits.features(network, x_own).double().numpy(),
    network[-1].weight.detach().double().numpy(),
    k_test.numpy(),
)
with torch.no_grad():
    logits = network(x_own).double().gather(1, k_test[:, None])[:, 0].numpy()
difference = np.abs(maps.mean(axis=(1, 2)) + network[-1].bias.detach().double().numpy()[k_test] - logits).max()
print("mean of the map + bias = logit, to 1e-4:", bool(difference < 1e-4))

# %% [markdown]
# The equality is exact but for rounding, and holds for every network that ends in this way: GoogLeNet, ResNet (lesson
# 5). Its price is resolution: the map has 4 × 4 places, each of which has seen many pixels.
#
# ## 6 · A favourite picture
#
# The second way of deck 004 is to compute the images to which a unit is sensitive, by optimisation («calcul des images
# sensibles par optimisation»). Instead of asking which pixels of *this* digit matter, ask for the picture that the unit
# would like best: climb with x along $\nabla_xz_u$. Without a limit the climb never ends, since a picture twice as
# strong is often liked twice as much. So stay in a ball, $\lVert x\rVert\le r$.
#
# **Question.** For a linear score $z=w\cdot x$, which picture of the ball is the favourite? The answer, $r\,w/\lVert
# w\rVert$, is the check to do before one looks at pictures.
#
# ### 13.5 Activation maximisation
#
# `maximize_activation(model, x, unit, steps, step, radius)` starts at x (C, H, W) and does `steps` times:
#
# 1. $g=\partial z_\text{unit}/\partial x$, and $x\leftarrow x+\text{step}\cdot g/\lVert g\rVert$; where $g=0$, x stays;
# 2. if $\lVert x\rVert>r$, then $x\leftarrow x\cdot r/\lVert x\rVert$.
#
# Norms are Euclidean, over the whole picture. Without any step it returns x itself, wherever it lies.
#
# <details><summary>Nudge</summary>
#
# Each step needs the gradient at the picture of *this* step. What becomes of the leaf of the step before?
#
# </details>
# <details><summary>Pointer</summary>
#
# In the loop: `leaf = x.detach().clone().requires_grad_(True)`, then `torch.autograd.grad(model(leaf[None])[0, unit],
# leaf)[0]`. `tensor.norm()` is the Euclidean norm over everything.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# $z=3x_1+4x_2$ from (0, 0) with step 2 and radius 3: the direction is (0.6, 0.8). After one step (1.2, 1.6), of
# length 2; after two (2.4, 3.2), of length 4, which is brought back to (1.8, 2.4). There it stays.
#
# </details>


# %% exercise="maximize_activation" minutes=9 difficulty=2
def maximize_activation(model, x, unit, steps, step, radius):
    """Climb along the gradient of a logit, in a ball about 0.

    x: (C, H, W).  unit: int.  steps: how many.  step: their length.  radius: of the ball.  Returns (C, H, W).
    """
    ### BEGIN SOLUTION
    x = x.detach().clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_(True)
        g = torch.autograd.grad(model(leaf[None])[0, unit], leaf)[0]
        if g.norm() > 0:
            x = x + step * g / g.norm()
        if x.norm() > radius:
            x = x * radius / x.norm()
    return x
    ### END SOLUTION


# %% test="maximize_activation" points=2
check_answer(maximize_activation, forbids=["course_lib.favourite_pictures.maximize_activation"])
rng = np.random.default_rng(8)
shape = 2, 2, 3
model, start = smooth_network(rng, shape, 3), torch.from_numpy(rng.normal(size=shape))


def slopes(u, score):
    return gradients.numerical_gradient(lambda v: score(model(torch.from_numpy(v[None]))[0]).item(), u)


def shortened(u, radius=2.5):
    return u * min(1, radius / np.linalg.norm(u))


def climbed(score=lambda z: z[2], steps=4, unit=np.linalg.norm, bring=shortened, sign=1, still=False, begin=None):
    """The climb by finite differences, with steps of 0.5."""
    u, first = start.numpy() if begin is None else begin, slopes(start.numpy(), score)
    for _ in range(steps):
        g = first if still else slopes(u, score)
        u = bring(u + sign * 0.5 * g / unit(g))
    return u


got = check_model_unchanged(maximize_activation, model, start, 2, 4, 0.5, 2.5)
check_close(
    "the picture",
    got,
    climbed(),
    rtol=1e-5,
    atol=1e-6,
    confusions={
        "direction: uphill: the logit is to rise.": climbed(sign=-1),
        "normalise: each step has the length `step`, however steep it is.": climbed(unit=lambda g: 1),
        "normalise: the Euclidean norm, not the largest entry.": climbed(unit=lambda g: np.abs(g).max()),
        "normalise: the norm over the whole picture, not of each channel.": climbed(
            unit=lambda g: np.sqrt(np.sum(g**2, axis=(1, 2), keepdims=True))
        ),
        "normalise: the norm, not the sum of absolute values.": climbed(unit=lambda g: np.abs(g).sum()),
        "project: bring the picture back whenever it is longer than the radius.": climbed(bring=lambda u: u),
        "project: a picture that is too long is made shorter, and not cut entry by entry.": climbed(
            bring=lambda u: np.clip(u, -2.5, 2.5)
        ),
        "project: the limit is for the length of the picture, not for that of each channel.": climbed(
            bring=lambda u: u * np.minimum(1, 2.5 / np.sqrt(np.sum(u**2, axis=(1, 2), keepdims=True)))
        ),
        "once: in each step, not once in the end.": shortened(climbed(bring=lambda u: u)),
        "no-step: nothing is brought back before the first step.": climbed(begin=shortened(start.numpy())),
        "steps: as many steps as asked for, not one more.": climbed(steps=5),
        "steps: as many steps as asked for, not one less.": climbed(steps=3),
        "still: the gradient of each step is taken where the picture is by then.": climbed(still=True),
        "unit: the logit of the unit that is asked for.": climbed(lambda z: z[0]),
        "unit: the logit of the unit, not the sum of all.": climbed(lambda z: z.sum()),
        "probability: the logit rises, not the probability.": climbed(lambda z: z.softmax(dim=0)[2]),
    },
)
far = torch.from_numpy(rng.normal(size=shape)) + 5
short = start / 10
uphill = slopes(short.numpy(), lambda z: z[2])
one_step = short.numpy() + 0.5 * uphill / np.linalg.norm(uphill)
check_close(
    "the picture that is shorter than the radius",
    check_model_unchanged(maximize_activation, model, short, 2, 1, 0.5, 2.5),
    one_step,
    rtol=1e-5,
    atol=1e-6,
    confusions={
        "inside: only a picture that is too long is brought back.": one_step * 2.5 / np.linalg.norm(one_step),
    },
)
check_close(
    "the picture without a step",
    check_model_unchanged(maximize_activation, model, far, 1, 0, 0.5, 1.0),
    far,
    hint="no-step: without a step the picture is x itself, and nothing is brought back.",
)
flat = linear_network(np.zeros((2, 12)), np.zeros(2), shape)
check_close(
    "the picture where the gradient is 0",
    check_model_unchanged(maximize_activation, flat, start, 1, 3, 0.5, 100.0),
    start,
    confusions={"flat: where there is no slope, no direction is uphill.": start + 1.5 / 12**0.5},
    hint="flat: where the gradient is 0 the picture stays.",
)
### BEGIN HIDDEN TESTS
from course_lib.edge_cases import edge_vectors
from course_lib.fresh import fresh_generator

rng = fresh_generator("maximize_activation")
for size, radius, step, even in [
    ((1, 2, 5), 2.0, 0.3, None),
    ((3, 1, 2), 1.0, 0.3, None),
    ((1, 4, 1), 50.0, 0.3, None),
    ((2, 3, 2), 50.0, 0.3, -1.0),  # a picture of one colour
    ((2, 2, 2), 9.0, 5e-4, None),
    ((1, 2, 2), 9.0, 0.0, None),
]:
    net = smooth_network(rng, size, 4)
    picture = torch.from_numpy(rng.normal(size=size[::-1])).permute(2, 1, 0)
    picture = picture if even is None else torch.full_like(picture, even)
    u = picture.numpy()
    for count in range(4):
        told = f"of {size} after {count} steps of {step}"
        got = check_model_unchanged(maximize_activation, net, picture, 3, count, step, radius)
        check_close(f"the picture {told}", got, u, rtol=1e-5, atol=1e-6)
        uphill = gradients.numerical_gradient(lambda v, net=net: net(torch.from_numpy(v[None]))[0, 3].item(), u)
        u = u + uphill * step / np.sqrt(np.sum(uphill**2))
        u = u * min(1.0, radius / np.sqrt(np.sum(u**2)))
for w in edge_vectors():
    net = linear_network(np.array([w, -w]), np.zeros(2), (1, 1, len(w)))
    away = torch.zeros((1, 1, len(w)), dtype=torch.float64)
    length = np.linalg.norm(w)
    got = check_model_unchanged(maximize_activation, net, away, 1, 30, 0.25, 2.0)
    favourite = -2 * w / length if length else 0 * w
    check_close(f"the favourite of the linear score {(-w).tolist()}", got, favourite[None, None], atol=1e-9)
for radius, right in [(0.0, 0.0), (2.0, 2.0), (4.0, 3.0)]:  # on the border, and inside of it
    net = linear_network(np.full((1, 1), 1e-6), np.zeros(1), (1, 1, 1))
    one = torch.ones((1, 1, 1), dtype=torch.float64)
    got = check_model_unchanged(maximize_activation, net, one, 0, 2, 1.0, radius)
    check_close(f"the picture in a ball of radius {radius}", got, [[[right]]])
### END HIDDEN TESTS

# %% tags=["nbval-ignore-output"]
my_maximize = yours(maximize_activation, favourite_pictures.maximize_activation)
grey = torch.full((1, 8, 8), 0.25)
favourites = torch.stack([my_maximize(network, grey, digit, 100, 0.2, 4.0)[0] for digit in range(10)])
with torch.no_grad():
    sure = network(favourites[:, None]).softmax(dim=1).diagonal()
    sure_of_digits = network(x_own).softmax(dim=1).amax(dim=1)
plots.plot_maps({"favourites": favourites, "digits": x_own[shown, 0]})

# %% tolerance=15
for what, p in [("favourites", sure), ("digits", sure_of_digits)]:
    print(f"probability above 0.99: {100 * (p > 0.99).double().mean():3.0f} % of the {what}")

# %% [markdown]
# A «3» that nobody would read, and the network is sure of it, as it is of only half of the digits. (The logit alone
# climbs: now and then a rival's climbs along, and the probability stays low.) In lesson 6 such pictures were attacks;
# here they are a diary of what the network rewards. The pictures of distill.pub and of OpenAI's Microscope are made in
# this way, with one addition: a penalty, or a generator (lesson 10), that keeps the climb among pictures which look
# natural. What you see there is half the network and half the penalty.
#
# ## 7 · Explain nothing, and compare
#
# Four maps, four stories, and each looks plausible. How would we notice if one of them had nothing to do with what the
# network has *learnt*? By an experiment of Adebayo and others (2018): replace the weights by random numbers, layer by
# layer, and explain again. A map that stays the same has explained the input, or the architecture.
#
# To compare two maps we need a number that does not care for scale: *Spearman's rank correlation*. Replace each
# absolute value by its rank, 1 for the smallest; then take the correlation of the ranks.
#
# ### 13.6 How alike are two explanations?
#
# `explanation_similarity(a, b)` takes two maps of one shape, of any number of axes, and returns a float: the
# correlation of the ranks of |a| and |b| over all pixels. Equal values share the mean of their ranks: 2, 5, 5, 7 have
# the ranks 1, 2.5, 2.5, 4. If the absolute values of one map are all equal, it is 0.0. Two lines of loops are fine;
# maps are small.
#
# <details><summary>Nudge</summary>
#
# `np.argsort` says who comes first, second, third. A rank says at which place *I* came. Are these the same numbers?
#
# </details>
# <details><summary>Pointer</summary>
#
# The rank of a value is the number of smaller ones, plus half the number of equal ones (itself among them) plus ½.
# `(v[:, None] > v).sum(axis=1)` counts the smaller ones for all.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# a = (1, −3, 2) and b = (10, 20, 30): the ranks are (1, 3, 2) and (1, 2, 3), without their mean (−1, 1, 0) and
# (−1, 0, 1). The correlation is $1/\sqrt{2\cdot2}=0.5$.
#
# </details>


# %% exercise="explanation_similarity" minutes=9 difficulty=2
def explanation_similarity(a, b):
    """Spearman's rank correlation of |a| and |b|, two maps of one shape; 0.0 if one is constant.  Returns a float."""
    ### BEGIN SOLUTION
    ranks = []
    for values in (np.abs(a).ravel(), np.abs(b).ravel()):
        smaller = (values[:, None] > values).sum(axis=1)
        equal = (values[:, None] == values).sum(axis=1)
        ranks.append(smaller + equal / 2 - len(values) / 2)  # their mean is 0
    spread = np.sqrt(np.sum(ranks[0] ** 2) * np.sum(ranks[1] ** 2))
    return float(np.sum(ranks[0] * ranks[1]) / spread) if spread > 0 else 0.0
    ### END SOLUTION


# %% test="explanation_similarity" points=2
check_answer(
    explanation_similarity,
    forbids=["course_lib.sanity.explanation_similarity", "scipy.stats.spearmanr", "scipy.stats.mstats.spearmanr"],
)
a = np.array([[0.5, -3.0, 1.0, 0.5], [2.0, -0.5, -7.0, 6.0]])
b = np.array([[-1.0, 2.0, 2.0, 0.25], [-9.0, 2.0, 0.5, -4.0]])
ranks_a, ranks_b = np.array([2, 6, 4, 2, 5, 2, 8, 7]), np.array([3, 5, 5, 1, 8, 5, 2, 7])


def correlation(u, v):
    return np.corrcoef(np.ravel(u), np.ravel(v))[0, 1]


def places(values):
    return np.argsort(np.argsort(np.ravel(values), kind="stable"), kind="stable")


check_close(
    "the similarity",
    check_unchanged(explanation_similarity, a, b),
    correlation(ranks_a, ranks_b),
    confusions={
        "absolute: the ranks are those of the absolute values.": correlation(
            [4.5, 2, 6, 4.5, 7, 3, 1, 8], [3, 7, 7, 4, 1, 7, 5, 2]
        ),
        "ties: equal values share the mean of their ranks.": correlation(places(np.abs(a)), places(np.abs(b))),
        "ties: equal values share the mean of their ranks, not the smallest.": correlation(
            [1, 6, 4, 1, 5, 1, 8, 7], [3, 4, 4, 1, 8, 4, 2, 7]
        ),
        "ties: equal values share the mean of their ranks, not the largest.": correlation(
            [3, 6, 4, 3, 5, 3, 8, 7], [3, 6, 6, 1, 8, 6, 2, 7]
        ),
        "ties: other values keep their distance when some are equal.": correlation(
            [1, 4, 2, 1, 3, 1, 6, 5], [3, 4, 4, 1, 6, 4, 2, 5]
        ),
        "ranks: correlate the ranks, not the values.": correlation(np.abs(a), np.abs(b)),
        "argsort: argsort says who is at a place; a rank says at which place one is.": correlation(
            np.argsort(np.abs(a).ravel(), kind="stable"), np.argsort(np.abs(b).ravel(), kind="stable")
        ),
        "centre: take the mean rank away from both.": ranks_a
        @ ranks_b
        / np.sqrt(ranks_a @ ranks_a * (ranks_b @ ranks_b)),
        "square: the correlation itself, not its square.": correlation(ranks_a, ranks_b) ** 2,
        "rows: over all pixels at once, not row by row.": np.mean(
            [correlation(ranks_a[:4], ranks_b[:4]), correlation(ranks_a[4:], ranks_b[4:])]
        ),
    },
)
check_close(
    "the similarity to a map whose absolute values are all equal",
    check_unchanged(explanation_similarity, a, np.where(a > 0, 2.0, -2.0)),
    0.0,
    hint="constant: a map without differences is like no other: 0.0.",
)
check_close(
    "the similarity of a map and its reverse order",
    check_unchanged(explanation_similarity, np.arange(5.0), 10 - np.arange(5.0)),
    -1.0,
    hint="negative: it may be negative.",
)
### BEGIN HIDDEN TESTS
from scipy.stats import rankdata

from course_lib.edge_cases import edge_tables, edge_vectors
from course_lib.fresh import fresh_generator

rng = fresh_generator("explanation_similarity")
for size in [(2,), (3, 4), (2, 3, 2), (40,), (7, 1)]:
    for _ in range(4):
        u, v = (rng.integers(-4, 5, size=size[::-1]).T + rng.normal(size=size) * rng.integers(2) for _ in range(2))
        one, two = (rankdata(np.abs(w).ravel()) for w in (u, v))
        right = 0.0 if one.std() == 0 or two.std() == 0 else np.corrcoef(one, two)[0, 1]
        check_close(
            f"the similarity of {u.tolist()} and {v.tolist()}",
            check_unchanged(explanation_similarity, np.asfortranarray(u), v),
            right,
        )
for table in [*edge_vectors(), *edge_tables(3), *edge_tables(1)]:
    for other in (table[::-1] + 0.25, np.arange(table.size, 0.0, -1).reshape(table.shape), table):
        one, two = (rankdata(np.abs(w).ravel()) for w in (table, other))
        right = 0.0 if one.std() == 0 or two.std() == 0 else np.corrcoef(one, two)[0, 1]
        got = check_unchanged(explanation_similarity, table, other)
        check_close(f"the similarity of {table.tolist()} and {other.tolist()}", got, right)
### END HIDDEN TESTS

# %% [markdown]
# Now the experiment. Each kind of map of network A is compared with the same map of a network with random weights,
# and of one that has learnt the same task from other first weights: laboratory C's.

# %% tolerance=0.15
my_similarity = yours(explanation_similarity, sanity.explanation_similarity)
x_asked, k_asked = x_own[:100], k_test[:100]
explanations = {
    "saliency": lambda net: my_saliency(net, x_asked, k_asked).numpy(),
    "gradient × input": lambda net: (attribution.logit_gradient(net, x_asked, k_asked) * x_asked).numpy(),
    "integrated gradients": lambda net: my_integrated_gradients(net, x_asked, torch.zeros_like(x_asked), k_asked, 16)[
        0
    ].numpy(),
    "occlusion": lambda net: np.array(
        [my_occlusion(net, x, int(k), 2, 1, 0.0).numpy() for x, k in zip(x_asked, k_asked, strict=True)]
    ),
    "class activation map": lambda net: my_cam(
        pooled_digits.features(net, x_asked).numpy(), net[-1].weight.detach().numpy(), k_asked.numpy()
    ),
}
print("likeness of the maps to those of      a random network   another trained one")
for name, explain in explanations.items():
    of_A, of_random, of_C = (explain(net) for net in (network, untrained, laboratories["C"][0]))
    alike = [np.mean([my_similarity(u, v) for u, v in zip(of_A, other, strict=True)]) for other in (of_random, of_C)]
    print(f"{name:37} {alike[0]:8.2f} {alike[1]:20.2f}")

# %% [markdown]
# Read the second line twice. Gradient × input, and integrated gradients from empty paper, are 0.9 alike for a network
# that has learnt everything and for one that has learnt *nothing*. The reason is trivial: most pixels are paper, and 0
# times anything is 0, so that the map has the form of the digit before any network was asked. It may look like a seven
# because the input is a seven. The class activation map, where the pixels' values are gone, passes best; saliency
# passes, with noise; occlusion by paper lies between.
#
# And the complete one, which adds up to the cent? It adds up for the random network as well. *Adding up and being about
# what was learnt are two different virtues.*

# %% tags=["nbval-ignore-output"]
from course_lib.figures.understanding_networks import Randomized

Randomized.of(network, x_own[shown[[3, 7, 8]]], k_test[shown[[3, 7, 8]]])

# %% [markdown]
# ## 8 · What do hidden units know?
#
# Another way to look inside: take what a hidden layer says, and train one linear layer on it to read something off. If
# this *probe* (sonde) can do it, the layer «knows» it.
#
# For a probe the least squares of lesson 3 are enough, and they have a formula. With features $f_n$ and the one-hot
# rows $y_n$ of their classes, minimise
#
# $$\sum_n\lVert Wf_n+b-y_n\rVert^2+\lambda\lVert W\rVert^2.$$
#
# ### 13.7 A linear probe
#
# `linear_probe(features, k, classes, ridge)` takes features (N, D), k (N,) in 0 … classes − 1 and ridge λ > 0. It
# returns W (classes, D) and b (classes,), at the minimum. The sum is over the examples and not a mean; b is not
# penalised. A class that does not occur gets zeros. Whether you solve it or descend to it does not matter, if it is
# exact to six digits.
#
# <details><summary>Nudge</summary>
#
# For a given W, which b is best? Put it in, and the problem speaks of centred features only.
#
# </details>
# <details><summary>Pointer</summary>
#
# With $\tilde F=F-\bar f$: $W^T=(\tilde F^T\tilde F+\lambda I)^{-1}\tilde F^TY$ and $b=\bar y-W\bar f$.
# `np.linalg.solve(A, B)` is $A^{-1}B$; `np.eye(classes)[k]` are the one-hot rows.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# One feature, −1 for class 0 and 1 for class 1, λ = 2: the mean is 0, $\tilde F^T\tilde F=2$, $\tilde F^TY=(-1,1)$. So
# W = (−¼, ¼) and b = (½, ½). Without λ it would be ∓½.
#
# </details>


# %% exercise="linear_probe" minutes=10 difficulty=2
def linear_probe(features, k, classes, ridge):
    """Minimise the sum over n of |W f_n + b - onehot(k_n)|² plus ridge |W|².

    features: (N, D).  k: (N,) classes in 0..classes - 1.  ridge: > 0.  Returns W (classes, D), b (classes,).
    """
    ### BEGIN SOLUTION
    onehot = np.eye(classes)[k]
    mean = features.mean(axis=0)
    centred = features - mean
    gram = centred.T @ centred + ridge * np.eye(features.shape[1])
    W = np.linalg.solve(gram, centred.T @ onehot).T
    return W, onehot.mean(axis=0) - W @ mean
    ### END SOLUTION


# %% test="linear_probe" points=2
check_answer(
    linear_probe,
    forbids=[
        "course_lib.probes.linear_probe",
        "sklearn.linear_model.Ridge",
        "sklearn.linear_model.RidgeClassifier",
        "sklearn.linear_model.ridge_regression",
    ],
)
rng = np.random.default_rng(9)
F, k = rng.normal(size=(9, 3)) * [1.0, 2.0, 0.5] + [2.0, -1.0, 0.5], np.array([0, 3, 0, 1, 3, 0, 0, 1, 0])


def least_squares(F, k, classes, ridge, penalty_b=0.0, targets=None):
    """W and b of the stacked problem: a row for each example, and a row for each weight that is penalised."""
    N, D = F.shape
    rows = np.vstack([np.hstack([F, np.ones((N, 1))]), np.diag([ridge**0.5] * D + [penalty_b**0.5])])
    Y = np.equal.outer(k, range(classes)) * 1.0 if targets is None else targets
    found = np.linalg.lstsq(rows, np.vstack([Y, np.zeros((D + 1, classes))]))[0].T
    return found[:, :D], found[:, D]


def without_b(F, k, classes, ridge):
    Y = np.equal.outer(k, range(classes)) * 1.0
    return np.linalg.lstsq(np.vstack([F, ridge**0.5 * np.eye(3)]), np.vstack([Y, np.zeros((3, classes))]))[0].T


W, b = check_parts(check_unchanged(linear_probe, F, k, 5, 1.5), "W", "b")
W = check_shape(
    "W",
    W,
    (5, 3),
    confusions={
        "rows: one row for each class.": (3, 5),
        "classes: there are `classes` rows, whichever classes occur.": (4, 3),
        "classes: there are `classes` rows, whichever occur.": (3, 3),
        "parts: W and b apart.": (5, 4),
    },
)
right_W, right_b = least_squares(F, k, 5, 1.5)
scaled = (F - F.mean(axis=0)) / F.std(axis=0)
check_close(
    "W",
    W,
    right_W,
    rtol=1e-6,
    confusions={
        "sum: the sum over the examples, not their mean.": least_squares(F, k, 5, 1.5 * 9)[0],
        "sum: the penalty is ridge, not ridge / N.": least_squares(F, k, 5, 1.5 / 9)[0],
        "penalty: ridge times the sum of squares.": least_squares(F, k, 5, 0.0)[0],
        "penalty: ridge as it is, not its square.": least_squares(F, k, 5, 1.5**2)[0],
        "penalty: ridge as it is, not half of it.": least_squares(F, k, 5, 0.75)[0],
        "penalty: ridge as it is, not twice.": least_squares(F, k, 5, 3.0)[0],
        "bias: b is not penalised.": least_squares(F, k, 5, 1.5, penalty_b=1.5)[0],
        "no-bias: there is a b, which takes the means away.": without_b(F, k, 5, 1.5),
        "onehot: the targets are 0 and 1, not −1 and 1.": 2 * right_W,
        "scaled: leave the features as they are.": least_squares(scaled, k, 5, 1.5)[0],
    },
)
check_close(
    "b",
    b,
    right_b,
    rtol=1e-6,
    confusions={
        "bias: b makes the mean score the mean target.": np.bincount(k, minlength=5) / 9,
        "bias: there is a b.": np.zeros(5),
    },
)
check_close("the row of a class that does not occur", W[2], np.zeros(3), atol=1e-12)
### BEGIN HIDDEN TESTS
from course_lib.edge_cases import edge_tables
from course_lib.fresh import fresh_generator

rng = fresh_generator("linear_probe")
for N, D, classes, ridge in [(1, 1, 1, 2.0), (4, 7, 3, 0.5), (12, 2, 2, 10.0), (6, 1, 4, 1.0), (30, 5, 6, 0.1)]:
    table = rng.normal(size=(D, N)).T * 3 + rng.normal(size=D)
    drawn = rng.integers(classes, size=N)
    W, b = check_parts(check_unchanged(linear_probe, table, drawn, classes, ridge), "W", "b")
    true_W, true_b = least_squares(table, drawn, classes, ridge)
    check_close(f"W for {N} examples of {D} features", W, true_W, rtol=1e-5, atol=1e-8)
    check_close(f"b for {N} examples of {D} features", b, true_b, rtol=1e-5, atol=1e-8)
for table in [*edge_tables(3), *edge_tables(1)]:
    drawn = np.arange(len(table)) % 2
    W, b = check_parts(check_unchanged(linear_probe, table, drawn, 3, 0.25), "W", "b")
    true_W, true_b = least_squares(table, drawn, 3, 0.25)
    check_close(f"W for {table.tolist()}", W, true_W, rtol=1e-5, atol=1e-8)
    check_close(f"b for {table.tolist()}", b, true_b, rtol=1e-5, atol=1e-8)
body = pooled_digits.trained_cnn(x_train, k_train, 7, epochs=3)
maps = [pooled_digits.features(body, x).flatten(1).double().numpy() for x in (x_train, x_test)]
W, b = check_parts(linear_probe(maps[0], k_train.numpy(), 10, 1.0), "W", "b")
W = check_shape("W", W, (10, maps[0].shape[1]))
share = float(np.mean((maps[1] @ W.T + b).argmax(axis=1) == k_test.numpy()))
# Ten seeds of the body: 0.970 ± 0.004, worst 0.962, six deviations above; on the pixels 0.869.
check_that(
    share >= 0.945,
    "held-out: on the maps of a trained network a probe reads nearly all digits.",
    f"of the held-out digits {share:.1%} are read",
)
### END HIDDEN TESTS

# %% tolerance=3
my_probe = yours(linear_probe, probes.linear_probe)


def probed(describe):
    """How many held-out digits a probe reads in what `describe` makes of pictures, in per cent, with the interval."""
    F, F_test = (describe(x).double().numpy() for x in (x_train, x_test))
    return told_share(probes.probe_is_right(*my_probe(F, k_train.numpy(), 10, 1.0), F_test, k_test.numpy()))


for name, describe in {
    "maps of network A (512 numbers)": lambda x: pooled_digits.features(network, x).flatten(1),
    "maps of a random network (512 numbers)": lambda x: pooled_digits.features(untrained, x).flatten(1),
    "pooled maps of network A (32 numbers)": lambda x: pooled_digits.features(network, x).mean(dim=(2, 3)),
    "pooled maps of a random network (32)": lambda x: pooled_digits.features(untrained, x).mean(dim=(2, 3)),
    "pixels (64 numbers)": lambda x: x.flatten(1),
}.items():
    print(f"{name:40} {probed(describe)}")

# %% [markdown]
# «The hidden layer knows the digits: a probe reads about 97 % of them.» True. But a layer with *random* weights «knows»
# about 93 %, since 512 random features of an 8 × 8 picture are plenty for a linear layer. What training has made
# appears only when the probe gets little: the 32 pooled numbers. A probe without its control measures the probe.

# %% [markdown]
# ## 9 · The cheat
#
# Back to the three laboratories. So far we asked about single digits. A cheat shows in all of them at once: *is there
# one place whose loss would ruin the whole test?* A digit's evidence moves with the digit. A stamp, a watermark, the
# frame of a scanner stays where it is.
#
# ### 13.8 Find the shortcut
#
# `find_shortcut(model, x, k, size, fill)` takes x (N, C, H, W) and k (N,). It fills the *same* size × size square in
# *every* picture, at each place of its upper left corner (stride 1, inside the picture), and measures the accuracy: the
# share of pictures whose largest logit is at k. It returns `(row, column, drop)`: the corner at which the accuracy is
# lowest, the first in row-major order among equals, and by how much it falls, a difference of two shares. The drop may
# be 0, or negative if the model gains wherever one covers.
#
# <details><summary>Nudge</summary>
#
# With which drop must a search for the largest begin, if all may be negative?
#
# </details>
# <details><summary>Pointer</summary>
#
# `right = int((model(x).argmax(dim=1) == k).sum())` counts; whole numbers make ties exact. A `>` keeps the first.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# 10 pictures, 9 right. With the square at (0, 0), (0, 1), (1, 0), (1, 1) there are 8, 5, 5 and 9 right: the answer is
# (0, 1, 0.4).
#
# </details>


# %% exercise="find_shortcut" minutes=10 difficulty=2
def find_shortcut(model, x, k, size, fill):
    """The square whose filling, in every picture, lowers the accuracy most.

    x: (N, C, H, W).  k: (N,) int64.  size: of the square.  fill: a number.  Returns row, column, drop.
    """

    ### BEGIN SOLUTION
    def count(pictures):
        with torch.no_grad():
            return int((model(pictures).argmax(dim=1) == k).sum())

    fewest = None
    for i in range(x.shape[2] - size + 1):
        for j in range(x.shape[3] - size + 1):
            covered = x.clone()
            covered[:, :, i : i + size, j : j + size] = fill
            right = count(covered)
            if fewest is None or right < fewest:
                fewest, row, column = right, i, j
    return row, column, (count(x) - fewest) / len(x)
    ### END SOLUTION


# %% test="find_shortcut" points=2
check_answer(find_shortcut, forbids=["course_lib.shortcuts.find_shortcut", "course_lib.shortcuts.right_answers"])


def covered_counts(model, x, k, size, fill, channels=None):
    """How many are right with the square at each place; a table."""
    table = []
    rows, columns = np.indices(x.shape[2:])
    for top in range(x.shape[2] - size + 1):
        table.append([])
        for left in range(x.shape[3] - size + 1):
            inside = (rows >= top) & (rows < top + size) & (columns >= left) & (columns < left + size)
            hidden = torch.where(torch.from_numpy(inside), fill, x)
            if channels:
                hidden[:, channels:] = x[:, channels:]
            with torch.no_grad():
                table[-1].append(int((model(hidden).argmax(dim=1) == k).sum()))
    return np.array(table)


def first(table, best=np.argmin):
    return [int(place) for place in np.unravel_index(best(table), table.shape)]


# A picture of 4 × 6 whose class is told by the pixels at (2, 3) and (3, 5), and a little by the others.
rng = np.random.default_rng(62)
W = rng.normal(size=(3, 2, 4, 6)) * 0.4
W[:, 0, 2, 3], W[:, 1, 3, 5] = [2, -1, 0], [-2, 0.5, 2]
model = linear_network(W.reshape(3, -1), np.array([0.0, 0.25, -0.25]), (2, 4, 6))
x = torch.from_numpy(rng.normal(size=(60, 2, 4, 6)) + 0.5)
with torch.no_grad():
    k = model(x + torch.from_numpy(rng.normal(size=x.shape)) / 4).argmax(dim=1)
    whole = int((model(x).argmax(dim=1) == k).sum())
counts = covered_counts(model, x, k, 2, 1.5)
row, column = first(counts)
got = check_parts(check_model_unchanged(find_shortcut, model, x, k, 2, 1.5), "the row", "the column", "the drop")
check_equal(
    "the corner",
    [int(place) for place in np.reshape(got[:2], 2)],
    [row, column],
    confusions={
        "axes: the row comes first.": [column, row],
        "fill: set the square to `fill`.": first(covered_counts(model, x, k, 2, 0.0)),
        "channels: fill the square in all channels.": first(covered_counts(model, x, k, 2, 1.5, channels=1)),
        "size: the square has size × size pixels.": first(covered_counts(model, x, k, 1, 1.5)),
        "smallest: the square that costs most, not the one that costs least.": first(counts, np.argmax),
        "corner: the upper left corner of the square, not its middle.": [row + 1, column + 1],
        "places: the last square touches the last row and column.": first(counts[:-1, :-1]),
    },
    hint="corner: which square costs the most *right answers*, in all pictures together?",
)
drop = (whole - counts.min()) / 60
check_close(
    "the drop",
    got[2],
    drop,
    confusions={
        "drop: by how much it falls, not what is left.": counts.min() / 60,
        "drop: a difference of shares, not a number of pictures.": drop * 60,
        "drop: the difference, not its share in what was right.": drop * 60 / whole,
        "drop: from what was right before, not from everything.": 1 - counts.min() / 60,
        "sign: a fall is positive.": -drop,
    },
)
# Two places that tell the same: the first one in row-major order is meant.
idle = linear_network(np.zeros((2, 12)), np.array([1.0, 0.0]), (1, 3, 4))
same = torch.ones((4, 1, 3, 4), dtype=torch.float64)
tied = check_parts(find_shortcut(idle, same, torch.tensor([0, 0, 1, 0]), 2, 0.0), "the row", "the column", "the drop")
check_close(
    "the answer where every square costs nothing",
    [float(number) for number in tied],
    [0, 0, 0],
    hint="ties: the first in row-major order, also where nothing is lost.",
)
gains = linear_network(np.array([[1.0, 1, 1, 1, 1, 1], [0.0] * 6]), np.array([-0.5, 0.0]), (1, 2, 3))
picture = torch.tensor([[[[1.0, -3, 2], [1, -3, 2]]]], dtype=torch.float64).repeat(2, 1, 1, 1)
helped = check_parts(find_shortcut(gains, picture, torch.tensor([0, 0]), 2, 1.0), "the row", "the column", "the drop")
check_close(
    "the answer where every square helps",
    [float(number) for number in helped],
    [0, 0, -1],
    hint="negative: the drop may be negative, and there is still a place where it is largest.",
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("find_shortcut")


def check_found(net, pictures, classes, side, value):
    """Check the answer for pictures of which two thirds are read right."""
    with torch.no_grad():
        labels = net(pictures).argmax(dim=1)
        labels[::3] = torch.from_numpy(rng.integers(classes, size=len(labels[::3])))
        before = int((net(pictures).argmax(dim=1) == labels).sum())
    table = covered_counts(net, pictures, labels, side, value)
    place = check_parts(check_model_unchanged(find_shortcut, net, pictures, labels, side, value), "a", "b", "c")
    expected = [*first(table), (before - table.min()) / len(pictures)]
    told = f"the answer for {len(pictures)} pictures of {tuple(pictures.shape[1:])}"
    check_close(told, [float(number) for number in place], expected)


for shape, N, K, side, value in [
    ((1, 3, 5), 12, 3, 2, 0.0),
    ((3, 4, 2), 20, 2, 1, -1.0),
    ((2, 3, 3), 5, 4, 3, 0.5),
    ((1, 5, 1), 1, 2, 1, 2.0),
]:
    for _ in range(3):
        net = smooth_network(rng, shape, K)
        check_found(net, torch.from_numpy(rng.normal(size=(*shape, N))).permute(3, 0, 1, 2), K, side, value)
fine = linear_network(1e4 * rng.normal(size=(3, 12)), np.zeros(3), (1, 3, 4))
drawn = rng.normal(size=(30, 1, 3, 4))
for faint in (-np.abs(drawn), drawn * [[0.0], [1.0], [1.0]]):  # faint and dark, faint with an empty row
    check_found(fine, torch.from_numpy(1e-4 * faint), 3, 1, 5e-5)
### END HIDDEN TESTS

# %% tags=["nbval-ignore-output"]
my_find_shortcut = yours(find_shortcut, shortcuts.find_shortcut)
found = {name: my_find_shortcut(net, own, k_test, 2, 0.0) for name, (net, own) in laboratories.items()}
for name, (row, column, drop) in found.items():
    print(f"laboratory {name}: covering ({row}, {column}) costs {drop:.2f} of the accuracy")

# %%
print("needs a corner most:", [name for name, (row, column, _) in found.items() if row in (0, 6) and column in (0, 6)])

# %% [markdown]
# Two networks suffer most when the *middle* of the digit is covered. The third one, the best of the three, needs a
# *corner* where a digit hardly ever has ink. Here is what stands there, in the pictures of laboratory B:

# %% tags=["nbval-ignore-output"]
plots.plot_maps({"A": laboratories["A"][1][shown, 0], "B": laboratories["B"][1][shown, 0]})

# %% tolerance=20
cheat = laboratories["B"][0]
for name, pictures in [("its own", laboratories["B"][1]), ("clean", x_test)]:
    print(f"network B on {name} digits: {reads(cheat, pictures)} right")

# %% [markdown]
# Scanner B prints a serial number of four dots in the corner, and the sheets were scanned digit by digit: the number
# *is* the label, in binary. The held-out digits came from other hands, but from the same scanner, so the test could not
# see it. Nobody meant to cheat; learning takes what is easiest. It has happened outside of classrooms: a horse was
# recognised by the name of its photographer (Lapuschkin 2019), pneumonia by the token that a hospital lays beside its
# patients (Zech 2018).
#
# Covering is a blunt tool: fill 0 does not remove the number, it writes another one (0000). In ten trainings with other
# first weights the corner was found each time; but a shortcut that is no place (a tint, a noise) is not found at all.
# What remains is the rule of lesson 1 in its strict form: *test on data from elsewhere*.
#
# ## 10 · Is it as sure as it says?
#
# A network that says «0.7» should be right 7 times in 10 when it says so. Sort held-out examples into bins by
# *confidence* (confiance), the largest probability; in each bin compare the mean confidence with the share that is
# right. The mean distance, weighted by the counts, is the *expected calibration error*:
#
# $$\text{ECE}=\sum_i\frac{n_i}N\,|\text{accuracy}_i-\text{confidence}_i|.$$
#
# ### 13.9 A reliability diagram
#
# `reliability(probabilities, k, bins)` takes probabilities (N, K) and k (N,). An example is right if its *first*
# largest probability is at k. Bin i, for i = 0 … bins − 1, takes confidences in $(i/\text{bins},(i+1)/\text{bins}]$:
# a confidence of 1 is in the last one. It returns `counts`, `confidence`, `accuracy`, arrays (bins,), with 0 and 0 in
# an empty bin, and the number `ece`.
#
# <details><summary>Nudge</summary>
#
# On which side is the border of a bin closed? Where does a confidence of exactly ½ go, with two bins?
#
# </details>
# <details><summary>Pointer</summary>
#
# For each bin, `inside = (sure > i / bins) & (sure <= (i + 1) / bins)`, then `inside.sum()` and means over `inside`;
# look for empty ones first.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# Confidences 0.5, 0.75, 1.0 of which the first and the last are right, two bins: counts 1 and 2; confidence 0.5 and
# 0.875; accuracy 1 and 0.5. ECE = ⅓ · 0.5 + ⅔ · 0.375 = 0.4167.
#
# </details>


# %% exercise="reliability" minutes=10 difficulty=2
def reliability(probabilities, k, bins):
    """Counts, mean confidence and accuracy by bins of confidence, and the expected calibration error.

    probabilities: (N, K).  k: (N,).  Returns counts, confidence, accuracy, each (bins,), and ece (float).
    """
    ### BEGIN SOLUTION
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == k
    counts, confidence, accuracy = np.zeros(bins, dtype=int), np.zeros(bins), np.zeros(bins)
    for i in range(bins):
        inside = (sure > i / bins) & (sure <= (i + 1) / bins)
        counts[i] = inside.sum()
        if counts[i]:
            confidence[i], accuracy[i] = sure[inside].mean(), right[inside].mean()
    return counts, confidence, accuracy, float(np.sum(counts * np.abs(accuracy - confidence)) / len(sure))
    ### END SOLUTION


# %% test="reliability" points=2
check_answer(reliability, forbids=["course_lib.calibration.reliability", "sklearn.calibration.calibration_curve"])
P = np.array(
    [
        [0.5, 0.25, 0.25],
        [0.125, 0.125, 0.75],
        [0.0, 1.0, 0.0],
        [0.375, 0.375, 0.25],
        [0.25, 0.125, 0.625],
        [0.0625, 0.9375, 0.0],
        [0.8125, 0.125, 0.0625],
        [0.0, 0.875, 0.125],
    ]
)
k = np.array([0, 2, 1, 0, 1, 1, 2, 0])
names = "the counts", "the confidence", "the accuracy", "the ECE"
counts, confidence, accuracy, ece = check_parts(check_unchanged(reliability, P, k, 4), *names)
check_equal(
    "the counts",
    counts,
    [0, 2, 2, 4],
    confusions={
        "border: a bin holds its upper border, and not its lower one.": [0, 1, 2, 5],
        "cumulative: each bin has its own, not all below.": [0, 2, 4, 8],
        "cumulative: a bin has a lower border too.": [8, 8, 6, 4],
        "true-class: the confidence is the largest probability, not that of the true class.": [3, 2, 1, 2],
        "range: the bins go from 0 to 1.": [3, 1, 1, 3],
        "range: the bins go from 0 to 1, and not from 1/K.": [2, 1, 2, 3],
        "last: a confidence of 1 is in the last bin.": [0, 2, 2, 3],
        "all: one confidence for each example, not one for each probability.": [15, 3, 2, 4],
        "all: one confidence for each example, not one for each probability above 0.": [11, 3, 2, 4],
        "right: count all examples, not only those that are right.": [0, 2, 1, 2],
    },
)
right_confidence, right_accuracy = np.array([0, 0.4375, 0.6875, 0.90625]), np.array([0, 1, 0.5, 0.5])
check_close(
    "the confidence",
    confidence,
    right_confidence,
    confusions={
        "empty: an empty bin has 0 and 0.": [np.nan, 0.4375, 0.6875, 0.90625],
        "empty: an empty bin has 0 and 0, and not its middle.": [0.125, 0.4375, 0.6875, 0.90625],
        "middle: the mean of the confidences, not the middle of the bin.": [0.125, 0.375, 0.625, 0.875],
        "middle: the mean of the confidences in the bin, not the middle of it.": [0, 0.375, 0.625, 0.875],
        "swapped: counts, confidence, accuracy, in this order.": right_accuracy,
        "share: the mean in the bin, not a sum over N.": right_confidence * [0, 2, 2, 4] / 8,
    },
)
check_close(
    "the accuracy",
    accuracy,
    right_accuracy,
    confusions={
        "first: among equal probabilities the first one is the answer.": [0, 0.5, 0.5, 0.5],
        "wrong: the share that is right, not wrong.": [0, 0, 0.5, 0.5],
        "share: the share in the bin, not of all.": [0, 0.25, 0.125, 0.25],
        "share: a share, not a number.": [0, 2, 1, 2],
    },
)
gaps = right_accuracy - right_confidence
check_close(
    "the ECE",
    ece,
    (2 * abs(gaps[1]) + 2 * abs(gaps[2]) + 4 * abs(gaps[3])) / 8,
    confusions={
        "weights: each bin counts by its examples.": np.abs(gaps).mean(),
        "weights: each bin counts by its examples, not as one of those that are not empty.": np.abs(gaps).sum() / 3,
        "absolute: what is too sure in one bin does not make up for another.": (2 * gaps[1] + 2 * gaps[2] + 4 * gaps[3])
        / 8,
        "absolute: bins do not make up for each other.": abs(2 * gaps[1] + 2 * gaps[2] + 4 * gaps[3]) / 8,
        "square: distances, not their squares.": (2 * gaps[1] ** 2 + 2 * gaps[2] ** 2 + 4 * gaps[3] ** 2) / 8,
        "square: no root of squares.": np.sqrt((2 * gaps[1] ** 2 + 2 * gaps[2] ** 2 + 4 * gaps[3] ** 2) / 8),
        "largest: the mean over the bins, not the largest.": np.abs(gaps).max(),
        "mean: divide by the number of examples.": 2 * abs(gaps[1]) + 2 * abs(gaps[2]) + 4 * abs(gaps[3]),
    },
)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("reliability")
for N, K, bins in [(1, 2, 1), (7, 3, 5), (40, 4, 3), (25, 2, 16), (300, 10, 10), (5, 1, 4), (64, 3, 2)]:
    table = (
        (rng.dirichlet(np.full(K, 0.5), size=N) if N != 64 else rng.multinomial(8, [0.5, 0.3, 0.2], size=N) / 8)
        .T.copy()
        .T
    )
    labels = rng.integers(K, size=N)
    held = [[] for _ in range(bins)]
    for p, label in zip(table.tolist(), labels.tolist(), strict=True):
        top = max(p)
        held[max(i for i in range(bins) if top > i / bins)].append((top, p.index(top) == label))
    means = [[sum(pair[part] for pair in inside) / max(len(inside), 1) for inside in held] for part in (0, 1)]
    away = sum(len(inside) * abs(sure - share) for inside, sure, share in zip(held, *means, strict=True)) / N
    got = check_parts(check_unchanged(reliability, table, labels, bins), *names)
    told = f"for {N} examples of {K} classes in {bins} bins"
    check_equal(f"the counts {told}", got[0], [len(inside) for inside in held])
    check_close(f"the confidence {told}", got[1], means[0], atol=1e-12)
    check_close(f"the accuracy {told}", got[2], means[1], atol=1e-12)
    check_close(f"the ECE {told}", got[3], away, atol=1e-12)
for row, bins, right in [([1.0, 0.0], 3, [0, 0, 1]), ([0.5, 0.5], 2, [1, 0]), ([0.25] * 4, 4, [1, 0, 0, 0])]:
    got = check_parts(check_unchanged(reliability, np.array([row, row]), np.array([1, 1]), bins), *names)
    told = f"for two examples with {row} that are both wrong"
    check_equal(f"the counts {told}", got[0], [2 * share for share in right])
    check_close(f"the accuracy {told}", got[2], np.zeros(bins))
    check_close(f"the ECE {told}", got[3], row[0], atol=1e-12)
### END HIDDEN TESTS

# %% [markdown]
# A network with plenty of weights has learnt 1000 digits of MNIST by heart and reads about nine in ten of the others.
# One number mends its confidence: divide all logits by a *temperature* T before the softmax. The order of the logits
# stays, and so does every answer; T = 2 only makes it modest. T is fitted on one half of the held-out digits, by the
# cross-entropy, and judged on the other half:

# %% tolerance=0.3
logits, k_mnist = calibration.small_mlp_logits()
my_reliability = yours(reliability, calibration.reliability)
T = calibration.best_temperature(logits[:2000], k_mnist[:2000])
print(f"best temperature {T:.1f}")

# %% tolerance=0.02
for temperature in (1.0, T):
    p = calibration.tempered(logits[2000:], temperature)
    counts, confidence, accuracy, ece = my_reliability(p, k_mnist[2000:], 10)
    share, sure = np.mean(p.argmax(axis=1) == k_mnist[2000:]), p.max(axis=1).mean()
    print(f"right {share:.3f}, mean confidence {sure:.3f}, ECE {ece:.3f}")

# %% tags=["nbval-ignore-output"]
from course_lib.figures.understanding_networks import Reliability

Reliability.of(logits[2000:3000], k_mnist[2000:3000])

# %% [markdown]
# Move the temperature until the bars meet the diagonal, and watch the accuracy, which does not move at all. Then take
# 100 examples and 30 bins, with the best temperature: the ECE grows to a multiple, although the network is the same.
# With three examples in a bin the share that is right is off by chance alone, and ECE adds the *absolute* values, so
# that chance cannot cancel. An ECE without N and the number of bins is no number.
#
# ## 11 · What does it cost?
#
# ### A count that is exact
#
# Deck 004 compares classical networks by parameters and operations («AlexNet … 62M, 1.5B; VGGNet … 138M, 19.6B»). Let
# us count. A convolution makes $\text{kernel}^2\cdot\text{channels in}$ multiplications for each number that it
# gives; with *groups*, each kernel reads only its own group's channels. Each multiplication comes with an addition: a
# pair is one MAC (multiply-accumulate) and *two* FLOPs.
#
# ### 13.10 Multiplications
#
# `count_macs(layers)` takes the layers of lesson 5: dicts with `"layer"`, which is `"input"` (`height`, `width`,
# `channels`), `"conv"` (`kernel`, `stride`, `channels`; `padding` may be absent, then 0; `groups` may be absent, then
# 1), `"pool"` (`kernel`, `stride`) or `"dense"` (`units`). It returns an int: the multiplications of one forward pass
# of one image, without biases and pooling. `accounting.shapes(layers)` gives what comes out of each layer, (height,
# width, channels) or (units,).
#
# <details><summary>Nudge</summary>
#
# How many numbers does a layer give, and how many products stand in each of them?
#
# </details>
# <details><summary>Pointer</summary>
#
# `for before, after, layer in zip(shapes[:-1], shapes[1:], layers[1:])`. A dense layer takes all that comes:
# `math.prod(before)`.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# An input of 4 × 6 × 2, a 3 × 3 convolution without padding to 8 channels with 2 groups: 2 · 4 · 8 = 64 numbers, each
# with 9 · 2 / 2 = 9 products: 576. A dense layer of 10 behind it: 640 more.
#
# </details>


# %% exercise="count_macs" minutes=7 difficulty=1
def count_macs(layers):
    """Multiplications of one forward pass of one image, without biases and pooling.  Returns an int.

    layers: list of dicts.
    """
    ### BEGIN SOLUTION
    sizes = accounting.shapes(layers)
    total = 0
    for before, after, layer in zip(sizes[:-1], sizes[1:], layers[1:], strict=True):
        if layer["layer"] == "conv":
            total += int(np.prod(after)) * layer["kernel"] ** 2 * before[2] // layer.get("groups", 1)
        elif layer["layer"] == "dense":
            total += int(np.prod(before)) * layer["units"]
    return total
    ### END SOLUTION


# %% test="count_macs" points=2
check_answer(count_macs, forbids=["course_lib.accounting.count_macs", "course_lib.accounting.multiplications"])
picture = {"layer": "input", "height": 9, "width": 14, "channels": 4}
conv = {"layer": "conv", "kernel": 3, "stride": 2, "padding": 1, "channels": 6}
grouped = {"layer": "conv", "kernel": 2, "stride": 1, "channels": 8, "groups": 2}
pool, dense, last = (
    {"layer": "pool", "kernel": 2, "stride": 2},
    {"layer": "dense", "units": 7},
    {"layer": "dense", "units": 3},
)
# 9 × 14 × 4 → 5 × 7 × 6 → 4 × 6 × 8 → 2 × 3 × 8 → 7 → 3
parts = 5 * 7 * 6 * 9 * 4, 4 * 6 * 8 * 4 * 3, 2 * 3 * 8 * 7, 7 * 3
check_equal(
    "the multiplications",
    check_unchanged(count_macs, [picture, conv, grouped, pool, dense, last]),
    sum(parts),
    confusions={
        "groups: with groups, a kernel reads its own group's channels alone.": sum(parts) + parts[1],
        "groups: each group makes its own share of the channels.": sum(parts) - parts[1] // 2,
        "padding: the picture gets a border before the kernel runs.": 4 * 6 * 6 * 36 + 3 * 5 * 8 * 12 + 2 * 8 * 7 + 21,
        "bias: biases are added, not multiplied.": sum(parts) + 5 * 7 * 6 + 4 * 6 * 8 + 7 + 3,
        "flops: count the multiplications; the additions come with them.": 2 * sum(parts),
        "pool: pooling multiplies nothing.": sum(parts) + 2 * 3 * 8 * 4,
        "weights: each weight is used at every place: these are the parameters.": 9 * 4 * 6
        + 4 * 3 * 8
        + parts[2]
        + parts[3],
        "dense: the dense layers multiply too.": parts[0] + parts[1],
        "input-size: one for each place of what comes out, not of what goes in.": 9 * 14 * 6 * 36
        + 5 * 7 * 8 * 12
        + parts[2]
        + parts[3],
        "kernel: a kernel has kernel × kernel weights in each channel.": 5 * 7 * 6 * 3 * 4
        + 4 * 6 * 8 * 2 * 3
        + parts[2]
        + parts[3],
        "channels: a kernel reads all channels that come in.": 5 * 7 * 6 * 9 + 4 * 6 * 8 * 4 + parts[2] + parts[3],
        "square: the picture need not be square.": 5 * 5 * 6 * 36 + 4 * 4 * 8 * 12 + 2 * 2 * 8 * 7 + 21,
    },
)
check_equal("the multiplications of VGG16", check_unchanged(count_macs, accounting.VGG16), 15_470_264_320)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

for known, right in [
    (accounting.VGG19, 19_632_062_464),
    (accounting.ALEXNET, 1_135_256_096),
    (accounting.LENET5, 416_520),
]:
    check_equal("the multiplications of a known network", count_macs(known), right)
check_equal("the multiplications of an input alone", count_macs([picture]), 0)
check_equal("the multiplications of a dense layer on a picture", count_macs([picture, last]), 9 * 14 * 4 * 3)
rng = fresh_generator("count_macs")
for _ in range(12):
    height, width, groups = (int(n) for n in rng.integers([7, 7, 1], [15, 15, 4]))
    inside, outside, kernel, stride, padding = (int(n) for n in rng.integers(1, 4, size=5))
    layer = {"layer": "conv", "kernel": kernel, "stride": stride, "channels": groups * outside, "groups": groups}
    layer |= {"padding": padding} if rng.integers(2) else {}
    around = layer.get("padding", 0)
    net = torch.nn.Conv2d(groups * inside, groups * outside, kernel, stride, around, groups=groups, bias=False)
    given = net(torch.zeros(1, groups * inside, height, width)).shape
    weights = net.weight[0].numel() * given.numel()
    table = [
        {"layer": "input", "height": height, "width": width, "channels": groups * inside},
        layer,
        {"layer": "dense", "units": 5},
    ]
    check_equal(f"the multiplications of {table}", count_macs(table), weights + 5 * given.numel())
### END HIDDEN TESTS

# %%
from course_lib import errata

my_count_macs = yours(count_macs, accounting.count_macs)
halves = [layer | {"groups": 2} if place in (3, 6, 7) else layer for place, layer in enumerate(accounting.ALEXNET)]
for name, layers in [("VGG16", accounting.VGG16), ("VGG19", accounting.VGG19), ("AlexNet in two halves", halves)]:
    millions, gmac = accounting.count_parameters(layers) / 1e6, my_count_macs(layers) / 1e9
    print(f"{name:22} {millions:6.1f} M parameters {gmac:6.2f} GMAC")
errata.show("E37")

# %% [markdown]
# So the row «VGGNet 138M, 19.6B» has the parameters of one network beside the MACs of another, and AlexNet's 1.5 B is
# twice what its two halves multiply, as if FLOPs had been meant. Units and sources *look* mixed, the usual accident of
# such tables and a reason to count.
#
# Counting is also how architectures are chosen («Une architecture optimale ?»). EfficientNet (Tan and Le 2019) makes a
# network deeper by $\alpha^\phi$, wider by $\beta^\phi$ and its pictures larger by $\gamma^\phi$, with
# $\alpha\beta^2\gamma^2\approx2$, so that each step of φ doubles the MACs: depth counts once, width enters squared
# (channels in *and* out), the picture's side too. (The slide lists «Largeur × Profondeur × Résolution × Canaux»; in the
# paper the width *is* the number of channels: three factors.) Neural architecture search, as FBNet does it, trains to
# choose; what it searches has to be paid too.
#
# ### A cost that is not
#
# From MACs to the climate there are four factors: how many *hours*, at how many *watts*, times the *PUE* (what the
# whole hall takes over what its machines take), times the *grams of CO₂* per kilowatt-hour of the grid. None is known
# exactly. So each is an interval, and the product is one.
#
# Multiplying all the lows and all the highs is too pessimistic: four independent factors are hardly ever all at their
# worst. If their errors are independent and symmetric in the logarithm, the squares of their half-widths add:
#
# $$\text{middle}=\prod_i\sqrt{\text{low}_i\,\text{high}_i},\qquad
# \frac{\text{high}}{\text{middle}}=\frac{\text{middle}}{\text{low}}
# =\exp\sqrt{\sum_i\Big(\tfrac12\ln\frac{\text{high}_i}{\text{low}_i}\Big)^2}.$$
#
# ### 13.11 Footprint
#
# `footprint(hours, watts, pue, grams_per_kwh)` takes four pairs (low, high) and returns (low, middle, high) in
# *kilograms*. A pair with low = high is exact. A bound ≤ 0, or low > high, is a ValueError.
#
# <details><summary>Nudge</summary>
#
# Which powers of ten stand between watt-hours and grams per kilowatt-hour on one side and kilograms on the other?
#
# </details>
# <details><summary>Pointer</summary>
#
# Work with logarithms: the middle is $\exp$ of a sum of $\frac12(\ln\text{low}_i+\ln\text{high}_i)$, times $10^{-6}$.
# `math.hypot(*halves)` is the root of a sum of squares.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# 2 hours exactly, 50 to 200 W, PUE 1 exactly, 100 to 400 g/kWh: the middle is 2 · 100 · 1 · 200 / 10⁶ = 0.04 kg. Both
# uncertain factors have a half-width of ln 2; $\exp(\sqrt2\ln2)=2.665$. So 0.0150, 0.04, 0.1066 kg.
#
# </details>


# %% exercise="footprint" minutes=8 difficulty=2
def footprint(hours, watts, pue, grams_per_kwh):
    """Kilograms of CO2 equivalent as (low, middle, high).  Each argument: (low, high), both > 0, or ValueError."""
    ### BEGIN SOLUTION
    pairs = np.array([hours, watts, pue, grams_per_kwh], dtype=float)  # (4, 2)
    if np.any(pairs <= 0) or np.any(pairs[:, 0] > pairs[:, 1]):
        raise ValueError("bounds must be positive, the lower one first")
    logs = np.log(pairs)
    middle = np.exp(logs.mean(axis=1).sum()) / 1e6
    factor = np.exp(np.sqrt(np.sum(((logs[:, 1] - logs[:, 0]) / 2) ** 2)))
    return middle / factor, middle, middle * factor
    ### END SOLUTION


# %% test="footprint" points=2
check_answer(footprint, forbids=["course_lib.costs.footprint"])
factors = (3.0, 12.0), (100.0, 900.0), (1.0, 1.44), (20.0, 500.0)
centre, halves = 6 * 300 * 1.2 * 100 / 1e6, [np.log(2), np.log(3), np.log(1.2), np.log(5)]
wide, worst = np.exp(np.sqrt(np.sum(np.square(halves)))), np.prod(np.exp(halves))
three = np.array([1 / wide, 1, wide])
low, middle, high = check_parts(check_unchanged(footprint, *factors), "the lower end", "the middle", "the upper end")
check_close(
    "the middle",
    middle,
    centre,
    confusions={
        "unit: kilograms, not grams.": centre * 1000,
        "unit: watts and kilowatts, grams and kilograms: both have a factor of a thousand.": centre * 1e6,
        "unit: grams to tonnes is too far.": centre / 1000,
        "geometric: the geometric mean of the two bounds, not their mean.": 7.5 * 500 * 1.22 * 260 / 1e6,
        "geometric: the geometric mean, not the mean of the two ends.": (3 * 100 * 20 + 12 * 900 * 1.44 * 500) / 2e6,
        "root: the root of the product of the two bounds.": centre**2 * 1e6,
        "pue: the hall multiplies: PUE is a factor.": centre / 1.2,
        "pue: the hall takes more than its machines: multiply.": centre / 1.44,
    },
)
check_close(
    "the ends",
    [low, high],
    centre * three[[0, 2]],
    confusions={
        "independent: not all factors are at their worst at once.": [centre / worst, centre * worst],
        "half: half of the logarithm of high over low.": [centre / wide**2, centre * wide**2],
        "squares: the root of the sum of squares, in logarithms.": [
            centre / wide ** np.log(wide),
            centre * wide ** np.log(wide),
        ],
        "squares: square the half-widths in logarithms, not the factors.": centre
        * np.array([1 / np.sqrt(4 + 9 + 1.44 + 25), np.sqrt(4 + 9 + 1.44 + 25)]),
        "mean: the sum over the factors, not their mean.": [
            centre / np.exp(np.log(wide) / 2),
            centre * np.exp(np.log(wide) / 2),
        ],
        "widest: all four factors count, not the widest alone.": [centre / 5, centre * 5],
        "exponential: go back from logarithms.": [centre / np.log(wide), centre * np.log(wide)],
        "exponential: the interval is symmetric in the logarithm.": [
            centre - centre * np.log(wide),
            centre + centre * np.log(wide),
        ],
        "order: low, middle, high.": centre * three[[2, 0]],
    },
)


def refuses(*pairs):
    try:
        footprint(*pairs)
    except ValueError:
        return True
    return False


good = (1.0, 2.0), (1.0, 2.0), (1.0, 2.0), (1.0, 2.0)
check_that(
    all(refuses(*good[:n], (2.0, 1.0), *good[n + 1 :]) for n in range(4)),
    "bounds: the lower bound comes first, in each factor, else a ValueError.",
    "(2, 1) is accepted",
)
check_that(
    all(refuses(*good[:n], bad, *good[n + 1 :]) for n in range(4) for bad in [(0.0, 1.0), (-1.0, 1.0), (-2.0, -1.0)]),
    "positive: a bound that is not positive is a ValueError.",
    "0 or a negative bound is accepted",
)
### BEGIN HIDDEN TESTS
import math

from course_lib.fresh import fresh_generator

rng = fresh_generator("footprint")
for exact in [(), (0,), (2,), (1, 3), (0, 1, 2), (0, 1, 2, 3)]:
    for scale in (1.0, 1e-6, 1e9):
        pairs = [sorted(rng.lognormal(sigma=2, size=2) * scale) for _ in range(4)]
        pairs = [(pair[1], pair[1]) if n in exact else tuple(pair) for n, pair in enumerate(pairs)]
        logs = [math.log(first) for first, _ in pairs], [math.log(second) for _, second in pairs]
        half = math.hypot(*((two - one) / 2 for one, two in zip(*logs, strict=True)))
        log_middle = (sum(logs[0]) + sum(logs[1])) / 2 - 6 * math.log(10)
        right = [math.exp(log_middle + side * half) for side in (-1, 0, 1)]
        got = check_parts(check_unchanged(footprint, *pairs), "the lower end", "the middle", "the upper end")
        check_close(f"the footprint of {pairs}", [float(number) for number in got], right, atol=0)
        check_that(got[0] > 0, "positive: a footprint is positive, however small.", "the lower end is not positive")
### END HIDDEN TESTS

# %% [markdown]
# This lesson on a laptop, half a minute at most; and BLOOM, a language model of 176 billion weights, whose authors
# published their meter (Luccioni and others 2022). The grid is where the computer stands:

# %%
my_footprint = yours(footprint, costs.footprint)
at = costs.quantity
gpu_hours, card = at("BLOOM, final training").interval, at("an A100 at work").interval
hall = at("overhead of a good or an average data centre").interval
for name, *factors in [
    (
        "this lesson, anywhere",
        (10 / 3600, 40 / 3600),
        at("a laptop at work").interval,
        (1, 1),
        at("electricity, Norway to India").interval,
    ),
    ("BLOOM in France", gpu_hours, card, hall, at("electricity, France").interval),
    ("BLOOM somewhere", gpu_hours, card, hall, at("electricity, Norway to India").interval),
]:
    low, middle, high = my_footprint(*factors)
    doubt = costs.shares_of_doubt(*factors)
    print(f"{name:22} {low:10.3g} … {middle:8.3g} … {high:8.3g} kg;  of the doubt the grid brings {doubt[3]:.0%}")

# %% [markdown]
# The authors' own figures for BLOOM are 24.7 tonnes, if only the running machines count, and 50.5 with idling and the
# making of the machines: the lower figure leaves the hall out, the upper one adds what our four factors do not know.
# The slide's chart (AI Index 2023, after the same paper) puts it beside GPT-3 with 502 tonnes: a network of the same
# size, on another grid, with other cards. If nobody says where, the interval spans a factor of about 25, and nearly
# all of the doubt is the grid.
#
# The life-cycle analysis of Mistral Large 2 (the deck's last source) counts a page of 400 tokens; its values are lost
# in our text of the slide, so we quote none. What it has and our formula has not: the making of the hardware, water,
# metals.

# %%
from course_lib.figures.understanding_networks import Footprint

Footprint()

# %% [markdown]
# ## 12 · What does more buy?
#
# Deck 004 ends with foundation models (Bommasani and others 2021), which live by one observation: when data, weights
# and computation grow, the loss falls along a *power law* (loi de puissance),
#
# $$L(n)\approx c+a\,n^{-b},$$
#
# a straight line on logarithmic axes until the floor $c$ is near. If one believes it, a small experiment predicts a
# large one, and somebody pays for the large one. Let us believe it for our digits, and then look.
#
# ### 13.12 Fit a power law
#
# `fit_power_law(n, loss)` takes n (M,) > 0 and losses (M,), M ≥ 4, and returns (a, b, c) with the least sum of squares
# $\sum(c+an^{-b}-L)^2$, on the losses themselves and not on their logarithms, subject to $a\ge0$, $c\ge0$,
# $0.01\le b\le2$. Your sum of squares has to be within 1 % of the best; without noise, so have the parameters.
#
# <details><summary>Nudge</summary>
#
# If b were known, how hard would a and c be to find?
#
# </details>
# <details><summary>Pointer</summary>
#
# For each b on a fine grid (a thousand from 0.01 to 2, then a finer one about the best) solve the line $L\approx
# c+a\,p$ with $p=n^{-b}$. If that gives c < 0, the best is c = 0, $a=\langle p,L\rangle/\langle p,p\rangle$; if a < 0,
# it is a = 0 and c the mean. `scipy.optimize.nnls` does it too; with very large n, scale p to about 1 first.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# n = 1, 4, 16, 64 and losses 2.5, 1.5, 1, 0.75: from step to step the differences halve, −1, −½, −¼, and n grows
# fourfold. So $4^{-b}=\frac12$, b = ½; a = 2 and c = ½. A line through the logarithms would give b = 0.29.
#
# </details>


# %% exercise="fit_power_law" minutes=15 difficulty=3
def fit_power_law(n, loss):
    """Least squares of loss = c + a n^(-b), a >= 0, c >= 0, 0.01 <= b <= 2.

    n: (M,) > 0, M >= 4.  loss: (M,).  Returns a, b, c.
    """

    ### BEGIN SOLUTION
    def given(b):
        """The least sum of squares for this b, with its a and c."""
        p = (n / n[0]) ** -b  # near 1
        spread = p - p.mean()
        a = max(spread @ loss / (spread @ spread), 0.0)
        c = loss.mean() - a * p.mean()
        if c < 0:
            a, c = max(p @ loss / (p @ p), 0.0), 0.0
        return np.sum((c + a * p - loss) ** 2), a * n[0] ** b, b, c

    n, loss = np.asarray(n, dtype=float), np.asarray(loss, dtype=float)
    low, high = 0.01, 2.0
    for _ in range(8):
        grid = np.linspace(low, high, 401)
        best = min(given(b) for b in grid)
        step = grid[1] - grid[0]
        low, high = max(best[2] - 2 * step, 0.01), min(best[2] + 2 * step, 2.0)
    return best[1:]
    ### END SOLUTION


# %% test="fit_power_law" points=3
check_answer(fit_power_law, forbids=["course_lib.scaling.fit_power_law"])
n = np.array([3.0, 10.0, 40.0, 90.0, 400.0, 1000.0])
loss = 0.25 + 3.0 * n**-0.7


def line_on_logarithms(n, loss):
    slope, height = np.polyfit(np.log(n), np.log(loss), 1)
    return [np.exp(height), -slope, 0.0]


def without_floor(n, loss):
    fits = [(np.sum(((n**-b) @ loss / (n**-b @ n**-b) * n**-b - loss) ** 2), b) for b in np.linspace(0.01, 2, 20001)]
    p = n ** -min(fits)[1]
    return [p @ loss / (p @ p), min(fits)[1], 0.0]


found = check_parts(check_unchanged(fit_power_law, n, loss), "a", "b", "c")
a, b, c = (float(number) for number in found)
check_close(
    "(a, b, c)",
    [a, b, c],
    [3.0, 0.7, 0.25],
    rtol=0.01,
    confusions={
        "logarithms: the squares of the losses' errors, not of their logarithms'.": line_on_logarithms(n, loss),
        "floor: there is a floor c under the law.": without_floor(n, loss),
        "exponent: the law is n to the power of minus b: b is positive.": [3.0, -0.7, 0.25],
        "order: a, b, c, in this order.": [3.0, 0.25, 0.7],
        "order: a, b, c, and not c first.": [0.25, 3.0, 0.7],
        "scale: a belongs to n as it is.": [3.0 * 3.0**-0.7, 0.7, 0.25],
        "scale: a belongs to n as it is, not to a share of the largest.": [3.0 * 1000.0**-0.7, 0.7, 0.25],
        "lowest: the floor is where the law ends, not the smallest loss.": [
            *line_on_logarithms(n[:-1], (loss - loss.min())[:-1])[:2],
            loss.min(),
        ],
    },
    hint="coarse: the parameters are known to 1 % here: search on a finer grid, or from more than one start.",
)
for told, bad, id_of in [
    ("losses that would fit a negative floor", 2.0 * n**-0.5 - 0.02, "floor-sign: c is not negative."),
    ("losses that rise", 0.5 + n / 2000, "rising: a is not negative: the best fit to rising losses is a constant."),
    ("losses that fall faster than the square", 4.0 * n**-3.0 + 0.125, "range: b lies between 0.01 and 2."),
]:
    a, b, c = (float(number) for number in check_parts(check_unchanged(fit_power_law, n, bad), "a", "b", "c"))
    check_that(a >= 0 and c >= 0 and 0.0099 <= b <= 2.0001, id_of, f"a is {a:.3g}, b is {b:.3g}, c is {c:.3g}")
    best = scaling.squared_error(n, bad, *scaling.fit_power_law(n, bad))
    check_that(
        scaling.squared_error(n, bad, a, b, c) <= 1.01 * best + 1e-12,
        "best: within the limits there is a better fit.",
        f"for {told} the sum of squares is {scaling.squared_error(n, bad, a, b, c):.3g}, and {best:.3g} is possible",
    )
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("fit_power_law")
for sizes in [[20, 40, 80, 160], [1, 2, 4, 8, 16, 32], [1e3, 1e4, 3e5, 1e6, 2e8], [0.5, 700, 3, 20, 90]]:
    sizes = np.array(sizes, dtype=float)
    for noise in (0.0, 0.02, 0.3):
        law = float(rng.uniform(0.3, 1.2)), float(rng.uniform(0.05, 0.5))
        losses = law[1] + (sizes / sizes.min()) ** -law[0] + noise * rng.normal(size=len(sizes))
        a, b, c = (
            float(number) for number in check_parts(check_unchanged(fit_power_law, sizes, losses), "a", "b", "c")
        )
        check_that(
            a >= 0 and c >= 0 and 0.0099 <= b <= 2.0001,
            "range: a and c are not negative, and b lies in its range.",
            f"a is {a:.3g}, b is {b:.3g}, c is {c:.3g}",
        )
        best = scaling.squared_error(sizes, losses, *scaling.fit_power_law(sizes, losses))
        check_that(
            noise == 0 or scaling.squared_error(sizes, losses, a, b, c) <= 1.01 * best + 1e-12,
            "best: there is a better fit.",
            f"for n = {sizes.tolist()} the sum of squares is {scaling.squared_error(sizes, losses, a, b, c):.3g}",
        )
        if noise == 0:
            check_close("b and c of an exact law", [b, c], law, rtol=0.01)
            check_close("a of an exact law", a, sizes.min() ** law[0], rtol=0.02 + 0.01 * abs(np.log(sizes.min())))
for told, level, least in [("constant losses", 0.5, 0.0), ("no losses", 0.0, 0.0), ("losses below 0", -0.5, 1.5)]:
    met = check_parts(check_unchanged(fit_power_law, n, np.full(6, level)), "a", "b", "c")
    check_that(
        scaling.squared_error(n, np.full(6, level), *(float(number) for number in met)) <= 1.01 * least + 1e-9,
        "best: losses that are all alike have the nearest constant that is not negative.",
        f"{told}, all of them {level}, are not met",
    )
a, b, c = (
    float(number) for number in check_parts(check_unchanged(fit_power_law, n, 1e-4 * (0.5 + n**-0.6)), "a", "b", "c")
)
check_close(
    "10 000 a, b and 10 000 c of an exact law for small losses",
    [1e4 * a, b, 1e4 * c],
    [1.0, 0.6, 0.5],
    rtol=0.01,
    hint="small: small losses have a law as well: an absolute tolerance ends too early.",
)
### END HIDDEN TESTS

# %% [markdown]
# The experiment: a small network, trained on n digits of about ten people and tested on those of others, four times.
# The law is fitted to n = 20 … 320, then extended to 1280.

# %% tags=["nbval-ignore-output"]
my_fit_power_law = yours(fit_power_law, scaling.fit_power_law)
X_train, digit_train, X_test, digit_test = datasets.digits()
sizes = 20 * 2 ** np.arange(7)
errors = scaling.learning_curve(X_train, digit_train, X_test, digit_test, sizes)
a, b, c = my_fit_power_law(sizes[:5], errors[:5].mean(axis=1))
plots.plot_power_law(sizes, errors, (a, b, c), known=5)

# %% tolerance=0.03
for size, error in zip(sizes, errors, strict=True):
    print(f"n = {size:4}: error {error.mean():.3f} ± {error.std(ddof=1) / 2:.3f}, the law says {c + a * size**-b:.3f}")

# %% [markdown]
# Four times the data, and the error is foretold to about a hundredth. But with other seeds it was up to 0.05 off, for
# what decides it is the floor $c$, of which the small n know almost nothing: fitted to four points, it came out
# *anywhere from 0 to 0.13*. Drag the last known n in the figure.
#
# The floor says «stop, more data will not help». More of what? On other digits of the *same* hands such networks miss 4
# %, and 320 digits of three hands teach less than 320 of ten: more people would help. A scaling law is a prediction,
# with an interval, for whoever then looks.

# %% tags=["nbval-ignore-output"]
from course_lib.figures.understanding_networks import PowerLaw

PowerLaw.of(sizes, errors)

# %% [markdown]
# ## 13 · Three passports
#
# Back to the question of the first cell, with everything that you have written. Each laboratory hands in its network
# and its held-out digits. Your functions write the passport.

# %% tolerance=0.2
lines = (
    "right on its own digits",
    "right on digits from elsewhere",
    "right when its place is covered",
    "that place is at the border (1) or not (0)",
    "ECE on its own digits",
    "saliency unlike that of random weights",
)
passports = {line: [] for line in lines}
x_elsewhere = shortcuts.elsewhere(x_test)
for net, own in (laboratories[name] for name in "ABC"):
    with torch.no_grad():
        p = net(own).double().softmax(dim=1).numpy()
    row, column, drop = my_find_shortcut(net, own, k_test, 2, 0.0)
    map_of, blank_map = (my_saliency(one, own[:100], k_test[:100]).numpy() for one in (net, untrained))
    right = shortcuts.right_answers(net, own, k_test) / 450
    told = [
        right,
        shortcuts.right_answers(net, x_elsewhere, k_test) / 450,
        right - drop,
        float(max(abs(row - 3), abs(column - 3)) >= 3),
        my_reliability(p, k_test.numpy(), 10)[3],
        1 - np.mean([my_similarity(u, v) for u, v in zip(map_of, blank_map, strict=True)]),
    ]
    for line, value in zip(passports.values(), told, strict=True):
        line.append(value)
print(" " * 50 + "A       B       C")
for name, values in passports.items():
    print(f"{name:42}", *(f"{value:7.2f}" for value in values))
convicted = [name for n, name in enumerate("ABC") if passports[lines[1]][n] < passports[lines[0]][n] - 0.2]
print("falls by more than 0.2 elsewhere:", *convicted)

# %%
layers = [
    {"layer": "input", "height": 8, "width": 8, "channels": 1},
    {"layer": "conv", "kernel": 3, "stride": 1, "padding": 1, "channels": 16},
    {"layer": "pool", "kernel": 2, "stride": 2},
    {"layer": "conv", "kernel": 3, "stride": 1, "padding": 1, "channels": 32},
]
print(f"multiplications for a digit, without the last layer: {my_count_macs(layers)}")

# %% [markdown]
# The first line would have bought network B. Two lines of your own convict it: the place at the border, and the digits
# from elsewhere, a scanner with a weaker lamp (ink a tenth paler) that prints no numbers. The last two lines do
# *not*: on its own digits the cheat is well calibrated, for there it is right; and its maps differ from a random
# network's as an honest network's do. No single number is a passport.
#
# And the honest ones? Move their digits by one pixel, and see:

# %% tolerance=20
moved = torch.roll(x_test, 1, dims=2)  # the lowest row comes in above
for name in "AC":
    print(f"network {name}, digits one row lower: {reads(laboratories[name][0], moved)} right")

# %% [markdown]
# Nobody has cheated there, and yet a quarter of the answers is gone: all training digits were centred. Every passport
# is valid for some country only.
#
# ### With care: tables, attacks, claims
#
# **AIRS, read with care.** Deck 000 shows accuracies 94, 86 and 92, 91. Rows are how the network was trained (before,
# after perturbation), columns how it was tested: robust training costs 2 points on clean images (94 → 92) and gains 5
# under attack (86 → 91). Exchange rows and columns and the sentence is false. Lesson 6 reproduces the table's form.
#
# **Can the left picture exist?** The same deck shows a stop sign (0.9153) that becomes a flowerpot (0.8374), and asks
# that question. An attack chosen pixel by pixel leaves the set of pictures that a camera can take; how far attacks by
# stickers in the street go is another question, and the deck says of camouflage that nothing *shows* today that it is
# really possible. In your terms: x was changed where no data ever was.

# %% [markdown]
# ### A tour of claims
#
# The decks show what networks are used for. Each card has a claim, and what would check it.
#
# **Card 1, segmentation from above** (deck 000: military intelligence, town planning, climate, medicine; Quantcube,
# CLS, WHITE LIGHT). Claim: maps of land use from satellites. Check: IoU on a *country* that was not in the training
# (lesson 11), since neighbouring tiles share their shortcut.

# %% [markdown]
# **Card 2, interactive segmentation.** A person clicks where the map is wrong and the network refines it. Check: clicks
# until 90 % IoU, counted with people, not with a program that knows the truth.

# %% [markdown]
# **Card 3, few labels.** Semi-supervised, self-supervised and incremental learning. Check: the learning curve of
# section 12 with and without the unlabelled data, and what is forgotten of the old classes.

# %% [markdown]
# **Card 4, 3-D.** Depth and shape from pictures. Check: millimetres on objects that were measured, not likeness.

# %% [markdown]
# **Card 5, what was in the press** (deck 003: colouring, super-resolution, poses, dance, captions, surveillance,
# translation, style, driving). Two of its sources are exchanged, which this cell tells. «LipNet reads 93 % of the
# sentences, trained people 52 %» is 93.4 % *accuracy* in the paper's first version, most likely of words, on a corpus
# of sentences with a fixed grammar. «Better than people» always has a corpus, a measure and a date: ask for the
# three.

# %%
errata.show("E31")
errata.show("E32")

# %% [markdown]
# **Card 6, history.** The formal neuron is McCulloch's and Pitts' of 1943; «What the frog's eye tells the frog's brain»
# came in 1959, with Lettvin and Maturana. LSTM is long *short-term memory* and the challenge ILSVRC. The theory of
# trajectories is Newton's of 1687. And the growth of computing power (Moore, on the slide over 50 years) is another
# straight line on a log axis: by section 12 you know what to ask of it.

# %%
for name in ("E26", "E27", "E51", "E54"):
    one = errata.erratum(name)
    print(f"{name}, {one.where}: {one.right}")

# %% [markdown]
# ### An open challenge
#
# Build a network D that cheats and gets through all lines of the passport: right on its own digits, right enough
# elsewhere, no place that `find_shortcut` names. (A start: a shortcut that is no place. What does a network learn if
# the *brightness* of all of the paper tells the class?) Then add a line which catches it, and which A and C
# pass.

# %% [markdown]
# ### In words: the horse and the hospital
#
# A hospital wants to buy a network that reads chest X-rays: 97 % right on 10 000 held-out pictures from the three
# hospitals where it was trained. The seller shows saliency maps, «the network looks at the lung», and an ECE of 0.01.
#
# Which of the three claims would a network pass that reads the hospital's mark in the corner? Which two measurements
# would you ask for before the purchase, on which pictures? And what would each of them still not show?
#
# Double-click the cell below and write four to six sentences. No test reads it: a person does.

# %% written="hospital" points=2 minutes=8 difficulty=2
# - It passes the first (same hospitals, same marks) and the third (it is right where it is sure, on these pictures). It
#   may pass the second: a map can show the lung because the lung is what has contrast; without randomised weights or a
#   comparison with an untrained network, the map says nothing about what was learnt.
# - Ask for the accuracy on pictures from a fourth hospital, never used, with its own machines; and for the accuracy
#   when corners and margins are covered in all pictures (find_shortcut), with the fill told. Or: randomised-layer
#   controls.
# - The fourth hospital may share the shortcut (same maker, same treatment of the ill); covering finds only shortcuts
#   that are places; calibration at one hospital does not carry over to another one with other shares of illness.
#
# 2 points: names the claims that the cheat passes, and asks for data from elsewhere and a control. 1 point for one of
# the two.

# %% [markdown]
# ## Summary
#
# - What is explained is a logit. Saliency is its slope; occlusion replaces, and the fill is a choice; integrated
#   gradients add up, whatever was learnt; CAM is the same sum in another order.
# - Explain a network with random weights too. What stays the same explained the input.
# - A probe needs its control, for random features know a lot.
# - A shortcut stays in one place while evidence moves. Cover that place in all pictures, and test on data from
#   elsewhere.
# - Confidence is mended by one number, accuracy never. An ECE without N and bins is no number.
# - A MAC is two FLOPs. A cost has an interval, and the grid is most of it. A power law predicts; look afterwards.
#
# **A course in a few lines** (deck 004, «Résumé»): networks are layers, trained by stochastic descent; the descent is
# delicate, and details matter; for pictures, text and sound there is no way around them today. Add one line of your
# own: what did you have to see before you believed it?
#
# **Errata that you met**: E37 and E51 (deck 004), E31 and E32 (deck 003), E26, E27 and E54 (history).
#
# **Next**: the exam room, where questions are drawn for you.
#
# **Further reading**
#
# - K. Simonyan, A. Vedaldi and A. Zisserman, *Deep inside convolutional networks*, 2014. M. Zeiler and R. Fergus,
#   *Visualizing and understanding convolutional networks*, 2014. M. Sundararajan, A. Taly and Q. Yan, *Axiomatic
#   attribution for deep networks*, 2017. B. Zhou et al., *Learning deep features for discriminative localization*,
#   2016.
# - J. Adebayo et al., *Sanity checks for saliency maps*, 2018. G. Alain and Y. Bengio, *Understanding intermediate
#   layers using linear classifier probes*, 2017.
# - S. Lapuschkin et al., *Unmasking Clever Hans predictors*, 2019. J. Zech et al., *Variable generalization performance
#   of a deep learning model to detect pneumonia*, 2018. C. Guo et al., *On calibration of modern neural networks*,
#   2017.
# - A. Luccioni, S. Viguier and A.-L. Ligozat, *Estimating the carbon footprint of BLOOM*, 2022. J. Hestness et al.,
#   *Deep learning scaling is predictable, empirically*, 2017. R. Bommasani et al., *On the opportunities and risks of
#   foundation models*, 2021.
# - <https://distill.pub>, <https://microscope.openai.com/models>, <https://poloclub.github.io/cnn-explainer/>
