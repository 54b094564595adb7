"""How good a map of classes is: pixels counted in a confusion matrix, and what is read off it."""

import numpy as np


def confusion_matrix(k, predicted, K, ignore=None):
    """Pixels of true class a that were predicted as b, counted at [a, b].

    k, predicted: integers of one shape; predicted in 0..K-1, k too or equal to `ignore`: those are left out.
    Returns (K, K) integers.  Raises ValueError if the shapes differ or a class lies outside of 0..K-1.

    >>> confusion_matrix([0, 1, 1, 255], [0, 0, 1, 1], 2, ignore=255)
    array([[1, 0],
           [1, 1]])
    """
    k, predicted = np.asarray(k), np.asarray(predicted)
    if k.shape != predicted.shape:
        raise ValueError(f"k has shape {k.shape}, predicted {predicted.shape}: they must have one shape")
    counted = np.ones(k.shape, bool) if ignore is None else k != ignore
    true, said = k[counted].astype(int), predicted[counted].astype(int)
    if true.size and not (min(true.min(), said.min()) >= 0 and max(true.max(), said.max()) < K):
        raise ValueError(f"a class lies outside of 0..{K - 1}")
    return np.bincount(true * K + said, minlength=K * K).reshape(K, K)


def iou_and_dice(C):
    """Intersection over union and Dice of each class, and the mean IoU of the classes that occur.

    C: (K, K), rows true classes, columns predicted ones.  Returns iou (K,), dice (K,), mean_iou: a class in neither
    truth nor prediction has NaN and is left out of the mean, which is NaN if there is no class at all.
    Source: Everingham et al. 2010 (PASCAL VOC); Dice 1945.

    >>> iou, dice, mean = iou_and_dice(np.array([[3, 1], [0, 2]]))
    >>> iou.round(3).tolist(), dice.round(3).tolist(), round(mean, 3)
    ([0.75, 0.667], [0.857, 0.8], 0.708)
    """
    C = np.asarray(C, dtype=float)
    both, rows_and_columns = np.diag(C), C.sum(axis=0) + C.sum(axis=1)
    occurs = rows_and_columns > 0
    iou, dice = np.full(len(C), np.nan), np.full(len(C), np.nan)
    iou[occurs] = both[occurs] / (rows_and_columns - both)[occurs]
    dice[occurs] = 2 * both[occurs] / rows_and_columns[occurs]
    return iou, dice, float(iou[occurs].mean()) if occurs.any() else float("nan")


def recall_and_precision(C):
    """Of each class, the share of its pixels that is found and the share of what is found that is right; NaN for 0/0.

    C: (K, K), rows true classes.  Returns recall (K,), precision (K,).

    >>> recall_and_precision(np.array([[3, 1], [0, 2]]))[0].tolist()
    [0.75, 1.0]
    """
    C = np.asarray(C, dtype=float)
    with np.errstate(invalid="ignore"):
        return np.diag(C) / C.sum(axis=1), np.diag(C) / C.sum(axis=0)
