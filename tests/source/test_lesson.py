import nbformat
import pytest

from course_lib.instructor.source.cells import split_test, stub
from course_lib.instructor.source.faults import FaultyLessonError
from course_lib.instructor.source.lesson import read_lesson


@pytest.fixture
def lesson_file(tiny_course):
    return tiny_course.solutions / "01_tiny" / "lesson.py"


def faults(path):
    with pytest.raises(FaultyLessonError) as error:
        read_lesson(path.parent)
    return [(fault.line, fault.message) for fault in error.value.faults]


def replaced(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return path


def line_of(path, text):
    return next(number for number, line in enumerate(path.read_text().splitlines(), 1) if text in line)


def test_a_lesson_knows_its_exercises(tiny_course):
    lesson = tiny_course.lesson("01_tiny")
    assert lesson.name == "01_tiny"
    assert lesson.title == "1 · A tiny lesson"
    assert [(exercise.name, exercise.points) for exercise in lesson.exercises] == [
        ("soften", 2),
        ("count_negative", 1.5),
    ]


def test_cell_ids_and_metadata_follow_from_names(tiny_course):
    notebook = tiny_course.lesson("01_tiny").to_notebook()
    nbformat.validate(notebook)
    named = {cell.id: cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata}
    assert list(named) == ["01-setup", "01-soften", "01-test-soften", "01-count_negative", "01-test-count_negative"]
    assert dict(named["01-test-soften"]) == {
        "schema_version": 3,
        "grade": True,
        "grade_id": "test_soften",
        "locked": True,
        "solution": False,
        "task": False,
        "points": 2,
    }
    assert named["01-soften"].grade_id == "soften"
    assert named["01-soften"].solution


def test_inserting_a_cell_leaves_the_other_ids(tiny_course, lesson_file):
    before = [cell.id for cell in tiny_course.lesson("01_tiny").cells]
    replaced(lesson_file, "# %% setup=true", "# %% [markdown]\n# More text.\n\n# %% setup=true")
    after = [cell.id for cell in tiny_course.lesson("01_tiny").cells]
    assert [identity for identity in after if identity in before] == before


def test_a_test_is_cut_at_its_hidden_markers():
    source = "a = 1\n### BEGIN HIDDEN TESTS\nb = 2\n\nc = 3\n### END HIDDEN TESTS\n\nd = 4"
    assert [(part.source, part.hidden) for part in split_test(source)] == [
        ("a = 1", False),
        ("b = 2\n\nc = 3", True),
        ("d = 4", False),
    ]


def test_the_stub_keeps_signature_and_docstring(tiny_course):
    answer = tiny_course.lesson("01_tiny").exercises[0].answer
    assert stub(answer.source).splitlines() == [
        "def soften(u):",
        '    """u: any shape.  Returns the same shape."""',
        "    # YOUR CODE HERE",
        "    raise NotImplementedError()",
    ]


FAULTS = [
    ('# %% test="soften" points=2', '# %% test="soften" points=2 hidden=true', "unknown marker 'hidden'"),
    ("# %%\nprint", "# %% figure\nprint", "unknown marker 'figure'"),
    ('# %% test="soften" points=2', '# %% test="soften"', "the test of 'soften' needs points"),
    ('# %% test="soften" points=2', '# %% test="soften" points=0', "the test of 'soften' needs points"),
    ('# %% exercise="count_negative"', '# %% exercise="soften"', "a second exercise 'soften'"),
    (" minutes=3 difficulty=1", " minutes=0 difficulty=1", "minutes=0: write how many"),
    (" minutes=3 difficulty=1", ' minutes="3" difficulty=1', "minutes='3': write how many"),
    (" minutes=3 difficulty=1", " minutes=3 difficulty=4", "difficulty=4: write 1, 2 or 3"),
    ('# %% exercise="count_negative"', "# %%", "a test of 'count_negative', which is no exercise"),
    ('# %% test="count_negative" points=1.5', "# %%", "the exercise 'count_negative' has no test"),
    ("# %% setup=true", "# %%", "there is no setup cell"),
    ("# %% setup=true", "# %%\nx = 1\n\n# %% setup=true", "code before the setup cell"),
    ("# %% setup=true", '# %% setup=true data=["ages.csv"]', "the data file 'ages.csv' is not beside lesson.py"),
    ("    ### END SOLUTION", "", "needs one `### BEGIN SOLUTION` and one `### END SOLUTION`"),
    ("print(soften", "### BEGIN SOLUTION\nprint(soften", "outside an answer cell"),
    ("### END HIDDEN TESTS", "", "is never closed"),
    ("### BEGIN HIDDEN TESTS", "", "without its partner"),
    ("### BEGIN HIDDEN TESTS", "    ### BEGIN HIDDEN TESTS", "must stand at the beginning of its line"),
    ("print(soften", "### BEGIN HIDDEN TESTS\nprint(soften", "outside a test cell"),
    ("check_answer(count_negative)\n", "", "a test begins with `check_answer(count_negative)`"),
    ("secret = np.", "secret = other.", "uses 'other', which it cannot have"),
    ("secret = np.", "first = count_negative\nsecret = np.", "the test of 'soften' uses the exercise 'count_negative'"),
    ("import numpy as np\n", "from numpy import *\n", "`import *` hides"),
    ("def count_negative(u):", "def count(u):", "does not define 'count_negative'"),
    ("def count_negative(u):", "def count(u):", "the answer cell of 'count_negative' does more than define it"),
    ("def soften(u):", "half = 0.5\n\n\ndef soften(u):", "the answer cell of 'soften' does more than define it"),
    ("    ### END SOLUTION", "    ### END SOLUTION\n\n\nsoft = soften(np.ones(2))", "does more than define it"),
    ("print(soften(", "print(soften((", "this is not Python"),
    ("# %%\nprint", "# %% tolerance=0\nprint", "tolerance=0: a number above 0 is expected"),
    ("# %%\nprint", "# %% tolerance=true\nprint", "tolerance=True: a number above 0 is expected"),
    ("# %%\nprint", '# %% tolerance="0.1"\nprint', "tolerance='0.1': a number above 0 is expected"),
    ("# %%\nprint", '# %% tolerance=1 tags=["nbval-ignore-output"]\nprint', "numbers are compared or ignored"),
    ("# %%\nprint", '# %% tags=["nbval-skip"]\nprint', "the tag 'nbval-skip': every cell is run"),
    ("# %%\nprint", '# %% tags=["raises-exception"]\nprint', "the tag 'raises-exception': every cell is run"),
    ("# %%\nprint", "# %%\n# NBVAL_IGNORE_OUTPUT\nprint", "a comment that nbval obeys"),
    ("# %% [markdown]\n# ## Halve", "# %% [markdown] tolerance=1\n# ## Halve", "unknown marker 'tolerance'"),
]


@pytest.mark.parametrize(("old", "new", "message"), FAULTS)
def test_a_fault_is_reported_with_its_line(lesson_file, old, new, message):
    found = faults(replaced(lesson_file, old, new))
    assert any(message in text for _, text in found), found
    assert all(1 <= line <= len(lesson_file.read_text().splitlines()) for line, _ in found)


def test_a_test_that_ends_in_an_expression_is_reported(lesson_file):
    replaced(lesson_file, "### END HIDDEN TESTS", "soften(2 * secret)\n### END HIDDEN TESTS")
    [(line, message)] = faults(lesson_file)
    assert line == line_of(lesson_file, "soften(2 * secret)")
    assert "must not end in an expression" in message


def test_a_statement_beside_the_definition_is_reported_with_its_line(lesson_file):
    replaced(lesson_file, "    ### END SOLUTION", "    ### END SOLUTION\n\n\nsoft = soften(np.ones(2))")
    [(line, _)] = faults(lesson_file)
    assert line == line_of(lesson_file, "soft = soften")


@pytest.mark.parametrize(
    "line",
    [
        "got = soften(secret)",
        "first = soften(secret)[0]",
        "total = sum(u for u in soften(secret))",
        "check_that(soften(secret)[0] > 0, 'sign: of what?', 'seen')",
        "check_that(np.all(soften(secret) > 0), 'sign: of what?', 'seen')",
    ],
)
def test_a_test_that_computes_with_a_raw_result_is_reported(lesson_file, line):
    replaced(lesson_file, "### END HIDDEN TESTS", f"{line}\n### END HIDDEN TESTS")
    assert [number for number, message in faults(lesson_file) if "as it came" in message] == [
        line_of(lesson_file, line)
    ]


@pytest.mark.parametrize(
    "line", ["got = check_unchanged(soften, secret)", "check_close('soft', soften(secret), secret)"]
)
def test_a_test_that_hands_a_result_to_a_check_has_no_fault(lesson_file, line):
    replaced(lesson_file, "### END HIDDEN TESTS", f"{line}\n### END HIDDEN TESTS")
    read_lesson(lesson_file.parent)


def test_a_test_cannot_use_what_only_the_solution_defines(lesson_file):
    replaced(lesson_file, "return int(np.sum(u < 0))\n", "return int(np.sum(u < 0))\n\nhelper = 1\n")
    replaced(lesson_file, "secret = np.linspace(-9.0, 4.0, 7)", "secret = helper")
    assert any("uses 'helper'" in message for _, message in faults(lesson_file))


def test_all_faults_are_reported_at_once_in_the_order_of_lines(lesson_file):
    replaced(lesson_file, " points=2", "")
    replaced(lesson_file, "check_answer(count_negative)\n", "")
    replaced(lesson_file, "# %%\nprint", "# %% figure\nprint")
    found = faults(lesson_file)
    assert len(found) == 3
    assert [line for line, _ in found] == sorted(line for line, _ in found)


def test_a_folder_without_a_lesson_is_reported(tmp_path):
    with pytest.raises(FaultyLessonError, match=r"there is no such file"):
        read_lesson(tmp_path)
