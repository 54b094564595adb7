"""What students get, as one zip: the lessons, the library without the instructor's part, and what sets it up."""

import io
import re
import zipfile
from pathlib import Path

import jinja2
import nbformat

from course_lib.instructor.source.course import Course
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.reference import reference
from course_lib.instructor.writing.files import write_atomically
from course_lib.lab.start_page import lessons_table, read_cards_of

FOLDER = "deep_learning_course"  # everything in the zip lies in this folder
NOT_FOR_STUDENTS = ("instructor", "system_packages.py", "__pycache__")  # in course_lib
COMMANDS_FOR_STUDENTS = ("help", "lab", "clean")
SECTIONS_FOR_STUDENTS = ("build-system", "project", "tool.setuptools.packages.find", "tool.setuptools.package-data")
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
        if path.is_file() and not set(inside.parts) & set(NOT_FOR_STUDENTS) and path.suffix in (".py", ".js"):
            files[f"course_lib/{inside.as_posix()}"] = path.read_bytes()
    for name, change in (("pyproject.toml", _project), ("Makefile", _makefile), ("environment.yml", _conda)):
        files[name] = change((course.root / name).read_text(encoding="utf-8")).encode()
    files["README.md"] = _readme(course, lessons).encode()
    return files


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
    if same and not missing:
        return None
    return f"{where}: is not what the lesson says now: run `course build {lesson.name}`"


def _told(notebook: nbformat.NotebookNode) -> list[tuple]:
    """All that a student can read in a notebook."""
    return [(cell.cell_type, cell.source, cell.get("outputs", []), cell.get("attachments")) for cell in notebook.cells]


def _project(text: str) -> str:
    """pyproject.toml with the sections that an installation needs."""
    sections = re.split(r"^(?=\[)", text, flags=re.MULTILINE)
    kept = [section for section in sections if section[1:].split("]")[0] in SECTIONS_FOR_STUDENTS]
    lines = "".join(kept).splitlines()
    return "\n".join(line for line in lines if "course_lib.instructor" not in line).rstrip() + "\n"


def _makefile(text: str) -> str:
    """The Makefile with the commands that students need."""
    head, *rules = re.split(r"^(?=[a-z]+:)", text, flags=re.MULTILINE)
    kept = [rule for rule in rules if rule.split(":")[0] in COMMANDS_FOR_STUDENTS]
    head = re.sub(r"^\.PHONY:.*$", f".PHONY: {' '.join(COMMANDS_FOR_STUDENTS)}", head, flags=re.MULTILINE)
    return re.sub(r"\A#.*\n", "# The environment is .venv in this folder.\n", head) + "".join(kept)


def _conda(text: str) -> str:
    """environment.yml without the packages of instructors and maintainers."""
    text = re.sub(r"^  # (instructors|maintainers)\n(  - \w[^:\n]*\n)*", "", text, flags=re.MULTILINE)
    text = re.sub(r"^ +- \S+  # (instructors|maintainers)\n", "", text, flags=re.MULTILINE)
    return re.sub(r"\A(#.*\n)+", "# For those who use conda: README.md says how.\n", text)


def _readme(course: Course, lessons: list[Lesson]) -> str:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(__package__, "."),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    cards = read_cards_of(course.notebooks, [lesson.name for lesson in lessons])
    return environment.get_template("student_readme.md.j2").render(table=lessons_table(cards, "notebooks/"))
