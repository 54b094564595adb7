"""Denoisers, from x + σε back to x: the best linear one, memory alone, networks. N examples, D features."""

import numpy as np
import torch
from torch import nn


def linear_denoiser(X, sigma):
    """The affine map u -> A u + b with the least mean of ‖A(x + σε) + b - x‖² over the rows of X and ε ~ N(0, I).

    X: (N, D).  sigma: σ > 0.  Returns A (D, D) = S(S + σ²I)⁻¹ with S the 1/N covariance, and b (D,) = mean - A mean.
    Source: deck 002, «Application aux images: débruiteur»; Wiener 1949.

    >>> A, b = linear_denoiser(np.array([[0.0], [2.0]]), 1.0)
    >>> A.tolist(), b.tolist()
    ([[0.5]], [0.5])
    """
    X = np.asarray(X, dtype=float)
    mean = X.mean(axis=0)
    S = (X - mean).T @ (X - mean) / len(X)
    A = np.linalg.solve(S + sigma**2 * np.eye(len(S)), S).T  # S and its inverse commute: both factors are symmetric
    return A, mean - A @ mean


def expected_error(A, b, X, sigma):
    """The mean of ‖A(x + σε) + b - x‖² over the rows of X (N, D) and over ε, exactly: the noise adds σ²‖A‖²."""
    X = np.asarray(X, dtype=float)
    return float(np.mean(np.sum((X @ A.T + b - X) ** 2, axis=1)) + sigma**2 * np.sum(np.asarray(A) ** 2))


def remembered(noisy, X, sigma):
    """The mean of the rows of X, each weighted by exp(-‖u - x‖²/2σ²): what is best if there is nothing but X.

    noisy: (M, D).  X: (N, D).  Returns (M, D).

    >>> remembered(np.array([[1.0]]), np.array([[0.0], [2.0]]), 0.5).tolist()
    [[1.0]]
    """
    logits = -_squared_distances(noisy, X) / (2 * sigma**2)  # (M, N)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return weights @ X / weights.sum(axis=1, keepdims=True)


def nearest(noisy, X):
    """The row of X that is nearest to each row of noisy.  noisy: (M, D).  X: (N, D).  Returns (M, D)."""
    return X[_squared_distances(noisy, X).argmin(axis=1)]


def _squared_distances(A, B):
    return np.sum(A**2, axis=1)[:, None] + np.sum(B**2, axis=1) - 2 * A @ B.T  # (M, N)


def denoising_network(seed, size=64, hidden=256):
    """A network size-hidden-hidden-size with ReLUs, in single precision; its first weights depend on the seed alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Sequential(
            nn.Linear(size, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, size)
        )


def train_denoiser(model, X, sigma, generator, steps=1000, batch_size=128):
    """Train model in place to give the clean batch for a noisy one, with fresh noise in each step, and return it.

    model: torch.nn.Module, (B, D) to (B, D).  X: (N, D) float32, clean.  generator: torch.Generator, of batches and
    noise.  Adam, with a rate that rises to 2e-3 and falls again.  Source: Vincent et al. 2008.
    """
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps + 1)
    for _ in range(steps):
        clean = X[torch.randint(len(X), (batch_size,), generator=generator)]
        noise = torch.randn(clean.shape, generator=generator, dtype=clean.dtype)
        optimizer.zero_grad()
        (model(clean + sigma * noise) - clean).square().mean().backward()
        optimizer.step()
        schedule.step()
    return model


def drawn_by_denoising(denoise, count, sigma, rng, size=64, steps=300, rate=0.3):
    """Pictures out of noise: a step towards what the denoiser says, some fresh noise, and so on.

    denoise: (M, D) to (M, D), for noise of deviation sigma.  By Tweedie's formula (denoise(u) - u)/σ² is the slope of
    the logarithm of the density of noisy pictures, so this is Langevin's walk on it.  rng: numpy.random.Generator.
    Returns what the denoiser says at last, (count, size).
    """
    u = rng.normal(0.5, 0.5, size=(count, size))
    for _ in range(steps):
        u = u + rate * (denoise(u) - u) + np.sqrt(2 * rate) * sigma * rng.normal(size=u.shape)
    return denoise(u)
