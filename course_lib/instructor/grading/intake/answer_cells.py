"""Which of several cells is the answer to an exercise."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from course_lib.checking.unwritten import STUB_LINE
from course_lib.instructor.grading.intake.found_cells import FoundCell
from course_lib.instructor.grading.intake.repairs import Repair
from course_lib.instructor.source.cell_python import UNREADABLE, python_of
from course_lib.instructor.source.names import bound_names

UNSEEN = {"exec", "eval", "globals", "locals", "vars", "setattr", "get_ipython"}
DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class PossibleAnswer:
    """A cell that may be an answer. carries_id: it has the exercise's id.  before_test: it stands above its test."""

    cell: FoundCell
    carries_id: bool
    before_test: bool


def choose_answer(
    exercise: str, possible: list[PossibleAnswer], stub: str
) -> tuple[FoundCell | None, list[FoundCell], list[Repair]]:
    """The answer cell (None if there is none), the cells to leave out, and what to say about it.

    Of several cells the answer is the last written one above the test, as it is the one that the student saw tested;
    if all stand below it, the last one. Copies of the unwritten stub are left out: run last, they would undo it.
    """
    if not possible:
        text = f"The answer cell of {exercise} was gone: the exercise counts as not written."
        return None, [], [Repair("gone", text)]
    written = [found for found in possible if not is_stub(found.cell.source, stub)]
    defining = [found for found in written if defines(found.cell.source, exercise)]
    marked = [found for found in written if found.carries_id]
    pool = [found for found in defining if found.carries_id] or defining or marked or possible
    chosen = next((found for found in reversed(pool) if found.before_test), pool[-1]).cell
    stubs = [found.cell for found in possible if is_stub(found.cell.source, stub)]
    dropped = [cell for cell in stubs if cell is not chosen]
    return chosen, dropped, list(_said(exercise, possible, chosen, dropped))


def _said(
    exercise: str, possible: list[PossibleAnswer], chosen: FoundCell, dropped: list[FoundCell]
) -> Iterator[Repair]:
    marked = [found for found in possible if found.carries_id]
    if len(marked) > 1:
        text = f"The answer cell of {exercise} was there {len(marked)} times: one of them was graded as the answer."
        yield Repair("copied", text)
    if any(found.cell is chosen for found in marked):
        return
    if chosen.grade_id not in (None, exercise):
        yield Repair("elsewhere", f"The answer to {exercise} was found in the cell of {chosen.grade_id}, and graded.")
    elif dropped:
        text = f"The answer to {exercise} was found in another cell: it was graded, the unwritten cell left out."
        yield Repair("elsewhere", text)
    else:
        text = f"The answer cell of {exercise} had lost its nbgrader marks: it was found by what it defines."
        yield Repair("lost-marks", text)


def is_stub(source: str, stub: str) -> bool:
    """Is this the answer cell as it was handed out, whatever blank space, comments and docstrings were changed?"""
    return source.split() == stub.split() or (STUB_LINE in source and _code_of(source) == _code_of(stub))


@lru_cache(1024)
def _code_of(source: str) -> str:
    """What a cell does, without comments and docstrings; the cell itself if it is no Python."""
    try:
        tree = ast.parse(source)
    except UNREADABLE:
        return source
    for node in ast.walk(tree):
        if isinstance(node, DEFINITION) and ast.get_docstring(node) is not None:
            del node.body[0]
    return ast.dump(tree)


def defines(source: str, name: str) -> bool:
    """Is this name bound when the cell has run, by whatever statement Python would bind it with?"""
    try:
        return name in bound_names(python_of(source))
    except UNREADABLE:  # not Python: perhaps only in one line
        begins = rf"((async\s+)?(def|class)\s+{re.escape(name)}\b|{re.escape(name)}\s*(:[^=\n]+)?=(?!=))"
        return re.search(f"^{begins}", source, re.MULTILINE) is not None


def may_define_unseen(source: str, name: str) -> bool:
    """Does a cell make names in a way that cannot be read, and speak of this one?"""
    any_name, texts = _made_unseen(source)
    return any_name or any(name in text for text in texts)


@lru_cache(4096)
def _made_unseen(source: str) -> tuple[bool, tuple[str, ...]]:
    """May a cell make any name, by `import *`, and the texts of one that may make those of which it speaks."""
    try:
        tree = ast.parse(python_of(source))
    except UNREADABLE:
        return False, ()
    nodes = list(ast.walk(tree))
    any_name = any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in nodes)
    unseen = any(isinstance(node, ast.Name) and node.id in UNSEEN for node in nodes)
    return any_name, tuple(str(node.value) for node in nodes if isinstance(node, ast.Constant)) if unseen else ()
