"""Cell ids that do not change from one build to the next."""

import hashlib
import re
from collections import Counter


def cell_ids(lesson: str, names: list[str | None], sources: list[str]) -> list[str]:
    """An nbformat cell id for each cell: from the lesson's number and the cell's name, else its text.

    >>> cell_ids("02_relu_networks", ["setup", "relu", None, None], ["", "", "prose", "prose"])
    ['02-setup', '02-relu', '02-8e8cc5a7', '02-8e8cc5a7-copy1']
    """
    number, ids = lesson.split("_")[0], []
    seen: Counter[str] = Counter()
    for name, source in zip(names, sources, strict=True):
        text = name or hashlib.sha256(source.encode()).hexdigest()[:8]
        identity = f"{number}-{re.sub(r'[^a-zA-Z0-9_-]', '-', text)}"[:50]
        ids.append(f"{identity}-copy{seen[identity]}" if seen[identity] else identity)
        seen[identity] += 1
    return ids
