"""`course exam`: write the exams of a class, and check a folder of them."""

import re
import sys
import time
from pathlib import Path

import click

from course_lib.exam.drawing import Asked, ExamError
from course_lib.exam.known_families import known_families
from course_lib.instructor.exam.checking import faults_in
from course_lib.instructor.exam.class_folder import Written, write_class
from course_lib.instructor.exam.stored import read_exams
from course_lib.instructor.grading.intake.roster import RosterError, read_roster
from course_lib.instructor.writing.terminal import say

DEFAULT_POINTS = 2
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


@click.group("exam")
def exam_command() -> None:
    """Write an exam for each student of a class, equally hard, with exact keys."""


@exam_command.command("new")
@click.option(
    "--seed", required=True, type=click.IntRange(0), metavar="S",
    help="Whole number: the same seed and students give the same exams, byte for byte.",
)  # fmt: skip
@click.option(
    "--questions", required=True, metavar="FAMILY[:POINTS],…",
    help=f"Families of questions in their order, with points (default {DEFAULT_POINTS}); one may stand twice. "
    f"There are {', '.join(known_families())}.",
)  # fmt: skip
@click.option(
    "--students", required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
    help="A table with a column `student`, or what Moodle or Canvas exports.",
)  # fmt: skip
@click.option("--name", metavar="NAME", help="Name of the exam and its notebooks.  [default: exam_S]")
@click.option("-o", "--output", "output", required=True, type=click.Path(path_type=Path), help="Folder of the exams.")
def new_command(seed: int, questions: str, students: Path, name: str | None, output: Path) -> None:
    """Write an exam for each student.

    Into the folder go students/{student}/, what is handed out: a notebook, which is handed in again, and a paper to be
    printed; keys/{student}/, key and worked solutions; and summary.csv, how hard each question is in numbers. A
    student's exam depends on the seed and the student's name alone.

    Exit status: 0; 2 for wrong usage, or if not all would be equally hard, with nothing written.
    """
    name = f"exam_{seed}" if name is None else name
    if not NAME.fullmatch(name):
        raise click.UsageError(f"an exam cannot be called {name!r}: letters, digits, - and _ were expected")
    asked = read_questions(questions)
    try:
        roster = read_roster(students)
        for remark in roster.remarks:
            say(f"{students}: {remark}", err=True)
        begun = time.monotonic()
        written = write_class(output, name, seed, [person.student for person in roster.people], asked)
    except (RosterError, ExamError) as error:
        raise click.UsageError(str(error)) from error
    say(told(written, asked, output, time.monotonic() - begun))


@exam_command.command("check")
@click.argument("folder", type=click.Path(path_type=Path))
def check_command(folder: Path) -> None:
    """Work out all keys, rules and difficulties in FOLDER again, and hold all its files against them.

    Prints a line for each fault. Exit status: 0; 1 if something does not hold; 2 if FOLDER holds no exams.
    """
    try:
        exams = read_exams(folder)
    except ExamError as error:
        raise click.UsageError(str(error)) from error
    faults = faults_in(folder, exams)
    for fault in faults:
        say(fault)
    questions = sum(len(exam.questions) for exam in exams.values())
    count = f"{len(exams)} exams, {questions} questions"
    say(f"{count}: {f'{len(faults)} faults' if faults else 'all keys and promises hold'}.")
    sys.exit(1 if faults else 0)


def read_questions(text: str) -> list[Asked]:
    """What `--questions` asks for. Raises click.UsageError."""
    asked = []
    for word in text.split(","):
        family, _, points = (part.strip() for part in word.partition(":"))
        if family not in known_families():
            raise click.UsageError(f"there is no family {family!r}: there are {', '.join(known_families())}")
        asked.append(Asked(family, _points(points) if points else DEFAULT_POINTS))
    return asked


def _points(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,3}", text):
        raise click.UsageError(f"{text!r} are no points: a whole number above 0 was expected, such as softmax:2")
    return int(text)


def told(written: Written, asked: list[Asked], output: Path, seconds: float) -> str:
    """What was done, how many draws it took, and what to do next."""
    count = len(written.exams)
    students = "1 student" if count == 1 else f"{count} students"
    lines = [f"{written.exams[0].name}: exams of {len(asked)} questions for {students} written in {seconds:.1f} s."]
    lines.append("Equally hard, at the price of draws that were rejected:")
    for number, one in enumerate(asked):
        found = [exam.questions[number].difficulty for exam in written.exams]
        digits = sorted(each.digits for each in found)
        draws, zones = written.draws[f"q{number + 1}"], found[0].zones
        zoned = "" if zones is None else f", {zones} zones"
        lines.append(
            f"  q{number + 1} {one.family}: {draws} draws; {found[0].numbers} numbers, {digits[0]} to {digits[-1]} "
            f"digits, largest {max(each.largest for each in found)}{zoned}"
        )
    lines.append(f"Next: course exam check {output}; hand out {output}/students, print the papers in it.")
    lines.append(f"      Keep {output}/keys to yourself. To grade: course grade SUBMITTED --exam {output} -o RESULTS")
    return "\n".join(lines)
