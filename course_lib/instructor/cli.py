"""The `course` command. Exit status: 0, 1 when something fell short, 2 for wrong usage, 3 for a fault of ours."""

import io
import os
import sys
from importlib import import_module
from typing import Any

import click

COMMANDS = {  # where each stands: only what is asked for is imported, as that takes a second
    "build": "authoring:build_command",
    "verify": "authoring:verify_command",
    "try": "authoring:try_command",
    "bundle": "authoring:bundle_command",
    "book": "book.book_command:book_command",
    "grade": "grading.grade_command:grade_command",
    "diff": "grading.diff:diff_command",
    "explain": "grading.explain:explain_command",
    "due": "grading.due:due_command",
    "report": "grading.closing:report_command",
    "demo": "grading.demo:demo_command",
    "exam": "exam.exam_command:exam_command",
    "progress": "as_student:progress_command",
    "check": "as_student:check_command",
    "submit": "as_student:submit_command",
}


class _Commands(click.Group):
    """A group whose commands are imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """See click.Group."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """See click.Group."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        return getattr(import_module(f"{__package__}.{module}"), name)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Run as the command `course`, in Python's UTF-8 mode whatever the system's language is.

        Files, names and folders are UTF-8; what a terminal of another encoding cannot show is spelled out on it.
        """
        if sys.getfilesystemencoding() != "utf-8":
            again = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
            os.execve(sys.executable, again, os.environ | {"PYTHONUTF8": "1"})
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        return super().__call__(*arguments, **options)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Build, verify and grade the lessons of the course."""
