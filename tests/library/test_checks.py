import time

import numpy as np
import pytest
import torch

from course_lib.checks import (
    CheckError,
    ForbiddenError,
    check_answer,
    check_close,
    check_equal,
    check_parts,
    check_shape,
    check_that,
    check_unchanged,
    declared_hints,
)

EXPECTED = np.array([[0.0, -5.0], [7.0, 2.0], [1.0, 4.0]])


@pytest.fixture(autouse=True)
def exercise():
    """Every check of this file belongs to one exercise."""

    def relu_backward(grad_out, u):
        return grad_out * (u > 0)

    check_answer(relu_backward)
    return relu_backward


def refused(check, *arguments, **options):
    with pytest.raises(CheckError) as error:
        check(*arguments, **options)
    return error.value


def test_a_message_says_where_what_was_got_and_what_was_expected_and_the_hint():
    got = EXPECTED.copy()
    got[0, 1] = 0

    error = refused(
        check_close, "grad_u", got, EXPECTED, confusions={"mask: ask where u > 0, not where grad_out > 0.": got}
    )

    assert str(error) == (
        "relu_backward: grad_u[0, 1] is 0.0, expected -5.0.\nHint (mask): ask where u > 0, not where grad_out > 0."
    )
    assert error.hint_id == "mask"


@pytest.mark.parametrize(
    "got",
    [
        EXPECTED.tolist(),
        tuple(map(tuple, EXPECTED)),
        EXPECTED.astype(int),
        EXPECTED.astype(np.float32),
        EXPECTED * (1 + 1e-9),
        np.asfortranarray(EXPECTED),
        torch.tensor(EXPECTED, dtype=torch.float32),
    ],
)
def test_what_a_fair_person_takes_for_equal_passes(got):
    check_close("grad_u", got, EXPECTED)
    check_close("grad_u", EXPECTED, got)


@pytest.mark.parametrize("got", [3, 3.0, np.float32(3), np.array(3), torch.tensor(3.0)])
def test_a_number_may_come_in_any_type(got):
    check_close("loss", got, 3.0)
    check_equal("count", got, 3)


def test_float32_rounding_is_let_pass_only_for_float32():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(50, 200)), rng.normal(size=(200, 30))
    rounded = a.astype(np.float32) @ b.astype(np.float32)
    check_close("product", rounded, a @ b)
    refused(check_close, "product", rounded.astype(float), a @ b)


def test_half_precision_is_not_enough():
    error = refused(check_close, "product", np.float16([0.1, 2.7]), [0.1, 2.7])
    assert error.hint_id == "dtype"


def test_shapes_are_compared_before_values_and_nothing_is_broadcast():
    error = refused(check_close, "grad_u", 0.0, np.zeros(3))
    assert str(error).startswith("relu_backward: grad_u has shape (), expected (3,).\nHint (shape): ")


def test_tiny_values_are_not_equal_to_zero():
    refused(check_close, "grad", [0.0, 0.0], [1e-12, 2e-12])


def test_a_known_confusion_wins_over_a_slip():
    error = refused(check_close, "loss", 6.0, 3.0, confusions={"half: the loss has no factor.": 6.0})
    assert error.hint_id == "half"


def test_the_fallback_hint_is_used_when_nothing_explains():
    got = 1 + EXPECTED**2
    assert refused(check_close, "grad_u", got, EXPECTED).hint is None
    assert refused(check_close, "grad_u", got, EXPECTED, hint="look: at the formula.").hint_id == "look"


def test_a_nan_where_a_nan_is_due_passes():
    check_close("kl", [np.nan, np.inf, 1.0], [np.nan, np.inf, 1.0])
    assert refused(check_close, "kl", [np.nan, 1.0], [np.inf, 1.0]).hint_id == "nan"


def test_a_small_difference_is_shown_with_enough_digits():
    assert "is 1.00000012, expected 1.0." in str(refused(check_close, "loss", 1.00000012, 1.0, rtol=1e-9))


def test_small_arrays_are_shown_beside_each_other():
    error = refused(check_close, "grad_u", EXPECTED + 1, EXPECTED)
    assert error._render_traceback_()[:2] == str(error).splitlines()
    assert error._render_traceback_()[2].startswith("got:\n[[")


@pytest.mark.parametrize(
    ("got", "expected"),
    [("a", "a"), ({1, 2}, {2, 1}), ([1, [2]], (1, (2,))), (True, True), ({"a": np.array([1])}, {"a": [1]}), ([], [])],
)
def test_equal_things_are_equal_whatever_holds_them(got, expected):
    check_equal("answer", got, expected)


def test_unequal_things_are_refused_with_their_confusion():
    error = refused(check_equal, "state", "over", "under", confusions={"swapped: read both definitions again.": "over"})
    assert (
        str(error) == "relu_backward: state is 'over', expected 'under'.\nHint (swapped): read both definitions again."
    )


def test_counts_are_exact():
    assert refused(check_equal, "count", 13.0000001, 13)
    assert refused(check_equal, "ids", np.array([1, 2, 4]), np.array([1, 2, 3]))


def test_a_shape_can_be_checked_alone():
    check_shape("out", np.zeros((2, 3)), (2, 3))
    assert refused(check_shape, "out", np.zeros((3, 2)), (2, 3)).hint_id == "transpose"
    assert refused(check_shape, "out", [1.0], (2, 3), confusions={"flat: keep the batch.": (1,)}).hint_id == "flat"


def test_the_parts_of_a_tuple_are_handed_back():
    assert check_parts((1, 2), "w", "b") == (1, 2)
    assert check_parts([1, 2], "w", "b") == (1, 2)


@pytest.mark.parametrize(
    ("result", "hint"),
    [(None, "none"), ((x for x in "ab"), "generator"), (3.0, "type"), ((1,), "type"), ("ab", "type")],
)
def test_a_missing_part_is_explained(result, hint):
    assert refused(check_parts, result, "w", "b").hint_id == hint


def test_any_property_can_be_checked():
    check_that(True, "id: sentence.", "nothing was seen")
    error = refused(check_that, np.bool_(False), "rise: the loss must rise.", "the loss fell")
    assert str(error) == "relu_backward: the loss fell.\nHint (rise): the loss must rise."


def test_a_changed_argument_is_named(exercise):
    def in_place(grad_out, u):
        grad_out[u <= 0] = 0
        return grad_out

    arguments = np.ones(3), np.array([1.0, -1.0, 2.0])
    check_unchanged(exercise, *arguments)
    error = refused(check_unchanged, in_place, *arguments)
    assert error.hint_id == "in-place"
    assert "the argument grad_out was changed" in str(error)


def test_the_global_random_state_must_not_be_used():
    assert refused(check_unchanged, lambda n: np.random.rand(n), 3).hint_id == "global-rng"
    assert refused(check_unchanged, lambda n: torch.rand(n), 3).hint_id == "global-rng"
    check_unchanged(lambda rng: rng.normal(), np.random.default_rng(0))


def test_an_answer_that_calls_the_library_is_refused_with_that_reason():
    notebook = {"__name__": "__main__", "np": np}
    exec("def answer(u):\n    return np.convolve(u, u)\n", notebook)

    with pytest.raises(ForbiddenError, match=r"answer: the answer uses numpy.convolve.\nHint \(own-work\): "):
        check_answer(notebook["answer"], forbids=["numpy.convolve"])


def test_an_answer_that_is_no_function_is_refused():
    assert refused(check_answer, 3.0).hint_id == "type"


def test_declared_hints_are_known_by_exercise():
    check_close("loss", 1.0, 1.0, confusions={"alpha: first.": 2.0}, hint="beta: second.")
    assert {"alpha", "beta"} <= declared_hints()["relu_backward"]


@pytest.mark.parametrize(
    "given",
    [
        lambda got: got,
        lambda got: got.tolist(),
        lambda got: list(got),
        lambda got: [list(row) for row in got],  # of np.float64
        lambda got: torch.from_numpy(got),
    ],
)
def test_150_000_wrong_numbers_are_explained_at_once(given):
    rng = np.random.default_rng(0)
    expected = rng.normal(size=(300, 500))
    got = given(expected + 1e-3 * (np.arange(150_000).reshape(300, 500) > 140_000))
    begun = time.process_time()

    error = refused(check_close, "out", got, expected)

    assert time.process_time() - begun < 0.2  # element by element it takes seconds; this, 0.01 to 0.05
    assert error.message.startswith("relu_backward: out[280, 1] is")


def test_whole_numbers_that_no_float_tells_apart_are_not_equal():
    check_equal("cost", 10_000_001_400_000_049, 10_000_001_400_000_049)
    assert "049" in refused(check_equal, "cost", 10_000_001_400_000_048, 10_000_001_400_000_049).message


def test_150_000_words_are_compared_at_once():
    words = [str(number) for number in range(150_000)]
    begun = time.process_time()

    check_equal("words", words, tuple(words))

    assert time.process_time() - begun < 0.3


@pytest.mark.parametrize("nan", [float("nan"), np.float32("nan"), [float("nan")], np.array([np.nan, 1.0])])
def test_nan_that_is_left_alone_is_not_called_changed(nan):
    check_unchanged(lambda x: 0, nan)


def test_what_checks_accept_a_test_computes_with():
    result = torch.tensor([1.0, 2.0], requires_grad=True), np.int8(-128), [np.float16(60000)], (1, np.bool_(True))

    weights, small, half, pair = check_parts(check_unchanged(lambda: result), "w", "x", "y", "z")

    assert isinstance(weights, np.ndarray)
    assert weights.dtype == np.float32
    assert (-small, half[0] * 2, pair) == (128, 120000.0, (1, True))
    assert [type(value) for value in (small, half[0], *pair)] == [int, float, int, bool]


def test_a_check_of_the_shape_hands_on_the_array_or_the_number():
    assert type(check_shape("b", torch.tensor(2.5, dtype=torch.float64), ())) is float
    np.testing.assert_array_equal(check_shape("w", [[1, 2]], (1, 2)) + 1, [[2, 3]])


def test_an_object_that_is_no_data_is_equal_to_nothing():
    class Liar:
        def __eq__(self, other):
            return True

    assert refused(check_equal, "x", Liar(), "word").message.endswith("x is <a Liar>, expected 'word'.")
