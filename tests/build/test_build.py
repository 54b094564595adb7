import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from course_lib.instructor.build.build import build, execute, make_release, write
from course_lib.instructor.build.freshness import differences
from course_lib.instructor.cli import main
from course_lib.instructor.source.cells import split_test
from course_lib.instructor.source.course import Course
from course_lib.instructor.source.faults import FaultyLessonError

pytestmark = pytest.mark.process

NO_FIGURES = "01_tiny: has 0 figures that move, expected 2: `make test` refuses it so"


@pytest.fixture(scope="module")
def built_files(tmp_path_factory):
    """The tiny course, built once: its root, and the contents of what was written."""
    root = tmp_path_factory.mktemp("built") / "course"
    shutil.copytree(Path(__file__).parents[1] / "tiny_course", root)
    course = Course(root)
    built = build(course, course.lesson("01_tiny"))
    write(course, built)
    return course, built


def notebook_of(course, folder):
    return course.root / folder / "01_tiny" / "01_tiny.ipynb"


def test_two_builds_are_byte_identical(built_files):
    course, built = built_files
    assert build(course, course.lesson("01_tiny")).files == built.files
    assert differences(course, built) == []


def test_the_executed_notebook_has_outputs_and_the_solutions(built_files):
    course, _ = built_files
    notebook = nbformat.read(notebook_of(course, "solutions"), as_version=4)
    nbformat.validate(notebook)
    printed = [output.text for cell in notebook.cells for output in cell.get("outputs", ())]
    assert printed == ["[-0.5  2.5]\n"]


def test_the_release_holds_no_solution_hidden_test_or_output(built_files):
    course, _ = built_files
    text = notebook_of(course, "notebooks").read_text()
    for secret in ("np.where", "np.sum", "secret", "HIDDEN", "SOLUTION", "leaky_relu(u"):
        assert secret not in text
    notebook = nbformat.reads(text, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    assert [path.name for path in notebook_of(course, "notebooks").parent.iterdir()] == ["01_tiny.ipynb"]


def test_the_release_is_what_nbgrader_makes_with_the_configuration_of_the_course(course, tiny_course, tmp_path):
    lesson = tiny_course.lesson("01_tiny")
    shutil.copy(course.root / "nbgrader_config.py", tmp_path)
    (tmp_path / "solutions" / "01_tiny").mkdir(parents=True)
    nbformat.write(lesson.to_notebook(), tmp_path / "solutions" / "01_tiny" / "01_tiny.ipynb")
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls alembic by name
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", "01_tiny", f"--course-dir={tmp_path}"],
        cwd=tmp_path,
        env=os.environ | {"PATH": programs, "JUPYTER_CONFIG_DIR": str(tmp_path), "JUPYTER_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    made = nbformat.read(tmp_path / "notebooks" / "01_tiny" / "01_tiny.ipynb", as_version=4)
    assert make_release(lesson) == made


def test_nothing_in_a_build_tells_when_or_where_it_was_made(built_files):
    _, built = built_files
    for content in built.files.values():
        assert not re.search(rb"iopub|/tmp/|\d{4}-\d{2}-\d{2}T|0x[0-9a-f]{6,}", content)


def test_a_data_file_that_the_lesson_names_is_released(tiny_course):
    folder = tiny_course.solutions / "01_tiny"
    folder.joinpath("ages.csv").write_text("age\n7\n")
    lesson = folder / "lesson.py"
    text = lesson.read_text().replace("# %% setup=true", '# %% setup=true data=["ages.csv"]')
    lesson.write_text(text.replace("print(soften", 'print(open("ages.csv").read())\nprint(soften'))
    write(tiny_course, build(tiny_course, tiny_course.lesson("01_tiny")))
    released = {path.name for path in (tiny_course.notebooks / "01_tiny").iterdir()}
    assert released == {"01_tiny.ipynb", "ages.csv"}


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("print(1 / 0)", "the cell fails with the reference answers: ZeroDivisionError"),
        ("import sys\nprint('x', file=sys.stderr)", "the cell writes to stderr"),
    ],
)
def test_a_cell_that_fails_or_writes_to_stderr_is_reported_with_its_line(tiny_course, code, message):
    path = tiny_course.solutions / "01_tiny" / "lesson.py"
    text = path.read_text().replace("print(soften(np.array([-1.0, 2.5])))", code)
    path.write_text(text)
    with pytest.raises(FaultyLessonError, match=re.escape(message)) as error:
        execute(tiny_course.lesson("01_tiny"))
    assert text.splitlines()[error.value.faults[0].line - 1] == "# %%"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "notebook.prepare()",
            "notebook.prepare_all()",
            "AttributeError: module 'course_lib.notebook' has no attribute",
        ),
        (
            "notebook.prepare()",
            "notebook.prepare()\ncheck_answer = None",
            "TypeError: 'NoneType' object is not callable",
        ),
    ],
)
def test_one_cause_that_many_cells_meet_is_one_line(tiny_course, old, new, message):
    path = tiny_course.solutions / "01_tiny" / "lesson.py"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(FaultyLessonError) as error:
        execute(tiny_course.lesson("01_tiny"))
    assert [message in fault.message for fault in error.value.faults] == [True]


def test_a_stale_checkout_is_reported_cell_by_cell(built_files, tiny_course):
    _, built = built_files
    write(tiny_course, built)
    path = notebook_of(tiny_course, "solutions")
    path.write_text(path.read_text().replace("[-0.5  2.5]", "[-0.5  2.6]"))
    notebook_of(tiny_course, "notebooks").unlink()
    (tiny_course.notebooks / "01_tiny" / "lesson.py").write_text("leaked")
    assert differences(tiny_course, built) == [
        "notebooks/01_tiny/lesson.py: no build makes this file: remove it",
        "solutions/01_tiny/01_tiny.ipynb: cell 01-30609693, `print(soften(np.array([-1.0, 2.5])))`: stdout: line 1"
        " is '[-0.5  2.6]', and when it is run '[-0.5  2.5]': run `course build 01_tiny`",
        "notebooks/01_tiny/01_tiny.ipynb: is missing: run `course build 01_tiny`",
    ]


def check_without_running(course, monkeypatch):
    monkeypatch.chdir(course.root)
    done = CliRunner().invoke(main, ["build", "--check", "--no-run"])
    return done.exit_code, done.output.splitlines()


def test_without_running_it_all_but_the_outputs_are_compared(built_files, tiny_course, monkeypatch):
    _, built = built_files
    write(tiny_course, built)
    assert check_without_running(tiny_course, monkeypatch) == (0, ["01_tiny: is up to date", NO_FIGURES])

    lesson = tiny_course.solutions / "01_tiny" / "lesson.py"
    lesson.write_text(lesson.read_text().replace("0.5 * u, u)", "u / 2, u)"))
    line, few = check_without_running(tiny_course, monkeypatch)[1]
    assert few == NO_FIGURES
    assert line == (
        "solutions/01_tiny/01_tiny.ipynb: cell 01-soften, `def soften(u):`: source differs:"
        " line 4 is 'return np.where(u < 0, 0.5 * u, u)', and of lesson.py 'return np.where(u < 0, u / 2, u)':"
        " run `course build 01_tiny`"
    )

    lesson.write_text(lesson.read_text().replace("# Half of every", "# A half of every"))
    status, lines = check_without_running(tiny_course, monkeypatch)
    assert status == 1
    assert lines == [
        f"{folder}/01_tiny/01_tiny.ipynb: has other cells than lesson.py, the first is"
        " `## Halve the negative`: run `course build 01_tiny`"
        for folder in ("solutions", "notebooks")
    ] + [NO_FIGURES]


def test_without_running_it_an_output_that_tells_of_a_fault_is_reported(built_files, tiny_course, monkeypatch):
    _, built = built_files
    write(tiny_course, built)
    path = notebook_of(tiny_course, "solutions")
    path.write_text(path.read_text().replace('"name": "stdout"', '"name": "stderr"'))
    status, lines = check_without_running(tiny_course, monkeypatch)
    assert status == 1
    assert "the cell writes to stderr" in lines[0]


def test_the_list_of_the_lessons_in_the_readme_is_written(built_files, tiny_course, monkeypatch):
    _, built = built_files
    write(tiny_course, built)
    readme = tiny_course.root / "README.md"
    readme.write_text("# A course\n\n<!-- begin lessons -->\n<!-- end lessons -->\n\nThe end.\n")
    status, lines = check_without_running(tiny_course, monkeypatch)
    assert (status, lines[-1]) == (
        1,
        "README.md: its list of the lessons is not what the notebooks say: run `course build`",
    )

    assert CliRunner().invoke(main, ["build"]).exit_code == 0
    assert "[1 · A tiny lesson](notebooks/01_tiny/01_tiny.ipynb) |" in readme.read_text()
    assert readme.read_text().endswith("<!-- end lessons -->\n\nThe end.\n")
    assert check_without_running(tiny_course, monkeypatch)[0] == 0


def test_the_page_of_errata_is_written(built_files, tiny_course, monkeypatch):
    _, built = built_files
    write(tiny_course, built)
    page = tiny_course.root / "docs" / "errata.md"
    page.parent.mkdir()
    page.write_text("# Errata\n")
    status, lines = check_without_running(tiny_course, monkeypatch)
    assert (status, lines[-1]) == (
        1,
        "docs/errata.md: is not what the table of errata makes: run `course build`",
    )

    assert CliRunner().invoke(main, ["build"]).exit_code == 0
    assert "| E55 |" in page.read_text()
    assert check_without_running(tiny_course, monkeypatch)[0] == 0


def test_a_changed_number_in_a_solution_fails_nbval(built_files, tmp_path):
    course, _ = built_files
    good, bad = tmp_path / "good.ipynb", tmp_path / "bad.ipynb"
    text = notebook_of(course, "solutions").read_text()
    good.write_text(text)
    bad.write_text(text.replace("0.5 * u", "0.25 * u"))
    command = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider"]
    passed, failed = (
        subprocess.run([*command, str(path)], cwd=tmp_path, capture_output=True, text=True) for path in (good, bad)
    )
    assert passed.returncode == 0, passed.stdout
    assert failed.returncode == 1
    assert "0.25" in failed.stdout or "check_close" in failed.stdout


def test_every_release_of_the_course_is_free_of_solutions_and_hidden_tests(course):
    for name in course.lessons():
        folder = course.notebooks / name
        lesson = course.lesson(name)
        assert {path.name for path in folder.iterdir()} - {".ipynb_checkpoints"} == {
            f"{name}.ipynb",
            *lesson.setup.data,
        }
        notebook = json.loads((folder / f"{name}.ipynb").read_text())
        lines = {line.strip() for cell in notebook["cells"] for line in "".join(cell["source"]).splitlines()}
        for exercise in lesson.exercises:
            for secret in secret_lines(exercise):
                assert secret not in lines, f"{name}: {exercise.name}: {secret}"


def test_no_release_sends_students_to_a_file_that_they_do_not_get(course):
    elsewhere = re.compile(r"\b(?:docs|solutions|tests|benchmarks)/\w")
    for name in course.lessons():
        notebook = json.loads((course.notebooks / name / f"{name}.ipynb").read_text())
        texts = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
        assert not [text for text in texts if elsewhere.search(re.sub(r"https?://\S+", "", text))], name


def secret_lines(exercise):
    """The lines of a solution and of its hidden tests that say something and are not shown in the visible test."""
    solution = exercise.answer.source.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
    segments = split_test(exercise.test.source)
    shown = {line.strip() for part in segments if not part.hidden for line in part.source.splitlines()}
    hidden = "\n".join(part.source for part in segments if part.hidden)
    lines = {line.strip() for line in f"{solution}\n{hidden}".splitlines()} - shown
    return {line for line in lines if len(line) > 25}


def test_the_command_says_what_it_did_and_where_it_was_stopped(tiny_course, monkeypatch):
    monkeypatch.chdir(tiny_course.root)
    runner = CliRunner()
    unknown = runner.invoke(main, ["build", "09_nothing"])
    assert unknown.exit_code == 2
    assert "there is no lesson '09_nothing': the course has 01_tiny" in unknown.output
    stale = runner.invoke(main, ["build", "--check"])
    assert (stale.exit_code, "is missing: run `course build 01_tiny`" in stale.output) == (1, True)
    assert not notebook_of(tiny_course, "notebooks").exists()
    done = runner.invoke(main, ["build", "01"])
    assert (done.exit_code, done.output) == (0, f"01_tiny: is built\n{NO_FIGURES}\n")
    assert runner.invoke(main, ["build", "--check"]).output == f"01_tiny: is up to date\n{NO_FIGURES}\n"


def test_outside_a_course_the_command_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["verify"])
    assert result.exit_code == 2
    assert "no course here" in result.output
