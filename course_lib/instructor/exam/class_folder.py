"""The folder of a class's exams: what is handed out, and apart from it the keys.

students/{student}/{name}/{name}.ipynb, students/{student}/{name}.html
keys/{student}/exam.json, keys/{student}/key.html
summary.csv
"""

import csv
import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import nbformat

from course_lib.exam.difficulty import Difficulty
from course_lib.exam.drawing import Asked, Exam, ExamError, draw_exam
from course_lib.instructor.build.build import make_release
from course_lib.instructor.exam.exam_lesson import exam_lesson
from course_lib.instructor.exam.papers import key_page, paper
from course_lib.instructor.exam.promises import broken_promises
from course_lib.instructor.writing.plain_text import to_spreadsheet

STUDENTS, KEYS, SUMMARY = "students", "keys", "summary.csv"
EXAM, KEY_PAGE = "exam.json", "key.html"
COLUMNS = ("student", "question", "family", *Difficulty.__annotations__)
ALONE = 40  # exams that one process makes before others are worth their start

Task = TypeVar("Task")
Made = TypeVar("Made")
Files = dict[str, bytes]  # by their paths inside the folder


@dataclass(frozen=True)
class Written:
    """What was written. draws: how many each question took, over all students, by its id."""

    exams: list[Exam]
    draws: Counter[str]
    files: int


def write_class(folder: Path, name: str, seed: int, students: Sequence[str], asked: Sequence[Asked]) -> Written:
    """Draw and write the exams of a class.

    Raises ExamError, with nothing written, if a promise does not hold, or if the folder holds anything else than a part
    of the same exams.
    """
    with processes(len(students)) as pool:
        exams = each(_drawn, [(name, seed, student, tuple(asked)) for student in students], pool)
        if broken := broken_promises(exams):
            raise ExamError("nothing was written, as not all would be equally hard:\n" + "\n".join(broken))
        files = {path: content for some in each(files_of, exams, pool) for path, content in some.items()}
    _check_folder(folder, files)
    files[SUMMARY] = summary(exams).encode()
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    draws = Counter[str]()
    for exam in exams:
        draws.update({question.id: question.draws for question in exam.questions})
    return Written(exams, draws, len(files))


@contextmanager
def processes(count: int) -> Iterator[ProcessPoolExecutor | None]:
    """Processes for so many exams, one for each core; None if they are so few that this one is sooner done."""
    if count <= ALONE:
        yield None
        return
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        yield pool


def each(function: Callable[[Task], Made], tasks: Sequence[Task], pool: ProcessPoolExecutor | None) -> list[Made]:
    """What a function of a module makes of each task, in order."""
    return list(map(function, tasks) if pool is None else pool.map(function, tasks, chunksize=4))


def _drawn(task: tuple[str, int, str, tuple[Asked, ...]]) -> Exam:
    return draw_exam(*task)


def files_of(exam: Exam) -> Files:
    """The files of a student's exam."""
    own, keys, name = f"{STUDENTS}/{exam.student}", f"{KEYS}/{exam.student}", exam.name
    return {
        f"{own}/{name}/{name}.ipynb": notebook(exam),
        f"{own}/{name}.html": paper(exam).encode(),
        f"{keys}/{EXAM}": exam_text(exam).encode(),
        f"{keys}/{KEY_PAGE}": key_page(exam).encode(),
    }


def notebook(exam: Exam) -> bytes:
    """The notebook that is handed out: nothing of the key stands in it."""
    released = make_release(exam_lesson(exam, Path(EXAM)))
    return (nbformat.writes(released, version=4, indent=1, sort_keys=True).rstrip("\n") + "\n").encode()


def exam_text(exam: Exam) -> str:
    """exam.json."""
    return json.dumps(exam.as_json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def summary(exams: Sequence[Exam]) -> str:
    """summary.csv: how hard each question of each student is, in the order of the students' names."""
    text = io.StringIO()
    lines = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    lines.writeheader()
    for exam in sorted(exams, key=lambda exam: exam.student):
        for question in exam.questions:
            head = {"student": to_spreadsheet(exam.student), "question": question.id, "family": question.family}
            lines.writerow(head | question.difficulty.columns())
    return text.getvalue()


def _check_folder(folder: Path, files: Files) -> None:
    """Raise ExamError if the folder holds what is not made now: keys that somebody may still need are not lost."""
    if folder.exists() and not folder.is_dir():
        raise ExamError(f"{folder} is no folder")
    there = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    for path in there:
        inside = path.relative_to(folder).as_posix()
        if inside == SUMMARY:
            continue
        if inside not in files:
            raise ExamError(f"{folder} holds {inside}, which is not of this exam: name a new folder")
        if path.read_bytes() != files[inside]:
            raise ExamError(f"{folder} holds another {inside}, which may have been handed out: name a new folder")
