"""Training a network with one hidden layer on few pictures, with all that helps against learning them by heart."""

import numpy as np

from course_lib.activations import relu
from course_lib.augmentation import augment
from course_lib.datasets import digits, validation_digits
from course_lib.dense import mlp
from course_lib.dropout import dropout
from course_lib.losses import cross_entropy, softmax
from course_lib.schedules import scheduled_rate
from course_lib.shrinkage import shrink_step
from course_lib.training import accuracy, initial_mlp

SIDE = 8


def some_of_each(k, count, rng, classes=range(10)):
    """The indices of `count` examples of each of the classes, drawn at random.

    k: (N,) classes.  rng: numpy.random.Generator.  Returns (count · number of classes,).
    Raises ValueError if a class has fewer examples.

    >>> k = np.array([0, 1, 1, 0])
    >>> sorted(some_of_each(k, 2, np.random.default_rng(0), classes=[1]).tolist())
    [1, 2]
    """
    return np.concatenate([rng.choice(np.flatnonzero(np.asarray(k) == c), count, replace=False) for c in classes])


def train(
    X, k, rng, hidden=64, epochs=150, batch_size=20, base=0.1, drop=0.0, decay=0.0, lasso=0.0, change=None, watch=None
):
    """A network 64-hidden-10 by stochastic descent: warm-up over a twentieth of the steps, then half a cosine.

    X: (N, 64) pictures of 8 by 8.  k: (N,) digits.  rng: numpy.random.Generator.  base, decay, lasso: as
    `scheduled_rate` and `shrink_step` take them (biases do not shrink).  drop: the probability to drop a hidden unit.
    change(images (N, 8, 8), rng): what each epoch makes of all pictures.  watch(weights, biases): called after each
    epoch.  Returns weights, biases.
    """
    X, k = np.asarray(X, dtype=float), np.asarray(k)
    weights, biases = initial_mlp([X.shape[1], hidden, 10], rng)
    starts = range(0, len(X), batch_size)
    total, step = epochs * len(starts), 0
    for _ in range(epochs):
        pictures = X if change is None else np.asarray(change(X.reshape(-1, SIDE, SIDE), rng)).reshape(X.shape)
        order = rng.permutation(len(X))
        for start in starts:
            batch = order[start : start + batch_size]
            rate = scheduled_rate(step, total, total // 20, batch_size, base)
            grads_w, grads_b = _gradients(weights, biases, pictures[batch], k[batch], drop, rng)
            weights = [shrink_step(A, grad, rate, decay, lasso) for A, grad in zip(weights, grads_w, strict=True)]
            biases = [b - rate * grad for b, grad in zip(biases, grads_b, strict=True)]
            step += 1
        if watch is not None:
            watch(weights, biases)
    return weights, biases


def train_with_dropout(X, k, p, rng):
    """A network 64-64-10 that learns with hidden units dropped with probability p.  Returns weights, biases."""
    return train(X, k, rng, epochs=25, batch_size=32, base=0.06, drop=p)


def validation_curve(X, k, X_valid, k_valid, rng, count=20, wrong=0.15, **settings):
    """The validation loss after each epoch of a network that learns `count` examples of each digit by heart.

    X: (N, 64).  k: (N,).  X_valid: (M, 64).  k_valid: (M,).  wrong: the share of the labels that somebody has mistaken.
    settings: as `train` takes them.  Returns (epochs,).
    """
    chosen = some_of_each(k, count, rng)
    labels = np.where(rng.random(len(chosen)) < wrong, rng.integers(10, size=len(chosen)), k[chosen])
    curve = []

    def watch(weights, biases):
        curve.append(cross_entropy(mlp(weights, biases, X_valid), k_valid))

    train(
        X[chosen], labels, rng, watch=watch, **{"hidden": 128, "epochs": 60, "batch_size": 10, "base": 0.1} | settings
    )
    return np.array(curve)


def _gradients(weights, biases, X, k, drop, rng):
    """Gradients of the mean cross-entropy by the weights and the biases."""
    before = X @ weights[0].T + biases[0]  # (N, hidden)
    units = dropout(relu(before), drop, rng, training=True)
    grad_scores = softmax(units @ weights[1].T + biases[1])
    grad_scores[np.arange(len(k)), k] -= 1
    grad_scores /= len(k)
    grad_before = grad_scores @ weights[1] * (units != 0) / (1 - drop)
    return [grad_before.T @ X, grad_scores.T @ units], [grad_before.sum(axis=0), grad_scores.sum(axis=0)]


# ---------------------------------------------------------------- an open challenge

LIMITS = {
    "shift": (0, 7),
    "hidden": (1, 128),
    "epochs": (1, 2000),
    "batch_size": (1, 100),
    "base": (0, 10),
    "drop": (0, 0.95),
    "decay": (0, 10),
    "lasso": (0, 10),
}
WHOLE = ("shift", "hidden", "epochs", "batch_size")
MOST_STEPS, EXAMPLES = 2000, 10


def fault_of(recipe):
    """What is wrong with the settings of a training, in words; "" if nothing is.

    recipe: {name: number}, names and numbers within `LIMITS`, and no more than `MOST_STEPS` steps in all.

    >>> fault_of({"hidden": 500})
    'hidden is 500: it must lie between 1 and 128'
    """
    for name, value in recipe.items():
        if name not in LIMITS:
            return f"{name!r} is no setting: there are {', '.join(LIMITS)}"
        low, high = LIMITS[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            return f"{name} is {value!r}: it must lie between {low} and {high}"
        if name in WHOLE and value != int(value):
            return f"{name} is {value!r}: it must be a whole number"
    steps = recipe.get("epochs", 150) * -(-10 * EXAMPLES // recipe.get("batch_size", 20))
    return f"{steps:.0f} steps: there may be {MOST_STEPS}" if steps > MOST_STEPS else ""


def score(recipe, seeds=range(4), held_out=False):
    """How many digits a network reads, in per cent, that has seen ten of each: the mean over as they are and moved.

    recipe: settings that `fault_of` finds no fault with; "shift" moves the pictures in each epoch.  seeds: of examples
    and weights.  held_out: judged on the test digits, else, for who is still choosing, on those of `validation_digits`;
    in both cases no network has seen another digit of the people who wrote them.
    Raises ValueError if the recipe has a fault.
    """
    if fault_of(recipe):
        raise ValueError(fault_of(recipe))
    X, k, X_valid, k_valid = validation_digits()
    A, right = digits()[2:] if held_out else (X_valid, k_valid)
    settings = {name: int(value) if name in WHOLE else float(value) for name, value in recipe.items()}
    shift = settings.pop("shift", 0)
    shares = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        chosen = some_of_each(k, EXAMPLES, rng)
        moved = augment(A.reshape(-1, SIDE, SIDE), 1, rng).reshape(A.shape)
        network = train(X[chosen], k[chosen], rng, change=lambda images, rng: augment(images, shift, rng), **settings)
        shares += [accuracy(*network, pictures, right) for pictures in (A, moved)]
    return 100 * float(np.mean(shares))
