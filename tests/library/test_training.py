import numpy as np
import pytest
from sklearn.datasets import load_digits

from course_lib.datasets import digits, validation_digits
from course_lib.training import accuracy, initial_mlp, train_mlp


@pytest.mark.parametrize("shuffled_by", [None, 7])
def test_digits_are_split_without_overlap_or_loss(shuffled_by):
    X_train, k_train, X_test, k_test = digits(held_out=300, shuffled_by=shuffled_by)

    assert X_train.shape == (1497, 64)
    assert X_test.shape == (300, 64)
    assert (X_train.min(), X_train.max()) == (0.0, 1.0)
    assert set(k_train) == set(k_test) == set(range(10))
    train, test = ({row.tobytes() for row in X} for X in (X_train, X_test))
    assert not train & test
    assert len(train) + len(test) == 1797


def test_digits_and_those_to_choose_by_are_of_writers_who_come_later():
    X, k, X_test, k_test = digits()
    X_train, k_train, X_valid, k_valid = validation_digits()

    pictures, classes = load_digits(return_X_y=True)
    np.testing.assert_array_equal(np.concatenate([X_train, X_valid, X_test]), pictures / 16)
    np.testing.assert_array_equal(np.concatenate([k_train, k_valid, k_test]), classes)
    np.testing.assert_array_equal(X, np.concatenate([X_train, X_valid]))
    assert len(k) == 1347


@pytest.mark.parametrize("held_out", [0, 1797])
def test_digits_refuse_an_empty_side(held_out):
    with pytest.raises(ValueError, match="held_out is"):
        digits(held_out=held_out)


def test_initial_weights_have_the_variance_of_he():
    weights, biases = initial_mlp([500, 400, 10], np.random.default_rng(0))

    assert [A.shape for A in weights] == [(400, 500), (10, 400)]
    assert not np.any(biases[0])
    # 200 000 samples: the variance is within 5 standard errors, P(fails) < 1e-6
    assert weights[0].var() == pytest.approx(2 / 500, rel=5 * np.sqrt(2 / 200_000))


def test_a_network_learns_the_digits_and_the_same_seed_gives_the_same_network():
    X_train, k_train, X_test, k_test = digits()

    one, other = (train_mlp(X_train, k_train, np.random.default_rng(3), epochs=10) for _ in range(2))

    assert accuracy(*one, X_test, k_test) > 0.9  # other people's hands: 0.924 ± 0.004 over ten seeds
    for A, B in zip(one[0], other[0], strict=True):
        np.testing.assert_array_equal(A, B)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="at least an input and an output"):
        initial_mlp([3], np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"X has shape \(4, 2\) and k \(3,\)"):
        train_mlp(np.ones((4, 2)), np.zeros(3, dtype=int), np.random.default_rng(0))
