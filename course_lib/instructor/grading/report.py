"""report.html: the class on one page that needs nothing else. Made from grades.csv and log.jsonl."""

import jinja2

from course_lib.instructor.grading.class_statistics import ExerciseStatistics, lesson_statistics, needs_a_person
from course_lib.instructor.grading.results import Results, write_atomically

GROUPS = {  # how the bars show statuses: (label, statuses), in the order of the bars
    "passed": ("passed", ("passed",)),
    "failed": ("wrong", ("failed", "forbidden")),
    "error": ("error", ("error", "timeout", "memory", "crashed")),
    "missing": ("not answered", ("missing",)),
    "other": ("not graded", ("unreadable", "internal")),
}


def write_report(results: Results) -> None:
    """Write report.html from the other result files."""
    write_atomically(results.report, render(results))


def render(results: Results) -> str:
    """The page."""
    rows, log = results.read_rows(), results.read_log()
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("course_lib.instructor.grading", "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"percent": _percent, "seconds": _seconds, "number": lambda value: f"{value:g}"}
    return environment.get_template("report.html.j2").render(
        lessons=lesson_statistics(rows),
        attention=needs_a_person(rows, log),
        parts=_parts,
        groups={key: label for key, (label, _) in GROUPS.items()},
        time=_times(log),
        repairs=[entry for entry in log if entry["repairs"]],
        students=len({row["student"] for row in rows}),
        statuses=_counts(rows),
    )


def _parts(exercise: ExerciseStatistics) -> list[tuple[str, str, int, float]]:
    """The parts of an exercise's bar: key, label, students, share of all."""
    total = sum(exercise.statuses.values())
    counts = {key: sum(exercise.statuses[status] for status in found) for key, (_, found) in GROUPS.items()}
    return [(key, GROUPS[key][0], count, count / total) for key, count in counts.items() if count]


def _counts(rows: list[dict]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["status"]] = counts.get(row["status"], 0) + 1
    return dict(sorted(counts.items(), key=lambda item: -item[1]))


def _times(log: list[dict]) -> dict:
    """The time that the submissions took, and the slowest of them."""
    slowest = sorted(log, key=lambda entry: -entry["seconds"])[:5]
    return {"total": sum(entry["seconds"] for entry in log), "slowest": slowest}


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s" if value < 120 else f"{value / 60:.0f} min"
