"""The faults of a lesson that can be seen without running it."""

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

from nbval.plugin import find_comment_markers, metadata_tags

from course_lib.instructor.source.cells import (
    BEGIN_HIDDEN,
    BEGIN_SOLUTION,
    END_HIDDEN,
    END_SOLUTION,
    MARKERS,
    Cell,
    split_test,
    stub,
)
from course_lib.instructor.source.faults import Fault
from course_lib.instructor.source.names import bound_names, free_names
from course_lib.instructor.source.outputs import IGNORE_OUTPUT
from course_lib.instructor.source.parts_of_tests import END, parts_of, stray_names

SILENT_CHECKS = ("check_answer", "check_close", "check_equal", "check_that")  # they return nothing

Cells = tuple[Cell, ...]
Found = Iterator[tuple[int, str]]  # (line in lesson.py, message)


def faults_of(path: Path, cells: Cells) -> list[Fault]:
    """Every fault of the lesson at `path` that has these cells."""
    unreadable = [*_syntax(cells), *_solutions(cells)]
    found = [*unreadable, *_setup(path, cells), *_missing_data(path, cells)]
    rules = [_markers, _comparison, _pairs, _questions, _hidden_tests]
    if not unreadable:  # these read the code as Python, as students get it
        rules += [_definitions, _tests, _parts, _raw_results, _names, _independence]
    found += [fault for rule in rules for fault in rule(cells)]
    return [Fault(path, line, message) for line, message in found]


def _of_kind(cells: Cells, kind: str) -> list[Cell]:
    return [cell for cell in cells if cell.kind == kind]


def _syntax(cells: Cells) -> Found:
    for cell in cells:
        if cell.is_code:
            try:
                ast.parse(cell.source)
            except SyntaxError as error:
                yield cell.line + (error.lineno or 1), f"this is not Python: {error.msg}"


def _markers(cells: Cells) -> Found:
    for cell in cells:
        for marker in cell.unknown:
            known = ", ".join(sorted(MARKERS[cell.kind]))
            yield cell.line, f"unknown marker {marker!r}: a {cell.kind} cell takes {known}"
        if cell.exercise is not None and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", cell.exercise):
            yield cell.line, f"{cell.exercise!r} cannot be an exercise: write the name of a function or class"


def _comparison(cells: Cells) -> Found:
    """A cell says in one way, and by its marker, how its outputs are compared; none is left unrun or may raise."""
    for cell in (cell for cell in cells if cell.is_code):
        for tag in cell.tags:
            if tag in metadata_tags and tag != IGNORE_OUTPUT:
                yield (
                    cell.line,
                    f"the tag {tag!r}: every cell is run, and none may raise; nbval takes {IGNORE_OUTPUT!r}",
                )
        if any(find_comment_markers(cell.source)):
            yield cell.line, f'a comment that nbval obeys: write tags=["{IGNORE_OUTPUT}"] behind `# %%`'
        if cell.tolerance is None:
            continue
        if not _is_above_zero(cell.tolerance):
            yield (
                cell.line,
                f"tolerance={cell.tolerance!r}: a number above 0 is expected, in the units of what is printed",
            )
        if IGNORE_OUTPUT in cell.tags:
            yield (
                cell.line,
                f"a tolerance and the tag {IGNORE_OUTPUT!r}: numbers are compared or ignored: leave one out",
            )


def _is_above_zero(value: object) -> bool:
    """Is it such a number? Whatever stands behind a marker is no more than read when it gets here."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _setup(path: Path, cells: Cells) -> Found:
    setups = _of_kind(cells, "setup")
    if not setups:
        yield 1, "there is no setup cell: mark the first code cell with `# %% setup=true`"
        return
    for extra in setups[1:]:
        yield extra.line, f"a second setup cell: one lesson has one, at line {setups[0].line}"
    if not _hands_out(setups[0], path.parent.name):
        yield (
            setups[0].line,
            f'the setup cell lacks `check, show_test, yours = notebook.tests_of("{path.parent.name}")`',
        )
    before = [cell for cell in cells if cell.is_code and cell.line < setups[0].line]
    if before:
        yield before[0].line, "code before the setup cell: move the setup cell up"


def _hands_out(setup: Cell, lesson: str) -> bool:
    """Does a setup cell give students what stands in the place of the tests?"""
    line = ast.parse(f"check, show_test, yours = notebook.tests_of({lesson!r})").body[0]
    try:
        return any(ast.dump(line) == ast.dump(statement) for statement in ast.parse(setup.source).body)
    except SyntaxError:
        return True  # which is told by itself


def _missing_data(path: Path, cells: Cells) -> Found:
    for cell in _of_kind(cells, "setup"):
        for name in cell.data:
            if not (path.parent / name).is_file():
                yield cell.line, f"the data file {name!r} is not beside lesson.py"


def _pairs(cells: Cells) -> Found:
    answers, tests = _of_kind(cells, "answer"), _of_kind(cells, "test")
    yield from _twice(answers, "exercise")
    yield from _twice(tests, "test")
    answer_lines = {cell.exercise: cell.line for cell in answers}
    tested = {cell.exercise for cell in tests}
    for cell in answers:
        if cell.exercise not in tested:
            yield (
                cell.line,
                f'the exercise {cell.exercise!r} has no test: add `# %% test="{cell.exercise}" points=1`',
            )
    for cell in tests:
        if cell.exercise not in answer_lines:
            yield cell.line, f"a test of {cell.exercise!r}, which is no exercise: mark its answer cell"
        elif cell.line < answer_lines[cell.exercise]:
            yield cell.line, f"the test of {cell.exercise!r} stands before its answer: move it down"
        if not _is_above_zero(cell.points):
            yield cell.line, f"the test of {cell.exercise!r} needs points: write points=2 behind it"


def _questions(cells: Cells) -> Found:
    """A question to be answered in words has points, a name of its own, and a good answer for those who grade."""
    taken = {cell.exercise for cell in _of_kind(cells, "answer")} | {"setup"}
    for cell in _of_kind(cells, "written"):
        if cell.exercise in taken or str(cell.exercise).startswith("test_"):
            yield cell.line, f"the question {cell.exercise!r} has the name of another cell: give it one of its own"
        taken.add(cell.exercise)
        if not _is_above_zero(cell.points):
            yield cell.line, f"the question {cell.exercise!r} needs points: write points=2 behind it"
        if not cell.source.strip():
            yield cell.line, f"the question {cell.exercise!r} needs a good answer, for who grades it: students get none"


def _twice(cells: list[Cell], what: str) -> Found:
    first: dict[str | None, int] = {}
    for cell in cells:
        if cell.exercise in first:
            yield cell.line, f"a second {what} {cell.exercise!r}: the first is at line {first[cell.exercise]}"
        first.setdefault(cell.exercise, cell.line)


def _solutions(cells: Cells) -> Found:
    for cell in cells:
        lines = [line.strip() for line in cell.source.splitlines()]
        begins, ends = lines.count(BEGIN_SOLUTION), lines.count(END_SOLUTION)
        if cell.kind != "answer" and begins + ends:
            yield cell.line, f"`{BEGIN_SOLUTION}` outside an answer cell: students would read what it holds"
        elif cell.kind == "answer" and (begins != 1 or ends != 1):
            yield (
                cell.line,
                (
                    f"the answer of {cell.exercise!r} needs one `{BEGIN_SOLUTION}` and one `{END_SOLUTION}`,"
                    f" it has {begins} and {ends}"
                ),
            )


def _hidden_tests(cells: Cells) -> Found:
    for cell in cells:
        if not cell.is_code:
            continue
        open_line = None
        for number, line in enumerate(cell.source.splitlines(), cell.line + 1):
            if line.strip() not in (BEGIN_HIDDEN, END_HIDDEN):
                continue
            if cell.kind != "test":
                yield number, f"`{line.strip()}` outside a test cell: move it into one"
            elif line != line.strip():
                yield number, f"`{line.strip()}` must stand at the beginning of its line"
            elif (line == BEGIN_HIDDEN) == (open_line is not None):
                yield number, f"`{line}` without its partner: they come in pairs"
            open_line = number if line.strip() == BEGIN_HIDDEN else None
        if open_line is not None:
            yield open_line, f"`{BEGIN_HIDDEN}` is never closed: add `{END_HIDDEN}`"
        if cell.kind == "test":
            yield from _segments(cell)


def _segments(cell: Cell) -> Found:
    for segment in split_test(cell.source):
        try:
            ast.parse(segment.source)
        except SyntaxError as error:
            part = "hidden" if segment.hidden else "visible"
            yield cell.line, f"the {part} part of this test is not Python on its own: {error.msg}"


def _definitions(cells: Cells) -> Found:
    """A student may replace an answer cell by the function alone: it gives its exercise, and nothing beside it."""
    for cell in _of_kind(cells, "answer"):
        if BEGIN_SOLUTION not in cell.source:
            continue
        if cell.exercise not in bound_names(stub(cell.source)):
            yield (
                cell.line,
                f"the answer cell does not define {cell.exercise!r} outside its solution: keep the signature",
            )
        lines = [line.strip() for line in cell.source.splitlines()]
        solution = range(lines.index(BEGIN_SOLUTION), lines.index(END_SOLUTION))
        for statement in ast.parse(cell.source).body:
            if getattr(statement, "name", None) != cell.exercise and statement.lineno - 1 not in solution:
                yield (
                    cell.line + statement.lineno,
                    (
                        f"the answer cell of {cell.exercise!r} does more than define it: what its test needs"
                        " stands in the test, what shows it at work in a cell of its own"
                    ),
                )


def _tests(cells: Cells) -> Found:
    for cell in _of_kind(cells, "test"):
        body = ast.parse(cell.source).body
        if not body:
            yield cell.line, f"the test of {cell.exercise!r} is empty: check something"
            continue
        if not (_called(body[0]) == "check_answer" and _first_argument(body[0]) == cell.exercise):
            yield cell.line + body[0].lineno, f"a test begins with `check_answer({cell.exercise})`"
        if isinstance(body[-1], ast.Expr) and _called(body[-1]) not in (*SILENT_CHECKS, END):
            yield (
                cell.line + body[-1].lineno,
                (
                    "a test must not end in an expression, which nbgrader may take for points:"
                    " end in a check that returns nothing, or assign the value to a name"
                ),
            )


def _parts(cells: Cells) -> Found:
    """A test in parts ends in their sum, which is the test's; no part needs what another one computes."""
    for cell in _of_kind(cells, "test"):
        tree = ast.parse(cell.source)
        parts, faults = parts_of(tree)
        yield from ((cell.line + line, message) for line, message in faults)
        ends = bool(tree.body) and _called(tree.body[-1]) == END
        if bool(parts) != ends or ast.unparse(tree).count(f"{END}()") != int(ends):
            yield cell.line, f"a test in parts, and no other, ends in `{END}()`: once, as its last line"
        elif parts and sum(parts.values()) != cell.points:
            yield cell.line, f"points={cell.points}, and its parts have {sum(parts.values()):g}: they must be the same"
        for line, name in stray_names(tree):
            yield cell.line + line, f"{name!r} comes from another part, which may have failed: compute it before both"


def _raw_results(cells: Cells) -> Found:
    """Calls of an answer whose result is used as it came; a class, and functions of the test itself, may do so."""
    functions = {name for cell in _of_kind(cells, "answer") for name in _functions_of(cell)}
    for cell in _of_kind(cells, "test"):
        for call in _raw_calls(ast.parse(cell.source), functions & {cell.exercise}):
            yield (
                cell.line + call.lineno,
                (
                    f"the test computes with what {cell.exercise} gave as it came: call it by check_unchanged, or hand"
                    " it to check_parts or check_shape, which give plain numbers back"
                ),
            )


def _functions_of(cell: Cell) -> list[str]:
    return [node.name for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef)]


def _raw_calls(node: ast.AST, functions: set[str]) -> Iterator[ast.Call]:
    """The calls of these functions below a node that are no argument of a check, and stand in no function."""
    if isinstance(node, ast.FunctionDef | ast.Lambda):
        return
    checks = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.startswith("check_")
    for child in ast.iter_child_nodes(node):
        is_used = not checks and not isinstance(node, ast.Expr)
        if is_used and isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id in functions:
            yield child
        yield from _raw_calls(child, functions)


def _called(statement: ast.stmt) -> str | None:
    """The name of the function that an expression statement calls."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        function = statement.value.func
        return function.id if isinstance(function, ast.Name) else None
    return None


def _first_argument(statement: ast.stmt) -> str | None:
    """The name that is the first argument of that call."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        arguments = statement.value.args
        return arguments[0].id if arguments and isinstance(arguments[0], ast.Name) else None
    return None


def _names(cells: Cells) -> Found:
    """A test reads Python's names, the lesson's, and the answer that it tests: all else is the student's to call so."""
    ours = {*dir(builtins), *(cell.exercise for cell in _of_kind(cells, "answer"))}  # of others: `_independence`
    for cell in cells:
        if cell.kind == "setup":
            if "import *" in cell.source:
                yield cell.line, "`import *` hides where names come from: import them one by one"
            ours |= bound_names(cell.source)
        elif cell.kind == "test":
            for name in sorted(free_names(cell.source) - ours):
                yield (
                    cell.line + _line_of(name, cell.source),
                    (
                        f"the test of {cell.exercise!r} uses {name!r}, which it cannot have: a test uses Python's"
                        " names, those of the setup cell, its exercise, and its own"
                    ),
                )


def _independence(cells: Cells) -> Found:
    """One mistake does not follow a student: no answer and no test needs what another exercise asks for."""
    asked = {cell.exercise for cell in _of_kind(cells, "answer")}
    for cell in cells:
        if cell.kind in ("answer", "test"):
            for name in sorted(free_names(cell.source) & asked - {cell.exercise}):
                yield (
                    cell.line + _line_of(name, cell.source),
                    (
                        f"the {cell.kind} of {cell.exercise!r} uses the exercise {name!r}, so that a mistake there"
                        " would be hinted at here: use the library's version"
                    ),
                )


def _line_of(name: str, source: str) -> int:
    return next(node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name) and node.id == name)
