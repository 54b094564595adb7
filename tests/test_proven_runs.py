"""By what it is told that a long test need not be run again: tests/proven_runs.py and tests/reached_files.py."""

import shutil
import subprocess
import sys

import pytest
from proven_runs import ROOT, Checkout
from reached_files import ReachedFiles

LESSON, OTHER = "02_relu_networks", "03_gradient_descent"
TEST = "tests/lessons/test_untouched.py"

pytestmark = pytest.mark.slow


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def checkout(tmp_path):
    """A copy of the course, without what only instructors have."""
    for lesson in (LESSON, OTHER):
        for folder in ("solutions", "notebooks"):
            shutil.copytree(ROOT / folder / lesson, tmp_path / folder / lesson)
    left_out = shutil.ignore_patterns("instructor", "__pycache__")
    shutil.copytree(ROOT / "course_lib", tmp_path / "course_lib", ignore=left_out)
    for name in ("tests/lessons", "tests/build"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "tests/conftest.py", tmp_path / "tests")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def key(root, lesson=LESSON, folders=()):
    return Checkout(root).key_of(lesson, root / TEST, folders)


@pytest.fixture(scope="module")
def before():
    """The key of the lesson in this checkout, of which that in a copy is no other."""
    return key(ROOT)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (f"solutions/{LESSON}/{LESSON}.ipynb", "ReLU networks", "RELU networks"),
        (f"notebooks/{LESSON}/{LESSON}.ipynb", "ReLU networks", "RELU networks"),
        (f"course_lib/lesson_tests/{LESSON}.py", "relu", "relu_"),
        ("course_lib/dense.py", "U @ A.T + b", "b + U @ A.T"),
        ("course_lib/figures/kit.js", "const", "const  "),
        ("course_lib/lab/start_page.py", "lesson", "lesson "),
        (TEST, "Run All", "Run all"),
        ("tests/conftest.py", "share", "share "),
        ("pyproject.toml", "numpy==", "numpy==9."),
    ],
)
def test_what_a_run_depends_on_is_in_its_key(checkout, before, name, old, new):
    change(checkout / name, old, new)
    assert key(checkout) != before


def test_another_lesson_the_bank_and_what_is_not_reached_are_not(checkout, before):
    before = before, key(checkout, OTHER)
    change(checkout / f"notebooks/{OTHER}/{OTHER}.ipynb", "Gradient descent", "Descent")
    change(checkout / f"solutions/{LESSON}/answers.py", "def", "def ")
    change(checkout / "course_lib/optimizers.py", "def adam_step(", "def adam_step (")
    change(checkout / "course_lib/optimizers.py", "return ", "return 0 + ")
    for script in (checkout / "course_lib/figures/gradient_descent").glob("*.js"):
        script.write_text(script.read_text(encoding="utf-8") + "\n// changed", encoding="utf-8")

    after = key(checkout), key(checkout, OTHER)

    assert after[0] == before[0]
    assert after[1] != before[1]


def test_a_folder_that_the_mark_names_counts_as_a_whole(checkout, before):
    script = checkout / "course_lib/figures/gradient_descent/new.js"
    with_folder = key(checkout, folders=("figures/gradient_descent",))
    script.write_text("// new", encoding="utf-8")

    assert key(checkout) == before
    assert key(checkout, folders=("figures/gradient_descent",)) != with_folder


RUNS = """
import pytest

@pytest.mark.runs_lesson
@pytest.mark.parametrize("lesson", ["02_relu_networks", "03_gradient_descent"])
def test_run(lesson):
    assert lesson != {bad!r}
"""


def with_plugin(root):
    """Let the tests of a checkout be left out where they are proven."""
    for name in ("proven_runs.py", "reached_files.py"):
        shutil.copy(ROOT / "tests" / name, root / "tests")
    (root / "tests/conftest.py").write_text('pytest_plugins = ["proven_runs"]', encoding="utf-8")


def run(root, bad, *options, text=RUNS):
    """What a run of a test of two lessons, in a checkout with a conftest of its own, says."""
    (root / "tests/runs").mkdir(exist_ok=True)
    (root / "tests/runs/test_runs.py").write_text(text.format(bad=bad), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, "tests/runs"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, env={"PYTHONPATH": str(root / "tests")})
    return done.stdout + done.stderr


@pytest.mark.process
@pytest.mark.parametrize("processes", [(), ("-n", "2")])
def test_what_passed_is_left_out_until_it_is_asked_for_and_what_failed_is_run_again(checkout, processes):
    with_plugin(checkout)

    first = run(checkout, OTHER, "--prove", *processes)
    second = run(checkout, OTHER, *processes)
    anew = run(checkout, OTHER, "--anew", *processes)
    mended = run(checkout, "none", *processes)

    assert "1 failed, 1 passed" in first
    assert (checkout / "tests/proven_runs.json").read_text(encoding="utf-8").count("::") == 1
    assert "1 failed" in second
    assert "1 passed" not in second
    assert "1 long tests are proven" in second
    assert "1 failed, 1 passed" in anew
    assert "proven by" not in anew
    assert "2 passed" in mended  # the file of the test is another one


@pytest.mark.process
def test_a_mark_without_a_lesson_is_told(checkout):
    with_plugin(checkout)
    told = run(checkout, OTHER, text="import pytest\n@pytest.mark.runs_lesson\ndef test_run(): pass")
    assert "test_run is marked runs_lesson and names not one lesson: a parameter or LESSON" in told


LONG_TEST = """
from pathlib import Path
import pytest
from course_lib import optimizers
from {helper} import SEEN

@pytest.mark.slow
def test_run():
    with Path(SEEN).open("a") as file:
        file.write("ran ")
"""


@pytest.mark.process
def test_any_long_test_is_left_out_until_what_it_reaches_has_changed(checkout):
    with_plugin(checkout)
    seen, text = checkout / "seen", LONG_TEST.format(helper="long_helper")
    (checkout / "tests/long_helper.py").write_text(f"SEEN = {str(seen)!r}", encoding="utf-8")

    def runs(*options):
        """How often it has run after this one."""
        run(checkout, OTHER, *options, text=text)
        return seen.read_text(encoding="utf-8").count("ran")

    assert [runs("--prove"), runs()] == [1, 1]
    change(checkout / "course_lib/convolution.py", "import", "import  ")  # which it does not import
    assert runs() == 1
    assert runs("--anew") == 2
    change(checkout / "course_lib/optimizers.py", "import", "import  ")
    assert runs() == 3
    assert runs("--prove") == 4
    (checkout / "tests/long_helper.py").write_text(f"SEEN = {str(seen)!r}  # here", encoding="utf-8")
    assert runs() == 5


@pytest.fixture(scope="module")
def files():
    """What tests of this checkout reach."""
    return ReachedFiles(ROOT, Checkout(ROOT).lessons)


def reached(files, test, *fixtures):
    """The names, from the root, of what the tests of a file find."""
    return {path.relative_to(ROOT).as_posix() for path in files.of_test(ROOT / test, frozenset(fixtures))}


def test_who_has_submissions_graded_reaches_the_grader_and_no_lesson(files):
    found = reached(files, "tests/hostile/test_hostile.py")

    assert {"course_lib/instructor/sandbox/zygote.py", "course_lib/checks.py", "course_lib/parts.py"} <= found
    assert {"course_lib/instructor/grading/report/report.html.j2", "tests/grading_examples.py"} <= found
    assert {"tests/grading_course/solutions/01_numbers/lesson.py", "pyproject.toml"} <= found
    assert "course_lib/recurrent.py" not in found
    assert not [name for name in found if name.startswith(("solutions/", "notebooks/", "docs/"))]


def test_who_names_a_command_reaches_its_room_and_who_looks_through_a_package_all_of_it(files):
    pages = {"course_lib/exam/families/zones.py", "course_lib/instructor/exam/key.html.j2"}

    assert pages <= reached(files, "tests/browser/test_exam_pages.py")
    assert {*pages, "course_lib/instructor/exam/exam_command.py"} <= reached(files, "tests/exam/test_grading.py")
    assert "course_lib/instructor/book/book_command.py" not in reached(files, "tests/hostile/test_hostile.py")


def test_who_looks_at_figures_reaches_their_scripts_and_what_they_compute_with(files):
    found = reached(files, "tests/browser/test_figures_transformers.py", "watched")

    assert {"course_lib/figures/kit.js", "course_lib/attention.py", "tests/browser/lab_session.py"} <= found
    assert any(name.startswith("course_lib/figures/transformers/") and name.endswith(".js") for name in found)
    assert not [name for name in found if name.startswith(("course_lib/instructor/", "course_lib/figures/gradient"))]


def test_who_names_a_lesson_reaches_it_and_the_whole_library(files):
    found = reached(files, "tests/lessons/test_lesson_02.py", "answers")

    assert {f"solutions/{LESSON}/answers.py", f"notebooks/{LESSON}/{LESSON}.ipynb"} <= found
    assert {f"course_lib/lesson_tests/{LESSON}.py", "course_lib/convolution.py"} <= found
    assert f"solutions/{OTHER}/lesson.py" not in found


@pytest.mark.parametrize("fixture", ["course", "lab"])
def test_who_asks_for_the_course_reaches_everything_but_other_tests_and_what_was_measured(files, fixture):
    found = reached(files, "tests/browser/test_cards_in_lab.py", fixture)

    assert {f"solutions/{LESSON}/lesson.py", f"solutions/{OTHER}/lesson.py", "docs/figures.md", "README.md"} <= found
    assert {"tests/browser/test_cards_in_lab.py", "Makefile", "benchmarks/grading.py"} <= found
    assert not found & {"tests/test_rooms.py", "tests/proven_runs.json", f"solutions/{LESSON}/verified.json"}


def test_what_a_program_in_a_text_imports_is_reached(files, tmp_path):
    test = tmp_path / "test_program.py"
    test.write_text('PROGRAM = "from course_lib import attention, positions"', encoding="utf-8")

    found = {path.name for path in files.of_test(test, frozenset())}

    assert {"attention.py", "positions.py"} <= found
    assert "convolution.py" not in found


def test_the_times_in_readme_change_no_key(checkout):
    test = checkout / "tests/build/test_stages.py"
    times = "<!-- begin times of make test -->{}<!-- end times of make test -->"
    keys = []
    for text in (f"The course. {times}", f"The course. {times}".format(900), f"The lessons. {times}"):
        (checkout / "README.md").write_text(text, encoding="utf-8")
        keys.append(Checkout(checkout).key_of_file(test, ["course"]))

    assert keys[0] == keys[1] != keys[2]
