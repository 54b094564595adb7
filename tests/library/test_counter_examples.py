"""Each claim accepts examples that refute it, by every form, and tells why another does not."""

from fractions import Fraction

import numpy as np
import pytest

from course_lib.accounting import VGG16, shapes
from course_lib.counter_examples import CLAIMS, fault_of
from course_lib.errata import erratum
from course_lib.exam_network import exam_g

FAULTS = [
    ("E1", [-1, -6], "premise"), ("E1", [1, -9], "premise"), ("E1", [-1, -12], "agrees"), ("E1", ["1/2", -9], "form"),
    ("E3", -2, "agrees"), ("E3", "3/2", "agrees"), ("E3", 3, "agrees"), ("E3", [1], "form"),
    ("E4", 163200, "count"), ("E34", 1664, "count"), ("E35", "60206", "count"), ("E42", 24_000_000, "count"),
    ("E5", [7, 2, 6], "agrees"), ("E5", [7, 2, 7], "premise"), ("E5", [4, 2, 2], "premise"),
    ("E5", [7, 0, 1], "premise"),
    ("E6", 0, "premise"), ("E6", "-1", "premise"), ("E6", "11/10", "agrees"), ("E7", 1, "agrees"), ("E7", 0, "agrees"),
    ("E9", [3, 3], "square"), ("E9", [0, 3], "premise"), ("E10", [-1, 0], "agrees"), ("E10", [1, 2], "agrees"),
    ("E10", [2, 0], "premise"), ("E11", [5, 4], "agrees"), ("E11", [5, 6], "premise"), ("E20", [2, 2], "agrees"),
    ("E22", ["1/2", 1], "half"), ("E22", [0.3, 0], "agrees"), ("E22", [1, 1], "premise"),
    ("E23", [[1, 2, 1], [1, 2, 3, 4]], "symmetric"), ("E23", [[1, 2], [3, 3, 3]], "agrees"),
    ("E23", [[1, 2, 3], [1, 2]], "premise"), ("E23", [1, 2], "form"), ("E41", [5, 3], "kernel"),
    ("E41", [3, 5], "premise"), ("E43", [4, 4, 2], "square"), ("E43", [0, 4, 2], "premise"),
    ("E44", [8, 3, 5, 5], "agrees"), ("E44", [7, 3, 0, 5], "premise"), ("E44", [8, -3, 0, 5], "premise"),
    ("E44", [8, 3, 0, 10**9], "form"), ("E46", ["1/10", "9/10"], "agrees"), ("E46", [5, "9/10"], "premise"),
    ("E46", ["1/5", 1], "premise"), ("E47", 0.99, "agrees"), ("E47", 1, "premise"), ("E47", "1/4", "premise"),
    ("E3", "one", "form"), ("E3", None, "form"), ("E3", float("nan"), "form"), ("E20", [1, 2, 3], "form"),
    ("E3", 10**40, "form"), ("E20", 7, "form"), ("E1", True, "form"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "example", "kind"), FAULTS)
def test_what_refutes_nothing_is_told_why(name, example, kind):
    assert fault_of(name, example).kind == kind


def test_every_claim_is_an_entry_of_the_errata_and_has_a_fault_here():
    assert {name for name, *_ in FAULTS} == set(CLAIMS)
    assert all(erratum(name).verdict in ("WRONG", "AMBIG") for name in CLAIMS)


@pytest.mark.parametrize("form", [int, float, str, Fraction])
def test_an_example_counts_in_any_form(form):
    assert fault_of("E1", [form(-1), form(-8)]) is None
    assert fault_of("E3", form(1)) is None
    assert fault_of("E7", form(4)) is None
    assert fault_of("E41", (form(9), form(5))) is None
    assert fault_of("E23", [np.array([1, 2]), (form(0), np.float64(1), form(0))]) is None


def test_the_row_of_signs_fails_where_g_of_lesson_2_is_not_positive():
    for x1 in range(-9, 0):
        for x2 in range(-20, 0):
            refutes = fault_of("E1", [x1, x2]) is None
            assert refutes == (x1 - x2 > 5 and exam_g(x1, x2) <= 0)


def test_border_rows_are_those_whose_window_indexes_a_missing_row():
    for rows in range(3, 12):
        for reach in range(1, (rows + 1) // 2):
            image = np.pad(np.zeros(rows), 0)
            for row in range(rows):
                window = range(row - reach, row + reach + 1)
                leaves = any(place < 0 or place >= len(image) for place in window)
                printed = row < reach or row > rows - reach
                assert (fault_of("E5", [rows, reach, row]) is None) == (leaves != printed)


def test_correlation_and_convolution_are_numpys():
    rng = np.random.default_rng(0)
    for _ in range(100):
        f, g = rng.integers(-1, 2, rng.integers(1, 4)), rng.integers(-1, 2, rng.integers(3, 6))
        differ = not np.array_equal(np.correlate(g, f, "valid"), np.convolve(g, f, "valid"))
        assert (fault_of("E23", [f.tolist(), g.tolist()]) is None) == differ


def test_the_threshold_of_the_printed_nesterov():
    for beta in (0.5, 0.8, 0.9):
        threshold = 1 / beta - 1
        assert fault_of("E46", [1.02 * threshold, beta]) is None
        assert fault_of("E46", [0.98 * threshold, beta]).kind == "agrees"


def test_the_numbers_of_vgg_are_counted_another_way():
    total = sum(int(np.prod(shape)) for shape in shapes(VGG16))
    assert fault_of("E42", total) is None
    assert fault_of("E34", 16 * (150 + 1)) is None
    assert fault_of("E35", 6 * 26 + 16 * 151 + 120 * 401 + 84 * 121 + 10 * 85) is None
