"""Pages of letters: where the F stands, what a kernel finds, and how far each step of lesson 5's challenge reaches."""

import numpy as np
import pytest

from course_lib import letters

SOUGHT = letters.LETTERS["F"]
OTHERS = np.mean([shape for name, shape in letters.LETTERS.items() if name != "F"], axis=0)


def test_every_letter_is_of_the_same_size_and_no_two_are_alike():
    assert {shape.shape for shape in letters.LETTERS.values()} == {(7, 5)}
    assert len({shape.tobytes() for shape in letters.LETTERS.values()}) == len(letters.LETTERS) == 9


def test_the_middle_that_is_told_is_that_of_an_f(monkeypatch):
    monkeypatch.setattr(letters, "NOISE", 0.0)
    monkeypatch.setattr(letters, "SHADE", 0.0)
    P, middles = letters.pages(np.random.default_rng(1), 20)

    for page, (i, j) in zip(P > 0, middles, strict=True):
        np.testing.assert_array_equal(page[i - 3 : i + 4, j - 2 : j + 3], SOUGHT > 0)


def test_responses_are_cross_correlations():
    rng = np.random.default_rng(2)
    P, kernel = rng.normal(size=(60, 9, 8)), rng.normal(size=(3, 2))

    windows = np.lib.stride_tricks.sliding_window_view(P, (3, 2), axis=(1, 2))

    np.testing.assert_allclose(letters.responses(P, kernel), np.einsum("nhwij,ij->nhw", windows, kernel), atol=1e-12)


def test_a_kernel_is_refused_for_its_own_fault():
    for kernel, fault in [
        (np.ones(5), "its shape is (5,)"),
        (np.ones((10, 2)), "its shape is (10, 2)"),
        (np.ones((0, 2)), "its shape is (0, 2)"),
        (np.full((2, 2), np.nan), "no finite number"),
        ([["a"]], "no finite number"),
        (np.full((1, 2), -1001.0), "1001 in size"),
    ]:
        assert fault in letters.fault_of(kernel)
        with pytest.raises(ValueError, match=r"shape|finite|size"):
            letters.score(kernel)
    assert letters.fault_of([[1000]]) == ""


def test_a_score_depends_on_the_seed_and_on_no_factor():
    kernel = SOUGHT - SOUGHT.mean()

    first = letters.score(kernel, 3, count=100)

    assert first == letters.score(500 * kernel, np.random.default_rng(3), count=100)
    assert first != letters.score(kernel, 4, count=100)


@pytest.mark.parametrize(
    ("kernel", "least", "most"),
    [
        (SOUGHT, 12, 26),  # the letter itself
        (SOUGHT - SOUGHT.mean(), 26, 74),  # of sum 0
        (SOUGHT - OTHERS, 74, 100),  # against what it is taken for
    ],
)
def test_each_idea_earns_its_step(kernel, least, most):
    assert least < letters.score(kernel, 100) <= most
