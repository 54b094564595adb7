"""The bank of lesson 03: wrong answers, each with the hint it must get, and other right answers."""

from fractions import Fraction

import numpy as np

from course_lib import gradients, losses
from course_lib.instructor.bank.bank import right, wrong
from course_lib.instructor.bank.equivalents import equivalent, exact, judged_by_result

# ---------------------------------------------------------------- 3.1 numerical_gradient


@wrong("numerical_gradient", hint="one-sided")
def forward_differences(F, u, h=1e-5):
    grad_u = np.zeros(u.shape)
    for where in np.ndindex(u.shape):
        up = u.copy()
        up[where] += h
        grad_u[where] = (F(up) - F(u)) / h
    return grad_u


@wrong("numerical_gradient", hint="one-sided")
def backward_differences(F, u, h=1e-5):
    grad_u = np.zeros(u.shape)
    for where in np.ndindex(u.shape):
        down = u.copy()
        down[where] -= h
        grad_u[where] = (F(u) - F(down)) / h
    return grad_u


@wrong("numerical_gradient", hint="own-h")
def ignores_h(F, u, h=1e-5):
    grad_u = np.zeros(u.shape)
    for where in np.ndindex(u.shape):
        up, down = u.copy(), u.copy()
        up[where] += 1e-5
        down[where] -= 1e-5
        grad_u[where] = (F(up) - F(down)) / 2e-5
    return grad_u


@wrong("numerical_gradient", hint="half-h")
def half_a_step_to_each_side(F, u, h=1e-5):
    grad_u = np.zeros(u.shape)
    for where in np.ndindex(u.shape):
        up, down = u.copy(), u.copy()
        up[where] += h / 2
        down[where] -= h / 2
        grad_u[where] = (F(up) - F(down)) / h
    return grad_u


@wrong("numerical_gradient", hint="distance")
def divides_by_h(F, u, h=1e-5):
    grad_u = np.zeros(u.shape)
    for where in np.ndindex(u.shape):
        up, down = u.copy(), u.copy()
        up[where] += h
        down[where] -= h
        grad_u[where] = (F(up) - F(down)) / h
    return grad_u


@wrong("numerical_gradient", hint="together")
def moves_all_coordinates_at_once(F, u, h=1e-5):
    return (F(u + h) - F(u - h)) / (2 * h)


@wrong("numerical_gradient", hint="together")
def fills_with_one_slope(F, u, h=1e-5):
    return np.full(u.shape, (F(u + h) - F(u - h)) / (2 * h))


@wrong("numerical_gradient", hint="put-back")
def leaves_the_coordinate_below(F, u, h=1e-5):
    grad_u, moved = np.zeros(u.shape), u.copy()
    for where in np.ndindex(u.shape):
        moved[where] += h
        above = F(moved)
        moved[where] -= 2 * h
        grad_u[where] = (above - F(moved)) / (2 * h)
    return grad_u


@wrong("numerical_gradient", hint="in-place")
def moves_the_argument_itself(F, u, h=1e-5):
    grad_u = np.zeros(u.shape)
    for where in np.ndindex(u.shape):
        up, down = u, u.copy()
        up[where] += h
        down[where] -= h
        grad_u[where] = (F(up) - F(down)) / (2 * h)
    return grad_u


@wrong("numerical_gradient", hint="shape")
def moves_whole_rows_of_a_matrix(F, u, h=1e-5):
    grad_u = np.zeros(len(u))
    for i in range(len(u)):
        up, down = u.copy(), u.copy()
        up[i] += h
        down[i] -= h
        grad_u[i] = (F(up) - F(down)) / (2 * h)
    return grad_u


@wrong("numerical_gradient", hint="own-work")
def calls_the_library(F, u, h=1e-5):
    return gradients.numerical_gradient(F, u, h)


@wrong("numerical_gradient", hint="own-h")
def keeps_h_small(F, u, h=1e-5):
    h = min(h, 0.5)
    grad_u = np.zeros(u.shape)
    for where in np.ndindex(u.shape):
        step = np.zeros(u.shape)
        step[where] = h
        grad_u[where] = (F(u + step) - F(u - step)) / (2 * h)
    return grad_u


@wrong("numerical_gradient", hint="loose")
def takes_a_small_slope_for_none(F, u, h=1e-5):
    grad_u = np.zeros(u.shape)
    for where in np.ndindex(u.shape):
        step = np.zeros(u.shape)
        step[where] = h
        grad_u[where] = (F(u + step) - F(u - step)) / (2 * h)
    return np.where(np.abs(grad_u) < 1e-6, 0, grad_u)


@right("numerical_gradient")
def unit_matrices(F, u, h=1e-5):
    directions = np.eye(u.size).reshape(u.size, *u.shape)
    return np.array([(F(u + h * e) - F(u - h * e)) / (2 * h) for e in directions]).reshape(u.shape)


@right("numerical_gradient")
def one_flat_copy_that_is_put_back(F, u, h=1e-5):
    flat, grad_u = u.astype(float).flatten(), []
    for i, old in enumerate(u.flatten()):
        flat[i] = old + h
        above = F(flat.reshape(u.shape))
        flat[i] = old - h
        below = F(flat.reshape(u.shape))
        flat[i] = old
        grad_u.append((above - below) / h / 2)
    return np.reshape(grad_u, u.shape).tolist()


@right("numerical_gradient")
def restores_the_argument_exactly(F, u, h=1e-5):
    grad_u = np.zeros_like(u)
    for where in np.ndindex(u.shape):
        old = u[where]
        u[where] = old + h
        above = F(u)
        u[where] = old - h
        below = F(u)
        u[where] = old
        grad_u[where] = (above - below) / (2 * h)
    return grad_u


# ---------------------------------------------------------------- 3.2 sgd_1d


@wrong("sgd_1d", hint="per-epoch")
def keeps_the_last_of_each_epoch(x, y, w, learning_rate, epochs):
    trace = [w]
    for _ in range(epochs):
        for x_n, y_n in zip(x, y, strict=True):
            w = w - learning_rate * 2 * x_n * (w * x_n - y_n)
        trace.append(w)
    return np.array(trace)


@wrong("sgd_1d", hint="first")
def forgets_the_first_w(x, y, w, learning_rate, epochs):
    trace = []
    for _ in range(epochs):
        for x_n, y_n in zip(x, y, strict=True):
            w = w - learning_rate * 2 * x_n * (w * x_n - y_n)
            trace.append(w)
    return np.array(trace)


@wrong("sgd_1d", hint="square")
def forgets_the_factor_two(x, y, w, learning_rate, epochs):
    trace = [w]
    for _ in range(epochs):
        for x_n, y_n in zip(x, y, strict=True):
            w = w - learning_rate * x_n * (w * x_n - y_n)
            trace.append(w)
    return np.array(trace)


@wrong("sgd_1d", hint="chain-rule")
def forgets_the_inner_derivative(x, y, w, learning_rate, epochs):
    trace = [w]
    for _ in range(epochs):
        for x_n, y_n in zip(x, y, strict=True):
            w = w - learning_rate * 2 * (w * x_n - y_n)
            trace.append(w)
    return np.array(trace)


@wrong("sgd_1d", hint="stale")
def takes_gradients_at_the_epochs_first_w(x, y, w, learning_rate, epochs):
    trace = [w]
    for _ in range(epochs):
        at_start = w
        for x_n, y_n in zip(x, y, strict=True):
            w = w - learning_rate * 2 * x_n * (at_start * x_n - y_n)
            trace.append(w)
    return np.array(trace)


@wrong("sgd_1d", hint="uphill")
def climbs(x, y, w, learning_rate, epochs):
    trace = [w]
    for _ in range(epochs):
        for x_n, y_n in zip(x, y, strict=True):
            w = w + learning_rate * 2 * x_n * (w * x_n - y_n)
            trace.append(w)
    return np.array(trace)


@wrong("sgd_1d", hint="order")
def repeats_each_example_before_the_next(x, y, w, learning_rate, epochs):
    trace = [w]
    for x_n, y_n in zip(x, y, strict=True):
        for _ in range(epochs):
            w = w - learning_rate * 2 * x_n * (w * x_n - y_n)
            trace.append(w)
    return np.array(trace)


@wrong("sgd_1d", hint="one-example")
def steps_along_the_mean_gradient(x, y, w, learning_rate, epochs):
    trace = [w]
    for _ in range(epochs * len(x)):
        w = w - learning_rate * np.mean(2 * x * (w * x - y))
        trace.append(w)
    return np.array(trace)


@wrong("sgd_1d", hint="one-example")
def steps_along_the_summed_gradient(x, y, w, learning_rate, epochs):
    trace = [w]
    for _ in range(epochs * len(x)):
        w = w - learning_rate * np.sum(2 * x * (w * x - y))
        trace.append(w)
    return np.array(trace)


@wrong("sgd_1d", hint="loose")
def stays_where_a_step_is_small(x, y, w, learning_rate, epochs):
    trace = [w]
    for _ in range(epochs):
        for x_n, y_n in zip(x, y, strict=True):
            w_new = w - learning_rate * 2 * x_n * (w * x_n - y_n)
            w = w if abs(w_new - w) < 1e-11 else w_new
            trace.append(w)
    return np.array(trace)


@wrong("sgd_1d", hint="cut-off")
def clips_the_gradient(x, y, w, learning_rate, epochs):
    trace = [w]
    for _ in range(epochs):
        for x_n, y_n in zip(x, y, strict=True):
            w = w - learning_rate * np.clip(2 * x_n * (w * x_n - y_n), -100, 100)
            trace.append(w)
    return np.array(trace)


@wrong("sgd_1d", hint="dtype")
def trace_of_the_type_of_w(x, y, w, learning_rate, epochs):
    trace = np.full(epochs * len(x) + 1, w)
    for step in range(epochs * len(x)):
        x_n, y_n = x[step % len(x)], y[step % len(x)]
        trace[step + 1] = trace[step] - learning_rate * 2 * x_n * (trace[step] * x_n - y_n)
    return trace


@right("sgd_1d")
def an_array_filled_in_one_loop(x, y, w, learning_rate, epochs):
    x, y = np.asarray(x), np.asarray(y)
    trace = np.empty(epochs * len(x) + 1)
    trace[0] = w
    for step in range(epochs * len(x)):
        n = step % len(x)
        trace[step + 1] = trace[step] + 2 * learning_rate * (y[n] - trace[step] * x[n]) * x[n]
    return trace


@right("sgd_1d")
def a_plain_list(x, y, w, learning_rate, epochs):
    trace = [w]
    for x_n, y_n in list(zip(x, y, strict=True)) * epochs:
        trace += [trace[-1] * (1 - 2 * learning_rate * x_n**2) + 2 * learning_rate * x_n * y_n]
    return trace


# ---------------------------------------------------------------- 3.3 backtracking_step


@wrong("backtracking_step", hint="strict")
def accepts_an_equal_value(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    while F(u - step * grad) > F(u) - c * step * np.sum(grad * grad):
        step /= 2
    return u - step * grad, step


@wrong("backtracking_step", hint="endless")
def walks_uphill(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    while F(u + step * grad) >= F(u):
        step /= 2
    return u + step * grad, step


@wrong("backtracking_step", hint="endless")
def loops_at_a_zero_gradient(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    while F(u - step * grad) >= F(u) if c == 0 else F(u - step * grad) > F(u) - c * step * np.sum(grad * grad):
        step /= 2
    return u - step * grad, step


@wrong("backtracking_step", hint="length")
def returns_the_way_that_was_walked(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    while F(u - step * grad) >= F(u):
        step /= 2
    return u - step * grad, step * grad


@wrong("backtracking_step", hint="length")
def returns_the_signed_way(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    while F(u - step * grad) >= F(u):
        step /= 2
    return u - step * grad, -step * grad


@wrong("backtracking_step", hint="too-far")
def halves_once_too_often(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    while F(u - step * grad) >= F(u):
        step /= 2
    return u - step / 2 * grad, step / 2


@wrong("backtracking_step", hint="from-u")
def returns_the_step_instead_of_the_place(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    while F(u - step * grad) >= F(u):
        step /= 2
    return step * grad, step


@wrong("backtracking_step", hint="in-place")
def moves_u_itself(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    while F(u - step * grad) >= F(u):
        step /= 2
    u -= step * grad
    return u, step


@wrong("backtracking_step", hint="step-times-c")
def asks_for_a_decrease_that_does_not_shrink(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    while F(u - step * grad) >= F(u) if c == 0 else F(u - step * grad) > F(u) - c * np.sum(grad * grad):
        step /= 2
    return u - step * grad, step


@wrong("backtracking_step", hint="norm")
def takes_the_norm_without_its_square(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    while F(u - step * grad) >= F(u) if c == 0 else F(u - step * grad) > F(u) - c * step * np.linalg.norm(grad):
        step /= 2
    return u - step * grad, step


@wrong("backtracking_step", hint="ignores-c")
def does_without_armijo(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    while F(u - step * grad) >= F(u):
        step /= 2
    return u - step * grad, step


@wrong("backtracking_step", hint="equal")
def refuses_equality_for_armijo_too(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    while F(u - step * grad) >= F(u) - c * step * np.sum(grad * grad):
        step /= 2
    return u - step * grad, step


@wrong("backtracking_step", hint="zero-gradient")
def says_one_at_a_zero_gradient(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    if np.all(grad == 0):
        return u, 1.0
    while F(u - step * grad) >= F(u) if c == 0 else F(u - step * grad) > F(u) - c * step * np.sum(grad * grad):
        step /= 2
    return u - step * grad, step


@wrong("backtracking_step", hint="exact")
def rounds_to_six_digits(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    if np.all(grad == 0):
        return u, 0.0
    while F(u - step * grad) >= F(u) if c == 0 else F(u - step * grad) > F(u) - c * step * np.sum(grad * grad):
        step /= 2
    return np.round(np.asarray(u - step * grad, dtype=float), 6), step


@wrong("backtracking_step", hint="type")
def returns_the_place_alone(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    while F(u - step * grad) >= F(u):
        step /= 2
    return u - step * grad


@wrong("backtracking_step", hint="zero-gradient")
def zero_at_a_zero_gradient(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    squared_norm = np.sum(grad * grad)
    if squared_norm == 0:
        return 0 * u, 0.0
    while F(u - step * grad) >= F(u) if c == 0 else F(u - step * grad) > F(u) - c * step * squared_norm:
        step /= 2
    return u - step * grad, step


@wrong("backtracking_step", hint="gives-up")
def halves_ten_times_at_most(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    squared_norm = np.sum(grad * grad)
    if squared_norm == 0:
        return u, 0.0
    for _ in range(10):
        if F(u - step * grad) < F(u) if c == 0 else F(u - step * grad) <= F(u) - c * step * squared_norm:
            break
        step /= 2
    return u - step * grad, step


@wrong("backtracking_step", hint="norm")
def spectral_norm_of_a_matrix(F, grad_F, u, c=0.0):
    grad, step = np.asarray(grad_F(u)), 1.0
    squared_norm = np.linalg.norm(grad, 2) ** 2 if grad.ndim else grad**2
    if squared_norm == 0:
        return u, 0.0
    while F(u - step * grad) >= F(u) if c == 0 else F(u - step * grad) > F(u) - c * step * squared_norm:
        step /= 2
    return u - step * grad, step


@wrong("backtracking_step", hint="zero-gradient")
def adds_the_gradient_up_to_see_whether_it_is_zero(F, grad_F, u, c=0.0):
    grad, step = grad_F(u), 1.0
    squared_norm = np.sum(grad * grad)
    if np.sum(grad) == 0:
        return u, 0.0
    while F(u - step * grad) >= F(u) if c == 0 else F(u - step * grad) > F(u) - c * step * squared_norm:
        step /= 2
    return u - step * grad, step


@right("backtracking_step")
def with_powers_of_one_half(F, grad_F, u, c=0.0):
    grad, value = grad_F(u), F(u)
    gain = np.sum(grad**2)
    if gain == 0:
        return u, 0.0
    for k in range(200):
        new = F(u - 0.5**k * grad)
        if (c == 0 and new < value) or (c > 0 and new <= value - c * 0.5**k * gain):
            return u - 0.5**k * grad, 0.5**k
    return u, 0.0


@right("backtracking_step")
def with_a_guard_against_rounding(F, grad_F, u, c=0.0):
    gradient = grad_F(u)
    square = float(np.sum(np.asarray(gradient, dtype=float) ** 2))
    if square == 0:
        return u, 0.0
    rate = Fraction(1) if isinstance(u, Fraction) else 1.0
    while rate > 1e-12:
        candidate = u - rate * gradient
        if c == 0 and F(candidate) < F(u):
            break
        if c != 0 and F(candidate) <= F(u) - c * rate * square:
            break
        rate /= 2
    return candidate, rate


@right("backtracking_step")
def with_the_library_of_linear_algebra(F, grad_F, u, c=0.0):
    g = grad_F(u)
    if not np.any(g):
        return u, 0.0
    lam = 1.0

    def too_long():
        if c == 0:
            return F(u - lam * g) >= F(u)
        return F(u - lam * g) > F(u) - c * lam * np.linalg.norm(g) ** 2

    while too_long():
        lam *= 0.5
    return u - lam * g, lam


# ---------------------------------------------------------------- 3.4 softmax


@wrong("softmax", hint="big-scores")
def without_a_shift(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


@wrong("softmax", hint="rows")
def normalises_columns(Z):
    exponentials = np.exp(Z - Z.max(axis=0))
    return exponentials / exponentials.sum(axis=0)


@wrong("softmax", hint="all-together")
def normalises_the_whole_batch(Z):
    exponentials = np.exp(Z - Z.max())
    return exponentials / exponentials.sum()


@wrong("softmax", hint="base")
def takes_powers_of_two(Z):
    powers = 2.0 ** (Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@wrong("softmax", hint="row-maximum")
def shifts_all_rows_by_one_maximum(Z):
    exponentials = np.exp(Z - Z.max())
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@wrong("softmax", hint="clipping")
def cuts_scores_off(Z):
    exponentials = np.exp(np.clip(Z, -500, 500))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@wrong("softmax", hint="in-place")
def shifts_the_argument(Z):
    Z -= Z.max(axis=1, keepdims=True)
    exponentials = np.exp(Z)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@wrong("softmax", hint="own-work")
def asks_torch_for_softmax(Z):
    import torch

    return torch.softmax(torch.tensor(Z), dim=1).numpy()


@wrong("softmax", hint="clipping")
def clips_low_scores(Z):
    exponentials = np.exp(np.maximum(Z - Z.max(axis=1, keepdims=True), -30))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@wrong("softmax", hint="patched")
def adds_a_small_number(Z):
    exponentials = np.exp(Z - Z.max(axis=1, keepdims=True)) + 1e-9
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@wrong("softmax", hint="in-place")
def shifts_large_scores_in_place(Z):
    if np.abs(Z).max() > 100:
        Z -= Z.max(axis=1, keepdims=True)
    exponentials = np.exp(Z)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@right("softmax")
def row_by_row(Z):
    rows = []
    for row in Z:
        powers = [np.exp(z - max(row)) for z in row]
        rows.append([power / sum(powers) for power in powers])
    return rows


@right("softmax")
def by_logarithms(Z):
    top = np.max(Z, axis=1, keepdims=True)
    return np.exp(Z - (top + np.log(np.sum(np.exp(Z - top), axis=1, keepdims=True))))


@right("softmax")
def in_single_precision(Z):
    exponentials = np.exp((Z - Z.max(axis=1, keepdims=True)).astype(np.float32))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


# ---------------------------------------------------------------- 3.5 cross_entropy


@wrong("cross_entropy", hint="underflow")
def logarithm_of_a_rounded_softmax(Z, k):
    return -np.mean(np.log(losses.softmax(Z)[np.arange(len(k)), k]))


@wrong("cross_entropy", hint="underflow")
def exponentials_of_raw_scores(Z, k):
    return np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(k)), k])


@wrong("cross_entropy", hint="underflow")
def not_a_number_at_large_scores(Z, k):
    probabilities = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    return -np.mean(np.log(probabilities[np.arange(len(k)), k]))


@wrong("cross_entropy", hint="mean")
def sums_over_examples(Z, k):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.sum(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(k)), k])


@wrong("cross_entropy", hint="mean")
def divides_by_the_number_of_scores(Z, k):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.sum(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(k)), k]) / Z.size


@wrong("cross_entropy", hint="base")
def measures_in_bits(Z, k):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(k)), k]) / np.log(2)


@wrong("cross_entropy", hint="pairing")
def takes_every_class_for_every_example(Z, k):
    return -np.mean(np.log(losses.softmax(Z)[:, k]))


@wrong("cross_entropy", hint="logits")
def takes_softmax_twice(Z, k):
    twice = losses.softmax(losses.softmax(Z))
    return -np.mean(np.log(twice[np.arange(len(k)), k]))


@wrong("cross_entropy", hint="log-last")
def takes_the_logarithm_of_the_mean(Z, k):
    return -np.log(np.mean(losses.softmax(Z)[np.arange(len(k)), k]))


@wrong("cross_entropy", hint="rows")
def normalises_each_class(Z, k):
    return -np.mean(np.log(losses.softmax(Z.T).T[np.arange(len(k)), k]))


@wrong("cross_entropy", hint="patched")
def hides_the_zero_behind_a_small_number(Z, k):
    return -np.mean(np.log(losses.softmax(Z)[np.arange(len(k)), k] + 1e-12))


@wrong("cross_entropy", hint="patched")
def clips_the_probability(Z, k):
    return -np.mean(np.log(np.clip(losses.softmax(Z)[np.arange(len(k)), k], 1e-15, 1)))


@wrong("cross_entropy", hint="sign")
def forgets_the_minus(Z, k):
    return np.mean(np.log(losses.softmax(Z)[np.arange(len(k)), k]))


@right("cross_entropy")
def loop_with_differences_to_the_true_score(Z, k):
    total = 0.0
    for row, true in zip(Z, k, strict=True):
        top = max(row)
        total += top - row[true] + np.log(sum(np.exp(z - top) for z in row))
    return total / len(k)


@right("cross_entropy")
def logaddexp_along_the_row(Z, k):
    return float(np.mean(np.logaddexp.reduce(Z, axis=1) - np.take_along_axis(Z, k[:, None], axis=1)[:, 0]))


@right("cross_entropy")
def scipy_sums_the_exponentials(Z, k):
    from scipy.special import logsumexp

    one_hot = np.eye(Z.shape[1])[k]
    return (logsumexp(Z, axis=1) - (Z * one_hot).sum(axis=1)).mean()


# ---------------------------------------------------------------- 3.6 cross_entropy_gradient


@wrong("cross_entropy_gradient", hint="mean")
def of_the_sum(Z, k):
    return losses.softmax(Z) - np.eye(Z.shape[1])[k]


@wrong("cross_entropy_gradient", hint="mean")
def of_the_mean_over_scores(Z, k):
    return (losses.softmax(Z) - np.eye(Z.shape[1])[k]) / Z.size


@wrong("cross_entropy_gradient", hint="truth")
def probabilities_alone(Z, k):
    return losses.softmax(Z) / len(k)


@wrong("cross_entropy_gradient", hint="uphill")
def truth_minus_prediction(Z, k):
    return (np.eye(Z.shape[1])[k] - losses.softmax(Z)) / len(k)


@wrong("cross_entropy_gradient", hint="twice")
def softmax_of_softmax(Z, k):
    return (losses.softmax(losses.softmax(Z)) - np.eye(Z.shape[1])[k]) / len(k)


@wrong("cross_entropy_gradient", hint="scores")
def scores_minus_truth(Z, k):
    return (Z - np.eye(Z.shape[1])[k]) / len(k)


@wrong("cross_entropy_gradient", hint="true-class-only")
def only_at_the_true_class(Z, k):
    one_hot = np.eye(Z.shape[1])[k]
    return one_hot * (losses.softmax(Z) - 1) / len(k)


@wrong("cross_entropy_gradient", hint="in-place")
def writes_into_the_scores(Z, k):
    Z[:] = losses.softmax(Z)
    Z[np.arange(len(k)), k] -= 1
    return Z / len(k)


@wrong("cross_entropy_gradient", hint="nan")
def without_a_shift_of_the_scores(Z, k):
    return (np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True) - np.eye(Z.shape[1])[k]) / len(k)


@right("cross_entropy_gradient")
def with_one_hot_rows(Z, k):
    return (losses.softmax(Z) - np.eye(Z.shape[1])[k]) / len(Z)


@right("cross_entropy_gradient")
def with_loops(Z, k):
    grad_Z = np.zeros(Z.shape)
    for n, row in enumerate(Z):
        powers = np.exp(row - row.max())
        for j in range(len(row)):
            grad_Z[n, j] = (powers[j] / powers.sum() - (1 if j == k[n] else 0)) / len(Z)
    return grad_Z.tolist()


# ---------------------------------------------------------------- 3.7 entropy_and_kl


@wrong("entropy_and_kl", hint="base")
def in_bits(p, q):
    seen = p > 0
    return -np.sum(p[seen] * np.log2(p[seen])), np.sum(p[seen] * np.log2(p[seen] / q[seen]))


@wrong("entropy_and_kl", hint="which")
def entropy_of_q(p, q):
    return -np.sum(q * np.log(q)), np.sum(p * np.log(p / q))


@wrong("entropy_and_kl", hint="minus")
def negative_entropy(p, q):
    return np.sum(p * np.log(p)), np.sum(p * np.log(p / q))


@wrong("entropy_and_kl", hint="minus")
def negative_divergence(p, q):
    return -np.sum(p * np.log(p)), np.sum(p * np.log(q / p))


@wrong("entropy_and_kl", hint="mean")
def mean_over_classes(p, q):
    return -np.mean(p * np.log(p)), np.mean(p * np.log(p / q))


@wrong("entropy_and_kl", hint="swapped")
def divergence_the_other_way(p, q):
    return -np.sum(p * np.log(p)), np.sum(q * np.log(q / p))


@wrong("entropy_and_kl", hint="cross-entropy")
def cross_entropy_for_the_divergence(p, q):
    return -np.sum(p * np.log(p)), -np.sum(p * np.log(q))


@wrong("entropy_and_kl", hint="weights")
def unweighted_logarithms(p, q):
    return -np.sum(p * np.log(p)), np.sum(np.log(p / q))


@wrong("entropy_and_kl", hint="zero")
def zero_times_minus_infinity(p, q):
    return -np.sum(p * np.log(p)), np.sum(p * np.log(p / q))


@wrong("entropy_and_kl", hint="both-zero")
def infinite_wherever_q_is_zero(p, q):
    seen = p > 0
    entropy = -np.sum(p[seen] * np.log(p[seen]))
    if np.any(q == 0):
        return entropy, np.inf
    return entropy, np.sum(p[seen] * np.log(p[seen] / q[seen]))


@wrong("entropy_and_kl", hint="both-zero")
def masks_after_the_division(p, q):
    seen = p > 0
    with np.errstate(all="ignore"):
        return -np.sum(p[seen] * np.log(p[seen])), np.sum(p * np.log(np.where(p > 0, p, q) / q))


@wrong("entropy_and_kl", hint="infinite")
def leaves_out_the_zeros_of_q(p, q):
    seen, both = p > 0, (p > 0) & (q > 0)
    return -np.sum(p[seen] * np.log(p[seen])), np.sum(p[both] * np.log(p[both] / q[both]))


@wrong("entropy_and_kl", hint="infinite")
def patches_q_with_a_small_number(p, q):
    seen = p > 0
    return -np.sum(p[seen] * np.log(p[seen])), np.sum(p[seen] * np.log(p[seen] / (q[seen] + 1e-15)))


@wrong("entropy_and_kl", hint="loose")
def leaves_small_probabilities_out(p, q):
    seen = p > 1e-6
    p, q = p[seen], q[seen]
    entropy = -np.sum(p * np.log(p))
    return entropy, np.inf if np.any(q == 0) else np.sum(p * np.log(p / q))


@wrong("entropy_and_kl", hint="loose")
def takes_a_small_q_for_zero(p, q):
    p, q = p[p > 0], q[p > 0]
    entropy = -np.sum(p * np.log(p))
    return entropy, np.inf if np.any(np.isclose(q, 0)) else np.sum(p * np.log(p / q))


@right("entropy_and_kl")
def class_by_class(p, q):
    entropy = divergence = 0.0
    for a, b in zip(p.tolist(), q.tolist(), strict=True):
        if a > 0:
            entropy -= a * np.log(a)
            divergence += a * np.log(a / b) if b > 0 else np.inf
    return entropy, divergence


@right("entropy_and_kl")
def as_a_difference_with_xlogy(p, q):
    from scipy.special import xlogy

    entropy = -xlogy(p, p).sum()
    return [entropy, -xlogy(p, q).sum() - entropy]


# ---------------------------------------------------------------- 3.8 minibatches


@wrong("minibatches", hint="list")
def hands_out_one_batch_at_a_time(n, batch_size, rng):
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size]


@wrong("minibatches", hint="drops-the-rest")
def full_batches_only(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[i * batch_size : (i + 1) * batch_size] for i in range(n // batch_size)]


@wrong("minibatches", hint="size-not-number")
def takes_the_size_for_a_number(n, batch_size, rng):
    return np.array_split(rng.permutation(n), batch_size)


@wrong("minibatches", hint="even")
def spreads_the_rest(n, batch_size, rng):
    return np.array_split(rng.permutation(n), -(-n // batch_size))


@wrong("minibatches", hint="wraps-around")
def fills_the_last_batch_up(n, batch_size, rng):
    order = rng.permutation(n)
    return [np.take(order, range(start, start + batch_size), mode="wrap") for start in range(0, n, batch_size)]


@wrong("minibatches", hint="rest-first")
def begins_with_the_rest(n, batch_size, rng):
    order, rest = rng.permutation(n), n % batch_size
    return [order[:rest], *(order[start : start + batch_size] for start in range(rest, n, batch_size))]


@wrong("minibatches", hint="sizes")
def adds_an_empty_batch(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n + batch_size, batch_size)]


@wrong("minibatches", hint="partition")
def draws_with_replacement(n, batch_size, rng):
    return [rng.integers(n, size=min(batch_size, n - start)) for start in range(0, n, batch_size)]


@wrong("minibatches", hint="from-one")
def counts_from_one(n, batch_size, rng):
    order = 1 + rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@wrong("minibatches", hint="global-rng")
def draws_from_the_global_state(n, batch_size, rng):
    order = np.random.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@wrong("minibatches", hint="own-generator")
def makes_a_generator_of_its_own(n, batch_size, rng):
    order = np.random.default_rng().permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@wrong("minibatches", hint="ignores-rng")
def shuffles_always_the_same_way(n, batch_size, rng):
    order = np.random.default_rng(0).permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@wrong("minibatches", hint="unshuffled")
def keeps_the_order(n, batch_size, rng):
    return [np.arange(start, min(start + batch_size, n)) for start in range(0, n, batch_size)]


@wrong("minibatches", hint="blocks")
def starts_at_a_random_place(n, batch_size, rng):
    order = np.roll(np.arange(n), 1 + rng.integers(n - 1) if n > 1 else 0)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@wrong("minibatches", hint="integers")
def gives_floats(n, batch_size, rng):
    order = rng.permutation(n).astype(float)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@wrong("minibatches", hint="next-epoch")
def draws_from_a_copy(n, batch_size, rng):
    import copy

    order = copy.deepcopy(rng).permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@wrong("minibatches", hint="blocks")
def even_and_odd_in_turn(n, batch_size, rng):
    order = np.empty(n, dtype=int)
    order[::2], order[1::2] = rng.permutation(np.arange(0, n, 2)), rng.permutation(np.arange(1, n, 2))
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


@right("minibatches")
def shuffles_a_list(n, batch_size, rng):
    order = list(range(n))
    rng.shuffle(order)
    batches = []
    while order:
        batches.append(order[:batch_size])
        order = order[batch_size:]
    return batches


@right("minibatches")
def sorts_random_keys_and_splits(n, batch_size, rng):
    return np.split(np.argsort(rng.random(n)), range(batch_size, n, batch_size))


@right("minibatches")
def draws_without_replacement(n, batch_size, rng):
    order = rng.choice(n, size=n, replace=False)
    return tuple(np.sort(order[start : start + batch_size]) for start in range(0, n, batch_size))


# ---------------------------------------------------------------- 3.9 sgd_least_squares


@wrong("sgd_least_squares", hint="square")
def half_the_gradient(theta, X, Y, indices, learning_rate):
    for i in indices:
        theta = theta + learning_rate * (Y[i] - X[i] @ theta) * X[i]
    return theta


@wrong("sgd_least_squares", hint="uphill")
def adds_the_gradient(theta, X, Y, indices, learning_rate):
    for i in indices:
        theta = theta - 2 * learning_rate * (Y[i] - X[i] @ theta) * X[i]
    return theta


@wrong("sgd_least_squares", hint="stale")
def gradients_at_the_first_theta(theta, X, Y, indices, learning_rate):
    first = theta
    for i in indices:
        theta = theta + 2 * learning_rate * (Y[i] - X[i] @ first) * X[i]
    return theta


@wrong("sgd_least_squares", hint="repeats")
def each_index_once(theta, X, Y, indices, learning_rate):
    for i in dict.fromkeys(indices):
        theta = theta + 2 * learning_rate * (Y[i] - X[i] @ theta) * X[i]
    return theta


@wrong("sgd_least_squares", hint="repeats")
def a_sorted_set_of_indices(theta, X, Y, indices, learning_rate):
    for i in sorted(set(indices)):
        theta = theta + 2 * learning_rate * (Y[i] - X[i] @ theta) * X[i]
    return theta


@wrong("sgd_least_squares", hint="indices")
def walks_through_all_rows(theta, X, Y, indices, learning_rate):
    for i in range(len(X)):
        theta = theta + 2 * learning_rate * (Y[i] - X[i] @ theta) * X[i]
    return theta


@wrong("sgd_least_squares", hint="one-example")
def full_gradient_at_each_step(theta, X, Y, indices, learning_rate):
    for _ in indices:
        theta = theta + 2 * learning_rate * np.mean((Y - X @ theta)[:, None] * X, axis=0)
    return theta


@wrong("sgd_least_squares", hint="batch")
def one_step_along_the_mean(theta, X, Y, indices, learning_rate):
    X, Y = X[indices], Y[indices]
    return theta + 2 * learning_rate * np.mean((Y - X @ theta)[:, None] * X, axis=0)


@wrong("sgd_least_squares", hint="chain-rule")
def moves_all_weights_alike(theta, X, Y, indices, learning_rate):
    for i in indices:
        theta = theta + 2 * learning_rate * (Y[i] - X[i] @ theta)
    return theta


@wrong("sgd_least_squares", hint="in-place")
def updates_the_argument(theta, X, Y, indices, learning_rate):
    for i in indices:
        theta += 2 * learning_rate * (Y[i] - X[i] @ theta) * X[i]
    return theta


@wrong("sgd_least_squares", hint="loose")
def skips_what_fits_nearly(theta, X, Y, indices, learning_rate):
    for i in indices:
        error = Y[i] - X[i] @ theta
        if not np.isclose(error, 0):
            theta = theta + 2 * learning_rate * error * X[i]
    return theta


@wrong("sgd_least_squares", hint="cut-off")
def clips_the_gradient_of_an_example(theta, X, Y, indices, learning_rate):
    for i in indices:
        theta = theta + learning_rate * np.clip(2 * (Y[i] - X[i] @ theta) * X[i], -1e5, 1e5)
    return theta


@right("sgd_least_squares")
def coordinate_by_coordinate(theta, X, Y, indices, learning_rate):
    theta = [float(value) for value in theta]
    for i in indices:
        rest = Y[i] - sum(t * x for t, x in zip(theta, X[i], strict=True))
        theta = [t + 2 * learning_rate * rest * x for t, x in zip(theta, X[i], strict=True)]
    return theta


@right("sgd_least_squares")
def with_a_copy_in_place(theta, X, Y, indices, learning_rate):
    theta = theta.copy()
    for i in indices:
        gradient = -2 * (Y[i] - np.dot(theta, X[i])) * X[i]
        theta -= learning_rate * gradient
    return theta


# ---------------------------------------------------------------- 3.10 momentum_step


@wrong("momentum_step", hint="two-rates")
def weighs_the_gradient_by_one_minus_beta(theta, V, grad, alpha, beta):
    V = beta * V + (1 - beta) * alpha * grad
    return theta - V, V


@wrong("momentum_step", hint="two-rates")
def averages_without_alpha(theta, V, grad, alpha, beta):
    V = beta * V + (1 - beta) * grad
    return theta - alpha * V, V


@wrong("momentum_step", hint="two-rates")
def beta_on_everything(theta, V, grad, alpha, beta):
    V = beta * (V + alpha * grad)
    return theta - V, V


@wrong("momentum_step", hint="two-rates")
def beta_on_the_gradient(theta, V, grad, alpha, beta):
    V = V + beta * alpha * grad
    return theta - V, V


@wrong("momentum_step", hint="exchanged")
def exchanges_alpha_and_beta(theta, V, grad, alpha, beta):
    V = alpha * V + beta * grad
    return theta - V, V


@wrong("momentum_step", hint="alpha-inside")
def as_torch_writes_it(theta, V, grad, alpha, beta):
    V = beta * V + grad
    return theta - alpha * V, V


@wrong("momentum_step", hint="minus")
def velocity_downhill(theta, V, grad, alpha, beta):
    V = beta * V - alpha * grad
    return theta + V, V


@wrong("momentum_step", hint="returns-old-V")
def loses_the_new_velocity(theta, V, grad, alpha, beta):
    return theta - (beta * V + alpha * grad), V


@wrong("momentum_step", hint="forgets")
def plain_descent(theta, V, grad, alpha, beta):
    V = alpha * grad
    return theta - V, V


@wrong("momentum_step", hint="results")
def velocity_first(theta, V, grad, alpha, beta):
    V = beta * V + alpha * grad
    return V, theta - V


@wrong("momentum_step", hint="uses-old-V")
def steps_before_it_updates(theta, V, grad, alpha, beta):
    return theta - V, beta * V + alpha * grad


@wrong("momentum_step", hint="uphill")
def rolls_uphill(theta, V, grad, alpha, beta):
    V = beta * V + alpha * grad
    return theta + V, V


@wrong("momentum_step", hint="alpha-twice")
def alpha_in_both_lines(theta, V, grad, alpha, beta):
    V = beta * V + alpha * grad
    return theta - alpha * V, V


@wrong("momentum_step", hint="plain")
def steps_along_the_gradient_alone(theta, V, grad, alpha, beta):
    V = beta * V + alpha * grad
    return theta - alpha * grad, V


@wrong("momentum_step", hint="in-place")
def writes_into_the_velocity(theta, V, grad, alpha, beta):
    V *= beta
    V += alpha * grad
    return theta - V, V


@wrong("momentum_step", hint="rolls-on")
def rests_without_a_gradient(theta, V, grad, alpha, beta):
    if not np.any(grad):
        return theta, V
    V = beta * V + alpha * grad
    return theta - V, V


@wrong("momentum_step", hint="as-it-is")
def clips_the_gradient_of_momentum(theta, V, grad, alpha, beta):
    V = beta * V + alpha * np.clip(grad, -1000, 1000)
    return theta - V, V


@right("momentum_step")
def in_one_line(theta, V, grad, alpha, beta):
    return theta - beta * V - alpha * grad, beta * V + alpha * grad


@right("momentum_step")
def on_copies(theta, V, grad, alpha, beta):
    theta, V = theta.copy(), V.copy()
    for where in np.ndindex(theta.shape):
        V[where] = beta * V[where] + alpha * grad[where]
        theta[where] -= V[where]
    return [theta, V]


# ---------------------------------------------------------------- 3.11 nesterov_step


@wrong("nesterov_step", hint="looks-behind")
def as_the_slide_prints_it(theta, V, grad_fn, alpha, beta):
    V = beta * V + alpha * grad_fn(theta + beta * V)
    return theta - V, V


@wrong("nesterov_step", hint="heavy-ball")
def plain_momentum(theta, V, grad_fn, alpha, beta):
    V = beta * V + alpha * grad_fn(theta)
    return theta - V, V


@wrong("nesterov_step", hint="heavy-ball")
def as_torch_stores_it(theta, V, grad_fn, alpha, beta):
    gradient = grad_fn(theta)
    V = beta * V + alpha * gradient
    return theta - beta * V - alpha * gradient, V


@wrong("nesterov_step", hint="prediction")
def looks_ahead_by_all_of_V(theta, V, grad_fn, alpha, beta):
    V = beta * V + alpha * grad_fn(theta - V)
    return theta - V, V


@wrong("nesterov_step", hint="forgets")
def gradient_ahead_without_memory(theta, V, grad_fn, alpha, beta):
    V = alpha * grad_fn(theta - beta * V)
    return theta - V, V


@wrong("nesterov_step", hint="undamped")
def memory_without_beta(theta, V, grad_fn, alpha, beta):
    V = V + alpha * grad_fn(theta - beta * V)
    return theta - V, V


@wrong("nesterov_step", hint="results")
def V_comes_first(theta, V, grad_fn, alpha, beta):
    V = beta * V + alpha * grad_fn(theta - beta * V)
    return V, theta - V


@wrong("nesterov_step", hint="double-step")
def steps_from_the_predicted_point(theta, V, grad_fn, alpha, beta):
    ahead = theta - beta * V
    V = beta * V + alpha * grad_fn(ahead)
    return ahead - V, V


@wrong("nesterov_step", hint="uphill")
def adds_V(theta, V, grad_fn, alpha, beta):
    V = beta * V + alpha * grad_fn(theta - beta * V)
    return theta + V, V


@wrong("nesterov_step", hint="uses-old-V")
def moves_by_the_old_V(theta, V, grad_fn, alpha, beta):
    return theta - V, beta * V + alpha * grad_fn(theta - beta * V)


@wrong("nesterov_step", hint="in-place")
def moves_theta_to_look_ahead(theta, V, grad_fn, alpha, beta):
    theta -= beta * V
    gradient = grad_fn(theta)
    return theta - alpha * gradient, beta * V + alpha * gradient


@wrong("nesterov_step", hint="rolls-on")
def rests_where_the_gradient_is_zero(theta, V, grad_fn, alpha, beta):
    if not np.any(grad_fn(theta)):
        return theta, V
    V = beta * V + alpha * grad_fn(theta - beta * V)
    return theta - V, V


@wrong("nesterov_step", hint="as-it-is")
def clips_the_gradient_of_nesterov(theta, V, grad_fn, alpha, beta):
    V = beta * V + alpha * np.clip(grad_fn(theta - beta * V), -1000, 1000)
    return theta - V, V


@right("nesterov_step")
def from_the_predicted_point_by_the_gradient(theta, V, grad_fn, alpha, beta):
    ahead = theta - beta * V
    gradient = grad_fn(ahead)
    return ahead - alpha * gradient, beta * V + alpha * gradient


@right("nesterov_step")
def by_the_difference_of_places(theta, V, grad_fn, alpha, beta):
    new = theta - beta * V - alpha * np.asarray(grad_fn(theta - beta * V))
    return new, theta - new


# ---------------------------------------------------------------- 3.12 rmsprop_step


@wrong("rmsprop_step", hint="exchanged")
def exchanges_old_and_new(theta, U, grad, alpha, rho, epsilon):
    U = (1 - rho) * U + rho * grad**2
    return theta - alpha * grad / np.sqrt(U + epsilon), U


@wrong("rmsprop_step", hint="one-letter")
def one_alpha_for_step_and_decay(theta, U, grad, alpha, rho, epsilon):
    U = alpha * U + (1 - alpha) * grad**2
    return theta - alpha * grad / np.sqrt(U + epsilon), U


@wrong("rmsprop_step", hint="not-squared")
def collects_gradients(theta, U, grad, alpha, rho, epsilon):
    U = rho * U + (1 - rho) * grad
    return theta - alpha * grad / np.sqrt(np.abs(U) + epsilon), U


@wrong("rmsprop_step", hint="one-for-all")
def takes_the_norm_of_the_gradient(theta, U, grad, alpha, rho, epsilon):
    U = rho * U + (1 - rho) * np.sum(grad**2)
    return theta - alpha * grad / np.sqrt(U + epsilon), U


@wrong("rmsprop_step", hint="one-for-all")
def takes_the_mean_square(theta, U, grad, alpha, rho, epsilon):
    U = rho * U + (1 - rho) * np.mean(grad**2)
    return theta - alpha * grad / np.sqrt(U + epsilon), U


@wrong("rmsprop_step", hint="weights")
def weighs_the_new_square_by_one(theta, U, grad, alpha, rho, epsilon):
    U = rho * U + grad**2
    return theta - alpha * grad / np.sqrt(U + epsilon), U


@wrong("rmsprop_step", hint="weights")
def adagrad(theta, U, grad, alpha, rho, epsilon):
    U = U + grad**2
    return theta - alpha * grad / np.sqrt(U + epsilon), U


@wrong("rmsprop_step", hint="returns-old-U")
def loses_the_new_U(theta, U, grad, alpha, rho, epsilon):
    return theta - alpha * grad / np.sqrt(rho * U + (1 - rho) * grad**2 + epsilon), U


@wrong("rmsprop_step", hint="epsilon-outside")
def epsilon_outside_the_root(theta, U, grad, alpha, rho, epsilon):
    U = rho * U + (1 - rho) * grad**2
    return theta - alpha * grad / (np.sqrt(U) + epsilon), U


@wrong("rmsprop_step", hint="no-root")
def divides_by_the_square(theta, U, grad, alpha, rho, epsilon):
    U = rho * U + (1 - rho) * grad**2
    return theta - alpha * grad / (U + epsilon), U


@wrong("rmsprop_step", hint="uses-old-U")
def divides_by_the_old_U(theta, U, grad, alpha, rho, epsilon):
    return theta - alpha * grad / np.sqrt(U + epsilon), rho * U + (1 - rho) * grad**2


@wrong("rmsprop_step", hint="no-epsilon")
def leaves_epsilon_out(theta, U, grad, alpha, rho, epsilon):
    U = rho * U + (1 - rho) * grad**2
    return theta - alpha * grad / np.sqrt(U), U


@wrong("rmsprop_step", hint="uphill")
def climbs_with_rmsprop(theta, U, grad, alpha, rho, epsilon):
    U = rho * U + (1 - rho) * grad**2
    return theta + alpha * grad / np.sqrt(U + epsilon), U


@wrong("rmsprop_step", hint="no-gradient")
def steps_without_a_direction(theta, U, grad, alpha, rho, epsilon):
    U = rho * U + (1 - rho) * grad**2
    return theta - alpha / np.sqrt(U + epsilon), U


@wrong("rmsprop_step", hint="in-place")
def updates_U_in_place(theta, U, grad, alpha, rho, epsilon):
    U *= rho
    U += (1 - rho) * grad**2
    return theta - alpha * grad / np.sqrt(U + epsilon), U


@wrong("rmsprop_step", hint="forgets-not")
def keeps_u_without_a_gradient(theta, U, grad, alpha, rho, epsilon):
    U = np.where(grad == 0, U, rho * U + (1 - rho) * grad**2)
    return theta - alpha * grad / np.sqrt(U + epsilon), U


@wrong("rmsprop_step", hint="zero-epsilon")
def takes_an_epsilon_of_zero_for_none(theta, U, grad, alpha, rho, epsilon):
    U = rho * U + (1 - rho) * grad**2
    return theta - alpha * grad / np.sqrt(U + (epsilon or 1e-8)), U


@wrong("rmsprop_step", hint="cut-off")
def steps_of_three_alpha_at_most(theta, U, grad, alpha, rho, epsilon):
    U = rho * U + (1 - rho) * grad**2
    return theta - alpha * np.clip(grad / np.sqrt(U + epsilon), -3, 3), U


@wrong("rmsprop_step", hint="as-it-is")
def clips_the_gradient_of_rmsprop(theta, U, grad, alpha, rho, epsilon):
    grad = np.clip(grad, -1000, 1000)
    U = rho * U + (1 - rho) * grad**2
    return theta - alpha * grad / np.sqrt(U + epsilon), U


@right("rmsprop_step")
def as_a_moving_difference(theta, U, grad, alpha, rho, epsilon):
    U = U + (1 - rho) * (np.square(grad) - U)
    return theta - alpha * (U + epsilon) ** -0.5 * grad, U


@right("rmsprop_step")
def element_by_element(theta, U, grad, alpha, rho, epsilon):
    new_theta, new_U = np.empty(theta.shape), np.empty(theta.shape)
    for where in np.ndindex(theta.shape):
        new_U[where] = rho * U[where] + (1 - rho) * grad[where] * grad[where]
        new_theta[where] = theta[where] - alpha * grad[where] / (new_U[where] + epsilon) ** 0.5
    return new_theta, new_U


# ---------------------------------------------------------------- 3.13 adam_step


@wrong("adam_step", hint="keeps-corrected")
def keeps_the_corrected_mean(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = (beta1 * m + (1 - beta1) * grad) / (1 - beta1**t)
    v = (beta2 * v + (1 - beta2) * grad**2) / (1 - beta2**t)
    return theta - alpha * m / (np.sqrt(v) + epsilon), m, v


@wrong("adam_step", hint="keeps-corrected")
def keeps_the_corrected_squares(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * grad
    v = (beta2 * v + (1 - beta2) * grad**2) / (1 - beta2**t)
    return theta - alpha * m / (1 - beta1**t) / (np.sqrt(v) + epsilon), m, v


@wrong("adam_step", hint="exchanged")
def exchanges_old_and_new_in_m(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = (1 - beta1) * m + beta1 * grad
    v = (1 - beta2) * v + beta2 * grad**2
    return theta - alpha * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


@wrong("adam_step", hint="exchanged")
def exchanges_old_and_new_in_v(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * grad
    v = (1 - beta2) * v + beta2 * grad**2
    return theta - alpha * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


@wrong("adam_step", hint="sum")
def sums_as_in_momentum(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + grad
    v = beta2 * v + (1 - beta2) * grad**2
    return theta - alpha * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


@wrong("adam_step", hint="one-beta")
def beta2_for_both(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta2 * m + (1 - beta2) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return theta - alpha * m / (1 - beta2**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


@wrong("adam_step", hint="one-beta")
def beta1_for_both(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * grad
    v = beta1 * v + (1 - beta1) * grad**2
    return theta - alpha * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta1**t)) + epsilon), m, v


@wrong("adam_step", hint="mean-squared")
def squares_the_mean(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * m**2
    return theta - alpha * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


@wrong("adam_step", hint="not-squared")
def collects_gradients_in_v(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad
    return theta - alpha * m / (1 - beta1**t) / (np.sqrt(np.abs(v) / (1 - beta2**t)) + epsilon), m, v


@wrong("adam_step", hint="uncorrected")
def without_correction(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return theta - alpha * m / (np.sqrt(v) + epsilon), m, v


@wrong("adam_step", hint="uncorrected")
def corrects_the_mean_only(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return theta - alpha * m / (1 - beta1**t) / (np.sqrt(v) + epsilon), m, v


@wrong("adam_step", hint="uncorrected")
def corrects_the_squares_only(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return theta - alpha * m / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


@wrong("adam_step", hint="counts-from-0")
def takes_t_for_a_count_from_zero(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return theta - alpha * m / (1 - beta1 ** (t - 1)) / (np.sqrt(v / (1 - beta2 ** (t - 1))) + epsilon), m, v


@wrong("adam_step", hint="power")
def corrects_without_the_power(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return theta - alpha * m / (1 - beta1) / (np.sqrt(v / (1 - beta2)) + epsilon), m, v


@wrong("adam_step", hint="epsilon-inside")
def epsilon_inside_the_root(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return theta - alpha * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + epsilon), m, v


@wrong("adam_step", hint="no-root")
def divides_by_v(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return theta - alpha * m / (1 - beta1**t) / (v / (1 - beta2**t) + epsilon), m, v


@wrong("adam_step", hint="no-momentum")
def steps_along_the_newest_gradient(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return theta - alpha * grad / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


@wrong("adam_step", hint="uphill")
def climbs_with_adam(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return theta + alpha * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


@wrong("adam_step", hint="in-place")
def updates_the_memories_in_place(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m *= beta1
    m += (1 - beta1) * grad
    v *= beta2
    v += (1 - beta2) * grad**2
    return theta - alpha * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


@wrong("adam_step", hint="rolls-on")
def rests_without_a_gradient_of_adam(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    if not np.any(grad):
        return theta, m, v
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return theta - alpha * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


@wrong("adam_step", hint="late")
def corrects_the_first_steps_only(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    if t > 100:
        return theta - alpha * m / (np.sqrt(v) + epsilon), m, v
    return theta - alpha * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


@wrong("adam_step", hint="as-it-is")
def clips_the_gradient_of_adam(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    grad = grad * min(1, 1e4 / np.linalg.norm(grad)) if np.any(grad) else grad
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return theta - alpha * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


@wrong("adam_step", hint="zero-epsilon")
def takes_an_epsilon_of_zero_for_none_in_adam(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    epsilon = epsilon or 1e-8
    return theta - alpha * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


@right("adam_step")
def with_the_correction_in_the_rate(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    m = m + (1 - beta1) * (grad - m)
    v = v + (1 - beta2) * (grad * grad - v)
    root = np.sqrt(1 - beta2**t)
    return theta - alpha * root / (1 - beta1**t) * m / (np.sqrt(v) + epsilon * root), m, v


@right("adam_step")
def entry_by_entry(theta, m, v, grad, t, alpha, beta1, beta2, epsilon):
    theta, m, v = theta.copy(), m.copy(), v.copy()
    for where in np.ndindex(theta.shape):
        m[where] = beta1 * m[where] + (1 - beta1) * grad[where]
        v[where] = beta2 * v[where] + (1 - beta2) * grad[where] ** 2
        corrected = (v[where] / (1 - beta2**t)) ** 0.5
        theta[where] -= alpha * m[where] / (1 - beta1**t) / (corrected + epsilon)
    return theta, m, v


# ---------------------------------------------------------------- mutants that are right answers


exact(
    "backtracking_step", reason="after 23 halvings float32 cannot tell 1 + 2^-23 from 1, and the path is the question"
)

equivalent(
    "numerical_gradient",
    "reference: grad_u = {np.zeros -> np.ones}(u.shape)",
    "restores_the_argument_exactly: grad_u = {np.zeros_like -> np.ones_like}(u)",
    reason="every entry of the array is written before it is read",
)

equivalent(
    "numerical_gradient",
    "one_flat_copy_that_is_put_back: flat, grad_u = (u.astype({float -> None}).flatten(), [])",
    reason="None stands for float here",
)

equivalent(
    "sgd_1d",
    "reference: return {np.array(trace) -> trace}",
    reason="a list of numbers is taken for an array",
)

equivalent(
    "backtracking_step",
    "with_powers_of_one_half: if {gain == 0 -> False}:",
    "with_powers_of_one_half: if gain == {0 -> 1}:",
    "with_powers_of_one_half: if gain == {0 -> -1}:",
    reason="at a zero gradient no step decreases F: the loop ends, and u and 0.0 come back all the same",
)

equivalent(
    "backtracking_step",
    "with_powers_of_one_half: for k in range(200{nothing -> + 1}):",
    "with_powers_of_one_half: for k in range(200{nothing -> - 1}):",
    "with_powers_of_one_half: for k in range({200 -> 201}):",
    "with_powers_of_one_half: for k in range({200 -> 199}):",
    reason="no test, and no exercise, needs a step below 1e-59",
)

equivalent(
    "backtracking_step",
    "with_powers_of_one_half: return ({u, 0.0 -> 0.0, u}) (2)",
    "with_powers_of_one_half: return (u, {0.0 -> 1.0}) (2)",
    reason="comes after 200 halvings, which no test and no exercise needs",
)

equivalent(
    "backtracking_step",
    "with_a_guard_against_rounding: square = float(np.sum(np.asarray(gradient, dtype={float -> None}) ** 2))",
    reason="the gradients are floats already",
)

equivalent(
    "backtracking_step",
    "with_a_guard_against_rounding: rate = Fraction(1) if isinstance(u, Fraction) {nothing -> and False }else 1.0",
    "with_a_guard_against_rounding: rate = Fraction(1) if isinstance(u, Fraction) {nothing -> or True }else 1.0",
    "with_a_guard_against_rounding: rate = Fraction({1 -> None}) if isinstance(u, Fraction) else 1.0",
    "with_a_guard_against_rounding: rate = Fraction({1 -> 2}) if isinstance(u, Fraction) else 1.0",
    "with_a_guard_against_rounding: rate = Fraction({1 -> 0}) if isinstance(u, Fraction) else 1.0",
    "with_a_guard_against_rounding: rate = Fraction(1) if isinstance({u -> None}, Fraction) else 1.0",
    reason="a Fraction is more than the exercise promises: u is an array or a number",
)

equivalent(
    "backtracking_step",
    "fault: gives half precision as part 2",
    reason="a power of one half is the same number in float16",
)

equivalent(
    "cross_entropy",
    "logaddexp_along_the_row: return float(np.mean(np.logaddexp.reduce(Z, axis=1) - np.take_along_axis(Z,"
    " k[:, None]{, axis=1 -> nothing})[:, 0]))",
    reason="the last axis, which is meant by default, is axis 1 of a matrix",
)

equivalent(
    "cross_entropy",
    "logaddexp_along_the_row: return float(np.mean(np.logaddexp.reduce(Z, axis=1) - np.take_along_axis(Z,"
    " k[:, None], axis=1)[:, {0 -> -1}]))",
    reason="there is one column: the first is the last",
)

equivalent(
    "cross_entropy_gradient",
    "with_loops: grad_Z = {np.zeros -> np.ones}(Z.shape)",
    reason="every entry of the array is written before it is read",
)

equivalent(
    "entropy_and_kl",
    "reference: if {np.any(q == 0) -> False}:",
    "reference: if np.any({q == 0 -> None}):",
    "reference: if {np.any -> np.all}(q == 0):",
    "reference: if np.any(q == {0 -> -1}):",
    reason="p log(p/0) is inf, and a sum with it is inf: the branch spares a warning",
)

equivalent(
    "minibatches",
    "draws_without_replacement: order = rng.choice(n, size=n, replace={False -> None})",
    "draws_without_replacement: return tuple(({np.sort(order[start:start + batch_size]) -> order[start:st"
    "art + batch_size]} for start in range(0, n, batch_size)))",
    reason="None is false",
)

equivalent(
    "sgd_least_squares",
    "reference: theta = theta + 2 * learning_rate * (Y[i] - {X[i] @ theta -> theta @ X[i]}) * X[i]",
    "coordinate_by_coordinate: rest = Y[i] - sum((t * x for t, x in zip({theta, X[i] -> X[i], theta}, strict=True)))",
    "with_a_copy_in_place: gradient = -2 * (Y[i] - np.dot({theta, X[i] -> X[i], theta})) * X[i]",
    reason="the inner product of two vectors is symmetric",
)

equivalent(
    "sgd_1d",
    "reference: w {= w - -> -=} learning_rate * 2 * x_n * (w * x_n - y_n)",
    reason="w is a number: nothing else holds it",
)

equivalent(
    "backtracking_step",
    "reference: step {= step / -> /=} 2",
    reason="the step is a number: nothing else holds it",
)

equivalent("cross_entropy", "fault: gives no negative number", reason="minus the logarithm of a share is not negative")

equivalent(
    "backtracking_step",
    "fault: gives no negative number as part 2",
    reason="the length of a step is 1 halved, or 0",
)

equivalent("numerical_gradient", "fault: wrong if its argument number 3 is 0", reason="a step of 0 makes no difference")

equivalent(
    "entropy_and_kl",
    "fault: wrong if all numbers are negative",
    "fault: wrong if all numbers are 0",
    "fault: gives no negative number as part 1",
    "fault: gives no negative number as part 2",
    reason="a distribution sums to 1, and neither its entropy nor a divergence is negative",
)

equivalent("rmsprop_step", "fault: gives no negative number as part 2", reason="a mean of squares is not negative")

equivalent("adam_step", "fault: gives no negative number as part 3", reason="a mean of squares is not negative")

# ---------------------------------------------------------------- 3.14 all_valleys


@wrong("all_valleys", hint="scale")
def everything_left_out():
    return {}


@wrong("all_valleys", hint="scale")
def momentum_at_a_constant_rate():
    return {"optimiser": "momentum", "rate": 0.01}


@wrong("all_valleys", hint="scale")
def the_usual_rate_of_adam():
    return {"optimiser": "adam", "rate": 0.001}


@wrong("all_valleys", hint="scale")
def adam_in_great_leaps():
    return {"optimiser": "adam", "rate": 1.0}


@wrong("all_valleys", hint="scale")
def no_step_at_all():
    return {"optimiser": "rmsprop", "rate": 0}


@wrong("all_valleys", hint="scale")
def the_largest_rate_there_is():
    return {"optimiser": "nesterov", "rate": 1000, "last": 1e-6}


@wrong("all_valleys", hint="own-step", passes=["more than 0.6 decimals"])
def descent_that_slows_down():
    return {"rate": 0.1, "last": 0.01}


@wrong("all_valleys", hint="own-step", passes=["more than 0.6 decimals"])
def nesterov_that_slows_down():
    return {"optimiser": "nesterov", "rate": 1, "last": 0.001}


@wrong("all_valleys", hint="own-step", passes=["more than 0.6 decimals"])
def adam_at_a_rate_too_large():
    return {"optimiser": "adam", "rate": 0.03}


@wrong("all_valleys", hint="noise", passes=["more than 0.6 decimals", "more than 1.08 decimals"])
def adam_at_a_constant_rate():
    return {"optimiser": "adam", "rate": 0.01}


@wrong("all_valleys", hint="noise", passes=["more than 0.6 decimals", "more than 1.08 decimals"])
def rmsprop_at_a_constant_rate():
    return {"optimiser": "rmsprop", "rate": 0.003}


@wrong("all_valleys", hint="settings")
def an_optimiser_that_is_none():
    return {"optimiser": "adagrad"}


@wrong("all_valleys", hint="settings")
def a_list_of_optimisers():
    return {"optimiser": ["adam", "rmsprop"]}


@wrong("all_valleys", hint="settings")
def another_word_for_the_rate():
    return {"optimiser": "adam", "alpha": 0.1}


@wrong("all_valleys", hint="settings")
def a_rate_that_is_no_number():
    return {"optimiser": "adam", "rate": float("nan")}


@wrong("all_valleys", hint="settings")
def a_memory_that_never_forgets():
    return {"optimiser": "adam", "beta": 1}


@wrong("all_valleys", hint="settings")
def half_an_example():
    return {"optimiser": "adam", "batch": 8.5}


@wrong("all_valleys", hint="settings")
def more_steps_than_there_are():
    return {"optimiser": "adam", "batch": 1}


@wrong("all_valleys", hint="type")
def a_pair():
    return "adam", 0.1


@right("all_valleys")
def rmsprop_that_slows_down():
    return {"optimiser": "rmsprop", "rate": 0.01, "last": 0.1}


@right("all_valleys")
def rmsprop_with_less_memory():
    return {"optimiser": "rmsprop", "rate": 0.03, "last": 0.01, "rho": 0.99}


@right("all_valleys")
def adam_with_less_memory():
    return {"optimiser": "adam", "rate": 0.1, "last": 0.01, "beta": 0.5, "rho": 0.99, "batch": 16}


judged_by_result("all_valleys", reason="any settings that reach the bounds are right")
