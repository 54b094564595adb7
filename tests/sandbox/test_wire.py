from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some

from course_lib.instructor.sandbox.channel import ProtocolError
from course_lib.instructor.sandbox.wire import Decoder, Encoder, NotDataError, TooLargeError

pytestmark = pytest.mark.process


def refuse(value):
    raise NotDataError(type(value).__name__)


def refuse_tag(node):
    raise ProtocolError(f"unknown tag {node[0]!r}")


def crossed(value, exact=False):
    encoder = Encoder(refuse, exact)
    node = encoder.node(value)
    return Decoder(encoder.content, refuse_tag).value(node)


scalars = some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text() | some.binary()
plain = some.recursive(
    scalars, lambda inner: some.lists(inner) | some.tuples(inner, inner) | some.dictionaries(some.text(), inner)
)


@given(plain)
def test_plain_values_cross_unchanged(value):
    there = crossed(value, exact=True)

    assert there == value
    assert type(there) is type(value)


@pytest.mark.parametrize(
    "value",
    [{1, 2}, frozenset({"a"}), 1 + 2j, Fraction(-3, 7), range(2, 9, 3), 10**40, ..., NotImplemented, float("inf")],
)
def test_other_values_of_python_cross_unchanged(value):
    assert crossed(value) == value


@pytest.mark.parametrize("dtype", ["f8", "f4", "f2", "i8", "u1", "?", "c16", "U3", "S2", "M8[s]"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (1, 0, 2)])
def test_arrays_keep_their_type_shape_and_order(dtype, shape):
    array = np.asfortranarray(np.zeros(shape, dtype=dtype))

    there = crossed(array)

    assert (there.dtype, there.shape) == (array.dtype, array.shape)
    assert there.flags.f_contiguous
    np.testing.assert_array_equal(there, array)


def test_an_array_that_must_not_be_written_to_stays_so():
    array = np.arange(3.0)
    array.flags.writeable = False

    assert not crossed(array).flags.writeable
    assert crossed(np.arange(3.0)).flags.writeable


def test_an_array_of_objects_crosses_if_they_do():
    assert crossed(np.array([Fraction(1, 2), None], dtype=object)).tolist() == [Fraction(1, 2), None]


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.int64, torch.bool, torch.complex64])
def test_tensors_keep_their_type(dtype):
    tensor = torch.ones(2, 3).to(dtype)

    assert torch.equal(crossed(tensor), tensor)
    assert crossed(tensor).dtype is dtype


def test_a_parameter_brings_its_gradient():
    parameter = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    (parameter**2).sum().backward()

    there = crossed(parameter)

    assert isinstance(there, torch.nn.Parameter)
    assert there.grad.tolist() == [2.0, 4.0]


class Lying(np.ndarray):
    """An array that is equal to everything."""

    def __eq__(self, other):
        return True

    __hash__ = None


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (np.zeros(2).view(Lying), np.ndarray),
        (type("Number", (float,), {"__eq__": lambda *a: True})(1.5), float),
        (type("Word", (str,), {})("a"), str),
        (type("Many", (list,), {"__len__": lambda self: 7})([1]), list),
        (type("Map", (dict,), {})(a=1), dict),
    ],
)
def test_a_subclass_arrives_as_plain_data_or_not_at_all(value, kind):
    assert type(crossed(value)) is kind
    with pytest.raises(NotDataError):
        crossed(value, exact=True)


def test_what_is_no_data_is_refused():
    for value in (object(), print, int, iter([])):
        with pytest.raises(NotDataError):
            crossed(value)


def test_what_is_too_deep_too_long_or_too_large_does_not_leave():
    endless = []
    endless.append(endless)

    for value in (endless, 10**2000, [[]] * 1_000_001):
        with pytest.raises(TooLargeError):
            crossed(value)


@pytest.mark.parametrize(
    "node",
    [
        [],
        {},
        {"a": 1},
        ["?"],
        [1, 2],
        [["l"]],
        ["i"],
        ["i", 5],
        ["i", "f" * 5000],
        ["b", [0, 10**12]],
        ["b", [-1, 2]],
        ["a", "<f8", [2], [0, 8], "C", True],
        ["a", "<f8", [-1], [0, 16], "C", True],
        ["a", "<f8", [1 << 40, 1 << 40], [0, 16], "C", True],
        ["a", "O", [1], [0, 8], "C", True],
        ["a", "|V8", [1], [0, 8], "C", True],
        ["a", "f8,O", [1], [0, 8], "C", True],
        ["a", 3, [1], [0, 8], "C", True],
        ["T", "float64", ["l", 1], False, False, None],
        ["T", "qint8", ["a", "<f8", [1], [0, 8], "C", True], False, False, None],
        ["d", [["l"], 1]],
        ["d", 5],
        ["s", ["l"]],
        ["q", "1", "0"],
        ["n", 1, 2, 0],
        ["n", "a", 2, 1],
        ["o", [3], 1],
    ],
)
def test_what_is_malformed_is_refused_in_one_way(node):
    with pytest.raises(ProtocolError):
        Decoder(bytes(16), refuse_tag).value(node)


def test_depth_is_bounded():
    node = None
    for _ in range(60):
        node = ["l", node]

    with pytest.raises(ProtocolError):
        Decoder(b"", refuse_tag).value(node)


def test_a_truth_is_0_or_1_whatever_its_byte():
    there = Decoder(bytes([0, 1, 2, 255]), refuse_tag).value(["a", "|b1", [4], [0, 4], "C", True])

    assert there.view(np.uint8).tolist() == [0, 1, 1, 1]


bounded = plain | some.sampled_from(
    [range(7), np.ones((2, 3)), np.zeros((0, 4)), torch.ones(3), Fraction(1, 3), 10**40]
)


@given(some.lists(bounded))
def test_what_one_end_sends_the_other_takes_and_counts_alike(value):
    encoder = Encoder(refuse)
    node = encoder.node(value)
    decoder = Decoder(encoder.content, refuse_tag)
    decoder.value(node)

    assert decoder.budget.parts <= encoder.budget.parts
    assert decoder.budget.bytes <= encoder.budget.bytes


@given(some.integers(1, 30), some.integers(1, 30))
def test_a_part_counts_wherever_it_stands(rows, columns):
    row = [0.5] * columns
    encoder = Encoder(refuse)

    encoder.node([row] * rows)

    assert encoder.budget.parts == 1 + rows * (2 + columns)


@given(some.integers(0, 40), some.sampled_from(["f8", "u1", "c16", "U7"]))
def test_bytes_that_are_shared_count_as_often_as_they_are_used(uses, dtype):
    node = ["a", np.dtype(dtype).str, [4], [0, 4 * np.dtype(dtype).itemsize], "C", True]
    decoder = Decoder(bytes(4 * np.dtype(dtype).itemsize), refuse_tag)

    decoder.value(["l", *[node] * uses])

    assert decoder.budget.bytes == uses * 4 * np.dtype(dtype).itemsize


@given(some.integers(1_000_000, 10**30))
def test_a_range_counts_as_what_it_would_be_as_a_list(length):
    with pytest.raises(TooLargeError, match="values, at most 1000000"):
        Encoder(refuse).node(range(length))
    with pytest.raises(ProtocolError):
        Decoder(b"", refuse_tag).value(["n", 0, ["i", hex(length)], 1])
