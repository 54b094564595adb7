"""What a notebook's cells define, made without running them: enough to read which names an answer uses."""

import ast
import contextlib
import linecache
import re
import sys
import types
import warnings
from collections.abc import Iterator, Mapping

from course_lib.checking.meaning import OWN_MODULES, Several, paired
from course_lib.instructor.source.cell_python import UNREADABLE, python_of

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
WRITES_MODULE = re.compile(r"\s*%%(?:writefile|file)[ \t]+(?:-a[ \t]+)?[\"']?(?:\./)?(\w+)\.py[\"']?[ \t]*\n")


class Written:
    """The names of a notebook as its cells are read one after the other, as far as `forbidden_name` can judge them.

    setup: what the lesson's setup cell has defined.  files: what lies beside the notebook, by name.
    A name of which several definitions may be the one that runs is `Several`: a plain statement replaces what was
    before, one in a branch, a loop or a function with `global`, or in a cell that did not get through, adds to it.
    """

    def __init__(self, setup: Mapping, files: Mapping[str, bytes] | None = None):
        sources = {name: text.decode("utf-8", "replace") for name, text in (files or {}).items()}
        self.modules = {name[:-3]: text for name, text in sources.items() if name.endswith(".py")}
        self.known_modules: dict[str, types.ModuleType] = {}
        self.names = {**setup, "__name__": "__main__", OWN_MODULES: self.known_modules}
        self.cells = 0

    def read(self, source: str, certain: bool = True) -> None:
        """Read one more cell. certain: it ran to its end."""
        self.cells += 1
        module = WRITES_MODULE.match(source)
        if module:
            self.modules[module[1]] = source[module.end() :]
            self.known_modules.pop(module[1], None)
        else:
            _Reader(self, self.names, f"<cell {self.cells} of the notebook>").read(source, certain)

    def module(self, name: str) -> types.ModuleType | None:
        """A module of the notebook's folder, or one that has been imported here; None if there is none."""
        root = name.partition(".")[0]
        if root in self.modules and root not in self.known_modules and root not in sys.modules:
            made = self.known_modules[root] = types.ModuleType(root)
            vars(made)[OWN_MODULES] = self.known_modules
            _Reader(self, vars(made), f"<{root}.py of the notebook>").read(self.modules[root], True)
        return self.known_modules.get(root) or sys.modules.get(name)


class _Reader:
    """Puts what a cell would define into `names`: functions whose code never runs, modules already imported."""

    def __init__(self, written: Written, names: dict, filename: str):
        self.written, self.names, self.filename = written, names, filename

    def read(self, source: str, certain: bool) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                source = python_of(source)
                tree, code = ast.parse(source), compile(source, self.filename, "exec", dont_inherit=True)
        except UNREADABLE:
            return
        linecache.cache[self.filename] = (len(source), None, source.splitlines(keepends=True), self.filename)
        codes = {(part.co_name, part.co_firstlineno): part for part in _codes(code)}
        for node in ast.walk(tree):  # a function may import too: its modules must be known when it is read
            if isinstance(node, ast.Import | ast.ImportFrom):
                for name in [node.module] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]:
                    self.written.module(name or "")
        for statement, sure in _statements(tree.body, certain):
            for name, value in self._defined(statement, codes):
                old = self.names.get(name) if not sure else None
                self.names[name] = value if old is None else Several((*_all(old), value))

    def _defined(self, statement: ast.stmt, codes: dict) -> Iterator[tuple[str, object]]:
        """The names that a statement binds, each with what stands for its value."""
        if isinstance(statement, Definition):
            made = self._made(statement, codes)
            yield statement.name, made
            for name in _globals_of(statement):
                yield name, Several((*_all(self.names.get(name)), made))
        elif isinstance(statement, ast.Import):
            for alias in statement.names:
                name = alias.asname or alias.name.partition(".")[0]
                yield name, self.written.module(alias.name if alias.asname else name)
        elif isinstance(statement, ast.ImportFrom):
            module = self.written.module(statement.module or "")
            for alias in statement.names:
                if alias.name == "*":
                    inside = vars(module) if module is not None else {}
                    yield from ((name, value) for name, value in inside.items() if not name.startswith("_"))
                    continue
                value = getattr(module, alias.name, None) or sys.modules.get(f"{statement.module}.{alias.name}")
                yield alias.asname or alias.name, value
        else:
            for name, value in _assigned(statement):
                yield name, self._expression(name, value)

    def _made(self, statement: Definition, codes: dict) -> object:
        """A function of this code, or a class that holds what the code of the class is made of."""
        line = min([statement.lineno, *(decorator.lineno for decorator in statement.decorator_list)])
        code = codes.get((statement.name, line))
        if code is None:
            return None
        if not isinstance(statement, ast.ClassDef):
            return self._function(code)
        inner = {(part.co_name, part.co_firstlineno): part for part in _codes(code)}
        members = {part.name: self._made(part, inner) for part in statement.body if isinstance(part, Definition)}
        for part in statement.body:
            for name, value in _assigned(part):
                members[name] = self._expression(name, value)
        parts = [*statement.bases, *statement.decorator_list, *(keyword.value for keyword in statement.keywords)]
        for number, value in enumerate(parts):
            members[f"{number} in the head of the class"] = self._expression("part", value)
        known = (self.names.get(base.id) for base in statement.bases if isinstance(base, ast.Name))
        bases = [base for base in known if isinstance(base, type) and base.__module__ == "__main__"]
        # A name such as __slots__ or __init_subclass__ would mean something to Python, or even run.
        members = {f"{name} of it" if name.startswith("__") else name: value for name, value in members.items()}
        fields = dict.fromkeys(_annotated(statement.body))
        members |= {"__module__": "__main__", "__annotations__": fields}
        with contextlib.suppress(TypeError):  # bases that do not go together
            return type(statement.name, tuple(dict.fromkeys(bases)), members)
        return type(statement.name, (), members)

    def _expression(self, name: str, expression: ast.expr) -> types.FunctionType | None:
        """What a name is bound to, as a function that would give it."""
        filename = f"{self.filename} {name} {expression.lineno}:{expression.col_offset}"
        with contextlib.suppress(*UNREADABLE):
            text = f"def {name}():\n return {ast.unparse(expression)}\n"
            linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
            made = self._function(next(iter(_codes(compile(text, filename, "exec", dont_inherit=True)))))
            vars(made)["__course_expression__"] = True
            return made
        return None

    def _function(self, code: types.CodeType) -> types.FunctionType:
        cells = tuple(types.CellType() for _ in code.co_freevars)
        function = types.FunctionType(code, self.names, code.co_name, None, cells)
        function.__module__ = "__main__"
        return function


def _all(value: object) -> tuple:
    return tuple(value) if isinstance(value, Several) else () if value is None else (value,)


def _codes(code: types.CodeType) -> list[types.CodeType]:
    return [part for part in code.co_consts if isinstance(part, types.CodeType)]


def _statements(body: list[ast.stmt], sure: bool) -> Iterator[tuple[ast.stmt, bool]]:
    """The statements of a cell, those inside others too, and whether they run for certain if the cell does."""
    for statement in body:
        yield statement, sure
        if isinstance(statement, Definition):
            continue
        inside = sure and isinstance(statement, ast.With | ast.AsyncWith)
        for field in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(statement, field, []), inside)
        for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
            yield from _statements(part.body, inside)


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """The names that a statement binds by itself, each with an expression that its value comes from."""
    pairs: list[tuple[ast.AST, ast.expr | None]] = []
    if isinstance(statement, ast.Assign):
        pairs = [(target, statement.value) for target in statement.targets]
    elif isinstance(statement, ast.AnnAssign | ast.AugAssign):
        pairs = [(statement.target, statement.value)]
    elif isinstance(statement, ast.For | ast.AsyncFor):
        pairs = [(statement.target, ast.Tuple([statement.iter], ast.Load(), **_place(statement)))]
    elif isinstance(statement, ast.With | ast.AsyncWith):
        pairs = [(item.optional_vars, item.context_expr) for item in statement.items if item.optional_vars]
    elif isinstance(statement, ast.Match):
        captures = (part for case in statement.cases for part in ast.walk(case.pattern))
        captured = (getattr(part, "name", None) or getattr(part, "rest", None) for part in captures)
        yield from ((name, statement.subject) for name in captured if name)
    for target, value in pairs:
        if value is not None and not isinstance(target, ast.Attribute | ast.Subscript):
            exact = dict(paired(target, value)) if isinstance(statement, ast.Assign | ast.AnnAssign) else {}
            names = [node.id for node in ast.walk(target) if isinstance(node, ast.Name)]
            yield from ((name, exact.get(name, value)) for name in names)
    yield from ((node.target.id, node.value) for node in _here(statement) if isinstance(node, ast.NamedExpr))


def _here(statement: ast.stmt) -> Iterator[ast.AST]:
    """The expressions of a statement, but not those of statements and functions inside it."""
    waiting = [part for part in ast.iter_child_nodes(statement) if not isinstance(part, ast.stmt)]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Function):
            waiting += [part for part in ast.iter_child_nodes(node) if not isinstance(part, ast.stmt)]


def _annotated(body: list[ast.stmt]) -> list[str]:
    """The names that a class gives a type."""
    targets = [statement.target for statement in body if isinstance(statement, ast.AnnAssign)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _globals_of(statement: ast.stmt) -> set[str]:
    """The names that functions in a definition declare as global."""
    return {name for node in ast.walk(statement) if isinstance(node, ast.Global) for name in node.names}


def _place(node: ast.stmt) -> dict[str, int]:
    return {"lineno": node.lineno, "col_offset": node.col_offset}
