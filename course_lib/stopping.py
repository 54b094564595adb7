"""When to stop a training: patience with a loss that no longer falls."""


def early_stopping(losses, patience):
    """The best epoch and the last one of a training that is stopped when it no longer gets better.

    losses: validation losses of epochs 0, 1, …, at least one, the first finite.  It stops at the end of the first
    epoch at which `patience` (>= 1) epochs in a row have brought no loss strictly below the best so far; NaN is none.
    Returns (best, last): the first epoch of the lowest loss up to `last`, and the epoch at which it stops.

    >>> early_stopping([3.0, 2.0, 2.5, 2.0, 1.0], patience=2)
    (1, 3)
    """
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best >= patience:
            return best, epoch
    return best, len(losses) - 1
