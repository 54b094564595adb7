"""The feedback pages follow the gradebook: points and comments that a person gave, and late penalties."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from nbgrader.api import Gradebook

from course_lib.instructor.grading.records.feedback import write_results_again
from course_lib.instructor.grading.records.given import grades_in
from course_lib.instructor.grading.records.result_lines import Shown
from course_lib.instructor.grading.records.results import Results, Row
from course_lib.instructor.source.lesson import Lesson


def follow_gradebook(
    results: Results, lessons: Iterable[Lesson], every_row: Iterable[Row], log: Iterable[dict]
) -> list[str]:
    """Write the results anew in every page of these lessons in which they are others now. every_row: of grades.csv.

    Returns a line for each lesson that has pages of which the results cannot be written anew.
    """
    known = {lesson.name: lesson for lesson in lessons}
    entries = {(entry["student"], entry["lesson"]): entry for entry in log}
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in every_row:
        rows[row["student"], row["lesson"]].append(row)
    with Gradebook(results.db_url) as gradebook:
        grades = grades_in(gradebook)
    older: Counter[str] = Counter()
    for (student, name), own in rows.items():
        page = results.feedback(student, name)
        if name in known and (student, name) in grades and page.is_file():
            shown = Shown(tuple(own), entries.get((student, name), {}), grades[student, name])
            older[name] += not write_results_again(page, known[name], shown)
    return [_about_older(name, count) for name, count in sorted(older.items()) if count]


def _about_older(lesson: str, count: int) -> str:
    pages = "1 feedback page is" if count == 1 else f"{count} feedback pages are"
    return f"{lesson}: {pages} of an earlier version of the course, without what was changed by hand: grade again"
