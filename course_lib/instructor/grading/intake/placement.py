"""Where the tests run: below the answers that they need, and where the student had them if that is possible."""

from dataclasses import dataclass

from course_lib.instructor.grading.intake.found_cells import FoundCell
from course_lib.instructor.grading.intake.repairs import Repair
from course_lib.instructor.source.cell_python import UNREADABLE, python_of
from course_lib.instructor.source.lesson import Exercise, Lesson
from course_lib.instructor.source.names import free_names


@dataclass(frozen=True)
class TestMarker:
    """The place of a test cell."""

    __test__ = False  # pytest: no test
    exercise: str


def place_tests(
    lesson: Lesson, own: list[FoundCell | TestMarker], answers: dict[str, FoundCell]
) -> tuple[list[FoundCell | TestMarker | str], list[Repair]]:
    """The cells with each test once, below all answers that it needs; a string stands for an answer that is gone.

    Also says which tests had to be moved.
    """
    placed: list[FoundCell | TestMarker | str] = list(own)
    notes = []
    for exercise in lesson.exercises:
        if exercise.name not in answers:
            placed.insert(_place_of_gone(exercise.name, lesson, placed, answers), exercise.name)
    for exercise in lesson.exercises:
        needed = _needed(exercise, lesson, answers)
        marker = TestMarker(exercise.name)
        lowest = max(_position(name, placed, answers) for name in needed)
        valid = [n for n, item in enumerate(placed) if item == marker and n > lowest]
        had_place = marker in placed
        kept = valid[0] if valid else None
        if kept is None and had_place:
            text = f"The test cell test_{exercise.name} stood above what it tests: it was moved down."
            notes.append(Repair("moved", text))
        before = [item for n, item in enumerate(placed) if n <= lowest and item != marker]
        if kept is not None:
            placed = [item for n, item in enumerate(placed) if item != marker or n == kept]
        else:
            after = [item for n, item in enumerate(placed) if n > lowest and item != marker]
            placed = [*before, marker, *after]
    return placed, notes


def _place_of_gone(exercise: str, lesson: Lesson, placed: list, answers: dict[str, FoundCell]) -> int:
    """Above its test if that is there, else below the answer before it in the lesson, else at the top."""
    if TestMarker(exercise) in placed:
        return placed.index(TestMarker(exercise))
    names = [found.name for found in lesson.exercises]
    before = [_position(name, placed, answers) for name in names[: names.index(exercise)]]
    return max(before, default=-1) + 1


def _position(exercise: str, placed: list, answers: dict[str, FoundCell]) -> int:
    target = answers.get(exercise, exercise)
    return next(n for n, item in enumerate(placed) if item is target or (item == target and isinstance(item, str)))


def _needed(exercise: Exercise, lesson: Lesson, answers: dict[str, FoundCell]) -> set[str]:
    """The exercises whose answers a test calls, directly or through other answers."""
    exercises = {found.name for found in lesson.exercises}
    needed, names = set(), {exercise.name} | _names(exercise.test.source)
    while names:
        name = names.pop()
        if name in exercises and name not in needed:
            needed.add(name)
            names |= _names_in(name, answers)
    return needed


def _names_in(exercise: str, answers: dict[str, FoundCell]) -> frozenset[str]:
    return _names(answers[exercise].source) if exercise in answers else frozenset()


def _names(source: str) -> frozenset[str]:
    try:
        return free_names(python_of(source))
    except UNREADABLE:  # an answer that is not Python needs nothing
        return frozenset()
