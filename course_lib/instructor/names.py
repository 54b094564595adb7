"""The names that a cell of Python defines and reads. Imports nothing: examiners start with it."""

import symtable
from functools import lru_cache


def bound_names(source: str) -> frozenset[str]:
    """The names that a cell defines at its top level. Raises SyntaxError."""
    return _names_of(source)[0]


def free_names(source: str) -> frozenset[str]:
    """The global names that a cell reads and does not define. Raises SyntaxError."""
    return _names_of(source)[1]


@lru_cache(4096)
def _names_of(source: str) -> tuple[frozenset[str], frozenset[str]]:
    table = symtable.symtable(source, "<cell>", "exec")
    bound = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    names, tables = set(), [table]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        top = table.get_type() == "module"
        names |= {s.get_name() for s in table.get_symbols() if s.is_referenced() and (top or s.is_global())}
    return frozenset(bound), frozenset(names - bound)
