"""The `course` command. Exit status: 0, 1 when something fell short, 2 for wrong usage, 3 for a fault of ours."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from course_lib.instructor.bank import BankError, verify
from course_lib.instructor.build import BuildError, build, write
from course_lib.instructor.bundle import BundleError, bundle_files, write_bundle
from course_lib.instructor.course import Course, CourseNotFoundError, UnknownLessonError, find_course
from course_lib.instructor.faults import FaultyLessonError
from course_lib.instructor.freshness import differences
from course_lib.instructor.grading.closing import report_command
from course_lib.instructor.grading.commands import grade_command
from course_lib.instructor.grading.demo import demo_command
from course_lib.instructor.grading.diff import diff_command

JOBS = 2  # kernels at once: a lesson may use as many threads as there are cores


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Build, verify and grade the lessons of the course."""


@main.command("build")
@click.argument("lessons", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing: compare what stands in the checkout with a new build.")
def build_command(lessons: tuple[str, ...], check: bool) -> None:
    """Execute LESSONS (all if none is named) and make the notebooks that students get.

    Writes solutions/LESSON/LESSON.ipynb with its outputs and notebooks/LESSON/LESSON.ipynb without solutions.
    """
    course, names = _chosen(lessons)

    def run(name: str) -> tuple[str, list[str]]:
        try:
            built = build(course, course.lesson(name))
        except (FaultyLessonError, BuildError) as error:
            return name, str(error).splitlines()
        if check:
            return name, differences(course, built)
        write(course, built)
        return name, []

    with ThreadPoolExecutor(JOBS) as pool:
        _report(pool.map(run, names), "is up to date" if check else "is built")


@main.command("verify")
@click.argument("lessons", nargs=-1)
def verify_command(lessons: tuple[str, ...]) -> None:
    """Try the answer banks of LESSONS (all if none is named) against the lessons' tests.

    Each wrong answer must fail with its own hint, each right one pass, the empty stub say "not written yet".
    """
    course, names = _chosen(lessons)
    failed = False
    for name in names:
        try:
            found = verify(course.lesson(name))
        except (FaultyLessonError, BankError) as error:
            click.echo(str(error))
            failed = True
            continue
        for line in found.errors:
            click.echo(line)
        count = len(found.errors)
        plural = "" if count == 1 else "s"
        click.echo(f"{name}: {found.wrong} wrong answers, {found.right} right answers, {count} error{plural}")
        failed = failed or bool(found.errors)
    sys.exit(1 if failed else 0)


@main.command("bundle")
@click.argument("lessons", nargs=-1)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=Path("course.zip"), show_default=True
)
def bundle_command(lessons: tuple[str, ...], output: Path) -> None:
    """Make the zip that students get, with LESSONS (all if none is named).

    It holds the notebooks, the library, a README and `make lab`, and nothing of solutions, hidden tests or banks.
    """
    course, names = _chosen(lessons)
    try:
        files = bundle_files(course, [course.lesson(name) for name in names])
        write_bundle(files, output)
    except (BundleError, FaultyLessonError) as error:
        click.echo(str(error))
        sys.exit(1)
    except OSError as error:
        raise click.UsageError(f"{output} cannot be written: {error.strerror}") from error
    click.echo(f"{output}: {len(names)} lesson{'' if len(names) == 1 else 's'}, {output.stat().st_size / 1e6:.1f} MB.")
    click.echo("Next: hand it out; students unpack it, and run `make lab` in its folder.")


main.add_command(grade_command)
main.add_command(report_command)
main.add_command(diff_command)
main.add_command(demo_command)


def _chosen(lessons: tuple[str, ...]) -> tuple[Course, list[str]]:
    """The course and the lessons that were named, or exit status 2 with one line."""
    try:
        course = find_course()
        return course, course.chosen(lessons)
    except (CourseNotFoundError, UnknownLessonError) as error:
        raise click.UsageError(str(error)) from error


def _report(results, good: str) -> None:
    """A line for each lesson or each of its faults, and exit status 1 if there was a fault."""
    failed = False
    for name, lines in results:
        failed = failed or bool(lines)
        for line in lines or [f"{name}: {good}"]:
            click.echo(line)
    sys.exit(1 if failed else 0)
