"""What is told of a submission: each remark in words for its student, and its kind for whatever is decided by it."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "file",  # how it was handed in, and what had to be done to read it
    "stray-cell", "cell-ids", "cell-type", "kernel", "tag",
    "foreign-marks", "lost-marks", "old-marks", "edited-marks",
    "gone", "copied", "moved", "edited",  # cells of the lesson
    "earlier-release",
    "elsewhere",  # where an answer was found
    "unseen",  # where none was looked for
    "other-lesson",
    "left-out",
    "another-student",  # of an exam: the questions are not this student's
]  # fmt: skip
ODD: frozenset[Kind] = frozenset({"edited", "edited-marks", "other-lesson"})


@dataclass(frozen=True)
class Repair:
    """Something that was mended or found. Nothing may depend on the words of `text`: they are for people."""

    kind: Kind
    text: str

    @property
    def is_odd(self) -> bool:
        """Is this more than an accident, so that a person should look at it?"""
        return self.kind in ODD
