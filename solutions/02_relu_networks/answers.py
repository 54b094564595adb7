"""The bank of lesson 02: wrong answers with the hint that each must get, and other right answers."""

import numpy as np

from course_lib.instructor.bank.bank import right, wrong
from course_lib.instructor.bank.equivalents import equivalent, judged_by_result

# ---------------------------------------------------------------- relu


@wrong("relu", hint="absolute")
def turns_negatives_over(u):
    return np.abs(u)


@wrong("relu", hint="negative-part")
def minimum_for_maximum(u):
    return np.minimum(u, 0)


@wrong("relu", hint="step")
def threshold_for_relu(u):
    return (u > 0).astype(float)


@wrong("relu", hint="leak")
def leaks_on_the_left(u):
    return np.where(u > 0, u, 0.01 * u)


@wrong("relu", hint="whole-array")
def largest_entry_of_all(u):
    return np.maximum(np.max(u), 0)


@wrong("relu", hint="in-place")
def zeroes_the_argument_itself(u):
    u[u < 0] = 0
    return u


@wrong("relu", hint="own-work")
def calls_the_library(u):
    from course_lib.activations import relu as library_relu

    return library_relu(u)


@wrong("relu", hint="own-work")
def calls_torch(u):
    import torch

    return torch.relu(torch.as_tensor(u)).numpy()


@wrong("relu", hint="none")
def forgets_to_return(u):
    np.maximum(u, 0)


@wrong("relu", hint="cut-off")
def cut_off_at_a_hundred(u):
    return np.clip(u, 0, 100)


@wrong("relu", hint="loose")
def loses_tiny_entries(u):
    return np.where(u > 1e-8, u, 0)


@wrong("relu", hint="in-place")
def changes_a_number_in_place(u):
    if u.ndim == 0:
        u *= u > 0
        return u.copy()
    return np.maximum(u, 0)


@right("relu")
def multiplies_by_a_mask(u):
    return u * (u > 0)


@right("relu")
def half_of_u_plus_its_absolute_value(u):
    return (u + np.abs(u)) / 2


@right("relu")
def loops_over_the_entries(u):
    out = np.zeros(np.shape(u))
    for index, value in np.ndenumerate(u):
        if value > 0:
            out[index] = value
    return out


@right("relu")
def in_single_precision(u):
    return np.clip(np.asarray(u, dtype=np.float32), 0, None)


# ---------------------------------------------------------------- layer


@wrong("layer", hint="outputs-first")
def takes_columns_of_a_for_neurons(A, b, U):
    return U @ A + b


@wrong("layer", hint="batch-order")
def takes_columns_of_u_for_examples(A, b, U):
    return A @ U + b


@wrong("layer", hint="batch-first")
def one_column_for_each_example(A, b, U):
    return A @ U.T + b[:, None]


@wrong("layer", hint="bias-axis")
def one_bias_for_each_example(A, b, U):
    return U @ A.T + b[:, None]


@wrong("layer", hint="no-bias")
def forgets_the_bias(A, b, U):
    return U @ A.T


@wrong("layer", hint="elementwise")
def multiplies_entry_by_entry(A, b, U):
    return U * A + b


@wrong("layer", hint="activation")
def rectifies_the_output(A, b, U):
    return np.maximum(U @ A.T + b, 0)


@wrong("layer", hint="sign")
def subtracts_everything(A, b, U):
    return -(U @ A.T + b)


@wrong("layer", hint="own-work")
def calls_the_library_layer(A, b, U):
    from course_lib import dense

    return dense.layer(A, b, U)


@wrong("layer", hint="shape")
def drops_the_axis_of_a_single_example(A, b, U):
    return np.squeeze(U @ A.T + b)


@wrong("layer", hint="in-place")
def adds_into_the_bias_for_one_example(A, b, U):
    if len(U) == 1:
        b += A @ U[0]
        return b[None].copy()
    return U @ A.T + b


@right("layer")
def three_loops(A, b, U):
    out = np.zeros((len(U), len(A)))
    for n in range(len(U)):
        for i in range(len(A)):
            out[n, i] = b[i]
            for j in range(A.shape[1]):
                out[n, i] += A[i, j] * U[n, j]
    return out


@right("layer")
def a_list_of_rows(A, b, U):
    return [list(A @ u + b) for u in U]


@right("layer")
def einstein_summation(A, b, U):
    return np.einsum("ij,nj->ni", A, U) + b[None, :]


@right("layer")
def appends_a_constant_one(A, b, U):
    return np.hstack([U, np.ones((len(U), 1))]) @ np.hstack([A, b[:, None]]).T


# ---------------------------------------------------------------- collapse


@wrong("collapse", hint="order")
def first_matrix_on_the_left(A1, b1, A2, b2):
    return A1 @ A2, A2 @ b1 + b2


@wrong("collapse", hint="order")
def first_matrix_acts_on_second_bias(A1, b1, A2, b2):
    return A2 @ A1, A1 @ b2 + b1


@wrong("collapse", hint="elementwise")
def product_entry_by_entry(A1, b1, A2, b2):
    return A2 * A1, A2 @ b1 + b2


@wrong("collapse", hint="sum")
def adds_the_layers(A1, b1, A2, b2):
    return A1 + A2, b1 + b2


@wrong("collapse", hint="first-bias")
def first_bias_not_passed_on(A1, b1, A2, b2):
    return A2 @ A1, b1 + b2


@wrong("collapse", hint="lost-first-bias")
def loses_the_first_bias(A1, b1, A2, b2):
    return A2 @ A1, b2


@wrong("collapse", hint="lost-second-bias")
def loses_the_second_bias(A1, b1, A2, b2):
    return A2 @ A1, A2 @ b1


@wrong("collapse", hint="transpose")
def transposes_the_product(A1, b1, A2, b2):
    return A1.T @ A2.T, A2 @ b1 + b2


@wrong("collapse", hint="type")
def returns_the_matrix_alone(A1, b1, A2, b2):
    return np.hstack([A2 @ A1, (A2 @ b1 + b2)[:, None]])[0]


@right("collapse")
def reads_the_map_off_unit_vectors(A1, b1, A2, b2):
    def both(u):
        return A2 @ (A1 @ u + b1) + b2

    size = A1.shape[1]
    c = both(np.zeros(size))
    return np.stack([both(unit) - c for unit in np.eye(size)], axis=1), c


@right("collapse")
def sums_written_out(A1, b1, A2, b2):
    M = [[sum(A2[i, k] * A1[k, j] for k in range(len(A1))) for j in range(A1.shape[1])] for i in range(len(A2))]
    return [M, [sum(A2[i, k] * b1[k] for k in range(len(b1))) + b2[i] for i in range(len(A2))]]


@right("collapse")
def passes_the_first_bias_through_the_second_layer(A1, b1, A2, b2):
    return np.dot(A2, A1), layer(A2, b2, b1[None, :])[0]


# ---------------------------------------------------------------- mlp


@wrong("mlp", hint="input")
def rectifies_the_input(weights, biases, X):
    for A, b in zip(weights, biases, strict=True):
        X = np.maximum(X, 0) @ A.T + b
    return X


@wrong("mlp", hint="output")
def rectifies_the_output_too(weights, biases, X):
    for A, b in zip(weights, biases, strict=True):
        X = np.maximum(X @ A.T + b, 0)
    return X


@wrong("mlp", hint="output")
def rectifies_a_single_layer(weights, biases, X):
    X = np.maximum(X @ weights[0].T + biases[0], 0)
    for k in range(1, len(weights)):
        X = X @ weights[k].T + biases[k]
        if k < len(weights) - 1:
            X = np.maximum(X, 0)
    return X


@wrong("mlp", hint="no-relu")
def forgets_the_relu(weights, biases, X):
    for A, b in zip(weights, biases, strict=True):
        X = X @ A.T + b
    return X


@wrong("mlp", hint="no-bias")
def forgets_the_biases(weights, biases, X):
    for A in weights[:-1]:
        X = np.maximum(X @ A.T, 0)
    return X @ weights[-1].T


@wrong("mlp", hint="last-bias")
def forgets_the_last_bias(weights, biases, X):
    for A, b in zip(weights[:-1], biases[:-1], strict=True):
        X = np.maximum(X @ A.T + b, 0)
    return X @ weights[-1].T


@wrong("mlp", hint="early-relu")
def adds_the_bias_after_the_relu(weights, biases, X):
    for A, b in zip(weights[:-1], biases[:-1], strict=True):
        X = np.maximum(X @ A.T, 0) + b
    return X @ weights[-1].T + biases[-1]


@wrong("mlp", hint="outputs-first")
def weights_untransposed(weights, biases, X):
    for A, b in zip(weights[:-1], biases[:-1], strict=True):
        X = np.maximum(X @ A + b, 0)
    return X @ weights[-1] + biases[-1]


@wrong("mlp", hint="every-layer")
def rectifies_after_the_first_layer_only(weights, biases, X):
    for k, (A, b) in enumerate(zip(weights, biases, strict=True)):
        X = X @ A.T + b
        if k == 0 and len(weights) > 1:
            X = np.maximum(X, 0)
    return X


@wrong("mlp", hint="skipped")
def first_and_last_layer_only(weights, biases, X):
    if len(weights) > 1:
        X = np.maximum(X @ weights[0].T + biases[0], 0)
    return X @ weights[-1].T + biases[-1]


@wrong("mlp", hint="in-place")
def empties_the_callers_lists(weights, biases, X):
    while len(weights) > 1:
        X = np.maximum(X @ weights.pop(0).T + biases.pop(0), 0)
    return X @ weights[0].T + biases[0]


@wrong("mlp", hint="own-work")
def calls_the_library_mlp(weights, biases, X):
    import course_lib.dense as reference

    return reference.mlp(weights, biases, X)


@wrong("mlp", hint="same")
def knows_the_last_layer_by_its_matrix(weights, biases, X):
    for A, b in zip(weights, biases, strict=True):
        X = X @ A.T + b
        if not np.array_equal(A, weights[-1]):
            X = np.maximum(X, 0)
    return X


@wrong("mlp", hint="cut-off")
def cuts_off_large_activations(weights, biases, X):
    for A, b in zip(weights[:-1], biases[:-1], strict=True):
        X = np.clip(X @ A.T + b, 0, 1000)
    return X @ weights[-1].T + biases[-1]


@right("mlp")
def rectifies_each_input_but_the_first(weights, biases, X):
    for k in range(len(weights)):
        X = layer(weights[k], biases[k], relu(X) if k > 0 else X)
    return X


@right("mlp")
def one_example_at_a_time(weights, biases, X):
    rows = []
    for x in X:
        for A, b in zip(weights[:-1], biases[:-1], strict=True):
            x = np.where(A @ x + b > 0, A @ x + b, 0)
        rows.append(weights[-1] @ x + biases[-1])
    return rows


@right("mlp")
def by_recursion(weights, biases, X):
    out = X @ weights[0].T + biases[0]
    return out if len(weights) == 1 else mlp(weights[1:], biases[1:], out * (out > 0))


@right("mlp")
def with_torch_tensors(weights, biases, X):
    import torch

    X = torch.as_tensor(X)
    for k, (A, b) in enumerate(zip(weights, biases, strict=True)):
        X = X @ torch.as_tensor(A).T + torch.as_tensor(b)
        if k < len(weights) - 1:
            X = X.clamp(min=0)
    return X


# ---------------------------------------------------------------- count_parameters


@wrong("count_parameters", hint="no-bias")
def counts_edges_only(sizes):
    return sum(sizes[k] * sizes[k + 1] for k in range(len(sizes) - 1))


@wrong("count_parameters", hint="output-bias")
def no_bias_at_the_output(sizes):
    return sum(sizes[k] * sizes[k + 1] for k in range(len(sizes) - 1)) + sum(sizes[1:-1])


@wrong("count_parameters", hint="input-bias")
def biases_at_the_input_too(sizes):
    return sum(sizes[k] * sizes[k + 1] for k in range(len(sizes) - 1)) + sum(sizes)


@wrong("count_parameters", hint="one-bias")
def one_bias_for_each_layer(sizes):
    return sum(sizes[k] * sizes[k + 1] + 1 for k in range(len(sizes) - 1))


@wrong("count_parameters", hint="product")
def product_of_the_sizes(sizes):
    return int(np.prod(sizes))


@wrong("count_parameters", hint="nodes")
def counts_nodes(sizes):
    return sum(sizes)


@wrong("count_parameters", hint="exact")
def counts_in_single_precision(sizes):
    sizes = np.array(sizes, dtype=np.float32)
    return int(np.sum((sizes[:-1] + 1) * sizes[1:]))


@wrong("count_parameters", hint="repeated")
def counts_equal_layers_once(sizes):
    layers = {(sizes[k], sizes[k + 1]) for k in range(len(sizes) - 1)}
    return sum((before + 1) * after for before, after in layers)


@right("count_parameters")
def makes_the_arrays_and_counts_their_entries(sizes):
    total = 0
    for k in range(1, len(sizes)):
        total += np.zeros((sizes[k], sizes[k - 1])).size + np.zeros(sizes[k]).size
    return total


@right("count_parameters")
def a_dot_product_with_a_one_appended(sizes):
    sizes = np.array(sizes)
    return np.dot(sizes[:-1] + 1, sizes[1:])


# ---------------------------------------------------------------- exam_g


@wrong("exam_g", hint="left-sign")
def the_sign_of_q3s_statement(x1, x2):
    return relu(relu(x1) - relu(x2) + 5) + relu(relu(-x1) + relu(-x2) - 5) - 10


@wrong("exam_g", hint="no-ten")
def forgets_the_ten(x1, x2):
    return relu(relu(x1) - relu(x2) + 5) + relu(-relu(-x1) + relu(-x2) - 5)


@wrong("exam_g", hint="outer-relu")
def rectifies_the_result(x1, x2):
    return relu(relu(relu(x1) - relu(x2) + 5) + relu(-relu(-x1) + relu(-x2) - 5) - 10)


@wrong("exam_g", hint="open-brackets")
def outer_brackets_are_plain(x1, x2):
    return (relu(x1) - relu(x2) + 5) + (-relu(-x1) + relu(-x2) - 5) - 10


@wrong("exam_g", hint="fives")
def swaps_the_fives(x1, x2):
    return relu(relu(x1) - relu(x2) - 5) + relu(-relu(-x1) + relu(-x2) + 5) - 10


@wrong("exam_g", hint="inner-relu")
def coordinates_without_their_relus(x1, x2):
    return relu(x1 - x2 + 5) + relu(x1 - x2 - 5) - 10


@wrong("exam_g", hint="in-place")
def rectifies_its_arguments(x1, x2):
    left, down = np.maximum(-x1, 0), np.maximum(-x2, 0)
    x1[x1 < 0] = 0
    x2[x2 < 0] = 0
    return np.maximum(x1 - x2 + 5, 0) + np.maximum(-left + down - 5, 0) - 10


@wrong("exam_g", hint="cut-off")
def brackets_that_end_at_a_thousand(x1, x2):
    def relu(u):
        return np.clip(u, 0, 1000)

    return relu(relu(x1) - relu(x2) + 5) + relu(-relu(-x1) + relu(-x2) - 5) - 10


@right("exam_g")
def by_quadrants(x1, x2):
    plus = np.vectorize(lambda u: max(u, 0), otypes=[float])
    upper = plus(np.where(x1 >= 0, x1, 0) - x2 + 5)
    lower = plus(x1) + 5 + plus(np.minimum(x1, 0) - x2 - 5)
    return np.where(x2 >= 0, upper, lower) - 10


@right("exam_g")
def with_masks(x1, x2):
    first = x1 * (x1 > 0) - x2 * (x2 > 0) + 5
    second = x1 * (x1 < 0) - x2 * (x2 < 0) - 5
    return first * (first > 0) + second * (second > 0) - 10


@right("exam_g")
def point_by_point(x1, x2):
    out = np.empty(np.shape(x1))
    for index in np.ndindex(out.shape):
        a, b = float(x1[index]), float(x2[index])
        out[index] = max(max(a, 0) - max(b, 0) + 5, 0) + max(-max(-a, 0) + max(-b, 0) - 5, 0) - 10
    return out


# ---------------------------------------------------------------- refute_row


@wrong("refute_row", hint="row-number")
def counts_rows_from_zero():
    return 0, 9, 2


@wrong("refute_row", hint="lattice")
def a_point_between_the_lattice():
    return 8, -0.5, -8.5


@wrong("refute_row", hint="outside")
def a_point_the_row_does_not_speak_of():
    return 8, -1, -3


@wrong("refute_row", hint="outside")
def blames_a_row_for_its_border():
    return 1, 7, 2


@wrong("refute_row", hint="agrees")
def a_point_where_the_row_is_right():
    return 8, -1, -12


@wrong("refute_row", hint="agrees")
def blames_the_row_that_stops_early():
    return 9, -1, -3


@wrong("refute_row", hint="type")
def returns_the_point_alone():
    return -1, -8


@right("refute_row")
def a_point_where_g_is_zero():
    return 8, -1, -11


@right("refute_row")
def the_first_that_a_loop_finds():
    for x1 in range(-20, 21):
        for x2 in range(-20, 21):
            for row, (_, sign, holds) in enumerate(SLIDE_ROWS, start=1):
                if holds(x1, x2) and np.sign(exam_g(np.array(x1), np.array(x2))) != sign:
                    return row, x1, x2


@right("refute_row")
def as_an_array():
    return np.array([8, -4, -10])


# ---------------------------------------------------------------- exam_sign


@wrong("exam_sign", hint="row-8")
def slides_threshold_with_its_equality(x1, x2):
    cases = [(x1 < 0) & (x2 < 0), x2 >= 0, x2 >= -5]
    return np.select(cases, [np.sign(x1 - x2 - 5), np.sign(x1 - x2 - 5), np.sign(x1 - 5)], np.sign(x1 - x2 - 10))


@wrong("exam_sign", hint="row-8-open")
def slides_rows_8_and_9(x1, x2):
    true = np.select([x2 >= 0, x2 >= -5], [np.sign(x1 - x2 - 5), np.sign(x1 - 5)], np.sign(x1 - x2 - 10))
    return np.where((x1 < 0) & (x2 < 0), np.where(x1 - x2 > 5, 1, -1), true)


@wrong("exam_sign", hint="equality")
def zero_counts_as_positive(x1, x2):
    positive = np.select([x2 >= 0, x2 >= -5], [x1 - x2 >= 5, x1 >= 5], x1 - x2 >= 10)
    return np.where(positive, 1, -1)


@wrong("exam_sign", hint="equality-negative")
def zero_counts_as_negative(x1, x2):
    positive = np.select([x2 >= 0, x2 >= -5], [x1 - x2 > 5, x1 > 5], x1 - x2 > 10)
    return np.where(positive, 1, -1)


@wrong("exam_sign", hint="axes")
def strict_quadrants_leave_the_axes_out(x1, x2):
    return np.select(
        [(x1 != 0) & (x2 > 0), (x1 != 0) & (x2 < -5), (x1 != 0) & (x2 < 0)],
        [np.sign(x1 - x2 - 5), np.sign(x1 - x2 - 10), np.sign(x1 - 5)],
        0,
    )


@wrong("exam_sign", hint="left-sign")
def table_of_q3s_statement(x1, x2):
    left = np.where(x2 > 0, np.where(x2 >= 5, -x1 - 15, np.where(x1 < -5, -x1 - x2 - 10, -5 - x2)), 0)
    left = np.where(x2 <= 0, np.where(x1 + x2 < -5, -x1 - x2 - 10, -5), left)
    true = np.select([x2 >= 0, x2 >= -5], [x1 - x2 - 5, x1 - 5], x1 - x2 - 10)
    return np.sign(np.where(x1 < 0, left, true))


@wrong("exam_sign", hint="one-line")
def takes_the_border_for_straight(x1, x2):
    return np.sign(x1 - x2 - 5)


@wrong("exam_sign", hint="case")
def forgets_the_vertical_piece_of_the_border(x1, x2):
    return np.where(x2 >= 0, np.sign(x1 - x2 - 5), np.sign(x1 - x2 - 10))


@wrong("exam_sign", hint="own-work")
def evaluates_g_after_all(x1, x2):
    return np.sign(exam_g(x1, x2)).astype(int)


@wrong("exam_sign", hint="own-work")
def writes_g_again_with_relu(x1, x2):
    value = relu(relu(x1) - relu(x2) + 5) + relu(-relu(-x1) + relu(-x2) - 5) - 10
    return np.sign(value)


@wrong("exam_sign", hint="own-work")
def asks_the_network(x1, x2):
    network = exam_mlp()
    x = np.stack([np.ravel(x1), np.ravel(x2)], axis=1)
    return np.sign(mlp(*network, x)).astype(int).reshape(np.shape(x1))


@wrong("exam_sign", hint="far")
def in_small_integers(x1, x2):
    x1, x2 = x1.astype(np.int8), x2.astype(np.int8)
    return np.select([x2 >= 0, x2 >= -5], [np.sign(x1 - x2 - 5), np.sign(x1 - 5)], np.sign(x1 - x2 - 10))


@right("exam_sign")
def the_corrected_table_row_by_row(x1, x2):
    rows = [
        ((x1 >= 0) & (x2 >= 0), x1 - x2, 5),
        ((x1 >= 0) & (x2 < 0) & (x2 >= -5), x1, 5),
        ((x1 >= 0) & (x2 < -5), x1 - x2, 10),
        ((x1 < 0) & (x2 >= 0), x1 * 0, 1),
        ((x1 < 0) & (x2 < 0), x1 - x2, 10),
    ]
    out = np.zeros(np.shape(x1), dtype=int)
    for where, left, threshold in rows:
        out[where & (left > threshold)] = 1
        out[where & (left < threshold)] = -1
    return out


@right("exam_sign")
def compares_with_the_border(x1, x2):
    border = np.where(x2 >= 0, 5 + x2, np.where(x2 >= -5, 5, 10 + x2))
    return (x1 > border).astype(int) - (x1 < border).astype(int)


@right("exam_sign")
def with_if_and_else(x1, x2):
    out = []
    for a, b in zip(np.ravel(x1).tolist(), np.ravel(x2).tolist(), strict=True):
        left, threshold = (a - b, 5) if b > 0 else (a, 5) if b > -5 else (a - b, 10)
        out.append(1 if left > threshold else -1 if left < threshold else 0)
    return np.array(out).reshape(np.shape(x1))


# ---------------------------------------------------------------- exam_mlp


@wrong("exam_mlp", hint="q3-sign")
def second_row_of_q3s_statement():
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[1, -1, 0, 0], [0, 0, 1, 1]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [5, -5], [-10]]


@wrong("exam_mlp", hint="no-ten")
def last_bias_is_zero():
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[1, -1, 0, 0], [0, 0, -1, 1]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [5, -5], [0]]


@wrong("exam_mlp", hint="fives")
def fives_exchanged():
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[1, -1, 0, 0], [0, 0, -1, 1]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [-5, 5], [-10]]


@wrong("exam_mlp", hint="no-fives")
def outer_neurons_without_biases():
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[1, -1, 0, 0], [0, 0, -1, 1]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [0, 0], [-10]]


@wrong("exam_mlp", hint="first-only")
def output_looks_at_the_first_outer_neuron_only():
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[1, -1, 0, 0], [0, 0, -1, 1]], [[1, 0]]]
    return weights, [[0, 0, 0, 0], [5, -5], [-10]]


@wrong("exam_mlp", hint="subtracted")
def output_subtracts_the_second_outer_neuron():
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[1, -1, 0, 0], [0, 0, -1, 1]], [[1, -1]]]
    return weights, [[0, 0, 0, 0], [5, -5], [-10]]


@wrong("exam_mlp", hint="outputs-first")
def every_matrix_transposed():
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[1, -1, 0, 0], [0, 0, -1, 1]], [[1, 1]]]
    return [np.array(A).T for A in weights], [np.zeros(4), np.array([5, -5]), np.array([-10])]


@wrong("exam_mlp", hint="column")
def biases_as_columns():
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[1, -1, 0, 0], [0, 0, -1, 1]], [[1, 1]]]
    return weights, [np.zeros((4, 1)), np.array([[5], [-5]]), np.array([[-10]])]


@wrong("exam_mlp", hint="trace")
def forgets_the_minus_signs_inside():
    weights = [[[1, 0], [0, 1], [1, 0], [0, 1]], [[1, -1, 0, 0], [0, 0, -1, 1]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [5, -5], [-10]]


@wrong("exam_mlp", hint="trace")
def bias_of_ten_in_a_hidden_layer():
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[1, -1, 0, 0], [0, 0, -1, 1]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [-5, -5], [0]]


@wrong("exam_mlp", hint="type")
def layer_by_layer():
    weights = [np.array([[1, 0], [0, 1], [-1, 0], [0, -1]]), np.array([[1, -1, 0, 0], [0, 0, -1, 1]]), np.ones((1, 2))]
    biases = [np.zeros(4), np.array([5, -5]), np.array([-10])]
    return list(zip(weights, biases, strict=True))


@right("exam_mlp")
def as_the_slide_prints_it():
    weights = [
        np.array([[1, 0], [0, 1], [-1, 0], [0, -1]]),
        np.array([[1, -1, 0, 0], [0, 0, -1, 1]]),
        np.array([[1, 1]]),
    ]
    return weights, [np.zeros(4, dtype=int), np.array([5, -5]), np.array([-10])]


@right("exam_mlp")
def outer_neurons_exchanged_and_tenfold():
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[0, 0, -10, 10], [10, -10, 0, 0]], [[0.1, 0.1]]]
    return weights, [[0, 0, 0, 0], [-50, 50], [-10]]


@right("exam_mlp")
def fifths_everywhere_in_single_precision():
    weights = [
        np.array([[0, -0.2], [0, 0.2], [0.2, 0], [-0.2, 0]], dtype=np.float32),
        np.array([[0, -5, 5, 0], [5, 0, 0, -5]], dtype=np.float32),
        np.ones((1, 2), dtype=np.float32),
    ]
    return weights, [np.zeros(4), np.array([5.0, -5.0]), np.array([-10.0])]


# ---------------------------------------------------------------- exam_zones


@wrong("exam_zones", hint="strict")
def active_at_zero_too(x1, x2):
    first = np.maximum(x1, 0) - np.maximum(x2, 0) + 5
    second = -np.maximum(-x1, 0) + np.maximum(-x2, 0) - 5
    return sum(2**k * (u >= 0) for k, u in enumerate([x1, x2, -x1, -x2, first, second]))


@wrong("exam_zones", hint="outer-missing")
def first_hidden_layer_only(x1, x2):
    return 1 * (x1 > 0) + 2 * (x2 > 0) + 4 * (x1 < 0) + 8 * (x2 < 0)


@wrong("exam_zones", hint="inner-missing")
def second_hidden_layer_only(x1, x2):
    first = np.maximum(x1, 0) - np.maximum(x2, 0) + 5
    second = -np.maximum(-x1, 0) + np.maximum(-x2, 0) - 5
    return 1 * (first > 0) + 2 * (second > 0)


@wrong("exam_zones", hint="count")
def counts_the_active_neurons(x1, x2):
    first = np.maximum(x1, 0) - np.maximum(x2, 0) + 5
    second = -np.maximum(-x1, 0) + np.maximum(-x2, 0) - 5
    return sum((u > 0).astype(int) for u in [x1, x2, -x1, -x2, first, second])


@wrong("exam_zones", hint="sign-only")
def sign_of_g_for_the_zone(x1, x2):
    return np.sign(exam_g(x1, x2)).astype(int)


@wrong("exam_zones", hint="pattern")
def open_quadrants_take_the_axes_in(x1, x2):
    first = np.maximum(x1, 0) - np.maximum(x2, 0) + 5
    second = -np.maximum(-x1, 0) + np.maximum(-x2, 0) - 5
    return 1 * (x1 > 0) + 2 * (x2 > 0) + 4 * (first > 0) + 8 * (second > 0)


@wrong("exam_zones", hint="pattern")
def a_weight_used_twice(x1, x2):
    first = np.maximum(x1, 0) - np.maximum(x2, 0) + 5
    second = -np.maximum(-x1, 0) + np.maximum(-x2, 0) - 5
    return sum(k * (u > 0) for k, u in enumerate([x1, x2, -x1, -x2, first, second], start=1))


@wrong("exam_zones", hint="integers")
def patterns_as_decimal_fractions(x1, x2):
    first = np.maximum(x1, 0) - np.maximum(x2, 0) + 5
    second = -np.maximum(-x1, 0) + np.maximum(-x2, 0) - 5
    return sum(0.5**k * (u > 0) for k, u in enumerate([x1, x2, -x1, -x2, first, second]))


@wrong("exam_zones", hint="shape")
def returns_the_pattern_itself(x1, x2):
    first = np.maximum(x1, 0) - np.maximum(x2, 0) + 5
    second = -np.maximum(-x1, 0) + np.maximum(-x2, 0) - 5
    return np.stack([u > 0 for u in [x1, x2, -x1, -x2, first, second]], axis=-1).astype(int)


@right("exam_zones")
def numbers_the_patterns_as_they_appear(x1, x2):
    known, out = {}, []
    for a, b in zip(np.ravel(x1).tolist(), np.ravel(x2).tolist(), strict=True):
        first, second = max(a, 0) - max(b, 0) + 5, -max(-a, 0) + max(-b, 0) - 5
        out.append(known.setdefault((a > 0, b > 0, a < 0, b < 0, first > 0, second > 0), len(known)))
    return np.array(out).reshape(np.shape(x1))


@right("exam_zones")
def with_unique(x1, x2):
    first = relu(x1) - relu(x2) + 5
    second = -relu(-x1) + relu(-x2) - 5
    patterns = np.stack([np.ravel(u) > 0 for u in [x1, x2, -x1, -x2, first, second]])
    return np.unique(patterns, axis=1, return_inverse=True)[1].reshape(np.shape(x1))


@right("exam_zones")
def signs_in_base_three(x1, x2):
    first = x1 * (x1 > 0) - x2 * (x2 > 0) > -5
    second = x1 * (x1 < 0) - x2 * (x2 < 0) > 5
    signs = np.sign(x1).astype(int) + 1 + 3 * (np.sign(x2).astype(int) + 1)
    return -(signs + 9 * first + 18 * second)


# ---------------------------------------------------------------- zigzag


@wrong("zigzag", hint="slide-row")
def row_of_the_slides_matrix():
    return [-1, 1, -1], 1


@wrong("zigzag", hint="bias")
def no_bias():
    return np.array([-2, 4, -4]), 0


@wrong("zigzag", hint="first-slope")
def falls_too_slowly():
    return np.array([-1, 4, -6]), 1


@wrong("zigzag", hint="increments")
def slopes_for_changes_of_slope():
    return np.array([-2, 2, -2]), 1


@wrong("zigzag", hint="last-slope")
def last_change_too_small():
    return np.array([-2, 4, -2]), 1


@wrong("zigzag", hint="type")
def four_numbers_in_a_row():
    return -2, 4, -4, 1


@wrong("zigzag", hint="shape")
def bias_among_the_weights():
    return np.array([-2, 4, -4, 1]), 1


@right("zigzag")
def steeper_and_lower():
    return [-7, 20, -30.5], 3


@right("zigzag")
def solves_four_equations():
    x = np.arange(4)
    columns = np.column_stack([np.maximum(x[:, None] - np.arange(3), 0), np.ones(4)])
    solution = np.linalg.solve(columns, [2, -3, 1, -0.5])
    return solution[:3], solution[3]


@right("zigzag")
def in_fractions():
    return (Fraction(-5, 3), Fraction(11, 3), Fraction(-13, 3)), Fraction(2, 3)


# ---------------------------------------------------------------- interpolate


@wrong("interpolate", hint="increments")
def slopes_for_weights(knots, values):
    return np.diff(values) / np.diff(knots), values[0]


@wrong("interpolate", hint="gaps")
def supposes_gaps_of_one(knots, values):
    return np.diff(np.diff(values), prepend=0), values[0]


@wrong("interpolate", hint="gaps-and-increments")
def differences_of_heights(knots, values):
    return np.diff(values), values[0]


@wrong("interpolate", hint="even-gaps")
def supposes_even_gaps(knots, values):
    gap = (knots[-1] - knots[0]) / (len(knots) - 1)
    return np.diff(np.diff(values) / gap, prepend=0), values[0]


@wrong("interpolate", hint="inverse")
def run_over_rise(knots, values):
    return np.diff(np.diff(knots) / np.diff(values), prepend=0), values[0]


@wrong("interpolate", hint="last-knot")
def a_weight_at_the_last_knot(knots, values):
    slopes = np.diff(values) / np.diff(knots)
    return np.diff(slopes, prepend=0, append=0), values[0]


@wrong("interpolate", hint="first-slope")
def no_weight_at_the_first_knot(knots, values):
    return np.diff(np.diff(values) / np.diff(knots)), values[0]


@wrong("interpolate", hint="no-bias")
def starts_at_zero(knots, values):
    return np.diff(np.diff(values) / np.diff(knots), prepend=0), 0.0


@wrong("interpolate", hint="at-zero")
def height_at_zero_for_the_bias(knots, values):
    return np.diff(np.diff(values) / np.diff(knots), prepend=0), np.interp(0.0, knots, values)


@wrong("interpolate", hint="in-place")
def shifts_the_values_it_was_given(knots, values):
    b = float(values[0])
    values -= b
    return np.diff(np.diff(values) / np.diff(knots), prepend=0), b


@right("interpolate")
def knot_by_knot(knots, values):
    w, slope = [], 0.0
    for k in range(len(knots) - 1):
        new_slope = (values[k + 1] - values[k]) / (knots[k + 1] - knots[k])
        w.append(new_slope - slope)
        slope = new_slope
    return w, values[0]


@right("interpolate")
def solves_a_triangular_system(knots, values):
    features = np.maximum(np.subtract.outer(knots[1:], knots[:-1]), 0)
    return np.linalg.solve(features, values[1:] - values[0]), float(values[0])


@right("interpolate")
def what_is_missing_at_the_next_knot(knots, values):
    w = np.zeros(len(knots) - 1)
    for k in range(len(w)):
        reached = values[0] + sum(w[j] * (knots[k + 1] - knots[j]) for j in range(k))
        w[k] = (values[k + 1] - reached) / (knots[k + 1] - knots[k])
    return (w, np.array(values[0]))


# ---------------------------------------------------------------- xor


@wrong("xor", hint="or")
def at_least_one():
    return [[1, 1], [1, 1]], [0, -1], [1, -1], 0


@wrong("xor", hint="and")
def both():
    return [[1, 1], [0, 0]], [-1, 0], [1, 0], 0


@wrong("xor", hint="not")
def both_or_none():
    return [[1, 1], [1, 1]], [0, -1], [-1, 2], 1


@wrong("xor", hint="sum")
def the_second_neuron_is_asleep():
    return [[1, 1], [1, 1]], [0, -5], [1, -2], 0


@wrong("xor", hint="flat")
def three_times_the_rise():
    return [[1, 1], [1, 1]], [0, -1], [1, -3], 0


@wrong("xor", hint="one-side")
def the_second_without_the_first():
    return [[-1, 1], [1, -1]], [0, 0], [1, 0], 0


@wrong("xor", hint="other-side")
def the_first_without_the_second():
    return [[-1, 1], [1, -1]], [0, 0], [0, 1], 0


@wrong("xor", hint="corners")
def no_biases():
    return [[1, 1], [1, 1]], [0, 0], [1, -2], 0


@wrong("xor", hint="shape")
def a_layer_with_three_neurons():
    return [[1, 1], [1, 1], [0, 0]], [0, -1, 0], [1, -2, 0], 0


@wrong("xor", hint="shape")
def a_column_of_weights():
    return [[1, 1], [1, 1]], [0, -1], [[1], [-2]], 0


@right("xor")
def one_neuron_for_each_difference():
    return np.array([[-1, 1], [1, -1]]), np.zeros(2), np.ones(2), 0


@right("xor")
def from_above():
    return [[-1.0, -1], [1, 1]], [1.0, -1], [-1.0, -1], 1.0


@right("xor")
def a_bow_over_the_middle():
    return np.array([[3, 3], [3, 3]]), np.array([-1, -3]), np.array([0.5, -5 / 6]), 0


# ---------------------------------------------------------------- few_neurons


@wrong("few_neurons", hint="misses")
def a_hundred_even_pieces():
    outline = datasets.horse_outline()
    way = outlines.way_along(outline)
    kinks = np.searchsorted(way, np.linspace(0, way[-1], 101))
    return way[kinks], outline[kinks]


@wrong("few_neurons", hint="where-it-bends")
def even_pieces_until_none_misses():
    outline = datasets.horse_outline()
    way = outlines.way_along(outline)
    kinks = np.searchsorted(way, np.linspace(0, way[-1], 463))
    return way[kinks], outline[kinks]


@wrong("few_neurons", hint="longest", passes=["at most 100 neurons"])
def kinks_where_it_misses_most():
    outline = datasets.horse_outline()
    way = outlines.way_along(outline)
    kinks = outlines.with_kinks_where_it_misses(outline, 2)
    return way[kinks], outline[kinks]


@wrong("few_neurons", hint="on-the-line", passes=["at most 100 neurons", "at most 80 neurons"])
def the_longest_pieces():
    outline = datasets.horse_outline()
    lengths = [
        17, 30, 43, 28, 25, 23, 21, 27, 93, 14, 78, 59, 28, 59, 37, 37, 24, 12, 14, 34, 51, 23, 18, 49, 36,
        34, 33, 14, 20, 11, 11, 41, 39, 39, 26, 48, 26, 16, 20, 41, 67, 45, 9, 8, 17, 9, 19, 9, 46, 66, 37,
        31, 76, 86, 49, 30, 71, 47, 28, 18, 12, 18, 23, 26, 68, 23, 14, 34, 38, 81, 45, 29, 95, 30, 34, 7,
    ]  # fmt: skip
    kinks = np.cumsum([0, *lengths])
    return outlines.way_along(outline)[kinks], outline[kinks]


@wrong("few_neurons", hint="misses")
def least_squares_once():
    outline = datasets.horse_outline()
    way = outlines.way_along(outline)
    knots = way[outlines.with_kinks_where_it_misses(outline, 3)]
    hats = np.array([np.interp(way, knots, row) for row in np.eye(len(knots))]).T
    return knots, np.linalg.lstsq(hats, outline, rcond=None)[0]


@wrong("few_neurons", hint="misses")
def pieces_for_three_pixels():
    outline = datasets.horse_outline()
    kinks = outlines.with_kinks_where_it_misses(outline, 3)
    return outlines.way_along(outline)[kinks], outline[kinks]


@wrong("few_neurons", hint="knots")
def indices_for_ways():
    outline = datasets.horse_outline()
    kinks = outlines.with_kinks_where_it_misses(outline, 2)
    return kinks, outline[kinks]


@wrong("few_neurons", hint="knots")
def stops_before_the_end():
    outline = datasets.horse_outline()
    way = outlines.way_along(outline)
    kinks = outlines.with_kinks_where_it_misses(outline, 2)[:-1]
    return way[kinks], outline[kinks]


@wrong("few_neurons", hint="knots")
def knots_in_the_order_in_which_they_came():
    outline = datasets.horse_outline()
    way = outlines.way_along(outline)
    kinks = outlines.with_kinks_where_it_misses(outline, 2)
    kinks[[3, 8]] = kinks[[8, 3]]
    return way[kinks], outline[kinks]


@wrong("few_neurons", hint="shape")
def one_coordinate_a_row():
    outline = datasets.horse_outline()
    way = outlines.way_along(outline)
    kinks = outlines.with_kinks_where_it_misses(outline, 2)
    return way[kinks], outline[kinks].T


@wrong("few_neurons", hint="shape")
def no_numbers():
    return "everywhere", "on the outline"


@wrong("few_neurons", hint="many")
def every_point_of_the_outline():
    outline = datasets.horse_outline()
    way = outlines.way_along(outline)
    return way, outline


@wrong("few_neurons", hint="finite")
def a_point_that_is_none():
    outline = datasets.horse_outline()
    way = outlines.way_along(outline)
    kinks = outlines.with_kinks_where_it_misses(outline, 2)
    points = outline[kinks]
    points[4] = np.nan
    return way[kinks], points


@right("few_neurons")
def numbers_that_were_found_before():
    knots = [
        0.0, 16.5, 44.4, 82.7, 110.7, 133.7, 148.4, 168.1, 193.9, 289.8, 311.3, 374.8, 417.4, 456.7, 510.1,
        548.9, 572.8, 589.5, 621.3, 669.0, 689.1, 703.0, 741.9, 778.6, 803.1, 828.2, 846.6, 867.5, 877.0,
        916.1, 951.0, 983.9, 1052.3, 1082.8, 1103.4, 1207.3, 1242.1, 1249.7, 1256.5, 1270.7, 1279.3, 1296.4,
        1304.2, 1369.5, 1423.1, 1450.5, 1477.5, 1544.4, 1620.0, 1667.9, 1694.4, 1744.9, 1783.7, 1804.4,
        1817.0, 1826.8, 1840.7, 1860.5, 1883.2, 1936.2, 1954.5, 1966.8, 1992.9, 2023.8, 2095.2, 2137.1,
        2158.3, 2243.2, 2270.9, 2293.7, 2299.6,
    ]  # fmt: skip
    x = [
        269.3, 253.3, 246.2, 244.1, 237.6, 241.9, 251.3, 231.6, 226.7, 233.6, 210.9, 151.8, 115.1, 97.8,
        89.5, 101.8, 116.3, 98.6, 84.9, 76.5, 70.0, 73.2, 47.5, 38.7, 42.3, 57.4, 38.4, 31.0, 25.2, 32.3,
        33.6, 51.5, 35.6, 45.7, 34.6, 29.9, 19.1, 16.2, 12.8, 8.8, 7.0, 6.2, 2.4, -1.4, 3.1, 16.2, 41.0,
        103.2, 175.3, 221.5, 239.1, 271.8, 305.0, 325.7, 332.5, 332.9, 339.4, 338.6, 351.5, 371.0, 359.5,
        349.9, 335.4, 307.4, 290.8, 284.8, 272.6, 255.3, 256.7, 275.1, 269.1,
    ]  # fmt: skip
    y = [
        -1.4, 2.2, 27.1, 65.0, 36.9, 16.5, 3.6, 4.8, 27.3, 121.9, 125.3, 129.9, 146.5, 112.4, 61.9, 28.6,
        9.5, 9.8, 34.0, 79.1, 95.4, 109.6, 79.6, 45.3, 23.6, 2.4, 3.2, 19.7, 23.8, 63.0, 95.8, 122.1, 184.5,
        212.8, 197.3, 95.0, 65.3, 65.6, 60.0, 74.6, 66.5, 84.1, 76.3, 141.5, 193.6, 216.7, 224.4, 231.8,
        218.5, 226.3, 241.6, 279.9, 293.5, 296.1, 303.4, 295.0, 303.4, 286.4, 268.6, 223.9, 210.4, 211.6,
        232.9, 241.2, 176.6, 137.2, 121.1, 42.7, 18.2, 2.7, -0.0,
    ]  # fmt: skip
    return knots, [list(point) for point in zip(x, y, strict=True)]


@right("few_neurons")
def from_its_end_to_its_beginning():
    outline = datasets.horse_outline()
    way = outlines.way_along(outline)
    ends = [len(way) - 1]
    while ends[-1]:
        last, best = ends[-1], ends[-1] - 1
        for first in range(max(0, last - 120), last):
            share = ((way[first : last + 1] - way[first]) / (way[last] - way[first]))[:, None]
            off = (1 - share) * outline[first] + share * outline[last] - outline[first : last + 1]
            if (off**2).sum(axis=1).max() < 2.25**2:
                best = first
                break
        ends.append(best)
    knots = way[ends[::-1]]
    hats = np.array([np.interp(way, knots, row) for row in np.eye(len(knots))]).T
    found, trust = [], np.ones(len(way))
    for _ in range(100):
        root = np.sqrt(trust)[:, None]
        points = np.linalg.lstsq(root * hats, root * outline, rcond=None)[0]
        miss = np.hypot(*(hats @ points - outline).T)
        found.append((miss.max(), points))
        trust = np.maximum(trust * miss / np.mean(trust * miss), 1e-6)
    return knots, min(found, key=lambda pair: pair[0])[1]


@right("few_neurons")
def hidden_layer_in_single_precision():
    outline = datasets.horse_outline()
    way = outlines.way_along(outline)
    kinks = [0]
    while kinks[-1] + 1 < len(way):
        here = kinks[-1]
        ahead = [
            there
            for there in range(here + 1, min(here + 130, len(way)))
            if outlines.misses([0, way[there] - way[here]], outline[[here, there]], outline[here : there + 1])[1].max()
            < 2.4
        ]
        kinks.append(ahead[-1])
    slopes = np.maximum(way[:, None] - way[kinks[:-1]], 0)  # the hidden layer: its weights by least squares
    features, trust = np.column_stack([slopes, np.ones(len(way))]), np.ones((len(way), 1))
    best, least = None, np.inf
    for _ in range(70):
        weights = np.linalg.lstsq(features * trust**0.5, outline * trust**0.5, rcond=None)[0]
        miss = np.hypot(*(features @ weights - outline).T)
        if miss.max() < least:
            best, least = (features @ weights)[kinks], miss.max()
        trust = trust * miss[:, None] / miss.mean() + 1e-9
    return way[kinks].astype(np.float32), best.astype(np.float32)


# ---------------------------------------------------------------- mutants that are right answers

judged_by_result("xor", reason="any weights that are right on the four corners are right")

judged_by_result("few_neurons", reason="any kinks and points that stay within two pixels are right")

equivalent(
    "relu",
    "multiplies_by_a_mask: return u * (u {> -> >=} 0)",
    "loops_over_the_entries: if value {> -> >=} 0:",
    reason="at u = 0 the result is 0 either way",
)

equivalent(
    "relu",
    "in_single_precision: return np.clip({np.asarray(u, dtype=np.float32), 0 -> 0, np.asarray(u, "
    "dtype=np.float32)}, None)",
    reason="the larger of u and 0, in whichever order they are named",
)

equivalent(
    "layer",
    "three_loops: out = {np.zeros -> np.ones}((len(U), len(A)))",
    reason="every entry of the array is written before it is read",
)

equivalent(
    "collapse",
    "passes_the_first_bias_through_the_second_layer: return (np.dot(A2, A1), layer(A2, b2, b1[None, :])[{0 -> -1}])",
    reason="the batch has one row: the first is the last",
)

equivalent(
    "mlp",
    "one_example_at_a_time: x = np.where(A @ x + b {> -> >=} 0, A @ x + b, 0)",
    "by_recursion: return out if len(weights) == 1 else mlp(weights[1:], biases[1:], out * (out {> -> >=} 0))",
    reason="at 0 the rectified value is 0 either way",
)

equivalent(
    "count_parameters",
    "makes_the_arrays_and_counts_their_entries: total += {np.zeros -> np.ones}((sizes[k], sizes[k - "
    "1])).size + np.zeros(sizes[k]).size",
    "makes_the_arrays_and_counts_their_entries: total += np.zeros((sizes[k], sizes[k - 1])).size + "
    "{np.zeros -> np.ones}(sizes[k]).size",
    reason="the size of an array does not depend on what is in it",
)

equivalent(
    "count_parameters",
    "a_dot_product_with_a_one_appended: return np.dot(sizes[{:-1] + 1, sizes[1:] -> 1:], sizes[:-1] + 1})",
    reason="the inner product of two vectors is symmetric",
)

equivalent(
    "exam_g",
    "by_quadrants: upper = plus(np.where(x1 {>= -> >} 0, x1, 0) - x2 + 5)",
    "by_quadrants: return np.where(x2 {>= -> >} 0, upper, lower) - 10",
    reason="g is continuous: on this border both formulas give the same, and so they do between it and the next",
)

equivalent(
    "exam_g",
    "with_masks: first = x1 * (x1 {> -> >=} 0) - x2 * (x2 > 0) + 5",
    "with_masks: first = x1 * (x1 > 0) - x2 * (x2 {> -> >=} 0) + 5",
    "with_masks: second = x1 * (x1 {< -> <=} 0) - x2 * (x2 < 0) - 5",
    "with_masks: second = x1 * (x1 < 0) - x2 * (x2 {< -> <=} 0) - 5",
    "with_masks: return first * (first {> -> >=} 0) + second * (second > 0) - 10",
    "with_masks: return first * (first > 0) + second * (second {> -> >=} 0) - 10",
    reason="a factor that is 0 there: the product is 0 either way",
)

equivalent(
    "exam_g",
    "with_masks: second = x1 * (x1 < 0) - x2 {* (x2 < 0) -> nothing}- 5",
    "with_masks: second = x1 * (x1 < 0) - x2 * (x2 < {0 -> 1}) - 5",
    "with_masks: second = x1 * (x1 < 0) - x2 * (x2 < {0 -> -1}) - 5",
    "point_by_point: out[index] = max(max(a, 0) - max(b, 0) + 5, 0) + max(-max(-a, 0) + max(-b, {0 -> 1}) - 5, 0) - 10",
    "point_by_point: out[index] = max(max(a, 0) - max(b, 0) + 5, 0) + max(-max(-a, 0) + max(-b, {0 -> -1}"
    ") - 5, 0) - 10",
    reason="the second bracket is negative there, with or without what changes, and its ReLU gives 0",
)

equivalent(
    "refute_row",
    "reference: return (8, -{1 -> 2}, -8)",
    "reference: return (8, -1, -{8 -> 9})",
    "reference: return (8, -1, -{8 -> 7})",
    "a_point_where_g_is_zero: return (8, -{1 -> 2}, -11)",
    "a_point_where_g_is_zero: return (8, -1, -{11 -> 10})",
    "as_an_array: return np.array([8, -{4 -> 3}, -10])",
    "as_an_array: return np.array([8, -4, -{10 -> 11}])",
    reason="another point of row 8 at which g is not positive: a counter-example too",
)

equivalent(
    "refute_row",
    "the_first_that_a_loop_finds: for x1 in range(-20{nothing -> + 1}, 21):",
    "the_first_that_a_loop_finds: for x1 in range(-20{nothing -> - 1}, 21):",
    "the_first_that_a_loop_finds: for x1 in range(-20, 21{nothing -> + 1}):",
    "the_first_that_a_loop_finds: for x1 in range(-20, 21{nothing -> - 1}):",
    "the_first_that_a_loop_finds: for x1 in range(-{20 -> 21}, 21):",
    "the_first_that_a_loop_finds: for x1 in range(-{20 -> 19}, 21):",
    "the_first_that_a_loop_finds: for x1 in range(-20, {21 -> 22}):",
    "the_first_that_a_loop_finds: for x1 in range(-20, {21 -> 20}):",
    "the_first_that_a_loop_finds: for x2 in range(-20{nothing -> + 1}, 21):",
    "the_first_that_a_loop_finds: for x2 in range(-20{nothing -> - 1}, 21):",
    "the_first_that_a_loop_finds: for x2 in range(-20, 21{nothing -> + 1}):",
    "the_first_that_a_loop_finds: for x2 in range(-20, 21{nothing -> - 1}):",
    "the_first_that_a_loop_finds: for x2 in range(-{20 -> 21}, 21):",
    "the_first_that_a_loop_finds: for x2 in range(-{20 -> 19}, 21):",
    "the_first_that_a_loop_finds: for x2 in range(-20, {21 -> 22}):",
    "the_first_that_a_loop_finds: for x2 in range(-20, {21 -> 20}):",
    reason="the loop still meets a counter-example of row 8, another one or the same",
)

equivalent(
    "refute_row",
    "the_first_that_a_loop_finds: if holds(x1, x2) and np.sign(exam_g({np.array(x1) -> x1}, np.array(x2))) != sign:",
    "the_first_that_a_loop_finds: if holds(x1, x2) and np.sign(exam_g(np.array(x1), {np.array(x2) -> x2})) != sign:",
    reason="exam_g of a number is exam_g of an array of shape ()",
)

equivalent(
    "exam_sign",
    "reference: return np.select([x2 {>= -> >} 0, x2 >= -5], [np.sign(x1 - x2 - 5), np.sign(x1 - 5)], np."
    "sign(x1 - x2 - 10))",
    "reference: return np.select([x2 >= {0 -> 1}, x2 >= -5], [np.sign(x1 - x2 - 5), np.sign(x1 - 5)], np."
    "sign(x1 - x2 - 10))",
    "reference: return np.select([x2 >= 0, x2 {>= -> >} -5], [np.sign(x1 - x2 - 5), np.sign(x1 - 5)], np."
    "sign(x1 - x2 - 10))",
    "reference: return np.select([x2 >= 0, x2 >= -{5 -> 4}], [np.sign(x1 - x2 - 5), np.sign(x1 - 5)], np."
    "sign(x1 - x2 - 10))",
    "the_corrected_table_row_by_row: rows = [((x1 >= {0 -> -1}) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x"
    "2 < 0) & (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -5), x1 - x2, 10), ((x1 < 0) & (x2 >= 0), x1 * 0, 1)"
    ", ((x1 < 0) & (x2 < 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= {0 -> -1}) & (x"
    "2 < 0) & (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -5), x1 - x2, 10), ((x1 < 0) & (x2 >= 0), x1 * 0, 1)"
    ", ((x1 < 0) & (x2 < 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 {< -> "
    "<=} 0) & (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -5), x1 - x2, 10), ((x1 < 0) & (x2 >= 0), x1 * 0, 1)"
    ", ((x1 < 0) & (x2 < 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 < {0 -"
    "> 1}) & (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -5), x1 - x2, 10), ((x1 < 0) & (x2 >= 0), x1 * 0, 1),"
    " ((x1 < 0) & (x2 < 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 < 0) &"
    " (x2 >= -5), x1, 5), ((x1 >= {0 -> -1}) & (x2 < -5), x1 - x2, 10), ((x1 < 0) & (x2 >= 0), x1 * 0, 1)"
    ", ((x1 < 0) & (x2 < 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 < 0) &"
    " (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 {< -> <=} -5), x1 - x2, 10), ((x1 < 0) & (x2 >= 0), x1 * 0, 1)"
    ", ((x1 < 0) & (x2 < 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 < 0) &"
    " (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -{5 -> 4}), x1 - x2, 10), ((x1 < 0) & (x2 >= 0), x1 * 0, 1),"
    " ((x1 < 0) & (x2 < 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 < 0) &"
    " (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -5), x1 - x2, 10), ((x1 {< -> <=} 0) & (x2 >= 0), x1 * 0, 1)"
    ", ((x1 < 0) & (x2 < 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 < 0) &"
    " (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -5), x1 - x2, 10), ((x1 < {0 -> 1}) & (x2 >= 0), x1 * 0, 1),"
    " ((x1 < 0) & (x2 < 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 < 0) &"
    " (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -5), x1 - x2, 10), ((x1 < 0) & (x2 >= {0 -> -1}), x1 * 0, 1)"
    ", ((x1 < 0) & (x2 < 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 < 0) &"
    " (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -5), x1 - x2, 10), ((x1 < 0) & (x2 >= 0), x1 * 0, 1), ((x1 {"
    "< -> <=} 0) & (x2 < 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 < 0) &"
    " (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -5), x1 - x2, 10), ((x1 < 0) & (x2 >= 0), x1 * 0, 1), ((x1 <"
    " {0 -> 1}) & (x2 < 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 < 0) &"
    " (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -5), x1 - x2, 10), ((x1 < 0) & (x2 >= 0), x1 * 0, 1), ((x1 <"
    " 0) & (x2 {< -> <=} 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 < 0) &"
    " (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -5), x1 - x2, 10), ((x1 < 0) & (x2 >= 0), x1 * 0, 1), ((x1 <"
    " 0) & (x2 < {0 -> 1}), x1 - x2, 10)]",
    "compares_with_the_border: border = np.where(x2 {>= -> >} 0, 5 + x2, np.where(x2 >= -5, 5, 10 + x2))",
    "compares_with_the_border: border = np.where(x2 >= {0 -> 1}, 5 + x2, np.where(x2 >= -5, 5, 10 + x2))",
    "compares_with_the_border: border = np.where(x2 >= 0, 5 + x2, np.where(x2 {>= -> >} -5, 5, 10 + x2))",
    "compares_with_the_border: border = np.where(x2 >= 0, 5 + x2, np.where(x2 >= -{5 -> 4}, 5, 10 + x2))",
    "with_if_and_else: left, threshold = (a - b, 5) if b {> -> >=} 0 else (a, 5) if b > -5 else (a - b, 10)",
    "with_if_and_else: left, threshold = (a - b, 5) if b > {0 -> -1} else (a, 5) if b > -5 else (a - b, 10)",
    "with_if_and_else: left, threshold = (a - b, 5) if b > 0 else (a, 5) if b {> -> >=} -5 else (a - b, 10)",
    "with_if_and_else: left, threshold = (a - b, 5) if b > 0 else (a, 5) if b > -{5 -> 6} else (a - b, 10)",
    reason="g is continuous: on this border both formulas give the same, and so they do between it and the next",
)

equivalent(
    "exam_sign",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 < 0) &"
    " (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -5), x1 - x2, 10), ((x1 < 0) & (x2 >= 0), x1 {* -> /} 0, 1),"
    " ((x1 < 0) & (x2 < 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 < 0) &"
    " (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -5), x1 - x2, 10), ((x1 < 0) & (x2 >= 0), x1{ * 0 -> nothing"
    "}, 1), ((x1 < 0) & (x2 < 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 < 0) &"
    " (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -5), x1 - x2, 10), ((x1 < 0) & (x2 >= 0), {x1 * -> nothing}0"
    ", 1), ((x1 < 0) & (x2 < 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 < 0) &"
    " (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -5), x1 - x2, 10), ((x1 < 0) & (x2 >= 0), x1 * {0 -> 1}, 1),"
    " ((x1 < 0) & (x2 < 0), x1 - x2, 10)]",
    "the_corrected_table_row_by_row: rows = [((x1 >= 0) & (x2 >= 0), x1 - x2, 5), ((x1 >= 0) & (x2 < 0) &"
    " (x2 >= -5), x1, 5), ((x1 >= 0) & (x2 < -5), x1 - x2, 10), ((x1 < 0) & (x2 >= 0), x1 * 0, {1 -> 2}),"
    " ((x1 < 0) & (x2 < 0), x1 - x2, 10)]",
    reason="any left side below any threshold, at every point of this quadrant, gives the sign -1",
)

equivalent(
    "exam_sign",
    "the_corrected_table_row_by_row: out = np.zeros(np.shape(x1), dtype={int -> None})",
    "compares_with_the_border: return (x1 > border).astype({int -> None}) - (x1 < border).astype(int)",
    "compares_with_the_border: return (x1 > border).astype(int) - (x1 < border).astype({int -> None})",
    reason="0.0, 1.0 and -1.0 are the integers 0, 1 and -1, and taken for them",
)

equivalent(
    "exam_mlp",
    "reference: weights = [np.array([[-1.0, 0], [2, 0], [0, -1], [0, 1]]), np.array([[0.0, 0.5, 0, -1], ["
    "-1, 0, 1, {0 -> -1}]]), np.array([[1.0, 1]])]",
    "as_the_slide_prints_it: weights = [np.array([[1, 0], [0, 1], [-1, 0], [0, -1]]), np.array([[1, -1, 0"
    ", 0], [0, {0 -> -1}, -1, 1]]), np.array([[1, 1]])]",
    "outer_neurons_exchanged_and_tenfold: weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[0, {0 -> 1}, "
    "-10, 10], [10, -10, 0, 0]], [[0.1, 0.1]]]",
    "outer_neurons_exchanged_and_tenfold: weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[0, {0 -> -1}, "
    "-10, 10], [10, -10, 0, 0]], [[0.1, 0.1]]]",
    "fifths_everywhere_in_single_precision: weights = [np.array([[0, -0.2], [0, 0.2], [0.2, 0], [-0.2, 0]"
    "], dtype=np.float32), np.array([[0, -5, 5, 0], [5, {0 -> -1}, 0, -5]], dtype=np.float32), np.ones((1"
    ", 2), dtype=np.float32)]",
    reason="where this inner neuron is awake the outer one is asleep, with this weight or with the other",
)

equivalent(
    "exam_mlp",
    "as_the_slide_prints_it: return (weights, [np.zeros(4, dtype={int -> None}), np.array([5, -5]), np.array([-10])])",
    reason="zeros are zeros, whether integers or not",
)

equivalent(
    "exam_zones",
    "reference: return sum(({2 -> 3} ** k * (u > 0) for k, u in enumerate([x1, x2, -x1, -x2, first, second])))",
    "signs_in_base_three: signs = np.sign(x1).astype(int) + 1 {+ -> -} 3 * (np.sign(x2).astype(int) + 1)",
    "signs_in_base_three: signs = np.sign(x1).astype(int) {+ -> -} 1 + 3 * (np.sign(x2).astype(int) + 1)",
    "signs_in_base_three: signs = np.sign(x1).astype(int) + {1 + -> nothing}3 * (np.sign(x2).astype(int) + 1)",
    "signs_in_base_three: signs = np.sign(x1).astype(int) + {1 -> 2} + 3 * (np.sign(x2).astype(int) + 1)",
    "signs_in_base_three: signs = np.sign(x1).astype(int) + {1 -> 0} + 3 * (np.sign(x2).astype(int) + 1)",
    "signs_in_base_three: signs = np.sign(x1).astype(int) + 1 + 3 * (np.sign(x2).astype(int) {+ -> -} 1)",
    "signs_in_base_three: signs = np.sign(x1).astype(int) + 1 + 3 * {(np.sign(x2).astype(int) + 1 -> "
    "np.sign(x2).astype(int})",
    "signs_in_base_three: signs = np.sign(x1).astype(int) + 1 + 3 * (np.sign(x2).astype(int) + {1 -> 2})",
    "signs_in_base_three: signs = np.sign(x1).astype(int) + 1 + 3 * (np.sign(x2).astype(int) + {1 -> 0})",
    "signs_in_base_three: return {- -> +}(signs + 9 * first + 18 * second)",
    "signs_in_base_three: return -(signs + 9 * first {+ -> -} 18 * second)",
    "signs_in_base_three: return -(signs {+ -> -} 9 * first + 18 * second)",
    "signs_in_base_three: return -(signs + {9 -> 10} * first + 18 * second)",
    "signs_in_base_three: return -(signs + 9 * first + {18 -> 19} * second)",
    "signs_in_base_three: return -(signs + 9 * first + {18 -> 17} * second)",
    reason="other names for the zones, still one for each zone that exists",
)

equivalent(
    "exam_zones",
    "numbers_the_patterns_as_they_appear: first, second = (max(a, 0) - max(b, {0 -> 1}) + 5, -max(-a, 0) "
    "+ max(-b, 0) - 5)",
    "numbers_the_patterns_as_they_appear: first, second = (max(a, 0) - max(b, {0 -> -1}) + 5, -max(-a, 0)"
    " + max(-b, 0) - 5)",
    "numbers_the_patterns_as_they_appear: first, second = (max(a, 0) - max(b, 0) + 5, -max(-a, 0) + max(-"
    "b, {0 -> 1}) - 5)",
    "numbers_the_patterns_as_they_appear: first, second = (max(a, 0) - max(b, 0) + 5, -max(-a, 0) + max(-"
    "b, {0 -> -1}) - 5)",
    "signs_in_base_three: first = x1 * (x1 {> -> >=} 0) - x2 * (x2 > 0) > -5",
    "signs_in_base_three: first = x1 * (x1 > 0) - x2 {* -> /} (x2 > 0) > -5",
    "signs_in_base_three: first = x1 * (x1 > 0) - x2 {* (x2 > 0) -> nothing}> -5",
    "signs_in_base_three: first = x1 * (x1 > 0) - x2 * (x2 {> -> >=} 0) > -5",
    "signs_in_base_three: first = x1 * (x1 > 0) - x2 * (x2 > {0 -> 1}) > -5",
    "signs_in_base_three: first = x1 * (x1 > 0) - x2 * (x2 > {0 -> -1}) > -5",
    "signs_in_base_three: second = x1 * (x1 {< -> <=} 0) - x2 * (x2 < 0) > 5",
    "signs_in_base_three: second = x1 * (x1 < 0) - x2 {* -> /} (x2 < 0) > 5",
    "signs_in_base_three: second = x1 * (x1 < 0) - x2 {* (x2 < 0) -> nothing}> 5",
    "signs_in_base_three: second = x1 * (x1 < 0) - x2 * (x2 {< -> <=} 0) > 5",
    "signs_in_base_three: second = x1 * (x1 < 0) - x2 * (x2 < {0 -> 1}) > 5",
    "signs_in_base_three: second = x1 * (x1 < 0) - x2 * (x2 < {0 -> -1}) > 5",
    reason="the sign of the bracket, which alone counts, or its name in a zone of its own, is the same",
)

equivalent(
    "exam_zones",
    "signs_in_base_three: signs = np.sign(x1).astype({int -> None}) + 1 + 3 * (np.sign(x2).astype(int) + 1)",
    "signs_in_base_three: signs = np.sign(x1).astype(int) + 1 + 3 * (np.sign(x2).astype({int -> None}) + 1)",
    reason="whole numbers are taken for integers",
)

equivalent(
    "zigzag",
    "reference: return (np.array([-2.0, 4.0, -{4.0 -> 5.0}]), 1.0)",
    "reference: return (np.array([-2.0, 4.0, -{4.0 -> 8.0}]), 1.0)",
    "steeper_and_lower: return ([-{7 -> 8}, 20, -30.5], 3)",
    "steeper_and_lower: return ([-{7 -> 6}, 20, -30.5], 3)",
    "steeper_and_lower: return ([-7, {20 -> 21}, -30.5], 3)",
    "steeper_and_lower: return ([-7, {20 -> 19}, -30.5], 3)",
    "steeper_and_lower: return ([-7, 20, -{30.5 -> 31.5}], 3)",
    "steeper_and_lower: return ([-7, 20, -{30.5 -> 61.0}], 3)",
    "steeper_and_lower: return ([-7, 20, -30.5], {3 -> 4})",
    "steeper_and_lower: return ([-7, 20, -30.5], {3 -> 2})",
    "solves_four_equations: solution = np.linalg.solve(columns, [{2 -> 3}, -3, 1, -0.5])",
    "solves_four_equations: solution = np.linalg.solve(columns, [{2 -> 1}, -3, 1, -0.5])",
    "solves_four_equations: solution = np.linalg.solve(columns, [2, -{3 -> 4}, 1, -0.5])",
    "solves_four_equations: solution = np.linalg.solve(columns, [2, -{3 -> 2}, 1, -0.5])",
    "solves_four_equations: solution = np.linalg.solve(columns, [2, -3, {1 -> 2}, -0.5])",
    "solves_four_equations: solution = np.linalg.solve(columns, [2, -3, 1, -{0.5 -> 1.5}])",
    "solves_four_equations: solution = np.linalg.solve(columns, [2, -3, 1, -{0.5 -> 1.0}])",
    "in_fractions: return ((Fraction(-{5 -> 6}, 3), Fraction(11, 3), Fraction(-13, 3)), Fraction(2, 3))",
    "in_fractions: return ((Fraction(-{5 -> 4}, 3), Fraction(11, 3), Fraction(-13, 3)), Fraction(2, 3))",
    "in_fractions: return ((Fraction(-5, {3 -> 4}), Fraction(11, 3), Fraction(-13, 3)), Fraction(2, 3))",
    "in_fractions: return ((Fraction(-5, 3), Fraction({11, -> nothing}3), Fraction(-13, 3)), Fraction(2, 3))",
    "in_fractions: return ((Fraction(-5, 3), Fraction({11 -> 12}, 3), Fraction(-13, 3)), Fraction(2, 3))",
    "in_fractions: return ((Fraction(-5, 3), Fraction({11 -> 10}, 3), Fraction(-13, 3)), Fraction(2, 3))",
    "in_fractions: return ((Fraction(-5, 3), Fraction(11, {3 -> 4}), Fraction(-13, 3)), Fraction(2, 3))",
    "in_fractions: return ((Fraction(-5, 3), Fraction(11, 3), Fraction(-13, {3 -> None})), Fraction(2, 3))",
    "in_fractions: return ((Fraction(-5, 3), Fraction(11, 3), Fraction(-13{, 3 -> nothing})), Fraction(2, 3))",
    "in_fractions: return ((Fraction(-5, 3), Fraction(11, 3), Fraction(-{13 -> 14}, 3)), Fraction(2, 3))",
    "in_fractions: return ((Fraction(-5, 3), Fraction(11, 3), Fraction(-{13 -> 12}, 3)), Fraction(2, 3))",
    "in_fractions: return ((Fraction(-5, 3), Fraction(11, 3), Fraction(-13, {3 -> 4})), Fraction(2, 3))",
    "in_fractions: return ((Fraction(-5, 3), Fraction(11, 3), Fraction(-13, {3 -> 2})), Fraction(2, 3))",
    "in_fractions: return ((Fraction(-5, 3), Fraction(11, 3), Fraction(-13, 3)), Fraction({2, 3 -> 3, 2}))",
    "in_fractions: return ((Fraction(-5, 3), Fraction(11, 3), Fraction(-13, 3)), Fraction({2 -> 3}, 3))",
    "in_fractions: return ((Fraction(-5, 3), Fraction(11, 3), Fraction(-13, 3)), Fraction({2 -> 1}, 3))",
    "in_fractions: return ((Fraction(-5, 3), Fraction(11, 3), Fraction(-13, 3)), Fraction(2, {3 -> 4}))",
    "in_fractions: return ((Fraction(-5, 3), Fraction(11, 3), Fraction(-13, 3)), Fraction(2, {3 -> 2}))",
    "fault: is one per mille off as part 1",
    "fault: drops the decimals as part 1",
    "fault: gives half precision as part 1",
    "fault: is one per mille off as part 2",
    "fault: drops the decimals as part 2",
    "fault: gives half precision as part 2",
    reason="other numbers with the four signs that are asked",
)

equivalent(
    "interpolate",
    "what_is_missing_at_the_next_knot: w = {np.zeros -> np.ones}(len(knots) - 1)",
    reason="every entry of the array is written before it is read",
)

equivalent(
    "interpolate",
    "what_is_missing_at_the_next_knot: reached = values[0] + sum((w[j] * (knots[k + 1] - knots[j]) for j "
    "in range(k{nothing -> + 1})))",
    reason="w[k] is still 0 when the sum meets it",
)

equivalent("relu", "fault: gives no negative number", reason="no result of a ReLU is negative")

equivalent("interpolate", "fault: wrong for vectors of one entry", reason="there are at least two knots")

equivalent(
    "exam_zones",
    "fault: wrong for vectors of one entry",
    "fault: wrong if all numbers are 0",
    reason="any numbers that tell the zones of one call apart are right, and here there is one zone",
)

equivalent(
    "xor",
    "fault: gives half precision as part 1",
    "fault: gives half precision as part 2",
    reason="the reference's weights are exact in half precision",
)

equivalent(
    "xor",
    "fault: gives zeros as part 4",
    "fault: is one per mille off as part 4",
    "fault: drops the decimals as part 4",
    "fault: gives half precision as part 4",
    reason="the reference has c = 0, which each of them leaves as it is",
)

equivalent(
    "few_neurons",
    "fault: gives half precision as part 2",
    reason="rounding by an eighth of a pixel keeps the drawing within 2 pixels",
)
