"""Errata of deck 004 (S. Herbin, ONERA) about transformers and training, and the computations that show them."""

import numpy as np

from course_lib.dropout import dropout
from course_lib.errata.entry import Erratum
from course_lib.optimizers import momentum_step, rmsprop_step
from course_lib.positions import frequencies


def shapes_of_the_scores():
    """Shapes of W_q Q [W_k K]ᵀ for 5 tokens as columns of Q and K, d = 4, d_k = 3, and of one score for each pair."""
    n, d, d_k = 5, 4, 3
    Q, K, Wq, Wk = np.ones((d, n)), np.ones((d, n)), np.ones((d_k, d)), np.ones((d_k, d))
    return ((Wq @ Q) @ (Wk @ K).T).shape, ((Q.T @ Wq.T) @ (K.T @ Wk.T).T).shape


def difference_of_codes():
    """The first coordinate of p(t + 3) − p(t) for d = 8 with the slide's frequencies, at t = 0 and at t = 5."""
    w1, delta = _printed_frequency(1, 8), 3
    return tuple(float(np.sin(w1 * (t + delta)) - np.sin(w1 * t)) for t in (0, 5))


def first_frequency():
    """The first frequency for d = 8: by the slide, which counts from k = 1, and by the paper, which counts from 0."""
    return _printed_frequency(1, 8), float(frequencies(8)[0])


def _printed_frequency(k, d):
    return 1 / 10000 ** (2 * k / d)


def growth_a_step():
    """Nesterov on F(θ) = λθ²/2 with αλ = 0.2, β = 0.9: the factor a step in the long run, with θ + βV and θ − βV."""
    return _spectral_radius(0.2, 0.9, sign=1), _spectral_radius(0.2, 0.9, sign=-1)


def _spectral_radius(rate, beta, sign):
    """The largest |eigenvalue| of (θ, V) → (θ − V', V') with V' = βV + αλ(θ + sign·βV); rate is αλ."""
    new_v = np.array([rate, beta * (1 + sign * rate)])
    step = np.array([np.array([1, 0]) - new_v, new_v])
    return float(np.abs(np.linalg.eigvals(step)).max())


def swing_of_rmsprop():
    """The largest |θ| in the steps 101 to 200 on F(θ) = θ²/2 from 1: with α = 0.9 twice, and with a step of 0.02."""
    return _largest_of_rmsprop(0.9, 0.9), _largest_of_rmsprop(0.02, 0.9)


def _largest_of_rmsprop(alpha, rho):
    theta, U, path = np.array([1.0]), np.array([0.0]), []
    for _ in range(200):
        theta, U = rmsprop_step(theta, U, theta, alpha, rho, 1e-8)
        path.append(abs(theta[0]))
    return round(float(max(path[100:])), 2)


def weight_of_the_past():
    """For gradients that are all 1, α = 0.5, β = 0.9, after 300 steps: a weighted mean of them, and V."""
    gradients, alpha, beta = np.ones(300), 0.5, 0.9
    theta, V = np.array([0.0]), np.array([0.0])
    for gradient in gradients:
        theta, V = momentum_step(theta, V, [gradient], alpha, beta)
    weights = beta ** np.arange(len(gradients))[::-1]
    return float(np.average(gradients, weights=weights)), float(V[0].round(6))


def factor_of_survivors():
    """What training multiplies a surviving activation by at p = 0.2: if p is the share that stays, and in torch."""
    ones, p = np.ones((1, 1000)), 0.2
    kept = dropout(ones, 1 - p, np.random.default_rng(0), training=True)
    return float(kept.max().round(12)), float(dropout(ones, p, np.random.default_rng(0), training=True).max())


ENTRIES = (
    Erratum(
        id="E43",
        deck="004",
        slide="«Query, Key, Value»",
        printed="softmax(W_q Q [W_k K]ᵀ / √d_k) W_v V",
        verdict="WRONG",
        nuance="as a literal product",
        right="With tokens as rows: softmax(Q W_qᵀ (K W_kᵀ)ᵀ / √d_k) V W_vᵀ, as in torch. As printed, tokens in "
        "columns give scores between coordinates, and tokens in rows do not multiply, unless n = d.",
        lesson="07",
        evidence=shapes_of_the_scores,
        shows="Five tokens with d_k = 3: the printed scores have shape {printed}, one for each pair of tokens would "
        "be {found}.",
    ),
    Erratum(
        id="E44",
        deck="004",
        slide="«Positional encoding»",
        printed="La différence entre deux codes ne dépend pas de t",
        verdict="WRONG",
        nuance="literally",
        right="p(t + Δ) − p(t) moves with t. Its length does not, nor does p(t)·p(t + Δ) = Σ cos w_k Δ, nor the "
        "matrix that takes p(t) to p(t + Δ).",
        lesson="07",
        evidence=difference_of_codes,
        shows="d = 8, Δ = 3: the first coordinate of the difference is {printed} at t = 0 and {found} at t = 5.",
    ),
    Erratum(
        id="E45",
        deck="004",
        slide="«Positional encoding»",
        printed="un signal sinusoïdal faible: [sin w₁t, cos w₁t, …, sin w_{d/2}t, cos w_{d/2}t], w_k = 1/10000^(2k/d)",
        verdict="INEXACT",
        right="The paper counts from k = 0, where w = 1. The signal is not weak: its length is √(d/2).",
        lesson="07",
        evidence=first_frequency,
        shows="For d = 8 the first frequency is {printed} by the slide and {found} in the paper.",
    ),
    Erratum(
        id="E46",
        deck="004",
        slide="«Mieux gérer le pas du gradient», Nesterov",
        printed="V^t = βV^{t−1} + α∇L(θ^{t−1} + βV^{t−1})",
        verdict="WRONG",
        nuance="with the slide’s own θ^t = θ^{t−1} − V^t",
        right="The step is predicted at θ − βV, as in torch. With the plus a quadratic of curvature λ diverges for "
        "αλ > 1/β − 1, that is 0.111 at β = 0.9.",
        lesson="03",
        evidence=growth_a_step,
        shows="αλ = 0.2, β = 0.9: with θ + βV each step multiplies by {printed} in the long run, with θ − βV by "
        "{found}.",
    ),
    Erratum(
        id="E47",
        deck="004",
        slide="«Mieux gérer le pas du gradient», RMS prop",
        printed="V^t = α∇L/√(U^t + ε), U^t = αU^{t−1} + (1 − α)∇L²",
        verdict="WRONG",
        right="Step and decay are two numbers. One near 1 swings, one near 0 forgets at once and steps by the "
        "gradient’s sign.",
        lesson="03",
        evidence=swing_of_rmsprop,
        shows="On θ²/2 from θ = 1, in the steps 101 to 200: |θ| still reaches {printed} with α = 0.9 twice, and "
        "{found} with a step of 0.02 and a decay of 0.9.",
    ),
    Erratum(
        id="E48",
        deck="004",
        slide="«Mieux gérer le pas du gradient», Momentum",
        printed="La direction de mise à jour est une moyenne pondérée des gradients précédents",
        verdict="INEXACT",
        right="A weighted sum: the weights add up to α/(1 − β), 10α for β = 0.9.",
        lesson="03",
        evidence=weight_of_the_past,
        shows="Of gradients that are all 1 a mean is {printed}; with α = 0.5, β = 0.9, V becomes {found}.",
    ),
    Erratum(
        id="E49",
        deck="004",
        slide="«Drop out»",
        printed="ne mettre à jour qu’une proportion aléatoire p des paramètres pour chaque minibatch",
        verdict="INEXACT",
        right="Activations are set to 0. Here p is the share that stays, in deck 001 and in torch the share that is "
        "dropped; torch divides the rest by 1 − p in training.",
        lesson="08",
        evidence=factor_of_survivors,
        shows="p = 0.2: what survives is multiplied by {printed} if p stays, and by {found} in torch, where p is "
        "dropped.",
    ),
    Erratum(
        id="E51",
        deck="004",
        slide="«Une architecture optimale ?»",
        printed="Compromis Largeur x Profondeur x Résolution x Canaux",
        verdict="INEXACT",
        nuance="literature",
        right="In EfficientNet the width is the number of channels: three factors, not four.",
        lesson="13",
    ),
)
