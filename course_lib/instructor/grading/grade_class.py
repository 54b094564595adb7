"""Grade a class: submissions are read and run in threads, and processes of theirs; one recorder writes."""

import contextlib
import traceback
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace

from course_lib.instructor.grading.intake.submissions import Submission
from course_lib.instructor.grading.lost import is_lost
from course_lib.instructor.grading.marking.judged import Marked
from course_lib.instructor.grading.marking.marking import internal, mark, unreadable
from course_lib.instructor.grading.marking.prepared import read_before
from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.records.documents import Documents, documents
from course_lib.instructor.grading.records.feedback import render_before
from course_lib.instructor.grading.records.fingerprint import Fingerprint, fingerprint
from course_lib.instructor.grading.records.recorder import Recorder
from course_lib.instructor.grading.records.result_lines import Shown
from course_lib.instructor.grading.records.results import Results, Row
from course_lib.instructor.sandbox.bounded import DESK, OverBoundsError
from course_lib.instructor.sandbox.runner import Limits, Runner
from course_lib.instructor.source.lesson import Lesson


@dataclass(frozen=True)
class ClassRun:
    """What is to be graded, into what, and how: `jobs` submissions at a time in `runner`.

    lessons: by name.  resume: leave out what is in the results already, unless something that the grade depends on has
    changed.  seed: of the inputs of hidden tests; None: that of the results folder, a new one if it has none.
    own: the lessons of students who have one of their own, as in an exam.
    """

    submissions: list[Submission]
    lessons: dict[str, Lesson]
    results: Results
    runner: Runner
    limits: Limits
    jobs: int
    resume: bool = False
    seed: int | None = None
    own: Mapping[str, Lesson] = field(default_factory=dict)

    def lesson_of(self, submission: Submission) -> Lesson:
        """The lesson of a submission."""
        return self.own.get(submission.student, self.lessons[submission.lesson])


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
        return any(row["status"] == Status.INTERNAL for row in self.rows)


def grade_class(run: ClassRun, progress: Callable[[Marked], None] = lambda marked: None) -> ClassGrades:
    """Grade submissions and write all result files. `progress` is called after each.

    An interruption of any kind keeps what was graded so far.
    Raises ResultsError or DatabaseError before anything is graded, OperationalError or OSError if the gradebook or the
    disk is lost later.
    """
    submissions = run.submissions
    recorder = Recorder(run.results, [run.lessons[name] for name in sorted({entry.lesson for entry in submissions})])
    run = replace(
        run,
        lessons={name: _with_releases(lesson, recorder) for name, lesson in run.lessons.items()},
        own={student: _with_releases(lesson, recorder) for student, lesson in run.own.items()},
    )
    seed = run.results.keep_seed(run.seed)
    fingerprints = {entry: fingerprint(entry, run.lesson_of(entry), run.limits, seed) for entry in submissions}
    reasons = {
        entry: recorder.reason_to_grade(entry, fingerprints[entry]) if run.resume else "missing"
        for entry in submissions
    }
    kept = {entry for entry, reason in reasons.items() if reason is None}
    again = Counter(reason for entry in submissions if run.resume and (reason := reasons[entry]) is not None)
    done, finished = list(kept), True

    for what in (read_before, render_before):
        DESK.prepare(what, tuple(run.lessons[name] for name in recorder.lessons))
    on_their_way = _OnTheirWay(run, seed, recorder, fingerprints)
    try:
        left = (entry for entry in submissions if entry not in kept)
        with contextlib.closing(on_their_way.graded(left)) as found:
            for marked in found:
                done.append(marked.submission)
                progress(marked)
    except KeyboardInterrupt:
        finished = False
    rows = recorder.finish()
    names = {(entry.student, entry.lesson) for entry in done}
    rows = [row for row in rows if (row["student"], row["lesson"]) in names]
    return ClassGrades(rows, len(done) - len(kept), finished, len(kept), again)


def _with_releases(lesson: Lesson, recorder: Recorder) -> Lesson:
    """The lesson, which knows the cells of its releases that were graded into the same results."""
    return replace(lesson, earlier=frozenset(recorder.releases[lesson.name]))


@dataclass(frozen=True)
class _OnTheirWay:
    """Submissions of a run: marked in a thread, saved here, written down in a thread, published here.

    seed: of the inputs of hidden tests.  fingerprints: what the grade of each depends on.
    """

    run: ClassRun
    seed: int
    recorder: Recorder
    fingerprints: Mapping[Submission, Fingerprint]

    def graded(self, items: Iterable[Submission]) -> Generator[Marked, None, None]:
        """What has been recorded, as it comes; never holds more than two for each of the `jobs`.

        Raises OperationalError or OSError if nothing can be recorded: the gradebook's server is gone, or a disk full.
        """
        waiting: set[Future[tuple[Marked, Documents | None]]] = set()
        left, jobs = iter(items), self.run.jobs
        with ThreadPoolExecutor(jobs) as marking, ThreadPoolExecutor(jobs) as writing:  # which waits for no other marks
            try:
                while True:
                    while len(waiting) < 2 * jobs and (item := next(left, None)) is not None:
                        waiting.add(marking.submit(self._mark, item))
                    if not waiting:
                        return
                    finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    for marked, texts in [future.result() for future in finished]:
                        if texts is None:
                            waiting.add(writing.submit(self._write, *self._save(marked)))
                        elif (failed := self._publish(marked, texts)) is not None:
                            waiting.add(writing.submit(self._write, *self._save(failed)))
                        else:
                            yield marked
            except BaseException:
                self.run.runner.stop()
                for pool in (marking, writing):
                    pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _mark(self, submission: Submission) -> tuple[Marked, Documents | None]:
        """The marks, without documents: these are made once the grades are saved."""
        lesson = self.run.lesson_of(submission)
        return mark(submission, lesson, self.run.runner, self.run.limits, self.seed), None

    def _save(self, marked: Marked) -> tuple[Marked, Shown]:
        """Save the grades of a submission; if that fails, that we failed, and the class goes on."""
        try:
            return marked, self.recorder.save(marked)
        except Exception as error:
            if is_lost(error):
                raise
            failed = internal(marked.submission, self.run.lesson_of(marked.submission), traceback.format_exc())
            return failed, self.recorder.save(failed)

    def _publish(self, marked: Marked, texts: Documents) -> Marked | None:
        """Write a submission's files and its log; if that fails, the marks that are to be saved instead."""
        try:
            self.recorder.publish(marked, texts, self.fingerprints[marked.submission])
        except Exception as error:
            if is_lost(error) or marked.fault is not None:
                raise
            return internal(marked.submission, self.run.lesson_of(marked.submission), traceback.format_exc())
        return None

    def _write(self, marked: Marked, shown: Shown) -> tuple[Marked, Documents | None]:
        """What is to be published; without documents if they cannot be made, and other marks are to be saved."""
        submission, lesson = marked.submission, self.run.lesson_of(marked.submission)
        try:
            return marked, documents(marked, lesson, shown)
        except OverBoundsError as error:
            return unreadable(submission, lesson, f"To show it was given up: {error}."), None
        except Exception:
            if marked.fault is not None:
                raise  # nothing of a student's stands in it
            return internal(submission, lesson, traceback.format_exc()), None
