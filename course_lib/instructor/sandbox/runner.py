"""The interface behind which the cells of a submission are run. What a runner gives back is data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol

from course_lib.checking.explained import Explained
from course_lib.fresh import FIXED_SEED
from course_lib.parts import Measure

if TYPE_CHECKING:
    from nbformat import NotebookNode  # the sandbox starts without it

NO_FILES: Mapping[str, bytes] = MappingProxyType({})
Role = Literal["setup", "student", "test"]
RunStatus = Literal["ok", "error", "timeout", "memory", "crashed", "skipped"]


@dataclass(frozen=True)
class RunCell:
    """A piece of code to run: a cell of the student, or the lesson's setup or a segment of one of its tests.

    The segments of one test have the same `exercise` and follow one another. After a segment that was not `ok`
    the following ones of that test are skipped.
    """

    source: str
    role: Role
    exercise: str = ""  # of a test
    hidden: bool = False
    index: int = 0  # of the notebook cell that it comes from


@dataclass(frozen=True)
class CellError:
    """The exception that ended a cell.

    unwritten: the function or class whose stub raised it, "" if none did.
    hint: of a failed check, its id and its sentence.  explained: what it means, if it is a classic of Python's.
    """

    ename: str
    evalue: str
    traceback: tuple[str, ...] = ()
    unwritten: str = ""
    hint: tuple[str, str] | None = None
    explained: Explained | None = None


@dataclass(frozen=True)
class PartOutcome:
    """What became of a part of a test. error: what failed in it first, None if it passed.  hidden: in a hidden test.

    turn: the how manieth of the parts it was to fail.
    """

    name: str
    points: float
    error: CellError | None = None
    hidden: bool = False
    turn: int = 0


def first_to_fail(parts: Sequence[PartOutcome]) -> PartOutcome | None:
    """The part whose failure a student is told; None if all passed."""
    return min((part for part in parts if part.error is not None), key=lambda part: part.turn, default=None)


@dataclass(frozen=True)
class CellOutcome:
    """What became of a RunCell. `outputs` are bounded nbformat outputs without the error.

    disturbed: an answer that it called has got rid of the watch over what it calls itself.
    parts: of a segment of a test in parts, as they stood at its end.  measure: of an open challenge, by then.
    """

    status: RunStatus
    outputs: "list[NotebookNode]" = field(default_factory=list)
    error: CellError | None = None
    seconds: float = 0.0
    memory_bytes: int = 0  # of the process that ran it, at its end
    disturbed: bool = False
    parts: tuple[PartOutcome, ...] = ()
    measure: Measure | None = None


@dataclass(frozen=True)
class Limits:
    """What a submission may use."""

    cell_seconds: float = 60.0
    submission_seconds: float = 900.0
    memory_bytes: int = 3 * 2**30
    text_bytes: int = 100_000  # printed by a cell
    rich_bytes: int = 4_000_000  # shown by a cell: pictures, tables
    processes: int = 64  # above it the candidate is ended; twice as many, with their threads, is all it ever gets
    file_bytes: int = 512 * 2**20  # of one file, and of all files together


PROCESS_ENDED = "the cell ended the process that runs the notebook"


def overtime(limits: Limits, whole: bool) -> CellOutcome:
    """What became of a cell that took too long. whole: the time of the whole notebook is over."""
    what, seconds = ("the whole notebook", limits.submission_seconds) if whole else ("this cell", limits.cell_seconds)
    return CellOutcome(
        "timeout", error=CellError("CellTimeoutError", f"{what} took more than {seconds:g} s and was stopped")
    )


class RunnerError(Exception):
    """The runner itself has failed: never a student's fault."""


class ClusterError(Exception):
    """There is no cluster to run on: why."""


class StoppedError(Exception):
    """The command was interrupted while a submission ran."""


class Runner(Protocol):
    """Runs submissions, one at a time for each call; calls may come from several threads at once."""

    def run(
        self,
        cells: Sequence[RunCell],
        limits: Limits,
        data: Sequence,
        beside: Mapping[str, bytes] = NO_FILES,
        seed: int = FIXED_SEED,
    ) -> list[CellOutcome]:
        """One outcome for each cell, in order. A cell that kills the process costs itself alone: the others run.

        data: files of the lesson that the cells find in their working folder.  beside: files of the student that they
        find there too, by name.  seed: of the inputs of hidden tests, which no cell can learn.  Raises RunnerError.
        """
        ...

    def stop(self) -> None:
        """End all runs: they raise StoppedError."""
        ...

    def __enter__(self) -> "Runner":
        """Start what runs them."""
        ...

    def __exit__(self, *error: object) -> None:
        """End it."""
        ...
