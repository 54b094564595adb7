import copy
from fractions import Fraction

import numpy as np
import pytest
import torch

from course_lib.checking.values import UnusableValueError, as_array, is_numeric, plain, same


@pytest.mark.parametrize(
    "value",
    [
        [[1, 2], [3, 4]],
        ((1.0, 2.0), (3.0, 4.0)),
        np.array([[1, 2], [3, 4]], dtype=np.float32),
        torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True),
        [torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])],
        [[Fraction(1), Fraction(2)], [Fraction(3), Fraction(4)]],
        np.ma.masked_array([[1, 2], [3, 4]]),
    ],
)
def test_what_a_fair_person_takes_for_an_array_is_one(value):
    np.testing.assert_array_equal(as_array(value), [[1, 2], [3, 4]])


def test_an_array_that_lies_about_equality_arrives_as_a_plain_one():
    class Liar(np.ndarray):
        def __eq__(self, other):
            return True

    assert type(as_array(np.zeros(2).view(Liar))) is np.ndarray


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        (None, "none"),
        ((i for i in range(3)), "generator"),
        (map(abs, [1]), "generator"),
        (abs, "type"),
        ("1.0", "type"),
        ([[1, 2], [3]], "type"),
        ({"a": 1}, "type"),
        (1j, "type"),
        (..., "type"),
    ],
)
def test_what_is_no_array_is_refused_with_a_reason(value, hint):
    with pytest.raises(UnusableValueError) as refused:
        as_array(value)
    assert refused.value.hint.startswith(f"{hint}: ")


def test_lists_and_tuples_of_numbers_are_numeric_and_words_are_not():
    assert is_numeric([(1, 0), (2.0, np.int64(3))])
    assert not is_numeric([1, (2.0, 3.0)])
    assert not is_numeric(["a"])
    assert not is_numeric([])


def test_plain_values_forget_their_containers():
    assert plain((1, [np.int64(2), torch.tensor(3)])) == [1, [2, 3]]
    assert plain({"a": (1,)}) == {"a": [1]}


def test_a_changed_array_type_order_or_number_is_not_the_same():
    assert same([np.array([1.0, np.nan])], [np.array([1.0, np.nan])])
    assert not same(np.array([1.0]), np.array([1]))
    assert not same([1, 2], [2, 1])
    assert not same({"a": np.zeros(2)}, {"a": np.ones(2)})


def test_a_torch_module_is_the_same_with_its_weights_gradients_and_mode():
    first, second = torch.nn.Linear(2, 1), torch.nn.Linear(2, 1)
    second.load_state_dict(first.state_dict())
    assert same(first, second)
    second.eval()
    assert not same(first, second)
    second.train()
    second(torch.ones(1, 2)).sum().backward()
    assert not same(first, second)


NAN = float("nan")


@pytest.mark.parametrize(
    "make",
    [
        lambda: NAN,
        lambda: np.float32("nan"),
        lambda: complex(0, NAN),
        lambda: np.array([1.0, NAN], dtype=np.float32),
        lambda: np.array([complex(NAN, 1)]),
        lambda: np.array([1, NAN, None, np.array([NAN])], dtype=object),
        lambda: np.array(["NaT", "2026-01-01"], dtype="M8[D]"),
        lambda: np.timedelta64("NaT"),
        lambda: np.array([(1, NAN)], dtype=[("a", int), ("b", float)]),
        lambda: torch.tensor([NAN, 1.0]),
        lambda: {"a": [NAN, (NAN,)], "b": {NAN}},
    ],
)
def test_nan_is_the_same_as_nan_wherever_it_stands(make):
    assert same(copy.deepcopy(make()), make())


def test_zero_is_the_same_with_either_sign():
    assert same(0.0, -0.0)
    assert same(np.array([0.0]), np.array([-0.0]))
    assert same([torch.tensor(0.0)], [torch.tensor(-0.0)])
