"""Figures of lesson 13: a square to drag over a digit, layers to forget, confidence, a cost's doubt, a power law."""

import numpy as np
import torch
import traitlets

from course_lib import attribution, pooled_digits, sanity
from course_lib.widgets import Figure

FILLS = 0.0, 0.5, 1.0
KINDS = "saliency", "gradient × input", "integrated gradients", "class activation map"


class Occlusion(Figure):
    """A square of 2 × 2 pixels to drag over a digit: what the network says then, and the map of all places.

    pictures: [8 × 8 tables].  digits: their classes, which are explained.  whole: [10 logits] of each picture.
    logits: [picture][fill][row][column] → 10 logits, for the fills 0, ½ and 1.
    picture, fill: which of them.  row, column: of the square's upper left corner.
    """

    script = "understanding_networks/occlusion.js"
    height = 560
    pictures = traitlets.List().tag(sync=True)
    digits = traitlets.List().tag(sync=True)
    whole = traitlets.List().tag(sync=True)
    logits = traitlets.List().tag(sync=True)
    picture = traitlets.Int(0, min=0).tag(sync=True)
    fill = traitlets.Int(0, min=0, max=2).tag(sync=True)
    row = traitlets.Int(3, min=0, max=6).tag(sync=True)
    column = traitlets.Int(3, min=0, max=6).tag(sync=True)
    alt = traitlets.Unicode(
        "Left: a handwritten digit with a filled square to drag over it. Middle: how far the logit of its class falls "
        "for each place of the square. Right: the ten probabilities that the network gives to the covered picture."
    ).tag(sync=True)

    @classmethod
    def of(cls, model, x, k, **traits):
        """Of a network and pictures x (N, 1, 8, 8) of classes k (N,)."""
        places = [(i, j) for i in range(7) for j in range(7)]
        tables = []
        with torch.no_grad():
            whole = model(x)
            for fill in FILLS:
                covered = x.repeat(len(places), 1, 1, 1, 1)  # (49, N, 1, 8, 8)
                for pictures, (i, j) in zip(covered, places, strict=True):
                    pictures[:, :, i : i + 2, j : j + 2] = fill
                tables.append(model(covered.flatten(0, 1)).reshape(7, 7, len(x), -1).permute(2, 0, 1, 3))
        logits = torch.stack(tables, dim=1)  # (N, 3, 7, 7, 10)
        rounded = {"pictures": (x[:, 0], 2), "whole": (whole, 2), "logits": (logits, 2)}
        numbers = {
            name: np.round(values.double().numpy(), digits).tolist() for name, (values, digits) in rounded.items()
        }
        return cls(digits=[int(digit) for digit in k], **numbers, **traits)


class Randomized(Figure):
    """Four explanations of one digit, while the network forgets what it has learnt, layer by layer from the output.

    pictures: [8 × 8 tables].  digits: their classes.  maps: [picture][layers forgotten][kind] → table.
    alike: [picture][kind][layers forgotten], rank correlation with the map of the whole network.
    picture: which one.  layers: how many are forgotten.
    """

    script = "understanding_networks/randomized.js"
    height = 640
    kinds = traitlets.List(list(KINDS)).tag(sync=True)
    pictures = traitlets.List().tag(sync=True)
    digits = traitlets.List().tag(sync=True)
    maps = traitlets.List().tag(sync=True)
    alike = traitlets.List().tag(sync=True)
    picture = traitlets.Int(0, min=0).tag(sync=True)
    layers = traitlets.Int(0, min=0, max=5).tag(sync=True)
    alt = traitlets.Unicode(
        "A digit and four explanations of it, and a plot of how alike each is to that of the trained network while "
        "more and more layers are replaced by random ones. Gradient times input and integrated gradients hardly change."
    ).tag(sync=True)

    @classmethod
    def of(cls, model, x, k, **traits):
        """Of a `course_lib.pooled_digits.pooled_cnn` and pictures x (N, 1, 8, 8) of classes k (N,)."""
        maps = [explanations(sanity.randomized(model, layers), x, k) for layers in range(6)]  # [layers][kind] → (N, …)
        alike = [
            [
                [
                    round(sanity.explanation_similarity(maps[0][kind][n], maps[layers][kind][n]), 3)
                    for layers in range(6)
                ]
                for kind in range(len(KINDS))
            ]
            for n in range(len(x))
        ]
        shown = [[[_scaled(values[n]) for values in level] for level in maps] for n in range(len(x))]
        pictures = np.round(x[:, 0].double().numpy(), 2).tolist()
        return cls(pictures=pictures, digits=[int(digit) for digit in k], maps=shown, alike=alike, **traits)


def explanations(model, x, k):
    """The maps of `KINDS` for pictures x (N, 1, 8, 8): four arrays (N, h, w), signed where they have signs."""
    gradient = attribution.logit_gradient(model, x, k)
    path, _ = attribution.integrated_gradients(model, x, torch.zeros_like(x), k, 32)
    weights = model[-1].weight.detach().double().numpy()
    return [
        attribution.saliency(model, x, k).double().numpy(),
        (gradient * x)[:, 0].double().numpy(),
        path[:, 0].double().numpy(),
        attribution.cam(pooled_digits.features(model, x).double().numpy(), weights, k.numpy()),
    ]


def _scaled(table):
    """With a largest absolute value of 1, and two decimals."""
    return np.round(table / max(np.abs(table).max(), 1e-12), 2).tolist()


class Reliability(Figure):
    """A reliability diagram with a temperature, a number of bins and a number of examples to choose.

    logits: (N, K) as lists.  classes: (N,).  tenths: of the temperature.  bins, examples: how many.
    """

    script = "understanding_networks/reliability.js"
    height = 600
    logits = traitlets.List().tag(sync=True)
    classes = traitlets.List().tag(sync=True)
    temperature = traitlets.Float(1.0, min=0.5, max=5).tag(sync=True)
    bins = traitlets.Int(10, min=2, max=30).tag(sync=True)
    examples = traitlets.Int(1000, min=50).tag(sync=True)
    alt = traitlets.Unicode(
        "A bar for each bin of confidence, as high as the share of its examples that is right, and the diagonal that "
        "bars of an honest network would reach. Below, how many examples each bin holds."
    ).tag(sync=True)

    @classmethod
    def of(cls, logits, k, **traits):
        """Of held-out logits (N, K) and classes k (N,)."""
        rounded = np.round(np.asarray(logits, dtype=float), 2).tolist()
        traits.setdefault("examples", len(rounded))
        return cls(logits=rounded, classes=[int(one) for one in k], **traits)


class Footprint(Figure):
    """The four factors of a computation's CO₂, each with a doubt to drag, and the doubt of their product.

    case: of the computations in the script.  doubts: high/middle of hours, watts, PUE and grams per kilowatt-hour.
    """

    script = "understanding_networks/footprint.js"
    height = 520
    case = traitlets.Int(2, min=0, max=2).tag(sync=True)
    doubts = traitlets.List([1.0, 1.26, 1.2, 4.88]).tag(sync=True)
    alt = traitlets.Unicode(
        "Four intervals about their middles on a logarithmic axis, for hours, watts, overhead and the grid, with ends "
        "to drag, and the interval of the product below them, hardly wider than the widest of the four."
    ).tag(sync=True)


class PowerLaw(Figure):
    """A law c + a n^(−b), fitted to the first measured errors and extended over the rest.

    sizes: (M,).  errors: (M, seeds).  known: how many sizes the fit has seen.
    """

    script = "understanding_networks/power_law.js"
    height = 560
    sizes = traitlets.List().tag(sync=True)
    errors = traitlets.List().tag(sync=True)
    known = traitlets.Int(4, min=4).tag(sync=True)
    alt = traitlets.Unicode(
        "Errors against the number of training digits on logarithmic axes. A law fitted to the first few runs through "
        "them; the laws of single trainings spread like a fan over the rest."
    ).tag(sync=True)

    @classmethod
    def of(cls, sizes, errors, **traits):
        """Of sizes (M,) and errors (M, seeds)."""
        return cls(sizes=[int(n) for n in sizes], errors=np.round(errors, 4).tolist(), **traits)
