"""What a cell changes without binding it: objects that it works on, generators of random numbers, settings, files.

Read from its text, and rather too much than too little; but to read a name of the setup changes nothing, or no cell
of a lesson could ever be left out.
"""

import ast
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from functools import lru_cache

from course_lib.instructor.source.names import bound_names

FILES, RANDOM = "<files>", "<random numbers>"
# Functions and methods that change nothing that they are given.
PURE = frozenset({
    "print", "len", "sum", "max", "min", "abs", "round", "sorted", "reversed", "enumerate", "zip", "range", "map",
    "filter", "list", "tuple", "dict", "set", "str", "repr", "int", "float", "bool", "type", "isinstance",
    "display", "all", "any", "id", "mean", "std", "var", "argmax", "argmin", "reshape", "ravel", "flatten",
    "transpose", "astype", "copy", "dot", "item", "tolist", "numpy", "detach", "clone", "cpu", "double",
    "long", "size", "dim", "parameters", "state_dict", "keys", "values", "items", "get", "count", "index", "format",
    "join", "split", "strip", "upper", "lower", "startswith", "endswith", "head", "describe",
})  # fmt: skip
WRITES_ARGUMENT = frozenset({
    "shuffle", "copyto", "put", "place", "putmask", "fill_diagonal", "put_along_axis", "setattr", "delattr",
    "setitem",
})  # fmt: skip
# Methods that change even what the setup has made, whose others are taken to read it.
MUTATORS = frozenset({
    "append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse", "update", "setdefault", "popitem", "add",
    "discard", "fill", "resize", "train", "eval", "step", "zero_grad", "backward", "load_state_dict", "fit", "random",
})  # fmt: skip
WRITES_FILES = frozenset({
    "open", "write_text", "write_bytes", "save", "savez", "savez_compressed", "savetxt", "dump", "to_csv",
    "to_json", "savefig", "mkdir", "makedirs", "remove", "unlink", "rename", "copyfile", "copy2", "writelines",
    "tofile",
})  # fmt: skip
READS_FILES = frozenset({
    "open", "read_text", "read_bytes", "load", "loadtxt", "genfromtxt", "read_csv", "read_json", "fromfile",
    "listdir", "glob", "iterdir", "exists", "imread",
})  # fmt: skip
SEEDS = ("seed", "manual_seed")
SETS = ("set", "seed", "manual_seed", "use", "rc", "filterwarnings", "simplefilter", "resetwarnings", "chdir", "putenv")
DRAWS = frozenset({
    "rand", "randn", "randint", "randperm", "normal", "uniform", "choice", "choices", "shuffle", "permutation",
    "random", "multinomial", "bernoulli", "standard_normal", "sample", "random_sample", "seed", "manual_seed",
    "binomial", "poisson",
})  # fmt: skip


@dataclass
class Touches:
    """changes: names, and what else a cell changes.  needs: what it needs beside the names that it reads.

    by_function: the same changes, of each function that it defines and that others may call.  Who gets one from
    `touches` changes nothing in it: it is kept for the next who asks.
    """

    changes: set[str] = field(default_factory=set)
    needs: set[str] = field(default_factory=set)
    by_function: dict[str, set[str]] = field(default_factory=dict)


@lru_cache(4096)  # most cells are alike in a whole class
def touches(source: str, setup: str, handed_on: frozenset[str]) -> Touches:
    """What a cell of plain Python touches. setup: the lesson's setup cell. Raises SyntaxError.

    handed_on: further names that are handed on everywhere, such as the exercises: to read them changes nothing.
    """
    tree, known = ast.parse(source), _Known(bound_names(setup) | handed_on, _imported(setup) | _imported(source))
    found = Touches()
    for node in ast.walk(tree):
        found.changes |= set(_changed(node, known))
        found.needs |= set(_needed(node, known))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside = {name for part in ast.walk(node) for name in _changed(part, known)}
            found.by_function[node.name] = inside - {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}
    if any(isinstance(node, ast.Call) and _last(node.func) in SEEDS for node in ast.walk(tree)):
        found.needs.discard(RANDOM)  # it begins with numbers of its own
    return found


@dataclass(frozen=True)
class _Known:
    """names: of the setup, the exercises and Python, which are handed on everywhere.  modules: what was imported."""

    names: Set[str]
    modules: Set[str]


@lru_cache(4096)
def _imported(source: str) -> frozenset[str]:
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    return frozenset(alias.asname or alias.name.partition(".")[0] for node in nodes for alias in node.names)


def _changed(node: ast.AST, known: _Known) -> Iterator[str]:
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        yield from _root(node)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del):
        yield node.id
    elif isinstance(node, ast.AugAssign):
        yield from _root(node.target)
    elif isinstance(node, ast.Call):
        yield from _changed_by_call(node, known)


def _changed_by_call(node: ast.Call, known: _Known) -> Iterator[str]:
    last, roots = _last(node.func), list(_root(node.func))
    of_module = bool(roots) and roots[0] in known.modules
    writes = last in WRITES_ARGUMENT or (last.endswith("_") and not last.startswith("_"))
    if last in WRITES_FILES:
        yield FILES
    if of_module and last in DRAWS and not _has_generator(node):
        yield RANDOM
    if of_module and (last in SETS or last.startswith("set")) and last not in DRAWS:
        yield from roots
    if isinstance(node.func, ast.Attribute) and not of_module and last not in PURE:
        yield from (name for name in roots if name not in known.names or writes or last in DRAWS | MUTATORS)
    for part in [*node.args, *(keyword.value for keyword in node.keywords)]:
        for name in _root(part):
            if name not in known.modules and (writes or (last not in PURE and name not in known.names)):
                yield name


def _needed(node: ast.AST, known: _Known) -> Iterator[str]:
    if isinstance(node, ast.Call):
        roots = list(_root(node.func))
        if _last(node.func) in READS_FILES:
            yield FILES
        if roots and roots[0] in known.modules and _last(node.func) in DRAWS and not _has_generator(node):
            yield RANDOM


def _has_generator(node: ast.Call) -> bool:
    return any(keyword.arg == "generator" for keyword in node.keywords)


def _last(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _root(node: ast.AST) -> Iterator[str]:
    """The name at the beginning of `a.b[c].d`; the names in a tuple of such."""
    if isinstance(node, ast.Tuple | ast.List):
        for part in node.elts:
            yield from _root(part)
        return
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id
