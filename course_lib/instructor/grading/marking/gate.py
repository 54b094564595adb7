"""The gate: whatever a candidate or an examiner has given back passes here before anything is made of it.

Behind it texts are bounded and can be written, shown and printed, and outputs are of the few kinds that no page obeys.
"""

import base64
import binascii
import math
import re
from dataclasses import replace
from typing import get_args

import nbformat
from nbformat import NotebookNode

from course_lib.checking.explained import Explained
from course_lib.instructor.grading.marking.safe_html import is_own_figure, is_readable, safe_html
from course_lib.instructor.sandbox.outputs import LONGEST_ERROR, MOST_TRACEBACK_LINES
from course_lib.instructor.sandbox.runner import CellError, CellOutcome
from course_lib.instructor.writing.plain_text import visible, visible_line, visible_print
from course_lib.parts import Best, Measure

MOST_OUTPUTS = 300  # of a cell
LONGEST_ALT = 1_000
MORE = "... more was shown than is kept ...\n"
FIRST_BYTES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
}
SOURCES = ("text/markdown", "text/latex")  # read as they were written
_ALPHABET = re.compile(r"[A-Za-z0-9+/\s]*={0,2}\s*")


def checked(outcome: CellOutcome) -> CellOutcome:
    """What became of a cell, fit to be told."""
    error = outcome.error and _error(outcome.error)
    parts = tuple(replace(part, error=part.error and _error(part.error)) for part in outcome.parts)
    measure = outcome.measure and _measure(outcome.measure)
    return replace(outcome, error=error, outputs=checked_outputs(outcome.outputs), parts=parts, measure=measure)


def _measure(measure: Measure) -> Measure | None:
    """What an open challenge has measured, if it can be ranked."""
    if type(measure.value) is not float or not math.isfinite(measure.value) or measure.best not in get_args(Best):
        return None
    return replace(measure, what=visible_line(measure.what, 200))


def checked_outputs(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """The outputs of a cell, of the kinds that may be shown, whatever they were."""
    kept = [_output(output) for output in outputs[:MOST_OUTPUTS]]
    if len(outputs) > MOST_OUTPUTS:
        kept.append(nbformat.v4.new_output("stream", name="stdout", text=MORE))
    return kept


def _error(error: CellError) -> CellError:
    lines = [visible_print(line[: 2 * LONGEST_ERROR]) for line in error.traceback[: 2 * MOST_TRACEBACK_LINES]]
    name, stub = visible_line(error.ename, 200), visible_line(error.unwritten, 200)
    hint = error.hint and (visible_line(error.hint[0]), visible(error.hint[1], LONGEST_ERROR))
    known = error.explained
    explained = known and Explained(
        visible_line(known.id), visible(known.sentence), visible(known.detail), known.line, visible_line(known.source)
    )
    return CellError(name, visible(error.evalue, LONGEST_ERROR), tuple(lines), stub, hint, explained)


def _output(output: NotebookNode) -> NotebookNode:
    if output.output_type == "stream":
        return nbformat.v4.new_output("stream", name=output.name, text=visible_print(output.text))
    data, metadata = _bundle(output.get("data", {}), output.get("metadata", {}))
    return nbformat.v4.new_output(output.output_type, data=data, metadata=metadata)


def _bundle(data: dict, metadata: dict) -> tuple[dict, dict]:
    """The parts of a mime bundle that may be shown, and of its metadata what describes its pictures."""
    texts = {kind: value for kind, value in data.items() if isinstance(value, str)}
    kept = {kind: texts[kind] for kind in FIRST_BYTES if kind in texts and is_picture(kind, texts[kind])}
    told = {kind: _description(metadata.get(kind)) for kind in kept}
    plain = [texts[kind] for kind in (*SOURCES, "text/plain") if kind in texts]
    if "text/html" in texts and is_readable_html(texts["text/html"]):
        kept["text/html"] = str(safe_html(texts["text/html"]))
    elif not kept and "image/svg+xml" in texts:
        kept["text/html"] = _drawing(texts["image/svg+xml"], plain)
    kept["text/plain"] = visible_print(plain[0]) if plain else _of_other_kinds(data, kept)
    return kept, {kind: told[kind] for kind in told if told[kind]}


def is_readable_html(text: str) -> bool:
    """Is this a figure of ours, or HTML that can be cleaned in good time?"""
    return is_own_figure(text) or is_readable(text)


def is_picture(kind: str, text: str) -> bool:
    """Is this a picture of the kind that it is said to be, as base64?"""
    if not _ALPHABET.fullmatch(text):
        return False
    try:
        return base64.b64decode("".join(text.split()), validate=True).startswith(FIRST_BYTES[kind])
    except binascii.Error:
        return False


def _description(metadata: object) -> dict:
    """The size and the text alternative of a picture, as far as they are what they should be."""
    metadata = metadata if isinstance(metadata, dict) else {}
    sizes = {key: metadata.get(key) for key in ("width", "height")}
    told: dict = {key: size for key, size in sizes.items() if type(size) is int and 0 < size < 10_000}
    if isinstance(metadata.get("alt"), str):
        told["alt"] = visible(metadata["alt"], LONGEST_ALT)
    return told


def _drawing(text: str, plain: list[str]) -> str:
    """SVG as a picture, in which nothing runs and which asks for nothing."""
    content = base64.b64encode(text.encode("utf-8", "replace")).decode()
    alt = visible(plain[0], LONGEST_ALT) if plain else "a drawing"
    return str(safe_html(f'<img src="data:image/svg+xml;base64,{content}" alt="{_quoted(alt)}">'))


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _of_other_kinds(data: dict, kept: dict) -> str:
    if kept:
        return "a picture without a description" if any(kind.startswith("image/") for kind in kept) else "HTML"
    kinds = ", ".join(visible_line(str(kind), 60) for kind in list(data)[:3])
    return f"(an output of the kind {kinds or 'unknown'}, which is not shown)"
