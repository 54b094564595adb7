"""The parts of a test, `with part("large numbers", points=1):`, read from its source. See course_lib/parts.py."""

import ast
from collections.abc import Iterator

from course_lib.instructor.source.names import bound_names, free_names

BEGIN, END = "part", "sum_of_parts"


def parts_of(tree: ast.Module) -> tuple[dict[str, float], list[tuple[int, str]]]:
    """The points of each part by its name, and what is wrong with them: lines from 1 and messages."""
    parts: dict[str, float] = {}
    faults = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == BEGIN:
            name, points = _read(node)
            first = name not in parts
            if name is None or not any(node is call for block in tree.body for call in _begun(block)):
                faults.append(
                    (node.lineno, f'a part is written `with {BEGIN}("its name", points=1):`, and in nothing else')
                )
            elif first and isinstance(points, int | float) and not isinstance(points, bool) and points > 0:
                parts[name] = points
            elif first:
                faults.append((node.lineno, f"the part {name!r} needs points: write points=1 behind its name"))
            elif points is not None:
                faults.append((node.lineno, f"the part {name!r} is taken up again: its points were said before"))
    return parts, faults


def stray_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Names that one part reads and only others bind, each with the line of the part."""
    blocks = [(block, _read(call)[0]) for block in tree.body for call in _begun(block)]
    outside = [block for block in tree.body if not _begun(block)]
    common = bound_names("\n".join(map(ast.unparse, outside)))
    own: dict[str | None, set[str]] = {}
    for block, name in blocks:
        own.setdefault(name, set()).update(bound_names(_body(block)))
    for block, name in blocks:
        others = set().union(*(names for other, names in own.items() if other != name))
        for found in sorted((free_names(_body(block)) & others) - own[name] - common):
            yield block.lineno, found


def _body(block: ast.stmt) -> str:
    return "\n".join(map(ast.unparse, block.body)) if isinstance(block, ast.With) else ""


def _begun(block: ast.stmt) -> list[ast.Call]:
    """The call of `part` with which a block of the test begins; [] if it is no part."""
    if not (isinstance(block, ast.With) and len(block.items) == 1):
        return []
    call = block.items[0].context_expr
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == BEGIN:
        return [call]
    return []


def _read(call: ast.Call) -> tuple[str | None, object]:
    """The name and the points of a part, None where they are not written out."""
    name = call.args[0].value if len(call.args) == 1 and isinstance(call.args[0], ast.Constant) else None
    options = {option.arg: option.value for option in call.keywords}
    points = options.get("points")
    if not isinstance(name, str) or set(options) - {"points"}:
        return None, None
    return name, points.value if isinstance(points, ast.Constant) else points
