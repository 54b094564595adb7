"""A test in parts with points of their own, so that who has some of them right has some of the points.

    check_answer(softmax)
    with part("small numbers", points=2):
        check_close("probabilities", softmax(z), expected)
    with part("large numbers", points=1):
        check_close("probabilities", softmax(1000 * z), one_hot)
    sum_of_parts()

A part may be taken up again, `with part("small numbers"):`, as in a hidden test; it passes if nothing in it fails. What
fails outside of all parts costs the whole test, and so does an answer that is forbidden.

An open challenge is scored and not only passed: `ranked` tells its measure, before the parts which give a point for
each bound that it passes, and the report on a class ranks the students by it.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from course_lib.checks import ForbiddenError, exercise_under_test


@dataclass
class Part:
    """A part of the test that runs. points: if it passes.  failure: the first exception in it, None so far.

    turn: the how manieth of the parts it was to fail, 0 so far.
    """

    name: str
    points: float
    failure: Exception | None = None
    turn: int = 0


Best = Literal["largest", "smallest"]


@dataclass(frozen=True)
class Measure:
    """What an open challenge has measured of an answer. what: it is, and in which unit.  best: which value is."""

    what: str
    value: float
    best: Best


@dataclass
class _Running:
    """The parts of one test, by name. Another begins anew: of another exercise, or once the parts have been summed."""

    exercise: str = ""
    summed: bool = False
    parts: dict[str, Part] = field(default_factory=dict)
    measure: Measure | None = None

    def begin(self) -> None:
        """Forget the test that ran before."""
        self.exercise, self.summed, self.parts, self.measure = exercise_under_test(), False, {}, None


_running = _Running()


def ranked(value: float, what: str, *, best: Best) -> None:
    """Tell what an open challenge has measured, and note it for the report on a class. Stands before the first part.

    value: a number; one that is not finite is told and has no rank.  what: it is, and in which unit.  best: which
    value is.
    """
    _running.begin()
    print(f"{what}: {value:.4g}")
    if math.isfinite(value):
        _running.measure = Measure(what, float(value), best)


def measured() -> Measure | None:
    """What the test that runs, or ran last, has measured; None if it has not."""
    return _running.measure if _running.exercise == exercise_under_test() else None


def parts_so_far() -> list[Part]:
    """The parts of the test that runs, or ran last, in their order; [] if it has none."""
    return list(_running.parts.values()) if _running.exercise == exercise_under_test() else []


def _failed() -> list[Part]:
    """Those that failed, the one that did so first at the beginning."""
    return sorted((one for one in parts_so_far() if one.failure is not None), key=lambda one: one.turn)


@contextmanager
def part(name: str, points: float | None = None) -> Iterator[None]:
    """What is checked in it counts for this part alone: the test goes on behind it.

    points: those that it is worth, said the first time.  Raises KeyError if a part is taken up that never began.
    """
    another = points is not None and (_running.summed or name in _running.parts)
    if another or _running.exercise != exercise_under_test():
        _running.begin()
    if points is not None:
        _running.parts[name] = Part(name, points)
    own = _running.parts[name]
    try:
        yield
    except (ForbiddenError, MemoryError):
        raise
    except Exception as error:
        if getattr(error, "not_of_the_answer", False):
            raise
        if own.failure is None:
            own.failure, own.turn = error, len(_failed()) + 1


def sum_of_parts() -> float | None:
    """The end of a test in parts: its points where some parts have passed, as nbgrader reads a last number of a cell.

    Nothing if all have passed; raises the first failure if none has. What failed is printed.
    """
    parts, failed = parts_so_far(), _failed()
    _running.summed = True
    if not failed:
        return None
    if len(failed) == len(parts):
        raise failed[0].failure
    for one in parts:
        print(f"{exercise_under_test()}, {one.name}: {'passed' if one.failure is None else 'not passed'}")
        if one.failure is not None:
            print(f"  {type(one.failure).__name__}: {one.failure}".replace("CheckError: ", ""))
    return sum(one.points for one in parts if one.failure is None)


def refuse_failed_parts() -> None:
    """Raise the first failure of the test that ran last, if one of its parts failed: for who asks for all of it."""
    for one in _failed()[:1]:
        raise one.failure
