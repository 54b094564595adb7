"""How far each lesson is: on the start page and in `course progress`, the students' and the instructors'."""

import json
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner
from students_work import LESSON, POINTS, ROOT

from course_lib.checking.progress import NAME
from course_lib.instructor.cli import main
from course_lib.instructor.source.course import find_course
from course_lib.lab.progress import overview, standings
from course_lib.lab.start_page import write_start_page

OTHER = "03_gradient_descent"
LAYER = "Exercise 2.2: layer (5 min, difficulty 1 of 3)"
FIRST = "Exercise 3.1: numerical_gradient (10 min, difficulty 2 of 3)"
OTHERS = f"{sum(found.points for found in find_course(ROOT).lesson(OTHER).exercises):g}"


@pytest.fixture
def notebooks(tmp_path):
    """Two lessons; of the first the exercises 2.1 and 2.3 have passed."""
    for name in (LESSON, OTHER):
        shutil.copytree(ROOT / "notebooks" / name, tmp_path / "notebooks" / name)
    passed = {"relu": "2026-11-29 20:15", "collapse": "2026-11-29 20:40"}
    (tmp_path / "notebooks" / LESSON / NAME).write_text(json.dumps({"lesson": LESSON, "passed": passed}))
    return tmp_path / "notebooks"


def test_each_lesson_says_its_points_and_what_to_go_on_with(notebooks):
    first, second = overview(notebooks).splitlines()

    assert first == f"02_relu_networks     ▰▱▱▱▱▱▱▱▱▱  4 of {POINTS} points, go on with {LAYER}"
    assert second.endswith(f"▱▱▱▱▱▱▱▱▱▱  0 of {OTHERS} points, begin with {FIRST}")


def test_the_start_page_says_it_beside_each_lesson(notebooks):
    text = write_start_page(notebooks).read_text(encoding="utf-8")
    link = f'<a href="{LESSON}/{LESSON}.ipynb#{LAYER.replace(" ", "-")}">{LAYER}</a>'
    assert f"**Go on with {link}**" in text.splitlines()
    bar = f'<progress value="4" max="{POINTS}" aria-label="points"></progress>'
    assert f"{bar} 4 of {POINTS} points. Go on with {link}" in text.splitlines()
    assert text.count("Begin with") == 1


def test_the_first_line_goes_on_where_something_has_passed_last_and_else_begins(notebooks):
    (notebooks / OTHER / NAME).write_text(json.dumps({"passed": {"softmax": "2026-11-29 21:00"}}))
    assert "**Go on with" in (text := write_start_page(notebooks).read_text(encoding="utf-8"))
    assert FIRST in text.split("**Go on with")[1].partition("**")[0]

    for lesson in (LESSON, OTHER):
        (notebooks / lesson / NAME).unlink()
    assert "**Begin with" in (text := write_start_page(notebooks).read_text(encoding="utf-8"))
    assert "Exercise 2.1: relu" in text.split("**Begin with")[1].partition("**")[0]


def test_a_lesson_in_which_every_check_has_passed_asks_for_nothing_more(notebooks):
    [lesson, _] = standings(notebooks)
    from course_lib.checking.lesson_tests import visible_tests_of

    passed = dict.fromkeys(visible_tests_of(LESSON), "2026-11-29 20:15")
    (notebooks / LESSON / NAME).write_text(json.dumps({"passed": passed}))

    assert standings(notebooks)[0].sentence == f"{POINTS} of {POINTS} points: every check has passed"
    assert standings(notebooks)[0].bar == "▰" * 10
    assert lesson.progress.exercises == 2


def test_a_file_that_cannot_be_read_is_named_and_the_lesson_is_at_its_beginning(notebooks):
    (notebooks / OTHER / NAME).write_text("what")
    *lines, fault = overview(notebooks).splitlines()

    assert len(lines) == 2
    assert str(notebooks / OTHER / NAME) in fault


def test_a_folder_without_lessons_says_so(tmp_path):
    assert overview(tmp_path) == f"There is no lesson of the course in {tmp_path}."


@pytest.mark.process
def test_both_commands_print_it(notebooks, monkeypatch):
    (notebooks.parent / "solutions").mkdir()
    (notebooks.parent / "course_lib").mkdir()
    monkeypatch.chdir(notebooks.parent)
    students = "import sys; from course_lib.lab.course import main; sys.argv = ['course', 'progress']; main()"

    shown = subprocess.run([sys.executable, "-c", students], cwd=ROOT, capture_output=True, text=True, check=True)

    assert CliRunner().invoke(main, ["progress"]).output.strip() == overview(notebooks)
    assert "02_relu_networks" in shown.stdout
