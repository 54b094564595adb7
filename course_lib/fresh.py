"""Inputs that nobody knows before: a hidden test draws them from a seed of the grading run.

In a notebook, in nbgrader's own autograder and while lessons are verified the seed is fixed, so that all is the same
each time. Only the process that runs the tests of a graded notebook has another one.
"""

import hashlib

import numpy as np

FIXED_SEED = 0


class _Run:
    """The grading run that this process belongs to."""

    seed = FIXED_SEED


def use_seed(seed):
    """Draw from another seed, a number, in this process."""
    _Run.seed = seed


def fresh_generator(name):
    """A NumPy generator for the inputs that a hidden test draws.

    name: of the exercise, or any other text: each has numbers of its own. From what a generator holds, which a test may
    hand to an answer, nobody can tell the seed.
    """
    digest = hashlib.sha256(f"{_Run.seed} {name}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest))
