"""Names of any bytes: each is told, keeps its row, and stays another one than all others."""

import os
import subprocess
import sys
import unicodedata

import pytest
from grading_examples import NAME, RIGHTS, lesson, make_zip
from hypothesis import given
from hypothesis import strategies as st

from course_lib.instructor.grading.intake.collect import collect
from course_lib.instructor.grading.intake.names import LONGEST_BYTES, result_name, shown
from course_lib.instructor.grading.intake.submissions import find_submissions
from course_lib.instructor.grading.records.results import Results

pytestmark = pytest.mark.process

L = f"{NAME}/{NAME}.ipynb"
ODD = [
    b"jos\xe9", "jos\u00e9".encode(), unicodedata.normalize("NFD", "jos\u00e9").encode(), b"new\nline", b".hidden",
    b"-dash", b"=1+cmd", b"con", b"a" * 255, "\u202egnirts".encode(), b"\xed\xa0\x80", b"Ada", b"ada", b"100%",
    b"jos%E9", b".y.unfinished",
]  # fmt: skip
NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]) | st.sampled_from("\udce9\udc80%E9"))


@given(NAMES.filter(bool), NAMES.filter(bool))
def test_two_names_stay_two_and_all_files_can_hold_them(one, other):
    assert (result_name(one) == result_name(other)) == (one == other)
    assert len(result_name(one).encode()) <= LONGEST_BYTES
    assert result_name(one).isprintable() or not one.isprintable()
    assert shown(one).isprintable() or not one.isprintable()


def fill(folder):
    """A class of these names, and a stray file beside a right notebook."""
    for name in ODD:
        path = os.path.join(os.fsencode(folder), name, os.fsencode(L))
        os.makedirs(os.path.dirname(path))
        with open(path, "w") as file:
            file.write(RIGHTS)
    with open(os.path.join(os.fsencode(folder), b"ada", NAME.encode(), b"br\xe9ouillon.ipynb"), "w") as file:
        file.write("{}")


def test_every_name_is_a_student_and_keeps_its_notebook(tmp_path):
    fill(tmp_path)

    found = find_submissions(tmp_path, [NAME])

    assert len({entry.student for entry in found}) == len(ODD)
    assert all(entry.path is not None for entry in found)
    (ada,) = [entry for entry in found if entry.student == "ada"]
    assert ada.remarks == ("br\\xe9ouillon.ipynb was not graded.",)


@pytest.mark.parametrize("language", ["ascii", "utf-8"])
def test_a_class_of_odd_names_is_graded_whatever_the_language_of_the_system_is(in_course, tmp_path, language):
    fill(tmp_path / "submitted")
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    if language == "ascii":
        environment |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-P", "-c", "from course_lib.instructor.cli import main; main()"]

    def course(*arguments):
        done = subprocess.run([*command, *arguments], cwd=in_course.root, env=environment, capture_output=True)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    status, _, told = course("grade", tmp_path / "submitted", "-o", tmp_path / "results", "--jobs", "2")

    assert status == 0, told
    rows = Results(tmp_path / "results").read_rows()
    assert {row["student"] for row in rows} == {result_name(os.fsdecode(name)) for name in ODD}
    assert {row["status"] for row in rows} == {"passed"}
    assert "submitted: jos\\xe9: its name is no plain text" in told
    assert "br\\xe9ouillon.ipynb" in told
    again = course("grade", tmp_path / "submitted", "-o", tmp_path / "results", "--resume")
    assert f"0 of {len(ODD)} notebooks graded" in again[1]
    assert course("report", tmp_path / "results")[0] == 0
    assert course("diff", tmp_path / "results", tmp_path / "results")[0] == 0
    assert (
        course("grade", tmp_path / "submitted", "-o", tmp_path / "results", "--dry-run", "--student", b"jos\xe9")[0]
        == 0
    )


@pytest.mark.parametrize(
    ("raw", "name"), [(b"jos\xe9", "jos%E9"), (b"jos\x82", "jos\u00e9"), ("jos\u00e9".encode(), "jos\u00e9")]
)
@pytest.mark.parametrize("flag", [0, 0x800])
def test_in_a_zip_a_name_of_any_encoding_is_read_whatever_the_zip_says_of_it(tmp_path, raw, name, flag):
    stand_in = b"n" * len(raw)
    path = make_zip(tmp_path / "x.zip", (f"{stand_in.decode()}/{L}", RIGHTS), (f"ada/{L}", RIGHTS))
    content = path.read_bytes().replace(stand_in, raw)
    at = content.index(b"PK\x01\x02") + 2  # the flags stand before the file, and in the table of contents
    content = content[:6] + flag.to_bytes(2, "little") + content[8:]
    path.write_bytes(content[: at + 6] + flag.to_bytes(2, "little") + content[at + 8 :])

    collection = collect(path, [lesson()])

    assert set(collection.found) == {(name, NAME), ("ada", NAME)}
    assert all(found[0].member.read() == RIGHTS.encode() for found in collection.found.values())
    assert any("not in UTF-8" in remark for remark in collection.remarks) == (raw != name.encode())
