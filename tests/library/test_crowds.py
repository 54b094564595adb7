"""Networks trained side by side: as many as asked for, each of its own, and none depends on the global random state."""

import numpy as np
import torch

from course_lib.crowds import train_crowd
from course_lib.digit_networks import digit_tensors


def test_a_crowd_reads_digits_each_network_in_its_own_way():
    """Of 240 networks each reads 90.7 ± 0.6 % of other people's digits, none fewer than 89.1 %."""
    X, k, X_test, k_test = digit_tensors()

    crowd = train_crowd(X, k, np.random.default_rng(0), 3)

    with torch.no_grad():
        named = [model(X_test).argmax(dim=1) for model in crowd]
    assert all(float((guess == k_test).double().mean()) > 0.87 for guess in named)
    assert not torch.equal(named[0], named[1])
    assert not any(model.training for model in crowd)


def test_the_same_generator_gives_the_same_crowd_and_torch_s_own_is_left_alone():
    X, k, *_ = digit_tensors()
    before = torch.random.get_rng_state()

    one, again, other = (train_crowd(X[:200], k[:200], np.random.default_rng(seed), 2) for seed in (1, 1, 2))

    assert torch.equal(one[1][0].weight, again[1][0].weight)
    assert not torch.equal(one[1][0].weight, other[1][0].weight)
    assert torch.equal(before, torch.random.get_rng_state())
