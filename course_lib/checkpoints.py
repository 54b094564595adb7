"""Backpropagation with room for a few states only: what is not kept is computed again.

The states of a network of n layers are A_0, its input, to A_n, and to go back through layer t (from A_t to A_{t+1}) one
needs A_t. The way back therefore needs A_{n−1}, …, A_1, A_0, in this order. A_0 is always there, and some places hold
other states; whatever else is needed is computed from the last state before it that is kept, layer by layer. On such a
walk one may put states that one comes by into free places. A state that the way back has used frees its place.
"""

from dataclasses import dataclass

import numpy as np

from course_lib.activations import relu, relu_derivative


@dataclass(frozen=True)
class Walk:
    """From the kept state `start` to the state `goal` that is needed: goal − start layers.  kept: states put aside."""

    start: int
    goal: int
    kept: tuple[int, ...]


def fault_of(kept, start, goal, free):
    """What is wrong with the states that somebody wants to keep on a walk, in words; "" if nothing is.

    >>> fault_of([3, 5], 2, 9, free=1)
    '2 states on the walk from 2 to 9, where 1 place is free'
    """
    if not isinstance(kept, list | tuple | set | np.ndarray) or (isinstance(kept, np.ndarray) and kept.ndim != 1):
        return f"{kept!r} is no list of numbers of states"
    states = list(kept)
    if not all(isinstance(t, int | np.integer) and not isinstance(t, bool) for t in states):
        return f"{states!r} are not all whole numbers"
    outside = [int(t) for t in states if not start < t < goal]
    if outside:
        return f"state {outside[0]} does not lie between {start} and {goal}"
    if len(set(states)) < len(states):
        return f"one state comes twice in {[int(t) for t in states]}"
    places = f"{free} place{' is' if free == 1 else 's are'} free"
    return f"{len(states)} states on the walk from {start} to {goal}, where {places}" if len(states) > free else ""


def walks(keep, depth, room):
    """All walks of a way back through `depth` layers with `room` places for states.

    keep(start, goal, free): the states strictly between start and goal to put into the free places, a list of at most
    `free` numbers; it is asked on each walk, and not if a walk passes no state or no place is free.
    Raises ValueError if what it says has a fault.

    >>> [(walk.start, walk.goal) for walk in walks(lambda start, goal, free: [], depth=4, room=0)]
    [(0, 3), (0, 2), (0, 1)]
    >>> walks(lambda start, goal, free: [2] if start < 2 < goal else [], depth=4, room=1)
    [Walk(start=0, goal=3, kept=(2,)), Walk(start=0, goal=1, kept=())]
    """
    held, done = [0], []
    for goal in range(depth - 1, -1, -1):
        held = [state for state in held if state <= goal]
        start, free = held[-1], room + 1 - len(held)
        if start == goal:
            continue
        kept = keep(start, goal, free) if free and goal - start > 1 else []
        if fault_of(kept, start, goal, free):
            raise ValueError(fault_of(kept, start, goal, free))
        done.append(Walk(start, goal, tuple(sorted(int(state) for state in kept))))
        held += done[-1].kept
    return done


def layers_computed(done):
    """How many layers the walks of `walks` compute in all.

    >>> layers_computed(walks(lambda start, goal, free: [], depth=4, room=0))
    6
    """
    return sum(walk.goal - walk.start for walk in done)


def thrifty_backward(weights, x, y, done):
    """The gradients of the hinge loss relu(1 − y f(x)) of a network without biases, from walks of `walks`.

    weights: list of n matrices (d_{t+1}, d_t), ReLUs between them and none before or behind.  x: (d_0,).  y: -1 or +1.
    Returns the list of the n gradients by the matrices, and how many states were held at most, A_0 among them.
    """
    held, gradients, most = {0: np.asarray(x, dtype=float)}, [], 1
    by_goal = {walk.goal: walk for walk in done}
    grad = np.zeros(0)
    for t in range(len(weights) - 1, -1, -1):
        held = {state: A for state, A in held.items() if state <= t}
        if t in by_goal:
            walk = by_goal[t]
            A = held[walk.start]
            for state in range(walk.start, t):
                A = weights[state] @ (relu(A) if state else A)
                if state + 1 in walk.kept or state + 1 == t:
                    held[state + 1] = A
        most = max(most, len(held))
        inputs = relu(held[t]) if t else held[t]
        if t == len(weights) - 1:
            grad = np.array([-float(y) if 1 - y * (weights[t] @ inputs)[0] > 0 else 0.0])
        gradients.insert(0, np.outer(grad, inputs))
        grad = weights[t].T @ grad * (relu_derivative(held[t]) if t else 1)
    return gradients, most
