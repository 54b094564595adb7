"""Questions to practise with: shown in a notebook, answered by a dict, and marked at once with follow-through.

    question = practice("softmax", seed=7)
    question                                   # the last line of a cell: it is shown
    question.mark({"p": ["1/2", ...], ...})
    question.solve()

They are drawn as an exam's are, from seeds that no exam has.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from course_lib.checks import CheckError
from course_lib.exact import text
from course_lib.exam.drawing import Asked, Question, draw_question, student_seed
from course_lib.exam.judging import Judged, asked_for, shares
from course_lib.exam.known_families import known_families

PAPER = ("signs", "zones", "mlp", "kinks", "softmax", "attention", "backprop", "optimizer")


@dataclass(frozen=True)
class Practice:
    """One question. In a notebook it shows itself, without its key."""

    question: Question

    @property
    def title(self) -> str:
        """What it is about, and its points."""
        asked = self.question
        return f"{asked.id} · {known_families()[asked.family].title} ({asked.points} points)"

    def __repr__(self) -> str:
        return f"{self.title}\n{self.question.statement}"

    def _repr_markdown_(self) -> str:
        family = known_families()[self.question.family]
        parts = "\n".join(f"- `{name}`: {what}" for name, what in family.asks.items())
        return f"**{self.title}**\n\n{self.question.latex}\n\nAnswer with a dict of\n\n{parts}"

    def marks(self, answer: Any) -> list[tuple[str, Fraction, Fraction, str]]:
        """For each part of an answer: its name, its points, what there is to get, and what is wrong with it or ""."""
        judged, found = Judged(answer, self.question.as_json()), []
        for name, line, worth in shares(self.question):
            place = name if line is None else f"{name}[{line}]"
            try:
                judged.check(name, line)
            except CheckError as error:
                found.append((place, Fraction(0), worth, error.message))
            else:
                found.append((place, worth, worth, ""))
        return found

    def mark(self, answer: Any) -> None:
        """Print what an answer gets."""
        marks = self.marks(answer)
        for place, points, worth, fault in marks:
            print(f"{place:12} {text(points):>4} of {text(worth):4} {fault}".rstrip())
        print(f"{self.question.id}: {_sum(marks)} of {self.question.points} points")

    def solve(self) -> "Solved":
        """The worked solution, line by line, which shows itself."""
        return Solved(self.question)


@dataclass(frozen=True)
class Solved:
    """The worked solution of a question."""

    question: Question

    def __repr__(self) -> str:
        return "; ".join(f"{name} = {self.question.key[name]}" for name in asked_for(self.question))

    def _repr_markdown_(self) -> str:
        return "\n".join(f"{number}. {line}" for number, line in enumerate(self.question.solution, 1))


def practice(family: str, seed: int | str) -> Practice:
    """A question of a family. The same seed gives the same question."""
    return paper(seed, [family])[0]


def paper(name: int | str, families: Sequence[str] = PAPER) -> list[Practice]:
    """A whole practice exam for a name: a question of each family, two points each."""
    own = student_seed("practice", str(name))
    return [Practice(draw_question(Asked(family, 2), 0, own, n)) for n, family in enumerate(families, 1)]


def sit(questions: Sequence[Practice], solvers: Mapping[str, Callable[..., Any]]) -> Fraction:
    """Let functions answer a paper, and print what they get.  solvers: for each family, parameters to an answer.

    Returns the points.
    """
    total = Fraction(0)
    for one in questions:
        asked = one.question
        points = _sum(one.marks(solvers[asked.family](**asked.parameters)))
        total += points
        print(f"{asked.id} {known_families()[asked.family].title:45} {text(points):>4} of {asked.points}")
    print(f"{text(total)} of {sum(one.question.points for one in questions)} points")
    return total


def _sum(marks: Sequence[tuple[str, Fraction, Fraction, str]]) -> Fraction:
    return sum((points for _, points, _, _ in marks), Fraction(0))
