"""The bank of the numbers."""

import numpy as np

from course_lib.instructor.bank.bank import right, wrong


@wrong("double", hint="square")
def squares(x):
    return np.asarray(x) ** 2


@wrong("double", hint="absolute")
def loses_the_sign(x):
    return 2 * np.abs(x)


@right("double")
def adds(x):
    return x + x


@wrong("quadruple", hint="factor-2")
def doubles_once(x):
    return 2 * x


@right("quadruple")
def multiplies(x):
    return 4 * np.asarray(x)


@wrong("mean", hint="own-work")
def calls_numpy(x):
    return np.mean(x)


@wrong("mean", hint="factor-n")
def sums(x):
    return np.sum(x)


@right("mean")
def by_a_loop(x):
    total = 0.0
    for value in x:
        total += value
    return total / len(x)
