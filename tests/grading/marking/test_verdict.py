import pytest
from grading_examples import lesson

from course_lib.checking.explained import Explained
from course_lib.instructor.grading.marking.hints import safe_hint
from course_lib.instructor.grading.marking.verdict import Evidence, judge
from course_lib.instructor.sandbox.runner import CellError, CellOutcome, RunCell

pytestmark = pytest.mark.process

OK = CellOutcome("ok")
TEST = lesson().exercises[0].test.source


def evidence(*segments, answered=True, answer=OK):
    pieces = tuple((RunCell("", "test", "double", hidden), outcome) for hidden, outcome in segments)
    return Evidence("double", answered, answer, pieces, TEST, frozenset({"double", "quadruple", "mean"}))


def raised(ename, evalue="", unwritten="", hint=None):
    return CellOutcome("error", error=CellError(ename, evalue, unwritten=unwritten, hint=hint))


def test_an_exercise_is_passed_when_every_piece_of_its_test_ran():
    assert judge(evidence((False, OK), (True, OK))).status == "passed"


def test_a_stub_that_passes_is_passed():
    """An answer may stand in a cell of its own: what counts is that the test accepts it."""
    assert judge(evidence((False, OK), answered=False)).status == "passed"


def test_a_failed_check_keeps_its_message_and_its_hint():
    message = "double: doubled[1] is 9.0, expected 6.0.\nHint (square): twice x, not x times x."

    verdict = judge(evidence((False, raised("CheckError", message, hint=("square", "twice x, not x times x.")))))

    assert (verdict.status, verdict.hint, verdict.message) == ("failed", "square", message)
    assert verdict.sentence == "twice x, not x times x."


def test_calling_the_library_is_forbidden():
    error = raised("ForbiddenError", "mean: the answer uses numpy.mean.\nHint (own-work): write it yourself.")

    assert judge(evidence((False, error))).status == "forbidden"


def test_a_hidden_failure_shows_its_hint_and_no_value():
    hint = "absolute", "the sign of x counts."
    error = raised("CheckError", "double: doubled[1] is 7.0, expected -14.0.", hint=hint)

    verdict = judge(evidence((False, OK), (True, error)))

    assert (verdict.status, verdict.hint, verdict.sentence, verdict.hidden) == ("failed", *hint, True)
    assert verdict.message == (
        "double: a hidden test fails: it asks the same of other inputs.\nHint (absolute): the sign of x counts."
    )


@pytest.mark.parametrize(
    ("ename", "evalue", "hint"),
    [
        ("CheckError", "double: x is 31.25.", ("made-up-31-25", "secret = 31.25")),
        ("CheckError", "double: x is 31.25.", ("square", "31.25")),
        ("CheckError", "double: x is 31.25.", ("offset", "every value is off by the same +31.25: a term too many.")),
        ("CheckError", "double: x is 31.25.\nHint (made-up-31-25): secret = 31.25", None),
        ("ValueError", "31.25", None),
        ("Secret31_25", "x", None),
        ("NotImplementedError", "31.25", None),
    ],
)
def test_nothing_that_an_answer_makes_up_carries_a_hidden_value_out(ename, evalue, hint):
    verdict = judge(evidence((True, raised(ename, evalue, hint=hint))))

    assert not any(digits in f"{verdict}" for digits in ("31.25", "31_25", "31-25"))


def test_an_exception_that_everybody_meets_is_told_with_its_line_a_hint_and_pythons_words():
    known = Explained("shapes", "the shapes do not fit together.", "`x` has shape (3,)", 2, "return x + y")
    error = CellError("ValueError", "operands could not be broadcast", explained=known)

    verdict = judge(evidence((False, CellOutcome("error", error=error))))

    assert (verdict.status, verdict.hint, verdict.sentence) == ("error", "shapes", "the shapes do not fit together.")
    assert verdict.message.splitlines() == [
        "double: line 2 ends in a ValueError: `return x + y`. Here: `x` has shape (3,).",
        "Hint (shapes): the shapes do not fit together.",
        "Python says: ValueError: operands could not be broadcast",
    ]


def test_an_exception_in_a_hidden_part_tells_its_class_alone():
    known = Explained("shapes", "31.25", "31.25", 2, "31.25")
    error = CellError("ValueError", "31.25", explained=known)

    verdict = judge(evidence((True, CellOutcome("error", error=error))))

    assert verdict.message == "double: a hidden test ends in ValueError."
    assert verdict.hint == ""


@pytest.mark.parametrize("status", ["timeout", "memory", "crashed"])
def test_a_test_that_was_stopped_says_how(status):
    stopped = CellOutcome(status, error=CellError("Stopped", "it took too long"))

    verdict = judge(evidence((False, stopped)))

    assert verdict.status == status
    assert verdict.message == "double: in its test, it took too long."


def test_the_stub_is_missing_whatever_its_test_says():
    assert judge(evidence((False, raised("TypeError")), answered=False)).status == "missing"


def test_an_answer_that_was_not_finished_is_missing():
    assert judge(evidence((False, raised("NotImplementedError", unwritten="double")))).status == "missing"


@pytest.mark.parametrize("text", ["", "todo", "double: not written yet. Put your answer in the place of ..."])
@pytest.mark.parametrize("stub", ["", "Shape.area", "double.<locals>.inner"])
def test_a_notimplementederror_that_is_no_stub_of_an_exercise_is_an_error_whatever_it_says(text, stub):
    verdict = judge(evidence((False, raised("NotImplementedError", text, stub))))

    assert verdict.status == "error"
    assert text in verdict.message


def test_a_class_of_which_one_method_is_the_stub_says_which():
    error = raised("NotImplementedError", unwritten="double.forward")

    assert judge(evidence((False, error))).message == "double: its method forward is not written yet."
    assert judge(evidence((True, error))).message == "double: one of its methods is not written yet."
    assert judge(evidence((False, error))).status == "error"


def test_a_class_whose_body_is_the_stub_is_missing_though_it_is_not_even_defined():
    answer = raised("NotImplementedError", unwritten="double")

    verdict = judge(evidence((False, raised("NameError", "name 'double' is not defined")), answer=answer))

    assert verdict.status == "missing"


def test_an_answer_that_calls_an_unwritten_one_is_not_itself_missing():
    verdict = judge(evidence((False, raised("NotImplementedError", unwritten="mean"))))

    assert verdict.status == "error"
    assert verdict.message == "double: its test needs mean, which is not written yet."


def test_a_syntax_error_of_the_answer_is_told_instead_of_the_missing_name():
    answer = raised("SyntaxError", "expected ':' (line 1)")

    verdict = judge(evidence((False, raised("NameError", "name 'double' is not defined")), answer=answer))

    assert verdict.status == "error"
    assert "SyntaxError: expected ':'" in verdict.message


def test_an_answer_cell_that_crashes_makes_the_exercise_crashed():
    answer = CellOutcome("crashed", error=CellError("KernelDied", "the cell ended the process"))

    assert judge(evidence((False, raised("NameError")), answer=answer)).status == "crashed"


def test_an_answer_that_needs_one_that_does_not_run_says_which():
    verdict = judge(evidence((False, raised("NameError", "name 'mean' is not defined"))))

    assert verdict.message == "double: its test needs mean, whose answer cell does not run."


def test_a_message_that_looks_like_a_hint_is_none():
    verdict = judge(evidence((False, raised("CheckError", "double: got 'x\nHint (square): twice x.'."))))

    assert (verdict.hint, verdict.sentence) == ("", "")


def test_a_built_in_hint_with_values_in_it_loses_its_sentence():
    assert safe_hint(("factor-n", "every value is 3 times too large: sum or mean?"), TEST) == ("factor-n", "")
