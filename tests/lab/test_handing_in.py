"""`course submit`: the file to hand in, its digest, and what is not written yet."""

import hashlib
import subprocess
import sys

import pytest
from click.testing import CliRunner
from students_work import EXERCISES, LESSON, ROOT, lesson_in, work

from course_lib.instructor.cli import main
from course_lib.lab.handing_in import hand_in
from course_lib.lab.rehearsal import RehearsalError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The lesson, in which relu, layer and the question in words are answered; the course is where we are."""
    monkeypatch.chdir(tmp_path)
    folder = lesson_in(tmp_path)
    layer = "# YOUR CODE HERE\ndef layer(A, b, U):\n    return U @ A.T + b"
    work(folder, relu="def relu(u):\n    return np.maximum(u, 0)", layer=layer, ten_layers="All of it is one layer.")
    return folder


def test_the_file_is_the_notebook_under_its_name_and_the_digest_is_of_its_bytes(folder, tmp_path):
    found = hand_in(folder, LESSON, tmp_path / "here" / "and" / "there")

    content = (folder / f"{LESSON}.ipynb").read_bytes()
    assert found.path == tmp_path / "here" / "and" / "there" / f"{LESSON}.ipynb"
    assert found.path.read_bytes() == content
    assert found.digest == hashlib.sha256(content).hexdigest()[:12]
    assert found.digest in str(found)


def test_what_is_not_written_yet_is_named(folder, tmp_path):
    found = hand_in(folder, LESSON, tmp_path)

    assert "collapse" in found.unwritten
    assert not {"relu", "layer", "ten_layers"} & set(found.unwritten)
    assert len(found.unwritten) == len(EXERCISES) - 2


def test_the_notebook_itself_is_never_written_over(folder):
    before = (folder / f"{LESSON}.ipynb").read_bytes()
    with pytest.raises(RehearsalError, match="name another folder"):
        hand_in(folder, LESSON, folder)
    assert (folder / f"{LESSON}.ipynb").read_bytes() == before


@pytest.mark.process
def test_both_commands_write_it(folder):
    run = "import sys; from course_lib.lab.course import main; sys.argv[0] = 'course'; main()"
    command = [sys.executable, "-c", run, "submit", "02", "-o", str(folder.parents[1] / "students")]

    students = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    instructors = CliRunner().invoke(main, ["submit", "02"])

    assert students.returncode == instructors.exit_code == 0
    assert (folder.parents[1] / "students" / f"{LESSON}.ipynb").is_file()
    assert (folder.parents[1] / "to_hand_in" / f"{LESSON}.ipynb").is_file()
    assert "Its digest is" in instructors.output


def test_a_folder_that_cannot_be_made_is_told_in_a_line(folder, tmp_path):
    (tmp_path / "file").write_text("")

    done = CliRunner().invoke(main, ["submit", "02", "-o", str(tmp_path / "file" / "deeper")])

    assert done.exit_code == 1
    assert "file" in done.output
