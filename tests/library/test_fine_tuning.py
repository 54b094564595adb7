import copy

import numpy as np
import pytest
import torch

from course_lib.digit_networks import digit_tensors, transfer_cnn
from course_lib.few_examples import some_of_each
from course_lib.fine_tuning import fine_tune


@pytest.fixture
def few_digits():
    """20 examples of each of the digits 5 to 9, of all hands, and all held-out ones, as classes 0 to 4."""
    x, y, x_test, y_test = digit_tensors()
    chosen = torch.tensor(some_of_each(y, 20, np.random.default_rng(0), range(5, 10)))
    return x[chosen], y[chosen] - 5, x_test[y_test >= 5], y_test[y_test >= 5] - 5


def test_only_the_last_layer_is_trained_and_the_given_model_is_left_alone(few_digits):
    x, y, x_test, y_test = few_digits
    model = transfer_cnn(seed=0).train()
    before = copy.deepcopy(model.state_dict())

    tuned = fine_tune(model, x, y)

    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert model.training
    assert not any(part.training for part in tuned.modules())
    assert all(
        torch.equal(before[name], value) for name, value in tuned.state_dict().items() if not name.startswith("10.")
    )
    assert (tuned(x_test).argmax(dim=1) == y_test).double().mean() > 0.8  # ten seeds: 92.2 ± 2.3 %


def test_a_unit_that_is_always_0_gets_no_weight():
    body = torch.nn.Linear(2, 3).double()
    with torch.no_grad():
        body.weight[1], body.bias[1] = 0, -1
    model = torch.nn.Sequential(body, torch.nn.ReLU(), torch.nn.Linear(3, 2).double())
    x = torch.tensor([[1.0, 2.0], [-1.0, -2.0], [2.0, 1.0]], dtype=torch.float64)

    tuned = fine_tune(model, x, torch.tensor([0, 1, 0]))

    assert torch.equal(tuned[-1].weight[:, 1], torch.zeros(2, dtype=torch.float64))
