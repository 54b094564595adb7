"""Grade a class: submissions run in threads, one recorder writes."""

import contextlib
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from course_lib.instructor.grading.fingerprint import Fingerprint, fingerprint
from course_lib.instructor.grading.lost import is_lost
from course_lib.instructor.grading.marking import Marked, internal, mark
from course_lib.instructor.grading.recorder import Recorder
from course_lib.instructor.grading.results import Results, Row
from course_lib.instructor.grading.runner import Limits, Runner
from course_lib.instructor.grading.submissions import Submission
from course_lib.instructor.lesson import Lesson


@dataclass(frozen=True)
class ClassGrades:
    """What a run made. `rows` are those of all submissions that it was asked for and that are graded by now.

    graded: how many it graded.  kept: how many had been graded before.  finished: it was not interrupted.
    again: for each reason of REASONS, how many of those that a resumed run was to grade.
    """

    rows: list[Row]
    graded: int
    finished: bool
    kept: int = 0
    again: Mapping[str, int] = field(default_factory=dict)

    @property
    def internal(self) -> bool:
        """Has the grader failed anywhere?"""
        return any(row["status"] == "internal" for row in self.rows)


def grade_class(
    submissions: list[Submission],
    lessons: dict[str, Lesson],
    results: Results,
    runner: Runner,
    limits: Limits,
    jobs: int,
    progress: Callable[[Marked], None] = lambda marked: None,
    resume: bool = False,
    seed: int | None = None,
) -> ClassGrades:
    """Grade submissions, `jobs` at a time, and write all result files. `progress` is called after each.

    resume: leave out what is in the results already, unless something that the grade depends on has changed.
    seed: of the inputs of hidden tests; None: that of the results folder, a new one if it has none.
    An interruption of any kind keeps what was graded so far.
    Raises ResultsError or DatabaseError before anything is graded, OperationalError or OSError if the gradebook or the
    disk is lost later.
    """
    recorder = Recorder(results, [lessons[name] for name in sorted({entry.lesson for entry in submissions})])
    seed = results.keep_seed(seed)
    marks = {entry: fingerprint(entry, lessons[entry.lesson], limits, seed) for entry in submissions}
    reasons = {entry: recorder.reason_to_grade(entry, marks[entry]) if resume else "missing" for entry in submissions}
    kept = {entry for entry, reason in reasons.items() if reason is None}
    again = Counter(reasons[entry] for entry in submissions if resume and entry not in kept)
    done, finished = list(kept), True

    def mark_one(submission: Submission) -> Marked:
        return mark(submission, lessons[submission.lesson], runner, limits, seed)

    try:
        left = (entry for entry in submissions if entry not in kept)
        with contextlib.closing(_in_threads(mark_one, left, jobs, runner.stop)) as found:
            for marked in found:
                _record(recorder, marked, lessons, marks[marked.submission])
                done.append(marked.submission)
                progress(marked)
    except KeyboardInterrupt:
        finished = False
    rows = recorder.finish()
    names = {(entry.student, entry.lesson) for entry in done}
    rows = [row for row in rows if (row["student"], row["lesson"]) in names]
    return ClassGrades(rows, len(done) - len(kept), finished, len(kept), again)


def _record(recorder: Recorder, marked: Marked, lessons: dict[str, Lesson], mark: Fingerprint) -> None:
    """Record a submission; if that fails, record that we failed, and go on with the class.

    Raises OperationalError or OSError if nothing can be recorded: the gradebook's server is gone, or a disk is full.
    """
    try:
        recorder.record(marked, mark)
    except Exception as error:
        if is_lost(error):
            raise
        submission = marked.submission
        recorder.record(internal(submission, lessons[submission.lesson], traceback.format_exc()), mark)


def _in_threads(
    work: Callable[[Submission], Marked], items: Iterable[Submission], jobs: int, stop: Callable[[], None]
) -> Iterator[Marked]:
    """The results of `work` as they come; never holds more than two for each thread."""
    waiting, left = set(), iter(items)
    with ThreadPoolExecutor(jobs) as pool:
        try:
            while True:
                while len(waiting) < 2 * jobs and (item := next(left, None)) is not None:
                    waiting.add(pool.submit(work, item))
                if not waiting:
                    return
                finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield future.result()
        except BaseException:
            stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
