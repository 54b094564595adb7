"""Nothing that a student writes hangs the notebook: a check ends, what a cell prints is bounded. In a real kernel."""

import re
import shutil
import signal
import threading
import time

import nbformat
import pytest
from nbclient import NotebookClient

from course_lib.checking.bounded_output import MOST_CHARACTERS, MOST_DISPLAYS, MOST_LINES, bound_output
from course_lib.checking.time_limit import OverdueError, time_limit, what_it_took
from course_lib.instructor.source.course import find_course
from course_lib.instructor.source.reference import reference

LESSON = "02_relu_networks"
RIGHT = "def relu(u):\n    return np.maximum(u, 0)"
CHECK = 'check("relu")'
CELLS = {
    "short": "from course_lib.checking import time_limit\ntime_limit.SECONDS = 1",
    "endless": "def relu(u):\n    n = 0\n    while n >= 0:\n        n += 1",
    "stopped": CHECK,
    "catches all": "def relu(u):\n    while True:\n        try:\n            u = u + 1\n        except Exception: pass",
    "stopped too": CHECK,
    "right": RIGHT,
    "passed": CHECK,
    "alarm": "import signal\nprint(signal.getitimer(signal.ITIMER_REAL), signal.getsignal(14))",
    "lines": "for n in range(100_000): print(n)",
    "one line": "print('x' * 1_000_000)",
    "bar": "import sys\nfor n in range(1_000): print(f'\\r{n} of 1000', end='', file=sys.stderr)",
    "pictures": "from IPython.display import display, HTML\nfor n in range(1_000): display(HTML(str(n)))",
    "as before": "print('as before')\nsetup_again = notebook.prepare()",
    "once": "for n in range(MOST): print(n)".replace("MOST", str(MOST_LINES + 1)),
}


@pytest.fixture(scope="module")
def shown():
    """The outputs of each cell."""
    setup = reference(find_course().lesson(LESSON)).released_source("setup")
    sources = [nbformat.v4.new_code_cell(text) for text in (setup, *CELLS.values())]
    book = nbformat.v4.new_notebook(cells=sources)
    options = {"allow_errors": True, "coalesce_streams": True, "extra_arguments": ["--IPKernelApp.log_level=ERROR"]}
    NotebookClient(book, timeout=120, **options).execute()
    return dict(zip(CELLS, [cell.outputs for cell in book.cells[1:]], strict=True))


def text(outputs):
    return "".join(output.get("text", "") or output.get("data", {}).get("text/plain", "") for output in outputs)


@pytest.mark.process
def test_an_answer_that_never_ends_is_told_so_and_the_kernel_lives(shown):
    title, line, hint = text(shown["stopped"]).splitlines()
    assert title == "✗ relu: not passed yet"
    assert hint.startswith("Hint (endless): a loop may never end here.")
    assert line.startswith("relu: it was still running after 1 seconds and has been stopped in line ")
    assert "`while n >= 0:`" in line or "`n += 1`" in line
    assert "still running after 1 seconds" in text(shown["stopped too"])
    assert "✓ relu: passed, 2 points." in text(shown["passed"])


@pytest.mark.process
def test_nothing_is_left_of_the_limit_when_a_check_has_ended(shown):
    assert text(shown["alarm"]) == "(0.0, 0.0) 0\n"


@pytest.mark.process
def test_ever_more_lines_end_in_one_that_says_how_many_are_left_out(shown):
    lines = text(shown["lines"]).splitlines()

    assert lines[:MOST_LINES] == [str(n) for n in range(MOST_LINES)]
    assert lines[MOST_LINES:] == [
        "",
        "[Left out here: 98 000 lines (580 000 characters). A cell shows no more than a page can bear.]",
    ]


@pytest.mark.process
def test_a_line_without_an_end_is_cut(shown):
    assert text(shown["one line"]).startswith("x" * MOST_CHARACTERS + "\n[Left out here: 1 lines (800 001 characters)")


@pytest.mark.process
def test_only_so_many_pictures_are_shown(shown):
    assert sum(output.output_type == "display_data" for output in shown["pictures"]) == MOST_DISPLAYS
    assert f"[Left out here: {1000 - MOST_DISPLAYS} pictures or tables." in text(shown["pictures"])


@pytest.mark.process
def test_what_is_short_is_shown_whole_and_the_next_cell_begins_anew(shown):
    assert text(shown["bar"]).endswith("999 of 1000")
    assert text(shown["as before"]) == "as before\n"
    assert "[Left out here: 1 lines (5 characters)." in text(shown["once"])  # bound once, though prepared twice


class Kernel:
    """Stands for IPython's shell in a kernel."""

    kernel = "there is one"


def spin():
    while True:
        pass


def test_the_limit_ends_what_takes_longer():
    with pytest.raises(OverdueError), time_limit(0.05, Kernel()):
        spin()
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL


@pytest.mark.parametrize("shell", [None, object()])
def test_without_a_kernel_as_where_answers_are_graded_there_is_no_limit(shell):
    with time_limit(0.05, shell):
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_without_a_kernel_nothing_is_bounded(capsys):
    bound_output(object())
    print("\n" * (MOST_LINES + 1), end="")

    assert capsys.readouterr().out == "\n" * (MOST_LINES + 1)


def test_what_took_long_is_told_with_its_memory():
    assert re.fullmatch(
        r"It took 2[45] s; this notebook has held up to [\d ]+ MB of memory\.", what_it_took(time.monotonic() - 24.4)
    )
    assert what_it_took(time.monotonic()) == ""


COST = r"It took [2-9] s; this notebook has held up to [\d ]+ MB of memory\.\n"
SLOW_CHECK = "def relu(u):\n    time.sleep(1.2)\n    return np.maximum(u, 0)"


@pytest.fixture(scope="module", params=["a student's notebook", "the executed lesson"])
def costs(request, tmp_path_factory):
    """What cells print that take long, or do not, where a student works and where the lesson is executed."""
    folder = tmp_path_factory.mktemp("work")
    course = find_course()
    whose = course.notebooks if request.param == "a student's notebook" else course.solutions
    shutil.copy(whose / LESSON / f"{LESSON}.ipynb", folder)
    cells = {
        "training": "import time\ntime.sleep(2.2)\nprint('trained')",
        "short": "print('at once')",
        "failed": "time.sleep(2.2)\nraise LookupError('lost')",
        "answer": SLOW_CHECK,
        "check": CHECK,
    }
    setup = reference(course.lesson(LESSON)).released_source("setup")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in (setup, *cells.values())])
    options = {"allow_errors": True, "coalesce_streams": True, "extra_arguments": ["--IPKernelApp.log_level=ERROR"]}
    NotebookClient(book, resources={"metadata": {"path": str(folder)}}, **options).execute()
    shown = dict(zip(cells, [cell.outputs for cell in book.cells[1:]], strict=True))
    return request.param, {name: "".join(output.get("text", "") for output in shown[name]) for name in shown}, shown


@pytest.mark.process
def test_a_cell_that_runs_for_long_says_what_it_took_where_a_student_works(costs):
    where, printed, shown = costs

    assert printed["short"] == "at once\n"
    assert printed["failed"] == ""  # the exception is what matters
    assert printed["check"] == ""  # its card says so
    assert re.search(r"^It took [2-9] s;", shown["check"][0].data["text/plain"], re.MULTILINE)
    if where == "the executed lesson":
        assert printed["training"] == "trained\n"
    else:
        assert re.fullmatch(f"trained\n{COST}", printed["training"])


def test_whoever_uses_the_alarm_keeps_it():
    before = signal.signal(signal.SIGALRM, lambda number, frame: None)
    try:
        with time_limit(60, Kernel()):
            assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    finally:
        signal.signal(signal.SIGALRM, before)


def test_in_another_thread_there_is_no_limit():
    found = []

    def work():
        with time_limit(60, Kernel()):
            found.append(signal.getitimer(signal.ITIMER_REAL))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [(0.0, 0.0)]
