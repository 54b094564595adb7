"""What holds for a class: all are asked equally hard questions, nobody the same, and no key is that of too many."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from course_lib.exam.difficulty import uneven
from course_lib.exam.drawing import Exam, Question
from course_lib.exam.known_families import known_families

SMALL = 5  # students: in a class with fewer a key may be that of anybody
ALWAYS = 2  # students may share a key


def broken_promises(exams: Sequence[Exam]) -> list[str]:
    """What does not hold for these exams of one class, a line for each question and promise."""
    heads = {tuple((q.id, q.family, q.points) for q in exam.questions) for exam in exams}
    if len(heads) > 1:
        return ["the students are not asked the same families of questions for the same points"]
    lines = []
    for questions in zip(*(exam.questions for exam in exams), strict=True):
        students = [exam.student for exam in exams]
        where = f"{questions[0].id}, {questions[0].family}"
        lines += [f"{where}: {what}" for what in _of_question(students, questions)]
    return lines


def _of_question(students: list[str], questions: Sequence[Question]) -> Iterator[str]:
    family = known_families()[questions[0].family]
    yield from uneven([question.difficulty for question in questions], family.largest)
    owners = defaultdict(list)
    for student, question in zip(students, questions, strict=True):
        owners[_text(question.parameters)].append(student)
    for same in owners.values():
        if len(same) > 1:
            yield f"{' and '.join(same)} have the same numbers: take another seed"
    often = max(Counter(_text(question.key) for question in questions).values())
    if len(questions) >= SMALL and often > max(ALWAYS, family.share * len(questions)):
        yield f"one key is that of {often} of {len(questions)} students: take another seed"


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
