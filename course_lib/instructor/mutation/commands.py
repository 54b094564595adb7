"""`course verify --mutants`: measure, show what survives, record; or check what is recorded."""

import json

import click

from course_lib.instructor.bank.proven import about_stale, proven_keys_of, read_proven, stale_exercises
from course_lib.instructor.bank.trying import check_exercise
from course_lib.instructor.mutation import record
from course_lib.instructor.mutation.fairness import unfair
from course_lib.instructor.mutation.keys import fair_keys_of, keys_of
from course_lib.instructor.mutation.pool import warm_up
from course_lib.instructor.mutation.score import Measured, Score, measure
from course_lib.instructor.source.course import Course
from course_lib.instructor.source.lesson import Lesson

PIECE = 100  # characters of a mutant's name in one line


def measure_lesson(course: Course, name: str, exercise: str | None, jobs: int) -> bool:
    """Measure a lesson or one exercise of it, show what survives, record the scores; whether all is well."""
    lesson = course.lesson(name)
    check_exercise(lesson, exercise)
    names = [found.name for found in lesson.exercises if exercise in (None, found.name)]
    warm_up()
    keys = keys_of(lesson)  # before it takes its time: an edit meanwhile shows
    measured = measure(lesson, names, jobs=jobs, tell=lambda found: _show(lesson, found))
    known = record.read_record(course, name)
    known |= {found.exercise: (keys[found.exercise], found.score) for found in measured}
    known = {found.name: known[found.name] for found in lesson.exercises if found.name in known}
    record.write_record(course, name, known)
    record.write_table(course)
    lines = [line for found in measured for line in found.errors]
    lines += record.shortfalls(name, {found.exercise: found.score for found in measured}) if exercise is None else []
    for line in lines:
        click.echo(line)
    return not lines


def try_mutants(course: Course, name: str, exercise: str | None, only: str, jobs: int) -> bool:
    """Show which mutants whose names contain `only` survive; records nothing. Whether none does."""
    lesson = course.lesson(name)
    check_exercise(lesson, exercise)
    names = [found.name for found in lesson.exercises if exercise in (None, found.name)]
    warm_up()
    measured = measure(lesson, names, jobs=jobs, tell=lambda found: _show(lesson, found), only=only)
    for line in (line for found in measured for line in found.errors):
        click.echo(line)
    return not any(found.survivors or found.errors for found in measured)


def check_lesson(course: Course, name: str, jobs: int, *, anew: bool = False) -> bool:
    """Do the recorded scores of a lesson hold? Measures the exercises that a change can have moved, or `anew` all."""
    lesson, known = course.lesson(name), record.read_record(course, name)
    if not known:
        click.echo(f"{name}: its mutants are not measured yet: run `course verify --mutants {name}`")
        return False
    keys = keys_of(lesson)
    changed = [one for one, key in keys.items() if anew or one not in known or known[one][0] != key]
    lines = [f"{name} {one}: is recorded and is no exercise any more" for one in known if one not in keys]
    if changed:
        warm_up()
    for found in measure(lesson, changed, jobs=jobs):
        old = known[found.exercise][1] if found.exercise in known else None
        if found.score != old:
            lines.append(f"{name} {found.exercise}: {_changes(found.score, old)}")
        lines += found.errors
    lines += record.shortfalls(name, {one: score for one, (_, score) in known.items()})
    for line in lines:
        click.echo(line)
    count = len(changed)
    if lines:
        click.echo(f"{name}: the recorded scores do not hold: run `course verify --mutants {name}`")
    else:
        click.echo(f"{name}: the recorded scores hold ({count} exercise{'' if count == 1 else 's'} measured anew)")
    return not lines


def try_fairness(course: Course, name: str, exercise: str | None, jobs: int) -> bool:
    """Try the right answers of a lesson under other conditions, and its wrong ones twice; whether all is fair.

    Records the exercises that are.
    """
    lesson = course.lesson(name)
    check_exercise(lesson, exercise)
    names = [found.name for found in lesson.exercises if exercise in (None, found.name)]
    keys = fair_keys_of(lesson)  # before it takes its time: an edit meanwhile shows
    fair = _try_fairness(lesson, names, jobs)
    known = record.read_fair_keys(course, name) | {one: keys[one] if one in fair else "" for one in names}
    record.write_fair_keys(course, name, {one: known[one] for one in keys if known.get(one)})
    return len(fair) == len(names)


def check_fairness(course: Course, name: str, jobs: int, *, anew: bool = False) -> bool:
    """Is a lesson fair? Tries the exercises that a change can have moved since they were recorded, or `anew` all."""
    lesson = course.lesson(name)
    keys, known = fair_keys_of(lesson), record.read_fair_keys(course, name)
    changed = list(keys) if anew else stale_exercises(keys, known)
    if changed:
        click.echo(f"{name}: to be tried anew: {', '.join(changed)}")
    return len(_try_fairness(lesson, changed, jobs)) == len(changed)


def _try_fairness(lesson: Lesson, names: list[str], jobs: int) -> set[str]:
    """Which of the exercises are fair; what is not is told."""
    if names:
        warm_up()
    trials, found = 0, {}
    for one in names:
        count, found[one] = unfair(lesson, one, jobs=jobs)
        trials += count
        for line in found[one]:
            click.echo(line)
    faults = sum(map(len, found.values()))
    click.echo(f"{lesson.name}: {trials} trials of fairness, {faults} error{'' if faults == 1 else 's'}")
    return {one for one in names if not found[one]}


def tell_stale(course: Course, name: str) -> bool:
    """Say which records of a lesson no longer tell anything, and what to run; whether all records do."""
    lesson = course.lesson(name)
    scored = {one: key for one, (key, _) in record.read_record(course, name).items()}
    lines = [
        *about_stale(name, proven_keys_of(lesson), read_proven(course, name), "course verify"),
        *about_stale(name, keys_of(lesson), scored, "course verify --mutants"),
        *about_stale(name, fair_keys_of(lesson), record.read_fair_keys(course, name), "course verify --fair"),
    ]
    for line in lines or [f"{name}: every key is fresh"]:
        click.echo(line)
    return not lines


def check_table(course: Course) -> bool:
    """Is docs/mutation-score.md what the records make?"""
    path = course.root / record.TABLE
    if path.is_file() and path.read_text(encoding="utf-8") == record.table(course):
        return True
    click.echo(f"{record.TABLE}: is not what the records make: run `course verify --mutants`")
    return False


def _show(lesson: Lesson, found: Measured) -> None:
    test = next(one.test for one in lesson.exercises if one.name == found.exercise)
    for mutant in found.survivors:
        click.echo(f"\n{lesson.name} {found.exercise}: survives the test at {lesson.path.name}:{test.line}")
        click.echo(f"  {mutant.name}")
        click.echo("\n".join(f"    {line}" for line in mutant.diff().splitlines()))
        click.echo(f"  If it is a right answer, say why in answers.py:\n{to_paste(found.exercise, mutant.name)}")
    click.echo(f"{lesson.name} {found.exercise}: {_counts(found.score)}, {found.seconds:.0f} s")


def _changes(found: Score, recorded: Score | None) -> str:
    """The counts in which a score is not what was recorded."""
    if recorded is None:
        return f"{_counts(found)}, and nothing is recorded"
    pairs = [(name, count, recorded.counts[name]) for name, count in found.counts.items()]
    return "; ".join(f"{name} is {new}, recorded {old}" for name, new, old in pairs if new != old)


def to_paste(exercise: str, mutant: str) -> str:
    """The call for answers.py that records a mutant as equivalent, but for its reason, in lines of bounded length."""
    pieces = [mutant[begin : begin + PIECE] for begin in range(0, len(mutant), PIECE)]
    texts = "\n".join(f"    {json.dumps(piece, ensure_ascii=False)}" for piece in pieces)
    return f'equivalent(\n    "{exercise}",\n{texts},\n    reason="",\n)'


def _counts(score: Score | None) -> str:
    if score is None:
        return "nothing"
    return f"{score.killed} of {score.mutants} mutants killed, {score.equivalent} equivalent: {100 * score.share:.1f} %"
