"""Which notebooks were handed in, and what stands in them, however damaged they are."""

import json
from dataclasses import dataclass
from pathlib import Path

import nbformat

from course_lib.instructor.grading.no_notebook import why_no_cells, why_no_json

LARGEST_NOTEBOOK = 64 * 2**20  # bytes; a lesson with all its pictures has about one hundredth of that


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one lesson. `path` is None if there is no notebook.

    lms_id: the number by which Moodle or Canvas knows the student, "" if it did not come from there.
    """

    student: str
    lesson: str
    path: Path | None
    remarks: tuple[str, ...] = ()
    lms_id: str = ""


class UnreadableNotebookError(Exception):
    """A file that holds no notebook: why, in words for its author."""


def find_submissions(submitted: Path, lessons: list[str], student: str | None = None) -> list[Submission]:
    """The submissions in `submitted`/{student}/{lesson}/, in order of lesson and student.

    A lesson counts as handed out if anybody handed it in; whoever has a folder but no notebook of it is missing.
    `student`: look at this one alone; what the others handed in still decides what is missing.
    """
    students = sorted(path for path in submitted.iterdir() if path.is_dir() and not path.name.startswith("."))
    found = []
    for lesson in lessons:
        entries = [_submission(folder, lesson) for folder in students]
        if any(entry.path for entry in entries):
            found += [entry for entry in entries if student in (None, entry.student)]
    return found


def _submission(folder: Path, lesson: str) -> Submission:
    """What the student with this folder handed in: the notebook of the right name, else the one that is there."""
    try:
        inside = _folder_of(folder, lesson)
        notebooks = sorted(path for path in inside.iterdir() if path.suffix.lower() == ".ipynb") if inside else []
    except OSError as error:
        return Submission(folder.name, lesson, None, (f"The folder cannot be read: {error.strerror}.",))
    if inside is None:
        return Submission(folder.name, lesson, None, ("There is no folder of this lesson.",))
    if not notebooks:
        return Submission(folder.name, lesson, None, ("The folder of this lesson holds no notebook.",))
    exact = [path for path in notebooks if path.name == f"{lesson}.ipynb"]
    odd_case = [path for path in notebooks if path.name.lower() == f"{lesson}.ipynb".lower()]
    if not exact and not odd_case and len(notebooks) > 1:
        names = ", ".join(path.name for path in notebooks)
        return Submission(folder.name, lesson, None, (f"None of these is named {lesson}.ipynb: {names}.",))
    chosen = (exact or odd_case or notebooks)[0]
    if folder.resolve() not in chosen.resolve().parents:
        return Submission(
            folder.name, lesson, None, (f"{chosen.name} is a link to a file elsewhere: it was not read.",)
        )
    remarks = [] if exact else [f"The notebook is named {chosen.name}, expected {lesson}.ipynb."]
    remarks += [f"{path.name} was not looked at." for path in notebooks if path != chosen]
    return Submission(folder.name, lesson, chosen, tuple(remarks))


def _folder_of(folder: Path, lesson: str) -> Path | None:
    named = [path for path in sorted(folder.iterdir()) if path.is_dir() and path.name.lower() == lesson.lower()]
    return next((path for path in named if path.name == lesson), named[0] if named else None)


def read_notebook(path: Path) -> tuple[nbformat.NotebookNode, list[str]]:
    """A notebook in nbformat 4, and what had to be done to read it.

    Its cells are a list, but nothing else about them is certain: `repair` takes them as they are.
    Raises UnreadableNotebookError.
    """
    return parse_notebook(_content(path))


def parse_notebook(content: bytes) -> tuple[nbformat.NotebookNode, list[str]]:
    """A notebook, as `read_notebook` gives it, from what stands in its file. Raises UnreadableNotebookError."""
    if not content.strip():
        raise UnreadableNotebookError("The file is empty.")
    text, remarks = _decoded(content)
    try:
        content = json.loads(text)
    except RecursionError:
        raise UnreadableNotebookError("The file is nested too deeply to be a notebook.") from None
    except json.JSONDecodeError as error:
        raise UnreadableNotebookError(why_no_json(text, error.pos)) from None
    except ValueError:  # a number of thousands of digits
        raise UnreadableNotebookError("The file is no notebook: it holds a number that cannot be read.") from None
    if not isinstance(content, dict) or not ({"cells", "worksheets"} & content.keys()):
        raise UnreadableNotebookError(why_no_cells(content))
    version = content.get("nbformat")
    if "cells" not in content:
        content = _upgraded(text, version)
        remarks.append(f"The notebook was in the old format {version} and was converted to format 4.")
    if "\\ud" in text.lower():  # half a character, which no file can hold
        content = json.loads(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))
    if not isinstance(content["cells"], list):
        raise UnreadableNotebookError("The file is JSON but no notebook: its cells are no list.")
    return nbformat.from_dict(content), remarks


def is_regular(path: Path) -> bool:
    """Is this a file, no pipe on which a reader waits for ever, and no link, which may lead to anybody's file?"""
    return path.is_file() and not path.is_symlink()


def _content(path: Path) -> bytes:
    if not is_regular(path):
        raise UnreadableNotebookError("This is no file.")
    try:
        if path.stat().st_size > LARGEST_NOTEBOOK:
            raise UnreadableNotebookError(f"The file is larger than {LARGEST_NOTEBOOK // 2**20} MB.")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableNotebookError(f"The file cannot be read: {error.strerror}.") from None


def _decoded(content: bytes) -> tuple[str, list[str]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), ["The file was in UTF-16, not in UTF-8."]
        except UnicodeDecodeError:
            raise UnreadableNotebookError("The file is not text.") from None
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return content.decode("latin-1"), ["The file was not in UTF-8: accents may be wrong."]


def _upgraded(text: str, version) -> nbformat.NotebookNode:
    try:
        return nbformat.reads(text, as_version=4)
    except Exception as error:  # any fault of an old file may surface here, as any exception
        raise UnreadableNotebookError(f"The notebook claims format {version!r} and cannot be converted.") from error
