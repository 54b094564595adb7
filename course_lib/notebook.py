"""How a lesson behaves in a notebook: short messages for unwritten answers, warnings that cost no points."""

import difflib
import linecache
import sys
import warnings

from course_lib.checking.lesson_names import is_test, remember_names
from course_lib.checks import NOT_WRITTEN, exercise_under_test

STUB_MARK, STUB_LINE = "# YOUR CODE HERE", "raise NotImplementedError()"  # as nbgrader writes them
NAMES_OF_A_STUB = {"NotImplementedError", "__name__", "__module__", "__qualname__", "__doc__"}


def prepare():
    """Prepare the kernel for a lesson. Stands in every setup cell; outside IPython it only redirects warnings."""
    warnings.showwarning = _show_warning
    shell = _ipython()
    if shell is not None:
        shell.set_custom_exc((NotImplementedError, NameError), _show_shortly)
        remember_names(shell)


def unwritten(error):
    """The name of the function, method or class whose stub raised this exception, "" if it was no stub.

    Told by the line that raised it, never by its text: it is the stub's own line below its own comment, or the
    function does nothing else. Whether that function is one of an exercise is not known here.
    """
    frame, line = _raised_at(error)
    if type(error) is not NotImplementedError or error.args or frame is None:
        return ""
    code = frame.f_code
    if code.co_name == "<module>":
        return ""
    above, here = (linecache.getline(code.co_filename, number).strip() for number in (line - 1, line))
    does_nothing_else = "NotImplementedError" in code.co_names and NAMES_OF_A_STUB.issuperset(code.co_names)
    return code.co_qualname if (above, here) == (STUB_MARK, STUB_LINE) or does_nothing_else else ""


def told(error):
    """What there is to say of an exception: its own text, but for a NotImplementedError that needs an explanation."""
    if not isinstance(error, NotImplementedError):
        return str(error)
    return _without_forward(error) or str(error) or _raised_by(error)


def not_written_message(name):
    """What a student reads who runs the test of an answer that is not there: the function's name and what to do."""
    return f"{name}: {NOT_WRITTEN}. Put your answer in the place of `{STUB_LINE}`, then run its cell."


def _raised_at(error):
    """The innermost frame of an exception and the line in it; (None, 0) of one that was never raised."""
    traceback, frame, line = error.__traceback__, None, 0
    while traceback is not None:
        frame, line, traceback = traceback.tb_frame, traceback.tb_lineno, traceback.tb_next
    return frame, line


def _without_forward(error):
    """If a torch module was called that has no `forward`: what it has of a similar name."""
    torch, (frame, _) = sys.modules.get("torch"), _raised_at(error)
    if torch is None or frame is None or frame.f_code is not torch.nn.Module.forward.__code__:
        return ""
    module = type(next(iter(frame.f_locals.values())))
    own = [name for kind in module.__mro__ if kind is not torch.nn.Module for name in vars(kind)]
    near = difflib.get_close_matches("forward", own, n=1)
    nearest = f"; the nearest name that it has is {near[0]}" if near else ""
    return f"{module.__name__} has no method forward{nearest}"


def _raised_by(error):
    frame, _ = _raised_at(error)
    return f"raised by {frame.f_code.co_qualname}" if frame is not None else ""


def _ipython():
    try:
        return get_ipython()
    except NameError:
        return None


def _show_shortly(shell, kind, error, traceback, tb_offset=None):
    """Show one line for an answer that is not there, IPython's own traceback for anything else."""
    line = None
    if isinstance(error, NotImplementedError):
        line = (not_written_message(unwritten(error)) if _is_stub(error) else "") or _without_forward(error) or None
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
    frame, line = _raised_at(error)
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
