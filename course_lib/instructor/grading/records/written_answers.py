"""Answers in words: their rows wait until a person has graded them in the form grader, and then say what was given."""

from collections import Counter, defaultdict

from nbgrader.api import Assignment, BaseCell, Comment, Gradebook, SubmittedAssignment
from sqlalchemy import select

from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.records.by_hand import by_hand, of_submissions
from course_lib.instructor.grading.records.results import Results, Row
from course_lib.instructor.writing.plain_text import visible

Key = tuple[str, str, str]  # student, lesson, question


def settle_written(results: Results) -> None:
    """Write into grades.csv what persons have given for answers in words; where nobody has, that it is ungraded."""
    waiting = {
        (entry["student"], entry["lesson"], name)
        for entry in results.read_log()
        for name in entry.get("written", ())
        if entry["status"][name] == Status.UNGRADED
    }
    if not waiting:
        return
    given = {one.key: one.points for one in by_hand(results) if one.key in waiting}
    comments, rows = _comments(results), results.read_rows()
    for row in rows:
        key = row["student"], row["lesson"], row["exercise"]
        if key in given:
            row.update(_settled(row, given[key], comments.get(key, "")))
        elif key in waiting:
            row.update(points="", status=Status.UNGRADED)
    results.write_rows(rows)


def _settled(row: Row, points: float, comment: str) -> Row:
    largest = float(row["max_points"])
    status = Status.PASSED if points >= largest else Status.FAILED
    told = f"{row['exercise']}: {points:g} of {largest:g} points, given by a person."
    message = "" if status == Status.PASSED and not comment else visible("\n".join(filter(None, (told, comment))))
    return {"points": f"{points:g}", "status": status, "message": message}


def _comments(results: Results) -> dict[Key, str]:
    """What persons wrote about answers in the form grader."""
    asked = (
        select(SubmittedAssignment.student_id, Assignment.name, BaseCell.name, Comment.manual_comment)
        .join(Comment.cell)
        .where(Comment.manual_comment.is_not(None))
    )
    with Gradebook(results.db_url) as gradebook:
        rows = gradebook.db.execute(of_submissions(asked, Comment))
        return {(student, lesson, cell): text for student, lesson, cell, text in rows}


def remarks_on_written(rows: list[Row]) -> list[str]:
    """For each lesson, how many answers in words nobody has graded, and whose grades wait for it."""
    count: Counter[str] = Counter()
    students = defaultdict(set)
    for row in rows:
        if row["status"] == Status.UNGRADED:
            count[row["lesson"]] += 1
            students[row["lesson"]].add(row["student"])
    how = "until a person has graded them (Nbgrader > Formgrader, then course report)"
    return [
        f"{lesson}: without {_many(count[lesson], 'ungraded answer')} in words: {_many(len(names), 'student')} left "
        f"out of the files that go back {how}"
        for lesson, names in sorted(students.items())
    ]


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
