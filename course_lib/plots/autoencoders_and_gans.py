"""Still pictures of lesson 10: rows of digits, digits decoded from a plane, what two forgers on a line have drawn."""

import numpy as np

from course_lib.plotting import BLUE, GREY, RED, Picture


def plot_rows(rows):
    """Rows of pictures of 8 by 8 pixels, each with its name.  rows: {name: (n, 64)}, equally many in each."""
    count = len(next(iter(rows.values())))
    figure = Picture(0.62 * count + 1.9, 0.72 * len(rows), f"Rows of {count} digits: {', '.join(rows)}.")
    grid = figure.subplots(len(rows), count, squeeze=False)
    for line, (name, pictures) in zip(grid, rows.items(), strict=True):
        for axes, picture in zip(line, pictures, strict=True):
            axes.imshow(np.reshape(picture, (8, 8)), cmap="gray_r", vmin=0, vmax=1)
            axes.set(xticks=[], yticks=[])
        line[0].set_ylabel(name, rotation=0, ha="right", va="center")
    return figure


def plot_losses_and_samples(trainings, centers):
    """What forgers on a line have drawn, early and late, with the losses beside.

    trainings: {name: course_lib.bumps.Training}.  centers: of the bumps of the data.
    """
    figure = Picture(9.6, 2.1 * len(trainings), f"Losses and samples of {' and '.join(trainings)}.")
    grid = figure.subplots(len(trainings), 4, squeeze=False, width_ratios=[1.3, 1, 1, 1])
    for line, (name, seen) in zip(grid, trainings.items(), strict=True):
        line[0].plot(seen.steps, seen.loss_d, color=BLUE, label="critic")
        line[0].plot(seen.steps, seen.loss_g, color=RED, linestyle="--", label="forger")
        line[0].axhline(2 * np.log(2), color=GREY, linewidth=0.8)
        line[0].set(title=name, xlabel="step", ylim=(0, 2))
        last = len(seen.steps) - 1
        for axes, place in zip(line[1:], (last // 3, 2 * last // 3, last), strict=True):
            axes.hist(seen.samples[place], bins=np.linspace(-4.5, 4.5, 46), color=RED)
            for center in centers:
                axes.axvline(center, color=BLUE, linewidth=0.8)
            axes.set(title=f"step {seen.steps[place]}", yticks=[], xlim=(-4.5, 4.5))
    grid[0, 0].legend(fontsize=8)
    return figure
