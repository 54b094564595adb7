"""The `course` command as students have it. Instructors' knows the same, and more."""

import argparse
from pathlib import Path

from course_lib.lab.progress import told

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="course", description="The course of deep learning, for who takes it.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("progress", help="how far each lesson is")
    parser.parse_args()
    print(told(NOTEBOOKS))
