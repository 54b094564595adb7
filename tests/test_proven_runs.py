"""By what it is told that a lesson need not be run again: tests/proven_runs.py."""

import shutil
import subprocess
import sys

import pytest
from proven_runs import ROOT, Checkout

LESSON, OTHER = "02_relu_networks", "03_gradient_descent"
TEST = "tests/lessons/test_untouched.py"


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


def key(root, lesson=LESSON):
    return Checkout(root).key_of(lesson, root / TEST)


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
def test_what_a_run_depends_on_is_in_its_key(checkout, name, old, new):
    before = key(checkout)
    change(checkout / name, old, new)
    assert key(checkout) != before


def test_another_lesson_the_bank_and_what_is_not_reached_are_not(checkout):
    before = key(checkout), key(checkout, OTHER)
    change(checkout / f"notebooks/{OTHER}/{OTHER}.ipynb", "Gradient descent", "Descent")
    change(checkout / f"solutions/{LESSON}/answers.py", "def", "def ")
    change(checkout / "course_lib/optimizers.py", "def adam_step(", "def adam_step (")
    change(checkout / "course_lib/optimizers.py", "return ", "return 0 + ")
    for script in (checkout / "course_lib/figures/gradient_descent").glob("*.js"):
        script.write_text(script.read_text(encoding="utf-8") + "\n// changed", encoding="utf-8")

    after = key(checkout), key(checkout, OTHER)

    assert after[0] == before[0]
    assert after[1] != before[1]


RUNS = """
import pytest

@pytest.mark.runs_lesson
@pytest.mark.parametrize("lesson", ["02_relu_networks", "03_gradient_descent"])
def test_run(lesson):
    assert lesson != {bad!r}
"""


def run(root, bad, *options, text=RUNS):
    """What a run of a test of two lessons, in a checkout with a conftest of its own, says."""
    (root / "tests/runs").mkdir(exist_ok=True)
    (root / "tests/runs/test_runs.py").write_text(text.format(bad=bad), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, "tests/runs"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, env={"PYTHONPATH": str(root / "tests")})
    return done.stdout + done.stderr


@pytest.mark.parametrize("processes", [(), ("-n", "2")])
def test_what_passed_is_left_out_until_it_is_asked_for_and_what_failed_is_run_again(checkout, processes):
    shutil.copy(ROOT / "tests/proven_runs.py", checkout / "tests")
    (checkout / "tests/conftest.py").write_text('pytest_plugins = ["proven_runs"]', encoding="utf-8")

    first = run(checkout, OTHER, "--prove", *processes)
    second = run(checkout, OTHER, *processes)
    anew = run(checkout, OTHER, "--anew", *processes)
    mended = run(checkout, "none", *processes)

    assert "1 failed, 1 passed" in first
    assert (checkout / "tests/proven_runs.json").read_text(encoding="utf-8").count("::") == 1
    assert "1 failed" in second
    assert "1 passed" not in second
    assert "1 runs of lessons are proven" in second
    assert "1 failed, 1 passed" in anew
    assert "proven by" not in anew
    assert "2 passed" in mended  # the file of the test is another one


def test_a_mark_without_a_lesson_is_told(checkout):
    shutil.copy(ROOT / "tests/proven_runs.py", checkout / "tests")
    (checkout / "tests/conftest.py").write_text('pytest_plugins = ["proven_runs"]', encoding="utf-8")
    told = run(checkout, OTHER, text="import pytest\n@pytest.mark.runs_lesson\ndef test_run(): pass")
    assert "test_run is marked runs_lesson and has not one lesson among its parameters" in told
