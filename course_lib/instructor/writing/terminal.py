"""What a command says. Names and files that students chose stand in it, and a terminal obeys none of them."""

import click

from course_lib.instructor.writing.plain_text import visible

LONGEST = 1_000_000  # characters at once: a table of a large class


def say(text: str, err: bool = False) -> None:
    """Print lines to the terminal, or to stderr."""
    click.echo(visible(text, LONGEST), err=err)
