"""Where an exception left an answer, and what stood there. Nothing of the answer is run to find that out."""

import ast
import builtins
import itertools
import linecache
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass

from course_lib.checking.origin import is_own

LONGEST_SOURCE = 200  # characters of a line
VIEWS = {"T", "mT", "grad", "data", "real"}  # attributes of an array that are an array, and cost nothing


@dataclass(frozen=True)
class Place:
    """Where an exception left the answer: a line, and the expression in it that could not be computed, if known."""

    frame: types.FrameType
    line: int
    source: str
    expression: ast.AST | None

    def operands(self) -> Iterator[tuple[str, object]]:
        """The names in the expression with what they stand for, each once, from left to right."""
        nodes = ast.walk(self.expression) if self.expression is not None else ()
        found = [node for node in nodes if isinstance(node, ast.Name) or _is_view(node)]
        inner = {id(node.value) for node in found if isinstance(node, ast.Attribute)}
        told = set()
        for node in sorted(found, key=lambda node: (node.lineno, node.col_offset)):
            text = ast.unparse(node)
            if id(node) not in inner and text not in told:
                told.add(text)
                try:
                    yield text, self._value(node)
                except LookupError:
                    continue

    def _value(self, node: ast.expr):
        """What a name or an attribute of an array stands for. Raises LookupError; runs nothing of the answer's."""
        if isinstance(node, ast.Name):
            for names in (self.frame.f_locals, self.frame.f_globals, vars(builtins)):
                if node.id in names:
                    return names[node.id]
        elif _is_view(node):
            value = self._value(node.value)
            if is_array(value):
                return getattr(value, node.attr)
        raise LookupError


def place_of(error: BaseException) -> Place | None:
    """The innermost line of the notebook, or of a module beside it, that an exception passed through."""
    found, trace = None, error.__traceback__
    while trace is not None:
        if _is_answer(trace.tb_frame):
            found = trace
        trace = trace.tb_next
    if found is None:
        return None
    code, lines = found.tb_frame.f_code, linecache.getlines(found.tb_frame.f_code.co_filename)
    number = found.tb_lineno
    source = lines[number - 1].strip()[:LONGEST_SOURCE] if 0 < number <= len(lines) else ""
    return Place(found.tb_frame, number, source, _expression(code, found.tb_lasti, lines))


def _is_answer(frame: types.FrameType) -> bool:
    if frame.f_code.co_filename.startswith("<test of"):
        return False
    name = frame.f_globals.get("__name__")
    module = sys.modules.get(name)
    return name == "__main__" or module is None or (vars(module) is frame.f_globals and is_own(module))


def _is_view(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in VIEWS


def _expression(code: types.CodeType, instruction: int, lines: list[str]) -> ast.AST | None:
    """What was being computed at an instruction: an expression, or a statement such as `a += b`."""
    position = next(itertools.islice(code.co_positions(), instruction // 2, None), None)
    if position is None or None in position:
        return None
    first, last, begin, end = position
    raw = [line.encode() for line in lines[first - 1 : last]]
    if not raw:
        return None
    raw[-1] = raw[-1][:end]
    raw[0] = raw[0][begin:]
    text = b"".join(raw).decode(errors="replace")
    for written in (f"({text}\n)", text):
        try:
            return ast.parse(written)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def is_array(value) -> bool:
    return type(value).__module__ in ("numpy", "torch", "torch.nn.parameter") and hasattr(type(value), "shape")


def kind(value) -> str:
    """What a value is, with its article: "a list of 3", "a float64 array of shape (2, 3)"."""
    if value is None:
        return "None"
    if is_array(value):
        what = "array" if type(value).__module__ == "numpy" else "tensor"
        number = str(value.dtype).removeprefix("torch.")
        return f"{with_article(number)} {what} of shape {tuple(value.shape)}"
    if type(value) in (list, tuple, dict, set, str):
        return f"a {type(value).__name__} of {len(value)}"
    return with_article(type(value).__name__)


def with_article(word: str) -> str:
    return f"{'an' if word[:1].lower() in 'aeio' else 'a'} {word}"
