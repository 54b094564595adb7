"""The cells of a submission that no grade depends on: the lesson's own experiments, as they were handed out.

A lesson draws figures and trains networks in cells that students run and that no answer and no test reads. Running
them again for each student costs most of the time of grading and says nothing new.
"""

import ast

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from course_lib.instructor.lesson import Lesson
from course_lib.instructor.names import bound_names, free_names

# A cell that reads one of these may read any name: what it needs cannot be told from its text.
UNTOLD = {"eval", "exec", "globals", "locals", "vars", "get_ipython", "__import__", "compile", "In", "Out", "__main__"}


def idle_cells(notebook: NotebookNode, lesson: Lesson) -> set[int]:
    """The indices of the cells of a repaired notebook that need not run.

    Such a cell stands in the lesson word for word, is neither graded nor locked, and no cell that runs reads a name
    that it binds. Empty if a cell that must run may read any name: it uses `globals`, `eval` or a magic command.
    """
    code = {index: cell for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"}
    handed_out = {cell.source for cell in lesson.cells if cell.kind == "code"}
    idle = {index for index, cell in code.items() if "nbgrader" not in cell.metadata and cell.source in handed_out}
    bound = {index: bound_names(code[index].source) for index in idle}
    new = [index for index in code if index not in idle]
    while new:
        wanted = set()
        for index in new:
            names = free_names(code[index].source) if _is_ours(code[index]) else _names_read(code[index].source)
            if names is None:
                return set()
            wanted |= names
        new = [index for index in idle if bound[index] & wanted]
        idle -= set(new)
    return idle


def _is_ours(cell: NotebookNode) -> bool:
    """Is this the lesson's setup or one of its tests, which read no name that they bind themselves?"""
    return bool(cell.metadata.get("nbgrader", {}).get("locked"))


def _names_read(source: str) -> set[str] | None:
    """The names that a cell may take from other cells: all that it reads. None if that cannot be told."""
    try:
        names = free_names(source) | _read_and_bound(source)
    except (SyntaxError, ValueError):
        return None if _is_ipython(source) else set()  # a cell that is no Python does not run at all
    return None if names & UNTOLD else names


def _read_and_bound(source: str) -> set[str]:
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
        ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError):
        return False
    return True
