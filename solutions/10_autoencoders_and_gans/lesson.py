# %% [markdown]
# # Lesson 10: Autoencoders and GANs
#
# Below are three rows of digits, and nobody tells you which is which. One row was written by people. One was drawn by a
# network that had looked at 673 digits without ever hearing that there are ten kinds of them. And one comes from a
# machine that has understood nothing at all.
#
# **What has a network understood of images when nobody gives it a label, and how would you know?**
#
# **You will be able to**
#
# - press a picture into a few numbers and back, and prove that a linear network can do no better than algebra;
# - train a denoiser and judge it by a theorem, the best that any linear machine can do;
# - put a law on a code, so that an autoencoder can draw what it has never seen;
# - write the game of a forger and a critic, and see why a game is not a descent;
# - measure what a generator covers, how good its samples are and whether they are copies, and break each measure.
#
# **Slides**: deck 002 «Autres architectures», AE and GAN; deck 001 p. 27-28.
#
# | | exercise | points |
# |---|---|---|
# | 10.1 | `fit_pca`: the best k numbers | 2 |
# | 10.2 | `linear_autoencoder_gradients`: the same as a network | 3 |
# | 10.3 | `linear_denoiser`: a bar that is a theorem | 2 |
# | 10.4 | `train_denoiser`: over the bar | 3 |
# | 10.5 | `reparameterize`: a gradient through a die | 1 |
# | 10.6 | `kl_to_standard`: what a code costs | 2 |
# | 10.7 | `gan_losses`: forger and critic | 2 |
# | 10.8 | `optimal_discriminator`: the perfect critic | 2 |
# | 10.9 | `dirac_gan`: one number against one number | 2 |
# | 10.10 | `mode_coverage`: what is found, what is good | 2 |
# | 10.11 | `copying_score`: unmask a photocopier | 2 |
# | 10.12 | `faulty_losses`: which of nine are wrong? | 2 |
#
# It takes 120 to 170 minutes. Sections 1 to 3, 4, 5 to 7 and 8 to 9 can be read one without the other.
# Run the next cell first.
#
# **Short of time?** Leave out 10.2, 10.8 and 10.12: the finale runs with the library's functions where yours are
# missing.

# %% setup=true
import zlib

import numpy as np
import torch
from torch import nn

from course_lib import (
    autoencoders,
    bumps,
    critics,
    datasets,
    denoising,
    dirac_game,
    generator_measures,
    notebook,
    principal_components,
    variational,
)
from course_lib.checks import (
    check_answer,
    check_close,
    check_parts,
    check_shape,
    check_that,
    check_unchanged,
)
from course_lib.plots import autoencoders_and_gans as plots
from course_lib.principal_components import rebuilding_error

notebook.prepare()
check, show_test, yours = notebook.tests_of("10_autoencoders_and_gans")
torch.set_num_threads(1)  # networks as small as ours gain nothing from more, and the number of cores changes no sum

X_train, k_train, X_test, k_test = datasets.digits()  # X (N, 64) in [0, 1]; the held-out digits are other people's
order = np.random.default_rng(0).permutation(len(X_train))  # so that the two halves are of the same people
X_train, k_train = X_train[order], k_train[order]
own, other = X_train[:673], X_train[673:1346]  # what the machines are shown, and as many that they never see

# %% tags=["nbval-ignore-output"]
vae = variational.train_vae(own, seed=0, steps=1500)
rng = np.random.default_rng(5)
plots.plot_rows(
    {
        "row A": vae.draw(12, rng),
        "row B": own[rng.integers(len(own), size=12)] + rng.normal(scale=0.02, size=(12, 64)),
        "row C": other[rng.integers(len(other), size=12)],
    }
)

# %% [markdown]
# Row A looks a little smooth. But B and C? No eye can tell them apart, because B *is* handwriting: its machine is a
# photocopier with a little dust on the glass. Somebody who judges a generator by looking at its samples would give it
# the prize. At the end of the lesson you will have three numbers, and one of them will say it at once.
#
# ## 1 · How few numbers are enough?
#
# An *autoencoder* is an encoder (encodeur), which takes a picture $x$ of 64 pixels to $k$ numbers, its *code* in the
# latent space (espace latent), and a decoder (décodeur), which makes a picture $\hat x$ of them. It is trained to give
# back what it was given, so it needs no label. What keeps it from copying? Here it is the narrow place in the middle;
# in section 3 it will be noise.
#
# **Question.** Let both be linear: one dense layer in, one out. What would be the best $k$ numbers?
#
# The answer is older than computers. Take the mean away, and keep the coordinates along the $k$ orthogonal directions
# in which the data vary most. That is *principal component analysis* (analyse en composantes principales), and among
# all linear machines with $k$ numbers in the middle none loses less.
#
# ### 10.1 The best directions
#
# `fit_pca(X, k)` takes X (N, D) and $1\le k\le\min(N,D)$. It returns the mean (D,) and W (k, D): the rows of W are
# orthonormal, the direction of largest variance first, each with whichever sign you like. The code of $x$ is
# `(x - mean) @ W.T`. The columns are not scaled. With N = 1 the mean is that row, and W any row of length 1.
#
# <details><summary>Nudge</summary>
#
# Which matrix has these directions as its eigenvectors? And in which order does your library hand them out?
#
# </details>
# <details><summary>Pointer</summary>
#
# `np.linalg.svd(X - mean, full_matrices=False)` gives them as the *rows* of its third result, largest first.
# `np.linalg.eigh` of the covariance gives them as *columns*, smallest first.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# The rows (1, 0), (3, 4), (5, 8) have mean (3, 4) and lie on a line of direction (1, 2). With k = 1, W is
# $\pm(1,2)/\sqrt5$, and the codes are $\mp\sqrt{20}$, 0 and $\pm\sqrt{20}$.
#
# </details>


# %% exercise="fit_pca" minutes=10 difficulty=2
def fit_pca(X, k):
    """The mean of X and its k orthonormal directions of largest variance, largest first, each up to its sign.

    X: (N, D).  1 <= k <= min(N, D).  Returns mean (D,), W (k, D).
    """
    ### BEGIN SOLUTION
    mean = X.mean(axis=0)
    _, _, directions = np.linalg.svd(X - mean, full_matrices=False)
    return mean, directions[:k]
    ### END SOLUTION


# %% test="fit_pca" points=2
check_answer(
    fit_pca,
    forbids=[
        "course_lib.principal_components.fit_pca",
        "sklearn.decomposition.PCA",
        "sklearn.decomposition.IncrementalPCA",
        "sklearn.decomposition.TruncatedSVD",
        "torch.pca_lowrank",
    ],
)
# Three orthonormal directions, and three centred columns that are orthogonal: the answer is known before.
Q = np.array([[-2.0, 1.0, 2.0], [2.0, 2.0, 1.0], [1.0, -2.0, 2.0]]) / 3
scores = np.array([[-2, -1, 0, 1, 2], [2, -1, -2, -1, 2], [-1, 2, 0, -2, 1]]).T * [8.0, 3.0, 1.0]
X = np.array([1.0, -2.0, 4.0]) + scores @ Q


def fitted(X, k):
    """The mean and the directions of an answer, of the shapes that were asked for."""
    mean, W = check_parts(check_unchanged(fit_pca, X, k), "the mean", "W")
    size = X.shape[1]
    mean = check_shape("the mean", mean, (size,), confusions={"axis: one mean for each column.": (len(X),)})
    transposed = {"rows: one row for each direction, not one column.": (size, k)} if k != size else {}
    return mean, check_shape("W", W, (k, size), confusions=transposed)


def span_of_two(table):
    """The projector onto the two largest right singular vectors of a table."""
    W = np.linalg.svd(table)[2][:2]
    return W.T @ W


mean, W = fitted(X, 2)
check_close("the mean", mean, [1, -2, 4], confusions={"centre: hand back the mean that you take away.": np.zeros(3)})
check_close(
    "W @ W.T, which tells lengths and angles of the rows,",
    W @ W.T,
    np.eye(2),
    hint="unit: each row has length 1, and the rows stand at right angles.",
)
spread = X.std(axis=0)
scaled = span_of_two((X - X.mean(axis=0)) / spread)
check_close(
    "the projector W.T @ W",
    W.T @ W,
    Q[:2].T @ Q[:2],
    confusions={
        "smallest: the directions in which the data vary most, not least.": Q[1:].T @ Q[1:],
        "smallest: the directions in which the data vary most, not the first and the last.": Q[::2].T @ Q[::2],
        "uncentred: take the mean away before you look for directions.": span_of_two(X),
        "scaled: leave the columns as they are: a pixel that hardly varies should count little.": scaled,
        "axis: the mean of each column, over the examples.": span_of_two(X - X.mean(axis=1, keepdims=True)),
        "axis: the mean of each column, not one for the whole table.": span_of_two(X - X.mean()),
        "columns: what you have taken as rows are columns.": np.linalg.svd(X - X.mean(axis=0))[2][:, :2]
        @ np.linalg.svd(X - X.mean(axis=0))[2][:, :2].T,
    },
    hint="directions: are these the eigenvectors of the covariance of the columns?",
)
along = np.sum(((X - mean) @ W.T) ** 2, axis=0)
check_close(
    "the sum of squares along each row of W",
    along,
    [640, 126],
    confusions={"order: the direction of largest variance comes first.": [126, 640]},
)
lone_mean, lone = fitted(np.array([[3.0, -4.0, 5.0]]), 1)
check_close("the mean of one example", lone_mean, [3, -4, 5])
check_close("the length of W for one example", lone @ lone.T, [[1]], hint="unit: any row of length 1, and no zeros.")
### BEGIN HIDDEN TESTS
from course_lib.edge_cases import edge_tables
from course_lib.fresh import fresh_generator

rng = fresh_generator("fit_pca")
tables = [
    rng.normal(size=D) + (rng.normal(size=(N, D)) * 2.0 ** -np.arange(D)).T.copy().T
    for N, D in [(9, 4), (4, 9), (5, 5), (7, 1), (2, 3)]
]
for X in [*tables, *edge_tables(3), *edge_tables(1)]:
    for k in range(1, min(X.shape) + 1):
        mean, W = fitted(X, k)
        told = f"of {X.tolist()}, k = {k}"
        check_close(f"the mean {told}", mean, [sum(column) / len(column) for column in X.T], atol=1e-12)
        check_close(f"W @ W.T {told}", W @ W.T, np.eye(k), atol=1e-9, hint="unit: rows of length 1, at right angles.")
        variances = np.linalg.eigvalsh(np.cov(X.T, bias=True).reshape(X.shape[1], -1))[::-1][:k] * len(X)
        along = np.sum(((X - mean) @ W.T) ** 2, axis=0)
        check_close(f"the sum of squares along each row of W {told}", along, variances, rtol=1e-6, atol=1e-6)
### END HIDDEN TESTS

# %% [markdown]
# Nine digits, of people whose hand no machine here has seen, and what is left of them behind one, two, eight and
# thirty-two numbers:

# %%
my_fit_pca = yours(fit_pca, principal_components.fit_pca)
rows = {"64 pixels": X_test[:9]}
for k in (1, 2, 8, 32):
    mean, W = my_fit_pca(X_train, k)
    rows[f"{k} numbers" if k > 1 else "1 number"] = principal_components.rebuild(X_test[:9], mean, W)
    lost = rebuilding_error(X_test, principal_components.rebuild(X_test, mean, W))
    print(f"{k:2} numbers: {lost:.2f} is lost of a held-out digit (sum of squares over its pixels)")
plots.plot_rows(rows)

# %% [markdown]
# All digits together vary by 4.70 in these units. Eight numbers of 64 keep two thirds of it. But what one number says
# is strange: a digit that is half of each.
#
# ## 2 · The same machine as a network
#
# Now forget the algebra, and train: an encoder $E$ (k, p), a decoder $D$ (p, k), $\hat X=XE^TD^T$, and the loss
#
# $$L=\frac1N\sum_n\lVert x_n-\hat x_n\rVert^2,$$
#
# summed over the $p$ pixels and averaged over the examples. **Question.** Will it find the same directions?
#
# ### 10.2 Two gradients
#
# `linear_autoencoder_gradients(X, E, D)` returns the loss, a number, and its gradients by E, of the shape (k, p), and
# by D, of the shape (p, k). X (N, p) is used as it is, and nobody has promised that D is the transpose of E.
#
# <details><summary>Nudge</summary>
#
# It is a network of two layers without activation. What is the gradient by its output $\hat X$?
#
# </details>
# <details><summary>Pointer</summary>
#
# With $C=XE^T$ (N, k) and $G=\frac2N(\hat X-X)$ (N, p): each gradient is a product of two of the matrices that you
# have, and its shape tells which.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# One example of one pixel, $x=2$, E = 3, D = 1: the code is 6 and the rebuilt pixel 6, so the loss is 16. By D the
# gradient is $2\cdot4\cdot6=48$, by E it is $2\cdot4\cdot1\cdot2=16$.
#
# </details>


# %% exercise="linear_autoencoder_gradients" minutes=12 difficulty=2
def linear_autoencoder_gradients(X, E, D):
    """Loss and gradients of X̂ = X Eᵀ Dᵀ; the loss is summed over features and averaged over examples.

    X: (N, p).  E: (k, p).  D: (p, k).  Returns loss (float), grad_E (k, p), grad_D (p, k).
    """
    ### BEGIN SOLUTION
    code = X @ E.T  # (N, k)
    error = code @ D.T - X  # (N, p)
    grad_out = 2 / len(X) * error
    loss = float(np.sum(error**2) / len(X))
    return loss, (grad_out @ D).T @ X, grad_out.T @ code
    ### END SOLUTION


# %% test="linear_autoencoder_gradients" points=3
check_answer(
    linear_autoencoder_gradients,
    forbids=[
        "course_lib.autoencoders.linear_autoencoder_gradients",
        "course_lib.gradients.numerical_gradient",
        "torch.autograd.grad",
        "torch.autograd.backward",
        "torch.autograd.functional.jacobian",
        "torch.func.grad",
        "torch.Tensor.backward",
    ],
)


def torch_s(X, E, D):
    """Loss and gradients by torch."""
    E, D = (torch.tensor(np.ascontiguousarray(A), requires_grad=True) for A in (E, D))
    x = torch.tensor(np.ascontiguousarray(X))
    loss = (x - (D @ (E @ x.T)).T).square().sum(dim=1).mean()
    loss.backward()
    return loss.item(), E.grad.numpy(), D.grad.numpy()


NAMES = "the loss", "grad_E", "grad_D"
X = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0], [2.0, 1.0, 4.0], [-1.5, 0.5, 2.0]])
E = np.array([[0.5, -1.0, 0.25], [1.5, 0.75, -0.5]])
D = np.array([[1.0, 0.5], [-0.5, 2.0], [0.25, -1.0]])
loss, grad_E, grad_D = check_parts(check_unchanged(linear_autoencoder_gradients, X, E, D), *NAMES)
expected, right_E, right_D = torch_s(X, E, D)
centred, tied = torch_s(X - X.mean(axis=0), E, D), torch_s(X, E, E.T)
check_close(
    "the loss",
    loss,
    expected,
    confusions={
        "pixels: sum over the features, and divide by the number of examples alone.": expected / 3,
        "examples: the mean over the examples.": expected * 4,
        "half: there is no ½ in this loss.": expected / 2,
        "square: the square of the distance, not the distance.": np.mean(
            np.sqrt(np.sum((X - X @ E.T @ D.T) ** 2, axis=1))
        ),
        "centred: X is used as it is.": centred[0],
        "tied: the decoder is D, and not the transpose of E.": tied[0],
        "tied: the decoder is D, and not the transpose of E. ": torch_s(X, D.T, D)[0],
    },
)
check_close(
    "grad_E",
    grad_E,
    right_E,
    confusions={
        "pixels: sum over the features, and divide by the number of examples alone. ": right_E / 3,
        "examples: the mean over the examples. ": right_E * 4,
        "two: the derivative of a square has a factor of 2.": right_E / 2,
        "sign: the error is what is rebuilt minus what should be.": -right_E,
        "swapped: grad_E comes before grad_D, each of the shape of its matrix.": right_D.T,
        "through: the gradient reaches E through D.": (2 / 4 * (X @ E.T @ D.T - X) @ E.T).T @ X,
    },
)
check_close(
    "grad_D",
    grad_D,
    right_D,
    confusions={
        "pixels: sum over the features, and divide by the number of examples alone.  ": right_D / 3,
        "examples: the mean over the examples.  ": right_D * 4,
        "two: the derivative of a square has a factor of 2. ": right_D / 2,
        "sign: the error is what is rebuilt minus what should be. ": -right_D,
        "code: D is fed with the code, X Eᵀ.": (2 / 4 * (X @ E.T @ D.T - X)).T @ X @ D,
        "tied: E and D are two matrices with a gradient each: do not add them.": right_D + right_E.T,
    },
)
### BEGIN HIDDEN TESTS
from course_lib.edge_cases import edge_tables
from course_lib.fresh import fresh_generator

rng = fresh_generator("linear_autoencoder_gradients")
tables = [rng.normal(size=(p, N)).T for N, p in [(5, 4), (1, 3), (3, 1), (4, 4), (2, 6)]]
for X in [*tables, *edge_tables(3), *edge_tables(1)]:
    size = X.shape[1]
    for k in (1, 2, size):
        E, D = rng.normal(size=(size, k)).T, rng.normal(size=(k, size)).T
        for part_E, part_D in [(E, D), (0 * E, D), (E, 0 * D)]:
            got = check_parts(check_unchanged(linear_autoencoder_gradients, X, part_E, part_D), *NAMES)
            for name, one, theirs in zip(NAMES, got, torch_s(X, part_E, part_D), strict=True):
                check_close(f"{name} for X = {X.tolist()}, k = {k}", one, theirs, atol=1e-10)
### END HIDDEN TESTS

# %% [markdown]
# Three trainings with three numbers in the middle, from three small random starts, against algebra:

# %%
my_gradients = yours(linear_autoencoder_gradients, autoencoders.linear_autoencoder_gradients)
mean, W = my_fit_pca(X_train, 3)
centred = X_train - mean
best = rebuilding_error(centred, centred @ W.T @ W)
print(f"PCA loses {best:.3f}")
for seed in range(3):
    E, D = autoencoders.train_linear_autoencoder(centred, 3, seed, my_gradients)
    lost = rebuilding_error(centred, centred @ E.T @ D.T)
    directions, _ = np.linalg.qr(D)  # an orthonormal basis of what the decoder can draw
    print(
        f"start {seed}: it loses {lost:.3f}; more than PCA by less than 1e-4: {lost - best < 1e-4}; "
        f"PCA's subspace: {np.abs(directions @ directions.T - W.T @ W).max() < 1e-3}; "
        f"the first weight of its code: {E[0, 20]:+.2f}"
    )

# %% [markdown]
# The loss is PCA's, and so is the *subspace* that the decoder spans. The weights are not, and differ from start to
# start: any invertible mixture of the three numbers is as good, as long as the decoder undoes it. So the meaning of
# «the second number of the code» is an accident of the start.
#
# With ReLUs between the layers the machine is no longer linear, and the theorem no longer holds it back. (It is two
# models, encoder and decoder, trained as one: in Keras that is a case for the functional API.)

# %% tolerance=0.4
encoder, decoder = autoencoders.train_autoencoder(X_train, 2, seed=0, steps=1000)
mean, W = my_fit_pca(X_train, 2)
print(f"two numbers, PCA:               {rebuilding_error(X_test, principal_components.rebuild(X_test, mean, W)):.1f}")
rebuilt = autoencoders.through(encoder, decoder, X=X_test)
print(f"two numbers, a network of ReLUs: {rebuilding_error(X_test, rebuilt):.1f}  (held-out digits)")

# %% [markdown]
# ## 3 · Noise in the place of a narrow code
#
# Deck 002 uses the machine as a denoiser (débruiteur): it is shown $x+\sigma\varepsilon$ with
# $\varepsilon\sim\mathcal N(0,I)$ and asked for $x$. Now the code may be as wide as you like: the identity, which would
# be perfect for a plain autoencoder, loses $\sigma^2$ a pixel. To do better a machine has to know how digits look.
#
# How would you tell whether one is good? First compute the best that a *linear* machine can do, and demand more of a
# network.
#
# ### 10.3 The best linear denoiser
#
# Among all affine maps $u\mapsto Au+b$, the mean of $\lVert A(x+\sigma\varepsilon)+b-x\rVert^2$ over the rows of X and
# over the noise is least for
#
# $$A=S\,(S+\sigma^2I)^{-1},\qquad b=\bar x-A\bar x,$$
#
# with $\bar x$ the mean row and $S$ the covariance (divided by $N$). `linear_denoiser(X, sigma)` takes X (N, D) and
# $\sigma>0$, and returns A (D, D) and b (D,). $S$ may be singular: with N = 1, A is 0 and b is the row.
#
# <details><summary>Nudge</summary>
#
# What must the denoiser answer when the noise is huge? And when there is next to none?
#
# </details>
# <details><summary>Pointer</summary>
#
# `np.linalg.solve(M, S)` is $M^{-1}S$. Both factors are symmetric and commute, so it does not matter on which side the
# inverse stands. $S$ alone must not be inverted.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# One feature, the rows 1 and 5, $\sigma=2$: the mean is 3, the variance 4, so $A=\frac4{4+4}=\frac12$ and $b=1.5$. A
# noisy 7 becomes 5: half of the way back to the mean.
#
# </details>


# %% exercise="linear_denoiser" minutes=8 difficulty=2
def linear_denoiser(X, sigma):
    """The affine map u -> A u + b that denoises the rows of X with the least mean squared error.

    X: (N, D).  sigma: deviation of the noise, > 0.  Returns A (D, D), b (D,).
    """
    ### BEGIN SOLUTION
    mean = X.mean(axis=0)
    S = (X - mean).T @ (X - mean) / len(X)
    A = np.linalg.solve(S + sigma**2 * np.eye(len(S)), S)
    return A, mean - A @ mean
    ### END SOLUTION


# %% test="linear_denoiser" points=2
check_answer(linear_denoiser, forbids=["course_lib.denoising.linear_denoiser"])


def by_components(X, sigma):
    """The same map, direction by direction: a coordinate of variance v is multiplied by v/(v + σ²)."""
    mean = sum(X) / len(X)
    _, lengths, V = np.linalg.svd(X - mean)
    v = np.append(lengths**2 / len(X), np.zeros(X.shape[1]))[: X.shape[1]]
    A = sum(value / (value + sigma**2) * np.outer(row, row) for value, row in zip(v, V, strict=True))
    return A, mean - A @ mean


X = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0], [2.0, 1.0, 4.0], [3.0, 0.0, 2.5]])
S, I3, mean = np.cov(X.T, bias=True), np.eye(3), X.mean(axis=0)
A, b = check_parts(check_unchanged(linear_denoiser, X, 0.5), "A", "b")
right_A, right_b = by_components(X, 0.5)
check_close(
    "A",
    A,
    right_A,
    confusions={
        "variance: the noise has the variance σ², not σ.": S @ np.linalg.inv(S + 0.5 * I3),
        "biased: the covariance is divided by N.": by_components(X, 0.5 * np.sqrt(3 / 4))[0],
        "sum: the covariance is a mean over the examples.": by_components(X, 0.25)[0],
        "entries: an inverse of matrices, not entry by entry.": S / (S + 0.25 * I3),
        "entries: an inverse of matrices, not entry by entry. ": S / (S + 0.25),
        "diagonal: pixels vary together: the whole covariance counts.": np.diag(np.diag(S) / (np.diag(S) + 0.25)),
        "uncentred: the covariance is about the mean.": (X.T @ X / 4) @ np.linalg.inv(X.T @ X / 4 + 0.25 * I3),
        "identity: σ² stands on the diagonal, not in every entry.": S @ np.linalg.inv(S + 0.25),
        "noise: this is the share of the noise: keep that of the data.": I3 - right_A,
        "inverse: times S: this is the inverse alone.": np.linalg.inv(S + 0.25 * I3),
    },
)
check_close(
    "b",
    b,
    right_b,
    confusions={
        "mean: a picture equal to the mean has to stay where it is: A mean + b = mean.": mean,
        "mean: a picture equal to the mean has to stay where it is: A mean + b = mean. ": np.zeros(3),
        "mean: a picture equal to the mean has to stay where it is: A mean + b = mean.  ": A @ mean - mean,
        "mean: a picture equal to the mean has to stay where it is: A mean + b = mean.   ": A @ mean,
    },
)
A, b = check_parts(check_unchanged(linear_denoiser, X[:1], 0.5), "A", "b")
check_close("A for a single example", A, np.zeros((3, 3)), atol=1e-12)
check_close("b for a single example", b, X[0])
### BEGIN HIDDEN TESTS
from course_lib.edge_cases import edge_tables
from course_lib.fresh import fresh_generator

rng = fresh_generator("linear_denoiser")
tables = [1 + rng.normal(size=(D, N)).T for N, D in [(6, 4), (3, 5), (4, 4), (9, 1), (2, 2)]]
for X in [*tables, *edge_tables(3), *edge_tables(1)]:
    for sigma in (0.3, 1.0, 2.5):
        got = check_parts(check_unchanged(linear_denoiser, X, sigma), "A", "b")
        for name, one, right in zip(("A", "b"), got, by_components(X, sigma), strict=True):
            check_close(f"{name} for X = {X.tolist()}, sigma = {sigma}", one, right, rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% [markdown]
# In PCA's coordinates your A is diagonal: it multiplies a coordinate of variance $\lambda$ by
# $\lambda/(\lambda+\sigma^2)$. PCA does the same with a hard cut, 1 for the first $k$ and 0 for the rest.
#
# Here is the bar, beside two untrained rivals. The *neighbour* answers with the training digit that is nearest to the
# noisy one. The *memory* answers with the mean of all training digits, each weighted by
# $\exp(-\lVert u-x_n\rVert^2/2\sigma^2)$: if there were no other digits than these, nothing would be better (it is
# Bayes' rule). **Question.** Does remembering help?

# %%
my_linear_denoiser = yours(linear_denoiser, denoising.linear_denoiser)
sigma = 0.3


def errors(known, clean, noisy):
    """What is lost of a clean digit, by each rival that knows some others."""
    A, b = my_linear_denoiser(known, sigma)
    answers = {
        "nothing (leave it noisy)": noisy,
        "the nearest neighbour": denoising.nearest(noisy, known),
        "the best linear denoiser": noisy @ A.T + b,
        "the memory": denoising.remembered(noisy, known, sigma),
    }
    return {name: rebuilding_error(clean, answer) for name, answer in answers.items()}


def made_noisy(clean):
    return clean + sigma * np.random.default_rng(0).normal(size=clean.shape)


noisy = made_noisy(X_test)
by_stranger = errors(X_train, X_test, noisy)
half_known, _, half_held_out, _ = datasets.digits(shuffled_by=0)  # split at random: every hand is on both sides
by_known_hand = errors(half_known, half_held_out, made_noisy(half_held_out))
print("                          held-out digits of other people      of the same people")
for name, lost in by_stranger.items():
    share, known = (told[name] / told["the best linear denoiser"] for told in (by_stranger, by_known_hand))
    print(f"{name:25} {lost:.2f}, {share:.2f} of the best linear one    {known:.2f} of it")

# %% [markdown]
# The neighbour commits itself to one picture and is worse than a matrix. The memory, unsure among many, beats the
# matrix on people whom it has met, and only draws level with it on others: a split at random would have hidden that it
# knows hands.
#
# ### 10.4 Over the bar
#
# `train_denoiser(model, X, sigma, generator, steps=1000, batch_size=128)` trains a network in place and returns the
# same object. `model` takes (B, D) to (B, D); X (N, D) are clean examples, float32. In each of the `steps` steps: a
# random batch, **fresh** noise $\sigma\,\mathcal N(0,I)$ on it, the mean squared error between what the model says and
# the *clean* batch, one step of an optimiser. All randomness, of batches and of noise, comes from `generator`, a
# `torch.Generator`. X stays as it is, and gradients that the model brings along must not count.
#
# A `Linear` layer has to come within 30 % of your theorem, also with eight examples, and with examples much fainter
# than the noise. One generator gives one result. And the network `denoising.denoising_network(seed)`, 64-256-256-64,
# trained on digits with $\sigma=0.3$, has to err on held-out digits, other people's, at most 0.9 times as much as the
# best linear denoiser. Ours comes to 0.80.
#
# <details><summary>Nudge</summary>
#
# `torch.randint(len(X), (batch_size,), generator=generator)` and `torch.randn(shape, generator=generator)` draw. What
# happens to a network whose noise is drawn once, before the loop?
#
# </details>
# <details><summary>Pointer</summary>
#
# Adam, with a rate that rises to 2e-3 over the first third and falls to 0 afterwards
# (`torch.optim.lr_scheduler.OneCycleLR`), is enough; a peak of 1e-2 is better still. Without a warm-up Adam at 0.02
# does not get there, and a network of half the width in 600 steps would end above 0.9.
#
# </details>
# <details><summary>Worked example, on another task</summary>
#
# To train a model that *adds* noise one would exchange the two: clean in, noisy as the target. Its best answer is the
# clean picture itself, since nobody can guess noise. In your loop, which of the two goes in, and which is the target?
#
# </details>


# %% exercise="train_denoiser" minutes=15 difficulty=2
def train_denoiser(model, X, sigma, generator, steps=1000, batch_size=128):
    """Train model in place to give the clean batch for a noisy one; fresh noise in each step.  Returns model.

    model: torch.nn.Module, (B, D) to (B, D).  X: (N, D) float32, clean.  sigma: deviation of the noise.
    generator: torch.Generator, of batches and noise.
    """
    ### BEGIN SOLUTION
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps + 1)
    for _ in range(steps):
        clean = X[torch.randint(len(X), (batch_size,), generator=generator)]
        noisy = clean + sigma * torch.randn(clean.shape, generator=generator)
        optimizer.zero_grad()
        nn.functional.mse_loss(model(noisy), clean).backward()
        optimizer.step()
        schedule.step()
    return model
    ### END SOLUTION


# %% test="train_denoiser" points=3 tags=["nbval-ignore-output"]
check_answer(train_denoiser, forbids=["course_lib.denoising.train_denoiser"], changes=["model", "generator"])
from course_lib import fresh


def trained(model, X, sigma, seed, steps, batch_size):
    """The weights of a model after its training, as arrays."""

    def training(X):
        return train_denoiser(model, X, sigma, torch.Generator().manual_seed(seed), steps, batch_size)

    result = check_unchanged(training, X)
    check_that(
        result is not None, "none: does every way through the function end in `return model`?", "the result is None"
    )
    weights = [weight.detach().clone() for weight in result.parameters()]
    check_that(
        all(map(torch.equal, weights, model.parameters())),
        "copy: train the model that is passed in, in place, and return it.",
        "the model that was passed in does not have the weights of the one that was returned",
    )
    return weights


def layer(stale=0.0):
    """A layer 4 to 4 with known weights, and gradients that somebody has left in it."""
    model = nn.Linear(4, 4)
    model.load_state_dict({"weight": torch.arange(16.0).sin().reshape(4, 4) / 2, "bias": torch.zeros(4)})
    for weight in model.parameters():
        weight.grad = torch.full_like(weight, stale)
    return model


def cloud(rng, count, scale):
    """Points near the origin that vary differently along four oblique directions, float32."""
    Q = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    return torch.tensor(0.1 + rng.normal(size=(count, 4)) * scale * [1, 0.6, 0.3, 0.15] @ Q, dtype=torch.float32)


points = cloud(np.random.default_rng(0), 60, 0.5)
weights, again, different, cleared, longer = (
    trained(layer(stale), points, 0.5, seed, steps, 16)
    for stale, seed, steps in [(0, 1, 20), (0, 1, 20), (0, 2, 20), (1e3, 1, 20), (0, 1, 40)]
)
check_that(
    not any(map(torch.equal, weights, layer().parameters())),
    "untrained: does an optimiser change the weights, all of them?",
    "after 20 steps some weights are what they were",
)
check_that(
    all(map(torch.equal, weights, again)),
    "own-generator: batches and noise come from the generator that is passed in, and from nothing else.",
    "the same generator, twice, gave two different layers",
)
check_that(
    not any(map(torch.equal, weights, different)),
    "ignores-generator: draw batches and noise from the generator that is passed in.",
    "two different generators gave the same layer",
)
check_that(
    all(map(torch.equal, weights, cleared)),
    "stale: clear the gradients before the first step, too.",
    "gradients that the model brought along changed the result",
)
check_that(
    not any(map(torch.equal, weights, longer)),
    "steps: `steps` says how many steps there are.",
    "20 steps and 40 gave the same layer",
)
single = trained(layer(), points, 0.5, 1, 20, 1)
check_that(
    not any(map(torch.equal, weights, single)),
    "batch-size: `batch_size` says how many examples a step has.",
    "batches of 16 and of 1 gave the same layer",
)


def judged(rng, count, scale, seed):
    """How much more a trained layer errs than the best linear denoiser, exactly; its weights, and the examples."""
    X = cloud(rng, count, scale)
    A, b = (weight.double().numpy() for weight in trained(layer(), X, 0.5, seed, 1200, 64))
    X = X.double().numpy()
    best = denoising.expected_error(*denoising.linear_denoiser(X, 0.5), X, 0.5)
    return denoising.expected_error(A, b, X, 0.5) / best, A, X


# Ten seeds (of points, batches and noise) gave 1.019 ± 0.017, 1.015 ± 0.020 and 1.007 ± 0.002, 1.062 at the most; three
# each of seven other recipes 1.00 to 1.01. 1.3 is fourteen deviations away. Wrong ones begin at 1.40 (σ² for σ); noise
# that is drawn once gives 2.6 with eight examples.
for count, scale in [(400, 0.5), (8, 0.5), (400, 0.2)]:
    excess, A, X = judged(np.random.default_rng(count), count, scale, 3)
    told = f"a linear layer on {count} points of deviation {scale} errs {excess:.2f} times as much as the best one"
    near = [np.abs(A - wrong).max() < 0.15 for wrong in (np.eye(4), denoising.linear_denoiser(X, 0.25)[0])]
    for hint, is_so in [
        ("clean-in: it hands on what it gets: a noisy batch goes in, and the clean one is the target.", near[0]),
        ("variance: σ is the deviation of the noise: it multiplies numbers of deviation 1.", near[1]),
        ("fresh-noise: new noise in each step; the same noise again is learned by heart.", count == 8),
        ("no-denoiser: a noisy batch goes in, the clean one is the target; clear, backward, step, in each step.", True),
    ]:
        check_that(excess <= 1.3 or not is_so, hint, told)
clean = torch.tensor(X_train, dtype=torch.float32)
A, b = denoising.linear_denoiser(X_train, 0.3)
dusty = X_test + 0.3 * np.random.default_rng(1).normal(size=X_test.shape)
bar = rebuilding_error(X_test, dusty @ A.T + b)


def share_of_bar(seed):
    """The held-out error of a network that was trained on digits, as a share of the best linear denoiser's."""
    model = denoising.denoising_network(seed)
    check_unchanged(lambda: train_denoiser(model, clean, 0.3, torch.Generator().manual_seed(seed)))
    return rebuilding_error(X_test, autoencoders.through(model, X=dusty)) / bar


# Ten seeds of weights, batches and noise gave 0.799 ± 0.006, 0.804 at the most: 0.9 is seventeen deviations away. Adam
# at a constant 1e-3 (0.829 at the most) and with a peak of 6e-3 (0.764) pass as well; plain descent
# at 0.1 does not come near.
reached = share_of_bar(0)
check_that(
    reached <= 0.9,
    "too-early: it learns. Adam with a warm-up and a rate that falls, and all the steps?",
    f"on held-out digits it errs {reached:.2f} times as much as the best linear denoiser, 0.9 is asked",
)
### BEGIN HIDDEN TESTS
rng = fresh.fresh_generator("train_denoiser")
for count, scale in [(300, 0.5), (9, 0.5)]:
    excess, _, _ = judged(rng, count, scale, int(rng.integers(2**31)))
    check_that(
        excess <= 1.35,
        "no-denoiser: a noisy batch goes in, with fresh noise, and the clean one is the target.",
        f"a linear layer on other points errs {excess:.2f} times as much as the best one",
    )
strided = torch.tensor(rng.normal(size=(4, 30)), dtype=torch.float32).T
one, same, unlike = (trained(layer(), strided, 0.3, seed, 15, 8) for seed in (5, 5, 6))
check_that(
    all(map(torch.equal, one, same)) and not any(map(torch.equal, one, unlike)),
    "own-generator: batches and noise come from the generator that is passed in, and from nothing else.",
    "on strided examples the generator does not decide",
)
check_that(
    all(bool(weight.isfinite().all()) for weight in one),
    "no-denoiser: the weights are no numbers any more.",
    "a weight is not finite",
)
### END HIDDEN TESTS

# %% tolerance=0.12
my_train_denoiser = yours(train_denoiser, denoising.train_denoiser)
network = my_train_denoiser(
    denoising.denoising_network(0),
    torch.tensor(own, dtype=torch.float32),
    sigma,
    torch.Generator().manual_seed(0),
    1000,
    128,
)
A, b = my_linear_denoiser(own, sigma)
bar = rebuilding_error(X_test, noisy @ A.T + b)
share = rebuilding_error(X_test, autoencoders.through(network, X=noisy)) / bar
print(f"a network that has seen 673 digits errs {share:.2f} times as much as the best linear denoiser of the same 673")

# %% tags=["nbval-ignore-output"]
plots.plot_rows(
    {
        "clean": X_test[:12],
        "noisy": noisy[:12],
        "linear": (noisy @ A.T + b)[:12],
        "network": autoencoders.through(network, X=noisy[:12]),
    }
)

# %% [markdown]
# ## 4 · Can an autoencoder draw?
#
# Deck 002 says that a latent space serves to generate new data («générer de nouvelles données»): choose a code, decode
# it. **Question.** Which code? A plain autoencoder was never asked to use its plane in any particular way; its codes
# lie where the start has put them. We may only guess a law for them.
#
# A *variational* autoencoder (VAE) settles it beforehand. Its encoder gives not a code but a law for it, a normal one
# of mean $\mu(x)$ and variance $\sigma^2(x)$, and a term in the loss pulls these laws towards the standard one,
# $\mathcal N(0,I)$. So that is what you draw from:
#
# $$L(x)=\underbrace{-\log p(x\mid z)}_{\text{rebuilding, summed over pixels}}
# +\underbrace{\mathrm{KL}\bigl(\mathcal N(\mu,\sigma^2)\,\Vert\,\mathcal N(0,I)\bigr)}_{\text{the code, summed over its
# numbers}}, \qquad z\sim\mathcal N(\mu,\sigma^2).$$
#
# ### 10.5 A gradient through a die
#
# $z$ is drawn. How should a gradient pass through a die? By drawing the randomness elsewhere: $\varepsilon$ from
# $\mathcal N(0,1)$, and then $z=\mu+\sigma\varepsilon$ is an ordinary function of $\mu$ and $\sigma$. The encoder gives
# $\log\sigma^2$ (`log_var`), which may be any number.
#
# `reparameterize(mu, log_var, epsilon)`, all (N, d), returns $z$ (N, d) and $\partial z/\partial\,$`log_var` (N, d),
# entry by entry. (By $\mu$ the derivative is 1.) Both are finite for log_var up to ±1000.
#
# <details><summary>Nudge</summary>
#
# Write $\sigma$ in terms of `log_var` first. It is a deviation, not a variance.
#
# </details>
# <details><summary>Pointer</summary>
#
# $\sigma=e^{\frac12\mathrm{log\_var}}$, and exp(500) is a number, while exp(1000) is none.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# $\mu=1$, log_var $=\ln25$, $\varepsilon=-2$: $\sigma=5$, so $z=1-10=-9$, and the derivative is
# $\frac12\cdot5\cdot(-2)=-5$.
#
# </details>


# %% exercise="reparameterize" minutes=5 difficulty=1
def reparameterize(mu, log_var, epsilon):
    """A code drawn from N(mu, e^log_var) by means of epsilon, and its derivative by log_var, entry by entry.

    mu, log_var, epsilon: (N, d).  Returns z (N, d), dz_dlog_var (N, d).
    """
    ### BEGIN SOLUTION
    away = np.exp(0.5 * log_var) * epsilon
    return mu + away, 0.5 * away
    ### END SOLUTION


# %% test="reparameterize" points=1
check_answer(
    reparameterize,
    forbids=[
        "course_lib.variational.reparameterize",
        "torch.autograd.grad",
        "torch.autograd.backward",
        "torch.func.grad",
        "torch.Tensor.backward",
        "torch.distributions",
    ],
)
mu = np.array([[1.0, -2.0], [0.5, 3.0], [-1.5, 0.25]])
deviation = np.array([[2.0, 0.5], [3.0, 1.0], [0.25, 4.0]])
epsilon = np.array([[-1.0, 3.0], [0.5, -2.0], [4.0, -0.75]])
log_var = 2 * np.log(deviation)
z, slope = check_parts(check_unchanged(reparameterize, mu, log_var, epsilon), "z", "dz_dlog_var")
check_close(
    "z",
    z,
    [[-1, -0.5], [2, 1], [-0.5, -2.75]],
    confusions={
        "deviation: the noise is multiplied by the deviation, and log_var is the log of the variance.": mu
        + deviation**2 * epsilon,
        "exponential: log_var is a logarithm.": mu + log_var * epsilon,
        "exponential: log_var is a logarithm. ": mu + log_var / 2 * epsilon,
        "root: the root of the variance is e^{½ log_var}, not e^{√log_var} or e^{2 log_var}.": mu
        + deviation**4 * epsilon,
        "mean: add the mean.": deviation * epsilon,
        "mean: the mean is added, and not multiplied.": deviation * (mu + epsilon),
        "noise: where is epsilon?": mu + deviation,
        "sign: z = μ + σε.": mu - deviation * epsilon,
    },
)
check_close(
    "dz_dlog_var",
    slope,
    deviation * epsilon / 2,
    confusions={
        "half: log_var stands under a ½ in the exponent, and it comes down.": deviation * epsilon,
        "half: it is ½, and comes down once.": deviation * epsilon / 4,
        "by-sigma: this is the derivative by σ: go on to log_var.": epsilon,
        "through: the derivative of z, of which epsilon is a factor.": deviation / 2,
        "mean: μ does not depend on log_var.": (mu + deviation * epsilon) / 2,
        "deviation: the derivative has e^{½ log_var}, as z has.": deviation**2 * epsilon / 2,
        "by-mu: this is the derivative by μ.": np.ones((3, 2)),
    },
)
far = np.array([[1000.0, -1000.0]])
z, slope = check_parts(check_unchanged(reparameterize, np.ones((1, 2)), far, np.full((1, 2), 2.0)), "z", "dz_dlog_var")
for name, got in [("z", z), ("dz_dlog_var", slope)]:
    check_that(
        bool(np.all(np.isfinite(got))),
        "overflow: exp(1000) is infinite: halve before you take the exponential.",
        f"for log_var = ±1000 {name} is {np.asarray(got).tolist()}",
    )
check_close("z for log_var = ±1000", z, [[2 * np.exp(500), 1]])
### BEGIN HIDDEN TESTS
from course_lib.edge_cases import edge_tables
from course_lib.fresh import fresh_generator

rng = fresh_generator("reparameterize")
tables = [rng.normal(size=(d, N)).T for N, d in [(1, 1), (4, 1), (1, 3), (5, 2), (3, 3)]]
for mu in [*tables, *edge_tables(3), *edge_tables(1)]:
    for log_var in (rng.normal(size=mu.shape), mu, 0 * mu):
        for noise in (rng.normal(size=mu.shape[::-1]).T, mu, 0 * mu):
            inside = torch.tensor(np.ascontiguousarray(log_var), requires_grad=True)
            code = torch.tensor(np.ascontiguousarray(mu)) + inside.exp().sqrt() * torch.tensor(noise.copy())
            code.sum().backward()
            got = check_parts(check_unchanged(reparameterize, mu, log_var, noise), "z", "dz_dlog_var")
            told = f"for mu = {mu.tolist()}, log_var = {log_var.tolist()}"
            check_close(f"z {told}", got[0], code.detach().numpy(), atol=1e-12)
            check_close(f"dz_dlog_var {told}", got[1], inside.grad.numpy(), atol=1e-12)
### END HIDDEN TESTS

# %% [markdown]
# ### 10.6 What a code costs
#
# Deck 001 measured by KL how far one law is from another. For two normal laws the integral can be done:
#
# $$\mathrm{KL}\bigl(\mathcal N(\mu,\sigma^2)\,\Vert\,\mathcal N(0,I)\bigr)
# =\tfrac12\sum_j\bigl(e^{\mathrm{log\_var}_j}+\mu_j^2-1-\mathrm{log\_var}_j\bigr).$$
#
# `kl_to_standard(mu, log_var)`, both (N, d), returns one number for each example, (N,): the sum over its $d$ latent
# numbers. log_var lies between −1000 and 50. At $\mu$ = log_var = 0 the law *is* the standard one, and it costs
# nothing.
#
# <details><summary>Nudge</summary>
#
# One number for each example: along which axis do you add?
#
# </details>
# <details><summary>Pointer</summary>
#
# You have the logarithm already. Whoever computes $\sigma^2$ and takes its logarithm again, gets −∞ at −1000.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# One example, $\mu=(3,0)$, log_var $=(0,\ln2)$: $\frac12(1+9-1-0)+\frac12(2+0-1-\ln2)=4.5+0.153$.
#
# </details>


# %% exercise="kl_to_standard" minutes=5 difficulty=1
def kl_to_standard(mu, log_var):
    """KL(N(mu, e^log_var) || N(0, I)) of each example, summed over its latent numbers.

    mu, log_var: (N, d).  Returns (N,).
    """
    ### BEGIN SOLUTION
    return 0.5 * np.sum(np.exp(log_var) + mu**2 - 1 - log_var, axis=1)
    ### END SOLUTION


# %% test="kl_to_standard" points=2
check_answer(
    kl_to_standard,
    forbids=["course_lib.variational.kl_to_standard", "torch.distributions", "scipy.stats.entropy"],
)
mu = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0]])
var = np.array([[2.0, 0.5, 4.0], [0.25, 3.0, 1.0]])
log_var = np.log(var)
terms = var + mu**2 - 1 - log_var
cost = check_unchanged(kl_to_standard, mu, log_var)
check_close(
    "the KL of each example",
    cost,
    [terms[0].sum() / 2, terms[1].sum() / 2],
    confusions={
        "latent: the sum over the latent numbers, not their mean.": terms.mean(axis=1) / 2,
        "half: the formula has a ½.": terms.sum(axis=1),
        "square: the mean comes in squared.": (var + mu - 1 - log_var).sum(axis=1) / 2,
        "square: the mean comes in squared. ": (var + np.abs(mu) - 1 - log_var).sum(axis=1) / 2,
        "one: the standard law itself has to cost nothing.": (var + mu**2 - log_var).sum(axis=1) / 2,
        "log-sign: the logarithm is subtracted.": (var + mu**2 - 1 + log_var).sum(axis=1) / 2,
        "exponential: the variance is e^log_var.": (log_var + mu**2 - 1 - log_var).sum(axis=1) / 2,
        "deviation: log_var is the logarithm of the variance, not of the deviation.": (
            var**2 + mu**2 - 1 - 2 * log_var
        ).sum(axis=1)
        / 2,
        "deviation: log_var is the logarithm of the variance, not of the deviation. ": (
            np.sqrt(var) + mu**2 - 1 - log_var
        ).sum(axis=1)
        / 2,
        "minus: a divergence is not negative.": -terms.sum(axis=1) / 2,
        "other-way: KL is not symmetric: this is the standard law against yours.": (
            ((1 + mu**2) / var - 1 + log_var).sum(axis=1) / 2
        ),
    },
    reduces=terms / 2,
)
far = check_unchanged(kl_to_standard, np.zeros((2, 1)), np.array([[-1000.0], [50.0]]))
check_that(
    bool(np.all(np.isfinite(check_shape("the KL at the ends", far, (2,))))),
    "overflow: you have the logarithm already: do not take it of an exponential.",
    f"for log_var = −1000 and 50 the KL is {np.asarray(far).tolist()}",
)
check_close("the KL for log_var = −1000 and 50", far, [499.5, (np.exp(50) - 51) / 2])
check_close("the KL of the standard law", kl_to_standard(np.zeros((2, 3)), np.zeros((2, 3))), [0, 0])
### BEGIN HIDDEN TESTS
from course_lib.edge_cases import edge_tables
from course_lib.fresh import fresh_generator

rng = fresh_generator("kl_to_standard")
tables = [rng.normal(size=(d, N)).T for N, d in [(1, 1), (4, 1), (1, 3), (5, 2), (3, 3)]]
normal, divergence = torch.distributions.Normal, torch.distributions.kl_divergence
for mu in [*tables, *edge_tables(3), *edge_tables(1)]:
    for log_var in (rng.normal(size=mu.shape[::-1]).T, mu, 0 * mu):
        for mean in (mu, 0 * mu):
            law = normal(torch.tensor(mean.copy()), torch.tensor(np.exp(log_var / 2).copy()))
            right = divergence(law, normal(0.0, 1.0)).sum(dim=1)
            told = f"the KL for mu = {mean.tolist()}, log_var = {log_var.tolist()}"
            check_close(told, check_unchanged(kl_to_standard, mean, log_var), right.numpy(), atol=1e-12)
### END HIDDEN TESTS

# %% [markdown]
# The network of row A is such a machine, with two numbers in the middle. What does it pay for its codes? Beside it, one
# that was trained with one word changed: `mean` over the pixels in the place of `sum`. **Question.** What should that
# matter? It is a factor of 64.

# %% tolerance=0.5
my_kl = yours(kl_to_standard, variational.kl_to_standard)
averaged = variational.train_vae(own, seed=0, pixels=torch.mean, steps=800)
for name, model in [("summed over the pixels", vae), ("averaged over the pixels", averaged)]:
    mu, log_var = model.codes_of(other)
    lost = rebuilding_error(other, model.decode(mu))
    print(f"{name:25} a code costs {np.mean(my_kl(mu, log_var)):.1f} nats, {lost:.1f} is lost of a digit")
print(f"{'the mean of all digits':25} {rebuilding_error(other, own.mean(axis=0)):.1f} is lost of a digit")

# %% [markdown]
# The code has died: every digit has the same law, and the decoder answers with the mean of all digits. Nothing crashed,
# the loss fell, the shapes are right. A picture that is divided by 64 cannot pay two nats for its code, so it buys
# none. The bound has two terms, and both have the same unit, nats a picture; whoever averages one of them has changed
# the question.
#
# What has the law bought? Draw 300 codes from $\mathcal N(0,I)$ for the plain autoencoder of section 2 too, and
# ask how far each picture lies from the nearest digit:

# %% tolerance=1.5
codes = np.random.default_rng(0).normal(size=(300, 2))
for name, pictures in [
    ("plain", autoencoders.through(decoder, X=codes)),
    ("variational", vae.decode(codes)),
    ("people (held-out digits)", X_test[:300]),
]:
    away = np.sqrt(np.sum((pictures - denoising.nearest(pictures, own)) ** 2, axis=1))
    print(f"{name:25} half of them within {np.median(away):.1f}, the worst at {away.max():.1f}")

# %% [markdown]
# Most of what the plain one draws is good, since its start happened to put the codes near 0; what it lacks is the
# promise, and its worst picture shows it. Now drag the two ends. Through which kinds does the walk lead? And what lies
# between two pictures if you mix their pixels?

# %% tags=["nbval-ignore-output"]
from course_lib.figures.autoencoders_and_gans import LatentWalk

LatentWalk.of(vae, own[:250], k_train[:250])

# %% [markdown]
# Between two codes lies a digit, though not always one of the two kinds. Between two pictures lies a double exposure.
# That is what a latent space adds: *between* has a meaning. (Each pixel of the decoder has a sigmoid of its own. A
# softmax over the 64 pixels would sum to 1, and could not make two of them black.)

# %%
inked = (X_test[0] > 0.5).sum()
print(f"{inked} pixels of this digit are darker than ½; 64 numbers that sum to 1 can have one such at most")

# %% [markdown]
# ## 5 · A forger and a critic
#
# There is another way to draw (GAN, *generative adversarial network*, réseaux antagonistes génératifs, 2014). Put two
# networks in competition: a forger (générateur) turns noise into a picture, a critic (discriminateur) says how real a
# picture looks. Nobody says what a digit is; the critic finds out what gives forgeries away.
#
# The critic gives a logit $f$, positive for «real»; $D=\sigma(f)$ is its probability. With
# $\mathrm{softplus}(u)=\ln(1+e^u)$, so that $-\ln\sigma(f)=\mathrm{softplus}(-f)$, the critic minimises
#
# $$\mathrm{loss}_d=\frac1N\sum_n\mathrm{softplus}(-f(x_n))+\frac1M\sum_m\mathrm{softplus}(f(g_m))$$
#
# over $N$ real examples and $M$ forgeries, a *sum* of two means. The forger may minimise the critic's success,
# $-\frac1M\sum\mathrm{softplus}(f(g_m))$, which is called *saturating*, or else
# $\frac1M\sum\mathrm{softplus}(-f(g_m))$: both want $f$ to grow. **Question.** Which one would you choose if the critic
# sees through everything?
#
# ### 10.7 The two losses
#
# `gan_losses(real_logits, fake_logits, saturating=False)` takes logits (N,) and (M,), and returns `loss_d`, `loss_g`
# (two numbers) and `grad_g` (M,), the gradient of loss_g by the logits of the forgeries. All is exact at logits of
# ±1000.
#
# <details><summary>Nudge</summary>
#
# What is the derivative of softplus?
#
# </details>
# <details><summary>Pointer</summary>
#
# `np.logaddexp(0, u)` is softplus without overflow. Its derivative is $\sigma(u)$, for which only exponentials of
# negative numbers are needed. Probabilities are not: $\ln\sigma(-1000)$ is −1000, and not the logarithm of 0.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# One real logit 0 and one forged logit $\ln4$: $\sigma(\ln4)=\frac45$, so loss_d is $\ln2+\ln5=\ln10$. Non-saturating,
# loss_g is $-\ln\frac45$ and grad_g is $-\frac15$; saturating, $\ln\frac15$ and $-\frac45$.
#
# </details>


# %% exercise="gan_losses" minutes=12 difficulty=2
def gan_losses(real_logits, fake_logits, saturating=False):
    """The critic's loss, the forger's loss, and the gradient of the latter by the logits of the forgeries.

    real_logits: (N,).  fake_logits: (M,).  Positive is "real".  Returns loss_d, loss_g (floats), grad_g (M,).
    """

    ### BEGIN SOLUTION
    def sigma(u):
        small = np.exp(-np.abs(u))
        return np.where(u > 0, 1, small) / (1 + small)

    loss_d = np.logaddexp(0, -real_logits).mean() + np.logaddexp(0, fake_logits).mean()
    if saturating:
        return loss_d, -np.logaddexp(0, fake_logits).mean(), -sigma(fake_logits) / len(fake_logits)
    return loss_d, np.logaddexp(0, -fake_logits).mean(), -sigma(-fake_logits) / len(fake_logits)
    ### END SOLUTION


# %% test="gan_losses" points=2
check_answer(
    gan_losses,
    forbids=[
        "course_lib.critics.gan_losses",
        "course_lib.losses.logistic_loss",
        "torch.nn.functional.binary_cross_entropy_with_logits",
        "torch.nn.BCEWithLogitsLoss",
        "torch.binary_cross_entropy_with_logits",
        "torch.autograd.grad",
        "torch.autograd.backward",
        "torch.func.grad",
        "torch.Tensor.backward",
    ],
)
NAMES = "loss_d", "loss_g", "grad_g"
# σ is 3/4, 1/5 for what is real, and 2/3, 1/4, 1/10 for the forgeries.
real, fake = np.log([3.0, 0.25]), np.log([2.0, 1 / 3, 1 / 9])
on_real, on_fake, convinced = np.log([4 / 3, 5.0]), np.log([3.0, 4 / 3, 10 / 9]), np.log([1.5, 4.0, 10.0])
says = np.array([2 / 3, 1 / 4, 1 / 10])
right_d = on_real.mean() + on_fake.mean()
loss_d, loss_g, grad_g = check_parts(check_unchanged(gan_losses, real, fake), *NAMES)
check_close(
    "loss_d",
    loss_d,
    right_d,
    confusions={
        "pooled: a mean over what is real plus a mean over the forgeries.": np.mean([*on_real, *on_fake]),
        "half: the sum of the two means, without a ½.": right_d / 2,
        "sum: means, not sums.": on_real.sum() + on_fake.sum(),
        "labels: a positive logit says «real»: what should the critic say of what?": np.log([4.0, 5 / 4]).mean()
        + convinced.mean(),
        "labels: the critic wants small logits for forgeries.": on_real.mean() + convinced.mean(),
        "labels: the critic wants large logits for what is real.": np.log([4.0, 5 / 4]).mean() + on_fake.mean(),
        "minus: both losses are made smaller.": -right_d,
        "one-sided: the critic looks at real examples and at forgeries.": on_fake.mean(),
        "one-sided: the critic looks at real examples and at forgeries. ": on_real.mean(),
        "twice: the logits go into softplus as they are, not through a sigmoid before.": np.mean(
            np.log1p(np.exp(-np.array([3 / 4, 1 / 5])))
        )
        + np.mean(np.log1p(np.exp(says))),
    },
)
check_close(
    "loss_g",
    loss_g,
    convinced.mean(),
    confusions={
        "saturating: without the flag it is softplus(−f).": -on_fake.mean(),
        "forger: the forger wants its forgeries to be taken for real.": on_fake.mean(),
        "minus: both losses are made smaller. ": -convinced.mean(),
        "sum: means, not sums. ": convinced.sum(),
        "pooled: the forger's mean is over its M forgeries.": convinced.sum() / 2,
    },
)
check_close(
    "grad_g",
    grad_g,
    -(1 - says) / 3,
    confusions={
        "mean: loss_g is a mean: where is 1/M?": -(1 - says),
        "mean: M is the number of forgeries.": -(1 - says) / 2,
        "uphill: loss_g falls when a logit grows.": (1 - says) / 3,
        "saturating: without the flag the gradient is −σ(−f)/M.": -says / 3,
        "slope: the derivative of softplus is σ.": -says * (1 - says) / 3,
    },
)
loss_d, loss_g, grad_g = check_parts(check_unchanged(gan_losses, real, fake, saturating=True), *NAMES)
check_close("loss_d, saturating", loss_d, right_d, hint="critic: the flag is the forger's alone.")
check_close(
    "loss_g, saturating",
    loss_g,
    -on_fake.mean(),
    confusions={
        "flag: with the flag it is −softplus(f).": convinced.mean(),
        "flag: with the flag it is −softplus(f), which falls as f grows.": on_fake.mean(),
        "sum: means, not sums.  ": -on_fake.sum(),
    },
)
check_close(
    "grad_g, saturating",
    grad_g,
    -says / 3,
    confusions={
        "flag: with the flag the loss is another, and so is its gradient.": -(1 - says) / 3,
        "uphill: loss_g falls when a logit grows. ": says / 3,
        "mean: loss_g is a mean: where is 1/M? ": -says,
        "slope: the derivative of softplus is σ. ": -says * (1 - says) / 3,
    },
)
for flag, right_g, right_grad in [(False, 500.0, [-0.5, 0.0]), (True, -500.0, [0.0, -0.5])]:
    got = check_parts(gan_losses(np.array([1000.0, -1000.0]), np.array([-1000.0, 1000.0]), flag), *NAMES)
    check_that(
        all(bool(np.all(np.isfinite(one))) for one in got),
        "overflow: exp(1000) is infinite and log(0) too: which exponential can be avoided?",
        f"at logits of ±1000 the three are {[np.asarray(one).tolist() for one in got]}",
    )
    for name, one, right in zip(NAMES, got, (1000.0, right_g, right_grad), strict=True):
        check_that(
            np.abs(np.asarray(one) - right).max() < 1e-9,
            "clipped: exact at ±1000: nothing may be clipped, nothing added.",
            f"at logits of ±1000 {name} is {np.asarray(one).tolist()}, expected {right}",
        )
### BEGIN HIDDEN TESTS
from course_lib.edge_cases import edge_vectors
from course_lib.fresh import fresh_generator

rng = fresh_generator("gan_losses")
vectors = [rng.normal(scale=4, size=size) for size in (1, 2, 5)] + edge_vectors() + [np.array([-40.0, 40.0, 800.0])]
for real in [*vectors, rng.normal(size=8)[::2]]:
    for fake in [*vectors, rng.normal(size=9)[::3]]:
        inside = torch.tensor(np.ascontiguousarray(fake), requires_grad=True)
        genuine = torch.tensor(np.ascontiguousarray(real))
        for flag in (False, True):
            inside.grad = None
            target = torch.zeros_like(inside) if flag else torch.ones_like(inside)
            entropy = nn.functional.binary_cross_entropy_with_logits
            forged = -entropy(inside, target) if flag else entropy(inside, target)
            forged.backward()
            both = entropy(genuine, torch.ones_like(genuine)) + entropy(inside, torch.zeros_like(inside))
            got = check_parts(check_unchanged(gan_losses, real, fake, flag), *NAMES)
            told = f"for {real.tolist()} and {fake.tolist()}, saturating {flag}"
            for name, one, right in zip(NAMES, got, (both.item(), forged.item(), inside.grad.numpy()), strict=True):
                check_close(f"{name} {told}", one, right, rtol=1e-6, atol=1e-14)
### END HIDDEN TESTS

# %%
my_gan_losses = yours(gan_losses, critics.gan_losses)
for logit in (0.0, -2.0, -10.0):
    slopes = [abs(my_gan_losses(np.zeros(1), np.array([logit]), flag)[2][0]) for flag in (True, False)]
    print(f"the critic says {logit:5}: gradient {slopes[0]:.1e} saturating, {slopes[1]:.1e} non-saturating")

# %% [markdown]
# When the critic is sure, the saturating forger hears next to nothing: the worse it is, the slower it learns. At a
# logit of 0 the two are equal, which is why a test at 0 tells nothing.
#
# ## 6 · The perfect critic
#
# Suppose the critic is as good as it can be. Where the data have the density $p$ and the forgeries $q$, it minimises
# $-p\ln D-q\ln(1-D)$ at each point, and the best is $D=p/(p+q)$. Put back into its loss this leaves
# $2\ln2-2\,\mathrm{JS}(p,q)$, with the *Jensen-Shannon divergence*
#
# $$\mathrm{JS}(p,q)=\tfrac12\mathrm{KL}(p\Vert m)+\tfrac12\mathrm{KL}(q\Vert m),\qquad m=\tfrac12(p+q).$$
#
# So against a perfect critic the forger makes JS smaller, which is 0 for equal laws and at most $\ln2$.
#
# ### 10.8 The perfect critic
#
# `optimal_discriminator(p, q)`: p (data) and q (forgeries) are probabilities on the same $K$ points. Return D (K,),
# which is ½ where both are 0, and JS with the natural logarithm. $0\cdot\ln0$ is 0, and nothing is divided by 0.
#
# <details><summary>Nudge</summary>
#
# Where p is 0, its term of KL is 0, whatever stands under the logarithm. How do you keep `np.log` from seeing it?
#
# </details>
# <details><summary>Pointer</summary>
#
# Take the sum of $p\ln(p/m)$ over the points with $p>0$ only; there $m>0$ too. `np.divide(p, s, out=..., where=s > 0)`
# divides where it may and leaves `out` elsewhere.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# p = (1, 0, 0) and q = (⅓, ⅔, 0): D = (¾, 0, ½), m = (⅔, ⅓, 0), and
# JS = $\frac12\ln\frac32+\frac12\left(\frac13\ln\frac12+\frac23\ln2\right)=0.318$.
#
# </details>


# %% exercise="optimal_discriminator" minutes=10 difficulty=2
def optimal_discriminator(p, q):
    """The best critic between data p and forgeries q, and their Jensen-Shannon divergence in nats.

    p, q: (K,) probabilities.  Returns D (K,), js (float in [0, ln 2]).
    """
    ### BEGIN SOLUTION
    both = p + q
    D = np.divide(p, both, out=np.full(len(p), 0.5), where=both > 0)

    def kl_to_middle(law):
        there = law > 0
        return np.sum(law[there] * np.log(2 * law[there] / both[there]))

    return D, (kl_to_middle(p) + kl_to_middle(q)) / 2
    ### END SOLUTION


# %% test="optimal_discriminator" points=2
check_answer(
    optimal_discriminator,
    forbids=[
        "course_lib.critics.optimal_discriminator",
        "course_lib.losses.entropy_and_kl",
        "scipy.spatial.distance.jensenshannon",
        "scipy.special.rel_entr",
        "scipy.special.kl_div",
        "scipy.stats.entropy",
    ],
)
NAMES = "D", "js"
p, q = np.array([0.5, 0.125, 0.375]), np.array([0.25, 0.625, 0.125])
right = np.array([2 / 3, 1 / 6, 3 / 4])
D, js = check_parts(check_unchanged(optimal_discriminator, p, q), *NAMES)
check_close(
    "D",
    D,
    right,
    confusions={
        "forged: D is the probability of «real»: p stands above.": 1 - right,
        "ratio: p/(p + q), not p/q.": p / q,
        "middle: divide by p + q, not by its half.": 2 * right,
        "logit: D is a probability, not its logit.": np.log(p / q),
    },
)
kl = [sum(a * np.log(2 * a / (a + b)) for a, b in zip(*pair, strict=True)) for pair in [(p, q), (q, p)]]
check_close(
    "js",
    js,
    sum(kl) / 2,
    confusions={
        "half: half of each of the two divergences.": sum(kl),
        "both: JS has a term for p and one for q.": kl[0] / 2,
        "both: JS has a term for p and one for q. ": kl[0],
        "bits: the natural logarithm.": sum(kl) / 2 / np.log(2),
        "distance: the divergence, not its root.": np.sqrt(sum(kl) / 2),
        "midpoint: the divergences are to the middle m, not from p to q.": np.sum((p - q) * np.log(p / q)) / 2,
        "midpoint: the divergences are to the middle m, not from p to q. ": np.sum(p * np.log(p / q)),
        "value: this is the value of the critic's loss, 2 ln 2 − 2 JS.": 2 * np.log(2) - sum(kl),
        "middle: m is half of the sum.": sum(kl) / 2 - np.log(2),
        "order: KL(p‖m), and not KL(m‖p).": np.sum((p + q) / 2 * np.log((p + q) ** 2 / (4 * p * q))) / 2,
    },
)
D, js = check_parts(
    check_unchanged(optimal_discriminator, np.array([1.0, 0, 0, 0]), np.array([0, 0.5, 0.5, 0])), *NAMES
)
check_close(
    "D where the two do not meet",
    D,
    [1, 0, 0, 0.5],
    confusions={
        "nowhere: where both are 0 the critic says ½.": [1, 0, 0, 0],
        "nowhere: where both are 0 the critic says ½. ": [1, 0, 0, 1],
        "nowhere: where both are 0 the critic says ½: 0/0 is a NaN.": [1, 0, 0, np.nan],
    },
    hint="added: add nothing to p or q: D is 0, ½ and 1 exactly.",
)
check_that(
    bool(np.isfinite(check_shape("js where the two do not meet", js, ()))),
    "zero-log: 0 · ln 0 is 0: leave out the points where the law is 0.",
    f"js is {js}",
)
check_close("js where the two do not meet", js, np.log(2), hint="added: add nothing to p or q: JS is ln 2 exactly.")
D, js = check_parts(check_unchanged(optimal_discriminator, p, p), *NAMES)
check_close("D for equal laws", D, [0.5, 0.5, 0.5])
check_close("js for equal laws", js, 0, atol=1e-12)
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("optimal_discriminator")
for K in (1, 2, 5, 40):
    for _ in range(6):
        p, q = (law / law.sum() for law in rng.exponential(size=(2, K)) * (rng.random((2, K)) < 0.6) + 1e-12)
        p, q = (np.where(law < 1e-6, 0, law) for law in (p, q))
        if not (p.any() and q.any()):
            continue
        p, q = p / p.sum(), q / q.sum()
        D, js = check_parts(check_unchanged(optimal_discriminator, p, q), *NAMES)
        told = f"for p = {p.tolist()}, q = {q.tolist()}"
        check_close(f"D {told}", D, [a / (a + b) if a + b else 0.5 for a, b in zip(p, q, strict=True)], atol=1e-12)
        entropies = [-sum(v * np.log(v) for v in law if v > 0) for law in ((p + q) / 2, p, q)]
        check_close(f"js {told}", js, entropies[0] - (entropies[1] + entropies[2]) / 2, atol=1e-12)
for p, q in [([1.0], [1.0]), ([0.0, 1.0], [1.0, 0.0]), ([1e-300, 1.0], [0.0, 1.0]), ([0.0, 0.5, 0.5], [0.0, 0.5, 0.5])]:
    D, js = check_parts(check_unchanged(optimal_discriminator, np.array(p), np.array(q)), *NAMES)
    check_close(f"D for p = {p}, q = {q}", D, [a / (a + b) if a + b else 0.5 for a, b in zip(p, q, strict=True)])
    check_close(f"js for p = {p}, q = {q}", js, np.log(2) if p == [0.0, 1.0] else 0, atol=1e-12)
for p, q in [(np.array([0.9, 0.1, 0.3])[::2] / 1.2, np.array([0.25, 0.75]))]:
    D, js = check_parts(check_unchanged(optimal_discriminator, p, q), *NAMES)
    check_close("D for entries that do not lie side by side", D, [0.75, 0.25])
### END HIDDEN TESTS

# %% [markdown]
# Let the data be the point 0 and the forgeries a single point at some distance, on a grid. **Question.** How does JS
# fall as the forgeries come nearer?

# %%
my_optimal = yours(optimal_discriminator, critics.optimal_discriminator)
at_zero, grid = np.eye(9)[0], np.eye(9)
print("JS at distances 0 to 8:", ", ".join(f"{my_optimal(at_zero, forged)[1]:.3f}" for forged in grid))

# Is it a distance? KL is none; the root of JS obeys the triangle inequality on all triples that we draw.
rng = np.random.default_rng(0)
triples = rng.dirichlet(np.ones(4), size=(2000, 3))
roots = np.array([[my_optimal(p, r)[1], my_optimal(p, s)[1], my_optimal(s, r)[1]] for p, r, s in triples]) ** 0.5
print("√JS, triangles that are violated:", int(np.sum(roots[:, 0] > roots[:, 1] + roots[:, 2] + 1e-12)), "of 2000")

# %% [markdown]
# It does not fall, and a forger that learns by slopes has none to follow. Pull the two bumps apart and watch the slope
# go:

# %%
from course_lib.figures.autoencoders_and_gans import TwoBumps

TwoBumps()

# %% [markdown]
# Pictures of 64 pixels overlap less than bumps on a line do. That is one reason why critics are not trained to the end,
# and why the saturating loss was given up.
#
# ## 7 · One number against one number
#
# What if both learn at once? Take the smallest case. The data are the point 0. The forger is one number $\theta$, the
# point that it draws. The critic is one number $\psi$: its logit at $x$ is $\psi x$. The solution is $\theta=\psi=0$.
# **Question.** Each player descends its own loss. Do they arrive?
#
# ### 10.9 The smallest GAN
#
# The critic's loss is $\mathrm{softplus}(0)+\mathrm{softplus}(\psi\theta)+\frac{\rho}2\psi^2$, with a penalty $\rho$ on
# its slope; the forger's is $\mathrm{softplus}(-\psi\theta)$, or $-\mathrm{softplus}(\psi\theta)$ when saturating. Both
# take a gradient step of rate $\eta$ **at once, from the old pair**:
#
# $$\theta\leftarrow\theta+\eta\,g\,\psi,\qquad\psi\leftarrow\psi-\eta\,(\sigma(\psi\theta)\,\theta+\rho\,\psi),$$
#
# with $g=\sigma(-\psi\theta)$, or $\sigma(\psi\theta)$ when saturating.
# `dirac_gan(theta, psi, learning_rate, steps, penalty=0.0, saturating=False)` returns the trace, (steps + 1, 2): row
# $t$ is $(\theta_t,\psi_t)$, and row 0 the start.
#
# <details><summary>Nudge</summary>
#
# Which $\theta$ stands in the update of $\psi$: the old or the new one?
#
# </details>
# <details><summary>Pointer</summary>
#
# `theta, psi = (new theta, new psi)` computes the right side before it assigns. Start a list with the first pair.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# From (2, 0) with rate 1 and no penalty: $\psi\theta=0$, so all σ are ½. θ stays 2, ψ becomes $-\frac12\cdot2=-1$. In
# the next step $\psi\theta=-2$: θ becomes $2-\sigma(2)=1.12$, and ψ becomes $-1-2\,\sigma(-2)=-1.24$.
#
# </details>


# %% exercise="dirac_gan" minutes=10 difficulty=2
def dirac_gan(theta, psi, learning_rate, steps, penalty=0.0, saturating=False):
    """The trace of the game between the forger theta and the critic psi.  Returns (steps + 1, 2), the start first."""

    ### BEGIN SOLUTION
    def sigma(u):
        return np.exp(-np.logaddexp(0, -u))

    trace = [(theta, psi)]
    for _ in range(steps):
        g = sigma(psi * theta) if saturating else sigma(-psi * theta)
        theta, psi = (
            theta + learning_rate * g * psi,
            psi - learning_rate * (sigma(psi * theta) * theta + penalty * psi),
        )
        trace.append((theta, psi))
    return np.array(trace)
    ### END SOLUTION


# %% test="dirac_gan" points=2
check_answer(
    dirac_gan,
    forbids=[
        "course_lib.dirac_game.dirac_gan",
        "torch.autograd.grad",
        "torch.autograd.backward",
        "torch.func.grad",
        "torch.Tensor.backward",
    ],
)


def played(
    theta, psi, rate, steps, penalty=0.0, saturating=False, order="at once", weight=1.0, signs=(1, 1), swap=False
):
    """The game by torch's derivatives of the two losses; the last four arguments make mistakes on purpose."""
    softplus, trace = nn.functional.softplus, [(theta, psi)]

    def slopes(theta, psi):
        a, b = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (theta, psi))
        forger = -softplus(a * b) if saturating != swap else softplus(-a * b)
        critic = softplus(a * b) + weight * penalty / 2 * b**2
        return torch.autograd.grad(forger, a)[0].item(), torch.autograd.grad(critic, b)[0].item()

    for _ in range(steps):
        by_theta, by_psi = slopes(theta, psi)
        if order == "forger first":
            by_psi = slopes(theta - signs[0] * rate * by_theta, psi)[1]
        if order == "critic first":
            by_theta = slopes(theta, psi - signs[1] * rate * by_psi)[0]
        theta, psi = theta - signs[0] * rate * by_theta, psi - signs[1] * rate * by_psi
        trace.append((theta, psi))
    return np.array(trace)


start = 1.5, 2.0, 0.25, 4
for flag in (False, True):
    right = played(*start, 0.5, flag)
    trace = check_unchanged(dirac_gan, *start, penalty=0.5, saturating=flag)
    check_close(
        f"the trace, saturating {flag}",
        trace,
        right,
        confusions={
            "at-once: the critic's step starts from the old pair, too.": played(*start, 0.5, flag, "forger first"),
            "at-once: the forger's step starts from the old pair, too.": played(*start, 0.5, flag, "critic first"),
            "flag: σ(−ψθ) without the flag, σ(ψθ) with it.": played(*start, 0.5, flag, swap=True),
            "penalty: the derivative of ρψ²/2 is ρψ.": played(*start, 0.5, flag, weight=2.0),
            "penalty: the derivative of ρψ²/2 is ρψ. ": played(*start, 0.5, flag, weight=0.5),
            "penalty: it pulls the critic towards 0.": played(*start, 0.5, flag, weight=0.0),
            "penalty: it pulls the critic towards 0. ": played(*start, 0.5, flag, weight=-1.0),
            "descent: both descend, each its own loss.": played(*start, 0.5, flag, signs=(-1, 1)),
            "descent: both descend, each its own loss. ": played(*start, 0.5, flag, signs=(1, -1)),
            "descent: both descend, each its own loss.  ": played(*start, 0.5, flag, signs=(-1, -1)),
            "columns: first θ, then ψ.": right[:, ::-1],
            "rows: one row for each step.": right.T,
            "start: the start is row 0.": right[1:],
            "start: the start is row 0, and there are `steps` steps.": right[:-1],
        },
    )
check_close("the trace of no step", dirac_gan(1.5, -2.0, 0.1, 0), [[1.5, -2]])
### BEGIN HIDDEN TESTS
from course_lib.fresh import fresh_generator

rng = fresh_generator("dirac_gan")
for case in range(12):
    theta, psi = rng.normal(scale=2, size=2).tolist()
    rate, penalty = rng.uniform(0.05, 0.5), (0.0, 0.3, 1.5)[case % 3]
    for flag in (False, True):
        got = check_unchanged(dirac_gan, theta, psi, rate, case, penalty, flag)
        check_close(f"the trace from ({theta}, {psi})", got, played(theta, psi, rate, case, penalty, flag), atol=1e-10)
for begin in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (-2.0, 3.0), (30.0, 40.0), (-30.0, 40.0), (900.0, -1.0)]:
    for rate, penalty in [(0.25, 0.0), (0.25, 0.5), (0.0, 0.5)]:
        for flag in (False, True):
            got = check_unchanged(dirac_gan, *begin, rate, 3, penalty, flag)
            check_close(f"the trace from {begin}", got, played(*begin, rate, 3, penalty, flag), atol=1e-10)
### END HIDDEN TESTS

# %%
my_dirac_gan = yours(dirac_gan, dirac_game.dirac_gan)
for name, rate, penalty, flag in [
    ("saturating", 0.2, 0.0, True),
    ("non-saturating", 0.2, 0.0, False),
    ("non-saturating, half the rate", 0.1, 0.0, False),
    ("saturating, with a penalty of 1", 0.2, 1.0, True),
    ("non-saturating, with a penalty of 1", 0.2, 1.0, False),
]:
    away = np.hypot(*my_dirac_gan(1.0, 0.0, rate, 3000, penalty, flag).T)
    print(f"{name:36} distance from the solution 1 → {away[300]:.2f} → {away[3000]:.2f} after 300 and 3000 steps")

# %% [markdown]
# The saturating game spirals *outwards*. The other one settles on an orbit of radius about $\sqrt{2\eta}$ (0.63 and
# 0.45 here) and never arrives: near the solution each step turns the pair by a right angle to the way home and so adds
# a little to its distance, whatever the rate. A penalty on the critic brings both home. None of this is a descent on
# one landscape, and lesson 3's intuition, that a smaller step at worst takes longer, is of no help:

# %%
from course_lib.figures.autoencoders_and_gans import DiracGame

DiracGame()

# %% [markdown]
# ## 8 · What do you measure?
#
# Now two networks, and a task that one can check: numbers on a line, from four narrow bumps at −3, −1, 1 and 3. Two
# trainings of the same networks; the second has slower steps, less momentum, and the penalty of section 7 (R1: half of
# $\gamma=0.1$ times the mean squared slope of the critic at real examples).

# %% tags=["nbval-ignore-output"]
trainings = {
    "plain": bumps.train_gan(seed=0, rate=5e-3, betas=(0.9, 0.999), steps=1200),
    "with a penalty": bumps.train_gan(seed=0, rate=2e-3, betas=(0.5, 0.9), penalty=0.1, steps=1200),
}
plots.plot_losses_and_samples(trainings, bumps.CENTERS)

# %% [markdown]
# At the end the losses of both lie near the grey line, $2\ln2$, that of a critic who cannot decide. Neither tells which
# forger has found the four bumps: each is measured by the other's skill. So measure the samples.
#
# ### 10.10 Found, and good
#
# `mode_coverage(samples, centers, radius, least=1)` takes samples (M, d), $M\ge1$, and centres (K, d). A sample belongs
# to its nearest centre (Euclidean distance; ties to the lowest index), and is *good* if that distance is at most
# `radius`. Return the **coverage**, the share of the centres that own at least `least` good samples, and the
# **quality**, the share of the samples that are good.
#
# <details><summary>Nudge</summary>
#
# A sample may lie within the radius of two centres. How many does it belong to?
#
# </details>
# <details><summary>Pointer</summary>
#
# A table of distances (M, K) has all that you need: `argmin` and `min` along its centres; `np.bincount` of the owners
# of good samples, with `minlength`.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# Centres 0, 10 and 20, radius 3, samples −3, 2, 14: the first two are good and belong to the first centre, the third to
# the second without being good. Coverage is ⅓ and quality ⅔; with `least=3` the coverage is 0.
#
# </details>


# %% exercise="mode_coverage" minutes=10 difficulty=2
def mode_coverage(samples, centers, radius, least=1):
    """The share of the centres that own at least `least` good samples, and the share of the samples that are good.

    samples: (M, d).  centers: (K, d).  Returns coverage, quality (floats).
    """
    ### BEGIN SOLUTION
    distances = np.linalg.norm(samples[:, None] - centers[None], axis=2)  # (M, K)
    owner, good = distances.argmin(axis=1), distances.min(axis=1) <= radius
    owned = np.bincount(owner[good], minlength=len(centers))
    return np.mean(owned >= least), np.mean(good)
    ### END SOLUTION


# %% test="mode_coverage" points=2
check_answer(
    mode_coverage,
    forbids=["course_lib.generator_measures.mode_coverage"],
)
NAMES = "the coverage", "the quality"
# Balls that overlap; a sample in two balls, one at the very edge, ties, and two that are near nothing.
centers = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 8.0], [20.0, 20.0], [30.0, -30.0]])
samples = np.array(
    [[1.5, 0.0], [2.0, 0.0], [2.5, 0.0], [-1.5, 2.0], [0.0, 5.0], [-1.5, -1.5], [-7.0, 0.0], [1.75, 2.0]]
)
result = check_unchanged(mode_coverage, samples, centers, 2.5, 1)
coverage, quality = check_parts(result, *NAMES)
check_close(
    "the quality",
    quality,
    5 / 8,
    confusions={
        "edge: a distance equal to the radius is good.": 4 / 8,
        "euclid: the distance is the root of a sum of squares.": 3 / 8,
        "euclid: the distance is the root of a sum of squares. ": 2 / 8,
        "euclid: the distance is the root of a sum of squares.  ": 6 / 8,
        "swapped: first the coverage, then the quality.": 2 / 5,
        "share: a share of the samples.": 5,
        "share: a share of the samples, not of the centres.": 5 / 5,
    },
)
check_close(
    "the coverage",
    coverage,
    2 / 5,
    confusions={
        "radius: a sample finds its centre only if it is good.": 3 / 5,
        "share: a share of the centres.": 2,
        "share: a share of the centres, not of the samples.": 2 / 8,
        "quality: the share of the centres, not of the samples.": 5 / 8,
    },
)
for least, right, others in [(4, 1 / 5, 0), (2, 1 / 5, 2 / 5), (5, 0, 1 / 5)]:
    coverage, quality = check_parts(check_unchanged(mode_coverage, samples, centers, 2.5, least), *NAMES)
    check_close(
        f"the coverage with least = {least}",
        coverage,
        right,
        confusions={
            "least: at least so many good samples, no more and no fewer.": 2 / 5 if least > 2 else -1,
            "owned: a sample belongs to its nearest centre alone, and a tie to the lowest index.": others,
        },
    )
    check_close(f"the quality with least = {least}", quality, 5 / 8, hint="alone: good is asked of each sample alone.")
### BEGIN HIDDEN TESTS
from course_lib.edge_cases import edge_tables
from course_lib.fresh import fresh_generator

rng = fresh_generator("mode_coverage")


def counted(samples, centers, radius, least):
    """By loops, with exact comparisons on whole numbers."""
    owned, good = [0] * len(centers), 0
    for sample in samples:
        squares = [sum((a - b) ** 2 for a, b in zip(sample, center, strict=True)) for center in centers]
        if min(squares) <= radius**2:
            good += 1
            owned[squares.index(min(squares))] += 1
    return sum(count >= least for count in owned) / len(owned), good / len(samples)


for M, K, d in [(1, 1, 1), (1, 3, 2), (12, 4, 2), (30, 2, 1), (9, 9, 3), (25, 6, 2)]:
    for _ in range(4):
        samples, centers = (rng.integers(-5, 6, size=(d, n)).T.astype(float) for n in (M, K))
        for radius, least in [(0.0, 1), (2.0, 1), (5.0, 2), (5.0, 3), (100.0, 1), (3.0, M + 1)]:
            got = check_parts(check_unchanged(mode_coverage, samples, centers, radius, least), *NAMES)
            for name, one, right in zip(NAMES, got, counted(samples, centers, radius, least), strict=True):
                check_close(f"{name} of {samples.tolist()} for {centers.tolist()}, radius {radius}", one, right)
for table in [*edge_tables(3), *edge_tables(1)]:
    got = check_parts(check_unchanged(mode_coverage, table, table[::-1][:2], 0.75, 1), *NAMES)
    for name, one, right in zip(NAMES, got, counted(table, table[::-1][:2], 0.75, 1), strict=True):
        check_close(f"{name} of {table.tolist()}", one, right)
for away in (0.5, 0.5005):
    got = check_parts(mode_coverage(np.array([[away]]), np.array([[0.0]]), 0.5), *NAMES)
    check_close(f"the quality of a sample at {away}, radius 0.5", got[1], 1.0 if away == 0.5 else 0.0)
### END HIDDEN TESTS

# %% tolerance=0.5
my_mode_coverage = yours(mode_coverage, generator_measures.mode_coverage)
for name, training in trainings.items():
    drawn = training.samples[-1][:, None]
    coverage, quality = my_mode_coverage(drawn, bumps.CENTERS[:, None], 0.3, 50)
    print(f"{name:15} finds {coverage:.2f} of the bumps; {quality:.2f} of its samples are good")
line = np.random.default_rng(0).uniform(-4, 4, size=(1000, 1))
for name, drawn in [("one point", np.ones((1000, 1))), ("uniform noise", line)]:
    coverage, quality = my_mode_coverage(drawn, bumps.CENTERS[:, None], 0.3, 50)
    print(f"{name:15} finds {coverage:.2f} of the bumps; {quality:.2f} of its samples are good")

# %% [markdown]
# Either number alone is fooled: a forger that always draws the same good point (*mode collapse*) has quality 1, and
# noise finds everything. So ask for both. One «generator» has both, and you met it in row B.
#
# ### 10.11 Unmask the photocopier
#
# Take as many training examples as held-out ones, of the same people (against other people's digits, a likeness of
# hands would pass for copying). A generator that has learned the *law* of the data comes as near to the ones as to the
# others. A copier lies nearer to what it was shown.
#
# `copying_score(fake, train, held_out)` takes (M, d), (N, d), (N, d) and returns the share of the generated examples
# whose nearest training example is *nearer* (Euclidean) than their nearest held-out one; a tie counts ½. So ½ is
# honest, and 1 a photocopier. If the two sets differ in length, raise a ValueError: the larger one would win by its
# size.
#
# <details><summary>Nudge</summary>
#
# For each forgery you need two numbers: the distance to the nearest of the one set, and of the other.
#
# </details>
# <details><summary>Pointer</summary>
#
# `(a < b) + 0.5 * (a == b)` of two arrays of distances. Squared distances are in the same order, and exact for whole
# numbers.
#
# </details>
# <details><summary>Worked example, on other numbers</summary>
#
# Training 0 and 10, held out 4 and 20: forgeries at 1, 2, 7 and 16. The distances are 1 against 3, 2 against 2, 3
# against 3, and 6 against 4: one win, two ties, one loss, so the score is ½.
#
# </details>


# %% exercise="copying_score" minutes=8 difficulty=1
def copying_score(fake, train, held_out):
    """The share of the generated examples that lie nearer to training than to held-out examples; a tie is ½.

    fake: (M, d).  train, held_out: (N, d).  Returns a float.  Raises ValueError if the two differ in length.
    """
    ### BEGIN SOLUTION
    if len(train) != len(held_out):
        raise ValueError("as many training examples as held-out ones are needed")

    def nearest(known):
        return np.array([np.min(np.sum((known - x) ** 2, axis=1)) for x in fake])

    to_train, to_held_out = nearest(train), nearest(held_out)
    return np.mean((to_train < to_held_out) + 0.5 * (to_train == to_held_out))
    ### END SOLUTION


# %% test="copying_score" points=2
check_answer(copying_score, forbids=["course_lib.generator_measures.copying_score"])
train = np.array([[0.0, 0.0], [10.0, 0.0], [-4.0, 6.0]])
held_out = np.array([[4.0, 0.0], [0.0, 9.0], [20.0, 20.0]])
fake = np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 0.0], [7.0, 0.0], [4.5, 1.0], [3.0, 3.0], [-1.0, 0.0], [9.0, 5.0]])
score = check_unchanged(copying_score, fake, train, held_out)
# Nearer to train: 1, 2, 7, 8; two ties; nearer to held-out: 5, 6.
check_close(
    "the score",
    score,
    5 / 8,
    confusions={
        "ties: a tie counts ½.": 4 / 8,
        "ties: a tie counts ½, not 1.": 6 / 8,
        "direction: nearer to training is what a copier is.": 3 / 8,
        "share: a share of the generated examples.": 5,
        "share: a share of the generated examples, not of the training examples.": 5 / 3,
    },
    hint="nearest: for each forgery the smallest distance to the one set, and to the other.",
)
check_close(
    "the score of a point with the distances 5 and √32",
    copying_score(np.zeros((1, 2)), np.array([[5.0, 0.0], [9.0, 9.0]]), np.array([[4.0, 4.0], [9.0, 9.0]])),
    1,
    hint="nearest: for each forgery the smallest distance to the one set, and to the other.",
)
check_close(
    "the score of a point with the distances 5 and 4.27",
    copying_score(np.zeros((1, 2)), np.array([[5.0, 0.0], [9.0, 9.0]]), np.array([[4.0, 1.5], [9.0, 9.0]])),
    0,
    confusions={"taxicab: the Euclidean distance.": 1.0},
)
check_close(
    "the score of a point that is near to one training example and far from another",
    copying_score(np.array([[0.0]]), np.array([[3.0], [50.0]]), np.array([[4.0], [5.0]])),
    1,
    confusions={"nearest: the nearest example counts, not the mean of all.": 0.0},
)
check_close(
    "the score of copies",
    copying_score(train[[0, 0, 2, 1]], train, held_out),
    1,
    hint="nearest: each forgery has its own nearest training example.",
)


def refuses(train, held_out):
    try:
        copying_score(np.zeros((2, 1)), np.zeros((train, 1)), np.ones((held_out, 1)))
    except ValueError:
        return True
    return False


check_that(
    refuses(3, 2) and refuses(2, 3),
    "lengths: as many of the ones as of the others, else a ValueError.",
    "sets of different length are accepted",
)
### BEGIN HIDDEN TESTS
from course_lib.edge_cases import HAIR, edge_tables
from course_lib.fresh import fresh_generator

rng = fresh_generator("copying_score")


def by_loops(fake, train, held_out):
    total = 0.0
    for x in fake:
        one, two = (
            min(sum((a - b) ** 2 for a, b in zip(x, y, strict=True)) for y in known) for known in (train, held_out)
        )
        total += 1.0 if one < two else 0.5 if one == two else 0.0
    return total / len(fake)


for M, N, d in [(1, 1, 1), (5, 1, 2), (1, 4, 3), (12, 5, 2), (6, 6, 1), (40, 9, 2)]:
    for _ in range(4):
        drawn = [rng.integers(-4, 5, size=(d, n)).T.astype(float) for n in (M, N, N)]
        check_close(
            f"the score for {[x.tolist() for x in drawn]}", check_unchanged(copying_score, *drawn), by_loops(*drawn)
        )
for table in [*edge_tables(3), *edge_tables(1)]:
    for one, two in [(table, table), (table, table[::-1] + 0.5), (table - 0.5, table)]:
        check_close(
            f"the score for {table.tolist()}",
            check_unchanged(copying_score, table, one, two),
            by_loops(table, one, two),
        )
near = np.array([[1.0]]), np.array([[1 + HAIR]])
for one, two, right in [(near[0], near[1], 1.0), (near[1], near[0], 0.0)]:
    check_close("the score of nearly equal distances", copying_score(np.zeros((1, 1)), one, two), right)
    check_close("the score of short distances", copying_score(np.zeros((1, 1)), (one - 1) / 2, 1.5 * (two - 1)), right)
check_that(refuses(1, 4), "lengths: as many of the ones as of the others.", "sets of different length are accepted")
### END HIDDEN TESTS

# %% [markdown]
# ## 9 · Nine losses
#
# A colleague has written nine losses for VAEs and GANs. All run, all give a finite number of the right shape, and all
# fall in a training. `encode(x)` gives mu and log_var, `decode(z)` what its loss asks for (logits for the first, third,
# fourth and fifth, grey values for the second); `critic(x)` gives logits (N,), positive for «real», and `forge(z)`
# pictures.

# %%
entropy, softplus = nn.functional.binary_cross_entropy_with_logits, nn.functional.softplus


def kl(mu, log_var):
    return (log_var.exp() + mu**2 - 1 - log_var).sum(dim=1) / 2


def bernoulli_vae(encode, decode, x):
    mu, log_var = encode(x)
    z = mu + (log_var / 2).exp() * torch.randn_like(mu)
    return (entropy(decode(z), x, reduction="none").sum(dim=1) + kl(mu, log_var)).mean()


def gaussian_vae(encode, decode, x):
    mu, log_var = encode(x)
    z = mu + (log_var / 2).exp() * torch.randn_like(mu)
    return ((decode(z) - x).square().sum(dim=1) / 2 + kl(mu, log_var)).mean()


def averaged_vae(encode, decode, x):
    mu, log_var = encode(x)
    z = mu + (log_var / 2).exp() * torch.randn_like(mu)
    return (entropy(decode(z), x, reduction="none").mean(dim=1) + kl(mu, log_var)).mean()


def wide_vae(encode, decode, x):
    mu, log_var = encode(x)
    z = mu + log_var.exp() * torch.randn_like(mu)
    return (entropy(decode(z), x, reduction="none").sum(dim=1) + kl(mu, log_var)).mean()


def drawn_vae(encode, decode, x):
    mu, log_var = encode(x)
    z = torch.normal(mu, (log_var / 2).exp())
    return (entropy(decode(z), x, reduction="none").sum(dim=1) + kl(mu, log_var)).mean()


def critic(critic, forge, x, z):
    return softplus(-critic(x)).mean() + softplus(critic(forge(z).detach())).mean()


def forger(critic, forge, x, z):
    return -softplus(critic(forge(z))).mean()


def detached_forger(critic, forge, x, z):
    return softplus(-critic(forge(z).detach())).mean()


def sigmoid_critic(critic, forge, x, z):
    real, fake = critic(x).sigmoid(), critic(forge(z).detach()).sigmoid()
    return softplus(-real).mean() + softplus(fake).mean()


LOSSES = {
    function.__name__: function
    for function in (
        bernoulli_vae,
        gaussian_vae,
        averaged_vae,
        wide_vae,
        drawn_vae,
        critic,
        forger,
        detached_forger,
        sigmoid_critic,
    )
}
torch.manual_seed(0)
encoder, decoder, judge, maker = nn.Linear(64, 4), nn.Linear(2, 64), nn.Linear(64, 1), nn.Linear(2, 64)
x, z = torch.tensor(X_train[:50], dtype=torch.float32), torch.randn(40, 2)
for name, loss in LOSSES.items():
    if name.endswith("vae"):
        value = loss(lambda x: encoder(x).chunk(2, dim=1), decoder, x)
    else:
        value = loss(lambda x: judge(x)[:, 0], maker, x, z)
    print(f"{name:16} {'passed' if value.shape == () and value.isfinite() else 'WRONG'}")

# %% [markdown]
# ### 10.12 Which are wrong?
#
# A VAE's loss is right if it is, up to a constant, the loss of section 4: $-\log p(x\mid z)$ summed over the pixels
# (Bernoulli with logits, or normal with variance 1) plus the KL summed over the code, averaged over the examples, with
# $z$ drawn from the encoder's law and a gradient that reaches the encoder through $z$. A critic's or a forger's loss is
# right if it is one of section 5, from logits, with a gradient for the player whose loss it is. Slow is not wrong.
#
# `faulty_losses()` returns the set of the names of the wrong ones. Reading helps; experiments convict.
#
# <details><summary>Nudge</summary>
#
# For each loss, call `.backward()` and look at whose weights have a gradient. Then look at its *value* at a point where
# you know what it must be.
#
# </details>
# <details><summary>Pointer</summary>
#
# A decoder that hands its code on unchanged lets you measure the law of z: give `encode` a fixed mu and log_var ≠ 0 for
# many examples. A critic that gives the logits 1000 and −1000 where it should has a loss of 0. An `encode` whose KL is
# 0 leaves the rebuilding alone.
#
# </details>
# <details><summary>Worked example, on another loss</summary>
#
# A `lazy_critic` that returned `softplus(-critic(x)).mean()` passes as well. For a critic that says 1000 of everything
# its loss is 0, although the forgeries deceive it altogether: it should be 1000.
#
# </details>


# %% exercise="faulty_losses" minutes=15 difficulty=3
def faulty_losses():
    """The names of the wrong ones in LOSSES.  Returns a set of strings."""
    ### BEGIN SOLUTION
    return {"averaged_vae", "wide_vae", "drawn_vae", "detached_forger", "sigmoid_critic"}
    ### END SOLUTION


# %% test="faulty_losses" points=2
check_answer(faulty_losses)
found = check_unchanged(faulty_losses)
check_that(
    isinstance(found, set | frozenset | list | tuple),
    "type: return a set of names, such as {'critic', 'forger'}.",
    f"the result is {type(found).__name__}",
)
known = {
    "averaged_vae", "bernoulli_vae", "critic", "detached_forger", "drawn_vae",
    "forger", "gaussian_vae", "sigmoid_critic", "wide_vae",
}  # fmt: skip
strange = [str(name) for name in found if not isinstance(name, str) or name not in known]
check_that(not strange, "names: spell them as in LOSSES.", f"these are no losses: {sorted(strange)}")
# This test knows the wrong ones by the checksums of their names only.
marks = {zlib.crc32(name.encode()) for name in found}
for hint, accused in [
    ("slow: a loss that learns slowly at first may still be the one that was asked for.", 1579325240),
    ("unit: a constant does not matter, and a square is the logarithm of a normal law.", 880604525),
    ("accused: it passes for itself: compare with the formulas of sections 4 and 5.", 4195222612),
    ("accused: the forgeries are held fast while the critic learns, as they must be.", 3387095025),
]:
    check_that(accused not in marks, hint, "one of those that you name does what it should")
for hint, missing in [
    ("no-gradient: whose weights get no gradient, and from which term?", {2520458696, 2910553476}),
    ("known-point: what is the value of each loss for players who make no mistake?", {543778840}),
    ("law: is z drawn from the law that the KL is about?", {2634170240}),
    ("weights: in which unit is each of the two terms?", {3554214866}),
]:
    check_that(missing <= marks, hint, "not all of the wrong ones are found")

# %% [markdown]
# ## What you have built draws
#
# Back to section 3. A denoiser was never asked to draw. But there is an old formula (Miyasawa 1961, Tweedie): if $d(u)$
# is the best answer to the noisy $u$, then
#
# $$\frac{d(u)-u}{\sigma^2}=\nabla\log p_\sigma(u),$$
#
# the slope of the logarithm of the density of noisy digits. So the denoiser knows uphill from everywhere. Start with
# nothing but noise, take small steps uphill, add a little fresh noise each time (Langevin's walk), and in the end ask
# the denoiser what it sees. Here are three, fitted to the same 673 digits: your matrix, your network, and the memory.

# %% tags=["nbval-ignore-output"]
my_copying_score = yours(copying_score, generator_measures.copying_score)
A, b = my_linear_denoiser(own, sigma)
denoisers = {
    "your matrix": lambda u: u @ A.T + b,
    "your network": lambda u: autoencoders.through(network, X=u),
    "the memory": lambda u: denoising.remembered(u, own, sigma),
}
drawn = {
    name: denoising.drawn_by_denoising(denoise, 200, sigma, np.random.default_rng(0), rate=0.1)
    for name, denoise in denoisers.items()
}
plots.plot_rows({name: pictures[:12] for name, pictures in drawn.items()})

# %% tolerance=0.15
kinds = np.stack([own[k_train[:673] == digit].mean(axis=0) for digit in range(10)])  # a centre for each kind
rng = np.random.default_rng(1)
drawn["row A, the VAE"] = vae.draw(200, rng)
drawn["row B, the photocopier"] = own[rng.integers(len(own), size=200)] + rng.normal(scale=0.02, size=(200, 64))
drawn["row C, people"] = X_test
print("                         coverage  quality  copying")
for name, pictures in drawn.items():
    coverage, quality = my_mode_coverage(pictures, kinds, 2.1, 3)
    print(f"{name:24} {coverage:8.2f} {quality:8.2f} {my_copying_score(pictures, own, other):8.2f}")

# %% [markdown]
# Your network, which knows no label and was trained to take dust off pictures, draws digits out of noise: this is how
# the image generators of today work, with many noise levels and a larger network. And row B is unmasked by the last
# column, where people have about ½ (a share of 200 pictures is known to within 0.07); the first sees that the VAE draws
# hardly a five.
#
# **And the memory?** It is the *best* denoiser there is for these 673 digits; no training could beat it on them. Yet
# all that it draws are copies. Had your network reached that optimum, it would have become the photocopier: what is new
# in its pictures is what it failed to learn by heart.
#
# What do the three numbers not see? The VAE's smooth digits have a higher quality than people's: a picture close to the
# mean of its kind is close to a centre, and blur is no fault in that measure. Every number has its fool, so show which
# ones you tried.
#
# ### An open challenge
#
# Fool all three: write a «generator» that needs no training, has coverage 1, quality above 0.95 and copying below 0.55,
# and whose pictures nobody would take for handwriting. Then repair a measure, so that your own fool is caught and
# people are not. (A start: what does a mixture of several training digits score?)

# %% tolerance=0.15
mixed = np.stack([own[rng.integers(len(own), size=3)].mean(axis=0) for _ in range(200)])
coverage, quality = my_mode_coverage(mixed, kinds, 2.1, 3)
print(f"three digits mixed: {coverage:.2f} {quality:.2f} {my_copying_score(mixed, own, other):.2f}")

# %% [markdown]
# ### In words: «our generator is indistinguishable»
#
# A company sells faces of people who do not exist. It has shown a hundred of them among a hundred photographs to two
# hundred visitors, who could not tell them apart, and it writes: «our network has learned what a human face is, and
# since it draws new faces no one's rights are touched.»
#
# Which machine without any understanding would pass the same test? What would you ask the company to measure, and on
# which pictures? And what does no number of this lesson say about harm: of deepfakes, of faces from a collection that
# was never asked?
#
# Double-click the cell below and write four to six sentences. No test reads it: a person does.

# %% written="indistinguishable" points=2 minutes=8 difficulty=2
# - A photocopier passes: visitors cannot see that a face is one of the training set. So the test says nothing about
#   understanding, nor about newness.
# - Ask for a copying score: distances of the generated faces to training faces and to as many held-out ones, in a space
#   where distance means likeness; and for coverage (ages, skins), since a hundred good faces may be ten people. The
#   held-out pictures must come from the same source and must not have served for any choice.
# - No measure says whether those whose faces were used agreed, nor what the faces will be used for; a score of ½ does
#   not exclude that a few faces are copies: a mean hides them.
#
# 2 points: the photocopier, a measure against held-out pictures, and one thing that no number sees. 1 point for two of
# the three.

# %% [markdown]
# ## Summary
#
# - A linear autoencoder finds PCA's subspace, and no more; its weights are an accident, its error is a theorem. A
#   network of ReLUs does better.
# - Without a narrow code, noise keeps an autoencoder from copying. Judge it against the best linear denoiser,
#   $A=S(S+\sigma^2I)^{-1}$.
# - A VAE puts a law on its code: $z=\mu+\sigma\varepsilon$ lets the gradient pass, KL keeps the law near the standard
#   one. Both terms in nats a picture, or the code dies.
# - A critic estimates $p/(p+q)$; a perfect one measures JS, which has no slope where the two do not meet.
# - A game is no descent: it may spiral outwards, or circle. A penalty on the critic brings it home.
# - Losses of a GAN tell next to nothing. Coverage, quality and copying do, together, and each of them can be fooled.
#
# **Where it is used** (deck 002): denoising and dimension reduction; deepfakes, faces, fashion, 3-D models.
#
# **Errata that you met**: deck 002, §5 («on ne peut plus utiliser la fonction sigmoïde au delà de 2 classes»): a
# decoder has a sigmoid for each pixel. Deck 001, p. 28: KL is no distance; √JS is one.
#
# **Next**: dense prediction, where every pixel gets an answer.
#
# **Further reading**
#
# - P. Baldi and K. Hornik, *Neural networks and principal component analysis*, 1989. P. Vincent et al., *Extracting and
#   composing robust features with denoising autoencoders*, 2008.
# - D. Kingma and M. Welling, *Auto-encoding variational Bayes*, 2014.
# - I. Goodfellow et al., *Generative adversarial nets*, 2014. L. Mescheder, A. Geiger and S. Nowozin, *Which training
#   methods for GANs do actually converge?*, 2018.
# - C. Meehan, K. Chaudhuri and S. Dasgupta, *A non-parametric test to detect data-copying in generative models*, 2020.
# - K. Miyasawa, *An empirical Bayes estimator of the mean of a normal population*, 1961. Y. Song and S. Ermon,
#   *Generative modeling by estimating gradients of the data distribution*, 2019.
