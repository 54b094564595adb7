"""Figures of lesson 10: a walk between two codes, two bumps and their best critic, the smallest adversarial game."""

import numpy as np
import traitlets

from course_lib.widgets import Figure


class LatentWalk(Figure):
    """The plane of a VAE's codes with two ends to drag: the walk through codes beside the walk through pixels.

    codes: [[z1, z2, class], ...].  weights: the decoder's [A1 (H, 2), b1 (H,), A2 (64, H), b2 (64,)].
    start, end: two codes.  share: of the way from the one to the other.
    """

    script = "autoencoders_and_gans/latent_walk.js"
    height = 600
    codes = traitlets.List().tag(sync=True)
    weights = traitlets.List().tag(sync=True)
    start = traitlets.List([-1.5, 0.5]).tag(sync=True)
    end = traitlets.List([1.5, -0.5]).tag(sync=True)
    share = traitlets.Float(0.5, min=0, max=1).tag(sync=True)
    alt = traitlets.Unicode(
        "Left: the codes of handwritten digits in a plane, with two ends to drag and a path between them. Right: the "
        "digit decoded on the way, and beside it the mixture of the pictures at the two ends, a double exposure."
    ).tag(sync=True)

    @classmethod
    def of(cls, model, X, k, kinds=(0, 7), **traits):
        """Of a trained `course_lib.variational.VariationalAutoencoder` and digits X (N, 64) of classes k (N,).

        kinds: of the two ends, which stand at the median codes of these classes unless `start` and `end` are given.
        """
        mu, _ = model.codes_of(X)
        codes = [[*np.round(code, 2).tolist(), int(digit)] for code, digit in zip(mu, k, strict=True)]
        for name, kind in zip(("start", "end"), kinds, strict=True):
            traits.setdefault(name, np.round(np.median(mu[np.asarray(k) == kind], axis=0), 1).tolist())
        first, second = model.decoder[0], model.decoder[2]
        layers = [layer.detach().double().numpy() for layer in (first.weight, first.bias, second.weight, second.bias)]
        return cls(codes=codes, weights=[np.round(layer, 3).tolist() for layer in layers], **traits)


class TwoBumps(Figure):
    """Data p and forgeries q, two bumps on a line to drag apart, the best critic between them, and their divergence.

    p, q: the centres.  deviation: of both bumps.
    """

    script = "autoencoders_and_gans/two_bumps.js"
    height = 620
    p = traitlets.Float(-1.0).tag(sync=True)
    q = traitlets.Float(1.0).tag(sync=True)
    deviation = traitlets.Float(0.6, min=0.2, max=1.5).tag(sync=True)
    alt = traitlets.Unicode(
        "Left: two bumps, data and forgeries, with the best critic as a curve from 1 to 0. Right: the Jensen-Shannon "
        "divergence against their distance; it rises and then lies flat at ln 2, where no slope is left."
    ).tag(sync=True)


class DiracGame(Figure):
    """The game of one number against one number, step by step.

    theta, psi: the start.  rate: of both players.  penalty: on the critic's slope.  saturating: the forger's loss.
    """

    script = "autoencoders_and_gans/dirac_game.js"
    height = 620
    theta = traitlets.Float(1.0).tag(sync=True)
    psi = traitlets.Float(0.0).tag(sync=True)
    rate = traitlets.Float(0.2, min=0.02, max=0.5).tag(sync=True)
    penalty = traitlets.Float(0.0, min=0, max=2).tag(sync=True)
    saturating = traitlets.Bool(False).tag(sync=True)
    alt = traitlets.Unicode(
        "Left: the path of forger and critic in their plane, around the solution in the middle. Right: its distance "
        "from the solution, step by step. It grows, stays on an orbit, or shrinks, as the controls say."
    ).tag(sync=True)
