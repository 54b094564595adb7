"""The small cards that a check shows: HTML where it can be shown, and the same in plain words.

A card never speaks by colour alone, has no ground of its own, and takes the colour of the text around it: it is as
readable in the dark as in the light.
"""

import sys
from dataclasses import dataclass
from html import escape

from course_lib.checking.lesson_tests import Step, VisibleTest
from course_lib.checking.progress import Progress

STYLE = """<style>
.course-card { border: 1px solid; border-left-width: 5px; border-radius: 4px; margin: 2px 0; padding: 6px 12px;
  max-width: 60em; color: inherit; line-height: 1.45; overflow-wrap: anywhere; }
.course-card p { margin: 2px 0; }
.course-card pre { margin: 4px 0; padding: 0; background: none; color: inherit; overflow-x: auto; }
.course-card.passed { border-color: #2e8b57; }
.course-card.failed { border-color: #c8663a; }
.jp-OutputArea-child:has(.course-card) ~ .jp-OutputArea-child:has([data-mime-type="application/vnd.jupyter.stderr"]),
.jp-OutputArea-child:has(.course-card) ~ .jp-OutputArea-child:has([data-mime-type="application/vnd.jupyter.error"])
  { display: none; }
</style>"""


@dataclass(frozen=True)
class Failure:
    """Why an answer did not pass.

    hint: "id: sentence" or None.  comparison: got beside expected.  words: Python's.  unwritten: there is none yet.
    """

    message: str
    hint: str | None = None
    comparison: str | None = None
    words: str | None = None
    unwritten: bool = False

    @property
    def is_unexplained(self) -> bool:
        """Does nothing tell what the mistake is?"""
        return not self.hint and not self.unwritten

    @property
    def hint_line(self) -> str | None:
        """The hint as a student reads it."""
        identity, _, sentence = (self.hint or "").partition(": ")
        return f"Hint ({identity}): {sentence.strip()}" if identity else None


@dataclass(frozen=True)
class Card:
    """What is shown: as HTML, in plain words, and the steps of help below it, in Markdown."""

    html: str
    text: str
    steps: tuple[str, ...] = ()


def passed(test: VisibleTest, progress: Progress, following: VisibleTest | None, took: str = "") -> Card:
    """The card of an answer that passed. following: the exercise to go on with, None if none is left.

    took: a sentence on time and memory, "" if it took little.
    """
    lines = [f"✓ {test.exercise}: passed, {test.worth}.", *([took] if took else []), f"So far {progress}."]
    html = [f"<p><strong>{escape(lines[0])}</strong></p>", *(f"<p>{escape(line)}</p>" for line in lines[1:])]
    if following is None:
        lines.append("Nothing is left to write here.")
        html.append(f"<p>{lines[-1]}</p>")
    else:
        lines.append(f"Next: {following.heading}")
        html.append(f'<p>Next: <a href="#{anchor(following)}">{escape(following.heading)}</a></p>')
    line = compare_line(test.exercise)
    lines.append(f"To see the library's beside yours: {line}")
    html.append(f"<p>To see the library's beside yours: <code>{escape(line)}</code></p>")
    return Card(_card(html, "passed", f"{test.exercise}: passed"), "\n".join(lines))


def failed(test: VisibleTest, failure: Failure, before: int) -> Card:
    """The card of an answer that did not pass. before: how often the same has been said already.

    Each time opens one more step of the lesson's help. Where nothing explains the failure the first is open at once.
    """
    title = f"✗ {test.exercise}: not passed yet"
    lines = [failure.message, *([failure.hint_line] if failure.hint else [])]
    html = [f"<p><strong>{escape(title)}</strong></p>", *(f"<p>{_with_code(line)}</p>" for line in lines)]
    if failure.comparison:
        lines.append(failure.comparison)
        html.append(f"<pre>{escape(failure.comparison)}</pre>")
    if failure.words:
        lines.append(f"Python says: {failure.words}")
        html.append(f"<details><summary>What Python says</summary><pre>{escape(failure.words)}</pre></details>")
    card = _card(html, "failed", f"{test.exercise}: not passed yet")
    steps = [_step(number, step, failure) for number, step in enumerate(test.steps, 1)]
    return Card(card, "\n".join([title, *lines]), tuple(steps[: before + failure.is_unexplained]))


def _step(number: int, step: Step, failure: Failure) -> str:
    """A step of help, and why it is open."""
    if number == 1 and failure.is_unexplained:
        why = "Nothing known explains this, so here is a first step"
    else:
        why = "You have seen this before, so here is one more step"
    return f"**{why} ({number}): {step.title}**\n\n{step.text}"


def show(card: Card) -> None:
    """Show a card; outside of a notebook, print it."""
    ipython = sys.modules.get("IPython")
    if ipython is None or not ipython.get_ipython():
        print(card.text)
        return
    display = ipython.display.display
    display(_bundle(card), raw=True)
    for step in card.steps:
        display({"text/markdown": step, "text/plain": step}, raw=True)


def show_panel(card: Card, name: str, *, follows: bool) -> None:
    """Show a panel of this name in a notebook; if it follows, wherever it stands already."""
    ipython = sys.modules["IPython"]
    ipython.display.display(_bundle(card), raw=True, display_id=name, update=follows)


def _bundle(card: Card) -> dict[str, str]:
    return {"text/html": card.html, "text/plain": card.text}


def _card(parts: list[str], kind: str, label: str) -> str:
    return f'{STYLE}<section class="course-card {kind}" aria-label="{escape(label)}">{"".join(parts)}</section>'


def _with_code(line: str) -> str:
    """A line in which what stands between ` is code."""
    parts = escape(line).split("`")
    if len(parts) % 2 == 0:
        return escape(line)
    return "".join(f"<code>{part}</code>" if number % 2 else part for number, part in enumerate(parts))


def compare_line(exercise: str) -> str:
    """The line that shows an answer that has passed beside the library's."""
    return f'compare("{exercise}")'


def anchor(test: VisibleTest) -> str:
    """The address of a heading in JupyterLab."""
    return escape(test.heading.replace(" ", "-"))
