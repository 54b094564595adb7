"""A submission of lesson 02 and what is known of it, for the tests of feedback pages: nothing is run."""

from copy import deepcopy

from course_lib.instructor.grading.marking.judged import Mark, Marked
from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.marking.verdict import Verdict
from course_lib.instructor.grading.records.feedback import feedback_page
from course_lib.instructor.grading.records.given import Given, Grades
from course_lib.instructor.grading.records.result_lines import Shown
from course_lib.instructor.source.course import find_course
from course_lib.instructor.source.reference import reference

LESSON = find_course(".").lesson("02_relu_networks")
SOLVED = ("layer", "collapse")
SENTENCE = "this keeps the negative entries; the positive ones should pass."
WRONG = f"relu: relu(u)[0] is -2.0, expected 0.0.\nHint (negative-part): {SENTENCE}"


def verdict(exercise):
    """Two are solved, the first is wrong, the others are not answered."""
    if exercise in SOLVED:
        return Verdict(Status.PASSED)
    if exercise == "relu":
        return Verdict(Status.FAILED, "negative-part", WRONG, sentence=SENTENCE)
    return Verdict(Status.MISSING, message=f"{exercise}: not written yet.")


def marked():
    """The submission, of which no cell showed anything."""
    notebook = deepcopy(reference(LESSON).full)
    marks = [Mark(found.name, 0.0, found.points, verdict(found.name)) for found in LESSON.asked]
    return Marked(None, tuple(marks), notebook, pieces={0: []})


def shown(grades=None, rows=None):
    """Its rows, its log and its grades."""
    if rows is None:
        rows = tuple(row(found.name, found.points) for found in LESSON.asked)
    if grades is None:
        grades = Grades({found["exercise"]: Given(float(found["points"])) for found in rows})
    return Shown(rows, {"repairs": [], "hint_texts": {"relu": SENTENCE}}, grades)


def row(exercise, points):
    """The row of an exercise in grades.csv."""
    found = verdict(exercise)
    return {
        "student": "ada", "lesson": LESSON.name, "exercise": exercise, "max_points": f"{points:g}",
        "points": f"{points if exercise in SOLVED else 0:g}", "status": found.status, "hint": found.hint,
        "message": found.message, "seconds": "0.100",
    }  # fmt: skip


def page(known=None):
    """Its feedback page."""
    return feedback_page(marked(), LESSON, known or shown())
