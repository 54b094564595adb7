"""What a grade depends on, as a few letters each, and what of it has changed since a submission was graded."""

import contextlib
import hashlib
import sys
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import course_lib
from course_lib.instructor.grading.intake.companions import find_companions
from course_lib.instructor.grading.intake.notebook_file import is_regular
from course_lib.instructor.grading.intake.submissions import Submission
from course_lib.instructor.grading.marking.status import STOPPED, Status
from course_lib.instructor.sandbox.runner import Limits
from course_lib.instructor.source.lesson import Lesson

Fingerprint = Mapping[str, object]
LIBRARIES = ("numpy", "torch", "scikit-learn", "matplotlib", "ipython")  # the results of what students call
AFTERWARDS = frozenset(  # modules that work with grades that stand: no grade depends on them
    {"class_statistics", "closing", "demo", "demo_class", "diff", "due", "explain", "exports", "lateness", "report"}
    | {"similar_answers", "like_ours", "by_hand", "class_list", "enrolment", "feedback_zips", "going_back", "roster"}
    | {"exchange", "moment", "penalties", "site_times", "written_answers"}
    | {"feedback", "feedback_again", "given", "lesson_help", "page_policy", "result_lines", "shown_notebook"}
)
REASONS = {  # in words; of several, the first is told
    "missing": "for the first time",
    "internal": "again as the grader had failed",
    "notebook": "again as the notebook, or what was told of it, has changed",
    "lesson": "again as the lesson has changed",
    "grader": "again as the grader has changed",
    "seed": "again as the seed of hidden inputs is another",
    "limits": "again as the limits have changed",
}


def fingerprint(submission: Submission, lesson: Lesson, limits: Limits, seed: int) -> Fingerprint:
    """What a submission's grade depends on: notebook, lesson, grader (digests), the seed of hidden inputs, limits."""
    return {
        "notebook": _of_notebook(submission, lesson),
        "lesson": of_lesson(lesson),
        "grader": grader(),
        "seed": seed,
        "limits": asdict(limits),
    }


def change(entry: dict, now: Fingerprint) -> str | None:
    """Why a submission must be graded again, as a key of REASONS, given what the log says of it; None if it need not.

    Other limits matter only where they could change anything: a larger one to what went over the old one, a smaller one
    to what would perhaps go over it.
    """
    if Status.INTERNAL in entry["status"].values():
        return "internal"
    before = entry.get("mark")
    before = before if isinstance(before, dict) else {}
    for part in ("notebook", "lesson", "grader", "seed"):
        if before.get(part) != now[part]:
            return part
    limits = now["limits"]
    matter = isinstance(limits, dict) and _limits_matter(entry, before.get("limits", {}), limits)
    return "limits" if matter else None


def _limits_matter(entry: dict, before: dict, now: dict) -> bool:
    if before == now:
        return False
    statuses, seconds, memory = set(entry["status"].values()), entry["seconds"], entry["memory_mb"] * 2**20
    used = {"cell_seconds": seconds, "submission_seconds": seconds, "memory_bytes": memory}
    for name in now:
        old, new = before.get(name, 0), now[name]
        if new > old and statuses & {*STOPPED, Status.ERROR}:
            return True
        if new < old and used.get(name, new) >= new:
            return True
    return False


def of_lesson(lesson: Lesson) -> str:
    """A digest of a lesson and its data."""
    return _of_files([lesson.path, *(lesson.path.with_name(name) for name in lesson.setup.data)])


def _of_notebook(submission: Submission, lesson: Lesson) -> str:
    """A digest of the notebook, of the files that it gets, and of what was said about how they were found."""
    told = (*submission.remarks, submission.clock)
    digest = hashlib.sha256("\0".join(told).encode("utf-8", "backslashreplace"))
    path = submission.path
    with contextlib.suppress(OSError):  # what cannot be read is told when it is graded
        if path is not None and is_regular(path):
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
            for name, content in find_companions(path, lesson).files.items():
                digest.update(f"\0{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:20]


@lru_cache(maxsize=1)
def grader() -> str:
    """A digest of all that judges: the course's library and grader, Python and the libraries that answers call."""
    library = Path(course_lib.__file__).parent
    judging = [
        path
        for path in sorted(library.rglob("*.py"))
        if not ("grading" in path.parts and path.stem in AFTERWARDS) and path.parent.name != "mutation"
    ]
    versions = [sys.version, *(f"{name} {version(name)}" for name in LIBRARIES)]
    return hashlib.sha256("\n".join([_of_files(judging), *versions]).encode()).hexdigest()[:20]


def _of_files(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:20]
