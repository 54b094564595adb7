"""Still pictures of lesson 05: digits and textures, a convolution as a matrix, what networks cost, what a unit sees."""

from math import prod

import numpy as np

from course_lib import accounting
from course_lib.plotting import BLUE, ORANGE, Picture


def plot_shift(digit, moved, nearest, nearest_class):
    """A digit, the same one moved, and the digit of another class that is nearest to it.  Pictures: (H, W)."""
    alt = f"A digit, the same digit moved by two pixels, and the {nearest_class} that is nearer to it, pixel by pixel."
    figure = Picture(6, 2.3, alt)
    titles = ["a 7", "the same, moved", f"a {nearest_class}: nearer"]
    for axes, picture, title in zip(figure.subplots(1, 3), (digit, moved, nearest), titles, strict=True):
        _show(axes, picture, "gray_r", 0, 1)
        axes.set_title(title)
    return figure


def plot_matrix(matrix):
    """A layer as a matrix: one row for each output, one column for each pixel.  matrix: (outputs, pixels)."""
    outputs, pixels = matrix.shape
    alt = f"A matrix of {outputs} by {pixels}: each row holds the same weights, one column further right; most are 0."
    figure = Picture(7.5, 3.6, alt)
    axes, limit = figure.subplots(), np.abs(matrix).max()
    shown = np.ma.masked_equal(matrix, 0)
    colours = axes.imshow(shown, cmap="PuOr", vmin=-limit, vmax=limit)
    axes.set(xlabel="pixel of the picture", ylabel="output", title="One kernel at every place (white: weight 0)")
    figure.colorbar(colours, ax=axes, fraction=0.03, label="weight")
    return figure


def plot_patches(X, k, names, each=7):
    """Some patches of each class, a row for each.  X: (N, H, W).  k: (N,) classes.  names: of the classes."""
    figure = Picture(1.05 * each, 1.15 * len(names), f"{each} patches each of {', '.join(names)}.")
    for number, (row, name) in enumerate(zip(figure.subplots(len(names), each), names, strict=True)):
        for axes, patch in zip(row, X[np.asarray(k) == number], strict=False):
            _show(axes, patch, "gray", -2.5, 2.5)
        row[0].set_ylabel(name)
    return figure


def plot_costs(layers):
    """Activations and parameters, layer by layer, as two rows of bars.  layers: as in `course_lib.accounting`."""
    activations = [prod(shape) / 1e6 for shape in accounting.shapes(layers)]
    parameters = [count / 1e6 for count in accounting.parameters(layers)]
    figure = Picture(8, 4.4, "Activations are many in the first layers, parameters in the first dense one.")
    upper, lower = figure.subplots(2, 1, sharex=True)
    places = np.arange(len(layers))
    upper.bar(places, activations, color=BLUE)
    upper.set(ylabel="activations (millions)", title="Memory lies in the first layers, weights in the last")
    lower.bar(places, parameters, color=ORANGE, hatch="//", edgecolor="white")
    lower.set(ylabel="parameters (millions)")
    lower.set_xticks(places, [_short(layer) for layer in layers], rotation=90)
    return figure


def plot_influence(influence):
    """How strongly each pixel of its receptive field moves a unit.  influence: (H, W), not negative."""
    H, W = influence.shape
    figure = Picture(4.6, 3.6, f"A receptive field of {H} by {W} pixels: the middle counts most, the corners hardly.")
    axes = figure.subplots()
    colours = axes.imshow(influence, cmap="cividis", vmin=0)
    axes.set(title="Typical size of the gradient", xlabel="column", ylabel="row")
    axes.set(xticks=range(0, W, 3), yticks=range(0, H, 3))
    figure.colorbar(colours, ax=axes, fraction=0.046)
    return figure


def plot_misread(X, k, guesses, most=20):
    """The first pictures that were misread, with what they are and what the network says.

    X: (N, H, W).  k, guesses: (N,) classes.
    """
    where = np.flatnonzero(np.asarray(k) != guesses)[:most]
    words = ", ".join(f"a {k[i]} read as {guesses[i]}" for i in where)
    figure = Picture(8, 3.2, f"Misread digits: {words}.")
    for axes in (panels := figure.subplots(2, (most + 1) // 2).ravel()):
        axes.axis("off")
    for axes, i in zip(panels, where, strict=False):
        _show(axes, X[i], "gray_r", 0, 1)
        axes.set_title(f"is {k[i]}\nsays {guesses[i]}", fontsize=9)
    return figure


def plot_kernels(kernels, maps, words):
    """Kernels above, weights orange below 0 and purple above, and below each the map that it makes of one picture.

    kernels: (M, k, k).  maps: (M, H, W), not negative.  words: M short texts.
    """
    told = "; ".join(f"{number}: {text}" for number, text in enumerate(words, start=1))
    figure = Picture(1.45 * len(words), 3.1, f"Kernels and below each the map that it makes of a digit. {told}.")
    limit = np.abs(kernels).max()
    for number, panels in enumerate(figure.subplots(2, len(words), squeeze=False).T):
        _show(panels[0], kernels[number], "PuOr", -limit, limit)
        panels[0].set_title(f"{number + 1}: {words[number]}".replace(" at ", "\nat "), fontsize=9)
        _show(panels[1], maps[number], "gray_r", 0, np.max(maps))
    return figure


def plot_page(page, kernel=None, response=None, found=None, middle=None):
    """A page of letters; with a kernel also the kernel, its responses, where the largest lies, and what was sought.

    page: (H, W).  kernel: (kh, kw).  response: (H - kh + 1, W - kw + 1).  found, middle: (row, column) on the page.
    """
    if kernel is None:
        figure = Picture(4.2, 4, "A page of twenty noisy capital letters in four rows.")
        _show(figure.subplots(), page, "gray_r", -0.8, 1.8)
        return figure
    right = np.abs(np.subtract(found, middle)).max() <= 1
    told = "lies on the F" if right else "does not lie on the F"
    figure = Picture(9, 3.6, f"A page of letters, a kernel, and its responses; the largest response {told}.")
    left, centre, last = figure.subplots(1, 3, width_ratios=[3, 1, 3])
    _show(left, page, "gray_r", -0.8, 1.8)
    left.plot(found[1], found[0], "s", color=ORANGE, markersize=22, fillstyle="none", markeredgewidth=2)
    left.plot(middle[1], middle[0], "o", color=BLUE, markersize=30, fillstyle="none", markeredgewidth=1.5)
    left.set_title(f"the largest response\n{told}", fontsize=10)
    limit = np.abs(kernel).max() or 1
    _show(centre, kernel, "PuOr", -limit, limit)
    centre.set_title("the kernel", fontsize=10)
    _show(last, response, "gray_r", np.min(response), np.max(response))
    last.set_title("its responses", fontsize=10)
    return figure


def _show(axes, picture, colours, low, high):
    axes.imshow(picture, cmap=colours, vmin=low, vmax=high)
    axes.set(xticks=[], yticks=[])


def _short(layer):
    """A layer in a word: its kind, and its kernels or units."""
    count = layer.get("units", layer.get("channels"))
    return layer["layer"] if count is None or layer["layer"] == "input" else f"{layer['layer']} {count}"
