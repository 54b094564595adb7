"""Lesson 10: the library's functions are the lesson's own, and what the lesson claims."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from course_lib import (
    autoencoders,
    critics,
    denoising,
    dirac_game,
    generator_measures,
    principal_components,
    variational,
)
from course_lib.datasets import digits

pytestmark = pytest.mark.slow

LESSON = Path(__file__).parents[2] / "solutions" / "10_autoencoders_and_gans"


def numbers(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


@pytest.mark.parametrize("seed", range(3))
def test_library_and_lesson_agree(answers, seed):
    X, mu, log_var = numbers(seed, 6, 4), numbers(seed + 10, 5, 2), numbers(seed + 20, 5, 2)
    E, D = numbers(seed + 30, 2, 4), numbers(seed + 40, 4, 2)
    p, q = np.random.default_rng(seed).dirichlet(np.ones(4), size=2)

    for module, name, arguments in [
        (autoencoders, "linear_autoencoder_gradients", (X, E, D)),
        (denoising, "linear_denoiser", (X, 0.4)),
        (variational, "reparameterize", (mu, log_var, numbers(seed + 50, 5, 2))),
        (variational, "kl_to_standard", (mu, log_var)),
        (critics, "gan_losses", (X[:, 0], mu[:, 0], False)),
        (critics, "gan_losses", (X[:, 0], mu[:, 0], True)),
        (critics, "optimal_discriminator", (p, q)),
        (critics, "optimal_discriminator", (np.array([1.0, 0, 0]), np.array([0.0, 1, 0]))),
        (dirac_game, "dirac_gan", (1.5, -2.0, 0.3, 7, 0.2, True)),
        (dirac_game, "dirac_gan", (1.5, -2.0, 0.3, 7, 0.2, False)),
        (generator_measures, "mode_coverage", (X, X[:3] + 0.2, 1.5, 1)),
        (generator_measures, "copying_score", (X, X[:3], X[3:] + 0.1)),
    ]:
        mine, theirs = getattr(module, name)(*arguments), answers[name](*arguments)
        pairs = zip(mine, theirs, strict=True) if isinstance(mine, tuple) else [(mine, theirs)]
        for one, other in pairs:
            np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


def test_both_find_the_same_directions(answers):
    X = numbers(7, 9, 4) * [8, 4, 2, 1]

    (mean, W), (other_mean, other_W) = (f(X, 3) for f in (principal_components.fit_pca, answers["fit_pca"]))

    np.testing.assert_allclose(mean, other_mean)
    np.testing.assert_allclose(np.abs(W @ other_W.T), np.eye(3), atol=1e-12)


def test_both_train_to_the_same_weights(answers):
    X = torch.tensor(numbers(8, 20, 6), dtype=torch.float32)

    mine, theirs = (
        f(denoising.denoising_network(0, 6, 8), X, 0.3, torch.Generator().manual_seed(0), 30, 16)
        for f in (denoising.train_denoiser, answers["train_denoiser"])
    )

    torch.testing.assert_close(mine(X), theirs(X))


def test_the_faulty_losses_are_five_of_the_nine(answers):
    assert answers["faulty_losses"]() == {
        "averaged_vae", "wide_vae", "drawn_vae", "detached_forger", "sigmoid_critic"
    }  # fmt: skip


def test_the_linear_autoencoder_is_pca(printed):
    found = re.findall(r"by less than 1e-4: (\w+); PCA's subspace: (\w+); the first weight of its code: (\S+)", printed)

    assert len(found) == 3
    assert {(less, same) for less, same, _ in found} == {("True", "True")}
    assert len({weight for *_, weight in found}) == 3


def shares_of_the_best_linear_one(printed, name):
    return map(float, re.search(rf"^{name} .* (\S+) of the best linear one +(\S+) of it$", printed, re.M).groups())


def test_the_memory_beats_the_matrix_on_people_whom_it_has_met_alone(printed):
    strangers, known_hands = shares_of_the_best_linear_one(printed, "the memory")

    assert known_hands < 0.9  # three draws of the noise gave 0.866 to 0.871
    assert strangers == pytest.approx(1, abs=0.05)  # 0.987 to 1.009


def test_the_neighbour_beats_the_matrix_on_nobody(printed):
    strangers, known_hands = shares_of_the_best_linear_one(printed, "the nearest neighbour")

    assert strangers > known_hands > 1.1


def test_the_network_beats_the_theorem(printed):
    assert float(re.search(r"673 digits errs (\S+) times", printed).group(1)) < 0.9


def test_a_code_dies_if_one_of_the_terms_is_averaged(printed):
    alive, dead = (float(re.search(rf"{way} over the pixels +a code costs (\S+) nats", printed).group(1))
                   for way in ("summed", "averaged"))  # fmt: skip
    assert alive > 1.5
    assert dead < 0.1


def test_the_game_spirals_out_circles_or_comes_home(printed):
    assert re.search(r"^saturating  .* 1 → 2\.65 → 4\.24", printed, re.M)
    assert re.search(r"^non-saturating  .* → 0\.63 after", printed, re.M)
    assert len(re.findall(r"with a penalty of 1 +distance from the solution 1 → 0\.00 → 0\.00", printed)) == 2


def test_a_likeness_of_hands_passes_for_copying_if_the_held_out_digits_are_other_people_s():
    """The lesson's own halves, of the same people, give the same matrix 0.49 to 0.57 over eight shuffles."""
    X, *_ = digits()
    train, strangers = X[:673], X[673:1346]
    A, b = denoising.linear_denoiser(train, 0.3)

    drawn = denoising.drawn_by_denoising(lambda u: u @ A.T + b, 200, 0.3, np.random.default_rng(0), rate=0.1)

    assert generator_measures.copying_score(drawn, train, strangers) > 0.6  # 0.67


def coverage_and_copying(printed, name):
    return map(float, re.search(rf"^{name} +([\d.]+) +[\d.]+ +([\d.]+)$", printed, re.M).groups())


def copying(printed, name):
    return list(coverage_and_copying(printed, name))[1]


def test_the_vae_misses_a_kind_and_copies_nothing(printed):
    covered, copied = coverage_and_copying(printed, "row A, the VAE")

    assert covered < 1  # no five among 200 in three draws
    assert copied < 0.7


def test_the_memory_and_the_photocopier_copy_and_the_network_does_not(printed):
    assert copying(printed, "the memory") > 0.9
    assert copying(printed, "row B, the photocopier") > 0.9
    assert copying(printed, "your network") < 0.75
    assert copying(printed, "row C, people") < 0.65
