"""An answer calls a function of its test from threads and from child processes: each call gets its own value."""

import textwrap

import pytest

from course_lib.instructor.bank.examined import examine_answer
from course_lib.instructor.sandbox.process_runner import ProcessRunner
from course_lib.instructor.sandbox.runner import Limits, RunCell
from course_lib.instructor.source.course import find_course

pytestmark = pytest.mark.process

SETUP = (
    "import numpy as np\nfrom course_lib.checks import check_answer, check_close\nfrom course_lib.gradients import *"
)
SQUARES = "points = [float(n) for n in range(60)]\nassert f(lambda x: x * x, points) == [x * x for x in points]"
MAPPED = {
    "threads": "import concurrent.futures as it\ndef f(F, xs):\n    with it.ThreadPoolExecutor(8) as pool:\n"
    "        return list(pool.map(F, xs))",
    "threads that come and go": "import threading\ndef f(F, xs):\n    found = {}\n    for part in (xs[:30], xs[30:]):\n"
    "        do = lambda x: found.update({x: F(x)})\n"
    "        threads = [threading.Thread(target=do, args=(x,)) for x in part]\n"
    "        [t.start() for t in threads]\n        [t.join() for t in threads]\n    return [found[x] for x in xs]",
    "a pool of processes": "import multiprocessing\ndef f(F, xs):\n"
    "    with multiprocessing.get_context('fork').Pool(3) as pool:\n        return pool.map(F, xs)",
    "an executor of processes": "import concurrent.futures as it\ndef f(F, xs):\n"
    "    with it.ProcessPoolExecutor(3) as pool:\n        return list(pool.map(F, xs, chunksize=10))",
    "forks": "import os, pickle\ndef f(F, xs):\n    ends = []\n    for x in xs:\n        out, into = os.pipe()\n"
    "        if os.fork() == 0:\n            os.write(into, pickle.dumps(F(x)))\n            os._exit(0)\n"
    "        os.close(into)\n        ends.append(out)\n    found = [pickle.loads(os.read(out, 1000)) for out in ends]\n"
    "    [os.wait() for x in xs]\n    [os.close(out) for out in ends]\n    return found",
    "threads in child processes": "import multiprocessing\nfrom concurrent.futures import ThreadPoolExecutor\n"
    "def part(F, xs):\n    with ThreadPoolExecutor(4) as pool:\n        return list(pool.map(F, xs))\n"
    "def f(F, xs):\n    with multiprocessing.get_context('fork').Pool(2) as pool:\n"
    "        return sum(pool.starmap(part, [(F, xs[:30]), (F, xs[30:])]), [])",
    "children that die in the middle of a message": "import os\nfrom course_lib.instructor.sandbox import candidate\n"
    "def f(F, xs):\n    for _ in range(3):\n        if os.fork() == 0:\n"
    "            candidate._Here.candidate.channel.connection.send(b'\\x10\\0\\0')\n            os._exit(0)\n"
    "        os.wait()\n    return [F(x) for x in xs]",
    "children that die before they are answered": "import os\nfrom course_lib.instructor.sandbox import candidate\n"
    "def f(F, xs):\n    for x in xs[::7]:\n        if os.fork() == 0:\n"
    "            candidate._Here.candidate.channel.send(['callback', 0, ['t', -x], ['d']])\n            os._exit(0)\n"
    "        os.wait()\n    return [F(x) for x in xs]",
    "a fork that goes on": "import os\ndef f(F, xs):\n    os.fork()\n    return [F(x) for x in xs]",
}


@pytest.fixture(scope="module")
def runner():
    with ProcessRunner() as runner:
        yield runner


@pytest.fixture
def outcome(runner):
    def outcome(answer, test, seconds=60.0):
        cells = [RunCell(SETUP, "setup"), RunCell(answer, "student"), RunCell(textwrap.dedent(test), "test", "f")]
        return runner.run(cells, Limits(cell_seconds=seconds))[-1]

    return outcome


@pytest.mark.parametrize("way", MAPPED)
def test_each_call_gets_its_own_value(outcome, way):
    assert outcome(MAPPED[way], SQUARES).error is None


def test_a_function_of_the_test_may_call_the_answer_which_calls_back_from_threads_again(outcome):
    answer = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "def f(F, xs):\n    with ThreadPoolExecutor(4) as pool:\n        return list(pool.map(lambda x: F(g, x), xs))\n"
        "def g(G, x):\n    with ThreadPoolExecutor(2) as pool:\n        return sum(pool.map(G, [x, x + 1]))"
    )
    test = """
        points = [float(n) for n in range(30)]
        expected = [x * x + (x + 1) ** 2 for x in points]
        assert f(lambda g, x: g(lambda y: y * y, x), points) == expected
    """

    assert outcome(answer, test).error is None


def test_an_exception_of_the_test_comes_back_through_a_thread_and_a_process(outcome):
    for way in ("threads", "a pool of processes"):
        test = (
            "told = ''\ntry: f(limit_calls(abs, 5), [1.0] * 20)\nexcept EndlessLoopError as error: told = error.hint_id"
        )

        assert outcome(MAPPED[way], f"{test}\nassert told == 'endless'").error is None


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            "import multiprocessing\nclass Own: pass\ndef part(F): return F(Own())\ndef f(F, xs):\n"
            "    with multiprocessing.get_context('fork').Pool(1) as pool:\n        return pool.apply(part, (F,))",
            "a function of the test was given an object that a child process has made: only numbers, strings, lists, "
            "arrays and tensors leave it",
        ),
        (
            "import multiprocessing\ndef f(F, xs):\n    with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
            "        return pool.map(F, xs)",
            "a function of the test was called in a process that was started anew: only threads and forked processes "
            "can call it",
        ),
    ],
)
def test_where_it_is_impossible_the_student_reads_why(outcome, answer, told):
    found = outcome(answer, "f(lambda x: x, [1.0])")

    assert (found.status, found.error.evalue) == ("error", told)


def test_what_threads_and_children_print_is_kept_whole(runner):
    work = "import os, threading\ndef work():\n    for n in range(40): print('y' * 500, flush=True)\n"
    threads = "threads = [threading.Thread(target=work) for n in range(6)]\n[t.start() for t in threads]\nwork()\n"
    forks = "for n in range(4):\n    if os.fork() == 0:\n        work()\n        os._exit(0)\nwork()\n"
    waits = ("[t.join() for t in threads]", "[os.wait() for n in range(4)]")

    cells = [RunCell(work + part + wait, "student") for part, wait in zip((threads, forks), waits, strict=True)]
    outcomes = runner.run(cells, Limits(text_bytes=10**6))

    for outcome, speakers in zip(outcomes, (7, 5), strict=True):
        printed = "".join(output.get("text", "") for output in outcome.outputs)
        assert outcome.status == "ok"
        assert printed.count("y") == speakers * 40 * 500


EVERY = {  # `every(F, items)`: the values of F, asked for in several places at once
    "threads": """
        from concurrent.futures import ThreadPoolExecutor
        def every(F, items):
            with ThreadPoolExecutor(4) as pool:
                return list(pool.map(F, items))
    """,
    "processes": """
        import multiprocessing
        def every(F, items):
            with multiprocessing.get_context("fork").Pool(2) as pool:
                return pool.map(F, items)
    """,
    "forks": """
        import os, pickle
        def every(F, items):
            ends = []
            for item in items:
                out, into = os.pipe()
                if os.fork() == 0:
                    os.write(into, pickle.dumps(F(item)))
                    os._exit(0)
                os.close(into)
                ends.append(out)
            found = []
            for out in ends:
                with open(out, "rb") as file:
                    found.append(pickle.load(file))
            for item in items:
                os.wait()
            return found
    """,
}
PARALLEL = {
    ("03_gradient_descent", "numerical_gradient"): """
        def numerical_gradient(F, u, h=1e-5):
            places = list(np.ndindex(u.shape))
            moved = []
            for where in places:
                for side in (h, -h):
                    moved.append(u.copy())
                    moved[-1][where] += side
            values = every(F, moved)
            grad_u = np.zeros(u.shape)
            for number, where in enumerate(places):
                grad_u[where] = (values[2 * number] - values[2 * number + 1]) / (2 * h)
            return grad_u
    """,
    ("03_gradient_descent", "backtracking_step"): """
        def backtracking_step(F, grad_F, u, c=0.0):
            [grad], step = every(grad_F, [u]), 1
            squared_norm = np.sum(grad * grad)
            if squared_norm == 0:
                return u, 0.0
            while True:
                old, new = every(F, [u, u - step * grad])
                if not (new >= old if c == 0 else new > old - c * step * squared_norm):
                    return u - step * grad, step
                step = step / 2
    """,
    ("03_gradient_descent", "nesterov_step"): """
        def nesterov_step(theta, V, grad_fn, alpha, beta):
            [grad] = every(grad_fn, [theta - beta * V])
            V = beta * V + alpha * grad
            return theta - V, V
    """,
    ("04_backpropagation", "check_gradient"): """
        def check_gradient(f, grad_f, x, h=1e-5):
            [a] = every(grad_f, [x])
            n = np.zeros(np.shape(x))
            steps = []
            for where in np.ndindex(n.shape):
                step = np.zeros(n.shape)
                step[where] = h
                steps += [x + step, x - step]
            values = np.array(every(f, steps), dtype=float).reshape(-1, 2)
            n = ((values[:, 0] - values[:, 1]) / (2 * h)).reshape(n.shape)
            scale = np.maximum(1, np.maximum(np.abs(a), np.abs(n)))
            return float(np.max(np.abs(a - n) / scale))
    """,
}


AT_ONCE = [(*place, way) for place in PARALLEL for way in EVERY if way == "threads" or "backtracking" not in place[1]]


@pytest.mark.parametrize(("name", "exercise", "way"), AT_ONCE)  # thousands of halvings, each a process, take minutes
def test_answers_of_the_lessons_may_ask_in_several_places_at_once(name, exercise, way):
    answer = textwrap.dedent(EVERY[way]) + textwrap.dedent(PARALLEL[name, exercise])

    tried = examine_answer(find_course().lesson(name), exercise, answer)

    assert tried.passed, tried.message


def test_failed_calls_keep_nothing_of_what_they_were_given(outcome):
    answer = (
        "import numpy as np\ndef f(F):\n    ends = []\n    for n in range(12):\n"
        "        try:\n            F(np.full(10**8, n, dtype=np.uint8))\n"
        "        except ValueError as error:\n            ends.append(str(error))\n    return ends"
    )
    test = """
        def F(x):
            copy = x + 1
            try:
                raise KeyError(copy)
            except KeyError as error:
                raise ValueError(f'no {x[0]}') from error
        assert list(f(F)) == [f'no {n}' for n in range(12)]
    """

    found = outcome(answer, test)

    assert found.status == "ok", found.error  # 12 times 100 MB are more than the examiner may have
