import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler
from statsmodels.stats.proportion import proportion_confint

from course_lib import classification as c
from course_lib.losses import hinge_loss

scores = arrays(float, st.integers(1, 20), elements=st.floats(-5, 5))


def random_table(seed, N=12, D=3):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(N, D)), rng.choice([-1, 1], size=N), rng


@given(scores, st.integers(0, 2**20 - 1))
def test_the_error_rate_counts_one_by_one_and_stays_below_the_mean_hinge_loss(f, bits):
    y = np.array([1 if bits >> n & 1 else -1 for n in range(len(f))])

    error = c.error_rate(y, f)

    assert error == sum(not y_n * f_n > 0 for y_n, f_n in zip(y, f, strict=True)) / len(f)
    assert error <= hinge_loss(y, f) / len(f) + 1e-12


def test_a_perceptron_on_its_line_says_minus_one():
    X = np.array([[1.0, 2.0], [2.0, 1.0], [1.5, 1.5]])

    np.testing.assert_array_equal(c.perceptron(X, np.array([1.0, -1.0]), 0.0), [-1, 1, -1])


@pytest.mark.parametrize("seed", range(4))
def test_the_hinge_gradient_is_that_of_finite_differences(seed):
    X, y, rng = random_table(seed)
    w, b, h = rng.normal(size=3), rng.normal(), 1e-6

    grad_w, grad_b = c.hinge_gradient(w, b, X, y)

    def loss(w, b):
        return hinge_loss(y, X @ w + b)

    numeric = [(loss(w + h * e, b) - loss(w - h * e, b)) / (2 * h) for e in np.eye(3)]
    np.testing.assert_allclose(grad_w, numeric, atol=1e-6)
    assert grad_b == pytest.approx((loss(w, b + h) - loss(w, b - h)) / (2 * h), abs=1e-6)


def test_a_margin_of_exactly_one_adds_nothing_to_the_gradient():
    grad_w, grad_b = c.hinge_gradient(np.array([1.0]), 0.0, [[1.0]], [1])

    assert (grad_w.tolist(), grad_b) == ([0.0], 0.0)


def test_training_separates_what_a_line_can_separate():
    X, _, _ = random_table(0, N=60, D=2)
    y = np.where(X @ [2.0, -1.0] + 0.3 > 0, 1, -1)
    X = X + 0.5 * y[:, None] * np.array([2.0, -1.0]) / 5**0.5  # a margin of 0.5 on either side

    w, b = c.train_linear(X, y, 0.1, 2000)

    assert c.error_rate(y, X @ w + b) == 0
    assert c.train_linear(X, y, 0.1, 0)[1] == 0


def test_each_step_follows_the_mean_gradient_with_both_old_values():
    X, y, _ = random_table(5)
    w, b = np.zeros(3), 0.0
    for steps in range(1, 6):
        active = y * (X @ w + b) < 1
        w, b = w + 0.3 * (active * y) @ X / 12, b + 0.3 * (active * y).sum() / 12

        trained = c.train_linear(X, y, 0.3, steps)

        np.testing.assert_allclose(trained[0], w)
        assert trained[1] == pytest.approx(b)


def test_standardize_is_scikit_learn_s_scaler_fitted_on_training_only():
    X, _, rng = random_table(2)
    other = rng.normal(3, 5, size=(4, 3))

    train, test = c.standardize(X, other)

    scaler = StandardScaler().fit(X)
    np.testing.assert_allclose(train, scaler.transform(X))
    np.testing.assert_allclose(test, scaler.transform(other))


@pytest.mark.parametrize("constant", [7.0, 0.1, 0.0, 1e20])
def test_a_constant_column_becomes_zero_in_both_even_when_rounding_leaves_it_a_deviation(constant):
    X = np.column_stack([np.arange(10.0), np.full(10, constant)])

    train, test = c.standardize(X, [[1.0, constant + 3]])

    assert np.all(train[:, 1] == 0)
    assert test[0, 1] == 0


@pytest.mark.parametrize("k", [1, 3, 5])
def test_neighbours_vote_as_scikit_learn_s(k):
    X, y, rng = random_table(3, N=40)
    others = rng.normal(size=(25, 3))

    votes = c.neighbor_scores(X, y, others, k)

    expected = KNeighborsClassifier(k).fit(X, y).predict(others)
    np.testing.assert_array_equal(np.where(votes > 0, 1, -1), expected)
    if k == 1:
        np.testing.assert_array_equal(c.nearest_neighbor(X, y, others), expected)


def test_the_first_of_equally_near_examples_decides():
    X = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]]

    assert c.nearest_neighbor(X, [-1, 1, 1], [[0.0, 0.0]]).tolist() == [-1]
    assert c.nearest_neighbor(X, [1, -1, -1], [[0.0, 0.0]]).tolist() == [1]


def test_nobody_to_judge_gives_an_empty_answer():
    assert c.nearest_neighbor([[0.0]], [1], np.zeros((0, 1))).shape == (0,)


@pytest.mark.parametrize("errors", [0, 1, 3, 10, 17, 20])
@pytest.mark.parametrize("z", [1.0, 1.959963984540054, 3.0])
def test_the_interval_is_the_one_of_statsmodels(errors, z):
    from scipy.stats import norm

    y = np.ones(20)
    f = np.where(np.arange(20) < errors, -1.0, 1.0)

    expected = proportion_confint(errors, 20, alpha=2 * norm.sf(z), method="wilson")

    np.testing.assert_allclose(c.error_interval(y, f, z), expected, atol=1e-9)


@given(st.integers(1, 300), st.data())
def test_both_ends_are_one_z_of_their_own_standard_errors_away(M, data):
    errors = data.draw(st.integers(0, M))
    y, f = np.ones(M), np.where(np.arange(M) < errors, -1.0, 1.0)

    low, high = c.error_interval(y, f, 2.0)

    assert 0 <= low <= errors / M <= high <= 1
    for end in (low, high):
        assert (errors / M - end) ** 2 == pytest.approx(4 * end * (1 - end) / M, abs=1e-9)


@pytest.mark.parametrize(
    ("e_a", "e_t", "verdict"),
    [
        (0.0, 0.0, "ok"), (0.25, 0.25, "ok"), (0.0, 0.25, "ok"), (0.5, 0.5, "underfitting"), (0.0, 0.5, "overfitting"),
        (0.3, 0.7, "both"), (0.5, 0.0, "underfitting"),
    ],
)  # fmt: skip
def test_the_four_verdicts_with_strict_limits(e_a, e_t, verdict):
    assert c.diagnose(e_a, e_t, 0.25) == verdict


def test_the_optimism_is_of_the_first_best_on_validation():
    assert c.selection_optimism([0.5, 0.25, 0.25], [0.0, 0.75, 0.25]) == 0.5


def test_the_best_of_many_useless_models_looks_good_on_validation_only():
    rng = np.random.default_rng(0)
    # 200 models that guess on 100 examples: the best is below 0.43 but for (1 - P(≤ 42))^200 < 1e-6, P(≤ 42) = 0.067
    valid, test = rng.binomial(100, 0.5, size=(2, 200)) / 100

    assert valid.min() < 0.43
    assert c.selection_optimism(valid, test) > 0


WRONG_SHAPES = [
    (c.error_rate, ([1, 1], [[1.0], [2.0]])),
    (c.error_rate, ([], [])),
    (c.perceptron, (np.ones((2, 3)), np.ones(2), 0.0)),
    (c.perceptron, (np.ones((2, 3)), np.ones(3), np.ones(2))),
    (c.hinge_gradient, (np.ones(3), 0.0, np.ones((2, 3)), np.ones(3))),
    (c.train_linear, (np.ones(3), np.ones(3), 0.1, 1)),
    (c.standardize, (np.ones((2, 3)), np.ones((2, 2)))),
    (c.standardize, (np.ones((0, 3)), np.ones((2, 3)))),
    (c.nearest_neighbor, (np.ones((2, 3)), np.ones(3), np.ones((1, 3)))),
    (c.neighbor_scores, (np.ones((2, 3)), np.ones(2), np.ones((1, 3)), 3)),
    (c.error_interval, ([1], [1.0, 2.0])),
    (c.selection_optimism, ([0.1], [0.1, 0.2])),
]


@pytest.mark.parametrize(("function", "arguments"), WRONG_SHAPES, ids=lambda value: getattr(value, "__name__", ""))
def test_shapes_that_do_not_fit_are_refused_in_words(function, arguments):
    with pytest.raises(ValueError, match=r"shape|must be"):
        function(*arguments)


@pytest.mark.parametrize("dtype", [np.float32, int, list])
def test_numbers_of_any_kind_are_accepted(dtype):
    X, y = np.array([[3, 1], [1, 2], [-4, 1]]), np.array([1, -1, -1])
    convert = (lambda a: a.tolist()) if dtype is list else (lambda a: a.astype(dtype))

    assert c.hinge_gradient(convert(y[:2]), 0, convert(X), convert(y))[1] == pytest.approx(0)
    assert c.nearest_neighbor(convert(X), convert(y), convert(X)).tolist() == y.tolist()
    assert c.train_linear(convert(X), convert(y), 0.5, 3)[0].shape == (2,)
