"""The global random generators of NumPy and torch, carried from one process to another."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy import random  # NumPy imports it when it is first used: here, once, before the forks


@dataclass(frozen=True)
class RandomStates:
    """Both states as bytes, to compare, and as data, to send."""

    marks: tuple = ()

    @property
    def states(self) -> dict:
        return {"numpy": random.get_state(legacy=False), "torch": torch.get_rng_state().numpy()}


def random_states(what: str = "call") -> RandomStates:
    """The states of now. Only calls are watched: to look takes longer than to read an attribute."""
    if what != "call":
        return RandomStates()
    state = random.get_state(legacy=False)
    inner = state["state"]
    numpy_mark = (inner["key"].tobytes(), inner["pos"], state["has_gauss"], state["gauss"])
    return RandomStates((numpy_mark, torch.get_rng_state().numpy().tobytes()))


def set_random_states(states: dict) -> None:
    """Take over states. Raises ValueError, TypeError, KeyError or RuntimeError if they are none."""
    random.set_state(states["numpy"])
    torch.set_rng_state(torch.from_numpy(np.array(states["torch"], dtype=np.uint8)))
