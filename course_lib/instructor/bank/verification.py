"""`course verify`: does each test of a lesson judge the answers of its bank as the bank says?

One line for each fault, with file and line, and one for each cause: what follows from a setup cell that fails, or from
a reference answer that is refused, is left out.
"""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from course_lib.checks import NOT_WRITTEN, last_confusion, noting_confusions
from course_lib.fresh import FIXED_SEED, fresh_generator
from course_lib.instructor.bank.bank import BANK_NAME, Bank, BankAnswer, read_bank
from course_lib.instructor.bank.examined import ExaminedTrial, examine_answer, examine_setup
from course_lib.instructor.bank.trial import Trial, try_answer
from course_lib.instructor.sandbox.runner import RunnerError
from course_lib.instructor.source.cells import stub
from course_lib.instructor.source.faults import Fault
from course_lib.instructor.source.lesson import Exercise, Lesson

OTHER_SEEDS = (1, 2)  # of hidden inputs; `course verify --fair` tries thirty


@dataclass(frozen=True)
class Verification:
    """What `verify` found: how many answers there are, and what did not behave, each fault with file and line."""

    lesson: str
    wrong: int
    right: int
    errors: tuple[str, ...]


def verify(lesson: Lesson, exercises: Iterable[str] | None = None) -> Verification:
    """Run the tests of a lesson on every answer of its bank, on the reference answers and on the empty stubs.

    exercises: those that are tried; all if it is None.
    Raises BankError if the bank cannot be read.
    """
    bank = read_bank(lesson)
    names = {exercise.name for exercise in lesson.exercises} if exercises is None else set(exercises)
    errors = tuple(map(str, _Verifying(lesson, bank, names).faults()))
    kinds = [answer.kind for answer in bank.answers if answer.exercise in names]
    return Verification(lesson.name, kinds.count("wrong"), kinds.count("right"), errors)


@dataclass(frozen=True)
class _Verifying:
    """A lesson whose bank is tried, as far as it is for the exercises of these names."""

    lesson: Lesson
    bank: Bank
    names: set[str]

    def faults(self) -> Iterator[Fault]:
        yield from self._same_names()
        try:
            examine_setup(self.lesson)
        except RunnerError as error:
            yield Fault(self.lesson.path, self.lesson.setup.line, last_line(error))
            return
        causes = set()
        for exercise in (found for found in self.lesson.exercises if found.name in self.names):
            raised = ""
            try:
                [reference] = self._tried(exercise, [exercise.answer.source])
                found = list(self._of_exercise(exercise, reference)) if reference.passed else []
                cause = None if reference.passed else f"the reference answer is refused: {_one_line(reference.message)}"
                raised = reference.raised
            except RunnerError as error:
                cause = f"the test cannot be run outside the student's process: {last_line(error)}"
            if cause is None:
                yield from found
            elif (raised or cause) not in causes:
                causes.add(raised or cause)
                yield self._of_test(exercise, cause)

    def _same_names(self) -> Iterator[Fault]:
        seen = set()
        for answer in self.bank.answers:
            if (answer.exercise, answer.name) in seen:
                yield self._of_answer(answer, "two answers have this name: name each for what it does")
            seen.add((answer.exercise, answer.name))

    def _of_exercise(self, exercise: Exercise, reference: ExaminedTrial) -> Iterator[Fault]:
        """What is wrong with an exercise whose reference answer passes."""
        answers = self.bank.of(exercise.name)
        sources = [stub(exercise.answer.source), *(answer.source for answer in answers)]
        empty, *trials = self._tried(exercise, sources)
        if not empty.unwritten:
            said = f"the empty stub says {_one_line(empty.message)!r}, expected {NOT_WRITTEN!r}"
            yield self._of_test(exercise, said)
        for answer, trial in zip(answers, trials, strict=True):
            wrong = self._misjudged(answer, trial)
            if wrong:
                yield self._of_answer(answer, wrong)
        yield from self._refused_with_other_seeds(exercise, answers)
        yield from self._useless_confusions(exercise)
        declared = frozenset().union(*(trial.declared for trial in (reference, empty, *trials)))
        for hint in sorted(declared - {trial.hint for trial in trials}):
            yield self._of_test(exercise, f"no wrong answer of the bank triggers the hint {hint!r}")
        for name in reference.parts:
            if all(trial.parts.get(name, True) for trial in trials):
                yield self._of_test(exercise, f"no wrong answer of the bank fails the part {name!r}")
        for kind in ("wrong", "right"):
            if kind not in {answer.kind for answer in answers}:
                yield self._of_test(exercise, f"the bank has no {kind} answer")

    def _misjudged(self, answer: BankAnswer, trial: Trial) -> str | None:
        """What is wrong with the verdict on an answer of the bank, if anything."""
        if answer.kind == "right":
            return None if trial.passed else f"a right answer is refused: {_one_line(trial.message)}"
        if trial.passed:
            return f"a wrong answer passes, expected hint {answer.hint!r}"
        if trial.hint != answer.hint:
            said = f"got hint {trial.hint!r}, expected {answer.hint!r}: {_one_line(trial.message)}"
            return said + self._confusion_beside(answer)
        passed = {name for name, passes in trial.parts.items() if passes}
        if answer.passes is not None and set(answer.passes) != passed:
            return f"passes the parts {sorted(passed)}, expected {sorted(answer.passes)}"
        return None

    def _confusion_beside(self, answer: BankAnswer) -> str:
        """The value that the expected hint is for, beside what the answer gave, if the same check has both."""
        try_answer(self.lesson, answer.exercise, answer.source)
        found = last_confusion(answer.hint)
        if found is None:
            return ""
        name, got, value = found
        return f" | {name}: the answer gives {_short(got)}, the confusion {answer.hint!r} is {_short(value)}"

    def _useless_confusions(self, exercise: Exercise) -> Iterator[Fault]:
        """Confusions that are the expected value, so that their mistake passes."""
        with noting_confusions() as differing:
            try_answer(self.lesson, exercise.name, exercise.answer.source)
        for hint in sorted({hint for (_, hint), differs in differing.items() if not differs}):
            yield self._of_test(exercise, f"the confusion {hint!r} of a check is the value that it expects")

    def _refused_with_other_seeds(self, exercise: Exercise, answers: list[BankAnswer]) -> Iterator[Fault]:
        """Right answers that hidden inputs of other runs refuse. A training takes minutes: `--fair` tries it."""
        if fresh_generator.__name__ not in exercise.test.source or exercise.name in self.bank.judged_by_result:
            return
        rights = {"the reference answer": exercise.answer.source}
        rights |= {answer.name: answer.source for answer in answers if answer.kind == "right"}
        for seed in OTHER_SEEDS:
            for name, trial in zip(rights, self._tried(exercise, list(rights.values()), seed), strict=True):
                if not trial.passed:
                    said = f"{name} is refused with the seed {seed}: {_one_line(trial.message)}"
                    yield self._of_test(exercise, said)

    def _tried(self, exercise: Exercise, sources: list[str], seed: int = FIXED_SEED) -> list[ExaminedTrial]:
        """The trials of several answers to one exercise, some at a time."""
        with ThreadPoolExecutor(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1) as pool:
            return list(pool.map(lambda source: examine_answer(self.lesson, exercise.name, source, seed), sources))

    def _of_test(self, exercise: Exercise, message: str) -> Fault:
        return Fault(self.lesson.path, exercise.test.line, f"{exercise.name}: {message}")

    def _of_answer(self, answer: BankAnswer, message: str) -> Fault:
        path = self.lesson.path.with_name(BANK_NAME)
        return Fault(path, answer.line, f"{answer.exercise} {answer.name}: {message}")


def _one_line(message: str) -> str:
    return " | ".join(message.splitlines())


def last_line(error: Exception) -> str:
    """Of an error that was told with its traceback, what it says."""
    return str(error).strip().splitlines()[-1].partition("Error: ")[2] or str(error)


def _short(value: object) -> str:
    """A value in one line of bounded length."""
    text = np.array2string(value, precision=6, threshold=8) if isinstance(value, np.ndarray) else repr(value)
    line = " ".join(text.split())
    return line if len(line) <= 100 else f"{line[:99]}…"
