"""A cell that runs for long, as a training does, ends in a line that says what time and memory it took.

No lesson has to ask for it. What the executed lesson shows, and what who grades runs, stays as it is: only the notebook
that a student works in says so.
"""

import time
from collections.abc import Callable

from course_lib.checking.time_limit import what_it_took


def tell_costs(shell, says_itself: Callable[[str], bool]) -> None:
    """From the next cell on, print what each took that ran for long and did not fail.

    shell: IPython's.  says_itself: whether a cell with this text does so without us, as a check does on its card.
    """
    begins: list[float] = []

    def begin(info):
        begins[:] = [time.monotonic()]

    def end(result):
        if begins and result.success and not says_itself(result.info.raw_cell or ""):
            took = what_it_took(begins.pop())
            if took:
                print(took)

    shell.events.register("pre_run_cell", begin)
    shell.events.register("post_run_cell", end)
