"""Answers of different students that are more alike than chance makes them. No verdict: a person must read both.

An answer is cut into its tokens, comments and docstrings left out and the writer's own names made equal, and these
into overlapping runs of RUN tokens (the fingerprints of Schleimer, Wilkerson and Aiken, "Winnowing", SIGMOD 2003;
here all of them, as answers are short). A run that stands in the stub, in the reference answer or in the lesson's
bank is known, and so is one that many students wrote. Of the others, a run that `count` of n students wrote weighs
log2((n + PRIOR) / count) bits, divided by RUN as each token is in RUN runs. A pair is told when its bits exceed what
the best of all pairs of the class could have by chance.
"""

import builtins
import io
import json
import keyword
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import log2
from pathlib import Path

from course_lib.instructor.bank.bank import BankAnswer, BankError, read_bank
from course_lib.instructor.grading.marking.status import NOT_RUN, Status
from course_lib.instructor.grading.records.results import Results, Row
from course_lib.instructor.sandbox.bounded import bounded_each
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.reference import reference

LONGEST_ANSWER = 20_000  # characters that are compared: a lesson's longest answer has 3 000
RUN = 8  # tokens: `return grad_out * (u > 0)` has 9
PRIOR = 8  # students: what two of a class of three share says little
CHANCE_BITS = 10  # beyond what the best of all pairs has by chance: one class in 2**10
LEAST_SHARE = 0.6  # of the unusual runs of the shorter answer
MOST_WRITERS = 0.15  # of the class: what more of them wrote is usual,
FEWEST, MOST = 4, 20  # but never what so few wrote, and always what more did: time grows with the class, not its square
OWN_NAMES = frozenset(keyword.kwlist) | frozenset(dir(builtins))

Answers = dict[str, dict[str, str]]  # by exercise: the source of each student who wrote one
Cut = Mapping[str, frozenset]  # by source, as far as it is compared: its runs


@dataclass(frozen=True)
class Alike:
    """Two students whose answers are alike. bits: how unlikely by chance, over all exercises.

    verbatim: the exercises whose answers are the same letter for letter, renamed: those that are not.
    """

    lesson: str
    students: tuple[str, str]
    bits: float
    verbatim: tuple[str, ...]
    renamed: tuple[str, ...]


def similar_answers(written: Iterable[tuple[Lesson, Answers]], known: Mapping[str, Cut]) -> list[Alike]:
    """The pairs of students of whom a person should compare the answers, the least likely by chance first.

    known: of each lesson, by its name, its answers cut into runs.
    """
    found = [pair for lesson, answers in written for pair in alike_in(lesson, answers, known[lesson.name])]
    return sorted(found, key=lambda pair: (-pair.bits, pair.lesson, pair.students))


def alike_in(lesson: Lesson, answers: Answers, runs_by_source: Cut | None = None) -> list[Alike]:
    """The pairs in one lesson.  runs_by_source: its answers, if they have been cut before."""
    runs_by_source = cut(answers) if runs_by_source is None else runs_by_source
    bits: dict[tuple[str, str], float] = defaultdict(float)
    verbatim: dict[tuple[str, str], list[str]] = defaultdict(list)
    renamed: dict[tuple[str, str], list[str]] = defaultdict(list)
    known = _known_runs(lesson)
    for exercise, sources in answers.items():
        for pair, weight in _shared(sources, known[exercise], runs_by_source).items():
            bits[pair] += weight
            same = len({" ".join(sources[student].split()) for student in pair}) == 1
            (verbatim if same else renamed)[pair].append(exercise)
    students = len({student for sources in answers.values() for student in sources})
    least = 2 * log2(max(students, 2)) + CHANCE_BITS
    return [
        Alike(lesson.name, pair, weight, tuple(verbatim[pair]), tuple(renamed[pair]))
        for pair, weight in bits.items()
        if weight >= least
    ]


def runs(source: str) -> frozenset[tuple[str, ...]]:
    """The runs of tokens of an answer.

    >>> runs("def f(x):\\n    return x * (x > 0)  # mine") == runs("def f(z):  return z*(z>0)")
    True
    """
    tokens = list(_tokens(source))
    return frozenset(tuple(tokens[n : n + RUN]) for n in range(len(tokens) - RUN + 1))


def _tokens(source: str) -> Iterator[str]:
    """The tokens of a source as far as it is Python; the names that the writer chose are all `name`."""
    before, fresh = "", True
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in (tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT):
                fresh = True
            elif token.type == tokenize.STRING and fresh:  # a docstring
                continue
            elif token.type not in (tokenize.COMMENT, tokenize.ENDMARKER):
                own = token.type == tokenize.NAME and before != "." and token.string not in OWN_NAMES
                before, fresh = token.string, False
                yield "name" if own else token.string
    except (tokenize.TokenError, SyntaxError):  # the rest is no Python
        return


def _shared(sources: dict[str, str], known: frozenset, runs_by_source: Cut) -> dict[tuple[str, str], float]:
    """For each pair of students whose answers to an exercise are alike, the bits of it."""
    own = {student: found - known for student, found in runs_of(sources, runs_by_source).items()}
    writers: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for student, found in own.items():
        for run in found:
            writers[run].append(student)
    most = min(max(FEWEST, MOST_WRITERS * len(sources)), MOST)
    bits: dict[tuple[str, str], float] = defaultdict(float)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for students in writers.values():
        if 2 <= len(students) <= most:
            weight = log2((len(sources) + PRIOR) / len(students)) / RUN
            for pair in combinations(sorted(students), 2):
                bits[pair] += weight
                counts[pair] += 1
    usual = {run for run, students in writers.items() if len(students) > most}
    shorter = {pair: min(len(own[student] - usual) for student in pair) for pair in bits}
    return {pair: weight for pair, weight in bits.items() if counts[pair] >= LEAST_SHARE * shorter[pair]}


def cut(answers: Answers) -> Cut:
    """The runs of each answer, once for those that are alike, but of those that cannot be cut in good time."""
    distinct = {source[:LONGEST_ANSWER]: None for sources in answers.values() for source in sources.values()}
    return dict(bounded_each(runs, list(distinct)))


def runs_of(sources: dict[str, str], runs_by_source: Cut) -> dict[str, frozenset]:
    """The runs of each student's answer, as far as it could be cut."""
    compared = {student: source[:LONGEST_ANSWER] for student, source in sources.items()}
    return {student: runs_by_source[source] for student, source in compared.items() if source in runs_by_source}


def _known_runs(lesson: Lesson) -> dict[str, frozenset]:
    """For each exercise the runs that say nothing about who wrote them."""
    released = reference(lesson)
    sources = {found.name: [found.answer.source, released.released_source(found.name)] for found in lesson.exercises}
    for answer in _bank(lesson):
        sources[answer.exercise].append(answer.source)
    return {exercise: frozenset().union(*map(runs, found)) for exercise, found in sources.items()}


def _bank(lesson: Lesson) -> list[BankAnswer]:
    """The answers of the bank; none if the lesson has no bank that can be read, which `course verify` says."""
    try:
        return read_bank(lesson).answers
    except BankError:
        return []


def answers_of(results: Results, rows: Iterable[Row], lesson: Lesson) -> Answers:
    """The answers to a lesson, from the graded notebooks. rows: of grades.csv."""
    written = defaultdict(set)
    for row in rows:
        if row["lesson"] == lesson.name and row["status"] not in {*NOT_RUN, Status.MISSING}:
            written[row["student"]].add(row["exercise"])
    answers: Answers = {found.name: {} for found in lesson.exercises}
    paths: dict[Path, str] = {}
    for student in sorted(written):
        path = results.autograded(student, lesson.name).absolute()
        if path.is_file():
            paths[path] = student
    for path, sources in bounded_each(_sources, list(paths)):
        for exercise in written[paths[path]] & answers.keys() & sources.keys():
            answers[exercise][paths[path]] = sources[exercise]
    return answers


def _sources(path: Path) -> dict[str, str]:
    """The source of each cell of a graded notebook that has an nbgrader id."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells]
    return {found: "".join(cell["source"]) for found, cell in zip(ids, cells, strict=True) if found}
