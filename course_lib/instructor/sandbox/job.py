"""What the command asks of an examiner and gets back, and how it travels between processes of ours."""

import pickle
import select
import socket
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from course_lib.fresh import FIXED_SEED
from course_lib.instructor.sandbox.recorded import Recording
from course_lib.instructor.sandbox.runner import CellOutcome, Limits, RunCell

LENGTH = struct.Struct("<Q")
STATUS = struct.Struct("<i")  # how an examiner has ended, as os.waitpid tells it


@dataclass(frozen=True)
class Job:
    """A notebook to examine. files: of the lesson, by name.  threads: for the arithmetic of its candidate.

    beside: files of the student, by name, which the candidate alone may see.
    given: the outcomes of cells, by their place, that an examiner before this one did not survive: they are not run.
    spent: the seconds of the submission's time that went by before.  seed: of the inputs of hidden tests.
    recorded: keep what tests ask of the answers.
    """

    cells: Sequence[RunCell]
    limits: Limits
    files: dict[str, bytes]
    threads: int = 1
    sandboxed: bool = True
    beside: dict[str, bytes] = field(default_factory=dict)
    given: Mapping[int, CellOutcome] = field(default_factory=dict)
    spent: float = 0.0
    seed: int = FIXED_SEED
    recorded: bool = False

    @property
    def exercises(self) -> frozenset[str]:
        """The names that are the student's to define: all others in a test are the lesson's and Python's own."""
        return frozenset(cell.exercise for cell in self.cells if cell.exercise)

    @property
    def hidden(self) -> dict[int, RunCell]:
        """What runs last, by place: the hidden parts of tests, and what follows them in their tests."""
        found: dict[int, RunCell] = {}
        for place, cell in enumerate(self.cells):
            if cell.role == "test" and (cell.hidden or any(cell.exercise == one.exercise for one in found.values())):
                found[place] = cell
        return found

    @property
    def setup(self) -> str:
        """The lesson's setup cell, "" if the notebook has none."""
        return next((cell.source for cell in self.cells if cell.role == "setup"), "")

    @property
    def needs(self) -> dict:
        """What the warm processes should be ready for."""
        return {"setup": self.setup, "optimizers": any("torch.optim" in cell.source for cell in self.cells)}


@dataclass(frozen=True)
class Examination:
    """What became of a job. declared: the ids of the hints that the checks can give, by exercise.

    recordings: of the visible parts of tests, by exercise, if the job asked for it.
    """

    outcomes: list[CellOutcome]
    declared: dict[str, set[str]]
    recordings: dict[str, Recording] = field(default_factory=dict)


@dataclass(frozen=True)
class Progress:
    """Where an examiner is: at a cell, for which it has so many seconds, or between two (None)."""

    process: int
    cell: int | None = None
    seconds: float | None = None


def write_object(connection: socket.socket, value: object) -> None:
    """Send one object of ours to a process of ours."""
    content = pickle.dumps(value)
    connection.sendall(LENGTH.pack(len(content)) + content)


def read_object(connection: socket.socket, seconds: float | None = None) -> Any:
    """The next object that was sent. Raises EOFError if the other end closes, TimeoutError after so long a silence."""
    poller = select.poll()
    poller.register(connection, select.POLLIN)
    if not poller.poll(None if seconds is None else 1000 * seconds):
        raise TimeoutError
    return pickle.loads(_exactly(connection, *LENGTH.unpack(_exactly(connection, LENGTH.size))))


def _exactly(connection: socket.socket, size: int) -> bytearray:
    content = bytearray(size)
    view, got = memoryview(content), 0
    while got < size:
        count = connection.recv_into(view[got:])
        if not count:
            raise EOFError("the other process has ended")
        got += count
    return content
