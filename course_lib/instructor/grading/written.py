"""What a notebook's cells define, made without running them: enough to read which names an answer uses."""

import ast
import contextlib
import linecache
import sys
import types
import warnings
from collections.abc import Sequence

from IPython.core.inputtransformer2 import TransformerManager

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def written_names(cells: Sequence[str], setup: dict) -> dict:
    """What a notebook has defined when all its cells have run, as far as `forbidden_name` can read it.

    cells: the sources of the student's cells.  setup: what the lesson's setup cell has defined.
    """
    names = {**setup, "__name__": "__main__"}
    for number, source in enumerate(cells):
        _Reader(names, f"<cell {number} of the notebook>").read(source)
    return names


class _Reader:
    """Puts what a cell would define into `names`: functions whose code never runs, modules already imported."""

    def __init__(self, names: dict, filename: str):
        self.names, self.filename = names, filename

    def read(self, source: str) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree, source = _parsed(source)
                code = compile(source, self.filename, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
            return
        linecache.cache[self.filename] = (len(source), None, source.splitlines(keepends=True), self.filename)
        codes = {(part.co_name, part.co_firstlineno): part for part in _codes(code)}
        for statement in _statements(tree.body):
            self._define(statement, codes)

    def _define(self, statement: ast.stmt, codes: dict) -> None:
        if isinstance(statement, Definition):
            self.names[statement.name] = self._made(statement, codes)
        elif isinstance(statement, ast.Import):
            for alias in statement.names:
                name = alias.asname or alias.name.partition(".")[0]
                self.names[name] = sys.modules.get(alias.name if alias.asname else name)
        elif isinstance(statement, ast.ImportFrom):
            for alias in statement.names:
                module = sys.modules.get(statement.module or "")
                value = getattr(module, alias.name, None) or sys.modules.get(f"{statement.module}.{alias.name}")
                self.names[alias.asname or alias.name] = value
        elif isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for name in (target.id for target in targets if isinstance(target, ast.Name)):
                self.names[name] = self._expression(name, statement.value)

    def _made(self, statement: Definition, codes: dict):
        """A function of this code, or a class that holds what the code of the class is made of."""
        line = min([statement.lineno, *(decorator.lineno for decorator in statement.decorator_list)])
        code = codes.get((statement.name, line))
        if code is None:
            return None
        if not isinstance(statement, ast.ClassDef):
            return self._function(code)
        inner = {(part.co_name, part.co_firstlineno): part for part in _codes(code)}
        members = [self._made(part, inner) for part in statement.body if isinstance(part, Definition)]
        values = [*statement.bases, *(part.value for part in statement.body if isinstance(part, ast.Assign))]
        members += [self._expression(f"part_{number}", value) for number, value in enumerate(values)]
        names = {f"part_{number}": member for number, member in enumerate(members)}
        return type(statement.name, (), {"__module__": "__main__", **names})

    def _expression(self, name: str, expression: ast.expr):
        """What a name is bound to, as a function that would give it."""
        text = f"def {name}():\n return {ast.unparse(expression)}\n"
        filename = f"{self.filename} {name} {expression.lineno}"
        linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            return self._function(next(iter(_codes(compile(text, filename, "exec", dont_inherit=True)))))
        return None

    def _function(self, code: types.CodeType) -> types.FunctionType:
        cells = tuple(types.CellType() for _ in code.co_freevars)
        function = types.FunctionType(code, self.names, code.co_name, None, cells)
        function.__module__ = "__main__"
        return function


def _parsed(source: str) -> tuple[ast.Module, str]:
    """The tree of a cell, and the Python that it is of: most cells need nothing of IPython. Raises SyntaxError."""
    try:
        return ast.parse(source), source
    except SyntaxError:
        source = TransformerManager().transform_cell(source)
        return ast.parse(source), source


def _codes(code: types.CodeType) -> list[types.CodeType]:
    return [part for part in code.co_consts if isinstance(part, types.CodeType)]


def _statements(body: list[ast.stmt]):
    """The statements of a cell that may define something, those inside `if`, `try`, `with` and loops too."""
    for statement in body:
        yield statement
        if not isinstance(statement, Definition):
            for field in ("body", "orelse", "finalbody"):
                yield from _statements(getattr(statement, field, []))
            for handler in getattr(statement, "handlers", []):
                yield from _statements(handler.body)
