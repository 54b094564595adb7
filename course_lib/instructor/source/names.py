"""The names that a cell of Python defines and reads. Imports nothing: examiners start with it."""

import ast
import symtable
from functools import lru_cache


def bound_names(source: str) -> frozenset[str]:
    """The names that Python binds at the top level of a cell, by whatever statement, once the cell has run.

    What a branch or a function with `global` may bind counts; what the cell deletes again, or only annotates, does not.
    Raises SyntaxError.
    """
    return _names_of(source)[0]


def free_names(source: str) -> frozenset[str]:
    """The global names that a cell reads and does not define. Raises SyntaxError."""
    return _names_of(source)[1]


def read_names(source: str) -> frozenset[str]:
    """The global names that a cell reads, those that it defines among them. Raises SyntaxError."""
    return _names_of(source)[2]


@lru_cache(4096)
def _names_of(source: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    table = symtable.symtable(source, "<cell>", "exec")
    bound = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    names, by_functions, tables = set(), set(), [table]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        top = table.get_type() == "module"
        names |= {s.get_name() for s in table.get_symbols() if s.is_referenced() and (top or s.is_global())}
        by_functions |= {s.get_name() for s in table.get_symbols() if s.is_declared_global() and s.is_assigned()}
    return frozenset(_left_bound(source, bound) | by_functions), frozenset(names - bound), frozenset(names)


def _left_bound(source: str, bound: set[str]) -> set[str]:
    """Of the names that the statements of a cell bind, those that are bound after the last one."""
    tree = ast.parse(source)
    if not any(isinstance(statement, ast.Delete | ast.AnnAssign) for statement in tree.body):
        return bound
    left: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, ast.Delete):
            left -= {node.id for target in statement.targets for node in ast.walk(target) if isinstance(node, ast.Name)}
        elif not isinstance(statement, ast.AnnAssign) or statement.value is not None:
            table = symtable.symtable(ast.unparse(statement), "<statement>", "exec")
            left |= {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    return left
