"""How a lesson behaves in a notebook: short messages for unwritten answers, warnings that cost no points."""

import linecache
import warnings
from functools import cache

from course_lib.checking.bounded_output import bound_output
from course_lib.checking.check_line import LessonChecks
from course_lib.checking.lesson_names import is_test, remember_names
from course_lib.checking.unwritten import STUB_MARK, not_written_message, raised_at, unwritten, without_forward
from course_lib.checks import exercise_under_test


def prepare():
    """Prepare the kernel for a lesson. Stands in every setup cell; outside IPython it only redirects warnings.

    In a kernel a cell that prints without end shows no more than a page can bear.
    """
    warnings.showwarning = _show_warning
    shell = _ipython()
    if shell is not None:
        shell.set_custom_exc((NotImplementedError, NameError), _show_shortly)
        remember_names(shell)
        bound_output(shell)


def tests_of(lesson):
    """What the notebook of a lesson calls: `check("relu")`, `show_test("relu")` and `yours(relu, activations.relu)`.

    Above a notebook that a student works in it shows a panel: what has passed, what comes next. `compare("relu")`,
    which a card offers, is there too: an answer that has passed beside the library's version.
    lesson: its name, such as "02_relu_networks".
    """
    checks, shell = _checks_of(lesson), _ipython()
    if shell is not None:
        checks.watch(shell)
        shell.user_ns.setdefault("compare", checks.compare)  # a name that no lesson and no test reads
        checks.show_panel()
    return checks.check, checks.show_test, checks.yours


@cache
def _checks_of(lesson):
    return LessonChecks(lesson)


def _ipython():
    try:
        return get_ipython()
    except NameError:
        return None


def _show_shortly(shell, kind, error, traceback, tb_offset=None):
    """Show one line for an answer that is not there, IPython's own traceback for anything else."""
    line = None
    if isinstance(error, NotImplementedError):
        line = (not_written_message(unwritten(error)) if _is_stub(error) else "") or without_forward(error) or None
    elif _in_test_cell(traceback):
        line = f"{error.name} is not defined: run the cell that defines it, then this one again."
    shown = error if line is None else _OneLine(line)  # what was raised stays as it is: `unwritten` reads it again
    shell.showtraceback((kind, shown, traceback), tb_offset=tb_offset)


class _OneLine(Exception):
    """What is shown of an exception."""

    def _render_traceback_(self):  # IPython asks an exception for it before it makes its own
        return [str(self)]


def _is_stub(error):
    """Is it the stub of an exercise: as it was handed out, or what is left of the one that is being tested?"""
    frame, line = raised_at(error)
    name = unwritten(error)
    marked = frame is not None and linecache.getline(frame.f_code.co_filename, line - 1).strip() == STUB_MARK
    return bool(name) and (marked or name.partition(".")[0] == exercise_under_test())


def _in_test_cell(traceback):
    """Did the test cell itself fail, not the code of an answer?"""
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    return is_test(traceback.tb_frame.f_code)


def _show_warning(message, category, filename, lineno, file=None, line=None):
    """A warning is a message to the student: on stderr nbgrader would take it for a failed test."""
    print(f"{category.__name__}: {message}")
