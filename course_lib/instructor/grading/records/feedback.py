"""The page that a student gets back: nbgrader's feedback without anything of a hidden test but its hint."""

import html
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor, Preprocessor
from nbformat import NotebookNode
from traitlets.config import Config

from course_lib.instructor.grading.marking.judged import Mark, Marked, error_output
from course_lib.instructor.grading.marking.safe_html import safe_html
from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.records.page_policy import with_policy
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.reference import Reference, reference
from course_lib.instructor.writing.plain_text import spelled

FORMGRADER = Path(find_spec("nbgrader").origin).parent / "server_extensions" / "formgrader"
MOST_CHARACTERS = 20_000  # of printed text in one cell: a page must open
PICTURES = ("image/png", "image/jpeg", "image/svg+xml")
UNDESCRIBED = "a picture without a description"


class _Exporter(HTMLExporter):
    """nbconvert's, several times as fast: most cells are alike in a whole class, and the page is not parsed once more.

    HTMLExporter parses it for JupyterLab's cells, which nbgrader's template does not have, and for pictures without a
    description, which `_describe_pictures` gives them before.
    """

    def __init__(self, **options: Any):
        super().__init__(**options)
        highlight = Highlight2HTML(parent=self)
        self._highlighted = lru_cache(4096)(lambda source, language: highlight(source, language))
        self._rendered = lru_cache(4096)(lambda source: HTMLExporter.markdown2html(self, {}, source))

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """See HTMLExporter."""
        if context.get("cell", {}).get("attachments"):
            return super().markdown2html(context, source)
        return self._rendered(source)

    def _validate_preprocessor(self, nb: NotebookNode, preprocessor: Preprocessor) -> None:
        """Nothing: the notebook is ours, and an invalid one would be shown as well as it can be."""

    def from_notebook_node(self, nb: NotebookNode, resources: dict | None = None, **options: Any) -> tuple[str, dict]:
        """See HTMLExporter."""
        resources = self._init_resources(resources)
        self.register_filter(
            "highlight_code", lambda source, language=None, metadata=None: self._highlighted(source, language)
        )
        self.register_filter(
            "filter_data_type",
            WidgetsDataTypeFilter(notebook_metadata=self._nb_metadata, parent=self, resources=resources),
        )
        return TemplateExporter.from_notebook_node(self, nb, resources, **options)


@dataclass(frozen=True)
class Shown:
    """What the gradebook says of a submission.

    cells: nbgrader's metadata of its graded cells, by their ids.  sums: of all points, and the penalty.
    """

    cells: dict[str, dict]
    sums: dict[str, float]


def feedback_page(marked: Marked, lesson: Lesson, shown: Shown) -> str:
    """The page of one submission."""
    return _page(shown_notebook(marked, reference(lesson)), lesson, shown)


def short_page(marked: Marked, lesson: Lesson, shown: Shown, reason: str) -> str:
    """A page that holds the results alone, and why it does."""
    told = f"Your notebook and what it showed are not on this page: to show them was given up, as {reason}."
    cells = [
        nbformat.v4.new_markdown_cell(text, id=name) for name, text in (("results", _summary(marked)), ("why", told))
    ]
    return _page(nbformat.v4.new_notebook(cells=cells), lesson, shown)


def warm_up(lessons: tuple[Lesson, ...]) -> None:
    """Render what all pages of these lessons show: it is kept."""
    for lesson in lessons:
        cells = reference(lesson).released.cells
        shared = [cell for cell in cells if "nbgrader" not in cell.metadata]
        shared += [nbformat.v4.new_code_cell(cell.source) for cell in cells if "nbgrader" in cell.metadata]
        no_grades = Shown({}, {"score": 0, "max_score": 0, "late_penalty": 0})
        _page(nbformat.v4.new_notebook(cells=shared), lesson, no_grades)


def _page(notebook: NotebookNode, lesson: Lesson, shown: Shown) -> str:
    for cell in notebook.cells:
        own = cell.metadata.get("nbgrader", {})
        own.update(shown.cells.get(own.get("grade_id"), {}))
    names = {"notebook": lesson.name, "assignment": lesson.name, **shown.sums}
    page = _exporter().from_notebook_node(notebook, resources={"nbgrader": names})[0]
    return with_policy(page, notebook)


@cache
def _exporter() -> "_Exporter":
    """nbconvert with nbgrader's feedback template."""
    config = Config()
    config.HTMLExporter.template_name = "feedback"
    config.HTMLExporter.extra_template_basedirs = [str(FORMGRADER / "templates")]
    styles = FORMGRADER / "static" / "node_modules" / "bootstrap" / "dist" / "css"
    config.HTMLExporter.extra_template_paths = [str(styles)]
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.filters = {"clean_html": safe_html}
    config.Exporter.default_preprocessors = []
    exporter = _Exporter(config=config)
    exporter.register_preprocessor(CSSHTMLHeaderPreprocessor, enabled=True)
    return exporter


def shown_notebook(marked: Marked, known: Reference) -> NotebookNode:
    """The notebook as its student may see it: tests as released, short messages for what they said."""
    notebook, marks = deepcopy(marked.notebook), {mark.exercise: mark for mark in marked.marks}
    for index, cell in enumerate(notebook.cells):
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.source = known.released_source(grade_id)
            cell.outputs = _shown_test(marked, index, marks[grade_id.removeprefix("test_")])
        elif cell.cell_type != "markdown":  # which was made plain when it was stored
            cell.source = spelled(cell.source)
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and len(output.text) > MOST_CHARACTERS:
                output.text = f"{output.text[:MOST_CHARACTERS]}\n... the rest is not shown ...\n"
            _describe_pictures(output)
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(_summary(marked), id="results"))
    return notebook


def _describe_pictures(output: NotebookNode) -> None:
    """Give a picture the words that stand beside it as its text alternative."""
    for kind in PICTURES:
        if kind in output.get("data", {}):
            words = output.data.get("text/plain", UNDESCRIBED)
            output.metadata.setdefault(kind, NotebookNode()).setdefault("alt", words)


def _shown_test(marked: Marked, index: int, mark: Mark) -> list[NotebookNode]:
    """What the visible segments showed, then the message. Nothing that a hidden segment showed."""
    pieces = marked.pieces.get(index, [])
    outputs = [output for cell, outcome in pieces if not cell.hidden for output in outcome.outputs]
    if mark.verdict.status != Status.PASSED:
        outputs.append(error_output(mark.verdict.status, mark.verdict.message))
    return outputs


def _summary(marked: Marked) -> str:
    """The first cell of the page: a table of the exercises, and what was repaired."""
    rows = [_row(mark) for mark in marked.marks]
    head = "<tr><th scope='col'>Exercise</th><th scope='col'>Points</th><th scope='col'>What was seen</th></tr>"
    body = f"<caption>Your results</caption><thead>{head}</thead><tbody>{''.join(rows)}</tbody>"
    table = f"<table cellpadding='6' style='width: 100%'>{body}</table>"
    if not marked.repairs:
        return table
    repairs = "".join(f"<li>{html.escape(repair.text)}</li>" for repair in marked.repairs)
    return f"{table}\n\n<p>What was found with your notebook, and what was mended before it ran:</p><ul>{repairs}</ul>"


def _row(mark: Mark) -> str:
    points = "to be decided" if mark.points is None else f"{mark.points:g} of {mark.max_points:g}"
    seen = mark.verdict.message or "passed"
    text = html.escape(seen).replace("\n", "<br>")
    return f"<tr><th scope='row'>{mark.exercise}</th><td>{points}</td><td>{text}</td></tr>"
