"""Which of the faults of `wrappers` an exercise can have, and the faulty answers."""

import ast
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from course_lib.instructor.cells import split_test
from course_lib.instructor.lesson import Exercise, Lesson
from course_lib.instructor.mutation.mutants import Mutant
from course_lib.instructor.mutation.wrappers import QUESTION
from course_lib.instructor.trial import Trial

IMPORT = "from course_lib.instructor.mutation import wrappers as faults"
FAULT = "fault"  # the name of the answer that a faulty answer is made of
Try = Callable[[Lesson, str, str], Trial]


@dataclass(frozen=True)
class Seen:
    """What the test of an exercise does with the answer."""

    calls: int
    visible_calls: int
    arguments: dict[int, dict[str, Any]]
    parts: list[str]


def faults_of(lesson: Lesson, exercise: Exercise, try_answer: Try) -> list[Mutant]:
    """The faulty answers of an exercise. Of a class without a method `forward` there are none."""
    seen = observe(lesson, exercise, try_answer)
    if seen is None:
        return []
    source = exercise.answer.source
    return [Mutant("fault", name, wrapped(exercise, source, call), source) for name, call in _faults(exercise, seen)]


def observe(lesson: Lesson, exercise: Exercise, try_answer: Try) -> Seen | None:
    """Run the test on the reference answer and see what it is called with; None if it is never called.

    Of a class, what its method `forward` is called with, the object being argument number 0.
    """
    if _method(exercise) is None and not _is_function(exercise):
        return None
    everything = _ask(lesson, exercise, exercise.test.source, try_answer)
    visible = "\n".join(part.source for part in split_test(exercise.test.source) if not part.hidden)
    if not everything["calls"]:
        return None
    return Seen(
        everything["calls"],
        _ask(lesson, exercise, visible, try_answer)["calls"],
        {int(place): found for place, found in everything["arguments"].items()},
        everything["parts"],
    )


def _ask(lesson: Lesson, exercise: Exercise, test: str, try_answer: Try) -> dict[str, Any]:
    asked = f"{exercise.name}.{_method(exercise)}" if _method(exercise) else exercise.name
    asking = f'{test}\nraise RuntimeError("seen: " + {asked}({QUESTION!r}))\n'
    cells = tuple(replace(cell, source=asking) if cell is exercise.test else cell for cell in lesson.cells)
    probed = wrapped(exercise, exercise.answer.source, "probe({})")
    trial = try_answer(Lesson(lesson.path, cells), exercise.name, probed)
    _, found, told = trial.message.partition("seen: ")
    if not found:
        raise ValueError(f"{lesson.name} {exercise.name}: the reference answer is refused: {trial.message}")
    return json.loads(told)


def _is_function(exercise: Exercise) -> bool:
    return isinstance(_definition(exercise, exercise.answer.source), ast.FunctionDef)


def _method(exercise: Exercise) -> str | None:
    """The method that stands for a class: `forward`, if it has one."""
    found = _definition(exercise, exercise.answer.source)
    methods = [part.name for part in getattr(found, "body", []) if isinstance(part, ast.FunctionDef)]
    return "forward" if isinstance(found, ast.ClassDef) and "forward" in methods else None


def _definition(exercise: Exercise, source: str) -> ast.stmt:
    return next(found for found in ast.parse(source).body if getattr(found, "name", None) == exercise.name)


def wrapped(exercise: Exercise, source: str, call: str) -> str:
    """An answer cell with its answer in a wrapper, before what the cell gives beside the definition.

    call: of a function in `wrappers`, with {} in the place of the answer; of a class, of its method.
    """
    name, method = exercise.name, _method(exercise)
    if method:
        call = f"in_method({{}}, {method!r}, lambda method: faults.{call.format('method')})"
    definition = _definition(exercise, source)
    lines = source.splitlines()
    end = definition.end_lineno
    while end < len(lines) and lines[end].startswith((" ", "#")):  # the comment that ends the solution
        end += 1
    return "\n".join([*lines[:end], f"\n\n{IMPORT}\n\n{name} = faults.{call.format(name)}", *lines[end:]])


def _faults(exercise: Exercise, seen: Seen) -> Iterator[tuple[str, str]]:
    """Pairs (what is wrong, the wrapper's call)."""
    first = 1 if _method(exercise) else 0  # argument number 0 of a method is the object
    arguments = {place: found for place, found in seen.arguments.items() if place >= first}
    for place, found in arguments.items():
        number = place + 1 - first
        if {"array", "integers", "arrays", "list", "dict"} & set(found["kinds"]):
            yield f"changes its argument number {number}", f"changes_argument({{}}, {place})"
        if "module" in found["kinds"]:
            yield f"changes the weights of its argument number {number}", f"changes_weights({{}}, {place})"
        if "Generator" in found["kinds"]:
            yield "uses a generator of its own", f"ignores_generator({{}}, {place})"
    if any(max(found["axes"], default=0) >= 2 for found in arguments.values()):
        yield "right for square matrices alone", "only_square({})"
        yield "right for matrices of one row alone", "only_one_row({})"
        yield "right for matrices that lie row by row in memory alone", "only_contiguous({})"
    if any({"array", "integers"} & set(found["kinds"]) and 1 in found["axes"] for found in arguments.values()):
        yield "right for sorted vectors alone", "only_sorted({})"
    if any(word in exercise.answer.source for word in ("exp(", "tanh(", "sigmoid(", "softmax(", "expm1(")):
        yield "right unless a number is large", "only_small({})"
    if arguments:
        yield "right the first time alone", "only_first_call({})"
        yield "right for the arguments of the visible tests alone", f"only_first_arguments({{}}, {seen.visible_calls})"
        yield "gives its first argument back", f"gives_argument({{}}, {first})"
    yield "uses the global random state", "uses_global_randomness({})"
    for part, kind in enumerate(seen.parts):
        yield from _faults_of_part(kind, part if len(seen.parts) > 1 else None)


def _faults_of_part(kind: str, part: int | None) -> Iterator[tuple[str, str]]:
    if kind not in ("array", "integers", "float", "int"):
        return
    of, number = ("", "") if part is None else (f" as part {part + 1}", f", {part}")
    yield f"gives zeros{of}", f"gives({{}}, faults.zeros{number})"
    yield f"gives one axis more{of}", f"gives({{}}, faults.one_axis_more{number})"
    yield f"gives complex numbers{of}", f"gives({{}}, faults.complex_numbers{number})"
    if kind in ("array", "float"):
        yield f"is one per mille off{of}", f"gives({{}}, faults.one_per_mille_off{number})"
        yield f"drops the decimals{of}", f"gives({{}}, faults.without_decimals{number})"
        yield f"gives half precision{of}", f"gives({{}}, faults.half_precision{number})"
