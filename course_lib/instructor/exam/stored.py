"""The exams that stand in a folder, read again from its exam.json files."""

import json
from pathlib import Path
from typing import Any

from course_lib.exact import NotExactError, plain
from course_lib.exam.difficulty import Difficulty
from course_lib.exam.drawing import VERSION, Exam, ExamError, Question
from course_lib.exam.known_families import known_families
from course_lib.instructor.exam.class_folder import EXAM, KEYS


def read_exams(folder: Path) -> dict[str, Exam]:
    """The exams in a folder by the names of the folders of their keys. Raises ExamError."""
    paths = sorted((folder / KEYS).glob(f"*/{EXAM}")) if folder.is_dir() else []
    if not paths:
        raise ExamError(f"{folder} holds no exams: a folder that `course exam new` wrote was expected")
    exams = {path.parent.name: read_exam(path) for path in paths}
    names = sorted({exam.name for exam in exams.values()})
    if len(names) > 1:
        raise ExamError(f"{folder} holds several exams: {', '.join(names)}")
    return exams


def read_exam(path: Path) -> Exam:
    """One exam. Raises ExamError if the file is none, or has a number that is not exact."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"), parse_float=_refuse, parse_constant=_refuse)
        if told["version"] != VERSION:
            raise ExamError(f"{path}: version {told['version']!r}, expected {VERSION}")
        questions = tuple(_question(one) for one in told["questions"])
        exam = Exam(told["exam"], told["seed"], told["student"], questions)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ExamError(f"{path} is no exam: {type(error).__name__}: {error}") from error
    if told["student_seed"] != exam.student_seed:
        raise ExamError(f"{path}: the student's seed is {told['student_seed']}, expected {exam.student_seed}")
    return exam


def _question(told: dict[str, Any]) -> Question:
    if told["family"] not in known_families():
        raise ValueError(f"there is no family {told['family']!r}")
    for value in (told["parameters"], told["key"]):
        _check_lowest_terms(value)
    told = {name: value for name, value in told.items() if name != "difficulty"} | {
        "difficulty": Difficulty(**told["difficulty"])
    }
    return Question(**told)


def _check_lowest_terms(value: Any) -> None:
    """Raise ValueError if a number is not written in its shortest form."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            _check_lowest_terms(item)
        return
    try:
        shortest = plain(value)
    except NotExactError:
        if isinstance(value, str):
            return  # a word
        raise
    if shortest != value or type(shortest) is not type(value):
        raise ValueError(f"{value!r} is not in lowest terms")


def _refuse(text: str) -> None:
    raise ValueError(f"the number {text} is not exact")
