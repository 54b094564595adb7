"""Grading a class: stock nbgrader, ours, and the floor below which nobody can go, on the same submissions in one run.

    python benchmarks/grading.py [--submissions 40] [--stock 40] [LESSON ...]

The floor is the setup, the student's answers and the whole tests of the lesson, one after the other in one warm
interpreter: no sandbox, no examiner, no feedback. What a lesson shows beside is left out, as `course grade` leaves it
out. Stock nbgrader, which runs all, takes minutes for a lesson that trains networks: --stock grades the first so many
of the submissions with it.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

import nbformat

from course_lib.instructor.grading.demo_class import HONEST, make_class
from course_lib.instructor.source.course import Course, find_course

LESSONS = ("02_relu_networks", "07_transformers")
PROGRAMS = Path(sys.executable).parent
ROUNDS = 2  # of ours before stock nbgrader's minutes, and after: a shared machine is not always as fast
FLOOR = "--floor-of"  # how this script calls itself for the floor


@dataclass(frozen=True)
class Timing:
    """How long one way to grade took for so many submissions. seconds: from the command's start to its end."""

    way: str
    submissions: int
    seconds: float

    @property
    def each(self) -> float:
        """Seconds a submission, start-up included."""
        return self.seconds / self.submissions


def make_submissions(course: Course, lesson: str, folder: Path, count: int) -> list[str]:
    """`count` intact submissions of the demo class, repeated under other names. Returns the names."""
    made = [entry for entry in make_class(course, [course.lesson(lesson)], folder / "class") if entry.kind == HONEST]
    names = []
    for number in range(count):
        original = made[number % len(made)]
        name = f"{original.student}{number // len(made)}"
        shutil.copytree(folder / "class" / original.student / lesson, folder / "submitted" / name / lesson)
        names.append(name)
    return names


def time_ours(course: Course, lesson: str, folder: Path, names: list[str]) -> list[Timing]:
    """The whole `course grade`, its processes' start and the report included, with one job and with two."""
    timings = []
    for jobs in ("1", "2"):
        output = tempfile.mkdtemp(dir=folder, prefix="ours-")
        command = [PROGRAMS / "course", "grade", folder / "submitted", "-o", output, "--lesson", lesson]
        seconds = _seconds([*command, "--jobs", jobs], course.root)
        timings.append(Timing(f"course grade --jobs {jobs}", len(names), seconds))
    return timings


def time_stock(course: Course, lesson: str, folder: Path, names: list[str]) -> Timing:
    """`nbgrader autograde` in a copy of the course; its `generate_assignment` is not counted."""
    stock = folder / "stock"
    shutil.copytree(course.solutions / lesson, stock / "solutions" / lesson)
    shutil.copy(course.root / "nbgrader_config.py", stock)
    for name in names:
        shutil.copytree(folder / "submitted" / name, stock / "submitted" / name)
    _seconds([PROGRAMS / "nbgrader", "generate_assignment", lesson], stock)
    return Timing("nbgrader autograde", len(names), _seconds([PROGRAMS / "nbgrader", "autograde", lesson], stock))


def time_floor(course: Course, lesson: str, folder: Path, names: list[str]) -> Timing:
    """The answers and the tests alone, in one warm process; the warming is not counted."""
    command = [sys.executable, __file__, FLOOR, folder / "submitted", lesson]
    printed = subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=True).stdout
    return Timing("answers and tests alone", len(names), float(printed.split()[-1]))


def _seconds(command: list, folder: Path) -> float:
    environment = os.environ | {
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_CONFIG_DIR": str(folder / ".jupyter"),
    }
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}: exit status {done.returncode}\n{done.stderr[-3000:]}")
    return time.perf_counter() - begun


def run_floor(submitted: Path, lesson: str) -> None:
    """Print how long the answers of all notebooks take with their tests, the first notebook twice: it warms."""
    os.environ["MPLBACKEND"] = "agg"
    import torch

    torch.set_num_threads(1)
    known = find_course().lesson(lesson)
    tests = {exercise.name: exercise.test.source for exercise in known.exercises}
    notebooks = [nbformat.read(path, as_version=4) for path in sorted(submitted.glob(f"*/{lesson}/{lesson}.ipynb"))]
    _run_cells(known.setup.source, notebooks[0], tests)
    begun = time.perf_counter()
    for notebook in notebooks:
        _run_cells(known.setup.source, notebook, tests)
    print(time.perf_counter() - begun)


def _run_cells(setup: str, notebook: nbformat.NotebookNode, tests: dict[str, str]) -> None:
    """Run setup, answers and tests in a namespace of their own; what they print, and how they end, is thrown away."""
    names = {"__name__": "__main__"}
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        exec(setup, names)
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if name in tests:
                for source in (cell.source, tests[name]):
                    with suppress(Exception):  # a wrong answer, as in the class
                        exec(source, names)


def show(lesson: str, timings: list[Timing]) -> None:
    """One table for a lesson; ratios are taken a submission."""
    stock, floor = timings[0], timings[-1]
    print(f"\n**{lesson}**\n\n| | submissions | s each | times as fast as stock | s above answers and tests alone |")
    print("|---|---|---|---|---|")
    for timing in timings:
        above = f"{timing.each - floor.each:+.2f}" if timing is not floor else ""
        print(f"| {timing.way} | {timing.submissions} | {timing.each:.2f} | {stock.each / timing.each:.1f} | {above} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", default=LESSONS, metavar="LESSON")
    parser.add_argument("--submissions", type=int, default=40)
    parser.add_argument("--stock", type=int, default=40, help="how many of them stock nbgrader grades")
    parser.add_argument(FLOOR, nargs=2, dest="floor_of", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.floor_of:
        run_floor(Path(options.floor_of[0]), options.floor_of[1])
        return
    course = find_course()
    for lesson in options.lessons:
        with tempfile.TemporaryDirectory(prefix="benchmark-") as scratch:
            folder = Path(scratch)
            names = make_submissions(course, lesson, folder, options.submissions)
            rounds = [time_ours(course, lesson, folder, names) for _ in range(ROUNDS)]
            stock = time_stock(course, lesson, folder, names[: options.stock])
            rounds += [time_ours(course, lesson, folder, names) for _ in range(ROUNDS)]
            ours = [replace(same[0], seconds=mean(one.seconds for one in same)) for same in zip(*rounds, strict=True)]
            show(lesson, [stock, *ours, time_floor(course, lesson, folder, names)])


if __name__ == "__main__":
    main()
