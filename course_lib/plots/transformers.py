"""Still pictures of lesson 07: a picture in patches, learned positions, and where a vision transformer looks."""

import numpy as np

from course_lib.patches import patchify
from course_lib.plotting import Picture


def plot_patches(img, patch):
    """A picture with the borders of its patches, and the patches in their order.  img: (H, W), values 0..1."""
    sequence = patchify(img, patch).reshape(-1, patch, patch)
    alt = f"A picture and its {len(sequence)} patches of {patch} by {patch} pixels, in reading order."
    figure = Picture(8, 2.4, alt)
    left, right = figure.subfigures(1, 2, width_ratios=[1, 3])
    whole = left.subplots()
    _show(whole, img)
    for border in range(patch, len(img), patch):
        whole.axhline(border - 0.5, color="#D55E00", linewidth=1.2)
    for border in range(patch, np.shape(img)[1], patch):
        whole.axvline(border - 0.5, color="#D55E00", linewidth=1.2)
    whole.set_title("a picture", fontsize=10)
    panels = right.subplots(2, -(-len(sequence) // 2)).ravel()
    for number, (axes, pixels) in enumerate(zip(panels, sequence, strict=True), start=1):
        _show(axes, pixels)
        axes.set_title(str(number), fontsize=9)
    return figure


def plot_places(places, columns):
    """How similar each learned position is to all others: small maps, each at the place of its patch.

    places: (n, d), in reading order of a grid with `columns` columns.
    """
    unit = np.asarray(places) / np.linalg.norm(places, axis=1, keepdims=True)
    similar = unit @ unit.T  # (n, n) cosines
    rows = len(unit) // columns
    figure = Picture(4.6, 4.2, "The cosine of each learned position with all others: one small map for each patch.")
    panels = figure.subplots(rows, columns)
    for axes, cosines in zip(panels.ravel(), similar, strict=True):
        shown = axes.imshow(cosines.reshape(rows, columns), cmap="PuOr", vmin=-1, vmax=1)
        axes.set(xticks=[], yticks=[])
    figure.colorbar(shown, ax=panels, label="cosine with the patch at this place", shrink=0.8)
    return figure


def plot_token_attention(pictures, looks):
    """Digits, and below each where the extra token looks.  pictures: (N, H, W).  looks: (N, rows, columns) weights."""
    alt = f"{len(pictures)} pictures, and below each how much the extra token takes from each patch."
    figure = Picture(1.05 * len(pictures), 2.5, alt)
    panels = figure.subplots(2, len(pictures), squeeze=False)
    for (top, bottom), picture, weights in zip(panels.T, pictures, looks, strict=True):
        _show(top, picture)
        bottom.imshow(weights, cmap="Blues", vmin=0, vmax=np.max(looks))
        bottom.set(xticks=[], yticks=[])
    panels[0, 0].set_ylabel("picture", fontsize=9)
    panels[1, 0].set_ylabel("attention", fontsize=9)
    return figure


def _show(axes, pixels):
    axes.imshow(pixels, cmap="gray_r", vmin=0, vmax=1)
    axes.set(xticks=[], yticks=[])
