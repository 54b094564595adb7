import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import datasets
from course_lib.classification import error_rate, linear_score

MANY = 200_000
# Hoeffding: a mean of MANY terms in [0, 1] is off by more than t with probability at most 2 exp(-2 MANY t²) = 1e-6.
DEVIATION = math.sqrt(math.log(2e6) / (2 * MANY))  # 0.0060


@pytest.fixture(scope="module")
def people():
    return datasets.adults_and_children(np.random.default_rng(1), MANY)


def test_the_same_generator_gives_the_same_people():
    first, second = (datasets.adults_and_children(np.random.default_rng(3), 50) for _ in range(2))

    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[1], second[1])
    assert first[0].shape == (50, 2)
    assert set(first[1].tolist()) == {-1, 1}


def test_the_clouds_have_the_stated_means_and_covariances(people):
    X, y = people

    for label, cloud in [(-1, datasets.CHILDREN), (1, datasets.ADULTS)]:
        of_class = X[y == label]
        standard_error = np.array(cloud.deviation) / math.sqrt(len(of_class))
        # six standard errors of a normal mean: 2e-9 each
        assert np.all(np.abs(of_class.mean(axis=0) - cloud.mean) < 6 * standard_error)
        np.testing.assert_allclose(np.cov(of_class.T), cloud.covariance, rtol=0.05, atol=1)


def test_no_function_of_age_and_weight_can_beat_the_bayes_error(people):
    X, y = people

    assert abs(error_rate(y, datasets.bayes_score(X)) - datasets.bayes_error()) < DEVIATION
    assert datasets.bayes_error() < 0.06


def test_the_quadrature_has_converged():
    assert datasets.bayes_error(600) == pytest.approx(datasets.bayes_error(), abs=1e-5)


def test_a_density_integrates_to_one():
    grid = np.stack(np.meshgrid(np.linspace(-60, 120, 361), np.linspace(-60, 180, 481), indexing="ij"), axis=-1)

    for cloud in (datasets.CHILDREN, datasets.ADULTS):
        assert cloud.density(grid.reshape(-1, 2)).sum() * 0.25 == pytest.approx(1, abs=1e-8)


@pytest.mark.parametrize(("w", "b"), [([1.0, 0.0], -18.0), ([0.08, 0.04], -3.4), ([-0.3, 0.7], 2.0), ([0.0, -1.0], 50)])
def test_the_closed_form_of_a_line_is_what_sampling_gives(people, w, b):
    X, y = people

    assert abs(error_rate(y, linear_score(X, np.array(w), b)) - datasets.linear_error(w, b)) < DEVIATION


@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(-100, 100), st.floats(0.01, 100))
def test_the_error_of_a_line_is_bounded_by_bayes_and_blind_to_scale(w1, w2, b, scale):
    error = datasets.linear_error([w1, w2], b)

    assert datasets.bayes_error() <= error <= 1
    if abs(w1) + abs(w2) > 1e-6:
        assert datasets.linear_error([scale * w1, scale * w2], scale * b) == pytest.approx(error, abs=1e-9)
        assert datasets.linear_error([-w1, -w2], -b) == pytest.approx(1 - error, abs=1e-9)


def test_a_score_of_zero_everywhere_is_always_wrong():
    assert datasets.linear_error([0, 0], 0) == 1


def test_a_line_has_two_weights():
    with pytest.raises(ValueError, match="w has shape"):
        datasets.linear_error([1.0, 2.0, 3.0], 0.0)


def test_the_tumours_are_scikit_learn_s_with_malignant_as_plus_one():
    from sklearn.datasets import load_breast_cancer

    X, y, names = datasets.breast_cancer()

    np.testing.assert_array_equal(X, load_breast_cancer().data)
    assert (np.sum(y == 1), np.sum(y == -1), len(names)) == (212, 357, 30)
    assert X[y == 1, 0].mean() > X[y == -1, 0].mean()  # malignant cells are larger


def test_a_split_is_a_partition_that_keeps_examples_and_labels_together():
    X, y = np.arange(20.0).reshape(10, 2), np.arange(10)

    X_train, y_train, X_test, y_test = datasets.split(np.random.default_rng(0), X, y, 7)

    assert sorted([*y_train, *y_test]) == list(range(10))
    np.testing.assert_array_equal(X_train[:, 0], 2 * y_train)
    np.testing.assert_array_equal(X_test[:, 0], 2 * y_test)


@pytest.mark.parametrize("n_train", [0, 3, -1])
def test_a_split_leaves_no_part_empty(n_train):
    with pytest.raises(ValueError, match="n_train"):
        datasets.split(np.random.default_rng(0), np.eye(3), np.arange(3), n_train)


def test_a_split_needs_as_many_labels_as_examples():
    with pytest.raises(ValueError, match="3 examples and y 2"):
        datasets.split(np.random.default_rng(0), np.eye(3), np.arange(2), 1)


def test_the_horse_s_outline_is_closed_goes_in_small_steps_and_holds_the_pixels_of_the_picture():
    from skimage import data

    points = datasets.horse_outline()

    steps = np.hypot(*np.diff(points, axis=0).T)
    np.testing.assert_array_equal(points[0], points[-1])
    np.testing.assert_array_equal(points.min(axis=0), 0)
    assert steps.min() >= 0.5
    assert steps.max() <= 1
    x, y = points.T
    inside = abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2  # the shoelace formula
    assert inside == pytest.approx(np.sum(~data.horse()), rel=0.02)  # but for some small holes


def test_scikit_learn_is_imported_only_when_its_tables_are_read():
    program = "import sys, course_lib.datasets, course_lib.classification; print('sklearn' in sys.modules)"

    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert result.stdout == "False\n"


def test_mnist_is_split_without_loss_or_overlap():
    X_train, k_train, X_test, k_test = datasets.mnist(held_out=700, seed=3)

    assert X_train.shape == (4300, 28, 28)
    assert X_test.shape == (700, 28, 28)
    assert np.bincount(np.concatenate([k_train, k_test])).tolist() == [500] * 10
    assert (X_train.min(), X_train.max()) == (0, 1)
    np.testing.assert_array_equal(datasets.mnist(held_out=700, seed=3)[2], X_test)


@pytest.mark.parametrize("held_out", [0, 5000])
def test_mnist_needs_digits_on_both_sides(held_out):
    with pytest.raises(ValueError, match="held_out"):
        datasets.mnist(held_out)


def test_texture_patches_carry_no_brightness_and_come_from_different_halves():
    from skimage import data

    X_train, _, X_test, k_test = datasets.textures(np.random.default_rng(0), n_train=5, n_test=3, side=16)

    assert X_train.shape == (15, 16, 16)
    assert k_test.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    np.testing.assert_allclose(X_train.mean(axis=(1, 2)), 0, atol=1e-12)
    np.testing.assert_allclose(X_test.std(axis=(1, 2)), 1)
    halves = {"train": data.grass()[:, :256] / 255, "test": data.grass()[:, 256:] / 255}
    for part, patch in [("train", X_train[5]), ("test", X_test[3])]:
        seen = np.lib.stride_tricks.sliding_window_view(halves[part], (16, 16))
        centred = (patch * seen.std(axis=(2, 3))[..., None, None] + seen.mean(axis=(2, 3))[..., None, None]) - seen
        assert np.abs(centred).max(axis=(2, 3)).min() < 1e-9


def test_a_picture_is_shrunk_by_means():
    from skimage import data

    expected = data.camera()[:4, 4:8].mean() / 255

    assert datasets.picture("camera", 128)[0, 1] == pytest.approx(expected)
    assert datasets.picture("coins", 100).shape == (100, 100)


@pytest.mark.parametrize(("name", "side"), [("moon", 64), ("camera", 0), ("camera", 600)])
def test_a_picture_that_is_not_there_is_refused(name, side):
    with pytest.raises(ValueError, match=r"picture|side"):
        datasets.picture(name, side)


@pytest.mark.parametrize("side", [1, 257])
def test_a_texture_patch_has_a_sensible_side(side):
    with pytest.raises(ValueError, match="side"):
        datasets.textures(np.random.default_rng(0), side=side)
