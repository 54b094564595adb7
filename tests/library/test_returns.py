import numpy as np
import pytest

from course_lib.returns import discounted_returns


@pytest.mark.parametrize("gamma", [0.0, 0.4, 1.0])
def test_a_return_is_a_sum_up_to_the_end_of_its_episode(gamma):
    rng = np.random.default_rng(0)
    rewards, ends = rng.normal(size=30), rng.random(30) < 0.2

    returns = discounted_returns(rewards, ends, gamma)

    for t in range(30):
        stop = next((k for k in range(t, 30) if ends[k]), 29)
        assert returns[t] == pytest.approx(sum(gamma ** (k - t) * rewards[k] for k in range(t, stop + 1)))


def test_nothing_has_no_return():
    assert discounted_returns(np.zeros(0), np.zeros(0, dtype=bool), 0.9).shape == (0,)
