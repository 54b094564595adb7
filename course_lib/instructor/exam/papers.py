"""The pages of an exam: the paper that is handed out, and the key with worked solutions. One file each, no network."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from jinja2 import Template
from markupsafe import Markup

from course_lib.exam.drawing import Exam, Question
from course_lib.exam.exact_text import tex
from course_lib.exam.judging import shares
from course_lib.exam.known_families import known_families
from course_lib.exam_form import form_of
from course_lib.instructor.exam.exam_lesson import worth
from course_lib.instructor.writing.formulas import formula, markdown_to_html
from course_lib.instructor.writing.templates import page_templates


@dataclass(frozen=True)
class Grid:
    """Boxes for numbers in rows: empty on a paper, filled on a key."""

    rows: list[list[str]]


@dataclass(frozen=True)
class Part:
    """A part of an answer: its name, what it is, its boxes, and the points that it gives."""

    name: str
    what: str
    grids: list[Grid]
    points: str


@dataclass(frozen=True)
class Sheet:
    """A question on a page. solution: its lines, numbered.  room: millimetres to write in."""

    number: int
    title: str
    points: str
    statement: Markup
    parts: list[Part]
    solution: Markup
    room: int


def paper(exam: Exam) -> str:
    """The paper of a student, as HTML: nothing of the key stands in it."""
    return _template("paper.html.j2").render(
        exam=exam, sheets=list(_sheets(exam, filled=False)), total=worth(exam.points)
    )


def key_page(exam: Exam) -> str:
    """The key of a student's exam with the worked solutions, as HTML."""
    return _template("key.html.j2").render(exam=exam, sheets=list(_sheets(exam, filled=True)), total=worth(exam.points))


@lru_cache(maxsize=64)  # both pages of an exam have its questions
def _html(text: str) -> Markup:
    return Markup(markdown_to_html(text))


@cache
def _template(name: str) -> Template:
    templates = page_templates(__package__)
    templates.filters["css"] = _in_css
    return templates.get_template(name)


def _in_css(text: str) -> Markup:
    """A text inside a string of CSS, whatever letters it has."""
    plain = "".join(letter if letter.isascii() and letter.isalnum() else f"\\{ord(letter):x} " for letter in text)
    return Markup(plain)


def _sheets(exam: Exam, filled: bool) -> Iterator[Sheet]:
    for number, question in enumerate(exam.questions, 1):
        family = known_families()[question.family]
        yield Sheet(
            number,
            family.title,
            worth(question.points),
            _html(question.latex),
            list(_parts(question, filled)),
            _html("\n".join(f"{n}. {line}" for n, line in enumerate(question.solution, 1))) if filled else Markup(),
            family.room,
        )


def _parts(question: Question, filled: bool) -> Iterator[Part]:
    given = shares(question)
    for name, what in known_families()[question.family].asks.items():
        value = question.key[name]
        points = str(sum(points for part, _, points in given if part == name))
        yield Part(name, what, [Grid(_boxes(one, filled)) for one in _tables(value)], points)


def _tables(value: Any) -> list[Any]:
    """The tables of which a value consists: itself, or its items where they have different shapes."""
    form = form_of(value)
    return [value] if not form or isinstance(form[0], int) else list(value)


def _boxes(value: Any, filled: bool) -> list[list[str]]:
    """The rows of boxes of a number, a row of numbers, or a table of them."""
    rows = value if isinstance(value, list) else [value]
    rows = rows if rows and isinstance(rows[0], list) else [rows]
    return [[Markup(formula(tex(one))) if filled else "" for one in row] for row in rows]
