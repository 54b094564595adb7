"""Still pictures of lesson 04: regions that a network learns, digits it misreads, what a gradient does, walks."""

import numpy as np

from course_lib.plotting import BLUE, ORANGE, RED, Picture


def plot_digits(X, k, columns=10):
    """Pictures of 8 by 8 grey values with their class above.  X: (N, 64), values 0..1.  k: (N,) classes."""
    rows = -(-len(X) // columns)
    words = ", ".join(str(digit) for digit in k)
    figure = Picture(0.85 * columns, 1.05 * rows, f"{len(X)} handwritten digits: {words}.")
    for axes, pixels, digit in _panels(figure, rows, columns, X, k):
        _show(axes, pixels)
        axes.set_title(str(digit), fontsize=10)
    return figure


def plot_mistakes(X, k, guesses, most=10):
    """The first pictures that were misread, with what they are and what the network says.

    X: (N, 64).  k, guesses: (N,) classes.
    """
    where = np.flatnonzero(np.asarray(k) != guesses)[:most]
    words = ", ".join(f"a {k[i]} read as {guesses[i]}" for i in where)
    figure = Picture(0.95 * most, 1.45, f"Misread digits: {words}.")
    titles = [f"is {k[i]}\nsays {guesses[i]}" for i in where]
    for axes, pixels, title in _panels(figure, 1, most, X[where], titles):
        _show(axes, pixels)
        axes.set_title(title, fontsize=9)
    return figure


def plot_attack(x, grad_x, x_attacked, before, after):
    """A digit, the gradient of the loss with respect to its pixels, and the digit after a step along its sign.

    x, grad_x, x_attacked: (64,).  before, after: what the network says of the first and of the last.
    """
    alt = f"A {before}; the gradient of the loss at each pixel; the digit with small changes, which is read as {after}."
    figure = Picture(7.5, 2.6, alt)
    left, middle, right = figure.subplots(1, 3)
    _show(left, x)
    left.set_title(f"the network says {before}")
    limit = np.abs(grad_x).max()
    colours = middle.imshow(np.reshape(grad_x, (8, 8)), cmap="PuOr", vmin=-limit, vmax=limit)
    middle.set(title=r"$\nabla_x$ loss", xticks=[], yticks=[])
    figure.colorbar(colours, ax=middle, fraction=0.046)
    _show(right, x_attacked)
    right.set_title(f"and now it says {after}")
    return figure


def plot_regions(scores, X, y):
    """Two classes in the plane, and what a network makes of the plane at several moments of its training.

    scores: {title: function of points (M, 2) that gives (M,)}; where it is positive the network says +1.
    X: (N, 2).  y: (N,) labels -1 and +1.  The black line is where the score is 0.
    """
    figure = Picture(
        3.1 * len(scores), 2.8, f"Blue discs and red triangles, and the regions of both: {'; '.join(scores)}."
    )
    low, high = X.min(axis=0) - 0.4, X.max(axis=0) + 0.4
    across, up = np.meshgrid(np.linspace(low[0], high[0], 120), np.linspace(low[1], high[1], 90))
    points = np.column_stack([across.ravel(), up.ravel()])  # (120 · 90, 2)
    panels = figure.subplots(1, len(scores), squeeze=False)[0]
    for axes, (title, score) in zip(panels, scores.items(), strict=True):
        values = np.reshape(score(points), across.shape)
        axes.contourf(across, up, values, levels=[-np.inf, 0, np.inf], colors=[BLUE, RED], alpha=0.18)
        axes.contour(across, up, values, levels=[0], colors="black", linewidths=1.5)
        axes.plot(*X[y < 0].T, "o", color=BLUE, markersize=4.5)
        axes.plot(*X[y > 0].T, "^", color=RED, markersize=5)
        axes.set(title=title, xticks=[], yticks=[])
    return figure


def plot_walks(done, depth):
    """A way back with few places: the state that is worked on, over the layers computed so far, and what is kept.

    done: from `course_lib.checkpoints.walks`.  depth: the number of layers.
    """
    total = sum(walk.goal - walk.start for walk in done)
    alt = f"{len(done)} walks that climb to states {depth - 1} down to 1, {total} layers; dots where one is kept"
    figure = Picture(7.5, 3.2, alt)
    axes = figure.subplots()
    now, when = 0, {0: 0}
    for walk in done:
        axes.plot([now, now + walk.goal - walk.start], [walk.start, walk.goal], color=BLUE, linewidth=1.2)
        for state in list(when):
            if state > walk.goal:
                axes.plot([when.pop(state), now], [state, state], color=ORANGE, linewidth=1.0)
        for state in walk.kept:
            when[state] = now + state - walk.start
            axes.plot(when[state], state, "o", color=ORANGE, markersize=4)
        now += walk.goal - walk.start
    for state, since in when.items():
        axes.plot([since, now], [state, state], color=ORANGE, linewidth=1.0)
    axes.plot([], [], color=BLUE, label="a walk")
    axes.plot([], [], "o-", color=ORANGE, markersize=4, linewidth=1.0, label="kept")
    axes.set(xlabel="layers computed so far", ylabel="state")
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    return figure


def _panels(figure, rows, columns, pictures, labels):
    panels = np.ravel(figure.subplots(rows, columns, squeeze=False))
    for axes in panels:
        axes.axis("off")
    return zip(panels, pictures, labels, strict=False)


def _show(axes, pixels):
    axes.imshow(np.reshape(pixels, (8, 8)), cmap="gray_r", vmin=0, vmax=1)
    axes.set(xticks=[], yticks=[])
