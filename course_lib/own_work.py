"""Does an answer call the library's version of what it was asked to write?

The source of the answer is read, not run: names are followed through imports, aliases and attributes, and into the
other functions of the notebook.
"""

import ast
import functools
import inspect
import sys
import textwrap
import types


def forbidden_name(answer, forbids):
    """The first name in `forbids` that `answer` refers to, or None.

    answer: a function or class.  forbids: dotted names such as "torch.relu"; methods as "torch.Tensor.relu";
    a plain name such as "exam_g" for another name of the notebook.  An answer that lives in another process
    (`__forbidden_name__`) is judged by what stands for it here.
    """
    elsewhere = getattr(type(answer), "__forbidden_name__", None)
    if elsewhere is not None:
        return elsewhere(answer, forbids)
    return _Reader(forbids).read(answer)


class _Reader:
    def __init__(self, forbids):
        self.dotted = [name for name in forbids if "." in name]
        self.plain = {name for name in forbids if "." not in name}
        self.methods = {name.rsplit(".", 1)[1]: name for name in self.dotted if name.split(".")[-2][0].isupper()}
        self.seen = []

    def read(self, value):
        """Judge a value that the answer refers to, and what it is made of if the notebook defines it."""
        for name in self.dotted:
            if value is not None and value is loaded(name):
                return name
        if any(value is known for known in self.seen):
            return None
        self.seen.append(value)
        if isinstance(value, type):
            parts = (*value.__bases__, *vars(value).values()) if _from_notebook(value) else ()
            return next(filter(None, map(self.read, parts)), None)
        if isinstance(value, functools.partial):
            return self.read(value.func)
        function = inspect.unwrap(value) if callable(value) else value
        function = getattr(function, "fget", None) or getattr(function, "__func__", function)
        if isinstance(function, types.FunctionType) and _from_notebook(function):
            return self._read_function(function)
        return None

    def _read_function(self, function):
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        except (
            OSError,
            TypeError,
            SyntaxError,
        ):  # made by exec, or a lambda in mid-expression: only its names are left
            return self._read_names(function)
        scope = _Scope(tree, function.__globals__)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom | ast.Name | ast.Attribute):
                found = self._judge(node, scope)
                if found:
                    return found
        return None

    def _judge(self, node, scope):
        if isinstance(node, ast.ImportFrom):
            dotted = (f"{node.module}.{alias.name}" for alias in node.names)
            return next((name for name in dotted if name in self.dotted), None)
        if isinstance(node, ast.Name) and node.id in self.plain and isinstance(node.ctx, ast.Load):
            return None if node.id in scope.local else node.id
        value = scope.resolve(node)
        if isinstance(node, ast.Attribute) and value is None:
            return self.methods.get(node.attr)
        if isinstance(value, str):
            return value if value in self.dotted else self.read(loaded(value))
        return self.read(value)

    def _read_names(self, function):
        names = set(function.__code__.co_names)
        values = [function.__globals__[name] for name in names if name in function.__globals__]
        modules = names | {value.__name__ for value in values if isinstance(value, types.ModuleType)}
        for dotted in self.dotted:
            parent, _, last = dotted.rpartition(".")
            if (last in names and parent in modules) or any(value is loaded(dotted) for value in values):
                return dotted
        return next((name for name in self.plain if name in names), None)


class _Scope:
    """What the names in one function stand for: a dotted name (module or imported thing), an object, or None."""

    def __init__(self, tree, global_names):
        self.globals = global_names
        self.imports = {}
        self.local = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                self.imports |= {
                    a.asname or a.name.split(".")[0]: a.name if a.asname else a.name.split(".")[0] for a in node.names
                }
            elif isinstance(node, ast.ImportFrom):
                self.imports |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.local.add(node.id)

    def resolve(self, node):
        if isinstance(node, ast.Name):
            if node.id in self.imports:
                return self.imports[node.id]
            value = None if node.id in self.local else self.globals.get(node.id)
            return value.__name__ if isinstance(value, types.ModuleType) else value
        if isinstance(node, ast.Attribute):
            base = self.resolve(node.value)
            return f"{base}.{node.attr}" if isinstance(base, str) else None
        return None


def _from_notebook(value):
    """Is this written in the notebook (or run as a cell of it), not in a library?"""
    return getattr(value, "__module__", None) in ("__main__", "builtins", None)


def loaded(dotted):
    """The object that a dotted name stands for, if its module has been imported."""
    parts = dotted.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        module = sys.modules.get(".".join(parts[:cut]))
        if module is not None:
            value = module
            for part in parts[cut:]:
                value = getattr(value, part, None)
            return value
    return None
