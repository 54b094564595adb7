"""The file that a student hands in, and by what it is known again: `course submit`."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from course_lib.checking.unwritten import STUB_LINE, STUB_MARK
from course_lib.lab.rehearsal import WORDS_MARK, RehearsalError, read_notebook

DIGITS = 12


@dataclass(frozen=True)
class HandedIn:
    """A file to hand in. digest: of its bytes, as `course grade` logs it.  unwritten: answers that are not there."""

    path: Path
    digest: str
    unwritten: tuple[str, ...]

    def __str__(self):
        lines = [f"{self.path} is the file to hand in, under this name. Its digest is {self.digest}: write it down."]
        lines.append(
            "The log of who grades has the digest of what arrived. The file on the disk was taken: save first."
        )
        if self.unwritten:
            lines.append(f"Not written yet: {', '.join(self.unwritten)}.")
        return "\n".join(lines)


def hand_in(folder: Path, lesson: str, output: Path) -> HandedIn:
    """Copy the notebook of a lesson, from its folder, to where it is handed in from. Raises RehearsalError, OSError."""
    path, copy = folder / f"{lesson}.ipynb", output / f"{lesson}.ipynb"
    book = read_notebook(path)
    if output.resolve() == folder.resolve():
        raise RehearsalError(f"{folder} holds the notebook itself: name another folder")
    output.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, copy)
    marked = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in book.cells if _is_answer(cell)}
    unwritten = [name for name, cell in marked.items() if _is_unwritten(cell.source)]
    return HandedIn(copy, digest_of_file(copy), tuple(unwritten))


def digest_of_file(path: Path) -> str:
    """The digest of a file, in twelve digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:DIGITS]


def _is_answer(cell) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _is_unwritten(source: str) -> bool:
    lines = [line.strip() for line in source.splitlines()]
    return source.strip() in ("", WORDS_MARK) or (STUB_MARK in lines and STUB_LINE in lines)
