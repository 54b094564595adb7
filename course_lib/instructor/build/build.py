"""From a lesson.py to the two notebooks that are made of it: the executed one and the one students get."""

import os
import shutil
import sys
import tempfile
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbgrader.preprocessors import ComputeChecksums

from course_lib.checking.progress import NAME as PROGRESS
from course_lib.instructor.build.figures import figures_shown, script_faults
from course_lib.instructor.source.cells import Cell
from course_lib.instructor.source.course import Course
from course_lib.instructor.source.effort import effort_faults
from course_lib.instructor.source.faults import Fault, FaultyLessonError
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.outputs import without_views
from course_lib.instructor.source.reference import reference
from course_lib.instructor.source.visible_tests import text_of_tests

TESTS = Path("course_lib", "lesson_tests")  # of the course: what `check` runs
SECONDS_PER_CELL = 2000  # as nbval: a slow machine that others work on as well


@dataclass(frozen=True)
class Built:
    """What a build makes: the contents of files by their path inside the course.

    figures: how many that move the lesson shows.
    """

    lesson: str
    files: dict[Path, bytes]
    figures: int


def build(course: Course, lesson: Lesson, *, run: bool = True) -> Built:
    """Execute a lesson and make its release; without `run`, with the outputs that are recorded in the checkout.

    Raises FaultyLessonError if a cell fails or writes to stderr, a script of a figure is no JavaScript, or an exercise
    does not say what it takes.
    """
    faults = effort_faults(lesson.path, lesson.cells)
    faults += script_faults(course.root / "course_lib" / "figures", lesson.name.partition("_")[2])
    if faults:
        raise FaultyLessonError(faults)
    notebook = Path(lesson.name, f"{lesson.name}.ipynb")
    release = course.notebooks.relative_to(course.root)
    executed = execute(lesson) if run else recorded(lesson, course.solutions / notebook)
    files = {course.solutions.relative_to(course.root) / notebook: _written(executed)}
    files[release / notebook] = _written(make_release(lesson))
    files[TESTS / f"{lesson.name}.py"] = text_of_tests(lesson).encode()
    for name in lesson.setup.data:
        files[release / lesson.name / name] = (lesson.path.parent / name).read_bytes()
    return Built(lesson.name, files, figures_shown(executed))


def write(course: Course, built: Built) -> None:
    """Write what a build made, and remove from the release what it did not make."""
    for stray in stray_files(course, built):
        (course.root / stray).unlink()
    for path, content in built.files.items():
        (course.root / path).parent.mkdir(parents=True, exist_ok=True)
        (course.root / path).write_bytes(content)


def stray_files(course: Course, built: Built) -> list[Path]:
    """Files in the lesson's release folder that no build makes, nor a check that has passed there."""
    found = (path for path in (course.notebooks / built.lesson).rglob("*") if path.is_file())
    inside = sorted(path.relative_to(course.root) for path in found if ".ipynb_checkpoints" not in path.parts)
    return [path for path in inside if path not in built.files and path.name != PROGRESS]


def execute(lesson: Lesson) -> nbformat.NotebookNode:
    """Run a lesson with its reference answers in a fresh kernel and a folder that holds its data alone."""
    notebook = lesson.to_notebook()
    with tempfile.TemporaryDirectory() as folder:
        _copy_data(lesson, Path(folder))
        client = NotebookClient(
            notebook,
            timeout=SECONDS_PER_CELL,
            allow_errors=True,
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
            resources={"metadata": {"path": folder}},
            extra_arguments=["--IPKernelApp.log_level=ERROR"],  # it warns about TCP on this machine's own loopback
        )
        client.execute(env=_environment())
    return _without_faults(lesson, notebook)


def recorded(lesson: Lesson, path: Path) -> nbformat.NotebookNode:
    """The notebook of a lesson, each cell with the outputs that it has in the notebook at `path`, if it is there.

    Raises FaultyLessonError if the outputs tell that a cell failed or wrote to stderr.
    """
    notebook = lesson.to_notebook()
    known = {cell.get("id"): cell for cell in nbformat.read(path, as_version=4).cells} if path.is_file() else {}
    for cell in notebook.cells:
        ran = known.get(cell.id)
        if cell.cell_type == "code" and ran is not None and "outputs" in ran:
            cell.outputs, cell.execution_count = ran.outputs, ran.execution_count
    return _without_faults(lesson, notebook)


def _without_faults(lesson: Lesson, notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The executed notebook as it is written, if it is sound."""
    faults: dict[str, Fault] = {}  # by what they say: one line a cause, at the first cell where it shows
    for cell, ran in zip(lesson.cells, notebook.cells, strict=True):
        for fault in _faults(lesson, cell, ran):
            faults.setdefault(fault.message, fault)
        if faults and cell is lesson.setup:
            break  # without it nothing else runs
    if faults:
        raise FaultyLessonError(list(faults.values()))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = without_views(cell.outputs)
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def make_release(lesson: Lesson) -> nbformat.NotebookNode:
    """The notebook that students get, as nbgrader's generate_assignment makes it, by the same preprocessors."""
    released, _ = ComputeChecksums().preprocess(deepcopy(reference(lesson).released), {})
    return released


def _environment() -> dict[str, str]:
    """Ours, with this Python's programs first, and sets in one order."""
    programs = str(Path(sys.executable).parent)
    return dict(os.environ) | {"PATH": os.pathsep.join([programs, os.environ.get("PATH", "")]), "PYTHONHASHSEED": "0"}


def _copy_data(lesson: Lesson, folder: Path) -> None:
    for name in lesson.setup.data:
        shutil.copy(lesson.path.parent / name, folder / name)


def _faults(lesson: Lesson, cell: Cell, ran: NotebookNode) -> list[Fault]:
    """What went wrong when a cell ran with the reference answers."""
    found = []
    for output in ran.get("outputs", ()):
        if output.output_type == "error":
            found.append(f"the cell fails with the reference answers: {output.ename}: {output.evalue}")
        elif output.output_type == "stream" and output.name == "stderr":
            found.append(f"the cell writes to stderr, which nbgrader takes for failure: {output.text.strip()[:200]}")
        elif output.output_type == "execute_result" and cell.kind == "test":
            found.append("the test shows a value, which nbgrader may take for points: assign it to a name")
    return [Fault(lesson.path, cell.line, message) for message in found]


def _written(notebook: nbformat.NotebookNode) -> bytes:
    return (nbformat.writes(notebook, version=4, indent=1, sort_keys=True).rstrip("\n") + "\n").encode()
