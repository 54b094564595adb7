"""Binary classification with labels -1 and +1: errors, the first neuron and how it learns, neighbours.

N examples of D numbers: X is (N, D), labels y and scores f are (N,).  A score of exactly 0 is an error.
"""

import math

import numpy as np

from course_lib.losses import hinge_loss_gradient


def error_rate(y, f):
    """The share of examples with y·f ≤ 0.

    y: (N,) labels.  f: (N,) scores.  Returns a float.
    Raises ValueError unless y and f have one shape (N,), N ≥ 1.  Source: deck 000, «La classification binaire».

    >>> error_rate([1, 1, -1, -1], [2.0, 0.0, -3.0, 0.5])
    0.5
    """
    y, f = _paired(y, f)
    return float(np.mean(y * f <= 0))


def perceptron(X, w, b):
    """The answer +1 where w·x + b > 0 and -1 elsewhere, at 0 too.

    X: (N, D).  w: (D,).  b: a number.  Returns (N,).
    Raises ValueError if the shapes do not fit.  Source: deck 003, «1957 : le perceptron».

    >>> perceptron([[3.0, 1.0], [1.0, 1.0], [0.0, 2.0]], [1.0, -1.0], 0.0)
    array([ 1, -1, -1])
    """
    return np.where(linear_score(X, w, b) > 0, 1, -1)


def linear_score(X, w, b):
    """The scores f = X w + b of one neuron.  X: (N, D).  w: (D,).  Returns (N,).  Raises ValueError on other shapes.

    >>> linear_score([[3.0, 1.0]], [2.0, -1.0], 0.5)
    array([5.5])
    """
    X, w = np.asarray(X), np.asarray(w)
    if X.ndim != 2 or w.shape != X.shape[1:]:
        raise ValueError(f"X has shape {X.shape} and w {w.shape}: they must be (N, D) and (D,)")
    if np.ndim(b) != 0:
        raise ValueError(f"b has shape {np.shape(b)}: one neuron has one number for its bias")
    return X @ w + b


def hinge_gradient(w, b, X, y):
    """Gradient of the summed hinge loss of f = X w + b.

    w: (D,).  b: a number.  X: (N, D).  y: (N,).  Returns grad_w (D,) and grad_b, a float.
    An example with y·f = 1 exactly adds nothing: relu'(0) = 0.
    Raises ValueError if the shapes do not fit.  Source: deck 000, «Fonction de perte».

    >>> hinge_gradient(np.array([1.0]), 0.0, [[3.0], [0.5], [2.0]], [1, 1, -1])
    (array([1.5]), 0.0)
    """
    grad_f = hinge_loss_gradient(y, linear_score(X, w, b))  # (N,)
    return grad_f @ np.asarray(X), float(grad_f.sum())


def train_linear(X, y, learning_rate, steps):
    """A neuron learned by full-batch gradient descent from zero on the mean hinge loss.

    X: (N, D).  y: (N,).  learning_rate: length of a step, times the gradient.  steps: how many.
    Returns w (D,) and b, a float.  Raises ValueError if the shapes do not fit.

    >>> train_linear([[1.0], [3.0]], [-1, 1], 0.5, 2)
    (array([0.25]), -0.25)
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    if X.ndim != 2:
        raise ValueError(f"X has shape {X.shape}: it must be (N, D)")
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        grad_w, grad_b = hinge_gradient(w, b, X, y)
        w, b = w - learning_rate * grad_w / len(X), b - learning_rate * grad_b / len(X)
    return w, float(b)


def standardize(X_train, X_test):
    """Both tables with the training table's mean taken away and divided by its deviation, column by column.

    X_train: (N, D).  X_test: (M, D).  The deviation is that of N examples (1/N).  A column that is constant in
    X_train becomes 0 in both.  Returns arrays of the same shapes.  Raises ValueError if the shapes do not fit.

    >>> train, test = standardize([[0.0, 5.0], [4.0, 5.0]], [[6.0, 7.0]])
    >>> train, test
    (array([[-1.,  0.],
           [ 1.,  0.]]), array([[2., 0.]]))
    """
    X_train, X_test = _tables(X_train, X_test)
    constant = X_train.max(axis=0) == X_train.min(axis=0)  # (D,): a computed deviation may miss 0 by rounding
    scale = np.where(constant, 1.0, X_train.std(axis=0))
    return tuple(np.where(constant, 0.0, (X - X_train.mean(axis=0)) / scale) for X in (X_train, X_test))


def squared_distances(X, others):
    """Squared Euclidean distances.  X: (M, D).  others: (N, D).  Returns (M, N).  Raises ValueError on other shapes.

    >>> squared_distances([[0.0, 0.0]], [[3.0, 4.0], [1.0, 0.0]])
    array([[25.,  1.]])
    """
    others, X = _tables(others, X)
    return np.stack([np.sum((others - x) ** 2, axis=1) for x in X]) if len(X) else np.zeros((0, len(others)))


def nearest_neighbor(X_train, y_train, X):
    """For each row of X the label of the training example that is nearest; of equally near ones the first.

    X_train: (N, D).  y_train: (N,).  X: (M, D).  Returns (M,).  Raises ValueError if the shapes do not fit.

    >>> nearest_neighbor([[0.0], [10.0]], [-1, 1], [[2.0], [9.0], [5.0]])
    array([-1,  1, -1])
    """
    return _labels(X_train, y_train)[squared_distances(X, X_train).argmin(axis=1)]


def neighbor_scores(X_train, y_train, X, k):
    """For each row of X the mean label of its k nearest training examples: the vote of its neighbours.

    X_train: (N, D).  y_train: (N,).  X: (M, D).  k: 1..N.  Returns (M,), 0 for a tied vote.
    Raises ValueError if the shapes or k do not fit.

    >>> neighbor_scores([[0.0], [1.0], [5.0]], [-1, 1, 1], [[0.2], [4.0]], 2)
    array([0., 1.])
    """
    y_train = _labels(X_train, y_train)
    if not 1 <= k <= len(y_train):
        raise ValueError(f"k is {k}: it must be between 1 and the {len(y_train)} training examples")
    nearest = squared_distances(X, X_train).argsort(axis=1, kind="stable")[:, :k]  # (M, k)
    return y_train[nearest].mean(axis=1)


def error_interval(y, f, z=1.96):
    """Wilson's score interval of the error rate: the e_r that M examples with this many errors leave credible.

    y: (M,) labels.  f: (M,) scores.  z: 1.96 for 95 %.  Returns (low, high).
    Raises ValueError unless y and f have one shape (M,), M ≥ 1.  Source: Wilson, 1927.

    >>> low, high = error_interval(np.ones(10), np.ones(10))
    >>> round(low, 4), round(high, 4)
    (0.0, 0.2775)
    """
    e, M = error_rate(y, f), len(y)
    centre = (e + z**2 / (2 * M)) / (1 + z**2 / M)
    half = z * math.sqrt(e * (1 - e) / M + z**2 / (4 * M**2)) / (1 + z**2 / M)
    return max(min(centre - half, e), 0.0), min(max(centre + half, e), 1.0)  # rounding may miss 0, e or 1 by 1e-17


def told_share(right, z=1.96):
    """How often an answer was right, in per cent, with Wilson's interval of it: what stands beside every accuracy.

    right: (M,) of True and False, one an example.  z: 1.96 for 95 %.  Returns a text.
    Raises ValueError unless M ≥ 1.

    >>> told_share([True] * 9 + [False])
    '90.0 % (59.6 to 98.2)'
    """
    right = np.asarray(right, dtype=bool)
    low, high = error_interval(np.ones(len(right)), np.where(right, 1.0, -1.0), z)
    return f"{100 * right.mean():.1f} % ({100 * (1 - high):.1f} to {100 * (1 - low):.1f})"


def diagnose(e_a, e_t, tolerance):
    """What two errors say: "ok", "underfitting", "overfitting" or "both".

    Underfitting: e_a > tolerance.  Overfitting: e_t - e_a > tolerance.  Source: deck 000, «La classification binaire».

    >>> diagnose(0.0, 0.5, 0.1), diagnose(0.3, 0.31, 0.1)
    ('overfitting', 'underfitting')
    """
    underfitting, overfitting = e_a > tolerance, e_t - e_a > tolerance
    if underfitting and overfitting:
        return "both"
    return "underfitting" if underfitting else "overfitting" if overfitting else "ok"


def selection_optimism(errors_valid, errors_test):
    """By how much the validation error of the chosen model flatters it: its test error minus its validation error.

    errors_valid, errors_test: (K,), the errors of K models.  The first of equally good models is chosen.
    Returns a float.  Raises ValueError unless both have one shape (K,), K ≥ 1.

    >>> selection_optimism([0.25, 0.125, 0.5], [0.25, 0.375, 0.125])
    0.25
    """
    errors_valid, errors_test = _paired(errors_valid, errors_test)
    best = errors_valid.argmin()
    return float(errors_test[best] - errors_valid[best])


def _paired(one, other):
    one, other = np.asarray(one), np.asarray(other)
    if one.ndim != 1 or one.shape != other.shape or not one.size:
        raise ValueError(f"shapes {one.shape} and {other.shape}: both must be (N,) with one N of at least 1")
    return one, other


def _tables(X_train, X):
    X_train, X = np.asarray(X_train, dtype=float), np.asarray(X, dtype=float)
    if X_train.ndim != 2 or X.ndim != 2 or X_train.shape[1] != X.shape[1] or not len(X_train):
        raise ValueError(f"shapes {X_train.shape} and {X.shape}: they must be (N, D), N at least 1, and (M, D)")
    return X_train, X


def _labels(X_train, y_train):
    y_train = np.asarray(y_train)
    if y_train.shape != (len(X_train),):
        raise ValueError(f"y_train has shape {y_train.shape}: there are {len(X_train)} training examples")
    return y_train
