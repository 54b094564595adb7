"""Of several notebooks of one student: dates first, and an untouched one never beats an answered one."""

import json
import os
from datetime import datetime, timedelta

import pytest
from grading_examples import NAME, RIGHT, hand_in, lesson, make_zip, submission

from course_lib.instructor.grading.intake.archive import modified
from course_lib.instructor.grading.intake.attempts import Attempt, choose
from course_lib.instructor.grading.intake.collect import collect, submissions_of
from course_lib.instructor.grading.intake.submissions import find_submissions

RIGHTS = json.dumps(submission(**RIGHT)).encode()
STUBS = json.dumps(submission()).encode()
FEBRUARY, MARCH = datetime(2026, 2, 1), datetime(2026, 3, 1)
L, COPY = f"{NAME}.ipynb", f"{NAME} (1).ipynb"


def ran_at(moment):
    """An answered notebook in which Jupyter wrote down when its cells were run."""
    notebook = submission(**RIGHT)
    for cell in notebook.cells:
        cell.metadata["execution"] = {"iopub.status.idle": moment}
    return json.dumps(notebook).encode()


def chosen(*attempts):
    return choose([Attempt(file, lambda read=read: read, *rest) for file, read, *rest in attempts], lesson())


@pytest.mark.parametrize(
    ("attempts", "number"),
    [
        ([(COPY, STUBS, FEBRUARY), (L, RIGHTS, MARCH)], 1),
        ([(COPY, RIGHTS, FEBRUARY), (L, RIGHTS, MARCH)], 1),
        ([(COPY, RIGHTS, MARCH), (L, RIGHTS, FEBRUARY)], 0),
        ([(COPY, STUBS, MARCH), (L, RIGHTS, FEBRUARY)], 1),  # untouched, whatever its date is
        ([(COPY, RIGHTS, MARCH), (L, RIGHTS, MARCH)], 0),
        ([(COPY, RIGHTS, MARCH), (L, RIGHTS, MARCH + timedelta(seconds=1))], 0),  # a zip tells every other second
        ([(COPY, RIGHTS, None), (L, RIGHTS, None)], 0),
        ([(COPY, RIGHTS, None), (L, RIGHTS, FEBRUARY)], 1),
        ([(COPY, ran_at("2026-02-01T10:00:00Z"), MARCH), (L, ran_at("2026-02-02T10:00:00.5Z"), MARCH)], 1),
        ([(COPY, ran_at("not a date"), MARCH), (L, ran_at(7), MARCH)], 0),
        ([(L, RIGHTS, MARCH, (100, 2)), (L, RIGHTS, FEBRUARY, (900, 0))], 1),  # Canvas' own order
        ([(L, b"{", MARCH), (COPY, RIGHTS, FEBRUARY)], 1),
        ([(L, b"{", FEBRUARY), (COPY, STUBS, MARCH)], 0),  # something was handed in: a person looks at it
    ],
)
def test_the_last_answered_attempt_is_told_by_dates_before_numbers_in_names(attempts, number):
    assert chosen(*attempts).number == number


def test_the_student_is_told_which_attempt_was_graded_and_why():
    last = chosen((COPY, RIGHTS, FEBRUARY), (L, RIGHTS, MARCH))
    answered = chosen((COPY, STUBS, MARCH), (L, RIGHTS, FEBRUARY))

    assert last.remark == f"Handed in 2 times: {L}, the last one, was graded, not {COPY}."
    assert answered.remark == f"Handed in 2 times: {L}, the last one with answers, was graded, not {COPY}."
    assert (last.of, chosen((L, RIGHTS)).of) == (2, 1)


@pytest.mark.parametrize("year", [1979, 1980, 2199])
def test_a_date_that_no_file_can_have_tells_nothing(tmp_path, year):
    path = tmp_path / "x"
    path.touch()
    stamp = datetime(year, 1, 1).timestamp()
    os.utime(path, (stamp, stamp))

    assert modified(path) is None


def test_in_nbgraders_folders_too_an_untouched_release_does_not_beat_an_answered_copy(tmp_path):
    for student, own, copy in (("ada", STUBS, RIGHTS), ("ben", RIGHTS, STUBS)):
        path = hand_in(tmp_path, student, own.decode())
        path.with_name(COPY).write_bytes(copy)
    path = hand_in(tmp_path, "cleo", STUBS.decode())
    path.with_name("homework.ipynb").write_bytes(RIGHTS)

    ada, ben, cleo = find_submissions(tmp_path, [NAME], read=lambda name: lesson())

    assert (ada.path.name, ada.attempts) == (COPY, 2)
    assert (ben.path.name, ben.attempts) == (L, 2)
    assert (cleo.path.name, cleo.attempts) == ("homework.ipynb", 1)
    assert cleo.remarks == (f"The notebook is named homework.ipynb, expected {L}.", f"{L} was not graded.")


def test_a_browsers_copy_in_a_zip_of_folders_is_an_attempt(tmp_path):
    files = {f"ada/{NAME}/{COPY}": STUBS, f"ada/{NAME}/{L}": RIGHTS, f"ben/{NAME}/{L}": "{"}
    path = make_zip(tmp_path / "x.zip", *files.items())

    ada, _ = submissions_of(collect(path, [lesson()]), tmp_path / "into")

    assert (ada.path.read_bytes(), ada.attempts) == (RIGHTS, 2)
