"""The book: every lesson as a page that moves without a kernel and asks no other host for anything."""

import importlib.metadata
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from course_lib.instructor.book.lesson_page import lesson_page
from course_lib.instructor.book.pages import documents_of, figures_of, first_figure, front_page, stop_of
from course_lib.instructor.source.course import Course
from course_lib.lab.start_page import PICTURES

ASSETS = Path(__file__).with_name("site")
MATHJAX = "tex-svg.js"  # draws formulas as paths: it needs no fonts
IMAGES = ("*.png", "*.svg", "*.jpg", "*.gif")


class BookError(Exception):
    """The book cannot be made, and why."""


def build_book(course: Course, output: Path, *, solutions: bool = False) -> int:
    """Write the book into the folder `output`, in the place of what was there; how many pages it has.

    solutions: with answers and tests. Raises BookError, also where `output` holds what no book of ours would.
    """
    if output.exists() and any(output.iterdir()) and not (output / "objects.inv").is_file():
        raise BookError(f"{output} holds something else than a book: name another folder, or empty it")
    with tempfile.TemporaryDirectory(prefix="course-book-") as scratch:
        source, made = Path(scratch, "pages"), Path(scratch, "book")
        pages = write_pages(course, source, solutions=solutions)
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
        done = subprocess.run(
            [*command, "-d", str(Path(scratch, "doctrees")), str(source), str(made)], capture_output=True, text=True
        )
        if done.returncode:
            raise BookError(f"Sphinx refuses a page:\n{done.stdout}{done.stderr}".replace(f"{source}/", ""))
        shutil.rmtree(made / "_sources", ignore_errors=True)  # what the pages were made of is no part of them
        if output.exists():
            shutil.rmtree(output)
        output.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, output)
    return pages


def write_pages(course: Course, source: Path, *, solutions: bool) -> int:
    """Write what Sphinx makes the book of; how many pages. Raises BookError."""
    shutil.copytree(ASSETS, source)
    static = source / "_static"
    shutil.copy(_mathjax(), static)
    lessons = [course.lesson(name) for name in course.lessons()]
    pages = {}
    for lesson in lessons:
        try:
            pages[lesson.name] = lesson_page(course, lesson, solutions=solutions)
        except (KeyError, FileNotFoundError) as error:
            why = f"{lesson.name}: its notebooks are not what the lesson says: run `course build {lesson.name}`"
            raise BookError(why) from error
        nbformat.write(pages[lesson.name], source / f"{lesson.name}.ipynb")
    documents = documents_of(course)
    for name, text in documents.items():
        (source / f"{name}.md").write_text(text, encoding="utf-8")
    if (course.root / "docs" / "images").is_dir():
        shutil.copytree(course.root / "docs" / "images", source / "images")
    pictures = [path for lesson in lessons if (path := PICTURES / f"{lesson.name}.png").is_file()]
    (static / "lessons").mkdir()
    for picture in pictures:
        shutil.copy(picture, static / "lessons")
    figure = first_figure(list(pages.values()))
    (source / "_front_figure.html").write_text(figure, encoding="utf-8")
    moving = sum(len(figures_of(page)) for page in pages.values())
    path = [stop_of(course, lesson) for lesson in lessons]
    shown = [picture.stem for picture in pictures]
    text = front_page(path, moving, list(documents), figure=bool(figure), pictures=shown)
    (source / "index.md").write_text(text, encoding="utf-8")
    return 1 + len(pages) + len(documents)


def _mathjax() -> Path:
    """The script that sets formulas, from the package that brings it. Raises BookError."""
    files = importlib.metadata.files("sphinx-mathjax-offline") or []
    found = [Path(str(file.locate())) for file in files if file.name == MATHJAX]
    if not found:
        raise BookError(f"the package sphinx-mathjax-offline has no {MATHJAX}")
    return found[0]
