"""A class of demo submissions of a lesson: right, wrong, unanswered and broken ones, always the same."""

import json
import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course_lib.instructor.bank.bank import Bank, read_bank
from course_lib.instructor.source.cells import BEGIN_SOLUTION, END_SOLUTION
from course_lib.instructor.source.course import Course
from course_lib.instructor.source.lesson import Lesson

SEED = 2024
STUDENTS = tuple(
    "ada alan amina anton bela chloe daria david elif emil farid fatou greta hugo ines ivan jana kofi lea luca "  # noqa: SIM905
    "maria mehdi nora omar paula rosa samir sofia tariq yuki".split()
)
HONEST = "honest"  # an intact notebook, whatever its answers are


@dataclass(frozen=True)
class DemoSubmission:
    """One submission of the demo class. `kind` is HONEST or how it is broken. path: None if nothing was handed in."""

    student: str
    lesson: str
    kind: str
    path: Path | None


def make_class(course: Course, lessons: list[Lesson], submitted: Path) -> list[DemoSubmission]:
    """Write the demo class of some lessons into `submitted`. The same lessons give the same bytes.

    Raises FileNotFoundError if a lesson was not built, BankError if it has no bank.
    """
    return [made for lesson in lessons for made in _make_lesson(course, lesson, submitted)]


def _make_lesson(course: Course, lesson: Lesson, submitted: Path) -> list[DemoSubmission]:
    chance = random.Random(f"{SEED} {lesson.name}")
    released = nbformat.read(course.notebooks / lesson.name / f"{lesson.name}.ipynb", as_version=4)
    bank = read_bank(lesson)
    broken = dict(zip(chance.sample(STUDENTS, len(BREAKERS)), BREAKERS, strict=True))
    made = []
    for student in STUDENTS:
        notebook = _answered(released, lesson, bank, chance)
        kind = broken.get(student, HONEST)
        text = BREAKERS[kind](notebook, lesson) if kind != HONEST else _written(notebook)
        folder = submitted / student
        folder.mkdir(parents=True, exist_ok=True)
        path = None
        if text is not None:
            path = folder / lesson.name / f"{lesson.name}.ipynb"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        made.append(DemoSubmission(student, lesson.name, kind, path))
    return made


def _answered(released: NotebookNode, lesson: Lesson, bank: Bank, chance: random.Random) -> NotebookNode:
    """The released notebook with the answers of a student of some ability, who tires towards the end."""
    notebook, ability = deepcopy(released), chance.betavariate(2.2, 1.1)
    for number, exercise in enumerate(lesson.exercises):
        cell = _cell(notebook, exercise.name)
        right = [answer.source for answer in bank.of(exercise.name) if answer.kind == "right"]
        wrong = [answer.source for answer in bank.of(exercise.name) if answer.kind == "wrong"]
        right.append(_reference(exercise.answer.source))
        tired = 0.25 * number / len(lesson.exercises)
        if chance.random() < ability:
            cell.source = chance.choice(right)
        elif wrong and chance.random() < 0.75 - tired:
            cell.source = chance.choice(wrong)
    return notebook


def _reference(source: str) -> str:
    """The reference answer as somebody might have written it: without the markers."""
    lines = source.splitlines()
    return "\n".join(line for line in lines if line.strip() not in (BEGIN_SOLUTION, END_SOLUTION))


def _cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def _written(notebook: NotebookNode) -> str:
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _middle_test(notebook: NotebookNode) -> NotebookNode:
    tests = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    return tests[len(tests) // 2]


def _truncated(notebook: NotebookNode, lesson: Lesson) -> str:
    """The upload broke off."""
    text = _written(notebook)
    return text[: 2 * len(text) // 3]


def _not_handed_in(notebook: NotebookNode, lesson: Lesson) -> None:
    """A student of the class without this lesson."""


def _copied_test(notebook: NotebookNode, lesson: Lesson) -> str:
    """A test cell was copied and pasted below itself."""
    copied = deepcopy(_middle_test(notebook))
    copied.id = f"{copied.id}-again"
    notebook.cells.insert(notebook.cells.index(_middle_test(notebook)) + 1, copied)
    return _written(notebook)


def _deleted_test(notebook: NotebookNode, lesson: Lesson) -> str:
    """A test cell was deleted."""
    notebook.cells.remove(_middle_test(notebook))
    return _written(notebook)


def _edited_test(notebook: NotebookNode, lesson: Lesson) -> str:
    """A test cell was emptied."""
    _middle_test(notebook).source = "pass  # passes now"
    return _written(notebook)


def _newer_marks(notebook: NotebookNode, lesson: Lesson) -> str:
    """A newer nbgrader wrote its marks."""
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.schema_version = 4
    return _written(notebook)


def _foreign_kernel(notebook: NotebookNode, lesson: Lesson) -> str:
    """The student's own environment had another kernel."""
    notebook.metadata.kernelspec = {"display_name": "Python (deep)", "language": "python", "name": "conda-env-deep-py"}
    return _written(notebook)


def _skipping(notebook: NotebookNode, lesson: Lesson) -> str:
    """Tests tagged so that tools do not run them."""
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata.tags = ["skip-execution"]
    return _written(notebook)


BREAKERS: dict[str, Callable[[NotebookNode, Lesson], str | None]] = {
    "truncated": _truncated,
    "missing": _not_handed_in,
    "copied test": _copied_test,
    "deleted test": _deleted_test,
    "edited test": _edited_test,
    "schema_version 4": _newer_marks,
    "foreign kernelspec": _foreign_kernel,
    "skip-execution": _skipping,
}
