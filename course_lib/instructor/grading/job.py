"""What the command asks of an examiner and gets back, and how it travels between processes of ours."""

import pickle
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from course_lib.instructor.grading.runner import CellOutcome, Limits, RunCell

LENGTH = struct.Struct("<Q")


@dataclass(frozen=True)
class Job:
    """A notebook to examine. files: of the lesson, by name.  threads: for the arithmetic of its candidate.

    beside: files of the student, by name, which the candidate alone may see.
    """

    cells: Sequence[RunCell]
    limits: Limits
    files: dict[str, bytes]
    threads: int = 1
    sandboxed: bool = True
    beside: dict[str, bytes] = field(default_factory=dict)

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
    """What became of a job. declared: the ids of the hints that the checks can give, by exercise."""

    outcomes: list[CellOutcome]
    declared: dict[str, set[str]]


def write_object(connection: socket.socket, value) -> None:
    """Send one object of ours to a process of ours."""
    content = pickle.dumps(value)
    connection.sendall(LENGTH.pack(len(content)) + content)


def read_object(connection: socket.socket):
    """The object that was sent. Raises EOFError if the other end has closed before."""
    with connection.makefile("rb") as file:
        header = file.read(LENGTH.size)
        if len(header) < LENGTH.size:
            raise EOFError("the other process has ended")
        content = file.read(*LENGTH.unpack(header))
    if len(content) < LENGTH.unpack(header)[0]:
        raise EOFError("the other process has ended")
    return pickle.loads(content)
