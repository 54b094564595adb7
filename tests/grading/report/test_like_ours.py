"""Which answers look like the course's own source, and which are too short or too usual to say so."""

import inspect

import pytest

from course_lib import classification
from course_lib.instructor.bank.bank import read_bank
from course_lib.instructor.grading.report.like_ours import REFERENCE, like_ours_in
from course_lib.instructor.source.reference import reference

NAME = "01_binary_classification"


@pytest.fixture(scope="module")
def lesson(course):
    return course.lesson(NAME)


def told(lesson, exercise, **sources):
    return [(found.student, found.source) for found in like_ours_in(lesson, {exercise: sources})]


def renamed(source):
    """The same with other names, another comment and other spaces."""
    for old, new in {"weights": "w2", "bias": "zz", "inputs": "data", "labels": "y9", "rate": "step"}.items():
        source = source.replace(old, new)
    return source.replace("\n    ", "\n  # mine\n    ")


def test_a_pasted_function_of_the_library_is_told_whatever_its_names_are(lesson):
    pasted = inspect.getsource(classification.train_linear)

    found = told(lesson, "train_linear", ada=pasted, ben=renamed(pasted))

    assert found == [(student, "course_lib.classification.train_linear") for student in ("ada", "ben")]


def test_the_reference_answer_is_told(lesson):
    answer = next(found.answer.source for found in lesson.exercises if found.name == "error_interval")

    assert told(lesson, "error_interval", ada=answer) == [("ada", REFERENCE)]


def test_what_is_short_is_told_of_nobody(lesson):
    short = {found.name: found.answer.source for found in lesson.exercises if len(found.answer.source) < 250}

    assert short
    assert [pair for name, source in short.items() for pair in told(lesson, name, ada=source)] == []


def test_what_many_wrote_is_usual(lesson):
    pasted = inspect.getsource(classification.train_linear)

    assert told(lesson, "train_linear", **{f"student{number}": pasted for number in range(9)}) == []


def test_an_unwritten_answer_is_told_of_nobody(lesson):
    known = reference(lesson)

    assert [told(lesson, found.name, ada=known.released_source(found.name)) for found in lesson.exercises] == [
        []
    ] * len(lesson.exercises)


@pytest.mark.parametrize("name", [NAME, "03_gradient_descent", "07_transformers"])
def test_no_right_answer_of_the_bank_that_was_written_otherwise_is_told(course, name):
    lesson = course.lesson(name)
    right = [answer for answer in read_bank(lesson).answers if answer.kind == "right"]

    assert right
    assert [
        found for answer in right for found in like_ours_in(lesson, {answer.exercise: {"ada": answer.source}})
    ] == []
