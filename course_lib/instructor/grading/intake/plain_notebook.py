"""A notebook's content as whoever reads it may rely on: every field of the type that it should have, and no others.

Here alone a student's JSON is walked through. Behind it an exception is a fault of ours.
"""

from typing import Any

from nbformat import NotebookNode

LONGEST_SOURCE = 1_000_000  # characters of a cell: a lesson's longest has 3 000
LONGEST_NAME = 200  # characters of an id, a tag, the name of a kernel
MOST_CELLS = 2_000  # a lesson has 100
MOST_TAGS, MOST_DATES = 50, 10
MARKS = ("grade_id", "grade", "solution", "locked", "points", "schema_version", "cell_type", "checksum")


class TooMuchError(Exception):
    """A cell, or cells, that no reader should have to read: a sentence for their author."""


def plain_notebook(content: dict[str, Any]) -> NotebookNode:
    """The cells and the kernel of a notebook in nbformat 4. Its cells are a list; what is no cell in it is None.

    Nothing else is kept of its metadata, nor its outputs: grading makes its own. Raises TooMuchError.
    """
    if len(content["cells"]) > MOST_CELLS:
        raise TooMuchError(f"The notebook has {len(content['cells'])} cells, more than {MOST_CELLS}.")
    cells = [_cell(number, cell) for number, cell in enumerate(content["cells"], 1)]
    kernel = _part(_part(content, "metadata"), "kernelspec").get("name")
    metadata = {"kernelspec": NotebookNode(name=whole(kernel)[:LONGEST_NAME])} if isinstance(kernel, str) else {}
    return NotebookNode(nbformat=4, nbformat_minor=5, metadata=NotebookNode(metadata), cells=cells)


def whole(text: str) -> str:
    """The text with a question mark for each half of a character, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def _cell(number: int, cell: Any) -> NotebookNode | None:
    if not isinstance(cell, dict):
        return None
    source = _source(cell.get("source", cell.get("input", "")))
    if len(source) > LONGEST_SOURCE:
        raise TooMuchError(f"Cell {number} has {len(source)} characters, more than {LONGEST_SOURCE}.")
    metadata = _part(cell, "metadata")
    kept: dict[str, Any] = {}
    if isinstance(metadata.get("nbgrader"), dict):
        kept["nbgrader"] = NotebookNode(_marks(metadata["nbgrader"]))
    if isinstance(metadata.get("tags"), list):
        kept["tags"] = [whole(tag) for tag in metadata["tags"] if isinstance(tag, str) and len(tag) <= LONGEST_NAME]
        kept["tags"] = kept["tags"][:MOST_TAGS]
    dates = [date for date in _part(metadata, "execution").values() if isinstance(date, str)]
    if dates:  # when Jupyter ran it: of two attempts the later one counts
        kept["execution"] = NotebookNode(
            {str(n): whole(date)[:LONGEST_NAME] for n, date in enumerate(dates[:MOST_DATES])}
        )
    plain = NotebookNode(source=source, metadata=NotebookNode(kept))
    for key in ("cell_type", "id"):
        if isinstance(cell.get(key), str) and len(cell[key]) <= LONGEST_NAME:
            plain[key] = whole(cell[key])
    if isinstance(cell.get("attachments"), dict):
        plain.attachments = NotebookNode(_attachments(cell["attachments"]))
    return plain


def _part(value: dict, key: str) -> dict:
    return value[key] if isinstance(value.get(key), dict) else {}


def _source(value: Any) -> str:
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    return whole(value) if isinstance(value, str) else ""


def _marks(marks: dict) -> dict[str, Any]:
    """nbgrader's marks as far as they are plain. A number that is none (NaN) or is too long is left out."""
    kept = {key: marks[key] for key in MARKS if key in marks and isinstance(marks[key], str | bool | int | float)}
    return {key: _mark(value) for key, value in kept.items() if not isinstance(value, int) or abs(value) < 10**9}


def _mark(value: Any) -> Any:
    return whole(value)[:LONGEST_NAME] if isinstance(value, str) else value


def _attachments(attachments: dict) -> dict[str, NotebookNode]:
    """File names, each with a mime bundle of texts, as nbformat asks."""
    bundles = {whole(name): bundle for name, bundle in attachments.items() if isinstance(bundle, dict)}
    return {
        name: NotebookNode({whole(kind): whole(text) for kind, text in bundle.items() if isinstance(text, str)})
        for name, bundle in bundles.items()
    }
