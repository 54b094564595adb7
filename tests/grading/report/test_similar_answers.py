"""Likeness that chance and the exercise do not explain is found; likeness that they explain is not."""

import random

import nbformat
import pytest
from grading_examples import NAME, RIGHT, cell, grade, hand_in, lesson, submission

from course_lib.instructor.grading.demo_class import HONEST, make_class
from course_lib.instructor.grading.records.results import COLUMNS, Results
from course_lib.instructor.grading.report.report import report_pages
from course_lib.instructor.grading.report.similar_answers import alike_in, runs

UNUSUAL = """
def mean(x):
    # walk from both ends towards the middle
    left, right, total = 0, len(x) - 1, 0.0
    while left < right:
        total += x[left] + x[right]
        left, right = left + 1, right - 1
    if left == right:
        total += x[left]
    return total / max(1, len(x))
"""
RENAMED = (
    UNUSUAL.replace("left", "i").replace("right", "j").replace("total", "s").replace("# walk from", '"""Mean."""  #')
)
OTHER = [
    "def mean(x):\n    s = 0\n    for v in x:\n        s = s + v\n    return s / len(x)",
    "def mean(x):\n    import math\n    return math.fsum(x) / len(x)",
    "def mean(x):\n    n = 0\n    t = 0\n    for i in range(len(x)):\n        t += x[i]\n        n += 1"
    "\n    return t / n",
]


def class_of(size, **own):
    """Answers to `mean`: everybody has an ordinary one, but those who have their own."""
    answers = {f"s{number:03}": OTHER[number % len(OTHER)] for number in range(size)}
    return {"double": {}, "quadruple": {}, "mean": answers | own}


@pytest.mark.parametrize("size", [3, 30, 300])
def test_two_equal_unusual_answers_are_found_in_a_class_of_any_size(size):
    (found,) = alike_in(lesson(), class_of(size, ada=UNUSUAL, ben=UNUSUAL))

    assert (found.students, found.verbatim, found.renamed) == (("ada", "ben"), ("mean",), ())


def test_other_names_and_comments_do_not_hide_it_and_it_is_said_so():
    (found,) = alike_in(lesson(), class_of(30, ada=UNUSUAL, ben=RENAMED))

    assert (found.verbatim, found.renamed) == ((), ("mean",))


def test_what_many_write_is_usual():
    assert alike_in(lesson(), class_of(30)) == []
    assert alike_in(lesson(), class_of(30, **{f"t{number}": UNUSUAL for number in range(8)})) == []


def test_four_who_share_one_answer_are_six_pairs():
    found = alike_in(lesson(), class_of(30, **{f"t{number}": UNUSUAL for number in range(4)}))

    assert len(found) == 6


def test_the_reference_answer_and_the_bank_say_nothing_about_who_wrote_them():
    reference = next(found.answer.source for found in lesson().exercises if found.name == "mean")

    assert alike_in(lesson(), class_of(30, ada=reference, ben=reference)) == []


def test_a_short_answer_is_no_evidence():
    short = "def mean(x):\n    return -sum(-v for v in x) / len(x)"

    assert alike_in(lesson(), class_of(30, ada=short, ben=short)) == []


def test_an_idiom_in_two_long_answers_is_no_likeness():
    long = "\n".join(f"    a{n} = x[{n}] * {n + 2} - len(x) // {n + 3} % {n + 5}" for n in range(20))
    longer = "\n".join(f"    b{n} = {n + 7} ** x[-{n + 1}] + abs(x[{n}]) @ {n + 31}" for n in range(20))
    ada, ben = (UNUSUAL.rstrip() + "\n" + rest for rest in (long, longer))

    assert alike_in(lesson(), class_of(30, ada=ada, ben=ben)) == []


@pytest.mark.parametrize(
    "source", ["", "def mean(x:\n  return (", "'''never closed", "\t\x00\n é ¬", "x = 1\n  y = 2\n z"]
)
def test_what_is_no_python_does_not_stop_the_comparison(source):
    assert isinstance(runs(source), frozenset)
    assert alike_in(lesson(), class_of(30, ada=source, ben=source)) == []


def demo_answers(course, submitted):
    found = course.lesson("02")
    answers = {exercise.name: {} for exercise in found.exercises}
    for made in make_class(course, [found], submitted):
        if made.kind == HONEST:
            notebook = nbformat.read(made.path, as_version=4)
            for exercise in answers:
                answers[exercise][made.student] = cell(notebook, exercise).source
    return found, answers


def test_in_the_demo_class_nobody_is_suspected_but_the_two_who_copied(course, tmp_path):
    found, answers = demo_answers(course, tmp_path)
    before = alike_in(found, answers)
    chance = random.Random(0)
    body = "\n".join(f"    v{n} = u * {chance.random():.3f} - W[{n}] @ u[::{n + 2}]" for n in range(6))
    for student in sorted(answers["mlp"])[:2]:
        answers["mlp"][student] = f"def mlp(u, W):\n{body}\n    return v5"

    after = alike_in(found, answers)

    assert before == []
    assert [pair.students for pair in after] == [tuple(sorted(answers["mlp"])[:2])]


@pytest.mark.slow
def test_the_report_names_the_pair_with_care(tmp_path):
    for student in ("ada", "ben"):
        hand_in(tmp_path / "submitted", student, submission(**RIGHT | {"mean": UNUSUAL}))
    hand_in(tmp_path / "submitted", "cleo", submission(**RIGHT))
    grade(tmp_path / "submitted", tmp_path / "results")

    results = Results(tmp_path / "results")
    page = report_pages(results, results.read_rows(), results.read_log(), [lesson()])["report.html"]

    assert f'<a href="feedback/ada/{NAME}/{NAME}.html">ada</a> and <a href="feedback/ben' in page
    assert "It proves nothing." in page
    assert "cleo</a> and" not in page


def unusual(chance):
    """An answer to `mean` that nobody writes who has not seen it."""
    places = [chance.randrange(2, 99) for _ in range(8)]
    lines = "\n".join(f"    v{n} = x[{place}] * {chance.random():.3f} - v[::{place}]" for n, place in enumerate(places))
    return f"def mean(x):\n{lines}\n    return v5"


def test_of_many_pairs_ten_are_shown_and_the_rest_is_folded(tmp_path):
    results, chance, rows = Results(tmp_path), random.Random(0), []
    for number in range(14):
        source = unusual(chance)
        for student in (f"a{number}", f"b{number}"):
            path = results.autograded(student, NAME)
            path.parent.mkdir(parents=True)
            path.write_text(nbformat.writes(submission(mean=source)), encoding="utf-8")
            rows.append(dict.fromkeys(COLUMNS, "") | {
                "student": student, "lesson": NAME, "exercise": "mean", "status": "passed", "points": "1.5",
                "max_points": "1.5", "seconds": "0.1",
            })  # fmt: skip
    page = report_pages(results, rows, [], [lesson()])["report.html"]

    shown, _, folded = page.partition("<summary>The next 4</summary>")
    assert "14 pairs of students" in shown
    assert [shown.count(" and b"), folded.count(" and b")] == [10, 4]
