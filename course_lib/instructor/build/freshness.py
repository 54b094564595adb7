"""Is what stands in the checkout what a build makes? Contents are compared, cell by cell.

Sources, ids and metadata are compared exactly, and so is the release; outputs by the rule of `outputs.py`.
"""

import json
from itertools import zip_longest
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course_lib.instructor.build.build import Built, make_release, stray_files
from course_lib.instructor.source.course import Course
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.outputs import output_changes


def differences(course: Course, built: Built) -> list[str]:
    """One line for each place where the checkout differs from the build, with what to do about it."""
    lines = [f"{path}: no build makes this file: remove it" for path in stray_files(course, built)]
    again = f"run `course build {built.lesson}`"
    for path, content in built.files.items():
        on_disk = course.root / path
        if not on_disk.is_file():
            lines.append(f"{path}: is missing: {again}")
        elif on_disk.read_bytes() != content:
            lines += [f"{path}: {line}: {again}" for line in _changes(path, on_disk.read_bytes(), content)]
    return lines


def unbuilt(course: Course, lesson: Lesson) -> list[Path]:
    """Which notebooks of a lesson in the checkout have other sources than the lesson has now: it was edited since.

    One that is not there tells nothing. Paths inside the course.
    """
    name = Path(lesson.name, f"{lesson.name}.ipynb")
    made = {course.solutions / name: lesson.to_notebook(), course.notebooks / name: make_release(lesson)}
    found = {path: _notebook(path.read_bytes()) for path in made if path.is_file()}
    return [path.relative_to(course.root) for path, old in found.items() if _sources(old) != _sources(made[path])]


def _sources(notebook: NotebookNode | None) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in notebook.cells] if notebook else []


def _changes(path: Path, old: bytes, new: bytes) -> list[str]:
    if path.suffix != ".ipynb":
        return ["is not what stands in solutions/ now"]
    before, after = _notebook(old), _notebook(new)
    if before is None or after is None:
        return ["is no notebook"]
    pairs = zip_longest(before.cells, after.cells, fillvalue=NotebookNode())
    differ = next(((one, new) for one, new in pairs if one.get("id") != new.get("id")), None)
    if differ:
        return [f"has other cells than lesson.py, the first is {_beginning(differ[1] or differ[0])}"]
    changed = [f"{part} differs" for part in sorted(after) if part != "cells" and before[part] != after[part]]
    for one, other in zip(before.cells, after.cells, strict=True):
        changed += [f"cell {other.id}, {_beginning(other)}: {change}" for change in _cell_changes(one, other)]
    return changed


def _notebook(content: bytes) -> NotebookNode | None:
    """The notebook that a file holds, of version 4; None if it holds none."""
    try:
        read = json.loads(content)
        nbformat.validate(read, version=4)
    except (ValueError, AttributeError, nbformat.ValidationError):  # AttributeError: JSON that is no object
        return None
    return nbformat.v4.to_notebook(read)


def _cell_changes(one: NotebookNode, other: NotebookNode) -> list[str]:
    changed = [f"{part} differs" for part in sorted(one.keys() | other.keys()) if one.get(part) != other.get(part)]
    if one.source != other.source:  # the checksum in its metadata differs then as well
        return [f"source differs: {_first_difference(one.source, other.source)}"]
    if changed != ["outputs differs"]:
        return changed
    return output_changes(one, other.outputs)


def _first_difference(old: str, new: str) -> str:
    """The first line in which two sources differ, as it is in both."""
    pairs = zip_longest(old.splitlines(), new.splitlines())
    number, (one, other) = next((n, pair) for n, pair in enumerate(pairs, 1) if pair[0] != pair[1])
    return f"line {number} is {_quoted(one)}, and of lesson.py {_quoted(other)}"


def _quoted(line: str | None) -> str:
    return "missing" if line is None else repr(line.strip())


def _beginning(cell: NotebookNode) -> str:
    """The first line of a cell, by which to find it in lesson.py."""
    line = next((line for line in cell.source.splitlines() if line.strip()), "")
    return f"`{line if len(line) <= 60 else line[:59] + '…'}`"
