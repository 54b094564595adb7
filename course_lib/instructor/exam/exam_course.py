"""A folder of exams as a course of one lesson, which has other numbers for each student: what `course grade` grades."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from course_lib.exam.drawing import Exam
from course_lib.instructor.exam.class_folder import EXAM, KEYS, STUDENTS
from course_lib.instructor.exam.exam_lesson import ExamLesson, exam_lesson
from course_lib.instructor.exam.stored import read_exams
from course_lib.instructor.grading.intake.found_cells import digest_of
from course_lib.instructor.grading.intake.names import result_name
from course_lib.instructor.grading.intake.notebook_file import UnreadableNotebookError, read_notebook
from course_lib.instructor.grading.intake.submissions import Submission
from course_lib.instructor.sandbox.bounded import bounded_each
from course_lib.instructor.source.cells import BEGIN_SOLUTION, END_SOLUTION, Cell
from course_lib.instructor.source.course import Course, UnknownLessonError


@dataclass(frozen=True)
class ExamCourse(Course):
    """root: of the course, whose rules for late penalties hold.  exams: by the names of the students in the results."""

    folder: Path = Path()
    exams: Mapping[str, Exam] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Of the exam."""
        return next(iter(self.exams.values())).name

    @property
    def solutions(self) -> Path:
        """A folder in which the exam stands as a lesson: anybody's."""
        return self.folder / STUDENTS / next(iter(self.exams.values())).student

    @property
    def notebooks(self) -> Path:
        return self.solutions

    def lessons(self) -> list[str]:
        """The exam."""
        return [self.name]

    def lesson(self, name: str) -> ExamLesson:
        """The exam without anybody's numbers: what it asks of all. Raises UnknownLessonError."""
        if name != self.name:
            raise UnknownLessonError(f"there is no exam {name!r}: the folder holds {self.name}")
        own = next(iter(self.own.values()))
        return replace(own, cells=tuple(map(_without_numbers, own.cells)))

    @cached_property
    def own(self) -> dict[str, ExamLesson]:
        """The exam of each student as a lesson."""
        return {
            student: exam_lesson(exam, self.folder / KEYS / exam.student / EXAM) for student, exam in self.exams.items()
        }

    @cached_property
    def _asked_of(self) -> dict[str, frozenset[str]]:
        """Of whom the question with the text of this digest is asked."""
        found: dict[str, frozenset[str]] = {}
        for student, lesson in self.own.items():
            for cell in lesson.cells:
                if _is_question(cell):
                    digest = digest_of(cell.source)
                    found[digest] = found.get(digest, frozenset()) | {student}
        return found

    def with_owners(self, submissions: Sequence[Submission]) -> Iterator[Submission]:
        """The submissions, each with whose questions it holds if these are another student's."""
        paths = [entry.path.absolute() for entry in submissions if entry.path is not None]
        read = dict(bounded_each(text_digests, paths))
        for entry in submissions:
            digests = read.get(entry.path.absolute(), []) if entry.path is not None else []
            asked = [self._asked_of[digest] for digest in digests if digest in self._asked_of]
            others = sorted({min(students) for students in asked if entry.student not in students})
            yield replace(entry, questions_of=", ".join(others))


def read_exam_course(folder: Path, root: Path) -> ExamCourse:
    """The exams in a folder as a course. Raises ExamError."""
    exams = {result_name(name): exam for name, exam in read_exams(folder).items()}
    return ExamCourse(root, folder, exams)


def text_digests(path: Path) -> list[str]:
    """The digests of the texts in a notebook; [] if it cannot be read, which is told when it is graded."""
    try:
        notebook, _ = read_notebook(path)
    except (UnreadableNotebookError, OSError):
        return []
    cells = [cell for cell in notebook.cells if isinstance(cell, dict) and cell.get("cell_type") == "markdown"]
    return [digest_of(source) for cell in cells if isinstance(source := _source(cell), str)]


def _source(cell: dict) -> object:
    source = cell.get("source")
    is_lines = isinstance(source, list) and all(isinstance(line, str) for line in source)
    return "".join(source) if is_lines and isinstance(source, list) else source


def _is_question(cell: Cell) -> bool:
    return cell.kind == "markdown" and cell.source.startswith("## ")


def _without_numbers(cell: Cell) -> Cell:
    if cell.kind == "markdown":
        return replace(cell, source=cell.source.splitlines()[0])
    if cell.kind == "answer":
        head, _, _ = cell.source.partition(BEGIN_SOLUTION)
        return replace(cell, source=f"{head}{BEGIN_SOLUTION}\n    return {{}}\n    {END_SOLUTION}")
    return replace(cell, source=f"check_answer({cell.exercise})") if cell.kind == "test" else cell
