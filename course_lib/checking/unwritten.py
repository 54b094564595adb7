"""What is not written yet: the stub of an answer told by the exception that it raises."""

import difflib
import linecache
import sys

from course_lib.checks import NOT_WRITTEN

STUB_MARK, STUB_LINE = "# YOUR CODE HERE", "raise NotImplementedError()"  # as nbgrader writes them
NAMES_OF_A_STUB = {"NotImplementedError", "__name__", "__module__", "__qualname__", "__doc__"}


def unwritten(error):
    """The name of the function, method or class whose stub raised this exception, "" if it was no stub.

    Told by the line that raised it, never by its text: it is the stub's own line below its own comment, or the
    function does nothing else. Whether that function is one of an exercise is not known here.
    """
    frame, line = raised_at(error)
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
    return without_forward(error) or str(error) or _raised_by(error)


def not_written_message(name):
    """What a student reads who runs the test of an answer that is not there: the function's name and what to do."""
    return f"{name}: {NOT_WRITTEN}. Put your answer in the place of `{STUB_LINE}`, then run its cell."


def raised_at(error):
    """The innermost frame of an exception and the line in it; (None, 0) of one that was never raised."""
    traceback, frame, line = error.__traceback__, None, 0
    while traceback is not None:
        frame, line, traceback = traceback.tb_frame, traceback.tb_lineno, traceback.tb_next
    return frame, line


def without_forward(error):
    """If a torch module was called that has no `forward`: what it has of a similar name."""
    torch, (frame, _) = sys.modules.get("torch"), raised_at(error)
    if torch is None or frame is None or frame.f_code is not torch.nn.Module.forward.__code__:
        return ""
    module = type(next(iter(frame.f_locals.values())))
    own = [name for kind in module.__mro__ if kind is not torch.nn.Module for name in vars(kind)]
    near = difflib.get_close_matches("forward", own, n=1)
    nearest = f"; the nearest name that it has is {near[0]}" if near else ""
    return f"{module.__name__} has no method forward{nearest}"


def _raised_by(error):
    frame, _ = raised_at(error)
    return f"raised by {frame.f_code.co_qualname}" if frame is not None else ""
