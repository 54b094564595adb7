"""What a cell shows, compared as far as it holds on every processor: the rule of `course build --check` and of nbval.

The last bits of a sum depend on the processor, and what a network learns in float32 depends on the last bits. So each
cell says how much of its outputs holds everywhere:

    # %%                                     the same words and numbers; pictures that look the same
    # %% tolerance=0.05                      the same words; numbers that differ by 0.05 at most
    # %% tags=["nbval-ignore-output"]        outputs of the same kinds, whatever they say

nbval's marks are read by nbval's own functions. It has none for a tolerance: a cell with one bears the tag as well
(`comparison_metadata`), and what nbval finds in a cell, this rule finds too.
"""

import base64
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np
from nbformat import NotebookNode
from nbval.plugin import find_comment_markers, find_metadata_tags
from PIL import Image

IGNORE_OUTPUT = "nbval-ignore-output"
TOLERANCE = "tolerance"  # in the metadata of a notebook's cell
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
PICTURE = "image/png"

BLOCK = 8  # pixels: pictures are compared by the mean colours of squares of that side
# Of 255. Under other instruction sets no picture of the lessons moved by more than 0.4; another digit in a title is 12.
BLOCK_TOLERANCE = 4.0

NUMBER = re.compile(r"(?<![\w.])[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?", re.IGNORECASE)


def comparison_metadata(tags: tuple[str, ...], tolerance: float | None) -> dict[str, Any]:
    """The metadata of a notebook's cell that say how its outputs are compared."""
    if tolerance is None:
        return {"tags": list(tags)} if tags else {}
    return {"tags": [*tags, IGNORE_OUTPUT], TOLERANCE: tolerance}


def without_views(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Outputs without the live views of widgets, whose ids are random, and without those that hold nothing else.

    Changes the outputs.
    """
    kept = []
    for output in outputs:
        view = output.get("data", {}).pop(WIDGET_VIEW, None)
        if view is None or "text/html" in output.data:
            kept.append(output)
    return kept


def output_changes(cell: NotebookNode, outputs: list[NotebookNode]) -> list[str]:
    """What differs between the outputs that a code cell has and those that it gave when it was run again.

    A line for each difference, as far as the cell's marks let it count.
    """
    recorded, given = ([_kind(output) for output in shown] for shown in (cell.outputs, outputs))
    if recorded != given:
        return [f"it shows {_listed(recorded)}, and when it is run {_listed(given)}"]
    if _is_ignored(cell) and TOLERANCE not in cell.metadata:
        return []
    tolerance = Decimal(str(cell.metadata.get(TOLERANCE, 0)))
    return [
        change
        for one, other in zip(cell.outputs, outputs, strict=True)
        for change in _changes(dict(_parts(one)), dict(_parts(other)), tolerance)
    ]


def _kind(output: NotebookNode) -> str:
    """Where an output goes, or the forms in which it is shown."""
    if output.output_type == "stream":
        return output.name
    if output.output_type == "error":
        return "an error"
    return " with ".join(sorted(output.data)) or "nothing"


def _listed(kinds: list[str]) -> str:
    return ", ".join(kinds) or "nothing"


def _is_ignored(cell: NotebookNode) -> bool:
    """Does nbval ignore what this cell shows?"""
    options = dict(find_metadata_tags(cell.metadata)) | dict(find_comment_markers(cell.source))
    return options.get("check") is False


def _parts(output: NotebookNode) -> Iterator[tuple[str, Any]]:
    """What an output holds, by its form."""
    if output.output_type == "stream":
        yield output.name, output.text
    elif output.output_type == "error":
        yield "error", f"{output.ename}: {output.evalue}"
    else:
        yield from output.data.items()
        yield "metadata", output.get("metadata", {})


def _changes(before: dict[str, Any], after: dict[str, Any], tolerance: Decimal) -> Iterator[str]:
    for form, one in before.items():
        other = after[form]
        if one == other:
            continue
        if form == PICTURE:
            yield from _picture_changes(one, other)
        elif isinstance(one, str) and isinstance(other, str):
            yield from (f"{form}: {change}" for change in _text_changes(one, other, tolerance))
        else:
            yield f"{form} differs"


def _text_changes(one: str, other: str, tolerance: Decimal) -> Iterator[str]:
    """The first line in which two texts differ by more than is let pass."""
    lines = one.splitlines(), other.splitlines()
    if len(lines[0]) != len(lines[1]):
        yield f"{len(lines[0])} lines, and when it is run {len(lines[1])}"
        return
    for number, (before, after) in enumerate(zip(*lines, strict=True), 1):
        if before != after and not (tolerance and _close(before, after, tolerance)):
            more = f", more than the tolerance of {tolerance}" if tolerance else ""
            yield f"line {number} is {_around(before, after)}, and when it is run {_around(after, before)}{more}"
            return
    if one != other and not tolerance:
        yield "the ends of its lines differ"


def _close(one: str, other: str, tolerance: Decimal) -> bool:
    """Are these the same words, with numbers that differ by the tolerance at most? Blanks, which align, may vary."""
    words = [" ".join(NUMBER.sub("0", text).split()) for text in (one, other)]
    numbers = [[_number(text) for text in NUMBER.findall(line)] for line in (one, other)]
    return words[0] == words[1] and all(abs(a - b) <= tolerance for a, b in zip(*numbers, strict=True))


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))


def _around(text: str, other: str, width: int = 60) -> str:
    """The piece of a text about the place where it differs from the other, in quotes."""
    same = next((i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
    begin = max(0, same - width // 2) if len(text) > width else 0
    piece = text[begin : begin + width]
    return repr(f"{'…' if begin else ''}{piece}{'…' if begin + width < len(text) else ''}")


def _picture_changes(one: str, other: str) -> Iterator[str]:
    pictures = [
        np.asarray(Image.open(io.BytesIO(base64.b64decode(text))).convert("RGB"), float) for text in (one, other)
    ]
    (height, width, _), size = (picture.shape for picture in pictures)
    if (height, width) != size[:2]:
        yield f"its picture is {width} by {height} pixels, and when it is run {size[1]} by {size[0]}"
        return
    apart = abs(_block_means(pictures[0] - pictures[1])).max(axis=2)
    if apart.max() > BLOCK_TOLERANCE:
        row, column = np.unravel_index(apart.argmax(), apart.shape)
        yield (
            f"its picture looks different, most of all near column {column * BLOCK} and row {row * BLOCK}"
            f" of {width} by {height}"
        )


def _block_means(picture: np.ndarray) -> np.ndarray:
    """The mean colours (rows, columns, 3) of the blocks of a picture (H, W, 3); those at the border may be smaller."""
    height, width, _ = picture.shape
    starts = [np.arange(0, side, BLOCK) for side in (height, width)]
    sums = np.add.reduceat(np.add.reduceat(picture, starts[0], axis=0), starts[1], axis=1)
    sizes = [np.diff(start, append=side) for start, side in zip(starts, (height, width), strict=True)]
    return sums / np.outer(*sizes)[:, :, None]
