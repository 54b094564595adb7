import numpy as np
import pytest

from course_lib.checks import CheckError, ForbiddenError, check_answer, check_close
from course_lib.parts import Measure, measured, part, parts_so_far, ranked, refuse_failed_parts, sum_of_parts


def double(x):
    return 2 * x if x < 10 else x


def in_parts(*numbers):
    check_answer(double)
    for number in numbers:
        with part(f"of {number}", points=number):
            check_close("doubled", double(number), 2 * number)
    return sum_of_parts()


def test_a_test_in_parts_gives_the_points_of_those_that_pass_and_says_what_failed(capsys):
    assert in_parts(1, 20, 3) == 4
    assert capsys.readouterr().out == (
        "double, of 1: passed\ndouble, of 20: not passed\n  double: doubled is 20, expected 40.\n"
        "Hint (factor-2): the value is twice too small.\ndouble, of 3: passed\n"
    )
    with pytest.raises(CheckError, match="doubled is 20"):
        refuse_failed_parts()


def test_it_gives_nothing_where_all_pass_and_raises_where_none_does():
    assert in_parts(1, 2) is None
    with pytest.raises(CheckError, match="doubled is 20"):
        in_parts(20, 30)


def test_another_test_begins_anew():
    in_parts(1, 20)
    check_answer(len)
    assert parts_so_far() == []
    refuse_failed_parts()


def test_the_same_test_run_again_begins_anew():
    assert in_parts(1, 20, 3) == 4
    assert in_parts(1, 2, 3) is None
    assert [one.name for one in parts_so_far()] == ["of 1", "of 2", "of 3"]
    with pytest.raises(CheckError, match="doubled is 30"):
        in_parts(30)
    assert [one.name for one in parts_so_far()] == ["of 30"]


def test_a_part_that_is_taken_up_again_fails_if_anything_in_it_does_and_the_first_failure_stays():
    check_answer(double)
    with part("all", points=1):
        check_close("first", double(20), 40)
    with part("all"):
        check_close("second", double(1), 2)
    with pytest.raises(CheckError, match="first is 20"):
        sum_of_parts()


@pytest.mark.parametrize("error", [ForbiddenError("x"), MemoryError(), KeyboardInterrupt()])
def test_what_ends_more_than_a_part_passes_through(error):
    check_answer(double)
    with pytest.raises(type(error)), part("all", points=1):
        raise error


def test_a_measure_is_told_and_is_that_of_the_test_that_ran_last(capsys):
    check_answer(double)
    ranked(np.float32(0.25), "errors, in %", best="smallest")
    with part("below 1 %", points=1):
        check_close("doubled", double(1), 2)
    assert sum_of_parts() is None
    assert measured() == Measure("errors, in %", 0.25, "smallest")
    assert capsys.readouterr().out == "errors, in %: 0.25\n"

    ranked(float("nan"), "errors, in %", best="smallest")
    assert measured() is None
    assert parts_so_far() == []
    ranked(3, "errors, in %", best="smallest")
    check_answer(len)
    assert measured() is None
