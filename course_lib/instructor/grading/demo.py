"""`course demo`: a class of made-up submissions, graded as a real one is."""

import shutil
import sys
from collections import Counter
from pathlib import Path

import click

from course_lib.instructor.bank.bank import BankError
from course_lib.instructor.grading.demo_class import HONEST, STUDENTS, DemoSubmission, make_class
from course_lib.instructor.grading.grading_run import (
    alone,
    chosen_lessons,
    class_run,
    exit_status,
    grade_with_progress,
    read_lessons,
)
from course_lib.instructor.grading.intake.submissions import find_submissions
from course_lib.instructor.grading.lost import kept
from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.options import Options, OurFaultError, WrongUsageError, running
from course_lib.instructor.grading.records.results import Results, Row
from course_lib.instructor.sandbox.sandbox import SandboxError, check_sandbox

OWN_SIGN = ".course-demo"  # stands in a folder that this command made and may make anew


@click.command("demo")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("demo"), show_default=True)
@click.option("--lesson", help="Make submissions of this lesson alone.")
@click.option("--jobs", type=click.IntRange(1), help="Notebooks at a time. Default: the number of cores.")
def demo_command(output: Path, lesson: str | None, jobs: int | None) -> None:
    """Make a class of 30 submissions of every lesson, grade it as `course grade` does, and show the results.

    The class is drawn from the answer banks with a fixed seed: right, wrong, unanswered and broken notebooks.
    Where there is no sandbox they run without: they are the course's own.
    """
    course, names = chosen_lessons(lesson)
    lessons = read_lessons(course, names)
    results = Results(output / "results")
    _check_folder(output, results)
    options = Options(jobs, unsafe=_has_no_sandbox())
    with running(options) as (runner, jobs), kept(results), alone(results):
        _check_folder(output, results)  # nobody else has graded into it meanwhile
        _make_folder(output, results)
        try:
            demo_class = make_class(course, list(lessons.values()), output / "submitted")
        except (BankError, FileNotFoundError) as error:
            raise OurFaultError(f"the class cannot be made, run `course build` first: {error}") from error
        submissions = find_submissions(output / "submitted", list(lessons))
        grades = grade_with_progress(course, class_run(submissions, lessons, results, options, runner, jobs))
    click.echo(f"\n{table(grades.rows, demo_class)}")
    click.echo(f"\nThe report of the class: {results.report.resolve()}")
    sys.exit(exit_status(grades))


def _has_no_sandbox() -> bool:
    """Is there no sandbox here? Says why."""
    try:
        check_sandbox()
    except SandboxError as error:
        click.echo(f"course demo: no sandbox: {error}", err=True)
        return True
    return False


def _check_folder(output: Path, results: Results) -> None:
    """Raise WrongUsageError unless the folder is new or empty, or holds what this command made, and nothing else."""
    if output.exists() and not output.is_dir():
        raise WrongUsageError(f"{output} is a file: name a folder")
    made = (output / OWN_SIGN, output / "submitted", results.folder)
    others = [path for path in output.iterdir() if path not in made] if output.exists() else []
    is_ours = (output / OWN_SIGN).is_file() or not (results.folder.exists() and any(results.folder.iterdir()))
    is_ours = is_ours and ((output / OWN_SIGN).is_file() or not (output / "submitted").exists())
    if others or not is_ours or any(path.is_symlink() for path in made):
        raise WrongUsageError(f"{output} holds other things: name a new or an empty folder")
    submitted = output / "submitted"
    students = {path.name for path in submitted.iterdir()} if submitted.is_dir() else set()
    if not students | {entry["student"] for entry in results.read_log()} <= set(STUDENTS):
        raise WrongUsageError(f"{output} holds submissions or results of another run: name a new or an empty folder")


def _make_folder(output: Path, results: Results) -> None:
    """Empty the folder of an earlier demo. `results` is locked and stays the same folder."""
    (output / OWN_SIGN).touch()
    for path in (output / "submitted", *results.folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def table(rows: list[Row], demo_class: list[DemoSubmission]) -> str:
    """The class as text: a line for each student, a letter for each exercise."""
    lines = []
    for lesson in dict.fromkeys(made.lesson for made in demo_class):
        own = [row for row in rows if row["lesson"] == lesson]
        kinds = {made.student: made.kind for made in demo_class if made.lesson == lesson}
        lines += ["", *_lesson_table(lesson, own, kinds)]
    key = ", ".join(f"{status.letter} {status}" for status in Status)
    return "\n".join([*lines[1:], "", key])


def _lesson_table(lesson: str, rows: list[Row], kinds: dict[str, str]) -> list[str]:
    exercises = list(dict.fromkeys(row["exercise"] for row in rows))
    width = max(map(len, STUDENTS))
    lines = [lesson, f"{'':{width}}   points  {' '.join(f'{n + 1:>2}' for n in range(len(exercises)))}"]
    for student, kind in kinds.items():
        own = [row for row in rows if row["student"] == student]
        letters = " ".join(f"{Status(row['status']).letter:>2}" for row in own)
        points = sum(float(row["points"] or 0) for row in own)
        most = sum(float(row["max_points"]) for row in own)
        note = "" if kind == HONEST else f"   {kind}"
        lines.append(f"{student:{width}} {points:>5g}/{most:<4g} {letters}{note}".rstrip())
    lines.append("")
    for number, name in enumerate(exercises, 1):
        own = [row for row in rows if row["exercise"] == name]
        solved = sum(row["status"] == Status.PASSED for row in own)
        hints = Counter(row["hint"] for row in own if row["hint"]).most_common(3)
        seen = ", ".join(f"{hint} {count}" for hint, count in hints)
        lines.append(f"{number:>2} {name:<28} solved by {solved:>2} of {len(own)}{f'   hints: {seen}' if seen else ''}")
    return lines
