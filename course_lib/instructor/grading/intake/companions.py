"""The files that a student handed in beside a notebook: modules of their own and small data, as Jupyter would see them.

They go into the folder in which the notebook runs, and nowhere else: no process of ours imports or runs one.
"""

import importlib.util
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.instructor.source.lesson import SOURCE_NAME, Lesson

MOST_COMPANIONS = 20  # files of one submission
LARGEST_COMPANIONS = 8 * 2**20  # bytes of all of them
SUFFIXES = frozenset(
    {".py", ".csv", ".tsv", ".txt", ".dat", ".json", ".toml", ".yaml", ".yml", ".npy", ".npz", ".pkl", ".pt", ".pth"}
    | {".png", ".jpg", ".jpeg", ".gif", ".svg"}
)
KEPT_NAMES = frozenset({SOURCE_NAME, "answers.py", "timestamp.txt"})
PLAIN_NAME = re.compile(r"\w[\w .()+-]{0,99}")


@dataclass(frozen=True)
class Companions:
    """files: contents by name.  notes: what the student and the instructor read about them."""

    files: dict[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def is_companion(name: str) -> bool:
    """May a file of this name, which has no folders in it, be wanted by a notebook that stands beside it?"""
    return Path(name).suffix.lower() in SUFFIXES and name != "timestamp.txt" and PLAIN_NAME.fullmatch(name) is not None


def find_companions(notebook: Path, lesson: Lesson) -> Companions:
    """The files beside a notebook that it may use: never in folders, never behind links, bounded in number and bytes.

    The lesson's own data files, `lesson.py` and whatever would hide a module that can be imported are left out.
    """
    try:
        beside = sorted(path for path in notebook.parent.iterdir() if is_companion(path.name))
    except OSError as error:
        return Companions(notes=(f"What lies beside the notebook cannot be read: {error.strerror}.",))
    files: dict[str, bytes] = {}
    notes, left = [], LARGEST_COMPANIONS
    for path in beside:
        reason = refused(path.name, lesson.setup.data) or (
            "" if path.is_file() and not path.is_symlink() else "it is no plain file"
        )
        if reason:
            notes.append(f"{path.name}, handed in beside the notebook, was not used: {reason}.")
            continue
        content = _read(path, left) if len(files) < MOST_COMPANIONS else None
        if content is None:
            limit = f"{MOST_COMPANIONS} files and {LARGEST_COMPANIONS // 2**20} MB in all are"
            notes.append(f"{path.name}, handed in beside the notebook, was not used: {limit} the most.")
            continue
        files[path.name] = content
        left -= len(content)
    if files:
        notes.insert(0, f"Handed in beside the notebook and there when it ran: {', '.join(files)}.")
    return Companions(files, tuple(notes))


def refused(name: str, data: Iterable[str]) -> str:
    """Why a file of this name must not lie beside the notebook as it runs, "" if it may. data: the lesson's files."""
    if name in data:
        return "the lesson has a file of this name"
    if name.lower() in KEPT_NAMES:
        return "this name is the course's own"
    stem = Path(name).stem
    if name.lower().endswith(".py") and stem.isidentifier() and _can_be_imported(stem):
        return f"it would hide the module {stem}"
    return ""


def _can_be_imported(module: str) -> bool:
    return module in sys.stdlib_module_names | sys.modules.keys() or importlib.util.find_spec(module) is not None


def _read(path: Path, left: int) -> bytes | None:
    """What stands in a file; None if that is more than is left, or cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(left + 1)
    except OSError:
        return None
    return content if len(content) <= left else None
