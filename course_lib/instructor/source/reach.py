"""What code reaches: the definitions of a library that it uses, itself or through others, found by their names.

A definition is a statement at the top of a module. What it says counts; where it stands, its layout, its comments,
docstrings, and its types do not: annotations but those of a class, casts, and what is imported for these alone. A
module whose parts are asked for by names that are made as it runs (`getattr`, `import *`) counts as a whole. A
statement that binds no name, such as a call, counts whenever something of its module is reached, as it may do anything
to it; so does a definition under a decorator of the library itself.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from course_lib.instructor.source.names import read_names

ASKS_BY_NAME = {"globals", "eval", "exec", "__import__", "__name__"}  # a module that may look into itself
CAST = "cast"  # of typing: it gives what it is given
DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
ASSIGNMENT = ast.Assign | ast.AnnAssign | ast.AugAssign
Chain = tuple[str, ...]  # a dotted name: ("datasets", "digits")


@dataclass(frozen=True)
class Target:
    """What an import from the library binds: a module, or a name in it."""

    module: str
    name: str | None


@dataclass(frozen=True, eq=False)
class Definition:
    """A statement. `text`: what it says; `chains`: the dotted names that it reads; `imports`: those inside of it.

    source: where its names are looked up.
    """

    text: str
    source: "Source"
    chains: tuple[Chain, ...] = ()
    imports: dict[str, Target] = field(default_factory=dict)


@dataclass(eq=False)
class Source:
    """The statements of a module, or of several cells."""

    definitions: list[Definition] = field(default_factory=list)
    named: dict[str, list[Definition]] = field(default_factory=dict)
    imports: dict[str, Target] = field(default_factory=dict)
    effects: list[Definition] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)  # names that are imported from elsewhere
    stars: list[str] = field(default_factory=list)  # modules of which everything is imported


@dataclass(eq=False)
class Library:
    """The modules of a package, which lies in the folder `root`, but for those that `left_out` tells by their names."""

    root: Path
    package: str
    left_out: Callable[[str], bool] = lambda name: False
    modules: dict[str, Source] = field(default_factory=dict, init=False)  # those that were read
    cells: dict[tuple[str, bool], Definition] = field(default_factory=dict, init=False)

    def of_cells(self, *sources: str) -> Source:
        """Several cells as one module. Raises SyntaxError."""
        return self._read("\n\n".join(sources), "")

    def cell(self, source: str, names: Source) -> Definition:
        """A cell as one definition, whose names are looked up in `names` and in its own imports."""
        known = source, _casts(names)
        if known not in self.cells:
            self.cells[known] = self._definition(ast.parse(source), names, "")
        return replace(self.cells[known], source=names)

    def whole(self, module: str) -> list[Definition]:
        """All definitions of a module; none of one that is left out."""
        source = self._module(module)
        return source.definitions if source else []

    def definition(self, module: str, name: str) -> list[Definition]:
        """The definitions of a name in a module."""
        return self._follow(module, (name,))

    def reached(self, roots: list[Definition]) -> list[str]:
        """What the roots reach, they first: of each definition what it says, and the places of what its names mean."""
        places = {root: place for place, root in enumerate(roots)}
        waiting = list(roots)
        said: list[str] = []
        while len(said) < len(waiting):
            here = waiting[len(said)]
            meant = []
            for chain in here.chains:
                found = self._meaning(here, chain)
                for definition in found:
                    if definition not in places:
                        places[definition] = len(waiting)
                        waiting.append(definition)
                meant.append([places[definition] for definition in found])
            said.append(f"{here.text} {meant}")
        return said

    def _meaning(self, here: Definition, chain: Chain) -> list[Definition]:
        name, *rest = chain
        source = here.source
        if name in ASKS_BY_NAME:
            return source.definitions
        target = here.imports.get(name) or source.imports.get(name)
        if target:
            return self._follow_target(target, tuple(rest))
        if name in source.named:
            return [*source.named[name], *source.effects]
        stars = [*source.stars, *(found.module for found in here.imports.values() if found.name == "*")]
        return [definition for module in stars for definition in self.whole(module)]

    def _follow_target(self, target: Target, rest: Chain) -> list[Definition]:
        return self._follow(target.module, rest if target.name is None else (target.name, *rest))

    def _follow(self, module: str, chain: Chain) -> list[Definition]:
        """What a dotted name means in a module: one that is not found there may be anything in it."""
        source = self._module(module)
        if not chain:
            return self.whole(module)
        name, rest = chain[0], chain[1:]
        if self._path(f"{module}.{name}") and not (source and name in source.named):
            return self._follow(f"{module}.{name}", rest)
        if source is None:
            return []
        if name in source.imports:
            return self._follow_target(source.imports[name], rest)
        if name in source.named:
            return [*source.named[name], *source.effects]
        return self.whole(module)

    def _module(self, name: str) -> Source | None:
        """A module of the library; None of one that is left out or is not there."""
        path = None if self.left_out(name) else self._path(name)
        if path is None:
            return None
        if name not in self.modules:
            self.modules[name] = self._read(path.read_text(encoding="utf-8"), _package_of(name, path))
        return self.modules[name]

    def _path(self, name: str) -> Path | None:
        if not _is_in(name, self.package):
            return None
        stem = self.root.joinpath(*name.split("."))
        return next((path for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.is_file()), None)

    def _read(self, text: str, package: str) -> Source:
        source = Source()
        for statement in ast.parse(text).body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                self._add_import(statement, source, package)
            elif not _says_nothing(statement):
                self._add(statement, source, package)
        read = {chain[0] for found in source.definitions for chain in found.chains}
        idle = {id(found) for name in source.foreign - read for found in source.named[name]}
        source.definitions = [found for found in source.definitions if id(found) not in idle]
        return source

    def _add_import(self, statement: ast.Import | ast.ImportFrom, source: Source, package: str) -> None:
        for name, target, text in _bound_by(statement, package):
            if _is_in(target.module, self.package) and target.name == "*":
                source.stars.append(target.module)
            elif _is_in(target.module, self.package):
                source.imports[name] = target
            else:
                found = Definition(text, source)
                source.definitions.append(found)
                source.foreign.add(name)
                source.named.setdefault(name, []).append(found)

    def _add(self, statement: ast.stmt, source: Source, package: str) -> None:
        found = self._definition(ast.Module([statement], []), source, package)
        source.definitions.append(found)
        names = _names_bound_by(statement)
        for name in names:
            source.named.setdefault(name, []).append(found)
        if not names or names & source.imports.keys() or self._is_registered(statement, source):
            source.effects.append(found)

    def _is_registered(self, statement: ast.stmt, source: Source) -> bool:
        """Is it a definition under a decorator of the library, which may put it anywhere?"""
        decorators = getattr(statement, "decorator_list", [])
        roots = {chain[0] for decorator in decorators for chain in _chains(decorator)}
        return bool(roots & (source.imports.keys() | source.named.keys() - source.foreign))

    def _definition(self, tree: ast.Module, source: Source, package: str) -> Definition:
        plain = _Plain(self.package, package, _casts(source))
        plain.visit(tree)
        text = ast.unparse(ast.fix_missing_locations(tree))
        names = read_names(text) | plain.imports.keys()
        chains = sorted({chain for chain in _chains(tree) if chain[0] in names})
        return Definition(text, source, tuple(chains), plain.imports)


def _casts(source: Source) -> bool:
    """Does it have typing's `cast`?"""
    return any(found.text == f"import typing.{CAST}" for found in source.named.get(CAST, ()))


def _is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _package_of(name: str, path: Path) -> str:
    return name if path.name == "__init__.py" else name.rpartition(".")[0]


def _bound_by(statement: ast.Import | ast.ImportFrom, package: str) -> Iterator[tuple[str, Target, str]]:
    """The names that an import binds: each with what it means, and with what it says where that is no library's."""
    for alias in statement.names:
        if isinstance(statement, ast.Import):
            target = Target(alias.name if alias.asname else alias.name.partition(".")[0], None)
            yield alias.asname or target.module, target, f"import {alias.name}"
        else:
            above = package.split(".")[: len(package.split(".")) + 1 - statement.level] if statement.level else []
            module = ".".join([*above, *([statement.module] if statement.module else [])])
            yield alias.asname or alias.name, Target(module, alias.name), f"import {module}.{alias.name}"


def _says_nothing(statement: ast.stmt) -> bool:
    """A docstring, or what runs in a program alone."""
    if isinstance(statement, ast.If):
        return ast.unparse(statement.test) == "__name__ == '__main__'"
    return isinstance(statement, ast.Pass) or _is_text(statement)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _names_bound_by(statement: ast.stmt) -> set[str]:
    """The names that a definition or an assignment binds or changes; none if a statement does something else."""
    if isinstance(statement, DEFINITION):
        return {statement.name}
    if not isinstance(statement, ASSIGNMENT):
        return set()
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}


def _chains(tree: ast.AST) -> Iterator[Chain]:
    """The dotted names in code, each as long as it is written; not those of an annotation, by which nothing is run."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        chain: list[str] = []
        inner = node
        while isinstance(inner, ast.Attribute):
            chain.append(inner.attr)
            inner = inner.value
        if isinstance(inner, ast.Name):
            yield (inner.id, *reversed(chain))
        elif isinstance(inner, ast.AnnAssign):
            waiting += [inner.target, *([inner.value] if inner.value else [])]
        else:
            waiting += ast.iter_child_nodes(inner)


class _Plain(ast.NodeTransformer):
    """Leaves out what does not count: docstrings, types, the library's imports; notes these."""

    def __init__(self, library: str, package: str, casts: bool):
        self.library, self.package, self.casts = library, package, casts
        self.imports: dict[str, Target] = {}
        self.around: ast.AST | None = None  # the innermost definition around a node

    def visit(self, node: ast.AST) -> ast.AST | None:
        around = self.around
        self.around = node if isinstance(node, DEFINITION) else around
        self.generic_visit(node)
        self.around = around
        if isinstance(node, ast.AnnAssign) and not isinstance(around, ast.ClassDef):
            return ast.Assign([node.target], node.value) if node.value else None
        if self.casts and isinstance(node, ast.Call) and ast.unparse(node.func) == CAST:
            return node.args[1]
        if isinstance(node, ast.If | ast.For | ast.While | ast.With | ast.Try) and not node.body:
            node.body = [ast.Pass()]
        if isinstance(node, DEFINITION | ast.Module):
            node.body = [part for part in node.body if not _is_text(part)] or [ast.Pass()]
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound = {name: target for name, target, _ in _bound_by(node, self.package)}
            own = {name: target for name, target in bound.items() if _is_in(target.module, self.library)}
            self.imports |= own
            return ast.Pass() if own else node
        return node
