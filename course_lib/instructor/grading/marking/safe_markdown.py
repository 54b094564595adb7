"""Cells that a student wrote to be read, made safe where they are stored: whoever renders them, nothing runs.

Markdown stays Markdown: emphasis, lists, tables, code, formulas, links to the web and attached pictures. HTML in it is
shown as it was written, and no other link or picture leads anywhere.
"""

import re
from collections.abc import Collection

from nbformat import NotebookNode

from course_lib.instructor.grading.marking.gate import FIRST_BYTES, is_picture
from course_lib.instructor.grading.marking.safe_html import without_commands
from course_lib.instructor.writing.plain_text import visible_print

NOT_RENDERED = {"raw_mimetype": "text/plain"}  # of a raw cell, which nbconvert would take for HTML
LONGEST_MARKDOWN = 50_000
_MAYBE_TAG = re.compile(r"<(?=[a-zA-Z/!?])")
_MAYBE_LINK = re.compile(r"\](?=[(:](?!\s*(?:https?://|mailto:|#|attachment:)))", re.IGNORECASE)
_PICTURE = re.compile(r"!\[(?:[^\[\]\n]*\]\(attachment:([A-Za-z0-9_.-]+)\))?")
_NAME = re.compile(r"[A-Za-z0-9_.-]+")


def make_safe(notebook: NotebookNode, ours: Collection[str]) -> None:
    """Make the texts of a notebook safe. ours: the sources of the lesson's own Markdown, which stay as they are."""
    for cell in notebook.cells:
        attachments = cell.pop("attachments", {})
        if cell.cell_type == "raw":
            cell.metadata = NotebookNode(NOT_RENDERED)
        if cell.cell_type != "markdown" or cell.source in ours:
            continue
        named = {name: _pictures(bundle) for name, bundle in attachments.items() if _NAME.fullmatch(name)}
        kept = NotebookNode({name: NotebookNode(pictures) for name, pictures in named.items() if pictures})
        cell.source = safe_markdown(cell.source, kept)
        if kept:
            cell.attachments = kept


def safe_markdown(source: str, attached: Collection[str] = ()) -> str:
    """Markdown in which there is no tag, no link but to the web, and no picture but the attached ones.

    >>> safe_markdown("*yes* <script>alert(1)</script> [no](javascript:alert(1))")
    '*yes* < script>alert(1)< /script> [no] (javascript:alert(1))'
    """
    if len(source) > LONGEST_MARKDOWN:
        source = f"{source[:LONGEST_MARKDOWN]}\n\n... the rest is not shown ..."
    safe = _MAYBE_TAG.sub("< ", without_commands(visible_print(source)))
    safe = _MAYBE_LINK.sub("] ", safe)
    return _PICTURE.sub(lambda found: found[0] if found[1] in attached else f"! {found[0][1:]}", safe)


def _pictures(bundle: dict) -> dict:
    return {kind: text for kind, text in bundle.items() if kind in FIRST_BYTES and is_picture(kind, text)}
