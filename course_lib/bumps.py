"""A generative adversarial network on the line: numbers from four narrow bumps, and a forger that has to find them."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

CENTERS, DEVIATION = np.array([-3.0, -1.0, 1.0, 3.0]), 0.1


def four_bumps(count, generator):
    """Numbers from four bumps of deviation 0.1 at -3, -1, 1, 3.  generator: torch.Generator.  Returns (count, 1)."""
    centers = torch.tensor(CENTERS, dtype=torch.float32)[torch.randint(4, (count,), generator=generator)]
    return (centers + DEVIATION * torch.randn(count, generator=generator))[:, None]


@dataclass(frozen=True)
class Training:
    """What a training showed.  steps: (T,).  loss_d, loss_g: (T,).  samples: (T, M), forgeries at these steps."""

    steps: np.ndarray
    loss_d: np.ndarray
    loss_g: np.ndarray
    samples: np.ndarray


def train_gan(seed, rate, betas, penalty=0.0, steps=1200, batch_size=128, watched=8):
    """A forger 2-32-32-1 against a critic 1-32-32-1 on `four_bumps`, non-saturating, both with Adam.

    penalty: γ of R1, γ/2 times the mean squared slope of the critic at real examples.  watched: how many times the
    forger is looked at, at equal distances.  Returns a Training.  Source: Goodfellow 2014; Mescheder 2018 (R1).
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        forger, critic = _network(2), _network(1)
    generator = torch.Generator().manual_seed(seed)
    forgers, critics = (torch.optim.Adam(net.parameters(), rate, betas) for net in (forger, critic))
    softplus, seen = nn.functional.softplus, []
    for step in range(1, steps + 1):
        real = four_bumps(batch_size, generator).requires_grad_(penalty > 0)
        fake = forger(torch.randn(batch_size, 2, generator=generator))
        real_logits = critic(real)
        loss_d = softplus(-real_logits).mean() + softplus(critic(fake.detach())).mean()
        if penalty:
            (slope,) = torch.autograd.grad(real_logits.sum(), real, create_graph=True)
            total = loss_d + penalty / 2 * slope.square().mean()
        else:
            total = loss_d
        critics.zero_grad()
        total.backward()
        critics.step()
        forgers.zero_grad()
        loss_g = softplus(-critic(fake)).mean()
        loss_g.backward()
        forgers.step()
        if step % (steps // watched) == 0:
            with torch.no_grad():
                drawn = forger(torch.randn(1000, 2, generator=generator))[:, 0].double().numpy()
            seen.append((step, loss_d.item(), loss_g.item(), drawn))
    return Training(*map(np.array, zip(*seen, strict=True)))


def _network(inputs):
    return nn.Sequential(nn.Linear(inputs, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))
