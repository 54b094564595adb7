"""Networks image -> image, which give every pixel its logits, and their training.  Torch: images are (N, C, H, W)."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional


def double_conv(inputs, outputs):
    """Two convolutions of 3 by 3 that keep the size, each with a ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(), nn.Conv2d(outputs, outputs, 3, padding=1), nn.ReLU()
    )


class UNet(nn.Module):
    """Down twice, up twice, with skips that bring the place back.  (N, inputs, H, W ≥ 4) gives (N, classes, H, W).

    Logits, no softmax.  What comes from below is resized to the size of the skip, so odd sizes work.
    Source: deck 000, «Segmentation sémantique»; Ronneberger, Fischer and Brox 2015.
    """

    def __init__(self, inputs, classes, width=8):
        super().__init__()
        self.down1 = double_conv(inputs, width)
        self.down2 = double_conv(width, 2 * width)
        self.bottom = double_conv(2 * width, 4 * width)
        self.up2 = double_conv(6 * width, 2 * width)
        self.up1 = double_conv(3 * width, width)
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, x):
        a = self.down1(x)  # (N, w, H, W)
        b = self.down2(functional.max_pool2d(a, 2))  # (N, 2w, H//2, W//2)
        c = self.bottom(functional.max_pool2d(b, 2))  # (N, 4w, H//4, W//4)
        d = self.up2(torch.cat([b, functional.interpolate(c, b.shape[2:])], dim=1))
        e = self.up1(torch.cat([a, functional.interpolate(d, a.shape[2:])], dim=1))
        return self.head(e)


class WithoutSkips(UNet):
    """A U-Net whose skips carry zeros: it knows what, and not where."""

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(functional.max_pool2d(a, 2))
        c = self.bottom(functional.max_pool2d(b, 2))
        d = self.up2(torch.cat([0 * b, functional.interpolate(c, b.shape[2:])], dim=1))
        e = self.up1(torch.cat([0 * a, functional.interpolate(d, a.shape[2:])], dim=1))
        return self.head(e)


def pixelwise(inputs, classes, width=16):
    """A network of 1 by 1 convolutions: it sees single pixels."""
    return nn.Sequential(
        nn.Conv2d(inputs, width, 1), nn.ReLU(), nn.Conv2d(width, width, 1), nn.ReLU(), nn.Conv2d(width, classes, 1)
    )


def plain(inputs, classes, width=16, dilations=(1, 1, 1)):
    """Convolutions of 3 by 3 at full resolution, one for each dilation, and a head: its field is 1 + 2·Σ dilations."""
    layers = []
    for dilation in dilations:
        layers += [nn.Conv2d(inputs, width, 3, padding=dilation, dilation=dilation), nn.ReLU()]
        inputs = width
    return nn.Sequential(*layers, nn.Conv2d(width, classes, 1))


def seeded(seed, make):
    """make() with first weights that depend on the seed alone; the global random state stays as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return make()


def as_batch(X):
    """NumPy images (N, H, W, C) as a float32 tensor (N, C, H, W)."""
    return torch.tensor(np.moveaxis(np.asarray(X), 3, 1).copy(), dtype=torch.float32)


def train_segmenter(model, X, k, generator, steps=250, batch_size=16, weights=None, ignore=None):
    """Train model in place on random batches, with Adam and a rate that rises to 1e-2 and falls again; returns it.

    model: (B, C, H, W) to (B, K, H, W).  X: (N, C, H, W) float32.  k: (N, H, W) int64.  generator: torch.Generator.
    weights: (K,) tensor, of the classes.  ignore: the label that does not count; None if each does.
    """
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=steps + 1)
    index = -100 if ignore is None else ignore  # a label that never occurs
    for _ in range(steps):
        batch = torch.randint(len(X), (batch_size,), generator=generator)
        optimizer.zero_grad()
        functional.cross_entropy(model(X[batch]), k[batch], weight=weights, ignore_index=index).backward()
        optimizer.step()
        schedule.step()
    return model


@torch.no_grad()
def predicted_classes(model, X):
    """The class with the largest logit at each pixel.  X: NumPy images (N, H, W, C).  Returns (N, H, W) integers."""
    return model(as_batch(X)).argmax(dim=1).numpy()
