"""Controls for explanations: how alike are two maps, and what becomes of one when layers lose what they have learnt."""

import copy

import numpy as np
import torch


def explanation_similarity(a, b):
    """Spearman's rank correlation of |a| and |b| over all pixels.

    a, b: two maps of one shape.  Equal values share their mean rank.  Returns a float in [−1, 1]; 0.0 if the absolute
    values of a map are all equal.  Source: Adebayo et al. 2018, section 3.

    >>> explanation_similarity([[1.0, -2.0], [3.0, -4.0]], [[-4.0, 3.0], [2.0, -1.0]])
    -1.0
    """
    first, second = (_centred_ranks(np.abs(np.asarray(values)).ravel()) for values in (a, b))
    spread = np.sqrt(np.sum(first**2) * np.sum(second**2))
    return float(np.sum(first * second) / spread) if spread > 0 else 0.0


def _centred_ranks(values):
    """Ranks minus their mean; equal values share theirs."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    return ranks[place.ravel()] - (len(values) + 1) / 2


def randomized(model, layers, seed=0):
    """A copy whose last `layers` layers with weights have drawn new ones, as in a network that has learnt nothing.

    model: torch.nn.Sequential.  layers: how many, counted from the output.  Returns a new module in the same mode.
    Source: Adebayo et al. 2018, «cascading randomization».
    """
    fresh = copy.deepcopy(model)
    learnt = [part for part in fresh if hasattr(part, "reset_parameters")]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for part in learnt[len(learnt) - layers :]:
            part.reset_parameters()
    return fresh
