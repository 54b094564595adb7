"""The figures that move in a lesson: their scripts are read as a browser will read them, and they are counted.

A slip in a script is told with its file and line, before a browser shows an empty frame.
"""

from collections.abc import Iterator
from pathlib import Path

import tree_sitter_javascript
from nbformat import NotebookNode
from tree_sitter import Language, Node, Parser

from course_lib.instructor.source.faults import Fault

FEWEST = 2  # in a lesson
FRAME = '<iframe class="course-figure"'
KIT = "kit.js"  # it stands before each script, in the same module
DECLARATIONS = ("function_declaration", "generator_function_declaration", "class_declaration")
VARIABLES = ("lexical_declaration", "variable_declaration")
NAMES = ("identifier", "shorthand_property_identifier_pattern")


def script_faults(figures: Path, topic: str) -> list[Fault]:
    """What a browser would refuse in the kit and the scripts of a lesson.  figures: course_lib/figures.

    None of a lesson without figures.
    """
    scripts = sorted((figures / topic).glob("*.js"))
    if not scripts:
        return []
    kit = _read(figures / KIT)
    faults = list(_syntax(figures / KIT, kit))
    taken = {name: KIT for name, _ in _declared(kit)}
    for path in scripts:
        root = _read(path)
        faults += [*_syntax(path, root), *_twice(path, root, taken)]
    return faults


def figures_shown(notebook: NotebookNode) -> int:
    """How many figures that move an executed notebook shows."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", ()))
    return sum("".join(output.get("data", {}).get("text/html", "")).count(FRAME) for output in outputs)


def _read(path: Path) -> Node:
    return Parser(Language(tree_sitter_javascript.language())).parse(path.read_bytes()).root_node


def _syntax(path: Path, root: Node) -> Iterator[Fault]:
    """The first place that is no JavaScript: what follows from it is not told."""
    waiting = [root] if root.has_error else []
    while waiting:
        node = waiting.pop()
        if node.is_missing:
            yield Fault(path, _line(node), f"is no JavaScript: {node.type!r} is missing")
            return
        if node.is_error:
            text = (node.text or b"").decode("utf-8", "replace").strip().splitlines()
            yield Fault(path, _line(node), f"is no JavaScript: {text[0][:60] if text else 'what stands here'!r}")
            return
        waiting += reversed([child for child in node.children if child.has_error or child.is_missing])


def _twice(path: Path, root: Node, taken: dict[str, str]) -> Iterator[Fault]:
    """Names that the script declares twice, or that the kit has declared: the browser refuses the whole module."""
    known = dict(taken)
    for name, node in _declared(root):
        if name in known:
            yield Fault(path, _line(node), f"declares {name!r}, which {known[name]} has declared: name it otherwise")
        known[name] = path.name


def _declared(root: Node) -> Iterator[tuple[str, Node]]:
    """The names that a script declares at its top level, each with its place."""
    for statement in root.children:
        statement = statement.child_by_field_name("declaration") or statement
        if statement.type in DECLARATIONS:
            waiting = [statement.child_by_field_name("name")]
        elif statement.type in VARIABLES:
            waiting = [part.child_by_field_name("name") for part in statement.named_children]
        else:
            continue
        while waiting:
            node = waiting.pop()
            if node is not None and node.type in NAMES and node.text:
                yield node.text.decode(), node
            elif node is not None:
                waiting += [_bound(child) for child in node.named_children]


def _bound(part: Node) -> Node | None:
    """The side of a part of a pattern on which names are bound: not its default, not the key of a property."""
    return part.child_by_field_name("left") or part.child_by_field_name("value") or part


def _line(node: Node) -> int:
    return node.start_point[0] + 1
