"""Lesson 01: the library's functions are the lesson's own."""

from pathlib import Path

import numpy as np
import pytest

from course_lib import classification, losses
from course_lib.instructor.lesson import read_lesson

LESSON = Path(__file__).parent.parent / "solutions" / "01_binary_classification"


@pytest.fixture(scope="module")
def answers():
    """The names of the setup cell and of the reference answers."""
    lesson, namespace = read_lesson(LESSON), {"__name__": "__main__"}
    for cell in (lesson.setup, *(exercise.answer for exercise in lesson.exercises)):
        exec(cell.source, namespace)
    return namespace


@pytest.mark.parametrize("seed", range(5))
def test_library_and_lesson_agree(answers, seed):
    rng = np.random.default_rng(seed)
    X, others, w, b = rng.normal(size=(9, 3)), rng.normal(size=(4, 3)), rng.normal(size=3), rng.normal()
    y, f = rng.choice([-1, 1], size=9), np.round(rng.normal(size=9), 1)
    errors = rng.uniform(size=(2, 6))
    arguments = {
        "error_rate": (y, f),
        "perceptron": (X, w, b),
        "hinge_loss": (y, f),
        "hinge_gradient": (w, b, X, y),
        "train_linear": (X, y, 0.1, 25),
        "standardize": (X, others),
        "nearest_neighbor": (X, y, others),
        "error_interval": (y, f),
        "selection_optimism": tuple(errors),
    }
    for name, given in arguments.items():
        library = getattr(losses if name == "hinge_loss" else classification, name)
        expected, got = library(*given), answers[name](*given)
        for one, other in zip(*((v if isinstance(v, tuple) else (v,)) for v in (got, expected)), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-13, err_msg=name)


@pytest.mark.parametrize(("e_a", "e_t"), [(0.0, 0.0), (0.3, 0.3), (0.0, 0.3), (0.3, 0.6)])
def test_library_and_lesson_give_the_same_diagnosis(answers, e_a, e_t):
    assert classification.diagnose(e_a, e_t, 0.1) == answers["diagnose"](e_a, e_t, 0.1)
