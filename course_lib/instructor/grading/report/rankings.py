"""The open challenges over a class: who reached what, the best first. Made from the measures in log.jsonl."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where one student stands, 1 for the best. Equal values share a place."""

    place: int
    student: str
    value: float


@dataclass(frozen=True)
class Ranking:
    """One challenge. what: its value is, with the unit.  best: "largest" or "smallest"."""

    exercise: str
    what: str
    best: str
    places: list[Place]


def rankings(log: Iterable[dict]) -> dict[str, list[Ranking]]:
    """The rankings of each lesson, from the entries of the log, one a submission; [] where nothing was measured."""
    measures: dict[str, dict[tuple[str, str, str], list[tuple[float, str]]]] = defaultdict(lambda: defaultdict(list))
    for entry in log:
        for exercise, measure in entry.get("measures", {}).items():
            challenge = exercise, measure["what"], measure["best"]
            measures[entry["lesson"]][challenge].append((measure["value"], entry["student"]))
    of_lessons: dict[str, list[Ranking]] = defaultdict(list)
    for lesson, found in measures.items():
        of_lessons[lesson] = [Ranking(*challenge, _places(values, challenge[2])) for challenge, values in found.items()]
    return of_lessons


def _places(values: list[tuple[float, str]], best: str) -> list[Place]:
    order = sorted(values, key=lambda one: (-one[0] if best == "largest" else one[0], one[1]))
    numbers = [value for value, _ in order]
    return [Place(numbers.index(value) + 1, student, value) for value, student in order]
