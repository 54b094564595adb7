"""Tests run beside the student's process as they would in it: what crosses, and what must not."""

import textwrap

import pytest

from course_lib.checking.own_work import forbidden_name
from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import Limits, RunCell, RunnerError
from course_lib.instructor.sandbox.written import Written

pytestmark = pytest.mark.process

SETUP = """
from fractions import Fraction
import numpy as np
import torch
from course_lib import autograd, gradients
from course_lib.checks import (
    check_answer, check_close, check_equal, check_parts, check_shape, check_that, check_unchanged,
)
from course_lib.gradients import limit_calls
"""


@pytest.fixture(scope="module")
def runner():
    """A runner without a sandbox: what crosses is the same."""
    with ProcessRunner(sandboxed=False) as runner:
        yield runner


@pytest.fixture
def outcome(runner):
    """The outcome of a test of `f`, given the student's cell and the test. `net` is another exercise."""

    def outcome(answer, test, name="f"):
        cells = [RunCell(SETUP, "setup"), RunCell(textwrap.dedent(answer), "student", "net")]
        cells.append(RunCell(textwrap.dedent(test), "test", name))
        setup, _, tested = runner.run(cells, Limits(cell_seconds=60))
        assert setup.status == "ok"
        return tested

    return outcome


def error(found):
    assert found.status == "error"
    return f"{found.error.ename}: {found.error.evalue}"


PASSING = {
    "an array in, an array out": (
        "def f(x): return 2 * x",
        "check_close('f', check_unchanged(f, np.ones((2, 3))), 2 * np.ones((2, 3)))",
    ),
    "lists, tuples, dicts": ("def f(x): return {'a': (x, [x])}", "assert f(3) == {'a': (3, [3])}"),
    "options": ("def f(x, *, k=1): return x * k", "assert f(2, k=5) == 10"),
    "fractions": ("def f(x): return x / 3", "assert f(Fraction(1, 2)) == Fraction(1, 6)"),
    "a generator is one here too": (
        "def f(n): yield from range(n)",
        "import types\nassert isinstance(f(3), types.GeneratorType)\nassert list(f(3)) == [0, 1, 2]",
    ),
    "map and filter too": (
        "def f(kind): return kind(bool, [0, 1])",
        "assert isinstance(f(map), map) and list(f(map)) == [False, True]\nassert isinstance(f(filter), filter)",
    ),
    "an argument is changed in place": (
        "def f(x, y, z):\n    x[0] = 7\n    y.append(x)\n    z['k'][0] += 1",
        "x, y, z = np.zeros(2), [1], {'k': [1]}\ninner = z['k']\n"
        "try: f(x, y, z)\nexcept AssertionError as told: assert 'an argument was changed' in str(told)\n"
        "assert x.tolist() == [7, 0] and len(y) == 2 and inner == [2]",
    ),
    "a tensor is changed in place, with its gradient": (
        "def f(t):\n    (t**2).sum().backward()\n    with torch.no_grad(): t -= 1",
        "t = torch.tensor([1.0, 2.0], requires_grad=True)\n"
        "try: f(t)\nexcept AssertionError as told: assert 'an argument was changed' in str(told)\n"
        "assert t.tolist() == [0, 1] and t.grad.tolist() == [2, 4]",
    ),
    "nan is no change, nor is the sign of zero": (
        "def f(x, t, parts):\n    x *= -1\n    parts['a'][0] = float('nan')\n    t += float('nan')",
        "x, t, nan = np.array([0.0, np.nan]), torch.tensor([np.nan]), float('nan')\n"
        "check_unchanged(f, x, t, {'a': [nan, (nan,)], 'b': np.array([None, nan])})\n"
        "f(x, t, {'a': [nan]})\ncheck_unchanged(lambda v: 0, nan)",
    ),
    "a generator moves on": (
        "def f(rng): return rng.random()",
        "check_answer(f, changes=['generator'])\n"
        "rng, twin = np.random.default_rng(3), np.random.default_rng(3)\n"
        "assert [f(rng), rng.random()] == list(twin.random(2))",
    ),
    "a torch generator moves on": (
        "def f(g): return torch.rand(1, generator=g)",
        "check_answer(f, changes=['generator'])\n"
        "g, twin = torch.Generator().manual_seed(3), torch.Generator().manual_seed(3)\n"
        "assert float(f(g)) == float(torch.rand(1, generator=twin))\n"
        "assert torch.equal(torch.rand(1, generator=g), torch.rand(1, generator=twin))",
    ),
    "a seed of the test holds in the answer": (
        "def f(): return torch.rand(2), np.random.rand()",
        "torch.manual_seed(5)\nnp.random.seed(5)\nmine = f()\ntorch.manual_seed(5)\nnp.random.seed(5)\n"
        "assert torch.equal(mine[0], torch.rand(2)) and mine[1] == np.random.rand()",
    ),
    "a function of the test is called back": (
        "def f(F, x): return F(x) + F(2 * x)",
        "seen = []\ndef F(x):\n    seen.append(x)\n    return x**2\nassert f(F, 3) == 45 and seen == [3, 6]",
    ),
    "a function is called with what is no data": (
        "class Odd:\n    value = 4\ndef f(F): return F(Odd())",
        "assert f(lambda odd: odd.value + 1) == 5",
    ),
    "a function of a library goes in": ("def f(F, x): return F(x)", "assert f(np.sum, [1, 2]) == 3"),
    "an exception of a function crosses and comes back": (
        "def f(F):\n    while True: F(1)",
        "try:\n    f(limit_calls(abs, 5))\nexcept gradients.EndlessLoopError as error:\n"
        "    assert error.hint_id == 'endless'\n"
        "else:\n    raise AssertionError",
    ),
    "an exception of a function can be caught there": (
        "def f(F):\n    try:\n        F()\n    except ZeroDivisionError:\n        return 'caught'",
        "assert f(lambda: 1 / 0) == 'caught'",
    ),
    "an exception of the answer is Python's own": (
        "def f(n): return 0 if n == 0 else f(n - 1)",
        "try:\n    f(10**5)\nexcept RecursionError:\n    deep = True\nassert deep",
    ),
    "objects of the library go in, and their like come out": (
        "def f(node): return [*node._parents, node]",
        "nodes = f(autograd.Node('c', {'c': ['a', 'b']}))\nassert [node.name for node in nodes] == ['a', 'b', 'c']",
    ),
    "a class with operators": (
        "class f:\n    def __init__(self, v): self.v = v\n"
        "    def __add__(self, o): return f(self.v + getattr(o, 'v', o))\n"
        "    __radd__ = __add__\n    def __neg__(self): return f(-self.v)\n    def __len__(self): return self.v\n"
        "    def double(self): self.v *= 2",
        "a = f(2)\nb = 1 + (a + a) + -f(3)\nassert b.v == 2 and len(b) == 2\n"
        "b.double()\nassert b.v == 4\nb.v = 9\nassert b.v == 9",
    ),
    "one object is one handle": ("def f(): return [x] * 2\nx = object()", "a, b = f()\nassert a is b and a == b"),
    "a torch module of the answer": (
        "class f(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.a = torch.nn.Linear(3, 2)\n"
        "    def forward(self, x): return self.a(x)",
        "torch.manual_seed(1)\nnet = f()\ntorch.manual_seed(1)\ntwin = torch.nn.Linear(3, 2)\nx = torch.ones(4, 3)\n"
        "assert isinstance(net, torch.nn.Module) and net.training\nnet.eval()\nassert not net.training\n"
        "assert torch.equal(net(x).detach(), twin(x).detach())\nassert sum(p.numel() for p in net.parameters()) == 8\n"
        "assert torch.equal(net.state_dict()['a.bias'], twin.bias)\ncheck_unchanged(net, x)",
    ),
    "a module of the answer goes back in, and its gradients are seen": (
        "net = torch.nn.Linear(2, 1)\ndef f(model, x): model(x).sum().backward()",
        "f(net, torch.ones(3, 2))\nassert net.weight.grad.tolist() == [[3, 3]]",
    ),
    "a module of the test is trained in place, with its optimizer": (
        "def f(model, optimizer, x):\n    optimizer.zero_grad()\n    loss = model(x).sum()\n    loss.backward()\n"
        "    optimizer.step()\n    return loss.item()",
        "def made():\n    torch.manual_seed(0)\n    model = torch.nn.Linear(2, 1)\n"
        "    return model, torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)\n"
        "def step(model, optimizer, x):\n    optimizer.zero_grad()\n    model(x).sum().backward()\n"
        "    optimizer.step()\nmine, twin, x = made(), made(), torch.ones(3, 2)\n"
        "check_answer(f, changes=['model', 'optimizer'])\nfor _ in range(3):\n    f(*mine, x)\n    step(*twin, x)\n"
        "assert torch.equal(mine[0].weight, twin[0].weight) and torch.equal(mine[0].weight.grad, twin[0].weight.grad)",
    ),
    "a gradient that a module has goes in with it, and comes back": (
        "def f(model):\n    grad = model.weight.grad.clone()\n    model.zero_grad()\n    return grad",
        "check_answer(f, changes=['model'])\n"
        "model = torch.nn.Linear(2, 1)\nmodel.weight.grad = torch.ones(1, 2)\n"
        "assert f(model).tolist() == [[1, 1]] and model.weight.grad is None",
    ),
    "an attack of the test runs where autograd runs": (
        "net = torch.nn.Linear(2, 2)\ndef f(model, x, y, attack): return attack(model, x, y)",
        "check_answer(f, changes=['model'])\n"
        "def attack(model, x, y):\n    x = x.clone().requires_grad_(True)\n"
        "    torch.nn.functional.cross_entropy(model(x), y).backward()\n    return x.grad\n"
        "x, y = torch.ones(3, 2), torch.tensor([0, 1, 0])\nassert f(net, x, y, attack).shape == (3, 2)\n"
        "assert f(torch.nn.Linear(2, 2), x, y, attack).shape == (3, 2)",
    ),
    "what the answer prints is shown": ("def f(): print('here')", "f()"),
}  # fmt: skip


@pytest.mark.parametrize("name", PASSING)
def test_it_crosses(outcome, name):
    found = outcome(*PASSING[name])

    assert (found.status, found.error) == ("ok", None)


@pytest.mark.parametrize(
    ("answer", "test", "message"),
    [
        ("def f(x):\n    x[0] = 1\n    return x", "check_unchanged(f, np.zeros(2))", "the argument x was changed"),
        ("def f(x):\n    x.sort()", "check_unchanged(f, [2, 1])", "the argument x was changed"),
        ("def f(m): m.eval()", "check_unchanged(f, torch.nn.Linear(1, 1))", "the argument m was changed"),
        ("def f(m):\n    m(torch.ones(1)).backward()", "check_unchanged(f, torch.nn.Linear(1, 1))", "m was changed"),
        ("net = torch.nn.Linear(1, 1)\ndef f(m): m.eval()", "check_unchanged(f, net)", "the argument m was changed"),
        ("def f(): return np.random.rand()", "check_unchanged(f)", "the global random state was used"),
        ("def f(x): return None", "check_close('it', f(1), 1)", "it is None"),
        ("def f(x): return (i for i in x)", "check_close('it', f([1]), [1])", "it is a generator"),
        ("def f(x): return print", "check_close('it', f(1), 1)", "it is a builtin_function_or_method"),
        ("def f(x): raise ValueError('no')", "f(1)", "ValueError: no"),
        ("class Odd(Exception): pass\ndef f(x): raise Odd('no')", "f(1)", "Odd: no"),
        ("def f(x): raise NotImplementedError('todo')", "f(1)", "NotImplementedError: todo"),
        ("def f(x): return A().g()\nclass A:\n    def g(self): raise NotImplementedError", "f(1)", "raised by A.g"),
        (
            "class f(torch.nn.Module):\n    def foward(self, x): return x",
            "f()(1)", "f has no method forward; the nearest name that it has is foward",
        ),
        ("def f(x): return undefined", "f(1)", "NameError: name 'undefined' is not defined"),
        ("g = 1", "f(1)", "NameError: name 'f' is not defined"),
        ("f = 3", "check_answer(f)", "this name holds an int, not a function"),
        (
            "class L:\n    def __eq__(self, o): return True\ndef f(x): return L()",
            "assert f(1) == 1", "AssertionError",
        ),
        ("class L:\n    def __bool__(self): return True\ndef f(x): return L()", "assert f(1)", "TypeError: L is not"),
        ("class L:\n    def __lt__(self, o): return True\ndef f(x): return L()", "assert f(1) < 1", "TypeError"),
        (
            "class L:\n    def __sub__(self, o): return 0.0\ndef f(x): return L()",
            "assert abs(f(1) - 1) < 0.1", "TypeError",
        ),
        (
            "from course_lib.checks import CheckError\ndef f(x): raise CheckError('good', 'good: good')",
            "f(1)", "CheckError of the answer itself",
        ),
        ("def f(x): return np.mean(x)", "check_answer(f, forbids=['numpy.mean'])", "ForbiddenError"),
        ("def f(x): return g(x)\ndef g(x): return np.mean(x)", "check_answer(f, forbids=['numpy.mean'])", "Forbidden"),
        (
            "class f(torch.nn.Linear): pass",
            "check_answer(f, forbids=['torch.nn.Linear'])", "the answer uses torch.nn.Linear",
        ),
        (
            "def f(x): return x.relu()",
            "check_answer(f, forbids=['torch.Tensor.relu'])\nf(torch.ones(2))", "the answer uses torch.Tensor.relu",
        ),
        (
            "def f(x): return getattr(torch, 're' + 'lu')(x)",
            "check_answer(f, forbids=['torch.relu'])\nf(torch.ones(2))", "the answer uses torch.relu",
        ),
    ],
)  # fmt: skip
def test_it_is_seen(outcome, answer, test, message):
    assert message in error(outcome(answer, test))


@pytest.mark.parametrize(
    ("answer", "stub"),
    [
        ("def f(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()", "f"),
        ("def f(x):\n    y = [0 for _ in [1]]\n    # YOUR CODE HERE\n    raise NotImplementedError()", "f"),
        ("%%time\ndef f(x):\n    raise NotImplementedError()", "f"),
        ("class f:\n    def __init__(self, x): self.g()\n    def g(self):\n        raise NotImplementedError()", "f.g"),
        ("def f(x):\n    if x > 0:\n        raise NotImplementedError()\n    return abs(x)", ""),
        ("def f(x):\n    raise NotImplementedError('x')", ""),
        ("class Own(NotImplementedError): pass\ndef f(x):\n    raise Own()", ""),
        ("def f(x):\n    return input()", ""),
    ],
)
def test_a_stub_is_known_by_the_line_that_raises(outcome, answer, stub):
    assert outcome(answer, "f(1)").error.unwritten == stub


@pytest.mark.parametrize(
    ("body", "stub"),
    [
        ("# YOUR CODE HERE\n    raise NotImplementedError()", "f"),
        ("'''What f is.'''\n    raise NotImplementedError()", "f"),
        ("raise NotImplementedError('x')", ""),
        ("print(missing)", ""),
    ],
)
def test_a_class_whose_stub_ends_its_own_cell_is_known_too(runner, body, stub):
    setup = f"{SETUP}\nfrom course_lib import notebook\nnotebook.prepare()"
    cells = [RunCell(setup, "setup"), RunCell(f"class f:\n    {body}", "student", "f"), RunCell("f()", "test", "f")]
    assert runner.run(cells, Limits(cell_seconds=60))[1].error.unwritten == stub


TORCH = "check_answer(f, forbids=['torch.relu', 'torch.Tensor.relu'])\nf(torch.ones(2))"
HONEST = "def f(x): return x * (x > 0)"


@pytest.mark.parametrize(
    "answer",
    [
        f"f = lambda x: torch.relu(x)\nif False:\n    {HONEST}",
        f"if False:\n    {HONEST}\nf = lambda x: torch.relu(x)",
        "f, g = (lambda x: torch.relu(x)), 1",
        "f, *g = [lambda x: torch.relu(x), 1]",
        "print(f := lambda x: torch.relu(x))",
        "for f in [lambda x: torch.relu(x)]: pass",
        "match torch.relu:\n    case f: pass",
        f"{HONEST}\nf.__code__ = (lambda x: torch.relu(x)).__code__",
        f"{HONEST}\nglobals()['f'] = lambda x: torch.relu(x)",
        f"{HONEST}\ndef make():\n    global f\n    f = lambda x: torch.relu(x)\nmake()",
        f"def g(x): return torch.relu(x)\nf = g\nif False:\n    def g(x): return x\n    {HONEST}",
        "def f(x): return g(x)\ng = lambda x: torch.relu(x)\nif False:\n    def g(x): return x",
        "import types\nhelper = types.ModuleType('helper')\nexec('import torch\\nf = lambda x: torch.relu(x)', "
        "vars(helper))\nf = helper.f",
        "def make():\n    r = torch.relu\n    return lambda x: r(x)\nf = make()",
        "f = [torch.relu][0]",
        "class A:\n    def relu(self): return self\ndef go(a): return a.relu()\ndef f(x): return go(x), A()",
        "class A:\n    def relu(self): return self\n    def go(self): return self.relu()\ndef f(x): return A.go(x)",
        "f = type('A', (), {'__call__': lambda self, x: torch.relu(x)})()",
    ],
)
def test_all_that_may_run_is_judged_and_what_does_run(outcome, answer):
    assert "the answer uses torch." in error(outcome(answer, TORCH))


@pytest.mark.parametrize(
    "answer",
    [
        f"def f(x): return torch.relu(x)\n{HONEST}",
        "class A:\n    def relu(self, x): return x * (x > 0)\n    def go(self, x): return self.relu(x)\n"
        "def f(x): return A().go(x)",
        "class A:\n    def relu(self, x): return x * (x > 0)\na = A()\ndef f(x): return a.relu(x)",
        "from collections import namedtuple\nR = namedtuple('R', 'relu')\na = R(lambda x: x * (x > 0))\n"
        "def f(x): return a.relu(x)",
        "import types\na = types.SimpleNamespace(relu=lambda x: x * (x > 0))\ndef f(x): return a.relu(x)",
        "class A:\n    def relu(self, x): return x * (x > 0)\ndef go(a, x): return a.relu(x)\n"
        "def f(x): return go(A(), x)",
        "class A:\n    def relu(self, x): return x * (x > 0)\nALL = [A()]\n"
        "def f(x):\n    for a in ALL: x = a.relu(x)\n    return x",
        "class A:\n    __slots__ = ()\n    def __init_subclass__(cls): raise KeyError\n"
        "    def relu(self, x): return x * (x > 0)\ndef f(x): return A().relu(x)",
    ],
)
def test_what_is_ones_own_is_let_through(outcome, answer):
    assert outcome(answer, TORCH).status == "ok"


def test_no_class_of_the_notebook_runs_anything_when_it_is_read():
    cell = "class A:\n    def __init_subclass__(cls): raise SystemExit\nclass B(A): pass\nclass f(B): x = 1"
    written = Written({})

    written.read(cell)

    assert forbidden_name(written.names["f"], ["torch.relu"]) is None


def test_what_cannot_be_decided_outside_is_our_fault_and_says_what_to_do(outcome):
    with pytest.raises(RunnerError, match="isinstance\\(\\) with a class of the answer"):
        outcome("class f: pass", "assert isinstance(f(), f)")


def test_a_name_of_the_setup_is_the_lessons_own_whatever_the_notebook_makes_of_it(outcome):
    found = outcome(
        "np = None\ndef check_close(*a): pass\ndef f(x): return x", "check_close('it', f(1.0), np.float64(2))"
    )

    assert "it is 1.0, expected 2.0" in error(found)


SHADOWS = {  # what a notebook may call so, for its own purposes or for ours: a test has Python's and the lesson's
    "numbers": "sum = 0\nround = 3\nmax = 3\nfloat = 1.5\nlen = 2\nabs = 1",
    "containers": "range = (0, 1)\nlist = [1, 2]\nset = dict = tuple = str = {}",
    "the lesson's names": "np = torch = Fraction = None\ncheck_close = check_equal = check_answer = 7",
    "checks that check nothing": "check_close = check_equal = check_answer = check_that = lambda *a, **k: None",
    "a range without numbers": "class range:\n    def __init__(self, *a): pass\n    __iter__ = lambda self: iter(())",
    "values that are equal": "class float(float):\n    def __eq__(self, other): return True",
    "an isinstance that agrees": "isinstance = issubclass = all = any = lambda *a: True",
    "an abs that finds no difference": "abs = len = max = min = sum = lambda *a, **k: 0",
    "a module": "import sys, types\nsys.modules['numpy'] = np = types.ModuleType('numpy')",
    "other built-ins": "import builtins\nbuiltins.range = lambda *a: ()\nbuiltins.abs = builtins.sum = lambda *a: 0",
    "no built-ins": "__builtins__ = {}",
    "names of the test": "expected = number = rows = total = 0",
}
ON_BUILTINS = """
check_answer(f)
rows = list(range(1, 4))
total = sum(f(float(number)) for number in rows)
assert isinstance(total, float) and len(rows) == 3 and max(rows) == 3
for number in range(3):
    expected = np.full(2, 2.0 * number)
    check_close("the double", f(np.full(2, float(number))), expected)
assert abs(round(total) - 12) < 1
"""


@pytest.mark.parametrize("shadow", SHADOWS)
def test_a_notebook_may_call_things_as_it_likes(outcome, shadow):
    assert outcome(f"def f(x): return x + x\n{SHADOWS[shadow]}", ON_BUILTINS).error is None


@pytest.mark.parametrize("shadow", SHADOWS)
def test_no_name_makes_a_wrong_answer_right(outcome, shadow):
    assert outcome(f"def f(x): return x * x\n{SHADOWS[shadow]}", ON_BUILTINS).status == "error"


def test_a_name_that_is_no_exercise_is_not_asked_of_the_notebook(outcome):
    assert "name 'helper' is not defined" in error(outcome("def f(): return 1\nhelper = 1", "assert f() == helper"))


def test_what_a_test_prints_and_what_its_answer_prints_are_outputs(outcome):
    found = outcome("def f(): print('answer')", "print('test')\nf()")

    assert "".join(output.text for output in found.outputs) == "test\nanswer\n"


def test_the_arguments_of_a_call_are_all_that_enters(outcome):
    look = (
        "import gc\ndef f(x): return [d['wanted'] for d in gc.get_objects() if isinstance(d, dict) and 'wanted' in d]"
    )

    assert outcome(look, "wanted = 1\nassert f(2) == []").status == "ok"
