"""What a lesson has to help with an exercise: its question, the section to read again, and its hints in steps."""

import re
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from course_lib.instructor.source.cells import Cell
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.writing.formulas import line_to_html, markdown_to_html

_HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
STEPS = 3  # a nudge, a pointer, the same worked on other numbers: they end a question
_FOLD = re.compile(r"<details><summary>(.*?)</summary>(.*?)</details>", re.DOTALL)


@dataclass(frozen=True)
class Section:
    """A Markdown cell of the lesson that has a heading, by the id of the cell."""

    id: str
    title: Markup
    source: str


@dataclass(frozen=True)
class Help:
    """The help for one exercise. read: what explains it, perhaps the cell of the question itself.

    steps: title and text of each hint, the smallest first.
    """

    question: Section
    read: Section
    steps: tuple[tuple[Markup, Markup], ...]


@lru_cache(maxsize=32)
def lesson_help(lesson: Lesson) -> dict[str, Help]:
    """The help for each exercise of a lesson, by its name; nothing for one above which there is no heading."""
    above, found = _questions(lesson), {}
    for name, (at, answer) in above.items():
        prose = "\n".join(cell.source for cell in lesson.cells[at:answer] if _is_prose(cell))
        steps = (
            (Markup(line_to_html(title)), Markup(markdown_to_html(text)))
            for title, text in _FOLD.findall(prose)[-STEPS:]
        )
        question, read = lesson.cells[at], lesson.cells[_explains(lesson, at, {at for at, _ in above.values()})]
        found[name] = Help(_section(question, -1), _section(read, 0), tuple(steps))
    return found


def _explains(lesson: Lesson, question: int, questions: set[int]) -> int:
    """The place of the nearest cell at or above a question that has a heading of more than a question."""
    for place in range(question, -1, -1):
        headings = _headings(lesson.cells[place])
        if len(headings) > 1 or (headings and place not in questions):
            return place
    return question


def _questions(lesson: Lesson) -> dict[str, tuple[int, int]]:
    """For each exercise the place of the last cell with a heading above its answer, and that of the answer."""
    found: dict[str, tuple[int, int]] = {}
    last = None
    for place, cell in enumerate(lesson.cells):
        if _headings(cell):
            last = place
        elif cell.kind == "answer" and cell.exercise is not None and last is not None:
            found[cell.exercise] = last, place
    return found


def section_title(source: str) -> Markup | None:
    """The headings of a Markdown text in one line, None if it has none."""
    titles = [line_to_html(title) for title in _HEADING.findall(source)]
    return Markup(" · ".join(titles)) if titles else None


def _section(cell: Cell, which: int) -> Section:
    return Section(cell.id, Markup(line_to_html(_headings(cell)[which])), cell.source)


def _headings(cell: Cell) -> list[str]:
    return _HEADING.findall(cell.source) if _is_prose(cell) else []


def _is_prose(cell: Cell) -> bool:
    return cell.kind == "markdown"
