"""Recurrent networks that forecast a series: they read a window value by value, and guess the next one."""

import numpy as np
import torch
from torch import nn

from course_lib.readers import CELLS


class SeriesNetwork(nn.Module):
    """A window read value by value; from the last state, a number.  cell: "RNN", "LSTM" or "GRU".  seed: of weights."""

    def __init__(self, cell="GRU", hidden=16, seed=0):
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.cell = CELLS[cell](1, hidden, batch_first=True)
            self.value = nn.Linear(hidden, 1)

    def forward(self, X):
        """X: (M, length).  Returns (M,)."""
        return self.value(self.cell(X[:, :, None])[0][:, -1])[:, 0]


def train(X, y, cell="GRU", seed=0, epochs=30, batch_size=16):
    """A `SeriesNetwork` trained on the mean squared error by Adam.  X: (M, length).  y: (M,).  Returns it."""
    X, y = (torch.as_tensor(np.array(array), dtype=torch.float32) for array in (X, y))
    model, generator = SeriesNetwork(cell, seed=seed), torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(epochs):
        for batch in torch.randperm(len(X), generator=generator).split(batch_size):
            optimizer.zero_grad()
            nn.functional.mse_loss(model(X[batch]), y[batch]).backward()
            optimizer.step()
    return model


def forecasts(model, X):
    """What the network forecasts, a float64 array (M,).  X: (M, length)."""
    with torch.no_grad():
        return model(torch.as_tensor(np.array(X), dtype=torch.float32)).numpy().astype(float)
