"""What a score depends on, as one number: it tells which scores a change can have moved."""

import hashlib
import importlib.metadata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import course_lib
from course_lib.instructor.bank.bank import Bank, read_bank
from course_lib.instructor.mutation import ranges, wrappers
from course_lib.instructor.mutation.fairness import attempts_at
from course_lib.instructor.mutation.fault_kinds import faults_of
from course_lib.instructor.mutation.mutants import mutants_of
from course_lib.instructor.mutation.reach import Library, Source
from course_lib.instructor.source.cells import split_test, stub
from course_lib.instructor.source.lesson import Exercise, Lesson

LIBRARIES = ("mutmut", "libcst")
WITHOUT_EFFECT = {"notebook", "plotting", "widgets", "plots", "figures"}  # of course_lib: they judge no answer


def keys_of(lesson: Lesson, library: Library | None = None) -> dict[str, str]:
    """The key of each exercise of a lesson. library: what its cells import; course_lib if it is not given."""
    return _keys(lesson, read_bank(lesson), library or _library())


def fair_keys_of(lesson: Lesson) -> dict[str, str]:
    """The same for `course verify --fair`: what a score depends on decides there too, and what is tried."""
    bank, tried = read_bank(lesson), _reached_in_this_package(attempts_at)
    return {
        name: _digest([key, *tried, str(name in bank.exact)]) for name, key in _keys(lesson, bank, _library()).items()
    }


def _keys(lesson: Lesson, bank: Bank, library: Library) -> dict[str, str]:
    names = library.of_cells(lesson.setup.source, *(exercise.answer.source for exercise in lesson.exercises))
    return {exercise.name: _key(exercise, bank, names, library) for exercise in lesson.exercises}


def _key(exercise: Exercise, bank: Bank, names: Source, library: Library) -> str:
    """A digest of all that the score of an exercise depends on, wherever it stands and however it is laid out.

    Its test, its answer and those of the bank; what these reach in the setup, in the other answers and in course_lib;
    its recorded equivalents; the operators. names: the setup and the answers of the lesson.
    """
    answers, tests = bank.of(exercise.name), split_test(exercise.test.source)
    cells = [*(part.source for part in tests), exercise.answer.source, stub(exercise.answer.source)]
    cells += [answer.source for answer in answers]
    parts = [
        str(exercise.name in bank.judged_by_result),
        *library.reached([*(library.cell(cell, names) for cell in cells), *names.effects]),
        *("hidden" if part.hidden else "visible" for part in tests),
        *(f"{answer.kind} {answer.name} {answer.hint}" for answer in answers),
        *(found.mutant for found in bank.equivalents if found.exercise == exercise.name),
        *_reached_in_this_package(mutants_of, faults_of),
        *(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES),
    ]
    return _digest(parts)


def _digest(parts: list[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def judges_nothing(module: str) -> bool:
    """Is it one of the modules of course_lib that have no effect on a score?"""
    return not WITHOUT_EFFECT.isdisjoint(module.split("."))


@cache
def _library() -> Library:
    return Library(_ROOT, _NAME, judges_nothing)


@cache
def _reached_in_this_package(*functions: Callable) -> list[str]:
    """What functions of this package reach in it, and the faults, which code asks for by its text."""
    library = Library(_ROOT, _NAME, lambda module: not f"{module}.".startswith(f"{__package__}."))
    roots = [found for one in functions for found in library.definition(one.__module__, one.__name__)]
    return library.reached([*roots, *library.whole(wrappers.__name__), *library.whole(ranges.__name__)])


_NAME = course_lib.__name__
_ROOT = Path(course_lib.__file__).parents[1]
