"""What `course` does for the authors of lessons: build, verify, try an answer, bundle."""

import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import click

from course_lib.instructor.bank.bank import BankError
from course_lib.instructor.bank.proven import (
    proven_keys_of,
    read_proven,
    stale_exercises,
    write_proven,
)
from course_lib.instructor.bank.trying import check_exercise, try_file
from course_lib.instructor.bank.verification import last_line, verify
from course_lib.instructor.build.build import build, write
from course_lib.instructor.build.bundle import BundleError, bundle_files, write_bundle
from course_lib.instructor.build.errata_page import PAGE, stale_errata
from course_lib.instructor.build.figures import FEWEST
from course_lib.instructor.build.freshness import differences
from course_lib.instructor.build.readme import README_NAME, stale_readme
from course_lib.instructor.sandbox.runner import RunnerError
from course_lib.instructor.source.course import Course, CourseNotFoundError, UnknownLessonError, find_course
from course_lib.instructor.source.faults import FaultyLessonError
from course_lib.instructor.source.lesson import Lesson

JOBS = 2  # kernels at once: a lesson may use as many threads as there are cores


@click.command("build")
@click.argument("lessons", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing: compare what stands in the checkout with a new build.")
@click.option("--no-run", is_flag=True, help="With --check: execute nothing, take the outputs as they are recorded.")
def build_command(lessons: tuple[str, ...], check: bool, no_run: bool) -> None:
    """Execute LESSONS (all if none is named) and make the notebooks that students get.

    Writes solutions/LESSON/LESSON.ipynb with its outputs, notebooks/LESSON/LESSON.ipynb without solutions, the list of
    the lessons in README.md, and docs/errata.md.
    """
    course, names = _chosen(lessons)
    if no_run and not check:
        raise click.UsageError("--no-run goes with --check")
    figures: dict[str, int] = {}

    def run(name: str) -> tuple[str, list[str]]:
        try:
            built = build(course, course.lesson(name), run=not no_run)
        except FaultyLessonError as error:
            return name, str(error).splitlines()
        figures[name] = built.figures
        if check:
            return name, differences(course, built)
        write(course, built)
        return name, []

    with ThreadPoolExecutor(JOBS) as pool:
        good = _report(pool.map(run, names), "is up to date" if check else "is built")
    for name in names:
        if figures.get(name, FEWEST) < FEWEST:
            click.echo(f"{name}: has {figures[name]} figures that move, expected {FEWEST}: `make test` refuses it so")
    stale = {
        f"{README_NAME}: its list of the lessons is not what the notebooks say": stale_readme(course),
        f"{PAGE.as_posix()}: is not what the table of errata makes": stale_errata(course),
    }
    for told, page in stale.items():
        if page and check:
            click.echo(f"{told}: run `course build`")
            good = False
        elif page:
            page[0].write_text(page[1], encoding="utf-8")
    sys.exit(0 if good else 1)


@click.command("verify")
@click.argument("lessons", nargs=-1)
@click.option("--mutants", is_flag=True, help="Measure how many mutants of the right answers the tests refuse.")
@click.option("--fair", is_flag=True, help="Try right answers with other seeds, in float32, with two threads.")
@click.option("--check", is_flag=True, help="Write nothing, try what has changed: does what is recorded hold?")
@click.option("--anew", is_flag=True, help="With --check: try everything, whether it changed or not.")
@click.option("--keys", is_flag=True, help="Try nothing: say what is to be tried anew, of banks, mutants and fairness.")
@click.option("--exercise", help="This exercise alone, of one lesson.")
@click.option("--only", help='With --mutants: record nothing, try mutants with this in their names, such as "fault".')
@click.option("--jobs", type=click.IntRange(1), default=JOBS, show_default=True, help="Processes at once.")
def verify_command(
    lessons: tuple[str, ...],
    mutants: bool,
    fair: bool,
    check: bool,
    anew: bool,
    keys: bool,
    exercise: str | None,
    only: str | None,
    jobs: int,
) -> None:
    """Try the answer banks of LESSONS (all if none is named) against the lessons' tests.

    Each wrong answer must fail with its own hint, each right one pass, the empty stub say "not written yet".
    """
    course, names = _chosen(lessons)
    if mutants + fair + keys > 1:
        raise click.UsageError("--mutants, --fair and --keys are three commands")
    if only is not None and (not mutants or check):
        raise click.UsageError("--only goes with --mutants, and without --check")
    if anew and not check:
        raise click.UsageError("--anew goes with --check")
    if exercise and (check or keys or len(names) != 1):
        raise click.UsageError("--exercise goes with one lesson, and without --check and --keys")
    if not (mutants or fair or keys):
        judge = partial(_check_bank, course, anew) if check else partial(_try_bank, course, exercise)
        sys.exit(0 if _each(names, judge) else 1)
    from course_lib.instructor.mutation import commands  # needs the [dev] extra

    table_is_fresh = commands.check_table(course) if keys or (check and mutants) else True
    if keys:
        judge = partial(commands.tell_stale, course)
    elif check:
        judge = partial(commands.check_lesson if mutants else commands.check_fairness, course, jobs=jobs, anew=anew)
    elif only is not None:
        judge = partial(commands.try_mutants, course, exercise=exercise, only=only, jobs=jobs)
    else:
        judge = partial(
            commands.measure_lesson if mutants else commands.try_fairness, course, exercise=exercise, jobs=jobs
        )
    sys.exit(0 if _each(names, judge) and table_is_fresh else 1)


def _try_bank(course: Course, exercise: str | None, name: str) -> bool:
    """Try the bank of a lesson, or of one exercise of it; record where nothing is wrong. Whether nothing is."""
    lesson = course.lesson(name)
    check_exercise(lesson, exercise)
    keys, known = proven_keys_of(lesson), read_proven(course, name)  # before it takes its time: an edit shows
    tried = list(keys) if exercise is None else [exercise]
    good = _bank_behaves(lesson, tried)
    known |= {one: keys[one] if good else "" for one in tried}
    write_proven(course, name, {one: known[one] for one in keys if known.get(one)})
    return good


def _check_bank(course: Course, anew: bool, name: str) -> bool:
    """Does the bank of a lesson behave? Tries the exercises that a change can have moved, or `anew` all."""
    lesson = course.lesson(name)
    keys, known = proven_keys_of(lesson), read_proven(course, name)
    stale = list(keys) if anew else stale_exercises(keys, known)
    if stale:
        click.echo(f"{name}: to be tried: {', '.join(stale)}")
    return _bank_behaves(lesson, stale)


def _bank_behaves(lesson: Lesson, exercises: list[str]) -> bool:
    """Try the bank for some exercises of a lesson, and tell what is found."""
    found = verify(lesson, exercises)
    for line in found.errors:
        click.echo(line)
    count = len(found.errors)
    plural = "" if count == 1 else "s"
    click.echo(f"{lesson.name}: {found.wrong} wrong answers, {found.right} right answers, {count} error{plural}")
    return not found.errors


def _each(names: list[str], judge: Callable[[str], bool]) -> bool:
    """Judge lessons one by one, all of them; whether all is well."""
    good = []
    for name in names:
        try:
            good.append(judge(name))
        except (FaultyLessonError, BankError, ValueError) as error:
            click.echo(str(error))
            good.append(False)
    return all(good)


@click.command("try")
@click.argument("lesson")
@click.argument("exercise")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def try_command(lesson: str, exercise: str, file: Path) -> None:
    """Try the answer in FILE to an EXERCISE of a LESSON, and print what a student with that answer reads.

    FILE defines the answer under the name of the exercise. Exit status 1 if the test refuses it, 2 if it cannot
    be run.
    """
    course, (name,) = _chosen((lesson,))
    try:
        trial = try_file(course, name, exercise, file)
    except RunnerError as error:
        click.echo(f"{name}: {last_line(error)}", err=True)
        sys.exit(2)
    click.echo(f"{exercise}: passed" if trial.passed else trial.message)
    sys.exit(0 if trial.passed else 1)


@click.command("bundle")
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


def _chosen(lessons: tuple[str, ...]) -> tuple[Course, list[str]]:
    """The course and the lessons that were named, or exit status 2 with one line."""
    try:
        course = find_course()
        return course, course.chosen(lessons)
    except (CourseNotFoundError, UnknownLessonError) as error:
        raise click.UsageError(str(error)) from error


def _report(told: Iterable[tuple[str, list[str]]], good: str) -> bool:
    """A line for each lesson or each of its faults; whether there was none."""
    failed = False
    for name, lines in told:
        failed = failed or bool(lines)
        for line in lines or [f"{name}: {good}"]:
            click.echo(line)
    return not failed
