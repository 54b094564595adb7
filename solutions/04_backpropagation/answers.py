"""The bank of lesson 04: wrong answers with the hint that each must get, and other right answers."""

import numpy as np

from course_lib import autograd
from course_lib.instructor.bank.bank import right, wrong
from course_lib.instructor.bank.equivalents import equivalent, judged_by_result

# ---------------------------------------------------------------- grad_quadratic


@wrong("grad_quadratic", hint="swap")
def w2_first(x, y, w1, w2, b):
    error = 2 * (x**2 * w2 + x * w1 + b - y)
    return error * x**2, error * x, error


@wrong("grad_quadratic", hint="outer")
def derivative_of_the_prediction(x, y, w1, w2, b):
    return x, x**2, 1


@wrong("grad_quadratic", hint="seed")
def loss_in_the_place_of_its_derivative(x, y, w1, w2, b):
    loss = (x**2 * w2 + x * w1 + b - y) ** 2
    return loss * x, loss * x**2, loss


@wrong("grad_quadratic", hint="target")
def forgets_the_target(x, y, w1, w2, b):
    error = 2 * (x**2 * w2 + x * w1 + b)
    return error * x, error * x**2, error


@wrong("grad_quadratic", hint="factor-2")
def forgets_the_two(x, y, w1, w2, b):
    error = x**2 * w2 + x * w1 + b - y
    return error * x, error * x**2, error


@wrong("grad_quadratic", hint="sign")
def target_minus_prediction(x, y, w1, w2, b):
    error = 2 * (y - x**2 * w2 - x * w1 - b)
    return error * x, error * x**2, error


@wrong("grad_quadratic", hint="power")
def loses_the_square_of_x(x, y, w1, w2, b):
    error = 2 * (x**2 * w2 + x * w1 + b - y)
    return error * x, error * x, error


@wrong("grad_quadratic", hint="power")
def differentiates_by_x(x, y, w1, w2, b):
    error = 2 * (x**2 * w2 + x * w1 + b - y)
    return error * x, error * 2 * x, error


@wrong("grad_quadratic", hint="bias")
def gives_b_the_factor_x(x, y, w1, w2, b):
    error = 2 * (x**2 * w2 + x * w1 + b - y)
    return error * x, error * x**2, error * x


@wrong("grad_quadratic", hint="bias")
def has_no_gradient_for_b(x, y, w1, w2, b):
    error = 2 * (x**2 * w2 + x * w1 + b - y)
    return error * x, error * x**2, 0.0


@wrong("grad_quadratic", hint="type")
def forgets_b(x, y, w1, w2, b):
    error = 2 * (x**2 * w2 + x * w1 + b - y)
    return error * x, error * x**2


@wrong("grad_quadratic", hint="own-work")
def asks_torch(x, y, w1, w2, b):
    import torch

    w1, w2, b = [torch.tensor(float(v), requires_grad=True) for v in (w1, w2, b)]
    ((x**2 * w2 + x * w1 + b - y) ** 2).backward()
    return w1.grad, w2.grad, b.grad


@right("grad_quadratic")
def multiplied_out(x, y, w1, w2, b):
    dw1 = 2 * x**3 * w2 + 2 * x**2 * w1 + 2 * x * b - 2 * x * y
    return [dw1, dw1 * x, 2 * (x * x * w2 + x * w1 + b - y)]


@right("grad_quadratic")
def as_a_vector(x, y, w1, w2, b):
    features = np.array([x, x**2, 1.0])
    return 2 * (features @ np.array([w1, w2, b]) - y) * features


# ---------------------------------------------------------------- forward


@wrong("forward", hint="input")
def rectifies_the_input(x, weights):
    A = [x]
    for w in weights:
        A.append(w @ np.maximum(A[-1], 0))
    return A


@wrong("forward", hint="input")
def keeps_a_rectified_input(x, weights):
    A = [np.maximum(x, 0)]
    for w in weights:
        A.append(w @ np.maximum(A[-1], 0))
    return A


@wrong("forward", hint="states")
def keeps_what_comes_out_of_the_relu(x, weights):
    A = [x]
    for w in weights:
        A.append(np.maximum(w @ A[-1], 0))
    return A


@wrong("forward", hint="rows")
def transposes_the_matrices(x, weights):
    A = [x, weights[0].T @ x]
    for w in weights[1:]:
        A.append(w.T @ np.maximum(A[-1], 0) if w.shape[0] == w.shape[1] else w @ np.maximum(A[-1], 0))
    return A


@wrong("forward", hint="relu")
def is_linear(x, weights):
    A = [x]
    for w in weights:
        A.append(w @ A[-1])
    return A


@wrong("forward", hint="relu")
def forgets_the_last_relu_between(x, weights):
    A = [x, weights[0] @ x]
    for t, w in enumerate(weights[1:], start=1):
        A.append(w @ (np.maximum(A[-1], 0) if t < len(weights) - 1 else A[-1]))
    return A


@wrong("forward", hint="last")
def rectifies_the_score(x, weights):
    A = [x, weights[0] @ x]
    for w in weights[1:]:
        A.append(w @ np.maximum(A[-1], 0))
    A[-1] = np.maximum(A[-1], 0) - 0 * A[-1]
    return A


@wrong("forward", hint="type")
def leaves_out_x(x, weights):
    A = [weights[0] @ x]
    for w in weights[1:]:
        A.append(w @ np.maximum(A[-1], 0))
    return A


@wrong("forward", hint="type")
def returns_the_score_alone(x, weights):
    u = weights[0] @ x
    for w in weights[1:]:
        u = w @ np.maximum(u, 0)
    return u


@wrong("forward", hint="in-place")
def doubles_x_in_place(x, weights):
    x *= 1.5
    return [x, *[weights[0] @ x]]


@wrong("forward", hint="own-work")
def calls_the_library(x, weights):
    return [state[0] for state in dense.mlp_states(weights, [np.zeros(len(w)) for w in weights], x[None])]


@wrong("forward", hint="cut-off")
def cuts_off_the_states(x, weights):
    A = [x, weights[0] @ x]
    for w in weights[1:]:
        A.append(w @ np.clip(A[-1], 0, 1000))
    return A


@right("forward")
def three_loops(x, weights):
    A = [list(x)]
    for t, w in enumerate(weights):
        state = [0.0] * len(w)
        for i in range(len(w)):
            for j in range(len(A[t])):
                state[i] += w[i][j] * (A[t][j] if t == 0 else max(A[t][j], 0.0))
        A.append(state)
    return A


@right("forward")
def with_a_mask(x, weights):
    A = [x]
    for t, w in enumerate(weights):
        mask = (A[t] > 0) if t else np.ones(len(x))
        A.append((w * mask) @ A[t])
    return tuple(A)


@right("forward")
def in_float32(x, weights):
    A = [x.astype(np.float32), (weights[0] @ x).astype(np.float32)]
    for w in weights[1:]:
        A.append(w.astype(np.float32) @ np.maximum(A[-1], 0))
    return A


# ---------------------------------------------------------------- backward


@wrong("backward", hint="seed")
def seeds_with_the_loss(A, weights, y):
    DA, DW = [np.array([max(1.0 - y * A[-1][0], 0.0)])], []
    for t in reversed(range(len(weights))):
        DW.insert(0, np.outer(DA[0], np.maximum(A[t], 0) if t else A[t]))
        grad = weights[t].T @ DA[0]
        DA.insert(0, grad * (A[t] > 0) if t else grad)
    return DA, DW


@wrong("backward", hint="sign")
def seeds_with_the_label(A, weights, y):
    DA, DW = [np.array([float(y) * (1 - y * A[-1][0] > 0)])], []
    for t in reversed(range(len(weights))):
        DW.insert(0, np.outer(DA[0], np.maximum(A[t], 0) if t else A[t]))
        grad = weights[t].T @ DA[0]
        DA.insert(0, grad * (A[t] > 0) if t else grad)
    return DA, DW


@wrong("backward", hint="mask")
def has_no_mask(A, weights, y):
    DA, DW = [np.array([float(-y) * (1 - y * A[-1][0] > 0)])], []
    for t in reversed(range(len(weights))):
        DW.insert(0, np.outer(DA[0], np.maximum(A[t], 0) if t else A[t]))
        DA.insert(0, weights[t].T @ DA[0])
    return DA, DW


@wrong("backward", hint="mask")
def masks_the_last_hidden_layer_only(A, weights, y):
    DA, DW = [np.array([float(-y) * (1 - y * A[-1][0] > 0)])], []
    for t in reversed(range(len(weights))):
        DW.insert(0, np.outer(DA[0], np.maximum(A[t], 0) if t else A[t]))
        grad = weights[t].T @ DA[0]
        DA.insert(0, grad * (A[t] > 0) if t == len(weights) - 1 else grad)
    return DA, DW


@wrong("backward", hint="mask-sign")
def masks_by_the_sign_of_the_gradient(A, weights, y):
    DA, DW = [np.array([float(-y) * (1 - y * A[-1][0] > 0)])], []
    for t in reversed(range(len(weights))):
        DW.insert(0, np.outer(DA[0], np.maximum(A[t], 0) if t else A[t]))
        grad = weights[t].T @ DA[0]
        DA.insert(0, grad * (grad > 0) if t else grad)
    return DA, DW


@wrong("backward", hint="input")
def masks_the_input(A, weights, y):
    DA, DW = [np.array([float(-y) * (1 - y * A[-1][0] > 0)])], []
    for t in reversed(range(len(weights))):
        DW.insert(0, np.outer(DA[0], np.maximum(A[t], 0) if t else A[t]))
        DA.insert(0, (weights[t].T @ DA[0]) * (A[t] > 0))
    return DA, DW


@wrong("backward", hint="input")
def rectifies_x_for_its_weights(A, weights, y):
    DA, DW = [np.array([float(-y) * (1 - y * A[-1][0] > 0)])], []
    for t in reversed(range(len(weights))):
        DW.insert(0, np.outer(DA[0], np.maximum(A[t], 0)))
        grad = weights[t].T @ DA[0]
        DA.insert(0, grad * (A[t] > 0) if t else grad)
    return DA, DW


@wrong("backward", hint="states")
def forgets_the_relu_for_the_weights(A, weights, y):
    DA, DW = [np.array([float(-y) * (1 - y * A[-1][0] > 0)])], []
    for t in reversed(range(len(weights))):
        DW.insert(0, np.outer(DA[0], A[t]))
        grad = weights[t].T @ DA[0]
        DA.insert(0, grad * (A[t] > 0) if t else grad)
    return DA, DW


@wrong("backward", hint="layer")
def is_off_by_one_layer(A, weights, y):  # deck 000's reduction w–α as printed
    DA = [np.array([float(-y) * (1 - y * A[-1][0] > 0)])]
    for t in reversed(range(len(weights))):
        grad = weights[t].T @ DA[0]
        DA.insert(0, grad * (A[t] > 0) if t else grad)
    return DA, [np.outer(DA[t], np.maximum(A[t], 0) if t else A[t]) for t in range(len(weights))]


@wrong("backward", hint="transpose")
def transposes_the_gradients_of_the_weights(A, weights, y):
    DA, DW = [np.array([float(-y) * (1 - y * A[-1][0] > 0)])], []
    for t in reversed(range(len(weights))):
        DW.insert(0, np.outer(np.maximum(A[t], 0) if t else A[t], DA[0]))
        grad = weights[t].T @ DA[0]
        DA.insert(0, grad * (A[t] > 0) if t else grad)
    return DA, DW


@wrong("backward", hint="hinge")
def forgets_where_the_hinge_is_flat(A, weights, y):
    DA, DW = [np.array([float(-y)])], []
    for t in reversed(range(len(weights))):
        DW.insert(0, np.outer(DA[0], np.maximum(A[t], 0) if t else A[t]))
        grad = weights[t].T @ DA[0]
        DA.insert(0, grad * (A[t] > 0) if t else grad)
    return DA, DW


@wrong("backward", hint="in-place")
def rectifies_the_states_in_place(A, weights, y):
    for state in A[1:-1]:
        state[state < 0] = 0
    return A, weights


@wrong("backward", hint="type")
def returns_the_weights_gradients_alone(A, weights, y):
    return [np.zeros_like(w) for w in weights]


@wrong("backward", hint="IndexError")
def loops_from_z_as_printed(A, weights, y):
    z = len(weights)
    DA = [np.zeros(len(state)) for state in A]
    DA[z][0] = -y
    for t in range(z, 0, -1):
        for j in range(len(A[t])):
            for i in range(len(A[t + 1])):
                DA[t][j] += DA[t + 1][i] * weights[t][i][j] * (A[t][j] > 0)
    return DA, weights


@wrong("backward", hint="loose")
def hinge_with_a_tolerance(A, weights, y):
    margin = 1 - y * A[-1][0]
    DA, DW = [np.array([float(-y if margin > 0 and not np.isclose(margin, 0, atol=1e-5) else 0)])], []
    for t in reversed(range(len(weights))):
        DW.insert(0, np.outer(DA[0], np.maximum(A[t], 0) if t > 0 else A[0]))
        grad = weights[t].T @ DA[0]
        DA.insert(0, grad * (A[t] > 0) if t > 0 else grad)
    return DA, DW


@wrong("backward", hint="loose")
def mask_with_a_tolerance(A, weights, y):
    DA, DW = [np.array([float(-y if 1 - y * A[-1][0] > 0 else 0)])], []
    for t in reversed(range(len(weights))):
        DW.insert(0, np.outer(DA[0], np.maximum(A[t], 0) if t > 0 else A[0]))
        grad = weights[t].T @ DA[0]
        DA.insert(0, grad * (A[t] > 1e-8) if t > 0 else grad)
    return DA, DW


@right("backward")
def the_mended_loops(A, weights, y):
    z = len(weights)
    DA = [[0.0] * len(state) for state in A]
    DW = [np.zeros(w.shape) for w in weights]
    if y * A[z][0] < 1:
        DA[z][0] = -y
    for t in range(z - 1, -1, -1):
        for j in range(len(A[t])):
            for i in range(len(A[t + 1])):
                slope = 1 if t == 0 else A[t][j] > 0
                DA[t][j] += DA[t + 1][i] * weights[t][i][j] * slope
                DW[t][i][j] = DA[t + 1][i] * (A[t][j] if t == 0 else max(A[t][j], 0))
    return DA, DW


@right("backward")
def by_jacobians(A, weights, y):
    margin = 1 - y * A[-1][0]
    jacobian = np.eye(len(A[-1]))
    DA, DW = [], []
    seed = np.where(margin > 0, -y, 0) * np.ones(1)
    for t in range(len(weights), -1, -1):
        DA.append(seed @ jacobian)
        if t:
            masked = weights[t - 1] * ((A[t - 1] > 0) if t > 1 else 1)
            DW.append(DA[-1][:, None] * (np.maximum(A[t - 1], 0) if t > 1 else A[0])[None])
            jacobian = jacobian @ masked
    return DA[::-1], DW[::-1]


# ---------------------------------------------------------------- check_gradient


@wrong("check_gradient", hint="central")
def one_sided(f, grad_f, x, h=1e-5):
    a, n = grad_f(x), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up = x.copy()
        up[i] += h
        n[i] = (f(up) - f(x)) / h
    return float(np.max(np.abs(a - n) / np.maximum(1, np.maximum(np.abs(a), np.abs(n)))))


@wrong("check_gradient", hint="relative")
def absolute(f, grad_f, x, h=1e-5):
    a, n = grad_f(x), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n[i] = (f(up) - f(down)) / (2 * h)
    return float(np.max(np.abs(a - n)))


@wrong("check_gradient", hint="small")
def divides_by_small_numbers(f, grad_f, x, h=1e-5):
    a, n = grad_f(x), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n[i] = (f(up) - f(down)) / (2 * h)
    return float(np.max(np.abs(a - n) / np.maximum(np.abs(a), np.abs(n))))


@wrong("check_gradient", hint="largest")
def averages(f, grad_f, x, h=1e-5):
    a, n = grad_f(x), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n[i] = (f(up) - f(down)) / (2 * h)
    return float(np.mean(np.abs(a - n) / np.maximum(1, np.maximum(np.abs(a), np.abs(n)))))


@wrong("check_gradient", hint="largest")
def adds_up(f, grad_f, x, h=1e-5):
    n = gradients.numerical_gradient(f, x, h)
    a = grad_f(x)
    return np.sum(np.abs(a - n) / np.maximum(1, np.maximum(np.abs(a), np.abs(n))))


@wrong("check_gradient", hint="step")
def divides_by_h(f, grad_f, x, h=1e-5):
    a, n = grad_f(x), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n[i] = (f(up) - f(down)) / h
    return float(np.max(np.abs(a - n) / np.maximum(1, np.maximum(np.abs(a), np.abs(n)))))


@wrong("check_gradient", hint="error")
def moves_all_coordinates_at_once(f, grad_f, x, h=1e-5):
    a, n = grad_f(x), (f(x + h) - f(x - h)) / (2 * h)
    return float(np.max(np.abs(a - n) / np.maximum(1, np.maximum(np.abs(a), np.abs(n)))))


@wrong("check_gradient", hint="coordinates")
def looks_at_the_first_row(f, grad_f, x, h=1e-5):
    a, n = np.array(grad_f(x), dtype=float), np.zeros(x.shape)
    rows = [(i,) for i in range(len(x))] if x.ndim == 1 else [(0, j) for j in range(x.shape[1])]
    errors = []
    for i in rows:
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n[i] = (f(up) - f(down)) / (2 * h)
        errors.append(abs(a[i] - n[i]) / max(1, abs(a[i]), abs(n[i])))
    return max(errors)


@wrong("check_gradient", hint="right-gradient")
def ignores_h_below_a_tenth(f, grad_f, x, h=1e-5):
    n = gradients.numerical_gradient(f, x, max(h, 0.1))
    a = grad_f(x)
    return np.max(np.abs(a - n) / np.maximum(1, np.maximum(np.abs(a), np.abs(n))))


@wrong("check_gradient", hint="in-place")
def leaves_x_moved(f, grad_f, x, h=1e-5):
    a, n = grad_f(x), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        high = f(x)
        x[i] -= 2 * h
        n[i] = (high - f(x)) / (2 * h)
    return float(np.max(np.abs(a - n) / np.maximum(1, np.maximum(np.abs(a), np.abs(n)))))


@wrong("check_gradient", hint="largest")
def returns_all_errors(f, grad_f, x, h=1e-5):
    n, a = gradients.numerical_gradient(f, x, h), grad_f(x)
    return np.abs(a - n) / np.maximum(1, np.maximum(np.abs(a), np.abs(n)))


@wrong("check_gradient", hint="own-work")
def asks_the_library(f, grad_f, x, h=1e-5):
    return gradients.check_gradient(f, grad_f, x, h)


@wrong("check_gradient", hint="loose")
def no_error_if_nearly_right(f, grad_f, x, h=1e-5):
    a, n = np.asarray(grad_f(x)), gradients.numerical_gradient(f, x, h)
    if np.allclose(a, n, rtol=1e-5, atol=1e-5):
        return 0.0
    return float(np.max(np.abs(a - n) / np.maximum(1, np.maximum(np.abs(a), np.abs(n)))))


@right("check_gradient")
def moves_x_and_puts_it_back(f, grad_f, x, h=1e-5):
    a, worst = np.asarray(grad_f(x)), 0.0
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        high = f(x)
        x[i] = old - h
        low = f(x)
        x[i] = old
        n = (high - low) / (2 * h)
        worst = max(worst, abs(a[i] - n) / max(1, abs(a[i]), abs(n)))
    return worst


@right("check_gradient")
def with_lesson_three(f, grad_f, x, h=1e-5):
    n, a = gradients.numerical_gradient(f, x, h), grad_f(x)
    return np.max(np.abs(a - n) / np.max([np.ones(x.shape), np.abs(a), np.abs(n)], axis=0))


@right("check_gradient")
def flattened(f, grad_f, x, h=1e-5):
    flat = x.ravel()
    steps = h * np.eye(flat.size)
    n = np.array([f((flat + e).reshape(x.shape)) - f((flat - e).reshape(x.shape)) for e in steps]) / (2 * h)
    a = np.ravel(grad_f(x))
    return np.max(np.abs(a - n) / np.clip(np.maximum(np.abs(a), np.abs(n)), 1, None))


# ---------------------------------------------------------------- faulty_layers


@wrong("faulty_layers", hint="at-large")
def believes_the_colleague():
    return set()


@wrong("faulty_layers", hint="at-large")
def tries_one_row_only():
    return {"clip", "leak", "mirror", "roll"}


@wrong("faulty_layers", hint="at-large")
def tries_positive_numbers_only():
    return {"leak", "mirror", "roll", "soft_maximum"}


@wrong("faulty_layers", hint="accused")
def mistrusts_a_strange_formula():
    return {"clip", "leak", "mirror", "roll", "soft_maximum", "squash"}


@wrong("faulty_layers", hint="accused")
def names_all_of_them():
    return {"centre", "clip", "cumulate", "leak", "mirror", "roll", "squash", "soft_maximum", "soft_plus"}


@wrong("faulty_layers", hint="names")
def invents_a_name():
    return {"clip", "leak", "mirror", "roll", "softmax"}


@wrong("faulty_layers", hint="type")
def returns_how_many():
    return 5


@right("faulty_layers")
def as_a_list():
    return ["clip", "leak", "mirror", "roll", "soft_maximum"]


@right("faulty_layers")
def by_elimination():
    everything = {"centre", "clip", "cumulate", "leak", "mirror", "roll", "squash", "soft_maximum", "soft_plus"}
    return everything - {"centre", "cumulate", "squash", "soft_plus"}


# ---------------------------------------------------------------- layer_backward


@wrong("layer_backward", hint="factor-n")
def means_over_the_batch(grad_out, A, U):
    return grad_out.T @ U / len(U), grad_out.mean(axis=0), grad_out @ A


@wrong("layer_backward", hint="transpose")
def transposes_grad_A(grad_out, A, U):
    return U.T @ grad_out, grad_out.sum(axis=0), grad_out @ A


@wrong("layer_backward", hint="parts")
def returns_grad_U_first(grad_out, A, U):
    return grad_out @ A, grad_out.T @ U, grad_out.sum(axis=0)


@wrong("layer_backward", hint="last-example")
def keeps_the_last_example(grad_out, A, U):
    for g, u in zip(grad_out, U, strict=True):
        grad_A = np.outer(g, u)
    return grad_A, grad_out.sum(axis=0), grad_out @ A


@wrong("layer_backward", hint="batch")
def does_not_sum_grad_b(grad_out, A, U):
    return grad_out.T @ U, grad_out, grad_out @ A


@wrong("layer_backward", hint="axis")
def sums_over_the_neurons(grad_out, A, U):
    return grad_out.T @ U, grad_out.sum(axis=1), grad_out @ A


@wrong("layer_backward", hint="factor-n")
def averages_grad_b(grad_out, A, U):
    return grad_out.T @ U, grad_out.mean(axis=0), grad_out @ A


@wrong("layer_backward", hint="weights")
def goes_forward_through_A(grad_out, A, U):
    return grad_out.T @ U, grad_out.sum(axis=0), grad_out @ A.T


@wrong("layer_backward", hint="type")
def forgets_grad_b(grad_out, A, U):
    return grad_out.T @ U, grad_out @ A


@wrong("layer_backward", hint="own-work")
def calls_the_library_layer(grad_out, A, U):
    return dense.layer_backward(grad_out, A, U)


@wrong("layer_backward", hint="in-place")
def works_on_the_array_from_above(grad_out, A, U):
    grad_A, grad_U = grad_out.T @ U, grad_out @ A
    grad_out[0] += grad_out[1:].sum(axis=0)
    return grad_A, grad_out[0], grad_U


@right("layer_backward")
def example_by_example(grad_out, A, U):
    grad_A, grad_b, grad_U = np.zeros(A.shape), np.zeros(len(A)), []
    for g, u in zip(grad_out, U, strict=True):
        grad_A += np.outer(g, u)
        grad_b += g
        grad_U.append(A.T @ g)
    return grad_A, grad_b, grad_U


@right("layer_backward")
def by_einsum(grad_out, A, U):
    return np.einsum("ni,nj->ij", grad_out, U), np.einsum("ni->i", grad_out), np.einsum("ni,ij->nj", grad_out, A)


@right("layer_backward")
def by_index(grad_out, A, U):
    (batch, psi), phi = grad_out.shape, U.shape[1]
    grad_A = [[sum(grad_out[n, i] * U[n, j] for n in range(batch)) for j in range(phi)] for i in range(psi)]
    grad_b = [sum(grad_out[n, i] for n in range(batch)) for i in range(psi)]
    grad_U = [[sum(grad_out[n, i] * A[i, j] for i in range(psi)) for j in range(phi)] for n in range(batch)]
    return grad_A, grad_b, grad_U


# ---------------------------------------------------------------- relu_backward


@wrong("relu_backward", hint="mask")
def masks_by_sign_of_grad_out(grad_out, u):
    return grad_out * (grad_out > 0)


@wrong("relu_backward", hint="chain-rule")
def forgets_grad_out(grad_out, u):
    return (u > 0).astype(float)


@wrong("relu_backward", hint="kink")
def passes_at_zero(grad_out, u):
    return grad_out * (u >= 0)


@wrong("relu_backward", hint="value")
def multiplies_by_relu(grad_out, u):
    return grad_out * np.maximum(u, 0)


@wrong("relu_backward", hint="in-place")
def zeroes_grad_out(grad_out, u):
    grad_out[u <= 0] = 0
    return grad_out


@wrong("relu_backward", hint="own-work")
def calls_the_library_relu(grad_out, u):
    return activations.relu_backward(grad_out, u)


@right("relu_backward")
def with_where(grad_out, u):
    return np.where(u > 0, grad_out, 0)


@right("relu_backward")
def on_a_copy(grad_out, u):
    grad_u = np.array(grad_out)
    grad_u[u <= 0] = 0
    return grad_u


@right("relu_backward")
def with_sign(grad_out, u):
    return grad_out * np.maximum(np.sign(u), 0)


# ---------------------------------------------------------------- mlp_gradients


@wrong("mlp_gradients", hint="last")
def rectifies_the_scores(weights, biases, X, k):
    states = [X]
    for depth, (A, b) in enumerate(zip(weights, biases, strict=True)):
        states.append((np.maximum(states[-1], 0) if depth else X) @ A.T + b)
    return cross_entropy(np.maximum(states[-1], 0), k), weights, biases


@wrong("mlp_gradients", hint="relu")
def is_linear_throughout(weights, biases, X, k):
    out = X
    for A, b in zip(weights, biases, strict=True):
        out = out @ A.T + b
    return cross_entropy(out, k), weights, biases


@wrong("mlp_gradients", hint="input")
def rectifies_the_pictures(weights, biases, X, k):
    out = X
    for A, b in zip(weights, biases, strict=True):
        out = np.maximum(out, 0) @ A.T + b
    return cross_entropy(out, k), weights, biases


@wrong("mlp_gradients", hint="factor-n")
def sums_the_losses(weights, biases, X, k):
    Z = dense.mlp(weights, biases, X)
    return len(X) * cross_entropy(Z, k), weights, biases


@wrong("mlp_gradients", hint="factor-n")
def sums_the_gradients(weights, biases, X, k):
    states = [X]
    for depth, (A, b) in enumerate(zip(weights, biases, strict=True)):
        states.append(dense.layer(A, b, np.maximum(states[-1], 0) if depth else X))
    grad, grads_w, grads_b = cross_entropy_gradient(states[-1], k) * len(X), [], []
    for depth in reversed(range(len(weights))):
        inputs = np.maximum(states[depth], 0) if depth else X
        grads_w.insert(0, grad.T @ inputs)
        grads_b.insert(0, grad.sum(axis=0))
        grad = (grad @ weights[depth]) * (states[depth] > 0)
    return cross_entropy(states[-1], k), grads_w, grads_b


@wrong("mlp_gradients", hint="backwards")
def leaves_the_lists_backwards(weights, biases, X, k):
    states = [X]
    for depth, (A, b) in enumerate(zip(weights, biases, strict=True)):
        states.append(dense.layer(A, b, np.maximum(states[-1], 0) if depth else X))
    grad, grads_w, grads_b = cross_entropy_gradient(states[-1], k), [], []
    for depth in reversed(range(len(weights))):
        inputs = np.maximum(states[depth], 0) if depth else X
        grads_w.append(grad.T @ inputs)
        grads_b.append(grad.sum(axis=0))
        grad = (grad @ weights[depth]) * (states[depth] > 0)
    return cross_entropy(states[-1], k), grads_w, grads_b


@wrong("mlp_gradients", hint="states")
def forgets_what_the_last_layer_saw(weights, biases, X, k):
    states = [X]
    for depth, (A, b) in enumerate(zip(weights, biases, strict=True)):
        states.append(dense.layer(A, b, np.maximum(states[-1], 0) if depth else X))
    grad, grads_w, grads_b = cross_entropy_gradient(states[-1], k), [], []
    for depth in reversed(range(len(weights))):
        grads_w.insert(0, grad.T @ states[depth])
        grads_b.insert(0, grad.sum(axis=0))
        grad = (grad @ weights[depth]) * (states[depth] > 0)
    return cross_entropy(states[-1], k), grads_w, grads_b


@wrong("mlp_gradients", hint="mask")
def forgets_the_masks(weights, biases, X, k):
    states = [X]
    for depth, (A, b) in enumerate(zip(weights, biases, strict=True)):
        states.append(dense.layer(A, b, np.maximum(states[-1], 0) if depth else X))
    grad, grads_w, grads_b = cross_entropy_gradient(states[-1], k), [], []
    for depth in reversed(range(len(weights))):
        inputs = np.maximum(states[depth], 0) if depth else X
        grads_w.insert(0, grad.T @ inputs)
        grads_b.insert(0, grad.sum(axis=0))
        grad = grad @ weights[depth]
    return cross_entropy(states[-1], k), grads_w, grads_b


@wrong("mlp_gradients", hint="input")
def rectifies_the_pictures_on_the_way_back(weights, biases, X, k):
    states = [X]
    for depth, (A, b) in enumerate(zip(weights, biases, strict=True)):
        states.append(dense.layer(A, b, np.maximum(states[-1], 0) if depth else X))
    grad, grads_w, grads_b = cross_entropy_gradient(states[-1], k), [], []
    for depth in reversed(range(len(weights))):
        grads_w.insert(0, grad.T @ np.maximum(states[depth], 0))
        grads_b.insert(0, grad.sum(axis=0))
        grad = (grad @ weights[depth]) * (states[depth] > 0)
    return cross_entropy(states[-1], k), grads_w, grads_b


@wrong("mlp_gradients", hint="type")
def forgets_the_loss(weights, biases, X, k):
    return weights, biases


@wrong("mlp_gradients", hint="own-work")
def calls_the_library_network(weights, biases, X, k):
    return dense.mlp_gradients(weights, biases, X, k)


@wrong("mlp_gradients", hint="nan")
def overflows_in_the_softmax(weights, biases, X, k):
    states = [X]
    for depth, (A, b) in enumerate(zip(weights, biases, strict=True)):
        states.append(dense.layer(A, b, np.maximum(states[-1], 0) if depth else X))
    with np.errstate(all="ignore"):
        p = np.exp(states[-1]) / np.exp(states[-1]).sum(axis=1, keepdims=True)
        loss = -np.mean(np.log(p[np.arange(len(k)), k])) + 0 * p.sum()
    grad, grads_w, grads_b = (p - np.eye(p.shape[1])[k]) / len(k), [], []
    for depth in reversed(range(len(weights))):
        inputs = np.maximum(states[depth], 0) if depth else X
        grads_w.insert(0, grad.T @ inputs)
        grads_b.insert(0, grad.sum(axis=0))
        grad = (grad @ weights[depth]) * (states[depth] > 0)
    return loss, grads_w, grads_b


@right("mlp_gradients")
def one_example_at_a_time(weights, biases, X, k):
    grads_w, grads_b = [np.zeros(A.shape) for A in weights], [np.zeros(b.shape) for b in biases]
    scores = []
    for n in range(len(X)):
        states = [X[n]]
        for depth, (A, b) in enumerate(zip(weights, biases, strict=True)):
            states.append(A @ (np.maximum(states[-1], 0) if depth else X[n]) + b)
        scores.append(states[-1])
        grad = cross_entropy_gradient(states[-1][None], k[n : n + 1])[0] / len(X)
        for depth in range(len(weights) - 1, -1, -1):
            grads_w[depth] += np.outer(grad, np.maximum(states[depth], 0) if depth else X[n])
            grads_b[depth] += grad
            grad = (weights[depth].T @ grad) * (states[depth] > 0)
    return cross_entropy(np.array(scores), k), grads_w, grads_b


@right("mlp_gradients")
def with_tuples_and_its_own_softmax(weights, biases, X, k):
    inputs, masks = [X], []
    for A, b in zip(weights, biases, strict=True):
        U = inputs[-1] @ A.T + b
        inputs.append(np.maximum(U, 0))
        masks.append(U > 0)
    shifted = U - U.max(axis=1, keepdims=True)
    logarithms = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -np.mean(logarithms[np.arange(len(k)), k])
    grad = (np.exp(logarithms) - np.eye(U.shape[1])[k]) / len(k)
    grads = []
    for depth in range(len(weights) - 1, -1, -1):
        grads.append((grad.T @ inputs[depth], np.sum(grad, axis=0)))
        if depth:
            grad = np.where(masks[depth - 1], grad @ weights[depth], 0)
    grads_w, grads_b = zip(*grads[::-1], strict=True)
    return loss, grads_w, grads_b


# ---------------------------------------------------------------- topological_order


@wrong("topological_order", hint="recursion")
def recurses(value):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent in node._parents:
                visit(parent)
            order.append(node)

    visit(value)
    return order


@wrong("topological_order", hint="results-first")
def puts_results_first(value):
    order, seen, stack = [], set(), [(value, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in node._parents)
    return order[::-1]


@wrong("topological_order", hint="twice")
def lists_every_use(value):
    order, stack = [], [value]
    while stack:
        node = stack.pop()
        order.append(node)
        stack.extend(node._parents)
    return order[::-1]


@wrong("topological_order", hint="too-late")
def goes_level_by_level(value):
    order, seen = [value], {value}
    for node in order:
        for parent in node._parents:
            if parent not in seen:
                seen.add(parent)
                order.append(parent)
    return order[::-1]


@wrong("topological_order", hint="itself")
def leaves_out_the_value(value):
    order, seen, stack = [], set(), [(value, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((parent, False) for parent in node._parents)
    return order[:-1]


@wrong("topological_order", hint="type")
def returns_a_set(value):
    seen, stack = set(), [value]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack.extend(node._parents)
    return seen


@wrong("topological_order", hint="own-work")
def imports_it(value):
    return autograd.topological_order(value)


@right("topological_order")
def by_counting_users(value):
    users, stack = {value: 0}, [value]
    while stack:
        node = stack.pop()
        for parent in node._parents:
            if parent not in users:
                users[parent] = 0
                stack.append(parent)
            users[parent] += 1
    order, ready = [], [value]
    while ready:
        node = ready.pop()
        order.append(node)
        for parent in node._parents:
            users[parent] -= 1
            if users[parent] == 0:
                ready.append(parent)
    return order[::-1]


@right("topological_order")
def with_iterators_on_the_stack(value):
    order, seen, stack = [], {value}, [(value, iter(value._parents))]
    while stack:
        node, operands = stack[-1]
        following = next((parent for parent in operands if parent not in seen), None)
        if following is None:
            order.append(node)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(following._parents)))
    return order


@right("topological_order")
def with_the_standard_library(value):
    from graphlib import TopologicalSorter

    graph, stack = {}, [value]
    while stack:
        node = stack.pop()
        if node not in graph:
            graph[node] = set(node._parents)
            stack.extend(node._parents)
    return list(TopologicalSorter(graph).static_order())


# ---------------------------------------------------------------- Value


@wrong("Value", hint="seed")
class HasNoSeed:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self._parents, self._slopes = data, 0.0, tuple(parents), slopes

    def _lift(self, other):
        return other if isinstance(other, HasNoSeed) else HasNoSeed(other)

    def __add__(self, other):
        other = self._lift(other)
        return HasNoSeed(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self._lift(other)
        return HasNoSeed(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return HasNoSeed(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._lift(other)

    def __rsub__(self, other):
        return self._lift(other) + -self

    __radd__, __rmul__ = __add__, __mul__

    def relu(self):
        return HasNoSeed(max(self.data, 0), (self,), (1.0 * (self.data > 0),))

    def tanh(self):
        return HasNoSeed(np.tanh(self.data), (self,), (1 - np.tanh(self.data) ** 2,))

    def exp(self):
        return HasNoSeed(np.exp(self.data), (self,), (np.exp(self.data),))

    def backward(self):
        for node in reversed(autograd.topological_order(self)):
            for parent, slope in zip(node._parents, node._slopes, strict=True):
                parent.grad += slope * node.grad


@wrong("Value", hint="product")
class TakesItsOwnFactor:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self._parents, self._slopes = data, 0.0, tuple(parents), slopes

    def _lift(self, other):
        return other if isinstance(other, TakesItsOwnFactor) else TakesItsOwnFactor(other)

    def __add__(self, other):
        other = self._lift(other)
        return TakesItsOwnFactor(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self._lift(other)
        return TakesItsOwnFactor(self.data * other.data, (self, other), (self.data, other.data))

    def __pow__(self, n):
        return TakesItsOwnFactor(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._lift(other)

    def __rsub__(self, other):
        return self._lift(other) + -self

    __radd__, __rmul__ = __add__, __mul__

    def relu(self):
        return TakesItsOwnFactor(max(self.data, 0), (self,), (1.0 * (self.data > 0),))

    def tanh(self):
        return TakesItsOwnFactor(np.tanh(self.data), (self,), (1 - np.tanh(self.data) ** 2,))

    def exp(self):
        return TakesItsOwnFactor(np.exp(self.data), (self,), (np.exp(self.data),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(autograd.topological_order(self)):
            for parent, slope in zip(node._parents, node._slopes, strict=True):
                parent.grad += slope * node.grad


@wrong("Value", hint="accumulate")
class OverwritesTheGradient:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self._parents, self._slopes = data, 0.0, tuple(parents), slopes

    def _lift(self, other):
        return other if isinstance(other, OverwritesTheGradient) else OverwritesTheGradient(other)

    def __add__(self, other):
        other = self._lift(other)
        return OverwritesTheGradient(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self._lift(other)
        return OverwritesTheGradient(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return OverwritesTheGradient(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._lift(other)

    def __rsub__(self, other):
        return self._lift(other) + -self

    __radd__, __rmul__ = __add__, __mul__

    def relu(self):
        return OverwritesTheGradient(max(self.data, 0), (self,), (1.0 * (self.data > 0),))

    def tanh(self):
        return OverwritesTheGradient(np.tanh(self.data), (self,), (1 - np.tanh(self.data) ** 2,))

    def exp(self):
        return OverwritesTheGradient(np.exp(self.data), (self,), (np.exp(self.data),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(autograd.topological_order(self)):
            for parent, slope in zip(node._parents, node._slopes, strict=True):
                parent.grad = slope * node.grad


@wrong("Value", hint="handed-on")
class StopsAfterOneNode:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self._parents, self._slopes = data, 0.0, tuple(parents), slopes

    def _lift(self, other):
        return other if isinstance(other, StopsAfterOneNode) else StopsAfterOneNode(other)

    def __add__(self, other):
        other = self._lift(other)
        return StopsAfterOneNode(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self._lift(other)
        return StopsAfterOneNode(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return StopsAfterOneNode(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._lift(other)

    def __rsub__(self, other):
        return self._lift(other) + -self

    __radd__, __rmul__ = __add__, __mul__

    def relu(self):
        return StopsAfterOneNode(max(self.data, 0), (self,), (1.0 * (self.data > 0),))

    def tanh(self):
        return StopsAfterOneNode(np.tanh(self.data), (self,), (1 - np.tanh(self.data) ** 2,))

    def exp(self):
        return StopsAfterOneNode(np.exp(self.data), (self,), (np.exp(self.data),))

    def backward(self):
        self.grad = 1.0
        for node in [self]:
            for parent, slope in zip(node._parents, node._slopes, strict=True):
                parent.grad += slope * node.grad


@wrong("Value", hint="order")
class GoesLevelByLevel:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self._parents, self._slopes = data, 0.0, tuple(parents), slopes

    def _lift(self, other):
        return other if isinstance(other, GoesLevelByLevel) else GoesLevelByLevel(other)

    def __add__(self, other):
        other = self._lift(other)
        return GoesLevelByLevel(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self._lift(other)
        return GoesLevelByLevel(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return GoesLevelByLevel(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._lift(other)

    def __rsub__(self, other):
        return self._lift(other) + -self

    __radd__, __rmul__ = __add__, __mul__

    def relu(self):
        return GoesLevelByLevel(max(self.data, 0), (self,), (1.0 * (self.data > 0),))

    def tanh(self):
        return GoesLevelByLevel(np.tanh(self.data), (self,), (1 - np.tanh(self.data) ** 2,))

    def exp(self):
        return GoesLevelByLevel(np.exp(self.data), (self,), (np.exp(self.data),))

    def backward(self):
        self.grad, level, seen = 1.0, [self], {self}
        for node in level:
            for parent, slope in zip(node._parents, node._slopes, strict=True):
                parent.grad += slope * node.grad
                if parent not in seen:
                    seen.add(parent)
                    level.append(parent)


@wrong("Value", hint="order")
class HandsOnAtEveryVisit:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self._parents, self._slopes = data, 0.0, tuple(parents), slopes

    def _lift(self, other):
        return other if isinstance(other, HandsOnAtEveryVisit) else HandsOnAtEveryVisit(other)

    def __add__(self, other):
        other = self._lift(other)
        return HandsOnAtEveryVisit(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self._lift(other)
        return HandsOnAtEveryVisit(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return HandsOnAtEveryVisit(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._lift(other)

    def __rsub__(self, other):
        return self._lift(other) + -self

    __radd__, __rmul__ = __add__, __mul__

    def relu(self):
        return HandsOnAtEveryVisit(max(self.data, 0), (self,), (1.0 * (self.data > 0),))

    def tanh(self):
        return HandsOnAtEveryVisit(np.tanh(self.data), (self,), (1 - np.tanh(self.data) ** 2,))

    def exp(self):
        return HandsOnAtEveryVisit(np.exp(self.data), (self,), (np.exp(self.data),))

    def backward(self, seed=True):
        self.grad = 1.0 if seed else self.grad
        for parent, slope in zip(self._parents, self._slopes, strict=True):
            parent.grad += slope * self.grad
            parent.backward(seed=False)


@wrong("Value", hint="recursion")
class OrdersByRecursion:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self._parents, self._slopes = data, 0.0, tuple(parents), slopes

    def _lift(self, other):
        return other if isinstance(other, OrdersByRecursion) else OrdersByRecursion(other)

    def __add__(self, other):
        other = self._lift(other)
        return OrdersByRecursion(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self._lift(other)
        return OrdersByRecursion(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return OrdersByRecursion(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._lift(other)

    def __rsub__(self, other):
        return self._lift(other) + -self

    __radd__, __rmul__ = __add__, __mul__

    def relu(self):
        return OrdersByRecursion(max(self.data, 0), (self,), (1.0 * (self.data > 0),))

    def tanh(self):
        return OrdersByRecursion(np.tanh(self.data), (self,), (1 - np.tanh(self.data) ** 2,))

    def exp(self):
        return OrdersByRecursion(np.exp(self.data), (self,), (np.exp(self.data),))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node._parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for parent, slope in zip(node._parents, node._slopes, strict=True):
                parent.grad += slope * node.grad


@wrong("Value", hint="chain")
class ForgetsTheGradientFromAbove:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self._parents, self._slopes = data, 0.0, tuple(parents), slopes

    def _lift(self, other):
        return other if isinstance(other, ForgetsTheGradientFromAbove) else ForgetsTheGradientFromAbove(other)

    def __add__(self, other):
        other = self._lift(other)
        return ForgetsTheGradientFromAbove(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self._lift(other)
        return ForgetsTheGradientFromAbove(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return ForgetsTheGradientFromAbove(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._lift(other)

    def __rsub__(self, other):
        return self._lift(other) + -self

    __radd__, __rmul__ = __add__, __mul__

    def relu(self):
        return ForgetsTheGradientFromAbove(max(self.data, 0), (self,), (1.0 * (self.data > 0),))

    def tanh(self):
        return ForgetsTheGradientFromAbove(np.tanh(self.data), (self,), (1 - np.tanh(self.data) ** 2,))

    def exp(self):
        return ForgetsTheGradientFromAbove(np.exp(self.data), (self,), (np.exp(self.data),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(autograd.topological_order(self)):
            for parent, slope in zip(node._parents, node._slopes, strict=True):
                parent.grad += slope * (node.grad if len(node._parents) > 1 else 1)


@wrong("Value", hint="local")
class DifferentiatesTanhAtItsInput:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self._parents, self._slopes = data, 0.0, tuple(parents), slopes

    def _lift(self, other):
        return other if isinstance(other, DifferentiatesTanhAtItsInput) else DifferentiatesTanhAtItsInput(other)

    def __add__(self, other):
        other = self._lift(other)
        return DifferentiatesTanhAtItsInput(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self._lift(other)
        return DifferentiatesTanhAtItsInput(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return DifferentiatesTanhAtItsInput(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._lift(other)

    def __rsub__(self, other):
        return self._lift(other) + -self

    __radd__, __rmul__ = __add__, __mul__

    def relu(self):
        return DifferentiatesTanhAtItsInput(max(self.data, 0), (self,), (1.0 * (self.data > 0),))

    def tanh(self):
        return DifferentiatesTanhAtItsInput(np.tanh(self.data), (self,), (1 - self.data**2,))

    def exp(self):
        return DifferentiatesTanhAtItsInput(np.exp(self.data), (self,), (np.exp(self.data),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(autograd.topological_order(self)):
            for parent, slope in zip(node._parents, node._slopes, strict=True):
                parent.grad += slope * node.grad


@wrong("Value", hint="local")
class PassesWhereReluIsOff:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self._parents, self._slopes = data, 0.0, tuple(parents), slopes

    def _lift(self, other):
        return other if isinstance(other, PassesWhereReluIsOff) else PassesWhereReluIsOff(other)

    def __add__(self, other):
        other = self._lift(other)
        return PassesWhereReluIsOff(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self._lift(other)
        return PassesWhereReluIsOff(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return PassesWhereReluIsOff(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._lift(other)

    def __rsub__(self, other):
        return self._lift(other) + -self

    __radd__, __rmul__ = __add__, __mul__

    def relu(self):
        return PassesWhereReluIsOff(max(self.data, 0), (self,), (1.0,))

    def tanh(self):
        return PassesWhereReluIsOff(np.tanh(self.data), (self,), (1 - np.tanh(self.data) ** 2,))

    def exp(self):
        return PassesWhereReluIsOff(np.exp(self.data), (self,), (np.exp(self.data),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(autograd.topological_order(self)):
            for parent, slope in zip(node._parents, node._slopes, strict=True):
                parent.grad += slope * node.grad


@wrong("Value", hint="exponent")
class KeepsTheExponent:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self._parents, self._slopes = data, 0.0, tuple(parents), slopes

    def _lift(self, other):
        return other if isinstance(other, KeepsTheExponent) else KeepsTheExponent(other)

    def __add__(self, other):
        other = self._lift(other)
        return KeepsTheExponent(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self._lift(other)
        return KeepsTheExponent(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return KeepsTheExponent(self.data**n, (self,), (n * self.data**n,))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._lift(other)

    def __rsub__(self, other):
        return self._lift(other) + -self

    __radd__, __rmul__ = __add__, __mul__

    def relu(self):
        return KeepsTheExponent(max(self.data, 0), (self,), (1.0 * (self.data > 0),))

    def tanh(self):
        return KeepsTheExponent(np.tanh(self.data), (self,), (1 - np.tanh(self.data) ** 2,))

    def exp(self):
        return KeepsTheExponent(np.exp(self.data), (self,), (np.exp(self.data),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(autograd.topological_order(self)):
            for parent, slope in zip(node._parents, node._slopes, strict=True):
                parent.grad += slope * node.grad


@wrong("Value", hint="TypeError")
class TakesNumbersOnTheRightOnly:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self._parents, self._slopes = data, 0.0, tuple(parents), slopes

    def _lift(self, other):
        return other if isinstance(other, TakesNumbersOnTheRightOnly) else TakesNumbersOnTheRightOnly(other)

    def __add__(self, other):
        other = self._lift(other)
        return TakesNumbersOnTheRightOnly(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self._lift(other)
        return TakesNumbersOnTheRightOnly(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return TakesNumbersOnTheRightOnly(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._lift(other)

    def __rsub__(self, other):
        return self._lift(other) + -self

    def relu(self):
        return TakesNumbersOnTheRightOnly(max(self.data, 0), (self,), (1.0 * (self.data > 0),))

    def tanh(self):
        return TakesNumbersOnTheRightOnly(np.tanh(self.data), (self,), (1 - np.tanh(self.data) ** 2,))

    def exp(self):
        return TakesNumbersOnTheRightOnly(np.exp(self.data), (self,), (np.exp(self.data),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(autograd.topological_order(self)):
            for parent, slope in zip(node._parents, node._slopes, strict=True):
                parent.grad += slope * node.grad


@wrong("Value", hint="AttributeError")
class TakesNoNumbers:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self._parents, self._slopes = data, 0.0, tuple(parents), slopes

    def _lift(self, other):
        return other

    def __add__(self, other):
        other = self._lift(other)
        return TakesNoNumbers(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self._lift(other)
        return TakesNoNumbers(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return TakesNoNumbers(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._lift(other)

    def __rsub__(self, other):
        return self._lift(other) + -self

    __radd__, __rmul__ = __add__, __mul__

    def relu(self):
        return TakesNoNumbers(max(self.data, 0), (self,), (1.0 * (self.data > 0),))

    def tanh(self):
        return TakesNoNumbers(np.tanh(self.data), (self,), (1 - np.tanh(self.data) ** 2,))

    def exp(self):
        return TakesNoNumbers(np.exp(self.data), (self,), (np.exp(self.data),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(autograd.topological_order(self)):
            for parent, slope in zip(node._parents, node._slopes, strict=True):
                parent.grad += slope * node.grad


@wrong("Value", hint="minus")
class SubtractsTheWrongWayRound:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self._parents, self._slopes = data, 0.0, tuple(parents), slopes

    def _lift(self, other):
        return other if isinstance(other, SubtractsTheWrongWayRound) else SubtractsTheWrongWayRound(other)

    def __add__(self, other):
        other = self._lift(other)
        return SubtractsTheWrongWayRound(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self._lift(other)
        return SubtractsTheWrongWayRound(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return SubtractsTheWrongWayRound(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._lift(other)

    def __rsub__(self, other):
        return self + -self._lift(other)

    __radd__, __rmul__ = __add__, __mul__

    def relu(self):
        return SubtractsTheWrongWayRound(max(self.data, 0), (self,), (1.0 * (self.data > 0),))

    def tanh(self):
        return SubtractsTheWrongWayRound(np.tanh(self.data), (self,), (1 - np.tanh(self.data) ** 2,))

    def exp(self):
        return SubtractsTheWrongWayRound(np.exp(self.data), (self,), (np.exp(self.data),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(autograd.topological_order(self)):
            for parent, slope in zip(node._parents, node._slopes, strict=True):
                parent.grad += slope * node.grad


@wrong("Value", hint="own-work")
class TakesTheLibraryClass(autograd.Value):
    pass


@wrong("Value", hint="twice")
class AddsToOneOperandAlone:
    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self._parents = tuple(parents)
        self._backward = lambda: None  # adds this Value's share to the gradients of its parents

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        other = other if isinstance(other, AddsToOneOperandAlone) else AddsToOneOperandAlone(other)
        out = AddsToOneOperandAlone(self.data + other.data, (self, other))

        def pass_on():
            for operand in {self, other}:
                operand.grad += out.grad

        out._backward = pass_on
        return out

    def __mul__(self, other):
        other = other if isinstance(other, AddsToOneOperandAlone) else AddsToOneOperandAlone(other)
        out = AddsToOneOperandAlone(self.data * other.data, (self, other))

        def pass_on():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = pass_on
        return out

    def _function(self, result, slope):
        """A Value made from this one alone, with this local derivative."""
        out = AddsToOneOperandAlone(result, (self,))

        def pass_on():
            self.grad += slope * out.grad

        out._backward = pass_on
        return out

    def __pow__(self, exponent):
        return self._function(self.data**exponent, exponent * self.data ** (exponent - 1))

    def relu(self):
        return self._function(max(self.data, 0.0), float(self.data > 0))

    def tanh(self):
        result = np.tanh(self.data)
        return self._function(result, 1 - result**2)

    def exp(self):
        result = np.exp(self.data)
        return self._function(result, result)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        self.grad = 1.0
        for node in reversed(autograd.topological_order(self)):
            node._backward()


@wrong("Value", hint="zero-power")
class DividesByTheNumberInAPower:
    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self._parents = tuple(parents)
        self._backward = lambda: None  # adds this Value's share to the gradients of its parents

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        other = other if isinstance(other, DividesByTheNumberInAPower) else DividesByTheNumberInAPower(other)
        out = DividesByTheNumberInAPower(self.data + other.data, (self, other))

        def pass_on():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = pass_on
        return out

    def __mul__(self, other):
        other = other if isinstance(other, DividesByTheNumberInAPower) else DividesByTheNumberInAPower(other)
        out = DividesByTheNumberInAPower(self.data * other.data, (self, other))

        def pass_on():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = pass_on
        return out

    def _function(self, result, slope):
        """A Value made from this one alone, with this local derivative."""
        out = DividesByTheNumberInAPower(result, (self,))

        def pass_on():
            self.grad += slope * out.grad

        out._backward = pass_on
        return out

    def __pow__(self, exponent):
        return self._function(self.data**exponent, exponent * self.data**exponent / self.data)

    def relu(self):
        return self._function(max(self.data, 0.0), float(self.data > 0))

    def tanh(self):
        result = np.tanh(self.data)
        return self._function(result, 1 - result**2)

    def exp(self):
        result = np.exp(self.data)
        return self._function(result, result)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        self.grad = 1.0
        for node in reversed(autograd.topological_order(self)):
            node._backward()


@wrong("Value", hint="loose")
class RectifiesWithATolerance:
    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self._parents = tuple(parents)
        self._backward = lambda: None  # adds this Value's share to the gradients of its parents

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        other = other if isinstance(other, RectifiesWithATolerance) else RectifiesWithATolerance(other)
        out = RectifiesWithATolerance(self.data + other.data, (self, other))

        def pass_on():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = pass_on
        return out

    def __mul__(self, other):
        other = other if isinstance(other, RectifiesWithATolerance) else RectifiesWithATolerance(other)
        out = RectifiesWithATolerance(self.data * other.data, (self, other))

        def pass_on():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = pass_on
        return out

    def _function(self, result, slope):
        """A Value made from this one alone, with this local derivative."""
        out = RectifiesWithATolerance(result, (self,))

        def pass_on():
            self.grad += slope * out.grad

        out._backward = pass_on
        return out

    def __pow__(self, exponent):
        return self._function(self.data**exponent, exponent * self.data ** (exponent - 1))

    def relu(self):
        return self._function(max(self.data, 0.0), float(self.data > 1e-8))

    def tanh(self):
        result = np.tanh(self.data)
        return self._function(result, 1 - result**2)

    def exp(self):
        result = np.exp(self.data)
        return self._function(result, result)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        self.grad = 1.0
        for node in reversed(autograd.topological_order(self)):
            node._backward()


@wrong("Value", hint="as-it-is")
class ClipsTheSlopes:
    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self._parents = tuple(parents)
        self._backward = lambda: None  # adds this Value's share to the gradients of its parents

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        other = other if isinstance(other, ClipsTheSlopes) else ClipsTheSlopes(other)
        out = ClipsTheSlopes(self.data + other.data, (self, other))

        def pass_on():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = pass_on
        return out

    def __mul__(self, other):
        other = other if isinstance(other, ClipsTheSlopes) else ClipsTheSlopes(other)
        out = ClipsTheSlopes(self.data * other.data, (self, other))

        def pass_on():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = pass_on
        return out

    def _function(self, result, slope):
        """A Value made from this one alone, with this local derivative."""
        out = ClipsTheSlopes(result, (self,))

        def pass_on():
            self.grad += min(max(slope, -1000.0), 1000.0) * out.grad

        out._backward = pass_on
        return out

    def __pow__(self, exponent):
        return self._function(self.data**exponent, exponent * self.data ** (exponent - 1))

    def relu(self):
        return self._function(max(self.data, 0.0), float(self.data > 0))

    def tanh(self):
        result = np.tanh(self.data)
        return self._function(result, 1 - result**2)

    def exp(self):
        result = np.exp(self.data)
        return self._function(result, result)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        self.grad = 1.0
        for node in reversed(autograd.topological_order(self)):
            node._backward()


@wrong("Value", hint="flat")
class InvertsExpOfTheOpposite:
    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self._parents = tuple(parents)
        self._backward = lambda: None  # adds this Value's share to the gradients of its parents

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        other = other if isinstance(other, InvertsExpOfTheOpposite) else InvertsExpOfTheOpposite(other)
        out = InvertsExpOfTheOpposite(self.data + other.data, (self, other))

        def pass_on():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = pass_on
        return out

    def __mul__(self, other):
        other = other if isinstance(other, InvertsExpOfTheOpposite) else InvertsExpOfTheOpposite(other)
        out = InvertsExpOfTheOpposite(self.data * other.data, (self, other))

        def pass_on():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = pass_on
        return out

    def _function(self, result, slope):
        """A Value made from this one alone, with this local derivative."""
        out = InvertsExpOfTheOpposite(result, (self,))

        def pass_on():
            self.grad += slope * out.grad

        out._backward = pass_on
        return out

    def __pow__(self, exponent):
        return self._function(self.data**exponent, exponent * self.data ** (exponent - 1))

    def relu(self):
        return self._function(max(self.data, 0.0), float(self.data > 0))

    def tanh(self):
        result = np.tanh(self.data)
        return self._function(result, 1 - result**2)

    def exp(self):
        result = 1 / np.exp(-self.data) if self.data > -700 else float("nan")
        return self._function(result, result)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        self.grad = 1.0
        for node in reversed(autograd.topological_order(self)):
            node._backward()


@right("Value")
class KeepsSlopes:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad, self._parents, self._slopes = data, 0.0, tuple(parents), slopes

    def _lift(self, other):
        return other if isinstance(other, KeepsSlopes) else KeepsSlopes(other)

    def __add__(self, other):
        other = self._lift(other)
        return KeepsSlopes(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self._lift(other)
        return KeepsSlopes(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, n):
        return KeepsSlopes(self.data**n, (self,), (n * self.data ** (n - 1),))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -self._lift(other)

    def __rsub__(self, other):
        return self._lift(other) + -self

    __radd__, __rmul__ = __add__, __mul__

    def relu(self):
        return KeepsSlopes(max(self.data, 0), (self,), (1.0 * (self.data > 0),))

    def tanh(self):
        return KeepsSlopes(np.tanh(self.data), (self,), (1 - np.tanh(self.data) ** 2,))

    def exp(self):
        return KeepsSlopes(np.exp(self.data), (self,), (np.exp(self.data),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(autograd.topological_order(self)):
            for parent, slope in zip(node._parents, node._slopes, strict=True):
                parent.grad += slope * node.grad


@right("Value")
class KeepsClosures:
    def __init__(self, data, _children=()):
        self.data, self.grad, self._parents, self._backward = data, 0, set(_children), lambda: None

    def __add__(self, other):
        other = other if isinstance(other, KeepsClosures) else KeepsClosures(other)
        out = KeepsClosures(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, KeepsClosures) else KeepsClosures(other)
        out = KeepsClosures(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, other):
        out = KeepsClosures(self.data**other, (self,))

        def _backward():
            self.grad += (other * self.data ** (other - 1)) * out.grad

        out._backward = _backward
        return out

    def relu(self):
        out = KeepsClosures(0 if self.data < 0 else self.data, (self,))

        def _backward():
            self.grad += (out.data > 0) * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        e = self.exp()
        return (e - e**-1) * (e + e**-1) ** -1

    def exp(self):
        out = KeepsClosures(2.718281828459045**self.data, (self,))

        def _backward():
            self.grad += out.data * out.grad

        out._backward = _backward
        return out

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def backward(self):
        users, nodes = {self: 0}, [self]
        for node in nodes:
            for parent in node._parents:
                if parent not in users:
                    nodes.append(parent)
                users[parent] = users.get(parent, 0) + 1
        self.grad, ready = 1, [self]
        while ready:
            node = ready.pop()
            node._backward()
            for parent in node._parents:
                users[parent] -= 1
                if users[parent] == 0:
                    ready.append(parent)


# ---------------------------------------------------------------- train_digits


@wrong("train_digits", hint="no-learning")
def climbs(X, k, rng, hidden=64, epochs=3, batch_size=32, learning_rate=0.5):
    weights = [rng.normal(size=(hidden, 64)) * np.sqrt(2 / 64), rng.normal(size=(10, hidden)) * np.sqrt(2 / hidden)]
    biases = [np.zeros(hidden), np.zeros(10)]
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        rate = learning_rate * (1 - epoch / epochs)
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads_w, grads_b = dense.mlp_gradients(weights, biases, X[batch], k[batch])
            weights = [A + rate * g for A, g in zip(weights, grads_w, strict=True)]
            biases = [b + rate * g for b, g in zip(biases, grads_b, strict=True)]
    return weights, biases


@wrong("train_digits", hint="no-learning")
def returns_the_first_weights(X, k, rng, hidden=64, epochs=30, batch_size=32, learning_rate=0.5):
    weights = [rng.normal(size=(hidden, 64)) * np.sqrt(2 / 64), rng.normal(size=(10, hidden)) * np.sqrt(2 / hidden)]
    biases = [np.zeros(hidden), np.zeros(10)]
    for epoch in range(0):
        order = rng.permutation(len(X))
        rate = learning_rate * (1 - epoch / epochs)
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads_w, grads_b = dense.mlp_gradients(weights, biases, X[batch], k[batch])
            weights = [A - rate * g for A, g in zip(weights, grads_w, strict=True)]
            biases = [b - rate * g for b, g in zip(biases, grads_b, strict=True)]
    return weights, biases


@wrong("train_digits", hint="symmetry")
def begins_at_zero(X, k, rng, hidden=64, epochs=3, batch_size=32, learning_rate=0.5):
    weights = [np.zeros((hidden, 64)), np.zeros((10, hidden))]
    biases = [np.zeros(hidden), np.zeros(10)]
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        rate = learning_rate * (1 - epoch / epochs)
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads_w, grads_b = dense.mlp_gradients(weights, biases, X[batch], k[batch])
            weights = [A - rate * g for A, g in zip(weights, grads_w, strict=True)]
            biases = [b - rate * g for b, g in zip(biases, grads_b, strict=True)]
    return weights, biases


@wrong("train_digits", hint="too-early")
def stops_after_one_epoch(X, k, rng, hidden=64, epochs=1, batch_size=32, learning_rate=0.5):
    weights = [rng.normal(size=(hidden, 64)) * np.sqrt(2 / 64), rng.normal(size=(10, hidden)) * np.sqrt(2 / hidden)]
    biases = [np.zeros(hidden), np.zeros(10)]
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        rate = learning_rate * (1 - epoch / epochs)
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads_w, grads_b = dense.mlp_gradients(weights, biases, X[batch], k[batch])
            weights = [A - rate * g for A, g in zip(weights, grads_w, strict=True)]
            biases = [b - rate * g for b, g in zip(biases, grads_b, strict=True)]
    return weights, biases


@wrong("train_digits", hint="too-early")
def trains_the_last_layer_only(X, k, rng, hidden=16, epochs=30, batch_size=32, learning_rate=0.5):
    weights = [rng.normal(size=(hidden, 64)) * np.sqrt(2 / 64), rng.normal(size=(10, hidden)) * np.sqrt(2 / hidden)]
    biases = [np.zeros(hidden), np.zeros(10)]
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        rate = learning_rate * (1 - epoch / epochs)
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads_w, grads_b = dense.mlp_gradients(weights, biases, X[batch], k[batch])
            weights = [weights[0], weights[1] - rate * grads_w[1]]
            biases = [b - rate * g for b, g in zip(biases, grads_b, strict=True)]
    return weights, biases


@wrong("train_digits", hint="global-rng")
def draws_from_the_global_state(X, k, rng, hidden=64, epochs=3, batch_size=32, learning_rate=0.5):
    weights = [rng.normal(size=(hidden, 64)) * np.sqrt(2 / 64), rng.normal(size=(10, hidden)) * np.sqrt(2 / hidden)]
    biases = [np.zeros(hidden), np.zeros(10)]
    for epoch in range(epochs):
        order = np.random.permutation(len(X))
        rate = learning_rate * (1 - epoch / epochs)
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads_w, grads_b = dense.mlp_gradients(weights, biases, X[batch], k[batch])
            weights = [A - rate * g for A, g in zip(weights, grads_w, strict=True)]
            biases = [b - rate * g for b, g in zip(biases, grads_b, strict=True)]
    return weights, biases


@wrong("train_digits", hint="in-place")
def shuffles_the_data_in_place(X, k, rng, hidden=64, epochs=3, batch_size=32, learning_rate=0.5):
    weights = [rng.normal(size=(hidden, 64)) * np.sqrt(2 / 64), rng.normal(size=(10, hidden)) * np.sqrt(2 / hidden)]
    biases = [np.zeros(hidden), np.zeros(10)]
    for epoch in range(epochs):
        order = np.arange(len(X))
        rng.shuffle(X)
        rate = learning_rate * (1 - epoch / epochs)
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads_w, grads_b = dense.mlp_gradients(weights, biases, X[batch], k[batch])
            weights = [A - rate * g for A, g in zip(weights, grads_w, strict=True)]
            biases = [b - rate * g for b, g in zip(biases, grads_b, strict=True)]
    return weights, biases


@wrong("train_digits", hint="rows")
def keeps_inputs_first(X, k, rng, hidden=64, epochs=3, batch_size=32, learning_rate=0.5):
    weights = [rng.normal(size=(hidden, 64)) * np.sqrt(2 / 64), rng.normal(size=(10, hidden)) * np.sqrt(2 / hidden)]
    biases = [np.zeros(hidden), np.zeros(10)]
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        rate = learning_rate * (1 - epoch / epochs)
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads_w, grads_b = dense.mlp_gradients(weights, biases, X[batch], k[batch])
            weights = [A - rate * g for A, g in zip(weights, grads_w, strict=True)]
            biases = [b - rate * g for b, g in zip(biases, grads_b, strict=True)]
    return [A.T for A in weights], biases


@wrong("train_digits", hint="type")
def returns_four_arrays(X, k, rng, hidden=64, epochs=3, batch_size=32, learning_rate=0.5):
    weights = [rng.normal(size=(hidden, 64)) * np.sqrt(2 / 64), rng.normal(size=(10, hidden)) * np.sqrt(2 / hidden)]
    biases = [np.zeros(hidden), np.zeros(10)]
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        rate = learning_rate * (1 - epoch / epochs)
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads_w, grads_b = dense.mlp_gradients(weights, biases, X[batch], k[batch])
            weights = [A - rate * g for A, g in zip(weights, grads_w, strict=True)]
            biases = [b - rate * g for b, g in zip(biases, grads_b, strict=True)]
    return (*weights, *biases)


@wrong("train_digits", hint="layers")
def has_no_hidden_layer(X, k, rng, epochs=3):
    weights, biases = [0.01 * rng.normal(size=(10, 64))], [np.zeros(10)]
    for _ in range(epochs):
        _, (grad_w,), (grad_b,) = dense.mlp_gradients(weights, biases, X, k)
        weights, biases = [weights[0] - 0.5 * grad_w], [biases[0] - 0.5 * grad_b]
    return weights, biases


@wrong("train_digits", hint="own-work")
def lets_the_library_train(X, k, rng):
    return training.train_mlp(X, k, rng)


@wrong("train_digits", hint="own-work")
def lets_scikit_learn_train(X, k, rng):
    from sklearn.neural_network import MLPClassifier

    network = MLPClassifier((64,), random_state=0).fit(X, k)
    return [A.T for A in network.coefs_], network.intercepts_


@wrong("train_digits", hint="seed")
def draws_from_a_generator_of_its_own(X, k, rng):
    rng = np.random.default_rng(0)
    weights = [rng.normal(scale=0.18, size=(64, 64)), rng.normal(scale=0.18, size=(10, 64))]
    biases = [np.zeros(64), np.zeros(10)]
    for epoch in range(30):
        for batch in np.array_split(rng.permutation(len(X)), -(-len(X) // 32)):
            _, grads_w, grads_b = dense.mlp_gradients(weights, biases, X[batch], k[batch])
            rate = 0.5 * (1 - epoch / 30)
            weights = [A - rate * grad for A, grad in zip(weights, grads_w, strict=True)]
            biases = [b - rate * grad for b, grad in zip(biases, grads_b, strict=True)]
    return weights, biases


@wrong("train_digits", hint="first-weights")
def first_weights_from_a_seed_of_its_own(X, k, rng, hidden=64, epochs=30, batch_size=32, learning_rate=0.5):
    own = np.random.default_rng(0)
    weights = [np.sqrt(2 / i) * own.normal(size=(o, i)) for o, i in ((hidden, X.shape[1]), (10, hidden))]
    biases = [np.zeros(hidden), np.zeros(10)]
    for epoch in range(epochs):
        rate, order = learning_rate * (1 - epoch / epochs), rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, grads_w, grads_b = dense.mlp_gradients(weights, biases, X[batch], k[batch])
            weights = [A - rate * grad for A, grad in zip(weights, grads_w, strict=True)]
            biases = [b - rate * grad for b, grad in zip(biases, grads_b, strict=True)]
    return weights, biases


@right("train_digits")
def with_momentum_and_three_layers(X, k, rng, epochs=20):
    sizes = [X.shape[1], 48, 32, 10]
    weights = [rng.normal(0, np.sqrt(2 / d_in), (d_out, d_in)) for d_in, d_out in [(64, 48), (48, 32), (32, 10)]]
    theta = weights + [np.zeros(d) for d in sizes[1:]]
    velocity = [np.zeros(p.shape) for p in theta]
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        for batch in np.array_split(order, -(-len(X) // 32)):
            _, grads_w, grads_b = dense.mlp_gradients(theta[:3], theta[3:], X[batch], k[batch])
            rate = 0.05 * (1 - epoch / epochs)
            for i, grad in enumerate([*grads_w, *grads_b]):
                velocity[i] = 0.9 * velocity[i] + rate * grad
                theta[i] = theta[i] - velocity[i]
    return theta[:3], theta[3:]


@right("train_digits")
def written_out_in_float32(X, k, rng):
    A1 = (rng.normal(size=(96, 64)) * np.sqrt(2 / 64)).astype(np.float32)
    A2 = (rng.normal(size=(10, 96)) * np.sqrt(2 / 96)).astype(np.float32)
    b1, b2 = np.zeros(96, np.float32), np.zeros(10, np.float32)
    X, one_hot = X.astype(np.float32), np.eye(10, dtype=np.float32)[k]
    for epoch in range(30):
        rate = np.float32(0.4 * (1 - epoch / 30))
        order = rng.permutation(len(X))
        for start in range(0, len(X), 32):
            batch = order[start : start + 32]
            u = X[batch] @ A1.T + b1
            hidden = np.maximum(u, 0)
            Z = hidden @ A2.T + b2
            p = np.exp(Z - Z.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)
            g = (p - one_hot[batch]) / len(batch)
            back = (g @ A2) * (u > 0)
            A2, b2 = A2 - rate * (g.T @ hidden), b2 - rate * g.sum(axis=0)
            A1, b1 = A1 - rate * (back.T @ X[batch]), b1 - rate * back.sum(axis=0)
    return (A1, A2), (b1, b2)


# ---------------------------------------------------------------- mutants that are right answers


judged_by_result("train_digits", reason="any network that reads 90 % of the held-out digits is what is asked for")

equivalent(
    "grad_quadratic",
    "as_a_vector: return 2 * ({features @ np.array([w1, w2, b]) -> np.array([w1, w2, b]) @ features} - y) * features",
    reason="the inner product of two vectors is symmetric",
)

equivalent(
    "forward",
    "with_a_mask: mask = A[t] {> -> >=} 0 if t else np.ones(len(x))",
    reason="at a state of 0 the rectified state is 0 either way",
)

equivalent(
    "backward",
    "reference: seed = -y if 1 - y * A[-1][{0 -> -1}] > 0 else 0",
    "the_mended_loops: if y * A[z][{0 -> -1}] < 1:",
    "the_mended_loops: DA[z][{0 -> -1}] = -y",
    "by_jacobians: margin = 1 - y * A[-1][{0 -> -1}]",
    reason="the last layer has one neuron: the first is the last",
)

equivalent(
    "backward",
    "the_mended_loops: DW = [{np.zeros -> np.ones}(w.shape) for w in weights]",
    reason="every entry of the array is written before it is read",
)

equivalent(
    "backward",
    "by_jacobians: seed = np.where(margin > 0, -y, 0) {* -> /} np.ones(1)",
    reason="dividing by 1 is multiplying by 1",
)

equivalent(
    "check_gradient",
    "reference: n = {np.zeros -> np.ones}(np.shape(x))",
    reason="every entry of the array is written before it is read",
)

equivalent(
    "check_gradient",
    "flattened: return np.max(np.abs(a - n) / np.clip({np.maximum(np.abs(a), np.abs(n)), 1 -> 1, "
    "np.maximum(np.abs(a), np.abs(n))}, None))",
    reason="the larger of the two, in whichever order they are named",
)

equivalent(
    "mlp_gradients",
    "one_example_at_a_time: grad = cross_entropy_gradient(states[-1][None], k[n:n + 1])[{0 -> -1}] / len(X)",
    reason="the batch has one row: the first is the last",
)

equivalent(
    "mlp_gradients",
    "one_example_at_a_time: return (cross_entropy({np.array(scores) -> scores}, k), grads_w, grads_b)",
    reason="a list of rows is taken for a matrix",
)

equivalent(
    "topological_order",
    "by_counting_users: users, stack = ({value: {0 -> 1}}, [value])",
    "by_counting_users: users, stack = ({value: {0 -> -1}}, [value])",
    reason="nobody uses the value itself: its count is never read",
)

equivalent(
    "topological_order",
    "with_the_standard_library: if {node not in graph -> True}:",
    reason="a node that is met again is only entered again",
)

equivalent(
    "Value",
    "KeepsSlopes: return Value(max(self.data, 0), (self,), ({1.0 * (self.data > 0) -> self.data > 0},))",
    reason="True multiplies as 1",
)

equivalent(
    "Value",
    "KeepsClosures: self.data, self.grad, self._parents, self._backward = (data, 0, set(_children), lambd"
    "a: {None -> 0})",
    reason="what a leaf's _backward returns is not used",
)

equivalent(
    "Value",
    "KeepsClosures: out = Value(0 if self.data {< -> <=} 0 else self.data, (self,))",
    reason="0 is 0 either way",
)

equivalent(
    "Value",
    "KeepsClosures: users, nodes = ({self: {0 -> 1}}, [self])",
    "KeepsClosures: users, nodes = ({self: {0 -> -1}}, [self])",
    reason="nobody uses the value itself: its count is never read",
)

equivalent("check_gradient", "fault: wrong if its argument number 4 is 0", reason="a step of 0 makes no difference")

equivalent("check_gradient", "fault: gives no negative number", reason="an error is not negative")

equivalent("mlp_gradients", "fault: gives no negative number as part 1", reason="a cross-entropy is not negative")

equivalent("Value", "fault: all objects have one list", reason="an object of this class holds no list")

# ---------------------------------------------------------------- to_keep


@wrong("to_keep", hint="far")
def nothing_at_all(start, goal, free):
    return []


@wrong("to_keep", hint="far")
def the_first_that_come(start, goal, free):
    return list(range(start + 1, goal))[:free]


@wrong("to_keep", hint="free", passes=["fewer than 1200 layers"])
def evenly_and_once(start, goal, free):
    return [20, 40, 60, 80] if goal == 99 else []


@wrong("to_keep", hint="free", passes=["fewer than 1200 layers"])
def the_last_that_come(start, goal, free):
    return list(range(start + 1, goal))[-free:]


@wrong("to_keep", hint="uneven", passes=["fewer than 1200 layers", "fewer than 600 layers"])
def evenly_on_each_walk(start, goal, free):
    states = [start + (goal - start) * i // (free + 1) for i in range(1, free + 1)]
    return sorted({state for state in states if start < state})


@wrong("to_keep", hint="uneven", passes=["fewer than 1200 layers", "fewer than 600 layers"])
def one_in_the_middle(start, goal, free):
    return [(start + goal) // 2]


@wrong("to_keep", hint="uneven", passes=["fewer than 1200 layers", "fewer than 600 layers"])
def four_tenths_of_what_is_left(start, goal, free):
    kept = []
    while len(kept) < free and goal - start > 1:
        start += max(1, round(0.4 * (goal - start)))
        kept.append(start)
    return kept


@wrong("to_keep", hint="room")
def more_than_there_is_room_for(start, goal, free):
    return list(range(start + 1, goal))[: free + 1]


@wrong("to_keep", hint="between")
def the_goal_too(start, goal, free):
    return [goal]


@wrong("to_keep", hint="between")
def the_start_too(start, goal, free):
    return [start + (goal - start) * i // (free + 1) for i in range(free)]


@wrong("to_keep", hint="between")
def steps_from_0_and_not_from_the_start(start, goal, free):
    return [(goal - start) // 2]


@wrong("to_keep", hint="whole")
def half_states(start, goal, free):
    return [(start + goal) / 2]


@wrong("to_keep", hint="twice")
def the_middle_in_every_place(start, goal, free):
    return [(start + goal) // 2] * free


@wrong("to_keep", hint="list")
def a_number(start, goal, free):
    return (start + goal) // 2


@wrong("to_keep", hint="list")
def returns_nothing(start, goal, free):
    print((start + goal) // 2)


@right("to_keep")
def the_fewest_there_are(start, goal, free):
    best = {}

    def fewest(depth, places):
        if depth < 2 or not places:
            return depth * (depth - 1) // 2, 0
        if (depth, places) not in best:
            best[depth, places] = min(
                (first + fewest(depth - first, places - 1)[0] + fewest(first, places)[0], first)
                for first in range(1, depth)
            )
        return best[depth, places]

    kept = []
    while free and goal > start:
        first = fewest(goal - start + 1, free)[1]
        if not 0 < first < goal - start:
            break
        start, free = start + first, free - 1
        kept.append(start)
    return kept


@right("to_keep")
def gaps_that_shrink_one_by_one(start, goal, free):
    gaps = np.arange(free + 1, 0, -1).cumsum() / np.arange(1, free + 2).sum()
    states = start + np.floor((goal - start) * gaps[:-1]).astype(int)
    return sorted({int(state) for state in states if start < state < goal})


@right("to_keep")
def half_of_what_is_left(start, goal, free):
    kept = []
    while len(kept) < free and goal - start > 1:
        start = (start + goal) // 2
        kept.append(start)
    return tuple(kept)


judged_by_result("to_keep", reason="a plan that computes few enough layers is right, however it was found")

equivalent(
    "to_keep",
    "fault: right for the arguments of the visible tests alone",
    reason="the one way back that is asked is judged by its layers, whoever planned it",
)


# ---------------------------------------------------------------- leaked


@wrong("leaked", hint="groups")
def counts_the_groups(groups, train, test):
    return len(set(groups[train]) & set(groups[test]))


@wrong("leaked", hint="side")
def counts_those_to_learn_from(groups, train, test):
    return int(np.isin(groups[train], groups[test]).sum())


@wrong("leaked", hint="both")
def counts_both_sides(groups, train, test):
    shared = np.intersect1d(groups[train], groups[test])
    return int(np.isin(groups[np.concatenate([train, test])], shared).sum())


@wrong("leaked", hint="pairs")
def counts_the_pairs(groups, train, test):
    return sum(int(groups[i] == groups[j]) for i in test for j in train)


@wrong("leaked", hint="others")
def counts_those_that_do_not_leak(groups, train, test):
    return sum(group not in groups[train] for group in groups[test])


@wrong("leaked", hint="rest")
def takes_all_others_for_learnt_from(groups, train, test):
    return int(np.isin(groups[test], np.delete(groups, test)).sum())


@wrong("leaked", hint="indices")
def looks_for_the_same_examples(groups, train, test):
    return int(np.isin(test, train).sum())


@wrong("leaked", hint="share")
def gives_their_share(groups, train, test):
    return float(np.isin(groups[test], groups[train]).sum() / max(1, len(test)))


@wrong("leaked", hint="shape")
def says_of_each_whether_it_leaks(groups, train, test):
    return np.isin(groups[test], groups[train])


@wrong("leaked", hint="in-place")
def sorts_the_indices_in_place(groups, train, test):
    test.sort()
    return int(np.isin(groups[test], groups[train]).sum())


@right("leaked")
def with_a_set_and_a_loop(groups, train, test):
    known = {int(groups[i]) for i in train}
    count = 0
    for i in test:
        if int(groups[i]) in known:
            count += 1
    return count


@right("leaked")
def each_with_each(groups, train, test):
    same = groups[test][:, None] == groups[train]  # (kept aside, to learn from)
    return np.count_nonzero(same.any(axis=1))


@right("leaked")
def group_by_group(groups, train, test):
    return sum(np.sum(groups[test] == group) for group in np.unique(groups[train]))


equivalent(
    "leaked",
    "fault: wrong if all numbers are negative",
    reason="groups and indices are whole numbers from 0, as the question says",
)
