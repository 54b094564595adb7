"""Still pictures of lesson 14: zigzags through their points, and one that was learned."""

import numpy as np

from course_lib.bands import broken_line
from course_lib.exact_lines import solve_kinks
from course_lib.plotting import BLACK, BLUE, GREY, RED, Picture


def plot_zigzags(questions):
    """The broken line of each question, with its points and knots.  questions: {name: (knots, points, values)}."""
    figure = Picture(4.2 * len(questions), 2.7, f"Zigzags through four points: {', '.join(questions)}.")
    for axes, (name, question) in zip(
        figure.subplots(1, len(questions), squeeze=False)[0], questions.items(), strict=True
    ):
        knots, points, values = question
        *weights, bias = map(float, solve_kinks(*question))
        x = np.linspace(points[0] - 1, points[-1] + 1, 801)
        axes.axhline(0, color=GREY, linewidth=0.6)
        axes.plot(x, broken_line(x, np.ones(len(knots)), -np.array(knots), np.array(weights), bias), color=BLUE)
        axes.plot(points, values, "o", color=RED, label="points")
        axes.plot(knots, np.zeros(len(knots)), "|", color=BLACK, markersize=12, label="knots")
        axes.set(title=name, xlabel="x", ylabel="h(x)")
    figure.axes[0].legend(fontsize=8)
    return figure


def plot_learned(x, y, network, borders):
    """A learned broken line over its bands.  x (N,), y (N,) −1/+1, network (w1, b1, w2, b2), borders of the bands."""
    figure = Picture(
        8, 2.9, f"A learned broken line that changes its sign near {', '.join(f'{b:.1f}' for b in borders)}."
    )
    axes, grid = figure.subplots(), np.linspace(0, 4, 801)
    for border in borders:
        axes.axvline(border, color=GREY, linewidth=1, linestyle=":")
    axes.axhline(0, color=GREY, linewidth=0.6)
    axes.plot(grid, np.clip(broken_line(grid, *network), -6, 6), color=BLUE, linewidth=2, label="f, cut at ±6")
    for label, mark, colour in ((1, "^", RED), (-1, "v", BLACK)):
        axes.plot(
            x[y == label], np.full(np.sum(y == label), label), mark, color=colour, markersize=4, label=f"y = {label:+d}"
        )
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    return figure
