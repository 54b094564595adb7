from itertools import combinations

import numpy as np
import pytest

from course_lib.dropout import dropout, dropout_faults
from course_lib.dropout_layers import PROMISES, DropoutLayer


@pytest.mark.parametrize("p", [0.2, 0.7])
def test_dropout_drops_with_probability_p_and_keeps_the_mean(p):
    X = np.full((300, 200), -3.0)

    out = dropout(X, p, np.random.default_rng(0), training=True)

    assert abs(np.mean(out == 0) - p) < 0.014  # 7 standard errors
    np.testing.assert_allclose(out[out != 0], -3 / (1 - p))
    assert out.mean() == pytest.approx(-3, rel=0.05)


@pytest.mark.parametrize(("p", "training", "factor"), [(0.3, False, 1), (0, True, 1), (1, True, 0), (1, False, 1)])
def test_dropout_at_its_edges(p, training, factor):
    X = np.array([[1.0, -2.0], [0.0, 3.0]])

    np.testing.assert_array_equal(dropout(X, p, np.random.default_rng(0), training), factor * X)


@pytest.mark.parametrize("p", [-0.1, 1.5])
def test_dropout_refuses_what_is_no_probability(p):
    with pytest.raises(ValueError, match="must be in"):
        dropout(np.ones((1, 1)), p, np.random.default_rng(0), training=True)


def every_way_to_break(promise):
    """Layers that break one promise, in each way that `DropoutLayer` knows."""
    ways = {
        "rate": ["keeps", "half", "square"],
        "scale": ["none", "keep", "p", "some"],
        "evaluation": ["scale", "p", "drop"],
        "fixed": ["seed", "copy"],
        "changes": ["training", "evaluation", "both"],
    }
    return (
        [DropoutLayer(promise, **{promise: way}) for way in ways[promise]]
        if promise in ways
        else [DropoutLayer(promise)]
    )


@pytest.mark.parametrize("promise", PROMISES)
def test_each_broken_promise_is_found_alone(promise):
    for layer in every_way_to_break(promise):
        assert dropout_faults(layer, np.random.default_rng(1)) == {promise}


@pytest.mark.parametrize("count", [0, 2, 3])
def test_broken_promises_are_found_together(count):
    for seed, broken in enumerate(combinations(PROMISES, count)):
        for changes in ("training", "evaluation"):
            layer = DropoutLayer(*broken, changes=changes)
            assert dropout_faults(layer, np.random.default_rng(seed)) == set(broken)


def test_the_library_s_dropout_keeps_its_promises():
    for seed in range(20):
        assert dropout_faults(dropout, np.random.default_rng(seed)) == set()


def test_a_layer_refuses_a_promise_that_nobody_makes():
    with pytest.raises(ValueError, match="no promises"):
        DropoutLayer("speed")


@pytest.mark.parametrize("p", [0.0, 1.0, 1.7])
def test_a_layer_refuses_a_p_outside_of_its_range(p):
    with pytest.raises(ValueError, match="0 < p < 1"):
        DropoutLayer()(np.ones((1, 1)), p, np.random.default_rng(0), training=True)
