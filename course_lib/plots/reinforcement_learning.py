"""Still pictures of lesson 12: two agents on a cliff."""

import numpy as np

from course_lib.plotting import BLACK, BLUE, GREY, RED, Picture


def plot_cliff(world, agents, window=50):
    """Paths on the grid of a `course_lib.worlds.World`, and what the agents earned while they learned.

    agents: {name: (path, earned)}, two at most: a list of states, and the return of each episode.
    """
    figure = Picture(9.6, 3.0, f"Paths of {' and '.join(agents)} along a cliff, and what they earned while learning.")
    grid, curve = figure.subplots(1, 2, width_ratios=[1.3, 1])
    grid.fill_between([0.5, world.width - 1.5], world.height - 1.5, world.height - 0.5, color="#D9D9D9", hatch="///")
    grid.text((world.width - 1) / 2, world.height - 1, "the cliff", ha="center", va="center", color=BLACK)
    for (name, (path, earned)), (colour, dashes, shift) in zip(
        agents.items(), [(RED, "-", 0.06), (BLUE, "--", -0.06)], strict=False
    ):
        rows, columns = np.divmod(path, world.width)
        grid.plot(columns, rows + shift, dashes, color=colour, linewidth=2.2, label=name)
        smooth = np.convolve(earned, np.ones(window) / window, mode="valid")
        curve.plot(np.arange(len(smooth)) + window, smooth, dashes, color=colour, linewidth=1.4, label=name)
    grid.text(0, world.height - 1, "S", ha="center", va="center", weight="bold")
    grid.text(world.width - 1, world.height - 1, "G", ha="center", va="center", weight="bold")
    grid.set(xticks=np.arange(world.width + 1) - 0.5, yticks=np.arange(world.height + 1) - 0.5, aspect="equal")
    grid.set(xlim=(-0.5, world.width - 0.5), ylim=(world.height - 0.5, -0.5), title="without exploring")
    grid.tick_params(length=0, labelbottom=False, labelleft=False)
    grid.grid(color=GREY, linewidth=0.4)
    curve.set(xlabel="episode", ylabel=f"return, mean of {window}", ylim=(-120, 0), title="while learning")
    curve.legend(fontsize=8)
    return figure
