import functools
import re

import numpy as np
import pytest
import torch

from course_lib.own_work import forbidden_name

NOTEBOOK = """
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

def by_hand(u):
    relu = np.maximum(u, 0)
    return relu

def by_hand_with_an_argument_of_that_name(rectify):
    return max(rectify, 0)
"""

FORBIDDEN = ("torch.relu", "torch.nn.functional.relu", "torch.nn.ReLU", "torch.Tensor.relu")


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    path = tmp_path_factory.mktemp("cells") / "cell.py"
    path.write_text(NOTEBOOK)
    names = {"__name__": "__main__"}
    exec(compile(NOTEBOOK, str(path), "exec"), names)
    return names


@pytest.mark.parametrize("name", re.findall(r"^(?:def|class) (through\w+)", NOTEBOOK, re.MULTILINE | re.IGNORECASE))
def test_the_librarys_version_is_found_on_every_way_to_it(notebook, name):
    assert forbidden_name(notebook[name], FORBIDDEN) in FORBIDDEN


@pytest.mark.parametrize("name", ["by_hand", "by_hand_with_an_argument_of_that_name"])
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
