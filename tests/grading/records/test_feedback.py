"""The page that a student gets back, as text; tests/browser/test_feedback_page.py looks at it."""

import re
from copy import deepcopy

import nbformat
import pytest
from feedback_examples import LESSON, marked, page, shown

from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.records.feedback import feedback_page, short_page
from course_lib.instructor.grading.records.given import Given, Grades
from course_lib.instructor.grading.records.lesson_help import lesson_help
from course_lib.instructor.source.course import find_course

COURSE = find_course(".")
POINTS = sum(found.points for found in LESSON.asked)
ANSWER = '<span class="nf">relu</span>'


def results_of(text):
    return text.partition("<!-- end of results -->")[0]


def line_of(text, exercise):
    """The part of the page that holds the result of one exercise."""
    return results_of(text).partition(f'id="result-{exercise}"')[2].partition("</li>")[0]


@pytest.mark.parametrize("name", COURSE.lessons())
def test_every_exercise_has_its_hints_in_steps_and_a_section_to_read(name):
    lesson = COURSE.lesson(name)
    found = lesson_help(lesson)

    assert list(found) == [exercise.name for exercise in lesson.exercises]
    assert {name: len(helped.steps) for name, helped in found.items() if len(helped.steps) != 3} == {}
    assert all(helped.read.title for helped in found.values())


def test_the_page_begins_with_the_results_and_says_each_thing_once():
    text = page()

    assert "Test cell" not in text
    assert text.index(f"<strong>4</strong> of {POINTS:g} points") < text.index('id="result-relu"') < text.index(ANSWER)
    assert "relu(u)[0] is -2.0, expected 0.0." in line_of(text, "relu")
    assert "<strong>Hint (negative-part): this keeps" in line_of(text, "relu")
    assert "relu: relu" not in results_of(text)


def test_a_next_step_stands_beside_each_failure_and_nowhere_else():
    text = page()

    assert line_of(text, "relu").count("<details>") == 3
    assert "A nudge" in line_of(text, "relu") or "a nudge" in line_of(text, "relu")
    assert "read <a href=" in line_of(text, "relu")
    assert "<details>" not in line_of(text, "layer")


def test_every_link_of_a_page_leads_somewhere_in_it():
    text = page()
    links, ids = set(re.findall(r'href="#([^"]*)"', text)), re.findall(r' id="([^"]*)"', text)

    assert links <= set(ids)
    assert len(ids) == len(set(ids))
    assert "src=" not in re.sub(r'src="data:', "", text)
    assert "<script" not in text


def test_a_page_without_the_notebook_links_to_none_of_its_cells():
    text = short_page(LESSON, shown(), "it takes too long")

    assert "again, then one hint after the other:" in text
    assert set(re.findall(r'href="#([^"]*)"', text)) <= set(re.findall(r' id="([^"]*)"', text))


def test_a_question_that_was_deleted_is_put_back_so_that_its_link_leads_there():
    one = marked()
    one.notebook.cells = [c for c in one.notebook.cells if c.cell_type != "markdown" or "nbgrader" in c.metadata]
    text = feedback_page(one, LESSON, shown())

    assert set(re.findall(r'href="#([^"]*)"', text)) <= set(re.findall(r' id="([^"]*)"', text))


def test_the_lesson_is_folded_and_what_the_student_wrote_is_open():
    one = marked()
    one.notebook.cells.insert(3, nbformat.v4.new_markdown_cell("My own note on $x^2$"))
    one.notebook.cells.insert(4, nbformat.v4.new_code_cell("my_own = 1", outputs=[]))
    one.notebook.cells.insert(5, nbformat.v4.new_raw_cell("raw < words"))
    text = feedback_page(one, LESSON, shown())
    depth, opened = 0, {}
    for piece in re.findall(rf"<details|</details>|My own note|my_own|raw &lt; words|{ANSWER}", text):
        depth += {"<details": 1, "</details>": -1}.get(piece, 0)
        opened[piece] = depth

    assert opened == {"<details": 1, "</details>": 0, "My own note": 0, "my_own": 0, "raw &lt; words": 0, ANSWER: 0}
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in text


def test_points_and_comment_of_a_person_and_the_penalty_stand_there():
    given = Given(1.5, is_by_hand=True)
    grades = Grades({"relu": given, "layer": Given(2.0), "collapse": Given(None)}, {"relu": "nice <try>"}, penalty=1.0)
    text = page(shown(grades))

    assert f"<strong>2.5</strong> of {POINTS:g} points, without 1 that a person" in text
    assert "1 point less" in text
    assert "1.5 of 2, by hand" in " ".join(line_of(text, "relu").split())
    assert "the tests found 0 of 2" in line_of(text, "relu")
    assert "nice &lt;try&gt;" in line_of(text, "relu")
    assert "to be decided" in line_of(text, "collapse")


def test_what_is_said_of_every_exercise_is_said_once():
    rows = tuple(row | {"status": Status.MISSING, "message": "No notebook was handed in."} for row in shown().rows)
    one = deepcopy(marked())
    one.pieces.clear()
    text = feedback_page(one, LESSON, shown(rows=rows))

    assert text.count("No notebook was handed in.") == 1
    assert "Your notebook, as it ran" not in text


def test_metadata_of_a_student_says_nothing_on_the_page():
    one = marked()
    for cell in one.notebook.cells:
        cell.metadata.update(opens="<script>", kind="lesson", tags=["</div>"], exercise="relu", ends=True)

    assert feedback_page(one, LESSON, shown()).count("<script") == 0
    assert feedback_page(one, LESSON, shown()) == page()


def test_the_cells_of_the_lesson_are_known_whatever_their_ids():
    one = marked()
    for number, cell in enumerate(one.notebook.cells):
        cell.id = f"cell-{number}"

    asked = 2 * len(LESSON.exercises) + len(LESSON.questions)  # each exercise has a cell for its test
    assert feedback_page(one, LESSON, shown()).count('class="own') == asked
