"""Lesson 06: the library's functions are the lesson's own, and what the lesson claims."""

import contextlib
import io
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from course_lib import adversarial, image_classifiers
from course_lib.digit_networks import digit_cnn, digit_mlp, digit_tensors, fit
from course_lib.instructor.bank.examined import examine_answer
from course_lib.instructor.source.lesson import read_lesson
from course_lib.surfaces import surface_cnn, surface_tensors

pytestmark = pytest.mark.slow

LESSON = Path(__file__).parents[2] / "solutions" / "06_adversarial_examples"


@pytest.fixture(scope="module")
def digits():
    _, _, x, y = digit_tensors()
    return x, y


@pytest.fixture(scope="module")
def networks(answers):
    """Two networks of the same first weights: trained on pictures as they are, and on attacked ones."""
    x, y, *_ = digit_tensors()
    step = answers["adversarial_step"]
    with contextlib.redirect_stdout(io.StringIO()):
        return [fit(digit_mlp(seed=1), x, y, lambda *batch, e=e: step(*batch, e)) for e in (0.0, 0.1)]


def pgd_with(epsilon):
    return lambda model, x, y: adversarial.pgd(model, x, y, epsilon, epsilon / 4, 10)


def test_library_and_lesson_agree(answers, digits):
    model, (x, y) = digit_cnn(seed=2), digits
    x, y = x[:40], y[:40]
    rng = np.random.default_rng(0)
    w, labels = rng.normal(size=5), rng.choice([-1, 1], size=7)
    X, inside, outside = rng.normal(size=(7, 5)), rng.normal(size=30).round(1), rng.normal(size=20).round(1)

    def attack(model, x, y):
        return adversarial.fgsm(model, x, y, 0.03)

    for name, arguments in [
        ("linear_attack", (w, 0.5, X, labels, 0.2)),
        ("input_gradient", (model, x, y)),
        ("fgsm", (model, x, y, 0.1)),
        ("robust_accuracy", (model, x, y, attack)),
        ("project", (2 * x - 0.5, x, 0.2)),
        ("pgd", (model, x, y, 0.1, 0.03, 4)),
        ("targeted_fgsm", (model, x, (y + 1) % 10, 0.1)),
        ("accuracy_table", (model, digit_mlp(seed=1), x, y, attack)),
        ("auroc", (inside, outside)),
    ]:
        mine, theirs = getattr(adversarial, name)(*arguments), answers[name](*arguments)
        np.testing.assert_allclose(np.asarray(mine), np.asarray(theirs), rtol=1e-6, atol=1e-7, err_msg=name)


def test_random_starts_agree(answers, digits):
    model, (x, y) = digit_mlp(seed=2), digits

    mine, theirs = (
        pgd(model, x[:9], y[:9], 0.1, 0.03, 2, rng=torch.Generator().manual_seed(5))
        for pgd in (adversarial.pgd, answers["pgd"])
    )

    torch.testing.assert_close(mine, theirs)


def test_training_steps_agree(answers, digits):
    x, y = digits
    losses = []
    for step in (adversarial.adversarial_step, answers["adversarial_step"]):
        model = digit_mlp(seed=4)
        optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
        losses.append([step(model, optimizer, x[:64], y[:64], 0.1) for _ in range(4)])

    np.testing.assert_allclose(*losses, rtol=1e-6)


OLDER = """

standard = fit(digit_mlp(seed=1), x_train, y_train, lambda *batch: adversarial_step(*batch, 0.0), title="standard")
robust = fit(digit_mlp(seed=1), x_train, y_train, lambda *batch: adversarial_step(*batch, 0.1), title="robust")
"""


@pytest.mark.parametrize("beside", ["", OLDER])
def test_a_step_is_graded_alone_and_with_what_the_older_release_trained_in_its_cell(beside):
    lesson = read_lesson(LESSON)
    [answer] = [exercise.answer.source for exercise in lesson.exercises if exercise.name == "adversarial_step"]

    assert examine_answer(lesson, "adversarial_step", f"{answer}{beside}").passed


def test_robust_training_costs_little_and_gains_much(networks, digits):
    """The shape of deck 000's table.

    Ten pairs of seeds gave, in per cent, mean ± deviation: standard, clean 91.8 ± 0.3; cost of the robust 1.6 ± 0.6;
    attacked 40.5 ± 1.4 and 69.4 ± 1.1, gain 28.9 ± 1.5. Every bound is more than 5 deviations away.
    """
    (clean, fragile), (robust_clean, firm) = adversarial.accuracy_table(*networks, *digits, pgd_with(0.1)).tolist()

    assert clean > 0.89
    assert clean - robust_clean < 0.05
    assert firm - fragile > 0.2


def test_random_signs_of_the_same_size_do_almost_nothing(networks, digits):
    """Ten networks lost 1.0 ± 0.3 points by random signs, and 46.6 ± 1.7 by FGSM."""
    x, y = digits
    model = networks[0]
    clean = adversarial.accuracy(model, x, y)
    coins = 2.0 * torch.randint(0, 2, x.shape, generator=torch.Generator().manual_seed(0)) - 1

    after_noise = adversarial.accuracy(model, (x + 0.1 * coins).clamp(0, 1), y)
    after_attack = adversarial.accuracy(model, adversarial.fgsm(model, x, y, 0.1), y)

    assert clean - after_noise < 0.04
    assert clean - after_attack > 0.36


def test_a_random_change_is_smaller_than_the_worst_by_the_root_of_the_dimension():
    w = np.random.default_rng(1).normal(size=150_528)

    ratio = np.abs(w).sum() / np.linalg.norm(w)

    assert ratio == pytest.approx(math.sqrt(2 / math.pi * len(w)), rel=0.01)


def test_large_logits_stop_the_attack_and_do_not_help(networks, digits):
    """Of ten networks, in per cent, mean ± deviation: alone 89.8 ± 0.5; around 7.3 ± 1.6."""

    class Scaled(nn.Module):
        def forward(self, x):
            return 1000 * networks[0](x)

    x, y = digits

    alone = adversarial.robust_accuracy(Scaled(), x, y, pgd_with(0.15))
    around = adversarial.accuracy(Scaled(), pgd_with(0.15)(networks[0], x, y), y)

    assert alone > 0.86
    assert around < 0.2


def test_attacks_transfer_between_seeds(networks, digits):
    """Ten pairs of first weights: the attack on one costs the other 75.1 ± 1.7 points."""
    x_train, y_train, x, y = digit_tensors()
    with contextlib.redirect_stdout(io.StringIO()):
        other = fit(digit_mlp(seed=5), x_train, y_train, lambda *batch: adversarial.adversarial_step(*batch, 0.0))

    x_adv = adversarial.fgsm(networks[0], x, y, 0.15)

    assert adversarial.accuracy(other, x, y) - adversarial.accuracy(other, x_adv, y) > 0.6


def test_eight_of_256_steps_ruin_a_network_that_names_surfaces_and_a_coin_does_not():
    """Eight pairs of first weights and orders, on patches of one draw.

    In per cent, mean ± deviation: clean 94.3 ± 1.7; after PGD 35.9 ± 2.1; lost by a coin 0.3 ± 0.4.
    Every bound is more than 5 deviations away.
    """
    x_train, y_train, x, y = surface_tensors(np.random.default_rng(0))
    model = image_classifiers.train(
        surface_cnn(seed=0), x_train, y_train, torch.Generator().manual_seed(0), epochs=15, batch_size=32
    )
    coins = 2.0 * torch.randint(0, 2, x.shape, generator=torch.Generator().manual_seed(0)) - 1

    x_adv = adversarial.pgd(model, x, y, 8 / 255, 2 / 255, 10)
    clean, tossed, attacked = (adversarial.accuracy(model, u, y) for u in (x, (x + 8 / 255 * coins).clamp(0, 1), x_adv))

    assert (x_adv - x).abs().max() <= 8 / 255 + 1e-12
    assert clean > 0.85
    assert clean - tossed < 0.03
    assert attacked < 0.5
