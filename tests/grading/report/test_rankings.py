"""The open challenges of a class in the report."""

from course_lib.instructor.grading.report.rankings import Place, rankings


def entry(student, lesson="01_numbers", **values):
    measures = {name: {"what": "errors, in %", "value": value, "best": "smallest"} for name, value in values.items()}
    return {"student": student, "lesson": lesson, "measures": measures}


def test_the_best_stand_first_and_equal_values_share_a_place():
    (ranking,) = rankings([entry("ada", fit=3.0), entry("bo", fit=1.5), entry("cy", fit=3.0), entry("di", fit=9.0)])[
        "01_numbers"
    ]

    assert (ranking.exercise, ranking.what, ranking.best) == ("fit", "errors, in %", "smallest")
    assert ranking.places == [Place(1, "bo", 1.5), Place(2, "ada", 3.0), Place(2, "cy", 3.0), Place(4, "di", 9.0)]


def test_where_more_is_better_the_largest_stands_first():
    log = [entry("ada", fit=3.0), entry("bo", fit=10.0)]
    for one in log:
        one["measures"]["fit"]["best"] = "largest"
    (ranking,) = rankings(log)["01_numbers"]

    assert [place.student for place in ranking.places] == ["bo", "ada"]


def test_a_lesson_without_a_challenge_an_old_log_and_another_measure_do_not_mix():
    old = {"student": "ada", "lesson": "01_numbers"}
    other = entry("bo", fit=1.0) | {"measures": {"fit": {"what": "points", "value": 1.0, "best": "largest"}}}
    found = rankings([old, entry("cy", fit=2.0), other, entry("di", lesson="02_more", fit=5.0)])

    assert [[place.student for place in ranking.places] for ranking in found["01_numbers"]] == [["cy"], ["bo"]]
    assert [ranking.exercise for ranking in found["02_more"]] == ["fit"]
    assert found["03_none"] == []
