"""Grade a class: submissions run in threads, one recorder writes."""

import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass

from course_lib.instructor.grading.marking import Marked, internal, mark
from course_lib.instructor.grading.recorder import Recorder
from course_lib.instructor.grading.report import write_report
from course_lib.instructor.grading.results import Results, Row
from course_lib.instructor.grading.runner import Limits, Runner
from course_lib.instructor.grading.submissions import Submission
from course_lib.instructor.lesson import Lesson


@dataclass(frozen=True)
class ClassGrades:
    """What a run made. `rows` are those of this run; `finished` is False if it was interrupted."""

    rows: list[Row]
    graded: int
    finished: bool

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
) -> ClassGrades:
    """Grade submissions, `jobs` at a time, and write all result files. `progress` is called after each.

    An interruption (Ctrl-C) keeps what was graded so far.  Raises ResultsError.
    """
    recorder = Recorder(results, [lessons[name] for name in sorted({entry.lesson for entry in submissions})])
    done, finished = set(), True

    def mark_one(submission: Submission) -> Marked:
        return mark(submission, lessons[submission.lesson], runner, limits)

    try:
        for marked in _in_threads(mark_one, submissions, jobs, runner.stop):
            _record(recorder, marked, lessons)
            done.add((marked.submission.student, marked.submission.lesson))
            progress(marked)
    except KeyboardInterrupt:
        finished = False
    rows = recorder.finish()
    write_report(results)
    return ClassGrades([row for row in rows if (row["student"], row["lesson"]) in done], len(done), finished)


def _record(recorder: Recorder, marked: Marked, lessons: dict[str, Lesson]) -> None:
    """Record a submission; if that fails, record that we failed, and go on with the class."""
    try:
        recorder.record(marked)
    except Exception:
        submission = marked.submission
        recorder.record(internal(submission, lessons[submission.lesson], traceback.format_exc()))


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
