"""The pages of the book that are no lessons: the front page, and what stands in docs/."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2
from nbformat import NotebookNode

from course_lib.instructor.build.figures import FRAME
from course_lib.instructor.source.course import Course
from course_lib.instructor.source.lesson import Lesson
from course_lib.lab.start_page import read_card

HEIGHT = re.compile(r"height:(\d+)px")
TALLEST = 560  # px, of the figure on the front page: the path should be seen below it
SAID_ONCE = "When you are through, you can "  # of all lessons together, above the path
LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<to>[^)\s]+)\)")
DOCS = {  # captions of the table of contents, and which of docs/*.md stand under them, in order
    "The course": ("errata", "mutation-score"),
    "For instructors": ("grading", "grading-moodle", "grading-canvas", "grading-folders", "exams"),
    "For authors": ("a-lesson-in-an-hour", "writing-a-lesson", "writing-tests", "figures", "architecture"),
}

CALLED = {"mutation-score": "How the tests are tested"}  # in the table of contents, where a title says too little


@dataclass(frozen=True)
class Stop:
    """A lesson on the path, in HTML. needs: what it computes with.  promise: what one can do after it, as an order."""

    name: str
    title: str
    minutes: str
    exercises: int
    needs: str
    promise: str


def stop_of(course: Course, lesson: Lesson) -> Stop:
    """What the front page says of a lesson."""
    card = read_card(course.notebooks / lesson.name / f"{lesson.name}.ipynb")
    needs = "NumPy and torch" if re.search(r"(?m)^\s*(?:import|from) torch", lesson.setup.source) else "NumPy"
    promise = card.promise.removeprefix(SAID_ONCE)
    promise = _plain(promise[:1].upper() + promise[1:])
    return Stop(lesson.name, html.escape(card.title), card.minutes, card.exercises, needs, promise)


def front_page(
    path: Sequence[Stop], figures: int, documents: Sequence[str], *, figure: bool, pictures: Sequence[str] = ()
) -> str:
    """index.md. figures: how many move in all lessons.  documents: the pages of docs/ that there are.

    pictures: the lessons of which there is one.
    """
    folder = Path(__file__).parent
    made = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), autoescape=False, trim_blocks=True)
    more = [(caption, [name for name in names if name in documents]) for caption, names in DOCS.items()]
    more.append(("More", sorted({*documents} - {name for _, names in more for name in names})))
    return made.get_template("index.md.j2").render(
        called=CALLED,
        path=path,
        hours=_hours(path),
        figures=figures,
        figure=figure,
        more=more,
        documents=documents,
        pictures=pictures,
    )


def _hours(path: Sequence[Stop]) -> str:
    """How long all lessons take, as «31 to 44 hours»; "" if one does not say it."""
    minutes = [[int(number) for number in re.findall(r"\d+", stop.minutes)] for stop in path]
    if not path or not all(minutes):
        return ""
    least, most = (round(sum(end(one) for one in minutes) / 60) for end in (min, max))
    return f"{least} to {most} hours" if least < most else f"{most} hours"


def first_figure(pages: Sequence[NotebookNode]) -> str:
    """The first figure that moves and is no taller than TALLEST, as HTML; "" if there is none."""
    figures = [figure for page in pages for figure in figures_of(page)]
    return next((figure for figure in figures if (found := HEIGHT.search(figure)) and int(found[1]) <= TALLEST), "")


def figures_of(page: NotebookNode) -> list[str]:
    """The figures that move on a page."""
    outputs = [output for cell in page.cells for output in cell.get("outputs", [])]
    shown = [output.get("data", {}).get("text/html", "") for output in outputs]
    return [figure for figure in shown if FRAME in figure]


def documents_of(course: Course) -> dict[str, str]:
    """The pages of docs/ by name, in which what leads out of the book is no link."""
    found = {path.stem: path.read_text(encoding="utf-8") for path in sorted((course.root / "docs").glob("*.md"))}
    return {name: LINK.sub(lambda link: _kept(link, set(found)), text) for name, text in found.items()}


def _kept(link: re.Match, names: set[str]) -> str:
    """A link within the book or to the web, or else its text alone."""
    page = link["to"].partition("#")[0]
    inside = page == "" or (page.endswith(".md") and page.removesuffix(".md") in names)
    return link[0] if inside or re.match(r"https?://|mailto:", link["to"]) else link["text"]


def _plain(text: str) -> str:
    """Markdown of one line as HTML: code and emphasis."""
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
    return re.sub(r"\*([^*]+)\*", r"<em>\1</em>", text)
