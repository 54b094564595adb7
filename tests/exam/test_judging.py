"""How the answers to exam questions are read and judged, without the grader's processes."""

from fractions import Fraction

import numpy as np
import pytest

from course_lib.checks import CheckError
from course_lib.exam.drawing import Asked, draw_exam
from course_lib.exam.judging import Judged, JudgingError, shares
from course_lib.exam.known_families import known_families
from course_lib.exam_form import check_form, checks_of
from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.marking.verdict import Evidence, judge
from course_lib.instructor.sandbox.runner import CellError, CellOutcome, RunCell


def question(family, points=2):
    return draw_exam("exam", 3, "anna", [Asked(family, points)]).questions[0]


def judged(q, answer):
    return Judged(answer, q.as_json())


@pytest.mark.parametrize(
    "answer",
    [
        {"p": ["2/6", "0.5", 4]},
        {"p": ("1/3", "3/6", "4")},
        {"p": np.array(["1/3", "1/2", "4"])},
        {"p": ["1/3", "1/2", np.int64(4)], "more": None},
    ],
)
def test_any_exact_form_is_read(answer):
    assert check_form("p", answer, [3]) == [Fraction(1, 3), Fraction(1, 2), 4]


@pytest.mark.parametrize(
    ("answer", "hint", "seen"),
    [
        ({"p": [0.5, 1, 2]}, "exact", r"p\[0\] is 0.5, a float"),
        ({"p": np.array([1.0, 2.0, 3.0])}, "exact", "float"),
        ({"p": [1, 2]}, "shape", "2 items, expected 3"),
        ({"p": 7}, "shape", "no list"),
        ({"p": [[1], 2, 3]}, "shape", "expected a number"),
        ({"p": ["one", 2, 3]}, "type", "which is no number"),
        ({"p": [None, 2, 3]}, "type", "no number"),
        ({"q": [1, 2, 3]}, "name", "no 'p', but 'q'"),
        ([1, 2, 3], "type", "no dict"),
    ],
)
def test_another_form_is_told_with_what_to_do(answer, hint, seen):
    with pytest.raises(CheckError, match=seen) as caught:
        check_form("p", answer, [3])
    assert caught.value.hint_id == hint


def test_a_float_is_refused_with_the_hint_that_is_promised():
    with pytest.raises(CheckError, match=r"Hint \(exact\): write it as a fraction"):
        check_form("loss", {"loss": 2.0}, [])


def test_the_notebook_tells_the_form_alone(capsys):
    forms = {"q1": {"p": [3], "loss": []}}
    check = checks_of(forms)
    names = {"check": check, "q1": lambda: {"p": [1, 2, 3], "loss": "1/2"}}
    exec("check('q1')", names)
    assert "the form is right" in capsys.readouterr().out
    names["q1"] = lambda: {"p": [1, 2, 3]}
    with pytest.raises(CheckError, match="no 'loss'"):
        exec("check('q1')", names)
    with pytest.raises(CheckError, match="q2 is not defined"):
        exec("check('q2')", names)


@pytest.mark.parametrize(
    "p",
    [
        [Fraction(1, 3), Fraction(4), 2],
        (Fraction(1, 3), "1/2", np.int64(4)),
        np.array([Fraction(1, 3), 1, 2]),
    ],
)
def test_the_notebook_takes_what_was_computed_with_fractions(p, capsys):
    exec("check('q1')", {"check": checks_of({"q1": {"p": [3]}}), "q1": lambda: {"p": p}})
    assert "the form is right" in capsys.readouterr().out


@pytest.mark.parametrize("family", sorted(known_families()))
def test_the_shares_of_a_question_are_its_points(family):
    for points in (1, 2, 3, 7):
        q = question(family, points)
        found = shares(q)
        assert sum(share for *_, share in found) == points
        assert len({name for name, *_ in found}) == len(q.key)


def test_a_slip_costs_its_own_part():
    q = question("backprop")
    answer = dict(q.key) | {"output": q.key["output"] + 1}
    with pytest.raises(CheckError, match="output is"):
        judged(q, answer).check("output")
    for name in ("loss", "w1", "b1", "w2", "b2"):
        judged(q, answer).check(name)


def test_a_line_that_cannot_be_read_costs_itself_alone():
    q = question("optimizer")
    found = judged(q, {"thetas": [[0.5, 1], *q.key["thetas"][1:]]})
    with pytest.raises(CheckError, match=r"thetas\[0\]\[0\] is 0.5, a float"):
        found.check("thetas", 0)
    found.check("thetas", 1)
    found.check("thetas", 2)
    with pytest.raises(CheckError, match=r"thetas\[1\]"):
        judged(q, {"thetas": [*q.key["thetas"][:1], [1, 2], ["1/7", "no"]]}).check("thetas", 1)


def test_a_family_that_fails_is_no_fault_of_the_answer(monkeypatch):
    q = question("softmax")
    monkeypatch.setattr(type(known_families()["softmax"]), "follow", lambda *_: 1 / 0)
    with pytest.raises(JudgingError, match="ZeroDivisionError") as caught:
        judged(q, dict(q.key) | {"loss": 1}).check("loss")
    assert caught.value.not_of_the_answer


def test_a_test_that_says_that_it_has_failed_is_ours():
    cell = RunCell("judged.check('p')", "test", "q1")
    failed = CellOutcome("error", error=CellError("JudgingError", "softmax, p: ZeroDivisionError", ()))
    ran = CellOutcome("ok")
    verdict = judge(Evidence("q1", True, ran, ((cell, failed),), cell.source, frozenset({"q1"})))
    assert verdict.status == Status.INTERNAL
