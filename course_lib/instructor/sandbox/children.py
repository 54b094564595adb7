"""The children that a warm process has forked, and how it tells whoever asked for one how it has ended."""

import contextlib
import os
import select

from course_lib.instructor.sandbox.job import STATUS


class Children:
    """Those that run, by what tells of their end: their processes, and the pipes on which it is passed on."""

    def __init__(self) -> None:
        self.poller = select.poll()
        self.running: dict[int, tuple[int, int]] = {}

    def add(self, process: int, word: int) -> None:
        alive = os.pidfd_open(process)
        self.running[alive] = process, word
        self.poller.register(alive, select.POLLIN)

    def bury(self, alive: int) -> None:
        """Tell how a child has ended."""
        process, word = self.running.pop(alive)
        self.poller.unregister(alive)
        _, status = os.waitpid(process, 0)
        with contextlib.suppress(BrokenPipeError):  # nobody asks any more
            os.write(word, STATUS.pack(status))
        os.close(word)
        os.close(alive)

    def forget(self) -> None:
        """In a new child: the others are not its business."""
        for alive, (_, word) in self.running.items():
            os.close(alive)
            os.close(word)
