import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from course_lib.instructor.sandbox.job import Job
from course_lib.instructor.sandbox.outputs import RICH_PRICE, STREAM_PRICE
from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import Limits, RunCell, RunnerError

pytestmark = pytest.mark.process

LIMITS = Limits(cell_seconds=20)


@pytest.fixture(scope="module")
def runner():
    """A runner with a sandbox, as `course grade` uses it."""
    with ProcessRunner() as runner:
        yield runner


@pytest.fixture
def run(runner):
    """Run cells: sources of a student's cells, or RunCells."""

    def run(*sources, limits=LIMITS, data=()):
        cells = [source if isinstance(source, RunCell) else RunCell(source, "student") for source in sources]
        return runner.run(cells, limits, data)

    return run


def statuses(outcomes):
    return [outcome.status for outcome in outcomes]


def printed(outcome):
    return "".join(output.text for output in outcome.outputs if output.output_type == "stream")


def test_cells_share_a_namespace_and_show_their_outputs(run):
    outcomes = run("a = 3", "print(a)\na + 1")

    assert statuses(outcomes) == ["ok", "ok"]
    assert [output.output_type for output in outcomes[1].outputs] == ["stream", "execute_result"]
    assert outcomes[1].outputs[1].data["text/plain"] == "4"


def test_an_error_costs_its_cell_alone(run):
    first, second = run("1 / 0", "print('on')")

    assert (first.status, first.error.ename, second.status) == ("error", "ZeroDivisionError", "ok")


def test_the_segments_of_a_test_stop_at_the_first_that_fails(run):
    outcomes = run(
        RunCell("x = 1", "test", "one"),
        RunCell("y = x / 0", "test", "one", hidden=True),
        RunCell("x = 2", "test", "one"),
        RunCell("print(2)", "test", "two"),
    )

    assert statuses(outcomes) == ["ok", "error", "skipped", "ok"]
    assert (outcomes[1].error.ename, printed(outcomes[3])) == ("ZeroDivisionError", "2\n")


def test_a_crash_costs_its_cell_alone_and_what_was_before_is_there_again(run):
    outcomes = run("a = 3", "b = a + 1", "import os\nos._exit(1)", "print(a, b)")

    assert statuses(outcomes) == ["ok", "ok", "crashed", "ok"]
    assert printed(outcomes[3]) == "3 4\n"


def test_an_endless_cell_is_stopped(run):
    outcomes = run("a = 3", "while True: pass", "print(a)", limits=Limits(cell_seconds=1.5))

    assert statuses(outcomes) == ["ok", "timeout", "ok"]
    assert outcomes[1].error.evalue == "this cell took more than 1.5 s and was stopped"
    assert printed(outcomes[2]) == "3\n"


def test_a_test_that_does_not_end_is_stopped_and_the_next_one_is_run(run):
    outcomes = run(
        "def f():\n    while True: pass",
        RunCell("try:\n    f()\nexcept Exception: pass", "test", "f"),
        RunCell("assert callable(f)", "test", "g"),
        limits=Limits(cell_seconds=1.5),
    )

    assert statuses(outcomes) == ["ok", "timeout", "ok"]


def test_a_cell_that_needs_too_much_memory_is_stopped(run):
    hungry = "import time\nhoard = bytearray(600 * 2**20)\nhoard[:] = b'x' * len(hoard)\ntime.sleep(4)"

    outcomes = run("a = 3", hungry, "print(a)", limits=Limits(cell_seconds=30, memory_bytes=500 * 2**20))

    assert statuses(outcomes) == ["ok", "memory", "ok"]


def test_a_fork_bomb_is_ended_for_what_it_is_long_before_its_time_is_over(run):
    bomb = "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass"

    outcomes = run("a = 3", bomb, "print(a)", limits=Limits(cell_seconds=60))

    assert statuses(outcomes) == ["ok", "crashed", "ok"]
    assert outcomes[1].error.ename == "TooManyProcesses"


# Every case holds 240 MB; what is held once is allowed 400 MB, what is held several times is not.
FILL = "import ctypes, mmap, os, time\nimport numpy as np\nsize = 240 * 2**20\n"
MAPPED = "ctypes.memset(ctypes.addressof(ctypes.c_char.from_buffer(shared)), 1, size)\n"
FOUR_LOOK = "for _ in range(4):\n    if os.fork() == 0:\n        {}\n        time.sleep(60)\n"
WRITTEN = "    for _ in range(24): os.write(file, bytes(10 * 2**20))\n"
HELD_ONCE = {
    "a nameless file by 21 descriptors": "file = os.memfd_create('x')\nif file:\n" + WRITTEN
    + "copies = [os.dup(file) for _ in range(20)]\ntime.sleep(0.5)",
    "a nameless file that children have open": "file = os.memfd_create('x')\nif file:\n" + WRITTEN
    + FOUR_LOOK.format("pass") + "time.sleep(4)",
    "a nameless file that is mapped": "file = os.memfd_create('x')\nos.truncate(file, size)\n"
    "shared = mmap.mmap(file, size)\n" + MAPPED + "time.sleep(0.5)",
    "shared memory": "shared = mmap.mmap(-1, size)\n" + MAPPED
    + FOUR_LOOK.format("sum(shared[::4096])") + "time.sleep(4)",
    "a mapped file in /dev/shm": "file = os.open('/dev/shm/x', os.O_RDWR | os.O_CREAT)\nos.truncate(file, size)\n"
    "shared = mmap.mmap(file, size)\n" + MAPPED + FOUR_LOOK.format("sum(shared[::4096])") + "time.sleep(4)",
    "an array that children read": "array = np.ones(size // 8)\n" + FOUR_LOOK.format("array.sum()") + "time.sleep(4)",
    "a data set of torch, and four workers": "import torch\nfrom torch.utils.data import DataLoader\n"
    "rows = torch.ones(60, 2**20)\nprint(sum(batch.sum() for batch in DataLoader(rows, num_workers=4)))",
    "programs that come and go": "import subprocess\narray = np.ones(size // 8)\n"
    "for _ in range(100): subprocess.run(['true'])",
}  # fmt: skip
HELD_TWICE = {
    "two nameless files": "for file in (os.memfd_create('x'), os.memfd_create('y')):\n" + WRITTEN + "time.sleep(40)",
    "two nameless files, mapped and closed": "both = []\nfor _ in range(2):\n    file = os.memfd_create('x')\n"
    "    os.truncate(file, size)\n    both.append(np.ndarray(size, 'u1', mmap.mmap(file, size)))\n"
    "    both[-1][:] = 1\n    os.close(file)\ntime.sleep(40)",
    "deleted files": "for name in ('/tmp/x', '/dev/shm/y'):\n    file = os.open(name, os.O_RDWR | os.O_CREAT)\n"
    + WRITTEN + "    os.unlink(name)\ntime.sleep(40)",
    "arrays of its children": FOUR_LOOK.format("array = np.ones(size // 8)") + "time.sleep(40)",
    "an array that a child changes": "array = np.ones(size // 8)\n" + FOUR_LOOK.format("array += 1") + "time.sleep(40)",
    "shared memory and an array": "shared = mmap.mmap(-1, size)\n" + MAPPED
    + "array = np.ones(size // 8)\ntime.sleep(40)",
}  # fmt: skip
ALLOWED = Limits(cell_seconds=60, memory_bytes=400 * 2**20)


@pytest.mark.parametrize("source", HELD_ONCE.values(), ids=HELD_ONCE)
def test_what_is_held_once_counts_once(run, source):
    (outcome,) = run(FILL + source, limits=ALLOWED)

    assert outcome.status == "ok", outcome.error
    assert outcome.memory_bytes < ALLOWED.memory_bytes


@pytest.mark.parametrize("source", HELD_TWICE.values(), ids=HELD_TWICE)
def test_what_is_held_more_than_once_counts_as_often(run, source):
    (outcome,) = run(FILL + source, limits=ALLOWED)

    assert outcome.status == "memory"


def test_a_submission_has_a_time_of_its_own(run):
    limits = Limits(cell_seconds=20, submission_seconds=2)

    outcomes = run("import time\ntime.sleep(2.2)", "print('late')", limits=limits)

    assert statuses(outcomes) == ["timeout", "timeout"]
    assert "the whole notebook took more than 2 s" in outcomes[1].error.evalue


def test_after_the_time_of_the_submission_nothing_more_is_started(run):
    slow = [f"import time\nfor _ in range(500): time.sleep(0.02)\nx{n} = {n}" for n in range(60)]
    tests = [RunCell("assert x1 == 1", "test", f"x{n}") for n in range(60)]
    begun = time.monotonic()

    outcomes = run(*slow, *tests, "print('late')", limits=Limits(cell_seconds=1.5, submission_seconds=4))

    assert time.monotonic() - begun < 4 + 6  # a candidate for each cell would take 20 s more
    assert set(statuses(outcomes)) == {"timeout"}
    assert sum(outcome.seconds > 0.1 for outcome in outcomes) <= 4
    assert "the whole notebook took more than 4 s" in outcomes[-1].error.evalue


def test_what_is_printed_is_bounded_while_it_streams(run):
    limits = Limits(cell_seconds=2, text_bytes=10_000)
    before = psutil.Process().memory_info().rss

    (outcome,) = run("while True: print('x' * 1000)", limits=limits)

    assert outcome.status == "timeout"
    assert 10_000 <= len(printed(outcome)) + STREAM_PRICE < 10_100 + STREAM_PRICE
    assert psutil.Process().memory_info().rss - before < 100 * 2**20


def test_large_pictures_are_not_kept(run):
    limits = Limits(rich_bytes=3 * RICH_PRICE)

    (outcome,) = run(
        "from IPython.display import HTML, display\ndisplay(HTML('x' * 50_000), HTML('small'))", limits=limits
    )

    assert "text/html" not in outcome.outputs[0].data
    assert outcome.outputs[1].data["text/html"] == "small"


def test_a_display_can_be_updated_and_cleared(run):
    (outcome,) = run(
        "from IPython.display import clear_output, display\nprint('gone')\nclear_output()\n"
        "shown = display('first', display_id=True)\nshown.update('second')"
    )

    assert [output.data["text/plain"] for output in outcome.outputs] == ["'second'"]


def test_a_test_never_enters_the_process_of_the_notebook(run):
    look = "import gc\nseen = [text for text in gc.get_objects() if isinstance(text, dict) and 'secret' in text]"

    outcomes = run(RunCell("secret = 1", "test", "one", hidden=True), look + "\nprint(seen, In, Out)")

    assert printed(outcomes[1]) == "[] [''] {}\n"


@pytest.mark.parametrize(
    "question",
    [
        "input('name?')",
        "import getpass\ngetpass.getpass()",
        "from getpass import getpass\ngetpass()",
        "breakpoint()",
        "import pdb\npdb.set_trace()",
        "from IPython.core.debugger import set_trace\nset_trace()",
        "import pdb\npdb.run('1')",
    ],
)
def test_a_question_is_refused_and_does_not_wait(run, question):
    (outcome,) = run(question)

    assert outcome.status == "error"
    assert outcome.error.evalue.startswith("nobody is there to answer: ")


def test_the_working_folder_holds_the_data_of_the_lesson_and_is_removed(run, tmp_path):
    data = tmp_path / "table.csv"
    data.write_text("1,2", encoding="utf-8")

    outcomes = run("import os\nprint(os.getcwd())\nprint(os.listdir())", "open('table.csv').read()", data=[data])

    folder, names = printed(outcomes[0]).splitlines()
    assert (folder, names, outcomes[1].status) == ("/tmp/work", "['table.csv']", "ok")


def test_programs_of_this_environment_are_found(run):
    (outcome,) = run(
        "import shutil, sys, os\nprint(os.path.dirname(shutil.which('jupyter')) == os.path.dirname(sys.executable))"
    )

    assert printed(outcome) == "True\n"


def test_no_process_is_left_behind(run):
    run("import subprocess\nsubprocess.Popen(['sleep', '86399'], start_new_session=True)")

    assert not [process for process in psutil.process_iter(["cmdline"]) if "86399" in (process.info["cmdline"] or ())]


def test_a_notebook_sees_a_machine_of_its_own(run, tmp_path):
    (outcome,) = run(
        f"import os, socket\nprint(os.getuid(), os.getpid(), socket.gethostname(), os.path.exists({str(tmp_path)!r}))\n"
        "print([name for name in os.listdir('/proc') if name.isdigit()], os.listdir('/home') if "
        "os.path.exists('/home') else [])"
    )

    assert printed(outcome) == "65534 1 sandbox False\n['1'] []\n"


def test_half_a_character_can_be_printed_and_raised(run):
    outcomes = run("print(chr(0xD800))", "raise ValueError(chr(0xD800))", "print('on')")

    assert printed(outcomes[2]) == "on\n"
    for outcome in outcomes[:2]:
        f"{outcome.outputs} {outcome.error}".encode()


def at_the_examiner(answer, test, run, **limits):
    """The outcome of a test of `f` that its examiner may not survive. What comes after must run, as ever."""
    cells = [SETUP, answer, RunCell("assert True", "test", "before"), RunCell(test, "test", "f")]
    cells += [RunCell("assert f", "test", "f", hidden=True), RunCell("assert callable(f)", "test", "after")]
    *before, tested, hidden, after = run(*cells, limits=Limits(cell_seconds=limits.pop("seconds", 20), **limits))
    assert statuses([*before, hidden, after]) == ["ok", "ok", "ok", "skipped", "ok"]
    return tested


TOO_MUCH = {  # an answer, what its test does with it, and what there is too much of
    "a range": ("return range(5 * 10**7)", "list(f())", "50000000 values, at most 1000000"),
    "a range longer than any": ("return range(10**30)", "f()", "values, at most 1000000"),
    "a list of numbers": ("return [0.5] * (3 * 10**6)", "f()", "3000000 values"),
    "lists that share a list": ("return [[0] * 1000] * 2000", "f()", "values, at most 1000000"),
    "lists that share an array": ("return [np.zeros(2**20)] * 40", "f()", "bytes, at most 268435456"),
    "an array": ("return np.zeros(2**26)", "f()", "536870912 bytes"),
    "an array without strides": ("return np.broadcast_to(1.0, (10**6, 10**6))", "f()", "8000000000000 bytes"),
    "rows of length 0": ("return np.zeros((0, 10**12))", "f().sum(axis=0)", "bytes, at most"),
    "objects without strides": ("return np.broadcast_to(np.array(None), (10**6, 10**6))", "f()", "values, at most"),
    "no strides": ("import torch\n    return torch.ones(1).expand(10**6, 10**6)", "f()", "4000000000000 bytes"),
    "words of great width": ("return np.zeros(10**5, 'U9999')", "f()", "bytes, at most"),
    "a text": ("return 'x' * 10**7", "f()", "10000000 characters, at most 4000000"),
    "bytes": ("return bytes(2**29)", "f()", "bytes, at most"),
    "a set": ("return set(range(2 * 10**6))", "f()", "2000000 values"),
    "a dict": ("return dict.fromkeys(range(10**6))", "f()", "2000000 values"),
    "digits": ("return 10**5000", "f()", "an integer of more than a thousand digits"),
    "depth": ("a = []\n    a.append(a)\n    return a", "f()", "more than 40 deep: does one hold itself?"),
}  # fmt: skip


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_an_answer_gives_back_is_bounded(run, name):
    body, test, told = TOO_MUCH[name]

    found = at_the_examiner(f"def f():\n    {body}", test, run)

    assert (found.status, found.error.ename) == ("error", "Refused")
    assert told in found.error.evalue


FORGED = {  # what a candidate sends that does not keep to the rules: the tree of a value, beside 16 MB
    "parts that share their bytes": "['l', *[['a', '<f8', [2**21], [0, 2**24], 'C', True]] * 100]",
    "a range": "['n', 0, 5 * 10**7, 1]",
    "small numbers made large": "['l', *[['T', 'complex128', ['a', '|u1', [2**24], [0, 2**24], 'C', 1], 0, 0, 0]] * 2]",
    "rows of length 0": "['a', '<f8', [0, 10**15], [0, 0], 'C', True]",
    "lists": "['l', *[[]] * 10**7]",
    "a word": "['g', '<U999999', [0, 2**24]]",
    "gradients of gradients": "['T', 'float64', ['a', '<f8', [1], [0, 8], 'C', True], 0, 0, ['T']]",
}  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_what_a_candidate_says_against_the_rules_costs_its_exercise_alone(run, name):
    forger = (
        "from course_lib.instructor.sandbox.wire import Encoder\ndef f():\n    def forged(self, *a):\n"
        f"        self.parts, self.size = [bytes(2**24)], 2**24\n        return {FORGED[name]}\n"
        "    Encoder.node = forged\n"
    )

    assert at_the_examiner(forger, "f()", run).status == "crashed"


def test_numbers_that_fall_on_one_another_in_a_set_cost_a_cell_its_time(run):
    collide = "def f():\n    return [n * (2**61 - 1) for n in range(100_000)]"
    begun = time.monotonic()

    found = at_the_examiner(collide, "set(f())", run, seconds=1.5)

    assert (found.status, found.error.evalue) == ("timeout", "this cell took more than 1.5 s and was stopped")
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("test", ["np.ones(f())", "[0] * f()", "'x' * (8 * f())", "import torch\nbytearray(8 * f())"])
def test_a_test_has_memory_of_its_own_and_no_more(run, test):
    found = at_the_examiner("def f(): return 10**9", test, run)

    assert (found.status, found.error.evalue) == (
        "memory", "comparing what the answer gave back takes more than 1 GB of memory",
    )  # fmt: skip


def test_an_answer_at_which_the_examiner_ends_every_time_costs_its_exercise_alone(run):
    found = at_the_examiner("def f(): return 0", "import ctypes\nctypes.string_at(f())", run)

    assert (found.status, found.error.ename) == ("crashed", "ExaminerDied")


@pytest.mark.parametrize("end", ["os._exit(0)", "os._exit(3)", "os.kill(os.getpid(), 9)"])
def test_an_examiner_that_ends_disturbs_no_other(runner, end):
    host = runner._standing_host()
    honest = [
        SETUP,
        RunCell("import time\ntime.sleep(0.3)\nx = 1", "student", "x"),
        RunCell("assert x == 1", "test", "x"),
    ]
    deadly = [SETUP, RunCell("x = 1", "student", "x"), RunCell(f"import os\n{end}", "test", "x")]

    with ThreadPoolExecutor(4) as pool:
        neighbours = [pool.submit(host.examine, Job(tuple(honest), LIMITS, {})) for _ in range(6)]
        ended = pool.submit(runner.run, deadly, LIMITS)

        assert [statuses(found.result().outcomes) for found in neighbours] == [["ok"] * 3] * 6
        with pytest.raises(RunnerError, match="3 times: an examiner has ended"):
            ended.result()
    assert runner._standing_host() is host
    assert host.process.poll() is None


def test_an_examiner_that_ends_by_a_fault_before_the_first_cell_is_tried_three_times(runner):
    """No cell is to blame for it: it was begun again for ever."""
    in_its_folder = "if 'course-examiner-' in os.getcwd(): os.kill(os.getpid(), 11)"  # the host runs the setup too
    setup = RunCell(f"import os\n{in_its_folder}", "setup")

    with pytest.raises(RunnerError, match="3 times: an examiner has ended: SIGSEGV"):
        runner.run([setup, RunCell("x = 1", "student", "x")], LIMITS)


def test_when_the_host_itself_is_dead_another_one_takes_its_place(runner, run):
    host = runner._standing_host()
    host.process.kill()

    assert statuses(run("x = 1")) == ["ok"]
    assert runner._standing_host() is not host


def test_an_error_of_any_length_costs_its_cell_alone(run):
    outcomes = run("raise ValueError('x' * 10**8)", "raise type('y' * 10**7, (Exception,), {})", "x = 1")

    assert statuses(outcomes) == ["error", "error", "ok"]
    assert all(len(str(outcome.error)) < 300_000 for outcome in outcomes[:2])


def test_a_picture_of_any_size_costs_itself_alone(run):
    (outcome,) = run("from IPython.display import HTML, display\ndisplay(HTML('x' * 4 * 10**7))\nprint('on')")

    assert (outcome.status, printed(outcome)) == ("ok", "on\n")


SETUP = RunCell("import numpy as np\nfrom course_lib.checks import check_answer, check_close, check_unchanged", "setup")
RIGHT_ONCE = (
    "calls = []\ndef double(u):\n    calls.append(0)\n    if len(calls) == 1:\n        return 2 * u\n"
    "    u[:] = 0\n    return u\n"
)


def test_an_answer_cannot_change_what_a_later_expectation_is_computed_from(run):
    test = "check_answer(double)\nu = np.ones(3)\ncheck_unchanged(double, u)\ncheck_close('it', double(u), 2 * u)"

    *_, outcome = run(SETUP, RIGHT_ONCE, RunCell(test, "test", "double"))

    assert outcome.status == "error"
    assert outcome.error.evalue.startswith("double: an argument was changed.\nHint (in-place):")


def test_an_answer_that_changes_an_argument_is_told_which(run):
    test = "check_answer(double)\ncheck_close('it', check_unchanged(double, np.ones(3)), [2, 2, 2])"

    *_, outcome = run(SETUP, "def double(u):\n    u *= 2\n    return u", RunCell(test, "test", "double"))

    assert outcome.error.evalue.startswith("double: the argument u was changed.\nHint (in-place):")


def test_the_gradients_of_a_model_go_into_the_candidate_and_come_back(run):
    test = (
        "import torch\ncheck_answer(double, changes=['model'])\n"
        "model = torch.nn.Linear(2, 1)\nmodel.weight.grad = torch.full((1, 2), 3.0)\n"
        "double(model)\nassert model.weight.grad.tolist() == [[6.0, 6.0]]"
    )

    *_, outcome = run(SETUP, "def double(m):\n    m.weight.grad *= 2", RunCell(test, "test", "double"))

    assert outcome.status == "ok", outcome.error


@pytest.mark.parametrize("items", ["(n * n for n in range(3))", "map(int, '014')", "iter([0, 1, 4])"])
def test_a_test_can_walk_through_what_an_answer_gives_one_by_one(run, items):
    *_, outcome = run(
        SETUP, f"def squares():\n    return {items}", RunCell("assert [*squares()] == [0, 1, 4]", "test", "squares")
    )

    assert outcome.status == "ok", outcome.error


def test_a_test_can_look_at_the_parameters_of_a_module(run):
    layer = "import torch\ndef layer():\n    return torch.nn.Linear(2, 3)"
    test = "assert [tuple(p.shape) for p in layer().parameters()] == [(3, 2), (3,)]"

    *_, outcome = run(SETUP, layer, RunCell(test, "test", "layer"))

    assert outcome.status == "ok", outcome.error
