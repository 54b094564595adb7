"""Mend a submission: the student's own cells, with the lesson's setup and tests put back in their places.

Every change is told to the student in a sentence. Nothing here runs code.
"""

from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from course_lib.instructor.grading.intake.answer_cells import (
    PossibleAnswer,
    choose_answer,
    defines,
    is_stub,
    may_define_unseen,
)
from course_lib.instructor.grading.intake.found_cells import FoundCell, found_cells, told_tags
from course_lib.instructor.grading.intake.placement import TestMarker, place_tests
from course_lib.instructor.grading.intake.repairs import Repair
from course_lib.instructor.source.identity import cell_ids
from course_lib.instructor.source.lesson import KERNELSPEC, Lesson
from course_lib.instructor.source.reference import Reference, reference


@dataclass(frozen=True)
class Repaired:
    """A notebook that can be graded: its setup and test cells are the lesson's, with the hidden tests.

    repairs: what was changed, told to the student.  gone: exercises whose answer cell is not there any more.
    """

    notebook: NotebookNode
    repairs: tuple[Repair, ...]
    gone: frozenset[str]


def repair(notebook: NotebookNode, lesson: Lesson) -> Repaired:
    """Mend what a student (or a tool) did to a notebook of `lesson`. Returns new cells without outputs."""
    known = reference(lesson)
    cells, notes = found_cells(notebook, known)
    notes += _about_the_notebook(notebook)
    notes += _about_tags(cells, known)
    notes += _about_locked_cells(cells, known)
    own = _own_cells(cells, known)
    notes += _one_cell_for_each_question(own, known)
    answers, gone = {}, set()
    for exercise in lesson.exercises:
        possible = _possible_answers(own, exercise.name, known)
        chosen, dropped, said = choose_answer(exercise.name, possible, known.released_source(exercise.name))
        notes += said
        own = [cell for cell in own if not any(cell is other for other in dropped)]
        if chosen is None or is_stub(chosen.source, known.released_source(exercise.name)):
            notes += _about_unseen(own, exercise.name)
        elif chosen.grade_id not in (None, exercise.name):
            chosen = _stand_in(own, chosen, exercise.name)
        if chosen is None:
            gone.add(exercise.name)
        else:
            answers[exercise.name] = chosen
    if not answers and not any(cell.grade_id for cell in cells):
        text = f"No cell of {lesson.name} was found: is this the notebook of another lesson?"
        notes = [Repair("other-lesson", text)]
    placed, said = place_tests(lesson, own, answers)
    built = _notebook(placed, answers, known)
    return Repaired(built, tuple(dict.fromkeys([*notes, *said])), frozenset(gone))


def _about_the_notebook(notebook: NotebookNode) -> list[Repair]:
    metadata = notebook.get("metadata")
    kernelspec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    name = kernelspec.get("name") if isinstance(kernelspec, dict) else None
    if name != KERNELSPEC["name"]:
        asked = f"for the kernel {str(name)[:60]!r}" if name else "for no kernel"
        return [Repair("kernel", f"The notebook was {asked}: it was run with the course's Python.")]
    return []


def _about_tags(cells: list[FoundCell], known: Reference) -> list[Repair]:
    lesson_tags = {tag for cell in known.lesson.cells for tag in cell.tags}
    tags = dict.fromkeys(tag for cell in cells for tag in told_tags(cell) if tag not in lesson_tags)
    texts = (f"The tag {tag!r}, which keeps a cell from being run or compared, was removed." for tag in tags)
    return [Repair("tag", text) for text in texts]


def _about_locked_cells(cells: list[FoundCell], known: Reference) -> list[Repair]:
    """What is said of the setup cell and the tests: all of them are replaced by the lesson's own."""
    notes = []
    for grade_id, kind in known.grade_ids.items():
        if kind not in ("setup", "test"):
            continue
        name = "the setup cell" if kind == "setup" else f"the test cell {grade_id}"
        copies = [cell for cell in cells if cell.grade_id == grade_id]
        if not copies:
            notes.append(Repair("gone", f"{name.capitalize()} was gone: it was put back."))
        if len(copies) > 1:
            notes.append(Repair("copied", f"{name.capitalize()} was there {len(copies)} times: it was run once."))
        if any(_normal(cell.source) != _normal(known.released_source(grade_id)) for cell in copies):
            notes.append(Repair("edited", f"{name.capitalize()} had been edited: the lesson's own was run."))
    return notes


def _normal(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _own_cells(cells: list[FoundCell], known: Reference) -> list[FoundCell | TestMarker]:
    """The student's cells, and a mark where each test stood. An answer written into a locked cell is kept."""
    own: list[FoundCell | TestMarker] = []
    for cell in cells:
        locked = cell.grade_id if cell.kind in ("setup", "test") else None
        if locked is not None and _holds_an_answer(cell.source, locked, known):
            own.append(FoundCell("code", cell.source, None, {}))
        if locked is not None and cell.kind == "test":
            own.append(TestMarker(locked.removeprefix("test_")))
        elif cell.kind != "setup":
            own.append(cell)
    return own


def _one_cell_for_each_question(own: list[FoundCell | TestMarker], known: Reference) -> list[Repair]:
    """Let each question have one cell with its answer in words: of several the last with an answer, else a new one."""
    notes = []
    for question in known.lesson.questions:
        copies = [cell for cell in own if isinstance(cell, FoundCell) and cell.grade_id == question.name]
        stub = known.released_source(question.name)
        answered = [cell for cell in copies if not is_empty(cell.source, stub)]
        chosen = next(reversed(answered or copies), None)
        for cell in copies:
            if cell is not chosen:
                cell.grade_id = cell.kind = None
        if len(answered) > 1:
            text = f"The question {question.name} was answered {len(answered)} times: the last answer counts."
            notes.append(Repair("copied", text))
        if chosen is None:
            own.append(FoundCell("markdown", stub, None, {}, grade_id=question.name, kind="written"))
            notes.append(Repair("gone", f"The cell of the question {question.name} was gone."))
    return notes


def is_empty(source: str, stub: str) -> bool:
    """Is there no answer in words, but at most what was handed out?"""
    return source.strip() in ("", stub.strip())


def _holds_an_answer(source: str, grade_id: str, known: Reference) -> bool:
    names, released = [found.name for found in known.lesson.exercises], known.released_source(grade_id)
    return source != released and any(defines(source, name) and not defines(released, name) for name in names)


def _possible_answers(own: list[FoundCell | TestMarker], exercise: str, known: Reference) -> list[PossibleAnswer]:
    """The cells that may hold the answer: marked as it, or written by the student and binding its name."""
    shipped = {_normal(cell.source) for cell in known.lesson.cells if cell.kind == "code"}
    tests = [n for n, cell in enumerate(own) if isinstance(cell, TestMarker) and cell.exercise == exercise]
    test_at = tests[0] if tests else len(own)
    possible = []
    for position, cell in enumerate(own):
        if isinstance(cell, TestMarker):
            continue
        marked = cell.grade_id == exercise
        free = cell.cell_type == "code" and _normal(cell.source) not in shipped
        if marked or (free and defines(cell.source, exercise)):
            possible.append(PossibleAnswer(cell, marked, before_test=position < test_at))
    return possible


def _stand_in(own: list[FoundCell | TestMarker], chosen: FoundCell, exercise: str) -> FoundCell:
    """The cell of an exercise that is answered in the cell of another one: it says so, and stands below that."""
    made = FoundCell("code", f"# {exercise} is answered in the cell of {chosen.grade_id}.", None, {})
    own.insert(next(n for n, cell in enumerate(own) if cell is chosen) + 1, made)
    return made


def _about_unseen(own: list[FoundCell | TestMarker], exercise: str) -> list[Repair]:
    """If a cell might make the answer by `exec`, `globals()` or `import *`: that it was not looked for there."""
    cells = [cell for cell in own if isinstance(cell, FoundCell) and cell.cell_type == "code"]
    if any(cell.grade_id != exercise and may_define_unseen(cell.source, exercise) for cell in cells):
        text = f"{exercise} was not looked for in what exec, globals() or import * may have made: that is not seen."
        return [Repair("unseen", text)]
    return []


def _notebook(placed: list, answers: dict[str, FoundCell], known: Reference) -> NotebookNode:
    """The mended notebook: `placed` (cells, tests, names of exercises that are gone) with setup as its first code."""
    exercise_of = {id(cell): exercise for exercise, cell in answers.items()}
    cells, code = [], [n for n, item in enumerate(placed) if getattr(item, "cell_type", "code") == "code"]
    for number, item in enumerate(placed):
        if number == code[0]:
            cells.append(known.cell("setup"))
        if isinstance(item, TestMarker):
            cells.append(known.cell(f"test_{item.exercise}"))
        elif isinstance(item, str):
            cells.append(known.cell(item))
        elif id(item) in exercise_of:
            answer = known.cell(exercise_of[id(item)])
            answer.source = item.source
            cells.append(answer)
        elif item.kind == "written":
            cells.append(known.cell(item.grade_id))
            cells[-1].source = item.source
            if item.attachments:
                cells[-1].attachments = item.attachments
        else:
            cells.append(_plain(item))
    _name_cells(cells, known)
    built = nbformat.v4.new_notebook(cells=cells)
    built.metadata = nbformat.from_dict({"kernelspec": KERNELSPEC, "language_info": {"name": "python"}})
    nbformat.validate(built)
    return built


def _plain(cell: FoundCell) -> NotebookNode:
    made = NotebookNode(cell_type=cell.cell_type, metadata=NotebookNode(), id=cell.id or "none", source=cell.source)
    if cell.cell_type == "code":
        made.update(execution_count=None, outputs=[])
    elif cell.attachments:  # the format gives none to code
        made.attachments = cell.attachments
    return made


def _name_cells(cells: list[NotebookNode], known: Reference) -> None:
    """Give every cell an id of its own: the lesson's cells keep theirs, a student's cell keeps the first of two."""
    graded = {cell.id for cell in known.full.cells if "nbgrader" in cell.metadata}
    taken, fresh = set(graded), cell_ids("student", [None] * len(cells), [cell.source for cell in cells])
    for cell, new in zip(cells, fresh, strict=True):
        if "nbgrader" in cell.metadata:
            continue
        if cell.id in taken or cell.id == "none":
            cell.id = new
        taken.add(cell.id)
