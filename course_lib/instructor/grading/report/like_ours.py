"""Answers that look like source of ours: a function of the library, or the reference. No verdict: a person must read.

A pasted copy cannot be told for certain from a student who thinks as we do. So an answer is told only if it is long:
of its runs of tokens (see `similar_answers`), those of the stub and those that many students wrote left out, there must
be LEAST_RUNS, and nearly all of them must stand in one function of ours, whatever the names are.
"""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import course_lib
from course_lib.instructor.grading.report.similar_answers import FEWEST, MOST_WRITERS, Answers, Cut, cut, runs, runs_of
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.reference import reference

LEAST_RUNS = 30  # in 37 tokens, four lines or so: what is shorter many write alike
LEAST_SHARE = 0.85  # of an answer's own runs
REFERENCE = "the reference answer"


@dataclass(frozen=True)
class LikeOurs:
    """An answer and the source that it looks like. share: of its own runs that stand there too."""

    lesson: str
    student: str
    exercise: str
    source: str
    share: float


def like_ours(written: Iterable[tuple[Lesson, Answers]], known: Mapping[str, Cut]) -> list[LikeOurs]:
    """The answers of whom a person should ask where they come from.  known: of each lesson, its answers cut."""
    return [found for lesson, answers in written for found in like_ours_in(lesson, answers, known[lesson.name])]


def like_ours_in(lesson: Lesson, answers: Answers, runs_by_source: Cut | None = None) -> list[LikeOurs]:
    """Those in one lesson.  runs_by_source: its answers, if they have been cut before."""
    found, known = [], reference(lesson)
    runs_by_source = cut(answers) if runs_by_source is None else runs_by_source
    for exercise in lesson.exercises:
        written = runs_of(answers.get(exercise.name, {}), runs_by_source)
        writers = Counter(run for own in written.values() for run in own)
        most = max(FEWEST, MOST_WRITERS * len(written))
        usual = {run for run, count in writers.items() if count > most} | runs(known.released_source(exercise.name))
        for student, all_of_it in sorted(written.items()):
            own = all_of_it - usual
            if len(own) >= LEAST_RUNS:  # few answers are so long: for them alone the library is read
                sources = library() | {REFERENCE: runs(exercise.answer.source)}
                source = max(sources, key=lambda name: len(own & sources[name]))
                share = len(own & sources[source]) / len(own)
                if share >= LEAST_SHARE:
                    found.append(LikeOurs(lesson.name, student, exercise.name, source, share))
    return found


@cache
def library() -> dict[str, frozenset]:
    """The runs of every function and class of the library that students get, by its name."""
    found = {}
    for path in sorted(Path(course_lib.__file__).parent.glob("*.py")):
        source = path.read_text(encoding="utf-8")
        lines = source.split("\n")  # once: `ast.get_source_segment` cuts the whole module for each of its functions
        for node in _definitions(ast.parse(source)):
            found[f"course_lib.{path.stem}.{node.name}"] = runs("\n".join(lines[node.lineno - 1 : node.end_lineno]))
    return {name: those for name, those in found.items() if len(those) >= LEAST_RUNS}


def _definitions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    return (node for node in module.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
