"""Does an answer call the library's version of what it was asked to write?

The source of the answer is read, not run: names are followed through imports, aliases and attributes, and into the
other functions and modules of the notebook. What is called decides, not how it is spelled: `self.relu(u)` of a class
of the notebook's own is its own, and so is `ops.relu(u)` of an argument `ops` if the answer refers to an object of its
own that has such a method; whether it was that one is seen when the answer runs (`sandbox.usage_watch`).
"""

import ast
import functools
import inspect
import types

from course_lib.checking.function_source import codes_in, trees_of
from course_lib.checking.meaning import FOREIGN, OWN, Made, Scope, Several
from course_lib.checking.origin import is_own, loaded

MOST_PARTS = 1000  # of a list or a table of functions
PRIVATE = ("torch.ops.", "torch._C.", "torch._VF.")  # where torch keeps the same functions once more
WRAPPERS = ("__wrapped__", "__func__", "fget", "fset", "func", "pyfunc")
PLAIN = str | bytes | int | float | complex | types.ModuleType


def forbidden_name(answer, forbids):
    """The first name in `forbids` that `answer` refers to, or None.

    answer: a function or class.  forbids: dotted names such as "torch.relu"; methods as "torch.Tensor.relu";
    a plain name such as "exam_g" for another name of the notebook.  An answer that lives in another process
    (`__forbidden_name__`) is judged by what stands for it here.
    """
    elsewhere = getattr(type(answer), "__forbidden_name__", None)
    if elsewhere is not None:
        return elsewhere(answer, forbids)
    try:
        return _Reader(forbids).judge(answer)
    except RecursionError:  # thousands of functions, each of which calls the next
        return None


class _Reader:
    def __init__(self, forbids):
        self.dotted = [name for name in forbids if "." in name]
        self.plain = {name for name in forbids if "." not in name}
        self.methods = {name.rsplit(".", 1)[1]: name for name in self.dotted if name.split(".")[-2][0].isupper()}
        self.seen, self.scopes = {}, {}
        self.unknown = []  # attributes of what could not be told that have the name of a forbidden method

    def judge(self, answer):
        """Read all that the answer refers to, then judge what could not be told before."""
        found = self.read(answer)
        return found or self._first(self.methods[name] for name in self.unknown if not self._has_own(name))

    def _has_own(self, name):
        """Has an object or a class that the answer refers to an attribute of this name that is the notebook's own?"""
        scopes = [scope for scope, _ in self.scopes.values()]
        values = [*self.seen.values(), *(value for scope in scopes for value in scope.values())]
        found = (member for value in values for member in scopes[0].members(value, name))
        return any(not (member is None or member is FOREIGN or isinstance(member, str)) for member in found)

    def read(self, value, owner=None, loose=False):
        """Judge a value that the answer refers to, and what it is made of if the notebook defines it.

        owner: the class whose method it is.  loose: something else may stand in the place of its `self`.
        """
        if value is None or value is OWN or value is FOREIGN or isinstance(value, PLAIN):
            return None
        for name in self.dotted:
            if value is loaded(name) or type(value) is loaded(name):
                return name
        if (id(value), loose) in self.seen:
            return None
        self.seen[id(value), loose] = value  # kept, so that its id stays its own
        if isinstance(value, types.FunctionType):
            decorated = getattr(value, "__wrapped__", None)  # by a library's decorator, such as torch.no_grad()
            return self._function(value, owner, loose) if is_own(value) else self.read(decorated, owner, loose)
        owner = value if isinstance(value, type) else owner
        return self._first(self.read(part, owner) for part in _parts(value))

    @staticmethod
    def _first(found):
        return next(filter(None, found), None)

    def _function(self, function, owner, loose):
        trees = trees_of(function)
        if not trees:
            return self._by_names(function) or self.read(getattr(function, "__wrapped__", None), owner)
        found = self._first(self._tree(Scope.of(function, tree, owner, loose, self.scopes)) for tree in trees)
        return found or self.read(getattr(function, "__wrapped__", None), owner)

    def _tree(self, scope):
        judges = {ast.ImportFrom: self._import, ast.Name: self._name, ast.Attribute: self._attribute}
        judges[ast.Call] = self._call
        nodes = [node for node in ast.walk(scope.tree) if type(node) in judges]
        return self._first(judges[type(node)](node, scope) for node in nodes)

    def _import(self, node, scope):
        return self._first(self._dotted(f"{node.module}.{alias.name}") for alias in node.names)

    def _name(self, node, scope):
        if not isinstance(node.ctx, ast.Load) or (node.id in scope.local and node.id not in scope.imports):
            return None
        if node.id in self.plain and node.id not in scope.local:
            return node.id
        value = scope.value_of(node.id)
        return self._dotted(value) if isinstance(value, str) else self.read(value)

    def _attribute(self, node, scope):
        if not isinstance(node.ctx, ast.Load):
            return None
        own = scope.gives_own(node)
        return self._first(self._member(base, node.attr, scope, own) for base in scope.possible(node.value))

    def _member(self, base, name, scope, own=False):
        """Judge the attribute of this name of what `base` may be.  own: it is called for the notebook's own object."""
        for value in scope.members(base, name):
            if value is FOREIGN:  # a method of this name may be the forbidden one
                found = self.methods.get(name)
            elif value is None:
                self.unknown += [name] if name in self.methods else []
                found = None
            elif isinstance(value, str):
                found = self._dotted(value)
            else:
                found = self.read(value, _class_of(base), loose=isinstance(base, type) and not own)
            if found:
                return found
        return None

    def _call(self, node, scope):
        """Judge `getattr(u, "relu")`, `operator.methodcaller("relu")` and their like as the attribute they give."""
        texts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        if not texts:
            return None
        if isinstance(node.func, ast.Name) and node.func.id == "getattr" and len(node.args) > 1:
            return self._first(self._member(base, texts[0], scope) for base in scope.possible(node.args[0]))
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("__getattribute__", "__getattr__"):
            return self._first(self._member(base, texts[0], scope) for base in scope.possible(node.func.value))
        known = [loaded(value) if isinstance(value, str) else value for value in scope.possible(node.func)]
        if any(getattr(value, "__name__", "") in ("methodcaller", "attrgetter") for value in known):
            return self._first(self.methods.get(text.split(".")[-1]) for text in texts)
        return None

    def _dotted(self, dotted):
        """Judge a dotted name of a library."""
        last = dotted.rpartition(".")[2]
        if dotted in self.dotted:
            return dotted
        if dotted.startswith(PRIVATE):
            known = [name for name in self.dotted if name.startswith("torch.") and name.rpartition(".")[2] == last]
            return known[0] if known else None
        return self.read(loaded(dotted))

    def _by_names(self, function):
        """Judge a function without source, made by `exec`, by the names that it uses."""
        codes = list(codes_in(function.__code__))
        names = {name for code in codes for name in (*code.co_names, *code.co_freevars)}
        known = Scope.names_of(function)
        values = [known[name] for name in sorted(names) if name in known]
        modules = names | {value.__name__ for value in values if isinstance(value, types.ModuleType)}
        for dotted in self.dotted:
            parent, _, last = dotted.rpartition(".")
            if last in names and (parent in modules or last in self.methods):
                return dotted
        return next((name for name in sorted(self.plain) if name in names), None) or self._first(map(self.read, values))


def _class_of(base):
    """The class whose methods are the attributes of `base`."""
    return base if isinstance(base, type) else base.kind if isinstance(base, Made) else type(base)


def _parts(value):
    """What there is to be read of a value that is no function."""
    if isinstance(value, Several | list | tuple | set | frozenset):
        return list(value)[:MOST_PARTS]
    if isinstance(value, dict):
        return list(value.values())[:MOST_PARTS]
    if isinstance(value, type):
        return (*vars(value).values(), *value.__bases__) if is_own(value) else ()
    if isinstance(value, types.MethodType):
        return value.__func__, value.__self__
    if isinstance(value, functools.partial | functools.partialmethod):
        return value.func, *value.args, *value.keywords.values()
    if is_own(type(value)) or isinstance(value, types.SimpleNamespace):
        return type(value), *getattr(value, "__dict__", {}).values()
    return [part for part in (inspect.getattr_static(value, name, None) for name in WRAPPERS) if callable(part)]
