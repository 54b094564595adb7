"""What a score depends on, as one number: it tells which scores a change can have moved."""

import ast
import hashlib
import importlib.metadata
import importlib.util
from functools import cache
from pathlib import Path

from course_lib.instructor.bank import Bank, BankAnswer, read_bank
from course_lib.instructor.lesson import Exercise, Lesson
from course_lib.instructor.names import bound_names, free_names

OPERATOR_FILES = ("operators", "mutants", "wrappers", "ranges", "fault_kinds")
LIBRARIES = ("mutmut", "libcst")
WITHOUT_EFFECT = ("notebook", "plotting", "widgets", "plots", "figures")  # of course_lib: they judge no answer


def keys_of(lesson: Lesson) -> dict[str, str]:
    """The key of each exercise of a lesson."""
    return _keys(lesson, read_bank(lesson))


def fair_keys_of(lesson: Lesson) -> dict[str, str]:
    """The same for `course verify --fair`: what a score depends on decides there too, and what is tried."""
    bank, module = read_bank(lesson), _module_without_layout(f"{__package__}.fairness")
    return {name: _digest([key, module, str(name in bank.exact)]) for name, key in _keys(lesson, bank).items()}


def _keys(lesson: Lesson, bank: Bank) -> dict[str, str]:
    return {exercise.name: _key(lesson, exercise, bank) for exercise in lesson.exercises}


def _key(lesson: Lesson, exercise: Exercise, bank: Bank) -> str:
    """A digest of all that the score of an exercise depends on, layout and comments of code left aside.

    The cells that its test runs, its answers in the bank, its recorded equivalents, the modules of course_lib that
    these import, directly or not, and the operators.
    """
    answers = bank.of(exercise.name)
    cells = _needed_cells(lesson, exercise, answers)
    sources = [*cells, *(answer.source for answer in answers)]
    parts = [
        str(exercise.name in bank.judged_by_result),
        *map(_without_layout, sources),
        *(f"{answer.kind} {answer.name} {answer.hint}" for answer in answers),
        *(found.mutant for found in bank.equivalents if found.exercise == exercise.name),
        *(_module_without_layout(name) for name in sorted(_imported_modules(sources))),
        *(_module_without_layout(f"{__package__}.{name}") for name in OPERATOR_FILES),
        *(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES),
    ]
    return _digest(parts)


def _digest(parts: list[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _needed_cells(lesson: Lesson, exercise: Exercise, answers: list[BankAnswer]) -> list[str]:
    """The setup, the test, the answer, and the other answer cells whose names these use."""
    given = [found.answer.source for found in lesson.exercises]
    needed = [lesson.setup.source, exercise.test.source, exercise.answer.source]
    names = set().union(*map(free_names, [*needed, *(answer.source for answer in answers)]))
    while True:
        more = [source for source in given if source not in needed and bound_names(source) & names]
        if not more:
            return [*needed[:3], *(source for source in given if source in needed[3:])]
        needed += more
        names |= set().union(*map(free_names, more))


def _imported_modules(sources: list[str]) -> set[str]:
    """The modules of course_lib that code imports, and those that these import."""
    found: set[str] = set()
    waiting = [name for source in sources for name in _imports(source)]
    while waiting:
        name = waiting.pop()
        if name not in found and name.split(".")[1] not in WITHOUT_EFFECT and _path(name):
            found.add(name)
            waiting += _imports_of_module(name)
    return found


@cache
def _imports_of_module(name: str) -> set[str]:
    return _imports(_path(name).read_text(encoding="utf-8"))


def _imports(source: str) -> set[str]:
    """Names of modules below course_lib; of `from course_lib import dense` both course_lib.dense."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in names if name.startswith("course_lib.")}


@cache
def _path(name: str) -> Path | None:
    """The file of a module of course_lib; None of what is no module, such as a function's name."""
    try:
        spec = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        return None
    return Path(spec.origin) if spec and spec.origin else None


@cache
def _module_without_layout(name: str) -> str:
    return f"{name} {_without_layout(_path(name).read_text(encoding='utf-8'))}"


def _without_layout(source: str) -> str:
    return ast.dump(ast.parse(source))
