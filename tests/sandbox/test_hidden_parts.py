"""Hidden parts of tests run last, in copies of both processes as they were: seen by nobody, changed by nothing."""

import numpy as np
import pytest

from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import Limits, RunCell

pytestmark = pytest.mark.process

SETUP = RunCell("import numpy as np\nimport torch\nfrom course_lib.checks import check_answer, check_close", "setup")


@pytest.fixture(scope="module")
def runner():
    """A runner with a sandbox, as `course grade` uses it."""
    with ProcessRunner() as runner:
        yield runner


@pytest.fixture
def run(runner):
    """Run cells after the setup: sources of a student's cells, or RunCells."""

    def run(*sources, **limits):
        cells = [SETUP, *(one if isinstance(one, RunCell) else RunCell(one, "student") for one in sources)]
        return runner.run(cells, Limits(**{"cell_seconds": 20, **limits}))[1:]

    return run


def seen(source, exercise="f"):
    return RunCell(source, "test", exercise)


def hidden(source, exercise="f"):
    return RunCell(source, "test", exercise, hidden=True)


def statuses(outcomes):
    return [outcome.status for outcome in outcomes]


def printed(outcome):
    return "".join(output.text for output in outcome.outputs if output.output_type == "stream")


def test_what_a_hidden_part_shows_is_dropped_and_its_error_is_kept(run):
    _, visible, secret, after = run(
        "calls = []\ndef f(x):\n    calls.append(x)\n    print('called with', x)\n    return x",
        seen("print('test'); f(1)"),
        hidden("print('test'); f(2); 1 / 0"),
        "print(calls)",
    )

    assert printed(visible) == "test\ncalled with 1\n"
    assert (secret.outputs, secret.status, secret.error.ename) == ([], "error", "ZeroDivisionError")
    assert printed(after) == "[1]\n"


STATE = {  # an answer, what a later cell does, and what it gave before
    "a name that is bound again": ("def f(): return 1", "f = lambda: 2", 1),
    "a name that it reads": ("value = 1\ndef f(): return value", "value = 2", 1),
    "an object": ("box = []\ndef f(): return len(box)", "box.append(1)", 0),
    "the weights of a module": (
        "net = torch.nn.Linear(1, 1)\ntorch.nn.init.ones_(net.weight)\ndef f(): return net.weight.item()",
        "torch.nn.init.zeros_(net.weight)",
        1,
    ),
    "a generator": (
        "rng = np.random.default_rng(0)\ndef f(): return rng.integers(1000)",
        "rng.integers(9)",
        np.random.default_rng(0).integers(1000),
    ),
    "the global generator": ("np.random.seed(0)\ndef f(): return np.random.randint(9)", "np.random.seed(7)", 5),
    "a class": ("class A: value = 1\ndef f(): return A().value", "A.value = 2", 1),
}


@pytest.mark.parametrize("name", STATE)
def test_a_hidden_part_finds_its_answer_as_it_was_at_its_test(run, name):
    answer, change, value = STATE[name]

    outcomes = run(answer, seen("assert callable(f)"), hidden(f"assert f() == {value}"), change)

    assert statuses(outcomes) == ["ok"] * 4, outcomes[2].error


def test_the_parts_of_a_test_share_their_names_and_their_candidate(run):
    outcomes = run(
        "count = [0]\ndef f():\n    count[0] += 1\n    return count[0]",
        seen("a = f()"),
        hidden("b = f()"),
        hidden("assert (a, b, f()) == (1, 2, 3)"),
        "count[0] = 9",
    )

    assert statuses(outcomes) == ["ok"] * 5


def test_no_hidden_part_changes_another(run):
    outcomes = run(
        "calls = []\ndef f():\n    calls.append(1)\n    np.ones = None\n    return len(calls)\ng = f",
        seen("assert callable(f)"),
        hidden("assert f() == 1; torch.manual_seed(7); check_answer = None"),
        seen("assert callable(g)", "g"),
        hidden("assert g() == 1 and check_answer and torch.initial_seed() != 7", "g"),
    )

    assert statuses(outcomes) == ["ok"] * 5


ENDS = {
    "it ends": ("os._exit(3)", "crashed"),
    "it kills all others": ("os.kill(-1, 9)\n    os._exit(0)", "crashed"),
    "it never ends": ("\n    while True: pass", "timeout"),
    "it takes all memory": ("hoard = b'x' * 2**30\n    time.sleep(9)", "memory"),
}


@pytest.mark.parametrize("name", ENDS)
def test_a_hidden_part_that_ends_its_process_costs_itself_alone(run, name):
    body, status = ENDS[name]

    outcomes = run(
        f"import os, time\ndef f():\n    {body}\ndef g(): return 1",
        seen("assert callable(f)"),
        seen("assert g() == 1", "g"),
        hidden("assert g() == 1", "g"),
        hidden("f()"),
        hidden("assert f"),
        "def h(): return 2",
        seen("first = h()", "h"),
        hidden("assert first == h() == 2", "h"),
        "print('on')",
        cell_seconds=4,
        memory_bytes=400 * 2**20,
    )

    assert statuses(outcomes) == ["ok", "ok", "ok", "ok", status, "skipped", "ok", "ok", "ok", "ok"]
    assert printed(outcomes[-1]) == "on\n"


@pytest.mark.parametrize("end", ["os._exit(1)", "os.kill(-1, 9)", "while True: pass"])
def test_a_cell_that_ends_what_waits_costs_no_hidden_part(run, end):
    outcomes = run(
        "import os\ndef f(): return 1",
        seen("first = f()"),
        hidden("assert first == f() == 1"),
        "def f(): return 2",
        end,
        cell_seconds=3,
    )

    assert statuses(outcomes[:4]) == ["ok"] * 4


def test_an_answer_with_threads_of_its_own_has_its_hidden_part_run_with_them(run):
    outcomes = run(
        "from concurrent.futures import ThreadPoolExecutor\npool, calls = ThreadPoolExecutor(1), []\n"
        "def f(x):\n    calls.append(x)\n    return pool.submit(abs, x).result()",
        seen("first = f(-1)"),
        hidden("assert first == 1 and f(-2) == 2"),
        "print(calls)\nf = None",
    )

    assert statuses(outcomes) == ["ok"] * 4
    assert printed(outcomes[-1]) == "[-1]\n"


def test_a_hidden_part_at_which_the_examiner_ends_every_time_costs_its_exercise_alone(run):
    outcomes = run(
        "def f(): return 0",
        seen("assert f() == 0"),
        hidden("import ctypes\nctypes.string_at(f())"),
        "def g(): return 1",
        seen("assert g()", "g"),
        hidden("assert g() == 1", "g"),
    )

    assert statuses(outcomes) == ["ok", "ok", "crashed", "ok", "ok", "ok"]
    assert outcomes[2].error.ename == "ExaminerDied"


@pytest.mark.parametrize("make", ["np.ones(f())", "[0] * f()"])
def test_a_hidden_part_has_memory_of_its_own_and_no_more(run, make):
    outcomes = run("def f(): return 10**9", seen("assert f()"), hidden(make), "print('on')")

    assert statuses(outcomes) == ["ok", "ok", "memory", "ok"]


def test_the_hints_of_hidden_parts_are_declared(runner):
    test = "check_close('it', f(1), 1, confusions={'twice: once.': 2})"
    cells = [SETUP, RunCell("def f(x): return x", "student"), seen("check_answer(f)"), hidden(test)]

    assert "twice" in runner.examine(cells, Limits()).declared["f"]
