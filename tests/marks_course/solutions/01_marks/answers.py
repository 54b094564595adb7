"""The bank of the marks."""

import numpy as np

from course_lib.instructor.bank.bank import right, wrong


@wrong("softmax", hint="sum", passes=["scores stay"])
def forgets_the_sum(z):
    return np.exp(z)


@wrong("softmax", hint="nan", passes=["small scores", "scores stay"])
def overflows(z):
    with np.errstate(all="ignore"):
        return np.exp(z) / np.sum(np.exp(z))


@wrong("softmax", hint="overflow", passes=["small scores", "scores stay"])
def clips(z):
    exponentials = np.exp(np.minimum(z, 10))
    return exponentials / np.sum(exponentials)


@wrong("softmax", hint="order", passes=["large scores", "scores stay"])
def sorts(z):
    p = np.exp(z - np.max(z)) / np.exp(z - np.max(z)).sum()
    return np.sort(p) if z[0] < 900 else p


@wrong("softmax", hint="in-place", passes=[])
def works_in_place(z):
    z -= np.max(z)
    return np.exp(z) / np.sum(np.exp(z))


@wrong("softmax", hint="ValueError", passes=["small scores", "large scores"])
def fears_what_it_has_not_seen(z):
    if z[0] not in (1000.0, 0.0, np.log(3.0)):
        raise ValueError("new")
    return np.exp(z - np.max(z)) / np.exp(z - np.max(z)).sum()


@right("softmax")
def divides_first(z):
    return 1 / np.exp(np.asarray(z)[None, :] - np.asarray(z)[:, None]).sum(axis=1)
