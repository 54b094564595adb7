"""Still pictures of lesson 06: accuracy under attack, gradients as pictures, tables of shares, confidence."""

import numpy as np

from course_lib.plotting import BLACK, BLUE, GREEN, GREY, ORANGE, RED, Picture


def plot_accuracy_under(epsilons, curves, title):
    """The share read right against epsilon.  epsilons: (E,).  curves: {name: (E,) shares}."""
    figure = Picture(7.5, 3, f"{title}. Share read right against epsilon: {', '.join(curves)}.")
    axes = figure.subplots()
    looks = [(BLUE, "o-"), (RED, "s--"), (GREEN, "^:"), (ORANGE, "d-.")]
    for (name, shares), (colour, mark) in zip(curves.items(), looks, strict=False):
        axes.plot(epsilons, shares, mark, color=colour, markersize=4, label=name)
    axes.set(xlabel=r"$\varepsilon$", ylabel="share read right", title=title, ylim=(-0.03, 1.03))
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    return figure


def plot_gradients(x, grad_x, y):
    """Digits above, the gradient of the loss at each pixel below.  x, grad_x: (N, 64).  y: (N,) classes."""
    count = len(x)
    words = ", ".join(str(int(digit)) for digit in y)
    figure = Picture(1.15 * count, 2.6, f"Digits {words}, and below each the gradient of the loss at its pixels.")
    for column, panels in enumerate(figure.subplots(2, count, squeeze=False).T):
        _show(panels[0], x[column], str(int(y[column])))
        grad = np.reshape(np.asarray(grad_x[column]), (8, 8))
        limit = np.abs(grad).max()
        panels[1].imshow(-grad, cmap="PuOr", vmin=-limit, vmax=limit)  # orange where more ink raises the loss
        panels[1].set(xticks=[], yticks=[])
    return figure


def plot_sticker(sticker, x, y, named):
    """A sticker, and digits that wear it with what a network says of each.

    sticker: (8, 8).  x: (N, 64), the digits with it.  y, named: (N,) classes.
    """
    count = len(x)
    words = ", ".join(f"a {int(digit)} read as {int(says)}" for digit, says in zip(y, named, strict=True))
    figure = Picture(0.95 * (count + 1), 1.6, f"A sticker, and digits that wear it: {words}.")
    first, *panels = figure.subplots(1, count + 1)
    first.imshow(-np.asarray(sticker), cmap="PuOr", vmin=-0.5, vmax=0.5)  # orange: more ink
    first.set(xticks=[], yticks=[])
    first.set_title("sticker", fontsize=9)
    for axes, picture, digit, says in zip(panels, x, y, named, strict=True):
        _show(axes, picture, "")
        axes.set_title(f"is {int(digit)}\nsays {int(says)}", fontsize=9, color=BLACK if digit == says else RED)
    return figure


def plot_shares(shares, rows, columns, row_label, column_label, title):
    """A table of shares with its numbers in per cent; nan leaves a cell empty.  shares: (R, C)."""
    shares = np.asarray(shares)
    alt = f"{title}. A table, rows: {row_label} {', '.join(map(str, rows))}; columns: {column_label}."
    figure = Picture(max(5.0, 0.62 * len(columns) + 2.5), max(3.2, 0.4 * len(rows) + 1.4), alt)
    axes = figure.subplots()
    axes.imshow(shares, cmap="Oranges", vmin=0, vmax=1.25, aspect="auto")
    for row, column in np.argwhere(~np.isnan(shares)):
        axes.text(column, row, f"{100 * shares[row, column]:.0f}", ha="center", va="center", color=BLACK, fontsize=9)
    slant = {"rotation": 20, "ha": "right"} if max(len(str(name)) for name in columns) > 3 else {}
    axes.set_xticks(range(len(columns)), columns, **slant)
    axes.set_yticks(range(len(rows)), rows)
    axes.set(xlabel=column_label, ylabel=row_label, title=f"{title} (%)")
    return figure


def plot_confidence(groups, bins=20):
    """A histogram of the largest probability for each group, one below the other.  groups: {name: (N,) values}."""
    sure = ", ".join(f"{name}: {np.mean(np.asarray(values) > 0.9):.0%}" for name, values in groups.items())
    figure = Picture(7.5, 1.2 * len(groups) + 0.6, f"Histograms of confidence. Share above 90 %: {sure}.")
    panels = figure.subplots(len(groups), 1, sharex=True)
    for axes, (name, values), colour in zip(panels, groups.items(), (BLUE, ORANGE, GREY), strict=False):
        values = np.asarray(values)
        axes.hist(values, bins=np.linspace(0, 1, bins + 1), weights=np.full(len(values), 1 / len(values)), color=colour)
        axes.text(0.01, 0.9, f"{name}: {np.mean(values > 0.9):.0%} above 0.9", transform=axes.transAxes, va="top")
        axes.set(xlim=(0, 1), ylabel="share")
    panels[-1].set_xlabel("confidence (the largest probability)")
    return figure


def plot_hardest(x, y, probabilities, count=10):
    """The pictures whose largest probability is smallest.  x: (N, 64).  y: (N,).  probabilities: (N, K)."""
    probabilities, y = np.asarray(probabilities), np.asarray(y)
    confidence, named = probabilities.max(axis=1), probabilities.argmax(axis=1)
    where = np.argsort(confidence)[:count]
    words = ", ".join(f"{y[n]} read as {named[n]} with {confidence[n]:.0%}" for n in where)
    figure = Picture(0.95 * count, 1.6, f"The digits of lowest confidence: {words}.")
    for axes, n in zip(np.ravel(figure.subplots(1, count, squeeze=False)), where, strict=True):
        _show(axes, x[n], f"is {y[n]}\nsays {named[n]}\n{confidence[n]:.0%}")
    return figure


def plot_unseen(x, changed, says, magnified):
    """Pictures, what was added to them, and what came out: a row for each picture.

    x: (R, H, W), grey values in [0, 1].  changed: {name: (R, H, W)}, the same pictures changed.  says: R words on x and
    {name: R words}, under "as it is" and the names of `changed`.  magnified: how many times as strong a difference is
    shown, around a middle grey.
    """
    rows = [np.asarray(x), *map(np.asarray, changed.values())]
    words = "; ".join(f"{name}: {', '.join(texts).replace(chr(10), ' ')}" for name, texts in says.items())
    alt = f"Pictures, the differences magnified {magnified} times, and the pictures after the change. {words}."
    columns = 1 + 2 * len(changed)
    figure = Picture(1.75 * columns, 2.15 * len(rows[0]) + 0.1, alt)
    for row, panels in enumerate(figure.subplots(len(rows[0]), columns, squeeze=False)):
        _grey(panels[0], rows[0][row], f"as it is\n{says['as it is'][row]}")
        for number, name in enumerate(changed, start=1):
            difference = 0.5 + magnified * (rows[number][row] - rows[0][row])
            _grey(panels[2 * number - 1], difference, f"added,\n{magnified} times as strong")
            _grey(panels[2 * number], rows[number][row], f"{name}\n{says[name][row]}")
    return figure


def _grey(axes, picture, title):
    axes.imshow(picture, cmap="gray", vmin=0, vmax=1)
    axes.set_title(title, fontsize=9)
    axes.set(xticks=[], yticks=[])


def _show(axes, pixels, title):
    axes.imshow(np.reshape(np.asarray(pixels), (8, 8)), cmap="gray_r", vmin=0, vmax=1)
    axes.set_title(title, fontsize=9)
    axes.set(xticks=[], yticks=[])
