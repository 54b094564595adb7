"""Figures of lesson 03: how long a step may be, one noisy epoch, and what the optimisers see in a valley."""

import numpy as np
import traitlets

from course_lib.widgets import Figure


class LineSearch(Figure):
    """Halving the step on a function of one variable: the lengths that were tried, and the one that was taken.

    function: one of `FUNCTIONS`.  start: where the descent begins, for "exp" from -1.5 on.  c: Armijo's share, 0 for
    the plain rule.  steps: how many steps have been made before the one that is drawn.
    """

    FUNCTIONS = ("parabola", "zigzag", "waves", "exp")
    script = "gradient_descent/line_search.js"
    height = 560
    function = traitlets.Enum(FUNCTIONS, "parabola").tag(sync=True)
    start = traitlets.Float(2.0, min=-2.4, max=2.4).tag(sync=True)
    c = traitlets.Float(0.0, min=0, max=0.9).tag(sync=True)
    steps = traitlets.Int(0, min=0, max=30).tag(sync=True)
    alt = traitlets.Unicode(
        "Left: the graph of a function, a point on it to drag, the steps that were refused and the one that was taken, "
        "with the line below which a step is accepted. Right: the values of u along the descent."
    ).tag(sync=True)


class Trajectories(Figure):
    """Five optimisers on the same function, from the same point, each with a rate of its own.

    landscape: "ravine", (x² + 20 y²) / 2, or "rosenbrock", (1 − x)² + 100 (y − x²)².  method: one, or "all".
    exponents: log10 of the rate α of each method.  For one that is left out the figure searches the multiples of 0.05
    from -4 to 0.5, and takes the one whose highest value over the last tenth of these steps from this start is lowest;
    its button searches again.
    shift: log10 of a factor on all five rates, while all are shown.
    momentum: β of momentum and Nesterov, and β₁ of Adam.  start: [x, y].
    """

    METHODS = ("descent", "momentum", "nesterov", "rmsprop", "adam")
    script = "gradient_descent/trajectories.js"
    height = 640
    landscape = traitlets.Enum(("ravine", "rosenbrock"), "ravine").tag(sync=True)
    method = traitlets.Enum(("all", *METHODS), "descent").tag(sync=True)
    exponents = traitlets.Dict(
        key_trait=traitlets.Enum(METHODS), value_trait=traitlets.Float(min=-4, max=0.5), default_value={}
    ).tag(sync=True)
    shift = traitlets.Float(0.0, min=-1.5, max=1.5).tag(sync=True)
    momentum = traitlets.Float(0.8, min=0, max=0.98).tag(sync=True)
    steps = traitlets.Int(60, min=1, max=300).tag(sync=True)
    start = traitlets.List([-2.0, 0.8]).tag(sync=True)
    alt = traitlets.Unicode(
        "Left: level lines of a narrow valley and the paths of the optimisers from a point to drag. "
        "Right: the value of the function after each step, on a logarithmic axis."
    ).tag(sync=True)


def noisy_line(n=40, seed=3):
    """Points around y = 0.5 + 1.5 x for `NoisyEpoch`: two lists of n numbers with three decimals."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, n)
    y = 0.5 + 1.5 * x + rng.normal(scale=0.5, size=n)
    return x.round(3).tolist(), y.round(3).tolist()


class NoisyEpoch(Figure):
    """A line fitted to 40 points: epochs of mini-batch steps against steps along the full gradient.

    batch_size: examples a step.  rate: γ.  epochs: how often all examples are seen.  shuffle: number of the shuffle.
    """

    SIZES = (1, 2, 5, 10, 20, 40)
    script = "gradient_descent/noisy_epoch.js"
    height = 620
    x = traitlets.List(noisy_line()[0]).tag(sync=True)
    y = traitlets.List(noisy_line()[1]).tag(sync=True)
    batch_size = traitlets.Enum(SIZES, 1).tag(sync=True)
    rate = traitlets.Float(0.1, min=0.01, max=0.9).tag(sync=True)
    epochs = traitlets.Int(1, min=1, max=10).tag(sync=True)
    shuffle = traitlets.Int(1, min=1).tag(sync=True)
    alt = traitlets.Unicode(
        "Left: level lines of the mean squared error over intercept and slope, a smooth path of full gradients and a "
        "jagged path of mini-batch steps. Right: the loss of both against the number of examples they have used."
    ).tag(sync=True)
