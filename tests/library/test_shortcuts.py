import numpy as np
import pytest
import torch

from course_lib import pooled_digits
from course_lib.model_checks import check_model_unchanged
from course_lib.shortcuts import elsewhere, find_shortcut, marked, right_answers, three_laboratories
from course_lib.smooth_networks import linear_network, smooth_network


@pytest.mark.parametrize("seed", range(4))
def test_the_search_is_that_of_a_table(seed):
    rng = np.random.default_rng(seed)
    model, x = smooth_network(rng, (2, 3, 4), 3), torch.from_numpy(rng.normal(size=(30, 2, 3, 4)))
    k = torch.from_numpy(rng.integers(3, size=30))

    table = np.zeros((2, 3), dtype=int)
    for i, j in np.ndindex(2, 3):
        covered = x.clone()
        covered[:, :, i : i + 2, j : j + 2] = 0.5
        table[i, j] = (model(covered).argmax(dim=1) == k).sum()

    row, column, drop = check_model_unchanged(find_shortcut, model, x, k, 2, 0.5)

    assert (row, column) == np.unravel_index(table.argmin(), table.shape)
    assert drop == pytest.approx((right_answers(model, x, k) - table.min()) / 30)


def test_the_first_of_equal_places_and_a_drop_that_is_negative():
    model = linear_network(np.array([[1.0, 1, 1], [0.0, 0, 0]]), np.array([-0.5, 0]), (1, 1, 3))
    x, k = torch.tensor([[[[1.0, -3, 2]]]], dtype=torch.float64), torch.tensor([0])

    assert find_shortcut(model, x, k, 1, 5.0) == (0, 0, -1.0)


def test_marks_are_the_binary_digits_of_the_class():
    x = marked(torch.full((10, 1, 8, 8), 0.5), torch.arange(10))

    bits = x[:, 0, :2, :2].flatten(1)
    assert (bits @ torch.tensor([8.0, 4, 2, 1])).tolist() == list(range(10))
    assert (x == 0.5).sum() == 10 * 60


@pytest.mark.slow
def test_one_of_the_three_has_cheated_and_the_test_set_does_not_show_it():
    """Ten trainings with other first weights, measured: own digits 0.998 ± 0.002, clean ones 0.55 to 0.75, elsewhere
    0.39 to 0.68; the corner is found each time.  Honest: 0.952 ± 0.008, worst 0.942; elsewhere as good."""
    x_train, k_train, x_test, k_test = pooled_digits.digit_pictures()

    laboratories = three_laboratories(x_train, k_train, x_test, k_test)

    for name, (model, own) in laboratories.items():
        row, column, drop = find_shortcut(model, own, k_test, 2, 0.0)
        assert right_answers(model, own, k_test) > 0.91 * 450
        assert drop > 0.15
        assert (max(row, column) <= 1) is (name == "B")
        assert (right_answers(model, elsewhere(x_test), k_test) < 0.8 * 450) is (name == "B")
