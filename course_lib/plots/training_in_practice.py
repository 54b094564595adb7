"""Still pictures of lesson 08: losses of networks that learn or do not, activations, the paths of two penalties."""

import numpy as np

from course_lib import activations
from course_lib.plotting import BLACK, BLUE, GREEN, GREY, ORANGE, PINK, RED, SKY, Picture

LINES = [(BLUE, "-"), (RED, "--"), (GREEN, "-."), (ORANGE, ":"), (PINK, (0, (5, 1)))]


def plot_losses(curves, level, xlabel="step"):
    """Losses along one or more trainings, over the loss of somebody who guesses.

    curves: {name: losses, or (steps, losses)}.  level: that loss, a grey line.
    """
    figure = Picture(7.5, 3, f"Loss against {xlabel}: {', '.join(curves)}, and the loss of a guess, {level:.2f}.")
    axes = figure.subplots()
    axes.axhline(level, color=GREY, linewidth=1.2, label="a guess")
    for (name, curve), (colour, dashes) in zip(curves.items(), LINES, strict=False):
        steps, values = curve if isinstance(curve, tuple) else (np.arange(1, 1 + len(curve)), curve)
        axes.plot(steps, values, linestyle=dashes, color=colour, linewidth=1.8, label=name)
    axes.set(xlabel=xlabel, ylabel="loss", ylim=(0, 1.25 * level))
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    return figure


def plot_activations_and_derivatives(span=4.0):
    """Six activations, and below each its derivative: where that is 0 no gradient comes through."""
    u = np.linspace(-span, span, 801)

    def maxout(u):
        return np.maximum(-0.5 * u - 1, np.maximum(0.25 * u, u - 1))

    def maxout_slope(u):
        return np.select([maxout(u) == -0.5 * u - 1, maxout(u) == 0.25 * u], [-0.5, 0.25], 1.0)

    shown = {
        "sigmoid": (activations.sigmoid, activations.sigmoid_derivative),
        "tanh": (np.tanh, activations.tanh_derivative),
        "ReLU": (activations.relu, activations.relu_derivative),
        "leaky ReLU": (activations.leaky_relu, activations.leaky_relu_derivative),
        "ELU": (activations.elu, activations.elu_derivative),
        "maxout, 3 pieces": (maxout, maxout_slope),
    }
    alt = f"Graphs of {', '.join(shown)}, and below each its derivative."
    figure = Picture(9.6, 3.9, alt)
    grid = figure.subplots(2, len(shown), sharex=True, sharey="row")
    for column, (name, pair) in zip(grid.T, shown.items(), strict=True):
        for axes, function, colour in zip(column, pair, (BLUE, RED), strict=True):
            axes.axhline(0, color=GREY, linewidth=0.6)
            axes.axvline(0, color=GREY, linewidth=0.6)
            axes.plot(u, function(u), color=colour, linewidth=2)
        column[0].set(title=name, ylim=(-1.6, 3.2))
        column[1].set(xlabel="$u$", ylim=(-0.7, 1.25))
        column[1].axhline(1, color=GREY, linewidth=0.6, linestyle=":")
    grid[0, 0].set(ylabel="activation")
    grid[1, 0].set(ylabel="derivative")
    return figure


def plot_paths(penalties, paths, names):
    """What becomes of each weight as a penalty grows.

    penalties: (P,).  paths: {name of the penalty: (P, D) weights}.  names: of the D weights.
    """
    figure = Picture(9, 3.4, f"Weights against a growing penalty for {' and '.join(paths)}.")
    colours = [BLUE, RED, GREEN, ORANGE, PINK, SKY, BLACK, GREY, BLUE, RED]
    for axes, (title, path) in zip(figure.subplots(1, len(paths), sharey=True), paths.items(), strict=True):
        for number, weights in enumerate(np.transpose(path)):
            dashes = "-" if number < 5 else "--"
            axes.plot(penalties, weights, dashes, color=colours[number], linewidth=1.6, label=names[number])
        axes.axhline(0, color=GREY, linewidth=0.6)
        axes.set(xscale="log", xlabel="penalty", title=title)
    figure.axes[0].set(ylabel="weight")
    figure.axes[-1].legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize=9)
    return figure
