from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from course_lib.checkpoints import fault_of, layers_computed, thrifty_backward, walks
from course_lib.dense import mlp_backward, mlp_states


@cache
def fewest(depth, room):
    """The fewest layers that a way back through `depth` layers computes, and the first state to keep (0: none)."""
    if depth < 2 or not room:
        return depth * (depth - 1) // 2, 0
    return min((m + fewest(depth - m, room - 1)[0] + fewest(m, room)[0], m) for m in range(1, depth))


def best_to_keep(start, goal, free):
    kept = []
    while free and goal > start:
        first = fewest(goal - start + 1, free)[1]
        if not 0 < first < goal - start:
            break
        start, free = start + first, free - 1
        kept.append(start)
    return kept


def nothing(start, goal, free):
    return []


def halves(start, goal, free):
    kept = [goal - (goal - start) // 2**i for i in range(1, free + 1)]
    return [state for state in sorted(set(kept)) if start < state < goal]


def test_without_room_every_state_is_computed_from_the_input():
    assert layers_computed(walks(nothing, 100, 0)) == layers_computed(walks(nothing, 100, 4)) == 99 * 100 // 2


def test_with_room_for_all_every_layer_is_computed_once():
    assert layers_computed(walks(lambda start, goal, free: list(range(start + 1, goal)), 30, 28)) == 29


@pytest.mark.parametrize(("depth", "room", "binomial"), [(100, 4, 316), (100, 9, 222), (20, 2, 45)])
def test_no_plan_needs_fewer_than_the_binomial_one(depth, room, binomial):
    assert layers_computed(walks(best_to_keep, depth, room)) == fewest(depth, room)[0] == binomial


def deep(rng, depth):
    sizes = [5, *[8] * (depth - 1), 1]
    return [rng.normal(size=(ends, begins)) * 0.6 for begins, ends in pairwise(sizes)]


@pytest.mark.parametrize("keep", [nothing, halves, best_to_keep])
@pytest.mark.parametrize(("depth", "room"), [(1, 2), (2, 1), (13, 0), (13, 3)])
def test_the_gradients_are_those_with_all_states_and_no_place_too_many_is_used(keep, depth, room):
    rng = np.random.default_rng(0)
    weights, x = deep(rng, depth), rng.normal(size=5)
    biases = [np.zeros(len(A)) for A in weights]
    score = mlp_states(weights, biases, x[None])[-1][0, 0]

    for y in (-1, 1):
        by_little, most = thrifty_backward(weights, x, y, walks(keep, depth, room))
        grad_out = [[-y if 1 - y * score > 0 else 0.0]]
        for one, other in zip(by_little, mlp_backward(grad_out, weights, biases, x[None])[0], strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)
        assert most <= room + 2


def test_what_is_kept_is_refused_for_its_own_fault():
    for kept, fault in [
        (None, "no list"),
        (5, "no list"),
        ([[5], [6, 7]], "whole numbers"),
        ([5.0], "whole numbers"),
        ([True], "whole numbers"),
        ([2], "between 2 and 9"),
        ([9], "between 2 and 9"),
        ([5, 5], "twice"),
        ([3, 5, 7], "2 places are free"),
    ]:
        assert fault in fault_of(kept, 2, 9, 2)
    with pytest.raises(ValueError, match="3 states on the walk from 0 to 9, where 2 places are free"):
        walks(lambda start, goal, free: [3, 5, 7], 10, 2)
    assert fault_of(np.array([3, 5]), 2, 9, 2) == ""
