"""The last step of a release: a line in the place of each test, and a setup cell that explains.

nbgrader's configuration takes it from here: it needs nbgrader, and how the line is written.
"""

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from course_lib.checking.lesson_tests import check_line

NEEDS_THE_LIBRARY = """\
try:
    import course_lib
except ModuleNotFoundError:

    class MissingLibrary(Exception):
        def _render_traceback_(self):
            return [str(self)]

    raise MissingLibrary(
        "The course's library is missing here: unpack course.zip, run `%pip install FOLDER` with the folder that it"
        " made, and restart the kernel."
    ) from None
"""
GOES_ON = "raises-exception"  # the tag by which a notebook runs on where a cell raises


class ForStudents(NbGraderPreprocessor):
    """Puts `check("relu")` in the place of each test, as the last step of `nbgrader generate_assignment`.

    *Run All* goes on where an answer is not there, and the setup cell says so where the course's library is missing.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: dict, index: int) -> tuple[NotebookNode, dict]:
        """See nbconvert's Preprocessor."""
        marks = cell.metadata.get("nbgrader", {})
        name = marks.get("grade_id", "")
        if cell.cell_type != "code":
            return cell, resources
        if name == "setup":
            cell.source = f"{NEEDS_THE_LIBRARY}\n{cell.source}"
        elif marks.get("grade") and not marks.get("solution") and name.startswith("test_"):
            cell.source = check_line(name.removeprefix("test_"))
        if marks.get("grade") or marks.get("solution"):  # the stub of a class raises when its cell is run
            cell.metadata.tags = [*cell.metadata.get("tags", ()), GOES_ON]
        return cell, resources
