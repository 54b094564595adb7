"""What students get: it works from a clean folder, and nothing in it tells an answer or a hidden test."""

import ast
import io
import json
import os
import re
import subprocess
import sys
import zipfile

import pytest
from click.testing import CliRunner

from course_lib.instructor.bank.bank import read_bank
from course_lib.instructor.build.build import build, write
from course_lib.instructor.build.bundle import FOLDER, BundleError, bundle_files, zipped
from course_lib.instructor.cli import main
from course_lib.instructor.source.cells import BEGIN_HIDDEN, BEGIN_SOLUTION, END_HIDDEN, END_SOLUTION

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def lessons(course):
    return [course.lesson(name) for name in course.lessons()]


@pytest.fixture(scope="module")
def files(course, lessons):
    return bundle_files(course, lessons)


@pytest.fixture(scope="module")
def unpacked(files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("student")
    with zipfile.ZipFile(io.BytesIO(zipped(files))) as archive:
        archive.extractall(folder)
    return folder / FOLDER


def texts(files):
    """The files of a bundle as texts, those in its wheel too; pictures are none."""
    found = {}
    for name, content in files.items():
        if name.endswith(".whl"):
            with zipfile.ZipFile(io.BytesIO(content)) as wheel:
                found |= texts({f"{name}/{inside}": wheel.read(inside) for inside in wheel.namelist()})
        elif not name.endswith(".png"):
            found[name] = content.decode()
    return found


def lines_of(text):
    """The lines of a text that could tell something: longer than a closing bracket or a `return x`."""
    return {line.strip() for line in text.splitlines() if len(line.strip()) > 12}


def regions(lesson, begin, end):
    """The pieces of a lesson's cells between two markers, and the text outside of all solutions and hidden tests."""
    inside, outside = [], []
    for cell in lesson.cells:
        found = re.findall(rf"^ *{begin}\n(.*?)^ *{end}", cell.source + "\n", re.DOTALL | re.MULTILINE)
        inside += found
        hidden = rf"^ *({BEGIN_SOLUTION}|{BEGIN_HIDDEN})\n.*?^ *({END_SOLUTION}|{END_HIDDEN})"
        outside.append(re.sub(hidden, "", cell.source + "\n", flags=re.DOTALL | re.MULTILINE))
    return inside, "\n".join(outside)


def shown_in(files, suffix):
    """All lines that the files of this suffix show, of notebooks those of their cells and outputs."""
    lines = set()
    for name, content in files.items():
        if name.endswith(suffix) and suffix == ".ipynb":
            for cell in json.loads(content)["cells"]:
                lines |= lines_of("".join(cell["source"])) | lines_of(json.dumps(cell.get("outputs", [])))
        elif name.endswith(suffix):
            lines |= lines_of(content.decode())
    return lines


def test_no_notebook_shows_a_line_of_a_solution(files, lessons):
    shown, told = shown_in(files, ".ipynb"), 0
    visible = set().union(*(lines_of(regions(lesson, BEGIN_SOLUTION, END_SOLUTION)[1]) for lesson in lessons))

    for lesson in lessons:
        for solution in regions(lesson, BEGIN_SOLUTION, END_SOLUTION)[0]:
            secret = lines_of(solution) - visible
            told += len(secret)
            assert secret & shown == set(), lesson.name

    assert told > 100


def test_nothing_in_the_bundle_shows_a_line_of_a_hidden_test(files, lessons):
    shown, told = shown_in(files, ".ipynb"), 0
    shown |= {line for line in shown_in(files, ".py") if len(line) > 24}  # shorter: everybody's `optimizer.step()`
    visible = set().union(*(lines_of(regions(lesson, BEGIN_HIDDEN, END_HIDDEN)[1]) for lesson in lessons))
    visible |= set().union(
        *(lines_of(s) for lesson in lessons for s in regions(lesson, BEGIN_SOLUTION, END_SOLUTION)[0])
    )

    for lesson in lessons:
        for test in regions(lesson, BEGIN_HIDDEN, END_HIDDEN)[0]:
            secret = lines_of(test) - visible
            told += len(secret)
            assert secret & shown == set(), lesson.name

    assert told > 100


def test_no_answer_of_a_bank_is_in_the_bundle(files, lessons):
    cells = [cell for name in files if name.endswith(".ipynb") for cell in json.loads(files[name])["cells"]]
    text = "\n".join(["".join(cell["source"]) for cell in cells] + [*texts(files).values()])
    visible = "\n".join(regions(lesson, BEGIN_SOLUTION, END_SOLUTION)[1] for lesson in lessons)
    functions = defined_in(text) - defined_in(visible)
    banks = [answer for lesson in lessons for answer in read_bank(lesson).answers]

    assert len(banks) > 100
    assert {answer.name for answer in banks} & functions == set()
    spaced = " ".join(text.split())
    assert {body for answer in banks if len(body := body_of(answer.source)) > 60 and body in spaced} == set()


def defined_in(text):
    return set(re.findall(r"^ *(?:def|class) (\w+)[(:]", text, re.MULTILINE))


def body_of(source):
    """An answer without its first line and its docstring, each blank space one space."""
    tree = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    statements = tree.body[1:] if ast.get_docstring(tree) else tree.body
    return " ".join(" ".join(ast.get_source_segment(source, statement).split()) for statement in statements)


def test_nothing_of_the_instructor_is_in_the_bundle(files):
    text = texts(files)

    assert not [name for name in text if re.search(r"instructor|solutions|answers\.py|lesson\.py|test_|demo", name)]
    assert not [name for name, content in text.items() if "BEGIN SOLUTION" in content or "BEGIN HIDDEN" in content]
    assert not [
        name for name in text if re.search(r"import course_lib\.instructor|from course_lib\.instructor", text[name])
    ]


def test_two_bundles_are_the_same_bytes(course, files, lessons):
    assert zipped(files) == zipped(bundle_files(course, lessons))


def test_every_module_and_every_setup_cell_of_the_bundle_runs_from_its_folder(unpacked, lessons):
    texts = {*unpacked.glob("course_lib/lesson_tests/[0-9]*.py")}  # that `check` runs: no modules
    found = sorted({*unpacked.glob("course_lib/**/*.py")} - texts)
    modules = [path.relative_to(unpacked).with_suffix("") for path in found]
    names = [".".join(part for part in path.parts if part != "__init__") for path in modules]
    code = [f"import {name}" for name in sorted(names)]
    code.append(f"assert course_lib.__file__.startswith({str(unpacked)!r}), course_lib.__file__")
    code.append("from course_lib.checking.lesson_tests import visible_tests_of")
    for lesson in lessons:
        code.append(f"assert list(visible_tests_of({lesson.name!r})) == {[one.name for one in lesson.exercises]}")
        notebook = json.loads((unpacked / "notebooks" / lesson.name / f"{lesson.name}.ipynb").read_text())
        setup = next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == "setup")
        code.append(f"os.chdir({str(unpacked / 'notebooks' / lesson.name)!r})")
        code.append(f"exec({''.join(setup['source'])!r}, {{}})")

    done = subprocess.run(
        [sys.executable, "-c", "\n".join(["import os", *code])],
        cwd=unpacked,
        env=os.environ | {"PYTHONPATH": str(unpacked), "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr


BARE = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "course_lib" and not {installed!r}:
            raise ModuleNotFoundError("No module named 'course_lib'", name="course_lib")

sys.meta_path.insert(0, Blocked())
sys.path.insert(0, {installed!r})
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="nocolor")
done = shell.run_cell({setup!r})
print(sys.modules["course_lib"].__file__ if done.success else "not run")
"""


def elsewhere(unpacked, lesson, installed=""):
    """What a notebook of the bundle says in its setup cell where the library is not there, or stands in a folder."""
    book = json.loads((unpacked / "notebooks" / lesson.name / f"{lesson.name}.ipynb").read_text())
    [setup] = [
        "".join(cell["source"])
        for cell in book["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "setup"
    ]
    code = BARE.format(setup=setup, installed=str(installed))
    done = subprocess.run([sys.executable, "-I", "-c", code], cwd=unpacked, capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_where_the_library_is_missing_a_notebook_says_in_one_line_which_file_has_it(unpacked, lessons):
    for lesson in lessons:
        said, status = elsewhere(unpacked, lesson)

        assert status == "not run"
        assert said.startswith("The course's library is missing here: run `%pip install ../course_lib-")
        path = re.search(r"%pip install (\S+)`", said)[1]
        assert (unpacked / "notebooks" / lesson.name / path).is_file()


def test_the_wheel_beside_the_lessons_is_the_library_that_a_notebook_needs(unpacked, files, lessons, tmp_path):
    [wheel] = (unpacked / "notebooks").glob("*.whl")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", tmp_path, wheel]
    subprocess.run(pip, check=True)
    inside = {path.relative_to(tmp_path).as_posix() for path in (tmp_path / "course_lib").rglob("*.*")}

    *_, said = elsewhere(unpacked, lessons[0], tmp_path)

    assert said == str(tmp_path / "course_lib" / "__init__.py")
    assert {name for name in inside if not name.endswith(".pyc")} == {n for n in files if n.startswith("course_lib/")}


def test_the_set_up_of_the_bundle_pins_what_lessons_need_and_no_more(unpacked):
    code = "import bootstrap; print(sorted(bootstrap.pinned())); print(bootstrap.python_range())"

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=unpacked / "course_lib" / "lab", capture_output=True, text=True, check=True
    )

    assert "torch" in done.stdout
    assert "(3, 11), (3, 13)" in done.stdout
    conda = (unpacked / "environment.yml").read_text()
    for name in ("pytest", "click", "jupytext", "playwright", "ruff"):
        assert f"'{name}'" not in done.stdout
        assert name not in conda
    assert "tqdm=" in conda
    assert conda.endswith("--editable .\n")


def test_make_in_the_bundle_offers_lab_and_clean(unpacked):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}

    done = subprocess.run(["make"], cwd=unpacked, env=environment, capture_output=True, text=True, check=True)
    lab = subprocess.run(["make", "-n", "lab"], cwd=unpacked, env=environment, capture_output=True, text=True)

    assert re.findall(r"^  make (\w+)", done.stdout, re.MULTILINE) == ["help", "lab", "clean"]
    assert "course_lib/lab/bootstrap.py" in lab.stdout
    assert "course_lib.lab" in lab.stdout


def test_the_readme_of_the_bundle_links_to_its_lessons_and_names_no_command_that_is_not_there(unpacked):
    text = (unpacked / "README.md").read_text()

    links = re.findall(r"\]\(([^)#]+)\)", text)

    assert len(links) == len(list(unpacked.glob("notebooks/*/*.ipynb")))
    assert all((unpacked / link).is_file() for link in links)
    assert set(re.findall(r"make (\w+)", text)) == {"lab", "clean"}


def test_a_notebook_that_is_not_the_lessons_release_is_not_handed_out(tiny_course):
    lesson = tiny_course.lesson("01_tiny")
    write(tiny_course, build(tiny_course, lesson))
    solved = tiny_course.solutions / "01_tiny" / "01_tiny.ipynb"
    released = tiny_course.notebooks / "01_tiny" / "01_tiny.ipynb"
    released.write_bytes(solved.read_bytes())

    with pytest.raises(BundleError, match=r"notebooks/01_tiny/01_tiny\.ipynb: .* run `course build 01_tiny`"):
        bundle_files(tiny_course, [lesson])


def test_the_command_says_what_to_do_with_the_bundle(course, tmp_path, monkeypatch):
    monkeypatch.chdir(course.root)

    done = CliRunner().invoke(main, ["bundle", "02", "-o", str(tmp_path / "course.zip")])

    assert done.exit_code == 0, done.output
    assert "1 lesson," in done.stdout
    assert "make lab" in done.stdout
    names = zipfile.ZipFile(tmp_path / "course.zip").namelist()
    assert [name for name in names if name.endswith(".ipynb")] == [
        f"{FOLDER}/notebooks/02_relu_networks/02_relu_networks.ipynb"
    ]


def test_a_bundle_that_cannot_be_written_is_told_in_one_line(course, tmp_path, monkeypatch):
    monkeypatch.chdir(course.root)
    (tmp_path / "file").touch()

    done = CliRunner().invoke(main, ["bundle", "02", "-o", str(tmp_path / "file" / "course.zip")])

    assert done.exit_code == 2
    assert "cannot be written" in done.stderr
