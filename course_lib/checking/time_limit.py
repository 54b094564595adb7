"""How long a check may take in a student's kernel. Who grades, or runs a whole lesson, has limits of their own."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

VARIABLE = "COURSE_SECONDS_FOR_A_CHECK"  # "0": as long as it takes
SECONDS = float(os.environ.get(VARIABLE, 120))  # the longest, a training, takes 10 to 30
AGAIN = 0.5  # should an answer have caught it
LONG = 2  # seconds that are worth a word


class OverdueError(BaseException):
    """A check takes too long: no Exception, so that an answer which catches those does not go on."""


@contextmanager
def time_limit(seconds: float, shell: object) -> Iterator[None]:
    """Raise OverdueError in what takes longer, if it runs in the main thread of a kernel that nobody else times.

    shell: IPython's, None if there is none. A long operation in C is stopped at its end.
    """
    if not seconds or not hasattr(shell, "kernel") or not _is_free():
        yield
        return
    armed = True

    def overdue(number, frame):
        if armed:
            raise OverdueError

    before = signal.signal(signal.SIGALRM, overdue)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _is_free() -> bool:
    """Is there an alarm here, and does nobody use it?"""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        return False
    return signal.getsignal(signal.SIGALRM) is signal.SIG_DFL and signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def what_it_took(begin: float) -> str:
    """What is said of something that began at this time.monotonic() and took long, "" if it did not."""
    seconds = time.monotonic() - begin
    if seconds < LONG:
        return ""
    memory = _most_memory()
    held = f"; this notebook has held up to {memory:,.0f} MB of memory".replace(",", " ") if memory else ""
    return f"It took {seconds:.0f} s{held}."


def _most_memory() -> float:
    """The most megabytes that this process has held so far; 0 where the system does not tell."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
