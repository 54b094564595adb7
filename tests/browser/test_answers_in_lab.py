"""Students' notebooks in JupyterLab: an answer is written and its test run, and the page says what there is to say."""

from dataclasses import replace
from pathlib import Path

import pytest
from exported import readout

from course_lib.figures.relu_networks import Zones
from course_lib.figures.transformers import EncodingWaves
from course_lib.instructor.bank.bank import read_bank
from course_lib.instructor.bank.trial import needed_answers, try_answer
from course_lib.instructor.source.cells import split_test
from course_lib.instructor.source.course import find_course
from course_lib.instructor.source.lesson import Lesson

COURSE = find_course(Path(__file__))
LESSON = "02_relu_networks/02_relu_networks.ipynb"
WRONG_RELU = "def relu(u):\n    return np.minimum(u, 0)\n"


def a_wrong_answer(lesson):
    """The first wrong answer of a lesson's bank that is told its mistake by the part of the test that students see."""
    seen = [split_test(cell.source)[0].source if cell.kind == "test" else cell.source for cell in lesson.cells]
    cells = tuple(replace(cell, source=source) for cell, source in zip(lesson.cells, seen, strict=True))
    wrong = (answer for answer in read_bank(lesson).answers if answer.kind == "wrong")
    for answer in wrong:
        trial = try_answer(Lesson(lesson.path, cells), answer.exercise, answer.source)
        if f"Hint ({answer.hint}): " in trial.message:
            return answer, trial.message
    raise LookupError(f"{lesson.name}: no wrong answer is told its mistake by the tests that students see")


@pytest.mark.parametrize("name", COURSE.lessons())
def test_a_wrong_answer_is_told_its_mistake_in_the_two_lines_of_its_card(lab, name):
    lesson = COURSE.lesson(name)
    answer, told = a_wrong_answer(lesson)
    test = next(found.test for found in lesson.exercises if found.name == answer.exercise)
    notebook = lab.open(f"notebooks/{name}/{name}.ipynb")
    needed = needed_answers(lesson, answer.exercise, answer.source, test)
    for cell in needed:
        notebook.write(cell.exercise, answer.source if cell.exercise == answer.exercise else cell.source)

    notebook.run("setup", *(cell.exercise for cell in needed), f"test_{answer.exercise}")

    shown = [line for line in notebook.show(f"test_{answer.exercise}").inner_text().splitlines() if line.strip()]
    assert shown[1:3] == told.splitlines()[:2]


def test_a_wrong_answer_is_told_its_mistake_in_a_few_lines_on_the_page(lab):
    notebook = lab.open(f"notebooks/{LESSON}")
    notebook.write("relu", WRONG_RELU)

    notebook.run("setup", "relu", "test_relu")

    seen = notebook.show("test_relu").inner_text()
    title, message, hint, *comparison = (line for line in seen.splitlines() if line.strip())
    assert title == "✗ relu: not passed yet"
    assert message.startswith("relu: relu(u)[0] is -2.0, expected 0")
    assert hint.startswith("Hint (")
    assert comparison[0] == "got:"
    assert set("".join(comparison).replace("got:", "").replace("expected:", "")) <= set("0123456789.-[] ")


def test_an_empty_answer_is_told_that_it_is_not_written_yet(lab):
    notebook = lab.open(f"notebooks/{LESSON}")

    notebook.run("setup", "relu", "test_relu")

    assert "not written yet" in notebook.show("test_relu").inner_text()


def test_a_right_answer_is_told_so_without_a_word_of_complaint(lab):
    notebook = lab.open(f"notebooks/{LESSON}")
    notebook.write("relu", "def relu(u):\n    return np.maximum(u, 0)\n")

    notebook.run("setup", "relu", "test_relu")

    assert notebook.errors() == []
    assert notebook.show("test_relu").inner_text().startswith("✓ relu: passed, 2 points.")


def test_the_figures_move_in_the_students_notebook_before_any_answer(lab):
    notebook = lab.open(f"notebooks/{LESSON}")
    figure_cells = [
        i for i, cell in enumerate(notebook.cells()) if cell["type"] == "code" and "Zones(" in cell["source"]
    ]

    notebook.run("setup", *figure_cells)

    figure = notebook.figure(Zones().alt)
    words = readout(figure)
    figure.get_by_role("slider").focus()
    notebook.page.keyboard.press("ArrowDown")
    assert readout(figure) != words
    assert notebook.errors() == []


def test_a_figure_made_in_a_students_cell_follows_its_slider(lab):
    notebook = lab.open("notebooks/07_transformers/07_transformers.ipynb")
    notebook.run("setup")
    source = "from course_lib.figures.transformers import EncodingWaves\n\nEncodingWaves()"
    notebook.write("attention", source)
    notebook.run("attention")

    figure = notebook.figure(EncodingWaves().alt)
    slider = figure.get_by_role("slider", name="Place t")
    before = figure.locator(".fig-readout").inner_text()
    slider.focus()
    notebook.page.keyboard.press("End")

    assert figure.locator(".fig-readout").inner_text() != before
