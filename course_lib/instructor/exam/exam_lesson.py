"""The exam of a student as a lesson of its own, so that it is handed out and graded as lessons are.

Its tests are made here and stand in no file: what is handed out in their place is `check("q1")`, which looks at the
form of an answer alone.
"""

import pprint
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from course_lib.exam.drawing import Exam, Question
from course_lib.exam.judging import asked_for, shares
from course_lib.exam.known_families import known_families
from course_lib.exam_form import form_of
from course_lib.instructor.source.cells import BEGIN_SOLUTION, END_SOLUTION, Cell
from course_lib.instructor.source.identity import cell_ids
from course_lib.instructor.source.lesson import Lesson

SETUP = """\
from course_lib import exam_form, notebook
from course_lib.checks import check_answer, check_unchanged
from course_lib.exact import text
from course_lib.parts import part, sum_of_parts

notebook.prepare()
check = exam_form.checks_of({forms})"""
INTRODUCTION = """\
# {name}

Exam of **{student}**: {count}, {points}.

Each question has numbers of its own for each student. You answer it in the function below it, which takes nothing and
returns a dict with a value for each name that the question asks for. Write exact numbers: `3`, a fraction in quotes,
`"1/3"`, or what you have computed with `Fraction`. A float such as `0.333` is refused, as it has been rounded. The line
below your function tells whether your answer has the right form, and not whether it is right. What follows correctly
from a mistake above it in the same question keeps its points.

Run the next cell first."""
TEST = """\
from course_lib.exam.judging import Judged
from course_lib.exam_form import exactly

check_answer({name})
judged = Judged(check_unchanged(exactly({name})), {question})
{parts}
sum_of_parts()"""


@dataclass(frozen=True)
class ExamLesson(Lesson):
    """An exam as a lesson. path: the file of which its grades depend.  exam: its name."""

    exam: str = ""

    @property
    def name(self) -> str:
        return self.exam


def exam_lesson(exam: Exam, path: Path) -> ExamLesson:
    """The lesson of a student's exam. path: of its exam.json."""
    described = list(_cells(exam))
    names = ["setup" if kind == "setup" else f"test-{name}" if kind == "test" else name for kind, name, *_ in described]
    ids = cell_ids(exam.name, names, [source for _, _, source, _ in described])
    cells = tuple(
        Cell(kind, source, 1, identity, name or None, points)
        for (kind, name, source, points), identity in zip(described, ids, strict=True)
    )
    return ExamLesson(path, cells, exam=exam.name)


def _cells(exam: Exam) -> Iterator[tuple[str, str | None, str, float | None]]:
    """Kind, exercise, source and points of each cell."""
    count = "1 question" if len(exam.questions) == 1 else f"{len(exam.questions)} questions"
    told = {"name": exam.name, "student": exam.student, "count": count, "points": worth(exam.points)}
    yield "markdown", None, INTRODUCTION.format(**told), None
    forms = {
        question.id: {name: form_of(question.key[name]) for name in asked_for(question)} for question in exam.questions
    }
    yield "setup", None, SETUP.format(forms=pprint.pformat(forms, width=100, sort_dicts=False)), None
    for number, question in enumerate(exam.questions, 1):
        yield "markdown", None, question_text(number, question), None
        yield "answer", question.id, _answer(question), None
        yield "test", question.id, _test(question), question.points


def worth(points: float) -> str:
    """Points in words."""
    return f"{points:g} point{'' if points == 1 else 's'}"


def question_text(number: int, question: Question) -> str:
    """The cell above an answer, in Markdown."""
    family = known_families()[question.family]
    asked = "\n".join(f'- `"{name}"`: {what}' for name, what in family.asks.items())
    heading = f"## Question {number}: {family.title} ({worth(question.points)})"
    return f"{heading}\n\n{question.latex}\n\n`{question.id}()` returns a dict with\n\n{asked}"


def _answer(question: Question) -> str:
    names = ", ".join(f'"{name}"' for name in asked_for(question))
    return (
        f'def {question.id}():\n    """A dict with {names}: exact numbers."""\n    {BEGIN_SOLUTION}\n'
        f"    return {question.key!r}\n    {END_SOLUTION}"
    )


def _test(question: Question) -> str:
    told = {"family": question.family, "parameters": question.parameters, "key": question.key}
    parts = []
    for name, line, points in shares(question):
        called, arguments = (name, f'"{name}"') if line is None else (f"{name}, line {line + 1}", f'"{name}", {line}')
        parts.append(f'with part("{called}", points={float(points)!r}):\n    judged.check({arguments})')
    return TEST.format(name=question.id, question=repr(told), parts="\n".join(parts))
