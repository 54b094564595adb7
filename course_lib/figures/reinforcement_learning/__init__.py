"""Figures of lesson 12: values that flow back over a grid, a frozen target, and a pole on a cart."""

import numpy as np
import traitlets

from course_lib.widgets import Figure


class GridValues(Figure):
    """Value iteration on a grid with a cliff, sweep by sweep: colours are values, arrows the greedy policy.

    gamma: the discount.  sweeps: how many so far.  slip: the chance of a random move.  A fall costs 20.
    """

    script = "reinforcement_learning/grid_values.js"
    height = 560
    gamma = traitlets.Float(0.95, min=0.1, max=0.99).tag(sync=True)
    sweeps = traitlets.Int(4, min=0, max=200).tag(sync=True)
    slip = traitlets.Float(0.0, min=0, max=0.4).tag(sync=True)
    alt = traitlets.Unicode(
        "A grid of 4 rows and 8 columns with a cliff in the lowest row, between the start on the left and the goal on "
        "the right. Each cell has the colour of its value and an arrow for the best action; a line shows the way from "
        "the start. With more sweeps knowledge spreads from the goal; with slips the way leaves the edge."
    ).tag(sync=True)


class FrozenTarget(Figure):
    """The weight of Q in a world of two states, where the target runs away, on a logarithmic axis.

    gamma: the discount.  period: for how many steps the copy in the target stays frozen.  rate: of learning.
    """

    script = "reinforcement_learning/frozen_target.js"
    height = 520
    gamma = traitlets.Float(0.9, min=0.1, max=0.99).tag(sync=True)
    period = traitlets.Int(50, min=1, max=100).tag(sync=True)
    rate = traitlets.Float(0.1, min=0.02, max=0.5).tag(sync=True)
    alt = traitlets.Unicode(
        "The weight against the steps of learning, on a logarithmic axis. With a frozen target it is a staircase, with "
        "a fresh one a straight line; both rise for a discount above one half, and fall below it."
    ).tag(sync=True)


class PoleOnCart(Figure):
    """A pole on a cart that the policy theta balances: to be played, pushed, and spoiled.

    theta: (2, 5) as lists.  half_length: metres.  cart: kilograms.  delay: steps of 20 ms.  push: how
    much turning speed (rad/s) somebody adds after one second.  limit: how many steps.  time: the step that is shown.
    """

    script = "reinforcement_learning/pole_on_cart.js"
    height = 640
    theta = traitlets.List().tag(sync=True)
    half_length = traitlets.Float(0.5, min=0.25, max=2).tag(sync=True)
    cart = traitlets.Float(1.0, min=0.5, max=5).tag(sync=True)
    delay = traitlets.Int(0, min=0, max=8).tag(sync=True)
    push = traitlets.Float(0.0, min=-2, max=2).tag(sync=True)
    limit = traitlets.Int(200, min=50, max=1000).tag(sync=True)
    time = traitlets.Int(0, min=0, max=1000).tag(sync=True)
    alt = traitlets.Unicode(
        "Above: a cart on a track with a pole that leans a little, and an arrow for the push of the policy. Below: the "
        "lean of the pole against time, between two lines at which it counts as fallen. Sliders change the length, "
        "the mass of the cart, the delay of the policy, the length of the run, and a push after one second."
    ).tag(sync=True)

    @classmethod
    def of(cls, theta, **traits):
        """Of a policy theta (2, 5)."""
        return cls(theta=np.round(np.asarray(theta, dtype=float), 4).tolist(), **traits)
