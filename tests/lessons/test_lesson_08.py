"""Lesson 08: the library's functions are the lesson's own, and what the lesson claims."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import torch

from course_lib import (
    activations,
    augmentation,
    dropout,
    few_examples,
    fine_tuning,
    initialization,
    normalization,
    residual,
    schedules,
    shrinkage,
    stopping,
)
from course_lib.digit_networks import digit_tensors, transfer_cnn
from course_lib.dropout_layers import PROMISES, DropoutLayer

pytestmark = pytest.mark.slow

LESSON = Path(__file__).parents[2] / "solutions" / "08_training_in_practice"


def numbers(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


def seeded():
    return np.random.default_rng(7)


@pytest.mark.parametrize("seed", range(3))
def test_library_and_lesson_agree(answers, seed):
    X, grad, gain, bias = numbers(seed, 5, 3), numbers(seed + 10, 5, 3), numbers(seed + 20, 3), numbers(seed + 30, 3)
    W1, W2, var = numbers(seed + 40, 4, 3), numbers(seed + 50, 3, 4), numbers(seed + 60, 3) ** 2

    for module, name, arguments in [
        *[(activations, "activation_gradient", (kind, X, 2.0)) for kind in ("sigmoid", "tanh", "relu", "leaky", "elu")],
        (normalization, "batch_norm", (X, gain, bias, bias, var, True, 0.25, 0.1)),
        (normalization, "batch_norm", (X, gain, bias, bias, var, False, 0.25, 0.1)),
        (normalization, "batch_norm_backward", (grad, X, gain, 0.1)),
        (residual, "residual_backward", (grad, X, W1, W2)),
        (shrinkage, "shrink_step", (X, grad, 0.25, 0.4, 2.0)),
        *[(schedules, "scheduled_rate", (step, 9, 3, 16, 0.5)) for step in range(11)],
        (stopping, "early_stopping", (X.ravel(), 3)),
    ]:
        mine, theirs = getattr(module, name)(*arguments), answers[name](*arguments)
        pairs = zip(mine, theirs, strict=True) if isinstance(mine, tuple) else [(mine, theirs)]
        for one, other in pairs:
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("kind", ["deck", "xavier", "he"])
def test_both_draw_the_same_first_weights(answers, kind):
    mine, theirs = (f(3, 4, kind, seeded()) for f in (initialization.initial_weights, answers["initial_weights"]))

    np.testing.assert_allclose(mine, theirs, rtol=1e-12)


def test_both_drop_the_same_units(answers):
    X = numbers(0, 4, 5)

    for p, training in [(0.2, True), (0.7, True), (0.7, False), (0, True), (1, True)]:
        mine, theirs = (f(X, p, seeded(), training) for f in (dropout.dropout, answers["dropout"]))
        np.testing.assert_allclose(mine, theirs, rtol=1e-12)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_both_convict_the_same_layers(answers, count):
    for broken in combinations(PROMISES, count):
        found = [
            judge(DropoutLayer(*broken), seeded()) for judge in (dropout.dropout_faults, answers["dropout_faults"])
        ]
        assert found == [set(broken)] * 2


def test_both_move_by_the_same_steps(answers):
    image = np.arange(1.0, 13).reshape(3, 4)
    images = np.stack([image] * 300)

    seen = [
        {picture.tobytes() for picture in f(images, 1, seeded())} for f in (augmentation.augment, answers["augment"])
    ]

    assert seen[0] == seen[1]
    assert len(seen[0]) == 9


def test_both_find_heads_that_read_alike(answers):
    x, y, x_test, y_test = digit_tensors()
    chosen = torch.tensor(few_examples.some_of_each(y, 20, seeded(), range(5, 10)))
    model, new = transfer_cnn(seed=0), y_test >= 5

    mine, theirs = (
        f(model, x[chosen], y[chosen] - 5, torch.Generator()) for f in (fine_tuning.fine_tune, answers["fine_tune"])
    )

    torch.testing.assert_close(mine(x_test[new]), theirs(x_test[new]))
    assert (mine(x_test[new]).argmax(dim=1) == y_test[new] - 5).double().mean() > 0.8  # ten seeds: 92.2 ± 2.3 %


def test_a_recipe_is_refused_for_its_own_fault():
    for recipe, fault in [
        ({"momentum": 0.9}, "no setting"),
        ({"hidden": 129}, "between 1 and 128"),
        ({"shift": 0.5}, "whole number"),
        ({"epochs": 401}, "2005 steps"),
        ({"drop": "half"}, "between"),
    ]:
        assert fault in few_examples.fault_of(recipe)
        with pytest.raises(ValueError, match=fault):
            few_examples.score(recipe)
    assert few_examples.fault_of({"shift": 1, "epochs": 400, "batch_size": 20}) == ""


def test_network_a_learns_nothing_and_network_b_does(printed):
    """Ten seeds gave 10.0 to 10.4 %, and 86.3 ± 4.3 %, 75.8 % at the least."""
    assert float(re.search(r"network A reads (\S+) %", printed).group(1)) < 20
    assert float(re.search(r"network B reads (\S+) %", printed).group(1)) > 60


def test_the_students_own_forty_layers_learn(printed):
    """Ten seeds gave 91.9 ± 1.2 %, 90.0 % at the least."""
    assert float(re.search(r"forty layers, none of them torch's: (\S+) %", printed).group(1)) > 84


def test_a_batch_by_one_writer_is_read_better_in_training_mode(printed):
    """In each of ten seeds, by 1.6 ± 0.7 points; mixed batches lost 0.8 points, and batches by class 75."""
    kinds = ("in evaluation mode", "training mode, batches by writer", "training mode, batches by class")
    evaluated, writer, sorted_by_class = (float(re.search(rf"{kind}: +(\S+) %", printed).group(1)) for kind in kinds)

    assert sorted_by_class < 40
    assert evaluated < writer


def test_what_the_slide_of_dropout_needs_is_one_minus_p(printed):
    assert "p = 0.2: mean in training 0.555; in evaluation, times p: 0.139, times 1 − p: 0.556" in printed
    assert "deck 001's, read literally: ['evaluation', 'scale']" in printed


def test_the_lasso_of_the_lesson_is_scikit_learn_s(printed):
    assert "largest difference from scikit-learn's Lasso below 1e-6: True" in printed
