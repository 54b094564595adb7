"""Still pictures of lesson 9: a cliff in a loss, and who reads whom."""

import numpy as np
from matplotlib.colors import ListedColormap

from course_lib.plotting import BLUE, GREY, RED, Picture


def plot_cliff(x, losses, path):
    """A loss with a cliff, and the steps of somebody who comes near it.

    x, losses: (N,).  path: (S,), where the steps are.
    """
    figure = Picture(7.5, 2.8, "A loss with a cliff at 0, and clipped steps that go down beside it.")
    axes = figure.subplots()
    axes.plot(x, losses, color=BLUE, linewidth=2, label="loss after twelve steps")
    axes.plot(path, np.interp(path, x, losses), "o--", color=RED, markersize=5, linewidth=1, label="clipped steps")
    axes.set(xlabel="$b$", ylabel="loss")
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    return figure


def plot_patterns(patterns):
    """Which row of its argument each row of a model's result reads: blue for the past and the present, red ahead.

    patterns: {name: (T, T) bool}, row = output, column = input.
    """
    figure = Picture(2.9 * len(patterns), 3, f"Who reads whom, as matrices: {', '.join(patterns)}.")
    colours = ListedColormap(["white", BLUE, RED])
    for axes, (name, found) in zip(figure.subplots(1, len(patterns), squeeze=False)[0], patterns.items(), strict=True):
        T = len(found)
        ahead = np.arange(T)[None, :] > np.arange(T)[:, None]
        axes.imshow(np.where(found, 1 + ahead, 0), cmap=colours, vmin=0, vmax=2)
        axes.plot([-0.5, T - 0.5], [-0.5, T - 0.5], color=GREY, linewidth=0.8)
        for t, s in np.argwhere(np.logical_and(found, ahead)):
            axes.plot(s, t, "x", color="white", markersize=4)
        axes.set(title=name, xlabel="reads year", ylabel="told in year")
    return figure
