"""Autoencoders: an encoder to k numbers and a decoder back. N examples, p features."""

import numpy as np
import torch
from torch import nn


def linear_autoencoder_gradients(X, E, D):
    """Loss and gradients of the linear autoencoder X̂ = X Eᵀ Dᵀ, without biases.

    X: (N, p), taken as it is.  E: encoder (k, p).  D: decoder (p, k).  The loss is the sum of squares over the
    features, in the mean over the examples.  Returns loss (float), grad_E (k, p), grad_D (p, k).
    Source: deck 002, «AE» (a dense layer in, another one out).

    >>> loss, grad_E, grad_D = linear_autoencoder_gradients(np.array([[1.0, 2.0]]), np.ones((1, 2)), np.zeros((2, 1)))
    >>> loss, grad_E.tolist(), grad_D.tolist()
    (5.0, [[0.0, 0.0]], [[-6.0], [-12.0]])
    """
    code = X @ E.T  # (N, k)
    error = code @ D.T - X  # (N, p)
    grad_rebuilt = 2 * error / len(X)
    return float(np.sum(error**2) / len(X)), (grad_rebuilt @ D).T @ X, grad_rebuilt.T @ code


def train_linear_autoencoder(X, k, seed, gradients=linear_autoencoder_gradients, rate=0.1, steps=2000):
    """Plain descent from a small random start.

    X: (N, p), centred.  seed: of the first weights.  gradients: as `linear_autoencoder_gradients`.
    Returns E (k, p), D (p, k).
    """
    rng = np.random.default_rng(seed)
    E, D = 0.1 * rng.normal(size=(k, X.shape[1])), 0.1 * rng.normal(size=(X.shape[1], k))
    for _ in range(steps):
        _, grad_E, grad_D = gradients(X, E, D)
        E, D = E - rate * np.asarray(grad_E), D - rate * np.asarray(grad_D)
    return E, D


def train_autoencoder(X, k, seed, steps=1500, batch_size=128):
    """An autoencoder D-128-k-128-D with ReLUs, trained on the squared error with Adam.

    X: (N, D).  seed: of the first weights and of the batches; torch's global state is left as it was.
    Returns encoder and decoder, two modules in single precision.
    """
    x = torch.as_tensor(np.asarray(X), dtype=torch.float32)
    size = x.shape[1]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        encoder = nn.Sequential(nn.Linear(size, 128), nn.ReLU(), nn.Linear(128, k))
        decoder = nn.Sequential(nn.Linear(k, 128), nn.ReLU(), nn.Linear(128, size))
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=2e-3)
    for _ in range(steps):
        batch = x[torch.randint(len(x), (batch_size,), generator=generator)]
        optimizer.zero_grad()
        (decoder(encoder(batch)) - batch).square().sum(dim=1).mean().backward()
        optimizer.step()
    return encoder, decoder


def through(*modules, X):
    """What one module after the other makes of X (N, …), as a float64 array, without gradients."""
    with torch.no_grad():
        values = torch.as_tensor(np.asarray(X), dtype=torch.float32)
        for module in modules:
            values = module(values)
        return values.double().numpy()
