"""Still pictures of lesson 13: filters, rows of maps, a power law beside what was measured."""

import numpy as np

from course_lib.plotting import BLACK, BLUE, GREY, RED, Picture


def plot_filters(kernels):
    """Rows of kernels, each with its name.  kernels: {name: (n, 1, h, w) tensor}, equally many in each."""
    count = len(next(iter(kernels.values())))
    figure = Picture(0.55 * count + 1.2, 0.62 * len(kernels), f"{count} kernels each: {', '.join(kernels)}.")
    grid = figure.subplots(len(kernels), count, squeeze=False)
    for line, (name, weights) in zip(grid, kernels.items(), strict=True):
        values = weights.detach().double().numpy()[:, 0]
        for axes, kernel in zip(line, values, strict=True):
            limit = np.abs(kernel).max()
            axes.imshow(kernel, cmap="PuOr", vmin=-limit, vmax=limit)
            axes.set(xticks=[], yticks=[])
        line[0].set_ylabel(name, rotation=0, ha="right", va="center")
    return figure


def plot_maps(rows):
    """Rows of pictures or maps, each map on a scale of its own.  rows: {name: (n, h, w) tensor or array}."""
    count = len(next(iter(rows.values())))
    figure = Picture(0.75 * count + 1.3, 0.8 * len(rows), f"Rows of {count} pictures: {', '.join(rows)}.")
    grid = figure.subplots(len(rows), count, squeeze=False)
    for line, (name, pictures) in zip(grid, rows.items(), strict=True):
        for axes, picture in zip(line, np.asarray(pictures), strict=True):
            axes.imshow(picture, cmap="gray_r", vmin=min(0, picture.min()), vmax=picture.max())
            axes.set(xticks=[], yticks=[])
        line[0].set_ylabel(name, rotation=0, ha="right", va="center")
    return figure


def plot_power_law(sizes, errors, law, known):
    """Measured errors on logarithmic axes, and a law that was fitted to the first `known` of them.

    sizes: (M,).  errors: (M, seeds).  law: (a, b, c).
    """
    a, b, c = law
    figure = Picture(6.4, 3.6, f"Error against the number of examples, and a law fitted to the first {known} sizes.")
    axes = figure.subplots()
    n = np.geomspace(sizes[0], sizes[-1], 200)
    axes.loglog(n, c + a * n**-b, color=BLUE, label=f"fitted to n ≤ {sizes[known - 1]}")
    axes.axhline(c, color=GREY, linestyle=":", label="its floor c")
    for column in errors.T:
        axes.loglog(sizes, column, ".", color=GREY, markersize=4)
    axes.loglog(sizes[:known], errors[:known].mean(axis=1), "o", color=BLACK, label="measured, known to the fit")
    axes.loglog(sizes[known:], errors[known:].mean(axis=1), "s", color=RED, label="measured afterwards")
    axes.set(xlabel="training digits $n$", ylabel="held-out error")
    axes.set_xticks(sizes, [str(size) for size in sizes])
    axes.set_xticks([], minor=True)
    axes.legend(frameon=False, fontsize=8)
    return figure
