"""What is wrong with a lesson, said so that its author can mend it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """One fault: the file, the line in it counted from 1, and what to do."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class FaultyLessonError(Exception):
    """A lesson has faults: all of them, in the order of their lines."""

    def __init__(self, faults: list[Fault]):
        self.faults = sorted(faults, key=lambda fault: (str(fault.path), fault.line, fault.message))
        super().__init__("\n".join(map(str, self.faults)))
