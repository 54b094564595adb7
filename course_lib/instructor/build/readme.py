"""The parts of README.md that commands write: the list of the lessons, and times that were taken.

A part stands between two comments, which a reader does not see: <!-- begin NAME --> and <!-- end NAME -->.
"""

import re
from pathlib import Path

from course_lib.instructor.source.course import BOOK, Course
from course_lib.lab.start_page import lessons_table, read_cards_of

README_NAME = "README.md"
LESSONS = "lessons"


def with_part(text: str, name: str, content: str) -> str:
    """The text with `content` as its part `name`. Raises ValueError if it does not have that part, once."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    parts = re.split(f"({re.escape(begin)}).*?({re.escape(end)})", text, flags=re.DOTALL)
    if len(parts) != 4:
        raise ValueError(f"the text has {text.count(begin)} times {begin!r} with {end!r} behind it, expected once")
    before, _, _, after = parts
    return f"{before}{begin}\n\n{content}\n\n{end}{after}"


def stale_readme(course: Course) -> tuple[Path, str] | None:
    """README.md and what it should say, if its list of the lessons is not what the released notebooks make.

    None if all is well, and of a course without a README.
    """
    path = course.root / README_NAME
    if not path.is_file():
        return None
    old = path.read_text(encoding="utf-8")
    cards = read_cards_of(course.notebooks, course.lessons())
    new = with_part(old, LESSONS, lessons_table(cards, f"{course.notebooks.name}/", f"{BOOK.as_posix()}/"))
    return (path, new) if new != old else None
