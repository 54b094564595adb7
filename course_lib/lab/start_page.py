"""The list of the lessons, read from the notebooks themselves: the start page in JupyterLab and the table in README."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from course_lib.lab.progress import standings

NAME = "start.md"

TEXT = """\
# Deep learning, from the first neuron to the transformer

{table}

Click a lesson to open it. Read, move the figures, write the functions that say `raise NotImplementedError`,
and run the line `check(…)` below each: it tells you what is wrong with *your* answer, and what comes next.
Shift + Enter runs a cell. *Kernel > Restart Kernel and Run All Cells* runs the whole lesson afresh.
"""


@dataclass(frozen=True)
class LessonCard:
    """What a list of lessons tells about one. `path` is relative to the folder of the notebooks."""

    name: str
    path: str
    title: str
    minutes: str
    exercises: int
    points: int


def read_cards(notebooks: Path) -> list[LessonCard]:
    """A card for each lesson that stands in the folder of the notebooks, in order."""
    return read_cards_of(notebooks, sorted(path.stem for path in notebooks.glob("*/*.ipynb")))


def read_cards_of(notebooks: Path, names: list[str]) -> list[LessonCard]:
    """A card for each of these lessons that stands in the folder of the notebooks."""
    paths = [notebooks / name / f"{name}.ipynb" for name in names]
    return [read_card(path) for path in paths if path.is_file()]


def read_card(path: Path) -> LessonCard:
    """Read one lesson's card: its first heading, the minutes its text names first, and its graded cells."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    title = re.search(r"^# +(.+)$", prose, re.MULTILINE)
    minutes = re.search(r"(\d+(?:\s*(?:–|-|to)\s*\d+)?)\s+minutes", prose)
    graded = [cell["metadata"]["nbgrader"] for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade")]
    return LessonCard(
        name=path.stem,
        path=f"{path.stem}/{path.name}",
        title=title[1].strip() if title else path.stem,
        minutes=minutes[1] if minutes else "",
        exercises=len(graded),
        points=sum(int(cell["points"]) for cell in graded),
    )


def lessons_table(cards: list[LessonCard], folder: str = "", so_far: dict[str, str] | None = None) -> str:
    """The cards as a Markdown table.

    folder: leads from the page to the notebooks, e.g. "notebooks/".  so_far: how far the student is in each lesson.
    """
    heads = ["lesson", "minutes", "exercises", "points", *(["so far"] if so_far is not None else [])]
    rows = [
        [f"[{card.title}]({folder}{card.path})", card.minutes, str(card.exercises), str(card.points)] for card in cards
    ]
    if so_far is not None:
        rows = [[*row, so_far.get(card.name, "")] for row, card in zip(rows, cards, strict=True)]
    lines = (" | ".join(row) for row in rows)
    return "\n".join([f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *(f"| {line} |" for line in lines)])


def write_start_page(notebooks: Path) -> Path:
    """Write the start page into the folder of the notebooks and return its path.

    It is made afresh whenever JupyterLab is opened and stands in no commit, so it can never be out of date.
    """
    page = notebooks / NAME
    so_far = {one.lesson: f"{one.bar} {one.sentence}" for one in standings(notebooks)}
    page.write_text(TEXT.format(table=lessons_table(read_cards(notebooks), so_far=so_far)), encoding="utf-8")
    return page
