"""The mutation score of an exercise: how many mutants of its right answers its test refuses."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from course_lib.instructor.bank.bank import BankAnswer, Equivalent, read_bank
from course_lib.instructor.bank.examined import examine_answer
from course_lib.instructor.bank.trial import Trial, try_answer
from course_lib.instructor.mutation.fault_kinds import faults_of
from course_lib.instructor.mutation.mutants import REFERENCE, Mutant, mutants_of
from course_lib.instructor.mutation.pool import run_all
from course_lib.instructor.source.lesson import Exercise, Lesson

LESSON_SCORE, EXERCISE_SCORE, EQUIVALENTS = 0.98, 0.95, 0.10  # at least, at least, less than


@dataclass(frozen=True)
class Score:
    """Counts of one exercise, or of all exercises of a lesson."""

    right: int
    wrong: int
    own_hint: int  # wrong answers whose first failure carries their own hint
    mutants: int
    killed: int
    equivalent: int

    @property
    def share(self) -> float:
        """Killed mutants among those that are not equivalent; 1 if there is none."""
        real = self.mutants - self.equivalent
        return self.killed / real if real else 1.0

    @property
    def counts(self) -> dict[str, int]:
        """The numbers by their names."""
        return asdict(self)


def total(scores: list[Score]) -> Score:
    """The sum of scores."""
    return Score(*(sum(numbers) for numbers in zip(*(score.counts.values() for score in scores), strict=True)))


@dataclass(frozen=True)
class Measured:
    """What a measurement of an exercise found."""

    exercise: str
    score: Score
    survivors: tuple[Mutant, ...]
    errors: tuple[str, ...] = field(default=())
    seconds: float = 0.0


def measure(
    lesson: Lesson,
    names: list[str],
    *,
    jobs: int,
    tell: Callable[[Measured], None] | None = None,
    only: str | None = None,
) -> list[Measured]:
    """Measure exercises of a lesson, with `jobs` processes; `tell` hears of each as it is finished.

    only: a part of the names of the mutants that are tried; all of them if it is None.
    """
    bank = read_bank(lesson)
    measured = []
    for exercise in lesson.exercises:
        if exercise.name in names:
            answers = bank.of(exercise.name)
            known = [found for found in bank.equivalents if found.exercise == exercise.name]
            by_result = exercise.name in bank.judged_by_result
            mutants = [] if by_result else operator_mutants(exercise, answers)
            mutants += faults_of(lesson, exercise, try_answer, in_ranges=not by_result)
            if only is not None:
                answers, known = [], [found for found in known if only in found.mutant]
                mutants = [mutant for mutant in mutants if only in mutant.name]
            measured.append(_measure(lesson, exercise, answers, mutants, known, jobs))
            if tell:
                tell(measured[-1])
    return measured


def _measure(
    lesson: Lesson,
    exercise: Exercise,
    answers: list[BankAnswer],
    mutants: list[Mutant],
    known: list[Equivalent],
    jobs: int,
) -> Measured:
    begin = time.monotonic()
    seconds = _time_limit(lesson, exercise)
    wrong = [answer for answer in answers if answer.kind == "wrong"]
    sources = [mutant.source for mutant in mutants] + [answer.source for answer in wrong]
    trials = _try_all(lesson, exercise.name, sources, jobs, seconds)
    passing = [mutant for mutant, trial in zip(mutants, trials, strict=False) if trial.passed]
    # The grader has the last word: it sees what a test in the process of the answer cannot, such as a changed argument.
    passed = {mutant.name for mutant in passing if examine_answer(lesson, exercise.name, mutant.source).passed}
    recorded = {found.mutant for found in known}
    score = Score(
        right=len(answers) - len(wrong),
        wrong=len(wrong),
        own_hint=sum(trial.hint == answer.hint for answer, trial in zip(wrong, trials[len(mutants) :], strict=True)),
        mutants=len(mutants),
        killed=len(mutants) - len(passed),
        equivalent=len(passed & recorded),
    )
    return Measured(
        exercise.name,
        score,
        tuple(mutant for mutant in mutants if mutant.name in passed - recorded),
        tuple(_misrecorded(known, {mutant.name for mutant in mutants}, passed)),
        time.monotonic() - begin,
    )


def operator_mutants(exercise: Exercise, answers: list[BankAnswer]) -> list[Mutant]:
    """The mutants of the reference answer and of the bank's right answers."""
    rights = [(answer.name, answer.source) for answer in answers if answer.kind == "right"]
    return mutants_of([(REFERENCE, exercise.answer.source), *rights], exercise.name)


def _time_limit(lesson: Lesson, exercise: Exercise) -> float:
    """Seconds of processor time for a mutant: ten times the reference answer's, and two. Raises if that is refused."""
    for _ in range(2):  # the first imports what the second has
        begin = time.process_time()
        trial = try_answer(lesson, exercise.name, exercise.answer.source)
        if not trial.passed:
            raise ValueError(f"{lesson.name} {exercise.name}: the reference answer is refused: {trial.message}")
    return 2 + 10 * (time.process_time() - begin)


def _try_all(lesson: Lesson, exercise: str, sources: list[str], jobs: int, seconds: float) -> list[Trial]:
    tasks = [partial(try_answer, lesson, exercise, source) for source in sources]
    trials: list[Any] = [None] * len(tasks)
    for number, result in run_all(tasks, jobs=jobs, seconds=seconds):
        trials[number] = result if isinstance(result, Trial) else Trial(False, result.reason, "Lost")
    return trials


def _misrecorded(known: list[Equivalent], names: set[str], passed: set[str]) -> list[str]:
    lines = []
    for found in known:
        if found.mutant not in names:
            lines.append(f"{found.exercise}: there is no mutant {found.mutant!r} to be recorded as equivalent")
        elif found.mutant not in passed:
            lines.append(f"{found.exercise}: recorded as equivalent, but the test refuses it: {found.mutant!r}")
        if len(found.reason.split()) < 3:
            lines.append(f"{found.exercise}: say why it is equivalent: {found.mutant!r}")
    return lines
