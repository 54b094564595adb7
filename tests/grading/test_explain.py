"""`course explain`: what an instructor reads who is asked «why did I lose two points?»"""

import shutil

import pytest
from grading_examples import COURSE, NAME, RIGHT, contents, course, hand_in, submission
from nbgrader.api import Gradebook

from course_lib.instructor.grading.records.results import Results

pytestmark = pytest.mark.process

WRONG = {
    "double": "def double(x):\n    return 2 * np.abs(x)",  # the hidden test has a negative number
    "quadruple": "def quadruple(x):\n    x *= 4\n    return x + helper()",
    "mean": "def mean(x):\n    while len(x) == 3 and x[1] == 8:\n        pass\n    return sum(x) / len(x)",
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A graded course: ada's answers are wrong, ben's right; cleo's notebook is none, dan has given a raising one."""
    root = tmp_path_factory.mktemp("explained")
    shutil.copytree(COURSE / "solutions", root / "solutions")
    (root / "course_lib").mkdir()
    hand_in(root / "submitted", "ada", submission(**WRONG))
    hand_in(root / "submitted", "ben", submission(**RIGHT))
    hand_in(root / "submitted", "cleo", "{")
    hand_in(root / "submitted", "dan", submission(double="def double(x):\n    return x / 0 if x[0] > 30 else 2 * x"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        course("grade", "submitted", "-o", "results", "--jobs", 2, "--timeout", 3)
    return root


@pytest.fixture
def here(graded, monkeypatch):
    monkeypatch.chdir(graded)
    return Results(graded / "results")


def test_it_says_what_the_hidden_test_saw_what_was_told_their_answer_and_what_the_reference_gives(here):
    before = contents(here.folder)

    told = course("explain", "results", "ada", "double").stdout

    assert told.splitlines()[0] == f"ada  {NAME}  double: failed, 0 of 2 points"
    assert "The student was told:\n    double: a hidden test fails: it asks the same of other inputs.\n" in told
    assert "Their answer:\n    def double(x):\n        return 2 * np.abs(x)\n" in told
    assert "The hidden test saw:\n    double: doubled[1] is 14.0, expected -14.0.\n    Hint (absolute)" in told
    assert 'at check_close("doubled", doubled, 2 * secret' in told
    assert "Call 2 of double, the first call that differs:\n  given array([31.25, -7.  ])  shape (2,)\n" in told
    assert "  theirs array([62.5, 14. ])  shape (2,)\n  reference array([ 62.5, -14. ])  shape (2,)\n" in told
    assert contents(here.folder) == before


def test_an_answer_that_raises_changes_its_argument_or_does_not_end_is_explained_by_its_call(here):
    raising = course("explain", "results", "dan", "double").stdout
    changing = course("explain", "results", "ada", "quadruple").stdout
    endless = course("explain", "results", "ada", "mean").stdout

    assert "  given array([31.25, -7.  ])" in raising
    assert "The student was told: double: a hidden test " in raising.replace("told:\n    ", "told: ")
    assert "NameError: name 'helper' is not defined" in changing
    assert "ada  01_numbers  mean: timeout, 0 of 1.5 points" in endless
    assert "  theirs nothing: the call did not end\n  reference np.float64(7.16" in endless


def test_what_was_not_run_and_what_passed_is_said_and_points_by_hand_too(here):
    with Gradebook(here.db_url) as gradebook:
        gradebook.find_grade("test_double", NAME, NAME, "cleo").manual_score = 0.5
        gradebook.db.commit()

    unreadable = course("explain", "results", "cleo", "double").stdout
    passed = course("explain", "results", "ben", "mean").stdout

    assert f"cleo  {NAME}  double: unreadable, 0 of 2 points\nBy hand: 0.5 points\n" in unreadable
    assert "Their answer" not in unreadable
    assert "The student was told: nothing: it passed" in passed
    assert passed.endswith("The test passes now.\n")


def test_a_lesson_that_has_changed_since_is_told(here):
    source = here.folder.parent / "solutions" / NAME / "lesson.py"
    text = source.read_text()
    try:
        source.write_text(text.replace("2 * secret, confusions", "2 * np.abs(secret), confusions"))
        told = course("explain", "results", "ada", "double").stdout
    finally:
        source.write_text(text)

    assert "The lesson has changed since this was graded: what follows is by the lesson of today.\n" in told


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("results", "eve", "double"), "there is no student 'eve' in the results: they have ada, ben, cleo, dan"),
        (("results", "ada", "triple"), "ada has no exercise 'triple' in the results: double, quadruple, mean"),
        (("results", "ada", "double", "--lesson", "99"), "there is no lesson '99'"),
        (("nowhere", "ada", "double"), "nowhere holds no results"),
    ],
)
def test_what_is_not_there_is_one_line(here, arguments, reason):
    assert reason in course("explain", *arguments, code=2).stderr
