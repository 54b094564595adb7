import json
import pickle
import re
from typing import get_args

from course_lib.instructor.grading.marking.status import Status
from course_lib.instructor.grading.report.report import BARS
from course_lib.instructor.sandbox.runner import RunStatus


def test_the_readme_names_every_status(course):
    text = (course.root / "README.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"^`status` is one of (.*?\))\. ", text, re.MULTILINE | re.DOTALL)

    assert re.findall(r"`(\w+)`", told) == list(Status)


def test_every_status_has_a_letter_of_its_own_and_a_part_of_the_bars():
    assert len({status.letter for status in Status}) == len(Status)
    assert {status.bar for status in Status} == BARS.keys()


def test_whatever_stops_a_cell_is_a_status():
    assert set(get_args(RunStatus)) - {"ok", "skipped"} <= set(Status)


def test_a_status_is_its_word_in_every_file_and_process():
    assert f"{Status.TIMEOUT}" == json.loads(json.dumps(Status.TIMEOUT)) == "timeout"
    assert pickle.loads(pickle.dumps(Status.TIMEOUT)) is Status.TIMEOUT
