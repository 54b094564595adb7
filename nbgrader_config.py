"""Plain nbgrader works in this folder: `nbgrader autograde LESSON`, `nbgrader generate_feedback LESSON`.

Submissions lie in submitted/{student}/{lesson}/{lesson}.ipynb. Before the first `autograde` of a lesson its cells go
into the gradebook: `nbgrader generate_assignment LESSON`. The course's own `course grade` needs none of this.
"""

from nbgrader.converters.generate_assignment import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests

from course_lib.instructor.source.for_students import ForStudents

c = get_config()  # noqa: F821  nbgrader defines it

c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
# Beside the notebook lies the lesson's text with all solutions: neither students nor graded folders get it.
c.CourseDirectory.ignore = [*CourseDirectory.ignore.default(), "lesson.py", "answers.py"]
c.Execute.timeout = 60
# Students get a line in the place of each test: `check("relu")`. The gradebook keeps the whole test.
_steps = GenerateAssignment.preprocessors.default()
_after = _steps.index(ClearHiddenTests) + 1
c.GenerateAssignment.preprocessors = [*_steps[:_after], ForStudents, *_steps[_after:]]
