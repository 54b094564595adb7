"""The two files that a submission gets: the notebook as it was graded, and the page for its student."""

from dataclasses import dataclass

import nbformat

from course_lib.instructor.grading.marking.judged import Marked
from course_lib.instructor.grading.records.feedback import feedback_page, short_page
from course_lib.instructor.grading.records.result_lines import Shown
from course_lib.instructor.sandbox.bounded import DeskError, OverBoundsError, bounded
from course_lib.instructor.source.lesson import Lesson

LARGEST_PAGE = 20_000_000  # characters: a lesson's page with all its figures has 2 000 000


@dataclass(frozen=True)
class Documents:
    """The texts of both files."""

    notebook: str
    page: str


def documents(marked: Marked, lesson: Lesson, shown: Shown) -> Documents:
    """Both files, made in a process with limits. A page that goes over them has the results alone, and says so.

    Raises OverBoundsError or DeskError if not even that can be made.
    """
    try:
        return bounded(_documents, marked, lesson, shown)
    except OverBoundsError as error:
        reason = str(error)
    except DeskError:  # whatever it is in it that cannot be shown, its marks can be read
        reason = "they cannot be rendered"
    return bounded(_short_documents, marked, lesson, shown, reason)


def _documents(marked: Marked, lesson: Lesson, shown: Shown) -> Documents:
    page = feedback_page(marked, lesson, shown)
    if len(page) > LARGEST_PAGE:
        raise OverBoundsError(f"the page would have {len(page) // 10**6} MB")
    return Documents(_text(marked), page)


def _short_documents(marked: Marked, lesson: Lesson, shown: Shown, reason: str) -> Documents:
    return Documents(_text(marked), short_page(lesson, shown, reason))


def _text(marked: Marked) -> str:
    return nbformat.writes(marked.notebook) + "\n"
