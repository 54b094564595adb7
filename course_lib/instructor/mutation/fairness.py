"""Is a right answer ever refused, and does a hint ever name a mistake that is not there?

Every right answer is tried with other seeds in the test, with one thread and with two; the reference answer also in
single precision. Every wrong answer is tried once more with a second mistake: its first hint must name one of the two.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from course_lib.fresh import FIXED_SEED, fresh_generator, use_seed
from course_lib.instructor.bank.bank import BankAnswer, read_bank
from course_lib.instructor.bank.trial import Trial, try_answer
from course_lib.instructor.mutation.fault_kinds import observe, wrapped
from course_lib.instructor.mutation.mutants import REFERENCE
from course_lib.instructor.mutation.pool import run_all
from course_lib.instructor.source.lesson import Exercise, Lesson

SEEDS = 30
SEEDED = ("default_rng", "RandomState", "manual_seed", "seed", "Generator")
SECONDS = 60.0
IN_PLACE = "in-place"


@dataclass(frozen=True)
class Attempt:
    """An answer under one condition. `hints`: what it may be refused with; empty if it must pass."""

    lesson: Lesson
    exercise: str
    source: str
    title: str
    threads: int = 1
    hints: tuple[str, ...] = ()
    seed: int = FIXED_SEED  # of hidden inputs

    def __call__(self) -> Trial:
        """Try the answer. Only in a process of its own: the seed and the number of threads are the process's."""
        import threadpoolctl
        import torch

        with threadpoolctl.threadpool_limits(self.threads):
            torch.set_num_threads(self.threads)
            use_seed(self.seed)
            return try_answer(self.lesson, self.exercise, self.source)

    def fault(self, trial: Trial) -> str | None:
        """What is wrong with the verdict, if anything."""
        said = " | ".join(trial.message.splitlines())
        if not self.hints and not trial.passed:
            return f"{self.lesson.name} {self.exercise} {self.title}: a right answer is refused: {said}"
        if self.hints and trial.hint not in self.hints:
            return f"{self.lesson.name} {self.exercise} {self.title}: expected a hint of {self.hints}, got: {said}"
        return None


def unfair(lesson: Lesson, name: str, *, jobs: int) -> tuple[int, list[str]]:
    """How many attempts were made at an exercise of a lesson, and one line for each verdict that is not fair."""
    exercise = next(found for found in lesson.exercises if found.name == name)
    bank = read_bank(lesson)
    attempts = list(attempts_at(lesson, exercise, bank.of(name), name in bank.exact))
    faults: dict[int, str | None] = {}
    tasks = [partial(attempt) for attempt in attempts]
    for number, result in run_all(tasks, jobs=jobs, seconds=SECONDS):
        trial = result if isinstance(result, Trial) else Trial(False, result.reason)
        faults[number] = attempts[number].fault(trial)
    return len(attempts), _first_of_each([(attempts[number], faults[number]) for number in sorted(faults)])


def _first_of_each(judged: list[tuple[Attempt, str | None]]) -> list[str]:
    """Of an answer that is refused with many seeds, the first line and how many more there are."""
    kept: dict[tuple[str, str], list[str]] = {}
    for attempt, line in judged:
        if line is not None:
            condition = attempt.title if attempt.seed == FIXED_SEED else "another seed"
            kept.setdefault((attempt.source, condition), []).append(line)
    return [f"{same[0]}{f' (and with {len(same) - 1} other seeds)' if same[1:] else ''}" for same in kept.values()]


def attempts_at(lesson: Lesson, exercise: Exercise, answers: list[BankAnswer], exact: bool) -> Iterator[Attempt]:
    """What is tried at an exercise. exact: single precision is not enough for it."""
    rights = [(REFERENCE, exercise.answer.source)]
    rights += [(answer.name, answer.source) for answer in answers if answer.kind == "right"]
    for name, source in rights:
        yield Attempt(lesson, exercise.name, source, f"{name} with two threads", threads=2)
        if (
            _with_seed(exercise.test.source, 1) != exercise.test.source
            or fresh_generator.__name__ in exercise.test.source
        ):
            for seed in range(1, SEEDS + 1):
                other = _with_other_seed(lesson, exercise, seed)
                yield Attempt(other, exercise.name, source, f"{name} with seed {seed}", threads=1 + seed % 2, seed=seed)
    seen = observe(lesson, exercise, try_answer)
    if seen is None:
        return
    if not exact:
        in_single = wrapped(exercise, exercise.answer.source, "faults.gives_kind({}, 'float32')")
        yield Attempt(lesson, exercise.name, in_single, f"{REFERENCE} in single precision")
    changed = [place for place, found in seen.arguments.items() if {"array", "integers"} & set(found["kinds"])]
    for answer in answers:
        if changed and answer.kind == "wrong":
            both = wrapped(exercise, answer.source, f"faults.changes_argument({{}}, {changed[0]})")
            hints = (cast(str, answer.hint), IN_PLACE)
            yield Attempt(lesson, exercise.name, both, f"{answer.name} that changes an argument too", hints=hints)


def _with_other_seed(lesson: Lesson, exercise: Exercise, seed: int) -> Lesson:
    test = replace(exercise.test, source=_with_seed(exercise.test.source, seed))
    return Lesson(lesson.path, tuple(test if cell is exercise.test else cell for cell in lesson.cells))


def _with_seed(source: str, seed: int) -> str:
    """A test with other seeds: every number that a generator is made of, or seeded with, has 1000 · seed added.

    >>> _with_seed("rng = np.random.default_rng(7)", 2)
    'rng = np.random.default_rng(2007)'
    """
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and _is_seeded(node)]
    lines = [line.encode() for line in source.splitlines()]
    for call in sorted(calls, key=lambda call: (call.args[0].lineno, call.args[0].col_offset), reverse=True):
        number = cast(ast.Constant, call.args[0])
        line = lines[number.lineno - 1]
        new = str(cast(int, number.value) + 1000 * seed).encode()
        lines[number.lineno - 1] = line[: number.col_offset] + new + line[number.end_col_offset :]
    return "\n".join(line.decode() for line in lines)


def _is_seeded(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    argument = call.args[0] if call.args else None
    return name in SEEDED and isinstance(argument, ast.Constant) and isinstance(argument.value, int)
