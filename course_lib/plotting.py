"""Still pictures: each function takes numbers and returns a matplotlib Figure, and leaves no global state.

Colours are Okabe and Ito's, told apart by the colour-blind; a line style or a marker says the same again.
Each picture says in words what it shows (`alt`), for those who do not see it.
"""

from io import BytesIO

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

BLACK, ORANGE, SKY, GREEN, BLUE, RED, PINK = "#000000", "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "#CC79A7"
GREY = "#8C8C8C"
ZONE_COLOURS = ("#DCE9F5", "#F6D9B8", "#CFE8DC", "#F3DCE8", "#FBF6C3", "#D9D9D9", "#B9D5EC", "#F2C3A4")


class Picture(Figure):
    """A matplotlib figure that shows itself in a notebook, without pyplot, and carries a text alternative."""

    def __init__(self, width, height, alt):
        super().__init__(figsize=(width, height), layout="constrained")
        self.alt = alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        png = BytesIO()
        self.savefig(png, format="png", dpi=90, metadata={"Software": None})
        return {"image/png": png.getvalue(), "text/plain": self.alt}, {"image/png": {"alt": self.alt}}


def plot_neuron(weights, bias):
    """One neuron: inputs x_i, a weight on each synapse, the sum with its bias, the activation, the output.

    weights: (D,).  bias: a number.
    """
    alt = f"A neuron: {len(weights)} weighted inputs, a sum with a bias, an activation, one output."
    figure, axes = _canvas(7, 2.6, (-0.6, 6.4), (-1.5, 1.5), alt)
    heights = np.linspace(1, -1, len(weights))
    for i, (height, weight) in enumerate(zip(heights, weights, strict=True), start=1):
        _edge(axes, (0, height), (2.3, 0), weight, label_at=0.38)
        _node(axes, 0, height, f"$x_{i}$")
    _node(axes, 2.3, 0, "$\\Sigma$", size=1500)
    _node(axes, 4.1, 0, "$\\phi$", size=1500)
    axes.annotate("", (3.8, 0), (2.62, 0), arrowprops={"arrowstyle": "->"})
    axes.annotate("", (5.5, 0), (4.42, 0), arrowprops={"arrowstyle": "->"})
    axes.text(5.6, 0, "$h(x)$", va="center", fontsize=12)
    axes.text(2.3, -0.62, f"bias ${bias:+g}$", ha="center", fontsize=10)
    for x, word in [(0, "dendrites"), (1.15, "synapses"), (2.3, "nucleus"), (4.95, "axon")]:
        axes.text(x, -1.45, word, ha="center", color=GREY, fontsize=9)
    return figure


def plot_activations(functions, span=4.0):
    """A small graph for each activation: functions is {name: function of an array}."""
    figure = Picture(2.1 * len(functions), 2.2, f"Graphs of {', '.join(functions)}.")
    x = np.linspace(-span, span, 801)
    for axes, (name, function) in zip(figure.subplots(1, len(functions)), functions.items(), strict=True):
        axes.axhline(0, color=GREY, linewidth=0.6)
        axes.axvline(0, color=GREY, linewidth=0.6)
        axes.plot(x, function(x), color=BLUE, linewidth=2)
        axes.set(title=name, xlabel="$u$", ylim=(-1.5, 3))
    return figure


def plot_lines(x, curves, marks=(), title="", xlabel="$x$", ylabel="output"):
    """Curves over the same x: curves is {name: (N,) values}, the first drawn strongest; marks are points (x, y)."""
    figure = Picture(7.5, 3, f"{title or 'Curves'}: {', '.join(curves)}.")
    axes = figure.subplots()
    styles = [(BLUE, "-", 2.4), (RED, "--", 2), (GREEN, ":", 2.2), (ORANGE, "-.", 1.8), (PINK, "-", 1.4)]
    for (name, values), (colour, dashes, width) in zip(curves.items(), styles, strict=False):
        axes.plot(x, values, dashes, color=colour, linewidth=width, label=name)
    if len(marks):
        axes.plot(*np.transpose(marks), "o", color=BLACK, markersize=6, zorder=3)
    axes.axhline(0, color=GREY, linewidth=0.6)
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    return figure


def plot_terms(w, knots, b, span):
    """A sum of ReLUs and its terms: h(x) = Σ w_k [x − knots_k]₊ + b, the kinks marked, the slopes written.

    w, knots: (K,).  b: a number.  span: (first x, last x).
    """
    w, knots = np.asarray(w, dtype=float), np.asarray(knots, dtype=float)
    x = np.union1d(np.linspace(*span, 400), knots)
    terms = w[:, None] * np.maximum(x - knots[:, None], 0)  # (K, N)
    total = terms.sum(axis=0) + b
    alt = f"A broken line with kinks at {knots.tolist()} and slopes {np.cumsum(w).tolist()}, and its ReLU terms."
    figure = Picture(7.5, 3.4, alt)
    axes = figure.subplots()
    styles = [(ORANGE, "--"), (GREEN, "-."), (PINK, ":"), (SKY, (0, (5, 1)))]
    for k, (weight, knot) in enumerate(zip(w, knots, strict=True)):
        colour, dashes = styles[k % len(styles)]
        axes.plot(x, terms[k], linestyle=dashes, color=colour, label=f"${weight:+g}\\,[x-{knot:g}]_+$")
    axes.plot(x, total, color=BLUE, linewidth=2.6, label="sum and $b$")
    axes.plot(knots, np.interp(knots, x, total), "o", color=BLACK, label="kinks")
    ends = [*knots[1:], span[1]]
    for slope, left, right in zip(np.cumsum(w), knots, ends, strict=True):
        middle = (left + right) / 2
        axes.annotate(
            f"slope ${slope:+g}$", (middle, np.interp(middle, x, total)), (10, 0),
            textcoords="offset points", va="center", fontsize=9, color=BLUE, zorder=4,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )  # fmt: skip
    axes.axhline(0, color=GREY, linewidth=0.6)
    reach = 1.6 * np.abs(total).max()
    axes.set(xlabel="$x$", ylabel="$h(x)$", ylim=(-reach, reach))
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    return figure


def plot_network(weights, biases, names=None):
    """A network as nodes and edges: solid edges are positive, dashed ones negative, a zero weight has none.

    weights: list of (d_l, d_{l-1}).  biases: list of (d_l,).  names: a list of node names for each layer.
    """
    sizes = [np.shape(weights[0])[1], *[len(A) for A in weights]]
    alt = f"A network of {len(weights)} layers with {', '.join(map(str, sizes))} nodes from input to output."
    right = 2.6 * (len(sizes) - 1) + 0.6
    figure, axes = _canvas(8.2, 0.95 * max(sizes) + 0.9, (-0.6, right), (-0.85, max(sizes) - 0.4), alt)
    places = [[(2.6 * depth, (max(sizes) - size) / 2 + size - 1 - i) for i in range(size)]
              for depth, size in enumerate(sizes)]  # fmt: skip
    for depth, A in enumerate(weights):
        for (i, j), weight in np.ndenumerate(np.asarray(A, dtype=float)):
            if weight:
                _edge(axes, places[depth][j], places[depth + 1][i], weight, label_at=0.22 + 0.1 * (i % 2))
    for depth, layer_places in enumerate(places):
        for i, (x, y) in enumerate(layer_places):
            name = names[depth][i] if names else (f"$x_{i + 1}$" if depth == 0 else "")
            _node(axes, x, y, name, size=1500)
            if depth:
                axes.text(x, y - 0.47, f"bias ${biases[depth - 1][i]:+g}$", ha="center", fontsize=9)
    for depth in range(len(sizes)):
        word = "input" if depth == 0 else ("output" if depth == len(weights) else f"hidden layer {depth}")
        axes.text(2.6 * depth, -0.82, word, ha="center", color=GREY, fontsize=10)
    return figure


def plot_surface_and_sign(g, span=15):
    """g over [-span, span]² as a surface, and beside it the sign of g with the line g = 0."""
    x1, x2 = np.meshgrid(np.linspace(-span, span, 301), np.linspace(-span, span, 301))
    values = g(x1, x2)
    figure = Picture(9, 4, "The surface of g, made of flat pieces, and the sign of g with the line g = 0.")
    surface = figure.add_subplot(1, 2, 1, projection="3d")
    surface.plot_surface(x1, x2, values, cmap="cividis", rcount=40, ccount=40, linewidth=0)
    surface.view_init(elev=28, azim=-120)
    surface.set(xlabel="$x_1$", ylabel="$x_2$", zlabel="$g$", title="$g$ is made of flat pieces")
    axes = figure.add_subplot(1, 2, 2)
    axes.contourf(x1, x2, values, levels=[-np.inf, 0, np.inf], colors=["#DCE9F5", "#F6D9B8"])
    axes.contour(x1, x2, values, levels=[0], colors=[RED], linewidths=2.5)
    axes.text(-0.55 * span, 0.5 * span, "$g<0$", color=BLUE, fontsize=14, ha="center")
    axes.text(0.62 * span, -0.25 * span, "$g>0$", color=RED, fontsize=14, ha="center")
    _plane(axes, "and changes sign on the red line")
    return figure


def plot_zones(zones, g=None, span=15):
    """The zones of the plane: zones(x1, x2) gives an id at each point; equal ids, equal colour.

    g, when given, adds the line g = 0.
    """
    x1, x2 = np.meshgrid(np.linspace(-span, span, 600), np.linspace(-span, span, 600))
    ids = np.asarray(zones(x1, x2))
    found, numbers = np.unique(ids, return_inverse=True)
    numbers = numbers.reshape(ids.shape)
    figure = Picture(5.4, 4.8, f"The plane cut into {len(found)} zones by straight lines.")
    axes = figure.subplots()
    colours = ListedColormap([ZONE_COLOURS[k % len(ZONE_COLOURS)] for k in range(len(found))])
    axes.pcolormesh(x1, x2, numbers, cmap=colours, vmin=-0.5, vmax=len(found) - 0.5, rasterized=True)
    for k in range(len(found)):
        axes.text(x1[numbers == k].mean(), x2[numbers == k].mean(), str(k + 1), fontsize=13, ha="center")
        axes.contour(x1, x2, numbers == k, levels=[0.5], colors=[GREY], linewidths=1)
    if g is not None:
        axes.contour(x1, x2, g(x1, x2), levels=[0], colors=[RED], linewidths=2.5)
    _plane(axes, f"{len(found)} zones" + (", and the line $g = 0$ in red" if g is not None else ""))
    return figure


def plot_claim(x1, x2, true, title):
    """Where a claim about lattice points holds (blue dots) and where it fails (red crosses).

    x1, x2: (N,) the points the claim speaks of.  true: (N,) bool.
    """
    figure = Picture(5.4, 4.4, f"Lattice points: the claim is true at {np.sum(true)}, false at {np.sum(~true)}.")
    axes = figure.subplots()
    axes.plot(x1[true], x2[true], "o", color=BLUE, markersize=4, label=f"true at {np.sum(true)} points")
    axes.plot(x1[~true], x2[~true], "x", color=RED, markersize=6, label=f"false at {np.sum(~true)} points")
    _plane(axes, title)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)
    return figure


def plot_error_decay(counts, errors, slopes=()):
    """Errors against the number of neurons, both axes logarithmic.

    counts: (K,).  errors: {name: (K,)}.  slopes: numbers s; a grey line N^s is drawn for each.
    """
    figure = Picture(6.4, 3.6, f"Largest error against the number of neurons: {', '.join(errors)}.")
    axes = figure.subplots()
    styles = [(BLUE, "o-"), (RED, "s--"), (GREEN, "^:")]
    for (name, values), (colour, style) in zip(errors.items(), styles, strict=False):
        axes.loglog(counts, values, style, color=colour, label=name)
    counts = np.asarray(counts, dtype=float)
    for slope, values in zip(slopes, errors.values(), strict=False):
        guide = 0.45 * values[0] * (counts / counts[0]) ** slope
        axes.loglog(counts, guide, color=GREY, linewidth=0.9)
        axes.text(1.04 * counts[-1], guide[-1], f"$N^{{{slope}}}$", color=GREY, va="center")
    axes.set(xlabel="number of neurons $N$", ylabel="largest error", xlim=(0.9 * counts[0], 1.35 * counts[-1]))
    axes.set_xticks(counts, [f"{count:g}" for count in counts])
    axes.set_xticks([], minor=True)
    axes.legend(frameon=False, loc="lower left")
    return figure


def _canvas(width, height, xlim, ylim, alt):
    figure = Picture(width, height, alt)
    axes = figure.subplots()
    axes.set(xlim=xlim, ylim=ylim)
    axes.axis("off")
    return figure, axes


def _node(axes, x, y, name, size=1100):
    axes.scatter([x], [y], s=size, facecolor="white", edgecolor=BLACK, linewidth=1.4, zorder=3)
    axes.text(x, y, name, ha="center", va="center", fontsize=10, zorder=4)


def _edge(axes, start, end, weight, label_at):
    colour, dashes = (BLUE, "-") if weight > 0 else (RED, "--")
    axes.plot(*zip(start, end, strict=True), dashes, color=colour, linewidth=1.6, zorder=1)
    x, y = np.add(start, label_at * np.subtract(end, start))
    axes.text(
        x, y, f"${weight:+g}$", color=colour, ha="center", va="center", fontsize=9, zorder=2,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )  # fmt: skip


def _plane(axes, title):
    axes.axhline(0, color=BLACK, linewidth=0.6)
    axes.axvline(0, color=BLACK, linewidth=0.6)
    axes.set(xlabel="$x_1$", ylabel="$x_2$", title=title, aspect="equal")
