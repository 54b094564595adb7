from collections import Counter

import pytest

from course_lib.instructor.grading.intake.repairs import Repair
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.grading.report.class_statistics import lesson_statistics, needs_a_person
from course_lib.instructor.grading.report.misunderstood import misunderstood
from course_lib.instructor.grading.report.report import report_pages, write_report


def row(student, exercise, status, hint="", seconds="0.5"):
    points = {"passed": "2", "internal": ""}.get(status, "0")
    return {
        "student": student, "lesson": "01_numbers", "exercise": exercise, "points": points, "max_points": "2",
        "status": status, "hint": hint, "message": "", "seconds": seconds,
    }  # fmt: skip


def class_of_ten():
    """The first exercise is solved by the five strong students, the second by the five weak ones, the third by all."""
    rows = []
    for number in range(10):
        strong = number < 5
        rows.append(row(f"s{number}", "telling", "passed" if strong else "failed", "" if strong else "sign"))
        rows.append(row(f"s{number}", "backwards", "failed" if strong else "passed"))
        rows.append(row(f"s{number}", "more", "passed" if strong else "missing"))
        rows.append(row(f"s{number}", "easy", "passed"))
    return rows


def log_entry(student, *repairs):
    told, odd = [found.text for found in repairs], [found.text for found in repairs if found.is_odd]
    return {
        "student": student, "lesson": "01_numbers", "repairs": told, "odd": odd, "seconds": 1.0, "memory_mb": 80,
    }  # fmt: skip


def test_difficulty_and_discrimination_of_each_exercise():
    (lesson,) = lesson_statistics(class_of_ten())
    found = {exercise.name: exercise for exercise in lesson.exercises}

    assert [exercise.solved for exercise in lesson.exercises] == [0.5, 0.5, 0.5, 1.0]
    assert found["more"].discrimination == pytest.approx(0.0, abs=1e-9) or found["more"].discrimination is None
    assert found["backwards"].discrimination == pytest.approx(-1)
    assert found["easy"].discrimination is None
    assert found["telling"].hints == [("sign", 5)]
    assert found["backwards"].unexplained == 5


def test_the_distribution_counts_every_notebook_that_ran():
    (lesson,) = lesson_statistics([*class_of_ten(), row("gone", "telling", "missing", seconds="0.000")])

    assert lesson.students == 11
    assert sum(lesson.histogram) == 10
    assert lesson.histogram[7] == 5  # three of four
    assert lesson.histogram[5] == 5


def test_a_full_score_is_in_the_last_bin():
    (lesson,) = lesson_statistics([row("ada", "easy", "passed")])

    assert lesson.histogram == [0] * 9 + [1]


def test_few_students_have_no_discrimination():
    (lesson,) = lesson_statistics(class_of_ten()[:16])

    assert all(exercise.discrimination is None for exercise in lesson.exercises)


@pytest.mark.parametrize(
    ("statuses", "reason"),
    [
        (["internal", "internal"], "the grader failed"),
        (["unreadable", "unreadable"], "cannot be read"),
        (["passed", "timeout"], "two: its code does not end in time"),
        (["passed", "forbidden"], "two: uses what it was asked to write"),
        (["failed", "error"], "answered everything and got nothing"),
    ],
)
def test_who_needs_a_person_and_why(statuses, reason):
    rows = [row("ada", name, status) for name, status in zip(("one", "two"), statuses, strict=True)]

    (found,) = needs_a_person(rows, [])

    assert reason in found.reasons[0]


def test_a_notebook_that_was_not_handed_in_needs_a_person():
    rows = [row("ada", name, "missing", seconds="0.000") for name in ("one", "two")]

    assert needs_a_person(rows, [])[0].reasons == ["handed in no notebook of this lesson"]


def test_an_edited_test_needs_a_person_and_a_moved_one_does_not():
    rows = [row(student, "one", "passed") for student in ("ada", "ben", "cleo")]
    log = [
        log_entry("ada", Repair("edited", "The test cell test_one had been edited: the lesson's own was run.")),
        log_entry("ben", Repair("moved", "The test cell test_one stood above what it tests: it was moved down.")),
        log_entry("cleo", Repair("file", "The notebook is named had been edited.ipynb, expected 01_numbers.ipynb.")),
    ]

    assert [found.student for found in needs_a_person(rows, log)] == ["ada"]


def test_honest_mixed_answers_need_nobody():
    assert needs_a_person(class_of_ten(), []) == []


def test_the_page_is_self_contained_and_its_tables_have_captions_and_headers(tmp_path):
    results = Results(tmp_path)
    results.write_rows(class_of_ten())
    results.append_log(log_entry("s0", Repair("gone", "The setup cell was gone: it was put back.")))

    page = report_pages(results, results.read_rows(), results.read_log())["report.html"]

    counts = Counter({mark: page.count(mark) for mark in ("<table ", "<caption>", "<thead ")})
    assert counts["<table "] == counts["<caption>"] == counts["<thead "] > 3
    assert 'lang="en"' in page
    assert "<th scope=" in page
    assert "<th>" not in page
    assert "http" not in page
    assert "src=" not in page
    assert "<strong>sign</strong>, 5 students" in page


def test_a_page_without_any_row_can_be_made(tmp_path):
    assert "Nobody: every notebook ran" in report_pages(Results(tmp_path), [], [])["report.html"]


def test_the_page_shows_the_sentence_of_a_hint_once_and_speaks_of_points(tmp_path):
    results = Results(tmp_path)
    rows = class_of_ten()
    results.write_rows(rows)
    for student in {entry["student"] for entry in rows if entry["hint"]}:
        results.append_log(log_entry(student) | {"hint_texts": {"telling": "the sign of <x> counts."}})

    page = report_pages(results, results.read_rows(), results.read_log())["report.html"]

    assert page.count("the sign of &lt;x&gt; counts.") == 1
    assert "2 points" in page


def test_time_and_memory_are_told_by_lesson(tmp_path):
    results = Results(tmp_path)
    results.write_rows(class_of_ten())
    for student, memory in {"s0": 80, "s1": 300, "s2": 90}.items():
        results.append_log(log_entry(student) | {"memory_mb": memory})

    assert "90, 300 MB" in report_pages(results, results.read_rows(), results.read_log())["report.html"]


def test_only_a_feedback_page_that_is_there_is_linked(tmp_path):
    results = Results(tmp_path)
    results.write_rows([row("ada b", "one", "timeout"), row("ben", "one", "timeout")])
    path = results.feedback("ada b", "01_numbers")
    path.parent.mkdir(parents=True)
    path.touch()

    page = report_pages(results, results.read_rows(), results.read_log())["report.html"]

    assert 'href="feedback/ada%20b/01_numbers/01_numbers.html"' in page
    assert "feedback/ben" not in page


def test_similar_answers_are_spoken_of_only_when_they_were_looked_for(tmp_path):
    results = Results(tmp_path)
    results.write_rows(class_of_ten())

    assert "Similar answers" not in report_pages(results, results.read_rows(), results.read_log())["report.html"]
    assert (
        "None: no two students share"
        in report_pages(results, results.read_rows(), results.read_log(), [])["report.html"]
    )


def two_lessons():
    """The class of ten in one, and in another a student who was right."""
    return [*(found | {"lesson": "02_more"} for found in class_of_ten()), row("ada", "easy", "passed")]


def test_several_lessons_have_a_page_each_and_the_report_leads_to_them(tmp_path):
    results = Results(tmp_path)
    results.write_rows(two_lessons())
    stale = tmp_path / "report_00_gone.html"
    stale.touch()

    write_report(results, results.read_rows(), [], [], ["look at this"])

    pages = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("report*.html")}
    assert set(pages) == {"report.html", "report_01_numbers.html", "report_02_more.html"}
    assert 'href="report_02_more.html"' in pages["report.html"]
    assert "What was misunderstood" not in pages["report.html"]
    assert "look at this" in pages["report.html"]
    assert "What was misunderstood" in pages["report_02_more.html"]
    assert "01_numbers" not in pages["report_02_more.html"]


def test_a_page_begins_with_what_a_teacher_does_next(tmp_path):
    results = Results(tmp_path)
    results.write_rows(class_of_ten())
    page = report_pages(results, results.read_rows(), [], [], ["look at this"])["report.html"]
    titles = [
        "Who needs a person", "Before grades go back", "What was misunderstood", "How hard, and how telling",
        "Share of the points", "How the grading went", "look like the course's own source", "Similar answers that need",
    ]  # fmt: skip

    body = page.partition("<main")[2]
    assert [body.count(title) for title in titles] == [1] * len(titles)
    assert sorted(titles, key=body.index) == titles


def test_what_was_misunderstood_most_comes_first_with_one_answer_that_shows_it():
    rows = [row("a", "one", "failed", "sign"), row("b", "one", "failed", "axis"), row("c", "one", "failed", "axis")]
    rows += [row(student, "two", "error") for student in "ab"] + [row("c", "two", "missing"), row("d", "one", "passed")]
    answers = {"one": {"b": "def one(x):\n    return x.sum(0)  # long\x1b", "c": "def one(x): return x"}}

    one, two = misunderstood(rows, {("01_numbers", "one", "axis"): "the other axis."}, answers)

    assert (one.exercise, one.students, two.exercise, two.students) == ("one", 3, "two", 2)
    assert [(mistake.hint, mistake.students) for mistake in one.mistakes] == [("axis", 2), ("sign", 1)]
    assert one.mistakes[0].sentence == "the other axis."
    assert (one.mistakes[0].shown.student, one.mistakes[0].shown.source) == ("c", "def one(x): return x")
    assert one.mistakes[1].shown is None
    assert [(mistake.hint, mistake.status) for mistake in two.mistakes] == [("", "error")]


def test_notebooks_that_were_over_before_their_memory_was_looked_at_count(tmp_path):
    results = Results(tmp_path)
    results.write_rows(class_of_ten())
    for number in range(10):
        results.append_log(log_entry(f"s{number}") | {"memory_mb": 0})
    page = " ".join(report_pages(results, results.read_rows(), results.read_log())["report.html"].split())

    assert '<td class="n" role="cell" data-head="Notebooks">10</td>' in page
    assert "too short to be measured" in page
