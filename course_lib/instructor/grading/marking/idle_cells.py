"""The cells of a submission that no grade depends on: the lesson's own experiments, as they were handed out.

A lesson draws figures and trains networks in cells that students run and that no answer and no test reads. Running
them again for each student costs most of the time of grading and says nothing new.
"""

import ast
import builtins
import contextlib
from collections.abc import Iterable

from nbformat import NotebookNode

from course_lib.instructor.grading.marking.touches import Touches, touches
from course_lib.instructor.source.cell_python import UNREADABLE, python_of
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.names import bound_names, free_names

# A cell that reads one of these may read any name: what it needs cannot be told from its text.
UNTOLD = {"eval", "exec", "globals", "locals", "vars", "get_ipython", "__import__", "compile", "In", "Out", "__main__"}
BUILTINS = frozenset(dir(builtins))


def idle_cells(notebook: NotebookNode, lesson: Lesson) -> set[int]:
    """The indices of the cells of a repaired notebook that need not run.

    Such a cell stands in the lesson word for word, is neither graded nor locked, and no cell that runs reads what it
    binds or changes: a name, an object, the random generators, a setting, a file. Empty if a cell that must run may
    read any name: it uses `globals`, `eval` or a magic command.
    """
    code = {index: cell for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"}
    handed_out = {cell.source for cell in lesson.cells if cell.kind == "code"}
    idle = {index for index, cell in code.items() if "nbgrader" not in cell.metadata and cell.source in handed_out}
    unbound = BUILTINS - _bound_in(cell.source for cell in code.values() if not _is_ours(cell))
    touched = {index: _touched(cell.source, lesson, unbound) for index, cell in code.items() if not _is_ours(cell)}
    effects = {name: changes for found in touched.values() for name, changes in found.by_function.items()}
    changes = {index: _changes(code[index].source, touched[index], effects) for index in idle}
    new = [index for index in code if index not in idle]
    while new:
        wanted: set[str] = set()
        for index in new:
            ours = _is_ours(code[index])
            names = free_names(code[index].source) if ours else _names_read(code[index].source)
            if names is None:
                return set()
            wanted |= names if ours else names | touched[index].needs
        new = [index for index in idle if changes[index] & wanted]
        idle -= set(new)
    return idle


def _touched(source: str, lesson: Lesson, unbound: frozenset[str]) -> Touches:
    """What a cell touches.  unbound: Python's own names that no cell binds: to hand on `float` changes nothing."""
    exercises = frozenset(exercise.name for exercise in lesson.exercises)
    try:
        return touches(python_of(source), lesson.setup.source, exercises | unbound)
    except UNREADABLE:
        return Touches()


def _bound_in(sources: Iterable[str]) -> set[str]:
    """The names that cells bind at their top level, as far as they can be read."""
    found = set[str]()
    for source in sources:
        with contextlib.suppress(*UNREADABLE):
            found |= bound_names(python_of(source))
    return found


def _changes(source: str, touched: Touches, effects: dict[str, set[str]]) -> set[str]:
    """What a cell of the lesson binds or changes, by itself or by the functions that it calls."""
    python = python_of(source)
    found, called, waiting = set(bound_names(python) | touched.changes), set[str](), set(free_names(python))
    while waiting:
        called |= waiting
        more = set[str]().union(*(effects.get(name, ()) for name in waiting))
        found |= more
        waiting = more - called
    return found


def _is_ours(cell: NotebookNode) -> bool:
    """Is this the lesson's setup or one of its tests, which read no name that they bind themselves?"""
    return bool(cell.metadata.get("nbgrader", {}).get("locked"))


def _names_read(source: str) -> frozenset[str] | None:
    """The names that a cell may take from other cells: all that it reads. None if that cannot be told."""
    try:
        names = free_names(source) | _read_and_bound(source)
    except (SyntaxError, ValueError):
        return None if _is_ipython(source) else frozenset()  # a cell that is no Python does not run at all
    except UNREADABLE:  # too deep to be read here, and it may run nevertheless
        return None
    return None if names & UNTOLD else names


def _read_and_bound(source: str) -> frozenset[str]:
    """Names that a cell binds and reads too: it may read the value of an earlier cell, as in `w = w + 1`."""
    loaded = {
        node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    changed = {
        node.target.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
    }
    return bound_names(source) & (loaded | changed)


def _is_ipython(source: str) -> bool:
    """Does IPython turn this into Python: a magic command, a shell line, a question mark?"""
    try:
        ast.parse(python_of(source))
    except (SyntaxError, ValueError):
        return False
    except UNREADABLE:
        return True
    return True
