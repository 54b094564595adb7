"""Questions to practise with: the same for a name, marked with follow-through, and none of a real exam."""

from fractions import Fraction

import numpy as np
import pytest

from course_lib.exam.drawing import Asked, draw_exam, student_seed
from course_lib.exam.known_families import known_families
from course_lib.exam.meter import FREE, raw_draws
from course_lib.exam.practice import PAPER, paper, practice, sit


@pytest.mark.parametrize("family", known_families())
def test_a_seed_gives_one_question_and_its_key_full_marks(family):
    one, same, other = practice(family, 3), practice(family, 3), practice(family, 4)

    assert one.question == same.question != other.question
    marks = one.marks(one.question.key)
    assert sum(points for _, points, _, _ in marks) == sum(worth for _, _, worth, _ in marks) == 2
    assert not any(fault for *_, fault in marks)


def test_it_shows_itself_without_its_key():
    one = practice("softmax", 1)

    for shown in (repr(one), one._repr_markdown_()):
        assert "Softmax" in shown
        assert all(str(value) not in shown for value in one.question.key["p"])
    assert str(one.question.key["p"]) in repr(one.solve())
    assert one.solve()._repr_markdown_().startswith("1. ")


def test_what_follows_from_a_slip_keeps_its_points(capsys):
    one = practice("backprop", 2)
    parameters, output = one.question.parameters, one.question.key["output"] + 1
    error = Fraction(output - parameters["y"])

    one.mark(one.question.key | {"output": output, "loss": str(error**2), "b2": str(2 * error)})

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines[:2]] == ["0", "1/3"]


def test_a_paper_is_a_name_s_own_and_no_exam_has_its_seed():
    ada, grace = paper("Ada Lovelace"), paper("Grace Hopper")

    assert [one.question.family for one in ada] == list(PAPER)
    assert all(one.question.parameters != other.question.parameters for one, other in zip(ada, grace, strict=True))
    assert student_seed("practice", "Ada Lovelace") not in {student_seed(seed, "Ada Lovelace") for seed in range(1000)}
    real = draw_exam("exam", 0, "Ada Lovelace", [Asked(family, 2) for family in PAPER])
    assert all(
        one.question.parameters != question.parameters for one, question in zip(ada, real.questions, strict=True)
    )


def test_functions_can_sit_a_paper(capsys):
    questions = paper(5, ["zones", "softmax"])
    keys = {one.question.family: one.question.key for one in questions}
    solvers = {"zones": lambda network: keys["zones"], "softmax": lambda **parameters: {"p": keys["softmax"]["p"]}}

    assert sit(questions, solvers) == Fraction(8, 3)
    assert capsys.readouterr().out.endswith("8/3 of 4 points\n")


def test_raw_draws_are_wilder_than_what_is_accepted():
    free = raw_draws(FREE, 200, np.random.default_rng(0))
    family = known_families()["optimizer"]
    drawn = [one for one in raw_draws("optimizer", 200, np.random.default_rng(1)) if one]

    assert len([one for one in free if one]) < 100  # a drawn matrix is singular more often than not
    assert all(rules for *_, rules in filter(None, free))
    assert {rules for *_, rules in drawn} == {True, False}
    assert max(largest for _, largest, _ in drawn) > family.largest
