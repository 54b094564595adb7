"""What a test has passed in is what it was, unless the exercise asks for the change: expectations may come from it."""

import pytest

from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import Limits, RunCell

pytestmark = pytest.mark.process

SETUP = """
import random
import numpy as np
import torch
from course_lib.checks import check_answer, check_close, check_unchanged
from course_lib.model_checks import check_model_unchanged
model = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.BatchNorm1d(1)).eval()
model[0].weight.grad = torch.ones(1, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
"""
CHANGES = {  # a way to change what is passed in, what is passed in, and what the exercise would have to ask for
    "the weights of a model": ("torch.nn.init.zeros_(x[0].weight)", "model", "model"),
    "a running mean of a model": ("x[1].running_mean += 1", "model", "model"),
    "a gradient of a model": ("x.zero_grad()", "model", "model"),
    "a gradient that was not there": ("x(torch.ones(3, 2)).sum().backward()", "model", "model"),
    "the mode of a model": ("x.train()", "model", "model"),
    "the mode of a part": ("x[1].train()", "model", "model"),
    "a flag of a weight": ("x[0].bias.requires_grad_(False)", "model", "model"),
    "all of a state": ("x.load_state_dict({k: 0 * v for k, v in x.state_dict().items()})", "model", "model"),
    "the rate of an optimizer": ("x.param_groups[0]['lr'] = 0.0", "optimizer", "optimizer"),
    "the state of an optimizer": ("x.step()", "optimizer", "optimizer"),
    "a generator of NumPy": ("x.bit_generator.state = np.random.default_rng(0).bit_generator.state",
                             "np.random.default_rng(5)", "generator"),
    "a generator of torch": ("x.manual_seed(0)", "torch.Generator().manual_seed(5)", "generator"),
    "a generator of Python": ("x.seed(0)", "random.Random(5)", "generator"),
    "an array": ("x[:] = 0", "np.ones(3)", None),
    "an array in a list": ("x[0][:] = 0", "[np.ones(3), 2]", None),
    "an array in a dict": ("x['a'] *= 2", "{'a': np.ones(3)}", None),
    "an array in a tuple": ("x[1][0] = 5", "(1, np.ones(3))", None),
    "a list": ("x.append(3)", "[1, 2]", None),
    "a set": ("x.clear()", "{1, 2}", None),
    "a tensor": ("x.zero_()", "torch.ones(3)", None),
    "a flag of a tensor": ("x.requires_grad_(True)", "torch.ones(3)", None),
}  # fmt: skip


@pytest.fixture(scope="module")
def tested():
    """What becomes of a test of `f`, whose body is given."""
    with ProcessRunner(sandboxed=False) as runner:

        def tested(body, test):
            cells = [RunCell(SETUP, "setup"), RunCell(f"def f(x):\n    {body}\n    return 1", "student")]
            return runner.run([*cells, RunCell(test, "test", "f")], Limits())[-1]

        yield tested


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_nobody_asks_for_is_refused(tested, name):
    body, argument, kind = CHANGES[name]

    found = tested(body, f"check_answer(f)\nf({argument})")

    assert (found.status, found.error.ename) == ("error", "CheckError")
    assert found.error.evalue.startswith(
        f"f: {f'the {kind} that was passed in' if kind else 'an argument'} was changed."
    )
    assert "Hint (in-place):" in found.error.evalue


@pytest.mark.parametrize("name", [name for name in CHANGES if CHANGES[name][2]])
def test_a_change_that_the_exercise_asks_for_is_not(tested, name):
    body, argument, kind = CHANGES[name]

    assert tested(body, f"check_answer(f, changes=['{kind}'])\nf({argument})").status == "ok"


def test_another_kind_than_asked_for_is_refused(tested):
    found = tested("x[0].eval()\n    x[1].seed(0)", "check_answer(f, changes=['model'])\nf(random.Random(5))")

    assert found.status == "error"


def test_the_expectation_of_a_test_that_comes_after_the_call_counts_on_it(tested):
    zeroes = "with torch.no_grad():\n        for p in x.parameters(): p.zero_()\n    return 0.0"

    found = tested(zeroes, "check_answer(f)\ncheck_close('it', f(model), model[0].weight.sum())")

    assert "the model that was passed in was changed" in found.error.evalue


def test_a_model_that_a_check_watches_is_told_in_its_words_and_one_beside_it_is_not_forgotten(tested):
    watched = tested("x.train()", "check_answer(f)\ncheck_model_unchanged(f, model)")
    beside = tested("x.train()", "check_answer(f)\ncheck_unchanged(lambda y: f(model), 1)")

    assert "Hint (mode):" in watched.error.evalue
    assert "the model that was passed in was changed" in beside.error.evalue


def test_an_answer_that_only_looks_is_right(tested):
    test = "check_answer(f)\nf(model); f(optimizer); f([np.ones(2)]); f(random.Random(1)); check_close('it', f(2), 1)"

    assert tested("repr(x)", test).status == "ok"
