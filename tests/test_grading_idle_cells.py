import nbformat
import pytest

from course_lib.instructor.grading.idle_cells import idle_cells
from course_lib.instructor.grading.repair import repair

EXPERIMENT = "doubled = soften(np.array([4.0]))\nprint(doubled)"


@pytest.fixture
def lesson(tiny_course):
    """The tiny lesson with two more cells: one that binds a name, one that reads it."""
    path = tiny_course.solutions / "01_tiny" / "lesson.py"
    path.write_text(f"{path.read_text()}\n# %%\n{EXPERIMENT}\n\n# %%\ndoubled = doubled * 2\nprint(doubled.sum())\n")
    return tiny_course.lesson("01_tiny")


def idle_sources(lesson, *added):
    """The sources of the cells that are not run when these cells are added to the lesson's notebook."""
    notebook = lesson.to_notebook()
    notebook.cells += [nbformat.v4.new_code_cell(source) for source in added]
    repaired = repair(notebook, lesson).notebook
    return [repaired.cells[index].source for index in sorted(idle_cells(repaired, lesson))]


def test_the_lessons_own_experiments_are_idle(lesson):
    handed_out = [cell.source for cell in lesson.cells if cell.kind == "code"]

    assert idle_sources(lesson) == handed_out
    assert EXPERIMENT in handed_out


def test_a_cell_whose_names_a_student_reads_runs_with_what_it_reads_itself(lesson):
    idle = idle_sources(lesson, "again = doubled + 1")

    assert EXPERIMENT not in idle
    assert not any("doubled" in source for source in idle)


def test_a_name_that_a_test_binds_for_itself_wakes_nothing(tiny_course, lesson):
    path = tiny_course.solutions / "01_tiny" / "lesson.py"
    text = path.read_text()
    assert "\ncheck_answer(soften" in text
    path.write_text(
        text.replace(
            "\ncheck_answer(soften",
            "\ncheck_answer(soften)\ndoubled = 1\ndoubled = doubled + 1\ncheck_answer(soften",
            1,
        )
    )

    assert EXPERIMENT in idle_sources(tiny_course.lesson("01_tiny"))


def test_a_student_s_own_cell_that_reads_nothing_of_the_lesson_wakes_none(lesson):
    assert EXPERIMENT in idle_sources(lesson, "mine = 3")


def test_an_edited_cell_runs(lesson):
    notebook = lesson.to_notebook()
    cell = next(cell for cell in notebook.cells if cell.source == EXPERIMENT)
    cell.source += "\n# what does this do?"
    repaired = repair(notebook, lesson).notebook

    assert not any("soften(np.array([4.0]))" in repaired.cells[i].source for i in idle_cells(repaired, lesson))


@pytest.mark.parametrize(
    "source", ["print(eval('doubled'))", "%time doubled", "globals()['doubled']", "doubled += 1", "!ls"]
)
def test_a_cell_that_may_read_anything_wakes_what_it_may_read(lesson, source):
    assert EXPERIMENT not in idle_sources(lesson, source)


def test_a_cell_that_is_no_python_wakes_nothing(lesson):
    assert EXPERIMENT in idle_sources(lesson, "doubled = = 3")
