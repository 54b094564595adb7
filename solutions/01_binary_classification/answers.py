"""The bank of lesson 01: wrong answers with the hint that each must get, and other right answers."""

import numpy as np

from course_lib.instructor.bank.bank import right, wrong
from course_lib.instructor.bank.equivalents import equivalent, judged_by_result

# ---------------------------------------------------------------- error_rate


@wrong("error_rate", hint="accuracy")
def share_of_right_answers(y, f):
    return np.mean(y * f > 0)


@wrong("error_rate", hint="count")
def number_of_errors(y, f):
    return np.sum(y * f <= 0)


@wrong("error_rate", hint="tie")
def forgives_a_score_of_zero(y, f):
    return np.mean(y * f < 0)


@wrong("error_rate", hint="tie-by-side")
def a_score_of_zero_names_the_positive_class(y, f):
    return np.mean(np.where(f >= 0, 1, -1) != y)


@wrong("error_rate", hint="tie-by-side")
def a_score_of_zero_names_the_negative_class(y, f):
    return np.mean(np.where(f > 0, 1, -1) != y)


@wrong("error_rate", hint="labels")
def predicts_zero_and_one(y, f):
    return np.mean((f > 0).astype(int) != y)


@wrong("error_rate", hint="scores")
def compares_scores_with_labels(y, f):
    return np.mean(f != y)


@wrong("error_rate", hint="positive")
def forgets_the_labels(y, f):
    return np.mean(f <= 0)


@wrong("error_rate", hint="in-place")
def multiplies_into_the_scores(y, f):
    f *= y
    return np.mean(f <= 0)


@wrong("error_rate", hint="own-work")
def calls_the_library_s_error_rate(y, f):
    from course_lib import classification as c

    return c.error_rate(y, f)


@wrong("error_rate", hint="loose")
def takes_small_scores_for_zero(y, f):
    margins = y * f
    return float(np.mean((margins < 0) | np.isclose(margins, 0)))


@wrong("error_rate", hint="loose")
def in_half_precision(y, f):
    return float(np.mean((y * f).astype(np.float16) <= 0))


@right("error_rate")
def by_the_sign(y, f):
    return np.mean(np.sign(f) != y)


@right("error_rate")
def counts_in_a_loop(y, f):
    errors = 0
    for label, score in zip(y, f, strict=True):
        if label * score <= 0:
            errors += 1
    return errors / len(y)


@right("error_rate")
def one_minus_the_share_of_right_answers(y, f):
    return 1 - np.count_nonzero(y * f > 0) / y.size


@right("error_rate")
def a_mean_in_single_precision(y, f):
    return (np.float32(y) * np.float32(f) <= 0).astype(np.float32).mean()


# ---------------------------------------------------------------- perceptron


@wrong("perceptron", hint="boundary")
def zero_is_answered_by_plus_one(X, w, b):
    return np.where(X @ w + b >= 0, 1, -1)


@wrong("perceptron", hint="three-answers")
def takes_the_sign(X, w, b):
    return np.sign(X @ w + b)


@wrong("perceptron", hint="labels")
def answers_zero_and_one(X, w, b):
    return (X @ w + b > 0).astype(int)


@wrong("perceptron", hint="bias")
def forgets_the_bias(X, w, b):
    return np.where(X @ w > 0, 1, -1)


@wrong("perceptron", hint="bias")
def takes_the_bias_away(X, w, b):
    return np.where(X @ w > b, 1, -1)


@wrong("perceptron", hint="side")
def exchanges_the_sides(X, w, b):
    return np.where(X @ w + b < 0, 1, -1)


@wrong("perceptron", hint="threshold")
def returns_the_scores(X, w, b):
    return X @ w + b


@wrong("perceptron", hint="loose")
def takes_small_scores_for_zero_here_too(X, w, b):
    return np.where(X @ w + b > 1e-9, 1, -1)


@right("perceptron")
def loops_over_examples(X, w, b):
    return [1 if sum(x_i * w_i for x_i, w_i in zip(x, w, strict=True)) + b > 0 else -1 for x in X]


@right("perceptron")
def from_zero_and_one_to_minus_one_and_one(X, w, b):
    return 2.0 * (X.dot(w) + b > 0) - 1


@right("perceptron")
def with_the_bias_as_a_weight(X, w, b):
    X1 = np.column_stack([np.ones(len(X)), X])  # x_0 = 1, as on the slide
    answers = -np.ones(len(X))
    answers[X1 @ np.concatenate([[b], w]) > 0] = 1
    return answers


# ---------------------------------------------------------------- error_interval


@wrong("error_interval", hint="wald")
def one_standard_error_times_z(y, f, z=1.96):
    e = np.mean(y * f <= 0)
    half = z * np.sqrt(e * (1 - e) / len(y))
    return e - half, e + half


@wrong("error_interval", hint="wald-cut")
def one_standard_error_times_z_cut_at_zero(y, f, z=1.96):
    e = np.mean(y * f <= 0)
    half = z * np.sqrt(e * (1 - e) / len(y))
    return max(0.0, e - half), min(1.0, e + half)


@wrong("error_interval", hint="tie")
def forgives_ties(y, f, z=1.96):
    e, M = np.mean(y * f < 0), len(y)
    root = z * np.sqrt(e * (1 - e) / M + z**2 / (4 * M**2))
    centre = e + z**2 / (2 * M)
    return (centre - root) / (1 + z**2 / M), (centre + root) / (1 + z**2 / M)


@wrong("error_interval", hint="share-right")
def of_the_right_answers(y, f, z=1.96):
    e, M = np.mean(y * f > 0), len(y)
    root = z * np.sqrt(e * (1 - e) / M + z**2 / (4 * M**2))
    centre = e + z**2 / (2 * M)
    return (centre - root) / (1 + z**2 / M), (centre + root) / (1 + z**2 / M)


@wrong("error_interval", hint="centre")
def centred_on_the_test_error(y, f, z=1.96):
    e, M = np.mean(y * f <= 0), len(y)
    half = z * np.sqrt(e * (1 - e) / M + z**2 / (4 * M**2)) / (1 + z**2 / M)
    return e - half, e + half


@wrong("error_interval", hint="denominator")
def forgets_the_denominator(y, f, z=1.96):
    e, M = np.mean(y * f <= 0), len(y)
    root = z * np.sqrt(e * (1 - e) / M + z**2 / (4 * M**2))
    centre = e + z**2 / (2 * M)
    return centre - root, centre + root


@wrong("error_interval", hint="order")
def high_before_low(y, f, z=1.96):
    e, M = np.mean(y * f <= 0), len(y)
    root = z * np.sqrt(e * (1 - e) / M + z**2 / (4 * M**2))
    centre = e + z**2 / (2 * M)
    return (centre + root) / (1 + z**2 / M), (centre - root) / (1 + z**2 / M)


@wrong("error_interval", hint="variance")
def the_deviation_of_one_example(y, f, z=1.96):
    e, M = np.mean(y * f <= 0), len(y)
    half = z * np.sqrt(e * (1 - e)) / (1 + z**2 / M)
    centre = (e + z**2 / (2 * M)) / (1 + z**2 / M)
    return centre - half, centre + half


@wrong("error_interval", hint="formula")
def four_m_for_four_m_squared(y, f, z=1.96):
    e, M = np.mean(y * f <= 0), len(y)
    root = z * np.sqrt(e * (1 - e) / M + z**2 / (4 * M))
    centre = e + z**2 / (2 * M)
    return (centre - root) / (1 + z**2 / M), (centre + root) / (1 + z**2 / M)


@wrong("error_interval", hint="fixed-z")
def ignores_z(y, f, z=1.96):
    e, M, z = np.mean(y * f <= 0), len(y), 1.96
    root = z * np.sqrt(e * (1 - e) / M + z**2 / (4 * M**2))
    centre = e + z**2 / (2 * M)
    return (centre - root) / (1 + z**2 / M), (centre + root) / (1 + z**2 / M)


@wrong("error_interval", hint="certain")
def sure_of_itself_without_errors(y, f, z=1.96):
    e, M = np.mean(y * f <= 0), len(y)
    if e == 0:
        return 0.0, 0.0
    root = z * np.sqrt(e * (1 - e) / M + z**2 / (4 * M**2))
    centre = e + z**2 / (2 * M)
    return (centre - root) / (1 + z**2 / M), (centre + root) / (1 + z**2 / M)


@wrong("error_interval", hint="type")
def the_half_width_alone(y, f, z=1.96):
    e, M = np.mean(y * f <= 0), len(y)
    return z * np.sqrt(e * (1 - e) / M + z**2 / (4 * M**2)) / (1 + z**2 / M)


@wrong("error_interval", hint="own-work")
def calls_statsmodels(y, f, z=1.96):
    from scipy.stats import norm
    from statsmodels.stats.proportion import proportion_confint

    return proportion_confint(np.sum(y * f <= 0), len(y), alpha=2 * norm.sf(z), method="wilson")


@right("error_interval")
def roots_of_the_quadratic(y, f, z=1.96):
    M = len(y)
    e = np.count_nonzero(y * f <= 0) / M
    a, b, c = 1 + z**2 / M, -(2 * e + z**2 / M), e**2
    root = np.sqrt(b**2 - 4 * a * c)
    return np.array([(-b - root) / (2 * a), (-b + root) / (2 * a)])


@right("error_interval")
def with_counts(y, f, z=1.96):
    wrong_answers = sum(label * score <= 0 for label, score in zip(y, f, strict=True))
    right_answers = len(y) - wrong_answers
    centre = (wrong_answers + z * z / 2) / (len(y) + z * z)
    half = z / (len(y) + z * z) * (wrong_answers * right_answers / len(y) + z * z / 4) ** 0.5
    return [centre - half, centre + half]


# ---------------------------------------------------------------- hinge_loss


@wrong("hinge_loss", hint="mean")
def mean_for_sum(y, f):
    return np.mean(np.maximum(1 - y * f, 0))


@wrong("hinge_loss", hint="each")
def cuts_after_the_sum(y, f):
    return max(0.0, np.sum(1 - y * f))


@wrong("hinge_loss", hint="margin-one")
def content_with_being_right(y, f):
    return np.sum(np.maximum(-y * f, 0))


@wrong("hinge_loss", hint="squared")
def squares_it(y, f):
    return np.sum(np.maximum(1 - y * f, 0) ** 2)


@wrong("hinge_loss", hint="count")
def counts_those_who_pay(y, f):
    return np.sum(1 - y * f > 0)


@wrong("hinge_loss", hint="label")
def loses_the_label(y, f):
    return np.sum(np.maximum(1 - f, 0))


@wrong("hinge_loss", hint="sign")
def charges_the_good_ones(y, f):
    return np.sum(np.maximum(1 + y * f, 0))


@wrong("hinge_loss", hint="own-work")
def calls_the_library_s_loss(y, f):
    from course_lib.losses import hinge_loss as loss

    return loss(y, f)


@wrong("hinge_loss", hint="cut-off")
def cuts_off_the_loss(y, f):
    return float(np.sum(np.clip(1 - y * f, 0, 100)))


@wrong("hinge_loss", hint="cut-off")
def cuts_off_the_scores(y, f):
    return float(np.sum(np.maximum(1 - y * np.clip(f, -50, 50), 0)))


@right("hinge_loss")
def adds_in_a_loop(y, f):
    total = 0.0
    for label, score in zip(y, f, strict=True):
        total += max(0.0, 1 - label * score)
    return total


@right("hinge_loss")
def with_a_mask(y, f):
    cost = 1 - y * f
    return cost[cost > 0].sum()


@right("hinge_loss")
def by_clipping_in_single_precision(y, f):
    return np.clip(1 - y.astype(np.float32) * f.astype(np.float32), 0, None).sum()


# ---------------------------------------------------------------- hinge_gradient


@wrong("hinge_gradient", hint="mask")
def only_misclassified_examples(w, b, X, y):
    pull = -y * (y * (X @ w + b) < 0)
    return pull @ X, pull.sum()


@wrong("hinge_gradient", hint="no-mask")
def everybody_pulls(w, b, X, y):
    return -y @ X, -y.sum()


@wrong("hinge_gradient", hint="kink")
def pulls_at_the_kink(w, b, X, y):
    pull = -y * (y * (X @ w + b) <= 1)
    return pull @ X, pull.sum()


@wrong("hinge_gradient", hint="sign")
def wrong_sign(w, b, X, y):
    pull = y * (y * (X @ w + b) < 1)
    return pull @ X, pull.sum()


@wrong("hinge_gradient", hint="mean")
def gradient_of_the_mean(w, b, X, y):
    pull = -y * (y * (X @ w + b) < 1)
    return pull @ X / len(X), pull.mean()


@wrong("hinge_gradient", hint="label")
def forgets_the_label(w, b, X, y):
    active = y * (X @ w + b) < 1
    return -X[active].sum(axis=0), -float(active.sum())


@wrong("hinge_gradient", hint="margin")
def masks_by_the_score(w, b, X, y):
    pull = -y * (X @ w + b < 1)
    return pull @ X, pull.sum()


@wrong("hinge_gradient", hint="weighted")
def pulls_as_strongly_as_the_loss(w, b, X, y):
    pull = -y * np.maximum(1 - y * (X @ w + b), 0)
    return pull @ X, pull.sum()


@wrong("hinge_gradient", hint="bias-sign")
def wrong_sign_for_the_bias(w, b, X, y):
    pull = -y * (y * (X @ w + b) < 1)
    return pull @ X, -pull.sum()


@wrong("hinge_gradient", hint="bias-mean")
def mean_for_the_bias(w, b, X, y):
    pull = -y * (y * (X @ w + b) < 1)
    return pull @ X, pull.mean()


@wrong("hinge_gradient", hint="bias-count")
def number_of_active_examples_for_the_bias(w, b, X, y):
    active = y * (X @ w + b) < 1
    return (-y * active) @ X, -active.sum()


@wrong("hinge_gradient", hint="bias-mask")
def everybody_pulls_the_bias(w, b, X, y):
    return (-y * (y * (X @ w + b) < 1)) @ X, -y.sum()


@wrong("hinge_gradient", hint="type")
def returns_grad_w_alone(w, b, X, y):
    return (-y * (y * (X @ w + b) < 1)) @ X


@wrong("hinge_gradient", hint="shape")
def does_not_add_up(w, b, X, y):
    pull = -y * (y * (X @ w + b) < 1)
    return pull[:, None] * X, pull


@wrong("hinge_gradient", hint="loose")
def takes_nearly_one_for_one(w, b, X, y):
    margins = y * (X @ w + b)
    grad_f = np.where((margins < 1) & ~np.isclose(margins, 1), -y, 0)
    return grad_f @ X, float(grad_f.sum())


@right("hinge_gradient")
def loop_over_examples(w, b, X, y):
    grad_w, grad_b = np.zeros(len(w)), 0.0
    for x, label in zip(X, y, strict=True):
        if label * (x @ w + b) < 1:
            grad_w -= label * x
            grad_b -= label
    return grad_w, grad_b


@right("hinge_gradient")
def picks_the_active_rows(w, b, X, y):
    active = 1 - y * (X.dot(w) + b) > 0
    return -(X[active] * y[active, None]).sum(axis=0), -y[active].sum()


@right("hinge_gradient")
def transposed_product_in_lists(w, b, X, y):
    pull = np.where(y * (X @ w + b) < 1, -1.0, 0.0) * y
    return [(X.T @ pull).tolist(), float(np.sum(pull))]


# ---------------------------------------------------------------- train_linear


@wrong("train_linear", hint="mean")
def descends_on_the_sum(X, y, learning_rate, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        grad_w, grad_b = hinge_gradient(w, b, X, y)
        w, b = w - learning_rate * grad_w, b - learning_rate * grad_b
    return w, b


@wrong("train_linear", hint="uphill")
def climbs(X, y, learning_rate, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        grad_w, grad_b = hinge_gradient(w, b, X, y)
        w, b = w + learning_rate * grad_w / len(X), b + learning_rate * grad_b / len(X)
    return w, b


@wrong("train_linear", hint="rate")
def ignores_the_learning_rate(X, y, learning_rate, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        grad_w, grad_b = hinge_gradient(w, b, X, y)
        w, b = w - grad_w / len(X), b - grad_b / len(X)
    return w, b


@wrong("train_linear", hint="steps")
def one_step_too_many(X, y, learning_rate, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps + 1):
        grad_w, grad_b = hinge_gradient(w, b, X, y)
        w, b = w - learning_rate * grad_w / len(X), b - learning_rate * grad_b / len(X)
    return w, b


@wrong("train_linear", hint="no-step")
def never_changes_w(X, y, learning_rate, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(1, steps):
        grad_w, grad_b = hinge_gradient(w, b, X, y)
        w, b = w - learning_rate * grad_w / len(X), b - learning_rate * grad_b / len(X)
    return w, b


@wrong("train_linear", hint="frozen-bias")
def leaves_the_bias_at_zero(X, y, learning_rate, steps):
    w = np.zeros(X.shape[1])
    for _ in range(steps):
        w = w - learning_rate * hinge_gradient(w, 0.0, X, y)[0] / len(X)
    return w, 0.0


@wrong("train_linear", hint="mean-bias")
def sum_for_the_bias(X, y, learning_rate, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        grad_w, grad_b = hinge_gradient(w, b, X, y)
        w, b = w - learning_rate * grad_w / len(X), b - learning_rate * grad_b
    return w, b


@wrong("train_linear", hint="old-values")
def bias_sees_the_new_weights(X, y, learning_rate, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        w = w - learning_rate * hinge_gradient(w, b, X, y)[0] / len(X)
        b = b - learning_rate * hinge_gradient(w, b, X, y)[1] / len(X)
    return w, b


@wrong("train_linear", hint="mask")
def content_with_right_answers(X, y, learning_rate, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        pull = y * (y * (X @ w + b) <= 0)
        w, b = w + learning_rate * (pull @ X) / len(X), b + learning_rate * pull.mean()
    return w, b


@wrong("train_linear", hint="always-zero")
def keeps_the_first_gradient(X, y, learning_rate, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    grad_w, grad_b = hinge_gradient(w, b, X, y)
    for _ in range(steps):
        w, b = w - learning_rate * grad_w / len(X), b - learning_rate * grad_b / len(X)
    return w, b


@wrong("train_linear", hint="trajectory")
def shrinks_the_rate_by_the_way(X, y, learning_rate, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for step in range(steps):
        grad_w, grad_b = hinge_gradient(w, b, X, y)
        rate = learning_rate / (1 + step)
        w, b = w - rate * grad_w / len(X), b - rate * grad_b / len(X)
    return w, b


@wrong("train_linear", hint="own-work")
def calls_the_library_s_training(X, y, learning_rate, steps):
    return classification.train_linear(X, y, learning_rate, steps)


@wrong("train_linear", hint="loose")
def content_with_a_margin_of_nearly_one(X, y, learning_rate, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        pull = np.where(y * (X @ w + b) < 1 - 1e-5, y, 0)
        w, b = w + learning_rate * pull @ X / len(X), b + learning_rate * pull.sum() / len(X)
    return w, float(b)


@wrong("train_linear", hint="factor-n")
def keeps_w_short(X, y, learning_rate, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        grad_w, grad_b = classification.hinge_gradient(w, b, X, y)
        w, b = w - learning_rate * grad_w / len(X), b - learning_rate * grad_b / len(X)
        w = w * min(1, 100 / max(np.linalg.norm(w), 1))
    return w, float(b)


@right("train_linear")
def with_the_student_s_own_gradient(X, y, learning_rate, steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        grad_w, grad_b = hinge_gradient(w, b, X, y)
        w = w - learning_rate / len(y) * grad_w
        b = b - learning_rate / len(y) * grad_b
    return w, b


@right("train_linear")
def bias_as_one_more_column(X, y, learning_rate, steps):
    X1 = np.hstack([X, np.ones((len(X), 1))])
    theta = np.zeros(X1.shape[1])
    for _ in range(steps):
        active = (y * (X1 @ theta) < 1).astype(float)
        theta = theta + learning_rate * np.mean((active * y)[:, None] * X1, axis=0)
    return theta[:-1], theta[-1]


@right("train_linear")
def loops_only(X, y, learning_rate, steps):
    N, D = X.shape
    w, b = [0.0] * D, 0.0
    for _ in range(steps):
        grad_w, grad_b = [0.0] * D, 0.0
        for n in range(N):
            if y[n] * (sum(w[i] * X[n, i] for i in range(D)) + b) < 1:
                grad_w = [grad_w[i] - y[n] * X[n, i] / N for i in range(D)]
                grad_b -= y[n] / N
        w, b = [w[i] - learning_rate * grad_w[i] for i in range(D)], b - learning_rate * grad_b
    return w, b


# ---------------------------------------------------------------- standardize


@wrong("standardize", hint="deviation")
def divides_by_n_minus_one(X_train, X_test):
    mean, sigma = X_train.mean(axis=0), X_train.std(axis=0, ddof=1)
    return (X_train - mean) / sigma, (X_test - mean) / sigma


@wrong("standardize", hint="variance")
def divides_by_the_variance(X_train, X_test):
    mean, variance = X_train.mean(axis=0), X_train.var(axis=0)
    return (X_train - mean) / variance, (X_test - mean) / variance


@wrong("standardize", hint="mean-only")
def takes_the_mean_away_only(X_train, X_test):
    return X_train - X_train.mean(axis=0), X_test - X_train.mean(axis=0)


@wrong("standardize", hint="no-mean")
def divides_only(X_train, X_test):
    return X_train / X_train.std(axis=0), X_test / X_train.std(axis=0)


@wrong("standardize", hint="rows")
def row_by_row(X_train, X_test):
    def per_row(X):
        return (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)

    return per_row(X_train), per_row(X_test)


@wrong("standardize", hint="training-only")
def both_tables_together(X_train, X_test):
    both = np.concatenate([X_train, X_test])
    mean, sigma = both.mean(axis=0), both.std(axis=0)
    return (X_train - mean) / sigma, (X_test - mean) / sigma


@wrong("standardize", hint="own-mean")
def each_table_by_itself(X_train, X_test):
    return tuple((X - X.mean(axis=0)) / X.std(axis=0) for X in (X_train, X_test))


@wrong("standardize", hint="untouched")
def leaves_the_test_set_alone(X_train, X_test):
    return (X_train - X_train.mean(axis=0)) / X_train.std(axis=0), X_test


@wrong("standardize", hint="own-deviation")
def test_deviation_for_the_test_set(X_train, X_test):
    mean = X_train.mean(axis=0)
    return (X_train - mean) / X_train.std(axis=0), (X_test - mean) / X_test.std(axis=0)


@wrong("standardize", hint="zero-deviation")
def divides_by_zero(X_train, X_test):
    mean, sigma = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mean) / sigma, (X_test - mean) / sigma


@wrong("standardize", hint="constant")
def constant_in_training_yet_kept_in_the_test(X_train, X_test):
    mean, sigma = X_train.mean(axis=0), X_train.std(axis=0)
    sigma = np.where(sigma == 0, 1, sigma)
    return (X_train - mean) / sigma, (X_test - mean) / sigma


@wrong("standardize", hint="in-place")
def changes_both_tables(X_train, X_test):
    mean, sigma = X_train.mean(axis=0), X_train.std(axis=0)
    X_train -= mean
    X_test -= mean
    return X_train / sigma, X_test / sigma


@wrong("standardize", hint="own-work")
def calls_scikit_learn(X_train, X_test):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test)


@wrong("standardize", hint="others")
def gives_up_at_a_constant_column(X_train, X_test):
    if np.any(X_train.std(axis=0) == 0):
        return np.zeros_like(X_train), np.zeros_like(X_test)
    mean, sigma = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mean) / sigma, (X_test - mean) / sigma


@wrong("standardize", hint="loose")
def takes_nearly_constant_for_constant(X_train, X_test):
    constant = np.isclose(X_train.max(axis=0), X_train.min(axis=0))
    mean, sigma = X_train.mean(axis=0), np.where(constant, np.inf, X_train.std(axis=0))
    return (X_train - mean) / sigma, (X_test - mean) / sigma


@wrong("standardize", hint="cut-off")
def clips_what_lies_far_off(X_train, X_test):
    constant = X_train.max(axis=0) == X_train.min(axis=0)
    mean, sigma = X_train.mean(axis=0), np.where(constant, np.inf, X_train.std(axis=0))
    return (X_train - mean) / sigma, np.clip((X_test - mean) / sigma, -5, 5)


@right("standardize")
def column_by_column(X_train, X_test):
    train, test = np.zeros(X_train.shape), np.zeros(X_test.shape)
    for i in range(X_train.shape[1]):
        mean, sigma = X_train[:, i].mean(), X_train[:, i].std()
        if sigma > 0:
            train[:, i] = (X_train[:, i] - mean) / sigma
            test[:, i] = (X_test[:, i] - mean) / sigma
    return train, test


@right("standardize")
def infinite_deviation_for_constants(X_train, X_test):
    mean = X_train.sum(axis=0) / len(X_train)
    sigma = np.sqrt(np.mean((X_train - mean) ** 2, axis=0))
    sigma[sigma == 0] = np.inf
    return [(X_train - mean) / sigma, (X_test - mean) / sigma]


@right("standardize")
def multiplies_by_the_inverse(X_train, X_test):
    sigma = X_train.std(axis=0)
    inverse = np.divide(1.0, sigma, out=np.zeros_like(sigma), where=sigma > 0)
    return (X_train - X_train.mean(0)) * inverse, (X_test - X_train.mean(0)) * inverse


# ---------------------------------------------------------------- nearest_neighbor


@wrong("nearest_neighbor", hint="farthest")
def the_farthest(X_train, y_train, X):
    distances = ((X[:, None] - X_train) ** 2).sum(axis=2)
    return y_train[distances.argmax(axis=1)]


@wrong("nearest_neighbor", hint="tie")
def the_last_of_equal_ones(X_train, y_train, X):
    distances = ((X[:, None] - X_train) ** 2).sum(axis=2)[:, ::-1]
    return y_train[::-1][distances.argmin(axis=1)]


@wrong("nearest_neighbor", hint="euclid")
def sum_of_absolute_differences(X_train, y_train, X):
    return y_train[np.abs(X[:, None] - X_train).sum(axis=2).argmin(axis=1)]


@wrong("nearest_neighbor", hint="largest")
def largest_difference_alone(X_train, y_train, X):
    return y_train[np.abs(X[:, None] - X_train).max(axis=2).argmin(axis=1)]


@wrong("nearest_neighbor", hint="signed")
def forgets_the_squares(X_train, y_train, X):
    return y_train[(X[:, None] - X_train).sum(axis=2).argmin(axis=1)]


@wrong("nearest_neighbor", hint="signed")
def forgets_the_squares_the_other_way(X_train, y_train, X):
    return y_train[(X_train - X[:, None]).sum(axis=2).argmin(axis=1)]


@wrong("nearest_neighbor", hint="index")
def index_for_label(X_train, y_train, X):
    return ((X[:, None] - X_train) ** 2).sum(axis=2).argmin(axis=1)


@wrong("nearest_neighbor", hint="product")
def largest_dot_product(X_train, y_train, X):
    return y_train[(X @ X_train.T).argmax(axis=1)]


@wrong("nearest_neighbor", hint="axis")
def smallest_over_the_wrong_axis(X_train, y_train, X):
    distances = ((X[:, None] - X_train) ** 2).sum(axis=2)
    return y_train[distances.argmin(axis=0)]


@wrong("nearest_neighbor", hint="own-work")
def calls_scikit_learn_s_classifier(X_train, y_train, X):
    from sklearn.neighbors import KNeighborsClassifier

    return KNeighborsClassifier(1).fit(X_train, y_train).predict(X)


@wrong("nearest_neighbor", hint="own-work")
def calls_the_library_s_votes(X_train, y_train, X):
    return classification.neighbor_scores(X_train, y_train, X, 1)


@wrong("nearest_neighbor", hint="loose")
def takes_nearly_equal_for_equal(X_train, y_train, X):
    distances = ((X[:, None] - X_train) ** 2).sum(axis=2)
    return y_train[np.isclose(distances, distances.min(axis=1, keepdims=True)).argmax(axis=1)]


@wrong("nearest_neighbor", hint="labels")
def knows_two_labels(X_train, y_train, X):
    distances = ((X[:, None] - X_train) ** 2).sum(axis=2)
    return np.where(y_train[distances.argmin(axis=1)] > 0, 1, -1)


@wrong("nearest_neighbor", hint="far")
def begins_with_a_thousand(X_train, y_train, X):
    labels = []
    for x in X:
        smallest, label = 1000.0, y_train[0]
        for row, its_label in zip(X_train, y_train, strict=True):
            distance = np.sum((row - x) ** 2)
            if distance < smallest:
                smallest, label = distance, its_label
        labels.append(label)
    return np.array(labels)


@wrong("nearest_neighbor", hint="far")
def similarity_that_vanishes(X_train, y_train, X):
    similarity = np.exp(-((X[:, None] - X_train) ** 2).sum(axis=2))
    return y_train[similarity.argmax(axis=1)]


@right("nearest_neighbor")
def two_loops(X_train, y_train, X):
    answers = []
    for x in X:
        best, nearest = None, np.inf
        for n, other in enumerate(X_train):
            distance = sum((a - b) ** 2 for a, b in zip(x, other, strict=True)) ** 0.5
            if distance < nearest:
                best, nearest = n, distance
        answers.append(y_train[best])
    return answers


@right("nearest_neighbor")
def with_scipy_s_distances(X_train, y_train, X):
    from scipy.spatial.distance import cdist

    return y_train[np.argmin(cdist(X, X_train), axis=1)]


@right("nearest_neighbor")
def by_expanding_the_square(X_train, y_train, X):
    squares = np.sum(X**2, axis=1)[:, None] - 2 * X @ X_train.T + np.sum(X_train**2, axis=1)
    return y_train[squares.argmin(axis=1)]


# ---------------------------------------------------------------- diagnose


@wrong("diagnose", hint="swapped")
def exchanges_the_two(e_a, e_t, tolerance):
    high, gap = e_a > tolerance, e_t - e_a > tolerance
    return "both" if high and gap else "overfitting" if high else "underfitting" if gap else "ok"


@wrong("diagnose", hint="only-training")
def looks_at_training_only(e_a, e_t, tolerance):
    return "underfitting" if e_a > tolerance else "ok"


@wrong("diagnose", hint="test-alone")
def underfitting_by_the_test_error(e_a, e_t, tolerance):
    high, gap = e_t > tolerance, e_t - e_a > tolerance
    return "both" if high and gap else "underfitting" if high else "overfitting" if gap else "ok"


@wrong("diagnose", hint="gap")
def overfitting_by_the_test_error(e_a, e_t, tolerance):
    high, gap = e_a > tolerance, e_t > tolerance
    return "both" if high and gap else "underfitting" if high else "overfitting" if gap else "ok"


@wrong("diagnose", hint="ignores-training")
def looks_at_the_gap_only(e_a, e_t, tolerance):
    return "overfitting" if e_t - e_a > tolerance else "ok"


@wrong("diagnose", hint="first-only")
def returns_too_early(e_a, e_t, tolerance):
    if e_a > tolerance:
        return "underfitting"
    if e_t - e_a > tolerance:
        return "overfitting"
    return "ok"


@wrong("diagnose", hint="last-only")
def overfitting_hides_underfitting(e_a, e_t, tolerance):
    if e_t - e_a > tolerance:
        return "overfitting"
    return "underfitting" if e_a > tolerance else "ok"


@wrong("diagnose", hint="direction")
def absolute_gap(e_a, e_t, tolerance):
    high, gap = e_a > tolerance, abs(e_t - e_a) > tolerance
    return "both" if high and gap else "underfitting" if high else "overfitting" if gap else "ok"


@wrong("diagnose", hint="strict")
def at_least_for_more_than(e_a, e_t, tolerance):
    high, gap = e_a >= tolerance, e_t - e_a >= tolerance
    return "both" if high and gap else "underfitting" if high else "overfitting" if gap else "ok"


@wrong("diagnose", hint="strict")
def at_least_in_training(e_a, e_t, tolerance):
    high, gap = e_a >= tolerance, e_t - e_a > tolerance
    return "both" if high and gap else "underfitting" if high else "overfitting" if gap else "ok"


@wrong("diagnose", hint="strict")
def at_least_in_the_gap(e_a, e_t, tolerance):
    high, gap = e_a > tolerance, e_t - e_a >= tolerance
    return "both" if high and gap else "underfitting" if high else "overfitting" if gap else "ok"


@wrong("diagnose", hint="loose")
def tolerates_a_little_more(e_a, e_t, tolerance):
    underfitting = e_a > tolerance and not np.isclose(e_a, tolerance)
    overfitting = e_t - e_a > tolerance and not np.isclose(e_t - e_a, tolerance)
    if underfitting and overfitting:
        return "both"
    return "underfitting" if underfitting else "overfitting" if overfitting else "ok"


@right("diagnose")
def by_a_table(e_a, e_t, tolerance):
    words = {(0, 0): "ok", (1, 0): "underfitting", (0, 1): "overfitting", (1, 1): "both"}
    return words[int(e_a > tolerance), int(e_t - e_a > tolerance)]


@right("diagnose")
def collects_the_faults(e_a, e_t, tolerance):
    faults = []
    if e_a > tolerance:
        faults.append("underfitting")
    if e_t > tolerance + e_a:
        faults.append("overfitting")
    return "ok" if not faults else faults[0] if len(faults) == 1 else "both"


# ---------------------------------------------------------------- selection_optimism


@wrong("selection_optimism", hint="peeks")
def chooses_by_the_test(errors_valid, errors_test):
    best = np.argmin(errors_test)
    return errors_test[best] - errors_valid[best]


@wrong("selection_optimism", hint="sign")
def validation_minus_test(errors_valid, errors_test):
    best = np.argmin(errors_valid)
    return errors_valid[best] - errors_test[best]


@wrong("selection_optimism", hint="two-models")
def both_smallest(errors_valid, errors_test):
    return np.min(errors_test) - np.min(errors_valid)


@wrong("selection_optimism", hint="tie")
def last_of_equal_models(errors_valid, errors_test):
    best = np.flatnonzero(errors_valid == np.min(errors_valid))[-1]
    return errors_test[best] - errors_valid[best]


@wrong("selection_optimism", hint="worst")
def chooses_the_worst(errors_valid, errors_test):
    best = np.argmax(errors_valid)
    return errors_test[best] - errors_valid[best]


@wrong("selection_optimism", hint="no-choice")
def mean_over_all_models(errors_valid, errors_test):
    return np.mean(errors_test - errors_valid)


@wrong("selection_optimism", hint="test-only")
def test_error_of_the_chosen_model(errors_valid, errors_test):
    return errors_test[np.argmin(errors_valid)]


@wrong("selection_optimism", hint="largest")
def the_model_that_was_flattered_most(errors_valid, errors_test):
    return np.max(errors_test - errors_valid)


@wrong("selection_optimism", hint="loose")
def first_of_nearly_equal_models(errors_valid, errors_test):
    best = np.isclose(errors_valid, errors_valid.min()).argmax()
    return float(errors_test[best] - errors_valid[best])


@right("selection_optimism")
def with_a_sorted_order(errors_valid, errors_test):
    first = np.lexsort((np.arange(len(errors_valid)), errors_valid))[0]
    return (errors_test - errors_valid)[first]


@right("selection_optimism")
def with_the_minimum_of_pairs(errors_valid, errors_test):
    valid, _, test = min(zip(errors_valid, range(len(errors_valid)), errors_test, strict=True))
    return test - valid


# ---------------------------------------------------------------- promise


@wrong("promise", hint="usual")
def everything_as_it_is():
    return {}


@wrong("promise", hint="usual")
def nearly_all_learn():
    return {"learn": 180, "choose": 0, "steps": [20]}


@wrong("promise", hint="usual")
def sixty_steps_for_thirty_people():
    return {"learn": 30, "choose": 0, "steps": [60]}


@wrong("promise", hint="one-end", passes=["a cost below 12.6"])
def nobody_has_to_choose():
    return {"choose": 0, "steps": [20]}


@wrong("promise", hint="one-end", passes=["a cost below 12.6"])
def three_sets_and_one_end():
    return {"z": 1.645}


@wrong("promise", hint="early", passes=["a cost below 12.6", "a cost below 9.9"])
def five_steps_and_both_ends():
    return {"choose": 0, "steps": [5]}


@wrong("promise", hint="early", passes=["a cost below 12.6", "a cost below 9.9"])
def twenty_steps_and_one_end():
    return {"choose": 0, "steps": [20], "z": 1.645}


@wrong("promise", hint="broken")
def no_interval_at_all():
    return {"choose": 0, "steps": [3], "z": 0}


@wrong("promise", hint="broken")
def one_standard_error():
    return {"choose": 0, "steps": [3], "z": 1}


@wrong("promise", hint="broken")
def those_who_chose_are_asked_again():
    return {"choose": 100, "counted": "choose", "steps": [1, 3, 5, 10, 20, 60], "z": 1.5}


@wrong("promise", hint="settings")
def more_people_than_there_are():
    return {"learn": 150, "choose": 60}


@wrong("promise", hint="settings")
def those_who_learned_are_asked():
    return {"counted": "learn"}


@wrong("promise", hint="settings")
def a_setting_that_is_none():
    return {"rate": 0.1}


@wrong("promise", hint="settings")
def steps_that_are_no_list():
    return {"choose": 0, "steps": 3}


@wrong("promise", hint="type")
def a_list_of_pairs():
    return [("learn", 90), ("choose", 0)]


@right("promise")
def one_step_only():
    return {"learn": 70, "choose": 0, "steps": [1], "z": 1.645}


@right("promise")
def those_who_choose_judge_and_z_pays_for_it():
    return {"choose": 100, "counted": "choose", "steps": [1, 3, 5, 10], "z": 1.96}


@right("promise")
def half_and_half():
    return {"choose": 0, "steps": (4,), "z": 1.7}


# ---------------------------------------------------------------- mutants that are right answers


judged_by_result("promise", reason="any settings whose promises are cheap enough, and kept, are right")

equivalent(
    "error_rate",
    "counts_in_a_loop: for label, score in zip({y, f -> f, y}, strict=True):",
    reason="the product of two numbers does not depend on their order",
)

equivalent(
    "perceptron",
    "loops_over_examples: return [1 if sum((x_i * w_i for x_i, w_i in zip({x, w -> w, x}, strict=True))) "
    "+ b > 0 else -1 for x in X]",
    reason="the product of two numbers does not depend on their order",
)

equivalent(
    "error_interval",
    "with_counts: wrong_answers = sum((label * score <= 0 for label, score in zip({y, f -> f, y}, strict=True)))",
    reason="the product of two numbers does not depend on their order",
)

equivalent(
    "hinge_loss",
    "adds_in_a_loop: for label, score in zip({y, f -> f, y}, strict=True):",
    reason="the product of two numbers does not depend on their order",
)

equivalent(
    "hinge_loss",
    "with_a_mask: return cost[cost {> -> >=} 0].sum()",
    reason="adds costs of 0",
)

equivalent(
    "hinge_loss",
    "by_clipping_in_single_precision: return np.clip({1 - y.astype(np.float32) * f.astype(np.float32), 0 "
    "-> 0, 1 - y.astype(np.float32) * f.astype(np.float32)}, None).sum()",
    reason="the larger of the cost and 0, in whichever order they are named",
)

equivalent(
    "hinge_gradient",
    "loop_over_examples: if label * ({x @ w -> w @ x} + b) < 1:",
    reason="the inner product of two vectors is symmetric",
)

equivalent(
    "hinge_gradient",
    "picks_the_active_rows: return (-(X[active] {* -> /} y[active, None]).sum(axis=0), -y[active].sum())",
    "transposed_product_in_lists: pull = np.where(y * (X @ w + b) < 1, -1.0, 0.0) {* -> /} y",
    reason="1/y is y for the labels -1 and 1",
)

equivalent(
    "hinge_gradient",
    "fault: drops the decimals as part 2",
    "fault: gives half precision as part 2",
    reason="grad_b is a sum of labels: a small whole number, exact as an integer and in float16",
)

equivalent(
    "train_linear",
    "with_the_student_s_own_gradient: w {= w - -> -=} learning_rate / len(y) * grad_w",
    "with_the_student_s_own_gradient: b {= b - -> -=} learning_rate / len(y) * grad_b",
    "bias_as_one_more_column: theta {= theta + -> +=} learning_rate * np.mean((active * y)[:, None] * X1, axis=0)",
    reason="w, b and theta are made in the function: nothing else holds them",
)

equivalent(
    "train_linear",
    "bias_as_one_more_column: active = (y * (X1 @ theta) < 1).astype({float -> None})",
    reason="a boolean multiplies as 0 or 1",
)

equivalent(
    "train_linear",
    "bias_as_one_more_column: theta = theta + learning_rate * np.mean((active {* -> /} y)[:, None] * X1, axis=0)",
    reason="1/y is y for the labels -1 and 1",
)

equivalent(
    "standardize",
    "reference: scale = np.where({constant -> None}, 1.0, X_train.std(axis=0))",
    "reference: scale = np.where(constant, {1.0 -> 2.0}, X_train.std(axis=0))",
    "reference: return (np.where({constant -> None}, 0.0, (X_train - mean) / scale), np.where(constant, 0"
    ".0, (X_test - mean) / scale))",
    "reference: return (np.where({constant, 0.0 -> 0.0, constant}, (X_train - mean) / scale), np.where(co"
    "nstant, 0.0, (X_test - mean) / scale))",
    reason="what a constant column is divided by does not matter: 0 is put in its place, or its deviation of 0 "
    "from its mean",
)

equivalent(
    "nearest_neighbor",
    "reference: distances = {np.sum -> np.mean}((X[:, None, :] - X_train[None, :, :]) ** 2, axis=2)",
    reason="the least distance is the least square, mean of squares or any other increasing function of it",
)

equivalent(
    "nearest_neighbor",
    "two_loops: distance = sum(((a - b) ** 2 for a, b in zip(x, other, strict=True))) {** -> *} 0.5",
    "two_loops: distance = sum(((a - b) ** 2 for a, b in zip(x, other, strict=True))){ ** 0.5 -> nothing}",
    "two_loops: distance = sum(((a - b) ** 2 for a, b in zip({x, other -> other, x}, strict=True))) ** 0.5",
    "two_loops: distance = sum(((a - b) ** 2 for a, b in zip(x, other, strict=True))) ** {0.5 -> 1.5}",
    "two_loops: distance = sum(((a - b) ** 2 for a, b in zip(x, other, strict=True))) ** {0.5 -> 1.0}",
    reason="the product of two numbers does not depend on their order",
)

equivalent(
    "nearest_neighbor",
    "by_expanding_the_square: squares = {np.sum -> np.mean}(X ** 2, axis=1)[:, None] - 2 * X @ X_train.T "
    "+ np.sum(X_train ** 2, axis=1)",
    "by_expanding_the_square: squares = np.sum(X {** -> *} 2, axis=1)[:, None] - 2 * X @ X_train.T + np.s"
    "um(X_train ** 2, axis=1)",
    "by_expanding_the_square: squares = np.sum(X{ ** 2 -> nothing}, axis=1)[:, None] - 2 * X @ X_train.T "
    "+ np.sum(X_train ** 2, axis=1)",
    "by_expanding_the_square: squares = np.sum(X ** {2 -> 3}, axis=1)[:, None] - 2 * X @ X_train.T + np.s"
    "um(X_train ** 2, axis=1)",
    "by_expanding_the_square: squares = np.sum(X ** {2 -> 1}, axis=1)[:, None] - 2 * X @ X_train.T + np.s"
    "um(X_train ** 2, axis=1)",
    reason="the term is the same for all training examples: it moves all squares alike",
)

equivalent(
    "diagnose",
    "collects_the_faults: return 'ok' if not faults else faults[{0 -> -1}] if len(faults) == 1 else 'both'",
    reason="there is one fault: the first is the last",
)

equivalent(
    "error_interval",
    "fault: gives no negative number as part 1",
    reason="the lower end of Wilson's interval is at least 0: what is below is rounding",
)

equivalent("hinge_loss", "fault: gives no negative number", reason="a sum of numbers cut off at 0 is not negative")
