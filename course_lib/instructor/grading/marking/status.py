"""What can become of an exercise: the statuses of grades.csv, with all that depends on which one it is."""

from enum import StrEnum


class Status(StrEnum):
    """The outcome of one exercise, from the best to those at which something is wrong with more than the answer.

    letter: in the table of `course demo`.  bar: its part of the report's bars.  look: why a person should look at it,
    "" if nobody need.
    """

    letter: str
    bar: str
    look: str

    def __new__(cls, word: str, letter: str = "", bar: str = "", look: str = "") -> "Status":
        status = str.__new__(cls, word)
        status._value_ = word
        status.letter, status.bar, status.look = letter, bar, look
        return status

    PASSED = "passed", "+", "passed"
    FAILED = "failed", "x", "failed"
    ERROR = "error", "e", "error"
    TIMEOUT = "timeout", "t", "error", "its code does not end in time: read it"
    MEMORY = "memory", "m", "error", "its code needs too much memory: read it"
    CRASHED = "crashed", "c", "error", "its code ends the process: read it"
    MISSING = "missing", ".", "missing"
    FORBIDDEN = "forbidden", "f", "failed", "uses what it was asked to write"
    UNREADABLE = "unreadable", "u", "other", "the notebook cannot be read: ask for it again"
    UNGRADED = "ungraded", "w", "other"
    INTERNAL = "internal", "!", "other", "the grader failed: see log.jsonl, mend it, grade again"


STOPPED = frozenset({Status.TIMEOUT, Status.MEMORY, Status.CRASHED})
NOT_RUN = frozenset({Status.UNREADABLE, Status.INTERNAL, Status.UNGRADED})  # whatever was answered
