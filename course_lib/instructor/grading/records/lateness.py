"""When submissions were handed in, and nbgrader's penalties for those that are late.

The due date of a lesson, a student's extension and the plugin that decides about penalties are nbgrader's: they stand
in the gradebook (form grader, or `nbgrader db assignment add LESSON --duedate=...`) and in nbgrader_config.py.
"""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from course_lib.instructor.grading.intake.submissions import Submission
from course_lib.instructor.grading.records.moment import UnclearMomentError, decoded, read_moment
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.writing.plain_text import visible_line

CONFIG = "nbgrader_config.py"
QUIET = logging.getLogger("course_lib.late")  # nbgrader warns of everybody who is late, we say how many
QUIET.addHandler(logging.NullHandler())
QUIET.propagate = False


@dataclass(frozen=True)
class HandedInAt:
    """When a submission was handed in: in UTC, None if nothing tells.  unclear: why not, if something should tell."""

    moment: datetime | None = None
    unclear: str = ""


def handed_in_at(submission: Submission) -> HandedInAt:
    """When it was handed in, from the timestamp.txt that nbgrader's tools write beside the notebook.

    Without a zone it is in UTC, as nbgrader says.
    """
    path = submission.path.with_name("timestamp.txt") if submission.path else None
    if path is None or not os.path.lexists(path):
        return HandedInAt()
    text = ""
    try:
        if path.is_symlink() or not path.is_file():
            raise UnclearMomentError("a file was expected")
        with path.open("rb") as file:
            text = decoded(file.read(1000))
        return HandedInAt(read_moment(text)) if text.strip() else HandedInAt()
    except OSError as error:
        why = error.strerror
    except UnclearMomentError as error:
        why = f"{error}, got {visible_line(text.strip(), 60)!r}" if text else str(error)
    return HandedInAt(unclear=f"Whether it was late is unknown: timestamp.txt cannot be read: {why}.")


def with_lateness(submission: Submission) -> Submission:
    """The same submission, which says if nothing tells whether it was late though something should."""
    unclear = handed_in_at(submission).unclear
    return replace(submission, remarks=(*submission.remarks, unclear), unclear=unclear) if unclear else submission


def save_timestamps(results: Results, submissions: list[Submission]) -> None:
    """Write into the gradebook when submissions were handed in; of those whose timestamp is unclear, nothing."""
    told = [(entry, stamp) for entry in submissions if (stamp := handed_in_at(entry)) != HandedInAt()]
    if not told:
        return
    with Gradebook(results.db_url) as gradebook:
        graded = {(found.assignment.name, found.student.id) for found in _submitted(gradebook)}
        for entry, stamp in told:
            if (entry.lesson, entry.student) in graded:
                gradebook.update_or_create_submission(entry.lesson, entry.student, timestamp=stamp.moment)


def assign_penalties(results: Results, course_root: Path) -> int:
    """Let nbgrader's plugin decide about every late submission in the gradebook. Returns how many are late."""
    with Gradebook(results.db_url) as gradebook:
        entries = list(_submitted(gradebook))
        late = [(entry.assignment.name, entry.student.id) for entry in entries if entry.total_seconds_late > 0]
        on_time = [entry for entry in entries if not entry.total_seconds_late and entry.late_submission_penalty]
        for entry in on_time:  # the due date was moved, or an extension given
            for notebook in entry.notebooks:
                notebook.late_submission_penalty = None
        gradebook.db.commit()
    if not late:
        return 0
    config = _config(course_root)
    with _importable(course_root):
        for lesson, student in late:
            names = {"notebook": lesson, "assignment": lesson, "student": student, "db_url": results.db_url}
            AssignLatePenalties(config=config, log=QUIET).preprocess(new_notebook(), {"nbgrader": names})
    return len(late)


def _submitted(gradebook: Gradebook) -> Iterator:
    for assignment in gradebook.assignments:
        yield from assignment.submissions


def _config(course_root: Path) -> Config:
    if not (course_root / CONFIG).is_file():
        return Config()
    return PyFileConfigLoader(CONFIG, path=str(course_root)).load_config()


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """A plugin of the instructor's own lies beside nbgrader_config.py, where nbgrader finds it too."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
