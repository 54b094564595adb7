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
    "cells that are no cells": (_text('{"cells": [1, null, [], {"cell_type": 5, "source": {}}], "metadata": 3}'), None),
}  # fmt: skip
