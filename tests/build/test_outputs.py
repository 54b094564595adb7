"""What of a cell's outputs is compared: one rule for `course build --check` and nbval, on a real lesson, run once."""

import base64
import copy
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from matplotlib import pyplot
from nbval.plugin import IPyNbFile, coalesce_streams

from course_lib.instructor.build.build import Built, build, write
from course_lib.instructor.build.freshness import differences
from course_lib.instructor.source.course import Course
from course_lib.instructor.source.outputs import WIDGET_VIEW, output_changes, without_views

# Cells of the lesson, by their number among the cells that show something.
EXACT, WITHIN, IGNORED, FIGURE, SHOWN_WITHIN = range(5)
CELLS = """
# %%
print("a fifth is 0.2")

# %% tolerance=0.05
print("right: 97.4% of 1,000, a loss of 0.13")

# %% tags=["nbval-ignore-output"]
import matplotlib.pyplot as plt

print("read wrongly: 2, 7")
plt.figure(figsize=(4, 3)).gca().plot([0, 1, 4, 9])

# %%
axes = plt.figure(figsize=(4, 3)).gca()
axes.plot([0, 1, 4, 9])
axes.set_title("reads 4")

# %% tolerance=0.01
from IPython.display import HTML

HTML("<script>const weights = [0.123, -1.5e-3, 2]; draw(weights);</script>")
"""


@pytest.fixture(scope="module")
def built_course(tmp_path_factory):
    """The tiny course with the cells above, built: the course, what was built, and the numbers of those cells."""
    root = tmp_path_factory.mktemp("compared") / "course"
    shutil.copytree(Path(__file__).parents[1] / "tiny_course", root)
    lesson = root / "solutions" / "01_tiny" / "lesson.py"
    text = lesson.read_text()
    lesson.write_text(re.sub(r"\n# %%\nprint\(soften.*\n", lambda _: CELLS, text))
    course = Course(root)
    return course, build(course, course.lesson("01_tiny"))


@pytest.fixture
def checkout(built_course, tmp_path):
    """The course in a folder that a test may change, written as it was built."""
    course, built = built_course
    copied = Course(shutil.copytree(course.root, tmp_path / "course"))
    write(copied, built)
    return copied, built


def recorded(course):
    return course.solutions / "01_tiny" / "01_tiny.ipynb"


def cells_that_show(notebook):
    return [cell for cell in notebook.cells if cell.get("outputs")]


def change(course, number, old, new):
    """Change the outputs that are recorded of a cell, as if the checkout were older or made elsewhere."""
    notebook = nbformat.read(recorded(course), as_version=4)
    cell = cells_that_show(notebook)[number]
    text = nbformat.v4.nbjson.writes(nbformat.v4.new_notebook(cells=[cell]))
    assert old in text
    cell.outputs = nbformat.v4.nbjson.reads(text.replace(old, new)).cells[0].outputs
    nbformat.write(notebook, recorded(course))


def picture_of(values, title):
    """A figure like the lesson's as base64."""
    figure = pyplot.figure(figsize=(4, 3))
    axes = figure.gca()
    axes.plot(values)
    axes.set_title(title)
    png = io.BytesIO()
    figure.savefig(png, format="png", bbox_inches="tight")
    pyplot.close(figure)
    return base64.b64encode(png.getvalue()).decode()


def test_a_build_agrees_with_itself(checkout):
    assert differences(*checkout) == []


@pytest.mark.parametrize(
    ("number", "old", "new", "finding"),
    [
        (
            EXACT,
            "a fifth is",
            "one fifth is",
            "stdout: line 1 is 'one fifth is 0.2', and when it is run 'a fifth is 0.2'",
        ),
        (EXACT, "0.2", "0.20000000000000001", "stdout: line 1"),
        (WITHIN, "right: 97.4%", "wrong: 97.4%", "stdout: line 1"),
        (WITHIN, "97.4", "97.46", "more than the tolerance of 0.05"),
        (WITHIN, "1,000", "1,001", "more than the tolerance of 0.05"),
        (WITHIN, "0.13", "-0.13", "more than the tolerance of 0.05"),
        (WITHIN, "0.13", "nan", "more than the tolerance of 0.05"),
        (WITHIN, "0.13", "0.13 or so", "stdout: line 1"),
        (WITHIN, "0.13\\n", "0.13\\n0.12\\n", "stdout: 2 lines, and when it is run 1"),
        (SHOWN_WITHIN, "0.123", "0.143", "text/html: line 1"),
        (SHOWN_WITHIN, "draw(weights)", "erase(weights)", "text/html: line 1"),
        (SHOWN_WITHIN, "-1.5e-3, 2", "-1.5e-3", "text/html: line 1"),
        (SHOWN_WITHIN, "text/html", "text/latex", "it shows text/latex with text/plain, and when it is run text/html"),
        (IGNORED, "image/png", "image/jpeg", "it shows stdout, text/plain, image/jpeg with text/plain, and when"),
        (IGNORED, '"name": "stdout"', '"name": "stderr"', "it shows stderr"),
    ],
)
def test_what_is_no_longer_true_is_found(checkout, number, old, new, finding):
    course, built = checkout
    change(course, number, old, new)

    [line] = differences(course, built)

    assert finding in line
    assert line.startswith("solutions/01_tiny/01_tiny.ipynb: cell 01-")
    assert line.endswith(": run `course build 01_tiny`")


@pytest.mark.parametrize(
    ("number", "old", "new"),
    [
        (WITHIN, "97.4", "97.45"),
        (WITHIN, "0.13", "0.0800"),
        (WITHIN, "of 0.13", "of  0.13"),
        (SHOWN_WITHIN, "0.123, -1.5e-3", "0.133, 1.5e-03"),
        (IGNORED, "read wrongly: 2, 7", "read wrongly: 9"),
    ],
)
def test_what_a_processor_may_change_is_let_pass(checkout, number, old, new):
    course, built = checkout
    change(course, number, old, new)

    assert differences(course, built) == []


@pytest.mark.parametrize("number", [EXACT, WITHIN, IGNORED, FIGURE, SHOWN_WITHIN])
def test_a_missing_output_is_found_whatever_the_mark(checkout, number):
    course, built = checkout
    notebook = nbformat.read(recorded(course), as_version=4)
    del cells_that_show(notebook)[number].outputs[-1]
    nbformat.write(notebook, recorded(course))

    [line] = differences(course, built)

    assert re.search(r"cell 01-\w+, `.+`: it shows .*, and when it is run .*: run `course build 01_tiny`$", line)


@pytest.mark.parametrize(
    ("values", "title"), [([0, 1, 4, 8], "reads 4"), ([0, 1, 4, 9], "reads 9"), ([0, 1, 4.2, 9], "reads 4")]
)
def test_another_curve_and_another_digit_in_a_title_are_found(checkout, values, title):
    course, built = checkout
    notebook = nbformat.read(recorded(course), as_version=4)
    shown = cells_that_show(notebook)[FIGURE].outputs[-1].data
    assert (
        output_changes(cells_that_show(notebook)[FIGURE], with_picture(notebook, picture_of([0, 1, 4, 9], "reads 4")))
        == []
    )
    shown["image/png"] = picture_of(values, title)
    nbformat.write(notebook, recorded(course))

    [line] = differences(course, built)

    assert "its picture looks different, most of all near column" in line


def with_picture(notebook, png):
    outputs = copy.deepcopy(cells_that_show(notebook)[FIGURE].outputs)
    outputs[-1].data["image/png"] = png
    return outputs


def test_a_picture_of_another_size_is_found_and_single_pixels_are_not(checkout):
    course, _ = checkout
    notebook = nbformat.read(recorded(course), as_version=4)
    cell = cells_that_show(notebook)[FIGURE]

    same = output_changes(cell, with_picture(notebook, picture_of([0, 1, 4, 9.001], "reads 4")))
    larger = output_changes(cell, with_picture(notebook, picture_of([0, 1, 4, 9], "reads 4\nor 9")))

    assert same == []
    assert re.fullmatch(r"its picture is \d+ by \d+ pixels, and when it is run \d+ by \d+", *larger)


def test_sources_marks_and_the_release_are_compared_exactly(checkout):
    course, built = checkout
    for old, new in (('print(\\"a fifth', 'print( \\"a fifth'), ('"tolerance": 0.05', '"tolerance": 5.05')):
        text = recorded(course).read_text()
        assert old in text
        recorded(course).write_text(text.replace(old, new))
    released = course.notebooks / "01_tiny" / "01_tiny.ipynb"
    released.write_text(released.read_text().replace("Halve the negative", "Halve the positive"))

    found = [line.split(": ", 1)[1] for line in differences(course, built)]

    assert [re.sub(r"cell [\w-]+", "cell", line) for line in found] == [
        'cell, `print("a fifth is 0.2")`: source differs: line 1 is \'print( "a fifth is 0.2")\', and of lesson.py'
        " 'print(\"a fifth is 0.2\")': run `course build 01_tiny`",
        'cell, `print("right: 97.4% of 1,000, a loss of 0.13")`: metadata differs: run `course build 01_tiny`',
        "cell, `## Halve the negative`: source differs: line 1 is '## Halve the positive', and of lesson.py"
        " '## Halve the negative': run `course build 01_tiny`",
    ]


def test_a_notebook_that_is_none_is_reported(checkout):
    course, built = checkout
    for text in ("", "[1, 2]", '{"cells": [], "metadata": 3, "nbformat": 4, "nbformat_minor": 5}'):
        recorded(course).write_text(text)
        assert differences(course, built) == [
            "solutions/01_tiny/01_tiny.ipynb: is no notebook: run `course build 01_tiny`"
        ]


def test_the_live_view_of_a_widget_is_no_output():
    view = nbformat.v4.new_output("display_data", data={WIDGET_VIEW: {"model_id": "1"}, "text/plain": "a bar"})
    figure = nbformat.v4.new_output("display_data", data={WIDGET_VIEW: {"model_id": "2"}, "text/html": "<p>"})

    assert [dict(output.data) for output in without_views([view, figure])] == [{"text/html": "<p>"}]


def test_a_run_by_nbval_is_held_to_the_rule_of_the_check(checkout):
    course, _ = checkout
    command = [sys.executable, "-m", "pytest", "-p", "course_lib.instructor.build.nbval_rule", "--nbval", "-q"]
    notebook = nbformat.read(recorded(course), as_version=4)
    cells_that_show(notebook)[FIGURE].outputs[-1].data["image/png"] = picture_of([0, 1, 4, 8], "reads 4")
    nbformat.write(notebook, recorded(course))
    change(course, WITHIN, "97.4", "97.6")

    alone, held = (
        subprocess.run(
            [*command[:3], *options, "--nbval-current-env", "-p", "no:cacheprovider", str(recorded(course))],
            cwd=course.root,
            capture_output=True,
            text=True,
        )
        for options in (command[5:], command[3:])
    )

    assert alone.returncode == 0, alone.stdout
    assert held.returncode == 1
    assert "2 failed" in held.stdout
    assert "its picture looks different" in held.stdout
    assert "more than the tolerance of 0.05" in held.stdout


def nbval_is_content(session, notebook: Path, built: Built):
    """nbval's own comparison of each cell that is recorded with the outputs that the build gave."""
    ran = nbformat.reads(built.files[Path("solutions/01_tiny/01_tiny.ipynb")].decode(), as_version=4)
    outputs = {cell.id: cell.outputs for cell in ran.cells if cell.cell_type == "code"}
    for item in IPyNbFile.from_parent(session, path=notebook).collect():
        given = coalesce_streams(copy.deepcopy(outputs[item.cell.id]))
        if item.options["check"] and not item.compare_outputs(given, coalesce_streams(item.cell.outputs)):
            return False
    return True


@pytest.mark.parametrize(
    ("number", "old", "new", "found_by_nbval"),
    [
        (EXACT, "a fifth", "a fifth", False),
        (EXACT, "a fifth is", "one fifth is", True),
        (EXACT, "0.2", "0.3", True),
        (EXACT, "stdout", "stderr", True),
        (FIGURE, "text/plain", "text/latex", True),
        (FIGURE, "image/png", "image/svg+xml", True),
        (WITHIN, "97.4", "97.45", False),
        (WITHIN, "97.4", "98.4", False),
        (SHOWN_WITHIN, "0.123", "0.143", False),
        (IGNORED, "2, 7", "9", False),
    ],
)
def test_what_nbval_finds_the_check_finds_and_where_the_check_is_content_nbval_is(
    checkout, request, number, old, new, found_by_nbval
):
    course, built = checkout
    change(course, number, old, new)

    content = nbval_is_content(request.session, recorded(course), built)

    assert content is not found_by_nbval
    if found_by_nbval:
        assert differences(course, built) != []
