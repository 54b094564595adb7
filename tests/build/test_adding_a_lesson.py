"""Adding a lesson touches its own folders, and the list of the lessons that `course build` writes; nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from course_lib.instructor.build.bundle import bundle_files
from course_lib.instructor.cli import main
from course_lib.instructor.source.course import Course
from course_lib.lab.start_page import write_start_page

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[2]
TOY = "99_toy"
COPIED = ("benchmarks", "course_lib", "docs", "notebooks", "solutions", "tests")
COPIED += ("README.md", "pyproject.toml", "environment.yml", "Makefile")


def contents(folder):
    """The bytes of every file of a course by its path in it."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def added(tmp_path_factory):
    """A copy of the course, what stood in it, and what stands in it after a lesson was added and built."""
    root = tmp_path_factory.mktemp("copy") / "course"
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        root.mkdir(exist_ok=True)
        copy(ROOT / name, root / name)
    before = contents(root)
    shutil.copytree(ROOT / "tests" / "tiny_course" / "solutions" / "01_tiny", root / "solutions" / TOY)
    lesson = root / "solutions" / TOY / "lesson.py"
    lesson.write_text(lesson.read_text().replace("01_tiny", TOY))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        done = CliRunner().invoke(main, ["build", TOY])
    told = f"{TOY}: has 0 figures that move, expected 2: `make test` refuses it so\n"
    assert (done.exit_code, done.output) == (0, f"{TOY}: is built\n{told}")
    return Course(root), before, contents(root)


def test_only_the_list_in_the_readme_changes_beside_the_folders_of_the_lesson(added):
    _, before, after = added
    changed = {name for name in after if after[name] != before.get(name)}
    own = {name for name in changed if TOY in name.split("/")}
    own.add(f"course_lib/lesson_tests/{TOY}.py")  # which the build writes, as it writes notebooks/

    assert {name.split("/")[0] for name in own} == {"solutions", "notebooks", "course_lib"}
    assert changed - own == {"README.md"}
    lines = [set(files["README.md"].decode().splitlines()) for files in (before, after)]
    assert lines[1] - lines[0] == {
        f"| [1 · A tiny lesson](notebooks/{TOY}/{TOY}.ipynb) | [page](build/book/{TOY}.html) |  |  | 2 | 3 |"
    }
    assert lines[0] <= lines[1]


def test_bundle_and_start_page_have_it(added):
    course, _, _ = added
    files = bundle_files(course, [course.lesson(TOY)])

    assert f"notebooks/{TOY}/{TOY}.ipynb" in files
    assert TOY.encode() in files["README.md"]
    assert TOY in write_start_page(course.notebooks).read_text()


def test_the_tests_of_every_lesson_are_its_tests_too(added):
    course, _, _ = added
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-k", TOY, "tests"]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True)

    files = {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line}
    assert files == {
        "tests/book/test_book.py",
        "tests/browser/test_answers_in_lab.py",
        "tests/browser/test_book.py",
        "tests/browser/test_exported_pages.py",
        "tests/browser/test_lessons_in_lab.py",
        "tests/build/test_other_processors.py",
        "tests/grading/records/test_feedback.py",
        "tests/lessons/test_result_kinds.py",
        "tests/lessons/test_untouched.py",
        "tests/writing/test_formulas.py",
    }, done.stdout
