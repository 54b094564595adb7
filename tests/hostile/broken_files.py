"""Files that are no notebook, or hardly one: each writes itself where the grader looks."""

import json
import os
from pathlib import Path

UNREADABLE = ("unreadable",) * 3
NESTED = "(" * 4000 + ")" * 4000


def _cells(*sources) -> str:
    cells = [
        {"cell_type": "code", "source": s, "metadata": {}, "outputs": [], "execution_count": None} for s in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _text(content):
    def write(path: Path) -> None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))

    return write


def _large(path: Path) -> None:
    path.touch()
    os.truncate(path, 70 * 2**20)


HALF = _cells("def double(x):\n    '\\ud800'\n    return 2 * x").replace("\\\\ud", "\\ud")


DOUBLE = "def double(x):\n    return 2 * x"
ANSWERED, RAISED = (("passed", "missing", "missing"), ("error", "missing", "missing"))


def _raising(message: str):
    return _text(_cells(f"def double(x):\n    raise ValueError({message})")), RAISED


def _showing(data: str):
    return _text(_cells(DOUBLE, f"display({data}, raw=True)")), ANSWERED


def _beside_an_answer(*sources: str):
    return _text(_cells(DOUBLE, *sources)), ANSWERED


def _with_metadata(text: str):
    return _text(_cells(DOUBLE).replace('"metadata": {}, "outputs"', f'"metadata": {text}, "outputs"'))


def _with_text(text: str):
    content = json.loads(_cells(DOUBLE))
    content["cells"].append({"cell_type": "markdown", "source": text, "metadata": {}})
    return _text(json.dumps(content)), ANSWERED


BROKEN = {  # name: (how to write it, the statuses of its exercises)
    "empty": (_text(""), UNREADABLE),
    "cut off": (_text(_cells("def double(x):\n    return 2 * x")[:90]), UNREADABLE),
    "a picture": (_text(b"\x89PNG\r\n\x1a\n\x00\x00"), UNREADABLE),
    "a web page": (_text("<html>please log in</html>"), UNREADABLE),
    "nested too deeply": (_text('{"a":' * 100_000), UNREADABLE),
    "a number of thousands of digits": (_text('{"cells": [' + "9" * 5000 + "]}"), UNREADABLE),
    "no cells": (_text('{"nbformat": 4}'), UNREADABLE),
    "larger than any notebook": (_large, UNREADABLE),
    "a link to a file of ours": (lambda path: path.symlink_to("/etc/hostname"), ("missing",) * 3),
    "a folder": (lambda path: path.mkdir(), UNREADABLE),
    "a pipe": (os.mkfifo, UNREADABLE),
    "half a character": (_text(HALF), None),
    "too many brackets": (_text(_cells("def double(x):\n    return " + NESTED)), None),
    "a zero byte": (_text(_cells("def double(x):\n    return 2 * x\0")), None),
    "a carriage return in an error": _raising(r"'a\rb'"),
    "escapes in an error": _raising(r"'\x1b[2J\x9b1;1H\0'"),
    "half a character in an error": _raising(r"'\ud800'"),
    "a formula in an error": _raising("'=1+1'"),
    "an error of fifty megabytes": _raising("'x' * 50_000_000"),
    "metadata nested six hundred deep": (_with_metadata('{"a":' * 600 + "1" + "}" * 600), None),
    "metadata of a million numbers": (_with_metadata('{"a": [' + "1," * 10**6 + "1]}"), ANSWERED),
    "a number of four thousand digits": (_with_metadata('{"a": ' + "9" * 4000 + "}"), ANSWERED),
    "a script in an output": _showing("{'text/html': '<script>alert(1)</script>'}"),
    "a script in a drawing": _showing("{'image/svg+xml': '<svg onload=\"alert(1)\"/>'}"),
    "scripts of other kinds": _showing("{'application/javascript': 'x', 'text/markdown': '<img onerror=x>'}"),
    "a picture that is none": _showing("{'image/png': '\"><script>'}"),
    "formulas without end": _with_text("\\begin{a}" * 100_000),
    "quotes in quotes": _with_text(">" * 50_000),
    "three thousand cells": (_text(_cells(*[DOUBLE] * 3_000)), UNREADABLE),
    "ten thousand outputs": _beside_an_answer("for n in range(10_000):\n    display(n)"),
    "a megabyte of comments": _beside_an_answer("# x + y\n" * 120_000),
    "cells that are no cells": (_text('{"cells": [1, null, [], {"cell_type": 5, "source": {}}], "metadata": 3}'), None),
}  # fmt: skip
