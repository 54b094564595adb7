"""The mutants of an answer: its source with one node changed."""

import ast
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider

from course_lib.instructor.mutation.operators import OPERATORS
from course_lib.instructor.source.cells import BEGIN_SOLUTION, END_SOLUTION

REFERENCE = "reference"  # the name of the answer that stands in lesson.py


@dataclass(frozen=True)
class Mutant:
    """A changed answer.

    answer: the name of the answer it was made of.  change: the changed line, with what was and what is in braces,
    unique within an answer; `equivalent` in answers.py names a mutant by answer and change.  source: an answer cell.
    """

    answer: str
    change: str
    source: str
    original: str

    @property
    def name(self) -> str:
        """The answer and the change."""
        return f"{self.answer}: {self.change}"

    def diff(self) -> str:
        """What was changed, as a unified diff without its heading."""
        lines = difflib.unified_diff(self.original.splitlines(), self.source.splitlines(), lineterm="", n=2)
        return "\n".join(list(lines)[3:])


def mutants_of(answers: list[tuple[str, str]], exercise: str) -> list[Mutant]:
    """Every mutant of the answers of one exercise, each program once, and none that is one of the answers.

    answers: (name, source of the answer cell) of each.
    """
    seen = {_program(source) for _, source in answers}
    found: list[Mutant]
    names: dict[str, int]
    found, names = [], {}
    for name, source in answers:
        for changed in _changed(source, exercise):
            program = _program(changed)
            if program is None or program in seen:
                continue
            seen.add(program)
            mutant = Mutant(name, _change(source, changed), changed, source)
            count = names[mutant.name] = names.get(mutant.name, 0) + 1
            found.append(mutant if count == 1 else replace(mutant, change=f"{mutant.change} ({count})"))
    return found


def _program(source: str) -> str | None:
    """What two sources share that differ in layout, comments and single precision alone; None of what is not Python."""
    try:
        return ast.dump(_Plain().visit(ast.parse(source)))
    except SyntaxError:
        return None


class _Plain(ast.NodeTransformer):
    """Leaves out what changes nothing: a plus sign, and float32, as right as float64 (`course_lib.checks`)."""

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        return node.operand if isinstance(node.op, ast.UAdd) else node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr == "astype" and _is_single(node.args[:1]):
            return function.value
        node.keywords = [word for word in node.keywords if word.arg != "dtype" or not _is_single([word.value])]
        return node


def _is_single(values: list[ast.expr]) -> bool:
    return bool(values) and ast.unparse(values[0]) in ("np.float32", "torch.float32", "None", "'float32'")


def _change(old: str, new: str) -> str:
    """The changed line, with what was and what is: `return u * (u {> -> >=} 0)`."""
    begin = _common(old, new)
    end = _common(old[begin:][::-1], new[begin:][::-1])
    while begin > 0 and _inside_word(old, begin) | _inside_word(new, begin):
        begin -= 1
    while end > 0 and _inside_word(old, len(old) - end) | _inside_word(new, len(new) - end):
        end -= 1
    before = old[:begin].rpartition("\n")[2]
    after = old[len(old) - end :].partition("\n")[0]
    was, now = (text[begin : len(text) - end] or "nothing" for text in (old, new))
    return " ".join(re.sub("#.*", "", f"{before}{{{was} -> {now}}}{after}").split())


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _inside_word(text: str, place: int) -> bool:
    """Does a name, a number or an operator go on at this place?"""
    return bool(re.fullmatch(r"[\w.]{2}|[<>=!*/@+-]{2}", text[max(place - 1, 0) : place + 1]))


def _changed(source: str, exercise: str) -> Iterator[str]:
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = _Visitor(*_lines_to_change(source, exercise))
    wrapper.visit(visitor)
    for old, new in visitor.found:
        yield cast(cst.Module, wrapper.module.deep_replace(old, new)).code


def _lines_to_change(source: str, exercise: str) -> tuple[int, int]:
    """The first and last line that may change: the solution of an answer cell, or the body of an answer of the bank."""
    lines = [line.strip() for line in source.splitlines()]
    if BEGIN_SOLUTION in lines:
        return lines.index(BEGIN_SOLUTION) + 2, lines.index(END_SOLUTION)
    definition = cast(
        ast.FunctionDef | ast.ClassDef,
        next(found for found in ast.parse(source).body if getattr(found, "name", None) == exercise),
    )
    return definition.body[0].lineno, cast(int, definition.end_lineno)


class _Visitor(cst.CSTVisitor):
    """Collects pairs (node, what to put in its place)."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, first: int, last: int):
        super().__init__()
        self.found: list[tuple[cst.CSTNode, cst.CSTNode]]
        self.above: list[cst.CSTNode]
        self.first, self.last, self.found, self.above = first, last, [], []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _is_left_alone(node, self.above):
            return False
        position = self.get_metadata(PositionProvider, node, None)
        if position is not None and self.first <= position.start.line and position.end.line <= self.last:
            operators = (operator for kind, operator in OPERATORS if isinstance(node, kind))
            self.found += [
                (node, new) for operator in operators for new in operator(node) if _is_change(node, new, self.above)
            ]
        self.above.append(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self.above and self.above[-1] is original_node:
            self.above.pop()


def _is_left_alone(node: cst.CSTNode, above: list[cst.CSTNode]) -> bool:
    """What no test of numbers can see: imports, annotations, docstrings, messages of errors, progress bars."""
    if isinstance(node, cst.Import | cst.ImportFrom | cst.Annotation):
        return True
    parent = above[-1] if above else None
    if isinstance(node, cst.BaseString | cst.FormattedString) and isinstance(parent, cst.Expr):
        return True
    if isinstance(parent, cst.Raise):
        return True
    if isinstance(node, cst.Arg) and isinstance(parent, cst.Call):
        name = getattr(parent.func, "value", None)
        if _is_keyword(node, "strict"):  # of zip: it guards, and changes no result
            return True
        return name in ("tqdm", "trange") and node is not parent.args[0]
    return False


def _is_change(node: cst.CSTNode, new: cst.CSTNode, above: list[cst.CSTNode]) -> bool:
    """Not what is the same by its nature.

    `axis=-1` made `axis=+1`, of a matrix the same axis (`other_axis` changes axes); the letters of an einsum in
    capitals; a zip without its guard `strict=True`.
    """
    if isinstance(node, cst.UnaryOperation | cst.BaseNumber):
        return not any(isinstance(a, cst.Arg) and _is_keyword(a, "axis", "dim") for a in above[-2:])
    if isinstance(node, cst.SimpleString):
        return "XX" in cast(cst.SimpleString, new).value or not any(
            m.matches(a, m.Call(m.Attribute(attr=m.Name("einsum")))) for a in above
        )
    if m.matches(node, m.Call(m.Name("zip"))) and isinstance(new, cst.Call):
        kept = [arg for arg in new.args if _is_keyword(arg, "strict")]
        return all(arg in cast(cst.Call, node).args for arg in kept) and len(kept) == sum(
            _is_keyword(a, "strict") for a in cast(cst.Call, node).args
        )
    return True


def _is_keyword(arg: cst.Arg, *names: str) -> bool:
    return arg.keyword is not None and arg.keyword.value in names
