"""The file of a lesson's tests that students have, and what is checked by it outside of a notebook."""

import pytest

from course_lib.checking import lesson_tests
from course_lib.checking.check_line import LessonChecks
from course_lib.checking.lesson_tests import MissingTestsError, Step, VisibleTest, read_tests, written_tests
from course_lib.checks import CheckError
from course_lib.instructor.source.visible_tests import text_of_tests

IN_PARTS = """from course_lib.checks import check_answer, check_equal
from course_lib.parts import part, sum_of_parts

check_answer(halves)
with part("even", points=1):
    check_equal("half of 4", halves(4), 2)
with part("odd", points=1):
    check_equal("half of 5", halves(5), 2.5)
sum_of_parts()"""
TESTS = [
    VisibleTest("halves", "9.1 Halves", 2.0, (Step("a nudge", "What is half of *one*?\n\n$1/2$"),), IN_PARTS),
    VisibleTest("other", "9.2 Other", 1.5, (), "check_answer(other)"),
]


def test_what_is_written_is_what_is_read():
    assert read_tests(written_tests("09_halves", TESTS)) == TESTS


def test_every_lesson_hands_out_its_tests_as_they_are_now_and_nothing_else(course):
    files = {path.stem: path.read_text() for path in lesson_tests.FOLDER.glob("[0-9]*.py")}

    assert files == {name: text_of_tests(course.lesson(name)) for name in course.lessons()}


def test_no_hidden_test_is_handed_out(course):
    for name in course.lessons():
        assert "HIDDEN" not in text_of_tests(course.lesson(name))


@pytest.fixture
def checks(monkeypatch, tmp_path):
    monkeypatch.setattr(lesson_tests, "FOLDER", tmp_path)
    (tmp_path / "09_halves.py").write_text(written_tests("09_halves", TESTS))
    lesson_tests.visible_tests_of.cache_clear()
    yield LessonChecks("09_halves")
    lesson_tests.visible_tests_of.cache_clear()


def test_a_test_in_parts_passes_if_all_parts_do(checks, monkeypatch, capsys):
    monkeypatch.setitem(globals(), "halves", lambda number: number // 2)
    with pytest.raises(CheckError, match="half of 5"):
        checks.check("halves")
    assert checks.passed == {}

    monkeypatch.setitem(globals(), "halves", lambda number: number / 2)
    checks.check("halves")

    assert capsys.readouterr().out.splitlines()[-4:-1] == [
        "✓ halves: passed, 2 points.",
        "So far 2 of 3.5 points, 1 of 2 exercises of this lesson.",
        "Next: 9.2 Other",
    ]


def test_a_lesson_whose_tests_are_not_in_the_library_says_what_to_do(checks):
    with pytest.raises(MissingTestsError, match="The tests of 08_wholes are not in the course's library here"):
        LessonChecks("08_wholes").check("wholes")
