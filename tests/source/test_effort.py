"""What an exercise takes is said behind its marker and shown in its heading; what is left unsaid is a fault."""

from pathlib import Path

import pytest

from course_lib.instructor.source.course import find_course
from course_lib.instructor.source.effort import effort_faults, heading_of, heading_text
from course_lib.instructor.source.lesson import read_lesson
from course_lib.lab.start_page import read_card

COURSE = find_course(Path(__file__))
INTRODUCTION = "# It has everything that a lesson has, so that the tools can be tried on it."
HEADING = "# ## Halve the negative"
NUMBERED = "# ### Exercise 1.1: `soften`"
SAID = " minutes=3 difficulty=1"


@pytest.fixture
def written(tiny_course):
    """Write the tiny lesson with these replacements, each done once, and read it."""

    def write(**replacements):
        path = tiny_course.solutions / "01_tiny" / "lesson.py"
        text = path.read_text()
        for old, new in (given for given in replacements.values()):
            assert old in text
            text = text.replace(old, new, 1)
        path.write_text(text)
        return read_lesson(path.parent)

    return write


def headings(lesson):
    lines = (line for cell in lesson.cells if cell.kind == "markdown" for line in cell.source.splitlines())
    return [line.lstrip("# ") for line in lines if line.startswith("###")]


def test_a_heading_says_what_its_exercise_takes(written):
    lesson = written(heading=(HEADING, NUMBERED), said=(SAID, " minutes=12 difficulty=2"))

    assert headings(lesson)[0] == "Exercise 1.1: `soften` (15 min, difficulty 2 of 3)"  # of the second too: one heading


def test_each_exercise_with_a_heading_of_its_own_says_its_own(written):
    second = ('# %% exercise="count_negative"', '# %% [markdown]\n# ### 1.2 Count\n\n# %% exercise="count_negative"')
    lesson = written(heading=(HEADING, NUMBERED), said=(SAID, " minutes=12 difficulty=2"), second=second)

    assert headings(lesson) == [
        "Exercise 1.1: `soften` (12 min, difficulty 2 of 3)",
        "1.2 Count (3 min, difficulty 1 of 3)",
    ]


def test_the_ids_of_cells_do_not_depend_on_it(written):
    before = [cell.id for cell in written(heading=(HEADING, NUMBERED)).cells]

    assert [cell.id for cell in written(said=(SAID, " minutes=12 difficulty=2")).cells] == before


@pytest.mark.parametrize("said", ["", " minutes=3", " difficulty=1"])
def test_an_exercise_that_does_not_say_it_is_a_fault(written, said):
    lesson = written(said=(SAID, said))

    [fault] = effort_faults(lesson.path, lesson.cells)

    assert fault.message.startswith("'soften' does not say how long it takes and how hard it is")
    assert fault.line == next(cell.line for cell in lesson.cells if cell.exercise == "soften")


def test_a_question_in_words_says_it_too(written):
    question = '# %% [markdown]\n# ### In words\n\n# %% written="why" points=1\n# Because.\n\n# %%\nprint(soften'
    lesson = written(question=("# %%\nprint(soften", question))
    [fault] = effort_faults(lesson.path, lesson.cells)
    said = written(said=("points=1\n", "points=1 minutes=8 difficulty=2\n"))

    assert fault.message.startswith("'why' does not say")
    assert headings(said) == ["In words (8 min, difficulty 2 of 3)"]


@pytest.mark.parametrize(
    ("paragraph", "message"),
    [
        ("", "the lesson does not say what to leave out"),
        ("**Short of time?** Leave out nothing.\n#\n# 1.1 comes again.", "the lesson does not say what to leave out"),
        ("**Short of time?** Leave out 1.1 and\n# 1.7.", "**Short of time?** names 1.7, which is the number of no"),
    ],
)
def test_a_lesson_says_what_to_leave_out_by_numbers_that_are_there(written, paragraph, message):
    lesson = written(heading=(HEADING, NUMBERED), paragraph=(INTRODUCTION, f"{INTRODUCTION}\n#\n# {paragraph}"))

    [fault] = effort_faults(lesson.path, lesson.cells)

    assert fault.message.startswith(message)


def test_a_lesson_that_says_it_has_no_fault(written):
    said = f"{INTRODUCTION}\n#\n# **Short of time?** Leave out 1.1: it comes again."
    lesson = written(heading=(HEADING, NUMBERED), paragraph=(INTRODUCTION, said))

    assert effort_faults(lesson.path, lesson.cells) == []


def test_the_minutes_of_every_lesson_leave_some_to_read():
    for name in COURSE.lessons():
        asked = sum(cell.minutes for cell in COURSE.lesson(name).cells if cell.minutes)
        least, most = read_card(COURSE.notebooks / name / f"{name}.ipynb").minutes.split(" to ")

        assert int(least) <= asked + 30 <= int(most), name


def test_every_heading_of_an_exercise_says_it():
    for name in COURSE.lessons():
        cells = COURSE.lesson(name).cells
        for cell in cells:
            if cell.kind in ("answer", "written"):
                assert heading_text(cells, heading_of(cells, cell)).endswith(" of 3)"), cell.exercise
