"""The degenerate inputs reach every range that a fault can hide in."""

import numpy as np
import pytest

from course_lib.edge_cases import edge_tables, edge_vectors
from course_lib.instructor.mutation import ranges


def of_rows(table):
    return table.sum(axis=-1)


TABLES = ["constant_row", "constant_column", "zero_row", "equal_rows", "one_row", "all_negative", "all_zero"]


def shows(fault, inputs):
    """Does the faulty function differ from the right one for one of the inputs?"""
    return any(not np.array_equal(fault(of_rows)(array), of_rows(array)) for array in inputs)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_reaches_the_range(name):
    assert shows(getattr(ranges, f"not_{name}"), edge_tables(3))


@pytest.mark.parametrize("name", ["one_entry", "ties", "all_negative", "all_zero"])
def test_a_vector_reaches_the_range(name):
    assert shows(getattr(ranges, f"not_{name}"), edge_vectors())


@pytest.mark.parametrize("fault", [ranges.takes_small_for_zero, ranges.takes_near_for_equal])
@pytest.mark.parametrize("inputs", [edge_tables(3), edge_vectors()])
def test_small_and_nearly_equal_numbers_are_among_them(fault, inputs):
    assert shows(fault, inputs)


def test_one_column_is_a_table_too():
    assert shows(ranges.not_one_column, edge_tables(1))
