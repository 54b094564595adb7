"""Figures of lesson 10 in a browser, without a kernel: what they say and draw is what Python computes."""

import re

import numpy as np
import pytest
from exported import check_fits_and_moves, readout, show

from course_lib.critics import optimal_discriminator
from course_lib.datasets import digits
from course_lib.dirac_game import dirac_gan
from course_lib.figures.autoencoders_and_gans import DiracGame, LatentWalk, TwoBumps
from course_lib.variational import VariationalAutoencoder

MODEL = VariationalAutoencoder(0)
X, K = (table[:60] for table in digits()[:2])


def latent_walk(**traits):
    return LatentWalk.of(MODEL, X, K, **traits)


FIGURES = {"walk": lambda: latent_walk(start=[-1.5, 0.5], end=[1.5, -0.5]), "bumps": TwoBumps, "game": DiracGame}


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5])
def test_the_walk_decodes_as_the_model_does(watched, share):
    start, end = np.array([-1.5, 0.5]), np.array([2.0, -1.0])
    codes = np.array([start, end, start + share * (end - start)])
    a, b, between = MODEL.decode(codes)

    words = readout(show(watched, latent_walk(start=start.tolist(), end=end.tolist(), share=share)))

    found = re.search(r"(\d+) in the walk through codes, (\d+) in the walk through pixels", words).groups()
    for count, picture in zip(found, (between, (1 - share) * a + share * b), strict=True):
        safe = np.abs(np.abs(picture - 0.5) - 0.25) > 0.003  # the weights are shipped with three decimals
        grey = np.abs(picture - 0.5) < 0.25
        assert abs(int(count) - np.sum(grey)) <= np.sum(~safe)


@pytest.mark.parametrize(("p", "q", "deviation"), [(-1.0, 1.0, 0.6), (0.0, 0.5, 1.0), (-3.0, 3.5, 0.3)])
def test_the_divergence_of_the_bumps_is_the_library_s(watched, p, q, deviation):
    grid = np.linspace(-6, 6, 481)
    bumps = [np.exp(-0.5 * ((grid - centre) / deviation) ** 2) for centre in (p, q)]
    _, js = optimal_discriminator(*(bump / bump.sum() for bump in bumps))

    words = readout(show(watched, TwoBumps(p=p, q=q, deviation=deviation)))

    assert float(re.search(r"JS is (\S+),", words).group(1)) == pytest.approx(js, abs=6e-4)
    assert ("makes no mistake" in words) is bool(js > 0.999 * np.log(2))


@pytest.mark.parametrize("saturating", [False, True])
@pytest.mark.parametrize("penalty", [0.0, 0.3])
def test_the_game_is_the_library_s(watched, saturating, penalty):
    away = np.hypot(*dirac_gan(1.0, 0.5, 0.2, 400, penalty, saturating)[-1])

    words = readout(show(watched, DiracGame(theta=1.0, psi=0.5, rate=0.2, penalty=penalty, saturating=saturating)))

    told = re.search(r"at the start, (\S+) after 400 steps", words).group(1)
    assert float(told.replace("−", "-")) == pytest.approx(away, rel=6e-3, abs=1e-4)


def test_parted_bumps_leave_no_slope(watched):
    content = show(watched, TwoBumps(p=-3.0, q=3.0, deviation=0.3))

    assert "its slope 0.0000" in readout(content)


@pytest.mark.parametrize("width", [840, 380])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fits_its_page_and_all_of_it_moves(watched, name, width):
    check_fits_and_moves(watched, FIGURES[name](), width)
