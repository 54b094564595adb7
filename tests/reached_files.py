"""The files that a test can find: those of a long test are in its key (tests/proven_runs.py).

What a test file says decides, with the helpers that it imports and the fixtures that it asks for. Where that is the
course of this checkout (`find_course`, ROOT, a folder above the tests without the name of a lesson) everything counts.
Else the modules do that it imports or names, with all that these import (of a package whose modules one of them looks
through, every one), the lessons that it names, and whatever stands beside the tests. Who reaches the instructor's side
can have the grader's processes started, which are called by name: all of `sandbox`, `grading`, `checking` and `lab`
count then, and the rooms of the commands that the test names.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from course_lib.instructor.cli import COMMANDS

LONG = ("browser", "hostile", "process", "slow")  # marks: pyproject.toml tells them
PACKAGE = "course_lib"
WHOLE, ABOVE = {"find_course", "ROOT"}, "parents"
TOPS = (PACKAGE, "benchmarks", "docs", "notebooks", "solutions", "tests")
INSTRUCTOR = f"{PACKAGE}.instructor"
STARTED = tuple(f"{PACKAGE}.{folder}." for folder in ("instructor.sandbox", "instructor.grading", "checking", "lab"))
# Made by running and ignored by git, or a record of what was measured: it decides nothing.
NOTHING = {"__pycache__", ".ipynb_checkpoints", "progress.json", "start.md"}
MEASURED = {"fairness.json", "mutation.json", "proven_runs.json", "verified.json"}


@dataclass
class Said:
    """The names that Python source uses, its texts, and the modules that it imports or names in a text."""

    names: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)

    def add(self, other: "Said") -> None:
        """What is said elsewhere counts too."""
        self.names |= other.names
        self.texts |= other.texts
        self.modules |= other.modules


class ReachedFiles:
    """What tests of the checkout in `root` can find. lessons: the names of its own."""

    def __init__(self, root: Path, lessons: Iterable[str]):
        self.root, self.tests, self.lessons = root, root / "tests", set(lessons)
        found = [path for top in TOPS for path in (root / top).rglob("*")] + list(root.iterdir())
        self.files = sorted(path for path in found if path.is_file() and not _is_nothing(path.relative_to(root)))
        self.modules = {_module(path.relative_to(root)): path for path in self.files if self._is_library(path)}
        self.shared = {name for path in self.tests.rglob("conftest.py") for name in _functions(path)}
        self.beside = [path for path in self.files if path.is_relative_to(self.tests) and not _is_test(path)]

    def of_test(self, test: Path, fixtures: frozenset[str]) -> list[Path]:
        """The files that the tests of a file can find, which ask for these of the `shared` fixtures."""
        said = Said()
        for path in (test, *self._helpers(test)):
            said.add(words_of(path))
        for path in (folder / "conftest.py" for folder in test.parents if folder.is_relative_to(self.tests)):
            for part in words_of_fixtures(path, fixtures) if path.is_file() else ():
                said.add(part)
        lessons = {name for name in self.lessons if any(name in text for text in said.texts)}
        if said.names & WHOLE or (ABOVE in said.names and not lessons):
            return [path for path in self.files if path == test or not _is_test(path)]
        for path in self.beside:  # lessons of courses that tests have of their own
            if path.name == "lesson.py":
                said.modules |= words_of(path).modules
        started = (*STARTED, *_rooms_of_commands(said.texts))
        reached = set(self.modules.values()) if lessons else self._imported(said.modules, started)
        of_lessons = [path for path in self.files if lessons & {*path.relative_to(self.root).parts, path.stem}]
        project = [path for path in self.files if path.parent == self.root and path.suffix == ".toml"]
        return sorted({test, *self.beside, *reached, *self._assets(reached), *of_lessons, *project})

    def _helpers(self, test: Path) -> list[Path]:
        """The modules beside the tests that a test imports, and those that they import."""
        folders, found, todo = (self.tests, self.tests / "browser", test.parent), [], [test]
        while todo:
            for name in words_of(todo.pop()).modules:
                for path in (folder / f"{name.replace('.', '/')}.py" for folder in folders):
                    if path.is_file() and path not in (test, *found):
                        found.append(path)
                        todo.append(path)
        return found

    def _imported(self, names: set[str], started: tuple[str, ...]) -> set[Path]:
        """The library's modules that are reached from those of these names.

        started: how those begin that the instructor's side can call by name.
        """
        seen: set[str] = set()
        todo = names & self.modules.keys()
        while todo:
            name = todo.pop()
            seen.add(name)
            said = words_of(self.modules[name])
            new = said.modules & self.modules.keys()
            if "iter_modules" in said.names:
                new |= {module for package in new for module in self.modules if module.startswith(f"{package}.")}
            if name.startswith(INSTRUCTOR):
                new |= {module for module in self.modules if module.startswith(started)}
            else:  # the library may speak of the instructor's side, and imports nothing of it: test_rooms.py
                new = {module for module in new if not module.startswith(INSTRUCTOR)}
            todo |= new - seen
        return {self.modules[name] for name in seen}

    def _assets(self, reached: set[Path]) -> list[Path]:
        """What the packages of those modules have beside that is no Python, such as scripts and templates."""
        packages = {path.parent for path in self.modules.values()}
        reached_packages = {path.parent for path in reached} - {self.root / PACKAGE}
        return [
            path
            for path in self.files
            if path.suffix != ".py" and next((p for p in path.parents if p in packages), None) in reached_packages
        ]

    def _is_library(self, path: Path) -> bool:
        return path.suffix == ".py" and path.is_relative_to(self.root / PACKAGE)


@cache
def words_of(path: Path) -> Said:
    """What a file of Python says."""
    return _said(ast.parse(path.read_text(encoding="utf-8")))


def _functions(conftest: Path) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse(conftest.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


def words_of_fixtures(conftest: Path, fixtures: frozenset[str]) -> Iterator[Said]:
    """What the fixtures of these names say, with the imports of what they use."""
    body = ast.parse(conftest.read_text(encoding="utf-8")).body
    for fixture in body:
        if isinstance(fixture, ast.FunctionDef) and fixture.name in fixtures:
            said = _said(fixture)
            yield said
            for imported in body:
                if isinstance(imported, ast.Import | ast.ImportFrom) and said.names & {
                    alias.asname or alias.name for alias in imported.names
                }:
                    yield _said(imported)


def _said(tree: ast.AST) -> Said:
    said = Said()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            said.names.add(node.id)
        elif isinstance(node, ast.Attribute):
            said.names.add(node.attr)
        elif isinstance(node, ast.alias):
            said.names.add(node.name)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            said.texts.add(node.value)
            said.modules |= _named_in(node.value)
        if isinstance(node, ast.Import):
            said.modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            said.modules |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return said


def _rooms_of_commands(texts: set[str]) -> Iterator[str]:
    """How the modules begin that the commands of these texts are made of, as the command line knows them."""
    named = {*texts, *(word for text in texts for word in re.findall(r"course (\w+)", text))}
    for module in {place.partition(":")[0] for command, place in COMMANDS.items() if command in named}:
        room, dot, _ = module.partition(".")
        yield f"{INSTRUCTOR}.{room}{dot}"


def _named_in(text: str) -> set[str]:
    """The modules of the library that a text names, such as a program that a test writes."""
    named = set(re.findall(rf"{PACKAGE}(?:\.\w+)+", text))
    for module, imported in re.findall(rf"from ({PACKAGE}(?:\.\w+)*) import ([\w, ]+)", text):
        named |= {module, *(f"{module}.{name.strip()}" for name in imported.split(","))}
    return named


def _is_test(path: Path) -> bool:
    return path.name.startswith("test_") and path.suffix == ".py"


def _is_nothing(inside: Path) -> bool:
    return bool(NOTHING & set(inside.parts)) or inside.name in MEASURED


def _module(inside: Path) -> str:
    return ".".join(inside.with_suffix("").parts).removesuffix(".__init__")
