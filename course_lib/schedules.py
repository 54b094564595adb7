"""A learning rate that changes while a network learns: warm-up, then half a cosine down to 0."""

import math


def scheduled_rate(step, total, warmup, batch_size, base=0.025):
    """The rate of a step, 0 <= step: it rises in equal parts to base √batch_size, then falls as half a cosine to 0.

    step < warmup: peak (step + 1) / warmup.  Then peak ½ (1 + cos(π (step - warmup) / (total - warmup))).  From
    `total` on 0.  Returns a float.  Source: deck 004 (base √batch_size); Loshchilov and Hutter 2017 (cosine).

    >>> [round(scheduled_rate(step, total=6, warmup=2, batch_size=16), 3) for step in range(7)]
    [0.05, 0.1, 0.1, 0.085, 0.05, 0.015, 0.0]
    """
    peak = base * math.sqrt(batch_size)
    if step >= total:
        return 0.0
    if step < warmup:
        return peak * (step + 1) / warmup
    return peak * (1 + math.cos(math.pi * (step - warmup) / (total - warmup))) / 2
