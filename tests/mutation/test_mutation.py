"""Mutants of right answers: how they are made, how they are run, and that no planted hole is missed."""

import json
import multiprocessing
import os
import re
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner

from course_lib.instructor.bank.bank import read_bank
from course_lib.instructor.cli import main
from course_lib.instructor.mutation import commands, ranges, record, wrappers
from course_lib.instructor.mutation.fairness import Attempt, _first_of_each
from course_lib.instructor.mutation.mutants import mutants_of
from course_lib.instructor.mutation.pool import Lost, run_all, warm_up
from course_lib.instructor.mutation.score import Score, measure, total
from course_lib.instructor.source.cells import BEGIN_HIDDEN
from course_lib.instructor.source.course import Course, find_course
from course_lib.instructor.source.lesson import Lesson

# How mutants are made


def changes(body, signature="f(x, y)"):
    source = f"def {signature}:\n    {body}\n"
    return {mutant.change for mutant in mutants_of([("an_answer", source)], "f")}


@pytest.mark.parametrize(
    ("body", "change"),
    [
        ("return x < y", "return x {< -> <=} y"),
        ("return x < y", "return x {< -> >} y"),
        ("return x + 1e-8", "return x{ + 1e-08 -> nothing}"),
        ("return x * 3", "return x * {3 -> 4}"),
        ("return x * 3", "return x * {3 -> 2}"),
        ("return x * 0.5", "return x * {0.5 -> 1.0}"),
        ("return np.sum(x, axis=0)", "return {np.sum -> np.mean}(x, axis=0)"),
        ("return np.sum(x, axis=0)", "return np.sum(x, axis={0 -> 1})"),
        ("return x.sum(axis=1, keepdims=True)", "return x.sum(axis=1, keepdims={True -> False})"),
        ("return x.T", "return {x.T -> x}"),
        ("return x @ y", "return {x @ y -> y @ x}"),
        ("return x @ y", "return {x -> x.swapaxes(0, 1)} @ y"),
        ("return x.copy()", "return {x.copy() -> x}"),
        ("x = x + y; return x", "x {= x + -> +=} y"),
        ("return range(x)", "return range(x{nothing -> - 1})"),
        ("return x[1:]", "return x[{1 -> nothing}:]"),
        ("return g(x, y)", "return g({x, y -> y, x})"),
        ("return x, y", "return ({x, y -> y, x})"),
        ("return -x", "return {- -> +}x"),
        ("x[0] = y; return x", "x[0] = {y -> None}"),
    ],
)
def test_an_operator_makes_the_fault(body, change):
    assert change in changes(body)


def test_an_index_assignment_can_be_dropped():
    source = "def f(x):\n    x[0] = 1\n    return x\n"
    assert "{x[0] = 1 -> pass}" in {mutant.change for mutant in mutants_of([("an_answer", source)], "f")}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("from math import inf as x; return x", set()),
        ("raise ValueError('x is ' + 3 * y)", {"{raise ValueError('x is ' + 3 * y) -> pass}"}),
        ('"""Three times 3."""; return x', set()),
        ("return x.astype(np.float32)", set()),
    ],
)
def test_what_no_test_of_numbers_can_see_is_left_alone(body, expected):
    assert changes(body) == expected


@pytest.mark.parametrize(
    "stop",
    [
        "if abs(x) < 1e-9:\n            break",
        "if 1e-12 > np.sum(x): break",
        "if np.allclose(x, y): break",
        "while np.max(x) > 1e-8: x = g(x)",
    ],
)
def test_where_a_loop_stops_that_has_converged_is_left_alone(stop):
    found = changes(f"for _ in y:\n        {stop}\n    return x.T")
    assert "return {x.T -> x}" in found
    assert [change for change in found if change.lstrip("{").startswith(("if", "while", "break"))] == []


def test_where_a_loop_stops_for_another_reason_is_not():
    found = changes("for _ in y:\n        if x > 0.5:\n            break\n    return x")
    assert {"if x {> -> <} 0.5:", "{break -> pass}", "if {x > 0.5 -> True}:"} <= found


def test_a_mutant_has_one_name_however_its_code_is_laid_out():
    apart = "return np.sum(  # of all\n        (x + y),\n        axis=0,\n    )"
    assert changes(apart) == changes("return np.sum(x + y, axis=0)")


def test_only_the_solution_of_an_answer_cell_changes():
    source = (
        "def f(x, power=2):\n    ### BEGIN SOLUTION\n    return x**power\n    ### END SOLUTION\n\n\nfitted = f(3) + 1\n"
    )
    found = mutants_of([("reference", source)], "f")
    assert found
    assert all("power=2" in mutant.source and "fitted = f(3) + 1" in mutant.source for mutant in found)


def test_a_mutant_that_is_another_right_answer_is_none():
    answers = [("one", "def f(x):\n    return x > 0\n"), ("other", "def f(x):\n    return x >= 0\n")]
    assert not [mutant for mutant in mutants_of(answers, "f") if mutant.change == "return x {> -> >=} 0"]


def test_two_mutants_with_the_same_text_have_two_names():
    source = "def f(x):\n    if x > 1:\n        return 0\n    if x > 2:\n        return 0\n    return x\n"
    names = [mutant.name for mutant in mutants_of([("twice", source)], "f")]
    assert len(names) == len(set(names))
    assert "twice: return {0 -> 1} (2)" in names


def test_a_diff_shows_the_changed_line():
    [mutant] = mutants_of([("a", "def f(x):\n    return -x\n")], "f")
    assert mutant.diff().splitlines() == [" def f(x):", "-    return -x", "+    return +x"]


# Faults that no operator makes


def double(x):
    return 2 * x


WIDE, SQUARE = np.arange(6.0).reshape(2, 3), np.arange(4.0).reshape(2, 2)


@pytest.mark.parametrize(
    ("fault", "fine", "telling"),
    [
        (wrappers.only_square, SQUARE, WIDE),
        (wrappers.only_one_row, WIDE[:1], WIDE),
        (wrappers.only_one_row, torch.ones(1, 3), torch.ones(2, 3)),
        (wrappers.only_contiguous, WIDE, np.asfortranarray(WIDE)),
        (wrappers.only_contiguous, torch.ones(2, 3), torch.ones(3, 2).T),
        (wrappers.only_sorted, np.array([1.0, 2.0, 2.0]), np.array([2.0, 1.0])),
        (wrappers.only_small, np.array([1.0, -700.0]), np.array([701.0])),
        (lambda f: wrappers.only_first_arguments(f, 1), np.array([1.0, 2.0]), np.array([1.0, 3.0])),
        (wrappers.only_first_call, np.array([1.0, 2.0]), np.array([1.0, 3.0])),
    ],
)
def test_a_fault_shows_for_some_arguments_and_not_for_others(fault, fine, telling):
    faulty = fault(double)
    assert np.array_equal(faulty(fine), 2 * fine)
    assert not np.array_equal(faulty(telling), 2 * telling)
    assert faulty.__wrapped__ is double


@pytest.mark.parametrize("kind", [np.array, torch.tensor])
def test_a_fault_changes_an_argument_and_nothing_else(kind):
    x = kind([1.0, -2.0])
    assert wrappers.changes_argument(double, 0)(x).tolist() == [2.0, -4.0]
    assert x.tolist() == [2.0, -1.0]


def test_a_fault_changes_the_weights_of_a_module():
    layer = torch.nn.Linear(1, 1)
    before = layer.weight.item()

    assert wrappers.changes_weights(lambda module: 3, 0)(layer) == 3
    assert layer.weight.item() == pytest.approx(before + 1)


@pytest.mark.parametrize(
    "change",
    ["zeros", "one_per_mille_off", "without_decimals", "half_precision", "one_axis_more", "complex_numbers", "damaged"],
)
def test_what_an_array_becomes_a_tensor_becomes_too(change):
    values = [1.25, -2.5, 3.75]
    array = getattr(wrappers, change)(np.array(values))
    tensor = getattr(wrappers, change)(torch.tensor(values).double())
    assert isinstance(tensor, torch.Tensor)
    assert np.array_equal(array, tensor.numpy())
    assert array.dtype == tensor.numpy().dtype
    assert array.shape != (3,) or array.dtype != np.float64 or array.tolist() != values


def test_the_gradient_still_flows_through_a_faulty_answer():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    wrappers.gives(double, wrappers.one_per_mille_off)(x).sum().backward()
    assert x.grad.tolist() == pytest.approx([2.002, 2.002])


def test_a_method_of_a_class_can_have_a_fault():
    class Doubling(torch.nn.Module):
        def forward(self, x):
            return 2 * x

    faulty = wrappers.in_method(Doubling, "forward", wrappers.only_one_row)
    assert faulty()(torch.ones(1, 2)).tolist() == [[2, 2]]
    assert faulty()(torch.ones(2, 1)).tolist() != [[2], [2]]


@pytest.mark.parametrize("value", [True, 3, 2.5, "up", {1}, np.array([1, 2]), np.array([True]), [1.0, (2, "a")]])
def test_what_is_damaged_is_another_value_of_the_same_kind(value):
    damaged = wrappers.damaged(value)
    assert type(damaged) is type(value)
    assert repr(damaged) != repr(value)


# Faults of a range that a test may never reach

ZERO_ROW, MINUS = np.array([[1.0, 2.0], [0.0, 0.0]]), np.array([[-1.0, -2.0]])


@pytest.mark.parametrize(
    ("fault", "fine", "telling"),
    [
        (ranges.not_constant_row, WIDE, np.array([[1.0, 2.0], [3.0, 3.0]])),
        (ranges.not_constant_row, WIDE[:, :1], torch.tensor([[1.0, 2.0], [3.0, 3.0]])),
        (ranges.not_constant_column, WIDE, np.array([[1.0, 2.0], [1.0, 3.0]])),
        (ranges.not_zero_row, WIDE, ZERO_ROW),
        (ranges.not_equal_rows, WIDE, WIDE[[0, 1, 0]]),
        (ranges.not_one_row, WIDE, WIDE[:1]),
        (ranges.not_one_column, WIDE, WIDE[:, :1]),
        (ranges.not_one_entry, np.array([1.0, 2.0]), np.array([1.0])),
        (ranges.not_ties, np.array([1.0, 2.0]), np.array([1.0, 2.0, 1.0])),
        (ranges.not_all_negative, WIDE, MINUS),
        (ranges.not_all_zero, ZERO_ROW, 0 * MINUS),
        (ranges.takes_small_for_zero, np.array([0.001, 2.0]), np.array([0.0005, 2.0])),
        (ranges.takes_near_for_equal, np.array([0.5, 0.502]), np.array([0.5, 0.5005])),
        (lambda f: ranges.not_number_zero(f, 0), 0.1, 0),
    ],
)
def test_a_fault_shows_in_one_range_alone(fault, fine, telling):
    faulty = fault(double)
    assert np.array_equal(faulty(fine), 2 * fine)
    assert not np.array_equal(faulty(telling), 2 * telling)


@pytest.mark.parametrize(
    ("change", "fine", "telling"),
    [
        ("never_negative", [0.0, 2.0], [-1.0, 2.0]),
        ("never_positive", [0.0, -2.0], [-1.0, 2.0]),
        ("at_least_half", [0.5, 1.0], [0.25, 1.0]),
        ("at_most_half", [0.5, 0.0], [0.25, 1.0]),
        ("never_zero", [0.5, 1.0], [0.0, 0.25]),
        ("never_one", [0.5, 0.0], [1.0, 0.25]),
    ],
)
@pytest.mark.parametrize("kind", [np.array, torch.tensor])
def test_a_result_lies_on_one_side_of_its_middle(change, fine, telling, kind):
    side = getattr(ranges, change)
    assert side(kind(fine)).tolist() == fine
    assert side(kind(telling)).tolist() != telling


def test_numbers_of_two_arguments_are_taken_for_equal():
    faulty = ranges.takes_near_for_equal(lambda x, y: (x[:, None] == y).sum())
    assert faulty(np.array([0.7, 0.1]), np.array([0.7005, 0.2])) == 1


class Counter:
    def __init__(self, start):
        self.start, self.seen = start, []

    def count(self, value):
        self.seen.append(value)
        return self.start + len(self.seen)


@pytest.mark.parametrize("fault", ["last_object_for_all", "first_object_for_all", "shared_containers"])
def test_one_object_is_right_and_two_are_not(fault):
    faulty = getattr(ranges, fault)(type("Counter", (Counter,), {"__init__": Counter.__init__}))
    one = faulty(10)
    assert (one.count("a"), one.count("b")) == (11, 12)
    other = faulty(20)
    assert (one.count("c"), other.count("d")) != (13, 21)


def test_networks_share_their_weights_under_such_a_fault():
    for fault in (ranges.last_object_for_all, ranges.first_object_for_all):
        faulty = fault(type("Layer", (torch.nn.Linear,), {"__init__": torch.nn.Linear.__init__}))
        one, other = faulty(2, 3), faulty(2, 3)
        assert torch.equal(one.weight, other.weight)


# How they are run


@pytest.fixture(scope="module")
def elsewhere():
    """Call a function in a process of its own: no thread of the test session is there when it forks."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield lambda function, *arguments: pool.submit(function, *arguments).result()


def four_ends():
    def hang():
        while True:
            pass

    tasks = [lambda: os.getpid(), hang, lambda: os.abort(), lambda: print("unseen") or "said"]
    begin = time.monotonic()
    results = dict(run_all(tasks, jobs=2, seconds=1))
    return os.getpid(), results, time.monotonic() - begin


def test_each_task_has_a_process_and_an_end(elsewhere):
    pid, results, seconds = elsewhere(four_ends)
    assert results[0] != pid
    assert results[1] == Lost("took too long")
    assert results[2] == Lost("ended with SIGABRT")
    assert results[3] == "said"
    assert seconds < 30


def a_fault_of_ours():
    return list(run_all([lambda: 1 / 0], jobs=1, seconds=5))


def test_a_task_that_raises_is_no_killed_mutant(elsewhere):
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        elsewhere(a_fault_of_ours)


# Fourteen holes, planted into copies of our own test cells: (lesson, exercise, test cell, what survives).
# The first seven were found in the tests of well-known courses (docs/writing-tests.md).

HOLES = {
    "arguments that land in the tolerances": (
        "04",
        "relu_backward",
        "check_answer(relu_backward)\nu = np.array([[1.0, -2.0], [3.0, -4.0]])\n"
        'check_close("grad_u", check_unchanged(relu_backward, u + 1, u), [[2, 0], [4, 0]], rtol=1, atol=5)',
        "fault: gives zeros",
    ),
    "inputs that are always 0": (
        "04",
        "relu_backward",
        "check_answer(relu_backward)\nrng = np.random.default_rng(0)\n"
        "grad_out, u = rng.normal(size=(3, 4)), rng.integers(1, size=(3, 4))\n"
        'check_close("grad_u", check_unchanged(relu_backward, grad_out, u), np.zeros((3, 4)))',
        "fault: gives zeros",
    ),
    "an upstream gradient of ones": (
        "04",
        "relu_backward",
        "check_answer(relu_backward)\nu = np.array([[1.0, -2.0], [3.0, -4.0]])\n"
        'check_close("grad_u", check_unchanged(relu_backward, np.ones((2, 2)), u), [[1, 0], [1, 0]])',
        "reference: return {grad_out * (u > 0) -> u > 0}",
    ),
    "the shape alone": (
        "02",
        "layer",
        "check_answer(layer)\nA, b, U = np.ones((2, 3)), np.ones(2), np.ones((4, 3))\n"
        'check_shape("layer(A, b, U)", check_unchanged(layer, A, b, U), (4, 2))',
        "reference: return U @ A.T{ + b -> nothing}",
    ),
    "parameters that do nothing": (
        "02",
        "layer",
        "check_answer(layer)\nA, U = np.array([[1.0, -2.0], [3.0, 0.5]]), np.array([[1.0, 4.0], [-2.0, 3.0]])\n"
        'check_close("layer", check_unchanged(layer, A, np.zeros(2), U), [[-7, 5], [-8, -4.5]])',
        "reference: return U @ A.T{ + b -> nothing}",
    ),
    "broadcasting before comparing": (
        "02",
        "layer",
        "check_answer(layer)\nA, b, U = np.array([[1.0, -2.0, 0.5]]), np.array([5.0]), np.array([[1.0, 4.0, 2.0]])\n"
        'check_that(np.allclose(layer(A, b, U), [[-1.0]]), "wrong: compare.", "it is wrong")',
        "fault: gives one axis more",
    ),
    "monotone inputs": (
        "02",
        "relu",
        "check_answer(relu)\nu = np.array([-3.0, -1.0, 0.0, 2.0, 5.0])\n"
        'check_close("relu(u)", check_unchanged(relu, u), [0, 0, 0, 2, 5])\n### BEGIN HIDDEN TESTS\n'
        'check_close("relu(u)", relu(u + 0.5), [0, 0, 0.5, 2.5, 5.5])\n### END HIDDEN TESTS',
        "fault: right for sorted vectors alone",
    ),
    "nothing but the inputs that students see": (
        "02",
        "collapse",
        "visible part of the real test",
        "fault: right for the arguments of the visible tests alone",
    ),
    "square matrices, and no look at the arguments": (
        "02",
        "layer",
        "check_answer(layer)\nA, b = np.array([[1.0, -2.0], [3.0, 0.5]]), np.array([5.0, -1.0])\n"
        "U = np.array([[1.0, 4.0], [-2.0, 3.0]])\n"
        'check_close("layer", layer(A, b, U), [[-2, 4], [-3, -5.5]])',
        "fault: right for square matrices alone",
    ),
    "a measure above its middle alone": (
        "06",
        "auroc",
        "check_answer(auroc)\ninside, outside = np.array([0.9, 0.4, 0.7, 1.0]), np.array([0.7, 0.2, 0.1])\n"
        'check_close("the area", check_unchanged(auroc, inside, outside), 10.5 / 12)',
        "fault: gives no share below one half",
    ),
    "no scores that are nearly equal": (
        "06",
        "auroc",
        "check_answer(auroc)\ninside, outside = np.array([0.9, 0.4, 0.7, 1.0]), np.array([0.7, 0.2, 0.1])\n"
        'check_close("the area", check_unchanged(auroc, inside, outside), 10.5 / 12)',
        "fault: takes nearly equal numbers for equal",
    ),
    "rows that are never constant": (
        "07",
        "layer_norm",
        "check_answer(layer_norm)\nrng = np.random.default_rng(0)\n"
        "X, gain, bias = rng.normal(size=(3, 4)), rng.normal(size=4), rng.normal(size=4)\n"
        "expected = torch.nn.functional.layer_norm(torch.tensor(X), (4,), torch.tensor(gain), torch.tensor(bias))\n"
        'check_close("layer_norm", check_unchanged(layer_norm, X, gain, bias), expected)',
        "fault: wrong if a row is constant",
    ),
    "one object at a time": (
        "05",
        "LeNet",
        "check_answer(LeNet)\nmodel = LeNet()\nmodel.eval()\n"
        'check_shape("the scores", model(torch.rand(2, 1, 32, 32)), (2, 10))',
        "fault: all objects are what the last one is",
    ),
    "no extremes": (
        "03",
        "softmax",
        "check_answer(softmax)\nZ = np.random.default_rng(1).normal(size=(4, 3))\n"
        "expected = [[np.exp(z) / sum(np.exp(row)) for z in row] for row in Z]\n"
        'check_close("softmax(Z)", check_unchanged(softmax, Z), expected)',
        "fault: right unless a number is large",
    ),
}


def survivors_of_holes(root):
    """For each hole: what of its survivor survives it, and what survives the real test of its exercise."""
    warm_up()
    course, found = Course(root), {}
    lessons = {number: course.lesson(number) for number in {number for number, *_ in HOLES.values()}}
    for hole, (number, exercise, test, survivor) in HOLES.items():
        tests = planted(lessons[number], exercise, test), lessons[number]
        measured = [measure(lesson, [exercise], jobs=2, only=survivor)[0] for lesson in tests]
        found[hole] = [[mutant.name for mutant in one.survivors] for one in measured]
    return found


def planted(lesson, exercise, test):
    """A copy of the lesson with this test cell in the place of its own."""
    old = next(found.test for found in lesson.exercises if found.name == exercise)
    if test.startswith("visible part"):
        test = old.source.partition("### BEGIN HIDDEN TESTS")[0]
    return Lesson(lesson.path, tuple(replace(cell, source=test) if cell is old else cell for cell in lesson.cells))


@pytest.fixture(scope="module")
def survivors(elsewhere):
    return elsewhere(survivors_of_holes, find_course(Path(__file__).parents[1]).root)


@pytest.mark.parametrize("hole", HOLES)
def test_a_planted_hole_is_reported(survivors, hole):
    *_, survivor = HOLES[hole]
    with_hole, with_the_real_test = survivors[hole]
    assert survivor in with_hole
    assert survivor not in with_the_real_test


# What is recorded


@pytest.fixture
def measured(tiny_course, elsewhere):
    """A tiny course whose mutants were measured."""
    elsewhere(commands.measure_lesson, tiny_course, "01_tiny", None, 2)
    return tiny_course


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_measurement_is_recorded_and_put_in_the_table(measured):
    found = json.loads((measured.solutions / "01_tiny" / record.RECORD_NAME).read_text())
    assert list(found) == ["soften", "count_negative"]
    assert found["soften"]["mutants"] > found["soften"]["killed"] > 20
    table = (measured.root / record.TABLE).read_text()
    assert re.search(r"^\| soften \| 2 \| 4 \| 100% \| \d+ \| \d+ \| 0 \| \d+\.\d %( \|)$", table, re.MULTILINE)


def test_some_mutants_alone_are_tried_and_nothing_is_recorded(tiny_course, elsewhere):
    arguments = ("verify", "--mutants", "01", "--exercise", "count_negative", "--only", "nearly equal")
    status, output = elsewhere(run, tiny_course.root, *arguments)
    assert "of 1 mutants killed" in output
    assert status == (0 if "1 of 1" in output else 1)
    assert not (tiny_course.solutions / "01_tiny" / record.RECORD_NAME).exists()


def test_a_change_of_prose_or_layout_leaves_the_key(measured):
    lesson = measured.solutions / "01_tiny" / "lesson.py"
    before = commands.keys_of(measured.lesson("01_tiny"))
    edit(lesson, "Half of every negative number", "One half of every negative number")
    edit(lesson, "check_unchanged(soften, u)", "check_unchanged(soften,  u)  # its first call")
    assert commands.keys_of(measured.lesson("01_tiny")) == before


SECRET = "secret = np.linspace(-9.0, 4.0, 7)\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "changed"),
    [
        ("lesson.py", "-9.0, 4.0, 7", "-9.0, 4.0, 8", {"soften"}),
        ("lesson.py", "int(np.sum(u < 0))", "int((u < 0).sum())", {"count_negative"}),
        ("answers.py", "v / 2", "0.5 * v", {"soften"}),
        ("lesson.py", "notebook.prepare()", 'np.seterr(over="raise")', {"soften", "count_negative"}),
        ("lesson.py", "import numpy as np", "import math\n\nimport numpy as np", set()),
        ("lesson.py", f"{BEGIN_HIDDEN}\n{SECRET}", f"{SECRET}{BEGIN_HIDDEN}\n", {"soften"}),
    ],
)
def test_a_change_of_code_changes_the_keys_that_it_touches(tiny_course, file, old, new, changed):
    before = commands.keys_of(tiny_course.lesson("01_tiny"))
    edit(tiny_course.solutions / "01_tiny" / file, old, new)
    after = commands.keys_of(tiny_course.lesson("01_tiny"))
    assert {name for name in before if before[name] != after[name]} == changed


def run(root, *arguments):
    """Run a `course` command in the course at `root`."""
    os.chdir(root)
    done = CliRunner().invoke(main, list(arguments))
    return done.exit_code, done.output


CHECK = ("verify", "--mutants", "--check")


def test_a_record_that_no_longer_holds_is_told(measured, elsewhere):
    edit(measured.solutions / "01_tiny" / "lesson.py", "check_unchanged(soften, u)\n", "")
    status, output = elsewhere(run, measured.root, *CHECK)
    assert status == 1
    assert "01_tiny soften: " in output
    assert "01_tiny: the recorded scores do not hold: run `course verify --mutants 01_tiny`" in output


def test_a_table_that_was_edited_is_told(measured, elsewhere):
    edit(measured.root / record.TABLE, "| soften |", "| softer |")
    _, output = elsewhere(run, measured.root, *CHECK)
    assert output.startswith("docs/mutation-score.md: is not what the records make")


def test_a_lesson_that_was_never_measured_is_told(tiny_course, elsewhere):
    record.write_table(tiny_course)
    told = "01_tiny: its mutants are not measured yet: run `course verify --mutants 01_tiny`\n"
    assert elsewhere(run, tiny_course.root, *CHECK) == (1, told)


def test_an_equivalent_can_be_pasted_however_long_its_name(tiny_course):
    bank = tiny_course.solutions / "01_tiny" / "answers.py"
    name = 'loop: return f"{x}" + ' + "long * " * 40 + "{1 -> 2}"
    paste = commands.to_paste("soften", name).replace('reason=""', 'reason="it is the same"')
    bank.write_text(
        bank.read_text() + "\nfrom course_lib.instructor.bank.equivalents import equivalent\n" + paste + "\n"
    )
    assert [found.mutant for found in read_bank(tiny_course.lesson("01_tiny")).equivalents] == [name]
    assert max(map(len, paste.splitlines())) <= 120


def test_what_differs_from_the_record_is_told():
    found = Score(right=2, wrong=4, own_hint=4, mutants=63, killed=60, equivalent=3)
    assert commands._changes(found, replace(found, own_hint=3)) == "own_hint is 4, recorded 3"


def test_an_equivalent_must_exist_and_survive(tiny_course, elsewhere):
    with (tiny_course.solutions / "01_tiny" / "answers.py").open("a") as file:
        file.write(
            "\n\nfrom course_lib.instructor.bank.equivalents import equivalent\n\n"
            'equivalent("soften", "loop: no such line", "reference: return np.where(u < 0, {0.5 -> 1.0} * u, u)",\n'
            '    reason="because it is")\n'
        )
    found = elsewhere(measure_one, tiny_course, "soften")
    assert found[0] == "soften: there is no mutant 'loop: no such line' to be recorded as equivalent"
    assert found[1].startswith("soften: recorded as equivalent, but the test refuses it: 'reference: return")


def test_the_grader_has_the_last_word(tiny_course, elsewhere):
    """In the process of the answer nothing looks for a changed argument here; between two, everything does."""
    with (tiny_course.solutions / "01_tiny" / "answers.py").open("a") as file:
        file.write(
            '\n\n@right("count_negative")\ndef of_the_double(u):\n    u = u * 2.0\n    return int(np.sum(u < 0))\n'
        )
    score = elsewhere(measure_some, tiny_course, "count_negative", "{= u * -> *=}")
    assert (score.mutants, score.killed) == (1, 1)


def measure_some(course, exercise, only):
    warm_up()
    return measure(course.lesson("01_tiny"), [exercise], jobs=2, only=only)[0].score


def measure_one(course, exercise):
    warm_up()
    return measure(course.lesson("01_tiny"), [exercise], jobs=2)[0].errors


def test_scores_add_up_and_shortfalls_are_told():
    one = Score(right=2, wrong=4, own_hint=4, mutants=100, killed=90, equivalent=8)
    other = Score(right=1, wrong=2, own_hint=1, mutants=10, killed=10, equivalent=0)
    whole = total([one, other])
    assert (whole.mutants, whole.killed, whole.equivalent) == (110, 100, 8)
    assert one.share == pytest.approx(90 / 92)
    assert record.shortfalls("01_tiny", {"one": one, "other": other}) == []
    low = replace(one, killed=80)
    assert record.shortfalls("01_tiny", {"one": low}) == [
        "01_tiny one: the score is 87.0%, expected 95%",
        "01_tiny: the score is 87.0%, expected 98%",
    ]
    assert record.shortfalls("01_tiny", {"one": replace(one, equivalent=10)}) == [
        "01_tiny: 10.0% of the mutants are recorded as equivalent, expected < 10%"
    ]


# course try


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        ("def soften(u):\n    return np.where(u < 0, u / 2, u)\n", 0, "soften: passed\n"),
        (
            "def soften(u):\n    return np.maximum(u, 0)\n",
            1,
            "soften: the result[0, 1] is 0.0, expected -1.0.\n"
            "Hint (cut): halve the negative numbers, do not drop them.\n",
        ),
        ("def soften(u):\n    return u[\n", 1, "SyntaxError: '[' was never closed (<cell>, line 2)\n"),
    ],
)
def test_try_prints_what_a_student_with_that_answer_reads(tiny_course, tmp_path, elsewhere, answer, status, said):
    path = tmp_path / "answer.py"
    path.write_text(answer)
    assert elsewhere(run, tiny_course.root, "try", "01", "soften", str(path)) == (status, said)


def test_try_refuses_what_the_grader_refuses_and_no_check_of_the_test_looks_for(tiny_course, tmp_path, elsewhere):
    path = tmp_path / "answer.py"
    path.write_text("def count_negative(u):\n    u[u > 0] = 1\n    return int(np.sum(u < 0))\n")
    status, output = elsewhere(run, tiny_course.root, "try", "01", "count_negative", str(path))
    assert status == 1
    assert output.startswith("count_negative: an argument was changed.\nHint (in-place): ")


def test_try_says_that_a_lesson_cannot_be_run(tiny_course, tmp_path, elsewhere):
    lesson, path = tiny_course.root / "solutions" / "01_tiny" / "lesson.py", tmp_path / "answer.py"
    lesson.write_text(lesson.read_text().replace("notebook.prepare()", "notebook.prepare()\n1 / 0"))
    path.write_text("def soften(u):\n    return u\n")
    status, output = elsewhere(run, tiny_course.root, "try", "01", "soften", str(path))
    assert status == 2
    assert "the lesson's setup cell raises ZeroDivisionError" in output


def test_try_names_the_exercises_of_the_lesson(tiny_course, tmp_path, elsewhere):
    (tmp_path / "answer.py").write_text("")
    status, output = elsewhere(run, tiny_course.root, "try", "01", "harden", str(tmp_path / "answer.py"))
    assert status == 2
    assert "01_tiny has no exercise 'harden': it has soften, count_negative" in output


def test_try_says_that_a_file_lacks_the_exercise(tiny_course, tmp_path, elsewhere):
    path = tmp_path / "answer.py"
    path.write_text("import numpy as np\n\n\ndef soft(u):\n    return u\n")
    status, output = elsewhere(run, tiny_course.root, "try", "01", "soften", str(path))
    assert status == 2
    assert "does not define 'soften': it defines np, soft" in " ".join(output.split())


# course verify --fair


FAIR = ("verify", "--fair", "01")


def test_an_answer_that_many_seeds_refuse_is_told_once(tiny_course):
    lesson = tiny_course.lesson("01_tiny")
    judged = [(Attempt(lesson, "soften", "a", f"a with seed {seed}", seed=seed), f"a at {seed}") for seed in (1, 2, 3)]
    judged += [(Attempt(lesson, "soften", "b", "b with seed 1", seed=1), "b at 1")]
    judged += [(Attempt(lesson, "soften", "a", "a with two threads", threads=2), "a in threads"), (judged[0][0], None)]

    assert _first_of_each(judged) == ["a at 1 (and with 2 other seeds)", "b at 1", "a in threads"]


def test_right_answers_are_tried_with_other_seeds_threads_and_precision(tiny_course, elsewhere):
    assert elsewhere(run, tiny_course.root, *FAIR) == (0, "01_tiny: 12 trials of fairness, 0 errors\n")


def test_what_was_found_fair_is_not_tried_again_until_it_changes(tiny_course, elsewhere):
    check = (*FAIR, "--check")
    nothing = "01_tiny: 0 trials of fairness, 0 errors\n"
    assert elsewhere(run, tiny_course.root, *check)[1].startswith("01_tiny: to be tried anew: soften, count_negative\n")
    assert not (tiny_course.solutions / "01_tiny" / record.FAIR_NAME).exists()
    elsewhere(run, tiny_course.root, *FAIR)
    assert elsewhere(run, tiny_course.root, *check) == (0, nothing)

    edit(tiny_course.solutions / "01_tiny" / "lesson.py", "check_unchanged(soften, u)\n", "")
    assert "to be tried anew: soften\n" in elsewhere(run, tiny_course.root, *check)[1]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "secret = np.linspace(-9.0, 4.0, 7)\n",
            "secret = np.linspace(-9.0, 4.0, 7)\n"
            'check_equal("luck", bool(np.random.default_rng(3).random() < 0.5), True)\n',
            "soften reference with seed ",
        ),
        (
            'check_close("the result", soften(secret)',
            'check_equal("the type", str(check_unchanged(soften, np.array([0.1])).dtype), "float64")\n'
            'check_close("the result", soften(secret)',
            "soften reference in single precision",
        ),
    ],
)
def test_a_test_that_refuses_a_right_answer_is_told(tiny_course, elsewhere, old, new, said):
    edit(tiny_course.solutions / "01_tiny" / "lesson.py", old, new)
    status, output = elsewhere(run, tiny_course.root, *FAIR)
    assert status == 1
    assert said in output


def test_a_second_mistake_must_not_lead_to_a_third_hint(tiny_course, elsewhere):
    edit(
        tiny_course.solutions / "01_tiny" / "lesson.py",
        "check_unchanged(soften, u)\n",
        'before = u.tolist()\nsoften(u)\ncheck_equal("u", u, before, hint="moved: u is another.")\n',
    )
    status, output = elsewhere(run, tiny_course.root, *FAIR)
    assert status == 1
    assert "drops_the_negative that changes an argument too: expected a hint of ('cut', 'in-place'), got: " in output
