"""Markdown as HTML in which formulas are MathML: a browser shows them without a script and without a network."""

import html
import re
from functools import cache

from math_core import LatexError, LatexToMathML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

LONGEST_FORMULA = 1_000  # characters; the lessons' longest has 300. The converter calls itself for each bracket.
MUTE = '<math aria-hidden="true"'
_TAG = re.compile(r"<[^>]*>")
_DEFINES = re.compile(r"\\(?:[a-z]*def|[a-z]*command|let|DeclareMathOperator|newenvironment)\b")  # which multiplies


def markdown_to_html(source: str, attachments: dict | None = None) -> str:
    """The HTML of a Markdown text. A formula that cannot be read stays as it was written.

    Headings have no anchors and one level, their own stands in their class: a page has an outline of its own.
    attachments: the pictures of a notebook's cell, by name.

    >>> markdown_to_html("$x$")
    '<p><math><mi>x</mi></math></p>\\n'
    """
    return MarkdownWithMath(renderer=_Renderer(escape=False, attachments=attachments or {})).render(source)


def line_to_html(source: str) -> str:
    """The HTML of a Markdown text that is one line, as a heading's: `2. A layer` is no list."""
    return markdown_to_html(f"# {source}").strip().removeprefix('<h3 class="h1">').removesuffix("</h3>")


def formula(source: str, is_display: bool = False) -> str | None:
    """The MathML of a formula of LaTeX, None if it cannot be read."""
    if len(source) > LONGEST_FORMULA or _DEFINES.search(source):
        return None
    try:
        return _converter().convert_with_local_state(source, displaystyle=is_display)
    except LatexError:
        return None


class _Renderer(IPythonRenderer):
    """nbconvert's, which leaves formulas to a script."""

    def inline_math(self, body: str) -> str:
        """See IPythonRenderer."""
        return formula(body) or _as_written(f"${body}$")

    def block_math(self, body: str) -> str:
        """See IPythonRenderer."""
        return _displayed(body) or _as_written(f"$${body}$$")

    def latex_environment(self, name: str, body: str) -> str:
        """See IPythonRenderer."""
        source = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return _displayed(source) or _as_written(source)

    def heading(self, text: str, level: int, **attrs: object) -> str:
        """See IPythonRenderer."""
        return f'<h3 class="h{level}">{text}</h3>\n'

    def table(self, text: str) -> str:
        """A table that can be moved sideways, also by keys, where the page is too narrow."""
        return f'<div class="wide" role="group" aria-label="A table" tabindex="0"><table>\n{text}</table></div>\n'

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        """A cell of a table. A head without words is none, and one that is a formula has its words beside it."""
        tag = "th" if head and text.strip() else "td"
        if tag == "th" and text.startswith("<math"):
            words = html.escape(html.unescape(_TAG.sub("", text)))
            text = f'<span class="heard">{words}</span>{text.replace("<math", MUTE, 1)}'
        style = f' style="text-align: {align}"' if align else ""
        return f"<{tag}{style}>{text}</{tag}>\n"


def _displayed(source: str) -> str | None:
    """A formula on a line of its own; if it is too wide for the page, keys can move it."""
    found = formula(source, is_display=True)
    return found and found.replace("<math", '<math tabindex="0"', 1)


def _as_written(source: str) -> str:
    return f"<code>{html.escape(source)}</code>"


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML()
