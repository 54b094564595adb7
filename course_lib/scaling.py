"""What more buys: power laws of the loss, and the learning curve of a small network of digits."""

import numpy as np
import torch

from course_lib.digit_networks import digit_mlp

SMALLEST, LARGEST = 0.01, 2.0  # of the exponent


def fit_power_law(n, loss):
    """Least squares of loss ≈ c + a n^(−b) with a ≥ 0, c ≥ 0 and 0.01 ≤ b ≤ 2, on the losses themselves.

    n: (M,) numbers > 0, M ≥ 4.  loss: (M,).  Returns a, b, c (floats).
    For each b the best a and c are a linear problem; b is searched on a fine grid and then by golden section.
    Source: Hestness et al. 2017, for the law; Golub and Pereyra 1973, for the separation.

    >>> a, b, c = fit_power_law([1, 4, 16, 64], [2.5, 1.5, 1.0, 0.75])
    >>> round(a, 4), round(b, 4), round(c, 4)
    (2.0, 0.5, 0.5)
    """
    n, loss = np.asarray(n, dtype=float), np.asarray(loss, dtype=float)
    relative = n / n.min()  # its powers are of the size of 1
    grid = np.geomspace(SMALLEST, LARGEST, 400)
    place = int(np.argmin([_given(b, relative, loss)[0] for b in grid]))
    left, right = np.log(grid[max(place - 1, 0)]), np.log(grid[min(place + 1, len(grid) - 1)])
    golden = (5**0.5 - 1) / 2
    for _ in range(60):
        one, two = right - golden * (right - left), left + golden * (right - left)
        if _given(np.exp(one), relative, loss)[0] <= _given(np.exp(two), relative, loss)[0]:
            right = two
        else:
            left = one
    candidates = [grid[place], np.clip(np.exp((left + right) / 2), SMALLEST, LARGEST)]
    _, b, a, c = min((*_given(b, relative, loss)[:1], float(b), *_given(b, relative, loss)[1:]) for b in candidates)
    return a * n.min() ** b, b, c


def _given(b, n, loss):
    """The smallest sum of squares for an exponent, and its a ≥ 0 and c ≥ 0."""
    power = n ** (-b)
    spread = power - power.mean()
    slope = max(float(spread @ loss / (spread @ spread)), 0.0) if spread.any() else 0.0
    rest = float(loss.mean() - slope * power.mean())
    pairs = [(slope, rest)] if rest >= 0 else [(max(float(power @ loss / (power @ power)), 0.0), 0.0)]
    return min((float(np.sum((loss - c - a * power) ** 2)), a, c) for a, c in pairs)


def squared_error(n, loss, a, b, c):
    """The sum of squares that a power law leaves.  Returns a float."""
    return float(np.sum((np.asarray(loss) - c - a * np.asarray(n, dtype=float) ** (-b)) ** 2))


def learning_curve(X, k, X_test, k_test, sizes, seeds=4, steps=250):
    """Held-out errors of digit networks (64-32-10) that have seen the first n digits of a shuffled set.

    X: (N, 64).  k: (N,).  sizes: list of n.  Each network takes `steps` steps of Adam on batches of up to 64.
    Returns errors (len(sizes), seeds).
    """
    x, y, x_test = torch.tensor(X), torch.tensor(k), torch.tensor(X_test)
    errors = np.zeros((len(sizes), seeds))
    for seed in range(seeds):
        rng = torch.Generator().manual_seed(seed)
        order = torch.randperm(len(x), generator=rng)
        for row, n in enumerate(sizes):
            model = digit_mlp(seed)
            optimizer = torch.optim.Adam(model.parameters(), 0.01)
            for _ in range(steps):
                batch = order[torch.randint(n, (min(n, 64),), generator=rng)]
                optimizer.zero_grad()
                torch.nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
                optimizer.step()
            with torch.no_grad():
                errors[row, seed] = np.mean(model(x_test).argmax(dim=1).numpy() != k_test)
    return errors
