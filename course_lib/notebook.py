"""How a lesson behaves in a notebook: short messages for unwritten answers, warnings that cost no points."""

import warnings

from course_lib.checks import NOT_WRITTEN


def prepare():
    """Prepare the kernel for a lesson. Stands in every setup cell; outside IPython it only redirects warnings."""
    warnings.showwarning = _show_warning
    shell = _ipython()
    if shell is not None:
        shell.set_custom_exc((NotImplementedError, NameError), _show_shortly)


def not_written_message(error):
    """What a student reads who runs the test of an answer that is not there: the function's name and what to do."""
    traceback, name = error.__traceback__, ""
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_qualname
        traceback = traceback.tb_next
    subject = "" if name in ("", "<module>") else f"{name}: "
    return f"{subject}{NOT_WRITTEN}. Put your answer in the place of `raise NotImplementedError()`, then run its cell."


def _ipython():
    try:
        return get_ipython()
    except NameError:
        return None


def _show_shortly(shell, kind, error, traceback, tb_offset=None):
    """Show one line for an answer that is not there, IPython's own traceback for anything else."""
    line = None
    if isinstance(error, NotImplementedError):
        line = not_written_message(error)
    elif _in_test_cell(traceback):
        line = f"{error.name} is not defined: run the cell that defines it, then this one again."
    if line is not None:
        error.args = (line,)
        error._render_traceback_ = lambda: [line]  # IPython asks an exception for it before it makes its own
    shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)


def _in_test_cell(traceback):
    """Did the test cell itself fail, not the code of an answer?"""
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    code = traceback.tb_frame.f_code
    return code.co_name == "<module>" and "check_answer" in code.co_names


def _show_warning(message, category, filename, lineno, file=None, line=None):
    """A warning is a message to the student: on stderr nbgrader would take it for a failed test."""
    print(f"{category.__name__}: {message}")
