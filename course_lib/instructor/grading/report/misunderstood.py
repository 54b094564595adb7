"""What a class misunderstood: for each exercise what was wrong, the commonest first, and one answer that shows it."""

from collections import defaultdict
from dataclasses import dataclass

from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.records.results import Row
from course_lib.instructor.grading.report.similar_answers import Answers
from course_lib.instructor.writing.plain_text import spelled

LONGEST_SHOWN = 4_000  # characters of an answer
NOT_A_MISTAKE = frozenset({Status.PASSED, Status.MISSING, Status.UNREADABLE, Status.INTERNAL, Status.UNGRADED})


@dataclass(frozen=True)
class Shows:
    """One answer that shows a mistake. message: what its student was told."""

    student: str
    source: str
    message: str


@dataclass(frozen=True)
class Mistake:
    """One mistake. hint: its id, "" if no hint knew it.  share: of the notebooks of the lesson.

    shown: None if no answer of those can be read.
    """

    hint: str
    status: str
    sentence: str
    students: int
    share: float
    shown: Shows | None


@dataclass(frozen=True)
class Misunderstood:
    """One exercise that somebody had wrong."""

    exercise: str
    students: int
    mistakes: tuple[Mistake, ...]


def misunderstood(
    rows: list[Row], hint_texts: dict[tuple[str, str, str], str], answers: Answers
) -> list[Misunderstood]:
    """The exercises of one lesson that were wrong, those of most students first. rows: of that lesson.

    hint_texts: the sentence of each hint, by lesson, exercise and id.
    """
    everybody = len({row["student"] for row in rows})
    wrong: dict[str, dict[tuple[str, str], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row["status"] not in NOT_A_MISTAKE:
            wrong[row["exercise"]][row["hint"], "" if row["hint"] else row["status"]].append(row)
    found = []
    for exercise, kinds in wrong.items():
        mistakes = [
            Mistake(
                hint, own[0]["status"], _sentence(own, hint_texts), len(own), len(own) / everybody, _shows(own, answers)
            )
            for (hint, _), own in kinds.items()
        ]
        mistakes.sort(key=lambda mistake: (-mistake.students, mistake.hint, mistake.status))
        found.append(Misunderstood(exercise, sum(mistake.students for mistake in mistakes), tuple(mistakes)))
    return sorted(found, key=lambda one: -one.students)


def _sentence(rows: list[Row], hint_texts: dict[tuple[str, str, str], str]) -> str:
    row = rows[0]
    return hint_texts.get((row["lesson"], row["exercise"], row["hint"]), "")


def _shows(rows: list[Row], answers: Answers) -> Shows | None:
    """The shortest of the answers: it has the least beside the mistake."""
    written = answers.get(rows[0]["exercise"], {})
    there = [(written[row["student"]], row) for row in rows if written.get(row["student"], "").strip()]
    if not there:
        return None
    source, row = min(there, key=lambda pair: (len(pair[0]), pair[1]["student"]))
    return Shows(row["student"], spelled(source[:LONGEST_SHOWN]), row["message"])
