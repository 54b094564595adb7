"""The hint of a failed check, as its student may read it."""

import ast
import inspect
import re
from functools import lru_cache

from course_lib import checks
from course_lib.checking import own_work, patterns, slips, special_inputs, values

HINT_TEXT = re.compile(r"([A-Za-z0-9-]{1,40}): \S")


def safe_hint(hint: tuple[str, str] | None, test_source: str) -> tuple[str, str] | None:
    """The hint as it may be shown when it comes from a hidden test.

    A sentence is kept if it stands word for word in the test or in the checks; one with values filled in loses its
    sentence. A hint that neither of them has was made up by the answer, and is dropped.
    """
    if hint is None:
        return None
    texts = _hint_texts(test_source) | _built_in()
    identity, sentence = hint
    if f"{identity}: {sentence}" in texts:
        return hint
    return (identity, "") if any(text.startswith(f"{identity}: ") for text in texts) else None


@lru_cache(maxsize=256)
def _hint_texts(source: str) -> frozenset[str]:
    """All texts of the form "id: sentence" in a source; of a formatted one, its beginning."""
    values = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    return frozenset(value for value in values if isinstance(value, str) and HINT_TEXT.match(value))


@lru_cache(maxsize=1)
def _built_in() -> frozenset[str]:
    modules = (checks, slips, patterns, special_inputs, values, own_work)
    return frozenset().union(*(_hint_texts(inspect.getsource(module)) for module in modules))
