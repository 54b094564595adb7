"""The panel at the top of a lesson: what has passed, what comes next. It follows while checks pass."""

from html import escape

from course_lib.checking.cards import STYLE, Card, anchor
from course_lib.checking.lesson_tests import VisibleTest
from course_lib.checking.progress import PassedChecks, progress_of

TITLE = "Where you are"


def panel(tests: dict[str, VisibleTest], kept: PassedChecks, following: VisibleTest | None) -> Card:
    """The panel of a lesson. following: the exercise to go on with, None if none is left."""
    progress = progress_of(tests.values(), kept.passed)
    lines = [f"{TITLE}: {progress}."]
    go_on = "Every check has passed." if following is None else f"Go on with {following.heading}"
    rows = [_row(test, kept.passed.get(test.exercise)) for test in tests.values()]
    html = [
        f"<p><strong>{escape(str(progress))}</strong> "
        f'<progress value="{progress.points:g}" max="{progress.all_points:g}" aria-label="points"></progress></p>',
        f"<p>{escape(go_on)}</p>" if following is None else f"<p>Go on with {_link(following)}</p>",
        f"<details><summary>All exercises</summary><ul>{''.join(rows)}</ul></details>",
    ]
    if kept.fault:
        lines.append(kept.fault)
        html.append(f"<p>{escape(kept.fault)}</p>")
    label = escape(TITLE)
    text = "\n".join([*lines, go_on])
    return Card(f'{STYLE}<nav class="course-card" aria-label="{label}">{"".join(html)}</nav>', text)


def _row(test: VisibleTest, when: str | None) -> str:
    return f"<li>{_link(test)}, {test.worth}: {f'✓ passed {escape(when)}' if when else 'to do'}</li>"


def _link(test: VisibleTest) -> str:
    return f'<a href="#{anchor(test)}">{escape(test.heading)}</a>'
