"""Variational autoencoders: a code that is drawn, and a law that it is drawn from. N examples, d latent numbers."""

import numpy as np
import torch
from torch import nn


def reparameterize(mu, log_var, epsilon):
    """z = μ + e^{½ log_var} ε, and its derivative by log_var, entry by entry.

    mu, log_var, epsilon: (N, d).  Returns z (N, d), dz_dlog_var (N, d).  Source: Kingma and Welling 2014.

    >>> z, slope = reparameterize(np.array([[1.0]]), np.array([[0.0]]), np.array([[3.0]]))
    >>> z.tolist(), slope.tolist()
    ([[4.0]], [[1.5]])
    """
    away = np.exp(np.asarray(log_var) / 2) * epsilon
    return mu + away, away / 2


def kl_to_standard(mu, log_var):
    """KL(N(μ, σ²) ‖ N(0, I)), summed over the latent numbers.  mu, log_var: (N, d).  Returns (N,).

    Source: deck 001, p. 27-28 (KL); Kingma and Welling 2014, appendix B.

    >>> kl_to_standard(np.array([[0.0, 2.0]]), np.zeros((1, 2))).tolist()
    [2.0]
    """
    mu, log_var = np.asarray(mu), np.asarray(log_var)
    return np.sum(np.exp(log_var) + mu**2 - 1 - log_var, axis=1) / 2


class VariationalAutoencoder(nn.Module):
    """An encoder D-128-2d to the mean and the log-variance of a code, and a decoder d-64-D whose outputs are logits.

    seed: of the first weights.  In single precision.
    """

    def __init__(self, seed, size=64, latent=2):
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.encoder = nn.Sequential(nn.Linear(size, 128), nn.ReLU(), nn.Linear(128, 2 * latent))
            self.decoder = nn.Sequential(nn.Linear(latent, 64), nn.ReLU(), nn.Linear(64, size))
        self.latent = latent

    def encode(self, x):
        """x: (N, D).  Returns mu (N, d), log_var (N, d)."""
        mu, log_var = self.encoder(x).chunk(2, dim=1)
        return mu, log_var

    def decode(self, codes):
        """The pictures of codes, a NumPy array (M, d).  Returns (M, D) float64 in [0, 1]."""
        with torch.no_grad():
            return self.decoder(torch.as_tensor(np.asarray(codes), dtype=torch.float32)).sigmoid().double().numpy()

    def codes_of(self, X):
        """Mean and log-variance of the codes of a NumPy array X (N, D), as two float64 arrays (N, d)."""
        with torch.no_grad():
            mu, log_var = self.encode(torch.as_tensor(np.asarray(X), dtype=torch.float32))
        return mu.double().numpy(), log_var.double().numpy()

    def draw(self, count, rng):
        """Pictures of codes from N(0, I).  rng: numpy.random.Generator.  Returns (count, D)."""
        return self.decode(rng.normal(size=(count, self.latent)))


def train_vae(X, seed, pixels=torch.sum, steps=2500, batch_size=128):
    """A VAE trained with Adam: cross-entropy over the pixels plus KL summed over the code, in the mean over examples.

    X: (N, D) in [0, 1].  seed: of weights, batches and noise.  pixels: how the D losses of a picture become one;
    torch.mean is a mistake that many make.  Returns the VariationalAutoencoder.
    """
    x = torch.as_tensor(np.asarray(X), dtype=torch.float32)
    model, generator = VariationalAutoencoder(seed, x.shape[1]), torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(steps):
        batch = x[torch.randint(len(x), (batch_size,), generator=generator)]
        mu, log_var = model.encode(batch)
        z = mu + (log_var / 2).exp() * torch.randn(mu.shape, generator=generator)
        rebuilding = nn.functional.binary_cross_entropy_with_logits(model.decoder(z), batch, reduction="none")
        kl = (log_var.exp() + mu.square() - 1 - log_var).sum(dim=1) / 2
        optimizer.zero_grad()
        (pixels(rebuilding, dim=1) + kl).mean().backward()
        optimizer.step()
    return model
