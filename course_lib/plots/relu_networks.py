"""Still pictures of lesson 02: the exam's surface beside its table, and an outline that networks draw."""

import numpy as np

from course_lib.plotting import BLACK, BLUE, GREY, RED, Picture


def plot_surface_and_table(g, rows, span=15):
    """g over [-span, span]² as a surface, and beside it a table of claims about its sign.

    g: function of two arrays.  rows: (condition, +1 or -1) for each claim; they are numbered from 1.
    """
    rows = [(" ".join(condition.split()), sign) for condition, sign in rows]
    claims = [f"{number}. {condition}: {_sign(sign)}" for number, (condition, sign) in enumerate(rows, start=1)]
    figure = Picture(9, 3.9, f"The surface of g, made of flat pieces, and {len(claims)} claims. {'; '.join(claims)}.")
    surface, table = figure.add_subplot(1, 2, 1, projection="3d"), figure.add_subplot(1, 2, 2)
    x1, x2 = np.meshgrid(np.linspace(-span, span, 301), np.linspace(-span, span, 301))
    surface.plot_surface(x1, x2, g(x1, x2), cmap="cividis", rcount=40, ccount=40, linewidth=0)
    surface.view_init(elev=28, azim=-120)
    surface.set(xlabel="$x_1$", ylabel="$x_2$", zlabel="$g$")
    table.axis("off")
    table.set(xlim=(0, 1), ylim=(len(claims) + 0.6, -0.6))
    heads = [(0.0, "row"), (0.12, "where"), (0.97, "claim")]
    for x, words in heads:
        table.text(x, -0.1, words, color=GREY, ha="right" if x > 0.5 else "left", fontsize=10)
    table.axhline(0.42, color=GREY, linewidth=0.8)
    for number, (condition, sign) in enumerate(rows, start=1):
        table.text(0.02, number, str(number), va="center", fontsize=10, color=GREY)
        table.text(0.12, number, condition, va="center", fontsize=10)
        colour = RED if sign > 0 else BLUE
        table.text(0.97, number, _sign(sign), va="center", ha="right", fontsize=10, fontweight="bold", color=colour)
    return figure


def plot_outlines(outline, drawings, errors, slopes=()):
    """A closed outline and what networks draw of it, and the largest misses against the number of neurons.

    outline: (T, 2).  drawings: {name: ((T, 2) drawn points, (K, 2) kinks)}, three of them.
    errors: {name: {number of neurons: largest miss}}.  slopes: a grey line N^s for each of errors.
    """
    told = "; ".join(f"{name} {', '.join(f'{e:.1f} with {n}' for n, e in by.items())}" for name, by in errors.items())
    figure = Picture(9, 6.6, f"An outline, drawn by networks: {', '.join(drawings)}. Largest misses: {told}.")
    *panels, decay = figure.subplots(2, 2).ravel()
    for axes, (name, (drawn, kinks)) in zip(panels, drawings.items(), strict=True):
        axes.fill(*outline.T, color=GREY, alpha=0.3, linewidth=0)
        axes.plot(*drawn.T, color=RED, linewidth=1.6)
        axes.plot(*kinks.T, "o", color=BLACK, markersize=3 if len(kinks) < 100 else 1.8)
        axes.set(title=name, aspect="equal")
        axes.axis("off")
    styles = [(BLUE, "o-"), (RED, "s--")]
    for (name, by), (colour, style) in zip(errors.items(), styles, strict=True):
        decay.loglog(list(by), list(by.values()), style, color=colour, label=name, markersize=5)
    for slope, by in zip(slopes, errors.values(), strict=False):
        counts = np.array(list(by), dtype=float)
        guide = 0.55 * by[counts[0]] * (counts / counts[0]) ** slope
        decay.loglog(counts, guide, color=GREY, linewidth=0.9)
        decay.text(1.05 * counts[-1], guide[-1], f"$N^{{{slope}}}$", color=GREY, va="center")
    decay.axhline(1, color=BLACK, linestyle=":", linewidth=1)
    counts = list(next(iter(errors.values())))
    decay.text(counts[0], 1.08, "one pixel", fontsize=9)
    decay.set(xlabel="number of neurons $N$", ylabel="largest miss (pixels)", xlim=(0.9 * counts[0], 1.6 * counts[-1]))
    decay.set_xticks(counts, [str(count) for count in counts])
    decay.set_xticks([], minor=True)
    decay.legend(frameon=False, fontsize=9, loc="upper right")
    return figure


def plot_drawing(outline, points, miss):
    """An outline and the one broken line that a network draws of it, large.

    outline: (T, 2).  points: (K, 2), where it bends, both ends included.  miss: the largest, in pixels.
    """
    points = np.asarray(points, dtype=float)
    said = f"{len(points) - 1} neurons, nowhere more than {miss:.2f} pixels off"
    figure = Picture(6.6, 5.6, f"A horse, drawn by a network: {said}.")
    axes = figure.add_subplot()
    axes.fill(*np.asarray(outline).T, color=GREY, alpha=0.3, linewidth=0)
    axes.plot(*points.T, "-", color=RED, linewidth=1.4)
    axes.plot(*points.T, "o", color=BLACK, markersize=3)
    axes.set(title=said, aspect="equal")
    axes.axis("off")
    return figure


def _sign(sign):
    return "g > 0" if sign > 0 else "g < 0"
