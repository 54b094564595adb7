"""What students get, as one zip: the lessons, the library without the instructor's part, and what sets it up."""

import io
import json
import re
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import jinja2
import nbformat
import yaml

from course_lib.instructor.build.build import TESTS
from course_lib.instructor.build.wheel import wheel_of
from course_lib.instructor.source.course import Course
from course_lib.instructor.source.for_students import WHEEL
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.reference import reference
from course_lib.instructor.source.visible_tests import text_of_tests
from course_lib.instructor.writing.files import write_atomically
from course_lib.lab.start_page import lessons_table, read_cards_of

FOLDER = "deep_learning_course"  # everything in the zip lies in this folder
NOT_FOR_STUDENTS = ("instructor", "system_packages.py", "__pycache__")  # in course_lib
CONDA_NAMES = {"torch": "pytorch", "matplotlib": "matplotlib-base"}  # what conda-forge calls by another name
TOOLS_OF_CONDA = ("python", "pip", "setuptools")
A_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can tell: two bundles are the same bytes


class BundleError(Exception):
    """The bundle cannot be made: a line for each reason."""


def bundle_files(course: Course, lessons: list[Lesson]) -> dict[str, bytes]:
    """The files of the bundle by their path in it.

    Raises BundleError if a released notebook is not what its lesson says.
    """
    faults = [fault for lesson in lessons if (fault := _fault_of_release(course, lesson))]
    if faults:
        raise BundleError("\n".join(faults))
    files = {}
    for lesson in lessons:
        for name in (f"{lesson.name}.ipynb", *lesson.setup.data):
            files[f"notebooks/{lesson.name}/{name}"] = (course.notebooks / lesson.name / name).read_bytes()
    library = course.root / "course_lib"
    for path in sorted(library.rglob("*")):
        inside = path.relative_to(library)
        if path.is_file() and not set(inside.parts) & set(NOT_FOR_STUDENTS) and path.suffix in (".py", ".js", ".png"):
            files[f"course_lib/{inside.as_posix()}"] = path.read_bytes()
    files["Makefile"] = (course.root / "Makefile").read_bytes()  # without the instructor's part it offers less
    for name, text in _rendered(course, lessons).items():
        files[name] = text.encode()
    files[f"notebooks/{WHEEL}"] = wheel_of({name: files[name] for name in files if _is_of_the_library(name)})
    return files


def _is_of_the_library(name: str) -> bool:
    return name.startswith("course_lib/") or name in ("pyproject.toml", "README.md")


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of files in FOLDER. The same files give the same bytes."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bundle:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", A_DATE)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, files[name])
    return archive.getvalue()


def write_bundle(files: dict[str, bytes], path: Path) -> None:
    """Write the zip; a file of that name is replaced at once or not at all."""
    write_atomically(path, zipped(files))


def _fault_of_release(course: Course, lesson: Lesson) -> str | None:
    """Why the notebook in notebooks/ must not be handed out, if so: it may hold what students must not see."""
    path = course.notebooks / lesson.name / f"{lesson.name}.ipynb"
    where = path.relative_to(course.root)
    if not path.is_file():
        return f"{where}: is not there: run `course build {lesson.name}`"
    released = nbformat.read(path, as_version=4)
    same = _told(released) == _told(reference(lesson).released)
    missing = [name for name in lesson.setup.data if not path.with_name(name).is_file()]
    tests = course.root / TESTS / f"{lesson.name}.py"
    current = tests.is_file() and tests.read_text(encoding="utf-8") == text_of_tests(lesson)
    if same and current and not missing:
        return None
    where = where if not same or missing else tests.relative_to(course.root)
    return f"{where}: is not what the lesson says now: run `course build {lesson.name}`"


def _told(notebook: nbformat.NotebookNode) -> list[tuple]:
    """All that a student can read in a notebook."""
    return [(cell.cell_type, cell.source, cell.get("outputs", []), cell.get("attachments")) for cell in notebook.cells]


def _rendered(course: Course, lessons: list[Lesson]) -> dict[str, str]:
    """What is written for students alone: README.md, and the lists of what they need."""
    project = tomllib.loads((course.root / "pyproject.toml").read_text(encoding="utf-8"))
    conda = yaml.safe_load((course.root / "environment.yml").read_text(encoding="utf-8"))
    names = {re.split("[=<>]", line)[0] for line in project["project"]["dependencies"]}
    wanted = {*TOOLS_OF_CONDA, *(CONDA_NAMES.get(name, name) for name in names)}
    lines = [line for line in conda["dependencies"] if isinstance(line, str)]
    cards = read_cards_of(course.notebooks, [lesson.name for lesson in lessons])
    known: dict[str, dict[str, Any]] = {
        "pyproject.toml": {
            "build": project["build-system"], "project": project["project"], "setuptools": project["tool"]["setuptools"]
        },
        "environment.yml": {
            "name": conda["name"],
            "channels": conda["channels"],
            "packages": [line for line in lines if re.split("[=<>]", line)[0] in wanted],
        },
        "README.md": {"table": lessons_table(cards, "notebooks/")},
    }  # fmt: skip
    templates = _templates()
    return {name: templates.get_template(f"student_{name.lower()}.j2").render(told) for name, told in known.items()}


def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(__package__, "."),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
    )
    environment.filters["quoted"] = lambda value: json.dumps(value, ensure_ascii=False)  # strings and lists of TOML too
    return environment
