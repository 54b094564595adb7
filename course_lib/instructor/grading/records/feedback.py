"""The page that a student gets back: the results, then the notebook without anything of a hidden test but its hint.

It needs no network, and nothing beside it. The results come first and end at a mark, so that `course report` can write
them again, as the gradebook says then, and leave the notebook as it is.
"""

import os
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from traitlets.config import Config

from course_lib.instructor.grading.marking.judged import Marked
from course_lib.instructor.grading.marking.safe_html import safe_html
from course_lib.instructor.grading.records.page_policy import policy
from course_lib.instructor.grading.records.result_lines import Shown, environment, results_part
from course_lib.instructor.grading.records.shown_notebook import shown_notebook, without_answers
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.writing.files import write_atomically
from course_lib.instructor.writing.formulas import markdown_to_html

BEGIN, END = "<!-- results -->\n", "<!-- end of results -->\n"
LINK = 'href="#answer-'  # from a result to its cell, on a page that has cells
LONGEST_RESULTS = 4_000_000  # bytes to the end of the results of a page


def feedback_page(marked: Marked, lesson: Lesson, shown: Shown) -> str:
    """The page of one submission. Without a notebook that ran it has the results alone."""
    return _page(shown_notebook(marked, lesson) if marked.pieces else None, lesson, shown)


def short_page(lesson: Lesson, shown: Shown, reason: str) -> str:
    """A page that holds the results alone, and why it does."""
    return _page(None, lesson, shown, f"They are not on this page: to show them was given up, as {reason}.")


def render_before(lessons: tuple[Lesson, ...]) -> None:
    """Render what all pages of these lessons show: it is kept."""
    for template in ("feedback.html.j2", "results.html.j2"):
        environment().get_template(template)
    for lesson in lessons:
        _cells(without_answers(lesson))


def write_results_again(page: Path, lesson: Lesson, shown: Shown) -> bool:
    """Replace the results in a page if they are others now; whether it is a page that has such a part."""
    with page.open("rb") as file:
        found = file.read(LONGEST_RESULTS)
    begin, end = found.find(BEGIN.encode()), found.find(END.encode())
    if not 0 <= begin < end:
        return False
    part = results_part(shown, lesson, linked=LINK.encode() in found[begin:end])
    if found[begin + len(BEGIN) : end] != part.encode():
        text = page.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        write_atomically(page, f"{before}{BEGIN}{part}{END}{rest.partition(END)[2]}")
    return True


def _page(notebook: NotebookNode | None, lesson: Lesson, shown: Shown, left_out: str = "") -> str:
    return environment().get_template("feedback.html.j2").render(
        name=lesson.name,
        policy=Markup(policy(notebook or new_notebook())),
        results=Markup(f"{BEGIN}{results_part(shown, lesson, linked=notebook is not None)}{END}"),
        cells=Markup(_cells(notebook)) if notebook else "",
        left_out=left_out,
    )  # fmt: skip


def _cells(notebook: NotebookNode) -> str:
    return _exporter().from_notebook_node(notebook)[0]


class _Exporter(HTMLExporter):
    """nbconvert's, several times as fast: most cells are alike in a whole class, and the page is not parsed once more.

    HTMLExporter parses it for JupyterLab's cells, which this template does not have, and for pictures without a
    description, which `shown_notebook` gives them before.
    """

    def __init__(self, **options: Any):
        super().__init__(**options)
        highlight = Highlight2HTML(parent=self)
        self._highlighted = lru_cache(4096)(lambda source, language: highlight(source, language))
        self._rendered = lru_cache(4096)(markdown_to_html)

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """See HTMLExporter."""
        attachments = context.get("cell", {}).get("attachments")
        return markdown_to_html(source, attachments) if attachments else self._rendered(source)

    def _validate_preprocessor(self, nb: NotebookNode, preprocessor: Preprocessor) -> None:
        """Nothing: the notebook is ours, and an invalid one would be shown as well as it can be."""

    def from_notebook_node(self, nb: NotebookNode, resources: dict | None = None, **options: Any) -> tuple[Any, dict]:
        """See HTMLExporter: a text, where the type of Exporter's says a notebook."""
        resources = self._init_resources(resources)
        self.register_filter(
            "highlight_code", lambda source, language=None, metadata=None: self._highlighted(source, language)
        )
        self.register_filter(
            "filter_data_type",
            WidgetsDataTypeFilter(notebook_metadata=self._nb_metadata, parent=self, resources=resources),
        )
        return TemplateExporter.from_notebook_node(self, nb, resources, **options)


@cache
def _exporter() -> _Exporter:
    """nbconvert with a template of ours, which renders the cells alone."""
    config = Config()
    config.HTMLExporter.template_name = "classic"
    config.HTMLExporter.extra_template_paths = [os.path.dirname(__file__)]
    config.HTMLExporter.template_file = "cells.html.j2"
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.exclude_input_prompt = config.HTMLExporter.exclude_output_prompt = True
    config.HTMLExporter.filters = {"clean_html": safe_html}
    config.Exporter.default_preprocessors = []
    return _Exporter(config=config)
