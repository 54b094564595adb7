"""`course book`: the whole course as pages, for who looks before installing anything, and for who teaches from it."""

import sys
from pathlib import Path

import click

from course_lib.instructor.bank.bank import BankError
from course_lib.instructor.book.site import BookError, build_book
from course_lib.instructor.source.course import BOOK, CourseNotFoundError, find_course
from course_lib.instructor.source.faults import FaultyLessonError


@click.command("book")
@click.option("--solutions", is_flag=True, help="With the answers and the tests: for instructors.")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help=f"A folder; {BOOK} if none is.")
def book_command(solutions: bool, output: Path | None) -> None:
    """Make the book: all lessons with their results as pages that open without a server, a kernel or a network.

    It holds no solution and no test, unless --solutions is given.
    """
    try:
        course = find_course()
        folder = output or course.root / (f"{BOOK}-solutions" if solutions else BOOK)
        pages = build_book(course, folder, solutions=solutions)
    except CourseNotFoundError as error:
        raise click.UsageError(str(error)) from error
    except (BookError, FaultyLessonError, BankError) as error:
        click.echo(str(error))
        sys.exit(1)
    click.echo(f"{pages} pages. Open {folder / 'index.html'}")
