"""The feedback pages of a lesson as Moodle and Canvas take them back: one zip for each, named as their own downloads.

Moodle (the assignment, Upload multiple feedback files in a zip) reads `NAME_NUMBER_assignsubmission_file_/…`, and takes
what stands before the first underscore for the name. Canvas (Upload submissions) takes the first two pieces between
underscores that are numbers alone for the user and the upload.
"""

import os
import zipfile
from pathlib import Path

from course_lib.instructor.grading.intake.handed_in import CANVAS, MOODLE, Sender
from course_lib.instructor.grading.intake.names import folder_name
from course_lib.instructor.grading.records.going_back import GoingBack, of_system
from course_lib.instructor.grading.records.results import Results
from course_lib.instructor.writing.files import UNFINISHED

A_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can tell: the same pages give the same bytes
QUICK = 1  # of nine levels: pages are large, and get a tenth of their size by the first


def write_feedback_zips(results: Results, back: GoingBack) -> list[Path]:
    """Write a zip for each lesson and LMS from which it came; which."""
    written = []
    for lesson in back.largest:
        for system, name in ((MOODLE, _moodles), (CANVAS, _canvas)):
            own = [(entry, sender) for entry, sender in of_system(back.backs, system) if entry.lesson == lesson]
            own = [(entry, sender) for entry, sender in own if system == MOODLE or sender.upload]
            pages = {name(sender, lesson): results.feedback(entry.of, lesson) for entry, sender in own}
            pages = {inside: page for inside, page in pages.items() if page.is_file()}
            if pages and not (system == MOODLE and lesson in back.teams):
                written.append(results.folder / f"feedback_{system}_{lesson}.zip")
                _write(written[-1], pages)
    return written


def _moodles(sender: Sender, lesson: str) -> str:
    name = folder_name(sender.name).replace("_", " ").strip() or "Participant"
    return f"{name}_{sender.number}_assignsubmission_file_/{lesson}.html"


def _canvas(sender: Sender, lesson: str) -> str:
    pieces = [piece for piece in sender.name.split("_") if piece and not piece.isdecimal()]
    name = folder_name("_".join(pieces) or "student")
    return f"{name}_{sender.number}_{sender.upload}_{lesson}.html"


def _write(path: Path, pages: dict[str, Path]) -> None:
    """Write a zip of these files by their names in it; of an interruption, no half of it stays under its name."""
    unfinished = path.with_name(f".{path.name}{UNFINISHED}")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as made:
        for name, page in sorted(pages.items()):
            entry = zipfile.ZipInfo(name, A_DATE)
            entry.create_system, entry.external_attr, entry.compress_type = 3, 0o100644 << 16, zipfile.ZIP_DEFLATED
            made.writestr(entry, page.read_bytes())
    os.replace(unfinished, path)
