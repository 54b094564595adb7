"""What a score depends on, as one number: it tells which scores a change can have moved."""

import importlib.metadata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import course_lib
from course_lib.instructor.bank.bank import Bank, read_bank
from course_lib.instructor.bank.proven import digest, library, parts_of
from course_lib.instructor.mutation import ranges, wrappers
from course_lib.instructor.mutation.fairness import attempts_at
from course_lib.instructor.mutation.fault_kinds import faults_of
from course_lib.instructor.mutation.mutants import mutants_of
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.reach import Library

LIBRARIES = ("mutmut", "libcst")


def keys_of(lesson: Lesson, reachable: Library | None = None) -> dict[str, str]:
    """The key of each exercise of a lesson. reachable: what its cells import; course_lib if it is not given."""
    return _keys(lesson, read_bank(lesson), reachable or library())


def fair_keys_of(lesson: Lesson) -> dict[str, str]:
    """The same for `course verify --fair`: what a score depends on decides there too, and what is tried."""
    bank, tried = read_bank(lesson), _reached_in_this_package(attempts_at)
    return {
        name: digest([key, *tried, str(name in bank.exact)]) for name, key in _keys(lesson, bank, library()).items()
    }


def _keys(lesson: Lesson, bank: Bank, reachable: Library) -> dict[str, str]:
    """Of what the verdicts of a test depend on, and the operators."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES]
    operators = [*_reached_in_this_package(mutants_of, faults_of), *versions]
    return {name: digest([*parts, *operators]) for name, parts in parts_of(lesson, bank, reachable).items()}


@cache
def _reached_in_this_package(*functions: Callable) -> list[str]:
    """What functions of this package reach in it, and the faults, which code asks for by its text."""
    root = Path(course_lib.__file__).parents[1]
    package = Library(root, course_lib.__name__, lambda module: not f"{module}.".startswith(f"{__package__}."))
    roots = [found for one in functions for found in package.definition(one.__module__, one.__name__)]
    return package.reached([*roots, *package.whole(wrappers.__name__), *package.whole(ranges.__name__)])
