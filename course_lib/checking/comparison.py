"""An answer that has passed beside the library's own version of the same thing: `compare("relu")`.

Which function of the library that is, the test of the exercise says itself: it forbids the answer to call it. So
nothing is shown but what stands in the library, which students have.
"""

import ast
import inspect
import linecache
import types
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from importlib import import_module

from course_lib.checking.cards import STYLE, Card
from course_lib.checking.function_source import trees_of
from course_lib.checking.lesson_tests import VisibleTest, check_line
from course_lib.checking.origin import loaded

LIBRARY = "course_lib"
COLUMNS = """<style>
.course-columns { display: flex; flex-wrap: wrap; gap: 4px 16px; }
.course-columns > div { flex: 1 1 28em; min-width: 0; max-width: 100%; }
.course-card.compared { max-width: 110em; }
</style>"""


@dataclass(frozen=True)
class Version:
    """A way in which something is written. title: whose it is, and where it stands."""

    title: str
    source: str


def compared(test: VisibleTest, answer: object, names: Mapping[str, object]) -> Card:
    """The card of an answer that has passed beside the library's version, or that says that there is none.

    names: what the test reads of its lesson, such as a list of what is forbidden.
    """
    library = library_version(test, names)
    versions = [_mine(answer), *([library] if library else [])]
    title = f"{test.exercise}: yours and the library's" if library else _no_other(test, names)
    columns = "".join(map(_column, versions))
    parts = f'<p><strong>{escape(title)}</strong></p><div class="course-columns">{columns}</div>'
    label = escape(f"{test.exercise}: compared")
    html = f'{STYLE}{COLUMNS}<section class="course-card compared" aria-label="{label}">{parts}</section>'
    return Card(html, "\n\n".join([title, *(f"{one.title}:\n\n{one.source}" for one in versions)]))


def not_yet(exercise: str) -> Card:
    """The card of an answer that has not passed."""
    line = f"{exercise}: {check_line(exercise)} has to pass first, since its cell was last run. Then this compares."
    html = f'{STYLE}<section class="course-card" aria-label="{exercise}: not compared"><p>{escape(line)}</p></section>'
    return Card(html, line)


def library_version(test: VisibleTest, names: Mapping[str, object]) -> Version | None:
    """The library's version of an exercise: what the test forbids that bears its name. None if there is none."""
    dotted = next((one for one in forbidden(test, names) if one.rpartition(".")[2] == test.exercise), None)
    if dotted is None:
        return None
    import_module(dotted.rpartition(".")[0])
    source = inspect.getsource(loaded(dotted)).rstrip("\n")
    file = inspect.getmodule(loaded(dotted)).__name__.replace(".", "/")
    return Version(f"The library's, in {file}.py", source)


def forbidden(test: VisibleTest, names: Mapping[str, object]) -> list[str]:
    """The dotted names of the library that the test of an exercise forbids its answer to call."""
    calls = [node for node in ast.walk(ast.parse(test.source)) if isinstance(node, ast.Call)]
    asked = next(call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "check_answer")
    lists = [keyword.value for keyword in asked.keywords if keyword.arg == "forbids"]
    found = [eval(compile(ast.Expression(one), "<forbids>", "eval"), dict(names)) for one in lists]
    return [one for names_of_one in found for one in names_of_one if one.startswith(f"{LIBRARY}.")]


def source_of(answer: object) -> str:
    """The source of a function or class of a notebook, "" if it cannot be found."""
    if isinstance(answer, type):
        return _source_of_class(answer)
    function = inspect.unwrap(answer) if callable(answer) else answer
    trees = trees_of(function) if isinstance(function, types.FunctionType) else []
    return _lines(function.__code__.co_filename, trees[0]) if len(trees) == 1 else ""


def _source_of_class(answer: type) -> str:
    """Found by its methods: Python asks for the file of its module, and a notebook is none."""
    functions = [inspect.unwrap(value) for value in vars(answer).values() if callable(value)]
    for filename in {one.__code__.co_filename for one in functions if isinstance(one, types.FunctionType)}:
        tree = ast.parse("".join(linecache.getlines(filename)))
        found = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == answer.__name__]
        if found:
            return _lines(filename, found[-1])
    return ""


def _lines(filename: str, node: ast.AST) -> str:
    """The lines of a definition, from its first decorator on."""
    first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
    return "".join(linecache.getlines(filename)[first - 1 : node.end_lineno]).rstrip("\n")


def _mine(answer: object) -> Version:
    return Version("Yours", source_of(answer) or "# Its text cannot be found. Run its cell and its check once more.")


def _no_other(test: VisibleTest, names: Mapping[str, object]) -> str:
    kin = forbidden(test, names)
    also = f" What comes near, and is not to be called here: {', '.join(kin)}." if kin else ""
    return f"{test.exercise}: the library has no version of its own.{also}"


def _column(version: Version) -> str:
    title, source = escape(version.title), escape(version.source)
    return f'<div><p>{title}</p><pre tabindex="0" aria-label="{title}"><code>{source}</code></pre></div>'
