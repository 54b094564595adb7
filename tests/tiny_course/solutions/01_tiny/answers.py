"""The bank of the tiny lesson."""

import numpy as np

from course_lib.instructor.bank.bank import right, wrong


@wrong("soften", hint="cut")
def drops_the_negative(u):
    return np.maximum(u, 0)


@wrong("soften", hint="in-place")
def changes_its_argument(u):
    u[u < 0] *= 0.5
    return u


@wrong("soften", hint="own-work")
def calls_torch(u):
    from torch.nn.functional import leaky_relu

    return leaky_relu(u, 0.5)


@wrong("soften", hint="AttributeError")
def asks_for_a_missing_name(u):
    return u + b"half".no_such_name


@right("soften")
def loop(u):
    return [[v if v >= 0 else v / 2 for v in row] for row in u] if u.ndim == 2 else [max(v, v / 2) for v in u]


@right("soften")
def in_float32(u):
    return np.maximum(u, u / 2).astype(np.float32)


@wrong("count_negative", hint="zero")
def counts_zero(u):
    return np.sum(u <= 0)


@right("count_negative")
def by_a_loop(u):
    return sum(1 for v in u if v < 0)
