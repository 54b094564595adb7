"""What `course grade` does once its processes start: from a folder of submissions to grades, feedback and a report."""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tqdm import tqdm

from course_lib.exam.drawing import ExamError
from course_lib.instructor.build.freshness import unbuilt
from course_lib.instructor.exam.exam_course import ExamCourse, read_exam_course
from course_lib.instructor.grading.closing import Closed, close
from course_lib.instructor.grading.diff import scratch_results, tell_changes
from course_lib.instructor.grading.grade_class import ClassGrades, ClassRun, grade_class
from course_lib.instructor.grading.intake.archive import ArchiveError, odd_names
from course_lib.instructor.grading.intake.collect import Collection, collect, enrolled, submissions_of
from course_lib.instructor.grading.intake.enrolment import Enrolment, enrolment
from course_lib.instructor.grading.intake.handed_in import MOODLE
from course_lib.instructor.grading.intake.moment import UnclearMomentError
from course_lib.instructor.grading.intake.names import result_name, shown
from course_lib.instructor.grading.intake.roster import Roster, RosterError, merged, read_roster
from course_lib.instructor.grading.intake.site_times import check_zone, zone_of_this_machine
from course_lib.instructor.grading.intake.submissions import Submission, find_submissions, is_laid_out
from course_lib.instructor.grading.lost import kept
from course_lib.instructor.grading.options import Options, OurFaultError, WrongUsageError
from course_lib.instructor.grading.records.class_list import class_list, remember
from course_lib.instructor.grading.records.database import DatabaseError, read_url
from course_lib.instructor.grading.records.fingerprint import REASONS
from course_lib.instructor.grading.records.gradebook import check_gradebook
from course_lib.instructor.grading.records.lateness import with_lateness
from course_lib.instructor.grading.records.penalties import penalty_config
from course_lib.instructor.grading.records.results import Results, ResultsError
from course_lib.instructor.sandbox.runner import ClusterError, Limits, Runner
from course_lib.instructor.source.course import Course, CourseNotFoundError, UnknownLessonError, find_course
from course_lib.instructor.source.faults import FaultyLessonError
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.reference import reference
from course_lib.instructor.writing.terminal import say

REFUSED = 4  # the exit status where nothing tells who handed in a notebook


@dataclass(frozen=True)
class Asked:
    """What is to be graded and where the results go, as `grade_command` says."""

    submitted: Path
    output: Path
    db: str | None = None
    lesson: str | None = None
    student: str | None = None
    dry_run: bool = False
    exam: Path | None = None  # the folder of the exams that are graded


def grade(asked: Asked, options: Options, runner: Runner, jobs: int) -> int:
    """Grade what is asked, with `jobs` submissions at a time in `runner`; exit status."""
    course, names = chosen_lessons(asked.lesson) if asked.exam is None else _exam(asked)
    student, dry_run = asked.student, asked.dry_run
    student = None if student is None else result_name(student) if "%" not in student else student
    results = _results(asked.output, asked.submitted, asked.db)
    roster = _roster(results, options.rosters)
    found, known = _found(asked.submitted, course, names, roster, _zone(options.timezone))
    if student is not None:
        student = known.names.get(student, student)
    _check_student(student, found, known, asked.submitted)
    lessons = read_lessons(course, sorted({name for _, name in _expected(found)}))
    if not isinstance(course, ExamCourse):
        _tell_unbuilt(course, lessons)
    options = replace(options, seed=_seed(results) if options.seed is None else options.seed)
    if not dry_run:
        _check_gradebook(results, course)
    with scratch_results() if dry_run else nullcontext(results) as target, kept(target), alone(target):
        if isinstance(found, Collection):
            submissions = submissions_of(found, target.submitted, student)
        else:
            submissions = [entry for entry in found if student in (None, entry.student)]
        count = len(submissions)
        submissions = _of_exam(submissions, course) if isinstance(course, ExamCourse) else submissions
        strangers = count - len(submissions)
        submissions = [with_lateness(entry) for entry in without_lost_grades(submissions, results)]
        for entry in (entry for entry in submissions if entry.unclear):
            say(f"{entry.student} {entry.lesson}: {entry.unclear}", err=True)
        if roster is not None and not dry_run:
            moodles = isinstance(found, Collection) and found.is_of(MOODLE)
            remember(target, roster, {name for _, name in _expected(found)} if known.trusted else (), moodles)
        run = class_run(submissions, lessons, target, options, runner, jobs)
        run = replace(run, own=course.own) if isinstance(course, ExamCourse) else run
        grades = grade_with_progress(course, run, dry_run, known.remarks)
    changed = dry_run and tell_changes(results, grades.rows)
    refused = (isinstance(found, Collection) and tell_refused(found)) or strangers > 0
    return exit_status(grades) or (REFUSED if refused else int(changed))


def _exam(asked: Asked) -> tuple[ExamCourse, list[str]]:
    """The exams in a folder as a course, and the name of the exam. Raises WrongUsageError."""
    if asked.lesson is not None:
        raise WrongUsageError("--exam grades one exam: leave out --lesson")
    try:
        course = read_exam_course(asked.exam or Path(), find_course().root)
    except (CourseNotFoundError, ExamError) as error:
        raise WrongUsageError(str(error)) from error
    return course, course.lessons()


def _of_exam(submissions: list[Submission], course: ExamCourse) -> list[Submission]:
    """Those for whom an exam was written, each with whose questions it holds; the others are told."""
    for entry in submissions:
        if entry.student not in course.exams:
            say(f"{shown(entry.student)}: {course.folder} holds no exam of this student: not graded", err=True)
    known = [entry for entry in submissions if entry.student in course.exams]
    found = list(course.with_owners(known))
    for entry in (entry for entry in found if entry.questions_of):
        told = f"another student's questions, those of {shown(entry.questions_of)}"
        say(f"{shown(entry.student)} {entry.lesson}: {told}", err=True)
    return found


def tell_refused(collection: Collection) -> bool:
    """Say at the end how many notebooks were refused, as nobody can tell whose they are; whether any was."""
    for lesson, names in collection.strays.items():
        notebooks = "1 notebook" if len(names) == 1 else f"{len(names)} notebooks"
        say(
            f"{notebooks} of {lesson} in a zip of another lesson: not graded, to grade add --lesson {lesson}.", err=True
        )
    count = sum(map(len, collection.refused.values()))
    if count:
        verb = "notebook was" if count == 1 else "notebooks were"
        say(f"{count} {verb} refused and not graded, as nothing tells whose they are: see the lines above.", err=True)
    return count > 0 or bool(collection.strays)


def _tell_unbuilt(course: Course, lessons: dict[str, Lesson]) -> None:
    """Say of which lessons lesson.py was edited after the notebooks were made: the class is graded by the edit."""
    for lesson in lessons.values():
        if paths := " and ".join(map(str, unbuilt(course, lesson))):
            told = f"{lesson.name}: lesson.py, by which this class is graded, has changed since {paths} was built"
            say(f"{told}: undo the edit, or finish it and run `course build {lesson.name}`.", err=True)


def without_lost_grades(submissions: list[Submission], results: Results) -> list[Submission]:
    """The submissions but those with nothing of a lesson of which the student handed in a notebook before."""
    before = {(entry["student"], entry["lesson"]) for entry in results.read_log() if entry["file"]}
    kept = [entry for entry in submissions if entry.path is None and (entry.student, entry.lesson) in before]
    for entry in kept:
        say(
            f"{shown(entry.student)} {entry.lesson}: nothing of it was handed in now: the grade of before stays",
            err=True,
        )
    return [entry for entry in submissions if entry not in kept]


def _zone(asked: str | None) -> str | None:
    """The zone of the site: the one asked for, else the machine's, None if that has no name. Raises WrongUsageError."""
    if asked is None:
        return zone_of_this_machine()
    try:
        return check_zone(asked)
    except UnclearMomentError as error:
        expected = "a name such as Europe/Paris was expected"
        raise WrongUsageError(f"there is no time zone {shown(asked)!r}: {expected}") from error


def _roster(results: Results, files: tuple[Path, ...]) -> Roster | None:
    """What the results know of the class, and these files. Raises WrongUsageError."""
    try:
        known = class_list(results)
        return merged([*([known] if known else []), *map(read_roster, files)])
    except RosterError as error:
        raise WrongUsageError(str(error)) from error


@contextmanager
def alone(results: Results) -> Iterator[None]:
    """See Results.alone. Raises WrongUsageError if another command is at work there."""
    with ExitStack() as held:
        try:
            held.enter_context(results.alone())
        except ResultsError as error:
            raise WrongUsageError(str(error)) from error
        yield


def chosen_lessons(lesson: str | None) -> tuple[Course, list[str]]:
    """The course here and the named lesson, all of them if none is named. Raises WrongUsageError."""
    try:
        course = find_course()
        return course, course.chosen([lesson] if lesson else [])
    except (CourseNotFoundError, UnknownLessonError) as error:
        raise WrongUsageError(str(error)) from error


def _found(
    submitted: Path, course: Course, lessons: list[str], roster: Roster | None, zone: str | None
) -> tuple[list[Submission] | Collection, Enrolment]:
    """The submissions in a folder, or what counts in an export; by the names of the roster, and what it says of them.

    Writes nothing. Raises WrongUsageError.
    """
    if not submitted.exists():
        raise WrongUsageError(f"there is no folder {shown(str(submitted))}")
    if submitted.is_file() or not is_laid_out(submitted, course.lessons()):
        collection = _exported(submitted, course, lessons, roster, zone)
        return collection, collection.enrolment
    for remark in odd_names(submitted):
        say(f"{shown(submitted.name)}: {remark}", err=True)
    found = find_submissions(submitted, lessons, read=cache(lambda name: read_lessons(course, [name])[name]))
    if not found:
        wanted = lessons[0] if len(lessons) == 1 else "{lesson}"
        raise WrongUsageError(f"nothing to grade: no notebook at {submitted}/{{student}}/{wanted}/{wanted}.ipynb")
    known = enrolment(roster, {entry.student: None for entry in found})
    _tell(submitted, known.remarks)
    found = [replace(entry, student=known.names.get(entry.student, entry.student)) for entry in found]
    return enrolled(found, known, sorted({entry.lesson for entry in found})), known


def _tell(submitted: Path, remarks: list[str]) -> None:
    for line in remarks:
        say(f"{shown(submitted.name)}: {line}", err=True)


def _check_student(
    student: str | None, found: list[Submission] | Collection, known: Enrolment, submitted: Path
) -> None:
    """Raise WrongUsageError if there is no such student."""
    there = found.students if isinstance(found, Collection) else {entry.student for entry in found}
    if student is None or student in there or student in {person.student for person in known.absent}:
        return
    if isinstance(found, Collection):
        some = ", ".join(sorted(there)[:5]) or "nobody"
        raise WrongUsageError(f"there is no student {shown(student)!r} in {shown(str(submitted))}: it has {some}, ...")
    raise WrongUsageError(f"there is no student {shown(student)!r}: {shown(str(submitted))} has no such folder")


def _exported(
    submitted: Path, course: Course, lessons: list[str], roster: Roster | None, zone: str | None
) -> Collection:
    try:
        collection = collect(submitted, list(read_lessons(course, course.lessons()).values()), lessons)
    except ArchiveError as error:
        raise WrongUsageError(str(error)) from error
    _tell(submitted, collection.remarks)
    collection.enrol(roster)
    _tell(submitted, collection.enrolment.remarks)
    if submitted.is_file() and (said := collection.read_times(zone)):
        say(f"Times of the files in {shown(submitted.name)}: {said}.", err=True)
    if not collection.found:
        raise WrongUsageError(f"nothing to grade: no notebook of {', '.join(lessons)} in {shown(str(submitted))}")
    return collection


def _expected(found: list[Submission] | Collection) -> list[tuple[str, str]]:
    """The student and lesson of each submission that there will be."""
    if isinstance(found, Collection):
        return list(found.expected)
    return [(entry.student, entry.lesson) for entry in found]


def _results(output: Path, submitted: Path, db: str | None) -> Results:
    inside, outside = output.resolve(), submitted.resolve()
    if submitted.is_dir() and (inside == outside or outside in inside.parents):
        raise WrongUsageError(f"{output} is inside {submitted}: the results need a folder of their own")
    try:
        results = Results(output, read_url(db) if db is not None else None)
        results.check_usable()
    except (ResultsError, DatabaseError) as error:
        raise WrongUsageError(str(error)) from error
    return results


def _seed(results: Results) -> int | None:
    """The seed of hidden inputs in a results folder, None if it has none. Raises WrongUsageError."""
    try:
        return results.read_seed()
    except ResultsError as error:
        raise WrongUsageError(str(error)) from error


def _check_gradebook(results: Results, course: Course) -> None:
    try:
        check_gradebook(results)
        penalty_config(results, course.root)
    except (DatabaseError, ResultsError) as error:
        raise WrongUsageError(str(error)) from error


def read_lessons(course: Course, names: list[str]) -> dict[str, Lesson]:
    """The lessons of these names. Raises OurFaultError if one has faults: no student can be graded by it."""
    try:
        lessons = {name: course.lesson(name) for name in names}
    except FaultyLessonError as error:
        raise OurFaultError(f"a lesson has faults, nothing was graded:\n{error}") from error
    for lesson in lessons.values():
        reference(lesson)
    return lessons


def class_run(
    submissions: list[Submission],
    lessons: dict[str, Lesson],
    results: Results,
    options: Options,
    runner: Runner,
    jobs: int,
) -> ClassRun:
    """How a class is graded as the options say."""
    seconds, memory = options.timeout, int(options.memory * 2**30)
    limits = Limits(cell_seconds=seconds, submission_seconds=15 * seconds, memory_bytes=memory)
    return ClassRun(submissions, lessons, results, runner, limits, jobs, options.resume, options.seed)


def grade_with_progress(course: Course, run: ClassRun, dry_run: bool = False, about: Sequence[str] = ()) -> ClassGrades:
    """Grade a class with a progress bar on stderr, and say at the end what to do next (but after a dry run).

    about: what the roster says against those who handed in.
    """
    begun, count = time.monotonic(), len(run.submissions)
    try:
        with tqdm(total=count, desc="grading", unit="notebook", file=sys.stderr, mininterval=0.5) as bar:
            grades = grade_class(run, lambda marked: bar.update())
        if not dry_run:
            closed = close(run.results, course, run.submissions, about)
            say(summary(run, grades, closed, time.monotonic() - begun))
    except (ResultsError, DatabaseError, ClusterError) as error:
        raise WrongUsageError(str(error)) from error
    return grades


def summary(run: ClassRun, grades: ClassGrades, closed: Closed, seconds: float) -> str:
    """What was done and what to do next."""
    log = run.results.log
    statuses = Counter(row["status"] for row in grades.rows)
    counts = ", ".join(f"{count} {status}" for status, count in statuses.most_common())
    before = f", {grades.kept} were graded before" if grades.kept else ""
    done = f"{grades.graded} of {len(run.submissions)} notebooks graded in {seconds:.0f} s{before}"
    lines = [f"{done}: {counts or 'nothing'}."]
    if grades.again:
        told = (f"{grades.again[reason]} {words}" for reason, words in REASONS.items() if reason in grades.again)
        lines.append(f"To be graded: {', '.join(told)}.")
    if several := sum(entry.attempts > 1 for entry in run.submissions):
        verb = "student handed" if several == 1 else "students handed"
        lines.append(f"{several} {verb} in a notebook several times: which one was graded stands in {log}.")
    if not grades.finished:
        lines.append("Interrupted: run the same command with --resume to grade the rest.")
    if grades.internal:
        lines.append(f"The grader failed at some: their rows say internal, {log} says why. Grade them again.")
    return "\n".join([*lines, *closed.next_steps(run.results)])


def exit_status(grades: ClassGrades) -> int:
    """0, 3 if the grader failed somewhere, 130 if it was interrupted."""
    return 3 if grades.internal else 0 if grades.finished else 130
