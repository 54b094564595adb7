"""The cells of a submission as they were found, each with the cell of the lesson that it is, if any."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from course_lib.instructor.grading.intake.repairs import Repair
from course_lib.instructor.source.for_students import GOES_ON
from course_lib.instructor.source.reference import Reference

SCHEMA_VERSION = 3
DISTURBING_TAG = re.compile(r"skip-execution|raises-exception|nbval-.*")


@dataclass(eq=False)
class FoundCell:
    """One cell of a submission. `grade_id` and `kind` name the cell of the lesson that it is, or are None."""

    cell_type: str
    source: str
    id: str | None
    metadata: dict[str, Any]
    attachments: dict[str, Any] | None = None
    grade_id: str | None = None
    kind: str | None = None  # setup, answer, test or written


def found_cells(notebook: NotebookNode, known: Reference) -> tuple[list[FoundCell], list[Repair]]:
    """The readable cells of a notebook, identified, and what there is to say about them."""
    raw = [cell for cell in notebook.cells if isinstance(cell, dict)]
    cells, notes = [_read(cell) for cell in raw], []
    if len(raw) < len(notebook.cells):
        notes.append(Repair("stray-cell", "Something that is no cell stood among the cells: it was left out."))
    for cell in cells:
        notes += _identify(cell, known)
    earlier = [(cell, name) for cell in cells if (name := cell.grade_id) and _was_released(cell, name, known)]
    for cell, name in earlier:
        cell.source = known.released_source(name)
    if earlier:
        text = "This notebook is of an earlier release of the lesson: the cells of today's lesson were run for it."
        notes.append(Repair("earlier-release", text))
    ids = [cell.id for cell in cells if cell.id]
    if len(set(ids)) < len(ids):
        notes.append(Repair("cell-ids", "Several cells had the same id: they were given new ones."))
    for grade_id, kind in known.grade_ids.items():
        expected, read_as = ("markdown", "read as text") if kind == "written" else ("code", "run as code")
        for cell in (cell for cell in cells if cell.grade_id == grade_id and cell.cell_type != expected):
            text = f"The cell {grade_id} had become {cell.cell_type}: it was {read_as}."
            notes.append(Repair("cell-type", text))
            cell.cell_type = expected
    return cells, notes


def _read(cell: dict) -> FoundCell:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    metadata, identity = cell.get("metadata"), cell.get("id")
    attachments = cell.get("attachments")
    kind = cell.get("cell_type")
    return FoundCell(
        cell_type=kind if kind in ("code", "markdown") else "raw",
        source=source if isinstance(source, str) else "",
        id=identity if isinstance(identity, str) and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", identity) else None,
        metadata=dict(metadata) if isinstance(metadata, dict) else {},
        attachments=attachments if _are_attachments(attachments) else None,
    )


def _are_attachments(value: object) -> bool:
    """File names, each with a mime bundle of texts, as nbformat asks."""
    return isinstance(value, dict) and all(
        isinstance(bundle, dict) and all(isinstance(text, str) for text in bundle.values()) for bundle in value.values()
    )


def _identify(cell: FoundCell, known: Reference) -> list[Repair]:
    """Find which cell of the lesson this is: by its nbgrader metadata, else by its cell id, else by its text."""
    ids = known.grade_ids
    marks = cell.metadata.get("nbgrader")
    marks = marks if isinstance(marks, dict) else {}
    grade_id = marks.get("grade_id")
    if isinstance(grade_id, str) and grade_id in ids:
        cell.grade_id, cell.kind = grade_id, ids[grade_id]
        return _about_marks(grade_id, marks, known)
    grade_id = known.by_cell_id.get(cell.id or "") or _by_text(cell, known)
    if grade_id is None:
        foreign = Repair("foreign-marks", "Marks of a cell that is not of this lesson were removed.")
        return [foreign] if marks.get("grade_id") else []
    cell.grade_id, cell.kind = grade_id, ids[grade_id]
    return [Repair("lost-marks", f"The cell {grade_id} had lost its nbgrader marks: they were put back.")]


def digest_of(source: str) -> str:
    """By which a cell is known again, whatever blanks stand at the ends of its lines."""
    lines = "\n".join(line.rstrip() for line in source.strip().splitlines())
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def release_of(known: Reference) -> dict[str, str]:
    """The digests of a lesson's setup, answer and test cells as students get them today, by their ids."""
    return {grade_id: digest_of(known.released_source(grade_id)) for grade_id in known.grade_ids}


def _was_released(cell: FoundCell, grade_id: str, known: Reference) -> bool:
    """Is this cell an earlier release's, by nbgrader's checksum in it or by what was graded before?"""
    if cell.kind == "written" or digest_of(cell.source) == digest_of(known.released_source(grade_id)):
        return False
    if digest_of(cell.source) in {*known.lesson.earlier, digest_of(known.open_source(grade_id))}:
        return True
    marks = cell.metadata.get("nbgrader")
    marks = marks if isinstance(marks, dict) else {}
    checksum = marks.get("checksum")
    if not isinstance(checksum, str) or cell.cell_type != "code":
        return False
    released, points = known.cell(grade_id), marks.get("points")
    released.source = cell.source
    if type(points) in (int, float):  # they are in the checksum too
        released.metadata.nbgrader.points = points
    return checksum == compute_checksum(released)


def _about_marks(grade_id: str, marks: dict, known: Reference) -> list[Repair]:
    if marks.get("schema_version") != SCHEMA_VERSION:
        version = str(marks.get("schema_version"))[:20]
        text = f"The nbgrader marks were of version {version}, expected {SCHEMA_VERSION}: they were replaced."
        return [Repair("old-marks", text)]
    expected = known.cell(grade_id).metadata.nbgrader
    edited = [key for key in ("grade", "solution", "locked", "points") if marks.get(key) != expected.get(key)]
    if edited:
        text = f"The nbgrader marks of {grade_id} had been edited ({', '.join(edited)}): they were put back."
        return [Repair("edited-marks", text)]
    return []


def _by_text(cell: FoundCell, known: Reference) -> str | None:
    """A setup or test cell whose text nobody changed. Answers are found by what they define instead."""
    for grade_id, kind in known.grade_ids.items():
        texts = known.released_source(grade_id), known.open_source(grade_id)
        if kind in ("setup", "test") and cell.source.strip() in [text.strip() for text in texts]:
            return grade_id
    return None


def told_tags(cell: FoundCell) -> list[str]:
    """The tags of a cell that would keep it from being run or compared; not the one with which it was released."""
    tags = cell.metadata.get("tags")
    tags = (
        [tag for tag in tags if not (cell.kind in ("test", "answer") and tag == GOES_ON)]
        if isinstance(tags, list)
        else []
    )
    return [tag for tag in tags if isinstance(tag, str) and len(tag) < 60 and DISTURBING_TAG.fullmatch(tag)]
