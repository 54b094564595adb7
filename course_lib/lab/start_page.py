"""The list of the lessons, read from the notebooks themselves: the start page in JupyterLab and the table in README."""

import json
import re
from base64 import b64encode
from dataclasses import dataclass
from html import escape
from pathlib import Path

from course_lib.lab.effort import ASKED, LEFT_OUT, NUMBER
from course_lib.lab.progress import Standing, standings

NAME = "start.md"
PROMISED = re.compile(
    r"^\*\*(?:After this lesson you can|You will be able to)\*\*\n\n(?P<points>(?:[-\t ].*\n?)+)", re.MULTILINE
)
POINT = re.compile(r"^- ((?:.|\n(?!-))*)", re.MULTILINE)

PICTURES = Path(__file__).parent / "pictures"  # one for each lesson, taken from its first figure

TEXT = """\
# Deep learning, from the first neuron to the transformer

{first}

Read, move the figures, write the functions that say `raise NotImplementedError`, and run the line `check(…)` below
each: it tells you what is wrong with *your* answer, and what comes next. Shift + Enter runs a cell.
*Kernel > Restart Kernel and Run All Cells* runs the whole lesson afresh.

{lessons}
"""


@dataclass(frozen=True)
class LessonCard:
    """What a list of lessons tells about one. `path` is relative to the folder of the notebooks.

    left_out: the numbers of the exercises to leave out when short of time.  asked: the headings of the exercises, with
    what each takes.  promise: what the lesson says last of what one can do after it.
    """

    name: str
    path: str
    title: str
    minutes: str
    exercises: int
    points: int
    left_out: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    promise: str = ""


def read_cards(notebooks: Path) -> list[LessonCard]:
    """A card for each lesson that stands in the folder of the notebooks, in order."""
    return read_cards_of(notebooks, sorted(path.stem for path in notebooks.glob("*/*.ipynb")))


def read_cards_of(notebooks: Path, names: list[str]) -> list[LessonCard]:
    """A card for each of these lessons that stands in the folder of the notebooks."""
    paths = [notebooks / name / f"{name}.ipynb" for name in names]
    return [read_card(path) for path in paths if path.is_file()]


def read_card(path: Path) -> LessonCard:
    """Read one lesson's card: its headings, the minutes its text names first, what to leave out, its graded cells."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    title = re.search(r"^# +(.+)$", prose, re.MULTILINE)
    minutes = re.search(r"(\d+(?:\s*(?:–|-|to)\s*\d+)?)\s+minutes", prose)
    left_out = LEFT_OUT.search(prose)
    graded = [cell["metadata"]["nbgrader"] for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade")]
    return LessonCard(
        name=path.stem,
        path=f"{path.stem}/{path.name}",
        title=title[1].strip() if title else path.stem,
        minutes=minutes[1] if minutes else "",
        exercises=len(graded),
        points=sum(int(cell["points"]) for cell in graded),
        left_out=tuple(NUMBER.findall(left_out["which"])) if left_out else (),
        asked=tuple(found["heading"].replace("`", "") for found in ASKED.finditer(prose)),
        promise=_promise(prose),
    )


def _promise(prose: str) -> str:
    """The last point below «After this lesson you can» or «You will be able to», as a sentence; "" without one."""
    found = PROMISED.search(prose)
    points = POINT.findall(found["points"]) if found else []
    return f"When you are through, you can {' '.join(points[-1].split()).rstrip('.;')}." if points else ""


def lessons_table(cards: list[LessonCard], folder: str = "", book: str = "") -> str:
    """The cards as a Markdown table.

    folder: leads from the page to the notebooks, e.g. "notebooks/".  book: to the pages with results, if there are any.
    """
    heads = ["lesson", "minutes", "short of time, without", "exercises", "points"]
    rows = [
        [f"[{card.title}]({folder}{card.path})", card.minutes, ", ".join(card.left_out), card.exercises, card.points]
        for card in cards
    ]
    if book:
        heads.insert(1, "with its pictures")
        for row, card in zip(rows, cards, strict=True):
            row.insert(1, f"[page]({book}{card.name}.html)")
    lines = [f"| {' | '.join(map(str, row))} |" for row in (heads, *rows)]
    return "\n".join([lines[0], "|---" * len(heads) + "|", *lines[1:]])


def first_line(cards: list[LessonCard], so_far: dict[str, Standing]) -> str:
    """Where to go on, as Markdown: in the lesson in which a check has passed last, or at the beginning."""
    known = [card for card in cards if card.name in so_far and so_far[card.name].following]
    begun = [card for card in known if so_far[card.name].last]
    if not known:
        return ""
    card = max(begun, key=lambda one: so_far[one.name].last) if begun else known[0]
    return f"**{'Go on' if begun else 'Begin'} with {_link(card, so_far[card.name].following)}**"


def section(card: LessonCard, standing: Standing | None) -> str:
    """A lesson on the start page, as Markdown: a picture, a promise, a bar, and what it takes."""
    lines = [f'## <a href="{card.path}">{escape(card.title)}</a>']
    picture = PICTURES / f"{card.name}.png"
    if picture.is_file():
        data = b64encode(picture.read_bytes()).decode()
        lines.append(f'<img align="right" width="240" alt="" src="data:image/png;base64,{data}">')
    lines += [card.promise] if card.promise else []
    if standing is not None:
        done = standing.progress
        bar = f'<progress value="{done.points:g}" max="{done.all_points:g}" aria-label="points"></progress>'
        on = "Go on" if done.exercises else "Begin"
        then = f"{on} with {_link(card, standing.following)}" if standing.following else "Every check has passed."
        lines.append(f"{bar} {done.points:g} of {done.all_points:g} points. {then}")
    lines.append(f"{card.minutes} minutes. Short of time? Leave out {', '.join(card.left_out)}.")
    if card.asked:
        items = "\n".join(f"- {_link(card, heading)}" for heading in card.asked)
        lines.append(f"<details><summary>Minutes and difficulty of each exercise</summary>\n\n{items}\n</details>")
    return "\n\n".join([*lines, '<br clear="all">'])


def _link(card: LessonCard, heading: str) -> str:
    return f'<a href="{card.path}#{escape(heading.replace(" ", "-"))}">{escape(heading)}</a>'


def write_start_page(notebooks: Path) -> Path:
    """Write the start page into the folder of the notebooks and return its path.

    It is made afresh whenever JupyterLab is opened and stands in no commit, so it can never be out of date.
    """
    page, cards = notebooks / NAME, read_cards(notebooks)
    so_far = {one.lesson: one for one in standings(notebooks)}
    lessons = "\n\n".join(section(card, so_far.get(card.name)) for card in cards)
    page.write_text(TEXT.format(first=first_line(cards, so_far), lessons=lessons), encoding="utf-8")
    return page
