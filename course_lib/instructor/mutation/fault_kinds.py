"""Which of the faults of `wrappers` and `ranges` an exercise can have, and the faulty answers."""

import ast
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from course_lib.instructor.bank.trial import Trial
from course_lib.instructor.mutation.mutants import Mutant
from course_lib.instructor.mutation.wrappers import QUESTION
from course_lib.instructor.source.cells import split_test
from course_lib.instructor.source.lesson import Exercise, Lesson

IMPORT = f"from {__package__} import ranges, wrappers as faults"
DECIDING = {"sign", "argmax", "argmin", "max", "maximum", "min", "minimum", "where", "unique", "sort", "argsort"}
OBJECT_FAULTS = (  # of a class
    ("all objects are what the last one is", "ranges.last_object_for_all({})"),
    ("all objects are what the first one is", "ranges.first_object_for_all({})"),
    ("all objects have one list", "ranges.shared_containers({})"),
)
Try = Callable[[Lesson, str, str], Trial]


@dataclass(frozen=True)
class Seen:
    """What the test of an exercise does with the answer."""

    calls: int
    visible_calls: int
    arguments: dict[int, dict[str, Any]]
    parts: list[str]
    shares: list[bool]  # of each part: does it lie between 0 and 1, whenever the test calls?


def faults_of(lesson: Lesson, exercise: Exercise, try_answer: Try, *, in_ranges: bool = True) -> list[Mutant]:
    """The faulty answers of an exercise. Of a class without a method `forward` only those of its objects.

    in_ranges: with those of `ranges` (a training that is judged by its result need not learn from degenerate examples).
    """
    seen, source = observe(lesson, exercise, try_answer), exercise.answer.source
    faults = list(_faults(exercise, seen)) if seen else []
    if seen and in_ranges:
        faults += _range_faults(exercise, seen)
    found = [(name, wrapped(exercise, source, call)) for name, call in faults]
    if not _is_function(exercise):
        found += [(name, _wrapped(exercise, source, call)) for name, call in OBJECT_FAULTS]
    return [Mutant("fault", name, faulty, source) for name, faulty in found]


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
        everything["shares"],
    )


def _ask(lesson: Lesson, exercise: Exercise, test: str, try_answer: Try) -> dict[str, Any]:
    asked = f"{exercise.name}.{_method(exercise)}" if _method(exercise) else exercise.name
    asking = f'{test}\nraise RuntimeError("seen: " + {asked}({QUESTION!r}))\n'
    cells = tuple(replace(cell, source=asking) if cell is exercise.test else cell for cell in lesson.cells)
    probed = wrapped(exercise, exercise.answer.source, "faults.probe({})")
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
    """An answer cell with its answer in a wrapper.

    call: of a function in `wrappers` (`faults`) or `ranges`, with {} in the place of the answer; of a class, of its
    method.
    """
    method = _method(exercise)
    if method:
        call = f"faults.in_method({{}}, {method!r}, lambda method: {call.format('method')})"
    return _wrapped(exercise, source, call)


def _wrapped(exercise: Exercise, source: str, call: str) -> str:
    return f"{source}\n\n\n{IMPORT}\n\n{exercise.name} = {call.format(exercise.name)}"


def _faults(exercise: Exercise, seen: Seen) -> Iterator[tuple[str, str]]:
    """Pairs (what is wrong, the wrapper's call)."""
    first = 1 if _method(exercise) else 0  # argument number 0 of a method is the object
    arguments = {place: found for place, found in seen.arguments.items() if place >= first}
    for place, found in arguments.items():
        number = place + 1 - first
        if {"array", "integers", "arrays", "list", "dict"} & set(found["kinds"]):
            yield f"changes its argument number {number}", f"faults.changes_argument({{}}, {place})"
        if "module" in found["kinds"]:
            yield f"changes the weights of its argument number {number}", f"faults.changes_weights({{}}, {place})"
        if "Generator" in found["kinds"]:
            yield "uses a generator of its own", f"faults.ignores_generator({{}}, {place})"
    if any(max(found["axes"], default=0) >= 2 for found in arguments.values()):
        yield "right for square matrices alone", "faults.only_square({})"
        yield "right for matrices of one row alone", "faults.only_one_row({})"
        yield "right for matrices that lie row by row in memory alone", "faults.only_contiguous({})"
    if any({"array", "integers"} & set(found["kinds"]) and 1 in found["axes"] for found in arguments.values()):
        yield "right for sorted vectors alone", "faults.only_sorted({})"
    if any(word in exercise.answer.source for word in ("exp(", "tanh(", "sigmoid(", "softmax(", "expm1(")):
        yield "right unless a number is large", "faults.only_small({})"
    if arguments:
        yield "right the first time alone", "faults.only_first_call({})"
        yield (
            "right for the arguments of the visible tests alone",
            f"faults.only_first_arguments({{}}, {seen.visible_calls})",
        )
        yield "gives its first argument back", f"faults.gives_argument({{}}, {first})"
    yield "uses the global random state", "faults.uses_global_randomness({})"
    for part, kind in enumerate(seen.parts):
        yield from _faults_of_part(kind, part if len(seen.parts) > 1 else None)


def _faults_of_part(kind: str, part: int | None) -> Iterator[tuple[str, str]]:
    if kind not in ("array", "integers", "float", "int"):
        return
    of, number = ("", "") if part is None else (f" as part {part + 1}", f", {part}")
    yield f"gives zeros{of}", f"faults.gives({{}}, faults.zeros{number})"
    yield f"gives one axis more{of}", f"faults.gives({{}}, faults.one_axis_more{number})"
    yield f"gives complex numbers{of}", f"faults.gives({{}}, faults.complex_numbers{number})"
    if kind in ("array", "float"):
        yield f"is one per mille off{of}", f"faults.gives({{}}, faults.one_per_mille_off{number})"
        yield f"drops the decimals{of}", f"faults.gives({{}}, faults.without_decimals{number})"
        yield f"gives half precision{of}", f"faults.gives({{}}, faults.half_precision{number})"


def _range_faults(exercise: Exercise, seen: Seen) -> Iterator[tuple[str, str]]:
    """Pairs (what is wrong, the call) of `ranges`."""
    first = 1 if _method(exercise) else 0
    arguments = {place: found for place, found in seen.arguments.items() if place >= first}
    of_arrays = [found for found in arguments.values() if {"array", "integers", "arrays"} & set(found["kinds"])]
    axes = {number for found in of_arrays for number in found["axes"]}
    if 1 in axes:
        yield "wrong for vectors of one entry", "ranges.not_one_entry({})"
        yield "wrong if a number stands twice in a vector", "ranges.not_ties({})"
    if axes - {0}:
        yield "wrong if all numbers are negative", "ranges.not_all_negative({})"
        yield "wrong if all numbers are 0", "ranges.not_all_zero({})"
    if max(axes, default=0) >= 2:
        yield "wrong if a row is constant", "ranges.not_constant_row({})"
        yield "wrong if a column is constant", "ranges.not_constant_column({})"
        yield "wrong if a row is 0", "ranges.not_zero_row({})"
        yield "wrong if two rows are equal", "ranges.not_equal_rows({})"
        yield "wrong for matrices of one row", "ranges.not_one_row({})"
        yield "wrong for matrices of one column", "ranges.not_one_column({})"
    if any({"array", "float"} & set(found["kinds"]) for found in arguments.values()) and _decides(
        exercise.answer.source
    ):
        yield "takes small numbers for 0", "ranges.takes_small_for_zero({})"
        yield "takes nearly equal numbers for equal", "ranges.takes_near_for_equal({})"
    for place, found in arguments.items():
        if "float" in found["kinds"]:  # 0 is seldom a number of things
            yield f"wrong if its argument number {place + 1 - first} is 0", f"ranges.not_number_zero({{}}, {place})"
    for part, (kind, share) in enumerate(zip(seen.parts, seen.shares, strict=True)):
        if arguments and kind in ("array", "float"):
            yield from _one_sided(share, part if len(seen.parts) > 1 else None)


def _one_sided(share: bool, part: int | None) -> Iterator[tuple[str, str]]:
    of, number = ("", "") if part is None else (f" as part {part + 1}", f", {part}")
    if not share:
        yield f"gives no negative number{of}", f"faults.gives({{}}, ranges.never_negative{number})"
        yield f"gives no positive number{of}", f"faults.gives({{}}, ranges.never_positive{number})"
        return
    yield f"gives no share below one half{of}", f"faults.gives({{}}, ranges.at_least_half{number})"
    yield f"gives no share above one half{of}", f"faults.gives({{}}, ranges.at_most_half{number})"
    yield f"gives no share of exactly 0{of}", f"faults.gives({{}}, ranges.never_zero{number})"
    yield f"gives no share of exactly 1{of}", f"faults.gives({{}}, ranges.never_one{number})"


def _decides(source: str) -> bool:
    """Does an answer compare numbers, so that nearly equal ones matter?"""
    nodes = list(ast.walk(ast.parse(source)))
    called = {getattr(node.func, "attr", getattr(node.func, "id", "")) for node in nodes if isinstance(node, ast.Call)}
    return bool(called & DECIDING) or any(isinstance(node, ast.Compare) for node in nodes)
