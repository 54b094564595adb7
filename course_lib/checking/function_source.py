"""The syntax tree of the code that a function runs, found by its code object and not by its name."""

import ast
import functools
import linecache
import textwrap
import types

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)
DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def trees_of(function):
    """The definitions in the source that may be those of this function: one, or all lambdas that begin in its line.

    Empty if there is no source, or if what stands there is not what the function runs.
    """
    code = function.__code__
    lines = linecache.getlines(code.co_filename, function.__globals__)
    definitions, codes = _definitions("".join(lines), code.co_filename)
    here = [found for found in codes if (found.co_name, found.co_firstlineno) == (code.co_name, code.co_firstlineno)]
    if not any(_speaks_of(found) == _speaks_of(code) for found in here):
        return []
    return [tree for name, line, tree in definitions if (name, line) == (code.co_name, code.co_firstlineno)]


@functools.lru_cache(256)
def _definitions(source, filename):
    """The functions in a source, as (name, first line, tree), and all code objects that it compiles to."""
    try:
        tree = ast.parse(textwrap.dedent(source))
        code = compile(tree, filename, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except UNREADABLE:
        return [], []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, DEFINITION):
            decorators = getattr(node, "decorator_list", [])
            first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
            found.append((getattr(node, "name", "<lambda>"), first, node))
    return found, list(codes_in(code))


def codes_in(code):
    """A code object and all that are inside it."""
    yield code
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield from codes_in(part)


def _speaks_of(code):
    """The names that a code object and those inside it use: what it runs, but for numbers and order."""
    return [(part.co_names, part.co_varnames, part.co_freevars) for part in codes_in(code)]
