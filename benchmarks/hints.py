"""How many wrong answers are told something: a sample of mutants, judged as the grader judges answers.

    python benchmarks/hints.py [--each 12] [--list FILE] [LESSON ...]

A mutant is a right answer with one mistake put in (docs/writing-tests.md): no author had it in mind who wrote a hint.
Of each exercise so many mutants of its lines are drawn, by a seed of its name, and a third as many of the faults that
no change of one line makes. A hint must be true as well, which no program tells: --list writes what each was told, to
be read.
"""

import argparse
import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from course_lib.instructor.bank.bank import read_bank
from course_lib.instructor.bank.examined import LIMITS, ExaminedTrial, examine_answer
from course_lib.instructor.bank.trial import try_answer
from course_lib.instructor.mutation.fault_kinds import faults_of
from course_lib.instructor.mutation.mutants import Mutant
from course_lib.instructor.mutation.score import operator_mutants
from course_lib.instructor.source.course import find_course
from course_lib.instructor.source.lesson import Lesson

PATIENCE = replace(LIMITS, cell_seconds=20.0)  # a mutant may never end


@dataclass(frozen=True)
class Told:
    """What the answer to an exercise was told that its test refused."""

    lesson: str
    exercise: str
    mutant: str
    trial: ExaminedTrial

    @property
    def is_exception(self) -> bool:
        """Did the answer raise?"""
        return bool(self.trial.raised)

    @property
    def has_hint(self) -> bool:
        """Is there a hint, or a sentence on what its exception means?"""
        return "\nHint (" in self.trial.message if self.is_exception else self.trial.hint is not None


def drawn(lesson: Lesson, each: int) -> Iterator[tuple[str, Mutant]]:
    """Pairs of an exercise and one of its mutants, without those that are right answers."""
    bank = read_bank(lesson)
    right = {(found.exercise, found.mutant) for found in bank.equivalents}
    for exercise in lesson.exercises:
        if exercise.name in bank.judged_by_result:
            continue
        rng = random.Random(exercise.name)
        lines = operator_mutants(exercise, bank.of(exercise.name))
        faults = faults_of(lesson, exercise, try_answer, in_ranges=True)
        for mutants, count in ((lines, each), (faults, each // 3)):
            for mutant in rng.sample(mutants, min(count, len(mutants))):
                if (exercise.name, mutant.name) not in right:
                    yield exercise.name, mutant


def told(lesson: Lesson, each: int) -> list[Told]:
    """What the refused ones of a sample were told."""
    found = []
    for exercise, mutant in drawn(lesson, each):
        trial = examine_answer(lesson, exercise, mutant.source, limits=PATIENCE)
        if not trial.passed:
            found.append(Told(lesson.name, exercise, mutant.name, trial))
    return found


def row(name: str, found: list[Told]) -> str:
    """A line of the table."""
    raised = [one for one in found if one.is_exception]
    without = sum(not one.has_hint for one in found)
    explained = sum(one.has_hint for one in raised)
    share = 1 - without / max(len(found), 1)
    return f"| {name} | {len(found)} | {len(raised)} | {explained} | {without} | {share:.1%} |"


def main() -> None:
    """Print the table, and write the list."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lessons", nargs="*", metavar="LESSON")
    parser.add_argument("--each", type=int, default=12, help="mutants of an exercise's lines")
    parser.add_argument("--list", type=Path, metavar="FILE", help="what each was told, as CSV")
    wanted = parser.parse_args()
    course = find_course()
    everything = []
    print("| lesson | refused | raise | and are explained | without a hint | with one |")
    print("|---|--:|--:|--:|--:|--:|")
    for name in course.chosen(wanted.lessons):
        found = told(course.lesson(name), wanted.each)
        everything += found
        print(row(name, found), flush=True)
    print(row("**all**", everything))
    if wanted.list:
        with wanted.list.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["lesson", "exercise", "mutant", "told"])
            writer.writerows([one.lesson, one.exercise, one.mutant, one.trial.message] for one in everything)


if __name__ == "__main__":
    main()
