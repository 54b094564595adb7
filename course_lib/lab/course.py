"""The `course` command as students have it. Instructors' knows the same, and more."""

import argparse
import sys
from pathlib import Path

from course_lib.checking.lesson_tests import MissingTestsError
from course_lib.lab.handing_in import hand_in
from course_lib.lab.progress import overview
from course_lib.lab.rehearsal import RehearsalError, rehearse

TO_HAND_IN = "to_hand_in"
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def main() -> None:
    """Run the command. Exit status: 0, 1 when something did not pass, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="course", description="The course of deep learning, for who takes it.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    commands.add_parser("progress", help="how far each lesson is")
    check = commands.add_parser("check", help="run a lesson afresh, as it will be graded but for the hidden tests")
    check.add_argument("lesson", help='such as 02, or "02_relu_networks"')
    submit = commands.add_parser("submit", help="the file to hand in, with a digest by which it is known again")
    submit.add_argument("lesson", help='such as 02, or "02_relu_networks"')
    submit.add_argument("-o", "--output", type=Path, default=Path(TO_HAND_IN), help=f"a folder (default: {TO_HAND_IN})")
    asked = parser.parse_args()
    if asked.command == "progress":
        print(overview(NOTEBOOKS))
        return
    names = [path.stem for path in sorted(NOTEBOOKS.glob("*/*.ipynb"))]
    chosen = [name for name in names if asked.lesson in (name, name.partition("_")[0])]
    if len(chosen) != 1:
        parser.error(f"there is no lesson {asked.lesson!r}: there are {', '.join(names) or 'none'}")
    if asked.command == "submit":
        sys.exit(submit_lesson(NOTEBOOKS, chosen[0], asked.output))
    sys.exit(check_lesson(NOTEBOOKS, chosen[0]))


def check_lesson(notebooks: Path, lesson: str) -> int:
    """Run a lesson afresh, print what came of it; the exit status."""
    try:
        found = rehearse(notebooks / lesson, lesson)
    except (RehearsalError, MissingTestsError) as error:
        print(error)
        return 1
    print(found)
    return 0 if found.good else 1


def submit_lesson(notebooks: Path, lesson: str, output: Path) -> int:
    """Write the file to hand in, and print what to know of it; the exit status."""
    try:
        print(hand_in(notebooks / lesson, lesson, output))
    except (RehearsalError, OSError) as error:
        print(error)
        return 1
    return 0
