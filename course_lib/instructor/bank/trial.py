"""An answer put in the place of the reference answer, and the test of its exercise run on it."""

import io
import linecache
import warnings
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field

from course_lib.checking.unwritten import not_written_message, told, unwritten
from course_lib.checks import CheckError
from course_lib.instructor.source.cells import Cell, split_test
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.names import bound_names, free_names
from course_lib.parts import refuse_failed_parts


@dataclass(frozen=True)
class Trial:
    """What a test says of an answer: nothing (it passed), or a message and the id of its hint.

    unwritten: the stub that was called, a function, method or class that an exercise asks for; "" if none was.
    parts: of a test in parts, whether each passed, by its name.
    """

    passed: bool
    message: str = ""
    hint: str | None = None  # of an exception that is no check: its class
    unwritten: str = ""
    parts: Mapping[str, bool] = field(default_factory=dict, compare=False)


def try_answer(lesson: Lesson, exercise: str, source: str) -> Trial:
    """Run the test of `exercise`, visible and hidden parts, with `source` as its answer cell.

    Other exercises that the test or the answer uses have their reference answers.
    """
    silence = io.StringIO()  # what it prints, and its progress bars
    with warnings.catch_warnings(), redirect_stdout(silence), redirect_stderr(silence):
        warnings.simplefilter("ignore")  # a wrong answer may overflow: its hint is what is asked
        return _try_answer(lesson, exercise, source)


def _try_answer(lesson: Lesson, exercise: str, source: str) -> Trial:
    test = next(found.test for found in lesson.exercises if found.name == exercise)
    namespace = {"__name__": "__main__"}
    _run(lesson.setup.source, f"<{lesson.name} setup>", namespace)
    try:
        for cell in needed_answers(lesson, exercise, source, test):
            _run(source if cell.exercise == exercise else cell.source, f"<{lesson.name} {cell.exercise}>", namespace)
        for number, segment in enumerate(split_test(test.source)):
            _run(segment.source, f"<{lesson.name} test of {exercise}, part {number}>", namespace)
        refuse_failed_parts()
    except CheckError as error:
        return Trial(False, str(error), error.hint_id)
    except NotImplementedError as error:
        stub = unwritten(error)
        if is_stub_of(lesson, stub):
            return Trial(False, not_written_message(stub), type(error).__name__, stub)
        return Trial(False, told(error), type(error).__name__)
    except Exception as error:  # whatever an answer raises is what is asked here
        return Trial(False, f"{type(error).__name__}: {error}", type(error).__name__)
    return Trial(True)


def is_stub_of(lesson: Lesson, name: str) -> bool:
    """Is this function, method or class (its qualified name) what an exercise asks for, or a part of it?"""
    return "<locals>" not in name and name.partition(".")[0] in {exercise.name for exercise in lesson.exercises}


def needed_answers(lesson: Lesson, exercise: str, source: str, test: Cell) -> list[Cell]:
    """The answer cells that a test needs, directly or through other answers, in the lesson's order."""
    defined_by = {name: cell for cell in _answers(lesson) for name in bound_names(cell.source)}
    needed, names = {exercise}, {*free_names(test.source), *free_names(source)}
    while names:
        cell = defined_by.get(names.pop())
        if cell is not None and cell.exercise is not None and cell.exercise not in needed:
            needed.add(cell.exercise)
            names |= free_names(cell.source)
    return [cell for cell in _answers(lesson) if cell.exercise in needed]


def _answers(lesson: Lesson) -> list[Cell]:
    return [found.answer for found in lesson.exercises]


def _run(source: str, filename: str, namespace: dict) -> None:
    """Execute a cell, its source known to `inspect` and to tracebacks as in a notebook."""
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    exec(compile(source, filename, "exec"), namespace)
