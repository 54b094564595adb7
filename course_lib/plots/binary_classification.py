"""Still pictures of lesson 01: errors, learning and use, people in the plane, truths, learning curves, best of many."""

import numpy as np

from course_lib.plotting import BLACK, BLUE, GREEN, GREY, ORANGE, RED, SKY, Picture

SPAN = (-5.0, 70.0), (0.0, 110.0)  # ages in years, weights in kilograms


def plot_errors(errors, chance):
    """Some errors as bars with their values, and a dotted line at what chance makes.

    errors: {name: number}.  chance: the error of whoever guesses.
    """
    words = ", ".join(f"{name}: {error:.2f}" for name, error in errors.items())
    figure = Picture(7.5, 0.7 + 0.5 * len(errors), f"Errors as bars. {words}. A dotted line at {chance:g}: guessing.")
    axes = figure.subplots()
    names = list(errors)[::-1]
    axes.barh(names, [errors[name] for name in names], color=[SKY, RED, BLUE][: len(names)][::-1], height=0.6)
    for row, name in enumerate(names):
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}  # its value stands out from the dotted line
        axes.text(errors[name] + 0.008, row, f"{errors[name]:.2f}", va="center", fontweight="bold", bbox=ground)
    axes.axvline(chance, color=BLACK, linestyle=":", zorder=1)
    axes.text(chance + 0.008, len(names) - 0.55, "guessing", va="center", color=GREY)
    axes.set(xlabel="share of wrong answers", xlim=(0, 1.25 * max(chance, *errors.values())))
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def plot_steps(steps, loss, errors, interval, chosen, reported):
    """What more steps of a descent do to the loss, and to the errors on what it learns from and on what chooses.

    steps: (K,).  loss: (K,), of training.  errors: {name: (K,)}, training first, validation second.
    interval: (K, 2), around the validation error.  chosen: one of the steps.  reported: (e_t, low, high) there.
    """
    alt = (
        "Left, the mean loss falls with every step count. Right, against the number of steps: "
        + "; ".join(f"{name} {', '.join(f'{error:.3f}' for error in values)}" for name, values in errors.items())
        + f"; at the {chosen} steps that were chosen the test error is {reported[0]:.3f}."
    )
    figure = Picture(8.6, 3.3, alt)
    left, right = figure.subplots(1, 2)
    left.plot(steps, loss, "o-", color=BLUE, markersize=5)
    left.set(ylabel="mean hinge loss, training", ylim=(0, None))
    for (name, values), (colour, style) in zip(errors.items(), [(BLUE, "o-"), (RED, "s--")], strict=True):
        right.plot(steps, values, style, color=colour, label=name, markersize=5)
    right.fill_between(steps, *np.transpose(interval), color=RED, alpha=0.12, linewidth=0)
    e_t, low, high = reported
    bars = {"color": BLACK, "capsize": 3, "markersize": 9, "label": "$e_t$, looked at once"}
    right.errorbar([chosen * 1.25], [e_t], [[e_t - low], [high - e_t]], fmt="*", **bars)
    right.axvline(chosen, color=GREY, linestyle=":")
    right.set(ylabel="error", ylim=(0, 1.3 * np.max(interval)))
    right.legend(frameon=False, fontsize=9, loc="upper left")
    for axes in (left, right):
        axes.set_xscale("log")
        axes.set_xticks(steps, [str(count) for count in steps])
        axes.set_xticks([], minor=True)
        axes.set_xlabel("steps")
    return figure


def plot_learning_and_use():
    """What is given and what is looked for, while learning and in use."""
    alt = (
        "Above, learning: examples and human labels are given, the weights w are found. "
        "Below, use: the same weights are given, a new input comes, and f answers."
    )
    figure = Picture(8.5, 3.2, alt)
    axes = figure.subplots()
    axes.set(xlim=(0, 10), ylim=(0, 4))
    axes.axis("off")
    learning = ["examples $x_n$", "people who\nknow $y(x_n)$"], "look for $w$:\nfew errors on them", "weights $w$"
    use = ["weights $w$, frozen", "new input $\\chi$"], "compute $f(\\chi,w)$", "answer:\nsign of $f$"
    rows = [(3, "LEARNING\n(apprentissage)", *learning), (1, "USE\n(test, production,\ninférence)", *use)]
    for y, title, given, act, result in rows:
        axes.text(0.9, y, title, ha="center", va="center", fontsize=10, fontweight="bold")
        for place, words in zip((y + 0.5, y - 0.5), given, strict=True):
            _box(axes, 3.1, place, words, "#DCE9F5")
            _arrow(axes, (4.05, place), (5.0, y + 0.3 * (place - y)))
        _box(axes, 6.0, y, act, "white")
        _arrow(axes, (7.1, y), (8.0, y))
        _box(axes, 8.9, y, result, "#F6D9B8")
    bent = {"arrowstyle": "->", "color": RED, "linestyle": "--", "connectionstyle": "arc3,rad=-0.08"}
    axes.annotate("", (4.2, 1.62), (8.9, 2.65), arrowprops=bent)
    return figure


def plot_people(X, y, scores=None, title=""):
    """Adults (blue circles) and children (orange squares) by age and weight.

    X: (N, 2).  y: (N,).  scores: {name: function of (M, 2) giving (M,)}: the line where each is 0 is drawn, and the
    ground of the first is tinted by its answer.
    """
    words = f", with {', '.join(scores)}" if scores else ""
    figure = Picture(6, 4, f"{np.sum(y > 0)} adults and {np.sum(y < 0)} children by age and weight{words}.")
    axes = figure.subplots()
    _draw_people(axes, X, y, scores or {})
    axes.set_title(title)
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    return figure


def plot_truths(X, y, truths):
    """Several functions that agree on every example, side by side.  truths: {name: function of (M, 2) giving (M,)}."""
    alt = f"The same {len(X)} people {len(truths)} times; each ground shows another function that fits them all."
    figure = Picture(3.1 * len(truths), 3, alt)
    panels = figure.subplots(1, len(truths), sharey=True, squeeze=False)[0]
    for axes, (name, truth) in zip(panels, truths.items(), strict=True):
        _draw_people(axes, X, y, {name: truth})
        axes.set_title(name, fontsize=10)
        axes.label_outer()
    return figure


def plot_learning_curves(sizes, errors, floors):
    """Errors against the size N of the training set, on a logarithmic axis.

    sizes: (K,).  errors: {name: (R, K)} for R repetitions: their mean, and a band that holds 80 % of them.
    floors: {name: number}: dotted lines.
    """
    figure = Picture(7.5, 3.6, f"Mean errors against the size of the training set: {', '.join(errors)}.")
    axes = figure.subplots()
    styles = [(BLUE, "o-"), (RED, "s--"), (GREEN, "^-.")]
    for (name, values), (colour, style) in zip(errors.items(), styles, strict=False):
        low, high = np.quantile(values, [0.1, 0.9], axis=0)
        axes.fill_between(sizes, low, high, color=colour, alpha=0.15, linewidth=0)
        axes.plot(sizes, np.mean(values, axis=0), style, color=colour, label=name, markersize=5)
    for (name, floor), colour in zip(floors.items(), (BLACK, GREY), strict=False):
        axes.axhline(floor, color=colour, linestyle=":", label=name)
    axes.set_xscale("log")
    axes.set_xticks(sizes, [str(size) for size in sizes])
    axes.set_xticks([], minor=True)
    axes.set(xlabel="training examples $N$", ylabel="error", ylim=(0, None))
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    return figure


def plot_best_of_many(counts, validation, test, truth):
    """What the chosen model promises and what it is worth, against how many models were tried.

    counts: (K,).  validation, test: (R, K), its errors in R repetitions.  truth: the real error of every model.
    """
    alt = "The validation error of the best of K models falls as K grows; its test error stays at the real error."
    figure = Picture(7, 3.4, alt)
    axes = figure.subplots()
    for name, values, colour, style in [
        ("validation: chosen by it", validation, BLUE, "o-"),
        ("test: never looked at", test, RED, "s--"),
    ]:
        axes.plot(counts, np.mean(values, axis=0), style, color=colour, label=name, markersize=5)
    axes.fill_between(counts, np.mean(validation, axis=0), np.mean(test, axis=0), color=GREY, alpha=0.2, linewidth=0)
    middle = len(counts) // 2
    axes.text(
        counts[middle],
        (np.mean(validation, axis=0)[middle] + np.mean(test, axis=0)[middle]) / 2,
        "optimism",
        ha="center",
    )
    axes.axhline(truth, color=BLACK, linestyle=":", label="real error of each")
    axes.set_xscale("log")
    axes.set_xticks(counts, [str(count) for count in counts])
    axes.set_xticks([], minor=True)
    axes.set(xlabel="models tried", ylabel="error of the best one")
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    return figure


def plot_promises(real, promised):
    """What was promised against what is so, a point for each world; broken promises lie below the diagonal.

    real, promised: (W,) errors.
    """
    real, promised = np.asarray(real), np.asarray(promised)
    broken = real > promised
    share = f"{100 * np.mean(broken):.1f} in 100"
    figure = Picture(6.2, 4.6, f"What a neuron promises and its real error in {len(real)} worlds. Broken: {share}.")
    axes = figure.add_subplot()
    top = 1.05 * max(promised.max(), real.max())
    axes.plot([0, top], [0, top], color=BLACK, linewidth=1)
    axes.plot(real[~broken], promised[~broken], "o", color=BLUE, markersize=3, alpha=0.6, label="kept")
    axes.plot(real[broken], promised[broken], "s", color=RED, markersize=4, label=f"broken, {share}")
    axes.set(xlabel="real error $e_r$", ylabel="promised: $e_r$ is at most", xlim=(0, top), ylim=(0, top))
    axes.legend(frameon=False, loc="upper left")
    return figure


def plot_grounds(X, y, scores, errors):
    """What several methods say of the same points, side by side.

    X: (N, 2), within [-1, 1]².  y: (N,).  scores: {name: function of (M, 2) giving (M,)}.  errors: {name: number}.
    """
    words = ", ".join(f"{name} {error:.2f}" for name, error in errors.items())
    figure = Picture(2.6 * len(scores), 2.8, f"One set of points, several methods; their test errors: {words}.")
    panels = figure.subplots(1, len(scores), sharey=True, squeeze=False)[0]
    for axes, (name, score) in zip(panels, scores.items(), strict=True):
        _draw_ground(axes, score, (-1, 1), (-1, 1))
        _draw_classes(axes, X, y, 12)
        axes.set(title=f"{name}\n$e_t$ = {errors[name]:.2f}", aspect="equal", xlim=(-1, 1), ylim=(-1, 1))
        axes.title.set_fontsize(10)
    return figure


def _draw_people(axes, X, y, scores):
    styles = [(BLACK, "-"), (RED, "--"), (GREEN, "-.")]
    for number, ((name, score), (colour, dashes)) in enumerate(zip(scores.items(), styles, strict=False)):
        lines = _draw_ground(axes, score, *SPAN, colour, dashes, tint=number == 0)
        if lines:
            axes.plot([], [], dashes, color=colour, label=name)
    _draw_classes(axes, X, y, 26, labels=("child", "adult"))
    axes.set(xlabel="age (years)", ylabel="weight (kg)", xlim=SPAN[0], ylim=SPAN[1])


def _draw_classes(axes, X, y, size, labels=(None, None)):
    for label, name, colour, marker in [(-1, labels[0], ORANGE, "s"), (1, labels[1], BLUE, "o")]:
        axes.scatter(*X[y == label].T, s=size, c=colour, marker=marker, edgecolors="white", linewidths=0.6, label=name)


def _draw_ground(axes, score, across, up, colour=BLACK, dashes="-", tint=True):
    """The answers of a score as tints, and the line between them.  Is there one?"""
    x1, x2 = np.meshgrid(np.linspace(*across, 201), np.linspace(*up, 201))
    values = np.asarray(score(np.column_stack([x1.ravel(), x2.ravel()])), dtype=float).reshape(x1.shape)
    if tint:
        axes.contourf(x1, x2, values > 0, levels=[-1, 0.5, 2], colors=["#FDF0D5", "#DCE9F5"])
    if values.min() >= 0 or values.max() <= 0:
        return False
    axes.contour(x1, x2, values, levels=[0], colors=[colour], linestyles=[dashes], linewidths=1.8)
    return True


def _box(axes, x, y, words, colour):
    axes.text(
        x, y, words, ha="center", va="center", fontsize=10, bbox={"boxstyle": "round,pad=0.4", "facecolor": colour}
    )


def _arrow(axes, start, end):
    axes.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": BLACK})
