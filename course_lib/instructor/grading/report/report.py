"""report.html: the class, on a page that begins with what a teacher does next. Made from grades.csv and log.jsonl.

Of several lessons each has a page of its own beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from statistics import median
from urllib.parse import quote

import jinja2

from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.records.results import Results, Row
from course_lib.instructor.grading.records.written_answers import waiting
from course_lib.instructor.grading.report.class_statistics import ExerciseStatistics, lesson_statistics, needs_a_person
from course_lib.instructor.grading.report.like_ours import like_ours
from course_lib.instructor.grading.report.misunderstood import misunderstood
from course_lib.instructor.grading.report.rankings import rankings
from course_lib.instructor.grading.report.similar_answers import Answers, Cut, answers_of, cut, similar_answers
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.writing.files import write_atomically
from course_lib.instructor.writing.templates import page_templates

BARS = {  # what the parts of a bar are called, in their order
    "passed": "passed",
    "failed": "wrong",
    "error": "error",
    "missing": "not answered",
    "other": "not graded",
}
MOST_PAIRS = 200  # of similar answers, and of answers like ours, on the page: where half a class copied there are more
SHOWN_PAIRS = 10  # of them that are not folded
SHOWN_MISTAKES = 3  # of an exercise that are not folded
SHOWN_PLACES = 10  # of an open challenge that are not folded


def write_report(
    results: Results, rows: list[Row], log: list[dict], lessons: Iterable[Lesson], remarks: Iterable[str] = ()
) -> None:
    """Write report.html, and beside it a page for each lesson if there are several. Pages of an earlier run are gone.

    lessons: those in which answers are compared.  remarks: what there is to tell about who is who, and what goes back.
    """
    pages = report_pages(results, rows, log, lessons, remarks)
    for path in results.folder.glob(f"{results.report.stem}_*.html"):
        if path.name not in pages:
            path.unlink()
    for name, text in pages.items():
        write_atomically(results.folder / name, text)


def report_pages(
    results: Results,
    rows: list[Row],
    log: list[dict],
    lessons: Iterable[Lesson] | None = None,
    remarks: Iterable[str] = (),
) -> dict[str, str]:
    """The pages by their names. Without lessons they speak of no answers."""
    written = None if lessons is None else [(lesson, answers_of(results, rows, lesson)) for lesson in lessons]
    names = sorted({row["lesson"] for row in rows})
    pages = {name: f"{results.report.stem}_{name}.html" for name in names} if len(names) > 1 else {}
    whole = _Class(results, rows, log, written, {lesson.name: cut(answers) for lesson, answers in written or ()})
    made = {results.report.name: _page(whole, pages, remarks=list(remarks), below=pages)}
    return made | {pages[name]: _page(whole.of(name), pages, remarks=[], below={}) for name in pages}


@dataclass(frozen=True)
class _Class:
    """What a page is made of. written: the answers to each lesson, None if they are not looked at.

    runs: of each lesson, its answers cut, once for all pages and for all that compares them.
    """

    results: Results
    rows: list[Row]
    log: list[dict]
    written: list[tuple[Lesson, Answers]] | None
    runs: Mapping[str, Cut]

    def of(self, name: str) -> "_Class":
        """The same of one lesson."""
        rows, log = ([entry for entry in found if entry["lesson"] == name] for found in (self.rows, self.log))
        written = None if self.written is None else [found for found in self.written if found[0].name == name]
        return _Class(self.results, rows, log, written, self.runs)


def _page(known: _Class, pages: dict[str, str], remarks: list[str], below: dict[str, str]) -> str:
    """One page. pages: of the lessons, by their names.  below: those to which it leads, instead of holding them."""
    rows, log, answers = known.rows, known.log, {lesson.name: found for lesson, found in known.written or ()}
    similar = None if known.written is None else similar_answers(known.written, known.runs)
    ours = None if known.written is None else like_ours(known.written, known.runs)
    hint_texts = _hint_texts(rows, log)
    in_words = {(entry["lesson"], name) for entry in log for name in entry.get("written", ())}
    by_lesson: dict[str, list[Row]] = {row["lesson"]: [] for row in rows}
    for row in rows:
        if (row["lesson"], row["exercise"]) not in in_words:
            by_lesson[row["lesson"]].append(row)
    return _environment().get_template("report.html.j2").render(
        lessons=lesson_statistics(rows),
        pages=pages,
        below=below,
        remarks=remarks,
        attention=needs_a_person(rows, log),
        waiting=waiting(rows),
        folder=known.results.folder,
        misunderstood={name: misunderstood(own, hint_texts, answers.get(name, {})) for name, own in by_lesson.items()},
        rankings=rankings(log),
        shown_places=SHOWN_PLACES,
        similar=similar and similar[:MOST_PAIRS],
        similar_in_all=len(similar or ()),
        shown_pairs=SHOWN_PAIRS,
        shown_mistakes=SHOWN_MISTAKES,
        ours=ours and ours[:MOST_PAIRS],
        ours_in_all=len(ours or ()),
        feedback=lambda student, lesson: _feedback_page(known.results, student, lesson),
        parts=_parts,
        groups=BARS,
        time=_times(log),
        repairs=[entry for entry in log if entry["repairs"]],
        students=len({row["student"] for row in rows}),
        statuses=_counts(rows),
    )  # fmt: skip


@cache
def _environment() -> jinja2.Environment:
    made = page_templates(__package__)
    made.filters |= {"percent": _percent, "seconds": _seconds}
    return made


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
    ran = [entry for entry in log if entry["seconds"] > 0]
    lessons = []
    for name in sorted({entry["lesson"] for entry in ran}):
        seconds = [entry["seconds"] for entry in ran if entry["lesson"] == name]
        memory = [entry["memory_mb"] for entry in ran if entry["lesson"] == name and entry["memory_mb"]]
        lessons.append(
            {
                "lesson": name,
                "count": len(seconds),
                "seconds": (median(seconds), max(seconds)),
                "memory": (median(memory), max(memory)) if memory else None,  # a short run was over before a look
            }
        )
    slowest = sorted(ran, key=lambda entry: -entry["seconds"])[:5]
    return {"total": sum(entry["seconds"] for entry in log), "lessons": lessons, "slowest": slowest}


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s" if value < 120 else f"{value / 60:.0f} min"
