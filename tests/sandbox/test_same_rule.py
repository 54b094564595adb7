"""What a student's notebook accepts and what the grader accepts: one rule, with the same words."""

import contextlib
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from course_lib.checks import noting_calls_in
from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import Limits, RunCell

pytestmark = pytest.mark.process

SETUP = """
import numpy as np
from course_lib.checks import (
    CheckError, check_answer, check_close, check_equal, check_parts, check_shape, check_unchanged
)
"""
STUDENT = """
import array, collections, decimal, enum, fractions, itertools
import numpy as np, pandas as pd, scipy.sparse, torch

class Floats(float): pass
class Rows(list): pass
class Own(np.ndarray): pass
class Weights(torch.nn.Parameter): pass
class Levels(enum.IntEnum): LOW = 1
Pair = collections.namedtuple("Pair", "a b")
class Interface:
    def __init__(self): self.kept = np.array([1.0, 2.0]); self.__array_interface__ = self.kept.__array_interface__
class Offers:
    def __init__(self, value): self.value = value
    def __array__(self, dtype=None, copy=None):
        if isinstance(self.value, Exception): raise self.value
        return self.value
class Long:
    def __len__(self): return 10**12
    def __getitem__(self, i): return 1.0
class Number:
    def __float__(self): return 1.0
class Index:
    def __index__(self): return 1
class Truth:
    def __bool__(self): return True
    def __eq__(self, other): return True
    __hash__ = None
class Called:
    def __call__(self): return 1.0
class Lent:
    def __dlpack__(self, **options): return np.ones(2).__dlpack__(**options)
    def __dlpack_device__(self): return np.ones(2).__dlpack_device__()

def make(number):
    return eval(EXPRESSIONS[number])
"""
LEAVES = """
1 / True / 1.0 / None / 'a' / '1.0' / b'1' / 1j / 1 + 0j / float('nan') / 10**30 / 2**63 / ... / NotImplemented
np.float64(1) / np.float32(1) / np.float16(1) / np.int8(1) / np.uint64(2**63) / np.bool_(True) / np.longdouble(1)
np.complex64(1) / np.str_('a') / np.datetime64('2026-01-01') / np.datetime64('NaT') / fractions.Fraction(1)
decimal.Decimal(1) / Levels.LOW / Floats(1) / Number() / Index() / Truth() / Called() / object() / int / abs / np
Rows / make / lambda: 1 / [1.0, 2.0] / (1, 2) / [] / () / {} / set() / [[1], [2, 3]] / [[1.0], [2.0]] / [1.0, None]
[1.0, '2'] / [1, 1j] / ['1', '2'] / [1.0, float('nan')] / {1, 2} / frozenset({1}) / {'a': 1} / Pair(1, 2)
Rows([1.0, 2.0]) / collections.Counter('a') / collections.OrderedDict(a=1) / collections.defaultdict(int, a=1)
collections.UserList([1, 2]) / collections.deque([1.0, 2.0]) / collections.deque([[1], [2, 3]])
collections.deque(['a', 'b']) / array.array('d', [1, 2]) / array.array('b', [1, 2]) / memoryview(b'ab')
bytearray(b'ab') / range(1, 3) / range(0) / {'a': 1}.keys() / {'a': 1}.values() / {'a': 1}.items()
collections.ChainMap({'a': 1}) / collections.UserDict(a=1) / (i for i in [1, 2]) / map(abs, [1, 2])
filter(abs, [1, 2]) / zip([1], [2]) / enumerate([1]) / reversed([1, 2]) / iter([1]) / itertools.count() / iter({1})
slice(2) / enum / Exception('a') / np.array([1.0, 2.0]) / np.array([1, 2], np.int8) / np.array([1, 2], np.float16)
np.array([1, 2], '>f4') / np.array(1.0) / np.array(1, np.float32) / np.array([True, False]) / np.zeros(0)
np.zeros((2, 0)) / np.array([1, 2j]) / np.array(['a', 'b']) / np.matrix([[1, 2]])
np.ma.array([1.0, 2.0], mask=[0, 1]) / np.ma.masked / np.ones(2).view(Own) / np.eye(2)[::2, 1]
np.array([(1, 2.0)], dtype=[('a', int), ('b', float)]) / np.array([(1,)], dtype=[('a', int)])[0]
np.rec.array([(1, 2.0)]) / np.array([1, None]) / np.array([fractions.Fraction(1), 2])
np.array([np.ones(1), np.ones(2), 0], dtype=object)[:2] / np.array([decimal.Decimal(1), 2.0])
np.array(['a', 'bb'], dtype=np.dtypes.StringDType()) / np.void(b'ab') / np.asfortranarray(np.eye(2))
np.broadcast_to(1.0, (2,)) / np.frombuffer(b'ab', np.uint8) / np.nditer(np.ones(1)) / pd.Series([1.0, 2.0])
pd.Series([1, 2]) / pd.Series(['a', 'b']) / pd.DataFrame({'a': [1.0, 2.0]}) / pd.Index([1, 2])
pd.Series([1, None], dtype='Int64') / pd.Categorical([1, 2]) / pd.Timestamp(0) / pd.DataFrame({'a': [1], 'b': ['c']})
pd.Series([True, False]) / pd.array([1.0, 2.0]) / pd.NA / pd.DataFrame() / scipy.sparse.csr_array(np.eye(2))
scipy.sparse.coo_matrix(np.eye(2)) / np.random.default_rng(0) / np.dtype(float) / torch.tensor([1.0, 2.0])
torch.tensor([1.0, 2.0], requires_grad=True) / torch.tensor(1.0) / torch.tensor([1, 2])
torch.nn.Parameter(torch.ones(2)) / Weights(torch.ones(2)) / torch.ones(2).bfloat16() / torch.ones(2).half()
torch.tensor([1j]).conj() / torch.tensor([True]) / torch.ones(2).to_sparse() / torch.ones(2, device='meta')
torch.ones(2, dtype=torch.uint16) / torch.ones(2).to(torch.float8_e5m2)
torch.tensor([1.0, 2.0]).requires_grad_() * 1 / torch.nn.Linear(1, 1) / torch.float32 / torch.device('cpu')
torch.Size([1, 2]) / torch.ones(2, 2).T / torch.Generator()
torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8) / torch.ones(0) / Interface()
Offers(np.array([1.0, 2.0])) / Offers(np.array(1.0)) / Offers(RuntimeError('no')) / Offers([1, 2]) / Offers('a')
Offers(KeyError(1)) / Long() / Lent()
"""
TEST = """
import json
from course_lib.checking.values import READABLE, type_name

def kind(data):
    if isinstance(data, (list, tuple)):
        return [type(data).__name__, *map(kind, data)]
    if isinstance(data, dict):
        return {str(key): kind(item) for key, item in data.items()}
    if isinstance(data, np.ndarray) and data.dtype.kind in READABLE:
        return ["array", str(data.dtype), data.shape]
    return [type_name(data)]

def parts(got):
    return [check_close(name, part, 1.0) for name, part in zip("ab", check_parts(got, "a", "b"))]

CHECKS = [
    lambda got: check_close("x", got, [1.0, 2.0]),
    lambda got: check_close("x", got, 1.0),
    lambda got: check_equal("x", got, [1, 2]),
    lambda got: check_equal("x", got, {"a": 1}),
    lambda got: check_equal("x", got, "a"),
    lambda got: check_equal("x", got, [[1], [2, 3]]),
    lambda got: check_shape("x", got, (2,)),
    lambda got: kind(check_parts(got, "a", "b")),
    parts,
]

def verdict(check):
    try:
        return ["passed", repr(check())]
    except CheckError as error:
        return [error.message, error.hint]
    except Exception as error:
        return [type(error).__name__]

check_answer(make)  # whose name begins each message, whatever ran before in this process
found = []
for number in range(COUNT):
    found.append([verdict(lambda: check(make(number))) for check in CHECKS])
    found[-1].append(verdict(lambda: kind(check_unchanged(make, number))))
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def runner():
    """A runner without a sandbox: what crosses is the same."""
    with ProcessRunner(sandboxed=False) as runner:
        yield runner


def leaves():
    return [leaf.strip() for line in LEAVES.strip().splitlines() for leaf in line.split(" / ")]


def in_the_notebook(cells):
    names = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()) as told, noting_calls_in(names):
        for source in cells:
            exec(compile(source, "<cell>", "exec"), names)
    return json.loads(told.getvalue())


def in_the_grader(runner, cells):
    roles = ("setup", "student", "test")
    cells = [RunCell(source, role, "make" * (role == "test")) for source, role in zip(cells, roles, strict=True)]
    outcome = runner.run(cells, Limits(cell_seconds=120, text_bytes=10_000_000))[-1]
    assert outcome.status == "ok", outcome.error
    return json.loads("".join(output["text"] for output in outcome.outputs if output["name"] == "stdout"))


def differences(runner, expressions):
    """Where the two verdicts on a result are not the same."""
    cells = [SETUP, f"EXPRESSIONS = {expressions!r}\n{STUDENT}", f"COUNT = {len(expressions)}\n{TEST}"]
    pairs = zip(expressions, in_the_notebook(cells), in_the_grader(runner, cells), strict=True)
    return [
        (expression, *both)
        for expression, here, there in pairs
        for both in zip(here, there, strict=True)
        if both[0] != both[1]
    ]


@pytest.mark.filterwarnings("ignore")  # torch warns of sparse, quantized and read-only tensors
def test_every_kind_of_result_gets_the_same_verdict_from_notebook_and_grader(runner):
    assert differences(runner, leaves()) == []


nested = some.recursive(
    some.sampled_from(leaves()).map(lambda leaf: f"({leaf})"),
    lambda inner: (
        some.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]")
        | some.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({', '.join(parts)})")
        | inner.map(lambda part: f"dict(a={part})")
        | inner.map(lambda part: f"collections.deque([{part}, {part}])")
    ),
    max_leaves=5,
)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=15, deadline=None)
@given(expressions=some.lists(nested, min_size=20, max_size=20))
def test_results_in_one_another_get_the_same_verdict_from_notebook_and_grader(runner, expressions):
    assert differences(runner, expressions) == []
