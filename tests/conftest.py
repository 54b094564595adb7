"""What several test files share."""

import io
import shutil
from contextlib import redirect_stdout
from pathlib import Path

import nbformat
import pytest
import torch
from reached_files import LONG

from course_lib.instructor.build.build import build, write
from course_lib.instructor.source.course import Course, find_course
from course_lib.instructor.source.lesson import read_lesson

HERE = Path(__file__).parent
pytest_plugins = ["proven_runs"]

OF_PROCESSES = {"elsewhere", "numbers_course", "built_course"}  # fixtures that start some


def pytest_collection_modifyitems(items):
    """What stands in browser/ and hostile/ bears their marks, and what asks for processes bears theirs.

    Files with such tests run first: a long one at the end would leave a core idle.
    """
    for item in items:
        if OF_PROCESSES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("process")
        for folder in item.path.relative_to(HERE).parts[:-1] if HERE in item.path.parents else ():
            if folder in ("browser", "hostile"):
                item.add_marker(folder)
    long = {item.path for item in items if any(item.get_closest_marker(mark) for mark in LONG)}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session")
def course() -> Course:
    """The course of this checkout."""
    return find_course(HERE)


@pytest.fixture(scope="module")
def answers(request):
    """The names of the setup cell and of the reference answers of the lesson in the module's folder LESSON."""
    lesson, namespace, threads = read_lesson(request.module.LESSON), {"__name__": "__main__"}, torch.get_num_threads()
    with redirect_stdout(io.StringIO()):
        for cell in (lesson.setup, *(exercise.answer for exercise in lesson.exercises)):
            exec(cell.source, namespace)
    yield namespace
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def printed(request):
    """All that the executed notebook of the lesson in the module's folder LESSON prints."""
    folder = request.module.LESSON
    cells = nbformat.read(folder / f"{folder.name}.ipynb", as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    return "".join(output.text for output in outputs if output.output_type == "stream")


@pytest.fixture
def tiny_course(tmp_path) -> Course:
    """A course of one small lesson, in a folder of its own that a test may change."""
    root = tmp_path / "course"
    shutil.copytree(HERE / "tiny_course", root)
    (root / "course_lib").mkdir()
    return Course(root)


@pytest.fixture(scope="session")
def numbers_course(tmp_path_factory) -> Course:
    """A built course of one small lesson."""
    root = tmp_path_factory.mktemp("course")
    shutil.copytree(HERE / "grading_course" / "solutions", root / "solutions")
    (root / "course_lib").mkdir()
    course = Course(root)
    (name,) = course.lessons()
    write(course, build(course, course.lesson(name)))
    return course


@pytest.fixture
def in_course(numbers_course, monkeypatch):
    """Work inside the course, as an instructor does."""
    monkeypatch.chdir(numbers_course.root)
    return numbers_course
