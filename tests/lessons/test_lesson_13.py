"""Lesson 13: the library's functions are the lesson's own, and what the lesson claims."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from course_lib import (
    accounting,
    attribution,
    calibration,
    costs,
    favourite_pictures,
    probes,
    sanity,
    scaling,
    shortcuts,
)
from course_lib.smooth_networks import smooth_network

pytestmark = pytest.mark.slow

LESSON = Path(__file__).parents[2] / "solutions" / "13_understanding_networks"


def numbers(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


@pytest.mark.parametrize("seed", range(3))
def test_library_and_lesson_agree(answers, seed):
    model = smooth_network(np.random.default_rng(seed), (2, 3, 4), 5)
    x, other = (torch.from_numpy(numbers(seed + n, 6, 2, 3, 4)) for n in (10, 20))
    k = torch.from_numpy(np.random.default_rng(seed).integers(5, size=6))
    P = np.random.default_rng(seed).dirichlet(np.ones(4), size=30)
    pairs = [sorted(np.exp(pair)) for pair in numbers(seed, 4, 2)]

    for module, name, arguments in [
        (attribution, "saliency", (model, x, k)),
        (attribution, "integrated_gradients", (model, x, other, k, 4)),
        (attribution, "occlusion", (model, x[0], 3, 2, 1, -0.5)),
        (attribution, "cam", (x.numpy(), numbers(seed + 30, 5, 2), k.numpy())),
        (favourite_pictures, "maximize_activation", (model, x[1], 2, 5, 0.4, 3.0)),
        (sanity, "explanation_similarity", (x[0].numpy(), other[0].numpy())),
        (sanity, "explanation_similarity", (x[0].numpy(), np.ones((2, 3, 4)))),
        (probes, "linear_probe", (numbers(seed + 40, 12, 3), k.numpy().repeat(2), 6, 0.7)),
        (shortcuts, "find_shortcut", (model, x, k, 2, 0.25)),
        (calibration, "reliability", (P, np.arange(30) % 4, 7)),
        (accounting, "count_macs", (accounting.ALEXNET,)),
        (costs, "footprint", pairs),
    ]:
        mine, theirs = getattr(module, name)(*arguments), answers[name](*arguments)
        parts = zip(mine, theirs, strict=True) if isinstance(mine, tuple) else [(mine, theirs)]
        for one, two in parts:
            np.testing.assert_allclose(one, two, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_both_fits_leave_the_same_sum_of_squares(answers, seed):
    n = np.array([20, 40, 80, 160, 320.0])
    loss = 0.1 + n**-0.5 + 0.05 * numbers(seed, 5)

    mine, theirs = (
        scaling.squared_error(n, loss, *fit(n, loss)) for fit in (scaling.fit_power_law, answers["fit_power_law"])
    )

    assert mine == pytest.approx(theirs, rel=1e-3)


def shares(printed, pattern):
    return [float(share) for share in re.findall(pattern, printed)]


def test_all_three_read_strangers_and_one_has_cheated(printed):
    """Ten trainings of an honest network, measured: 0.952 ± 0.008."""
    assert min(shares(printed, r"laboratory \w: (\S+) % .* of its own digits right")) > 91
    assert "needs a corner most: ['B']" in printed
    assert re.search(r"falls by more than 0\.2 elsewhere: B$", printed, re.M)
    assert shares(printed, r"network B on clean digits: (\S+) % ")[0] < 80


def likeness(printed, kind):
    return [float(number) for number in re.search(rf"^{kind} +(\S+) +(\S+)$", printed, re.M).groups()]


@pytest.mark.parametrize("kind", ["gradient × input", "integrated gradients"])
def test_a_map_that_multiplies_by_the_input_does_not_see_what_was_learnt(printed, kind):
    of_random, of_trained = likeness(printed, kind)
    assert of_random > 0.85
    assert of_trained - of_random < 0.05


def test_saliency_and_activation_maps_do(printed):
    assert likeness(printed, "saliency")[0] < 0.2
    of_random, of_trained = likeness(printed, "class activation map")
    assert of_trained - of_random > 0.2


def test_the_gap_closes(printed):
    gaps = shares(printed, r"steps: the gap is (\S+) logits")
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < 0.1


def test_a_random_network_knows_nearly_as_much_as_a_trained_one_until_it_is_pooled(printed):
    trained, random, pooled, random_pooled, pixels = shares(printed, r"(?m)^.*(?:numbers|random network).* (\S+) % \(")
    assert trained > random > pixels
    assert pooled - random_pooled > 20


def test_a_temperature_mends_the_confidence_and_not_the_answers(printed):
    right, _, ece = zip(*re.findall(r"right (\S+), mean confidence (\S+), ECE (\S+)", printed), strict=True)
    assert len(set(right)) == 1
    assert float(ece[0]) > 2 * float(ece[1])


def test_the_grid_is_most_of_the_doubt(printed):
    assert int(re.search(r"BLOOM somewhere.*brings (\d+)%", printed).group(1)) > 90
    assert int(re.search(r"BLOOM in France.*brings (\d+)%", printed).group(1)) < 20


def test_vgg19_takes_the_multiplications_on_the_slide(printed):
    assert re.search(r"VGG16 +138\.4 M parameters +15\.47 GMAC", printed)
    assert re.search(r"VGG19 +143\.7 M parameters +19\.63 GMAC", printed)
    assert re.search(r"AlexNet in two halves +61\.0 M parameters +0\.72 GMAC", printed)


@pytest.mark.parametrize("name", ["E26", "E27", "E31", "E32", "E37", "E51", "E54"])
def test_the_errata_of_the_lesson_are_shown(printed, name):
    assert re.search(rf"^{name}[:,]", printed, re.M)
