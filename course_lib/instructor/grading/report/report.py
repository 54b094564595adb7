"""report.html: the class on one page that needs nothing else. Made from grades.csv and log.jsonl."""

from collections.abc import Iterable
from statistics import median
from urllib.parse import quote

import jinja2

from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.records.results import Results, Row
from course_lib.instructor.grading.report.class_statistics import ExerciseStatistics, lesson_statistics, needs_a_person
from course_lib.instructor.grading.report.like_ours import like_ours
from course_lib.instructor.grading.report.similar_answers import answers_of, similar_answers
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.writing.files import write_atomically

BARS = {  # what the parts of a bar are called, in their order
    "passed": "passed",
    "failed": "wrong",
    "error": "error",
    "missing": "not answered",
    "other": "not graded",
}
MOST_PAIRS = 30  # of similar answers on the page


def write_report(
    results: Results, rows: list[Row], log: list[dict], lessons: Iterable[Lesson], remarks: Iterable[str] = ()
) -> None:
    """Write report.html from what stands in grades.csv and log.jsonl. lessons: those in which answers are compared.

    remarks: what there is to tell about who is who, and what goes back to them.
    """
    write_atomically(results.report, render(results, rows, log, lessons, remarks))


def render(
    results: Results,
    rows: list[Row],
    log: list[dict],
    lessons: Iterable[Lesson] | None = None,
    remarks: Iterable[str] = (),
) -> str:
    """The page. Without lessons it does not speak of similar answers."""
    written = None if lessons is None else [(lesson, answers_of(results, rows, lesson)) for lesson in lessons]
    similar = None if written is None else similar_answers(written)
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(__package__, "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"percent": _percent, "seconds": _seconds, "number": lambda value: f"{value:g}"}
    return environment.get_template("report.html.j2").render(
        lessons=lesson_statistics(rows),
        remarks=list(remarks),
        attention=needs_a_person(rows, log),
        similar=similar and similar[:MOST_PAIRS],
        similar_in_all=len(similar or ()),
        ours=None if written is None else like_ours(written)[:MOST_PAIRS],
        hint_texts=_hint_texts(rows, log),
        feedback=lambda student, lesson: _feedback_page(results, student, lesson),
        parts=_parts,
        groups=BARS,
        time=_times(log),
        repairs=[entry for entry in log if entry["repairs"]],
        students=len({row["student"] for row in rows}),
        statuses=_counts(rows),
    )


def _parts(exercise: ExerciseStatistics) -> list[tuple[str, str, int, float]]:
    """The parts of an exercise's bar: key, label, students, share of all."""
    total = sum(exercise.statuses.values())
    counts = {bar: sum(exercise.statuses[status] for status in Status if status.bar == bar) for bar in BARS}
    return [(bar, BARS[bar], count, count / total) for bar, count in counts.items() if count]


def _counts(rows: list[dict]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["status"]] = counts.get(row["status"], 0) + 1
    return dict(sorted(counts.items(), key=lambda item: -item[1]))


def _hint_texts(rows: list[Row], log: list[dict]) -> dict[tuple[str, str, str], str]:
    """The sentence of each hint, by lesson, exercise and id, as the first student read it who read it in full."""
    told = {(entry["student"], entry["lesson"]): entry.get("hint_texts", {}) for entry in log}
    texts: dict[tuple[str, str, str], str] = {}
    for row in rows:
        sentence = told.get((row["student"], row["lesson"]), {}).get(row["exercise"])
        if row["hint"] and sentence:
            texts.setdefault((row["lesson"], row["exercise"], row["hint"]), sentence)
    return texts


def _feedback_page(results: Results, student: str, lesson: str) -> str | None:
    """The address of a student's feedback, seen from the report."""
    path = results.feedback(student, lesson)
    return quote(path.relative_to(results.folder).as_posix()) if path.is_file() else None


def _times(log: list[dict]) -> dict:
    """The time and memory that the submissions took: in all, by lesson (median, largest), and the slowest of them."""
    ran = [entry for entry in log if entry["memory_mb"]]
    lessons = []
    for name in sorted({entry["lesson"] for entry in ran}):
        seconds = [entry["seconds"] for entry in ran if entry["lesson"] == name]
        memory = [entry["memory_mb"] for entry in ran if entry["lesson"] == name]
        lessons.append(
            {
                "lesson": name,
                "count": len(seconds),
                "seconds": (median(seconds), max(seconds)),
                "memory": (median(memory), max(memory)),
            }
        )
    slowest = sorted(ran, key=lambda entry: -entry["seconds"])[:5]
    return {"total": sum(entry["seconds"] for entry in log), "lessons": lessons, "slowest": slowest}


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s" if value < 120 else f"{value / 60:.0f} min"
