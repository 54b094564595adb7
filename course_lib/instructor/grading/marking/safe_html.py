"""HTML that nobody has checked, made safe by an allow list. The form grader and the feedback pages use nothing else.

A moving figure of ours stays. It is known by its script, letter for letter one that the course ships, in a frame that
can reach nothing: not by its class, nor by anything else that somebody could write too.
"""

import html
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import nh3
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from course_lib.widgets import FALLBACK, FRAME, module_of, read_script, to_script

LONGEST_HTML = 200_000  # characters: a table of 50 rows has 10 000
MOST_TAGS, DEEPEST = 10_000, 200  # the parser's time grows with the square of the depth
VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"))
TAGS = (nh3.ALLOWED_TAGS | {"section", "tfoot"}) - {"map", "area"}
STYLES = {"background-color", "color", "font-style", "font-weight", "text-align", "vertical-align", "white-space"}
ATTRIBUTES = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()} | {
    "*": {"style", "title", "lang", "dir"},
    "table": {"border"},
    "details": {"open"},
}
OF_OURS = ATTRIBUTES | {"*": ATTRIBUTES["*"] | {"class", "id"}}  # what the lesson's own text may have besides
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=\s]*")
_LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
_COMMAND = re.compile(
    r"\\(?=(?:href|url|style|class|cssId|data|html|require|csname|unicode|mmlToken|texttip|toggle)\b)"
)
_SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")


def safe_html(text: str | bytes, attributes: Mapping[str, set[str]] = ATTRIBUTES) -> Markup:
    """The text with nothing but what the allow list has; a figure of ours as it is.

    What is too long or too deep to be read in good time is shown as text.
    """
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    if is_own_figure(text):
        return Markup(text)
    if not is_readable(text):
        return Markup(f"<pre>{html.escape(text[:LONGEST_HTML])}</pre>")
    cleaned = nh3.clean(
        text,
        tags=TAGS,
        attributes=attributes,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        filter_style_properties=STYLES,
    )
    return Markup(without_commands(cleaned))


def without_commands(text: str) -> str:
    """Text whose formulas are formulas: those commands of MathJax that make links, styles or markup are broken up."""
    return _COMMAND.sub("\\ ", text)


def is_readable(text: str) -> bool:
    """Can this be parsed in a moment: is it short, and shallow?"""
    return len(text) <= LONGEST_HTML and _is_shallow(text)


def is_own_figure(text: str) -> bool:
    """Is this what `course_lib.widgets.Figure.to_html` gives, for one of the scripts that the course ships?"""
    return bool(scripts_of_figure(text))


def scripts_of_figure(text: str) -> list[str]:
    """The scripts of a figure of ours: that beside its frame, and that in it. None of anything else."""
    found = _figure().fullmatch(text)
    document = html.unescape(found["document"]) if found else ""
    inside = _frame().fullmatch(document)
    if found is None or inside is None or inside["source"] not in _scripts():
        return []
    try:
        state = to_script(json.loads(inside["state"]))
    except (ValueError, RecursionError):
        return []
    title, again = html.escape(html.unescape(found["title"])), FRAME.format(source=inside["source"], state=state)
    if text != FALLBACK.format(words=title, title=title, document=html.escape(again), height=found["height"]):
        return []
    return _SCRIPT.findall(text) + _SCRIPT.findall(document)


@pass_context
def markdown2html(context: Context, source: str) -> Markup:
    """Markdown as nbconvert renders it, and then made safe: a filter for its exporters."""
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = IPythonRenderer(escape=False, attachments=attachments)
    return safe_html(MarkdownWithMath(renderer=renderer).render(source), OF_OURS)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute that may stay. Pictures come with the page: a page tells nobody that it is read."""
    if name == "src":
        return value if tag == "img" and _PICTURE.fullmatch(value) else None
    if name in ("href", "cite"):
        return value if _LINK.match(value) else None
    return value


def _is_shallow(text: str) -> bool:
    open_tags: dict[str, int] = {}
    depth = 0
    for number, (closing, name) in enumerate(_TAG.findall(text)):
        name = name.lower()
        if closing and open_tags.get(name):
            open_tags[name] -= 1
            depth -= 1
        elif not closing and name not in VOID:
            open_tags[name] = open_tags.get(name, 0) + 1
            depth += 1
        if depth > DEEPEST or number > MOST_TAGS:
            return False
    return True


@cache
def _scripts() -> frozenset[str]:
    """The scripts of all figures, as they stand in a frame."""
    lessons = [folder for folder in files("course_lib.figures").iterdir() if folder.is_dir()]
    names = [f"{folder.name}/{path.name}" for folder in lessons for path in folder.iterdir()]
    names = [name for name in names if name.endswith(".js")]
    return frozenset(to_script(module_of(read_script(name))) for name in names)


@cache
def _figure() -> re.Pattern:
    return _pattern(FALLBACK, words='[^"<>]*', title='[^"<>]*', document='[^"<>]*', height=r"\d{1,4}")


@cache
def _frame() -> re.Pattern:
    return _pattern(FRAME, source="[^\n]*", state="[^\n]*")


def _pattern(template: str, **parts: str) -> re.Pattern:
    """A pattern of what `template.format` gives."""
    marks = {name: f"\0{name}\0" for name in parts}
    pattern = re.escape(template.format(**marks))
    for name, part in parts.items():
        pattern = pattern.replace(re.escape(marks[name]), f"(?P<{name}>{part})")
    return re.compile(pattern)
