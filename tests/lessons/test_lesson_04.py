"""Lesson 04: the library's functions are the lesson's own, and what the lesson claims."""

import ast
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from course_lib import activations, autograd, checkpoints, datasets, dense, gradients
from course_lib.instructor.source.lesson import read_lesson

pytestmark = pytest.mark.slow

LESSON = Path(__file__).parents[2] / "solutions" / "04_backpropagation"


@pytest.fixture(scope="module")
def layers():
    """The nine layers of exercise 4.5, as the lesson's cell defines them."""
    lesson, namespace = read_lesson(LESSON), {"np": np, "gradients": gradients}
    namespace |= {"check_gradient": gradients.check_gradient, "yours": lambda mine, librarys: librarys}
    cell = next(cell for cell in lesson.cells if "LAYERS = {" in cell.source)
    exec(cell.source, namespace)
    return namespace["LAYERS"]


def test_the_faulty_layers_are_those_that_random_inputs_find(answers, layers):
    rng = np.random.default_rng(0)
    u, c = 1.5 * rng.normal(size=(3, 4)), rng.normal(size=(3, 4))

    errors = {
        name: gradients.check_gradient(lambda u, f=f: np.sum(c * f(u)), lambda u, back=back: back(c, u), u)
        for name, (f, back) in layers.items()
    }

    assert {name for name, error in errors.items() if error > 0.01} == answers["faulty_layers"]()
    assert all(error < 1e-7 or error > 0.01 for error in errors.values())


def test_the_colleague_s_weak_test_passes_all_nine(layers):
    u = np.array([[0.2, 0.5, 0.9]])

    for f, back in layers.values():
        assert gradients.check_gradient(lambda u, f=f: f(u).sum(), lambda u, b=back: b(np.ones_like(u), u), u) < 1e-7


def random_network(rng, sizes=(4, 5, 3)):
    weights = [rng.normal(size=(d_out, d_in)) for d_in, d_out in pairwise(sizes)]
    return weights, [rng.normal(size=d) for d in sizes[1:]]


@pytest.mark.parametrize("seed", range(3))
def test_library_and_lesson_agree(answers, seed):
    rng = np.random.default_rng(seed)
    (A, A2), biases = random_network(rng)
    U, k, grad_out = rng.normal(size=(6, 4)), rng.integers(3, size=6), rng.normal(size=(6, 5))

    for mine, theirs in [
        (dense.layer_backward(grad_out, A, U), answers["layer_backward"](grad_out, A, U)),
        ([activations.relu_backward(U, U - 0.5)], [answers["relu_backward"](U, U - 0.5)]),
        (
            _flat(dense.mlp_gradients([A, A2], biases, U, k)),
            _flat(answers["mlp_gradients"]([A, A2], biases, U, k)),
        ),
    ]:
        for one, other in zip(mine, theirs, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-12)


def test_both_checkers_agree(answers):
    x, claimed = np.array([[0.5, -2.0]]), np.array([[0.7, 12.5]])
    arguments = (lambda x: np.sum(x**3), lambda x: claimed, x, 0.1)

    assert answers["check_gradient"](*arguments) == pytest.approx(gradients.check_gradient(*arguments), rel=1e-12)


def test_both_engines_agree(answers):
    results = []
    for kind in (autograd.Value, answers["Value"]):
        a, b = kind(1.5), kind(-0.5)
        out = ((a * b - 2) ** 3 + (1 - a).exp() * b.tanh()).relu() + a * a + (b * 3 - a).relu() - (a**-2)
        out.backward()
        results.append([out.data, a.grad, b.grad])

    np.testing.assert_allclose(*results, rtol=1e-12)


def test_both_orders_are_of_the_same_nodes(answers):
    node = autograd.Node(9, {j: [j // 2, j // 3] for j in range(1, 10)})

    mine, theirs = autograd.topological_order(node), answers["topological_order"](node)

    assert {n.name for n in mine} == {n.name for n in theirs}
    assert mine[-1] is theirs[-1] is node


@pytest.mark.parametrize(
    ("keep", "layers"),
    [
        (lambda start, goal, free: [], 4950),
        (lambda start, goal, free: [20, 40, 60, 80] if goal == 99 else [], 1030),
        (lambda start, goal, free: [(start + goal) // 2], 490),
    ],
)
def test_the_plans_that_the_challenge_mentions(answers, keep, layers):
    assert checkpoints.layers_computed(checkpoints.walks(keep, 100, 4)) == layers
    assert checkpoints.layers_computed(checkpoints.walks(answers["to_keep"], 100, 4)) == 334


@pytest.mark.parametrize("first", [3, 4])
def test_the_small_example_of_the_challenge_needs_eleven_layers(first):
    plan = {6: [first], 3: [2], 2: [1]}

    assert checkpoints.layers_computed(checkpoints.walks(lambda start, goal, free: plan[goal], 7, 1)) == 11


def test_the_thrifty_way_back_agrees(printed):
    assert "101 states kept, 99 layers; or 6 at once, 334 layers. All gradients agree: True" in printed


def test_a_shuffled_split_hides_more_than_half_of_the_mistakes(printed):
    in_order, shuffled = (
        float(re.search(rf"{words} +([\d.]+) %", printed)[1]) for words in ("cut in order", "shuffled first")
    )

    assert 100 - shuffled < (100 - in_order) / 2  # 2.3 % against 6.2 %, each ± 0.4 % over four seeds


def test_the_table_of_digits_begins_anew_thirteen_times_where_the_lesson_says(printed):
    _, k_train, _, k_test = datasets.digits()
    k = np.concatenate([k_train, k_test])
    cell = next(cell for cell in read_lesson(LESSON).cells if "begins = [" in cell.source)
    begins = ast.literal_eval(re.search(r"begins = (.*)", cell.source)[1])

    assert len(begins) == 13
    for begin in begins:
        assert k[begin + 1 : begin + 10].tolist() == list(range(1, 10))
    assert re.search(r"digits\(\): +68\nshuffled first: 450", printed)


def _flat(result):
    loss, grads_w, grads_b = result
    return [loss, *grads_w, *grads_b]
