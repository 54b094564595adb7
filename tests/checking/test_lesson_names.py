"""A student may call a variable `sum`: the tests in the notebook read Python's names and the lesson's all the same."""

import nbformat
import pytest
from nbclient import NotebookClient

pytestmark = pytest.mark.process

SETUP = """
from fractions import Fraction
import numpy as np
from course_lib import notebook
from course_lib.checks import check_answer, check_close, check_that
notebook.prepare()
X_train = np.arange(3.0)

def squared(u, *, k=2):
    return abs(Fraction(u)) ** k
"""
ANSWER = "def double(u):\n    return u + u"
TEST = """check_answer(double)
total = sum(double(number) for number in list(range(3)))
check_close("the sum", total, 6)
check_close("the doubles", double(X_train), 2 * np.arange(3.0))
largest = lambda sum, *, X_train=X_train: max(sum, 1)
check_that(largest(3) == 3, "lambda: its own names are local.", "no")

class Rows:
    len = 4
    same = len

    def count(self):
        super().__init__()
        return len([1])

check_that((Rows().count(), Rows.same) == (1, 4), "class: what it binds its methods do not see.", "no")
check_that([abs for abs in range(2)] == [0, 1], "comprehension: its own names are local.", "no")
check_that(squared(-3) == 9, "setup: its functions read the lesson's names too.", "no")

def rounded(float):
    return float + round(1.4)

check_that(rounded(2) == 3, "function: its own names are local.", "no")
match total:
    case int():
        kind = "int"
check_that(kind == "int", "pattern: a class in a pattern.", "no")"""
SHADOWS = {
    "numbers": "sum = 0; round = 3; max = 3; float = 1.5; abs = len = 1",
    "containers": "range = (0, 1); list = [1, 2]; int = 3",
    "the lesson's": "np = check_close = check_answer = check_that = X_train = Fraction = squared = None",
    "checks that check nothing": "check_close = check_that = lambda *a, **k: None",
}
VISIBLE = "print([name for name in dir() if 'lesson' in name or 'memory' in name], sum, X_train, list)"


@pytest.fixture(scope="module")
def session():
    """Runs cells in one new kernel; returns the error of each, "" where it had none, and what the last one printed."""

    def session(*sources):
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        NotebookClient(book, allow_errors=True, extra_arguments=["--IPKernelApp.log_level=ERROR"]).execute()
        errors = ["".join(out.evalue for out in cell.outputs if out.output_type == "error") for cell in book.cells]
        return errors, "".join(out.get("text", "") for out in book.cells[-1].outputs)

    return session


def test_a_notebook_may_call_things_as_it_likes(session):
    cells = [SETUP, ANSWER, TEST, *(cell for shadow in SHADOWS.values() for cell in (shadow, TEST)), VISIBLE]

    errors, printed = session(*cells)

    assert errors == [""] * len(cells)
    assert printed == "[] 0 None [1, 2]\n"


def test_no_name_makes_a_wrong_answer_right_and_setup_may_run_again(session):
    wrong = "def double(u):\n    return u * u"

    errors, _ = session(SETUP, wrong, *SHADOWS.values(), TEST, SETUP, TEST, ANSWER, TEST, "del double", TEST)

    wrong_before, _, wrong_after, _, right, _, missing = errors[-7:]
    assert "the sum is 5, expected 6" in wrong_before
    assert "the sum is 5, expected 6" in wrong_after
    assert right == ""
    assert missing.startswith("double is not defined: run the cell that defines it")


def test_a_test_before_the_setup_names_what_is_missing(session):
    errors, _ = session(ANSWER, TEST, SETUP, TEST)

    assert errors[1:] == ["name 'check_answer' is not defined", "", ""]


def test_an_exercise_of_the_name_of_a_built_in_is_the_students(session):
    errors, _ = session(SETUP, "def sum(u):\n    return 7", "check_answer(sum)\ncheck_close('it', sum([1]), 7)")

    assert errors == ["", "", ""]
