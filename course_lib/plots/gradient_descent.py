"""Still pictures of lesson 03: one weight on its parabola, losses of a margin, noisy gradients, a race, forgiveness."""

import numpy as np

from course_lib.plotting import BLACK, BLUE, GREEN, GREY, ORANGE, PINK, RED, SKY, Picture

LINES = [(BLUE, "-"), (RED, "--"), (GREEN, "-."), (ORANGE, ":"), (PINK, (0, (5, 1))), (BLACK, "-")]


def plot_one_weight(trace, loss, span):
    """A loss of one weight, the values that a descent went through, and the same values step by step.

    trace: (T,) values of w.  loss: function of an array of weights.  span: (lowest w, highest w).
    """
    trace = np.asarray(trace)
    alt = f"A loss over w with a path from w = {trace[0]:g} to w = {trace[-1]:.4g}; beside it w step by step."
    figure = Picture(8, 2.9, alt)
    left, right = figure.subplots(1, 2)
    w = np.linspace(*span, 200)
    left.plot(w, loss(w), color=GREY)
    left.plot(trace, loss(trace), "o-", color=BLUE, markersize=4)
    left.set(xlabel="$w$", ylabel="loss over all examples")
    right.plot(trace, "o-", color=BLUE, markersize=4)
    right.set(xlabel="step", ylabel="$w$")
    return figure


def plot_margin_losses(losses, span=(-2.5, 3)):
    """Losses as functions of the margin m = y f(x), over the error itself (grey).  losses: {name: function}."""
    figure = Picture(6.6, 3, f"The error as a step at margin 0, and above it smoother losses: {', '.join(losses)}.")
    axes = figure.subplots()
    margins = np.linspace(*span, 501)
    axes.fill_between(margins, margins <= 0, step="mid", color="#E4E4E4", label="error: 1 if $m\\leq 0$")
    for (name, loss), (colour, dashes) in zip(losses.items(), LINES, strict=False):
        axes.plot(margins, loss(margins), linestyle=dashes, color=colour, linewidth=2, label=name)
    axes.set(xlabel="margin $m=y\\,f(x)$", ylabel="loss", ylim=(-0.1, 4))
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    return figure


def plot_bad_behaviours():
    """Four ways in which descent goes wrong: too small a step, too large a step, a plateau, a local minimum."""
    figure = Picture(9.5, 2.6, "Descent with too small a step, too large a step, on a plateau, into a local minimum.")

    def parabola(w):
        return w**2

    def plateau(w):
        return 1 - np.exp(-3 * w**2)

    def two_valleys(w):
        return 0.25 * w**4 - w**2 - 0.3 * w + 1.4

    cases = [
        ("step too small", parabola, lambda w: 2 * w, -1.8, 0.02, 2),
        ("step too large", parabola, lambda w: 2 * w, -0.45, 1.12, 2),
        ("a plateau", plateau, lambda w: 6 * w * np.exp(-3 * w**2), -1.7, 0.3, 2),
        ("a local minimum", two_valleys, lambda w: w**3 - 2 * w - 0.3, -2.0, 0.12, 2.3),
    ]
    for axes, (title, f, slope, start, rate, reach) in zip(figure.subplots(1, 4), cases, strict=True):
        path = [start]
        for _ in range(6):
            path.append(path[-1] - rate * slope(path[-1]))
        w = np.linspace(-reach, reach, 300)
        axes.plot(w, f(w), color=GREY)
        axes.plot(path, f(np.array(path)), "o-", color=RED, markersize=4, linewidth=1.2)
        axes.plot(path[0], f(path[0]), "o", color=BLUE, markersize=7)
        axes.set(title=title, xlabel="$w$", yticks=[])
    return figure


def plot_gradient_cloud(gradients, batches):
    """Gradients of single examples, means over batches, and their common mean, the full gradient.

    gradients: (N, 2).  batches: (M, 2), the means over M batches.
    """
    figure = Picture(5.4, 3.6, "A wide cloud of single gradients, a narrow one of batch means, one mean for both.")
    axes = figure.subplots()
    axes.plot(*np.transpose(gradients), ".", color=SKY, label="one example")
    axes.plot(*np.transpose(batches), "^", color=BLUE, markersize=5, label="mean of a batch")
    axes.plot(*np.mean(gradients, axis=0), "X", color=RED, markersize=11, label="full gradient")
    axes.axhline(0, color=GREY, linewidth=0.6)
    axes.axvline(0, color=GREY, linewidth=0.6)
    axes.set(xlabel="gradient, first coordinate", ylabel="gradient, second coordinate")
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    return figure


def plot_descents(curves, xlabel="step", ylabel="value", log=True, title=""):
    """Values along several runs: curves is {name: (T,) values}; log: a logarithmic axis of values."""
    figure = Picture(7.5, 3, f"{title or ylabel} against {xlabel} for {', '.join(curves)}.")
    axes = figure.subplots()
    for (name, values), (colour, dashes) in zip(curves.items(), LINES, strict=False):
        axes.plot(values, linestyle=dashes, color=colour, linewidth=1.8, label=name)
    if log:
        axes.set_yscale("log")
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    return figure


def plot_forgiveness(rates, won, own):
    """What each optimiser wins at each rate, and a star for somebody's own settings.

    rates: (R,).  won: {name: (R,) values}.  own: the rate and the value of the star.
    """
    alt = f"Values against the rate, on a logarithmic axis, for {', '.join(won)}, and a star at {own[1]:.2f}."
    figure = Picture(7.5, 3.2, alt)
    axes = figure.subplots()
    for (name, values), (colour, dashes) in zip(won.items(), LINES, strict=False):
        axes.plot(rates, values, linestyle=dashes, color=colour, linewidth=1.8, marker=".", label=name)
    axes.plot(*own, "*", color=BLACK, markersize=15, label="your settings")
    axes.set(xscale="log", xlabel="rate of the first step", ylabel="decimals won")
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    return figure
