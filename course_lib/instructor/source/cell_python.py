"""The Python that a notebook's cell is: magic commands that run Python are taken away, the others become calls."""

import ast
import re

from IPython.core.inputtransformer2 import TransformerManager

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)  # what reading a cell may raise
MOST_MAGICS = 100  # in a cell: IPython reads a cell once for each, and gives up at 500
MAGIC = re.compile(r"^\s*[%!?]|=\s*[%!]|\?\s*$", re.MULTILINE)
RUNS_HERE = re.compile(r"%%(time|capture|prun)\b")  # cell magics whose body binds names in the notebook
RUNS_LINE = re.compile(r"^(\s*)%(?:time|prun)[ \t]+(?=\S)", re.MULTILINE)


def python_of(source: str) -> str:
    """The Python of a cell, its lines where they were. Most cells are their own. Raises one of UNREADABLE.

    >>> python_of("%%time\\nrelu = lambda u: u * (u > 0)")
    '\\nrelu = lambda u: u * (u > 0)'
    """
    try:
        ast.parse(source)
        return source
    except SyntaxError:
        if len(MAGIC.findall(source)) > MOST_MAGICS:
            raise OverflowError("more magic commands than are read") from None
        lines = source.split("\n")
        for number, line in enumerate(lines):
            if RUNS_HERE.match(line):
                lines[number] = ""
            elif line.strip():
                break
        plain = RUNS_LINE.sub(r"\1", "\n".join(lines))
        if not plain.lstrip().startswith("%%"):
            blank = len(plain) - len(plain.lstrip("\n"))
            return plain[:blank] + TransformerManager().transform_cell(plain[blank:]).removesuffix("\n")
        return TransformerManager().transform_cell(plain)
