import pytest
import torch

from course_lib import deep_digits
from course_lib.digit_networks import digit_tensors


def test_a_seed_gives_the_same_first_weights_and_leaves_the_global_state():
    before = torch.get_rng_state()
    one, other = (deep_digits.DeepNetwork(6, seed=3) for _ in range(2))

    assert all(map(torch.equal, one.parameters(), other.parameters()))
    assert torch.equal(torch.get_rng_state(), before)


def test_the_plain_gradient_vanishes_with_depth_and_the_skips_keep_it():
    x, y, *_ = digit_tensors()

    plain, skipping = (
        [deep_digits.first_gradient(deep_digits.DeepNetwork(depth, 0, skip=skip), x[:64], y[:64]) for depth in (6, 40)]
        for skip in (False, True)
    )

    assert plain[1] < 1e-10 * plain[0]
    assert 0.2 < skipping[1] / skipping[0] < 5


@pytest.mark.slow
def test_forty_layers_learn_with_skips_and_not_without():
    x, y, x_test, y_test = digit_tensors()

    found = [
        deep_digits.accuracy(deep_digits.train(deep_digits.DeepNetwork(40, 0, skip=skip), x, y), x_test, y_test)
        for skip in (False, True)
    ]

    assert found[0] < 0.2  # ten seeds: 10.0 to 10.4 %
    assert found[1] > 0.6  # ten seeds: 86.3 ± 4.3 %, 75.8 % at the least


def test_the_curve_has_the_loss_of_each_whole_batch():
    x, y, *_ = digit_tensors()
    curve = []

    deep_digits.train(deep_digits.DeepNetwork(6, 0), x[:150], y[:150], epochs=3, curve=curve)

    assert len(curve) == 3 * 2  # 150 are two batches of 64 and one of 22
