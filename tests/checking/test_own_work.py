import functools
import re

import numpy as np
import pytest
import torch

from course_lib.checking.own_work import forbidden_name

NOTEBOOK = """
import functools
import types
from collections import namedtuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import relu as rectify

def through_the_module(u):
    return torch.relu(u)

def through_an_alias(u):
    return F.relu(u)

def through_an_imported_name(u):
    return rectify(u)

def through_an_import_inside(u):
    from torch.nn import functional
    return functional.relu(u)

def through_a_renamed_import_inside(u):
    from torch.nn.functional import relu as r
    return r(u)

def through_a_method(u):
    return torch.as_tensor(u).relu()

def through_a_helper(u):
    return [through_the_module(v) for v in u]

def through_a_name_without_a_call(u):
    return list(map(torch.relu, u))

class ThroughAMethodOfAClass:
    def forward(self, u):
        return torch.relu(u)

class ThroughItsBase(torch.nn.ReLU):
    pass

@torch.no_grad()
def through_a_decorator_of_a_library(u):
    return torch.relu(u)

def through_getattr(u):
    return getattr(torch.as_tensor(u), "relu")()

def through_getattr_of_the_module(u):
    return getattr(torch, "relu")(u)

def through_methodcaller(u):
    import operator
    return operator.methodcaller("relu")(torch.as_tensor(u))

def through_torchs_operators(u):
    return torch.ops.aten.relu(u)

def through_an_alias_inside(u):
    r = torch.relu
    return r(u)

def through_a_default(u, r=torch.relu):
    return r(u)

def _make():
    r = torch.relu
    def inner(u):
        return r(u)
    return inner

through_what_it_encloses = _make()
through_a_lambda = (lambda f: lambda u: f(u))(torch.relu)
through_a_partial = functools.partial(torch.relu)
through_vectorize = np.vectorize(torch.relu)
through_a_table = {"relu": torch.relu}["relu"]
TABLE = {"relu": torch.relu}

def through_a_table_of_functions(u):
    return TABLE["relu"](u)

@functools.lru_cache
def through_a_decorated(u):
    return torch.relu(u)

class Callable:
    def __call__(self, u):
        return torch.relu(u)

through_an_instance = Callable()

class Decoy:
    def relu(self, u):
        return u * (u > 0)

    def go(self):
        return self.relu()

def through_a_method_without_its_class(u):
    return Decoy.go(torch.as_tensor(u))

class Deep:
    def __init__(self, u):
        self.u = torch.as_tensor(u)

    def relu(self):
        return self.u

    def go(self):
        return self.u.relu()

def through_an_attribute_of_an_instance(u):
    return Deep(u).go()

class Tensor(torch.Tensor):
    pass

def through_a_base_of_ones_own_class(u):
    return Tensor(u).relu()

def _honest(u):
    return u * (u > 0)

def through_a_false_wrapped(u):
    return torch.relu(u)

through_a_false_wrapped.__wrapped__ = _honest

if False:
    def through_code_swapped(u):
        return u
through_code_swapped = lambda u: torch.relu(u)

def through_code_of_another(u):
    return u * (u > 0)

through_code_of_another.__code__ = through_the_module.__code__

exec("def through_exec(u): return u.relu()")

def by_hand(u):
    relu = np.maximum(u, 0)
    return relu

def by_hand_with_an_argument_of_that_name(rectify):
    return max(rectify, 0)

class Own:
    def relu(self, u):
        return u * (u > 0)

    def by_self(self, u):
        return self.relu(u)

class ByAMethodOfItsClass:
    def relu(self, u):
        return u * (u > 0)

    def forward(self, u):
        return self.relu(u)

class ByAMethodOfItsBase(Own):
    def forward(self, u):
        return self.relu(u) + super().relu(u)

class ByAnAttribute(torch.nn.Module):
    def __init__(self, activation=_honest):
        super().__init__()
        self.relu = _honest
        self.ops = Own()
        self.other = activation

    def forward(self, u):
        return self.relu(u) + self.ops.relu(u)

ops = Own()
Record = namedtuple("Record", "relu other")
record = Record(_honest, 1)
space = types.SimpleNamespace(relu=_honest)

def by_an_object_of_the_notebook(u):
    return ops.relu(u) + record.relu(u) + space.relu(u)

def by_objects_made_inside(u):
    net, mine = Own(), types.SimpleNamespace(relu=_honest)
    net = Own()
    mine = types.SimpleNamespace(relu=_honest)
    return net.relu(u) + mine.relu(u) + Own().relu(u) + Record(_honest, 2).relu(u)

def by_a_class_inside(u):
    class Inside:
        def relu(self, u):
            return u * (u > 0)

        def go(self, u):
            return self.relu(u)

    return Inside().relu(u) + Inside().go(u)

class Static:
    @staticmethod
    def relu(u):
        return u * (u > 0)

    @classmethod
    def go(cls, u):
        return cls.relu(u)

def by_a_static_method(u):
    return Static.relu(u) + Static.go(u)

def _make_ops():
    return Own()

def by_what_a_function_of_ones_own_makes(u):
    return _make_ops().relu(u)

def by_getattr(u):
    return getattr(ops, "relu")(u)

def _with_ops(ops, u):
    return ops.relu(u)

def by_an_argument(u):
    return _with_ops(Own(), u)

def by_an_object_as_an_argument(u):
    return _with_ops(ops, u) + _with_ops(space, u)

def by_an_object_made_inside_as_an_argument(u):
    return _with_ops(types.SimpleNamespace(relu=_honest), u) + _with_ops(u=u, ops=Record(_honest, 2))

def by_a_default(u, ops=Own()):
    return ops.relu(u)

def by_an_annotated_argument(u):
    def go(ops: Own):
        return ops.relu(u)
    return go(Own())

def by_a_lambda(u):
    return (lambda ops: ops.relu(u))(Own())

LAYERS = [Own(), Static]
BY_NAME = {"own": Own()}

def by_a_loop(u):
    for layer in LAYERS:
        u = layer.relu(u)
    return sum([layer.relu(u) for layer in (Own(), Own())]) + LAYERS[0].relu(u) + BY_NAME["own"].relu(u)

class ByItsLayers(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [Own(), Own()]

    def forward(self, u):
        for layer in reversed(self.layers):
            u = layer.relu(u)
        return self.layers[0].relu(u)

def _own_layers():
    yield Own()

def by_a_generator_and_a_copy(u):
    import copy
    for layer in _own_layers():
        u = layer.relu(u)
    return copy.deepcopy(layer).relu(u) + next(_own_layers()).relu(u)

class ByTheMethodOfABase(ByAMethodOfItsClass):
    def forward(self, u):
        return ByAMethodOfItsClass.forward(self, u)

def by_a_match(u):
    match Own():
        case layer:
            return layer.relu(u)

def through_an_argument(u):
    return _with_ops(torch.as_tensor(u), u)

def through_a_sum(u):
    own = Own().relu(u)
    return (2 * torch.as_tensor(u) + own).relu()

def through_a_chain_beside_ones_own(u):
    return Own().relu(torch.as_tensor(u).view(-1).relu())

def through_a_subclass_beside_ones_own(u):
    return Own().relu(Tensor(u).relu())
"""

FORBIDDEN = ("torch.relu", "torch.nn.functional.relu", "torch.nn.ReLU", "torch.Tensor.relu")


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    path = tmp_path_factory.mktemp("cells") / "cell.py"
    path.write_text(NOTEBOOK)
    names = {"__name__": "__main__"}
    exec(compile(NOTEBOOK, str(path), "exec"), names)
    return names


def names(beginning):
    found = re.findall(
        rf"^(?:def |class |    def |)({beginning}\w+)(?:\(| =|:)", NOTEBOOK, re.MULTILINE | re.IGNORECASE
    )
    return list(dict.fromkeys([*found, "through_exec"] if beginning == "through" else found))


@pytest.mark.parametrize("name", names("through"))
def test_the_librarys_version_is_found_on_every_way_to_it(notebook, name):
    assert forbidden_name(notebook[name], FORBIDDEN) in FORBIDDEN


@pytest.mark.parametrize("name", [name for name in names("by") if name != "by_self"])
def test_an_answer_of_ones_own_is_let_through(notebook, name):
    assert forbidden_name(notebook[name], FORBIDDEN) is None


def test_the_librarys_function_itself_is_no_answer():
    assert forbidden_name(torch.relu, FORBIDDEN) == "torch.relu"
    assert forbidden_name(functools.partial(torch.relu), FORBIDDEN) == "torch.relu"


def test_another_name_of_the_notebook_can_be_forbidden(notebook):
    assert forbidden_name(notebook["through_a_helper"], ["through_the_module"]) == "through_the_module"


def test_an_answer_without_source_is_judged_by_its_names():
    names = {"__name__": "__main__", "np": np}
    exec("def answer(u):\n    return np.convolve(u, u)", names)
    assert forbidden_name(names["answer"], ["numpy.convolve"]) == "numpy.convolve"
    assert forbidden_name(names["answer"], ["torch.convolve"]) is None
