import sys

import pytest
import torch
from torch.nn import functional

from course_lib.digit_networks import digit_cnn, digit_linear, digit_mlp, digit_tensors, fit


def ordinary_step(model, optimizer, x, y):
    optimizer.zero_grad()
    loss = functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


@pytest.mark.parametrize("make", [digit_mlp, digit_cnn, digit_linear])
def test_the_same_seed_gives_the_same_network_and_leaves_the_global_state_alone(make):
    before = torch.get_rng_state()

    one, same, other = make(seed=1), make(seed=1), make(seed=2)

    assert torch.equal(torch.get_rng_state(), before)
    assert one(torch.ones(3, 64).double()).shape == (3, 10)
    assert torch.equal(one(torch.ones(3, 64).double()), same(torch.ones(3, 64).double()))
    assert not torch.equal(one(torch.ones(3, 64).double()), other(torch.ones(3, 64).double()))


@pytest.mark.slow
@pytest.mark.parametrize("terminal", [True, False])
def test_a_network_learns_and_says_how_far_it_is_where_somebody_looks(capsys, monkeypatch, terminal):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    x, y, x_test, y_test = digit_tensors()

    model = fit(digit_mlp(seed=0), x, y, ordinary_step, epochs=15, title="a test")

    seen = capsys.readouterr()
    assert not model.training
    assert (model(x_test).argmax(dim=1) == y_test).float().mean() > 0.87  # ten seeds: 90.8 ± 0.4 %
    assert ("a test: 100%" in seen.out) == terminal
    assert ("right=" in seen.out) == terminal
    assert seen.err == ""


def test_the_order_depends_on_the_seed_alone():
    x, y, _, _ = digit_tensors()

    one, same, other = (fit(digit_mlp(seed=0), x, y, ordinary_step, epochs=1, seed=seed) for seed in (3, 3, 4))

    assert torch.equal(one[0].weight, same[0].weight)
    assert not torch.equal(one[0].weight, other[0].weight)


def test_a_step_that_returns_no_loss_is_told_so():
    x, y, _, _ = digit_tensors()

    with pytest.raises(TypeError, match="returned None"):
        fit(digit_mlp(seed=0), x, y, lambda *batch: None, epochs=1)
