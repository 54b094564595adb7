"""What stands in the book, and what must not."""

import re

import nbformat
import numpy as np
import pytest
from click.testing import CliRunner

from course_lib import checks
from course_lib.checks import CheckError
from course_lib.instructor.bank.bank import read_bank
from course_lib.instructor.book.lesson_page import lesson_page
from course_lib.instructor.book.pages import Stop, documents_of, first_figure, front_page, stop_of
from course_lib.instructor.book.site import BookError, build_book, write_pages
from course_lib.instructor.book.told import told_of
from course_lib.instructor.build.build import build, write
from course_lib.instructor.cli import main
from course_lib.instructor.source.cells import split_test
from course_lib.instructor.source.course import find_course

COURSE = find_course()
NAMES = COURSE.lessons()
LONG = 24  # characters of a line that nothing else says by chance


@pytest.fixture(scope="module")
def lessons():
    return {name: COURSE.lesson(name) for name in NAMES}


def lines_of(page):
    """The lines of a page that are long enough to be recognised, as they are written."""
    return {line.strip() for cell in page.cells for line in cell.source.splitlines() if len(line.strip()) > LONG}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_holds_no_solution_and_no_test(lessons, name):
    lesson = lessons[name]
    shown = lines_of(lesson_page(COURSE, lesson))
    released = nbformat.read(COURSE.notebooks / name / f"{name}.ipynb", as_version=4)
    setup = {line.strip() for line in lesson.setup.source.splitlines()}
    for exercise in lesson.exercises:
        hidden = {line.strip() for line in exercise.test.source.splitlines()} | {
            line.strip() for line in exercise.answer.source.splitlines()
        }
        assert shown & hidden <= lines_of(released) | setup, exercise.name


@pytest.mark.parametrize("name", NAMES)
def test_a_page_for_instructors_holds_both(lessons, name):
    shown = "\n".join(cell.source for cell in lesson_page(COURSE, lessons[name], solutions=True).cells)
    for exercise in lessons[name].exercises:
        assert exercise.test.source in shown
        assert exercise.answer.source in shown


@pytest.mark.parametrize("name", NAMES)
def test_a_page_shows_what_wrong_answers_are_told_and_nothing_that_hidden_tests_say_alone(lessons, name):
    bank, some = read_bank(lessons[name]), 0
    for exercise in lessons[name].exercises:
        visible = "\n".join(part.source for part in split_test(exercise.test.source) if not part.hidden)
        told = told_of(exercise, bank)
        some += len(told)
        assert len({one.sentence for one in told}) == len(told)
        for one in told:
            assert one.sentence.split("\n")[0][:40] in visible.replace('"\n        "', "")
    assert some > len(lessons[name].exercises)


def test_a_mistake_is_told_in_words_once(tiny_course):
    lesson = tiny_course.lesson("01_tiny")

    [told] = told_of(lesson.exercises[0], read_bank(lesson))

    assert told.mistake == "drops the negative"
    assert told.sentence == "halve the negative numbers, do not drop them."


def test_the_front_page_says_of_each_lesson_what_it_is_good_for_and_what_it_takes(lessons):
    stops = [stop_of(COURSE, lesson) for lesson in lessons.values()]

    text = front_page(stops, 20, ["grading", "a_new_page"], figure=False, pictures=[NAMES[0]])

    for stop in stops:
        assert f'<a href="{stop.name}.html">{stop.title}</a>' in text
        assert f"{stop.minutes} minutes · {stop.exercises} exercises" in text
        assert len(stop.promise.split()) > 8, stop.name
        assert stop.promise in text
        assert "you can" not in stop.promise  # it is said once, above the path
    assert text.count("<img") == 1
    assert f"{len(stops)} lessons · {sum(stop.exercises for stop in stops)} exercises" in text
    assert "a_new_page" in text
    assert "_front_figure" not in text


def test_the_hours_of_a_path_are_the_sum_of_its_minutes():
    stops = [Stop(name, name, minutes, 1, "NumPy", "") for name, minutes in (("a", "90 to 100"), ("b", "30 to 80"))]

    assert " · 2 to 3 hours · 7 figures" in front_page(stops, 7, [], figure=False)
    assert " · 2 hours · " in front_page([Stop("c", "c", "60", 1, "NumPy", "")] * 2, 7, [], figure=False)
    assert "hours ·" not in front_page([*stops, Stop("c", "c", "", 1, "NumPy", "")], 7, [], figure=False)


def test_the_wrong_answer_of_the_front_page_is_told_what_stands_there(lessons):
    """The answer on the page is an answer that gets this hint, in the words of the exercise's test."""
    text = front_page([], 0, [], figure=False)
    relu = lessons["02_relu_networks"].exercises[0]
    answer = re.search(r"```python\n(def relu.*?)\n\ncheck", text, re.DOTALL)[1]
    told = re.findall(r"<p>(relu: .*|Hint .*)</p>", text)
    names = {"np": np}

    exec(answer, names)  # our own, from the template

    with pytest.raises(CheckError) as refused:
        exec(split_test(relu.test.source)[0].source, {**names, **vars(checks)})
    assert str(refused.value).splitlines()[:2] == told


def test_what_wrong_answers_are_told_holds_no_line_of_an_answer(lessons):
    for lesson in lessons.values():
        bank = read_bank(lesson)
        for exercise in lesson.exercises:
            lines = [line.strip().removeprefix("return ") for line in exercise.answer.source.splitlines()]
            told = " ".join(f"{one.mistake} {one.sentence}" for one in told_of(exercise, bank))
            assert not [line for line in lines if len(line) > LONG and line in told], exercise.name


def test_a_document_links_to_pages_of_the_book_and_to_the_web_alone(tmp_path, tiny_course):
    docs = tiny_course.root / "docs"
    docs.mkdir()
    (docs / "one.md").write_text("[a](two.md#part) [b](../README.md) [c](https://x.org) [d](#here) ![e](images/f.png)")
    (docs / "two.md").write_text("# Two")

    assert documents_of(tiny_course)["one"] == "[a](two.md#part) b [c](https://x.org) [d](#here) ![e](images/f.png)"


@pytest.fixture
def built(tiny_course):
    write(tiny_course, build(tiny_course, tiny_course.lesson("01_tiny")))
    return tiny_course


@pytest.mark.process
def test_the_command_makes_a_book_of_a_course_without_figures_and_makes_it_again(built, monkeypatch):
    monkeypatch.chdir(built.root)
    for _ in range(2):
        done = CliRunner().invoke(main, ["book"])
        assert (done.exit_code, done.output) == (0, f"2 pages. Open {built.root / 'build/book/index.html'}\n")
    page = (built.root / "build/book/01_tiny.html").read_text(encoding="utf-8")
    assert "raise" in page
    assert "What wrong answers are told" in page
    assert "YOUR CODE HERE" in page
    assert "np.where" not in page
    assert not list((built.root / "build/book").rglob("*.ipynb"))

    assert CliRunner().invoke(main, ["book", "--solutions"]).exit_code == 0
    assert "secret" in (built.root / "build/book-solutions/01_tiny.html").read_text(encoding="utf-8")


def test_a_folder_with_other_things_is_left_alone(built, tmp_path):
    (tmp_path / "thesis.pdf").write_bytes(b"ten years")
    with pytest.raises(BookError, match="holds something else than a book"):
        build_book(built, tmp_path)
    assert (tmp_path / "thesis.pdf").read_bytes() == b"ten years"


def test_a_notebook_that_is_not_the_lesson_s_is_told_with_the_command_to_run(built, tmp_path):
    path = built.solutions / "01_tiny" / "01_tiny.ipynb"
    notebook = nbformat.read(path, as_version=4)
    del notebook.cells[3]
    nbformat.write(notebook, path)
    with pytest.raises(BookError, match=r"run `course build 01_tiny`"):
        write_pages(built, tmp_path / "pages", solutions=False)


def test_without_a_figure_there_is_none_on_the_front_page():
    assert first_figure([nbformat.v4.new_notebook()]) == ""
