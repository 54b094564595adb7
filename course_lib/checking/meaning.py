"""What an expression in a function of the notebook may stand for, read without running it."""

import ast
import collections
import inspect
import types
import typing
from collections import ChainMap

from course_lib.checking.function_source import trees_of
from course_lib.checking.origin import is_foreign, is_own, loaded

MOST_VALUES = 20  # that one expression may stand for
OWN_MODULES = "__modules of the notebook__"  # among the globals of a notebook that is read in another process
OWN = object()  # an attribute of the notebook's own, of which nothing more is known
FOREIGN = object()  # what a library made
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
OPERANDS = ("left", "right", "operand")  # of an expression whose value is made of theirs
RECORDS = (collections.namedtuple, typing.NamedTuple, types.SimpleNamespace)


class Several(tuple):
    """The definitions of one name of which each may be the one that runs."""


class Made:
    """An instance of a class of the notebook. names: attributes that it surely has.

    kind: the class, None if that is not at hand.  above: it is `super()`.
    """

    def __init__(self, kind=None, names=(), above=False):
        self.kind, self.names, self.above = kind, frozenset(names), above


class Scope:
    """The names in the tree of one function. A value is an object, a dotted name of a library, or None: unknown.

    owner: the class whose method it is.  loose: something else may stand in the place of its `self`.
    shared: the scopes that were made in the same reading.
    """

    def __init__(self, tree, names, owner=None, loose=False, shared=None):
        self.tree, self.names, self.owner = tree, names, owner
        self.shared = {} if shared is None else shared
        self.told = {}
        self.imports, self.assigned, self.known = {}, {}, {}
        nodes = list(ast.walk(tree))
        stored = [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
        self.local = {node.arg for node in nodes if isinstance(node, ast.arg)} | set(stored)
        calls = [node for node in nodes if isinstance(node, ast.Call) and node.args]
        self.first_arguments = {id(node.func): node.args[0] for node in calls}
        for node in nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    name = alias.asname or alias.name.partition(".")[0]
                    self.imports[name] = alias.name if alias.asname else name
            elif isinstance(node, ast.ImportFrom):
                self.imports |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
            elif isinstance(node, ast.ClassDef):
                self._class(node)
            elif isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr):
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    for name, value in paired(target, node.value):
                        self.assigned.setdefault(name, []).append(value)
        self.sure = {name for name, values in self.assigned.items() if len(values) == stored.count(name)}
        self.sure -= {node.arg for node in nodes if isinstance(node, ast.arg)}
        if owner is not None and isinstance(tree, FUNCTION):
            self._self(tree, FOREIGN if loose else Made(owner))

    @classmethod
    def of(cls, function, tree, owner=None, loose=False, shared=None):
        """The scope of a function whose source is `tree`."""
        shared = {} if shared is None else shared
        key = id(function), id(tree), id(owner), loose
        if key not in shared:
            shared[key] = cls(tree, cls.names_of(function), owner, loose, shared), function
        return shared[key][0]

    @staticmethod
    def names_of(function):
        """The values of the names around a function: its globals, and what it encloses."""
        enclosed = {}
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=False):
            try:
                enclosed[name] = cell.cell_contents
            except ValueError:  # not bound yet
                continue
        return ChainMap(enclosed, function.__globals__)

    def value_of(self, name):
        """What a name that is not local stands for."""
        if name not in self.imports:
            return self.names.get(name)
        root, _, rest = self.imports[name].partition(".")
        module = self.names.get(OWN_MODULES, {}).get(root)
        if module is None:
            return self.imports[name]
        return vars(module).get(rest) if rest else module

    def possible(self, node):
        """All that an expression may stand for, as far as it can be told."""
        if id(node) in self.known:
            return [self.known[id(node)]]
        if id(node) not in self.told:
            self.told[id(node)] = [None]  # of what is defined by itself
            self.told[id(node)] = self._possible(node)[:MOST_VALUES]
        return self.told[id(node)]

    def _possible(self, node):
        if isinstance(node, ast.Name):
            return self._possible_name(node.id)
        if isinstance(node, ast.Attribute):
            return [value for base in self.possible(node.value) for value in self.members(base, node.attr)]
        if isinstance(node, ast.Call):
            return self._possible_call(node)
        if isinstance(node, ast.IfExp):
            return [*self.possible(node.body), *self.possible(node.orelse)]
        if isinstance(node, ast.NamedExpr):
            return self.possible(node.value)
        operands = [getattr(node, field) for field in OPERANDS if isinstance(getattr(node, field, None), ast.expr)]
        return [FOREIGN if any(FOREIGN in self.possible(operand) for operand in operands) else None]

    def gives_own(self, function):
        """Is the first argument in the call of this node surely an object of the notebook's own?"""
        argument = self.first_arguments.get(id(function))
        values = [None] if argument is None else self.possible(argument)
        return all(isinstance(value, Made) or is_own(type(value)) for value in values)

    def values(self):
        """What the expressions that have been read may stand for."""
        return [*self.known.values(), *(value for values in self.told.values() for value in values)]

    def members(self, base, name):
        """What an attribute may be of what `base` is; None if that is unknown, or of a library that is not known."""
        if base is None or base is OWN:
            return [None]
        if base is FOREIGN:
            return [FOREIGN]
        if isinstance(base, str):
            return [f"{base}.{name}"]
        if isinstance(base, types.ModuleType):
            return self._expanded(vars(base).get(name))
        if isinstance(base, Made):
            if name in base.names:
                return [OWN]
            return [None] if base.kind is None else self._of_class(base.kind, name, base.above)
        if isinstance(base, type):
            return self._of_class(base, name) if is_own(base) else [None]
        if isinstance(base, types.SimpleNamespace) or is_own(type(base)):
            inside = getattr(base, "__dict__", {})
            if name in inside:
                return [OWN if inside[name] is None else inside[name]]
            return [OWN] if name in _fields(type(base)) else self._of_class(type(base), name)
        return [FOREIGN if is_foreign(type(base).__module__) else None]

    def _possible_name(self, name):
        if name not in self.local or name in self.imports:
            return self._expanded(self.value_of(name))
        values = self.assigned[name] if name in self.sure else ()
        return [found for node in values for found in self.possible(node)] or [None]

    def _expanded(self, value):
        if isinstance(value, Several):
            return [found for one in value for found in self._expanded(one)]
        if isinstance(value, types.ModuleType) and not is_own(value):
            return [value.__name__]
        if is_expression(value):
            return [
                found
                for tree in trees_of(value)
                for found in Scope.of(value, tree, shared=self.shared).possible(tree.body[0].value)
            ] or [None]
        return [value]

    def _possible_call(self, node):
        if isinstance(node.func, ast.Name) and node.func.id == "super" and self.owner is not None:
            return [Made(self.owner, above=True)]
        return [made for called in self.possible(node.func) for made in self._made(called, node)]

    def _made(self, called, node):
        """What a call of this gives."""
        if called is FOREIGN or (isinstance(called, str) and is_foreign(called)):
            return [FOREIGN]
        called = loaded(called) if isinstance(called, str) else called
        if any(called is record for record in RECORDS):
            words = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
            named = " ".join(word for word in words if isinstance(word, str)).replace(",", " ").split()
            return [Made(names=[*named, *(part.arg for part in node.keywords if part.arg)])]
        if isinstance(called, Made) and called.kind is None:
            return [called]
        if isinstance(called, type) and is_own(called):
            return [Made(called, _fields(called))]
        if isinstance(called, types.FunctionType) and is_own(called):
            return [
                value
                for tree in trees_of(called)
                for part in ast.walk(tree)
                if isinstance(part, ast.Return) and part.value is not None
                for value in Scope.of(called, tree, shared=self.shared).possible(part.value)
            ] or [None]
        return [None]

    def _of_class(self, kind, name, above=False):
        for base in kind.__mro__[above:]:
            if name in vars(base):
                return [vars(base)[name]]
            if is_own(base):
                if name in vars(base).get("__annotations__", ()):
                    return [OWN]
                values = [value for scope, node in _stored(base, name, self.shared) for value in scope.possible(node)]
                if values:
                    return [OWN if value is None else value for value in values]
        return [None if inspect.getattr_static(kind, name, None) is None else FOREIGN]

    def _class(self, node):
        """A class inside the function: what its methods call `self` is an instance of it."""
        names = {part.name for part in node.body if isinstance(part, FUNCTION)}
        names |= {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute) and _is_stored(part)}
        names |= {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and _is_stored(part)}
        made = Made(names=names)
        self.local.discard(node.name)
        self.names = self.names.new_child({node.name: made})
        for method in node.body:
            if isinstance(method, FUNCTION):
                self._self(method, made)

    def _self(self, method, made):
        """Note that the first argument of a method is an instance of its class, wherever it is read in there."""
        arguments = [*method.args.posonlyargs, *method.args.args]
        if not arguments or any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in method.decorator_list):
            return
        mine = [node for node in ast.walk(method) if isinstance(node, ast.Name) and node.id == arguments[0].arg]
        if not any(_is_stored(node) for node in mine):
            self.known |= {id(node): made for node in mine}


def paired(target, value):
    """The names that an assignment binds, each with the expression of its value where that can be told."""
    if isinstance(target, ast.Name):
        yield target.id, value
        return
    parts, its = getattr(target, "elts", ()), getattr(value, "elts", ())
    told = len(parts) == len(its) and not any(isinstance(part, ast.Starred) for part in (*parts, *its))
    if told and isinstance(value, ast.Tuple | ast.List):
        for part, one in zip(parts, its, strict=True):
            yield from paired(part, one)


def _is_stored(node):
    return isinstance(node.ctx, ast.Store)


def _fields(kind):
    """The names of the parts of a named tuple; none of any other class."""
    fields = getattr(kind, "_fields", ())
    return fields if isinstance(fields, tuple) else ()


def _stored(kind, name, shared):
    """The expressions that methods of a class of the notebook store in this attribute of `self`."""
    for function in list(vars(kind).values()):
        function = inspect.unwrap(getattr(function, "__func__", function)) if callable(function) else function
        if not isinstance(function, types.FunctionType):
            continue
        for tree in trees_of(function):
            scope = Scope.of(function, tree, kind, shared=shared)
            for node in ast.walk(tree):
                if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    attributes = [part for part in targets if isinstance(part, ast.Attribute) and part.attr == name]
                    if any(id(part.value) in scope.known for part in attributes):
                        yield scope, node.value


def is_expression(value):
    """Is this function made to stand for the value of an expression that it returns?"""
    return isinstance(value, types.FunctionType) and value.__dict__.get("__course_expression__") is True
