"""How long an exercise takes and how hard it is: said behind its marker, shown in its heading.

    # %% exercise="relu" minutes=3 difficulty=1

gives `### Exercise 2.1: relu` above it the words (3 min, difficulty 1 of 3). A heading of several exercises bears the
sum of their minutes and the greatest of their difficulties. What to leave out when short of time is told by the lesson,
in a paragraph of its own that names exercises by their numbers; the start page shows both.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from course_lib.instructor.source.cells import Cell
from course_lib.instructor.source.faults import Fault
from course_lib.lab.effort import LEFT_OUT, NUMBER, effort

DIFFICULTIES = (1, 2, 3)
HEADINGS = {  # of what is asked in code, and in words
    "answer": re.compile(r"#+ ((?:Exercise )?\d+\.\d+\b.*)"),
    "written": re.compile(r"##+ (.*)"),
}

Cells = tuple[Cell, ...]


def heading_of(cells: Cells, asked: Cell) -> tuple[int, int] | None:
    """Where the heading of an exercise stands, the nearest above it: number of the cell, and of the line in it."""
    for number in reversed(range(cells.index(asked))):
        lines = [] if cells[number].is_code else cells[number].source.splitlines()
        for line in reversed(range(len(lines))):
            if HEADINGS[asked.kind].fullmatch(lines[line]):
                return number, line
    return None


def heading_text(cells: Cells, place: tuple[int, int]) -> str:
    """A heading as it is read, where `heading_of` has found it."""
    number, line = place
    return cells[number].source.splitlines()[line].lstrip("#").strip().replace("`", "")


def with_effort(cells: Cells) -> Cells:
    """The cells of a lesson, each heading of an exercise with its minutes and its difficulty, where they are said."""
    asked = defaultdict(list)
    for cell in cells:
        place = heading_of(cells, cell) if cell.kind in HEADINGS else None
        if place is not None and _is_said(cell):
            asked[place].append(cell)
    changed = list(cells)
    for (number, line), under in asked.items():
        lines = changed[number].source.splitlines()
        said = effort(sum(cell.minutes or 0 for cell in under), max(cell.difficulty or 0 for cell in under))
        lines[line] = f"{lines[line]} ({said})"
        changed[number] = replace(changed[number], source="\n".join(lines))
    return tuple(changed)


def effort_faults(path: Path, cells: Cells) -> list[Fault]:
    """What a lesson leaves unsaid. path: of its lesson.py."""
    return [Fault(path, line, message) for line, message in (*_unsaid(cells), *_left_out(cells))]


def _is_said(cell: Cell) -> bool:
    return cell.minutes is not None and cell.difficulty is not None


def _unsaid(cells: Cells) -> Iterator[tuple[int, str]]:
    for cell in cells:
        if cell.kind in HEADINGS and not _is_said(cell):
            yield (
                cell.line,
                (
                    f"{cell.exercise!r} does not say how long it takes and how hard it is: write minutes=5 difficulty=1"
                    " behind its marker, 1 to 3"
                ),
            )


def _left_out(cells: Cells) -> Iterator[tuple[int, str]]:
    prose = "\n\n".join(cell.source for cell in cells if cell.kind == "markdown")
    found = LEFT_OUT.search(prose)
    named = NUMBER.findall(found["which"]) if found else []
    numbers = {one for place in _places(cells) for one in NUMBER.findall(heading_text(cells, place))}
    if numbers and not named:
        yield 1, "the lesson does not say what to leave out: write **Short of time?** and the numbers of exercises"
    for one in named:
        if one not in numbers:
            yield 1, f"**Short of time?** names {one}, which is the number of no exercise"


def _places(cells: Cells) -> Iterator[tuple[int, int]]:
    for cell in cells:
        if cell.kind == "answer" and (place := heading_of(cells, cell)):
            yield place
