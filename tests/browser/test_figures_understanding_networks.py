"""Figures of lesson 13 in a browser, without a kernel: what they say is what Python computes."""

import re

import numpy as np
import pytest
import torch
from exported import check_fits_and_moves, readout, show

from course_lib import attribution, calibration, costs, pooled_digits, sanity, scaling
from course_lib.figures.understanding_networks import (
    Footprint,
    Occlusion,
    PowerLaw,
    Randomized,
    Reliability,
    explanations,
)

X, K = (table[:3] for table in pooled_digits.digit_pictures()[2:])
MODEL = pooled_digits.pooled_cnn(0).eval()
RNG = np.random.default_rng(0)
LOGITS, CLASSES = RNG.normal(size=(300, 5)) * 3, RNG.integers(5, size=300)
SIZES, ERRORS = [20 * 2**k for k in range(7)], 0.03 + 3 / np.array([[20 * 2**k] for k in range(7)]) * [[0.9, 1.1, 1.3]]
FIGURES = {
    "occlusion": lambda: Occlusion.of(MODEL, X, K),
    "randomized": lambda: Randomized.of(MODEL, X, K),
    "reliability": lambda: Reliability.of(LOGITS, CLASSES),
    "footprint": Footprint,
    "power law": lambda: PowerLaw.of(SIZES, ERRORS),
}


def number(words, pattern):
    return float(re.search(pattern, words).group(1).replace("−", "-"))


@pytest.mark.parametrize(("picture", "fill", "row", "column"), [(0, 0, 3, 2), (2, 1, 0, 6), (1, 2, 6, 0)])
def test_the_square_costs_what_the_library_says(watched, picture, fill, row, column):
    figure = Occlusion.of(MODEL, X, K, picture=picture, fill=fill, row=row, column=column)
    falls = attribution.occlusion(MODEL, X[picture], int(K[picture]), 2, 1, (0.0, 0.5, 1.0)[fill])
    covered = X[picture : picture + 1].clone()
    covered[:, :, row : row + 2, column : column + 2] = (0.0, 0.5, 1.0)[fill]

    words = readout(show(watched, figure))

    with torch.no_grad():
        p = MODEL(covered).softmax(dim=1)[0, K[picture]].item()
    fall = number(words, r"(?:falls|rises) by (\S+);") * (-1 if "rises by" in words else 1)
    assert fall == pytest.approx(falls[row, column].item(), abs=0.016)
    assert number(words, r"probability is (\S+) ") == pytest.approx(p, abs=0.006)


@pytest.mark.parametrize("layers", [0, 1, 5])
def test_the_likeness_of_the_maps_is_the_library_s(watched, layers):
    whole, forgetful = (explanations(sanity.randomized(MODEL, n), X, K) for n in (0, layers))

    words = readout(show(watched, Randomized.of(MODEL, X, K, picture=1, layers=layers)))

    for kind, sign in enumerate(["saliency", "gradient × input", "integrated gradients", "class activation map"]):
        alike = sanity.explanation_similarity(whole[kind][1], forgetful[kind][1])
        assert number(words, rf"{sign} (−?-?[\d.]*\d)") == pytest.approx(alike, abs=0.006)


@pytest.mark.parametrize(("temperature", "bins", "examples"), [(1.0, 10, 300), (2.3, 30, 100), (0.5, 2, 250)])
def test_the_diagram_is_the_library_s(watched, temperature, bins, examples):
    P = calibration.tempered(np.round(LOGITS[:examples], 2), temperature)
    _, _, _, ece = calibration.reliability(P, CLASSES[:examples], bins)

    figure = Reliability.of(LOGITS, CLASSES, temperature=temperature, bins=bins, examples=examples)
    words = readout(show(watched, figure))

    assert number(words, r"ECE (\d\.\d+)") == pytest.approx(ece, abs=6e-4)
    assert number(words, r"Right (\S+) %") == pytest.approx(
        100 * np.mean(P.argmax(axis=1) == CLASSES[:examples]), abs=0.06
    )


def test_the_footprint_is_the_library_s(watched):
    low, middle, high = costs.footprint(
        costs.quantity("BLOOM, final training").interval,
        costs.quantity("an A100 at work").interval,
        costs.quantity("overhead of a good or an average data centre").interval,
        costs.quantity("electricity, Norway to India").interval,
    )

    words = readout(show(watched, Footprint()))

    told = [float(tonnes) for tonnes in re.match(r"(\S+) t … (\S+) t … (\S+) t", words).groups()]
    assert told == pytest.approx([low / 1000, middle / 1000, high / 1000], rel=0.02)


@pytest.mark.parametrize("known", [4, 6])
def test_the_law_is_the_library_s(watched, known):
    means = np.round(ERRORS, 4).mean(axis=1)
    a, b, c = scaling.fit_power_law(SIZES[:known], means[:known])

    words = readout(show(watched, PowerLaw.of(SIZES, ERRORS, known=known)))

    assert number(words, r"it says (\S+) ") == pytest.approx(c + a * SIZES[-1] ** -b, abs=1.5e-3)


@pytest.mark.parametrize("width", [840, 380])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fits_its_page_and_all_of_it_moves(watched, name, width):
    check_fits_and_moves(watched, FIGURES[name](), width)
