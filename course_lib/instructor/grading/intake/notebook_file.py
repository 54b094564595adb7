"""What stands in the file of a notebook, however damaged it is."""

import json
import mmap
import os
from pathlib import Path

import nbformat

from course_lib.instructor.grading.intake.no_notebook import why_no_cells, why_no_json
from course_lib.instructor.grading.intake.old_output import TooLargeError, without_outputs
from course_lib.instructor.grading.intake.plain_notebook import TooMuchError, plain_notebook

LARGEST_DECODED = 64 * 2**20  # bytes of a file in UTF-16, which is read as a whole


class UnreadableNotebookError(Exception):
    """A file that holds no notebook: why, in words for its author."""


def read_notebook(path: Path) -> tuple[nbformat.NotebookNode, list[str]]:
    """A notebook in nbformat 4 without the outputs that stood in it, and what had to be done to read it.

    It holds what `plain_notebook` keeps; what stands in its cells may be any text.
    Raises UnreadableNotebookError.
    """
    if not is_regular(path):
        raise UnreadableNotebookError("This is no file.")
    try:
        with path.open("rb") as file:
            if not os.fstat(file.fileno()).st_size:
                return parse_notebook(b"")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                return parse_notebook(content)
    except OSError as error:
        raise UnreadableNotebookError(f"The file cannot be read: {error.strerror}.") from None


def parse_notebook(content: bytes | mmap.mmap) -> tuple[nbformat.NotebookNode, list[str]]:
    """A notebook, as `read_notebook` gives it, from what stands in its file. Raises UnreadableNotebookError."""
    text, remarks = _text(content)
    if not text.strip():
        raise UnreadableNotebookError("The file is empty.")
    try:
        read = json.loads(text)
    except RecursionError:
        raise UnreadableNotebookError("The file is nested too deeply to be a notebook.") from None
    except json.JSONDecodeError as error:
        raise UnreadableNotebookError(why_no_json(text, error.pos)) from None
    except ValueError:  # a number of thousands of digits
        raise UnreadableNotebookError("The file is no notebook: it holds a number that cannot be read.") from None
    if not isinstance(read, dict) or not ({"cells", "worksheets"} & read.keys()):
        raise UnreadableNotebookError(why_no_cells(read))
    version = read["nbformat"] if type(read.get("nbformat")) is int else "unknown"
    if "cells" not in read:
        read = _upgraded(text, version)
        remarks.append(f"The notebook was in the old format {version} and was converted to format 4.")
    if not isinstance(read["cells"], list):
        raise UnreadableNotebookError("The file is JSON but no notebook: its cells are no list.")
    try:
        return plain_notebook(read), remarks
    except TooMuchError as error:
        raise UnreadableNotebookError(str(error)) from None


def is_regular(path: Path) -> bool:
    """Is this a file, no pipe on which a reader waits for ever, and no link, which may lead to anybody's file?"""
    return path.is_file() and not path.is_symlink()


def _text(content: bytes | mmap.mmap) -> tuple[str, list[str]]:
    """What is left of a file without its outputs, and what is to be said of its encoding."""
    remarks = []
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        if len(content) > LARGEST_DECODED:
            raise UnreadableNotebookError(f"The file is in UTF-16 and larger than {LARGEST_DECODED // 2**20} MB.")
        try:
            content = content[:].decode("utf-16").encode()
        except UnicodeError:
            raise UnreadableNotebookError("The file is not text.") from None
        remarks = ["The file was in UTF-16, not in UTF-8."]
    try:
        rest = without_outputs(content)
    except TooLargeError as error:
        raise UnreadableNotebookError(str(error)) from None
    try:
        return rest.decode("utf-8-sig"), remarks
    except UnicodeDecodeError:
        return rest.decode("latin-1"), ["The file was not in UTF-8: accents may be wrong."]


def _upgraded(text: str, version: object) -> nbformat.NotebookNode:
    try:
        return nbformat.reads(text, as_version=4)
    except Exception as error:  # any fault of an old file may surface here, as any exception
        raise UnreadableNotebookError(f"The notebook claims format {version!r} and cannot be converted.") from error
