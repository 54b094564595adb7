import math
import pickle

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.autograd import Node, Value, topological_order

numbers = st.floats(-2, 2).filter(lambda x: abs(x) > 1e-3)


def expression(a, b):
    """Every operation at once; a and b are used many times.  Works on Values and on torch tensors."""
    c = a * b + 2 * a - b / 3
    d = (c - 1) ** 3 + (1 - a).exp() * b.tanh()
    e = (d * c).relu() + (-c).relu() + a**-1 + 1 / b
    return e * 0.1 + e.tanh() - c


@given(numbers, numbers)
def test_values_and_gradients_equal_torch(a, b):
    mine = Value(a), Value(b)
    theirs = [torch.tensor(number, dtype=torch.float64, requires_grad=True) for number in (a, b)]

    out, expected = expression(*mine), expression(*theirs)
    out.backward()
    expected.backward()

    assert out.data == pytest.approx(expected.item(), rel=1e-9, abs=1e-9)
    for value, tensor in zip(mine, theirs, strict=True):
        assert value.grad == pytest.approx(tensor.grad.item(), rel=1e-7, abs=1e-7)


def test_a_number_used_twice_gathers_both_gradients():
    a = Value(3.0)

    (a * a + a).backward()

    assert a.grad == 7.0


def test_a_second_backward_pass_adds_to_the_leaves_as_torch_does():
    a = Value(3.0)
    out = (a * 2) * a

    out.backward()
    out.backward()

    assert a.grad == 24.0
    assert out.grad == 1.0


def test_a_graph_ten_thousand_deep_has_a_gradient():
    x = Value(1.0)
    out = x
    for _ in range(10_000):
        out = out + x * 0.5

    out.backward()

    assert x.grad == 5001.0


def test_a_lattice_with_exponentially_many_paths_takes_linear_time():
    x = Value(1.0)
    out = x
    for _ in range(60):
        out = out + out

    out.backward()

    assert x.grad == 2.0**60


def test_the_slope_of_relu_at_zero_is_zero():
    x = Value(0.0)

    x.relu().backward()

    assert x.grad == 0.0


def test_a_power_of_zero_has_no_slope_even_at_zero():
    x = Value(0.0)

    (x**0).backward()

    assert x.grad == 0.0


@given(st.integers(1, 12), st.randoms(use_true_random=False))
def test_every_node_stands_once_after_its_operands(size, random):
    operands = {str(k): [str(random.randrange(k)) for _ in range(random.randrange(4))] for k in range(1, size)}
    last = Node(str(size - 1), operands)

    names = [node.name for node in topological_order(last)]

    assert len(set(names)) == len(names)
    assert names[-1] == last.name
    assert all(names.index(name) < k for k, child in enumerate(names) for name in operands.get(child, []))


def test_a_drawn_graph_can_be_sent_to_another_process_however_deep():
    last = Node(10_000, {k: [k - 1] for k in range(1, 10_001)})

    order = topological_order(pickle.loads(pickle.dumps(last)))

    assert [node.name for node in order] == list(range(10_001))


def test_values_refuse_what_is_no_number():
    with pytest.raises(ValueError, match="a Value holds one number"):
        Value([1.0, 2.0])
    with pytest.raises(ValueError, match="the exponent is"):
        Value(1.0) ** Value(2.0)


def test_a_value_shows_its_number_and_its_gradient():
    assert repr(Value(math.pi)) == "Value(data=3.14159, grad=0)"
