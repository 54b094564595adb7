"""What the rows of a class say: totals, how hard and how telling each exercise is, what was misunderstood."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import StatisticsError, correlation, mean, median

from course_lib.instructor.grading.marking.status import NOT_RUN, Status
from course_lib.instructor.grading.records.results import Row

LEAST_FOR_DISCRIMINATION = 8  # students: below, a correlation says nothing


@dataclass(frozen=True)
class ExerciseStatistics:
    """One exercise over the class. Shares are of the notebooks that could be run."""

    name: str
    points: float
    statuses: Counter
    solved: float | None  # share
    discrimination: float | None  # correlation of solving it with the points in the rest of the lesson
    hints: list[tuple[str, int]]  # (hint id, students), the most frequent first
    unexplained: int  # failed without a hint
    median_seconds: float
    longest_seconds: float


@dataclass(frozen=True)
class LessonStatistics:
    """One lesson over the class. totals: share of the points by student, of the notebooks that could be run."""

    name: str
    students: int
    max_points: float
    totals: dict[str, float]
    exercises: list[ExerciseStatistics]

    @property
    def histogram(self) -> list[int]:
        """Students by share of the points, in ten bins; a share of 1 is in the last."""
        counts = Counter(min(9, int(share * 10 + 1e-9)) for share in self.totals.values())
        return [counts[number] for number in range(10)]

    @property
    def mean(self) -> float | None:
        return mean(self.totals.values()) if self.totals else None

    @property
    def median(self) -> float | None:
        return median(self.totals.values()) if self.totals else None


def lesson_statistics(rows: list[Row]) -> list[LessonStatistics]:
    """The statistics of each lesson that the rows of grades.csv name, in order."""
    by_lesson: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_lesson[row["lesson"]].append(row)
    return [_of_lesson(lesson, found) for lesson, found in sorted(by_lesson.items())]


def _of_lesson(lesson: str, rows: list[Row]) -> LessonStatistics:
    by_student: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_student[row["student"]].append(row)
    ran = {student: found for student, found in by_student.items() if _was_run(found)}
    names = list(dict.fromkeys(row["exercise"] for row in rows))
    largest = max(sum(float(row["max_points"]) for row in found) for found in by_student.values())
    totals = {student: _points(found) / (largest - _open(found)) for student, found in ran.items()}
    return LessonStatistics(lesson, len(by_student), largest, totals, [_of_exercise(name, ran, rows) for name in names])


def _was_run(rows: list[Row]) -> bool:
    """Was there a notebook that ran? An empty one ran; one that is not there did not."""
    statuses = {row["status"] for row in rows}
    return not statuses <= NOT_RUN and any(float(row["seconds"]) > 0 for row in rows)


def _points(rows: list[Row]) -> float:
    return sum(float(row["points"] or 0) for row in rows)


def _open(rows: list[Row]) -> float:
    """The points of answers in words that nobody has graded yet."""
    return sum(float(row["max_points"]) for row in rows if row["status"] == Status.UNGRADED)


def _of_exercise(name: str, ran: dict[str, list[Row]], rows: list[Row]) -> ExerciseStatistics:
    own = {student: row for student, found in ran.items() for row in found if row["exercise"] == name}
    rest = {student: _points([row for row in ran[student] if row["exercise"] != name]) for student in own}
    seconds = [float(row["seconds"]) for row in own.values()]
    hints = Counter(row["hint"] for row in own.values() if row["hint"])
    everyone = [row for row in rows if row["exercise"] == name]
    return ExerciseStatistics(
        name=name,
        points=float(everyone[0]["max_points"]),
        statuses=Counter(row["status"] for row in everyone),
        solved=mean(row["status"] == Status.PASSED for row in own.values()) if own else None,
        discrimination=_discrimination(own, rest),
        hints=sorted(hints.items(), key=lambda item: (-item[1], item[0])),
        unexplained=sum(row["status"] == Status.FAILED and not row["hint"] for row in own.values()),
        median_seconds=median(seconds) if seconds else 0.0,
        longest_seconds=max(seconds, default=0.0),
    )


def _discrimination(own: dict[str, Row], rest: dict[str, float]) -> float | None:
    if len(own) < LEAST_FOR_DISCRIMINATION:
        return None
    try:
        return correlation([float(row["status"] == Status.PASSED) for row in own.values()], list(rest.values()))
    except StatisticsError:  # everybody or nobody solved it
        return None


ANOTHERS = "another student's questions were handed in, those of"
DISTURBED = "the answer calls what can take away the watch over what it calls: read it"


@dataclass(frozen=True)
class Attention:
    """A submission that a person should look at, and why."""

    student: str
    lesson: str
    reasons: list[str]


def needs_a_person(rows: list[Row], log: list[dict]) -> list[Attention]:
    """The submissions that a program should not decide alone."""
    odd = {(entry["student"], entry["lesson"]): entry.get("odd", []) for entry in log}
    disturbed = {(entry["student"], entry["lesson"]): entry.get("disturbed", []) for entry in log}
    unclear = {(entry["student"], entry["lesson"]): entry.get("unclear") for entry in log}
    owners = {(entry["student"], entry["lesson"]): entry.get("questions_of") for entry in log}
    by_submission: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_submission[row["student"], row["lesson"]].append(row)
    found = []
    for (student, lesson), own in sorted(by_submission.items(), key=lambda item: item[0][::-1]):
        reasons = _reasons(own) + odd.get((student, lesson), [])
        reasons += [f"{exercise}: {DISTURBED}" for exercise in disturbed.get((student, lesson), [])]
        reasons += filter(None, [unclear.get((student, lesson))])
        reasons += [f"{ANOTHERS} {owner}" for owner in [owners.get((student, lesson))] if owner]
        if reasons:
            found.append(Attention(student, lesson, reasons))
    return found


def _reasons(rows: list[Row]) -> list[str]:
    reasons = []
    for status in reversed([status for status in Status if status.look]):
        exercises = [row["exercise"] for row in rows if row["status"] == status]
        if len(exercises) == len(rows):
            reasons.append(status.look)
        elif exercises:
            reasons.append(f"{', '.join(exercises)}: {status.look}")
    if all(row["status"] == Status.MISSING and float(row["seconds"]) == 0 for row in rows):
        reasons.append("handed in no notebook of this lesson")
    elif not _points(rows) and all(row["status"] in (Status.FAILED, Status.ERROR) for row in rows):
        reasons.append("answered everything and got nothing: is one mistake behind all of it?")
    return reasons
