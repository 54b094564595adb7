from fractions import Fraction

import numpy as np
import pytest

from course_lib import exact, exact_lines, exact_steps, exam_family
from course_lib.exam_network import exam_g, exam_zones


@pytest.mark.parametrize(
    ("told", "expected"),
    [("2/6", (1, 3)), (" -7/3 ", (-7, 3)), ("4", (4, 1)), (4, (4, 1)), ("0.25", (1, 4)), (Fraction(6, 4), (3, 2))],
)
def test_a_number_is_read_in_any_exact_form(told, expected):
    assert exact.number(told) == Fraction(*expected)


@pytest.mark.parametrize("told", [0.5, 4.0, float("nan"), np.float64(2), 1 + 0j])
def test_a_float_is_none_whatever_its_value(told):
    with pytest.raises(exact.NotExactError) as caught:
        exact.number(told)
    assert caught.value.is_float


@pytest.mark.parametrize("told", ["", "1/0", "one", "1e999999999", "9" * 100, "nan", "inf", None, True, {}, "1/2/3"])
def test_what_is_no_number_is_refused_at_once(told):
    with pytest.raises(exact.NotExactError) as caught:
        exact.number(told)
    assert not caught.value.is_float


def test_texts_and_plain_numbers_are_in_lowest_terms():
    assert exact.text([Fraction(2, 6), ("4", 3)]) == ["1/3", ["4", "3"]]
    assert exact.plain([Fraction(2, 6), ("4", "6/2")]) == ["1/3", [4, 3]]
    assert exact.flat([1, [2, ["1/2"]]]) == [1, 2, Fraction(1, 2)]


def test_shapes():
    assert [exact.shape(one) for one in (3, [1, 2], [[1, 2], [3, 4], [5, 6]], [])] == [(), (2,), (3, 2), (0,)]
    with pytest.raises(ValueError, match="rows"):
        exact.shape([[1, 2], [3]])


def test_the_decks_network_is_the_exams():
    points = [(x1, x2) for x1 in range(-12, 13) for x2 in range(-12, 13)]
    assert [exam_family.value(exam_family.DECK, *point) for point in points] == exam_g(*np.array(points).T).tolist()
    x1, x2 = np.meshgrid(np.arange(-20.3, 20), np.arange(-20.7, 20))
    assert exam_family.count_zones(exam_family.DECK) == len(np.unique(exam_zones(x1, x2))) == 8


@pytest.mark.parametrize("p", [-3, 0, 7])
@pytest.mark.parametrize("q", [-5, 0, 2])
def test_zones_depend_on_the_signs_alone(p, q):
    """Counted on a lattice that no border runs through; the slopes never matter."""
    counts = set()
    for a1, a2, b1, b2 in [(1, 1, 1, 1), (2, 5, 3, 1), (9, 1, 2, 7)]:
        x1, x2 = np.meshgrid(np.arange(-9.0137, 9, 0.037), np.arange(-9.0171, 9, 0.037))
        first = a1 * np.maximum(x1, 0) - a2 * np.maximum(x2, 0) + p
        second = -b1 * np.maximum(-x1, 0) + b2 * np.maximum(-x2, 0) - q
        patterns = sum((u > 0) * 2**n for n, u in enumerate((x1, x2, -x1, -x2, first, second)))
        counts |= {exam_family.count_zones((a1, a2, p, b1, b2, q, 4)), len(np.unique(patterns))}
    assert len(counts) == 1


def test_matrices_compute_g():
    network = (2, 3, -4, 5, 1, 6, -7)
    weights, biases = exam_family.exam_network(network)
    for point in np.random.default_rng(0).integers(-9, 10, size=(50, 2)).tolist():
        u = np.array(point)
        for n, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
            u = np.array(weight) @ u + bias
            u = np.maximum(u, 0) if n < 2 else u
        assert u.tolist() == [exam_family.value(network, *point)]


def test_corners_need_borders_off_the_origin():
    with pytest.raises(ValueError, match="0"):
        exam_family.corners((1, 1, 0, 1, 1, 2, 3))


def test_points_that_decide_nothing_are_told():
    with pytest.raises(ValueError, match="one solution"):
        exact_lines.solve_kinks([0, 1, 2], [-3, -2, 1, 3], [1, -1, 1, -1])


def test_attention_refuses_scores_that_are_not_whole():
    with pytest.raises(ValueError, match="whole"):
        exact_steps.attention([1, 0, 0, 0], [[1, 0, 0, 0]], [[1]])
    with pytest.raises(ValueError, match="square"):
        exact_steps.attention([1, 0], [[1, 0]], [[1]])


def test_momentum_without_memory_is_descent():
    plain = exact_steps.exact_momentum([2, 3], [1, -1], "1/4", 0, 3, nesterov=False)
    assert plain == exact_steps.exact_momentum([2, 3], [1, -1], "1/4", 0, 3, nesterov=True)
    assert plain[-1] == [Fraction(1, 8), Fraction(-1, 64)]


def test_lines_follow_from_what_is_written():
    network, right = (2, 3, 4, 5, 1, -6, 7), [3, 0, 0, 2, 10, 8, 11]
    assert exam_family.follow_through(network, 3, -2, right) == [True] * 7
    assert exam_family.lines(network, 3, -2) == right
    for place in range(7):
        wrong = [*right[:place], Fraction(right[place]) + Fraction(1, 3), *right[place + 1 :]]
        marks = exam_family.follow_through(network, 3, -2, [str(one) for one in wrong])
        reads = {0: [4], 1: [4], 2: [5], 3: [5], 4: [6], 5: [6], 6: []}[place]
        assert [n for n, mark in enumerate(marks) if not mark] == [place, *reads]


def test_posed_zigzags_are_whole_and_pass_through_their_points():
    seen = set()
    for seed in range(50):
        knots, points, values = exact_lines.pose_zigzag(np.random.default_rng(seed))
        matrix = np.column_stack([np.maximum(np.subtract.outer(points, knots), 0), np.ones(4)])
        assert abs(round(np.linalg.det(matrix))) > 0
        solution = np.rint(np.linalg.solve(matrix, values))
        assert (matrix @ solution).tolist() == values
        assert np.all(solution[:3] != 0)
        assert np.abs(solution[:3]).max() <= 20
        assert np.all(np.diff(np.sign(values)) != 0)
        assert max(map(abs, values)) <= 9
        seen.add(str((knots, points, values)))
    assert len(seen) > 45
