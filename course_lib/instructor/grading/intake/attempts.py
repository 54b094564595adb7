"""Which of several notebooks that one student handed in for a lesson is graded."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from course_lib.instructor.grading.intake.answer_cells import defines, is_stub
from course_lib.instructor.grading.intake.archive import MemberError
from course_lib.instructor.grading.intake.found_cells import found_cells
from course_lib.instructor.grading.intake.names import shown
from course_lib.instructor.grading.intake.notebook_file import UnreadableNotebookError, parse_notebook
from course_lib.instructor.sandbox.bounded import OverBoundsError, bounded
from course_lib.instructor.source.lesson import Lesson
from course_lib.instructor.source.reference import reference

UNTOUCHED, UNREADABLE, ANSWERED = range(3)
RESOLUTION = 2  # seconds: what the date of a file in a zip tells
MARK_OF_A_COPY = re.compile(
    r"(?P<stem>.*?)(?:-(?P<attempt>\d{1,3})|[ _]?\((?P<copy>\d{1,3})\))(?P<suffix>\.\w+)", re.DOTALL
)


@dataclass(frozen=True)
class Attempt:
    """A notebook that may be graded. file: its name.  lms: Moodle's or Canvas' own order, () where they tell none."""

    file: str
    read: Callable[[], bytes]
    modified: datetime | None = None
    lms: tuple[int, ...] = ()


@dataclass(frozen=True)
class Choice:
    """The attempt that is graded, by its number, and what the student is told about it. of: from how many."""

    number: int
    remark: str = ""
    of: int = 1


def plain_name(file: str) -> tuple[str, int]:
    """A file's name without the mark of a second attempt or a second download, and the number in that mark.

    >>> plain_name("02_relu_networks-2.ipynb"), plain_name("02_relu_networks (1).ipynb")
    (('02_relu_networks.ipynb', 2), ('02_relu_networks.ipynb', 1))
    """
    found = MARK_OF_A_COPY.fullmatch(file)
    if found is None:
        return file, 0
    return found["stem"] + found["suffix"], int(found["attempt"] or found["copy"])


def choose(attempts: Sequence[Attempt], lesson: Lesson) -> Choice:
    """The last attempt in which anything is answered; else the last that cannot be read; else the last.

    What tells which is the last: the system's own order, the date of the file, the dates that Jupyter wrote into the
    notebook; and only if all of these are the same or missing, the number in the name, then the name.
    """
    if len(attempts) == 1:
        return Choice(0)
    orders = [_order(attempt, lesson) for attempt in attempts]
    number = max(range(len(attempts)), key=orders.__getitem__)
    others = ", ".join(shown(attempt.file) for n, attempt in enumerate(attempts) if n != number)
    why = "the last one" if orders[number][1:] == max(order[1:] for order in orders) else "the last one with answers"
    chosen = shown(attempts[number].file)
    return Choice(number, f"Handed in {len(attempts)} times: {chosen}, {why}, was graded, not {others}.", len(attempts))


def choose_in_folder(
    attempts: Sequence[Attempt], lesson: str, read: Callable[[str], Lesson] | None
) -> tuple[Choice | None, tuple[str, ...]]:
    """Of the notebooks in a student's folder of a lesson: the one of its name and the copies of it are attempts.

    Another one is graded if it is the only one there, or the only one with answers. Returns None where nothing tells,
    and what the student is told.  read: gives the lesson by its name; without it, what has the name is graded.
    """
    own = [n for n, attempt in enumerate(attempts) if plain_name(attempt.file.lower())[0] == f"{lesson}.ipynb".lower()]
    others = [n for n in range(len(attempts)) if n not in own]
    choice = choose([attempts[n] for n in own], read(lesson)) if own and read else Choice(0)
    chosen = own[choice.number] if own else 0 if len(attempts) == 1 else None
    if others and read and (chosen is None or _order(attempts[chosen], read(lesson))[0] == UNTOUCHED):
        answered = [n for n in others if _order(attempts[n], read(lesson))[0] == ANSWERED]
        chosen = answered[0] if len(answered) == 1 else chosen
    names = [shown(attempt.file) for attempt in attempts]
    if chosen is None:
        return None, (f"None of these is named {lesson}.ipynb: {', '.join(names)}.",)
    remarks = [choice.remark] if choice.remark and chosen in own else []
    if attempts[chosen].file != f"{lesson}.ipynb":
        remarks.append(f"The notebook is named {names[chosen]}, expected {lesson}.ipynb.")
    told = own if chosen in own and choice.remark else [chosen]
    remarks += [f"{name} was not graded." for n, name in enumerate(names) if n not in told]
    return Choice(chosen, of=max(1, len(own))), tuple(remarks)


def _order(attempt: Attempt, lesson: Lesson) -> tuple:
    stands, own = _read(attempt, lesson)
    modified = 0 if attempt.modified is None else int(attempt.modified.timestamp()) // RESOLUTION
    return stands, attempt.lms, modified, own, plain_name(attempt.file)[1], attempt.file


def _read(attempt: Attempt, lesson: Lesson) -> tuple[int, float]:
    """How a notebook stands, and when its cells were run last, if Jupyter wrote that down."""
    try:
        return bounded(_standing, attempt.read(), lesson)
    except (UnreadableNotebookError, OverBoundsError, MemberError):
        return UNREADABLE, 0.0


def _standing(content: bytes, lesson: Lesson) -> tuple[int, float]:
    notebook, _ = parse_notebook(content)
    known = reference(lesson)
    cells, _ = found_cells(notebook, known)
    answered = any(
        cell.cell_type == "code"
        and (cell.grade_id == exercise.name or (cell.grade_id is None and defines(cell.source, exercise.name)))
        and cell.source.strip()
        and not is_stub(cell.source, known.released_source(exercise.name))
        for exercise in lesson.exercises
        for cell in cells
    )
    return ANSWERED if answered else UNTOUCHED, max((_ran(cell.metadata) for cell in cells), default=0.0)


def _ran(metadata: dict) -> float:
    """The last of the dates that Jupyter wrote into a cell, in seconds; 0 if there is none that can be one."""
    times = metadata.get("execution")
    dates = [0.0]
    for told in times.values() if isinstance(times, dict) else ():
        try:
            moment = datetime.fromisoformat(told)
        except (TypeError, ValueError):
            continue
        dates.append((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    return max(date for date in dates if date <= datetime.now().timestamp() + 86400)
