"""What is special about the input on which an answer failed."""

import numpy as np
import pytest

from course_lib.checking.special_inputs import OTHER_SIZE, SENTENCES
from course_lib.checks import (
    CheckError,
    check_answer,
    check_close,
    check_equal,
    check_parts,
    check_shape,
    check_unchanged,
)

PLAIN = np.array([[1.5, -2.0], [3.25, 0.75], [5.5, -4.5]])


def total(X, *scales):
    return float(np.sum(X, where=np.isfinite(X))) * np.prod([scale or 1 for scale in scales])


def hint_for(other, *, first=PLAIN, answer=total):
    """The id of the hint when an answer is right for the first input, and wrong for the other ones."""
    check_answer(answer)
    first, other = ([one] if not isinstance(one, tuple) else list(one) for one in (first, other))
    check_close("the sum", check_unchanged(answer, *first), answer(*first))
    with pytest.raises(CheckError) as raised:
        check_close("the sum", check_unchanged(answer, *other), 1.7 * answer(*other) + 0.37)
    return raised.value.hint_id


@pytest.mark.parametrize(
    ("hint", "other"),
    [
        ("one-row", PLAIN[:1] + 0.125),
        ("one-column", PLAIN[:, :1] + 0.125),
        ("axes", PLAIN[0] + 0.125),
        ("all-zero", np.zeros((3, 2))),
        ("constant-row", np.array([[1.5, -2.0], [3.25, 3.25], [5.5, -4.5]])),
        ("constant-column", np.array([[1.5, -2.0], [1.5, 0.75], [1.5, -4.5]])),
        ("equal-rows", np.array([[1.5, -2.0], [1.5, -2.0], [5.5, -4.5]])),
        ("wide", PLAIN.T.copy()),
        ("zero-input", np.where(PLAIN == 0.75, 0, PLAIN)),
        ("huge", 1000 * PLAIN),
        ("large", 20.3 * PLAIN),
        ("tiny", PLAIN / 100),
        ("not-finite", np.where(PLAIN == 0.75, np.inf, PLAIN)),
        ("single-precision", PLAIN.astype(np.float32)),
        ("whole", np.array([[1.0, -2], [3, 7], [5, -4]])),
        ("strides", np.asfortranarray(PLAIN)),
        ("none-input", (PLAIN, None)),
        ("other-options", (PLAIN, 2.0)),
        ("other-size", PLAIN[:-1]),
        (None, 1.25 * PLAIN),
    ],
)
def test_what_no_earlier_input_had_is_named(hint, other):
    assert hint_for(other) == hint


@pytest.mark.parametrize(
    ("hint", "number"), [("number-zero", 0), ("number-negative", -2), ("number-fraction", 0.5), (None, 3)]
)
def test_what_is_special_about_a_number_is_named(hint, number):
    assert hint_for((PLAIN, number), first=(PLAIN, 2)) == hint


def test_an_empty_list_among_the_arguments_is_named():
    assert hint_for(([],), first=([[1.0, 2.0]],), answer=lambda rows: float(len(rows))) == "empty"


def test_the_first_input_is_not_special():
    check_answer(total)
    with pytest.raises(CheckError) as raised:
        check_close("the sum", check_unchanged(total, PLAIN), 7.3)
    assert raised.value.hint is None


def test_what_is_special_is_told_of_the_parts_of_a_result_too():
    def both(X):
        return X.sum(), X - X.mean()

    check_answer(both)
    check_unchanged(both, PLAIN)
    _, centred = check_parts(check_unchanged(both, PLAIN[:1]), "the sum", "what is left")
    with pytest.raises(CheckError) as raised:
        check_close("what is left", check_shape("what is left", centred, (1, 2)), [[7.5, 0.1]])
    assert raised.value.hint_id == "one-row"


def test_a_value_that_the_test_has_made_itself_has_no_input():
    check_answer(total)
    check_unchanged(total, PLAIN)
    check_unchanged(total, PLAIN[:1])
    with pytest.raises(CheckError) as raised:
        check_close("the half", 0.5 * 7.25, 7.3)
    assert raised.value.hint is None


def test_the_calls_of_another_test_do_not_count():
    assert hint_for(PLAIN[:1]) == "one-row"
    assert hint_for(PLAIN[:1]) == "one-row"


def test_a_hint_of_the_author_stands_before_it():
    check_answer(total)
    check_unchanged(total, PLAIN)
    with pytest.raises(CheckError) as raised:
        check_close("the sum", check_unchanged(total, PLAIN[:1]), 1234.567, hint="mine: this one.")
    assert raised.value.hint_id == "mine"


def test_it_is_told_of_words_too():
    def kind(x):
        return "odd" if x % 2 else "even"

    check_answer(kind)
    check_equal("kind(3)", check_unchanged(kind, 3.0), "odd")
    with pytest.raises(CheckError) as raised:
        check_equal("kind(0)", check_unchanged(kind, 0.0), "zero")
    assert raised.value.hint_id == "number-zero"


def test_no_sentence_holds_a_value():
    assert all("{" not in text for text in (*SENTENCES.values(), OTHER_SIZE))
    assert all(text.startswith(f"{name}: the first input in which ") for name, text in SENTENCES.items())
