"""What a student reads who makes a slip of Python: real slips, each run as a cell, and what is told of it."""

import linecache
import warnings

import numpy as np
import pytest
import torch

from course_lib.checking.classics import CLASSICS
from course_lib.checking.explained import explain

# The id of what is told, and the cell.
SLIPS = [
    ("shapes", "W, x = np.ones((2, 3)), np.ones(4)\ny = W @ x"),
    ("shapes", "a, b = np.ones(3), np.ones(4)\ny = a + b"),
    ("shapes", "a, b = np.ones((2,3)), np.ones((2,3))\ny = np.dot(a, b)"),
    ("shapes", "a, b = torch.ones(2, 3), torch.ones(4, 5)\ny = a @ b"),
    ("shapes", "a, b = torch.ones(3), torch.ones(4)\ny = a + b"),
    ("shapes", "a = np.zeros(3)\na[:] = np.ones(4)"),
    ("shapes", "a = np.zeros(3)\na += np.ones((2, 3))"),
    ("shapes", "torch.nn.Linear(3, 2)(torch.ones(5, 4))"),
    ("shapes", "a = np.ones((3,3))\na[np.arange(3), np.arange(2)]"),
    ("shapes", "np.einsum('ij,jk->ik', np.ones((2,3)), np.ones((2,3)))"),
    ("shapes", "torch.nn.functional.cross_entropy(torch.ones(3, 4), torch.zeros(2, dtype=torch.long))"),
    ("parts-differ", "np.concatenate([np.ones((2, 3)), np.ones((2, 4))])"),
    ("parts-differ", "np.stack([np.ones(2), np.ones(3)])"),
    ("parts-differ", "torch.stack([torch.ones(2), torch.ones(3)])"),
    ("parts-differ", "torch.cat([torch.ones(2, 2), torch.ones(2, 3)])"),
    ("parts-differ", "np.stack([])"),
    ("subscripts", "np.einsum('ijk,jk->ik', np.ones((2, 3)), np.ones((3, 2)))"),
    ("subscripts", "torch.einsum('ijk,jk->ik', torch.ones(2, 3), torch.ones(3, 2))"),
    ("subscripts", "np.einsum(np.ones((2, 3)), [None, 1])"),
    ("own-refusal", "p = 2\nraise ValueError(f'p is {p}')"),
    ("reshape", "torch.ones(2, 6).unflatten(1, [4, 2])"),
    ("parts-differ", "np.split(np.ones(5), 2)"),
    ("parts-differ", "torch.cat([])"),
    ("axis", "torch.ones(2, 3).permute(0, 0)"),
    ("axis", "torch.ones(3).tril()"),
    ("no-graph", "x = torch.ones(2)\ntorch.autograd.grad(torch.ones(1, requires_grad=True).sum() * x.sum(), x)"),
    ("none", "np.zeros(None)"),
    ("where", "np.where(np.ones(3) > 0, 1)"),
    ("lengths", "a, b = [1, 2], [3]\nlist(zip(a, b, strict=True))"),
    ("channels", "torch.nn.Conv2d(3, 6, 5)(torch.ones(2, 1, 8, 8))"),
    ("window", "torch.nn.Conv2d(1, 6, 5)(torch.ones(2, 1, 4, 4))"),
    ("layer-sizes", "torch.nn.functional.conv2d(torch.ones(1, 1, 4, 4), torch.ones(2, 1, 3, 3), torch.ones(1))"),
    ("square", "np.linalg.inv(np.ones((2, 3)))"),
    ("square", "torch.linalg.inv(torch.ones(2, 3))"),
    ("axis", "np.rot90(np.array(1.0))"),
    ("axis", "torch.ones(2, 3, 4).permute(1, 0)"),
    ("index-kind", "np.pad(np.ones(3), 1.5)"),
    ("none", "torch.tensor(None)"),
    ("keyword", "int('1', basis=2)"),
    ("library", "from course_lib import convolution\nconvolution.max_pool(np.ones(3), 2, 2)"),
    ("reshape", "np.ones(6).reshape(4, 2)"),
    ("reshape", "torch.ones(6).view(4, 2)"),
    ("ragged", "np.array([[1, 2], [3]])"),
    ("ragged", "a = np.zeros(3)\na[0] = np.ones(2)"),
    ("ragged", "torch.tensor([[1, 2], [3]])"),
    ("one-number", "import math\nmath.exp(np.ones(3))"),
    ("one-number", "float(torch.ones(2))"),
    ("one-number", "np.ones(3).item()"),
    ("axis", "np.ones(3).sum(axis=1)"),
    ("axis", "torch.ones(3).sum(dim=1)"),
    ("too-many-indices", "a = np.ones(3)\na[0, 1]"),
    ("too-many-indices", "a = torch.ones(3)\na[0, 1]"),
    ("index-kind", "a, n = np.ones(4), 4\na[n / 2]"),
    ("index-kind", "xs, n = [1, 2], 2\nxs[n / 2]"),
    ("index-kind", "n = 4\nfor i in range(n / 2): pass"),
    ("index-kind", "a = np.ones(4)\na[np.array([True, False])]"),
    ("index-kind", "np.zeros(4 / 2)"),
    ("index", "a = np.ones(3)\na[3]"),
    ("index", "xs = [1]\nxs[1]"),
    ("index", "a = torch.ones(3)\na[3]"),
    ("index", "[].pop()"),
    ("ambiguous-truth", "x = np.ones(3)\nif x > 0: pass"),
    ("ambiguous-truth", "x = np.ones(3)\ny = x > 0 and x < 2"),
    ("ambiguous-truth", "x = torch.ones(3)\nmax(0, x)"),
    ("ambiguous-truth", "x = np.ones((2, 2))\nx in [x + 1]"),
    ("leaf-in-place", "w = torch.ones(2, requires_grad=True)\nw -= 0.1"),
    ("overwritten", "w = torch.ones(2, requires_grad=True)\ny = torch.exp(w)\ny += 1\ny.sum().backward()"),
    ("graph-freed", "w = torch.ones(2, requires_grad=True)\nl = (w ** 2).sum()\nl.backward()\nl.backward()"),
    ("no-graph", "w = torch.ones(2)\nw.sum().backward()"),
    ("scalar-loss", "w = torch.ones(2, requires_grad=True)\n(w * 2).backward()"),
    ("detach", "w = torch.ones(2, requires_grad=True)\nw.numpy()"),
    ("detach", "w = torch.ones(2, requires_grad=True)\nnp.exp(w)"),
    ("dtype", "a = np.ones(2, dtype=int)\na += 0.5"),
    ("dtype", "torch.ones(2, 2) @ torch.ones(2, 2, dtype=torch.float64)"),
    ("dtype", "torch.nn.functional.cross_entropy(torch.ones(3, 4), torch.zeros(3))"),
    ("dtype", "torch.nn.Linear(2, 2)(torch.ones(1, 2, dtype=torch.float64))"),
    ("dtype", "torch.ones(2, dtype=torch.long).mean()"),
    ("dtype", "a = torch.ones(2, dtype=torch.long)\na += 0.5"),
    ("index-kind", "torch.ones(3)[torch.zeros(2)]"),
    ("dtype", "torch.ones(2, dtype=torch.long, requires_grad=True)"),
    ("none", "def g(x): x + 1\ny = g(2) + 1"),
    ("none", "def g(x): x + 1\ny = g(2)\ny.sum()"),
    ("none", "x = [3, 1].sort()\nx[0]"),
    ("none", "a, b = None"),
    ("none", "for x in None: pass"),
    ("none", "len(None)"),
    ("list", "x = [1.0, 2.0]\nx * 0.5"),
    ("list", "x = [1.0, 2.0]\nx - 1"),
    ("list", "x = [1.0, 2.0]\nx + 1"),
    ("list", "x = [1.0]\n-x"),
    ("list", "x = [[1.0]]\nx[0, 0]"),
    ("list", "x = [1.0]\nx > 0"),
    ("list", "x = [1.0]\nx.shape"),
    ("list", "x = [1.0]\nx.mean()"),
    ("other-library", "np.ones(3).unsqueeze(0)"),
    ("other-library", "torch.ones(3).astype(float)"),
    ("other-library", "torch.exp(np.ones(3))"),
    ("other-library", "torch.exp(1.0)"),
    ("other-library", "torch.from_numpy(torch.ones(3))"),
    ("other-library", "torch.nn.functional.softmax(np.ones(3), dim=0)"),
    ("other-library", "torch.matmul(np.ones((2,2)), torch.ones(2,2))"),
    ("keyword", "np.ones(3).sum(dims=0)"),
    ("other-library", "torch.ones(3).sum(dims=0)"),
    ("attribute", "np.expp(1)"),
    ("attribute", "np.ones(3).reshap(1)"),
    ("before-assignment", "def f():\n    total += 1\nf()"),
    ("name", "lenght = 3\nprint(length)"),
    ("name", "relu(3)"),
    ("keyword", "def f(x, weight=1): pass\nf(1, weigth=2)"),
    ("arguments", "def f(x, y): pass\nf(1)"),
    ("arguments", "def f(x, y): pass\nf(1, 2, 3)"),
    ("arguments", "class A:\n    def g(): pass\nA().g()"),
    ("arguments", "class A:\n    pass\nA(3)"),
    ("not-callable", "sum = 3\nsum([1])"),
    ("not-callable", "x = np.ones(3)\nx(1)"),
    ("not-callable", "2(3 + 1)"),
    ("unpack", "a, b = 1, 2, 3"),
    ("unpack", "a, b = np.ones(1)"),
    ("unpack", "a, b = 3"),
    ("not-a-sequence", "for i in 3: pass"),
    ("not-a-sequence", "len(3)"),
    ("not-a-sequence", "x = 3\nx[0]"),
    ("not-a-sequence", "for x in np.array(3.0): pass"),
    ("text", "'a' + 1"),
    ("text", "1 + '2'"),
    ("unchangeable", "t = (1, 2)\nt[0] = 3"),
    ("unchangeable", "a = np.ones(3)\na.flags.writeable = False\na[0] = 2"),
    ("unchangeable", "a = np.broadcast_to(1.0, 3)\na[0] = 2"),
    ("key", "d = {'a': 1}\nd['b']"),
    ("empty", "np.max(np.array([]))"),
    ("empty", "max([])"),
    ("empty", "np.argmax(np.array([]))"),
    ("empty", "torch.max(torch.tensor([]))"),
    ("division", "1 / 0"),
    ("overflow", "import math\nmath.exp(1000)"),
    ("overflow", "np.array([1], dtype=np.int8) + 300"),
    ("overflow", "10.0 ** 400"),
    ("domain", "import math\nmath.log(0)"),
    ("domain", "import math\nmath.sqrt(-1)"),
    ("singular", "np.linalg.inv(np.zeros((2, 2)))"),
    ("singular", "torch.linalg.inv(torch.zeros(2, 2))"),
    ("endless", "def f(): return f()\nf()"),
    ("module", "import nmpy"),
    ("module", "from numpy import exq"),
    ("operands", "{} + 1"),
    ("operands", "np.ones(2) + np"),
    ("index", "a = np.ones(3)\na[[0, 5]]"),
    ("index", "torch.nn.functional.cross_entropy(torch.ones(2, 3), torch.tensor([0, 5]))"),
    ("index", "torch.nn.Embedding(3, 2)(torch.tensor([4]))"),
]


def told(cell, name="__main__"):
    """What is explained of the exception that a cell raises."""
    file = f"<cell {hash(cell)}>"
    linecache.cache[file] = (len(cell), None, cell.splitlines(keepends=True), file)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(cell, file, "exec"), {"__name__": name, "np": np, "torch": torch})
        except Exception as error:
            return explain(error)
    raise AssertionError("this cell raises nothing")


@pytest.mark.parametrize(("identity", "cell"), SLIPS)
def test_a_slip_is_told_by_its_kind_and_its_line(identity, cell):
    found = told(cell)

    assert found is not None
    assert found.id == identity
    assert found.source
    assert found.source in cell


@pytest.mark.parametrize(
    ("cell", "detail"),
    [
        ("W, x = np.ones((2, 3)), np.ones(4)\ny = W @ x", "`W` has shape (2, 3), `x` has shape (4,)"),
        ("W = np.ones((2, 3))\ny = W.T @ W.T", "`W.T` has shape (3, 2)"),
        ("a = np.zeros(3)\na += np.ones((2, 3))", "`a` has shape (3,)"),
        ("a = np.zeros(2, dtype=int)\na += 0.5", "`a` is an int64 array of shape (2,)"),
        ("x = [1.0, 2.0]\ny = x * 0.5", "`x` is a list of 2"),
        ("x = [3, 1].sort()\nx[0]", "`x` is None"),
        ("x = np.ones(3)\ny = (x > 0 and\n     x < 2)", "`x` is a float64 array of shape (3,)"),
        ("def f(x, y): pass\nf(1)", "f() missing 1 required positional argument: 'y'"),
        ("from numpy import exq", "cannot import name 'exq' from 'numpy'"),
    ],
)
def test_what_does_not_go_together_is_shown_with_its_names(cell, detail):
    assert told(cell).detail == detail


@pytest.mark.parametrize(
    ("cell", "near"),
    [
        ("lenght = 3\nprint(length)", "`lenght`"),
        ("np.expp(1)", "`exp`"),
        ("np.ones(3).reshap(1)", "`reshape`"),
        ("def f(x, weight=1): pass\nf(1, weigth=2)", "`weigth`"),
    ],
)
def test_a_misspelled_name_is_told_with_the_nearest(cell, near):
    assert near in told(cell).sentence


def test_a_sentence_holds_no_value_of_the_input():
    cell = "def f(x):\n    return x[37.25]\nf(np.full(41, 13.5))"

    assert not {"37", "41", "13"} & set(told(cell).sentence.replace(".", " ").split())
    assert all(isinstance(one.sentence, str) or callable(one.sentence) for one in CLASSICS)


def test_the_line_is_the_answers_though_a_library_raised():
    found = told("def f(x):\n    z = x\n    return np.linalg.inv(z)\nf(np.zeros((2, 2)))")

    assert (found.line, found.source) == (3, "return np.linalg.inv(z)")


def test_what_is_no_classic_is_not_explained():
    class OwnError(Exception):
        pass

    assert explain(OwnError("anything")) is None
    assert explain(NotImplementedError("not written yet")) is None


def test_an_exception_that_passed_through_no_line_of_the_answer_has_no_line():
    found = explain(ZeroDivisionError("division by zero"))

    assert (found.id, found.line, found.source) == ("division", 0, "")


def test_no_object_of_the_answer_is_asked_anything():
    cell = "class Trap:\n    T = shape = property(lambda self: print('asked'))\nx = Trap()\ny = x + 1"

    assert told(cell).detail == "`x` is a Trap"
