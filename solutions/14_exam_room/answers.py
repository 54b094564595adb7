"""The bank of lesson 14: wrong answers with the hint that each must get, and other right answers."""

from fractions import Fraction
from itertools import pairwise

import numpy as np

from course_lib.exact import number, numbers, text
from course_lib.instructor.bank.bank import right, wrong
from course_lib.instructor.bank.equivalents import equivalent, judged_by_result

# ---------------------------------------------------------------- follow_through


@wrong("follow_through", hint="key")
def marks_by_the_key(network, x1, x2, lines):
    a1, a2, p, b1, b2, q, r = network
    key = [max(u, 0) for u in (x1, x2, -x1, -x2)]
    key += [max(a1 * key[0] - a2 * key[1] + p, 0), max(b2 * key[3] - b1 * key[2] - q, 0)]
    key.append(key[4] + key[5] - r)
    return [Fraction(one) == other for one, other in zip(lines, key, strict=True)]


@wrong("follow_through", hint="stop")
def nothing_counts_after_the_first_slip(network, x1, x2, lines):
    a1, a2, p, b1, b2, q, r = network
    lines = [Fraction(one) for one in lines]
    due = [max(u, 0) for u in (x1, x2, -x1, -x2)]
    due += [max(a1 * lines[0] - a2 * lines[1] + p, 0), max(b2 * lines[3] - b1 * lines[2] - q, 0)]
    due.append(lines[4] + lines[5] - r)
    marks = [one == other for one, other in zip(lines, due, strict=True)]
    return [all(marks[: n + 1]) for n in range(7)]


@wrong("follow_through", hint="last")
def last_line_from_the_brackets_anew(network, x1, x2, lines):
    a1, a2, p, b1, b2, q, r = network
    lines = [Fraction(one) for one in lines]
    due = [max(u, 0) for u in (x1, x2, -x1, -x2)]
    due += [max(a1 * lines[0] - a2 * lines[1] + p, 0), max(b2 * lines[3] - b1 * lines[2] - q, 0)]
    due.append(due[4] + due[5] - r)
    return [one == other for one, other in zip(lines, due, strict=True)]


@wrong("follow_through", hint="slopes")
def forgets_the_slopes(network, x1, x2, lines):
    _, _, p, _, _, q, r = network
    lines = [Fraction(one) for one in lines]
    due = [max(u, 0) for u in (x1, x2, -x1, -x2)]
    due += [max(lines[0] - lines[1] + p, 0), max(lines[3] - lines[2] - q, 0), lines[4] + lines[5] - r]
    return [one == other for one, other in zip(lines, due, strict=True)]


@wrong("follow_through", hint="biases")
def exchanges_p_and_q(network, x1, x2, lines):
    a1, a2, q, b1, b2, p, r = network
    lines = [Fraction(one) for one in lines]
    due = [max(u, 0) for u in (x1, x2, -x1, -x2)]
    due += [max(a1 * lines[0] - a2 * lines[1] + p, 0), max(b2 * lines[3] - b1 * lines[2] - q, 0)]
    due.append(lines[4] + lines[5] - r)
    return [one == other for one, other in zip(lines, due, strict=True)]


@wrong("follow_through", hint="q")
def adds_q(network, x1, x2, lines):
    a1, a2, p, b1, b2, q, r = network
    lines = [Fraction(one) for one in lines]
    due = [max(u, 0) for u in (x1, x2, -x1, -x2)]
    due += [max(a1 * lines[0] - a2 * lines[1] + p, 0), max(b2 * lines[3] - b1 * lines[2] + q, 0)]
    due.append(lines[4] + lines[5] - r)
    return [one == other for one, other in zip(lines, due, strict=True)]


@wrong("follow_through", hint="r")
def last_line_without_r(network, x1, x2, lines):
    a1, a2, p, b1, b2, q, _ = network
    lines = [Fraction(one) for one in lines]
    due = [max(u, 0) for u in (x1, x2, -x1, -x2)]
    due += [max(a1 * lines[0] - a2 * lines[1] + p, 0), max(b2 * lines[3] - b1 * lines[2] - q, 0)]
    due.append(lines[4] + lines[5])
    return [one == other for one, other in zip(lines, due, strict=True)]


@wrong("follow_through", hint="relu")
def brackets_before_their_relu(network, x1, x2, lines):
    a1, a2, p, b1, b2, q, r = network
    lines = [Fraction(one) for one in lines]
    due = [max(u, 0) for u in (x1, x2, -x1, -x2)]
    due += [a1 * lines[0] - a2 * lines[1] + p, b2 * lines[3] - b1 * lines[2] - q, lines[4] + lines[5] - r]
    return [one == other for one, other in zip(lines, due, strict=True)]


@wrong("follow_through", hint="inner")
def first_four_lines_before_their_relu(network, x1, x2, lines):
    a1, a2, p, b1, b2, q, r = network
    lines = [Fraction(one) for one in lines]
    due = [x1, x2, -x1, -x2]
    due += [max(a1 * lines[0] - a2 * lines[1] + p, 0), max(b2 * lines[3] - b1 * lines[2] - q, 0)]
    due.append(lines[4] + lines[5] - r)
    return [one == other for one, other in zip(lines, due, strict=True)]


@wrong("follow_through", hint="texts")
def compares_texts_with_numbers(network, x1, x2, lines):
    a1, a2, p, b1, b2, q, r = network
    values = [Fraction(one) for one in lines]
    due = [max(u, 0) for u in (x1, x2, -x1, -x2)]
    due += [max(a1 * values[0] - a2 * values[1] + p, 0), max(b2 * values[3] - b1 * values[2] - q, 0)]
    due.append(values[4] + values[5] - r)
    return [one == other for one, other in zip(lines, due, strict=True)]  # "2" is not 2


@right("follow_through")
def one_line_after_the_other(network, x1, x2, lines):
    a1, a2, p, b1, b2, q, r = network
    one, two, three, four, five, six, seven = (Fraction(str(line)) for line in lines)
    return [
        one == max(0, x1),
        two == max(0, x2),
        three == max(0, -x1),
        four == max(0, -x2),
        five == max(0, p + a1 * one - a2 * two),
        six == max(0, b2 * four - q - b1 * three),
        seven + r == five + six,
    ]


@right("follow_through")
def with_matrices(network, x1, x2, lines):
    a1, a2, p, b1, b2, q, r = network
    written = np.array([Fraction(line) for line in lines], dtype=object)
    first = np.array([[1, 0], [0, 1], [-1, 0], [0, -1]]) @ np.array([x1, x2])
    second = np.array([[a1, -a2, 0, 0], [0, 0, -b1, b2]]).dot(written[:4]) + np.array([p, -q])
    due = [*np.maximum(first, 0).tolist(), *(max(u, 0) for u in second), written[4] + written[5] - r]
    return [bool(one == other) for one, other in zip(written, due, strict=True)]


@right("follow_through")
def as_an_array_of_bools(network, x1, x2, lines):
    lines = numbers(lines)
    (a1, a2, p), (b1, b2, q), r = network[:3], network[3:6], network[6]
    marks = np.zeros(7, dtype=bool)
    for n, u in enumerate((x1, x2, -x1, -x2)):
        marks[n] = lines[n] == (u if u > 0 else 0)
    for n, u in ((4, a1 * lines[0] - a2 * lines[1] + p), (5, b2 * lines[3] - b1 * lines[2] - q)):
        marks[n] = lines[n] == (u if u > 0 else 0)
    marks[6] = lines[6] == sum(lines[4:6]) - r
    return marks


# ---------------------------------------------------------------- count_zones


@wrong("count_zones", hint="constant")
def always_the_decks_eight(network):
    return 8


@wrong("count_zones", hint="border")
def counts_patterns_on_lines(network):
    a1, a2, p, b1, b2, q, _ = network
    found = set()
    for x1 in range(-30, 31):
        for x2 in range(-30, 31):
            first = a1 * max(x1, 0) - a2 * max(x2, 0) + p
            second = b2 * max(-x2, 0) - b1 * max(-x1, 0) - q
            found.add((x1 > 0, x2 > 0, -x1 > 0, -x2 > 0, first > 0, second > 0))
    return len(found)


@wrong("count_zones", hint="window")
def looks_through_a_window(network):
    a1, a2, p, b1, b2, q, _ = network
    places = np.linspace(-100, 100, 1501) + 1e-4 * np.e
    x1, x2 = np.meshgrid(places, places)
    first = a1 * np.maximum(x1, 0) - a2 * np.maximum(x2, 0) + p
    second = b2 * np.maximum(-x2, 0) - b1 * np.maximum(-x1, 0) - q
    return len(np.unique(sum((u > 0) * 2**n for n, u in enumerate((x1, x2, first, second)))))


@wrong("count_zones", hint="borders")
def forgets_borders_through_the_origin(network):
    p, q = network[2], network[5]
    return 4 + 2 * (p != 0) + 2 * (q != 0) + (p * q < 0)


@wrong("count_zones", hint="quadrants")
def one_zone_for_each_quadrant(network):
    return 4


@wrong("count_zones", hint="signs")
def two_for_each_bracket_and_quadrant(network):
    return 8 if network[2] > 0 and network[5] > 0 else 10


@wrong("count_zones", hint="signs")
def nine_rows_of_the_table(network):
    return 9


@wrong("count_zones", hint="constant")
def takes_biases_for_positive(network):
    p, q = abs(network[2]), abs(network[5])
    both = {(1, 1): 8, (0, 1): 7, (1, 0): 7, (0, 0): 6}
    return both[int(p > 0), int(q > 0)]


@wrong("count_zones", hint="constant")
def follows_the_wrong_bias(network):
    return 8 if network[6] > 0 else 9


@right("count_zones")
def by_the_signs_of_p_and_q(network):
    p, q = network[2], network[5]
    return 6 + (p != 0) + (q != 0) + (p * q < 0)


@right("count_zones")
def on_a_lattice_that_is_scaled_to_the_corners(network):
    a1, a2, p, b1, b2, q, _ = network
    found = set()
    places = sorted({Fraction(0), Fraction(-p, a1), Fraction(q, b1)})
    columns = [places[0] - 1, *((a + b) / 2 for a, b in pairwise(places)), places[-1] + 1]
    for x1 in columns:
        rows = sorted({Fraction(0), Fraction(a1 * max(x1, 0) + p) / a2, -Fraction(b1 * max(-x1, 0) + q) / b2})
        for x2 in [rows[0] - 1, *((a + b) / 2 for a, b in pairwise(rows)), rows[-1] + 1]:
            first = a1 * max(x1, 0) - a2 * max(x2, 0) + p
            second = b2 * max(-x2, 0) - b1 * max(-x1, 0) - q
            found.add((x1 > 0, x2 > 0, first > 0, second > 0))
    return len(found)


@right("count_zones")
def quadrant_by_quadrant(network):
    _, _, p, _, _, q, _ = network
    first = [(1, 1)] + [(-1, 1)] * (p > 0) + [(1, -1)] * (p < 0)  # where the border of the first unit is seen
    second = [(-1, -1)] + [(-1, 1)] * (q < 0) + [(1, -1)] * (q > 0)
    places = [(sx, sy) for sx in (1, -1) for sy in (1, -1)]
    return sum((1 + (place in first)) * (1 + (place in second)) for place in places)


# ---------------------------------------------------------------- exam_network


@wrong("exam_network", hint="slopes")
def network_without_slopes(network):
    _, _, p, _, _, q, r = network
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[1, -1, 0, 0], [0, 0, -1, 1]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [p, -q], [-r]]


@wrong("exam_network", hint="biases")
def network_with_exchanged_biases(network):
    a1, a2, p, b1, b2, q, r = network
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[a1, -a2, 0, 0], [0, 0, -b1, b2]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [q, -p], [-r]]


@wrong("exam_network", hint="q")
def network_that_adds_q(network):
    a1, a2, p, b1, b2, q, r = network
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[a1, -a2, 0, 0], [0, 0, -b1, b2]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [p, q], [-r]]


@wrong("exam_network", hint="b1")
def network_of_the_damaged_statement(network):
    a1, a2, p, b1, b2, q, r = network
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[a1, -a2, 0, 0], [0, 0, b1, b2]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [p, -q], [-r]]


@wrong("exam_network", hint="r")
def network_that_adds_r(network):
    a1, a2, p, b1, b2, q, r = network
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[a1, -a2, 0, 0], [0, 0, -b1, b2]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [p, -q], [r]]


@wrong("exam_network", hint="r")
def network_without_r(network):
    a1, a2, p, b1, b2, q, _ = network
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[a1, -a2, 0, 0], [0, 0, -b1, b2]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [p, -q], [0]]


@wrong("exam_network", hint="negatives")
def network_with_two_neurons_in_the_place_of_four(network):
    a1, a2, p, b1, b2, q, r = network
    weights = [[[1, 0], [0, 1], [1, 0], [0, 1]], [[a1, -a2, 0, 0], [0, 0, -b1, b2]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [p, -q], [-r]]


@wrong("exam_network", hint="exchanged")
def network_with_other_units_in_the_brackets(network):
    a1, a2, p, b1, b2, q, r = network
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[a1, 0, 0, -b2], [0, a2, -b1, 0]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [p, -q], [-r]]


@wrong("exam_network", hint="shape")
def network_with_transposed_matrices(network):
    a1, a2, p, b1, b2, q, r = network
    weights = [[[1, 0, -1, 0], [0, 1, 0, -1]], [[a1, 0], [-a2, 0], [0, -b1], [0, b2]], [[1], [1]]]
    return weights, [[0, 0, 0, 0], [p, -q], [-r]]


@wrong("exam_network", hint="exact")
def network_in_floats(network):
    a1, a2, p, b1, b2, q, r = network
    weights = [np.vstack([np.eye(2), -np.eye(2)]), np.array([[a1, -a2, 0, 0], [0, 0, -b1, float(b2)]]), [[1, 1]]]
    return weights, [[0, 0, 0, 0], [p, -q], [-r]]


@wrong("exam_network", hint="elsewhere")
def network_of_the_deck(network):
    weights = [[[1, 0], [0, 1], [-1, 0], [0, -1]], [[1, -1, 0, 0], [0, 0, -1, 1]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [5, -5], [-10]]


@right("exam_network")
def slopes_in_the_first_layer(network):
    a1, a2, p, b1, b2, q, r = network
    weights = [[[a1, 0], [0, a2], [-b1, 0], [0, -b2]], [[1, -1, 0, 0], [0, 0, -1, 1]], [[1, 1]]]
    return weights, [[0, 0, 0, 0], [p, -q], [-r]]


@right("exam_network")
def scaled_units_in_another_order(network):
    a1, a2, p, b1, b2, q, r = (Fraction(one) for one in network)
    weights = [
        [[0, -2], [-2, 0], [0, 2], [2, 0]],
        [text([b2 / 2, -b1 / 2, 0, 0]), text([0, 0, -a2 / 2, a1 / 2])],
        [[1, 1]],
    ]
    return weights, [[0, 0, 0, 0], [text(-q), text(p)], (text(-r),)]


@right("exam_network")
def whole_numbers_in_arrays(network):
    a1, a2, p, b1, b2, q, r = network
    first = np.vstack([np.eye(2, dtype=int), -np.eye(2, dtype=int)])
    second = np.zeros((2, 4), dtype=int)
    second[0, :2], second[1, 2:] = (a1, -a2), (-b1, b2)
    return [first, second, np.ones((1, 2), dtype=int)], [np.zeros(4, dtype=int), np.array([p, -q]), np.array([-r])]


@right("exam_network")
def thirds_of_the_brackets(network):
    a1, a2, p, b1, b2, q, r = network
    weights = [
        [[1, 0], [0, 1], [-1, 0], [0, -1]],
        [[f"{a1}/3", f"{-a2}/3", "0", "0"], ["0", "0", f"{-b1}/3", f"{b2}/3"]],
        [["3", "3"]],
    ]
    return weights, [["0"] * 4, [f"{p}/3", f"{-q}/3"], [str(-r)]]


# ---------------------------------------------------------------- solve_kinks


@wrong("solve_kinks", hint="exact")
def solved_in_floats(knots, points, values):
    knots, points, values = ([float(Fraction(one)) for one in row] for row in (knots, points, values))
    matrix = np.column_stack([np.maximum(np.subtract.outer(points, knots), 0), np.ones(len(points))])
    return np.linalg.solve(matrix, values).tolist()


@wrong("solve_kinks", hint="bias")
def bias_first(knots, points, values):
    import sympy

    knots, points, values = ([sympy.Rational(str(one)) for one in row] for row in (knots, points, values))
    matrix = sympy.Matrix([[1, *(max(x - knot, 0) for knot in knots)] for x in points])
    return [str(one) for one in matrix.LUsolve(sympy.Matrix(values))]


@wrong("solve_kinks", hint="order")
def weights_in_the_order_of_sorted_knots(knots, points, values):
    import sympy

    knots, points, values = ([sympy.Rational(str(one)) for one in row] for row in (knots, points, values))
    matrix = sympy.Matrix([[*(max(x - knot, 0) for knot in sorted(knots)), 1] for x in points])
    return [str(one) for one in matrix.LUsolve(sympy.Matrix(values))]


@wrong("solve_kinks", hint="through")
def sorts_the_points_and_not_their_values(knots, points, values):
    import sympy

    knots, points, values = ([sympy.Rational(str(one)) for one in row] for row in (knots, points, values))
    matrix = sympy.Matrix([[*(max(x - knot, 0) for knot in knots), 1] for x in sorted(points)])
    return [str(one) for one in matrix.LUsolve(sympy.Matrix(values))]


@wrong("solve_kinks", hint="through")
def takes_indices_for_positions(knots, points, values):
    import sympy

    matrix = sympy.Matrix([[*(max(x - n, 0) for n in range(len(knots))), 1] for x in points])
    return [str(one) for one in matrix.LUsolve(sympy.Matrix([sympy.Rational(str(one)) for one in values]))]


@wrong("solve_kinks", hint="through")
def slope_by_slope_from_the_first_knot(knots, points, values):
    knots, points, values = numbers(knots), numbers(points), numbers(values)
    slopes = [(w - v) / (y - x) for (x, v), (y, w) in pairwise(zip(points, values, strict=True))]
    return text([slopes[0], *(b - a for a, b in pairwise(slopes)), values[0]])


@wrong("solve_kinks", hint="singular")
def least_squares_where_nothing_fits(knots, points, values):
    import sympy

    knots, points, values = ([sympy.Rational(str(one)) for one in row] for row in (knots, points, values))
    matrix = sympy.Matrix([[*(max(x - knot, 0) for knot in knots), 1] for x in points])
    return [str(one) for one in matrix.pinv() * sympy.Matrix(values)]


@wrong("solve_kinks", hint="singular")
def one_of_many_solutions(knots, points, values):
    import sympy

    knots, points, values = ([sympy.Rational(str(one)) for one in row] for row in (knots, points, values))
    matrix = sympy.Matrix([[*(max(x - knot, 0) for knot in knots), 1] for x in points])
    solution, free = matrix.gauss_jordan_solve(sympy.Matrix(values))  # raises a ValueError where there is none
    return [str(one.subs(dict.fromkeys(free, 0))) for one in solution]


@wrong("solve_kinks", hint="ZeroDivisionError")
def eliminates_without_looking_for_a_pivot(knots, points, values):
    knots, points, values = numbers(knots), numbers(points), numbers(values)
    rows = [[*(max(x - knot, 0) for knot in knots), Fraction(1), y] for x, y in zip(points, values, strict=True)]
    for n in range(len(rows)):
        rows[n] = [entry / rows[n][n] for entry in rows[n]]
        for m in range(len(rows)):
            if m != n:
                rows[m] = [entry - rows[m][n] * other for entry, other in zip(rows[m], rows[n], strict=True)]
    return text([row[-1] for row in rows])


@wrong("solve_kinks", hint="shape")
def weights_without_the_bias(knots, points, values):
    import sympy

    knots, points, values = ([sympy.Rational(str(one)) for one in row] for row in (knots, points, values))
    matrix = sympy.Matrix([[*(max(x - knot, 0) for knot in knots), 1] for x in points])
    return [str(one) for one in matrix.LUsolve(sympy.Matrix(values))][:-1]


@right("solve_kinks")
def with_sympy(knots, points, values):
    import sympy

    knots, points, values = ([sympy.Rational(str(one)) for one in row] for row in (knots, points, values))
    matrix = sympy.Matrix([[*(max(x - knot, 0) for knot in knots), 1] for x in points])
    if matrix.det() == 0:
        raise ValueError("the matrix is singular")
    return [str(one) for one in matrix.LUsolve(sympy.Matrix(values))]


@right("solve_kinks")
def by_cramers_rule(knots, points, values):
    knots, points, values = numbers(knots), numbers(points), numbers(values)

    def determinant(rows):
        if not rows:
            return Fraction(1)
        minors = ([row[:n] + row[n + 1 :] for row in rows[1:]] for n in range(len(rows)))
        return sum((-1) ** n * rows[0][n] * determinant(minor) for n, minor in enumerate(minors))

    rows = [[*(max(x - knot, 0) for knot in knots), Fraction(1)] for x in points]
    whole = determinant(rows)
    if whole == 0:
        raise ValueError("no solution, or many")
    replaced = ([[*row[:n], y, *row[n + 1 :]] for row, y in zip(rows, values, strict=True)] for n in range(len(rows)))
    return text([determinant(one) / whole for one in replaced])


@right("solve_kinks")
def by_back_substitution(knots, points, values):
    knots, points, values = ([Fraction(str(one)) for one in row] for row in (knots, points, values))
    rows = []
    for x, y in zip(points, values, strict=True):
        rows.append([Fraction(1), *[x - k if x > k else Fraction(0) for k in reversed(knots)], y])
    size, solution = len(rows), {}
    for n in range(size):
        candidates = [row for row in rows[n:] if row[n]]
        if not candidates:
            raise ValueError(f"column {n} has no pivot")
        rows.remove(candidates[0])
        rows.insert(n, candidates[0])
        for m in range(n + 1, size):
            factor = rows[m][n] / rows[n][n]
            rows[m] = [a - factor * b for a, b in zip(rows[m], rows[n], strict=True)]
    for n in reversed(range(size)):
        known = sum(rows[n][m] * solution[m] for m in range(n + 1, size))
        solution[n] = (rows[n][-1] - known) / rows[n][n]
    b, *w = [str(solution[n]) for n in range(size)]
    return (*reversed(w), b)


# ---------------------------------------------------------------- pose_zigzag


@wrong("pose_zigzag", hint="nice")
def whatever_is_drawn(rng):
    knots = np.sort(rng.choice(np.arange(-3, 4), 3, replace=False)) * 3
    points = np.append(knots[0] - 1, knots + 2)
    return knots.tolist(), points.tolist(), (rng.integers(1, 10, 4) * [1, -1, 1, -1]).tolist()


@wrong("pose_zigzag", hint="singular")
def points_as_they_fall(rng):
    knots, points = (np.sort(rng.choice(np.arange(-9, 10), n, replace=False)).tolist() for n in (3, 4))
    return knots, points, (rng.integers(1, 10, 4) * [1, -1, 1, -1]).tolist()


@wrong("pose_zigzag", hint="repeated")
def the_decks_question(rng):
    return [0, 1, 2], [0, 1, 2, 3], [1, -1, 1, -1]


@wrong("pose_zigzag", hint="repeated")
def the_decks_question_moved_a_little(rng):
    shift = int(rng.integers(0, 4))
    return [shift, shift + 1, shift + 2], [shift + n for n in range(4)], [1, -1, 1, -1]


@wrong("pose_zigzag", hint="own-generator")
def draws_from_a_generator_of_its_own(rng):
    rng = np.random.default_rng()
    while True:
        start = int(rng.integers(-9, 9))
        knots, points = [start, start + 1, start + 2], [start - 1, start + 1, start + 2, start + 3]
        values = (rng.integers(1, 5, 4) * [1, -1, 1, -1]).tolist()
        w = [values[1] - values[0], values[2] - values[1], values[3] - values[2]]
        w = [w[0], w[1] - w[0], w[2] - w[1]]
        if max(map(abs, w)) <= 20:
            return knots, points, values


@wrong("pose_zigzag", hint="global-rng")
def draws_from_the_global_state(rng):
    start = int(np.random.randint(-9, 9))
    return [start, start + 1, start + 2], [start + n for n in range(4)], [2, -1, 1, -1]


@wrong("pose_zigzag", hint="alternating")
def values_of_any_sign(rng):
    start = int(rng.integers(-9, 9))
    values = (rng.integers(1, 6, 4) * rng.choice([-1, 1], 4)).tolist()
    return [start, start + 1, start + 2], [start + n for n in range(4)], values


@wrong("pose_zigzag", hint="size")
def values_from_whole_weights_without_a_bound(rng):
    start = int(rng.integers(-9, 9))
    w = rng.integers(1, 7, 3) * [-1, 1, -1] * 3
    points = np.arange(start, start + 4)
    values = [7 + int(sum(weight * max(x - start - k, 0) for k, weight in enumerate(w))) for x in points]
    return [start, start + 1, start + 2], points.tolist(), values


@wrong("pose_zigzag", hint="increasing")
def points_in_no_order(rng):
    start = int(rng.integers(-9, 9))
    size = rng.integers(1, 5, 2).tolist()
    return [start, start + 1, start + 2], [start + 1, start, start + 3, start + 2], [-size[0], 1, -1, size[1]]


@wrong("pose_zigzag", hint="whole")
def halves_among_the_points(rng):
    start = int(rng.integers(-9, 9))
    points = [f"{2 * (start + n) + 1}/2" for n in range(4)]
    return [start, start + 1, start + 2], points, (rng.integers(1, 9, 4) * [1, -1, 1, -1]).tolist()


@wrong("pose_zigzag", hint="exact")
def points_as_floats(rng):
    start = float(rng.integers(-9, 9))
    return [start, start + 1, start + 2], [start + n for n in range(4)], [1, -1, 1, -1]


@wrong("pose_zigzag", hint="weights")
def weights_of_any_size(rng):
    while True:
        start, values = int(rng.integers(-9, 9)), (rng.integers(5, 10, 4) * [1, -1, 1, -1]).tolist()
        slopes = [b - a for a, b in pairwise(values)]
        if slopes[1] - slopes[0] > 20:
            return [start, start + 1, start + 2], [start + n for n in range(4)], values


@wrong("pose_zigzag", hint="shape")
def four_knots(rng):
    start = int(rng.integers(-9, 9))
    return [start + n for n in range(4)], [start + n for n in range(4)], [1, -1, 1, -1]


@right("pose_zigzag")
def neighbouring_points(rng):
    while True:
        start = int(rng.integers(-20, 20))
        values = (rng.integers(1, 10, 4) * np.array([1, -1, 1, -1]) * (1 if rng.random() < 0.5 else -1)).tolist()
        slopes = [b - a for a, b in pairwise(values)]
        if max(abs(b - a) for a, b in pairwise(slopes)) <= 20:
            return [start, start + 1, start + 2], [start, start + 1, start + 2, start + 3], values


@right("pose_zigzag")
def backwards_from_whole_weights(rng):
    while True:
        knots = np.cumsum(rng.integers(1, 4, 3)) - 6
        points = np.concatenate([[knots[0] - 2], knots + 1])
        w = rng.integers(-20, 21, 3)
        b = int(rng.integers(-9, 10))
        values = np.maximum(np.subtract.outer(points, knots), 0) @ w + b
        turns = np.all(values[1:] * values[:-1] < 0)
        if turns and np.all(w != 0) and np.abs(values).max() <= 9 and np.all(np.diff(points) > 0):
            return knots, points, values


@right("pose_zigzag")
def rejects_until_it_is_nice(rng):
    while True:
        knots, points = (np.sort(rng.choice(np.arange(-9, 10), n, replace=False)) for n in (3, 4))
        matrix = np.column_stack([np.maximum(np.subtract.outer(points, knots), 0), np.ones(4)])
        if abs(np.linalg.det(matrix)) < 0.5:
            continue
        values = rng.integers(1, 10, 4) * np.array([-1, 1, -1, 1])
        solution = np.linalg.solve(matrix, values)
        near = np.abs(solution - np.rint(solution)).max() < 1e-6
        if near and np.all(np.rint(solution[:3]) != 0) and np.abs(solution[:3]).max() < 20.5:
            return tuple(knots.tolist()), tuple(map(str, points)), tuple(values.tolist())


# ---------------------------------------------------------------- learn_zigzag


@wrong("learn_zigzag", hint="line")
def a_straight_line(x, y, rng):
    slope, height = np.polyfit(x, y, 1)
    return np.array([1.0]), np.array([10.0]), np.array([slope]), float(height - 10 * slope)


@wrong("learn_zigzag", hint="line")
def the_untrained_network(x, y, rng):
    return rng.normal(size=32), rng.normal(size=32), rng.normal(size=32) / 100, 0.01


@wrong("learn_zigzag", hint="sign")
def the_bands_of_the_deck_are_the_other_way(x, y, rng):
    matrix = np.maximum(np.subtract.outer(x, np.linspace(0, 4, 33)[:-1]), 0)
    matrix = np.column_stack([matrix, np.ones(len(x))])
    w = np.linalg.solve(matrix.T @ matrix + 1e-3 * np.eye(33), matrix.T @ y)
    return np.ones(32), -np.linspace(0, 4, 33)[:-1], -w[:-1], float(-w[-1])


@wrong("learn_zigzag", hint="units")
def a_kink_at_every_point(x, y, rng):
    order = np.argsort(x)
    x, y = x[order], y[order]
    slopes = np.diff(y) / np.diff(x)
    return np.ones(len(x) - 1), -x[:-1], np.append(slopes[:1], np.diff(slopes)), float(y[0])


@wrong("learn_zigzag", hint="line")
def three_units_by_descent(x, y, rng):
    w1, b1, w2, b2 = rng.normal(size=3), rng.normal(size=3), rng.normal(size=3), 0.0
    for _ in range(100):
        u = np.multiply.outer(x, w1) + b1
        h = np.maximum(u, 0)
        grad = 2 * (h @ w2 + b2 - y) / len(x)
        back = np.multiply.outer(grad, w2) * (u > 0)
        w1, b1, w2, b2 = w1 - 0.01 * x @ back, b1 - 0.01 * back.sum(0), w2 - 0.01 * grad @ h, b2 - 0.01 * grad.sum()
    return w1, b1, w2, float(b2)


@wrong("learn_zigzag", hint="diverged")
def steps_that_are_too_large(x, y, rng):
    kinks = rng.choice(x, 32)
    w2, b2 = np.zeros(32), 0.0
    h = np.maximum(np.subtract.outer(x, kinks), 0)
    with np.errstate(all="ignore"):
        for _ in range(2000):
            grad = 2 * (h @ w2 + b2 - y)
            w2, b2 = w2 - grad @ h, b2 - grad.sum()
    return np.ones(32), -kinks, w2, float(b2)


@wrong("learn_zigzag", hint="own-generator")
def kinks_from_a_generator_of_its_own(x, y, rng):
    kinks = np.random.default_rng().choice(x, 40)
    matrix = np.column_stack([np.maximum(np.subtract.outer(x, kinks), 0), np.ones(len(x))])
    w = np.linalg.solve(matrix.T @ matrix + 1e-2 * np.eye(41), matrix.T @ y)
    return np.ones(40), -kinks, w[:-1], float(w[-1])


@wrong("learn_zigzag", hint="line")
def trusts_that_the_points_are_in_order(x, y, rng):
    quarters = np.array_split(y, 4)
    signs = [np.sign(part.mean()) or 1.0 for part in quarters]
    slopes = np.diff(signs)
    w = [slopes[0], slopes[1] - slopes[0], slopes[2] - slopes[1]]
    return np.ones(3), -np.array([0.5, 1.5, 2.5]), np.array(w), float(signs[0])


@wrong("learn_zigzag", hint="few")
def knows_the_borders_of_the_deck(x, y, rng):
    first = np.sign(y[x < 0.8].sum()) or 1.0
    return np.ones(3), -np.array([0.15, 1.6, 2.6]), first * np.array([-2.0, 4.0, -4.0]) / 1.3, float(first)


@wrong("learn_zigzag", hint="shape")
def hidden_weights_as_a_column(x, y, rng):
    return np.ones((32, 1)), np.zeros(32), np.zeros(32), 0.0


@right("learn_zigzag")
def ridge_on_fixed_kinks(x, y, rng):
    kinks = np.linspace(-0.05, 3.95, 40)
    matrix = np.column_stack([np.maximum(np.subtract.outer(x, kinks), 0), np.ones(len(x))])
    w = np.linalg.solve(matrix.T @ matrix + 1e-3 * np.eye(41), matrix.T @ y)
    return np.ones(40), -kinks, w[:-1], float(w[-1])


@right("learn_zigzag")
def with_torch(x, y, rng):
    import torch

    inputs, labels = torch.tensor(x)[:, None], torch.tensor(y)
    w1 = torch.tensor(rng.choice([-2.0, 2.0], 48), requires_grad=True)
    b1 = (-w1.detach() * torch.tensor(rng.choice(x, 48))).requires_grad_()
    w2 = torch.tensor(rng.normal(size=48) / 7, requires_grad=True)
    b2 = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([w1, b1, w2, b2], lr=0.03)
    for _ in range(400):
        optimizer.zero_grad()
        output = torch.relu(inputs * w1 + b1) @ w2 + b2
        torch.nn.functional.softplus(-labels * output).mean().backward()
        optimizer.step()
    return w1.detach(), b1.detach(), w2.detach(), b2.item()


@right("learn_zigzag")
def least_squares_on_kinks_drawn_from_the_data(x, y, rng):
    kinks = np.sort(rng.choice(x, 60, replace=False))
    matrix = np.column_stack([np.maximum(np.subtract.outer(x, kinks), 0), x, np.ones(len(x))])
    w = np.linalg.solve(matrix.T @ matrix + 1e-3 * np.eye(62), matrix.T @ y)
    return np.append(np.ones(60), 1.0), np.append(-kinks, 0.0), w[:-1], float(w[-1])


# ---------------------------------------------------------------- exact_softmax


@wrong("exact_softmax", hint="sum")
def odds_are_no_probabilities(odds, label):
    return text(odds), text([number(one) - (k == label) for k, one in enumerate(odds)])


@wrong("exact_softmax", hint="largest")
def divided_by_the_largest(odds, label):
    odds = numbers(odds)
    p = [one / max(odds) for one in odds]
    return text(p), text([one - (k == label) for k, one in enumerate(p)])


@wrong("exact_softmax", hint="inverse")
def odds_upside_down(odds, label):
    odds = [1 / one for one in numbers(odds)]
    p = [one / sum(odds) for one in odds]
    return text(p), text([one - (k == label) for k, one in enumerate(p)])


@wrong("exact_softmax", hint="squares")
def squares_of_the_odds(odds, label):
    odds = [one**2 for one in numbers(odds)]
    p = [one / sum(odds) for one in odds]
    return text(p), text([one - (k == label) for k, one in enumerate(p)])


@wrong("exact_softmax", hint="exact")
def softmax_in_floats(odds, label):
    p = np.array([float(number(one)) for one in odds])
    p /= p.sum()
    return p, p - np.eye(len(p))[label]


@right("exact_softmax")
def fractions_handed_back_as_they_are(odds, label):
    odds = numbers(odds)
    p = [one / sum(odds) for one in odds]
    return p, [one - (k == label) for k, one in enumerate(p)]


@wrong("exact_softmax", hint="sign")
def label_less_probability(odds, label):
    p = [one / sum(numbers(odds)) for one in numbers(odds)]
    return text(p), text([(k == label) - one for k, one in enumerate(p)])


@wrong("exact_softmax", hint="label")
def gradient_without_the_label(odds, label):
    p = [one / sum(numbers(odds)) for one in numbers(odds)]
    return text(p), text(p)


@wrong("exact_softmax", hint="label")
def labels_from_one(odds, label):
    p = [one / sum(numbers(odds)) for one in numbers(odds)]
    return text(p), text([one - (k == (label - 1) % len(p)) for k, one in enumerate(p)])


@wrong("exact_softmax", hint="odds")
def gradient_by_the_odds(odds, label):
    odds = numbers(odds)
    p = [one / sum(odds) for one in odds]
    return text(p), text([(one - (k == label)) / odd for k, (one, odd) in enumerate(zip(p, odds, strict=True))])


@wrong("exact_softmax", hint="one")
def gradient_of_the_right_class_alone(odds, label):
    p = [one / sum(numbers(odds)) for one in numbers(odds)]
    return text(p), text([one - 1 if k == label else 0 for k, one in enumerate(p)])


@wrong("exact_softmax", hint="loss")
def gradient_of_p(odds, label):
    p = [one / sum(numbers(odds)) for one in numbers(odds)]
    return text(p), text([p[label] * ((k == label) - one) for k, one in enumerate(p)])


@right("exact_softmax")
def by_the_common_denominator(odds, label):
    odds = [Fraction(str(one)) for one in odds]
    total = sum(odds, Fraction(0))
    return [str(one / total) for one in odds], [str((one - total * (k == label)) / total) for k, one in enumerate(odds)]


@right("exact_softmax")
def unreduced_fractions(odds, label):
    odds = numbers(odds)
    whole = 1
    for one in odds:
        whole *= one.denominator
    counts = [int(one * whole) for one in odds]
    total = sum(counts)
    gradient = [f"{count - total * (k == label)}/{total}" for k, count in enumerate(counts)]
    return tuple(f"{count}/{total}" for count in counts), tuple(gradient)


@right("exact_softmax")
def in_object_arrays(odds, label):
    odds = np.array(numbers(odds), dtype=object)
    p = odds / odds.sum()
    gradient = p.copy()
    gradient[label] -= 1
    return [str(one) for one in p], [str(one) for one in gradient]


# ---------------------------------------------------------------- exact_attention


@wrong("exact_attention", hint="root")
def without_the_root(query, keys, values):
    odds = [Fraction(2) ** sum(a * b for a, b in zip(query, key, strict=True)) for key in keys]
    weights = [one / sum(odds) for one in odds]
    return text(weights), text([sum(w * v for w, v in zip(weights, c, strict=True)) for c in zip(*values, strict=True)])


@wrong("exact_attention", hint="root")
def divided_by_d(query, keys, values):
    odds = [Fraction(2) ** (sum(a * b for a, b in zip(query, key, strict=True)) // len(query)) for key in keys]
    weights = [one / sum(odds) for one in odds]
    return text(weights), text([sum(w * v for w, v in zip(weights, c, strict=True)) for c in zip(*values, strict=True)])


@wrong("exact_attention", hint="normalise")
def weights_that_are_not_normalised(query, keys, values):
    root = int(len(query) ** 0.5)
    weights = [Fraction(2) ** (sum(a * b for a, b in zip(query, key, strict=True)) // root) for key in keys]
    return text(weights), text([sum(w * v for w, v in zip(weights, c, strict=True)) for c in zip(*values, strict=True)])


@wrong("exact_attention", hint="scores")
def weights_in_proportion_to_the_scores(query, keys, values):
    scores = [Fraction(sum(a * b for a, b in zip(query, key, strict=True))) for key in keys]
    weights = [one / sum(scores) for one in scores]
    return text(weights), text([sum(w * v for w, v in zip(weights, c, strict=True)) for c in zip(*values, strict=True)])


@wrong("exact_attention", hint="relu")
def negative_scores_count_as_zero(query, keys, values):
    root = int(len(query) ** 0.5)
    odds = [Fraction(2) ** max(0, sum(a * b for a, b in zip(query, key, strict=True)) // root) for key in keys]
    weights = [one / sum(odds) for one in odds]
    return text(weights), text([sum(w * v for w, v in zip(weights, c, strict=True)) for c in zip(*values, strict=True)])


@wrong("exact_attention", hint="squares")
def squares_in_the_place_of_powers(query, keys, values):
    root = int(len(query) ** 0.5)
    odds = [Fraction(sum(a * b for a, b in zip(query, key, strict=True)) // root) ** 2 for key in keys]
    weights = [one / sum(odds) for one in odds]
    return text(weights), text([sum(w * v for w, v in zip(weights, c, strict=True)) for c in zip(*values, strict=True)])


@wrong("exact_attention", hint="sign")
def powers_of_a_half(query, keys, values):
    root = int(len(query) ** 0.5)
    odds = [Fraction(1, 2) ** (sum(a * b for a, b in zip(query, key, strict=True)) // root) for key in keys]
    weights = [one / sum(odds) for one in odds]
    return text(weights), text([sum(w * v for w, v in zip(weights, c, strict=True)) for c in zip(*values, strict=True)])


@wrong("exact_attention", hint="weights")
def powers_of_three(query, keys, values):
    root = int(len(query) ** 0.5)
    odds = [Fraction(3) ** (sum(a * b for a, b in zip(query, key, strict=True)) // root) for key in keys]
    weights = [one / sum(odds) for one in odds]
    return text(weights), text([sum(w * v for w, v in zip(weights, c, strict=True)) for c in zip(*values, strict=True)])


@wrong("exact_attention", hint="exact")
def attention_in_floats(query, keys, values):
    scores = np.array(keys) @ np.array(query) * np.log(2) / np.sqrt(len(query))
    weights = np.exp(scores - scores.max())
    weights /= weights.sum()
    return weights, weights @ np.array(values)


@wrong("exact_attention", hint="hard")
def value_of_the_best_token(query, keys, values):
    root = int(len(query) ** 0.5)
    odds = [Fraction(2) ** (sum(a * b for a, b in zip(query, key, strict=True)) // root) for key in keys]
    weights = [one / sum(odds) for one in odds]
    return text(weights), text(values[weights.index(max(weights))])


@wrong("exact_attention", hint="mean")
def mean_of_the_values(query, keys, values):
    root = int(len(query) ** 0.5)
    odds = [Fraction(2) ** (sum(a * b for a, b in zip(query, key, strict=True)) // root) for key in keys]
    return text([one / sum(odds) for one in odds]), text(
        [Fraction(sum(c), len(values)) for c in zip(*values, strict=True)]
    )


@wrong("exact_attention", hint="shape")
def output_for_each_token(query, keys, values):
    root = int(len(query) ** 0.5)
    odds = [Fraction(2) ** (sum(a * b for a, b in zip(query, key, strict=True)) // root) for key in keys]
    weights = [one / sum(odds) for one in odds]
    return text(weights), text([[w * v for v in row] for w, row in zip(weights, values, strict=True)])


@wrong("exact_attention", hint="output")
def the_first_key_for_the_values(query, keys, values):
    root = int(len(query) ** 0.5)
    odds = [Fraction(2) ** (sum(a * b for a, b in zip(query, key, strict=True)) // root) for key in keys]
    weights = [one / sum(odds) for one in odds]
    mixed = [
        sum(w * key[m] for w, key in zip(weights, keys, strict=True)) for m in range(min(len(values[0]), len(query)))
    ]
    return text(weights), text(mixed + [0] * (len(values[0]) - len(mixed)))


@right("exact_attention")
def with_arrays_of_objects(query, keys, values):
    scores = np.array(keys) @ np.array(query) // round(np.sqrt(len(query)))
    odds = np.array([Fraction(2) ** int(score) for score in scores], dtype=object)
    weights = odds / odds.sum()
    return weights, weights @ np.array(values, dtype=object)


@right("exact_attention")
def with_whole_numbers_alone(query, keys, values):
    from math import isqrt

    scores = [sum(a * b for a, b in zip(query, key, strict=True)) // isqrt(len(query)) for key in keys]
    counts = [2 ** (score - min(scores)) for score in scores]
    total = sum(counts)
    output = []
    for m in range(len(values[0])):
        output.append(f"{sum(count * row[m] for count, row in zip(counts, values, strict=True))}/{total}")
    return [f"{count}/{total}" for count in counts], output


@right("exact_attention")
def one_token_after_the_other(query, keys, values):
    total, output, odds = Fraction(0), [Fraction(0)] * len(values[0]), []
    for key, row in zip(keys, values, strict=True):
        score = Fraction(sum(a * b for a, b in zip(query, key, strict=True))) / int(len(query) ** 0.5)
        odd = Fraction(2) ** score.numerator
        odds.append(odd)
        total += odd
        output = [one + odd * value for one, value in zip(output, row, strict=True)]
    return text([odd / total for odd in odds]), text([one / total for one in output])


# ---------------------------------------------------------------- exact_backprop


@wrong("exact_backprop", hint="two")
def gradient_of_half_the_square(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    gb1 = [error * w * (one > 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[g * one for one in x] for g in gb1]
    return (
        text(error**2),
        text(gw1),
        text(gb1),
        text([error * one for one in h]),
        text(error),
    )


@wrong("exact_backprop", hint="half")
def loss_with_a_half(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    gb1 = [error * w * (one > 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[g * one for one in x] for g in gb1]
    return (
        text(error**2 / 2),
        text(gw1),
        text(gb1),
        text([error * one for one in h]),
        text(error),
    )


@wrong("exact_backprop", hint="square")
def loss_without_the_square(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad = 2 * error
    gb1 = [grad * w * (one > 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[g * one for one in x] for g in gb1]
    gw2 = [grad * one for one in h]
    return text(error), text(gw1), text(gb1), text(gw2), text(grad)


@wrong("exact_backprop", hint="bias")
def output_without_its_bias(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) - number(y)
    grad = 2 * error
    gb1 = [grad * w * (one > 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[g * one for one in x] for g in gb1]
    gw2 = [grad * one for one in h]
    return text(error**2), text(gw1), text(gb1), text(gw2), text(grad)


@wrong("exact_backprop", hint="relu")
def no_relu_at_all(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = u
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad = 2 * error
    gb1 = [grad * w * (one > 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[g * one for one in x] for g in gb1]
    gw2 = [grad * one for one in h]
    return text(error**2), text(gw1), text(gb1), text(gw2), text(grad)


@wrong("exact_backprop", hint="sign")
def error_the_other_way_round(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad = -2 * error
    gb1 = [grad * w * (one > 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[g * one for one in x] for g in gb1]
    gw2 = [grad * one for one in h]
    return text(error**2), text(gw1), text(gb1), text(gw2), text(grad)


@wrong("exact_backprop", hint="hidden")
def hidden_before_its_relu(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad = 2 * error
    gb1 = [grad * w * (one > 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[g * one for one in x] for g in gb1]
    gw2 = [grad * one for one in u]
    return text(error**2), text(gw1), text(gb1), text(gw2), text(grad)


@wrong("exact_backprop", hint="hidden")
def weights_for_the_hidden(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad = 2 * error
    gb1 = [grad * w * (one > 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[g * one for one in x] for g in gb1]
    gw2 = [grad * w for w in w2]
    return text(error**2), text(gw1), text(gb1), text(gw2), text(grad)


@wrong("exact_backprop", hint="switch")
def without_the_switch(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad = 2 * error
    gb1 = [grad * w for w in w2]
    gw1 = [[g * one for one in x] for g in gb1]
    gw2 = [grad * one for one in h]
    return text(error**2), text(gw1), text(gb1), text(gw2), text(grad)


@wrong("exact_backprop", hint="kink")
def slope_one_at_the_kink(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad = 2 * error
    gb1 = [grad * w * (one >= 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[g * one for one in x] for g in gb1]
    gw2 = [grad * one for one in h]
    return text(error**2), text(gw1), text(gb1), text(gw2), text(grad)


@wrong("exact_backprop", hint="through")
def does_not_pass_through_w2(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad = 2 * error
    gb1 = [grad * (one > 0) for one in u]
    gw1 = [[g * one for one in x] for g in gb1]
    gw2 = [grad * one for one in h]
    return text(error**2), text(gw1), text(gb1), text(gw2), text(grad)


@wrong("exact_backprop", hint="through")
def w1_does_not_pass_through_w2(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad = 2 * error
    gb1 = [grad * w * (one > 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[grad * (one > 0) * entry for entry in x] for one in u]
    gw2 = [grad * one for one in h]
    return text(error**2), text(gw1), text(gb1), text(gw2), text(grad)


@wrong("exact_backprop", hint="switch")
def w1_without_the_switch(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad = 2 * error
    gb1 = [grad * w * (one > 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[grad * w * one for one in x] for w in w2]
    gw2 = [grad * one for one in h]
    return text(error**2), text(gw1), text(gb1), text(gw2), text(grad)


@wrong("exact_backprop", hint="input")
def w1_without_the_input(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad = 2 * error
    gb1 = [grad * w * (one > 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[g for _ in x] for g in gb1]
    gw2 = [grad * one for one in h]
    return text(error**2), text(gw1), text(gb1), text(gw2), text(grad)


@wrong("exact_backprop", hint="shape")
def w1_transposed(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad = 2 * error
    gb1 = [grad * w * (one > 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[g * one for g in gb1] for one in x]
    gw2 = [grad * one for one in h]
    return text(error**2), text(gw1), text(gb1), text(gw2), text(grad)


@wrong("exact_backprop", hint="two")
def w1_by_half(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad = 2 * error
    gb1 = [grad * w * (one > 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[g * one for one in x] for g in gb1]
    gw2 = [error * one for one in h]
    return text(error**2), text(gw1), text(gb1), text(gw2), text(grad)


@wrong("exact_backprop", hint="sign")
def error_of_w2_the_other_way_round(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad = 2 * error
    gb1 = [grad * w * (one > 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[g * one for one in x] for g in gb1]
    gw2 = [-grad * one for one in h]
    return text(error**2), text(gw1), text(gb1), text(gw2), text(grad)


@wrong("exact_backprop", hint="forward")
def forward_with_absolute_values(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [abs(one) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad = 2 * error
    gb1 = [grad * w * (one > 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[g * one for one in x] for g in gb1]
    gw2 = [grad * one for one in h]
    return text(error**2), text(gw1), text(gb1), text(gw2), text(grad)


@wrong("exact_backprop", hint="exact")
def loss_in_floats(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = numbers(x), numbers(w1), numbers(b1), numbers(w2)
    u = [sum(w * one for w, one in zip(row, x, strict=True)) + b for row, b in zip(w1, b1, strict=True)]
    h = [max(one, 0) for one in u]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) + number(b2) - number(y)
    grad = 2 * error
    gb1 = [grad * w * (one > 0) for w, one in zip(w2, u, strict=True)]
    gw1 = [[g * one for one in x] for g in gb1]
    gw2 = [grad * one for one in h]
    return float(error**2), text(gw1), text(gb1), text(gw2), text(grad)


@right("exact_backprop")
def with_arrays_of_fractions(x, y, w1, b1, w2, b2):
    x, w1, b1, w2 = (np.array(numbers(one), dtype=object) for one in (x, w1, b1, w2))
    u = w1 @ x + b1
    on = np.array([one > 0 for one in u])
    h = np.where(on, u, Fraction(0))
    grad_out = 2 * (w2 @ h + number(b2) - number(y))
    gb1 = np.where(on, grad_out * w2, Fraction(0))
    return (
        text(grad_out**2 / 4),
        text(np.outer(gb1, x).tolist()),
        text(gb1.tolist()),
        text((grad_out * h).tolist()),
        text(grad_out),
    )


@right("exact_backprop")
def unit_by_unit(x, y, w1, b1, w2, b2):
    x, y, b2 = [Fraction(str(one)) for one in x], Fraction(str(y)), Fraction(str(b2))
    output, hidden = b2, []
    for row, shift, weight in zip(w1, b1, w2, strict=True):
        u = Fraction(str(shift))
        for w, one in zip(row, x, strict=True):
            u += Fraction(str(w)) * one
        hidden.append(u if u > 0 else Fraction(0))
        output += Fraction(str(weight)) * hidden[-1]
    slope = 2 * output - 2 * y
    gw1, gb1, gw2 = [], [], []
    for h, weight in zip(hidden, w2, strict=True):
        back = slope * Fraction(str(weight)) if h else Fraction(0)
        gw1.append([str(back * one) for one in x])
        gb1.append(str(back))
        gw2.append(str(slope * h))
    return str((output - y) ** 2), gw1, gb1, gw2, str(slope)


@right("exact_backprop")
def with_a_column_for_the_bias(x, y, w1, b1, w2, b2):
    x, rows = [*numbers(x), Fraction(1)], [[*row, b] for row, b in zip(numbers(w1), numbers(b1), strict=True)]
    u = [sum(w * one for w, one in zip(row, x, strict=True)) for row in rows]
    h = [one * (one > 0) for one in u] + [Fraction(1)]
    w2 = [*numbers(w2), number(b2)]
    error = sum(w * one for w, one in zip(w2, h, strict=True)) - number(y)
    back = [[2 * error * w * (one > 0) * entry for entry in x] for w, one in zip(w2[:-1], u, strict=True)]
    gw2 = [2 * error * one for one in h]
    return (
        text(error**2),
        text([row[:-1] for row in back]),
        text([row[-1] for row in back]),
        text(gw2[:-1]),
        text(gw2[-1]),
    )


# ---------------------------------------------------------------- exact_momentum


@wrong("exact_momentum", hint="forgets")
def descent_without_memory(curvature, theta, alpha, beta, steps, nesterov):
    curvature, theta, alpha, beta = numbers(curvature), numbers(theta), number(alpha), number(beta)
    velocity, path = [Fraction(0)] * len(theta), []
    for _ in range(steps):
        at = [t - beta * v for t, v in zip(theta, velocity, strict=True)] if nesterov else theta
        velocity = [alpha * c * t for c, t in zip(curvature, at, strict=True)]
        theta = [t - v for t, v in zip(theta, velocity, strict=True)]
        path.append(theta)
    return text(path)


@wrong("exact_momentum", hint="mean")
def a_mean_of_gradients(curvature, theta, alpha, beta, steps, nesterov):
    curvature, theta, alpha, beta = numbers(curvature), numbers(theta), number(alpha), number(beta)
    velocity, path = [Fraction(0)] * len(theta), []
    for _ in range(steps):
        at = [t - beta * v for t, v in zip(theta, velocity, strict=True)] if nesterov else theta
        velocity = [beta * v + (1 - beta) * alpha * c * t for v, c, t in zip(velocity, curvature, at, strict=True)]
        theta = [t - v for t, v in zip(theta, velocity, strict=True)]
        path.append(theta)
    return text(path)


@wrong("exact_momentum", hint="outside")
def alpha_outside_of_everything(curvature, theta, alpha, beta, steps, nesterov):
    curvature, theta, alpha, beta = numbers(curvature), numbers(theta), number(alpha), number(beta)
    velocity, path = [Fraction(0)] * len(theta), []
    for _ in range(steps):
        at = [t - beta * v for t, v in zip(theta, velocity, strict=True)] if nesterov else theta
        velocity = [alpha * (beta * v + c * t) for v, c, t in zip(velocity, curvature, at, strict=True)]
        theta = [t - v for t, v in zip(theta, velocity, strict=True)]
        path.append(theta)
    return text(path)


@wrong("exact_momentum", hint="uphill")
def goes_uphill(curvature, theta, alpha, beta, steps, nesterov):
    curvature, theta, alpha, beta = numbers(curvature), numbers(theta), number(alpha), number(beta)
    velocity, path = [Fraction(0)] * len(theta), []
    for _ in range(steps):
        at = [t - beta * v for t, v in zip(theta, velocity, strict=True)] if nesterov else theta
        velocity = [beta * v + alpha * c * t for v, c, t in zip(velocity, curvature, at, strict=True)]
        theta = [t + v for t, v in zip(theta, velocity, strict=True)]
        path.append(theta)
    return text(path)


@wrong("exact_momentum", hint="velocity")
def hands_the_velocity_back(curvature, theta, alpha, beta, steps, nesterov):
    curvature, theta, alpha, beta = numbers(curvature), numbers(theta), number(alpha), number(beta)
    velocity, path = [Fraction(0)] * len(theta), []
    for _ in range(steps):
        at = [t - beta * v for t, v in zip(theta, velocity, strict=True)] if nesterov else theta
        velocity = [beta * v + alpha * c * t for v, c, t in zip(velocity, curvature, at, strict=True)]
        theta = [t - v for t, v in zip(theta, velocity, strict=True)]
        path.append(velocity)
    return text(path)


@wrong("exact_momentum", hint="curvature")
def one_curvature_for_all(curvature, theta, alpha, beta, steps, nesterov):
    curvature, theta, alpha, beta = numbers(curvature), numbers(theta), number(alpha), number(beta)
    velocity, path = [Fraction(0)] * len(theta), []
    for _ in range(steps):
        at = [t - beta * v for t, v in zip(theta, velocity, strict=True)] if nesterov else theta
        velocity = [beta * v + alpha * curvature[0] * t for v, t in zip(velocity, at, strict=True)]
        theta = [t - v for t, v in zip(theta, velocity, strict=True)]
        path.append(theta)
    return text(path)


@wrong("exact_momentum", hint="two")
def gradient_of_the_square_without_its_half(curvature, theta, alpha, beta, steps, nesterov):
    curvature, theta, alpha, beta = numbers(curvature), numbers(theta), number(alpha), number(beta)
    velocity, path = [Fraction(0)] * len(theta), []
    for _ in range(steps):
        at = [t - beta * v for t, v in zip(theta, velocity, strict=True)] if nesterov else theta
        velocity = [beta * v + 2 * alpha * c * t for v, c, t in zip(velocity, curvature, at, strict=True)]
        theta = [t - v for t, v in zip(theta, velocity, strict=True)]
        path.append(theta)
    return text(path)


@wrong("exact_momentum", hint="plain")
def always_looks_ahead(curvature, theta, alpha, beta, steps, nesterov):
    curvature, theta, alpha, beta = numbers(curvature), numbers(theta), number(alpha), number(beta)
    velocity, path = [Fraction(0)] * len(theta), []
    for _ in range(steps):
        at = [t - beta * v for t, v in zip(theta, velocity, strict=True)]
        velocity = [beta * v + alpha * c * t for v, c, t in zip(velocity, curvature, at, strict=True)]
        theta = [t - v for t, v in zip(theta, velocity, strict=True)]
        path.append(theta)
    return text(path)


@wrong("exact_momentum", hint="ahead")
def never_looks_ahead(curvature, theta, alpha, beta, steps, nesterov):
    curvature, theta, alpha, beta = numbers(curvature), numbers(theta), number(alpha), number(beta)
    velocity, path = [Fraction(0)] * len(theta), []
    for _ in range(steps):
        at = theta
        velocity = [beta * v + alpha * c * t for v, c, t in zip(velocity, curvature, at, strict=True)]
        theta = [t - v for t, v in zip(theta, velocity, strict=True)]
        path.append(theta)
    return text(path)


@wrong("exact_momentum", hint="plus")
def looks_ahead_with_the_printed_sign(curvature, theta, alpha, beta, steps, nesterov):
    curvature, theta, alpha, beta = numbers(curvature), numbers(theta), number(alpha), number(beta)
    velocity, path = [Fraction(0)] * len(theta), []
    for _ in range(steps):
        at = [t + beta * v for t, v in zip(theta, velocity, strict=True)] if nesterov else theta
        velocity = [beta * v + alpha * c * t for v, c, t in zip(velocity, curvature, at, strict=True)]
        theta = [t - v for t, v in zip(theta, velocity, strict=True)]
        path.append(theta)
    return text(path)


@wrong("exact_momentum", hint="shape")
def the_start_stands_in_the_path(curvature, theta, alpha, beta, steps, nesterov):
    curvature, theta, alpha, beta = numbers(curvature), numbers(theta), number(alpha), number(beta)
    velocity, path = [Fraction(0)] * len(theta), []
    for _ in range(steps):
        at = [t - beta * v for t, v in zip(theta, velocity, strict=True)] if nesterov else theta
        velocity = [beta * v + alpha * c * t for v, c, t in zip(velocity, curvature, at, strict=True)]
        theta = [t - v for t, v in zip(theta, velocity, strict=True)]
        path.append(theta)
    return text([numbers(path[0]), *path])


@wrong("exact_momentum", hint="shape")
def the_last_theta_alone(curvature, theta, alpha, beta, steps, nesterov):
    curvature, theta, alpha, beta = numbers(curvature), numbers(theta), number(alpha), number(beta)
    velocity, path = [Fraction(0)] * len(theta), []
    for _ in range(steps):
        at = [t - beta * v for t, v in zip(theta, velocity, strict=True)] if nesterov else theta
        velocity = [beta * v + alpha * c * t for v, c, t in zip(velocity, curvature, at, strict=True)]
        theta = [t - v for t, v in zip(theta, velocity, strict=True)]
        path.append(theta)
    return text(path[-1])


@wrong("exact_momentum", hint="exact")
def momentum_in_floats(curvature, theta, alpha, beta, steps, nesterov):
    curvature, theta, alpha, beta = numbers(curvature), numbers(theta), number(alpha), number(beta)
    velocity, path = [Fraction(0)] * len(theta), []
    for _ in range(steps):
        at = [t - beta * v for t, v in zip(theta, velocity, strict=True)] if nesterov else theta
        velocity = [beta * v + alpha * c * t for v, c, t in zip(velocity, curvature, at, strict=True)]
        theta = [t - v for t, v in zip(theta, velocity, strict=True)]
        path.append(theta)
    return np.array(path, dtype=float)


@wrong("exact_momentum", hint="steps")
def theta_before_velocity(curvature, theta, alpha, beta, steps, nesterov):
    curvature, theta, alpha, beta = numbers(curvature), numbers(theta), number(alpha), number(beta)
    velocity, path = [Fraction(0)] * len(theta), []
    for _ in range(steps):
        at = [t - beta * v for t, v in zip(theta, velocity, strict=True)] if nesterov else theta
        theta = [t - v for t, v in zip(theta, velocity, strict=True)]
        velocity = [beta * v + alpha * c * t for v, c, t in zip(velocity, curvature, at, strict=True)]
        path.append(theta)
    return text(path)


@right("exact_momentum")
def coordinate_by_coordinate(curvature, theta, alpha, beta, steps, nesterov):
    columns = []
    for c, t in zip(curvature, theta, strict=True):
        c, t, v, column = Fraction(str(c)), Fraction(str(t)), Fraction(0), []
        for _ in range(steps):
            ahead = t - Fraction(str(beta)) * v if nesterov else t
            v = Fraction(str(beta)) * v + Fraction(str(alpha)) * c * ahead
            t -= v
            column.append(str(t))
        columns.append(column)
    return [[column[n] for column in columns] for n in range(steps)]


@right("exact_momentum")
def as_a_linear_recurrence(curvature, theta, alpha, beta, steps, nesterov):
    alpha, beta, path = number(alpha), number(beta), [numbers(theta)]
    before = path[0]  # V = θ before − θ now
    for _ in range(steps):
        new = []
        for c, t, old in zip(numbers(curvature), path[-1], before, strict=True):
            v = old - t
            new.append(t - beta * v - alpha * c * (t - beta * v * bool(nesterov)))
        before = path[-1]
        path.append(new)
    return text(path[1:])


@right("exact_momentum")
def in_arrays_of_fractions(curvature, theta, alpha, beta, steps, nesterov):
    c, t = (np.array(numbers(one), dtype=object) for one in (curvature, theta))
    v = t * 0
    rows = []
    for _ in range(steps):
        v = number(beta) * v + number(alpha) * c * (t - number(beta) * v if nesterov else t)
        t = t - v
        rows.append(tuple(str(one) for one in t))
    return tuple(rows)


# ---------------------------------------------------------------- refute


@wrong("refute", hint="premise", passes=["deck 001", "deck 004"])
def a_point_of_which_the_row_does_not_speak():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E1": [1, -7]}


@wrong("refute", hint="agrees")
def a_point_where_the_row_holds():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E1": [-1, -20]}


@wrong("refute", hint="count")
def the_printed_count_of_the_picture():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E4": 163200}


@wrong("refute", hint="agrees")
def one_row_on_each_side():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E5": [7, 2, 6]}


@wrong("refute", hint="agrees")
def an_exponent_that_a_gradient_has():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E6": 2}


@wrong("refute", hint="agrees")
def a_start_in_the_inner_valley():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E7": "1/2"}


@wrong("refute", hint="square")
def layers_of_one_size():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E9": [4, 4]}


@wrong("refute", hint="half", passes=["deck 000", "deck 004"])
def a_half_as_the_slides_have_it():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E22": ["1/2", 3]}


@wrong("refute", hint="symmetric")
def a_symmetric_kernel():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E23": [[1, 2, 1], [3, 1, 4, 1, 5]]}


@wrong("refute", hint="kernel", passes=["deck 000", "deck 001"])
def a_kernel_of_three():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E41": [9, 3]}


@wrong("refute", hint="square")
def a_square_of_queries():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E43": [4, 4, 3]}


@wrong("refute", hint="agrees")
def the_same_place_twice():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E44": [8, 3, 5, 5]}


@wrong("refute", hint="agrees")
def a_step_that_is_small_enough():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E46": ["1/100", "9/10"]}


@wrong("refute", hint="premise")
def a_step_at_which_both_diverge():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E46": [5, "9/10"]}


@wrong("refute", hint="agrees")
def decays_so_slowly_that_it_settles():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E47": "99/100"}


@wrong("refute", hint="form")
def words_in_the_place_of_numbers():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E3": "one"}


@wrong("refute", hint="form")
def three_numbers_for_two():
    found = {
        "E1": [-1, -7], "E3": 1, "E4": 489600, "E5": [7, 2, 5], "E6": "1/2", "E7": 2, "E9": [3, 4], "E10": [1, "1/2"],
        "E11": [3, 3], "E20": [1, 2], "E22": ["1/5", 1], "E23": [[1, 2], [0, 1, 0]], "E34": 2416, "E35": 61706,
        "E42": 15237608, "E41": [7, 5], "E43": [5, 4, 3], "E44": [8, 3, 0, 5], "E46": ["1/5", "9/10"], "E47": "9/10",
    }  # fmt: skip
    return found | {"E20": [1, 2, 3]}


@wrong("refute", hint="missing", passes=["deck 000"])
def one_deck_alone():
    return {
        "E1": [-1, -7],
        "E3": 1,
        "E4": 489600,
        "E5": [7, 2, 5],
        "E6": "1/2",
        "E7": 2,
        "E9": [3, 4],
        "E10": [1, "1/2"],
        "E11": [3, 3],
    }


@wrong("refute", hint="type")
def a_list_of_examples():
    return [[-1, -7], 1, 489600]


@right("refute")
def other_examples():
    return {
        "E1": (-3, -13),
        "E3": "5/2",
        "E4": "489600",
        "E5": (9, 3, 6),
        "E6": 1,
        "E7": "-7/2",
        "E9": (7, 2),
        "E10": (-1, 3),
        "E11": (1, 1),
        "E20": (0, "1/3"),
        "E22": ("9/10", "-2"),
        "E23": ([3, 1, 1], [2, 0, 0, 1]),
        "E34": 2416,
        "E35": 61706,
        "E42": 15237608,
        "E41": (4, 4),
        "E43": (2, 7, 7),
        "E44": (64, 1, 2, 9),
        "E46": ("1/2", "7/10"),
        "E47": "1/2",
    }


@right("refute")
def floats_and_arrays():
    return {
        "E1": np.array([-2, -12]),
        "E3": 1.25,
        "E4": 489600.0,
        "E5": np.array([5, 1, 4]),
        "E6": 0.25,
        "E7": 100.0,
        "E9": [1, 2],
        "E10": [1.0, -0.5],
        "E11": [2, 2],
        "E20": [0.5, 0.25],
        "E22": [0.3, 2.0],
        "E23": [[1.0, -1.0], [0.0, 2.0]],
        "E34": 2416,
        "E35": 61706,
        "E42": 15_237_608,
        "E41": [1, 1],
        "E43": [1, 2, 2],
        "E44": [2, -3, 4, 8],
        "E46": [0.2, 0.95],
        "E47": 0.8,
    }


@right("refute")
def fractions_and_searches():
    row = next(x2 for x2 in range(-7, -50, -1) if -1 - x2 > 5)
    return {
        "E1": [-1, row],
        "E3": Fraction(1, 2),
        "E4": 3 * 163200,
        "E5": [100, 10, 90],
        "E6": Fraction(1, 3),
        "E7": Fraction(9, 8),
        "E9": [5, 6],
        "E10": [-1, Fraction(1, 2)],
        "E11": [8, 8],
        "E20": [-1, 1],
        "E22": [Fraction(1, 3), 6],
        "E23": [[0, 1], [1, 2, 3, 4]],
        "E34": 16 * 151,
        "E35": 61_706,
        "E42": 15237608,
        "E41": [28, 5],
        "E43": [10, 512, 64],
        "E44": [16, 5, 0, 3],
        "E46": [Fraction(3, 10), "4/5"],
        "E47": Fraction(7, 10),
    }


# ---------------------------------------------------------------- verdict


@wrong("verdict", hint="doubt", passes=["V9 to V16", "V17 to V24"])
def takes_a_damaged_scan_for_an_error():
    words = {
        "OK": "V1 V4 V6 V11 V12 V13 V24",
        "WRONG": "V2 V5 V9 V10 V14 V17 V20 V21 V22",
        "INEXACT": "V7 V16 V19 V23",
        "AMBIG": "V3 V8 V15 V18",
    }
    return {claim: word for word, claims in words.items() for claim in claims.split()} | {"V8": "WRONG"}


@wrong("verdict", hint="lost", passes=["V1 to V8", "V17 to V24"])
def lets_a_damaged_scan_pass():
    words = {
        "OK": "V1 V4 V6 V11 V12 V13 V24",
        "WRONG": "V2 V5 V9 V10 V14 V17 V20 V21 V22",
        "INEXACT": "V7 V16 V19 V23",
        "AMBIG": "V3 V8 V15 V18",
    }
    return {claim: word for word, claims in words.items() for claim in claims.split()} | {"V15": "OK"}


@wrong("verdict", hint="lost")
def takes_a_table_without_units_for_a_simplification():
    words = {
        "OK": "V1 V4 V6 V11 V12 V13 V24",
        "WRONG": "V2 V5 V9 V10 V14 V17 V20 V21 V22",
        "INEXACT": "V7 V16 V19 V23",
        "AMBIG": "V3 V8 V15 V18",
    }
    return {claim: word for word, claims in words.items() for claim in claims.split()} | {"V18": "INEXACT"}


@wrong("verdict", hint="accused")
def distrusts_the_zones():
    words = {
        "OK": "V1 V4 V6 V11 V12 V13 V24",
        "WRONG": "V2 V5 V9 V10 V14 V17 V20 V21 V22",
        "INEXACT": "V7 V16 V19 V23",
        "AMBIG": "V3 V8 V15 V18",
    }
    return {claim: word for word, claims in words.items() for claim in claims.split()} | {"V4": "WRONG"}


@wrong("verdict", hint="accused", passes=["V1 to V8", "V9 to V16"])
def takes_a_rule_of_thumb_for_a_loose_word():
    words = {
        "OK": "V1 V4 V6 V11 V12 V13 V24",
        "WRONG": "V2 V5 V9 V10 V14 V17 V20 V21 V22",
        "INEXACT": "V7 V16 V19 V23",
        "AMBIG": "V3 V8 V15 V18",
    }
    return {claim: word for word, claims in words.items() for claim in claims.split()} | {"V24": "INEXACT"}


@wrong("verdict", hint="missed")
def misses_the_row_of_the_table():
    words = {
        "OK": "V1 V4 V6 V11 V12 V13 V24",
        "WRONG": "V2 V5 V9 V10 V14 V17 V20 V21 V22",
        "INEXACT": "V7 V16 V19 V23",
        "AMBIG": "V3 V8 V15 V18",
    }
    return {claim: word for word, claims in words.items() for claim in claims.split()} | {"V2": "OK"}


@wrong("verdict", hint="mild")
def forgives_a_sum_that_does_not_add_up():
    words = {
        "OK": "V1 V4 V6 V11 V12 V13 V24",
        "WRONG": "V2 V5 V9 V10 V14 V17 V20 V21 V22",
        "INEXACT": "V7 V16 V19 V23",
        "AMBIG": "V3 V8 V15 V18",
    }
    return {claim: word for word, claims in words.items() for claim in claims.split()} | {"V17": "INEXACT"}


@wrong("verdict", hint="certain")
def suspects_the_scanner_of_nesterov():
    words = {
        "OK": "V1 V4 V6 V11 V12 V13 V24",
        "WRONG": "V2 V5 V9 V10 V14 V17 V20 V21 V22",
        "INEXACT": "V7 V16 V19 V23",
        "AMBIG": "V3 V8 V15 V18",
    }
    return {claim: word for word, claims in words.items() for claim in claims.split()} | {"V22": "AMBIG"}


@wrong("verdict", hint="loose")
def lets_a_linear_neuron_pass():
    words = {
        "OK": "V1 V4 V6 V11 V12 V13 V24",
        "WRONG": "V2 V5 V9 V10 V14 V17 V20 V21 V22",
        "INEXACT": "V7 V16 V19 V23",
        "AMBIG": "V3 V8 V15 V18",
    }
    return {claim: word for word, claims in words.items() for claim in claims.split()} | {"V7": "OK"}


@wrong("verdict", hint="harsh")
def condemns_the_size_formula():
    words = {
        "OK": "V1 V4 V6 V11 V12 V13 V24",
        "WRONG": "V2 V5 V9 V10 V14 V17 V20 V21 V22",
        "INEXACT": "V7 V16 V19 V23",
        "AMBIG": "V3 V8 V15 V18",
    }
    return {claim: word for word, claims in words.items() for claim in claims.split()} | {"V16": "WRONG"}


@wrong("verdict", hint="harsh")
def suspects_the_scanner_of_a_mean():
    words = {
        "OK": "V1 V4 V6 V11 V12 V13 V24",
        "WRONG": "V2 V5 V9 V10 V14 V17 V20 V21 V22",
        "INEXACT": "V7 V16 V19 V23",
        "AMBIG": "V3 V8 V15 V18",
    }
    return {claim: word for word, claims in words.items() for claim in claims.split()} | {"V23": "AMBIG"}


@wrong("verdict", hint="words")
def writes_in_lower_case():
    words = {
        "OK": "V1 V4 V6 V11 V12 V13 V24",
        "WRONG": "V2 V5 V9 V10 V14 V17 V20 V21 V22",
        "INEXACT": "V7 V16 V19 V23",
        "AMBIG": "V3 V8 V15 V18",
    }
    return {claim: word for word, claims in words.items() for claim in claims.split()} | {"V1": "ok"}


@wrong("verdict", hint="type")
def a_list_of_verdicts():
    return ["OK", "WRONG"]


@wrong("verdict", hint="accused", passes=[])
def everything_is_wrong():
    return {f"V{n}": "WRONG" for n in range(1, 25)}


@right("verdict")
def one_word_after_the_other():
    words = "OK WRONG AMBIG OK WRONG OK INEXACT AMBIG WRONG WRONG OK OK OK WRONG AMBIG INEXACT WRONG AMBIG INEXACT"
    words += " WRONG WRONG WRONG INEXACT OK"
    return {f"V{n}": word for n, word in enumerate(words.split(), 1)}


@right("verdict")
def with_more_than_was_asked():
    found = dict.fromkeys((f"V{n}" for n in range(25)), "WRONG")
    for word, claims in (("OK", (1, 4, 6, 11, 12, 13, 24)), ("INEXACT", (7, 16, 19, 23)), ("AMBIG", (3, 8, 15, 18))):
        found |= {f"V{n}": word for n in claims}
    return found


@right("verdict")
def in_strings_of_numpy():
    order = np.array(["OK", "WRONG", "INEXACT", "AMBIG"])
    places = [0, 1, 3, 0, 1, 0, 2, 3, 1, 1, 0, 0, 0, 1, 3, 2, 1, 3, 2, 1, 1, 1, 2, 0]
    return {f"V{n + 1}": order[place] for n, place in enumerate(places)}


# ---------------------------------------------------------------- mutants that are right answers

equivalent(
    "verdict",
    "with_more_than_was_asked: found = dict.fromkeys((f'V{n}' for n in range(25{nothing -> + 1})), 'WRONG')",
    "with_more_than_was_asked: found = dict.fromkeys((f'V{n}' for n in range(25{nothing -> - 1})), 'WRONG')",
    "with_more_than_was_asked: found = dict.fromkeys((f'V{n}' for n in range({25 -> 26})), 'WRONG')",
    "with_more_than_was_asked: found = dict.fromkeys((f'V{n}' for n in range({25 -> 24})), 'WRONG')",
    reason="V0 and V25 are not asked for, and V24 gets its word below",
)

equivalent(
    "exact_softmax",
    "by_the_common_denominator: total = sum(odds{, Fraction(0) -> nothing})",
    reason="a sum of Fractions that begins with 0 is the same Fraction",
)

equivalent(
    "exact_softmax",
    "unreduced_fractions: whole = {1 -> 2}",
    reason="all counts and their total are twice as large, and the fractions are the same",
)

equivalent(
    "exact_softmax",
    "in_object_arrays: odds = np.array(numbers(odds), dtype={object -> None})",
    reason="NumPy makes an array of objects of Fractions in any case",
)

equivalent(
    "exact_momentum",
    "reference: velocity = [beta * v + alpha * c * t for v, c, t in zip(velocity, {curvature, at -> at, c"
    "urvature}, strict=True)]",
    reason="a product takes its two factors in either order",
)

equivalent(
    "exact_momentum",
    "coordinate_by_coordinate: for _ in range(steps{nothing -> + 1}):",
    reason="the step too many is not handed back: rows are taken for n below steps",
)

equivalent(
    "exact_momentum",
    "as_a_linear_recurrence: before = path[{0 -> -1}]",
    reason="the list has one item, which is its first and its last",
)

equivalent(
    "exact_momentum",
    "in_arrays_of_fractions: c, t = (np.array(numbers(one), dtype={object -> None}) for one in (curvature, theta))",
    reason="NumPy makes an array of objects of Fractions in any case",
)

equivalent(
    "exact_momentum",
    "in_arrays_of_fractions: v = {t * -> nothing}0",
    reason="the first step broadcasts 0 to what an array of zeros gives",
)

equivalent(
    "exact_momentum",
    "in_arrays_of_fractions: t {= t - -> -=} v",
    reason="t is an array of the answer's own, made of Fractions that it has read",
)

judged_by_result(
    "pose_zigzag",
    reason="the test asks what each question holds: a generator that draws other questions, all of them nice, is right",
)

judged_by_result(
    "learn_zigzag",
    reason="the test asks for the accuracy on new points of the bands: any change that reaches it is right",
)

judged_by_result(
    "refute",
    reason="any counter-example is right: a changed number is another one, or what the bank's wrong answers stand for",
)

equivalent(
    "exact_attention",
    "reference: root = next((r for r in range({1, -> nothing}len(query) + 1) if r * r == len(query)))",
    "reference: root = next((r for r in range(1{nothing -> - 1}, len(query) + 1) if r * r == len(query)))",
    "reference: root = next((r for r in range({1 -> 0}, len(query) + 1) if r * r == len(query)))",
    reason="0 is tried too, and is the root of no length that is 1 at least",
)

equivalent(
    "exact_attention",
    "reference: root = next((r for r in range(1, len(query) + 1{nothing -> + 1}) if r * r == len(query)))",
    "reference: root = next((r for r in range(1, len(query) + {1 -> 2}) if r * r == len(query)))",
    reason="the root of a square is found before the square itself is passed",
)

equivalent(
    "exact_attention",
    "reference: scores = [sum((a * b for a, b in zip({query, key -> key, query}, strict=True))) // root f"
    "or key in keys]",
    "reference: output = [sum((w * v for w, v in zip({weights, column -> column, weights}, strict=True)))"
    " for column in zip(*values, strict=True)]",
    "with_whole_numbers_alone: scores = [sum((a * b for a, b in zip({query, key -> key, query}, strict=Tr"
    "ue))) // isqrt(len(query)) for key in keys]",
    "one_token_after_the_other: score = Fraction(sum((a * b for a, b in zip({query, key -> key, query}, s"
    "trict=True)))) / int(len(query) ** 0.5)",
    reason="a product takes its two factors in either order",
)

equivalent(
    "exact_attention",
    "with_arrays_of_objects: scores = np.array(keys) @ np.array(query) {// -> /} round(np.sqrt(len(query)))",
    reason="the root divides every score, and a whole float of this size is made an int without loss",
)

equivalent(
    "exact_attention",
    "with_arrays_of_objects: scores = {np.array(keys) -> keys} @ np.array(query) // round(np.sqrt(len(query)))",
    "with_arrays_of_objects: scores = np.array(keys) @ {np.array(query) -> query} // round(np.sqrt(len(query)))",
    reason="one array in a product is enough: NumPy reads the other",
)

equivalent(
    "exact_attention",
    "with_arrays_of_objects: odds = np.array([Fraction(2) ** int(score) for score in scores], dtype={object -> None})",
    "with_arrays_of_objects: return (weights, weights @ np.array(values, dtype={object -> None}))",
    reason="Fractions are objects for NumPy in any case, and a product with them too",
)

equivalent(
    "exact_attention",
    "with_whole_numbers_alone: for m in range(len(values[{0 -> -1}])):",
    "one_token_after_the_other: total, output, odds = (Fraction(0), [Fraction(0)] * len(values[{0 -> -1}]), [])",
    reason="all rows of values have the same length",
)

equivalent(
    "exact_attention",
    "fault: right unless a number is large",
    reason="this fault looks at arrays and at numbers that are passed in by themselves: there are none",
)

equivalent(
    "follow_through",
    "reference: return [written == correct for written, correct in zip({lines, due -> due, lines}, strict=True)]",
    "with_matrices: return [bool(one == other) for one, other in zip({written, due -> due, written}, strict=True)]",
    reason="two numbers are equal in either order",
)

equivalent(
    "follow_through",
    "with_matrices: written = np.array([Fraction(line) for line in lines], dtype={object -> None})",
    "as_an_array_of_bools: marks = np.zeros(7, dtype={bool -> None})",
    reason="NumPy makes an array of objects of Fractions in any case, and 0 and 1 are read as bools",
)

equivalent(
    "follow_through",
    "as_an_array_of_bools: marks = {np.zeros -> np.ones}(7, dtype=bool)",
    reason="all seven places are written below",
)

equivalent(
    "follow_through",
    "as_an_array_of_bools: marks[n] = lines[n] == (u if u {> -> >=} 0 else 0)",
    "as_an_array_of_bools: marks[n] = lines[n] == (u if u {> -> >=} 0 else 0) (2)",
    reason="u is 0 there: both branches are",
)

equivalent(
    "follow_through",
    "as_an_array_of_bools: marks[n] = lines[n] == (u if u > {0 -> -1} else 0)",
    reason="x1 and x2 are whole: no number lies between -1 and 0",
)

equivalent(
    "count_zones",
    "reference: middles = [{(low + high) -> high} / 2 for low, high in pairwise(places)]",
    "reference: middles = [(low + high) / {2 -> 3} for low, high in pairwise(places)]",
    "reference: return [places[0] - {1 -> 2}, *middles, places[-1] + 1]",
    "reference: return [places[0] - 1, *middles, places[-1] + {1 -> 2}]",
    "on_a_lattice_that_is_scaled_to_the_corners: columns = [places[0] - {1 -> 2}, *((a + b) / 2 for a, b "
    "in pairwise(places)), places[-1] + 1]",
    "on_a_lattice_that_is_scaled_to_the_corners: columns = [places[0] - 1, *({(a + b) -> b} / 2 for a, b "
    "in pairwise(places)), places[-1] + 1]",
    "on_a_lattice_that_is_scaled_to_the_corners: columns = [places[0] - 1, *((a + b) / {2 -> 3} for a, b "
    "in pairwise(places)), places[-1] + 1]",
    "on_a_lattice_that_is_scaled_to_the_corners: columns = [places[0] - 1, *((a + b) / 2 for a, b in pair"
    "wise(places)), places[-1] + {1 -> 2}]",
    "on_a_lattice_that_is_scaled_to_the_corners: for x2 in [rows[0] - {1 -> 2}, *((a + b) / 2 for a, b in"
    " pairwise(rows)), rows[-1] + 1]:",
    "on_a_lattice_that_is_scaled_to_the_corners: for x2 in [rows[0] - 1, *((a + b) / {2 -> 3} for a, b in"
    " pairwise(rows)), rows[-1] + 1]:",
    "on_a_lattice_that_is_scaled_to_the_corners: for x2 in [rows[0] - 1, *((a + b) / 2 for a, b in pairwi"
    "se(rows)), rows[-1] + {1 -> 2}]:",
    reason="any point of the strip will do: what is counted are the patterns of the zones that it crosses",
)

equivalent(
    "count_zones",
    "reference: found.add((x1 {> -> >=} 0, x2 > 0, first > 0, second > 0))",
    "reference: found.add((x1 {> -> <} 0, x2 > 0, first > 0, second > 0))",
    "reference: found.add((x1 > 0, x2 {> -> >=} 0, first > 0, second > 0))",
    "reference: found.add((x1 > 0, x2 {> -> <} 0, first > 0, second > 0))",
    "reference: found.add((x1 > 0, x2 > 0, first {> -> >=} 0, second > 0))",
    "reference: found.add((x1 > 0, x2 > 0, first {> -> <} 0, second > 0))",
    "reference: found.add((x1 > 0, x2 > 0, first > 0, second {> -> >=} 0))",
    "reference: found.add((x1 > 0, x2 > 0, first > 0, second {> -> <} 0))",
    "on_a_lattice_that_is_scaled_to_the_corners: found.add((x1 {> -> >=} 0, x2 > 0, first > 0, second > 0))",
    "on_a_lattice_that_is_scaled_to_the_corners: found.add((x1 {> -> <} 0, x2 > 0, first > 0, second > 0))",
    "on_a_lattice_that_is_scaled_to_the_corners: found.add((x1 > 0, x2 {> -> >=} 0, first > 0, second > 0))",
    "on_a_lattice_that_is_scaled_to_the_corners: found.add((x1 > 0, x2 {> -> <} 0, first > 0, second > 0))",
    "on_a_lattice_that_is_scaled_to_the_corners: found.add((x1 > 0, x2 > 0, first {> -> >=} 0, second > 0))",
    "on_a_lattice_that_is_scaled_to_the_corners: found.add((x1 > 0, x2 > 0, first {> -> <} 0, second > 0))",
    "on_a_lattice_that_is_scaled_to_the_corners: found.add((x1 > 0, x2 > 0, first > 0, second {> -> >=} 0))",
    "on_a_lattice_that_is_scaled_to_the_corners: found.add((x1 > 0, x2 > 0, first > 0, second {> -> <} 0))",
    reason="no point lies on a border, and a pattern that is named by its complement is another one as well",
)

equivalent(
    "count_zones",
    "reference: for x2 in between([Fraction(0), max(upper, Fraction({0 -> -1})), min(lower, Fraction(0))]):",
    "reference: for x2 in between([Fraction(0), max(upper, Fraction(0)), min(lower, Fraction({0 -> 1}))]):",
    reason="a place more cuts a strip in two, and finds no other pattern",
)

equivalent(
    "solve_kinks",
    "by_cramers_rule: return Fraction({1 -> 2})",
    reason="both determinants of a quotient are twice as large",
)

equivalent(
    "solve_kinks",
    "by_back_substitution: rows.append([Fraction(1), *[x - k if x {> -> >=} k else Fraction(0) for k in r"
    "eversed(knots)], y])",
    reason="x - k is 0 there: both branches are",
)

equivalent(
    "learn_zigzag",
    "fault: uses a generator of its own",
    reason="kinks on a fixed grid are right too: nothing has to be drawn",
)

equivalent(
    "learn_zigzag",
    "fault: right unless a number is large",
    reason="x lies in [0, 4)",
)

equivalent(
    "learn_zigzag",
    "fault: is one per mille off as part 1",
    "fault: gives half precision as part 1",
    "fault: is one per mille off as part 2",
    "fault: gives half precision as part 2",
    "fault: is one per mille off as part 3",
    "fault: gives half precision as part 3",
    "fault: gives zeros as part 4",
    "fault: is one per mille off as part 4",
    "fault: drops the decimals as part 4",
    "fault: gives half precision as part 4",
    reason="judged is the share of right labels, which does not need b2 nor the last digits of a weight",
)

equivalent(
    "exact_backprop",
    "reference: u = [sum((w * one for w, one in zip({row, x -> x, row}, strict=True))) + b for row, b in "
    "zip(w1, b1, strict=True)]",
    "reference: error = sum((w * one for w, one in zip({w2, h -> h, w2}, strict=True))) + number(b2) - number(y)",
    "with_arrays_of_fractions: grad_out = 2 * ({w2 @ h -> h @ w2} + number(b2) - number(y))",
    "with_a_column_for_the_bias: u = [sum((w * one for w, one in zip({row, x -> x, row}, strict=True))) f"
    "or row in rows]",
    "with_a_column_for_the_bias: error = sum((w * one for w, one in zip({w2, h -> h, w2}, strict=True))) - number(y)",
    reason="a product takes its two factors in either order",
)

equivalent(
    "exact_backprop",
    "with_arrays_of_fractions: x, w1, b1, w2 = (np.array(numbers(one), dtype={object -> None}) for one in"
    " (x, w1, b1, w2))",
    reason="NumPy makes an array of objects of Fractions in any case",
)

equivalent(
    "exact_backprop",
    "unit_by_unit: hidden.append(u if u {> -> >=} 0 else Fraction(0))",
    "with_a_column_for_the_bias: h = [one * (one {> -> >=} 0) for one in u] + [Fraction(1)]",
    reason="u is 0 there: both branches are",
)
