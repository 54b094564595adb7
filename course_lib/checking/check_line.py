"""The line that stands in the place of a test in a student's notebook: `check("relu")`.

It runs the visible part of the lesson's test in a namespace of its own, shows a card, and raises CheckError if the
answer is wrong, so that nbgrader's Validate sees it. Nobody gets a point for it: who grades runs the whole test.
"""

import linecache
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection

from course_lib.checking import cards
from course_lib.checking import time_limit as time_limits
from course_lib.checking.cell_cost import tell_costs
from course_lib.checking.comparison import compared, not_yet
from course_lib.checking.lesson_names import lesson_names
from course_lib.checking.lesson_tests import VisibleTest, check_line, visible_tests_of
from course_lib.checking.panel import panel
from course_lib.checking.place import place_of
from course_lib.checking.progress import PassedChecks, folder_of_notebook, progress_of
from course_lib.checking.raised import raised
from course_lib.checking.time_limit import OverdueError, time_limit, what_it_took
from course_lib.checking.unwritten import not_written_message, unwritten
from course_lib.checks import NOT_WRITTEN, CheckError, noting_calls_in
from course_lib.parts import refuse_failed_parts

WHOLE_TEST = re.compile(r"^check_answer\(\s*(\w+)", re.MULTILINE)


class RefusedError(CheckError):
    """An answer did not pass its check. A card has told why; in a notebook the first line stands below it."""

    def _render_traceback_(self):
        return self.lines()[:1]


class NotWrittenError(RefusedError):
    """There is no answer yet."""


class _NotThere:
    """Stands for an answer that is not there."""

    def __init__(self, name: str):
        self.__name__ = name


class LessonChecks:
    """What the checks of one lesson know in one kernel.

    kept: which checks have passed, in this kernel or before.
    passed: by exercise, the object whose check passed last; told: of which of them `yours` has said so.
    failures: how often each exercise was told the same.
    """

    def __init__(self, lesson: str):
        self.lesson = lesson
        self.kept = PassedChecks(lesson, folder_of_notebook(lesson))
        self.passed: dict[str, object] = {}
        self.told: dict[str, object] = {}
        self.failures: Counter[tuple[str, str]] = Counter()
        self.shell = None

    def check(self, exercise: str) -> None:
        """Run the test of an exercise on your answer, and show what it says. Raises CheckError if it is wrong."""
        names = sys._getframe(1).f_globals
        test = self._test(exercise)
        begin = time.monotonic()
        failure = self._failure(test, names)
        if failure is None:
            self.passed.pop(exercise, None)
            self.passed[exercise] = names[exercise]  # the last one
            self.kept.note(exercise)
            progress = progress_of(visible_tests_of(self.lesson).values(), self.kept.passed)
            cards.show(cards.passed(test, progress, self._next(test), what_it_took(begin)))
            self.show_panel(follows=True)
            return
        told = exercise, failure.message
        cards.show(cards.failed(test, failure, self.failures[told]))
        self.failures[told] += 1
        refused = NotWrittenError if failure.unwritten else RefusedError
        raise refused(failure.message, failure.hint, failure.comparison)

    def _failure(self, test: VisibleTest, names: dict) -> cards.Failure | None:
        try:
            with time_limit(time_limits.SECONDS, self.shell):
                return _failure(test, names, visible_tests_of(self.lesson))
        except OverdueError as error:
            return _overdue(test.exercise, error)

    def show_test(self, exercise: str) -> None:
        """Print the test of an exercise."""
        print(self._test(exercise).source)

    def compare(self, exercise: str | None = None) -> None:
        """Show your answer to an exercise beside the library's version, once its check has passed.

        exercise: without it, the one whose check passed last.
        """
        names = sys._getframe(1).f_globals
        exercise = exercise or next(reversed(self.passed), None) or next(iter(visible_tests_of(self.lesson)))
        test = self._test(exercise)
        answer = self.passed.get(exercise)
        if answer is None or names.get(exercise) is not answer:
            cards.show(not_yet(exercise))
        else:
            cards.show(compared(test, answer, {**names, **lesson_names()}))

    def yours(self, mine: Callable | str, librarys: Callable) -> Callable:
        """Your function if its check has passed since you ran its cell, the library's otherwise. Says which.

        mine: the function, or the name of one that may not be there.
        """
        if isinstance(mine, str):
            mine = sys._getframe(1).f_globals.get(mine, _NotThere(mine))
        name = next((name for name, passed in self.passed.items() if passed is mine), None)
        if name is None:
            name = getattr(mine, "__name__", librarys.__name__)
            print(f"{name}: the library's stands in until {check_line(name)} has passed.")
            return librarys
        if self.told.get(name) is not mine:
            print(f"{name}: yours, from here on.")
            self.told[name] = mine
        return mine

    def watch(self, shell) -> None:
        """Note the whole tests that pass in a notebook that holds them, as the executed lesson does.

        In a notebook that students work in, let long cells say what they took.
        """
        if self.shell is None:
            self.shell = shell
            shell.events.register("post_run_cell", self._note)
            if self.kept.path is not None and hasattr(shell, "kernel"):
                tell_costs(shell, lambda source: source.strip() in map(check_line, visible_tests_of(self.lesson)))

    def _note(self, result) -> None:
        found = WHOLE_TEST.search(result.info.raw_cell or "")
        if found and result.success:
            self.passed[found[1]] = self.shell.user_ns.get(found[1])

    def show_panel(self, *, follows: bool = False) -> None:
        """Show where the student is, above a notebook that students work in; if it follows, where it is shown."""
        if self.kept.path is not None and hasattr(self.shell, "kernel"):
            card = panel(visible_tests_of(self.lesson), self.kept, self._next())
            cards.show_panel(card, f"panel of {self.lesson}", follows=follows)

    def _next(self, test: VisibleTest | None = None) -> VisibleTest | None:
        """The first exercise behind this one whose check has not passed, or before it, if there is any."""
        tests = list(visible_tests_of(self.lesson).values())
        behind = tests.index(test) + 1 if test else 0
        return next((one for one in (*tests[behind:], *tests[:behind]) if one.exercise not in self.kept.passed), None)

    def _test(self, exercise: str) -> VisibleTest:
        tests = visible_tests_of(self.lesson)
        if exercise not in tests:
            raise CheckError(f"{self.lesson} has no exercise {exercise!r}: it has {', '.join(tests)}.")
        return tests[exercise]


def _overdue(exercise: str, error: OverdueError) -> cards.Failure:
    """What is said of an answer that has taken too long."""
    place = place_of(error)
    where = f" in line {place.line}, `{place.source}`" if place and place.source else ""
    return cards.Failure(
        f"{exercise}: it was still running after {time_limits.SECONDS:g} seconds and has been stopped{where}.",
        "endless: a loop may never end here. Ask what makes it stop, and whether every turn comes closer to that.",
    )


def _failure(test: VisibleTest, names: dict, others: Collection[str]) -> cards.Failure | None:
    """What the test of an exercise says of the answer that these names of a notebook hold, None if it passes.

    others: the exercises of the lesson.
    """
    exercise = test.exercise
    if exercise not in names:
        said = f"{exercise} is {NOT_WRITTEN}, or its cell has not been run: run it, then this one again."
        return cards.Failure(said, unwritten=True)
    filename = f"<test of {exercise}>"
    linecache.cache[filename] = (len(test.source), None, test.source.splitlines(keepends=True), filename)
    own = {**names, **lesson_names(), exercise: names[exercise]}
    try:
        with noting_calls_in(own):
            exec(compile(test.source, filename, "exec"), own)
        refuse_failed_parts()
    except CheckError as error:
        return cards.Failure(error.message, error.hint, error.comparison)
    except Exception as error:  # whatever an answer raises is told
        stub = unwritten(error)
        if stub.partition(".")[0] == exercise:
            return cards.Failure(not_written_message(stub), unwritten=True)
        if stub.partition(".")[0] in others:
            return cards.Failure(f"{exercise}: it uses {stub}, which is {NOT_WRITTEN}.")
        told = raised(exercise, error)
        return cards.Failure(told.message, told.hint, words=told.words if told.hint else None)
    return None
