"""The form of a test in parts, held by the lint of lessons."""

import shutil
from pathlib import Path

import pytest

from course_lib.instructor.source.faults import FaultyLessonError
from course_lib.instructor.source.lesson import read_lesson

MARKS = Path(__file__).parent.parent / "marks_course" / "solutions" / "01_marks"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("points=3.5", "points=3", "points=3, and its parts have 3.5: they must be the same"),
        ("\nsum_of_parts()\n", "\n", "ends in `sum_of_parts()`"),
        ('with part("large scores", points=1):', "if True:", "points=3.5, and its parts have 2.5"),
        ('"scores stay", points=0.5', '"scores stay"', "the part 'scores stay' needs points"),
        ('part("small scores"):', 'part("small scores", points=2):', "is taken up again: its points were said before"),
        ('part("large scores", points=1)', 'part("large scores", points=-1)', "the part 'large scores' needs points"),
        ('with part("large scores", points=1):', "for n in [1]:\n  with part(str(n), points=1):", "a part is written"),
        (
            "softmax(z[::-1]), [0.75",
            "softmax(scores), [0.75",
            "'scores' comes from another part, which may have failed",
        ),
    ],
)
def test_a_part_that_could_not_be_counted_is_a_fault(tmp_path, old, new, message):
    shutil.copytree(MARKS, tmp_path / "01_marks")
    path = tmp_path / "01_marks" / "lesson.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))

    with pytest.raises(FaultyLessonError) as found:
        read_lesson(path.parent)

    assert message in str(found.value)


def test_a_test_in_parts_is_no_fault():
    assert read_lesson(MARKS).exercises[0].points == 3.5
