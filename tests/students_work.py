"""The notebook of a lesson in which a student has worked, in a course of its own."""

import shutil
from pathlib import Path

import nbformat

from course_lib.instructor.source.course import find_course

ROOT = Path(__file__).resolve().parents[1]
LESSON = "02_relu_networks"
EXERCISES = find_course(ROOT).lesson(LESSON).exercises
POINTS = f"{sum(found.points for found in EXERCISES):g}"  # as students read them


def so_far(points, passed):
    """What students read of a lesson in which so many exercises have passed."""
    return f"{points} of {POINTS} points, {passed} of {len(EXERCISES)} exercises of this lesson"


def lesson_in(root):
    """Put the lesson into a course at `root`, as students and `find_course` know it; the folder of the notebook."""
    shutil.copytree(ROOT / "notebooks" / LESSON, root / "notebooks" / LESSON)
    (root / "solutions" / LESSON).mkdir(parents=True)
    shutil.copy(ROOT / "solutions" / LESSON / "lesson.py", root / "solutions" / LESSON)
    (root / "course_lib").mkdir()
    return root / "notebooks" / LESSON


def work(folder, last=(), gone=(), **answers):
    """Put answers into their cells and cells behind all others; take away those of these sources."""
    path = folder / f"{LESSON}.ipynb"
    book = nbformat.read(path, as_version=4)
    names = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in book.cells}
    for name, source in answers.items():
        names[name].source = source
    book.cells = [cell for cell in book.cells if cell.source not in gone]
    book.cells += [nbformat.v4.new_code_cell(source) for source in last]
    nbformat.write(book, path)
