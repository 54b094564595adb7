"""Which banks have been found to behave, and by what that is known: a key of all that decides it.

`course verify` writes beside each lesson which key each exercise had when nothing was wrong with its bank.
`course verify --check` tries again only where the key is another by now.
"""

import hashlib
import importlib.metadata
import json
import sys
from functools import cache
from pathlib import Path

import course_lib
from course_lib.instructor.bank import verification
from course_lib.instructor.bank.bank import Bank, read_bank
from course_lib.instructor.source.cells import split_test, stub
from course_lib.instructor.source.course import Course
from course_lib.instructor.source.lesson import Exercise, Lesson
from course_lib.instructor.source.reach import Library, Source

PROVEN_NAME = "verified.json"
LIBRARIES = ("numpy", "torch")
SANDBOX = Path(course_lib.__file__).with_name("instructor") / "sandbox"  # its programs are started by their names
# Of course_lib: they judge no answer; the last two say what else is known of one that has failed without a hint.
WITHOUT_EFFECT = {"notebook", "plotting", "widgets", "plots", "figures", "special_inputs", "patterns"}


def proven_keys_of(lesson: Lesson) -> dict[str, str]:
    """The key of each exercise of a lesson: its bank and test, what they reach, and what examines answers."""
    bank = read_bank(lesson)
    return {name: digest([*parts, *_examining()]) for name, parts in parts_of(lesson, bank, library()).items()}


def read_proven(course: Course, lesson: str) -> dict[str, str]:
    """The key that each exercise had when its bank was found to behave; empty if none was."""
    path = course.solutions / lesson / PROVEN_NAME
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def write_proven(course: Course, lesson: str, keys: dict[str, str]) -> None:
    """Write what `read_proven` reads."""
    (course.solutions / lesson / PROVEN_NAME).write_text(json.dumps(keys, indent=2) + "\n", encoding="utf-8")


def stale_exercises(keys: dict[str, str], known: dict[str, str]) -> list[str]:
    """The exercises of which what is recorded tells nothing any more, or nothing yet."""
    return [exercise for exercise, key in keys.items() if known.get(exercise) != key]


def about_stale(lesson: str, keys: dict[str, str], known: dict[str, str], command: str) -> list[str]:
    """A line for each exercise that is to be tried anew, with the command for that; none if there is none."""
    stale = stale_exercises(keys, known)
    if stale and len(stale) == len(keys):
        return [f"{lesson}: all {len(keys)} exercises are to be tried anew: run `{command} {lesson}`"]
    return [f"{lesson} {one}: to be tried anew: run `{command} {lesson} --exercise {one}`" for one in stale]


def parts_of(lesson: Lesson, bank: Bank, reachable: Library) -> dict[str, list[str]]:
    """By exercise, all that the verdicts of its test depend on, wherever it stands and however it is laid out.

    reachable: what the cells of the lesson import from.
    """
    names = reachable.of_cells(lesson.setup.source, *(exercise.answer.source for exercise in lesson.exercises))
    return {exercise.name: _parts(exercise, bank, names, reachable) for exercise in lesson.exercises}


def _parts(exercise: Exercise, bank: Bank, names: Source, reachable: Library) -> list[str]:
    """Its test, its answer and those of the bank; what these reach in the setup, in other answers and in course_lib.

    names: the setup and the answers of the lesson.
    """
    answers, tests = bank.of(exercise.name), split_test(exercise.test.source)
    cells = [*(part.source for part in tests), exercise.answer.source, stub(exercise.answer.source)]
    cells += [answer.source for answer in answers]
    return [
        str(exercise.name in bank.judged_by_result),
        *reachable.reached([*(reachable.cell(cell, names) for cell in cells), *names.effects]),
        *("hidden" if part.hidden else "visible" for part in tests),
        *(f"{answer.kind} {answer.name} {answer.hint}" for answer in answers),
        *(f"{answer.name} passes {sorted(answer.passes)}" for answer in answers if answer.passes is not None),
        *(found.mutant for found in bank.equivalents if found.exercise == exercise.name),
    ]


def digest(parts: list[str]) -> str:
    """A key."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def judges_nothing(module: str) -> bool:
    """Is it one of the modules of course_lib that have no effect on a verdict?"""
    return not WITHOUT_EFFECT.isdisjoint(module.split("."))


@cache
def library() -> Library:
    """course_lib, as far as verdicts depend on it."""
    return Library(Path(course_lib.__file__).parents[1], course_lib.__name__, judges_nothing)


@cache
def _examining() -> list[str]:
    """What runs an answer and its test, the versions of what they compute with, and Python's."""
    everything = Library(Path(course_lib.__file__).parents[1], course_lib.__name__)
    roots = list(everything.definition(verification.__name__, verification.verify.__name__))
    for path in sorted(SANDBOX.glob("*.py")):
        roots += everything.whole(f"course_lib.instructor.sandbox.{path.stem}")
    versions = [f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES]
    return [*everything.reached(roots), *versions, "Python {}.{}".format(*sys.version_info)]
