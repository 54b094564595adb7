"""Why the text of a file is no notebook, in a sentence for its author. Told by what stands in it alone."""

import ast
import json
import re

STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
BEGINNINGS = {
    "PK\x03\x04": "a zip or a document of Word or LibreOffice",
    "%PDF": "a PDF",
    "<": "a web page, perhaps one that asks to log in",
    "\x89PNG": "a picture",
}
GOOGLE_LINK = ("doc_id", "resource_id", "url")  # what the files of Google Drive hold in the place of a document


def why_no_json(text: str, position: int) -> str:
    """What is wrong with a text in which JSON stops making sense at `position`."""
    begin = text.lstrip()
    if "\x00" in begin[:4]:
        return "The file is text in UTF-16 without its mark: save it in UTF-8."
    if not begin.startswith("{"):
        return _what_it_is(begin)
    if re.search(r"^<{7}", text, re.MULTILINE) and re.search(r"^>{7}", text, re.MULTILINE):
        return "The file holds the marks of an unfinished merge (<<<<<<<): it is no notebook any more."
    return _behind_the_end(text) or _cut_off(text, position) or _damaged(text, position)


def why_no_cells(content: object) -> str:
    """What is wrong with JSON that has no cells."""
    if isinstance(content, dict) and content.keys() & set(GOOGLE_LINK) and len(content) < 6:
        return "The file is a link to a document of Google Drive: download the notebook itself (File > Download)."
    return "The file is JSON but no notebook: it has no cells."


def _what_it_is(begin: str) -> str:
    known = next((kind for mark, kind in BEGINNINGS.items() if begin.startswith(mark)), None)
    if known is None and _is_python(begin):
        known = "a Python script"
    if known is not None:
        return f"The file is {known}, no notebook: a notebook is JSON and begins with a brace."
    return "The file is no notebook: a notebook is JSON and begins with a brace."


def _is_python(text: str) -> bool:
    try:
        return any(not isinstance(statement, ast.Expr) for statement in ast.parse(text).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def _behind_the_end(text: str) -> str:
    """If the notebook is whole and something follows it: what."""
    start = len(text) - len(text.lstrip())
    try:
        _, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return ""
    rest, where = text[end:].strip(), _place(text, end + len(text[end:]) - len(text[end:].lstrip()))
    if set(rest) <= set("}] \n"):
        return f"The file has a bracket too many at {where}, behind the end of the notebook: take {rest[:20]!r} away."
    if rest.startswith("{"):
        return f"The file holds two notebooks, one after the other: the second begins at {where}."
    return f"Something stands behind the end of the notebook, at {where}: {rest[:20]!r}."


def _cut_off(text: str, position: int) -> str:
    rest = text[position:].strip()
    word = any(whole.startswith(rest) for whole in ("true", "false", "null")) or rest == "-"
    open_text = rest.startswith('"') and STRING.match(rest) is None
    if not rest or word or open_text:
        return f"The file is cut off: it ends at line {text.rstrip().count(chr(10)) + 1} in the middle of the notebook."
    return ""


def _damaged(text: str, position: int) -> str:
    at = position + len(text[position:]) - len(text[position:].lstrip(" \t\r\n"))
    if text[position] in "\r\n\t" and text[:position].rstrip(" ")[-1:] not in set(',:{["]}'):
        at = position
    found, before, after = text[at], text[:at].rstrip()[-1:], text[at + 1 :].lstrip()[:1]
    where = f"The file is damaged at {_place(text, at)}"
    if (before == "," and found in "]}") or (found == "," and after and after in "]}"):
        return f"{where}: a comma too many stands before {found if found in ']}' else after!r}."
    if found == "'":
        return f"{where}: texts in JSON stand in double quotes."
    if ord(found) < 32:
        return f"{where}: a text holds a line break or another character that cannot be shown."
    return f"{where}: {found!r} cannot stand there; a comma, a quote or a bracket before it is missing or too many."


def _place(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    return f"line {line}, column {position - text.rfind(chr(10), 0, position)}"
