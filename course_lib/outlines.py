"""An outline drawn by a network of one input: how far the pencil has come, in; where it is, out.

The drawing is a broken line through (K, 2) points that the pencil passes at K knots: a hidden layer of K - 1 ReLUs,
which both coordinates share, as `broken_lines.interpolate` makes it for each of them.
"""

import numpy as np

MISS, MOST_NEURONS = 2.0, 500


def way_along(outline):
    """How far a pencil has come at each point of an outline.  outline: (T, 2).  Returns (T,), from 0 on.

    >>> way_along([[0, 0], [3, 4], [3, 5]]).tolist()
    [0.0, 5.0, 6.0]
    """
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(outline, axis=0).T))])


def misses(knots, points, outline):
    """How far the drawing is off, along the whole way and not at the points of the outline alone.

    knots: (K,), increasing.  points: (K, 2), where the pencil is at them.  outline: (T, 2).  Returns ways (S,) and
    misses (S,).  Between two neighbouring ways both lines are straight, so that no miss there is larger than at both.

    >>> misses([0.0, 2.0], [[0, 0], [2, 0]], [[0, 0], [1, 0], [1, 1]])[1].tolist()
    [0.0, 0.0, 1.4142135623730951]
    """
    points, outline = np.asarray(points, dtype=float), np.asarray(outline, dtype=float)
    way = way_along(outline)
    everywhere = np.union1d(way, knots)
    drawn, wanted = (
        np.stack([np.interp(everywhere, at, line[:, axis]) for axis in (0, 1)])
        for at, line in ((knots, points), (way, outline))
    )
    return everywhere, np.hypot(*(drawn - wanted))


def numbers(given):
    """What is given as an array of floats, an empty one if it is none, or complex.

    >>> numbers([[1, 2]]).shape, numbers("far").shape, numbers(1j).shape
    ((1, 2), (0,), (0,))
    """
    try:
        return np.empty(0) if np.iscomplexobj(given) else np.array(given, dtype=float)
    except (TypeError, ValueError):
        return np.empty(0)


def with_kinks_where_it_misses(outline, miss):
    """The points of the outline at which a drawing bends that begins as one piece and adds a kink where it misses most.

    outline: (T, 2).  miss: no larger one is left, in the units of the outline.  Returns indices (K,), increasing.

    >>> with_kinks_where_it_misses([[0, 0], [2, 0], [2, 1], [2, 2]], 0.1).tolist()
    [0, 1, 3]
    """
    outline, way = np.asarray(outline, dtype=float), way_along(outline)
    kinks = np.array([0, len(way) - 1])
    while True:
        _, off = misses(way[kinks], outline[kinks], outline)
        if off.max() <= miss:
            return kinks
        kinks = np.sort(np.append(kinks, np.round(off, 6).argmax()))  # of equal ones the first, on every processor
