"""When submissions were handed in: by timestamp.txt beside them, by the times in Moodle's zip, or by the roster.

The due date of a lesson and a student's extension are nbgrader's: they stand in the gradebook (`course due`, the form
grader). The roster tells how late somebody was, so that the moment follows from the due date.
"""

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nbgrader.api import Gradebook

from course_lib.instructor.grading.intake.moment import UnclearMomentError, decoded, read_moment
from course_lib.instructor.grading.intake.names import shown
from course_lib.instructor.grading.intake.site_times import lateness
from course_lib.instructor.grading.intake.submissions import Submission
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.writing.plain_text import visible_line


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
    """The same submission, which says when it was handed in, or that nothing tells it though something should."""
    told = handed_in_at(submission)
    if told.unclear:
        return replace(submission, remarks=(*submission.remarks, told.unclear), unclear=told.unclear)
    return replace(submission, handed_in=f"{told.moment:%Y-%m-%d %H:%M:%S} UTC") if told.moment else submission


def save_timestamps(results: Results, submissions: Sequence[Submission]) -> None:
    """Write into the gradebook when submissions were handed in; of those of which that is unclear, nothing.

    submissions: that were just graded.  Of whom the roster alone tells something, in these results, it is written anew
    each time, as due dates may have been set or moved.
    """
    told = [(entry, stamp) for entry in submissions if (stamp := handed_in_at(entry)) != HandedInAt() or entry.unclear]
    by_roster = [entry for entry in results.read_log() if _lateness(entry) and not entry.get("handed_in")]
    if not (told or by_roster):
        return
    with Gradebook(results.db_url) as gradebook:
        due = {found.name: found.duedate for found in gradebook.assignments}
        graded = {
            (found.assignment.name, found.student.id) for each in gradebook.assignments for found in each.submissions
        }
        for entry, stamp in told:
            if (entry.lesson, entry.student) in graded:
                gradebook.update_or_create_submission(entry.lesson, entry.student, timestamp=stamp.moment)
        for logged in by_roster:
            lesson, student = logged["lesson"], logged["student"]
            if (lesson, student) in graded and due.get(lesson) is not None:
                gradebook.update_or_create_submission(lesson, student, timestamp=due[lesson] + _lateness(logged))


def _lateness(entry: dict) -> timedelta | None:
    """How late the roster says that a submission in the log was, None if it does not."""
    return lateness(entry.get("late") or "")


def remarks_on_lateness(results: Results) -> list[str]:
    """What of the roster cannot be used, or is not what the times say."""
    said = [entry for entry in results.read_log() if entry.get("late")]
    if not said:
        return []
    lines, undated = [], defaultdict(list)
    with Gradebook(results.db_url) as gradebook:
        due = {found.name: found.duedate for found in gradebook.assignments}
        late = {
            (found.student.id, each.name): found.total_seconds_late > 0
            for each in gradebook.assignments
            for found in each.submissions
        }
    for entry in said:
        lesson, student = entry["lesson"], entry["student"]
        told = f"{shown(student)} {lesson}: the list of the class says «{shown(entry['late'])}»"
        if due.get(lesson) is None:
            undated[lesson].append(shown(student))
        elif _lateness(entry) is None and late.get((student, lesson)):
            lines.append(f"{told}, and it counts as late: an extension is given in the form grader")
        elif _lateness(entry) is not None and entry.get("handed_in") and not late.get((student, lesson)):
            lines.append(f"{told}, and it was in time by the time of its file")
    return lines + [
        f"{lesson}: the list of the class says of {', '.join(names)} how late they were, but no due date is set here: "
        f"course due {lesson} TIME ZONE"
        for lesson, names in sorted(undated.items())
    ]
