"""A folder of exams, held against what a class is promised: everything is worked out again from the files alone."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from course_lib.exact import NotExactError, number
from course_lib.exam.difficulty import difficulty
from course_lib.exam.drawing import (
    Asked,
    Exam,
    ExamError,
    Question,
    draw_question,
    first_broken,
    make_question,
)
from course_lib.exam.known_families import known_families
from course_lib.instructor.exam.class_folder import EXAM, KEYS, STUDENTS, SUMMARY, each, files_of, processes, summary
from course_lib.instructor.exam.promises import broken_promises

LEAST_LINES = 2  # of a solution


def faults_in(folder: Path, exams: Mapping[str, Exam]) -> list[str]:
    """What does not hold in a folder with these exams, by the names of the folders of their keys: a line for each."""
    faults = [
        f"{KEYS}/{name}/{EXAM}: is the exam of {one.student}" for name, one in exams.items() if name != one.student
    ]
    with processes(len(exams)) as pool:
        told = each(_faults_of, [(folder, exam) for exam in exams.values()], pool)
    faults += [fault for some in told for fault in some]
    in_order = sorted(exams.values(), key=lambda exam: exam.student)
    faults += broken_promises(in_order)
    path = folder / SUMMARY
    if not path.is_file() or path.read_text(encoding="utf-8") != summary(in_order):
        faults.append(f"{SUMMARY}: is not what the exams say")
    return faults + list(_strays(folder, in_order))


def _faults_of(task: tuple[Path, Exam]) -> list[str]:
    """What does not hold for one student."""
    folder, exam = task
    faults = [f"{exam.student} {q.id}: {what}" for n, q in enumerate(exam.questions, 1) for what in _wrong(exam, n, q)]
    return faults + list(_changed_files(folder, exam))


def _wrong(exam: Exam, place: int, question: Question) -> Iterator[str]:
    family, asked = known_families()[question.family], Asked(question.family, question.points)
    parameters, key = question.parameters, question.key
    try:
        right = family.key(parameters)
        found = difficulty(parameters, right, family.zones(parameters))
        broken = first_broken(family, parameters, right, found)
        made = make_question(f"q{place}", asked, parameters, right, found)
        drawn = draw_question(asked, exam.seed, exam.student_seed, place)
    except (ValueError, KeyError, TypeError, IndexError, ExamError) as error:
        yield f"it cannot be worked out again: {type(error).__name__}: {error}"
        return
    if key != right:
        yield f"its key is {key}, which is not right: {right}"
    if broken:
        yield f"it breaks a rule: {broken}"
    if drawn.parameters != parameters:
        yield "its parameters are not what the seed draws"
    if question.difficulty != found:
        yield f"its difficulty is {found.columns()}, not what is told"
    for text in ("id", "statement", "latex", "solution"):
        if getattr(question, text) != getattr(made, text):
            yield f"its {text} is not that of these parameters"
    if len(question.solution) < LEAST_LINES:
        yield "its solution has less than two lines"
    for text in ("statement", "latex"):
        missing = _sizes(parameters) - set(re.findall(r"\d+", getattr(question, text)))
        if missing:
            yield f"its {text} does not tell {', '.join(sorted(missing))}"


def _sizes(value: Any) -> set[str]:
    """The digits of all numbers in the parameters that a statement must tell: 0 and 1 may be unsaid."""
    if isinstance(value, dict | list):
        return set[str]().union(*map(_sizes, value.values() if isinstance(value, dict) else value))
    try:
        found = number(value)
    except NotExactError:
        return set()  # a word
    return {str(abs(found.numerator)), str(found.denominator)} - {"0", "1"}


def _changed_files(folder: Path, exam: Exam) -> Iterator[str]:
    """Files that are not there, or are not what is made of the exam; and what of a key students could read."""
    for inside, content in files_of(exam).items():
        path = folder / inside
        if not path.is_file():
            yield f"{inside}: is missing"
        elif path.read_bytes() != content:
            yield f"{inside}: is not what is made of {KEYS}/{exam.student}/{EXAM}"
        if inside.startswith(f"{STUDENTS}/") and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            if any(line in text for question in exam.questions for line in question.solution):
                yield f"{inside}: holds a line of a solution"


def _strays(folder: Path, exams: Sequence[Exam]) -> Iterator[str]:
    """Files among what is handed out that are of no exam."""
    ours = {f"{STUDENTS}/{exam.student}/{exam.name}/{exam.name}.ipynb" for exam in exams}
    ours |= {f"{STUDENTS}/{exam.student}/{exam.name}.html" for exam in exams}
    for path in sorted((folder / STUDENTS).rglob("*")):
        inside = path.relative_to(folder).as_posix()
        if path.is_file() and inside not in ours:
            yield f"{inside}: is of no exam, and would be handed out"
