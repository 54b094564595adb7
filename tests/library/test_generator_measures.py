import numpy as np
import pytest

from course_lib.generator_measures import copying_score, mode_coverage


def by_loops(samples, centers, radius, least):
    owned, good = [0] * len(centers), 0
    for sample in samples:
        away = [np.hypot(*(sample - center)) for center in centers]
        if min(away) <= radius:
            good += 1
            owned[away.index(min(away))] += 1
    return sum(count >= least for count in owned) / len(owned), good / len(samples)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("radius", "least"), [(1.0, 1), (2.0, 2), (5.0, 4)])
def test_coverage_and_quality_are_those_of_a_loop(seed, radius, least):
    rng = np.random.default_rng(seed)
    samples, centers = (rng.integers(-4, 5, size=(n, 2)).astype(float) for n in (15, 4))

    assert mode_coverage(samples, centers, radius, least) == pytest.approx(by_loops(samples, centers, radius, least))


def test_each_of_the_measures_has_its_fool():
    centers = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0], [10.0, 10.0]])
    rng = np.random.default_rng(0)
    train, held_out = (centers[rng.integers(4, size=50)] + rng.normal(size=(50, 2)) for _ in range(2))
    collapsed, noise, copies = centers[:1].repeat(50, axis=0), rng.uniform(-50, 60, size=(5000, 2)), train

    assert mode_coverage(collapsed, centers, 2.5) == (0.25, 1)
    assert mode_coverage(noise, centers, 2.5)[0] == 1
    assert mode_coverage(noise, centers, 2.5)[1] < 0.05
    assert min(mode_coverage(copies, centers, 4)) == 1
    assert copying_score(copies, train, held_out) == 1


def test_a_fresh_draw_of_the_same_law_is_no_copy():
    """Twenty seeds: the mean of scores of deviation 0.05."""
    scores = [copying_score(*np.random.default_rng(seed).normal(size=(3, 100, 2))) for seed in range(20)]

    assert np.mean(scores) == pytest.approx(0.5, abs=0.07)


def test_ties_count_half():
    assert copying_score(np.array([[0.0]]), np.array([[1.0]]), np.array([[-1.0]])) == 0.5


def test_sets_of_different_length_are_refused():
    with pytest.raises(ValueError, match="the larger set is nearer"):
        copying_score(np.zeros((1, 1)), np.zeros((2, 1)), np.zeros((1, 1)))
